"""All items of a list, for workflows that need them together."""

from collections.abc import Mapping
from typing import Any, cast

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.operation import ItemT, PagedOperation, RequestT, ResponseT


async def listed(
    caller: Caller, operation: PagedOperation[RequestT, ResponseT, ItemT], arguments: Mapping[str, Any]
) -> list[ItemT]:
    """The items of all pages.

    Args:
        caller: The client.
        operation: The list.
        arguments: Arguments of the first page.

    Raises:
        ResponseUnreadableError: A page could not be read.
        PaginationLoopError: A token was returned twice.
    """
    from sesv2kit.paging import PageWalk

    walk = PageWalk(operation, validated(operation, arguments))
    found: list[ItemT] = []
    while walk.request is not None:
        page = await caller.look_up(operation, cast("RequestT", walk.request))
        found += walk.take(page)
    return found
