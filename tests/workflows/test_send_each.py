"""Emails with content of their own: sent one by one, under the guarantees of a bulk send."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import ClientConfig, RetryPolicy, SESv2
from sesv2kit._core.clock import installed
from sesv2kit.bulk import BulkEntry, BulkMessage, BulkResult, BulkSummary
from sesv2kit.errors import (
    BadRequestError,
    KeyReusedError,
    MessageRejectedError,
    NotFoundError,
    OutcomeUnknownError,
    RequestInvalidError,
)
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.models import BulkEmailEntry
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.unit.support import FakeClock, client_of, each_client, environment

__all__ = ["each_client", "environment"]  # fixtures

FROM = "news@shop.example"
LOST = Answer(end=End.CLOSE)


@pytest.fixture(params=[SESv2, blocking.client], ids=["sync", "async"])
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Any:
    """A client of the local SES."""
    ses_backend.verify_identity("shop.example")
    return request.param("us-east-1", config=ClientConfig(send_rate=1000.0))


def message(number: int, **more: Any) -> BulkMessage:
    return BulkMessage(f"user{number}@mail.example", f"Order {number}", f"Hello {number}", **more)


def raw(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "raw@shop.example", "To": "raw@mail.example", "Subject": "Raw", **headers}.items():
        made[name] = value
    made.set_content("raw")
    return made


def send(ses: Any, those: Any, **settings: Any) -> Any:
    return ses.sending.send_each(those, **{"from_email_address": FROM, **settings})


def outcomes(results: list[BulkResult[Any]]) -> list[str]:
    return [one.outcome for one in sorted(results, key=lambda one: one.index)]


# The usual case.


@pytest.mark.parametrize("count", [0, 1, 30])
def test_each_email_has_its_own_content_and_its_result(ses: Any, ses_backend: Backend, count: int) -> None:
    run = send(ses, map(message, range(count)), configuration_set_name=None)
    results = list(run)
    assert sorted(one.index for one in results) == [*range(count)]
    ids = {one.message_id: one.entry.subject for one in results}
    assert {mail.message_id: mail.subject for mail in ses_backend.outbox} == ids
    assert ses_backend.requests.count("SendEmail") == count == run.summary.calls
    assert run.summary.accepted == count


@pytest.mark.parametrize(
    ("one", "sender", "subject"),
    [
        (BulkMessage(["a@mail.example"], "S", html="<p>x</p>"), FROM, "S"),
        ({"to": "a@mail.example", "subject": "S", "text": "x"}, FROM, "S"),
        (BulkMessage("a@mail.example", "S", "x", from_email_address="o@shop.example"), "o@shop.example", "S"),
        (BulkMessage("a@mail.example", template_name="t", template_data={"n": 5}), FROM, "No 5"),
        (raw(), "raw@shop.example", "Raw"),
        (BulkMessage(message=raw(), key="1"), "raw@shop.example", "Raw"),
        (BulkMessage(message=raw(), from_email_address=FROM), FROM, "Raw"),
    ],
    ids=["message", "mapping", "own sender", "template", "EmailMessage", "raw", "raw with a sender"],
)
def test_all_forms_of_an_email(ses: Any, ses_backend: Backend, one: Any, sender: str, subject: str) -> None:
    ses.templates.create_email_template(template_name="t", template_content={"Subject": "No {{n}}", "Text": "x"})
    [result] = send(ses, [one])
    assert result.outcome == "accepted", result.error
    [mail] = ses_backend.outbox
    assert (mail.from_address, mail.subject) == (sender, subject)


def test_a_wrong_key_of_a_mapping_is_told_with_the_member_that_was_meant(ses: Any) -> None:
    [result] = send(ses, [{"to": "a@mail.example", "subjct": "S", "text": "x"}])
    assert result.outcome == "refused"
    assert "BulkMessage has no member subjct; did you mean subject?" in str(result.error)


def test_items_are_mapped_and_tags_are_the_runs_unless_an_email_has_its_own(ses: Any, ses_backend: Backend) -> None:
    def made(row: tuple[str, str | None]) -> BulkMessage:
        return BulkMessage(row[0], "S", "x", email_tags=None if row[1] is None else {"kind": row[1]})

    rows = [("a@mail.example", None), ("b@mail.example", "vip")]
    assert send(ses, rows, entry=made, email_tags={"kind": "all"}).wait().accepted == 2
    assert {mail.to[0]: mail.tags["kind"] for mail in ses_backend.outbox} == {
        "a@mail.example": "all",
        "b@mail.example": "vip",
    }


# Emails that cannot be sent.


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (BulkMessage("nobody", "S", "x"), "to"),
        (BulkMessage("a@mail.example"), "subject"),
        (BulkMessage("a@mail.example", "S"), "text, html"),
        (BulkMessage([f"u{n}@mail.example" for n in range(51)], "S", "x"), "50"),
        (BulkMessage("a@mail.example", "S", message=raw()), "must not be given in addition"),
        ({"to": "a@mail.example", "body": "x"}, "body"),
        (5, "not a int"),
        (BulkEntry("a@mail.example"), "use send_bulk for it"),
        (BulkEmailEntry(destination="a@mail.example"), "use send_bulk for it"),
        ("a@mail.example", "not a str"),
    ],
)
def test_an_invalid_email_is_a_result_and_the_others_are_sent(
    ses: Any, ses_backend: Backend, one: Any, text: str
) -> None:
    results = list(send(ses, [message(1), one, message(2)]))
    assert outcomes(results) == ["accepted", "refused", "accepted"]
    bad = next(one for one in results if one.outcome == "refused")
    assert text in str(bad.error)
    assert (bad.entry, bad.retryable) == (one, False)
    assert len(ses_backend.outbox) == 2


@pytest.mark.parametrize("one", [message(1), raw()], ids=["message", "EmailMessage"])
def test_a_run_with_a_template_refuses_content(ses: Any, ses_backend: Backend, one: Any) -> None:
    ses.templates.create_email_template(template_name="t", template_content={"Subject": "x", "Text": "x"})
    run = ses.sending.send_bulk(["a@mail.example", one], from_email_address=FROM, template_name="t")
    results = list(run)
    assert outcomes(results) == ["accepted", "refused"]
    assert "use send_each for it" in str(max(results, key=lambda one: one.index).error)
    assert len(ses_backend.outbox) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_concurrency": 0},
        {"from_email_address": "nobody"},
        {"configuration_set_name": "a set"},
        {"email_tags": {"a tag": "x"}},
        {"run_id": "june"},
    ],
    ids=str,
)
def test_an_invalid_argument_is_refused_before_anything_is_read(
    ses: Any, ses_backend: Backend, wrong: dict[str, Any]
) -> None:
    argument = "journal" if "run_id" in wrong else next(iter(wrong))
    with pytest.raises(RequestInvalidError, match=argument):
        send(ses, iter([]), **wrong)
    assert not ses_backend.requests


# What SES does with a call.


class Service:
    """An SES that records whom it sent to, and that a test tells what to do with each call."""

    def __init__(self, judge: Callable[[str, int], Answer | None] | None = None) -> None:
        self.judge = judge or (lambda address, call: None)
        self.sent: Counter[str] = Counter()
        self.calls: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def __call__(self, seen: Seen) -> Answer:
        if seen.target.endswith("/account"):
            return answer({"SendQuota": {"MaxSendRate": 1000.0}})
        address = seen.json["Destination"]["ToAddresses"][0]
        with self._lock:
            self.calls.append(seen.json)
            said = self.judge(address, len(self.calls))
            if said is not None and said is not LOST:
                return said
            self.sent[address] += 1
        return LOST if said is LOST else answer({"MessageId": f"id-{address}"})


everywhere = pytest.mark.usefixtures("each_client")


def ran(
    service: Service, those: Any, client: dict[str, Any] | None = None, **settings: Any
) -> tuple[list[BulkResult[Any]], BulkSummary]:
    """The results of a run, in order."""
    with Server(service) as server:
        ses = client_of(server.url, retry=RetryPolicy(max_attempts=1), **(client or {}))
        run = send(ses, those, configuration_set_name="set", **settings)
        results = sorted(run, key=lambda one: one.index)
    for one in results:
        if isinstance(one.entry, BulkMessage):
            expected = {"accepted": {1}, "unknown": {0, 1}, "not_tried": {0, 1} if "run_id" in settings else {0}}
            assert service.sent[str(one.entry.to)] in expected.get(one.outcome, {0})
    return results, run.summary


@everywhere
@pytest.mark.parametrize(
    ("said", "error"),
    [
        (refusal(400, "BadRequestException"), BadRequestError),
        (refusal(400, "MessageRejected"), MessageRejectedError),
    ],
    ids=["bad request", "rejected"],
)
def test_an_email_that_ses_refuses_does_not_end_the_run(said: Answer, error: type[Exception]) -> None:
    service = Service(lambda address, _: None if address == "user29@mail.example" else said)
    results, summary = ran(service, map(message, range(30)), max_concurrency=1)
    assert {type(one.error) for one in results[:-1]} == {error}
    assert (summary.refused, summary.accepted, summary.stopped, len(service.calls)) == (29, 1, None, 30)


@everywhere
@pytest.mark.parametrize(("own", "stopped"), [(False, "refused_call"), (True, None)], ids=["the run's", "its own"])
def test_something_missing_ends_the_run_unless_it_may_be_the_emails_own(own: bool, stopped: str | None) -> None:
    service = Service(lambda _, call: refusal(404, "NotFoundException") if call == 1 else None)
    template = BulkMessage("user0@mail.example", template_name="t") if own else message(0)
    results, summary = ran(service, [template, *map(message, range(1, 5))], max_concurrency=1)
    assert (results[0].outcome, type(results[0].error)) == ("refused", NotFoundError)
    assert (summary.stopped, len(service.calls)) == (stopped, 5 if own else 1)


@everywhere
def test_paused_sending_ends_the_run() -> None:
    service = Service(lambda _, call: refusal(400, "SendingPausedException") if call == 3 else None)
    results, summary = ran(service, map(message, range(500)), max_concurrency=1)
    assert (summary.stopped, summary.accepted, len(service.calls)) == ("sending_paused", 2, 3)
    assert outcomes(results) == ["accepted", "accepted", "not_tried"]


@everywhere
def test_a_throttled_email_is_sent_again_after_a_wait() -> None:
    throttled = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    service, clock = Service(lambda _, call: throttled if call in (2, 3) else None), FakeClock()
    with installed(clock):
        results, _ = ran(service, map(message, range(4)), max_concurrency=1, client={"pacing": False})
    assert outcomes(results) == ["accepted"] * 4
    assert clock.sleeps == [1.0, 2.0]
    assert len(service.calls) == 6


@everywhere
def test_a_lost_response_is_unknown_for_its_email_only() -> None:
    service = Service(lambda _, call: LOST if call == 2 else None)
    results, summary = ran(service, map(message, range(4)), max_concurrency=1)
    assert outcomes(results) == ["accepted", "unknown", "accepted", "accepted"]
    assert isinstance(results[1].error, OutcomeUnknownError)
    assert (summary.stopped, len(service.calls)) == (None, 4)


@everywhere
def test_emails_are_read_as_they_are_sent() -> None:
    read: list[int] = []

    def source() -> Iterator[BulkMessage]:
        for number in range(10_000):
            read.append(number)
            yield message(number)

    with Server(Service()) as server, send(client_of(server.url), source(), max_concurrency=2) as run:
        next(iter(run))
    assert len(read) <= 6


# With a journal.


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


@everywhere
def test_a_run_that_is_started_again_sends_what_is_left(journal: SqliteJournal) -> None:
    kept: dict[str, Any] = {"run_id": "june", "journal": journal, "max_concurrency": 1}
    service = Service(lambda _, call: refusal(400, "SendingPausedException") if call == 6 else None)
    first, _ = ran(service, map(message, range(10)), **kept)
    assert outcomes(first) == ["accepted"] * 5 + ["not_tried"]
    again, _ = ran(service, map(message, reversed(range(10))), **kept)
    assert outcomes(again) == ["accepted"] * 10
    assert [one.entry.subject for one in again if one.replayed] == [f"Order {n}" for n in (4, 3, 2, 1, 0)]
    assert {one.message_id for one in again} == {f"id-user{n}@mail.example" for n in range(10)}
    assert set(service.sent.values()) == {1}


@everywhere
def test_a_run_that_is_killed_leaves_no_more_emails_unknown_than_it_has_calls(journal: SqliteJournal) -> None:
    claimed: list[int] = []

    class Looking(Service):
        def __call__(self, seen: Seen) -> Answer:
            claimed.append(sum(1 for _ in journal.iterate(state="claimed")))
            return super().__call__(seen)

    ran(Looking(), map(message, range(12)), run_id="june", journal=journal, max_concurrency=3)
    assert max(claimed) <= 3


@everywhere
def test_a_person_twice_in_a_run_is_mailed_once_unless_the_keys_differ(journal: SqliteJournal) -> None:
    service = Service()
    those = [message(1), message(1), message(2, key="order 1"), message(2, key="order 2"), message(3, key="order 2")]
    kept: dict[str, Any] = {"run_id": "june", "journal": journal, "max_concurrency": 1}
    with Server(service) as server:
        run = send(client_of(server.url), those, configuration_set_name="set", **kept)
        assert outcomes(list(run)) == ["accepted", "duplicate", "accepted", "accepted", "duplicate"]
    assert service.sent == {"user1@mail.example": 1, "user2@mail.example": 2}
    [wrong], _ = ran(service, [message(4, key="order 2")], **kept)
    assert (wrong.outcome, type(wrong.error)) == ("refused", KeyReusedError)


@everywhere
def test_an_unknown_email_is_not_sent_again_and_a_refused_one_is(journal: SqliteJournal) -> None:
    kept: dict[str, Any] = {"run_id": "june", "journal": journal, "max_concurrency": 1}
    said = {1: LOST, 2: refusal(400, "MessageRejected")}
    service = Service(lambda _, call: said.get(call))
    first, _ = ran(service, [message(1), message(2)], **kept)
    assert outcomes(first) == ["unknown", "refused"]
    again, _ = ran(service, [message(1), message(2)], **kept)
    assert again[0].outcome in ("unknown", "not_tried")
    assert (again[1].outcome, again[1].replayed) == ("accepted", False)
    assert set(service.sent.values()) == {1}


@everywhere
def test_every_email_has_the_tag_of_its_key(journal: SqliteJournal) -> None:
    service = Service()
    ran(service, [message(1), message(2, email_tags={"kind": "vip"})], run_id="june", journal=journal)
    tags = [{tag["Name"]: tag["Value"] for tag in call["EmailTags"]} for call in service.calls]
    assert {one["sesv2kit-key"] for one in tags} == {str(record.id) for record in journal.iterate()}
    assert len({one["sesv2kit-key"] for one in tags}) == 2
    assert [one["kind"] for one in tags if "kind" in one] == ["vip"]
