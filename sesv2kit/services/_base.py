"""Base class of the services."""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sesv2kit._core.shared import SERVICE, Shared
from sesv2kit.operation import ItemT, Operation, PagedOperation, RequestT, ResponseT
from sesv2kit.paging import PageIterator
from sesv2kit.plans import ChangeT, Plan

if TYPE_CHECKING:
    from sesv2kit._workflows.caller import Caller
    from sesv2kit.client import SESv2
    from sesv2kit.journal import Journal

T = TypeVar("T")


class Service(Shared):
    """A part of the API, with one method per operation. Its only state is the client.

    Every method raises `RequestInvalidError` before anything is sent if its arguments are invalid, `ServiceError` (with
    a subclass per error code) if the service returns an error, and `TransportError` if there is no usable response. A
    method that sends mail or starts a job raises `OutcomeUnknownError` instead of repeating a request that may have
    been carried out.
    """

    _instead = SERVICE

    def __init__(self, client: "SESv2") -> None:
        self._client = client

    def _call(self, operation: Operation[RequestT, ResponseT], **arguments: Any) -> ResponseT:
        return self._client.call(operation, arguments)

    def _call_once(
        self,
        operation: Operation[RequestT, ResponseT],
        idempotency_key: str | None,
        journal: "Journal | None",
        wait: float | None,
        **arguments: Any,
    ) -> ResponseT:
        if idempotency_key is None and journal is None and wait is None:
            return self._client.call(operation, arguments)
        return self._client.call(
            operation,
            arguments,
            idempotency_key=idempotency_key,
            journal=journal,
            wait=wait,
        )

    def _paginate(
        self, operation: PagedOperation[RequestT, ResponseT, ItemT], limit: int | None, **arguments: Any
    ) -> PageIterator[ItemT, ResponseT]:
        return self._client.paginate(operation, arguments, limit=limit)

    def _plan(
        self,
        find: "Callable[[Caller], Coroutine[Any, Any, Sequence[ChangeT]]]",
        make: "Callable[[Caller, ChangeT], Coroutine[Any, Any, None]]",
        max_concurrency: int = 1,
    ) -> Plan[ChangeT]:
        from sesv2kit._core.course import run
        from sesv2kit._workflows.caller import BlockingCaller

        caller = BlockingCaller(self._client)
        return Plan(tuple(run(find(caller))), lambda change: make(caller, change), max_concurrency)

    def _run(self, workflow: "Callable[[Caller], Coroutine[Any, Any, T]]") -> T:
        from sesv2kit._core.course import run
        from sesv2kit._workflows.caller import BlockingCaller

        return run(workflow(BlockingCaller(self._client)))
