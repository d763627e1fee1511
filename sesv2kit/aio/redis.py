"""The limiter of a fleet for clients on an event loop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from sesv2kit.limits import Limit, Reservation
from sesv2kit.limits.redis import RELEASE, RESERVE, Fleet, connect


class AsyncRedisClient(Protocol):
    """What type checkers know `redis.asyncio.Redis` by, also where redis-py is not installed."""

    connection_pool: Any
    """Its connections. `redis.asyncio.RedisCluster`, which cannot be used here, has none of that name."""

    async def __aenter__(self) -> Any: ...

    def execute_command(self, *args: Any, **kwargs: Any) -> Awaitable[Any]:
        """Carry out a command of Redis."""
        ...


class AsyncRedisLimiter(Fleet):
    """`RedisLimiter` for `AsyncSESv2(limiter=...)`: Redis is awaited.

    It shares its limits with every `RedisLimiter` of the same Redis and account. Given a URL, it may be used on several
    event loops, one after the other; each has connections of its own.

    Args:
        url_or_client: A URL as `redis.asyncio.Redis.from_url` takes it, or a client of yours, which is used as it is,
            on its own event loop. Clients made from a URL wait for Redis for 0.25 s and do not try twice.
        account: Processes that name the same account share its limits. Any text: the AWS account's id, if several
            accounts use one Redis.
        share: The part of every limit that this process may use while Redis cannot be used, above 0 and at most 1:
            1/4 for each of four processes.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `share` is out of range, the URL cannot be read, or the client has no `socket_timeout`: a Redis
            that hangs would hold up its callers for ever.
    """

    def __init__(self, url_or_client: str | AsyncRedisClient, *, account: str = "default", share: float = 1.0) -> None:
        super().__init__(account, share)
        self._url_or_client = url_or_client
        self._made: dict[asyncio.AbstractEventLoop, Any] = {}
        self._check(_connect(url_or_client) if isinstance(url_or_client, str) else url_or_client)

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`.

        `now` counts only while Redis cannot be used.
        """
        question = self._question(costs, now, timeout)
        if question is None:
            return self._local.reserve(costs, now, timeout)
        try:
            taken = await self._client.register_script(RESERVE)(keys=question.keys, args=question.arguments)
        except self._errors as error:
            self._leave(error, now)
            return self._local.reserve(costs, now, timeout)
        return self._answer(question, taken)

    async def release(self, reservation: Reservation) -> None:
        """Take back slots that nobody has queued behind; see `RateLimiter.release`."""
        back = self._return(reservation)
        if back is not None:
            with contextlib.suppress(*self._errors):
                await self._client.register_script(RELEASE)(keys=back[0], args=back[1])

    async def aclose(self) -> None:
        """Close the connections that were made on this event loop. A client that was passed in stays open."""
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
