"""What to do after a failed attempt. No I/O: errors, policy, time and randomness in, a decision out."""

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
    """Where an attempt failed, and so what is known of its effect."""

    REFUSED = "refused"
    """The service declined it unprocessed, and later it may be accepted."""

    NOT_SENT = "not sent"
    """It never reached the service."""

    UNKNOWN = "unknown"
    """It may have been carried out: the answer was lost, unreadable, or the service failed."""

    CONTENDED = "contended"
    """Another request was changing the same thing. AWS answers so with HTTP 500."""

    FINAL = "final"
    """It was refused for a reason that repeating does not cure."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows on a failed attempt."""

    wait: float | None
    """Seconds to wait before another attempt. None: there is none."""

    reason: str | None = None
    """Why there is none, where the failure alone would have allowed it."""


def failure_of(error: SESv2Error) -> Failure:
    """Where the attempt that ended in `error` failed."""
    match error:
        # What is not implemented stays so; what happened in a hook is another call's.
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
        case ServiceError(status=408) | ServiceError(status=460 | 499, code=None):  # a proxy whose caller had gone
            return Failure.UNKNOWN
        case _:
            return Failure.FINAL


def may_repeat(failure: Failure, repeat: Repeat) -> bool:
    """Whether an attempt that failed like this may be followed by another one."""
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
    """Whether and when another attempt follows.

    Args:
        policy: The call's.
        failure: How the last attempt failed.
        repeat: The operation's.
        error: What it raised.
        attempts: How many were made.
        started_at: When the call began, in seconds on its clock.
        now: The time on that clock.
        waited: Seconds that its attempts have waited.
    """
    unknown_accepted = failure is Failure.UNKNOWN and policy.on_unknown == "retry"
    if attempts >= policy.max_attempts or not (may_repeat(failure, repeat) or unknown_accepted):
        return Decision(None)
    retry_after: float = getattr(error, "retry_after", None) or 0.0
    if retry_after > policy.max_wait:
        return Decision(None, f"the service asked to wait {retry_after:g} s, longer than RetryPolicy.max_wait")
    with fork.IMPORTING.lock:
        import tenacity  # only a failure pays for the import

    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    state.set_exception((type(error), error, error.__traceback__))
    state.start_time, state.outcome_timestamp = started_at, now
    state.attempt_number, state.idle_for = attempts, waited
    wait_of = policy.wait or tenacity.wait_random_exponential(multiplier=policy.initial_wait, max=policy.max_wait)
    try:
        wait = state.upcoming_sleep = retry_after + _seconds(wait_of(state))
        stops = policy.stop is not None and policy.stop(state)
    except Exception as failed:  # the caller is to see how the attempt ended, not this
        return Decision(None, f"RetryPolicy's wait or stop raised {type(failed).__name__}: {failed}")
    if stops:
        return Decision(None, "RetryPolicy.stop ended the call")
    if policy.timeout is not None and now - started_at + wait >= policy.timeout:
        return Decision(None, f"timeout={policy.timeout:g} s left no time for another attempt")
    return Decision(wait)


def _seconds(wait: float) -> float:
    """A strategy's wait, if it is one.

    Raises:
        ValueError: It is not.
    """
    if not 0 <= wait < math.inf:
        raise ValueError(f"{wait!r} is no number of seconds")
    return float(wait)


class RetryBudget:
    """The repeats that the calls of one client share, so that an outage is not met with several times the requests."""

    _BACK = 0.2
    """What one answered call gives back: in the long run at most every sixth request is a repeat."""

    def __init__(self, size: int | None) -> None:
        self._size = math.inf if size is None else size
        self._left = self._size
        self._lock = fork.Lock()

    def take(self) -> bool:
        """Take one repeat; whether there was one."""
        with self._lock.lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def answered(self) -> None:
        """Note that a call was answered."""
        if self._left < self._size:
            with self._lock.lock:
                self._left = min(self._size, self._left + self._BACK)
