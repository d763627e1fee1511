"""The two kinds of entries of a run: entries of a template, or emails with their own content."""

import difflib
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar, cast

from pydantic_core import from_json

from sesv2kit._workflows.bulk.items import SOURCE, Item
from sesv2kit.bulk import BulkEntry, BulkMessage, Rehearsal
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.common import Template
from sesv2kit.operation import Operation
from sesv2kit.shapes.addresses import bare

Made = TypeVar("Made", BulkEntry, BulkMessage)
"""What a mapping becomes."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The template and data of an entry."""

    index: int
    """Position of the entry."""

    template: Template
    """The template, with the values for all entries."""

    data: Mapping[str, Any]
    """The values of this entry."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The resources that a run needs, for its preflight."""

    senders: Sequence[tuple[str, str | None]]
    """Senders, and the ARN of an identity of another account. None: it is one of this account."""

    renderings: Sequence[Rendering]
    """Templates of the first entries."""

    configuration_set_name: str | None
    """The configuration set. None: the default one of the sender's identity, if it has one."""

    tenant_name: str | None
    """The tenant. None: no tenant."""


class Kind(ABC):
    """The kind of entries of a run, and the call that sends them."""

    operation: ClassVar[Operation[Any, Any]]
    """The operation that sends them."""

    most_entries: ClassVar[int]
    """Maximum number of entries of one call."""

    @abstractmethod
    def read(self, one: Any) -> tuple[Any, str | None]:
        """The entry in the form that is sent, and its own key. None: it has no key.

        Raises:
            RequestInvalidError: It cannot be sent.
        """

    @abstractmethod
    def recipients(self, entry: Any) -> Sequence[str]:
        """The recipients of an entry, as they are given."""

    @abstractmethod
    def request(self, entries: Sequence[Any]) -> Any:
        """The request that sends some entries.

        Raises:
            RequestInvalidError: SES would refuse it.
        """

    @abstractmethod
    def concerns_entry(self, error: BaseException, item: Item[Any]) -> bool:
        """Whether an error of a call with one entry concerns only that entry, so that the next call may succeed."""

    @abstractmethod
    def simulated(self, entry: Any, outcome: Rehearsal, index: int) -> Any:
        """The entry with addresses of the mailbox simulator instead of its recipients."""

    @abstractmethod
    def facts(self, items: Sequence[Item[Any]]) -> Facts:
        """The resources that the run needs, for these entries."""

    def invalid(self, argument: str, message: str) -> RequestInvalidError:
        """The error for an invalid argument."""
        return RequestInvalidError(self.operation.name, [Problem(argument, message, SOURCE)])

    def made(self, kind: type[Made], mapping: Mapping[Any, Any]) -> Made:
        """A `BulkEntry` or `BulkMessage` with the members of a mapping.

        Raises:
            RequestInvalidError: The mapping has a key that is not a member, or lacks a member.
        """
        try:
            return kind(**mapping)
        except TypeError as error:
            names = [one.name for one in fields(kind)]
            # A key is the caller's text and may be an address: it is quoted only if it could be a member's name.
            unknown = [key for key in mapping if key not in names]
            if not unknown:
                raise self.invalid("entries", f"must each have the member {names[0]}") from error
            key = unknown[0] if isinstance(unknown[0], str) and unknown[0].isidentifier() else ""
            near = difflib.get_close_matches(key, names, 1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"the members are {', '.join(names)}"
            raise self.invalid("entries", f"{kind.__name__} has no member {key or '(key)'}; {hint}") from error


def joined(mailboxes: Iterable[str]) -> bytes:
    """Recipients in a normal form: sorted, without names, domains in lower case."""
    return "\n".join(sorted(map(_spelt, mailboxes))).encode()


def _spelt(mailbox: str) -> str:
    local, _, domain = bare(mailbox).rpartition("@")
    return f"{local}@{domain.lower()}"


def hashed(addresses: bytes) -> str:
    """The key of an entry without its own key."""
    return hashlib.sha256(addresses).hexdigest()


def simulators(recipients: Sequence[str], outcome: Rehearsal, index: int) -> list[str]:
    """Addresses of the mailbox simulator instead of recipients. Their labels contain the position of the entry."""
    return [
        f"{outcome}+{index}{f'-{number}' if number else ''}@simulator.amazonses.com"
        for number, _ in enumerate(recipients)
    ]


def read_json(data: str | None) -> Mapping[str, Any]:
    """Template data, parsed from the JSON text that is sent."""
    found: Any = from_json(data or "{}", cache_strings=False)
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
