"""The stored data of contact lists and contacts."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state.sorted_dict import SortedDict


@dataclass
class Contact:
    """A contact of a list, with its preferences by topic."""

    address: str
    created: datetime
    updated: datetime
    choices: dict[str, str] = field(default_factory=dict[str, str])
    unsubscribed: bool = False
    attributes: str | None = None


@dataclass
class ContactList:
    """A contact list; its topics are as they were given."""

    name: str
    created: datetime
    updated: datetime
    topics: list[Json] = field(default_factory=list[Json])
    description: str | None = None
    tags: list[Json] = field(default_factory=list[Json])
    contacts: SortedDict[Contact] = field(default_factory=SortedDict[Contact])
