# Written by `python -m tests.tools.twin` from sesv2kit/services/_base.py. Change that one.
"""Base class of the services."""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sesv2kit._core.shared import SERVICE, Shared
from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.plans import AsyncPlan
from sesv2kit.operation import ItemT, Operation, PagedOperation, RequestT, ResponseT
from sesv2kit.plans import ChangeT

if TYPE_CHECKING:
    from sesv2kit._workflows.caller import Caller
    from sesv2kit.aio.client import AsyncSESv2
    from sesv2kit.journal import AsyncJournal, Journal

T = TypeVar("T")


class AsyncService(Shared):
    """A part of the API, with one method per operation. Its only state is the client.

    Every method raises `RequestInvalidError` before anything is sent if its arguments are invalid, `ServiceError` (with
    a subclass per error code) if the service returns an error, and `TransportError` if there is no usable response. A
    method that sends mail or starts a job raises `OutcomeUnknownError` instead of repeating a request that may have
    been carried out.
    """

    _instead = SERVICE

    def __init__(self, client: "AsyncSESv2") -> None:
        self._client = client

    async def _call(self, operation: Operation[RequestT, ResponseT], **arguments: Any) -> ResponseT:
        return await self._client.call(operation, arguments)

    async def _call_once(
        self,
        operation: Operation[RequestT, ResponseT],
        idempotency_key: str | None,
        journal: "Journal | AsyncJournal | None",
        wait: float | None,
        **arguments: Any,
    ) -> ResponseT:
        if idempotency_key is None and journal is None and wait is None:
            return await self._client.call(operation, arguments)
        return await self._client.call(
            operation,
            arguments,
            idempotency_key=idempotency_key,
            journal=journal,
            wait=wait,
        )

    def _paginate(
        self, operation: PagedOperation[RequestT, ResponseT, ItemT], limit: int | None, **arguments: Any
    ) -> AsyncPageIterator[ItemT, ResponseT]:
        return self._client.paginate(operation, arguments, limit=limit)

    async def _plan(
        self,
        find: "Callable[[Caller], Coroutine[Any, Any, Sequence[ChangeT]]]",
        make: "Callable[[Caller, ChangeT], Coroutine[Any, Any, None]]",
        max_concurrency: int = 1,
    ) -> AsyncPlan[ChangeT]:
        from sesv2kit.aio.caller import AsyncCaller

        caller = AsyncCaller(self._client)
        return AsyncPlan(tuple(await find(caller)), lambda change: make(caller, change), max_concurrency)

    async def _run(self, workflow: "Callable[[Caller], Coroutine[Any, Any, T]]") -> T:
        from sesv2kit.aio.caller import AsyncCaller

        return await workflow(AsyncCaller(self._client))
