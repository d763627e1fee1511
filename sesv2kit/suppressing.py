"""Arguments and results of the methods of `suppression` that are not operations of AWS."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sesv2kit.errors import SESv2Error
    from sesv2kit.models.common import SuppressionListReason

__all__ = [
    "Addition",
    "AdditionResult",
    "ChangeAction",
    "ImportAction",
    "ImportOutcome",
    "ImportResult",
    "Outcome",
    "Skipped",
    "Suppressible",
    "SuppressionChange",
    "SuppressionExport",
    "SuppressionPlan",
    "SuppressionResult",
    "WhySkipped",
]


def __dir__() -> list[str]:
    return __all__


WhySkipped: TypeAlias = Literal["suppressed", "several_recipients", "not_spam"]
"""Why an address of an event is not added to a list.

- `suppressed`: SES did not send, because of a suppression list, its own validation or an unsubscription. The event says
  nothing new about the address.
- `several_recipients`: SES names several recipients of a complaint, and any one of them may have complained.
- `not_spam`: the recipient withdrew the complaint.
"""

Outcome: TypeAlias = Literal["accepted", "refused", "unknown"]
"""The outcome of a request. SES carried it out, SES refused it, or there was no usable response after all attempts."""

ChangeAction: TypeAlias = Literal["add", "update", "remove"]
"""The action of a change: add an address to the list, replace its reason, or remove it."""

ImportAction: TypeAlias = Literal["PUT", "DELETE"]
"""The action of an import job: add addresses to the list, or remove them."""

ImportOutcome: TypeAlias = Literal["accepted", "refused", "unknown"]
"""The outcome of an import job.

- `accepted`: it has ended; `failed_records_count` of its result says how many addresses it could not import.
- `refused`: it was not started, or failed as a whole.
- `unknown`: it has not ended within `timeout`, or could not be followed.
"""


class Suppressible(Protocol):
    """An address with a reason: an `Addition`, a `SuppressedDestinationSummary`, or an object of your own."""

    @property
    def email_address(self) -> str:
        """The address."""
        ...

    @property
    def reason(self) -> str:
        """`BOUNCE` or `COMPLAINT`."""
        ...


SuppressionItemT = TypeVar("SuppressionItemT", bound="Suppressible | Sequence[str]")
"""An address as text, an address and its reason as a tuple or list of two texts, or an object with both."""


@dataclass(frozen=True, slots=True)
class SuppressionChange:
    """A change of a suppression list."""

    action: ChangeAction
    """The action."""

    email_address: str = field(repr=False)
    """The address. For a removal, in the spelling of the list."""

    reason: str
    """The new reason of the entry; for a removal, its current reason."""

    listed_as: str | None = None
    """The current reason of an entry that is updated. None: the change is not an update."""

    def __str__(self) -> str:
        """The action, the reason and the address."""
        reason = f"{self.listed_as} -> {self.reason}" if self.listed_as else self.reason
        return f"{self.action:<6}  {reason:<9}  {self.email_address}"


@dataclass(frozen=True, slots=True)
class SuppressionExport:
    """The result of `suppression.export`."""

    path: "Path | None"
    """The path of the file. None: an open file was given."""

    rows: int
    """Entries in the file, including those of an earlier run."""

    last_update_time: "datetime | None"
    """The latest date of an entry, from which a later export can start. None: there is no entry."""

    resumed: bool
    """Whether it continued an earlier export."""

    continued: int
    """How often the export continued from the last date, because the token of the next page had expired."""

    begun_again: int
    """How often it had to start again instead, because the entries were not in the order of their dates."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of one import job."""

    s3_url: str
    """The URL of the file that it reads."""

    addresses: int
    """Addresses in the file."""

    outcome: ImportOutcome
    """Its outcome."""

    job_id: str | None = None
    """SES's id of the job. None: it was not started, or this is not known."""

    failed_records_count: int = 0
    """Addresses that SES could not import."""

    failed_records_s3_url: str | None = field(default=None, repr=False)
    """URL of a file with them, valid for some minutes; `jobs.get_import_job` returns a new URL. None: there is no such
    file."""

    message: str | None = None
    """SES's message. None: it has none."""

    error: "SESv2Error | None" = None
    """Why the job was not started or its status could not be read. None: there was no such error."""


@dataclass(frozen=True, slots=True)
class Addition:
    """An address to add to a suppression list."""

    email_address: str = field(repr=False)
    """The address, spelt as in the event."""

    reason: "SuppressionListReason"
    """`BOUNCE` for a permanent bounce, `COMPLAINT` for a complaint."""

    message_id: str | None
    """SES's id of the email. None: the event has none."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An address of an event that is not added to a list."""

    email_address: str = field(repr=False)
    """The address, spelt as in the event."""

    why: WhySkipped
    """Why it is skipped."""

    message_id: str | None
    """SES's id of the email. None: the event has none."""


@dataclass(frozen=True, slots=True)
class SuppressionPlan:
    """The additions to a suppression list that events imply. No request was sent for it."""

    additions: tuple[Addition, ...]
    """Addresses to add, without duplicates. A complaint takes precedence over a bounce."""

    skipped: tuple[Skipped, ...]
    """Addresses in bounces and complaints that are skipped."""

    def __str__(self) -> str:
        """A table with one line for each address."""
        return "\n".join(self._lines()) or "no address to suppress"

    def _lines(self) -> Iterator[str]:
        for addition in self.additions:
            yield f"add   {addition.reason:<10} {addition.email_address}"
        for one in self.skipped:
            yield f"skip  {one.why:<10} {one.email_address}"


@dataclass(frozen=True, slots=True)
class AdditionResult:
    """The result of one addition."""

    addition: Addition
    """The addition."""

    outcome: Outcome
    """Its outcome."""

    error: "SESv2Error | None" = None
    """Why it is `refused` or `unknown`. None: it is `accepted`."""


@dataclass(frozen=True, slots=True)
class SuppressionResult:
    """The result of a plan."""

    plan: SuppressionPlan
    """The plan."""

    results: tuple[AdditionResult, ...]
    """One for each addition, in order."""

    @property
    def accepted(self) -> tuple[Addition, ...]:
        """The additions that SES accepted."""
        return tuple(one.addition for one in self.results if one.outcome == "accepted")

    @property
    def failed(self) -> tuple[AdditionResult, ...]:
        """The additions that were refused or are unknown. Trying again is safe: the same entry is replaced."""
        return tuple(one for one in self.results if one.outcome != "accepted")

    def raise_for_failures(self) -> None:
        """Raise the first failure, so that a queue worker does not delete the message.

        Raises:
            SESv2Error: An addition failed.
        """
        for one in self.failed:
            if one.error is not None:
                raise one.error
