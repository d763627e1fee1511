"""Arguments and results of `contacts.patch`, `contacts.unsubscribe`, `contacts.import_many` and `contacts.export`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

__all__ = ["ContactEntry", "ContactImport", "ContactPatch", "ExistingContacts", "InvalidEntry", "SubscriptionChoice"]


def __dir__() -> list[str]:
    return __all__


SubscriptionChoice: TypeAlias = Literal["OPT_IN", "OPT_OUT"]
"""Whether a contact is subscribed to a topic."""

ExistingContacts: TypeAlias = Literal["skip", "replace"]
"""What an import does with contacts that are on the list already.

- `skip`: they stay as they are.
- `replace`: everything is replaced. A contact that has unsubscribed is subscribed again, unless its entry says
  otherwise.
"""


@dataclass(frozen=True, slots=True)
class ContactPatch:
    """The result of `contacts.patch` and `contacts.unsubscribe`."""

    created: bool
    """Whether the contact was not on the list, and was added."""

    differences: tuple[str, ...]
    """The changed members: `unsubscribe_all`, and `topics.` and `attributes.` with a name. Empty: no change was
    needed."""

    confirmed: bool
    """Whether SES returned the change when the contact was read again. False: after 30 seconds it still returned
    something else, because of a change by another program or a longer delay."""

    def __str__(self) -> str:
        """The changed members, without values."""
        what = "added" if self.created else "changed" if self.differences else "nothing to change"
        names = f": {', '.join(self.differences)}" if self.differences else ""
        return what + names + ("" if self.confirmed else " (SES does not show it yet)")


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A contact to import."""

    email_address: str = field(repr=False)
    """The address."""

    topics: Mapping[str, SubscriptionChoice] = field(default_factory=dict[str, SubscriptionChoice], repr=False)
    """Preferences by topic. Topics that are missing have the default of the list."""

    unsubscribe_all: bool | None = field(default=None, repr=False)
    """True: unsubscribed from all topics. None: as False."""

    attributes: Mapping[str, Any] | None = field(default=None, repr=False)
    """Attributes to store with the contact. None: none."""


@dataclass(frozen=True, slots=True)
class InvalidEntry:
    """An invalid entry, which was not imported."""

    index: int
    """Position in the input, from 0."""

    error: Exception
    """The problem. It does not contain the address."""


@dataclass(frozen=True, slots=True)
class ContactImport:
    """The result of an import."""

    read: int
    """Entries that were read."""

    submitted: int
    """Entries that were written to files for SES."""

    skipped: int
    """Entries that were skipped: they are on the list already, or have the same address as an earlier entry."""

    invalid: tuple[InvalidEntry, ...]
    """Entries that were skipped because they are invalid."""

    failed: int
    """Entries that SES did not import."""

    failed_urls: tuple[str, ...]
    """URLs of SES's files with these entries and the reasons. Empty: there is no such file."""

    job_ids: tuple[str, ...]
    """The import jobs, one for each file."""

    @property
    def imported(self) -> int:
        """Entries that SES imported."""
        return self.submitted - self.failed

    def __str__(self) -> str:
        """The counts."""
        counts = {"skipped": self.skipped, "not valid": len(self.invalid), "failed": self.failed}
        rest = "".join(f", {count} {what}" for what, count in counts.items() if count)
        return f"{self.imported} of {self.read} entries imported{rest}"
