"""The limiter of a fleet: slots are kept in Redis, on the clock of its server, for all processes that use it."""

import contextlib
import logging
import math
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sesv2kit import fork
from sesv2kit.rate import Limit, MemoryLimiter, Reservation

if TYPE_CHECKING:
    import redis

logger: logging.Logger = logging.getLogger("sesv2kit")

# MemoryLimiter's algorithm. Moments and spans are whole microseconds: Lua's numbers hold them exactly, and Redis would
# cut off fractions on the way out. A key expires when its limit is free again, which is all that a missing key says.
RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = now
local free_at = {}
for i, key in ipairs(KEYS) do
    free_at[key] = tonumber(redis.call('GET', key) or now)
    start = math.max(start, free_at[key] - ARGV[2 * i])
end
if ARGV[1] ~= '' and start - now > tonumber(ARGV[1]) then
    return false
end
local taken = {start - now}
for i, key in ipairs(KEYS) do
    local before = free_at[key]
    local after = math.max(before, start) + ARGV[2 * i + 1]
    local lifetime = math.floor((after - now) / 1000) + 1
    free_at[key] = after
    redis.call('SET', key, string.format('%.0f', after), 'PX', lifetime)
    table.insert(taken, before)
    table.insert(taken, after)
end
return taken
"""
"""Arguments: the longest wait or "", then for each key how much earlier than it is free one may start, and the time
taken. Returns nothing, or the wait, then for each key the moments of `Reservation.slots`."""

RELEASE = """
for i = #KEYS, 1, -1 do
    if redis.call('GET', KEYS[i]) == ARGV[2 * i] then
        redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'KEEPTTL')
    end
end
"""
"""Arguments: for each key the moments of `Reservation.slots`."""

AWAY = 5.0
"""Seconds after which a Redis that failed is tried again."""

_TIMEOUT = 0.25
"""Seconds to wait for Redis, which answers within a millisecond or two."""


class _InRedis(Reservation):
    """Slots taken in Redis; their moments are microseconds on its server's clock."""


class RedisLimiter:
    """The limiter of all processes that share a Redis: together they keep each limit, and wait in the order of asking.

    While Redis cannot be used, each process paces itself with its share of every limit: there is one warning on the
    logger "sesv2kit", and Redis is tried again every five seconds.

    Args:
        url_or_client: A URL as `redis.Redis.from_url` takes it, or a client of yours, which is used as it is. Clients
            made from a URL wait for Redis for 0.25 s and do not try twice.
        account: Processes that name the same account share its limits. Any text: the AWS account's id, if several
            accounts use one Redis.
        share: The part of every limit that this process may use while Redis cannot be used, above 0 and at most 1:
            1/4 for each of four processes.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `share` is out of range, the URL cannot be read, or the client has no `socket_timeout`: a Redis
            that hangs would hold up its callers for ever.
    """

    def __init__(
        self, url_or_client: "str | redis.Redis | redis.RedisCluster", *, account: str = "default", share: float = 1.0
    ) -> None:
        try:
            import redis
            import redis.exceptions
        except ImportError as error:
            raise ImportError('RedisLimiter needs redis-py: pip install "sesv2kit[redis]"') from error
        self._errors = (redis.RedisError, redis.exceptions.RedisClusterException, OSError)
        self._local = MemoryLimiter(share=share)
        self._share = share
        self._prefix = f"{{sesv2kit:{account}}}:"  # Redis Cluster keeps keys with the same text in {} on one node
        client: Any = _connect(url_or_client) if isinstance(url_or_client, str) else url_or_client
        if client.get_connection_kwargs().get("socket_timeout") is None:
            raise ValueError(
                "RedisLimiter: the client has no socket_timeout, so a Redis that hangs would stop every call; "
                "make it with redis.Redis(..., socket_timeout=0.25), or give its URL"
            )
        self._reserve = client.register_script(RESERVE)
        self._release = client.register_script(RELEASE)
        self._away = False
        self._next_try = 0.0
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """Make the lock anew, in a forked child. The connections redis-py makes anew itself."""
        self._lock = threading.Lock()

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`.

        `now` counts only while Redis cannot be used.
        """
        with self._lock:
            away, due = self._away, now >= self._next_try
            if away and due:
                self._next_try = now + AWAY  # one caller tries, the others go on
        if away and not due:
            return self._local.reserve(costs, now, timeout)
        try:
            reservation = self._take(costs, timeout)
        except self._errors as error:
            self._leave(error, now)
            return self._local.reserve(costs, now, timeout)
        if away:
            self._away = False
            logger.info("Redis can be used again: its limits are shared again")
        return reservation

    def release(self, reservation: Reservation) -> None:
        """Take back slots that nobody has queued behind; see `RateLimiter.release`."""
        if not isinstance(reservation, _InRedis):
            self._local.release(reservation)
        elif not self._away:
            moments = [int(moment) for _, *both in reservation.slots for moment in both]
            with contextlib.suppress(*self._errors):
                self._release(keys=[key for key, _, _ in reservation.slots], args=moments)

    def _take(self, costs: Sequence[tuple[Limit, float]], timeout: float | None) -> Reservation | None:
        keys = [self._prefix + limit.key for limit, _ in costs]
        arguments: list[float | str] = ["" if timeout is None else timeout * 1e6]
        for limit, cost in costs:
            arguments.append(math.floor((limit.burst - min(cost, limit.burst)) / limit.rate * 1e6))
            arguments.append(math.ceil(cost / limit.rate * 1e6))
        taken: list[int] | None = self._reserve(keys=keys, args=arguments)
        if taken is None:
            return None
        return _InRedis(taken[0] / 1e6, tuple(zip(keys, taken[1::2], taken[2::2], strict=True)))

    def _leave(self, error: Exception, now: float) -> None:
        with self._lock:
            known, self._away = self._away, True
            self._next_try = now + AWAY
        if not known:
            logger.warning(
                "Redis cannot be used (%s): until it can, this process paces itself with %g of every limit",
                type(error).__name__,  # the text may name the server
                self._share,
            )


def _connect(url: str) -> Any:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client: Any = redis.Redis
    try:
        return client.from_url(
            url,
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
            max_connections=2**31,  # one for each thread that asks: redis-py 8 refuses the 101st
            protocol=2,  # with 3, redis-py 8 raises the timeouts when a managed Redis announces maintenance
        )
    except ValueError:  # its text may contain a part of the password
        raise ValueError(
            "RedisLimiter: redis-py cannot read the URL; it begins with redis://, rediss:// or unix://, and in a "
            "password characters such as / and @ are escaped: urllib.parse.quote(password, safe='')"
        ) from None
