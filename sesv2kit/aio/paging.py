"""Walking a list on an event loop. What to do with a page is decided in `sesv2kit.paging`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, Generic, Self

from sesv2kit.operation import PagedOperation
from sesv2kit.paging import AnyRequest, ItemT_co, PageT, PageT_co, PageWalk, Place


class _Pages(Generic[PageT]):
    """Where a walk gets its pages from."""

    def __init__(self, fetch: Callable[[AnyRequest], Coroutine[Any, Any, PageT]], prefetch: int) -> None:
        self._fetch = fetch
        self._prefetch = prefetch
        self._ahead: asyncio.Task[PageT] | None = None

    async def get(self, request: AnyRequest) -> PageT:
        """The page that `request`, the next one of the walk, asks for."""
        ahead = self._ahead
        # What ran on a loop that has ended does not come any more.
        if ahead is None or ahead.cancelled() or ahead.get_loop() is not asyncio.get_running_loop():
            self._ahead = None
            return await self._fetch(request)
        try:
            return await asyncio.shield(ahead)
        finally:
            if ahead.done():  # else the wait was cancelled, and the page still comes
                self._ahead = None

    def expect(self, request: AnyRequest | None) -> None:
        """Say which page will be wanted next."""
        if self._prefetch and request is not None:
            self._ahead = asyncio.create_task(self._fetch(request), name="sesv2kit-prefetch")
            self._ahead.add_done_callback(_heard)


def _heard(task: "asyncio.Task[Any]") -> None:
    """Let nobody be told that the error of a page that nobody asked for was never looked at."""
    if not task.cancelled():
        task.exception()


class AsyncCursor(Place[ItemT_co], AsyncIterator[ItemT_co], Generic[ItemT_co]):
    """One walk over the items, fetching a page when the one before is used up. For one task at a time."""

    def __init__(self, walk: PageWalk[ItemT_co, Any], pages: _Pages[Any], limit: int | None) -> None:
        super().__init__(walk, limit)
        self._pages = pages
        self._busy = False

    async def __anext__(self) -> ItemT_co:
        if self._left == 0:
            raise StopAsyncIteration
        while True:
            for item in self._items:
                if self._left is not None:
                    self._left -= 1
                return item
            request = self._leave()
            if request is None:
                raise StopAsyncIteration
            if self._busy:
                raise RuntimeError("another task is fetching a page of this cursor: give each task its own")
            self._busy = True
            try:
                self._pages.expect(self._enter(await self._pages.get(request)))
            finally:
                self._busy = False


class AsyncPageIterator(Generic[ItemT_co, PageT_co]):
    """A list of the service, for `async for`. Iterating gives its items, one call a page, and starts anew each time.

    Nothing is called before the first item is asked for. Errors of the calls come out of the iteration.

    Args:
        operation: The declaration of the list.
        request: Asks for the first page.
        fetch: Gets a page.
        limit: How many items to give at most. None: all.
        prefetch: 1 to fetch the next page, in a task, while the caller is busy with this one; 0 to fetch a page when it
            is wanted. More than one ahead is impossible: each page names the next.

    Raises:
        ValueError: `prefetch` is neither 0 nor 1.
    """

    def __init__(
        self,
        operation: PagedOperation[Any, PageT_co, ItemT_co],
        request: AnyRequest,
        fetch: Callable[[AnyRequest], Coroutine[Any, Any, PageT_co]],
        *,
        limit: int | None = None,
        prefetch: int = 0,
    ) -> None:
        if prefetch not in (0, 1):
            raise ValueError(f"AsyncPageIterator: prefetch must be 0 or 1, not {prefetch!r}")
        self._operation = operation
        self._request = request
        self._fetch = fetch
        self._limit = limit
        self._prefetch = prefetch

    def __aiter__(self) -> AsyncCursor[ItemT_co]:
        return AsyncCursor(PageWalk(self._operation, self._request), _Pages(self._fetch, self._prefetch), self._limit)

    def prefetching(self) -> Self:
        """The same list, with the next page fetched while the caller is busy with this one: `prefetch=1`.

        Worth it where the work on a page takes as long as a call, and gives way to the loop. The page ahead is paced
        like any other call; when the caller stops early it is dropped, and going on from the cursor's `next_token`
        skips nothing.
        """
        return type(self)(self._operation, self._request, self._fetch, limit=self._limit, prefetch=1)

    async def pages(self) -> AsyncGenerator[PageT_co]:
        """The pages as they come, empty ones too; `limit` does not apply."""
        walk: PageWalk[ItemT_co, PageT_co] = PageWalk(self._operation, self._request)
        source = _Pages(self._fetch, self._prefetch)
        while walk.request is not None:
            page = await source.get(walk.request)
            walk.take(page)
            source.expect(walk.request)
            yield page

    def __repr__(self) -> str:
        return f"<AsyncPageIterator of {self._operation.name}>"
