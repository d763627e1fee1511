"""The effect of throttle errors on pacing. test_transport.py tests paced calls with a server."""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import pytest

from sesv2kit._core.call import Attempt, Call
from sesv2kit._core.clock import installed
from sesv2kit._core.pacing import Costs, Pacing
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import CallTimeoutError, DailyQuotaExceededError, SendRateExceededError, ServiceError
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from sesv2kit.models.account import GET_ACCOUNT, GetAccountRequest, SendQuota
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL, SendEmailRequest
from sesv2kit.models.templates import GET_EMAIL_TEMPLATE, GetEmailTemplateRequest
from sesv2kit.observing import AttemptReport
from sesv2kit.operation import Operation
from tests.faults.server import Answer, Seen, Server, answer, refusal
from tests.unit.support import SEND, FakeClock, client_of

TEMPLATE = GetEmailTemplateRequest(template_name="a")
FULL = 50 * 0.98


@pytest.fixture
def clock() -> Iterator[FakeClock]:
    one = FakeClock()
    with installed(one):
        yield one


def pacing_of(**settings: Any) -> Pacing:
    return Pacing(ClientConfig(**settings), lambda: SendQuota(max_send_rate=14.0))


def call_of(operation: Operation[Any, Any], request: Any, timeout: float | None = None) -> Call:
    return Call(operation, request, RetryPolicy(timeout=timeout))


def costs_of(pacing: Pacing, call: Call, region: str = "eu-west-1") -> Costs:
    """The costs, as the loop of a call reads them."""
    if not pacing.applies_to(call):
        return []
    if pacing.must_ask(call):
        pacing.learn(call)
    return pacing.costs(call, region, call.clock.monotonic())


def rates(pacing: Pacing, operation: Operation[Any, Any] = GET_EMAIL_TEMPLATE, request: Any = TEMPLATE) -> list[float]:
    return [limit.rate for limit, _ in costs_of(pacing, call_of(operation, request))]


def reserve(pacing: Pacing, call: Call) -> Reservation | None:
    return pacing.reserve(call, costs_of(pacing, call))


def throttle(pacing: Pacing, queued_at: float, operation: Operation[Any, Any] = GET_EMAIL_TEMPLATE) -> None:
    attempt = Attempt(call_of(operation, TEMPLATE), 1, 1)
    attempt.queued_at = queued_at
    pacing.throttled(attempt, "eu-west-1")


def test_a_throttle_halves_a_rate_that_then_doubles_every_ten_seconds(clock: FakeClock) -> None:
    pacing = pacing_of()
    throttle(pacing, clock.time)
    seen: list[float] = []
    for _ in range(4):
        seen += rates(pacing)
        clock.time += 5
    assert seen == pytest.approx([FULL / 2, FULL / 2**0.5, FULL, FULL])


def test_a_rate_is_halved_again_and_never_below_a_sixteenth(clock: FakeClock) -> None:
    pacing = pacing_of()
    seen: list[float] = []
    for _ in range(6):
        throttle(pacing, clock.time)
        seen += rates(pacing)
    assert seen == pytest.approx([FULL / 2, FULL / 4, FULL / 8, FULL / 16, FULL / 16, FULL / 16])
    clock.time += 40
    assert rates(pacing) == [FULL]


def test_half_recovered_is_halved_from_there(clock: FakeClock) -> None:
    pacing = pacing_of()
    throttle(pacing, clock.time)
    clock.time += 5
    throttle(pacing, clock.time)
    assert rates(pacing) == pytest.approx([FULL / 2**1.5])


def test_recovered_is_full(clock: FakeClock) -> None:
    pacing = pacing_of()
    throttle(pacing, clock.time)
    clock.time += 1e9
    throttle(pacing, clock.time)
    assert rates(pacing) == pytest.approx([FULL / 2])


def test_one_burst_slows_once(clock: FakeClock) -> None:
    """Sixteen threads get sixteen throttle errors for attempts that took their slots before the rate was lowered."""
    pacing = pacing_of()
    asked = clock.time
    for _ in range(16):
        clock.time += 0.01
        throttle(pacing, asked)
    assert rates(pacing) == pytest.approx([FULL / 2], rel=0.02)


def test_an_operation_without_a_documented_rate_gets_one_until_it_has_recovered(clock: FakeClock) -> None:
    pacing = pacing_of()
    seen: list[list[float]] = [rates(pacing, GET_ACCOUNT, GetAccountRequest())]
    throttle(pacing, clock.time, GET_ACCOUNT)
    for _ in range(7):
        seen.append(rates(pacing, GET_ACCOUNT, GetAccountRequest()))
        clock.time += 10
    assert seen == [[], [1.0], [2.0], [4.0], [8.0], [16.0], [32.0], []]


def counts(moments: list[float], since: float) -> list[int]:
    """The number of times in each ten seconds from `since` on."""
    return [sum(since + begin <= one < since + begin + 10 for one in moments) for begin in range(0, 60, 10)]


@pytest.mark.parametrize("pause", [0.0, 0.03])
def test_callers_who_wait_already_profit_from_a_rate_that_recovers(pause: float, clock: FakeClock) -> None:
    """300 callers after one throttle: 1 per second, which doubles every 10 s."""
    pacing, moments = pacing_of(), list[float]()
    begun = clock.time
    throttle(pacing, clock.time, GET_ACCOUNT)
    for _ in range(300):
        reservation = reserve(pacing, call_of(GET_ACCOUNT, GetAccountRequest()))
        assert reservation is not None
        moments.append(clock.time + reservation.wait)
        clock.time += pause
    assert counts(moments, begun) == pytest.approx([14.4, 28.9, 57.7, 115.4, 84, 0], abs=1.5)


def test_recipients_of_waiting_mails_profit_too(clock: FakeClock) -> None:
    pacing, moments = pacing_of(send_rate=14.0), list[float]()
    request = SendEmailRequest.model_validate({**SEND, "destination": ["a@x.example", "b@x.example", "c@x.example"]})
    begun = clock.time
    throttle(pacing, clock.time, SEND_EMAIL)
    throttle(pacing, clock.time, SEND_EMAIL)
    for _ in range(300):
        reservation = reserve(pacing, call_of(SEND_EMAIL, request))
        assert reservation is not None
        moments.append(clock.time + reservation.wait)
    growth, full = 3.43 * 10 / 0.6931 / 3, 14 * 0.98 * 10 / 3
    assert counts(moments, begun)[:4] == pytest.approx([growth, 2 * growth, full, full], abs=1.5)


@pytest.mark.parametrize(("answered", "slowed"), [(0, 1.0), (1, 1.0), (10, 5.0), (118, 59.0), (400, 200.0)])
def test_an_operation_without_a_documented_rate_starts_from_what_was_seen_of_it(
    answered: int, slowed: float, clock: FakeClock
) -> None:
    pacing = pacing_of()
    for second in range(3):  # an hour ago it was much more; other operations are counted separately
        for _ in range(answered if second else 5000):
            costs_of(pacing, call_of(GET_ACCOUNT, GetAccountRequest()))
            pacing.responses["GetAccount"] += 1
            pacing.responses["GetTenant"] += 7
            clock.time += 1 / (answered if second else 5000)
        if not second:
            clock.time += 3600
    throttle(pacing, clock.time, GET_ACCOUNT)
    assert rates(pacing, GET_ACCOUNT, GetAccountRequest()) == pytest.approx([slowed], rel=0.1)
    clock.time += 9.9
    assert rates(pacing, GET_ACCOUNT, GetAccountRequest()) == pytest.approx([slowed * 2**0.99], rel=0.1)
    clock.time += 60
    assert rates(pacing, GET_ACCOUNT, GetAccountRequest()) == []


def test_a_burst_after_a_rest_counts_as_what_was_answered_of_it(clock: FakeClock) -> None:
    pacing = pacing_of()
    costs_of(pacing, call_of(GET_ACCOUNT, GetAccountRequest()))
    clock.time += 500
    for _ in range(1000):
        costs_of(pacing, call_of(GET_ACCOUNT, GetAccountRequest()))
    pacing.responses["GetAccount"] += 40
    clock.time += 0.3
    throttle(pacing, clock.time, GET_ACCOUNT)
    assert rates(pacing, GET_ACCOUNT, GetAccountRequest()) == pytest.approx([20.0])


def test_another_operation_or_region_goes_on_as_before(clock: FakeClock) -> None:
    pacing = pacing_of()
    throttle(pacing, clock.time)
    call = call_of(GET_EMAIL_TEMPLATE, TEMPLATE)
    assert [limit.rate for limit, _ in costs_of(pacing, call, "us-east-1")] == [FULL]
    assert rates(pacing, GET_ACCOUNT, GetAccountRequest()) == []


def test_all_limits_of_an_operation_are_slowed(clock: FakeClock) -> None:
    pacing = pacing_of()
    throttle(pacing, clock.time, BATCH_GET_METRIC_DATA)
    request: Any = BATCH_GET_METRIC_DATA.request.model_construct(queries=[])
    assert rates(pacing, BATCH_GET_METRIC_DATA, request) == pytest.approx([8 * 0.98, 80 * 0.98])


def test_sends_of_both_kinds_share_a_pace(clock: FakeClock) -> None:
    pacing = pacing_of()
    request = SendEmailRequest.model_validate(SEND)
    assert rates(pacing, SEND_EMAIL, request) == pytest.approx([14 * 0.98])
    throttle(pacing, clock.time, SEND_BULK_EMAIL)
    assert rates(pacing, SEND_EMAIL, request) == pytest.approx([7 * 0.98])


def test_who_turned_pacing_off_is_not_slowed(clock: FakeClock) -> None:
    pacing = pacing_of(pacing=False)
    throttle(pacing, clock.time)
    assert rates(pacing) == []


@pytest.mark.parametrize(
    ("message", "kind", "slowed"),
    [
        ("Maximum sending rate exceeded.", SendRateExceededError, True),
        ("Daily message quota exceeded.", DailyQuotaExceededError, False),
    ],
)
def test_a_throttled_send_tells_the_quota_and_only_a_rate_slows(
    message: str, kind: type[ServiceError], slowed: bool, clock: FakeClock
) -> None:
    quota = {"SendQuota": {"MaxSendRate": 14.0, "Max24HourSend": 200.0, "SentLast24Hours": 199.0}}

    def script(seen: Seen) -> Answer:
        return answer(quota) if seen.method == "GET" else refusal(400, "ThrottlingException", message)

    with Server(script) as server, client_of(server.url, pacing=True) as client:
        hasty = client.options(max_attempts=1)
        with pytest.raises(kind) as caught:
            hasty.call(SEND_EMAIL, SEND)
        with pytest.raises(kind):
            hasty.call(SEND_EMAIL, SEND)
        with pytest.raises(kind):
            hasty.call(SEND_EMAIL, SEND)
    error: Any = caught.value
    assert (error.max_send_rate, error.max24_hour_send, error.sent_last24_hours) == (14.0, 200.0, 199.0)
    assert clock.sleeps[1] == pytest.approx((2 if slowed else 1) / (14 * 0.98), rel=0.02)


def test_a_quota_that_is_not_known_is_not_invented(clock: FakeClock) -> None:
    throttled = refusal(400, "ThrottlingException", "Maximum sending rate exceeded.")
    with Server([throttled]) as server, client_of(server.url) as client, pytest.raises(SendRateExceededError) as caught:
        client.options(max_attempts=1).call(SEND_EMAIL, SEND)
    assert (caught.value.max_send_rate, caught.value.sent_last24_hours) == (None, None)


# How the sending rate is read.


def asked(server: Server) -> int:
    return sum(seen.method == "GET" for seen in server.seen)


def test_a_rate_that_was_known_is_kept_when_asking_again_fails(clock: FakeClock) -> None:
    accounts = iter([answer({"SendQuota": {"MaxSendRate": 100.0}}), *[refusal(503, "ServiceUnavailable")] * 9])

    def script(seen: Seen) -> Answer:
        return next(accounts) if seen.method == "GET" else answer({"MessageId": "1"})

    with Server(script) as server, client_of(server.url, pacing=True) as client:
        for _ in range(3):
            client.call(SEND_EMAIL, SEND)
            clock.time += 3601
        clock.sleeps.clear()
        client.call(SEND_EMAIL, SEND)
        client.call(SEND_EMAIL, SEND)
        assert asked(server) == 4
    assert clock.sleeps == pytest.approx([1 / 98])


@pytest.mark.parametrize("way", ["hook", "log"])
def test_a_hook_may_send_while_the_rate_is_asked_for(way: str, clock: FakeClock) -> None:
    """For example an alarm by email, sent while its own thread refreshes the rate."""
    sent: list[str | None] = []

    def script(seen: Seen) -> Answer:
        return refusal(403, "AccessDeniedException") if seen.method == "GET" else answer({"MessageId": "1"})

    def alarm() -> None:
        if not sent:
            sent.append(None)
            sent.append(client.call(SEND_EMAIL, SEND).message_id)

    class Alarm(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            alarm()

    def on_attempt(event: AttemptReport) -> None:
        if way == "hook" and event.operation == "GetAccount":
            alarm()

    handler = Alarm(logging.WARNING)
    logger = logging.getLogger("sesv2kit")
    with Server(script) as server, client_of(server.url, pacing=True, on_attempt=on_attempt) as client:
        if way == "log":
            logger.addHandler(handler)
        try:
            client.call(SEND_EMAIL, SEND)
        finally:
            logger.removeHandler(handler)
    assert sent == [None, "1"]


class Hanging:
    """An account whose GetAccount does not respond until the test allows it; sends are accepted at once."""

    def __init__(self, hangs: bool = True) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        if not hangs:
            self.go_on.set()

    def __call__(self, seen: Seen) -> Answer:
        if seen.method == "GET":
            self.asked.set()
            self.go_on.wait(20)
            return answer({"SendQuota": {"MaxSendRate": 14.0}})
        return answer({"MessageId": "1"})


def sends(server: Server) -> int:
    return sum(seen.method == "POST" for seen in server.seen)


def state_of(client: Any) -> Any:
    """The client's pacing state of the account."""
    (state,) = getattr(client, "client", client)._connection.transports["sesv2"].pacing._states.values()
    return state


NOT_LEARNT = r"SendEmail was not sent: GetAccount did not return .* within timeout=0\.5 s.*ClientConfig\(send_rate="


def test_a_timeout_also_bounds_the_wait_for_the_sending_rate(each_client: str) -> None:
    account = Hanging()
    with Server(account) as server, client_of(server.url, pacing=True) as client:
        assert client.boto3_client  # making it may take a busy machine longer than the timeout
        hasty = client.options(timeout=0.5)
        for _ in range(2):  # the caller that refreshes, and one that waits for the refresh
            with pytest.raises(CallTimeoutError, match=NOT_LEARNT) as caught:
                hasty.call(SEND_EMAIL, SEND)
            assert caught.value.attempts == 0
        assert sends(server) == 0
        account.go_on.set()
        client.options(timeout=20).call(SEND_EMAIL, SEND)
        assert state_of(client).send_rate == 14
    assert (asked(server), sends(server)) == (1, 1)


def test_a_call_with_a_timeout_uses_the_rate_it_knows_while_it_is_asked_for_again(each_client: str) -> None:
    account = Hanging(hangs=False)
    with Server(account) as server, client_of(server.url, pacing=True) as client:
        client.call(SEND_EMAIL, SEND)
        account.go_on.clear()
        account.asked.clear()
        state_of(client).valid_until = 0.0
        for _ in range(2):
            client.options(timeout=10).call(SEND_EMAIL, SEND)
        assert account.asked.wait(20)
        assert not account.go_on.is_set()
        account.go_on.set()
    assert (asked(server), sends(server)) == (2, 3)


def test_sixteen_callers_with_a_timeout_ask_once(eager_threads: None) -> None:
    with (
        Server(Hanging(hangs=False)) as server,
        client_of(server.url, pacing=True) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        hasty = client.options(timeout=20)
        list(pool.map(lambda _: hasty.call(SEND_EMAIL, SEND), range(16)))
    assert asked(server) == 1


def test_a_hook_of_the_request_for_the_rate_may_send_with_a_timeout() -> None:
    """It runs in the thread of the request, and must not wait for itself."""
    sent: list[str | None] = []

    def on_attempt(event: AttemptReport) -> None:
        if event.operation == "GetAccount":
            sent.append(client.options(timeout=10).call(SEND_EMAIL, SEND).message_id)

    with (
        Server(Hanging(hangs=False)) as server,
        client_of(server.url, pacing=True, on_attempt=on_attempt) as client,
    ):
        client.options(timeout=20).call(SEND_EMAIL, SEND)
    assert sent == ["1"]


def test_the_rate_is_asked_for_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    pacing = pacing_of()
    monkeypatch.setattr(threading.Thread, "start", start)
    call = call_of(SEND_EMAIL, SendEmailRequest.model_validate(SEND), timeout=10)
    assert [limit.rate for limit, _ in costs_of(pacing, call)] == pytest.approx([14 * 0.98])


def test_a_timeout_of_ages_is_no_longer_wait_for_the_rate_than_none() -> None:
    over = threading.Event()

    def learn() -> SendQuota:
        over.wait(20)
        return SendQuota(max_send_rate=14.0)

    pacing = Pacing(ClientConfig(connect_timeout=0.01, read_timeout=0.01), learn)
    call = call_of(SEND_EMAIL, SendEmailRequest.model_validate(SEND), timeout=1e300)
    costs = costs_of(pacing, call)
    over.set()
    assert [limit.rate for limit, _ in costs] == pytest.approx([0.98])


def test_the_request_for_the_rate_sees_the_callers_context() -> None:
    """So that tracing finds its span."""
    span: ContextVar[str] = ContextVar("span", default="none")
    seen: list[str] = []

    def learn() -> SendQuota:
        seen.append(span.get())
        return SendQuota(max_send_rate=14.0)

    span.set("mine")
    call = call_of(SEND_EMAIL, SendEmailRequest.model_validate(SEND), timeout=10)
    costs_of(Pacing(ClientConfig(), learn), call)
    assert seen == ["mine"]


def test_who_was_overtaken_by_another_who_asked_does_not_ask_again() -> None:
    inquiries: list[int] = []

    def learn() -> SendQuota:
        inquiries.append(threading.get_ident())
        return SendQuota(max_send_rate=14.0)

    pacing = Pacing(ClientConfig(), learn)
    request = SendEmailRequest.model_validate(SEND)

    def costs() -> list[tuple[Limit, float]]:
        return costs_of(pacing, call_of(SEND_EMAIL, request))

    class Overtaken:
        """A lock that lets another thread refresh first."""

        def __enter__(self) -> None:
            lock.renew()
            with ThreadPoolExecutor(1) as pool:
                pool.submit(costs).result(20)

        def __exit__(self, *_: object) -> None:
            pass

    lock = pacing._lock  # pyright: ignore[reportPrivateUsage]  # where it is overtaken
    lock.lock = Overtaken()
    assert [limit.rate for limit, _ in costs()] == pytest.approx([14 * 0.98])
    assert len(inquiries) == 1


def test_a_request_that_was_interrupted_before_it_began_is_not_waited_for() -> None:
    pacing = Pacing(ClientConfig(), lambda: SendQuota(max_send_rate=14.0))
    request = SendEmailRequest.model_validate(SEND)

    class Interrupting:
        """A lock after which a signal handler raises an exception."""

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None:
            raise KeyboardInterrupt

    lock = pacing._lock  # pyright: ignore[reportPrivateUsage]  # where it is interrupted
    lock.lock = Interrupting()
    with pytest.raises(KeyboardInterrupt):
        costs_of(pacing, call_of(SEND_EMAIL, request))
    lock.renew()
    with ThreadPoolExecutor(1) as pool:
        costs = pool.submit(costs_of, pacing, call_of(SEND_EMAIL, request)).result(20)
    assert [limit.rate for limit, _ in costs] == pytest.approx([14 * 0.98])


def test_who_waits_for_a_request_that_was_interrupted_makes_one() -> None:
    asking, interrupt = threading.Event(), threading.Event()
    inquiries: list[int] = []

    def learn() -> SendQuota:
        inquiries.append(threading.get_ident())
        if len(inquiries) == 1:
            asking.set()
            interrupt.wait(20)
            raise KeyboardInterrupt
        return SendQuota(max_send_rate=14.0)

    pacing = Pacing(ClientConfig(), learn)
    request = SendEmailRequest.model_validate(SEND)

    def costs() -> list[tuple[Limit, float]]:
        return costs_of(pacing, call_of(SEND_EMAIL, request))

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(costs)
        assert asking.wait(20)
        second = pool.submit(costs)
        interrupt.set()
        assert isinstance(first.exception(20), KeyboardInterrupt)
        assert [limit.rate for limit, _ in second.result(20)] == pytest.approx([14 * 0.98])
    assert len(inquiries) == 2


class Empty(MemoryLimiter):
    def __len__(self) -> int:
        return 0


def test_a_limiter_that_looks_empty_is_used() -> None:
    limiter = Empty()
    pacing = Pacing(ClientConfig(limiter=limiter), lambda: None)
    call = call_of(GET_EMAIL_TEMPLATE, TEMPLATE)
    cost = costs_of(pacing, call)
    pacing.reserve(call, cost)
    reservation = limiter.reserve(cost, time.monotonic())
    assert reservation is not None
    assert reservation.wait > 0


def test_whether_the_service_must_be_asked_is_known_before(clock: FakeClock) -> None:
    pacing = pacing_of()
    send = SendEmailRequest.model_validate(SEND)
    call = call_of(SEND_EMAIL, send)
    seen = [pacing.must_ask(call)]
    rates(pacing, SEND_EMAIL, send)
    for later in (0, 3599, 1):
        clock.time += later
        seen.append(pacing.must_ask(call))
    assert seen == [True, False, False, True]
    assert not pacing.must_ask(call_of(GET_EMAIL_TEMPLATE, TEMPLATE))
    assert not pacing_of(send_rate=5.0).must_ask(call)
