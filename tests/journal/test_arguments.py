"""Wrong keys, journals and settings are found before any input or output, and the error names what is wrong."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, SESv2
from sesv2kit.errors import JournalError, RequestInvalidError
from sesv2kit.journal import Claim, KeyId
from sesv2kit.journal.dynamodb import DynamoDBJournal
from sesv2kit.journal.protocol import Scope
from sesv2kit.journal.redis import RedisJournal
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse
from tests.faults.server import Server, answer
from tests.journal.stores import Awaited
from tests.unit.support import SEND, client_of


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    ("argument", "words", "given"),
    [
        ("idempotency_key", "must have 1 to 255 characters", {"idempotency_key": ""}),
        ("idempotency_key", "must have 1 to 255 characters", {"idempotency_key": "secret" * 50}),
        ("idempotency_key", "must be text, not a int", {"idempotency_key": 7}),
        ("idempotency_key", "must be text, not a bytes", {"idempotency_key": b"secret"}),
        ("idempotency_key", "must be text, not a KeyId", {"idempotency_key": KeyId("secret")}),
        ("idempotency_key", "contains a lone surrogate", {"idempotency_key": "secret\ud800"}),
        ("idempotency_key", "is required with journal= and with wait=", {"wait": 1}),
        ("wait", "must be a number of seconds, 0 or more", {"idempotency_key": "k", "wait": -1}),
        ("wait", "must be a number of seconds, 0 or more", {"idempotency_key": "k", "wait": float("nan")}),
        ("wait", "must be a number of seconds, 0 or more", {"idempotency_key": "k", "wait": "1"}),
        ("journal", "must be a sesv2kit.journal.Journal, not a str", {"idempotency_key": "k", "journal": "x.db"}),
        ("journal", "must be a sesv2kit.journal.Journal, not a type", {"idempotency_key": "k", "journal": Awaited}),
    ],
)
def test_wrong_arguments(argument: str, words: str, given: dict[str, Any], journal: SqliteJournal) -> None:
    with Server([answer()]) as server:
        client = client_of(server.url, journal=journal)
        with pytest.raises(RequestInvalidError) as caught:
            client.sending.send_email(**SEND, **given)
        assert server.connections == 0
    [problem] = caught.value.problems
    assert (problem.argument, problem.source) == (argument, "docs/idempotency.md of sesv2kit")
    assert problem.message.startswith(words)
    assert "secret" not in str(caught.value)
    assert not journal.path.exists()


@pytest.mark.usefixtures("each_client")
def test_a_key_needs_a_journal() -> None:
    with Server([answer()]) as server, pytest.raises(RequestInvalidError, match=r"journal: is required.*ClientConfig"):
        client_of(server.url).sending.send_email(**SEND, idempotency_key="k")


@pytest.mark.usefixtures("each_client")
def test_only_operations_that_are_unsafe_to_repeat_take_one(journal: SqliteJournal) -> None:
    client = client_of("http://127.0.0.1:9", journal=journal)
    with pytest.raises(RequestInvalidError, match="idempotency_key: is not for this operation, which is safe"):
        client.call("GetAccount", {}, idempotency_key="k")
    own: Operation[UntypedRequest, UntypedResponse] = Operation(
        "SendEmail", UntypedRequest, UntypedResponse, repeat=Repeat.UNSAFE
    )
    with pytest.raises(RequestInvalidError, match="idempotency_key: works only for operations that"):
        client.call(own, UntypedRequest({}), idempotency_key="k")
    assert not journal.path.exists()


def test_a_journal_that_is_awaited_is_for_the_asynchronous_client(journal: SqliteJournal) -> None:
    given: Any = Awaited(journal)
    with SESv2("us-east-1") as client, pytest.raises(RequestInvalidError, match="journal: is asynchronous"):
        client.sending.send_email(**SEND, idempotency_key="k", journal=given)
    with Server([answer({"MessageId": "x"})]) as server:

        async def send() -> list[bool]:
            async with AsyncSESv2(
                "us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False, journal=given)
            ) as one:
                return [(await one.sending.send_email(**SEND, idempotency_key="k")).metadata.replayed for _ in range(2)]

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", "test")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
            assert asyncio.run(send()) == [False, True]


@pytest.mark.usefixtures("each_client")
def test_a_closed_journal(journal: SqliteJournal) -> None:
    journal.close()
    with (
        Server([answer()]) as server,
        pytest.raises(JournalError, match="SendEmail was not sent: the journal is closed"),
    ):
        client_of(server.url, journal=journal).sending.send_email(**SEND, idempotency_key="k")
    assert server.connections == 0
    assert not journal.path.exists()


@pytest.mark.usefixtures("each_client")
def test_another_secret(journal: SqliteJournal) -> None:
    with Server([answer({"MessageId": "x"})]) as server:
        client_of(server.url, journal=journal).sending.send_email(**SEND, idempotency_key="k")
        other = SqliteJournal(journal.path, secret="a secret of another namespace")
        with pytest.raises(JournalError, match="namespace 'default' was begun with another secret") as caught:
            client_of(server.url, journal=other).sending.send_email(**SEND, idempotency_key="k")
        assert "a secret of" not in str(caught.value)
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: SqliteJournal(""), "path must be that of a file"),
        (lambda: SqliteJournal(":memory:"), "path must be that of a file"),
        (lambda: SqliteJournal("file:x?mode=memory"), "path must be that of a file"),
        (lambda: SqliteJournal("x", busy_timeout=-1), "busy_timeout must be 0 to 3600 seconds"),
        (lambda: SqliteJournal("x", lease=0), "lease must be a number of seconds above zero"),
        (lambda: SqliteJournal("x", namespace="a b"), "namespace must be 1 to 64 characters"),
        (lambda: SqliteJournal("x", secret="short"), "secret must have at least 16 bytes"),
        (lambda: SqliteJournal("x", secret=Any), "secret must be text or bytes, not a"),  # type: ignore[arg-type]  # the mistake to test
        (lambda: RedisJournal("http://x"), "redis-py cannot read the URL"),
        (lambda: RedisJournal("redis://x", wait_replicas=-1), "wait_replicas must be a whole number"),
        (lambda: RedisJournal(object()), "is no client of redis-py"),  # type: ignore[arg-type]  # the mistake to test
        (lambda: DynamoDBJournal(""), "table must be the name of a table"),
        (lambda: ClientConfig(journal="x"), "journal must be a sesv2kit.journal.Journal, not a str"),  # type: ignore[arg-type]  # the mistake to test
        (lambda: ClientConfig(journal=SqliteJournal), "journal must be"),  # type: ignore[arg-type]  # the mistake to test
    ],
)
def test_wrong_settings(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_wrong_resolutions(journal: SqliteJournal) -> None:
    with pytest.raises(ValueError, match='resolution must be "sent" or "not_sent"'):
        journal.resolve("k", "maybe")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the test
    with pytest.raises(ValueError, match='response is for resolution "sent"'):
        journal.resolve("k", "not_sent", response={})
    with pytest.raises(JournalError, match="no such key is in the journal"):
        journal.resolve("k", "sent")
    with pytest.raises(ValueError, match="before must be a timezone-aware datetime"):
        journal.prune(before=datetime(2026, 1, 1))


def test_what_is_no_response_of_ses_is_not_kept(journal: SqliteJournal) -> None:
    claim = Claim(journal.scope.id_of("k"), "owner", "SendBulkEmail", "digest")
    journal.claim([claim])
    results: Any = ["secret", {"MessageId": "id", "Error": "secret"}, 1]
    record = journal.resolve("k", "sent", response={"BulkEmailEntryResults": results, "MessageId": 7, "x": "secret"})
    assert json.loads(record.outcome) == {"response": {"BulkEmailEntryResults": [{"MessageId": "id"}]}}


def test_hashes_stay_as_they_are() -> None:
    """With others, no key that a journal has would be found again, and its requests would be sent once more."""
    scope = Scope("orders", b"0123456789abcdef" * 5)
    assert scope.id_of("order-1") == "rkeZvSxx6ngy_zJskzFZJGvU1fsbcv4oKOsBH9SFzPM"
    assert scope.digest(b"{}") == "zwEcrFWIJTKACmd9uU-v7CH3TR-rC1GZaL-dn_deppk"
    assert scope.check == "5vX8lnBrpRRJMwecuB92MVDJVFlCUeo_LaEa4rFqNnA"
    assert Scope().id_of("k-1") == "-u3vZTGfhEWsa782ikouUTHFkbaBvDffvALPfAd9SkI"


@pytest.mark.parametrize("length", [16, 63, 64, 65, 200])
def test_hashes_are_hmacs(length: int) -> None:
    secret = b"s" * length
    expected = hmac.digest(secret, b"arguments\0default\0content", "sha256")
    assert Scope(secret=secret).digest(b"content") == base64.urlsafe_b64encode(expected).decode().rstrip("=")


def test_hashes_depend_on_namespace_and_secret() -> None:
    scopes = [Scope(), Scope("other"), Scope(secret="0123456789abcdef"), Scope("other", b"0123456789abcdef")]
    ids = {one.id_of("key") for one in scopes}
    assert len(ids) == len({one.check for one in scopes}) == len({one.digest(b"key") for one in scopes}) == 4
    assert all(len(one) == 43 for one in ids)
    assert not ids & {one.digest(b"key") for one in scopes}
    assert Scope().id_of(KeyId("x")) == "x"
