"""The rate limiter that processes share through Redis, for asyncio."""

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from sesv2kit.limits import Limit, Reservation
from sesv2kit.limits.redis import RELEASE, RESERVE, RedisSlots, connect


class AsyncRedisClient(Protocol):
    """The type of `redis.asyncio.Redis`, which type checkers know also where redis-py is not installed."""

    connection_pool: Any
    """Its connection pool. `redis.asyncio.RedisCluster`, which is not supported, has no such attribute."""

    async def __aenter__(self) -> Any: ...

    def execute_command(self, *args: Any, **kwargs: Any) -> Awaitable[Any]:
        """Execute a Redis command."""
        ...


class AsyncRedisLimiter(RedisSlots):
    """`RedisLimiter` for `AsyncSESv2(limiter=...)`: requests to Redis are awaited.

    It shares its limits with every `RedisLimiter` of the same Redis and account. Made from a URL, it may be used in
    several event loops, one after the other; each has its own connections.

    Args:
        url_or_client: A URL as `redis.asyncio.Redis.from_url` takes it, or a redis-py client, which is used unchanged
            and on its own event loop. A client made from a URL waits 0.25 s for Redis and does not retry.
        account: Processes with the same account share its limits. Any text; use the AWS account's id if several
            accounts use one Redis.
        share: Share of every limit that this process may use while Redis fails, above 0 and at most 1. Use 1/4 in each
            of four processes.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `share` is out of range, the URL cannot be read, or the client has no `socket_timeout` or retries
            more than once, so that calls would block while Redis hangs.
    """

    def __init__(self, url_or_client: str | AsyncRedisClient, *, account: str = "default", share: float = 1.0) -> None:
        super().__init__(account, share)
        self._url_or_client = url_or_client
        self._made: dict[asyncio.AbstractEventLoop, Any] = {}
        self._check(_connect(url_or_client) if isinstance(url_or_client, str) else url_or_client)

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots from all limits, or from none; see `RateLimiter.reserve`.

        `now` is used only while Redis fails.
        """
        asked = self._reserve_arguments(costs, now, timeout)
        if asked is None:
            return self._local.reserve(costs, now, timeout)
        try:
            taken = await self._client.register_script(RESERVE)(keys=asked.keys, args=asked.arguments)
        except self._errors as error:
            self._fall_back(error, now)
            return self._local.reserve(costs, now, timeout)
        return self._reservation(asked, taken)

    async def release(self, reservation: Reservation) -> None:
        """Free slots at the end of the queue, and those before them that were released already."""
        arguments = self._release_arguments(reservation)
        if arguments is not None:
            with contextlib.suppress(*self._errors):
                await self._client.register_script(RELEASE)(keys=arguments[0], args=arguments[1])

    async def aclose(self) -> None:
        """Close the connections that were made in this event loop. A client that was passed in stays open."""
        client = self._made.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def _client(self) -> Any:
        if not isinstance(self._url_or_client, str):
            return self._url_or_client
        loop = asyncio.get_running_loop()
        client = self._made.get(loop)
        if client is None:
            for ended in [other for other in self._made if other.is_closed()]:
                del self._made[ended]
            client = self._made[loop] = _connect(self._url_or_client)
        return client


def _connect(url: str) -> Any:
    import redis.asyncio
    import redis.asyncio.retry

    return connect(redis.asyncio.Redis, redis.asyncio.retry.Retry, url)
