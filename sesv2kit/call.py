"""One call: what is known of it from the first reservation to the answer, and how it ends."""

import logging
from datetime import timedelta
from typing import Any

from sesv2kit import clock, retry
from sesv2kit.errors import CallTimeoutError, NotFoundError, OutcomeUnknownError, ServiceError, SESv2Error
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request

logger: logging.Logger = logging.getLogger("sesv2kit")


class Call:
    """What happens to one request, from the first reservation to the answer."""

    __slots__ = (
        "asked",
        "attempts",
        "began",
        "body",
        "max_response_size",
        "opened",
        "operation",
        "policy",
        "renewed",
        "request",
        "started",
        "unknown",
        "url",
        "waited",
        "waited_before",
        "wire",
    )

    def __init__(self, operation: Operation[Any, Any], request: Request, policy: retry.RetryPolicy) -> None:
        self.operation: Operation[Any, Any] = operation
        self.request: Request = request
        self.policy: retry.RetryPolicy = policy
        self.wire: dict[str, Any] = request.to_wire()
        # Moments on the clock in force: when the call started, and when the last attempt asked for its slots and began.
        # Seconds waited: in all, and when the last attempt was told of.
        self.started: float = clock.current().monotonic()
        self.asked: float = self.started
        self.began: float = self.started
        # How often its client had been closed when the call began.
        self.opened: int = 0
        self.attempts: int = 0
        self.waited: float = 0.0
        self.waited_before: float = 0.0
        # Of the last attempt: the body of its answer, taken before botocore reads it, how many bytes it may have, and
        # the URL it went to.
        self.body: bytes | None = None
        self.max_response_size: int = 0
        self.url: str | None = None
        # Whether an attempt may have been carried out, and whether credentials were looked up anew.
        self.unknown: bool = False
        self.renewed: bool = False

    def time_left(self) -> float | None:
        """Seconds until the call's timeout. None: it has none."""
        if self.policy.timeout is None:
            return None
        return self.started + self.policy.timeout - clock.current().monotonic()

    def out_of_time(self, why: str = "under the pacing its turn comes later") -> CallTimeoutError:
        """What is raised when the timeout ends before an attempt could begin."""
        return CallTimeoutError(
            f"{self.operation.name} was not sent: {why} than timeout={self.policy.timeout:g} s allows",
            operation=self.operation.name,
            attempts=self.attempts,
        )

    def note_wait(self, seconds: float) -> None:
        """Log a wait that is about to begin."""
        level = logging.INFO if seconds > 1 else logging.DEBUG
        logger.log(level, "%s: waiting %.2f s", self.operation.name, seconds)

    def wait(self, seconds: float) -> None:
        """Sleep on the clock in force, and remember it."""
        if seconds > 0:
            self.note_wait(seconds)
            clock.current().sleep(seconds)
            self.waited += seconds

    def conclude(self, error: SESv2Error) -> ServiceError:
        """Raise what the caller gets after the last attempt; or return the error that says that all is done."""
        failure = retry.failure_of(error)
        if self.operation.repeat is Repeat.UNSAFE and (failure is retry.Failure.UNKNOWN or self.unknown):
            raise OutcomeUnknownError(
                str(error),
                operation=self.operation.name,
                request=self.request,
                sent_at=clock.current().now() - timedelta(seconds=clock.current().monotonic() - self.began),
                if_unknown=self.operation.if_unknown,
                attempts=self.attempts,
                status=getattr(error, "status", None),
                request_id=getattr(error, "request_id", None),
                body=getattr(error, "body", b""),
            ) from error
        if self.operation.deletes and self.unknown and isinstance(error, NotFoundError):
            return error  # an attempt whose answer was lost has deleted it
        raise error
