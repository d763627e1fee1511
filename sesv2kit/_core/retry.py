"""What to do after a failed attempt. No I/O: errors, policy, time and randomness in, a decision out."""

import enum
import math
import threading
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, cast

from sesv2kit._core import fork
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
class RetryPolicy:
    """How often and how patiently an attempt is repeated.

    Raises:
        ValueError: A value is out of its range.
    """

    max_attempts: int = 4
    """Attempts in all, the first one included. 1: never repeat."""

    base: float = 0.5
    """Upper bound of the wait before the second attempt, in seconds; it doubles with every further one."""

    cap: float = 20.0
    """The longest wait between two attempts, in seconds. A service that asks for a longer one (Retry-After) is not
    asked again: the error is raised, with its `retry_after`."""

    timeout: float | None = None
    """Seconds within which a call must begin its last attempt: the time for waits, for pacing too, and attempts
    together. An attempt that has begun is ended by the client's `connect_timeout` and `read_timeout`. None: no such
    bound."""

    on_unknown: Literal["raise", "retry"] = "raise"
    """What follows on an unknown outcome of an operation that is not safe to repeat, such as a send. "retry": repeat
    it all the same, and accept that a mail may be sent twice."""

    budget: int | None = 100
    """Repeats that a client may make over all of its calls while the service is out of reach or failing. Every fifth
    answered call gives one back. Repeats after a throttle do not count: pacing bounds those. None: no bound."""

    def __post_init__(self) -> None:
        for name, value, least in (("max_attempts", self.max_attempts, 1), ("budget", self.budget, 0)):
            unbounded = value is None and name == "budget"
            if not unbounded and (type(value) is not int or value < least):
                raise ValueError(f"RetryPolicy: {name} must be a whole number from {least} on, not {value!r}")
        for name, seconds in (("base", self.base), ("cap", self.cap), ("timeout", self.timeout)):
            unbounded = seconds is None and name == "timeout"
            if not unbounded and (type(seconds) not in (int, float) or not 0 <= cast("float", seconds) < math.inf):
                raise ValueError(f"RetryPolicy: {name} must be a number of seconds, not {seconds!r}")
        if self.timeout == 0:
            raise ValueError("RetryPolicy: timeout must be above zero")
        if self.on_unknown not in ("raise", "retry"):
            raise ValueError(f'RetryPolicy: on_unknown must be "raise" or "retry", not {self.on_unknown!r}')

    def changed(
        self, timeout: float | None, max_attempts: int | None, on_unknown: Literal["raise", "retry"] | None
    ) -> Self:
        """This policy with other values; None: as it is."""
        given = {"timeout": timeout, "max_attempts": max_attempts, "on_unknown": on_unknown}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        return replace(self, **changes)


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
        case NoResponseError() | ResponseUnreadableError() | InternalServiceError() | ServiceError(status=408):
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


def backoff(policy: RetryPolicy, attempts: int, random: float) -> float:
    """Seconds to wait after the given number of attempts: full jitter under a doubling, capped bound.

    `random` is in [0, 1).
    """
    return random * min(policy.cap, policy.base * 2.0 ** min(attempts - 1, 60))


def decide(
    policy: RetryPolicy,
    failure: Failure,
    repeat: Repeat,
    *,
    attempts: int,
    elapsed: float,
    retry_after: float | None,
    random: float,
) -> Decision:
    """Whether and when another attempt follows.

    Args:
        policy: The call's.
        failure: How the last attempt failed.
        repeat: The operation's.
        attempts: How many were made.
        elapsed: Seconds since the call began.
        retry_after: Seconds the service asked to wait. None: it did not ask.
        random: In [0, 1).
    """
    unknown_accepted = failure is Failure.UNKNOWN and policy.on_unknown == "retry"
    if attempts >= policy.max_attempts or not (may_repeat(failure, repeat) or unknown_accepted):
        return Decision(None)
    if (retry_after or 0) > policy.cap:
        return Decision(None, f"the service asked to wait {retry_after:g} s, longer than RetryPolicy.cap")
    wait = (retry_after or 0) + backoff(policy, attempts, random)
    if policy.timeout is not None and elapsed + wait >= policy.timeout:
        return Decision(None, f"timeout={policy.timeout:g} s left no time for another attempt")
    return Decision(wait)


class RetryBudget:
    """The repeats that the calls of one client share, so that an outage is not met with several times the requests."""

    _BACK = 0.2
    """What one answered call gives back: in the long run at most every sixth request is a repeat."""

    def __init__(self, size: int | None) -> None:
        self._size = math.inf if size is None else size
        self._left = self._size
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """Make the lock anew, in a forked child."""
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one repeat; whether there was one."""
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def answered(self) -> None:
        """Note that a call was answered."""
        if self._left < self._size:
            with self._lock:
                self._left = min(self._size, self._left + self._BACK)
