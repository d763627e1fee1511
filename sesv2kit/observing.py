"""Reports of the attempts that a client makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["AttemptReport", "Observer", "Outcome"]


def __dir__() -> list[str]:
    return __all__


Outcome: TypeAlias = Literal["ok", "refused", "not sent", "unknown", "contended", "final"]
"""How an attempt ended.

- "ok": SES returned a successful response.
- "refused": SES throttled it.
- "not sent": there was no connection to SES.
- "unknown": the response was lost or unreadable, or SES failed while it processed the request.
- "contended": SES rejected it, because another request was changing the same resource.
- "final": SES rejected it for a reason that another attempt does not change.
"""


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """One attempt of a call. It contains no address, no content and no credential."""

    operation: str
    """AWS's name of the operation, `SendEmail`."""

    attempt: int
    """1 for the first attempt of the call."""

    waited: float
    """Seconds waited before it: for rate limits, and between attempts."""

    duration: float
    """Seconds from its start to its end."""

    outcome: Outcome
    """How it ended."""

    status: int | None = None
    """HTTP status. None: there was no response."""

    request_id: str | None = None
    """AWS's id of the request. None: unknown."""

    error_code: str | None = None
    """AWS's error code. None: there was no error, or it had no code."""

    throttled: int = 0
    """Number of entries of a bulk that a successful response reports as throttled."""


Observer: TypeAlias = Callable[[AttemptReport], None]
"""Called with a report after every attempt, in the thread that made it. Exceptions that it raises are logged, and do
not affect the call."""
