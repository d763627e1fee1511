"""Entries on their way, and the limits of what makes a run."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic

from sesv2kit._workflows.compose import bare
from sesv2kit.bulk import EntryT
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.sending import SEND_BULK_EMAIL, BulkEmailEntry

MAX_ENTRIES = 50
"""Entries of one call. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html"""

SOURCE = "docs/bulk.md of sesv2kit"
"""Where rules are stated that are not AWS's."""

MAX_KEY, MAX_RUN_ID = 200, 50
"""Characters of an entry's key, and of the run's id. Together they are the key in the journal, which has 255."""


@dataclass(slots=True)
class Item(Generic[EntryT]):
    """An entry on its way."""

    index: int
    """Position in the input."""

    given: EntryT
    """What was given for it."""

    entry: BulkEmailEntry
    """The entry as it is sent."""

    key: str | None
    """Its key within the run."""

    recipients: int = 0
    """Its recipients."""

    attempts: int = 0
    """Calls that it was in."""


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


def invalid(argument: str, message: str) -> RequestInvalidError:
    """The error of an argument that is wrong."""
    return RequestInvalidError(SEND_BULK_EMAIL.name, [Problem(argument, message, SOURCE)])


def addresses(entry: BulkEmailEntry) -> Iterator[str]:
    """An entry's recipients, spelt in one way: without names, the domain in lower case."""
    destination = entry.destination
    for some in (destination.to_addresses, destination.cc_addresses, destination.bcc_addresses):
        for each in some or ():
            local, _, domain = bare(each).rpartition("@")
            yield f"{local}@{domain.lower()}"
