"""One call: what is known of it from the first reservation to the answer, and how it ends."""

import enum
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sesv2kit import clock, retry
from sesv2kit.errors import (
    CallTimeoutError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    SESv2Error,
    TransportError,
)
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes import Request
from sesv2kit.untyped import UntypedRequest, merged


class Reached(enum.IntEnum):
    """How far an attempt has come."""

    BEGUN = 0
    """Its request is being made."""

    SIGNED = 1
    """Its request is made and signed."""

    LEFT = 2
    """Its request was handed to the connection."""

    RECEIVED = 3
    """A response has come, whole."""


@dataclass(frozen=True, slots=True)
class Received:
    """A response as it came."""

    status: int
    """HTTP status."""

    headers: Mapping[str, str]
    """The headers, whatever the case of a name."""

    body: bytes
    """Decompressed, up to a limit."""

    trusted: bool
    """Whether it is certain that it answers this attempt's request."""


class Attempt:
    """One try of a call. What is known of it is noted where it happens."""

    __slots__ = (
        "again",
        "call",
        "dropped",
        "lost",
        "max_response_size",
        "parsed",
        "reached",
        "received",
        "started",
        "url",
        "waited",
    )

    def __init__(self, call: "Call", max_response_size: int) -> None:
        """`max_response_size` is how many bytes its response may have, decompressed."""
        self.call: Call = call
        self.max_response_size: int = max_response_size
        self.started: float = clock.current().monotonic()
        # Seconds that the call had waited when it began.
        self.waited: float = call.waited
        self.reached: Reached = Reached.BEGUN
        self.url: str | None = None
        # How often its client had dropped all connections when it was signed, and whether it was signed a second time,
        # as botocore does where it may retry by itself.
        self.dropped: int = 0
        self.again: bool = False
        # What came of it: how sending failed, what was received, and what botocore made of that.
        self.lost: Exception | None = None
        self.received: Received | None = None
        self.parsed: dict[str, Any] | None = None

    def begin(self, url: str, dropped: int) -> None:
        """Note that the request is signed."""
        self.again = self.again or self.reached >= Reached.LEFT
        self.url, self.dropped, self.reached = url, dropped, Reached.SIGNED
        self.lost = self.received = None


logger: logging.Logger = logging.getLogger("sesv2kit")


class Call:
    """What happens to one request, from the first reservation to the answer."""

    __slots__ = (
        "asked",
        "attempts",
        "extra",
        "interrupted",
        "last",
        "opened",
        "operation",
        "policy",
        "renewed",
        "request",
        "started",
        "unknown",
        "waited",
        "wire",
    )

    def __init__(
        self,
        operation: Operation[Any, Any],
        request: Request | UntypedRequest,
        policy: retry.RetryPolicy,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.operation: Operation[Any, Any] = operation
        self.request: Request | UntypedRequest = request
        self.policy: retry.RetryPolicy = policy
        self.extra: Mapping[str, Any] | None = extra
        wire = request.to_wire()
        self.wire: dict[str, Any] = wire if extra is None else merged(wire, extra)
        # Moments on the clock: when the call started, and when its next attempt asked for slots.
        self.started: float = clock.current().monotonic()
        self.asked: float = self.started
        # How often its client had been closed when the call began.
        self.opened: int = 0
        self.attempts: int = 0
        self.last: Attempt | None = None
        # Seconds, in all.
        self.waited: float = 0.0
        # Whether an attempt may have been carried out, whether credentials were looked up anew, and whether what ended
        # the last attempt was neither the service nor the network: a signal, a lack of memory.
        self.unknown: bool = False
        self.renewed: bool = False
        self.interrupted: bool = False

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
        began = self.started if self.last is None else self.last.started
        if self.operation.repeat is Repeat.UNSAFE and (failure is retry.Failure.UNKNOWN or self.unknown):
            raise OutcomeUnknownError(
                str(error),
                operation=self.operation.name,
                request=self.request,
                sent_at=clock.current().now() - timedelta(seconds=clock.current().monotonic() - began),
                extra=self.extra,
                if_unknown=self.operation.if_unknown,
                attempts=self.attempts,
                status=getattr(error, "status", None),
                request_id=getattr(error, "request_id", None),
                body=getattr(error, "body", b""),
                response=error.response if isinstance(error, TransportError) else None,
            ) from error
        if self.operation.deletes and self.unknown and isinstance(error, NotFoundError):
            return error  # an attempt whose answer was lost has deleted it
        raise error
