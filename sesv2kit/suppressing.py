"""What the methods of `suppression` take and return beyond AWS's operations."""

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
"""Why an address of an event is not put on a list.

- `suppressed`: SES did not send, because of a suppression list, its own validation or an unsubscription: nothing new is
  known of the address.
- `several_recipients`: SES names several recipients of a complaint, and any one of them may have complained.
- `not_spam`: the recipient took the complaint back.
"""

Outcome: TypeAlias = Literal["accepted", "refused", "unknown"]
"""What became of a request: SES carried it out, SES refused it, or no usable response came although it was repeated."""

ChangeAction: TypeAlias = Literal["add", "update", "remove"]
"""What a change does: put an address on the list, put it again with another reason, or take it off."""

ImportAction: TypeAlias = Literal["PUT", "DELETE"]
"""What an import job does with the addresses: put them on the list, or take them off."""

ImportOutcome: TypeAlias = Literal["accepted", "refused", "unknown"]
"""What became of an import job.

- `accepted`: it has ended; `failed_records_count` of its result says how many addresses it could not import.
- `refused`: it was not started, or failed as a whole.
- `unknown`: it has not ended within `timeout`, or could not be followed.
"""


class Suppressible(Protocol):
    """An address with a reason: an `Addition`, a `SuppressedDestinationSummary`, or an object of one's own."""

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
    """What is done."""

    email_address: str = field(repr=False)
    """The address. To remove it, as the list spells it."""

    reason: str
    """The reason that the entry gets; of a removed one, the reason that it has."""

    listed_as: str | None = None
    """The reason that an updated entry has. None: the change is no update."""

    def __str__(self) -> str:
        """The action, the reason and the address."""
        reason = f"{self.listed_as} -> {self.reason}" if self.listed_as else self.reason
        return f"{self.action:<6}  {reason:<9}  {self.email_address}"


@dataclass(frozen=True, slots=True)
class SuppressionExport:
    """What `suppression.export` wrote."""

    path: "Path | None"
    """The file. None: it was given open."""

    rows: int
    """Entries in the file; those of an earlier run included."""

    last_update_time: "datetime | None"
    """The latest date of an entry, from which a later export can start. None: there is no entry."""

    resumed: bool
    """Whether an earlier run had begun it."""

    continued: int
    """How often this run went on from the last date, because the token of the next page had expired."""

    begun_again: int
    """How often this run began again from the start for that reason, because the entries do not come in the order of
    their dates."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one import job."""

    s3_url: str
    """The file that it reads."""

    addresses: int
    """Addresses in the file."""

    outcome: ImportOutcome
    """What became of it."""

    job_id: str | None = None
    """SES's id of the job. None: it was not started, or that is not known."""

    failed_records_count: int = 0
    """Addresses that SES could not import."""

    failed_records_s3_url: str | None = field(default=None, repr=False)
    """A link to them, which is valid for some minutes; `jobs.get_import_job` gives a new one. None: there are none."""

    message: str | None = None
    """SES's message. None: it has none."""

    error: "SESv2Error | None" = None
    """Why the job was not started or could not be followed. None: that did not fail."""


@dataclass(frozen=True, slots=True)
class Addition:
    """An address to put on a suppression list."""

    email_address: str = field(repr=False)
    """The address, spelt as in the event."""

    reason: "SuppressionListReason"
    """`BOUNCE` for a permanent bounce, `COMPLAINT` for a complaint."""

    message_id: str | None
    """SES's id of the email. None: the event has none."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An address of an event that is not put on a list."""

    email_address: str = field(repr=False)
    """The address, spelt as in the event."""

    why: WhySkipped
    """Why not."""

    message_id: str | None
    """SES's id of the email. None: the event has none."""


@dataclass(frozen=True, slots=True)
class SuppressionPlan:
    """What events say about a suppression list. Nothing was sent for it."""

    additions: tuple[Addition, ...]
    """Addresses to put on the list, each once; a complaint counts more than a bounce."""

    skipped: tuple[Skipped, ...]
    """Addresses that bounces and complaints name and that are left alone."""

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
    """What became of one addition."""

    addition: Addition
    """The addition."""

    outcome: Outcome
    """What became of it."""

    error: "SESv2Error | None" = None
    """Why it is `refused` or `unknown`. None: it is `accepted`."""


@dataclass(frozen=True, slots=True)
class SuppressionResult:
    """What became of a plan."""

    plan: SuppressionPlan
    """The plan."""

    results: tuple[AdditionResult, ...]
    """One for each addition, in order."""

    @property
    def accepted(self) -> tuple[Addition, ...]:
        """What is on the list now."""
        return tuple(one.addition for one in self.results if one.outcome == "accepted")

    @property
    def failed(self) -> tuple[AdditionResult, ...]:
        """What was refused or is unknown. To try again is harmless: the same entry is put again."""
        return tuple(one for one in self.results if one.outcome != "accepted")

    def raise_for_failures(self) -> None:
        """Raise the first failure, so that the worker that called leaves the message in its queue.

        Raises:
            SESv2Error: An addition failed.
        """
        for one in self.failed:
            if one.error is not None:
                raise one.error
