"""What to do after a failed attempt. Pure: errors, policy and randomness in, a decision out."""

import enum
from dataclasses import dataclass

from sesv2kit.errors import (
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

    UNKNOWN = "unknown outcome"
    """It may have been carried out: the answer was lost, unreadable, or the service failed."""

    FINAL = "final"
    """It was refused for a reason that repeating does not cure."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently an attempt is repeated."""

    max_attempts: int = 4
    """Attempts in all, the first one included. 1: never repeat."""

    base: float = 0.5
    """Upper bound of the wait before the second attempt, in seconds; it doubles with every further one."""

    cap: float = 20.0
    """The longest wait between two attempts, in seconds."""

    def __post_init__(self) -> None:
        if self.max_attempts < 1 or self.base < 0 or self.cap < 0:
            raise ValueError("RetryPolicy: max_attempts must be at least 1, base and cap not negative")


def failure_of(error: SESv2Error) -> Failure:
    """Where the attempt that ended in `error` failed."""
    match error:
        case DailyQuotaExceededError():
            return Failure.FINAL
        case TooManyRequestsError():
            return Failure.REFUSED
        case ConnectError():
            return Failure.NOT_SENT
        case NoResponseError() | ResponseUnreadableError() | InternalServiceError() | ServiceError(status=408):
            return Failure.UNKNOWN
        case _:
            return Failure.FINAL


def may_repeat(failure: Failure, repeat: Repeat) -> bool:
    """Whether an attempt that failed like this may be followed by another one."""
    return failure in (Failure.REFUSED, Failure.NOT_SENT) or (failure is Failure.UNKNOWN and repeat is Repeat.SAFE)


def backoff(policy: RetryPolicy, attempts: int, random: float) -> float:
    """Seconds to wait after the given number of attempts: full jitter under a doubling, capped bound.

    `random` is in [0, 1).
    """
    return random * min(policy.cap, policy.base * 2.0 ** min(attempts - 1, 60))
