"""What the service classes share."""

from typing import TYPE_CHECKING, Any

from sesv2kit.operation import ItemT, Operation, PagedOperation, RequestT, ResponseT
from sesv2kit.paging import PageIterator

if TYPE_CHECKING:
    from sesv2kit.client import SESv2


class Service:
    """A part of the API: one method for each operation, nothing else. Holds no state but the client.

    Every method raises `RequestInvalidError` before anything is sent if its arguments break a rule, `ServiceError`
    (one subclass a code) if the service refuses, and `TransportError` if no usable answer comes. A method that sends
    mail or starts a job raises `OutcomeUnknownError` rather than repeat a request that may have been carried out.
    """

    def __init__(self, client: "SESv2") -> None:
        self._client = client

    def _call(self, operation: Operation[RequestT, ResponseT], **arguments: Any) -> ResponseT:
        return self._client.call(operation, arguments)

    def _paginate(
        self, operation: PagedOperation[RequestT, ResponseT, ItemT], limit: int | None, **arguments: Any
    ) -> PageIterator[ItemT, ResponseT]:
        return self._client.paginate(operation, arguments, limit=limit)
