"""Lists over pages that a function returns."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sesv2kit.errors import PaginationLoopError, RequestInvalidError, ResponseUnreadableError, ServiceError
from sesv2kit.models.tenants import LIST_TENANTS, ListTenantsRequest, ListTenantsResponse, TenantInfo
from sesv2kit.paging import PageIterator
from sesv2kit.shapes import ResponseMetadata
from tests.faults.server import Server, answer
from tests.unit.support import client_of, make, pager

pytestmark = pytest.mark.usefixtures("each_client")

Pager = PageIterator[TenantInfo, ListTenantsResponse]


class Shop:
    """Returns pages by token, and records the requests."""

    def __init__(self, pages: dict[str | None, tuple[Any, Any]]) -> None:
        self.pages = pages
        self.asked: list[str | None] = []

    def fetch(self, request: Any) -> ListTenantsResponse:
        self.asked.append(request.next_token)
        tenants, token = self.pages[request.next_token]
        if isinstance(tenants, list):
            tenants = [{"TenantName": one} if isinstance(one, str) else one for one in tenants]
        body = json.dumps({"Tenants": tenants, "NextToken": token}).encode()
        page, unread = ListTenantsResponse.from_body(body)
        vars(page)["metadata"] = ResponseMetadata("id", 200, 1, 0.0, body, unread)
        return page

    def pager(self, **arguments: Any) -> Pager:
        limit = arguments.pop("limit", None)
        made: Pager = pager(LIST_TENANTS, ListTenantsRequest(**arguments), self.fetch, limit=limit)
        return made


def three_pages() -> Shop:
    """Seven tenants, on pages of which the second is empty."""
    return Shop({None: (["a", "b", "c"], "2"), "2": ([], "3"), "3": (["d", "e"], "4"), "4": (["f", "g"], None)})


def names(tenants: Any) -> str:
    return "".join(tenant.tenant_name for tenant in tenants)


def test_all_items_over_empty_pages() -> None:
    shop = three_pages()
    pager = shop.pager()
    assert shop.asked == []
    assert names(pager) == "abcdefg"
    assert shop.asked == [None, "2", "3", "4"]
    assert names(pager) == "abcdefg"


def test_cursors_are_independent() -> None:
    pager = three_pages().pager()
    one, other = iter(pager), iter(pager)
    assert [next(one).tenant_name, next(one).tenant_name, next(other).tenant_name] == ["a", "b", "a"]
    assert (names(one), names(other)) == ("cdefg", "bcdefg")
    assert next(one, None) is None


@pytest.mark.parametrize(
    ("limit", "taken", "calls"),
    [
        (0, "", 0),
        (1, "a", 1),
        (3, "abc", 1),
        (4, "abcd", 3),
        (7, "abcdefg", 4),
        (99, "abcdefg", 4),
        (None, "abcdefg", 4),
    ],
)
def test_a_limit_counts_items_and_spares_calls(limit: int | None, taken: str, calls: int) -> None:
    shop = three_pages()
    assert names(shop.pager(limit=limit)) == taken
    assert len(shop.asked) == calls


@pytest.mark.parametrize("taken", range(8))
def test_going_on_repeats_up_to_a_page_and_skips_nothing(taken: int) -> None:
    shop = three_pages()
    cursor = iter(shop.pager())
    seen = names(next(cursor) for _ in range(taken))
    rest = names(shop.pager(next_token=cursor.next_token))
    assert cursor.exhausted == (taken == 7)
    assert (seen + rest).endswith("abcdefg"[taken:])
    assert len(rest) - len("abcdefg"[taken:]) <= 3
    assert set(seen + rest) == set("abcdefg")


def test_the_token_is_that_of_the_page_of_the_last_item() -> None:
    cursor = iter(three_pages().pager())
    tokens = [cursor.next_token, *((next(cursor), cursor.next_token)[1] for _ in range(7))]
    assert tokens == [None, None, None, None, "3", "3", "4", "4"]
    assert next(cursor, None) is None
    assert cursor.next_token is None


def test_a_walk_that_begins_in_the_middle() -> None:
    cursor = iter(three_pages().pager(next_token="3"))
    assert cursor.next_token == "3"
    assert names(cursor) == "defg"


def test_a_cursor_survives_an_error() -> None:
    shop = three_pages()
    second = shop.pages.pop("2")
    cursor = iter(shop.pager())
    assert names(next(cursor) for _ in range(3)) == "abc"
    with pytest.raises(KeyError):
        next(cursor)
    assert cursor.next_token == "2"
    shop.pages["2"] = second
    assert names(cursor) == "defg"


def test_arguments_stay_the_same_on_every_page() -> None:
    def fetch(page: Any) -> ListTenantsResponse:
        requests.append(page)
        return shop.fetch(page)

    requests: list[Any] = []
    shop = three_pages()
    request = ListTenantsRequest(page_size=5, filter={"SENDING_STATUS": "ENABLED"})
    assert names(pager(LIST_TENANTS, request, fetch)) == "abcdefg"
    assert [one.model_copy(update={"next_token": None}) for one in requests] == [request] * 4


def test_pages_come_as_they_are() -> None:
    shop = three_pages()
    pages = shop.pager(limit=1).pages()
    assert shop.asked == []
    assert [names(page.tenants) for page in pages] == ["abc", "", "de", "fg"]


@pytest.mark.parametrize("walk", [list, lambda pager: list(pager.pages())], ids=["items", "pages"])
@pytest.mark.parametrize(
    ("pages", "start", "calls"),
    [
        ({None: (["a"], "1"), "1": (["b"], "1")}, None, 2),
        ({None: (["a"], "1"), "1": (["b"], "2"), "2": (["c"], "1")}, None, 3),
        ({"1": (["b"], "1")}, "1", 1),
    ],
)
def test_a_token_given_twice_ends_the_walk(
    walk: Callable[[Pager], Any], pages: dict[str | None, Any], start: str | None, calls: int
) -> None:
    shop = Shop(pages)
    with pytest.raises(PaginationLoopError, match="ListTenants"):
        walk(shop.pager(next_token=start))
    assert len(shop.asked) == calls


@pytest.mark.parametrize("walk", [list, lambda pager: list(pager.pages())], ids=["items", "pages"])
@pytest.mark.parametrize(
    ("tenants", "token", "place"),
    [
        ({"a": 1}, None, "Tenants"),
        ("x", "2", "Tenants"),
        (["a", 5], None, "Tenants.1"),
        (["a"], {}, "NextToken"),
        (["a", None], None, "Tenants.1"),
    ],
)
def test_a_page_that_cannot_be_read_ends_the_walk(
    walk: Callable[[Pager], Any], tenants: Any, token: Any, place: str
) -> None:
    shop = Shop({None: (["a"], "2"), "2": (tenants, token)})
    with pytest.raises(ResponseUnreadableError, match=f"ListTenants .* {place} cannot be read") as caught:
        walk(shop.pager())
    error = caught.value
    assert (error.operation, error.status, error.request_id, error.attempts) == ("ListTenants", 200, "id", 1)
    assert json.loads(error.body)["NextToken"] == token
    assert shop.asked == [None, "2"]


def test_an_unreadable_member_of_an_item_ends_nothing() -> None:
    shop = Shop({None: ([{"TenantName": 5, "TenantId": "t"}, "b"], None)})
    assert [tenant.tenant_name for tenant in shop.pager()] == [None, "b"]


def test_an_empty_token_is_none() -> None:
    assert names(Shop({None: (["a"], "")}).pager()) == "a"


def test_it_says_what_it_is() -> None:
    assert repr(three_pages().pager()) == "<PageIterator of ListTenants>"


# Through a client.


def test_paginate_sends_the_token_and_nothing_before_the_first_item() -> None:
    pages = [answer({"Tenants": [{"TenantName": "a"}], "NextToken": "t"}), answer({"Tenants": [{"TenantName": "b"}]})]
    with Server(pages) as server, client_of(server.url) as client:
        pager = client.paginate(LIST_TENANTS, {"page_size": 1})
        assert server.seen == []
        assert names(pager) == "ab"
    assert [seen.json for seen in server.seen] == [{"PageSize": 1}, {"NextToken": "t", "PageSize": 1}]


def test_an_html_page_in_the_middle_is_no_end(clock: Any) -> None:
    """boto3 treats it as an empty last page, so an export would be incomplete."""
    pages = [answer({"Tenants": [{"TenantName": "a"}], "NextToken": "t"}), answer(b"<html></html>")]
    with Server(pages) as server, client_of(server.url) as client:
        cursor = iter(client.paginate(LIST_TENANTS, {}))
        assert next(cursor).tenant_name == "a"
        with pytest.raises(ResponseUnreadableError):
            next(cursor)
        assert cursor.next_token == "t"


def test_errors_come_out_of_the_iteration() -> None:
    with Server([answer({"message": "no"}, 400)]) as server, client_of(server.url) as client:
        pager = client.paginate(LIST_TENANTS, {})
        with pytest.raises(ServiceError):
            next(iter(pager))


@pytest.mark.parametrize(
    ("arguments", "limit", "name"),
    [({}, -1, "limit"), ({}, 2.5, "limit"), ({"page_size": 0}, None, "page_size"), ({"p": 1}, 5, "p")],
)
def test_wrong_arguments_fail_at_once(arguments: dict[str, Any], limit: Any, name: str) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        make("us-east-1").paginate(LIST_TENANTS, arguments, limit=limit)
    assert [problem.argument for problem in caught.value.problems] == [name]


def test_a_null_among_the_items_ends_the_walk() -> None:
    with pytest.raises(ResponseUnreadableError, match=r"Tenants\.1"):
        list(Shop({None: (["a", None], None)}).pager())


def test_a_cursor_tells_the_end_from_the_beginning() -> None:
    cursor = iter(Shop({None: (["a"], "2"), "2": (["b"], None)}).pager())
    seen = [(cursor.next_token, cursor.exhausted)]
    for _ in range(2):
        next(cursor)
        seen.append((cursor.next_token, cursor.exhausted))
    assert seen == [(None, False), (None, False), ("2", True)]


@pytest.mark.parametrize("limit", [1.5, "3", -1])
def test_a_limit_is_a_whole_number(limit: Any) -> None:
    with client_of(None) as client, pytest.raises(RequestInvalidError, match="limit: must be a whole number"):
        client.paginate(LIST_TENANTS, {}, limit=limit)
