"""The asynchronous client as a workflow sees it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from sesv2kit.operation import Operation, RequestT, ResponseT

if TYPE_CHECKING:
    from sesv2kit.aio.client import AsyncSESv2

T = TypeVar("T")


class AsyncCaller:
    """A `Caller` of `_workflows/`."""

    def __init__(self, client: "AsyncSESv2") -> None:
        self._client = client

    @property
    def region_name(self) -> str:
        """The AWS region."""
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
        """Call one operation; see `AsyncSESv2.call`."""
        return await self._client.call(operation, request, idempotency_key=idempotency_key, journal=journal, wait=wait)

    async def blocking(self, function: Callable[[], T]) -> T:
        """Call a function in a thread."""
        return await asyncio.to_thread(function)
