"""What to do after a failed attempt. Pure: it depends on the error, the policy and the time only."""

import enum
import math
from dataclasses import dataclass

from sesv2kit._core import fork
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import (
    AuthenticationError,
    ConcurrentModificationError,
    ConnectError,
    DailyQuotaExceededError,
    InternalServiceError,
    NoResponseError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.operation import Repeat


class Failure(enum.Enum):
    """How an attempt failed, and what is known of its effect."""

    REFUSED = "refused"
    """The service rejected it unprocessed, and may accept it later: a throttle."""

    NOT_SENT = "not sent"
    """It did not reach the service."""

    UNKNOWN = "unknown"
    """It may have been carried out: the response was lost or unreadable, or the service failed."""

    CONTENDED = "contended"
    """Another request was changing the same resource. AWS reports this with HTTP 500."""

    FINAL = "final"
    """The service rejected it for a reason that a repeated attempt does not change."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do after a failed attempt."""

    wait: float | None
    """Seconds to wait before another attempt. None: no further attempt."""

    reason: str | None = None
    """Why there is no further attempt although this kind of failure allows one."""


def failure_of(error: SESv2Error) -> Failure:
    """How the attempt that raised `error` failed."""
    match error:
        # 501: not implemented, now or later. An error raised in an event hook belongs to another call.
        case DailyQuotaExceededError() | ServiceError(status=501) | SESv2Error(raised_in_hook=True):
            return Failure.FINAL
        case TooManyRequestsError() | AuthenticationError(credentials_renewed=True):
            return Failure.REFUSED
        case ConnectError():
            return Failure.NOT_SENT
        case ConcurrentModificationError():
            return Failure.CONTENDED
        case NoResponseError() | ResponseUnreadableError() | InternalServiceError():
            return Failure.UNKNOWN
        case ServiceError(status=408) | ServiceError(status=460 | 499, code=None):  # from a proxy
            return Failure.UNKNOWN
        case _:
            return Failure.FINAL


def may_repeat(failure: Failure, repeat: Repeat) -> bool:
    """Whether another attempt may follow one that failed like this."""
    match failure:
        case Failure.REFUSED | Failure.NOT_SENT:
            return True
        case Failure.UNKNOWN | Failure.CONTENDED:
            return repeat is Repeat.SAFE
        case Failure.FINAL:
            return False


def decide(
    policy: RetryPolicy,
    failure: Failure,
    repeat: Repeat,
    error: SESv2Error,
    *,
    attempts: int,
    started_at: float,
    now: float,
    waited: float,
) -> Decision:
    """Whether another attempt follows, and when.

    Args:
        policy: The policy of the call.
        failure: How the last attempt failed.
        repeat: Whether the operation is safe to repeat.
        error: What the last attempt raised.
        attempts: How many attempts were made.
        started_at: When the call started, in seconds on its clock.
        now: The current time on that clock.
        waited: Seconds that the attempts have waited, in total.
    """
    unknown_accepted = failure is Failure.UNKNOWN and policy.on_unknown == "retry"
    if attempts >= policy.max_attempts or not (may_repeat(failure, repeat) or unknown_accepted):
        return Decision(None)
    retry_after: float = getattr(error, "retry_after", None) or 0.0
    if retry_after > policy.max_wait:
        return Decision(None, f"Retry-After asks to wait {retry_after:g} s, longer than RetryPolicy.max_wait")
    with fork.IMPORTING.lock:
        import tenacity  # imported here, so that only a failure needs it

    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    state.set_exception((type(error), error, error.__traceback__))
    state.start_time, state.outcome_timestamp = started_at, now
    state.attempt_number, state.idle_for = attempts, waited
    wait_of = policy.wait or tenacity.wait_random_exponential(multiplier=policy.initial_wait, max=policy.max_wait)
    try:
        wait = state.upcoming_sleep = retry_after + _seconds(wait_of(state))
        stops = policy.stop is not None and policy.stop(state)
    except Exception as failed:  # the caller must see the attempt's error, not this one
        return Decision(None, f"RetryPolicy's wait or stop raised {type(failed).__name__}: {failed}")
    if stops:
        return Decision(None, "RetryPolicy.stop ended the call")
    if policy.timeout is not None and now - started_at + wait >= policy.timeout:
        return Decision(None, f"timeout={policy.timeout:g} s left no time for another attempt")
    return Decision(wait)


def _seconds(wait: float) -> float:
    """The wait that a strategy returned.

    Raises:
        ValueError: It is negative, infinite or NaN.
    """
    if not 0 <= wait < math.inf:
        raise ValueError(f"{wait!r} is not a number of seconds")
    return float(wait)


class RetryBudget:
    """Limits the repeats of all calls of a client together, so that an outage does not multiply its requests."""

    _REFUND = 0.2
    """Repeats that a successful call adds to the budget. In the long run, at most one request in six is a repeat."""

    def __init__(self, size: int | None) -> None:
        self._size = math.inf if size is None else size
        self._left = self._size
        self._lock = fork.Lock()

    def take(self) -> bool:
        """Take one repeat from the budget. Returns False if it is used up."""
        with self._lock.lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def refill(self) -> None:
        """Add a part of a repeat, after a successful call."""
        if self._left < self._size:
            with self._lock.lock:
                self._left = min(self._size, self._left + self._REFUND)
