"""Bulk sends of any length: every entry has one result, and what was sent is what the results say."""

import asyncio
import contextlib
import csv
import gc
import io
import itertools
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit._core import keyed
from sesv2kit._core.clock import installed
from sesv2kit._workflows.bulk import items
from sesv2kit._workflows.bulk.templated import Templated
from sesv2kit.bulk import BulkEntry, BulkOutcome, BulkResult, BulkSummary
from sesv2kit.errors import (
    AccessDeniedError,
    AccountSuspendedError,
    BadRequestError,
    DailyQuotaExceededError,
    JournalError,
    KeyInProgressError,
    KeyReusedError,
    MessageRejectedError,
    NotFoundError,
    OutcomeUnknownError,
    RequestInvalidError,
    SendingPausedError,
    SESv2Error,
)
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.models import BulkEmailEntry, EmailTemplateContent
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.faults.server import Answer, Seen, Server, answer, refusal
from tests.unit.support import FakeClock, client_of, each_client, environment, session
from tests.workflows.service import LOST, Service

__all__ = ["each_client", "environment"]  # fixtures

FROM = "news@shop.example"


@pytest.fixture(params=[SESv2, blocking.client], ids=["sync", "async"])
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Any:
    """A client of the local SES."""
    ses_backend.verify_identity("shop.example")
    client = request.param("us-east-1", config=ClientConfig(send_rate=1000.0))
    client.templates.create_email_template(
        template_name="news", template_content=EmailTemplateContent(subject="Hi {{name}}", text="Hello {{name}}")
    )
    return client


def entries(count: int) -> Iterator[BulkEntry]:
    return (BulkEntry(f"user{number}@mail.example", {"name": str(number)}) for number in range(count))


def send(ses: Any, those: Any, **settings: Any) -> Any:
    chosen: dict[str, Any] = {"from_email_address": FROM, "template_name": "news", **settings}
    return ses.sending.send_bulk(those, **chosen)


def outcomes(results: list[BulkResult[Any]]) -> list[str]:
    return [one.outcome for one in sorted(results, key=lambda one: one.index)]


def mailed(backend: Backend) -> Counter[str]:
    return Counter(address for mail in backend.outbox for address in mail.to)


# The usual case.


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 237])
def test_each_entry_is_sent_once_and_has_its_result(ses: Any, ses_backend: Backend, count: int) -> None:
    results = list(send(ses, entries(count)))
    assert sorted(one.index for one in results) == [*range(count)]
    assert {one.outcome for one in results} <= {"accepted"}
    ids = {one.message_id: one.entry.destination for one in results}
    assert {mail.message_id: mail.to[0] for mail in ses_backend.outbox} == ids
    assert ses_backend.requests.count("SendBulkEmail") == -(-count // 50)


def test_nothing_is_read_or_sent_before_the_run_is_iterated(ses: Any, ses_backend: Backend) -> None:
    def unread() -> Iterator[str]:
        raise AssertionError("it was read")
        yield ""

    before = [*ses_backend.requests]
    run = send(ses, unread())
    assert run.summary == BulkSummary()
    with run:
        pass
    assert ses_backend.requests == before


def test_each_email_has_its_own_data_headers_and_tags(ses: Any, ses_backend: Backend) -> None:
    one = BulkEntry("a@mail.example", {"name": "Ann"}, headers={"X-Offer": "1"}, email_tags={"kind": "vip"})
    settings = {"template_data": {"name": "you"}, "email_tags": {"kind": "all"}, "headers": {"X-Offer": "0"}}
    assert send(ses, [one, "b@mail.example"], **settings).wait().accepted == 2
    sent = {mail.to[0]: mail for mail in ses_backend.outbox}
    ann, bob = sent["a@mail.example"], sent["b@mail.example"]
    assert [(mail.subject, mail.headers["X-Offer"], mail.tags["kind"]) for mail in (ann, bob)] == [
        ("Hi Ann", "1", "vip"),
        ("Hi you", "0", "all"),
    ]


def test_an_inline_template(ses: Any, ses_backend: Backend) -> None:
    content = EmailTemplateContent(subject="For {{name}}", text="x")
    send(ses, entries(1), template_name=None, template_content=content).wait()
    assert ses_backend.outbox[0].subject == "For 0"


def test_rows_of_a_file(ses: Any, ses_backend: Backend) -> None:
    rows = csv.DictReader(io.StringIO("email,name\na@mail.example,Ann\nb@mail.example,Bob\n"))
    run = send(ses, rows, entry=lambda row: BulkEntry(row["email"], {"name": row["name"]}))
    assert {one.entry["email"]: one.outcome for one in run} == dict.fromkeys(mailed(ses_backend), "accepted")
    assert len(ses_backend.outbox) == 2


@pytest.mark.parametrize(
    "destination",
    [
        "a@mail.example",
        "Ann <a@mail.example>",
        "a@bücher.example",
        "a@mail.example\n",
        "a@mail.example, b@mail.example",
        "ann",
        "",
    ],
)
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "Ann", "items": [1, 2.5, None, {"a": True}]},
        {"text": "two\r\nlines\0"},
        {"number": float("nan")},
        {"text": "\ud800"},
        {"when": object()},
        {"text": "x" * 262_133},
        {"text": "x" * 262_134},
        '{"name": "Ann"}',
    ],
    ids=["empty", "nested", "lines", "nan", "surrogate", "object", "longest", "too long", "JSON"],
)
def test_an_entry_of_the_usual_form_is_what_the_model_makes_of_it(destination: str, data: Any) -> None:
    common: dict[str, Any] = dict.fromkeys(
        ["template_content", "template_data", "headers", "attachments", "email_tags", "reply_to_addresses"]
    )
    kind = Templated(from_email_address=FROM, template_name="news", **common)
    content = {"replacement_template": {"replacement_template_data": data}}
    try:
        expected = BulkEmailEntry.model_validate({"destination": destination, "replacement_email_content": content})
    except ValidationError:
        with pytest.raises(RequestInvalidError):
            kind.read(BulkEntry(destination, data))
        return
    made, _ = kind.read(BulkEntry(destination, data))
    assert made == expected
    assert made.to_wire() == expected.to_wire()
    assert made.model_dump_json(exclude_unset=True) == expected.model_dump_json(exclude_unset=True)
    assert made.model_copy(update={"destination": "b@mail.example"}).destination.recipients == 1


@pytest.mark.parametrize(
    "one",
    [
        "a@mail.example",
        {"destination": "a@mail.example"},
        BulkEntry(["a@mail.example"]),
        BulkEmailEntry(destination="a@mail.example"),
    ],
    ids=["address", "mapping", "entry", "AWS's"],
)
def test_all_forms_of_an_entry(ses: Any, ses_backend: Backend, one: Any) -> None:
    assert send(ses, [one], template_data={"name": "x"}).wait().accepted == 1
    assert mailed(ses_backend) == {"a@mail.example": 1}


# Entries that cannot be sent.


@pytest.mark.parametrize(
    ("one", "text"),
    [
        ("nobody", "destination.to_addresses.0"),
        (BulkEntry([]), "destination"),
        (BulkEntry([f"u{n}@mail.example" for n in range(51)]), "50"),
        (BulkEntry("a@mail.example", headers={"X-A": "1\r\nBcc: x"}), "replacement_headers"),
        ({"destination": "a@mail.example", "name": "Ann"}, "name"),
        (5, "not a int"),
        (None, "not a NoneType"),
    ],
)
def test_an_invalid_entry_is_a_result_and_the_others_are_sent(
    ses: Any, ses_backend: Backend, one: Any, text: str
) -> None:
    results = list(send(ses, [*entries(2), one, *entries(1)]))
    assert outcomes(results) == ["accepted", "accepted", "refused", "accepted"]
    bad = next(one for one in results if one.outcome == "refused")
    assert text in str(bad.error)
    assert (bad.entry, bad.index, bad.retryable) == (one, 2, False)
    assert sum(mailed(ses_backend).values()) == 3


def test_a_row_that_cannot_be_mapped_is_a_result(ses: Any) -> None:
    results = list(send(ses, [{"mail": "a@mail.example"}, {}], entry=lambda row: row["mail"]))
    assert outcomes(results) == ["accepted", "refused"]
    [error] = [one.error for one in results if one.error is not None]
    assert isinstance(error, RequestInvalidError)
    assert "entries: entry= raised KeyError: 'mail' (source: docs/bulk.md" in str(error)
    assert isinstance(error.__cause__, KeyError)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"destinaton": "a@mail.example"}, "BulkEntry has no member destinaton; did you mean destination?"),
        ({"destination": "a@mail.example", "tags": {}}, "no member tags; did you mean email_tags?"),
        ({"to": "a@mail.example"}, "the members are destination, template_data, headers, email_tags, key"),
        ({"a@mail.example": "a@mail.example"}, "BulkEntry has no member (key); the members are"),
        ({5: "a@mail.example"}, "BulkEntry has no member (key); the members are"),
        ({"key": "1"}, "must each have the member destination"),
    ],
    ids=["misspelt", "short", "another word", "an address", "no text", "none"],
)
def test_a_wrong_key_of_a_mapping_is_told_with_the_member_that_was_meant(
    ses: Any, mapping: dict[Any, Any], message: str
) -> None:
    [result] = send(ses, [mapping])
    assert isinstance(result.error, RequestInvalidError)
    assert message in str(result.error)
    assert "mail.example" not in str(result.error)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_concurrency": 0},
        {"max_concurrency": 101},
        {"max_attempts": True},
        {"stop_after": 0},
        {"run_id": ""},
        {"from_email_address": None},
        {"from_email_address": "nobody"},
        {"template_name": None},
        {"configuration_set_name": "a set"},
    ],
    ids=str,
)
def test_an_invalid_argument_is_refused_before_anything_is_read(
    ses: Any, ses_backend: Backend, wrong: dict[str, Any]
) -> None:
    before = [*ses_backend.requests]
    with pytest.raises(RequestInvalidError, match=next(iter(wrong))):
        send(ses, iter([]), **wrong)
    assert ses_backend.requests == before


# What SES does with a call.


everywhere = pytest.mark.usefixtures("each_client")


def ran(service: Service, count: int, **settings: Any) -> tuple[list[BulkResult[Any]], BulkSummary]:
    """Send to a number of addresses, and check that the results say what the service did."""
    client = settings.pop("client", {})
    with Server(service) as server:
        ses = client_of(server.url, retry=RetryPolicy(max_attempts=1), **client)
        run = send(ses, (f"user{number}@mail.example" for number in range(count)), **settings)
        results = list(run)
    summary = run.summary
    assert sorted(one.index for one in results) == [*range(summary.read)]
    assert Counter(one.outcome for one in results) == {
        outcome: number for outcome in get_args(BulkOutcome) if (number := getattr(summary, outcome))
    }
    for one in results:
        times = service.sent[one.entry]
        expected = {"accepted": {1}, "unknown": {0, 1}}.get(one.outcome, {0})
        assert times in expected, f"{one.entry} was sent {times} times, and is {one.outcome}"
    return results, summary


@everywhere
def test_the_entry_for_which_ses_refuses_a_call_is_found() -> None:
    service = Service(
        lambda addresses, _: refusal(400, "BadRequestException") if "user7@mail.example" in addresses else None
    )
    results, summary = ran(service, 60)
    [bad] = [one for one in results if one.outcome == "refused"]
    assert (bad.index, type(bad.error)) == (7, BadRequestError)
    assert (summary.accepted, summary.stopped) == (59, None)


@everywhere
def test_if_ses_refuses_every_call_the_run_stops_soon() -> None:
    service = Service(lambda *_: refusal(400, "BadRequestException"))
    _, summary = ran(service, 5000)
    assert (summary.accepted, summary.stopped) == (0, "refused_call")
    assert len(service.calls) < 16


@everywhere
@pytest.mark.parametrize(
    ("said", "reason", "error"),
    [
        (refusal(400, "MessageRejected"), "refused_call", MessageRejectedError),
        (refusal(403, "AccessDeniedException"), "refused_call", AccessDeniedError),
        (refusal(404, "NotFoundException"), "refused_call", NotFoundError),
        (refusal(400, "SendingPausedException"), "sending_paused", SendingPausedError),
        (refusal(400, "AccountSuspendedException"), "sending_paused", AccountSuspendedError),
        (
            refusal(429, "TooManyRequestsException", "Daily message quota exceeded."),
            "daily_quota",
            DailyQuotaExceededError,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_that_every_call_would_get_stops_the_run(said: Answer, reason: str, error: type[SESv2Error]) -> None:
    service = Service(lambda _, call: said if call == 2 else None)
    results, summary = ran(service, 5000, max_concurrency=1)
    assert (summary.stopped, type(summary.error), len(service.calls)) == (reason, error, 2)
    assert (summary.accepted, summary.read) == (50, 100)
    assert {type(one.error) for one in results if one.outcome != "accepted"} == {error}


@everywhere
@pytest.mark.parametrize(
    ("status", "outcome", "stops", "tries"),
    [
        ("ACCOUNT_THROTTLED", "not_tried", None, 3),
        ("TRANSIENT_FAILURE", "not_tried", None, 3),
        ("ACCOUNT_DAILY_QUOTA_EXCEEDED", "not_tried", "daily_quota", 1),
        ("ACCOUNT_SUSPENDED", "refused", "sending_paused", 1),
        ("ACCOUNT_SENDING_PAUSED", "refused", "sending_paused", 1),
        ("CONFIGURATION_SET_SENDING_PAUSED", "refused", "sending_paused", 1),
        ("MESSAGE_REJECTED", "refused", None, 1),
        ("TEMPLATE_NOT_FOUND", "refused", None, 1),
        ("INVALID_PARAMETER", "refused", None, 1),
        ("FAILED", "unknown", None, 1),
        ("SOMETHING_NEW", "unknown", None, 1),
    ],
)
def test_each_status_of_an_entry(status: str, outcome: str, stops: str | None, tries: int) -> None:
    bad = "user1@mail.example"
    service = Service(lambda *_: {bad: status})
    with installed(FakeClock()):
        results, summary = ran(service, 3, max_attempts=3, client={"pacing": False})
    [result] = [one for one in results if one.entry == bad]
    assert (result.outcome, result.status, summary.stopped) == (outcome, status, stops), result.error
    assert sum(bad in call for call in service.calls) == tries
    assert summary.accepted == 2
    assert status in str(result.error)


@everywhere
@pytest.mark.parametrize("status", ["ACCOUNT_THROTTLED", "TRANSIENT_FAILURE"])
def test_what_ses_puts_off_is_sent_again_after_a_growing_wait(status: str) -> None:
    bad = ["user1@mail.example", "user3@mail.example"]
    service = Service(lambda _, call: dict.fromkeys(bad, status) if call < 4 else None)
    clock = FakeClock()
    with installed(clock):
        results, _ = ran(service, 5, max_concurrency=1, client={"pacing": False})
    assert outcomes(results) == ["accepted"] * 5
    assert service.calls[1:] == [bad] * 3
    assert clock.sleeps == [1.0, 2.0, 4.0]


@everywhere
@pytest.mark.parametrize("stops", [False, True])
def test_a_lost_response_is_unknown_for_its_entries_only(stops: bool) -> None:
    service = Service(lambda _, call: LOST if call == 2 else None)
    results, summary = ran(service, 150, max_concurrency=1, stop_on_unknown=stops)
    assert [one.index for one in results if one.outcome == "unknown"] == [*range(50, 100)]
    assert {type(one.error) for one in results if one.outcome == "unknown"} == {OutcomeUnknownError}
    assert (summary.accepted, summary.stopped) == ((50, "unknown") if stops else (100, None))


@everywhere
def test_a_throttled_call_is_made_again() -> None:
    throttled = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    with installed(FakeClock()):
        results, summary = ran(Service(lambda _, call: throttled if call in (1, 3) else None), 120)
    assert (summary.accepted, len(results)) == (120, 120)


@everywhere
def test_without_a_connection_the_run_stops() -> None:
    with installed(FakeClock()), Server([answer()]) as server:
        url = server.url
    with installed(FakeClock()):
        run = send(client_of(url, retry=RetryPolicy(max_attempts=1)), entries(500), max_attempts=2, max_concurrency=1)
        results = list(run)
    assert {one.outcome for one in results} == {"not_tried"}
    assert (run.summary.stopped, run.summary.read) == ("no_connection", 50)


PAUSED = [
    lambda *_: refusal(400, "SendingPausedException"),
    lambda *_: refusal(400, "AccountSuspendedException"),
    *(
        lambda addresses, _, status=status: dict.fromkeys(addresses, status)
        for status in ("ACCOUNT_SENDING_PAUSED", "ACCOUNT_SUSPENDED", "CONFIGURATION_SET_SENDING_PAUSED")
    ),
]


@everywhere
@pytest.mark.parametrize("judge", PAUSED)
def test_waiting_is_not_enough_where_sending_is_paused(judge: Any) -> None:
    results, summary = ran(Service(judge), 120, max_concurrency=1)
    assert summary.stopped == "sending_paused"
    assert {one.retryable for one in results} == {False}


@everywhere
def test_waiting_is_enough_where_the_quota_of_the_day_is_used_up() -> None:
    quota = refusal(429, "TooManyRequestsException", "Daily message quota exceeded.")
    results, _ = ran(Service(lambda *_: quota), 120, max_concurrency=1)
    assert {(one.outcome, one.retryable) for one in results} == {("not_tried", True)}


# How many at once, and in which order.


@everywhere
@pytest.mark.parametrize(("rate", "largest"), [(14.0, 14), (1.0, 1), (0.5, 1), (80.0, 50)])
def test_a_call_has_no_more_recipients_than_a_second_allows(rate: float, largest: int) -> None:
    service = Service()
    with installed(FakeClock()):
        ran(service, 100, client={"pacing": True, "send_rate": rate})
    assert max(map(len, service.calls)) == largest


@everywhere
def test_the_accounts_rate_is_asked_for_once() -> None:
    service = Service()
    asked: list[str] = []

    def counted(seen: Seen) -> Answer:
        asked.append(seen.method)
        return answer({"SendQuota": {"MaxSendRate": 20.0}}) if seen.method == "GET" else service(seen)

    with installed(FakeClock()), Server(counted) as server:
        run = send(client_of(server.url, pacing=True), entries(60))
        assert run.wait().accepted == 60
    assert max(map(len, service.calls)) == 20
    assert asked.count("GET") <= 2  # one for the size of the calls, one for pacing


@everywhere
def test_results_in_order() -> None:
    late = {f"user{number}@mail.example": "TRANSIENT_FAILURE" for number in (0, 60)}
    service = Service(lambda addresses, call: late if call < 6 else None)
    with installed(FakeClock()):
        results, _ = ran(service, 400, ordered=True, max_attempts=10)
    assert [one.index for one in results] == [*range(400)]


@everywhere
def test_entries_are_read_as_they_are_sent() -> None:
    read: list[int] = []

    def source() -> Iterator[str]:
        for number in range(100_000):
            read.append(number)
            yield f"user{number}@mail.example"

    with Server(Service()) as server:
        run = send(client_of(server.url), source(), max_concurrency=2)
        with run:
            next(iter(run))
    assert len(read) <= 4 * 50


@pytest.mark.parametrize("ses", ["sync", "async"])
def test_in_place_of_a_call_that_ended_early_another_begins_before_its_results_are_given_out(ses: str) -> None:
    """The first call ends while the entries of the second are read."""
    begun, go, service, numbers = threading.Event(), threading.Event(), Service(), itertools.count(1)
    in_time: list[bool] = []

    def respond(seen: Seen) -> Answer:
        number = next(numbers)
        if number == 2:
            go.wait(20)
        if number == 3:
            begun.set()
        return service(seen)

    def source(run: list[Any]) -> Iterator[BulkEntry]:
        for number, entry in enumerate(entries(150)):
            while number == 99 and run[0].summary.calls == 0:
                threading.Event().wait(0.01)
            yield entry

    async def async_source(run: list[Any]) -> AsyncIterator[BulkEntry]:
        for number, entry in enumerate(entries(150)):
            while number == 99 and run[0].summary.calls == 0:
                await asyncio.sleep(0.01)
            yield entry

    async def main(url: str) -> None:
        nonlocal in_time
        async with AsyncSESv2(session=session(), endpoint_url=url, config=ClientConfig(pacing=False)) as client:
            runs: list[Any] = []
            run = send(client, async_source(runs), max_concurrency=2)
            runs.append(run)
            async with run:
                async for _ in run:
                    in_time = in_time or [await asyncio.to_thread(begun.wait, 10)]
                    go.set()

    with Server(respond) as server:
        if ses == "async":
            asyncio.run(main(server.url))
        else:
            runs: list[Any] = []
            run = send(client_of(server.url), source(runs), max_concurrency=2)
            runs.append(run)
            with run:
                for _ in run:
                    in_time = in_time or [begun.wait(10)]
                    go.set()
    assert in_time == [True]


# Ending early.


@everywhere
@pytest.mark.parametrize("how", ["break", "cancel", "stop_when", "stop_after"])
def test_an_early_end_sends_no_further_and_counts_what_was_sent(how: str) -> None:
    service = Service(lambda *_: dict.fromkeys((f"user{n}@mail.example" for n in range(40, 50)), "INVALID_PARAMETER"))
    settings: dict[str, Any] = {}
    if how == "stop_when":
        settings["stop_when"] = lambda summary: summary.accepted >= 100
    if how == "stop_after":
        settings["stop_after"] = 10
    with Server(service) as server, send(client_of(server.url), entries(5000), **settings) as run:
        for number, _ in enumerate(run):
            if how == "break" and number == 60:
                break
            if how == "cancel" and number == 60:
                run.cancel()
    summary = run.summary
    reasons = {"stop_when": "condition", "stop_after": "refusals"}
    assert summary.stopped == reasons.get(how, "cancelled")
    assert summary.accepted == sum(service.sent.values()) < 2000
    assert summary.ended == summary.read


@everywhere
def test_if_reading_fails_what_was_sent_is_told_first() -> None:
    def source() -> Iterator[str]:
        yield from (f"user{number}@mail.example" for number in range(60))
        raise OSError("the database is gone")

    service = Service()
    results: list[Any] = []
    with Server(service) as server:
        run = send(client_of(server.url), source())
        with pytest.raises(OSError, match="the database is gone"):
            results.extend(run)  # what came before it stays
    assert len(results) == 60 == sum(service.sent.values())


@everywhere
def test_an_exception_of_a_hook_is_raised_after_all_results() -> None:
    class HookError(Exception):
        pass

    def hook(**_: Any) -> None:
        raise HookError

    service = Service()
    results: list[Any] = []
    with Server(service) as server:
        ses = client_of(server.url)
        ses.boto3_client.meta.events.register("after-call.sesv2.SendBulkEmail", hook)
        with pytest.raises(HookError):
            results.extend(send(ses, entries(10)))
    assert {one.outcome for one in results} == {"unknown"}
    assert len(results) == 10


@everywhere
def test_a_run_is_iterated_once() -> None:
    with Server(Service()) as server:
        run = send(client_of(server.url), entries(1))
        assert run.wait().accepted == 1
        with pytest.raises(RuntimeError, match="once"):
            run.wait()


@everywhere
def test_progress_is_told_after_each_call() -> None:
    told: list[BulkSummary] = []
    with Server(Service()) as server:
        run = send(client_of(server.url), entries(120), progress=told.append)
        assert run.wait() == told[-1]
    assert [one.accepted for one in told] == sorted(one.accepted for one in told)
    assert 1 <= len(told) <= 3


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@everywhere
@pytest.mark.parametrize("how", ["whole", "break"])
def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    service = Service(lambda *_: {"user3@mail.example": "MESSAGE_REJECTED"})
    with Server(service) as server, send(client_of(server.url), [*entries(60)], progress=True) as run:
        for _ in run:
            if how == "break":
                break
    assert f"{run.summary.accepted} accepted, 1 refused" in stderr.getvalue()
    assert "\x1b[?25h" in stderr.getvalue()  # the cursor is shown again
    for one in threading.enumerate():
        if "Refresh" in type(one).__name__:  # rich tells it to end, and does not wait for that
            one.join(10)
            assert not one.is_alive()


@everywhere
def test_elsewhere_no_bar_is_drawn_and_rich_is_not_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with Server(Service()) as server:
        assert send(client_of(server.url), entries(60), progress=True).wait().accepted == 60
        assert send(client_of(server.url), entries(1), progress=False).wait().accepted == 1
    assert capsys.readouterr() == ("", "")


@everywhere
def test_without_rich_a_bar_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ImportError, match=r"sesv2kit\[rich\]"):
        send(client_of("http://127.0.0.1:1"), [], progress=True)


def test_a_loop_that_is_left_ends_the_run_at_once() -> None:
    service = Service()
    gc.disable()  # nothing but the end of the loop may do it
    try:
        with Server(service) as server:
            run = send(client_of(server.url), entries(5000))
            for _ in run:
                break
            assert run.summary.stopped == "cancelled"
            assert run.summary.accepted == sum(service.sent.values()) > 0
            assert not [one for one in threading.enumerate() if one.name.startswith("sesv2kit-work")]
    finally:
        gc.enable()


@pytest.mark.parametrize("how", ["break", "raise"])
def test_after_an_async_with_no_call_is_in_progress(how: str) -> None:
    begun, go = threading.Event(), threading.Event()

    def judge(_: list[str], call: int) -> None:
        if call == 2:
            begun.set()
            assert go.wait(60)

    async def release() -> None:
        for _ in range(100):  # of the loop: long after the block would have ended
            await asyncio.sleep(0)
        go.set()

    async def main(url: str) -> BulkSummary:
        config = ClientConfig(pacing=False)
        async with AsyncSESv2(session=session(), endpoint_url=url, config=config) as ses:
            run = send(ses, entries(100), max_concurrency=1)
            task = None
            with contextlib.suppress(LookupError):
                async with run:
                    async for _ in run:
                        assert await asyncio.to_thread(begun.wait, 60)
                        task = asyncio.create_task(release())
                        if how == "break":
                            break
                        raise LookupError
            summary: BulkSummary = run.summary
            go.set()
            assert task is not None
            await task
            return summary

    service = Service(judge)
    with Server(service) as server:
        summary = asyncio.run(main(server.url))
    assert (summary.accepted, summary.ended) == (100, summary.read)


def test_a_cancelled_task_leaves_every_entry_that_was_read_with_a_result() -> None:
    begun, go = threading.Event(), threading.Event()

    def judge(_: list[str], call: int) -> None:
        begun.set()
        assert go.wait(60)

    async def main(url: str) -> BulkSummary:
        config = ClientConfig(send_rate=3.0)  # a call has one of the two entries that are read
        async with AsyncSESv2(session=session(), endpoint_url=url, config=config) as ses:
            pairs = (BulkEntry([f"a{n}@mail.example", f"b{n}@mail.example"]) for n in range(10))
            run = send(ses, pairs, max_concurrency=1)
            task = asyncio.create_task(run.wait())
            assert await asyncio.to_thread(begun.wait, 60)
            for _ in range(2):  # again while it waits for the call in progress
                task.cancel()
                await asyncio.sleep(0)
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            summary: BulkSummary = run.summary
            return summary

    with Server(Service(judge)) as server:
        summary = asyncio.run(main(server.url))
    assert (summary.read, summary.accepted, summary.not_tried, summary.stopped) == (2, 1, 1, "cancelled")


# With a journal.


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


def kept(service: Service, journal: Any, those: Any, run_id: str = "june", **settings: Any) -> list[BulkResult[Any]]:
    """The results of a run with a journal, in order."""
    with Server(service) as server:
        client = client_of(server.url, retry=RetryPolicy(max_attempts=1))
        run = send(client, those, run_id=run_id, journal=journal, configuration_set_name="set", **settings)
        return sorted(run, key=lambda one: one.index)


def people(*numbers: int) -> list[str]:
    return [f"user{number}@mail.example" for number in numbers]


@everywhere
def test_a_run_that_is_started_again_sends_what_is_left(journal: SqliteJournal) -> None:
    service = Service(lambda _, call: refusal(400, "SendingPausedException") if call == 2 else None)
    first = kept(service, journal, people(*range(120)), max_concurrency=1)
    assert Counter(outcomes(first)) == {"accepted": 50, "not_tried": 50}
    again = kept(service, journal, people(*range(119, -1, -1)), max_concurrency=1)  # in another order
    assert {one.outcome for one in again} == {"accepted"}
    assert {one.entry for one in again if one.replayed} == {one.entry for one in first if one.outcome == "accepted"}
    assert {one.message_id for one in again} == {f"id-{one.entry}" for one in again}
    assert service.sent == dict.fromkeys(people(*range(120)), 1)


@everywhere
def test_one_person_twice_in_a_run_is_mailed_once(journal: SqliteJournal) -> None:
    service = Service()
    ann = "ann@mail.example"
    those = [ann, "bob@mail.example", "Ann Example <ann@MAIL.example>", *people(*range(100)), ann]
    results = kept(service, journal, those, max_concurrency=1)
    assert [one.index for one in results if one.outcome == "duplicate"] == [2, 103]
    assert service.sent[ann] == 1
    assert len(service.sent) == 102


@everywhere
def test_the_same_people_in_another_run_are_mailed_again(journal: SqliteJournal) -> None:
    service = Service()
    for run_id in ("june", "july"):
        assert {one.outcome for one in kept(service, journal, people(1, 2), run_id)} == {"accepted"}
    assert set(service.sent.values()) == {2}


@everywhere
def test_the_key_of_an_entry_is_what_counts(journal: SqliteJournal) -> None:
    service = Service()
    kept(service, journal, [BulkEntry("a@mail.example", key="customer 1")])
    [same, other, new] = kept(
        service,
        journal,
        [
            BulkEntry("a@mail.example", {"name": "changed"}, key="customer 1"),
            BulkEntry("a@mail.example", key="customer 2"),
            BulkEntry("b@mail.example", key="customer 3"),
        ],
    )
    assert (same.outcome, same.replayed, other.outcome, new.outcome) == ("accepted", True, "accepted", "accepted")
    [wrong] = kept(service, journal, [BulkEntry("b@mail.example", key="customer 1")])
    assert (wrong.outcome, type(wrong.error)) == ("refused", KeyReusedError)


@everywhere
def test_a_lost_response_leaves_its_people_unknown_until_they_are_resolved(journal: SqliteJournal) -> None:
    service = Service(lambda _, call: LOST if call == 1 else None)
    assert outcomes(kept(service, journal, people(1, 2))) == ["unknown"] * 2
    clock = FakeClock()
    with installed(clock):
        clock.sleep(1000)
    assert {one.outcome for one in kept(service, journal, people(1, 2))} <= {"unknown", "not_tried"}
    assert service.sent == dict.fromkeys(people(1, 2), 1)
    assert len(service.calls) == 1


@everywhere
@pytest.mark.parametrize("status", ["TRANSIENT_FAILURE", "INVALID_PARAMETER", "TEMPLATE_NOT_FOUND"])
def test_what_ses_did_not_send_is_free_for_the_next_run(journal: SqliteJournal, status: str) -> None:
    service = Service(lambda _, call: {"user1@mail.example": status} if call == 1 else None)
    first = kept(service, journal, people(1, 2), max_attempts=1)
    assert [one.outcome == "accepted" for one in first] == [False, True]
    again = kept(service, journal, people(1, 2))
    assert [(one.outcome, one.replayed) for one in again] == [("accepted", False), ("accepted", True)]
    assert set(service.sent.values()) == {1}


@everywhere
def test_what_ses_says_nothing_clear_about_is_not_sent_again(journal: SqliteJournal) -> None:
    service = Service(lambda *_: {"user1@mail.example": "FAILED"})
    assert outcomes(kept(service, journal, people(1, 2))) == ["unknown", "accepted"]
    assert outcomes(kept(service, journal, people(1, 2)))[0] in ("unknown", "not_tried")
    assert len(service.calls) == 1


@everywhere
def test_two_runs_at_once_mail_each_person_once(journal: SqliteJournal) -> None:
    service = Service()
    with Server(service) as server:
        client = client_of(server.url)

        def one(_: int) -> Counter[str]:
            run = send(client, people(*range(300)), run_id="june", journal=journal, configuration_set_name="set")
            return Counter(result.outcome for result in run)

        with ThreadPoolExecutor(2) as pool:
            counted = list(pool.map(one, range(2)))
    assert service.sent == dict.fromkeys(people(*range(300)), 1)
    assert all(one["accepted"] + one["not_tried"] == 300 for one in counted)


class Keeping(SqliteJournal):
    """A journal whose releases fail."""

    def release(self, claims: Any) -> Any:
        raise OSError("the disk is gone")


@everywhere
def test_an_entry_that_could_not_be_released_is_no_duplicate_of_itself(tmp_path: Path) -> None:
    service = Service(lambda *_: {"user1@mail.example": "ACCOUNT_THROTTLED"})
    with installed(FakeClock()), Keeping(tmp_path / "keeping.db") as journal:
        [result] = kept(service, journal, people(1))
    assert (result.outcome, type(result.error)) == ("not_tried", KeyInProgressError)
    assert not service.sent


@everywhere
def test_after_a_call_was_halved_an_entry_that_could_not_be_released_is_no_duplicate(tmp_path: Path) -> None:
    service = Service(lambda addresses, _: refusal(400, "BadRequestException") if len(addresses) > 1 else None)
    with installed(FakeClock()), Keeping(tmp_path / "keeping.db") as journal:
        results = kept(service, journal, people(1, 2))
    assert [(one.outcome, type(one.error)) for one in results] == [("not_tried", KeyInProgressError)] * 2
    assert not service.sent


def test_the_longest_run_and_key_are_a_key_of_the_journal() -> None:
    longest = len("/") + items.MAX_RUN_ID + items.MAX_KEY
    assert longest <= keyed.MAX_KEY


@everywhere
def test_every_email_has_the_tag_of_its_key(journal: SqliteJournal) -> None:
    seen: list[Any] = []

    def noting(one: Seen) -> Answer:
        seen.append(one.json)
        return Service()(one)

    with Server(noting) as server:
        send(client_of(server.url), people(1, 2), run_id="june", journal=journal, email_tags={"kind": "news"}).wait()
    tags = [{tag["Name"]: tag["Value"] for tag in entry["ReplacementTags"]} for entry in seen[0]["BulkEmailEntries"]]
    assert {one["kind"] for one in tags} == {"news"}
    assert {one["sesv2kit-key"] for one in tags} == {str(record.id) for record in journal.iterate()}
    assert len({one["sesv2kit-key"] for one in tags}) == 2


@everywhere
@pytest.mark.parametrize("keeps", [False, True])
def test_extra_members_are_not_dropped(journal: SqliteJournal, keeps: bool) -> None:
    kept_in: dict[str, Any] = {"run_id": "june", "journal": journal} if keeps else {}
    with Server(Service()) as server:
        client = client_of(server.url).options(extra={"Pigeon": 1})
        [result] = send(client, people(1), **kept_in)
    assert (result.outcome, type(result.error)) == ("refused", RequestInvalidError)
    assert "Pigeon" in str(result.error)


@everywhere
def test_a_journal_that_fails_stops_the_run_before_it_sends(journal: SqliteJournal) -> None:
    service = Service()
    journal.close()
    results = kept(service, journal, people(*range(300)), max_concurrency=1)
    assert {one.outcome for one in results} == {"not_tried"}
    assert {type(one.error) for one in results if one.error} == {JournalError}
    assert len(results) == 50
    assert not service.calls


@everywhere
@pytest.mark.parametrize(
    ("settings", "argument"),
    [({"run_id": "june"}, "journal"), ({"journal": "ours"}, "run_id"), ({"key": "x" * 201}, "key")],
)
def test_run_id_and_journal_belong_together(journal: SqliteJournal, settings: dict[str, Any], argument: str) -> None:
    settings = {name: journal if value == "ours" else value for name, value in settings.items()}
    key = settings.pop("key", None)
    if key is not None:
        [result] = kept(Service(), journal, [BulkEntry("a@mail.example", key=key)])
        assert argument in str(result.error)
        return
    with pytest.raises(RequestInvalidError, match=argument):
        send(client_of("http://127.0.0.1:1"), [], **settings)
