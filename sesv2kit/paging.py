"""Iteration over a list: its items, or its pages, from any token on.

`PageWalk` and `Position` decide what to do with a page, without I/O. Both clients use them, and fetch the pages.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from operator import length_hint
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias

from typing_extensions import TypeVar

from sesv2kit._core.deprecated import renamed_names
from sesv2kit._core.shared import LIST, Shared
from sesv2kit.errors import PaginationLoopError, ResponseUnreadableError
from sesv2kit.operation import PagedOperation
from sesv2kit.shapes import Request, Response
from sesv2kit.shapes.facets import wire_name
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse

__all__ = ["AnyRequest", "Cursor", "PageIterator", "PageWalk", "Position"]


def __dir__() -> list[str]:
    return __all__


AnyRequest: TypeAlias = Request | UntypedRequest
"""The request for a page."""

ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound=Response | UntypedResponse, default=Response)
ItemT_co = TypeVar("ItemT_co", covariant=True)
PageT_co = TypeVar("PageT_co", bound=Response | UntypedResponse, default=Response, covariant=True)


class PageWalk(Generic[ItemT, PageT]):
    """The state of one iteration over the pages: the next request, if there is one."""

    def __init__(self, operation: PagedOperation[Any, PageT, ItemT], request: AnyRequest) -> None:
        self._operation = operation
        self._seen = {hash(operation.token_of(request))}
        self.request: AnyRequest | None = request
        """The request for the next page. None: there are no more pages."""

    def take(self, page: PageT) -> list[ItemT]:
        """Process the page for `request`: return its items, and set the next request.

        Raises:
            ResponseUnreadableError: Its list, a whole item or its token could not be read.
            PaginationLoopError: Its token was returned before.
        """
        if self.request is None:
            raise RuntimeError("there are no more pages")
        items_name = wire_name(self._operation.items)
        for path in page.metadata.unread:
            if path == "NextToken" or (path.startswith(items_name) and path.count(".") < 2):
                raise ResponseUnreadableError(
                    f"{self._operation.name} returned a page whose {path} cannot be read; continuing would lose items",
                    operation=self._operation.name,
                    attempts=page.metadata.attempts,
                    status=page.metadata.status,
                    request_id=page.metadata.request_id,
                    body=page.metadata.raw,
                )
        items = self._operation.items_of(page)
        token = self._operation.token_of(page)
        if not token:
            self.request = None
        elif hash(token) in self._seen:
            raise PaginationLoopError(f"{self._operation.name} returned the same NextToken twice")
        else:
            self._seen.add(hash(token))
            self.request = self._operation.next_request(self.request, token)
        return items

    @property
    def token(self) -> str | None:
        """The token of the request for the next page. None: that is the first page, or there are no more pages."""
        return None if self.request is None else self._operation.token_of(self.request)


class _Prefetch(Generic[PageT]):
    """The next page, fetched in its own thread while the caller processes the current one."""

    def __init__(self, fetch: Callable[[AnyRequest], PageT], request: AnyRequest) -> None:
        self._page: Future[PageT] = Future()
        self._process = os.getpid()
        context = copy_context()  # so that tracing finds the caller's span
        threading.Thread(
            target=context.run, args=(self._run, fetch, request), name="sesv2kit-prefetch", daemon=True
        ).start()

    def _run(self, fetch: Callable[[AnyRequest], PageT], request: AnyRequest) -> None:
        try:
            self._page.set_result(fetch(request))
        except BaseException as error:  # raised to the caller by `wait`
            self._page.set_exception(error)

    @property
    def usable(self) -> bool:
        """Whether this process has the thread. A child process after a fork does not."""
        return os.getpid() == self._process

    @property
    def done(self) -> bool:
        """Whether the page was fetched, or fetching it has failed."""
        return self._page.done()

    def wait(self) -> PageT:
        """The page; blocks until it is fetched. Raises the error of fetching it."""
        return self._page.result()


class _Pages(Generic[PageT]):
    """Fetches the pages of one iteration, with prefetching the next one in advance."""

    def __init__(self, fetch: Callable[[AnyRequest], PageT], prefetch: int) -> None:
        self._fetch = fetch
        self._prefetch = prefetch
        self._next: _Prefetch[PageT] | None = None

    def get(self, request: AnyRequest) -> PageT:
        """The page for `request`, which must be the next one."""
        prefetch = self._next
        if prefetch is None or not prefetch.usable:
            self._next = None
            return self._fetch(request)
        try:
            return prefetch.wait()
        finally:
            if prefetch.done:  # otherwise a signal ended the wait, and the page is still being fetched
                self._next = None

    def start_next(self, request: AnyRequest | None) -> None:
        """Start fetching the next page, if prefetching is on. None: there is no next page."""
        if self._prefetch and request is not None:
            self._next = _Prefetch(self._fetch, request)


class Position(Shared, Generic[ItemT_co]):
    """The position of a cursor in a list."""

    _instead = LIST

    def __init__(self, walk: PageWalk[ItemT_co, Any], limit: int | None) -> None:
        self._walk = walk
        self._left = limit
        self._items: Iterator[ItemT_co] = iter(())
        self._token: str | None = walk.token

    @property
    def next_token(self) -> str | None:
        """The token to resume from in a later call: that of the page of the last item.

        Resuming repeats the items that were taken from that page, and never skips one. With a `limit` below the page
        size it would not advance, so set `page_size` to that limit too. None: the first page, or `exhausted`.
        """
        return self._token

    @property
    def exhausted(self) -> bool:
        """Whether the last page was fetched and all of its items were returned."""
        return self._walk.request is None and length_hint(self._items) == 0

    def _advance(self) -> AnyRequest | None:
        """Move to the next page and return its request. None: there is no next page."""
        self._token = self._walk.token
        return self._walk.request

    def _take(self, page: Any) -> AnyRequest | None:
        """Take a fetched page. Returns the request of the page after it. None: that page will not be needed."""
        items = self._walk.take(page)
        self._items = iter(items)
        return self._walk.request if self._left is None or self._left > len(items) else None


class Cursor(Position[ItemT_co], Iterator[ItemT_co], Generic[ItemT_co]):
    """One iteration over the items. It fetches a page when the one before is used up."""

    def __init__(self, walk: PageWalk[ItemT_co, Any], pages: _Pages[Any], limit: int | None) -> None:
        super().__init__(walk, limit)
        self._pages = pages

    def __next__(self) -> ItemT_co:
        if self._left == 0:
            raise StopIteration
        while True:
            for item in self._items:
                if self._left is not None:
                    self._left -= 1
                return item
            request = self._advance()
            if request is None:
                raise StopIteration
            self._pages.start_next(self._take(self._pages.get(request)))


class PageIterator(Shared, Generic[ItemT_co, PageT_co]):
    """A list of the service. Iterating over it gives its items; each iteration starts from the first page.

    Each page is one call, and the first call is made for the first item. Errors of the calls are raised by the
    iteration.

    Args:
        operation: The declaration of the list.
        request: The request for the first page.
        fetch: Fetches a page.
        limit: The largest number of items. None: all.
        prefetch: 1: fetch the next page in a thread while the caller processes this one. 0: fetch a page when it is
            needed. Higher numbers are impossible, because the token of a page is in the page before it.

    Raises:
        ValueError: `prefetch` is neither 0 nor 1.
    """

    _instead = LIST

    def __init__(
        self,
        operation: PagedOperation[Any, PageT_co, ItemT_co],
        request: AnyRequest,
        fetch: Callable[[AnyRequest], PageT_co],
        *,
        limit: int | None = None,
        prefetch: int = 0,
    ) -> None:
        if prefetch not in (0, 1):
            raise ValueError(f"PageIterator: prefetch must be 0 or 1, not {prefetch!r}")
        self._operation = operation
        self._request = request
        self._fetch = fetch
        self._limit = limit
        self._prefetch = prefetch

    def __iter__(self) -> Cursor[ItemT_co]:
        return Cursor(PageWalk(self._operation, self._request), _Pages(self._fetch, self._prefetch), self._limit)

    def prefetching(self) -> Self:
        """The same list, with the next page fetched while the caller processes this one: `prefetch=1`.

        It helps if processing a page takes about as long as a call. Rate limits apply to prefetched pages as to any
        other call. If the caller stops early, the prefetched page is dropped; resuming from the cursor's `next_token`
        skips nothing.
        """
        return type(self)(self._operation, self._request, self._fetch, limit=self._limit, prefetch=1)

    def pages(self) -> Iterator[PageT_co]:
        """The pages, empty ones included; `limit` does not apply."""
        walk: PageWalk[ItemT_co, PageT_co] = PageWalk(self._operation, self._request)
        source = _Pages(self._fetch, self._prefetch)
        while walk.request is not None:
            page = source.get(walk.request)
            walk.take(page)
            source.start_next(walk.request)
            yield page

    def __repr__(self) -> str:
        return f"<PageIterator of {self._operation.name}>"


if not TYPE_CHECKING:  # or type checkers would accept any name
    __getattr__ = renamed_names(__name__, Place=Position)
