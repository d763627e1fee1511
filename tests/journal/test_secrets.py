"""No store holds an address, a content, a key or the words of an error; keys only where that is asked for."""

from pathlib import Path
from typing import Any

import boto3
import pytest

from sesv2kit.errors import MessageRejectedError
from sesv2kit.journal import Claim
from tests.faults.server import Server, answer, refusal
from tests.journal.stores import Make
from tests.unit.support import BULK, SEND, client_of

RESULTS = [{"Status": "SUCCESS", "MessageId": "m-1"}, {"Status": "MESSAGE_REJECTED", "Error": "secret words"}]


@pytest.fixture
def written(request: pytest.FixtureRequest, store: Make, tmp_path: Path) -> Any:
    """All that a store holds, as bytes."""

    def read() -> bytes:
        if "redis_server" in request.fixturenames:
            with request.getfixturevalue("redis_server").client() as client:
                return b"".join(repr((key, client.hgetall(key))).encode() for key in client.scan_iter(_type="hash"))
        if "dynamodb_table" in request.fixturenames:
            return repr(boto3.client("dynamodb", "us-east-1").scan(TableName="keys")).encode()
        return b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())

    return read


def fill(journal: Any) -> None:
    """Let every kind of record be written: accepted, refused, of a bulk send, claimed."""
    replies = [
        answer({"MessageId": "message-1"}),
        refusal(400, "MessageRejected", "secret words"),
        answer({"BulkEmailEntryResults": RESULTS}),
    ]
    with Server(replies) as server:
        client = client_of(server.url, journal=journal)
        client.sending.send_email(**SEND, idempotency_key="secret-key-1")
        with pytest.raises(MessageRejectedError):
            client.sending.send_email(**SEND, idempotency_key="secret-key-2")
        client.sending.send_bulk_email(**BULK, idempotency_key="secret-key-3")


def test_nothing_is_in_clear(store: Make, written: Any) -> None:
    with store(secret="the secret of hashes") as journal:
        fill(journal)
        kept = written()
    assert len(kept) > 500
    assert b"message-1" in kept
    assert b"MessageRejected" in kept
    assert b"secret" not in kept


def test_keys_are_where_that_is_asked_for(store: Make, written: Any) -> None:
    with store(keep_keys=True) as journal:
        fill(journal)
        assert b"secret-key-1" in written()
        assert b"secret.example" not in written()
        assert {record.key for record in journal.iterate()} == {f"secret-key-{number}" for number in (1, 2, 3)}


def test_nothing_prints_a_key() -> None:
    from sesv2kit.journal import JournalRecord, KeyId
    from sesv2kit.journal.base import moment

    claim = Claim(KeyId("id"), "owner", "SendEmail", "digest", key="secret")
    record = JournalRecord(KeyId("id"), "claimed", "SendEmail", "digest", "owner", 1, moment(0), 0.0, key="secret")
    assert "secret" not in f"{claim!r}{record!r}"
