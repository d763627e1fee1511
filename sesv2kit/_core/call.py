"""A call, and each attempt of it: what is asked, and what is known of how far it came."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sesv2kit._core import clock
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import CallTimeoutError
from sesv2kit.operation import Operation
from sesv2kit.shapes import Request
from sesv2kit.shapes.untyped import UntypedRequest, merged

if TYPE_CHECKING:
    from sesv2kit._core.keyed import Keyed


class Reached(enum.IntEnum):
    """How far an attempt has come."""

    PLANNED = 0
    """It waits for its turn."""

    BEGUN = 1
    """Its request is being made."""

    SIGNED = 2
    """Its request is made, and is being signed."""

    LEFT = 3
    """Its request was handed to the connection."""

    RECEIVED = 4
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


class Call:
    """What is asked: one request, how patiently, and since when."""

    __slots__ = (
        "attempts",
        "clock",
        "extra",
        "generation",
        "interrupted",
        "keyed",
        "operation",
        "policy",
        "renewed",
        "request",
        "started_at",
        "unknown",
        "waited",
        "wire",
    )

    def __init__(
        self,
        operation: Operation[Any, Any],
        request: Request | UntypedRequest,
        policy: RetryPolicy,
        extra: Mapping[str, Any] | None = None,
        *,
        generation: int = 0,
    ) -> None:
        """`extra` is merged into what is sent. `generation` is how often its client had been closed by now."""
        self.operation: Operation[Any, Any] = operation
        self.request: Request | UntypedRequest = request
        self.policy: RetryPolicy = policy
        self.extra: Mapping[str, Any] | None = extra
        self.generation: int = generation
        wire = request.to_wire()
        self.wire: dict[str, Any] = wire if extra is None else merged(wire, extra)
        # The same one to the end, and the time on it.
        self.clock: clock.Clock = clock.current()
        self.started_at: float = self.clock.monotonic()
        # How many attempts have begun, and the seconds that all of them waited before.
        self.attempts: int = 0
        self.waited: float = 0.0
        # Whether an attempt may have been carried out, whether credentials were looked up anew, and whether what ended
        # the last attempt was neither the service nor the network: a signal, a lack of memory.
        self.unknown: bool = False
        self.renewed: bool = False
        self.interrupted: bool = False
        # Its claim on an idempotency key, which may end before it sends. None: it has none.
        self.keyed: Keyed | None = None

    def time_left(self) -> float | None:
        """Seconds until the call's timeout. None: it has none."""
        if self.policy.timeout is None:
            return None
        return self.started_at + self.policy.timeout - self.clock.monotonic()

    def out_of_time(self, why: str = "rate limiting would delay it beyond") -> CallTimeoutError:
        """The error for a timeout that ends before an attempt could begin."""
        return CallTimeoutError(
            f"{self.operation.name} was not sent: {why} timeout={self.policy.timeout:g} s",
            operation=self.operation.name,
            attempts=self.attempts,
        )


class Attempt:
    """One try of a call. What is known of it is noted where it happens."""

    __slots__ = (
        "again",
        "begun",
        "call",
        "dropped",
        "lost",
        "max_response_size",
        "number",
        "parsed",
        "queued_at",
        "reached",
        "received",
        "started_at",
        "url",
        "waited",
    )

    def __init__(self, call: Call, number: int, max_response_size: int) -> None:
        """`number` is 1 for the first of a call. `max_response_size` is in bytes, decompressed."""
        self.call: Call = call
        self.number: int = number
        self.max_response_size: int = max_response_size
        self.reached: Reached = Reached.PLANNED
        # Whether its slots are used. On an event loop that is certain before its thread has done anything.
        self.begun: bool = False
        # Seconds waited between the attempt before and this one, for its turn too.
        self.waited: float = 0.0
        # On the call's clock: when it asked for its turn, and when it began.
        self.queued_at: float = call.started_at
        self.started_at: float = call.started_at
        self.url: str | None = None
        # How often its client had dropped all connections when it was signed, and whether it was signed a second time,
        # as botocore does where it may retry by itself.
        self.dropped: int = 0
        self.again: bool = False
        # What came of it: how sending failed, what was received, and what botocore made of that.
        self.lost: Exception | None = None
        self.received: Received | None = None
        self.parsed: dict[str, Any] | None = None

    def begin(self) -> None:
        """Note that its request is about to be made."""
        self.begun = True
        self.reached, self.started_at = Reached.BEGUN, self.call.clock.monotonic()
        self.call.attempts = self.number

    def signed(self, url: str, dropped: int) -> None:
        """Note that its request is signed: for the second time, where botocore itself repeats."""
        if self.reached >= Reached.LEFT:
            self.again = True
            refused = self.received is not None and self.received.trusted and self.received.status < 500
            self.call.unknown = self.call.unknown or not refused
        self.url, self.dropped, self.reached = url, dropped, Reached.SIGNED
        self.lost = self.received = None
