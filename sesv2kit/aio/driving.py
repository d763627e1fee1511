"""Processes every item of an iterable in asyncio tasks; see `_core/driving.py`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable
from types import TracebackType
from typing import Any, Self

from sesv2kit._core.driving import Driver, ItemT, ResultT, UnitT


class TaskDriver(Driver[ItemT, UnitT, ResultT]):
    """Works in tasks while it is iterated with `async for`. Items are read as they are processed."""

    def __init__(self, items: Iterable[ItemT] | AsyncIterable[ItemT], *parts: Any) -> None:
        """See `Driver`."""
        super().__init__(*parts)
        self._items = items
        self._source: AsyncIterator[ItemT] | None = None
        self._entered = False
        # A reference is kept only in a `with` block, which must await the end of the generator: otherwise the event
        # loop would end the generator at some later time. Without a block, the work ends when the loop over the results
        # ends early.
        self._results: AsyncGenerator[ResultT] | None = None

    def __aiter__(self) -> AsyncIterator[ResultT]:
        """The results, each as soon as it is available.

        Raises:
            RuntimeError: It was iterated before.
        """
        self._begin()
        results = self._iterate()
        if self._entered:
            self._results = results
        return results

    async def __aenter__(self) -> Self:
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        results, self._results = self._results, None
        if results is not None:
            await results.aclose()

    async def to_end(self) -> None:
        """Process all items, and drop the results."""
        async for _ in self:
            pass

    async def _read_while(self, wanted: Callable[[], bool]) -> None:
        work = self._driven
        source = self._source = _steps(self._items) if self._source is None else self._source
        while wanted():
            try:
                work.take(await anext(source))
            except StopAsyncIteration:
                work.exhausted()
            except Exception as error:
                work.fail(error)

    async def _iterate(self) -> AsyncGenerator[ResultT]:
        work = self._driven
        running: set[asyncio.Task[object]] = set()
        try:
            if self._prepare is not None:
                await self._prepare()
            while True:
                self._ready.extend(work.results())  # returned after others have started, see `_core/driving.py`
                running = self._left(running)
                while len(running) < self._max_concurrency:
                    await self._read_while(work.wants_item)
                    unit = work.unit()
                    if unit is None:
                        break
                    running.add(asyncio.ensure_future(self._do(unit)))
                while self._ready:
                    yield self._ready.popleft()
                if running:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                elif work.is_idle:
                    break
            work.close()
            for result in self._rest():
                yield result
            work.check()
        finally:
            work.cancel()
            try:
                if running:
                    await _to_their_end(running)
            finally:
                work.close()


async def _steps(items: Iterable[ItemT] | AsyncIterable[ItemT]) -> AsyncIterator[ItemT]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


async def _to_their_end(running: set["asyncio.Task[object]"]) -> None:
    """Wait for requests in progress, even if this task is cancelled meanwhile: their results must be recorded."""
    cancelled: asyncio.CancelledError | None = None
    while running:
        try:
            _, running = await asyncio.wait(running)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
