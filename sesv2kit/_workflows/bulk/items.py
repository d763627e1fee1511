"""Entries of a run, and limits of the arguments of a run."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Generic

from sesv2kit.bulk import EntryT

MAX_ENTRIES = 50
"""Entries of one call. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html"""

SOURCE = "docs/bulk.md of sesv2kit"
"""Source of rules that are not AWS's."""

SIMULATOR = "https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html"
"""Source of the mailbox simulator's addresses, which may have labels."""

MAX_KEY, MAX_RUN_ID = 200, 50
"""Maximum characters of an entry's key and of the run's id. Together they are the key in the journal, of at most
255."""


@dataclass(slots=True)
class Item(Generic[EntryT]):
    """An entry that is being sent."""

    index: int
    """Position in the input."""

    given: EntryT
    """The entry as it was given."""

    entry: Any
    """The entry as it is sent: a `BulkEmailEntry`, or a `SendEmailRequest`."""

    key: str | None
    """Its key within the run."""

    recipients: int = 0
    """Its recipients."""

    addresses: bytes = b""
    """Its recipients in a normal form. Empty: the run has no journal."""

    attempts: int = 0
    """Number of calls that contained it, except calls that were halved to find an invalid entry."""

    claimed: bool = False
    """Whether this run may have claimed its key before."""


@dataclass(slots=True)
class Chunk(Generic[EntryT]):
    """The entries of one call."""

    items: list[Item[EntryT]]
    """The entries."""

    wait: float = 0.0
    """Seconds to wait before the call."""


@dataclass(slots=True)
class Again(Generic[EntryT]):
    """Entries to send again, after the same wait."""

    items: deque[Item[EntryT]] = field(default_factory=deque[Any])
    """The entries."""

    wait: float = 0.0
    """Seconds to wait before each call."""
