"""What is kept of suppressed addresses."""

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
    """Addresses not to send to. Management asks by exact local part, sending in any case."""

    def __init__(self) -> None:
        self.entries: SortedDict[Suppressed] = SortedDict()
        self._spelt_otherwise: dict[str, set[str]] = {}

    @staticmethod
    def key(address: str) -> str:
        """The form in which two spellings of one entry are equal."""
        return key(address)

    def put(self, entry: Suppressed) -> None:
        """Add the entry, or replace the one of its address."""
        key = self.key(entry.address)
        self.entries[key] = entry
        if key != key.lower():
            self._spelt_otherwise.setdefault(key.lower(), set()).add(key)

    def remove(self, address: str) -> bool:
        """Remove the entry of `address`; False if there is none."""
        key = self.key(address)
        if self.entries.pop(key, None) is None:
            return False
        self._spelt_otherwise.get(key.lower(), set()).discard(key)
        return True

    def get(self, address: str) -> Suppressed | None:
        """The entry of `address`."""
        return self.entries.get(self.key(address))

    def reasons_against(self, address: str) -> set[str]:
        """The reasons of every entry that stands for `address`, whatever its case."""
        lower = address.lower()
        keys = {lower, *self._spelt_otherwise.get(lower, ())}
        return {self.entries[key].reason for key in keys if key in self.entries}
