"""Iteration over a list with `async for`. `sesv2kit.paging` decides what to do with a page."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, Generic, Self

from sesv2kit._core.shared import LIST, Shared
from sesv2kit.operation import PagedOperation
from sesv2kit.paging import AnyRequest, ItemT_co, PageT, PageT_co, PageWalk, Position


class _Pages(Generic[PageT]):
    """Fetches the pages of one iteration, with prefetching the next one in advance."""

    def __init__(self, fetch: Callable[[AnyRequest], Coroutine[Any, Any, PageT]], prefetch: int) -> None:
        self._fetch = fetch
        self._prefetch = prefetch
        self._next: asyncio.Task[PageT] | None = None

    async def get(self, request: AnyRequest) -> PageT:
        """The page for `request`, which must be the next one."""
        prefetch = self._next
        # A task of an event loop that has ended never completes.
        if prefetch is None or prefetch.cancelled() or prefetch.get_loop() is not asyncio.get_running_loop():
            self._next = None
            return await self._fetch(request)
        try:
            return await asyncio.shield(prefetch)
        finally:
            if prefetch.done():  # otherwise the wait was cancelled, and the page is still being fetched
                self._next = None

    def start_next(self, request: AnyRequest | None) -> None:
        """Start fetching the next page, if prefetching is on. None: there is no next page."""
        if self._prefetch and request is not None:
            self._next = asyncio.create_task(self._fetch(request), name="sesv2kit-prefetch")
            self._next.add_done_callback(_ignore_result)


def _ignore_result(task: "asyncio.Task[Any]") -> None:
    """Retrieve the exception of a prefetch that was abandoned, so that asyncio does not log it."""
    if not task.cancelled():
        task.exception()


class AsyncCursor(Position[ItemT_co], AsyncIterator[ItemT_co], Generic[ItemT_co]):
    """One iteration over the items. It fetches a page when the one before is used up. For one task at a time."""

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
            request = self._advance()
            if request is None:
                raise StopAsyncIteration
            if self._busy:
                raise RuntimeError("another task is fetching a page with this cursor: give each task its own cursor")
            self._busy = True
            try:
                self._pages.start_next(self._take(await self._pages.get(request)))
            finally:
                self._busy = False


class AsyncPageIterator(Shared, Generic[ItemT_co, PageT_co]):
    """A list of the service. `async for` over it gives its items; each iteration starts from the first page.

    Each page is one call, and the first call is made for the first item. Errors of the calls are raised by the
    iteration.

    Args:
        operation: The declaration of the list.
        request: The request for the first page.
        fetch: Fetches a page.
        limit: The largest number of items. None: all.
        prefetch: 1: fetch the next page in a task while the caller processes this one. 0: fetch a page when it is
            needed. Higher numbers are impossible, because the token of a page is in the page before it.

    Raises:
        ValueError: `prefetch` is neither 0 nor 1.
    """

    _instead = LIST

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
        """The same list, with the next page fetched while the caller processes this one: `prefetch=1`.

        It helps if processing a page takes about as long as a call and awaits something. Rate limits apply to
        prefetched pages as to any other call. If the caller stops early, the prefetched page is dropped; resuming from
        the cursor's `next_token` skips nothing.
        """
        return type(self)(self._operation, self._request, self._fetch, limit=self._limit, prefetch=1)

    async def pages(self) -> AsyncGenerator[PageT_co]:
        """The pages, empty ones included; `limit` does not apply."""
        walk: PageWalk[ItemT_co, PageT_co] = PageWalk(self._operation, self._request)
        source = _Pages(self._fetch, self._prefetch)
        while walk.request is not None:
            page = await source.get(walk.request)
            walk.take(page)
            source.start_next(walk.request)
            yield page

    def __repr__(self) -> str:
        return f"<AsyncPageIterator of {self._operation.name}>"
