"""The asynchronous client as the caller of a workflow."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from sesv2kit._core import clock
from sesv2kit._core.arguments import validated
from sesv2kit.operation import Operation, RequestT, ResponseT

if TYPE_CHECKING:
    from sesv2kit._core.keyed import Keyed
    from sesv2kit._workflows.caller import Turns
    from sesv2kit.aio.client import AsyncSESv2
    from sesv2kit.journal import KeyId

T = TypeVar("T")


class AsyncCaller:
    """See `Caller` of `_workflows/caller.py`."""

    def __init__(self, client: "AsyncSESv2") -> None:
        self._client = client
        self._connection = client._connection  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients
        self._threads = client._threads  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients

    @property
    def region_name(self) -> str:
        """See `Caller`."""
        return self._client.region_name

    @property
    def kept(self) -> dict[str, Any]:
        """See `Caller`."""
        return self._connection.kept

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        journal: Any = None,
        wait: float | None = None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        """See `Caller`."""
        if keyed is not None:
            client = self._client
            _, checked, extra = self._connection.prepared(operation, request, None, None, client._extra)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients
            return await client._send(operation, checked, extra, keyed)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients
        return await self._client.call(operation, request, idempotency_key=idempotency_key, journal=journal, wait=wait)

    async def look_up(
        self, operation: Operation[RequestT, ResponseT], request: RequestT | Mapping[str, Any]
    ) -> ResponseT:
        """See `Caller`."""
        return await self._client._send(operation, validated(operation, request), None)  # pyright: ignore[reportPrivateUsage]  # workflows are methods of clients

    @property
    def send_rate(self) -> float | None:
        """See `Caller`."""
        return self._connection.transports["sesv2"].pacing.send_rate

    async def account_id(self) -> str:
        """See `Caller`."""
        return await self.blocking(self._connection.account_id)

    def other_client(self, service: str, *, instead: str) -> AbstractContextManager[Any]:
        """See `Caller`."""
        return self._connection.other_client(service, instead=instead)

    async def sleep(self, seconds: float) -> None:
        """See `Caller`."""
        now = clock.current()
        if isinstance(now, clock.SystemClock):
            await asyncio.sleep(seconds)
        else:
            now.sleep(seconds)  # takes no time
            await asyncio.sleep(0)

    async def blocking(self, function: Callable[[], T]) -> T:
        """See `Caller`."""
        return await asyncio.to_thread(function)

    def keyed(
        self, operation: Operation[Any, Any], idempotency_key: str | None, journal: Any, wait: float | None
    ) -> "Keyed":
        """See `Caller`."""
        return self._connection.keyed(operation, idempotency_key, journal, wait, awaits=True)

    async def is_used(self, keyed: "Keyed") -> bool:
        """See `Caller`."""
        read: Any = keyed.journal.get

        async def get(id: "KeyId") -> Any:
            return await (asyncio.wrap_future(self._threads.submit(read, id)) if keyed.blocks else read(id))

        return await keyed.is_used(get)

    async def one_at_a_time(self, turns: "Turns", do: Callable[[], Awaitable[None]]) -> None:
        """See `Caller`."""
        async with turns.tasks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            await do()
