"""A bulk send of the asynchronous client: what `sending.send_bulk` and `sending.send_each` return."""

import asyncio
import weakref
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sesv2kit.bulk import BulkPreflight, BulkResult, BulkSummary, EntryT, Reconciliation, Run

if TYPE_CHECKING:
    from sesv2kit.events.types import BaseEvent


class AsyncBulkRun(Run[EntryT]):
    """A bulk send of the asynchronous client. Iterate it with `async for`, or await `wait()`: nothing is sent before.

    Entries are read as they are sent. If the loop over the results pauses, so does the run. At the end of an `async
    with` block calls in progress end and no further one begins; `summary` and the journal then include their results.
    """

    def __init__(self, entries: Iterable[EntryT] | AsyncIterable[EntryT], *parts: Any) -> None:
        """Made by `sending.send_bulk` and `sending.send_each`."""
        super().__init__(entries, *parts)
        self._entries = entries
        self._source: AsyncIterator[EntryT] | None = None
        self._ended: asyncio.Event | None = None
        self._results: weakref.ref[AsyncGenerator[BulkResult[EntryT]]] | None = None  # weak, as that of `BulkRun`

    def __aiter__(self) -> AsyncIterator[BulkResult[EntryT]]:
        """The results, each as soon as it is there; with `ordered=True` in the order of the entries.

        Raises:
            RuntimeError: It was iterated before.
        """
        self._begin()
        results = self._iterate()
        self._results = weakref.ref(results)
        return results

    async def preflight(self, *, total: int | None = None, entries: int = 3) -> BulkPreflight:
        """Look up whether the run can succeed; see `BulkRun.preflight`."""
        self._check_not_begun()
        if self._source is None:
            self._source = _steps(self._entries)
        while self._plan.lacks(entries):
            await self._take(self._source)
        return await self._calls.preflight(total)

    async def reconcile(self, events: "Iterable[BaseEvent]", *, trusted: bool = False) -> Reconciliation:
        """Settle the keys in the run's journal that events prove to be sent; see `BulkRun.reconcile`."""
        return await self._calls.reconcile(events, trusted=trusted)

    async def wait(self) -> BulkSummary:
        """Send everything, and return the counts."""
        self._plan.drop_results()
        async for _ in self:
            pass
        return self.summary

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        results = self._results and self._results()
        if results:
            await results.aclose()
        elif self._ended is not None:  # the loop over the results was left, and the event loop is closing them
            await self._ended.wait()

    async def _read(self, source: AsyncIterator[EntryT]) -> None:
        """Read the entries of the next call."""
        while self._plan.wants_entry:
            await self._take(source)

    async def _take(self, source: AsyncIterator[EntryT]) -> None:
        try:
            self._plan.take(await anext(source))
        except StopAsyncIteration:
            self._plan.exhausted()
        except Exception as error:
            self._plan.fail(error)

    async def _iterate(self) -> AsyncGenerator[BulkResult[EntryT]]:
        plan = self._plan
        source = _steps(self._entries) if self._source is None else self._source
        running: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        try:
            await self._calls.prepare()
            if self._bar is not None:
                self._bar.begin()
            while True:
                while len(running) < self._max_concurrency:
                    await self._read(source)
                    chunk = plan.chunk()
                    if chunk is None:
                        break
                    running.add(asyncio.ensure_future(self._calls.send(chunk)))
                for result in plan.results():
                    yield result
                if not running:
                    if plan.is_idle:
                        break
                    continue
                ended, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for one in ended:
                    one.result()
                self._report()
            plan.close()
            for result in plan.results():
                yield result
            plan.check()
        finally:
            plan.stop("cancelled")
            try:
                if running:
                    await _to_their_end(running)
            finally:
                self._close()
                self._ended.set()


async def _steps(entries: Iterable[EntryT] | AsyncIterable[EntryT]) -> AsyncIterator[EntryT]:
    if isinstance(entries, AsyncIterable):
        async for entry in entries:
            yield entry
    else:
        for entry in entries:
            yield entry


async def _to_their_end(running: set["asyncio.Task[None]"]) -> None:
    """Wait for calls in progress, even if this task is cancelled meanwhile: mail that was sent must be recorded."""
    cancelled: asyncio.CancelledError | None = None
    while running:
        try:
            _, running = await asyncio.wait(running)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
