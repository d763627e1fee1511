"""Asynchronous lists: tasks, and loops that end. Other tests run with both clients."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest

from sesv2kit import AsyncPageIterator
from sesv2kit.models.tenants import LIST_TENANTS, ListTenantsRequest, ListTenantsResponse, TenantInfo
from tests.aio.support import on_a_loop, until
from tests.unit.test_paging import Shop

Pager = AsyncPageIterator[TenantInfo, ListTenantsResponse]


class Slowly:
    """Returns two pages, the second one when the test allows it."""

    def __init__(self) -> None:
        self.shop = Shop({None: (["a"], "2"), "2": (["b"], None)})
        self.go_on = asyncio.Event()

    async def fetch(self, request: Any) -> ListTenantsResponse:
        page = self.shop.fetch(request)
        if request.next_token:
            await self.go_on.wait()
        return page

    def pager(self, prefetch: int, fetch: Callable[[Any], Any] | None = None) -> Pager:
        return AsyncPageIterator(LIST_TENANTS, ListTenantsRequest(), fetch or self.fetch, prefetch=prefetch)


@pytest.mark.parametrize("prefetch", [0, 1])
@on_a_loop
async def test_a_cursor_is_for_one_task_at_a_time(prefetch: int) -> None:
    slowly = Slowly()
    cursor = aiter(slowly.pager(prefetch))
    await anext(cursor)
    first = asyncio.create_task(cursor.__anext__())
    await until(lambda: len(slowly.shop.asked) == 2)
    with pytest.raises(RuntimeError, match="another task is fetching"):
        await anext(cursor)
    slowly.go_on.set()
    assert (await first).tenant_name == "b"
    assert await anext(cursor, None) is None


@on_a_loop
async def test_a_task_that_was_cancelled_waiting_loses_no_page_and_fetches_none_twice() -> None:
    slowly = Slowly()
    cursor = aiter(slowly.pager(1))
    await anext(cursor)
    waiting = asyncio.create_task(cursor.__anext__())
    await until(lambda: len(slowly.shop.asked) == 2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    slowly.go_on.set()
    assert [tenant.tenant_name async for tenant in cursor] == ["b"]
    assert slowly.shop.asked == [None, "2"]


def test_a_walk_goes_on_on_another_loop() -> None:
    """The page that was being fetched when the first loop ended never arrives."""
    slowly = Slowly()
    cursor = aiter(slowly.pager(1))

    async def begin() -> str | None:
        item = await anext(cursor)
        await until(lambda: len(slowly.shop.asked) == 2)
        return item.tenant_name

    async def go_on() -> list[str | None]:
        slowly.go_on = asyncio.Event()
        slowly.go_on.set()
        return [tenant.tenant_name async for tenant in cursor]

    assert asyncio.run(begin()) == "a"
    assert asyncio.run(go_on()) == ["b"]


@on_a_loop
async def test_a_page_that_fails_and_that_nobody_wants_makes_no_noise(caplog: pytest.LogCaptureFixture) -> None:
    slowly, failed = Slowly(), asyncio.Event()

    async def fetch(request: Any) -> ListTenantsResponse:
        if request.next_token:
            failed.set()
            raise KeyError("nobody wants it")
        return await slowly.fetch(request)

    cursor = aiter(slowly.pager(1, fetch))
    await anext(cursor)
    await failed.wait()
    await asyncio.sleep(0)
    del cursor
    gc.collect()
    assert caplog.records == []
