"""An AsyncSESv2 behind the interface of SESv2: what tests the one tests the other.

All of them share one event loop, in a thread of its own.
"""

import asyncio
import functools
import inspect
import threading
from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import pytest

from sesv2kit import AsyncPageIterator, AsyncSESv2, SESv2
from sesv2kit.aio.bulk import AsyncBulkRun
from sesv2kit.aio.services._base import AsyncService

T = TypeVar("T")


@functools.cache
def loop() -> asyncio.AbstractEventLoop:
    one = asyncio.new_event_loop()
    threading.Thread(target=one.run_forever, name="tests-loop", daemon=True).start()
    return one


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result or the exception of a coroutine on the loop, in the caller's context."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop()).result(60)


def settle() -> None:
    """Return when no page is being fetched."""

    async def wait() -> None:
        ahead = [task for task in asyncio.all_tasks() if task.get_name() == "sesv2kit-prefetch"]
        await asyncio.gather(*ahead, return_exceptions=True)

    run(wait())


class BlockingCursor(Iterator[Any]):
    def __init__(self, items: Any) -> None:
        self._items = items

    def __next__(self) -> Any:
        async def step() -> Any:
            return await anext(self._items, self)

        item = run(step())
        if item is self:
            raise StopIteration
        return item

    def __getattr__(self, name: str) -> Any:
        return getattr(self._items, name)


class BlockingPages:
    def __init__(self, pager: AsyncPageIterator[Any, Any]) -> None:
        self._pager = pager

    def __iter__(self) -> BlockingCursor:
        return BlockingCursor(aiter(self._pager))

    def pages(self) -> BlockingCursor:
        return BlockingCursor(self._pager.pages())

    def prefetching(self) -> "BlockingPages":
        return BlockingPages(self._pager.prefetching())

    def __repr__(self) -> str:
        return repr(self._pager).replace("Async", "")


class BlockingRun:
    """An AsyncBulkRun with the synchronous interface."""

    def __init__(self, one: AsyncBulkRun[Any]) -> None:
        self._one = one

    def __iter__(self) -> BlockingCursor:
        return BlockingCursor(aiter(self._one))

    def wait(self) -> Any:
        return run(self._one.wait())

    def reconcile(self, events: Any, **settings: Any) -> Any:
        return run(self._one.reconcile(events, **settings))

    def preflight(self, **settings: Any) -> Any:
        return run(self._one.preflight(**settings))

    def __enter__(self) -> Self:
        run(self._one.__aenter__())
        return self

    def __exit__(self, *error: Any) -> None:
        run(self._one.__aexit__(*error))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._one, name)


def blocking(value: Any) -> Any:
    """A part of the asynchronous client with the synchronous interface."""
    match value:
        case AsyncPageIterator():
            return BlockingPages(value)
        case AsyncBulkRun():
            return BlockingRun(cast("Any", value))
        case AsyncSESv2() | AsyncService():
            return Blocking(value)
        case _ if inspect.iscoroutine(value):
            return run(value)
        case _:
            return value


class Blocking:
    """A client, or one of its services."""

    def __init__(self, one: AsyncSESv2 | AsyncService) -> None:
        self._one = one

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._one, "aclose" if name == "close" else name)
        if not inspect.ismethod(found):
            return blocking(found)
        return lambda *arguments, **settings: blocking(found(*arguments, **settings))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blocking) and self._one is other._one

    def __hash__(self) -> int:
        return hash(self._one)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        run(self._one.aclose())  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]  # a client


def client(*arguments: Any, **settings: Any) -> Any:
    """Created like an SESv2."""
    return Blocking(AsyncSESv2(*arguments, **settings))


BOTH = [
    pytest.param(SESv2, id="blocking"),
    # A workflow is one coroutine for both clients, and the methods that start it are generated for this one. The tests
    # of test_waiting.py, test_send_each.py and test_bulk.py always run with both.
    pytest.param(client, id="async", marks=pytest.mark.slow),
]
"""Parameters for what makes a client."""


def pager(operation: Any, request: Any, fetch: Callable[[Any], Any], **settings: Any) -> Any:
    """Created like a PageIterator; `fetch` runs in a thread, like a call."""

    async def awaited(page: Any) -> Any:
        return await asyncio.to_thread(fetch, page)

    return BlockingPages(AsyncPageIterator(operation, request, awaited, **settings))
