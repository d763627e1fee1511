"""Results of methods of the asynchronous client that process many items."""

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING

from sesv2kit._core.driving import ItemT
from sesv2kit.aio.driving import TaskDriver
from sesv2kit.many import ManyResult, ManySummary

if TYPE_CHECKING:
    from sesv2kit._workflows.each import Each


class AsyncManyRun(TaskDriver[ItemT, tuple[int, ItemT], ManyResult[ItemT]]):
    """A run over many items. Iterate it with `async for`, or await `wait()`: nothing is sent before.

    It yields a `ManyResult` for each item, in the order of the items. Items are read as they are processed. If the loop
    over the results pauses, so does the run. At the end of an `async with` block, requests in progress end and no
    further one starts.
    """

    def __init__(
        self, items: Iterable[ItemT] | AsyncIterable[ItemT], each: "Each[ItemT]", max_concurrency: int
    ) -> None:
        """Made by the methods of services."""
        super().__init__(items, each, each.do, max_concurrency)
        self._each = each

    @property
    def summary(self) -> ManySummary:
        """The current counts. It may be read at any time."""
        return self._each.summary()

    async def wait(self) -> ManySummary:
        """Process all items, and return the counts."""
        await self.to_end()
        return self.summary
