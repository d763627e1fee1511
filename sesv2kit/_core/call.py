"""A call and its attempts: what is requested, and how far each attempt got."""

import enum
import re
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
    """How far an attempt got."""

    PLANNED = 0
    """It waits for pacing."""

    BEGUN = 1
    """botocore is building its request."""

    SIGNED = 2
    """Its request is built and is being signed."""

    LEFT = 3
    """Its request was passed to the connection."""

    RECEIVED = 4
    """A complete response was received."""


class Step(enum.IntEnum):
    """How far our own sender got with a request."""

    CONNECTING = 0
    """It takes an idle connection, or opens one. Nothing of the request was written."""

    WRITING = 1
    """A part of the request may have been written."""

    WRITTEN = 2
    """All of it was written."""

    HEADERS_READ = 3
    """Status line and headers of the response were read."""

    BODY_READ = 4
    """The body was read, up to its limit."""


@dataclass(frozen=True, slots=True)
class Received:
    """A response as received, before it is parsed."""

    status: int
    """HTTP status."""

    headers: Mapping[str, str]
    """The headers. Names are case-insensitive."""

    body: bytes
    """The body, decompressed, up to a limit."""

    trusted: bool
    """Whether it is certain that this is the response to this attempt's request."""


class Call:
    """One call: its request, its retry policy, and the state that its attempts share."""

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
        """Make a call that starts now.

        Args:
            operation: The operation.
            request: Its request.
            policy: The retry policy.
            extra: Members to merge into the request. None: there are none.
            generation: How many times the client had been closed when the call started.
        """
        self.operation: Operation[Any, Any] = operation
        self.request: Request | UntypedRequest = request
        self.policy: RetryPolicy = policy
        self.extra: Mapping[str, Any] | None = extra
        self.generation: int = generation
        wire = request.to_wire()
        self.wire: dict[str, Any] = wire if extra is None else merged(wire, extra)
        # Looked up once: a call uses the same clock to its end.
        self.clock: clock.Clock = clock.current()
        self.started_at: float = self.clock.monotonic()
        # How many attempts have started, and how many seconds they waited in total.
        self.attempts: int = 0
        self.waited: float = 0.0
        # Whether an attempt may have been carried out. Whether credentials were refreshed. Whether the last attempt was
        # ended by something other than the service or the network, such as a signal or a lack of memory.
        self.unknown: bool = False
        self.renewed: bool = False
        self.interrupted: bool = False
        # Its claim on an idempotency key. The claim may end before the request is sent. None: there is no key.
        self.keyed: Keyed | None = None

    def time_left(self) -> float | None:
        """Seconds until the timeout of the call. None: it has none."""
        if self.policy.timeout is None:
            return None
        return self.started_at + self.policy.timeout - self.clock.monotonic()

    def out_of_time(self, why: str = "rate limiting would delay it beyond") -> CallTimeoutError:
        """The error for a timeout that ended before an attempt could start."""
        return CallTimeoutError(
            f"{self.operation.name} was not sent: {why} timeout={self.policy.timeout:g} s",
            operation=self.operation.name,
            attempts=self.attempts,
        )


_SET_IN_HEADER = re.compile(rb"^x-ses-configuration-set:", re.IGNORECASE | re.MULTILINE)


def where_to_look(call: Call) -> str:
    """Where to find out whether a request was carried out. Empty: nowhere."""
    text = call.operation.where_to_look
    request = call.operation.request
    if issubclass(request, Request) and {"email_tags", "default_email_tags"} & request.model_fields.keys():
        raw: bytes = call.wire.get("Content", {}).get("Raw", {}).get("Data", b"")
        if not call.wire.get("ConfigurationSetName") and not _SET_IN_HEADER.search(raw):
            text += " (the request names no set: only a default set of the sender's identity has such events)"
    if call.keyed is not None:
        text += '; look for the tag sesv2kit-key there, then call journal.resolve(key, "sent" or "not_sent")'
    return text


def uncertain(call: Call, by: str = "") -> str:
    """The error text for a request whose outcome is not known.

    Args:
        call: Its call.
        by: What may have carried it out, such as an earlier attempt. Empty: this attempt.
    """
    where = f" To find out, look at {where_to_look(call)}." if call.operation.where_to_look else ""
    return f"{call.operation.name} may or may not have been carried out{by}.{where}"


class Attempt:
    """One attempt of a call, and what is known of it."""

    __slots__ = (
        "again",
        "begun",
        "call",
        "dropped",
        "headers",
        "lost",
        "max_response_size",
        "number",
        "parsed",
        "queued_at",
        "reached",
        "received",
        "started_at",
        "step",
        "url",
        "waited",
    )

    def __init__(self, call: Call, number: int, max_response_size: int) -> None:
        """Plan an attempt.

        Args:
            call: Its call.
            number: 1 for the first attempt of the call.
            max_response_size: The largest response to read, in bytes after decompression.
        """
        self.call: Call = call
        self.number: int = number
        self.max_response_size: int = max_response_size
        self.reached: Reached = Reached.PLANNED
        # Whether its slots are used. With asyncio this can be known before the thread has run.
        self.begun: bool = False
        # Seconds waited since the attempt before, for pacing too.
        self.waited: float = 0.0
        # On the call's clock: when it asked for slots, and when it started.
        self.queued_at: float = call.started_at
        self.started_at: float = call.started_at
        # Of the request that was signed last. None: none was.
        self.url: str | None = None
        self.headers: Mapping[str, str] | None = None
        # How many times the client had dropped its connections when the request was signed. Whether the request was
        # signed twice, which happens if botocore retries by itself.
        self.dropped: int = 0
        self.again: bool = False
        # How far our own sender got with that request. None: botocore's HTTP session sends it, which does not report
        # this.
        self.step: Step | None = None
        # The result: the exception if sending failed, the response, and what botocore parsed from it.
        self.lost: Exception | None = None
        self.received: Received | None = None
        self.parsed: dict[str, Any] | None = None

    def begin(self) -> None:
        """Note that the attempt starts now."""
        self.begun = True
        self.reached, self.started_at = Reached.BEGUN, self.call.clock.monotonic()
        self.call.attempts = self.number

    def signed(self, url: str, headers: Mapping[str, str], dropped: int) -> None:
        """Note that the request is signed. It is signed again if botocore itself retries."""
        if self.reached >= Reached.LEFT:
            self.again = True
            refused = self.received is not None and self.received.trusted and self.received.status < 500
            self.call.unknown = self.call.unknown or not refused
        self.url, self.headers, self.dropped, self.reached = url, headers, dropped, Reached.SIGNED
        self.lost = self.received = self.step = None

    @property
    def may_have_left(self) -> bool:
        """Whether a part of the request may have been written to a socket."""
        return self.reached >= Reached.LEFT and (self.step is None or self.step >= Step.WRITING)
