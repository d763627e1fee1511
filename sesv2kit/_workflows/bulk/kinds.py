"""What a run sends: the entries of a template, or emails with content of their own."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sesv2kit._workflows.bulk.items import SOURCE, Item
from sesv2kit._workflows.compose import bare
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.operation import Operation


class Kind(ABC):
    """What the entries of a run are, and the call that sends them."""

    operation: ClassVar[Operation[Any, Any]]
    """The operation that sends them."""

    most_entries: ClassVar[int]
    """Entries of one call."""

    @abstractmethod
    def read(self, one: Any) -> tuple[Any, str | None]:
        """The entry as it is sent, and its own key, if it has one.

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
        """Whether an error of a call with one entry is about that entry, so that the next call may succeed."""

    def addresses(self, entry: Any) -> Iterator[str]:
        """The recipients of an entry, spelt in one way: without names, the domain in lower case."""
        for each in self.recipients(entry):
            local, _, domain = bare(each).rpartition("@")
            yield f"{local}@{domain.lower()}"

    def invalid(self, argument: str, message: str) -> RequestInvalidError:
        """The error of an argument that is wrong."""
        return RequestInvalidError(self.operation.name, [Problem(argument, message, SOURCE)])
