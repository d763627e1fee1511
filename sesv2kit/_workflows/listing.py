"""Lists for workflows: page by page, or all pages."""

from collections.abc import Mapping
from typing import Any, Generic, cast

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import ResponseUnreadableError
from sesv2kit.operation import ItemT, Operation, PagedOperation, RequestT, ResponseT


class Pages(Generic[RequestT, ResponseT, ItemT]):
    """The pages of a list, one after the other."""

    def __init__(
        self, caller: Caller, operation: PagedOperation[RequestT, ResponseT, ItemT], arguments: Mapping[str, Any]
    ) -> None:
        """Nothing is sent before the first call of `next`.

        Args:
            caller: The client.
            operation: The list operation.
            arguments: Arguments of the first page.
        """
        from sesv2kit.paging import PageWalk

        self._caller = caller
        self._operation = operation
        self._walk = PageWalk(operation, validated(operation, arguments))

    @property
    def token(self) -> str | None:
        """The token of the next page. None: the next page is the first, or there are no more."""
        return self._walk.token

    async def next(self) -> list[ItemT] | None:
        """The items of the next page. None: there are no more pages.

        Raises:
            ResponseUnreadableError: The page could not be read.
            PaginationLoopError: A token was returned twice.
        """
        if self._walk.request is None:
            return None
        page = await self._caller.look_up(self._operation, cast("RequestT", self._walk.request))
        return self._walk.take(page)


async def listed(
    caller: Caller, operation: PagedOperation[RequestT, ResponseT, ItemT], arguments: Mapping[str, Any]
) -> list[ItemT]:
    """The items of all pages; see `Pages`."""
    pages = Pages(caller, operation, arguments)
    found: list[ItemT] = []
    while (items := await pages.next()) is not None:
        found += items
    return found


def whole(operation: Operation[Any, ResponseT], response: ResponseT, member: str) -> ResponseT:
    """The response. Raises if a part of one of its members could not be read.

    Raises:
        ResponseUnreadableError: A part could not be read, so conclusions from the other parts could be wrong.
    """
    metadata = response.metadata
    for path in metadata.unread:
        if path.partition(".")[0] == member:
            raise ResponseUnreadableError(
                f"{operation.name} returned a response whose {path} cannot be read",
                operation=operation.name,
                attempts=metadata.attempts,
                status=metadata.status,
                request_id=metadata.request_id,
                body=metadata.raw,
            )
    return response
