"""The results of applying a plan."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, cast

from sesv2kit._core.driving import Driver
from sesv2kit._workflows.each import Each
from sesv2kit.many import ManyResult
from sesv2kit.plans import ChangeOutcome, ChangeResult, ChangeT, PlanResult


class Application(Generic[ChangeT]):
    """Collects the result of each change of a plan."""

    def __init__(
        self,
        changes: Sequence[ChangeT],
        make: Callable[[ChangeT], Coroutine[Any, Any, None]],
        max_concurrency: int,
        progress: Callable[[ChangeResult[ChangeT]], object] | None,
    ) -> None:
        self.each: Each[ChangeT] = Each(make, max_concurrency)
        """The run that makes the changes."""
        self._changes = changes
        self._progress = progress
        self._results: list[ChangeResult[ChangeT]] = []

    def note(self, result: ManyResult[ChangeT]) -> None:
        """Note a result; they come in the order of the changes."""
        outcome = cast("ChangeOutcome", result.outcome)
        self._results.append(ChangeResult(result.item, outcome, result.error))
        if self._progress is not None:
            self._progress(self._results[-1])

    def note_rest(self, run: Driver[ChangeT, Any, ManyResult[ChangeT]]) -> None:
        """Note the results that a run did not return, because the loop over them ended early."""
        for result in run._rest():  # pyright: ignore[reportPrivateUsage]  # users of runs get these results from the loop
            self.note(result)

    def result(self) -> PlanResult[ChangeT]:
        """The results of all changes, including those that were not tried."""
        left = self._changes[len(self._results) :]
        rest = [ChangeResult(one, "not_tried") for one in left]
        return PlanResult((*self._results, *rest), self.each.summary().error)
