"""What a client reports of its own attempts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["ok", "refused", "not sent", "unknown", "contended", "final"]
"""How an attempt ended: answered ("ok"), throttled ("refused"), without a connection ("not sent"), lost or failed on
the way ("unknown"), or refused: as another request was changing the same thing ("contended"), or for good ("final")."""


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """One attempt of a call. It holds no address, no content and no credential."""

    operation: str
    """Wire name of the operation, `SendEmail`."""

    attempt: int
    """1 for the first attempt of the call."""

    waited: float
    """Seconds waited before it, for pacing and between attempts."""

    duration: float
    """Seconds from its start to its end."""

    outcome: Outcome
    """How it ended."""

    status: int | None = None
    """HTTP status. None: there was no answer."""

    request_id: str | None = None
    """AWS's id of the request. None: not known."""

    error_code: str | None = None
    """AWS's error code. None: there was none."""

    throttled: int = 0
    """Entries of a bulk that a successful response refused as too fast."""


Observer: TypeAlias = Callable[[AttemptReport], None]
"""Gets every event, in the thread that made the attempt. What it raises is logged and breaks no call."""
