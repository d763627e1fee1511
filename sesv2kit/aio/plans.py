"""Results of the `plan_changes` methods of the asynchronous client."""

from collections.abc import Callable
from dataclasses import dataclass

from sesv2kit.plans import ChangeResult, Changes, ChangeT, PlanResult


@dataclass(frozen=True, slots=True)
class AsyncPlan(Changes[ChangeT]):
    """Changes that are not made yet. They can be printed; `await apply()` makes them."""

    async def apply(self, *, progress: Callable[[ChangeResult[ChangeT]], object] | None = None) -> PlanResult[ChangeT]:
        """Make the changes; see `Plan.apply`.

        Args:
            progress: Called with the result of each change. None: it is not called.

        Returns:
            The result of each change. Errors of requests are not raised: they are in the results.
        """
        from sesv2kit._workflows.plans import Application
        from sesv2kit.aio.many import AsyncManyRun

        application = Application(self.changes, self._make, self._max_concurrency, progress)
        run = AsyncManyRun(self.changes, application.each, self._max_concurrency)
        try:
            async for result in run:
                application.note(result)
        finally:  # also after an interruption, so that `progress` gets every change that was made
            application.note_rest(run)
        return application.result()
