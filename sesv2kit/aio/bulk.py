"""The bulk send of the asynchronous client: the result of `sending.send_bulk` and `sending.send_each`."""

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any

from sesv2kit.aio.driving import TaskDriver
from sesv2kit.bulk import BulkPreflight, BulkResult, BulkSummary, EntryT, Reconciliation

if TYPE_CHECKING:
    from sesv2kit._workflows.bulk.calls import Calls
    from sesv2kit.events.types import BaseEvent


class AsyncBulkRun(TaskDriver[EntryT, Any, BulkResult[EntryT]]):
    """A bulk send of the asynchronous client. Iterate it with `async for`, or await `wait()`: nothing is sent before.

    Entries are read as they are sent. If the loop over the results pauses, so does the run. At the end of an `async
    with` block, calls in progress end and no further one starts. `summary` and the journal then include their results.
    """

    def __init__(
        self, entries: Iterable[EntryT] | AsyncIterable[EntryT], calls: "Calls[EntryT]", max_concurrency: int
    ) -> None:
        """Made by `sending.send_bulk` and `sending.send_each`."""
        super().__init__(entries, calls.plan, calls.send, max_concurrency, calls.prepare)
        self._calls = calls
        self._plan = calls.plan

    @property
    def summary(self) -> BulkSummary:
        """The current counts. It may be read at any time and from any thread."""
        return self._plan.summary()

    async def preflight(self, *, total: int | None = None, entries: int = 3) -> BulkPreflight:
        """Check whether the run can succeed; see `BulkRun.preflight`."""
        self._check_not_begun()
        await self._read_while(lambda: self._plan.lacks(entries))
        return await self._calls.preflight(total)

    async def reconcile(self, events: "Iterable[BaseEvent]", *, trusted: bool = False) -> Reconciliation:
        """Record in the run's journal the keys that events prove to be sent; see `BulkRun.reconcile`."""
        return await self._calls.reconcile(events, trusted=trusted)

    async def wait(self) -> BulkSummary:
        """Send everything, and return the counts."""
        self._plan.drop_results()
        await self.to_end()
        return self.summary
