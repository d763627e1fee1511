"""The rate limiter that processes share. Slots are kept in Redis, by the clock of the Redis server."""

import contextlib
import inspect
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sesv2kit._core import fork
from sesv2kit._core.deprecated import renamed_names
from sesv2kit._core.shared import Shared
from sesv2kit.limits import Limit, MemoryLimiter, Reservation

logger: logging.Logger = logging.getLogger("sesv2kit")

# MemoryLimiter's algorithm. Times and durations are whole microseconds: Lua's numbers hold them exactly, and Redis
# would truncate fractions in its response. Units are converted to microseconds at the current rate. A key expires once
# its limit is free, so a missing key means free. The value also contains the time of writing: if the server's clock is
# before it, the clock was set back, and the limit is free earlier by the difference. Last it contains the released
# slots that have other slots after them, as " end:begin" each, the latest one last. They are dropped when their time
# has passed, and when the clock was set back, since their times are of the former clock.
RESERVE = """
local function time_after(since, units, grown, scale)
    if grown == 0 then
        return since + units
    end
    local growth = math.exp(grown / scale)
    local grown_units = scale * (growth - 1)
    local total
    if since < grown then
        total = scale * (math.exp(since / scale) - 1) + units
    else
        total = grown_units + growth * (since - grown) + units
    end
    if total <= 0 then
        return total
    elseif total < grown_units then
        return math.ceil(scale * math.log(1 + total / scale))
    end
    return math.ceil(grown + (total - grown_units) / growth)
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = now
local free_at, released = {}, {}
for i, key in ipairs(KEYS) do
    local early, grown, scale = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
    local free, written, slots = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)(.*)$')
    local back = math.max(tonumber(written or now) - now, 0)
    local later = {}
    for slot, ends in string.gmatch(back == 0 and slots or '', '( (%d+):%d+)') do
        if tonumber(ends) > now then
            table.insert(later, slot)
        end
    end
    free_at[key], released[key] = tonumber(free or now) - back, table.concat(later)
    if free_at[key] > now then
        start = math.max(start, now + time_after(free_at[key] - now, -early, grown, scale))
    end
end
if ARGV[1] ~= '' and start - now > tonumber(ARGV[1]) then
    return false
end
local taken = {start - now}
for i, key in ipairs(KEYS) do
    local units, grown, scale = tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
    local before = free_at[key]
    local after = now + time_after(math.max(before, start) - now, units, grown, scale)
    local lifetime = math.floor((after - now) / 1000) + 1
    free_at[key] = after
    redis.call('SET', key, string.format('%.0f %.0f', after, now) .. released[key], 'PX', lifetime)
    table.insert(taken, before)
    table.insert(taken, after)
end
return taken
"""
"""Arguments: the longest wait, or "". Then four for each key: how long before the limit is free a call may start, the
time that the units take (both at the current rate), how long the rate grows, and the time in which it grows by a factor
of e. Returns nil if the wait would be too long, else the wait, and for each key the two times of
`Reservation.slots`."""

RELEASE = """
for i = #KEYS, 1, -1 do
    local before, after = ARGV[2 * i - 1], ARGV[2 * i]
    local free, written, slots = string.match(redis.call('GET', KEYS[i]) or '', '^(%d+) (%d+)(.*)$')
    if free and tonumber(after) <= tonumber(free) then
        local released = {{after, before}}
        for ends, begins in string.gmatch(slots, ' (%d+):(%d+)') do
            table.insert(released, {ends, begins})
        end
        table.sort(released, function(a, b)
            if a[1] == b[1] then
                return tonumber(a[2]) < tonumber(b[2])
            end
            return tonumber(a[1]) < tonumber(b[1])
        end)
        while #released > 0 and released[#released][1] == free do
            free = table.remove(released)[2]
        end
        local values = {free, written}
        for _, slot in ipairs(released) do
            table.insert(values, slot[1] .. ':' .. slot[2])
        end
        redis.call('SET', KEYS[i], table.concat(values, ' '), 'KEEPTTL')
    end
end
"""
"""Arguments: for each key the two times of `Reservation.slots`."""

RETRY_AFTER = 5.0
"""Seconds after which Redis is tried again when it failed."""

_TIMEOUT = 0.25
"""Seconds to wait for Redis, which normally responds within a millisecond or two."""


class _InRedis(Reservation):
    """Slots taken in Redis. Their times are in microseconds, by the clock of its server."""


@dataclass(frozen=True, slots=True)
class ReserveArguments:
    """Keys and arguments of the script RESERVE."""

    keys: list[str]
    """The limits' keys, in the order of the costs."""

    arguments: list[float | str]
    """The script's arguments."""

    after_failure: bool
    """Whether the last request to Redis failed, so that this one finds out whether it works again."""


class RedisSlots(Shared):
    """The common part of the two Redis limiters, without I/O: the commands for Redis, and what to do when Redis
    fails."""

    _instead = (
        "Pass on the same object, and make one from the same URL in each process. dataclasses.replace() changes a "
        "ClientConfig and keeps its limiter."
    )

    def __init__(self, account: str, share: float) -> None:
        try:
            import redis
            import redis.exceptions
        except ImportError as error:
            raise ImportError(f'{type(self).__name__} needs redis-py: pip install "sesv2kit[redis]"') from error
        self._errors = (redis.RedisError, redis.exceptions.RedisClusterException, OSError)
        self._local = MemoryLimiter(share=share)
        self._share = share
        self._prefix = f"{{sesv2kit:{account}}}:"  # a hash tag: Redis Cluster keeps these keys on one node
        self._failed = False
        self._next_try = 0.0
        self._lock = fork.Lock()

    def _check(self, client: Any) -> None:
        settings: dict[str, Any] = getattr(client, "get_connection_kwargs", dict)()
        retry = settings.get("retry")
        retries: int = getattr(retry, "_retries", 0)  # redis-py before 6 has no public method for it
        wrong = ""
        if not hasattr(client, "register_script"):
            wrong = f"url_or_client must be a URL or a redis-py client, not a {type(client).__name__}"
        elif settings.get("socket_timeout") is None:
            wrong = "the client has no socket_timeout, so every call would block while Redis hangs"
        elif retries > 1:
            wrong = f"the client retries {retries} times, so calls would block for seconds while Redis hangs"
        if wrong:
            raise ValueError(
                f"{type(self).__name__}: {wrong}. Pass a URL, or make the client with socket_timeout=0.25 and "
                "retry=Retry(NoBackoff(), 0)"
            )

    def _reserve_arguments(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None
    ) -> ReserveArguments | None:
        """Arguments for Redis. None: it failed, and it is not time to try it again."""
        with self._lock.lock:
            failed, due = self._failed, now >= self._next_try
            if failed and due:
                self._next_try = now + RETRY_AFTER  # one caller tries; the others use the memory limiter
        if failed and not due:
            return None
        arguments: list[float | str] = ["" if timeout is None else timeout * 1e6]
        for limit, cost in costs:
            arguments.append(math.floor((limit.burst - min(cost, limit.burst)) / limit.rate * 1e6))
            arguments.append(math.ceil(cost / limit.rate * 1e6))
            scale = limit.doubling_time / math.log(2)
            growth = 1.0 if limit.full_rate is None else max(1.0, limit.full_rate / limit.rate)
            arguments += [math.ceil(scale * math.log(growth) * 1e6), scale * 1e6]
        return ReserveArguments([self._prefix + limit.key for limit, _ in costs], arguments, failed)

    def _reservation(self, asked: ReserveArguments, taken: list[int] | None) -> Reservation | None:
        """The reservation that the script's result describes."""
        if asked.after_failure:
            self._failed = False
            logger.info("Redis works again: the limits are shared with other processes again")
        if taken is None:
            return None
        return _InRedis(taken[0] / 1e6, tuple(zip(asked.keys, taken[1::2], taken[2::2], strict=True)))

    def _fall_back(self, error: Exception, now: float) -> None:
        """Use the memory limiter for some seconds."""
        with self._lock.lock:
            known, self._failed = self._failed, True
            self._next_try = now + RETRY_AFTER
        if not known:
            logger.warning(
                "Redis failed (%s): until it works again, this process alone paces its calls, at %g of every limit",
                type(error).__name__,  # its text may contain the server's name
                self._share,
            )

    def _release_arguments(self, reservation: Reservation) -> tuple[list[str], list[int]] | None:
        """Keys and arguments of the script RELEASE. None: there is nothing to release in Redis."""
        if not isinstance(reservation, _InRedis):
            self._local.release(reservation)
            return None
        if self._failed:
            return None
        times = [int(time) for _, *both in reservation.slots for time in both]
        return [key for key, _, _ in reservation.slots], times


class RedisClient(Protocol):
    """The type of a blocking client of redis-py: `redis.Redis` or `redis.RedisCluster`.

    It names no class of redis-py, so that type checkers know it also where redis-py is not installed.
    """

    def __enter__(self) -> Any: ...

    def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Execute a Redis command."""


class RedisLimiter(RedisSlots):
    """The limiter for processes that share a Redis: together they keep each limit, first come first served.

    While Redis fails, each process paces its own calls with its share of every limit. It logs one warning on the logger
    "sesv2kit", and Redis is tried again every five seconds.

    Args:
        url_or_client: A URL as `redis.Redis.from_url` takes it, or a redis-py client, which is used unchanged. A client
            made from a URL waits 0.25 s for Redis and does not retry.
        account: Processes with the same account share its limits. Any text; use the AWS account's id if several
            accounts use one Redis.
        share: Share of every limit that this process may use while Redis fails, above 0 and at most 1. Use 1/4 in each
            of four processes.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `share` is out of range, the URL cannot be read, or the client has no `socket_timeout` or retries
            more than once, so that calls would block while Redis hangs.
    """

    def __init__(self, url_or_client: str | RedisClient, *, account: str = "default", share: float = 1.0) -> None:
        super().__init__(account, share)
        self._url = url_or_client if isinstance(url_or_client, str) else ""
        self._use(_client(self._url) if self._url else url_or_client)
        if self._url:  # a client that was passed in detects by itself that it is in another process
            fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: make a new client."""
        # Keep a reference: closing the client could block on a lock that a parent thread held at the fork.
        self._inherited = self._reserve, self._release
        self._use(_client(self._url))

    def _use(self, client: Any) -> None:
        if inspect.iscoroutinefunction(getattr(client, "execute_command", None)):
            raise ValueError("RedisLimiter: this is an asyncio client: pass it to AsyncRedisLimiter")
        self._check(client)
        self._reserve = client.register_script(RESERVE)
        self._release = client.register_script(RELEASE)

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots from all limits, or from none; see `RateLimiter.reserve`.

        `now` is used only while Redis fails.
        """
        asked = self._reserve_arguments(costs, now, timeout)
        if asked is None:
            return self._local.reserve(costs, now, timeout)
        try:
            taken = self._reserve(keys=asked.keys, args=asked.arguments)
        except self._errors as error:
            self._fall_back(error, now)
            return self._local.reserve(costs, now, timeout)
        return self._reservation(asked, taken)

    def release(self, reservation: Reservation) -> None:
        """Free slots at the end of the queue, and those before them that were released already."""
        arguments = self._release_arguments(reservation)
        if arguments is not None:
            with contextlib.suppress(*self._errors):
                self._release(keys=arguments[0], args=arguments[1])


def _client(url: str) -> Any:
    import redis
    import redis.retry

    return connect(redis.Redis, redis.retry.Retry, url)


def connect(client: Any, retry: Any, url: str, timeout: float = _TIMEOUT, what: str = "RedisLimiter") -> Any:
    """A redis-py client with a short timeout and no retries. `client` and `retry` are the blocking or asyncio
    classes."""
    from redis.backoff import NoBackoff

    try:
        return client.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=retry(NoBackoff(), 0),
            max_connections=2**31,  # one per caller: by default redis-py 8 refuses the 101st
            protocol=2,  # with 3, redis-py 8 raises the timeouts when a managed Redis announces maintenance
        )
    except ValueError:  # its text may contain a part of the password
        raise ValueError(
            f"{what}: redis-py cannot read the URL. It must begin with redis://, rediss:// or unix://, and "
            "characters such as / and @ in a password must be escaped: urllib.parse.quote(password, safe='')"
        ) from None


if not TYPE_CHECKING:  # or type checkers would accept any name
    __getattr__ = renamed_names(__name__, Fleet=RedisSlots, Question=ReserveArguments)
