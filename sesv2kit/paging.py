"""Walking a list: items by default, pages when asked, from any token on. What to do with a page is decided here;
fetching it is the caller's."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from operator import length_hint
from typing import Any, Generic, Self, TypeAlias

from typing_extensions import TypeVar

from sesv2kit.errors import PaginationLoopError, ResponseUnreadableError
from sesv2kit.operation import PagedOperation
from sesv2kit.shapes import Request, Response
from sesv2kit.shapes.facets import wire_name
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse

AnyRequest: TypeAlias = Request | UntypedRequest
"""What asks for a page."""

ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound=Response | UntypedResponse, default=Response)
ItemT_co = TypeVar("ItemT_co", covariant=True)
PageT_co = TypeVar("PageT_co", bound=Response | UntypedResponse, default=Response, covariant=True)


class PageWalk(Generic[ItemT, PageT]):
    """The state of one walk over the pages: which request comes next, and whether there is one."""

    def __init__(self, operation: PagedOperation[Any, PageT, ItemT], request: AnyRequest) -> None:
        self._operation = operation
        self._seen = {hash(operation.token_of(request))}
        self.request: AnyRequest | None = request
        """The request for the next page. None: the last page has been taken."""

    def take(self, page: PageT) -> list[ItemT]:
        """Note a page that came for `request`, and return its items.

        Raises:
            ResponseUnreadableError: Its list, a whole item or its token could not be read.
            PaginationLoopError: Its token has been given before.
        """
        if self.request is None:
            raise RuntimeError("the walk is over")
        items_name = wire_name(self._operation.items)
        for path in page.metadata.unread:
            if path == "NextToken" or (path.startswith(items_name) and path.count(".") < 2):
                raise ResponseUnreadableError(
                    f"{self._operation.name} answered a page whose {path} cannot be read; going on would lose items",
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
            raise PaginationLoopError(f"{self._operation.name} answered a page token for the second time")
        else:
            self._seen.add(hash(token))
            self.request = self._operation.next_request(self.request, token)
        return items

    @property
    def token(self) -> str | None:
        """The token of the request for the next page. None: it is the first page, or there is none."""
        return None if self.request is None else self._operation.token_of(self.request)


class _Ahead(Generic[PageT]):
    """A page that a thread of its own fetches while the caller is busy with the one before."""

    def __init__(self, fetch: Callable[[AnyRequest], PageT], request: AnyRequest) -> None:
        self._page: Future[PageT] = Future()
        self._process = os.getpid()
        context = copy_context()  # tracing finds the caller's span there
        threading.Thread(
            target=context.run, args=(self._run, fetch, request), name="sesv2kit-prefetch", daemon=True
        ).start()

    def _run(self, fetch: Callable[[AnyRequest], PageT], request: AnyRequest) -> None:
        try:
            self._page.set_result(fetch(request))
        except BaseException as error:  # it is raised where the page is wanted
            self._page.set_exception(error)

    @property
    def usable(self) -> bool:
        """Whether the page will come: the thread does not exist in a process forked since."""
        return os.getpid() == self._process

    @property
    def over(self) -> bool:
        """Whether it has come, or has failed."""
        return self._page.done()

    def wait(self) -> PageT:
        """The page, when it is there. Raises what fetching it raised."""
        return self._page.result()


class _Pages(Generic[PageT]):
    """Where a walk gets its pages from."""

    def __init__(self, fetch: Callable[[AnyRequest], PageT], prefetch: int) -> None:
        self._fetch = fetch
        self._prefetch = prefetch
        self._ahead: _Ahead[PageT] | None = None

    def get(self, request: AnyRequest) -> PageT:
        """The page that `request`, the next one of the walk, asks for."""
        ahead = self._ahead
        if ahead is None or not ahead.usable:
            self._ahead = None
            return self._fetch(request)
        try:
            return ahead.wait()
        finally:
            if ahead.over:  # else the wait was interrupted, and the page still comes
                self._ahead = None

    def expect(self, request: AnyRequest | None) -> None:
        """Say which page will be wanted next."""
        if self._prefetch and request is not None:
            self._ahead = _Ahead(self._fetch, request)


class Place(Generic[ItemT_co]):
    """Where in a list a cursor stands."""

    def __init__(self, walk: PageWalk[ItemT_co, Any], limit: int | None) -> None:
        self._walk = walk
        self._left = limit
        self._items: Iterator[ItemT_co] = iter(())
        self._token: str | None = walk.token

    @property
    def next_token(self) -> str | None:
        """The token to go on from in a later call: that of the page the last item came from.

        Resuming repeats what was taken of that page and never skips an item; with a `limit` below the page size it
        would not get on, so give `page_size` that limit too. None: the first page, or `exhausted`.
        """
        return self._token

    @property
    def exhausted(self) -> bool:
        """Whether the last page has been fetched and all of its items were given."""
        return self._walk.request is None and length_hint(self._items) == 0

    def _leave(self) -> AnyRequest | None:
        """Go on to the next page, and return the request for it. None: there is none."""
        self._token = self._walk.token
        return self._walk.request

    def _enter(self, page: Any) -> AnyRequest | None:
        """Begin with a page, and return the request for the one after it, if that will be wanted too."""
        items = self._walk.take(page)
        self._items = iter(items)
        return self._walk.request if self._left is None or self._left > len(items) else None


class Cursor(Place[ItemT_co], Iterator[ItemT_co], Generic[ItemT_co]):
    """One walk over the items, fetching a page when the one before is used up."""

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
            request = self._leave()
            if request is None:
                raise StopIteration
            self._pages.expect(self._enter(self._pages.get(request)))


class PageIterator(Generic[ItemT_co, PageT_co]):
    """A list of the service. Iterating gives its items, one call a page, and starts anew each time.

    Nothing is called before the first item is asked for. Errors of the calls come out of the iteration.

    Args:
        operation: The declaration of the list.
        request: Asks for the first page.
        fetch: Gets a page.
        limit: How many items to give at most. None: all.
        prefetch: 1 to fetch the next page, in a thread, while the caller is busy with this one; 0 to fetch a page when
            it is wanted. More than one ahead is impossible: each page names the next.

    Raises:
        ValueError: `prefetch` is neither 0 nor 1.
    """

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
        """The same list, with the next page fetched while the caller is busy with this one: `prefetch=1`.

        Worth it where the work on a page takes as long as a call. The page ahead is paced like any other call; when the
        caller stops early it is dropped, and going on from the cursor's `next_token` skips nothing.
        """
        return type(self)(self._operation, self._request, self._fetch, limit=self._limit, prefetch=1)

    def pages(self) -> Iterator[PageT_co]:
        """The pages as they come, empty ones too; `limit` does not apply."""
        walk: PageWalk[ItemT_co, PageT_co] = PageWalk(self._operation, self._request)
        source = _Pages(self._fetch, self._prefetch)
        while walk.request is not None:
            page = source.get(walk.request)
            walk.take(page)
            source.expect(walk.request)
            yield page

    def __repr__(self) -> str:
        return f"<PageIterator of {self._operation.name}>"
