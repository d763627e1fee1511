"""Entries on their way, and the limits of what makes a run."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Generic

from sesv2kit.bulk import EntryT

MAX_ENTRIES = 50
"""Entries of one call. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html"""

SOURCE = "docs/bulk.md of sesv2kit"
"""Where rules are stated that are not AWS's."""

SIMULATOR = "https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html"
"""The mailbox simulator: its addresses, and that they may have labels."""

MAX_KEY, MAX_RUN_ID = 200, 50
"""Characters of an entry's key, and of the run's id. Together they are the key in the journal, which has 255."""


@dataclass(slots=True)
class Item(Generic[EntryT]):
    """An entry on its way."""

    index: int
    """Position in the input."""

    given: EntryT
    """What was given for it."""

    entry: Any
    """The entry as it is sent: a `BulkEmailEntry`, or a `SendEmailRequest`."""

    key: str | None
    """Its key within the run."""

    recipients: int = 0
    """Its recipients."""

    addresses: bytes = b""
    """Its recipients, spelt and ordered in one way. Empty: the run has no journal."""

    attempts: int = 0
    """Calls that it was in, but for those that were halved to find an entry that is wrong."""

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
