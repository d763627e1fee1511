"""What a call under an idempotency key does, by how its key stands; with both clients, over a real socket."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from boto3 import Session

from sesv2kit import SESv2
from sesv2kit._core.canonical import canonical
from sesv2kit._core.keyed import TAG
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    ConnectError,
    JournalError,
    KeyInProgressError,
    KeyReusedError,
    MessageRejectedError,
    OutcomeUnknownError,
    SendRateExceededError,
)
from sesv2kit.journal import Claim, JournalRecord, KeyId, Settlement
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.models.common import MessageTag
from sesv2kit.models.sending import SEND_EMAIL
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.journal.stores import Awaited
from tests.unit.support import BULK, NO_SET, SEND, FakeClock, client_of, make

pytestmark = pytest.mark.usefixtures("each_client")

ACCEPTED = answer({"MessageId": "message-1"})
LOST = Answer(end=End.CLOSE)
ONCE = {"retry": RetryPolicy(max_attempts=1)}


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


def sender(server: Server, journal: object, **settings: Any) -> Callable[..., Any]:
    """`send_email` with a key, of a client of that server."""
    client = client_of(server.url, journal=journal, **settings)
    return partial(client.sending.send_email, **SEND, configuration_set_name="set")


def tags_of(request: Any) -> list[dict[str, str]]:
    tags: list[dict[str, str]] = request["EmailTags"]
    return tags


# How a key stands, and what another call gets.


def test_an_accepted_key_gives_its_response_again_and_sends_nothing(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        first, again = send(idempotency_key="order-1"), send(idempotency_key="order-1")
        assert len(server.seen) == 1
        assert again == first
        assert (first.metadata.replayed, again.metadata.replayed) == (False, True)
        assert (again.metadata.request_id, again.metadata.status, again.metadata.attempts) == ("id-1", 200, 0)
        send(idempotency_key="order-2")
        assert len(server.seen) == 2


def test_other_arguments_under_the_same_key_are_refused(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        send(idempotency_key="order-1")
        with pytest.raises(KeyReusedError, match="used for SendEmail with other arguments") as caught:
            send(idempotency_key="order-1", destination="other@secret.example")
        assert caught.value.operation == "SendEmail"
        assert "secret" not in str(caught.value)
        assert len(server.seen) == 1


def test_parts_nested_too_deeply_for_python_are_compared_as_bytes(journal: SqliteJournal) -> None:
    inner = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    data = b"From: a@example.com\r\nSubject: x\r\n" + inner + b"Content-Type: text/plain\r\n\r\nHello\r\n"
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        send(content={"raw": {"data": data}}, idempotency_key="order-1")
        assert send(content={"raw": {"data": data}}, idempotency_key="order-1").metadata.replayed
        with pytest.raises(KeyReusedError):
            send(content={"raw": {"data": data + b"!"}}, idempotency_key="order-1")
        assert len(server.seen) == 1


def test_a_refusal_for_good_is_given_again(journal: SqliteJournal) -> None:
    with Server([refusal(400, "MessageRejected", "bad"), ACCEPTED]) as server:
        send = sender(server, journal)
        with pytest.raises(MessageRejectedError) as first:
            send(idempotency_key="order-1")
        with pytest.raises(MessageRejectedError, match="nothing was sent this time") as again:
            send(idempotency_key="order-1")
        assert len(server.seen) == 1
        assert (first.value.replayed, again.value.replayed) == (False, True)
        for name in ("code", "status", "request_id"):
            assert getattr(again.value, name) == getattr(first.value, name)
        journal.resolve("order-1", "not_sent")  # to try anew
        assert send(idempotency_key="order-1").message_id == "message-1"


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded."), SendRateExceededError),
        (refusal(400, "SendingPausedException"), Exception),
        (refusal(403, "AccessDeniedException"), AccessDeniedError),
        (refusal(400, "LimitExceededException"), Exception),
        (refusal(403, "InvalidSignatureException"), Exception),
    ],
    ids=["throttled", "paused", "denied", "limit", "signature"],
)
def test_a_refusal_of_the_moment_leaves_the_key_free(
    refused: Answer, error: type[Exception], journal: SqliteJournal
) -> None:
    with Server([refused, ACCEPTED]) as server:
        send = sender(server, journal, **ONCE)
        with pytest.raises(error):
            send(idempotency_key="order-1")
        assert journal.get("order-1").state == "released"  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]  # it is there
        assert not send(idempotency_key="order-1").metadata.replayed
        assert len(server.seen) == 2


def test_without_a_connection_the_key_is_free(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        send = sender(server, journal, **ONCE)
        server.stop_listening()
        with pytest.raises(ConnectError):
            send(idempotency_key="order-1")
    record = journal.get("order-1")
    assert record is not None
    assert record.state == "released"


def test_an_unknown_outcome_stays_unknown_until_it_is_resolved(
    journal: SqliteJournal, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    with Server([LOST, ACCEPTED]) as server:
        send = sender(server, journal)
        with pytest.raises(OutcomeUnknownError) as caught:
            send(idempotency_key="order-1")
        assert "stays claimed" in caught.value.__notes__[-1]
        assert "its idempotency key stays claimed" in caplog.text
        with pytest.raises(KeyInProgressError) as busy:
            send(idempotency_key="order-1")
        assert busy.value.lease_left == pytest.approx(60)
        with pytest.raises(KeyInProgressError):
            journal.resolve("order-1", "not_sent")
        clock.time += 61
        for _ in range(2):  # it never becomes free by itself
            with pytest.raises(OutcomeUnknownError, match="how it ended was not recorded"):
                send(idempotency_key="order-1")
            clock.time += 1e7
        assert len(server.seen) == 1
        before = journal.get("order-1")
        after = journal.resolve("order-1", "not_sent")
        assert before is not None
        assert after.generation == before.generation + 1
        assert send(idempotency_key="order-1").message_id == "message-1"


def test_what_was_sent_after_all_gives_the_response_that_was_found(journal: SqliteJournal, clock: FakeClock) -> None:
    with Server([LOST]) as server:
        send = sender(server, journal)
        for key in ("order-1", "order-2"):
            with pytest.raises(OutcomeUnknownError):
                send(idempotency_key=key)
        clock.time += 61
        tag = tags_of(server.seen[0].json)[0]["Value"]
        journal.resolve(KeyId(tag), "sent", response={"MessageId": "of-an-event", "Error": "a text"})
        journal.resolve("order-2", "sent")
        found, bare = send(idempotency_key="order-1"), send(idempotency_key="order-2")
        assert (found.message_id, found.metadata.unread) == ("of-an-event", ())
        assert (bare.message_id, bare.metadata.unread, bare.metadata.replayed) == (None, ("MessageId",), True)
        assert len(server.seen) == 2


def test_a_key_in_progress_is_waited_for(journal: SqliteJournal, clock: FakeClock) -> None:
    claim = claimed(journal)

    class Meanwhile(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if len(self.sleeps) == 3:
                outcome = json.dumps({"response": {"MessageId": "of-another"}})
                journal.settle([Settlement(claim.id, claim.owner, "accepted", outcome)])

    clock.__class__ = Meanwhile
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        digest_fits(journal, send)
        assert send(idempotency_key="order-1", wait=10).message_id == "of-another"
        assert server.seen == []
    assert clock.sleeps == [0.05, 0.1, 0.2]


def test_it_is_waited_for_so_long_and_no_longer(journal: SqliteJournal, clock: FakeClock) -> None:
    claimed(journal)
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        digest_fits(journal, send)
        with pytest.raises(KeyInProgressError):
            send(idempotency_key="order-1", wait=5)
        assert sum(clock.sleeps) == pytest.approx(5)
        with pytest.raises(OutcomeUnknownError):  # its lease ends before the wait does
            send(idempotency_key="order-1", wait=500)
        assert server.seen == []


def claimed(journal: SqliteJournal) -> Claim:
    """Another call's claim of the key."""
    claim = Claim(journal.scope.id_of("order-1"), "another", "SendEmail", "")
    journal.claim([claim])
    return claim


def digest_fits(journal: SqliteJournal, send: Callable[..., Any]) -> None:
    """Give that claim the digest of what `send` would claim."""
    with pytest.raises(KeyReusedError):
        send(idempotency_key="order-1")
    seen: list[str] = []

    class Spy(SqliteJournal):
        def claim(self, claims: Any) -> Any:
            seen.append(claims[0].digest)
            raise JournalError("seen")

    with pytest.raises(JournalError):
        send(idempotency_key="order-1", journal=Spy(journal.path))
    with journal._writing() as database:  # pyright: ignore[reportPrivateUsage]  # there is no public way, nor need be
        database.execute("UPDATE keys SET digest = ?", (seen[0],))


# Retries, and what is claimed meanwhile.


def test_attempts_of_one_call_are_one_claim(journal: SqliteJournal, clock: FakeClock) -> None:
    throttled = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    with Server([throttled, throttled, ACCEPTED]) as server:
        response = sender(server, journal)(idempotency_key="order-1")
        assert response.metadata.attempts == 3
    record = journal.get("order-1")
    assert record is not None
    assert (record.state, record.generation) == ("accepted", 1)


def test_the_lease_is_renewed_where_attempts_are_far_apart(journal: SqliteJournal, clock: FakeClock) -> None:
    throttled = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    with Server([throttled, throttled, ACCEPTED]) as server:
        policy = RetryPolicy(wait=lambda _: 100.0, max_wait=1000)
        assert sender(server, journal, retry=policy)(idempotency_key="order-1").message_id == "message-1"
        assert len(server.seen) == 3


def test_a_retry_does_not_happen_when_the_key_was_resolved_meanwhile(journal: SqliteJournal, clock: FakeClock) -> None:
    def wait(_: object) -> float:
        clock.time += 61
        journal.resolve("order-1", "not_sent")
        other = Claim(journal.scope.id_of("order-1"), "another", "SendEmail", "d")
        journal.claim([other])
        return 0.1

    throttled = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    with Server([throttled, ACCEPTED]) as server:
        with pytest.raises(JournalError, match="SendEmail was not attempted again: its idempotency key was resolved"):
            sender(server, journal, retry=RetryPolicy(wait=wait))(idempotency_key="order-1")
        assert len(server.seen) == 1
    record = journal.get("order-1")
    assert record is not None
    assert (record.owner, record.state) == ("another", "claimed")


# The journal fails.


class Failing(SqliteJournal):
    """Fails where a test says so."""

    failing: frozenset[str] = frozenset()
    error: Exception = JournalError("the disk is full")

    def claim(self, claims: Any) -> Any:
        if "claim" in self.failing:
            raise self.error
        return super().claim(claims)

    def settle(self, settlements: Any) -> Any:
        if "settle" in self.failing:
            raise self.error
        return super().settle(settlements)


@pytest.mark.parametrize("error", [JournalError("the disk is full"), RuntimeError("secret")], ids=["ours", "another"])
def test_when_it_fails_at_the_claim_nothing_is_sent(error: Exception, tmp_path: Path) -> None:
    journal = Failing(tmp_path / "journal.db")
    journal.failing, journal.error = frozenset({"claim"}), error
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match=r"^SendEmail was not sent: the ") as caught:
            sender(server, journal)(idempotency_key="order-1")
        assert "secret" not in str(caught.value)
        assert server.connections == 0


def test_when_it_fails_at_the_settlement_the_response_is_given_and_it_is_told(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Failing(tmp_path / "journal.db")
    journal.failing = frozenset({"settle"})
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        assert send(idempotency_key="order-1").message_id == "message-1"
        assert "its outcome could not be recorded" in caplog.text
        clock.time += 61
        with pytest.raises(OutcomeUnknownError):
            send(idempotency_key="order-1")
        assert len(server.seen) == 1


def test_a_settlement_is_tried_again(tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    journal = Failing(tmp_path / "journal.db")

    class Recovers(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            journal.failing = frozenset()

    journal.failing, clock.__class__ = frozenset({"settle"}), Recovers
    with Server([ACCEPTED]) as server:
        sender(server, journal)(idempotency_key="order-1")
    record = journal.get("order-1")
    assert record is not None
    assert record.state == "accepted"
    assert caplog.text == ""


class Stopped(BaseException):
    """Stands for a KeyboardInterrupt, or the end of the program."""


def test_what_stops_the_settlement_carries_what_is_not_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Stops(SqliteJournal):
        def settle(self, settlements: Any) -> Any:
            raise Stopped

    with Server([ACCEPTED]) as server, pytest.raises(Stopped) as caught:
        sender(server, Stops(tmp_path / "journal.db"))(idempotency_key="order-1")
    [note] = caught.value.__notes__
    assert note.startswith("SendEmail was accepted, which the journal may not know: ")
    assert "message-1" in note
    assert "its outcome could not be recorded in the journal: Stopped was raised meanwhile" in caplog.text
    assert "message-1" not in caplog.text


@pytest.mark.parametrize("outcome", ["", "x", "[]", '{"response": []}'])
def test_a_record_that_cannot_be_read_is_no_response(outcome: str, journal: SqliteJournal) -> None:
    """Another version of the package may have written it. Only what was resolved without a response is empty."""
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        send(idempotency_key="order-1")
        with journal._writing() as database:  # pyright: ignore[reportPrivateUsage]  # there is no public way, nor need be
            database.execute("UPDATE keys SET outcome = ?", (outcome,))
        if outcome:
            with pytest.raises(JournalError, match="SendEmail was not sent: it was accepted before, but the record"):
                send(idempotency_key="order-1")
        else:
            assert send(idempotency_key="order-1").message_id is None
        assert len(server.seen) == 1


def test_a_claim_that_failed_after_it_was_made_is_given_back(tmp_path: Path) -> None:
    class Late(SqliteJournal):
        def claim(self, claims: Any) -> Any:
            super().claim(claims)
            raise TimeoutError

    with Server([ACCEPTED]) as server, pytest.raises(JournalError, match="TimeoutError"):
        sender(server, Late(tmp_path / "journal.db"))(idempotency_key="order-1")
    assert [one.state for one in SqliteJournal(tmp_path / "journal.db").iterate()] == ["released"]


def test_a_key_that_the_journal_calls_free_and_has_not_claimed_is_not_accepted(tmp_path: Path) -> None:
    """A journal that looks again after a claim failed may find that the other call has released the key."""

    class Late(SqliteJournal):
        def claim(self, claims: Any) -> Any:
            super().claim(claims)
            self.release(claims)
            return [self.get(one.id) for one in claims]

    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match="SendEmail was not sent: the journal did not claim"):
            sender(server, Late(tmp_path / "journal.db"))(idempotency_key="order-1")
        assert server.connections == 0


# Which requests are the same.


def mime(text: str = "secret body") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "from@secret.example", "to@secret.example", "secret"
    message.set_content(text)
    message.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="a.pdf")
    return message


def test_a_mime_message_that_is_built_anew_is_the_same(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        send = partial(client.sending.send_email, configuration_set_name="set", idempotency_key="order-1")
        one, other = mime(), mime()
        one["Date"], other["Date"] = "Thu, 01 Jan 2026 00:00:00 +0000", "Fri, 02 Jan 2026 00:00:00 +0000"
        other["Message-ID"] = "<x@y>"
        for message, boundary in ((one, "one"), (other, "other")):
            message.set_boundary(boundary)
        send(content=one)
        assert one.as_bytes() != other.as_bytes()
        assert send(content=other).metadata.replayed
        with pytest.raises(KeyReusedError):
            send(content=mime("another body"))
        assert len(server.seen) == 1


def test_template_data_counts_and_its_order_does_not(journal: SqliteJournal) -> None:
    def content(**data: object) -> Any:
        return {"template": {"template_name": "t", "template_data": data}}

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        send: Callable[..., Any] = partial(
            client.sending.send_email, destination="a@secret.example", idempotency_key="order-1"
        )
        send(content=content(a=1, b=2))
        assert send(content=content(b=2, a=1)).metadata.replayed
        with pytest.raises(KeyReusedError):
            send(content=content(a=1, b=3))


@pytest.mark.parametrize(
    "wire",
    [
        {"TemplateData": "[" * 100_000 + "]" * 100_000},
        {"Data": b"Content-ID: <>\r\nContent-Type: text/plain; charset=none\r\n\r\nx"},
        {"Data": b"\xff\xfe: \xff\r\nContent-Transfer-Encoding: base64\r\n\r\n="},
    ],
    ids=["deep", "empty id", "no text"],
)
def test_odd_contents_can_be_compared(wire: dict[str, Any]) -> None:
    assert canonical("SendEmail", wire) == canonical("SendEmail", dict(wire))


def test_an_empty_content_id_replaces_nothing() -> None:
    """The empty text is found between all bytes."""

    def with_body(body: str) -> bytes:
        return canonical("SendEmail", {"Data": f"Content-ID: <>\r\n\r\n{body}".encode()})

    assert with_body("a") == canonical("SendEmail", {"Data": b"Content-ID: < >\r\n\r\na"})
    assert with_body("ab") != with_body("acid:0b")


def test_another_region_and_endpoint_do_not_make_another_key(journal: SqliteJournal) -> None:
    """A failover must not send twice."""
    with Server([ACCEPTED]) as first, Server([ACCEPTED]) as second:
        sender(first, journal)(idempotency_key="order-1")
        other = make(
            session=Session(aws_access_key_id="other", aws_secret_access_key="test", region_name="eu-west-1"),
            endpoint_url=second.url,
            config=ClientConfig(pacing=False, journal=journal),
        )
        again = other.sending.send_email(**SEND, configuration_set_name="set", idempotency_key="order-1")
        assert again.metadata.replayed
        assert second.seen == []


def test_another_operation_under_the_same_key_is_refused(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        sender(server, journal)(idempotency_key="order-1")
        with pytest.raises(KeyReusedError):
            client.custom_verification.send_custom_verification_email(
                email_address="a@secret.example", template_name="t", idempotency_key="order-1"
            )


# Tags.


def test_the_tag_is_beside_the_callers(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        sender(server, journal)(idempotency_key="order-1", email_tags=[{"name": "campaign", "value": "x"}])
        tags = tags_of(server.seen[0].json)
    assert tags[0] == {"Name": "campaign", "Value": "x"}
    assert tags[1] == {"Name": "sesv2kit-key", "Value": str(journal.scope.id_of("order-1"))}


def test_the_tags_of_a_raw_emails_header_are_kept(journal: SqliteJournal, caplog: pytest.LogCaptureFixture) -> None:
    """SES takes either the tags of the header or those of the request."""
    message = mime()
    message["X-SES-MESSAGE-TAGS"] = "campaign=x, team = y"
    message["x-ses-message-tags"] = "more=z"
    message["X-SES-CONFIGURATION-SET"] = "set"
    with Server([ACCEPTED]) as server:
        send = client_of(server.url, journal=journal).sending.send_email
        send(content=message, idempotency_key="order-1")
        send(content=message, idempotency_key="order-2", email_tags=[MessageTag(name="own", value="w")])
        sent = [[(tag["Name"], tag["Value"]) for tag in tags_of(one.json)] for one in server.seen]
    keys = [("sesv2kit-key", str(journal.scope.id_of(key))) for key in ("order-1", "order-2")]
    assert sent[0] == [("campaign", "x"), ("team", "y"), ("more", "z"), keys[0]]
    assert sent[1] == [("own", "w"), keys[1]]
    assert "configuration set" not in caplog.text


def test_a_bulk_send_has_all_tags_in_every_entry(journal: SqliteJournal) -> None:
    results = [{"Status": "SUCCESS", "MessageId": "m-1"}, {"Status": "MESSAGE_REJECTED", "Error": "secret words"}]
    own = {"name": "own", "value": "y"}
    entries = [BULK["bulk_email_entries"][0], {**BULK["bulk_email_entries"][1], "replacement_tags": [own]}]
    with Server([answer({"BulkEmailEntryResults": results})]) as server:
        client = client_of(server.url, journal=journal)
        send: Callable[..., Any] = partial(
            client.sending.send_bulk_email,
            **{**BULK, "bulk_email_entries": entries},
            default_email_tags=[MessageTag(name="default", value="x")],
            idempotency_key="order-1",
        )
        first, again = send(), send()
        sent = [entry["ReplacementTags"] for entry in server.seen[0].json["BulkEmailEntries"]]
        assert len(server.seen) == 1
    tag = {"Name": "sesv2kit-key", "Value": str(journal.scope.id_of("order-1"))}
    assert sent == [[{"Name": "default", "Value": "x"}, tag], [{"Name": "own", "Value": "y"}, tag]]
    assert again.metadata.replayed
    assert [one.status for one in again.bulk_email_entry_results] == ["SUCCESS", "MESSAGE_REJECTED"]
    assert [one.message_id for one in again.bulk_email_entry_results] == ["m-1", None]
    assert first.bulk_email_entry_results[1].error == "secret words"
    assert again.bulk_email_entry_results[1].error is None


def test_a_send_without_a_configuration_set_is_warned_of_once(
    journal: SqliteJournal, caplog: pytest.LogCaptureFixture
) -> None:
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        sender(server, journal)(idempotency_key="order-0")
        assert "configuration set" not in caplog.text
        for number in (1, 2):
            client.sending.send_email(**SEND, idempotency_key=f"order-{number}")
    assert [record.levelno for record in caplog.records if "configuration set" in record.getMessage()] == [
        logging.WARNING
    ]


# Every way to call.


def test_a_call_by_name_is_the_same_request(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        client: SESv2 = client_of(server.url, journal=journal)
        client.sending.send_email(**SEND, idempotency_key="order-1")
        wire = {
            "FromEmailAddress": SEND["from_email_address"],
            "Destination": {"ToAddresses": [SEND["destination"]]},
            "Content": {"Simple": {"Subject": {"Data": "secret subject"}, "Body": {"Text": {"Data": "secret body"}}}},
        }
        again = client.call("SendEmail", wire, idempotency_key="order-1")
        assert dict(again) == {"MessageId": "message-1"}
        assert again.metadata.replayed
        assert len(server.seen) == 1


METHODS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "custom_verification.send_custom_verification_email": (
        {"email_address": "a@secret.example", "template_name": "t"},
        {"MessageId": "x"},
        "message_id",
    ),
    "jobs.create_import_job": (
        {
            "import_destination": {"suppression_list_destination": {"suppression_list_import_action": "PUT"}},
            "import_data_source": {"s3_url": "s3://b/k", "data_format": "CSV"},
        },
        {"JobId": "x"},
        "job_id",
    ),
    "jobs.create_export_job": (
        {
            "export_data_source": {
                "metrics_data_source": {
                    "dimensions": {"ISP": ["*"]},
                    "namespace": "VDM",
                    "metrics": [{"name": "SEND", "aggregation": "VOLUME"}],
                    "start_date": "2026-01-01T00:00:00Z",
                    "end_date": "2026-01-02T00:00:00Z",
                }
            },
            "export_destination": {"data_format": "CSV"},
        },
        {"JobId": "x"},
        "job_id",
    ),
    "deliverability.create_deliverability_test_report": (
        {"from_email_address": "a@secret.example", "content": SEND["content"]},
        {"ReportId": "x", "DeliverabilityTestStatus": "IN_PROGRESS"},
        "report_id",
    ),
    "multi_region.create_multi_region_endpoint": (
        {"endpoint_name": "e", "details": {"routes_details": [{"region": "eu-west-1"}]}},
        {"Status": "CREATING", "EndpointId": "x"},
        "endpoint_id",
    ),
    "account.put_account_details": (
        {"mail_type": "MARKETING", "website_url": "https://secret.example"},
        {},
        "",
    ),
}
"""By method: its arguments, a response, and what proves it. The two sends have tests of their own."""


@pytest.mark.parametrize("method", METHODS)
def test_every_operation_that_is_unsafe_to_repeat_takes_a_key(method: str, journal: SqliteJournal) -> None:
    arguments, body, proof = METHODS[method]
    service, _, name = method.partition(".")
    with Server([answer(body)]) as server:
        call = partial(getattr(getattr(client_of(server.url), service), name), **arguments)
        first = call(idempotency_key="job-1", journal=journal)
        again = call(idempotency_key="job-1", journal=journal)
        assert len(server.seen) == 1
        assert "sesv2kit-key" not in server.seen[0].body.decode()
    assert again == first
    assert again.metadata.replayed
    assert not proof or getattr(again, proof) == "x"


def test_the_calls_journal_wins(journal: SqliteJournal, tmp_path: Path) -> None:
    other = SqliteJournal(tmp_path / "other.db")
    with Server([ACCEPTED]) as server:
        sender(server, journal)(idempotency_key="order-1", journal=other)
    assert journal.get("order-1") is None
    assert other.get("order-1") is not None


def test_a_bad_argument_is_found_before_the_key_is_claimed(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server, pytest.raises(ValueError, match="from_email_address"):
        sender(server, journal)(idempotency_key="order-1", from_email_address=1)
    assert journal.get("order-1") is None


def test_a_request_that_the_service_finds_invalid_is_refused_for_good(journal: SqliteJournal) -> None:
    with Server([refusal(400, "BadRequestException"), ACCEPTED]) as server:
        send = sender(server, journal)
        for _ in range(2):
            with pytest.raises(BadRequestError):
                send(idempotency_key="order-1")
        assert len(server.seen) == 1


def test_a_pruned_key_sends_again(journal: SqliteJournal, clock: FakeClock) -> None:
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        send(idempotency_key="order-1")
        record = journal.get("order-1")
        assert record is not None
        assert record.settled_at is not None
        assert journal.prune(before=record.settled_at + timedelta(seconds=1)) == 1
        assert not send(idempotency_key="order-1").metadata.replayed
        assert len(server.seen) == 2


def test_records_are_as_their_docstrings_say(journal: SqliteJournal) -> None:
    with Server([ACCEPTED]) as server:
        sender(server, journal)(idempotency_key="order-1")
    [record] = journal.iterate()
    assert isinstance(record, JournalRecord)
    assert (record.operation, record.state, record.key) == ("SendEmail", "accepted", None)
    assert json.loads(record.outcome) == {
        "request_id": "id-1",
        "status": 200,
        "response": {"MessageId": "message-1"},
    }
    assert repr(Awaited(journal).scope) == "<Scope: default>"


KEY = f'; look for the tag {TAG} there, then call journal.resolve(key, "sent" or "not_sent")'


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, NO_SET),
        ({"configuration_set_name": "set"}, ""),
        ({"content": {"raw": {"data": b"From: a@x.example\r\nX-SES-CONFIGURATION-SET: set\r\n\r\nHi"}}}, ""),
        ({"content": {"raw": {"data": b"From: a@x.example\r\n\r\nHi"}}}, NO_SET),
        ({"configuration_set_name": "set", "idempotency_key": "order-1"}, KEY),
        ({"idempotency_key": "order-1"}, NO_SET + KEY),
    ],
)
def test_where_to_look_depends_on_the_request(journal: SqliteJournal, given: dict[str, Any], where: str) -> None:
    with Server([refusal(500, "InternalFailure")]) as server:
        client = client_of(server.url, journal=journal)
        with pytest.raises(OutcomeUnknownError) as raised:
            client.sending.send_email(**{**SEND, **given})
    assert raised.value.where_to_look == f"{SEND_EMAIL.where_to_look}{where}"
    assert raised.value.where_to_look in str(raised.value)
