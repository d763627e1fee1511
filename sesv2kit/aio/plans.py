"""What the `plan_changes` methods of the asynchronous client return."""

from collections.abc import Callable
from dataclasses import dataclass

from sesv2kit.plans import ChangeResult, Changes, ChangeT, PlanResult


@dataclass(frozen=True, slots=True)
class AsyncPlan(Changes[ChangeT]):
    """Changes that were found and not made yet. Print it to see them; `await apply()` makes them."""

    async def apply(self, *, progress: Callable[[ChangeResult[ChangeT]], object] | None = None) -> PlanResult[ChangeT]:
        """Make the changes; see `Plan.apply`.

        Args:
            progress: Called with the result of each change as soon as it is there. None: nothing is called.

        Returns:
            What became of each change. No error of a request is raised: it is in the result of its change.
        """
        from sesv2kit._workflows.plans import Application
        from sesv2kit.aio.many import AsyncManyRun

        application = Application(self.changes, self._make, self._max_concurrency, progress)
        run = AsyncManyRun(self.changes, application.each, self._max_concurrency)
        try:
            async for result in run:
                application.note(result)
        finally:  # after an interruption `progress` knows of what was made
            application.note_rest(run)
        return application.result()
