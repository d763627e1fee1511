"""What a workflow needs of its client, so that it is written once for both clients."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sesv2kit.operation import Operation, RequestT, ResponseT

if TYPE_CHECKING:
    from sesv2kit.client import SESv2


T = TypeVar("T")


class Caller(Protocol):
    """A client as a workflow sees it."""

    @property
    def region_name(self) -> str:
        """The AWS region."""
        ...

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        journal: Any = None,
        wait: float | None = None,
    ) -> ResponseT:
        """Call one operation; see `SESv2.call`."""
        ...

    async def blocking(self, function: Callable[[], T]) -> T:
        """Call a function that blocks, such as a request to another service of AWS."""
        ...


class BlockingCaller:
    """The blocking client as a caller. It never suspends, so `run` of `_core/course.py` can drive a workflow over
    it."""

    def __init__(self, client: "SESv2") -> None:
        self._client = client

    @property
    def region_name(self) -> str:
        """See `Caller`."""
        return self._client.region_name

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        journal: Any = None,
        wait: float | None = None,
    ) -> ResponseT:
        """See `Caller`."""
        return self._client.call(operation, request, idempotency_key=idempotency_key, journal=journal, wait=wait)

    async def blocking(self, function: Callable[[], T]) -> T:
        """See `Caller`."""
        return function()
