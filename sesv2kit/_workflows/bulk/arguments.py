"""Settings of a run, from the arguments of `sending.send_bulk` and `sending.send_each`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, get_args

from sesv2kit._workflows.bulk.items import MAX_RUN_ID, SIMULATOR, SOURCE
from sesv2kit.bulk import BulkSummary, EntryT, Rehearsal
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.sending import SEND_BULK_EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Generic[EntryT]):
    """Settings of a run; see `Sending.send_bulk`.

    Raises:
        RequestInvalidError: One of them is invalid.
    """

    entry: Callable[[EntryT], object] | None
    """Makes an entry from each item."""

    run_id: str | None
    """Id of the run in the journal."""

    max_concurrency: int
    """Calls in progress at once."""

    max_attempts: int
    """Maximum number of calls that contain an entry."""

    ordered: bool
    """Whether results come in the order of the entries."""

    stop_after: int | None
    """Number of consecutive refused entries after which the run stops."""

    stop_when: Callable[[BulkSummary], object] | None
    """Stops the run if it returns true."""

    stop_on_unknown: bool
    """Whether an unknown outcome stops the run."""

    rehearsal: Sequence[Rehearsal] | Rehearsal | None
    """Behaviours of the mailbox simulator, used for the entries one after the other. None: they go to their
    recipients."""

    @property
    def simulated(self) -> Sequence[Rehearsal]:
        """Behaviours of the mailbox simulator, used for the entries one after the other. Empty: they go to their
        recipients."""
        if self.rehearsal is None:
            return ()
        return (self.rehearsal,) if isinstance(self.rehearsal, str) else self.rehearsal

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for name, value, most in (
            ("max_concurrency", self.max_concurrency, 100),
            ("max_attempts", self.max_attempts, 100),
            ("stop_after", 1 if self.stop_after is None else self.stop_after, None),
        ):
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= (most or value):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
                limit = f"a whole number from 1 to {most}" if most else "a whole number of 1 or more"
                problems.append(Problem(name, f"must be {limit}", SOURCE))
        run_id = self.run_id
        if run_id is not None and not (isinstance(run_id, str) and 0 < len(run_id) <= MAX_RUN_ID):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            problems.append(Problem("run_id", f"must be text of 1 to {MAX_RUN_ID} characters", SOURCE))
        is_several = isinstance(self.rehearsal, str | Sequence)  # not every caller is type-checked
        if self.rehearsal is not None and not (is_several and self.simulated and _are_known(self.simulated)):
            message = f"must be one or several of {', '.join(get_args(Rehearsal))}"
            problems.append(Problem("rehearsal", message, SIMULATOR))
        if problems:
            raise RequestInvalidError(SEND_BULK_EMAIL.name, problems)


def _are_known(simulated: Sequence[object]) -> bool:
    return all(one in get_args(Rehearsal) for one in simulated)
