"""Limits on the attempts of a call besides their number: its timeout, the client's retry budget and Retry-After; and
`options()` for some calls."""

import logging
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from botocore.config import Config

from sesv2kit.config import RetryPolicy
from sesv2kit.errors import (
    AlreadyExistsError,
    ApiRateExceededError,
    CallTimeoutError,
    ConnectError,
    InternalServiceError,
    MessageRejectedError,
    NoResponseError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseUnreadableError,
    SendRateExceededError,
    SESv2Error,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL, SendEmailRequest
from sesv2kit.models.tenants import CREATE_TENANT, DELETE_TENANT, GET_TENANT
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.unit.support import NO_SET, SEND, FakeClock, client_of

pytestmark = pytest.mark.usefixtures("each_client")

LOST = Answer(end=End.CLOSE)
FAILED = refusal(500, "InternalFailure")
THROTTLED = refusal(400, "ThrottlingException", "Rate exceeded")
ABSENT = refusal(404, "NotFoundException", "Tenant a not found")
OK = answer({"MessageId": "1"})
ACME = {"tenant_name": "acme"}


@pytest.fixture(autouse=True)
def middling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)


def notes(error: BaseException) -> str:
    return " ".join(getattr(error, "__notes__", []))


# options()


def test_options_are_a_copy_that_shares_all_else(clock: FakeClock) -> None:
    with Server([FAILED, FAILED, OK]) as server, client_of(server.url) as client:
        hasty = client.options(max_attempts=2)
        assert client.tenants is not hasty.tenants
        assert hasty.boto3_client is client.boto3_client
        with pytest.raises(InternalServiceError) as caught:
            hasty.tenants.get_tenant(tenant_name="acme")
        assert caught.value.attempts == 2
        assert client.account.get_account().metadata.attempts == 1
        assert {seen.connection for seen in server.seen} == {1}


def test_options_add_up(clock: FakeClock) -> None:
    with Server([LOST, LOST, OK]) as server, client_of(server.url) as client:
        both = client.options(max_attempts=2).options(on_unknown="retry")
        with pytest.raises(OutcomeUnknownError) as caught:
            both.call(SEND_EMAIL, SEND)
    assert caught.value.attempts == 2
    assert len(server.seen) == 2


def test_options_hold_for_each_page(clock: FakeClock) -> None:
    page = answer({"Recommendations": [{}], "NextToken": "more"})
    with Server([page, FAILED]) as server, client_of(server.url) as client:
        cursor = iter(client.options(max_attempts=1).vdm.list_recommendations())
        next(cursor)
        with pytest.raises(InternalServiceError):
            next(cursor)
        assert len(server.seen) == 2


@pytest.mark.parametrize("wrong", [{"timeout": 0}, {"timeout": -1}, {"max_attempts": 0}, {"on_unknown": "x"}], ids=str)
def test_options_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        client_of(None).options(**wrong)


def test_a_send_is_repeated_where_double_mail_is_accepted(clock: FakeClock) -> None:
    with Server([LOST, OK]) as server, client_of(server.url) as client:
        assert client.options(on_unknown="retry").call(SEND_EMAIL, SEND).metadata.attempts == 2
        assert len(server.seen) == 2


def test_a_refusal_after_a_lost_send_does_not_hide_that_it_may_be_out(clock: FakeClock) -> None:
    with (
        Server([LOST, refusal(400, "MessageRejected", "no")]) as server,
        client_of(server.url) as client,
        pytest.raises(OutcomeUnknownError) as caught,
    ):
        client.options(on_unknown="retry").call(SEND_EMAIL, SEND)
    assert isinstance(caught.value.__cause__, MessageRejectedError)


EARLIER = "SendEmail may or may not have been carried out by an earlier attempt."


@pytest.mark.parametrize("each_client", ["sync"], indirect=True)  # an event loop would end
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_what_ends_the_wait_between_two_attempts_tells_of_the_first(
    kind: type[BaseException], each_client: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = kind()

    def interrupt(seconds: float) -> None:
        raise raised

    monkeypatch.setattr(clock, "sleep", interrupt)
    with Server([LOST]) as server, client_of(server.url) as client:
        with pytest.raises(kind) as caught:
            client.options(on_unknown="retry").call(SEND_EMAIL, SEND)
        assert caught.value is raised
        assert notes(raised) == f"{EARLIER} To find out, look at {SEND_EMAIL.where_to_look}{NO_SET}."
        assert len(server.seen) == 1


@pytest.mark.parametrize("answered", [False, True])
def test_what_a_hook_raises_in_a_later_attempt_tells_of_the_first_one_too(answered: bool, clock: FakeClock) -> None:
    calls: list[object] = []

    def hook(**_: Any) -> None:
        calls.append(None)
        if len(calls) == 2:
            raise RuntimeError("own")

    refused = refusal(400, "MessageRejected")
    with Server([LOST, refused]) as server, client_of(server.url) as client:
        phase = "response-received" if answered else "before-send"
        client.boto3_client.meta.events.register(f"{phase}.sesv2.SendEmail", hook)
        with pytest.raises(RuntimeError, match="own") as caught:
            client.options(on_unknown="retry").call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1 + answered
    assert EARLIER in notes(caught.value)
    assert ("HTTP 400" in notes(caught.value)) == answered


@pytest.mark.parametrize(
    ("first", "operation", "request_"),
    [(LOST, GET_ACCOUNT, {}), (THROTTLED, SEND_EMAIL, SEND)],
    ids=["safe to repeat", "refused"],
)
def test_an_earlier_attempt_that_harms_nobody_is_not_told_of(
    first: Answer, operation: Operation[Any, Any], request_: Any, clock: FakeClock
) -> None:
    calls: list[object] = []

    def hook(**_: Any) -> None:
        calls.append(None)
        if len(calls) == 2:
            raise RuntimeError("own")

    with Server([first, OK]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register(f"before-send.sesv2.{operation.name}", hook)
        with pytest.raises(RuntimeError, match="own") as caught:
            client.call(operation, request_)
    assert notes(caught.value) == ""


# The timeout


def test_no_attempt_begins_after_the_timeout(clock: FakeClock) -> None:
    policy = RetryPolicy(max_attempts=10, initial_wait=1.0, timeout=4.0)
    with (
        Server([FAILED]) as server,
        client_of(server.url, retry=policy) as client,
        pytest.raises(InternalServiceError) as caught,
    ):
        client.call(GET_ACCOUNT, {})
    assert clock.sleeps == [0.5, 1.0, 2.0]  # the next would be 4
    assert caught.value.attempts == 4
    assert notes(caught.value) == "Not repeated: timeout=4 s left no time for another attempt."


def test_a_turn_that_comes_too_late_is_refused_at_once_and_costs_nobody(clock: FakeClock) -> None:
    with Server([answer({"Recommendations": []})]) as server, client_of(server.url, pacing=True) as client:
        client.call(LIST_RECOMMENDATIONS, {})
        with pytest.raises(CallTimeoutError, match=r"ListRecommendations was not sent: .*timeout=0\.5 s") as caught:
            client.options(timeout=0.5).call(LIST_RECOMMENDATIONS, {})
        assert caught.value.attempts == 0
        assert isinstance(caught.value, TimeoutError)
        assert clock.sleeps == []
        client.call(LIST_RECOMMENDATIONS, {})
        assert clock.sleeps == pytest.approx([1 / 0.98])
        assert len(server.seen) == 2


def test_a_later_turn_that_comes_too_late_leaves_the_error_of_the_attempt(clock: FakeClock) -> None:
    with (
        Server([THROTTLED]) as server,
        client_of(server.url, pacing=True) as client,
        pytest.raises(ApiRateExceededError) as caught,
    ):
        client.options(timeout=1.0).call(LIST_RECOMMENDATIONS, {})
    assert "timeout=1 s" in notes(caught.value)
    assert len(server.seen) == 1


class Interrupted(BaseException):
    """Like KeyboardInterrupt, which itself would end the event loop of the tests."""


def test_an_interrupted_wait_gives_its_turn_back(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(seconds: float) -> None:
        raise Interrupted

    with Server([answer({"Recommendations": []})]) as server, client_of(server.url, pacing=True) as client:
        client.call(LIST_RECOMMENDATIONS, {})
        with monkeypatch.context() as patch:
            patch.setattr(clock, "sleep", interrupted)
            with pytest.raises(Interrupted):
                client.call(LIST_RECOMMENDATIONS, {})
        client.call(LIST_RECOMMENDATIONS, {})
    assert clock.sleeps == pytest.approx([1 / 0.98])


# The budget


def test_an_outage_is_not_multiplied(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    policy = RetryPolicy(budget=10)
    with Server([FAILED]) as server, client_of(server.url, retry=policy) as client:
        errors = []
        for _ in range(50):
            with pytest.raises(InternalServiceError) as caught:
                client.call(GET_ACCOUNT, {})
            errors.append(caught.value)
        assert len(server.seen) == 60
    assert [error.attempts for error in errors] == [4, 4, 4, 2] + [1] * 46
    assert "retry budget" in notes(errors[-1])
    assert "GetAccount: not repeated: the client has used up its retry budget" in caplog.text


def test_answers_fill_the_budget_again(clock: FakeClock) -> None:
    policy = RetryPolicy(budget=1)
    script = [FAILED, OK, FAILED, *[OK] * 5, FAILED, OK]
    with Server(script) as server, client_of(server.url, retry=policy) as client:
        client.call(GET_ACCOUNT, {})
        with pytest.raises(InternalServiceError):
            client.call(GET_ACCOUNT, {})
        for _ in range(5):
            client.call(GET_ACCOUNT, {})
        assert client.call(GET_ACCOUNT, {}).metadata.attempts == 2


def test_throttles_and_contention_draw_on_no_budget(clock: FakeClock) -> None:
    contended = refusal(500, "ConcurrentModificationException")
    with (
        Server([THROTTLED, contended, THROTTLED, OK]) as server,
        client_of(server.url, retry=RetryPolicy(budget=0)) as client,
    ):
        assert client.call(GET_ACCOUNT, {}).metadata.attempts == 4


# Retry-After


def http_date(clock: FakeClock, seconds: float) -> str:
    return (clock.now() + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (lambda _: "7", 7.25),
        (lambda _: "0", 0.25),
        (lambda _: "1.5", 1.75),
        (lambda clock: http_date(clock, 7), 7.25),
        (lambda clock: http_date(clock, -7), 0.25),
        (lambda _: "-3", 0.25),
        (lambda _: "soon", 0.25),
        (lambda _: "nan", 0.25),
        (lambda _: "inf", 0.25),
        (lambda _: "Thu, 01 Jan", 0.25),
        (lambda _: "Thu, 01 Jan 2026 00:00:00", 0.25),
        (lambda _: "", 0.25),
    ],
)
def test_the_wait_the_service_asks_for_is_kept(
    status: int, header: Callable[[FakeClock], str], wait: float, clock: FakeClock
) -> None:
    slow_down = answer({}, status, {"Retry-After": header(clock)})
    with Server([slow_down, OK]) as server, client_of(server.url) as client:
        client.call(GET_ACCOUNT, {})
    assert clock.sleeps == [wait]


def test_a_service_that_asks_for_longer_than_the_cap_is_left_alone(clock: FakeClock) -> None:
    with (
        Server([answer({}, 429, {"Retry-After": "3600"}), OK]) as server,
        client_of(server.url) as client,
        pytest.raises(ApiRateExceededError) as caught,
    ):
        client.call(GET_ACCOUNT, {})
    assert (caught.value.retry_after, caught.value.attempts, clock.sleeps) == (3600.0, 1, [])
    assert "asks to wait 3600 s" in notes(caught.value)


# What a call with a lost response may have done


def test_a_delete_whose_answer_was_lost_and_that_then_finds_nothing_is_done(clock: FakeClock) -> None:
    with Server([LOST, ABSENT]) as server, client_of(server.url) as client:
        metadata = client.call(DELETE_TENANT, ACME).metadata
    assert (metadata.attempts, metadata.status, metadata.request_id) == (2, 404, "id-1")


@pytest.mark.parametrize("before", [THROTTLED, Answer(read=False)], ids=["throttled", "first"])
def test_a_delete_that_finds_nothing_without_a_lost_answer_is_told(before: Answer, clock: FakeClock) -> None:
    script = [before, ABSENT] if before.read else [ABSENT]
    with Server(script) as server, client_of(server.url) as client, pytest.raises(NotFoundError) as caught:
        client.call(DELETE_TENANT, ACME)
    assert not caught.value.after_unknown


def test_what_is_read_and_not_found_is_told_after_a_lost_answer_too(clock: FakeClock) -> None:
    with Server([LOST, ABSENT]) as server, client_of(server.url) as client, pytest.raises(NotFoundError):
        client.call(GET_TENANT, ACME)


@pytest.mark.parametrize(("before", "after_unknown"), [([], False), ([THROTTLED], False), ([FAILED], True)])
def test_a_duplicate_is_told_apart_from_our_own(before: list[Answer], after_unknown: bool, clock: FakeClock) -> None:
    exists = refusal(400, "AlreadyExistsException", "Tenant with name acme already exists")
    with (
        Server([*before, exists]) as server,
        client_of(server.url) as client,
        pytest.raises(AlreadyExistsError) as caught,
    ):
        client.call(CREATE_TENANT, ACME)
    assert caught.value.after_unknown is after_unknown
    assert ("earlier attempt" in str(caught.value)) is after_unknown


def test_an_unknown_outcome_tells_what_when_and_where_to_look(clock: FakeClock) -> None:
    with Server([THROTTLED, LOST]) as server, client_of(server.url) as client:
        with pytest.raises(OutcomeUnknownError, match="SEND events") as caught:
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 2
    error = caught.value
    assert error.operation == "SendEmail"
    assert error.request == SendEmailRequest.model_validate(SEND)
    assert error.sent_at == datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=1000.25)
    assert error.where_to_look == SEND_EMAIL.where_to_look + NO_SET
    assert isinstance(error.__cause__, NoResponseError)
    assert "secret" not in str(error)


# Observers


def test_every_attempt_is_shown(clock: FakeClock) -> None:
    events: list[Any] = []
    with (
        Server([THROTTLED, FAILED, LOST, OK]) as server,
        client_of(server.url, pacing=True, on_attempt=events.append) as client,
    ):
        client.call(GET_ACCOUNT, {})
    assert [(event.attempt, event.outcome, event.status, event.error_code) for event in events] == [
        (1, "refused", 400, "ThrottlingException"),
        (2, "unknown", 500, "InternalFailure"),
        (3, "unknown", None, None),
        (4, "ok", 200, None),
    ]
    assert {event.operation for event in events} == {"GetAccount"}
    assert [event.request_id for event in events] == ["id-1", "id-1", None, "id-1"]
    slot = 10 * math.log2(2**0.025 + math.log(2) / 10) - 0.25  # the rate has grown since, and still grows
    assert [event.waited for event in events] == pytest.approx([0.0, 0.25, slot, 1.0])
    assert sum(event.waited for event in events) == pytest.approx(sum(clock.sleeps))


@pytest.mark.parametrize("script", [[OK], [FAILED, OK], [refusal(400, "BadRequestException")]])
def test_an_observer_that_raises_breaks_no_call(
    script: list[Answer], clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def spiteful(event: object) -> None:
        raise ValueError("secret")

    def outcome(**settings: Any) -> str:
        with Server(script) as server, client_of(server.url, **settings) as client:
            try:
                return str(client.call(GET_ACCOUNT, {}).metadata.attempts)
            except SESv2Error as error:
                return type(error).__name__

    assert outcome(on_attempt=spiteful) == outcome()
    assert "on_attempt raised ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_every_attempt_is_logged_at_debug(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "sesv2kit")
    with Server([FAILED, OK]) as server, client_of(server.url) as client:
        client.call(GET_ACCOUNT, {})
    attempts = [record.getMessage() for record in caplog.records if record.levelno == logging.DEBUG]
    assert [line.partition(" after ")[0] for line in attempts if "attempt" in line] == [
        "GetAccount: attempt 1: unknown (HTTP 500, request id id-1, error InternalFailure)",
        "GetAccount: attempt 2: ok (HTTP 200, request id id-1, error None)",
    ]


def test_what_was_not_sent_is_shown_too(clock: FakeClock) -> None:
    events: list[Any] = []
    with client_of("http://127.0.0.1:1", on_attempt=events.append) as client, pytest.raises(ConnectError):
        client.options(max_attempts=1).call(GET_ACCOUNT, {})
    assert [(event.outcome, event.status) for event in cast("Any", events)] == [("not sent", None)]


@pytest.mark.parametrize("empty", [{}, None])
def test_an_empty_setting_of_botocores_does_not_bring_its_retries(
    empty: Any, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    with (
        Server([LOST]) as server,
        client_of(server.url, Config(retries=empty)) as client,
        pytest.raises(OutcomeUnknownError),
    ):
        client.call(SEND_EMAIL, SEND)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 2024 00:00:00 +99999999999999999999", "Mon, 01 Jan 9999 00:00:00 -2359", "x"]
)
def test_a_date_that_makes_no_sense_hides_no_outcome(status: int, date: str, clock: FakeClock) -> None:
    odd = answer({}, status, {"Date": date, "Retry-After": date})
    with Server([odd]) as server, client_of(server.url) as client, pytest.raises(SESv2Error) as caught:
        client.call(SEND_EMAIL, SEND)
    assert isinstance(
        caught.value, OutcomeUnknownError if status == 500 else ApiRateExceededError | SendRateExceededError
    )


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"[]", b"null", b"{"])
def test_a_page_for_signing_in_is_no_answer_even_where_there_is_nothing_to_say(body: bytes, clock: FakeClock) -> None:
    with Server([answer(body)]) as server, client_of(server.url) as client, pytest.raises(ResponseUnreadableError):
        client.suppression.put_suppressed_destination(email_address="a@b.example", reason="BOUNCE")
    assert len(server.seen) == 4


@pytest.mark.parametrize("body", [b"", b"{}", b" ", b'{"Odd": 1}'])
def test_nothing_is_an_answer_where_there_is_nothing_to_say(body: bytes, clock: FakeClock) -> None:
    with Server([answer(body)]) as server, client_of(server.url) as client:
        assert client.suppression.put_suppressed_destination(email_address="a@b.example", reason="BOUNCE")
        assert len(server.seen) == 1
