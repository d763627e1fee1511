"""The retry decision: what failed, whether it may be repeated, and after how long."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    ConcurrentModificationError,
    ConfigurationError,
    ConnectError,
    DailyQuotaExceededError,
    InternalServiceError,
    LimitExceededError,
    MessageRejectedError,
    NoResponseError,
    OutcomeUnknownError,
    PaginationLoopError,
    RequestInvalidError,
    ResponseUnreadableError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.operation import Repeat
from sesv2kit.retry import Failure, RetryPolicy, backoff, failure_of, may_repeat

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
    (ConcurrentModificationError, {"status": 500}, Failure.FINAL),
    (LimitExceededError, {"status": 400}, Failure.FINAL),
    (MessageRejectedError, {"status": 400}, Failure.FINAL),
    (AccessDeniedError, {"status": 403}, Failure.FINAL),
    (OutcomeUnknownError, {}, Failure.FINAL),
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
        (Failure.FINAL, False, False),
    ],
)
def test_what_may_be_repeated(failure: Failure, safe: bool, unsafe: bool) -> None:
    assert (may_repeat(failure, Repeat.SAFE), may_repeat(failure, Repeat.UNSAFE)) == (safe, unsafe)


def test_every_failure_is_judged() -> None:
    assert {failure for *_, failure in FAILURES} == set(Failure)


POLICIES = st.builds(RetryPolicy, max_attempts=st.integers(1, 50), base=st.floats(0, 1e6), cap=st.floats(0, 1e6))


@given(POLICIES, st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_backoff_is_a_share_of_a_doubling_capped_bound(policy: RetryPolicy, attempts: int, random: float) -> None:
    bound = backoff(policy, attempts, 1.0)
    assert bound <= policy.cap
    assert bound == policy.cap or attempts > 60 or bound == policy.base * 2.0 ** (attempts - 1)
    assert backoff(policy, attempts + 1, 1.0) >= bound
    assert backoff(policy, attempts, random) == random * bound


@pytest.mark.parametrize("wrong", [{"max_attempts": 0}, {"max_attempts": -1}, {"base": -0.1}, {"cap": -1.0}])
def test_a_policy_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="RetryPolicy"):
        RetryPolicy(**wrong)
