"""Fetching the next page while the caller processes this one, with real threads and without waiting."""

import os
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from sesv2kit.errors import InternalServiceError
from sesv2kit.models.tenants import LIST_TENANTS, ListTenantsRequest, ListTenantsResponse
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from tests.aio import blocking
from tests.faults.server import Seen, Server, answer, refusal
from tests.unit.support import FakeClock, client_of, pager
from tests.unit.test_paging import Pager, Shop, names, three_pages

each_client = pytest.mark.usefixtures("each_client")


def prefetching(shop: Shop, fetch: Callable[[Any], ListTenantsResponse] | None = None, **arguments: Any) -> Pager:
    limit = arguments.pop("limit", None)
    request = ListTenantsRequest(**arguments)
    made: Pager = pager(LIST_TENANTS, request, fetch or shop.fetch, limit=limit, prefetch=1)
    return made


def settle() -> None:
    """Return when no page is being fetched."""
    for thread in threading.enumerate():
        if thread.name == "sesv2kit-prefetch":
            thread.join(10)
    blocking.settle()


@each_client
def test_the_next_page_comes_while_the_caller_works() -> None:
    shop = three_pages()
    cursor = iter(prefetching(shop))
    assert next(cursor).tenant_name == "a"
    settle()
    assert shop.asked == [None, "2"]
    assert names(cursor) == "bcdefg"
    assert shop.asked == [None, "2", "3", "4"]


@each_client
def test_no_more_than_one_page_is_ahead() -> None:
    shop = Shop({None: (["a"], "2"), "2": (["b"], "3"), "3": (["c"], None)})
    cursor = iter(prefetching(shop))
    next(cursor)
    settle()
    assert shop.asked == [None, "2"]
    next(cursor)
    settle()
    assert shop.asked == [None, "2", "3"]


@each_client
def test_pages_come_ahead_too() -> None:
    shop = three_pages()
    pages = prefetching(shop).pages()
    assert len(next(pages).tenants) == 3
    settle()
    assert shop.asked == [None, "2"]
    assert [len(page.tenants) for page in pages] == [0, 2, 2]
    assert shop.asked == [None, "2", "3", "4"]


@each_client
@pytest.mark.parametrize("limit", range(9))
def test_no_page_is_fetched_that_the_limit_leaves_out(limit: int) -> None:
    plain, ahead = three_pages(), three_pages()
    assert names(prefetching(ahead, limit=limit)) == names(plain.pager(limit=limit))
    settle()
    assert ahead.asked == plain.asked


@each_client
@pytest.mark.parametrize("taken", range(8))
def test_stopping_early_loses_nothing(taken: int) -> None:
    shop = three_pages()
    cursor = iter(prefetching(shop))
    seen = names(next(cursor) for _ in range(taken))
    rest = names(shop.pager(next_token=cursor.next_token))
    settle()
    assert (seen + rest).endswith("abcdefg"[taken:])
    assert set(seen + rest) == set("abcdefg")


@each_client
def test_an_error_comes_where_its_page_is_wanted_and_the_cursor_survives_it() -> None:
    shop = three_pages()
    second = shop.pages.pop("2")
    cursor = iter(prefetching(shop))
    assert names(next(cursor) for _ in range(3)) == "abc"
    for _ in range(2):
        with pytest.raises(KeyError):
            next(cursor)
    assert cursor.next_token == "2"
    shop.pages["2"] = second
    assert names(cursor) == "defg"


def test_a_page_is_fetched_once_by_a_caller_who_was_interrupted_waiting_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shop, go_on = three_pages(), threading.Event()

    def slow(request: Any) -> ListTenantsResponse:
        if request.next_token == "2":
            go_on.wait(10)
        return shop.fetch(request)

    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    cursor = iter(prefetching(shop, slow))
    assert names(next(cursor) for _ in range(3)) == "abc"
    with monkeypatch.context() as patch:
        patch.setattr("sesv2kit.paging.Future.result", interrupted)
        with pytest.raises(KeyboardInterrupt):
            next(cursor)
    go_on.set()
    assert names(cursor) == "defg"
    assert shop.asked == [None, "2", "3", "4"]


@each_client
def test_the_callers_context_is_known_in_the_thread() -> None:
    shop, span, seen = three_pages(), ContextVar("span", default="none"), list[str]()

    def fetch(request: Any) -> ListTenantsResponse:
        seen.append(span.get())
        return shop.fetch(request)

    token = span.set("caller")
    try:
        assert names(prefetching(shop, fetch)) == "abcdefg"
    finally:
        span.reset(token)
    assert seen == ["caller"] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_walk_goes_on_in_a_forked_child() -> None:
    shop = three_pages()
    cursor = iter(prefetching(shop))
    next(cursor)
    settle()
    hanging = threading.Event()

    def never(request: Any) -> ListTenantsResponse:
        if os.getpid() == parent:
            hanging.wait(10)
        return shop.fetch(request)

    parent = os.getpid()
    cursor = iter(prefetching(shop, lambda request: never(request) if request.next_token else shop.fetch(request)))
    next(cursor)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if names(cursor) == "bcdefg" else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    hanging.set()
    settle()


@each_client
@pytest.mark.parametrize("prefetch", [-1, 2, None])
def test_one_page_ahead_or_none(prefetch: Any) -> None:
    with pytest.raises(ValueError, match="prefetch must be 0 or 1"):
        pager(LIST_TENANTS, ListTenantsRequest(), three_pages().fetch, prefetch=prefetch)


@each_client
def test_a_list_of_a_client_is_paced_and_its_error_told(clock: FakeClock) -> None:
    def script(seen: Seen) -> Any:
        token = int(seen.json.get("NextToken", "0"))
        if token == 3:
            return refusal(500, "InternalFailure")
        return answer({"Recommendations": [{}, {}], "NextToken": str(token + 1)})

    with Server(script) as server, client_of(server.url, pacing=True) as client:
        cursor = iter(client.options(max_attempts=1).vdm.list_recommendations().prefetching())
        for _ in range(6):
            next(cursor)
        with pytest.raises(InternalServiceError):
            next(cursor)
        assert len(server.seen) == 4
    assert sum(clock.sleeps) == pytest.approx(3 / 0.98)
    assert client.paginate(LIST_RECOMMENDATIONS, {}).prefetching()
