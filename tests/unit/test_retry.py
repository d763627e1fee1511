"""The retry decision: the kind of failure, whether it may be repeated, and when."""

import re
from typing import Any

import pytest
import tenacity
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit._core.retry import Decision, Failure, RetryBudget, decide, failure_of, may_repeat
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    CallTimeoutError,
    ConcurrentModificationError,
    ConfigurationError,
    ConnectError,
    DailyQuotaExceededError,
    InternalServiceError,
    LimitExceededError,
    MessageRejectedError,
    NoResponseError,
    PaginationLoopError,
    RequestInvalidError,
    ResponseUnreadableError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.operation import Repeat

FAILURES: list[tuple[type[SESv2Error], dict[str, Any], Failure]] = [
    (TooManyRequestsError, {}, Failure.REFUSED),
    (ApiRateExceededError, {"status": 400}, Failure.REFUSED),
    (SendRateExceededError, {"status": 500}, Failure.REFUSED),
    (DailyQuotaExceededError, {"status": 400}, Failure.FINAL),
    (ConnectError, {}, Failure.NOT_SENT),
    (NoResponseError, {}, Failure.UNKNOWN),
    (ResponseUnreadableError, {"status": 200}, Failure.UNKNOWN),
    (InternalServiceError, {"status": 503}, Failure.UNKNOWN),
    (ServiceError, {"status": 408}, Failure.UNKNOWN),
    (ServiceError, {"status": 418}, Failure.FINAL),
    (ConcurrentModificationError, {"status": 500}, Failure.CONTENDED),
    (LimitExceededError, {"status": 400}, Failure.FINAL),
    (MessageRejectedError, {"status": 400}, Failure.FINAL),
    (AccessDeniedError, {"status": 403}, Failure.FINAL),
    (CallTimeoutError, {}, Failure.FINAL),
]


@pytest.mark.parametrize(("kind", "details", "failure"), FAILURES)
def test_where_an_attempt_failed(kind: Any, details: dict[str, Any], failure: Failure) -> None:
    assert failure_of(kind("no", operation="GetTenant", **details)) is failure


@pytest.mark.parametrize("error", [ConfigurationError("x"), PaginationLoopError("x"), RequestInvalidError("X", [])])
def test_what_is_wrong_on_our_side_stays_wrong(error: SESv2Error) -> None:
    assert failure_of(error) is Failure.FINAL


@pytest.mark.parametrize(
    ("failure", "safe", "unsafe"),
    [
        (Failure.REFUSED, True, True),
        (Failure.NOT_SENT, True, True),
        (Failure.UNKNOWN, True, False),
        (Failure.CONTENDED, True, False),
        (Failure.FINAL, False, False),
    ],
)
def test_what_may_be_repeated(failure: Failure, safe: bool, unsafe: bool) -> None:
    assert (may_repeat(failure, Repeat.SAFE), may_repeat(failure, Repeat.UNSAFE)) == (safe, unsafe)


def test_every_failure_is_judged() -> None:
    assert {failure for *_, failure in FAILURES} == set(Failure)


POLICIES = st.builds(
    RetryPolicy, max_attempts=st.just(10**7), initial_wait=st.floats(0, 1e6), max_wait=st.floats(0, 1e6)
)


@given(POLICIES, st.integers(1, 10**6))
def test_the_wait_is_a_share_of_a_doubling_bound(policy: RetryPolicy, attempts: int) -> None:
    wait = decide(
        policy, Failure.NOT_SENT, Repeat.SAFE, ConnectError("x", operation="X"), attempts=attempts, **AT_ONCE
    ).wait
    assert wait is not None
    assert wait <= policy.max_wait
    assert attempts > 60 or wait <= policy.initial_wait * 2.0 ** (attempts - 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_attempts": 0},
        {"max_attempts": -1},
        {"max_attempts": 1.5},
        {"max_attempts": True},
        {"initial_wait": -0.1},
        {"max_wait": -1.0},
        {"max_wait": float("nan")},
        {"initial_wait": "1"},
        {"timeout": 0},
        {"timeout": float("inf")},
        {"budget": -1},
        {"on_unknown": "ignore"},
    ],
    ids=str,
)
def test_a_policy_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"RetryPolicy: {next(iter(wrong))} "):
        RetryPolicy(**wrong)


AT_ONCE: dict[str, Any] = {"started_at": 100.0, "now": 100.0, "waited": 0.0}


@pytest.fixture(autouse=True)
def halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The random wait is half of its limit."""
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)


def decided(
    failure: Failure, repeat: Repeat = Repeat.SAFE, *, retry_after: float | None = None, **facts: Any
) -> Decision:
    policy = RetryPolicy(**facts.pop("policy", {}))
    error = TooManyRequestsError("no", operation="GetTenant", retry_after=retry_after)
    return decide(policy, failure, repeat, error, **{"attempts": 1, **AT_ONCE, **facts})


@pytest.mark.parametrize("repeat", Repeat)
@pytest.mark.parametrize("failure", Failure)
def test_what_may_be_repeated_is_until_the_attempts_are_used_up(failure: Failure, repeat: Repeat) -> None:
    waits = [decided(failure, repeat, attempts=attempts).wait for attempts in (1, 2, 3, 4)]
    assert waits == ([0.25, 0.5, 1.0, None] if may_repeat(failure, repeat) else [None] * 4)


def test_an_unknown_outcome_is_repeated_where_that_is_accepted() -> None:
    policy = {"on_unknown": "retry"}
    assert decided(Failure.UNKNOWN, Repeat.UNSAFE, policy=policy).wait == 0.25
    assert decided(Failure.FINAL, Repeat.UNSAFE, policy=policy) == Decision(None)
    assert decided(Failure.CONTENDED, Repeat.UNSAFE, policy=policy) == Decision(None)


@pytest.mark.parametrize(("retry_after", "wait"), [(0.0, 0.25), (3.0, 3.25), (20.0, 20.25), (20.1, None)])
def test_what_the_service_asks_for_is_waited_up_to_the_cap(retry_after: float, wait: float | None) -> None:
    decision = decided(Failure.REFUSED, retry_after=retry_after)
    assert decision.wait == wait
    assert (decision.reason is None) == (wait is not None)


@pytest.mark.parametrize(("elapsed", "wait"), [(0.0, 0.25), (4.7, 0.25), (4.75, None), (9.0, None)])
def test_no_wait_is_begun_that_the_timeout_would_end(elapsed: float, wait: float | None) -> None:
    decision = decided(Failure.NOT_SENT, now=100.0 + elapsed, policy={"timeout": 5})
    assert decision.wait == wait
    assert decision.reason == (None if wait else "timeout=5 s left no time for another attempt")


def test_a_strategy_of_tenacitys_decides_the_wait_and_sees_our_clock() -> None:
    seen: list[tuple[int, float | None, float, float]] = []

    def stop(state: tenacity.RetryCallState) -> bool:
        seen.append((state.attempt_number, state.seconds_since_start, state.idle_for, state.upcoming_sleep))
        return False

    policy = {"wait": tenacity.wait_exponential(multiplier=3), "stop": stop}
    decision = decided(Failure.NOT_SENT, attempts=2, now=107.5, waited=2.5, policy=policy)
    assert decision == Decision(6.0)
    assert seen == [(2, 7.5, 2.5, 6.0)]


def test_a_strategy_of_tenacitys_ends_a_call() -> None:
    policy = {"stop": tenacity.stop_after_attempt(2)}
    assert decided(Failure.NOT_SENT, policy=policy).wait == 0.25
    assert decided(Failure.NOT_SENT, policy=policy, attempts=2) == Decision(None, "RetryPolicy.stop ended the call")
    late = {"stop": tenacity.stop_after_delay(7)}
    assert decided(Failure.NOT_SENT, policy=late, now=107.0).wait is None


@pytest.mark.parametrize("failure", [Failure.UNKNOWN, Failure.CONTENDED, Failure.FINAL])
def test_no_strategy_allows_what_is_not_safe(failure: Failure) -> None:
    policy = {"wait": tenacity.wait_none(), "stop": tenacity.stop_never}
    assert decided(failure, Repeat.UNSAFE, policy=policy) == Decision(None)
    assert decided(Failure.REFUSED, attempts=4, policy=policy) == Decision(None)


@pytest.mark.parametrize("wait", [float("nan"), -1, float("inf"), None, "1"])
def test_a_strategy_that_fails_ends_the_call_and_is_named(wait: Any) -> None:
    decision = decided(Failure.REFUSED, policy={"wait": lambda _: wait})
    assert decision.wait is None
    assert re.match("RetryPolicy's wait or stop raised (ValueError|TypeError): ", decision.reason or "")


def test_former_names_work_with_a_warning() -> None:
    former: dict[str, Any] = {"base": 2.0}
    with pytest.warns(DeprecationWarning, match=r"RetryPolicy\(base=\.\.\.\) is now initial_wait="):
        policy: Any = RetryPolicy(**former)
    assert policy == RetryPolicy(initial_wait=2.0)
    with pytest.warns(DeprecationWarning, match=r"\.cap is now \.max_wait"):
        assert policy.cap == 20.0


def test_a_budget_is_used_up_and_given_back_by_answers() -> None:
    budget = RetryBudget(2)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    for _ in range(4):
        budget.refill()
    assert not budget.take()
    budget.refill()
    assert [budget.take(), budget.take()] == [True, False]


def test_a_budget_never_holds_more_than_its_size() -> None:
    budget = RetryBudget(1)
    for _ in range(100):
        budget.refill()
    assert [budget.take(), budget.take()] == [True, False]


def test_no_budget_is_no_bound() -> None:
    budget = RetryBudget(None)
    assert all(budget.take() for _ in range(1000))
    assert not RetryBudget(0).take()
