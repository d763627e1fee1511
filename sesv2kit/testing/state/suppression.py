"""The stored data of suppression lists."""

from dataclasses import dataclass
from datetime import datetime

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.state.sorted_dict import SortedDict


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One entry of a suppression list."""

    address: str
    reason: str
    updated: datetime


class SuppressionList:
    """A suppression list. API operations compare the local part exactly; sending ignores its case."""

    def __init__(self) -> None:
        self.entries: SortedDict[Suppressed] = SortedDict()
        self._spelt_otherwise: dict[str, set[str]] = {}

    @staticmethod
    def key(address: str) -> str:
        """A form that is equal for all spellings of one entry."""
        return key(address)

    def put(self, entry: Suppressed) -> None:
        """Add the entry, or replace that of the same address."""
        key = self.key(entry.address)
        self.entries[key] = entry
        if key != key.lower():
            self._spelt_otherwise.setdefault(key.lower(), set()).add(key)

    def remove(self, address: str) -> bool:
        """Remove the entry of `address`. False: there is none."""
        key = self.key(address)
        if self.entries.pop(key, None) is None:
            return False
        self._spelt_otherwise.get(key.lower(), set()).discard(key)
        return True

    def get(self, address: str) -> Suppressed | None:
        """The entry of `address`."""
        return self.entries.get(self.key(address))

    def reasons_against(self, address: str) -> set[str]:
        """The reasons of all entries that match `address`, ignoring case."""
        lower = address.lower()
        keys = {lower, *self._spelt_otherwise.get(lower, ())}
        return {self.entries[key].reason for key in keys if key in self.entries}
