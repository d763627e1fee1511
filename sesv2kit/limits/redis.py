"""The limiter of a fleet: slots are kept in Redis, on the clock of its server, for all processes that use it."""

import contextlib
import inspect
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sesv2kit._core import fork
from sesv2kit.limits import Limit, MemoryLimiter, Reservation

logger: logging.Logger = logging.getLogger("sesv2kit")

# MemoryLimiter's algorithm. Moments and spans are whole microseconds: Lua's numbers hold them exactly, and Redis would
# cut off fractions on the way out. Units are counted as microseconds at the present rate. A key expires when its limit
# is free again, which is all that a missing key says. Its value also tells when it was written: when the server's clock
# is before that, it was set back, and the limit is free as much earlier.
RESERVE = """
local function moment_after(since, units, grown, scale)
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
local free_at = {}
for i, key in ipairs(KEYS) do
    local early, grown, scale = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
    local moment, written = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)$')
    free_at[key] = tonumber(moment or now) - math.max(tonumber(written or now) - now, 0)
    if free_at[key] > now then
        start = math.max(start, now + moment_after(free_at[key] - now, -early, grown, scale))
    end
end
if ARGV[1] ~= '' and start - now > tonumber(ARGV[1]) then
    return false
end
local taken = {start - now}
for i, key in ipairs(KEYS) do
    local units, grown, scale = tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
    local before = free_at[key]
    local after = now + moment_after(math.max(before, start) - now, units, grown, scale)
    local lifetime = math.floor((after - now) / 1000) + 1
    free_at[key] = after
    redis.call('SET', key, string.format('%.0f %.0f', after, now), 'PX', lifetime)
    table.insert(taken, before)
    table.insert(taken, after)
end
return taken
"""
"""Arguments: the longest wait or "". Then for each key how much earlier than it is free one may start and the time
taken, both at the present rate, and how the rate grows: for how long, and the time in which it becomes e times as high.
Returns nothing, or the wait, then for each key the moments of `Reservation.slots`."""

RELEASE = """
for i = #KEYS, 1, -1 do
    local moment, written = string.match(redis.call('GET', KEYS[i]) or '', '^(%d+) (%d+)$')
    if moment == ARGV[2 * i] then
        redis.call('SET', KEYS[i], ARGV[2 * i - 1] .. ' ' .. written, 'KEEPTTL')
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


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask Redis: the script RESERVE with these keys and arguments."""

    keys: list[str]
    """The limits' keys, in the order of the costs."""

    arguments: list[float | str]
    """As RESERVE takes them."""

    is_trial: bool
    """Whether Redis could not be used the last time."""


class Fleet:
    """What the limiters that share a Redis decide; asking it is theirs."""

    def __init__(self, account: str, share: float) -> None:
        try:
            import redis
            import redis.exceptions
        except ImportError as error:
            raise ImportError(f'{type(self).__name__} needs redis-py: pip install "sesv2kit[redis]"') from error
        self._errors = (redis.RedisError, redis.exceptions.RedisClusterException, OSError)
        self._local = MemoryLimiter(share=share)
        self._share = share
        self._prefix = f"{{sesv2kit:{account}}}:"  # Redis Cluster keeps keys with the same text in {} on one node
        self._away = False
        self._next_try = 0.0
        self._lock = fork.Lock()

    def _check(self, client: Any) -> None:
        settings: dict[str, Any] = getattr(client, "get_connection_kwargs", dict)()
        retry = settings.get("retry")
        retries: int = getattr(retry, "_retries", 0)  # redis-py before 6 has no public word for it
        wrong = ""
        if not hasattr(client, "register_script"):
            wrong = f"a {type(client).__name__} is no client of redis-py, nor a URL"
        elif settings.get("socket_timeout") is None:
            wrong = "the client has no socket_timeout, so a Redis that hangs would stop every call"
        elif retries > 1:
            wrong = f"the client tries {retries} times more, so a Redis that hangs would hold up calls for seconds"
        if wrong:
            raise ValueError(
                f"{type(self).__name__}: {wrong}; give a URL, or make the client with socket_timeout=0.25 and "
                "retry=Retry(NoBackoff(), 0)"
            )

    def _question(self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None) -> Question | None:
        """What to ask Redis for. None: it cannot be used now."""
        with self._lock.lock:
            away, due = self._away, now >= self._next_try
            if away and due:
                self._next_try = now + AWAY  # one caller tries, the others go on
        if away and not due:
            return None
        arguments: list[float | str] = ["" if timeout is None else timeout * 1e6]
        for limit, cost in costs:
            arguments.append(math.floor((limit.burst - min(cost, limit.burst)) / limit.rate * 1e6))
            arguments.append(math.ceil(cost / limit.rate * 1e6))
            scale = limit.doubling_time / math.log(2)
            growth = 1.0 if limit.full_rate is None else max(1.0, limit.full_rate / limit.rate)
            arguments += [math.ceil(scale * math.log(growth) * 1e6), scale * 1e6]
        return Question([self._prefix + limit.key for limit, _ in costs], arguments, away)

    def _answer(self, question: Question, taken: list[int] | None) -> Reservation | None:
        """What Redis has answered."""
        if question.is_trial:
            self._away = False
            logger.info("Redis can be used again: its limits are shared again")
        if taken is None:
            return None
        return _InRedis(taken[0] / 1e6, tuple(zip(question.keys, taken[1::2], taken[2::2], strict=True)))

    def _leave(self, error: Exception, now: float) -> None:
        """Go on without Redis for a while."""
        with self._lock.lock:
            known, self._away = self._away, True
            self._next_try = now + AWAY
        if not known:
            logger.warning(
                "Redis cannot be used (%s): until it can, this process paces itself with %g of every limit",
                type(error).__name__,  # the text may name the server
                self._share,
            )

    def _return(self, reservation: Reservation) -> tuple[list[str], list[int]] | None:
        """Keys and arguments of the script RELEASE. None: there is nothing to ask of Redis."""
        if not isinstance(reservation, _InRedis):
            self._local.release(reservation)
            return None
        if self._away:
            return None
        moments = [int(moment) for _, *both in reservation.slots for moment in both]
        return [key for key, _, _ in reservation.slots], moments


class RedisClient(Protocol):
    """What type checkers know a blocking client of redis-py by: `redis.Redis` or `redis.RedisCluster`.

    It names no class of redis-py's, so that it also has a type where redis-py is not installed.
    """

    def __enter__(self) -> Any: ...

    def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Carry out a command of Redis."""


class RedisLimiter(Fleet):
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
        ValueError: `share` is out of range, the URL cannot be read, or the client has no `socket_timeout` or retries
            more than once: a Redis that hangs would hold up its callers.
    """

    def __init__(self, url_or_client: str | RedisClient, *, account: str = "default", share: float = 1.0) -> None:
        super().__init__(account, share)
        self._url = url_or_client if isinstance(url_or_client, str) else ""
        self._use(_client(self._url) if self._url else url_or_client)
        if self._url:  # a client that was passed in finds out by itself that it is in another process
            fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: use a client of its own."""
        # Not given up: its end would take locks inside it that a thread of the parent may hold.
        self._inherited = self._reserve, self._release
        self._use(_client(self._url))

    def _use(self, client: Any) -> None:
        if inspect.iscoroutinefunction(getattr(client, "execute_command", None)):
            raise ValueError("RedisLimiter: the client is one for asyncio: give it to AsyncRedisLimiter")
        self._check(client)
        self._reserve = client.register_script(RESERVE)
        self._release = client.register_script(RELEASE)

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`.

        `now` counts only while Redis cannot be used.
        """
        question = self._question(costs, now, timeout)
        if question is None:
            return self._local.reserve(costs, now, timeout)
        try:
            taken = self._reserve(keys=question.keys, args=question.arguments)
        except self._errors as error:
            self._leave(error, now)
            return self._local.reserve(costs, now, timeout)
        return self._answer(question, taken)

    def release(self, reservation: Reservation) -> None:
        """Take back slots that nobody has queued behind; see `RateLimiter.release`."""
        back = self._return(reservation)
        if back is not None:
            with contextlib.suppress(*self._errors):
                self._release(keys=back[0], args=back[1])


def _client(url: str) -> Any:
    import redis
    import redis.retry

    return connect(redis.Redis, redis.retry.Retry, url)


def connect(client: Any, retry: Any, url: str, timeout: float = _TIMEOUT, what: str = "RedisLimiter") -> Any:
    """A client of one of redis-py's two kinds, and with that kind's retries, which gives up soon."""
    from redis.backoff import NoBackoff

    try:
        return client.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=retry(NoBackoff(), 0),
            max_connections=2**31,  # one for each caller: redis-py 8 refuses the 101st
            protocol=2,  # with 3, redis-py 8 raises the timeouts when a managed Redis announces maintenance
        )
    except ValueError:  # its text may contain a part of the password
        raise ValueError(
            f"{what}: redis-py cannot read the URL; it begins with redis://, rediss:// or unix://, and in a "
            "password characters such as / and @ are escaped: urllib.parse.quote(password, safe='')"
        ) from None
