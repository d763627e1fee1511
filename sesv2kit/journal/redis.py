"""A journal in Redis for several machines: one script for each claim and each settlement."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sesv2kit._core import fork
from sesv2kit.errors import JournalError
from sesv2kit.journal.base import LEASE, StoredJournal, check_before, moment
from sesv2kit.journal.protocol import Claim, JournalRecord, KeyId, KeyState, Settlement
from sesv2kit.limits.redis import RedisClient, connect

logger: logging.Logger = logging.getLogger("sesv2kit")

# Each key is a hash. Times are microseconds on the server's clock.
_CLAIM = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local found = {string.format('%.0f', now)}
for i, key in ipairs(KEYS) do
    local operation, digest, owner, text = ARGV[4 * i - 2], ARGV[4 * i - 1], ARGV[4 * i], ARGV[4 * i + 1]
    local state = redis.call('HGET', key, 'state')
    local same = state == 'claimed' and redis.call('HGET', key, 'owner') == owner
    if not state or state == 'released' or same then
        redis.call('HSET', key, 'state', 'claimed', 'operation', operation, 'digest', digest, 'owner', owner,
            'leased_until', string.format('%.0f', now + ARGV[1]))
        if not same then
            redis.call('HSET', key, 'claimed_at', string.format('%.0f', now))
            redis.call('HINCRBY', key, 'generation', 1)
            redis.call('HDEL', key, 'settled_at', 'outcome', 'key')
            if text ~= '' then
                redis.call('HSET', key, 'key', text)
            end
        end
    end
    table.insert(found, redis.call('HGETALL', key))
end
return found
"""
"""Arguments: the lease in microseconds, then for each key operation, digest, owner, and the key itself or ""."""

_CHANGE = """
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
local changed = {}
for i, key in ipairs(KEYS) do
    local from, owner, generation = ARGV[5 * i - 4], ARGV[5 * i - 3], ARGV[5 * i - 2]
    local to, outcome = ARGV[5 * i - 1], ARGV[5 * i]
    local known = redis.call('HMGET', key, 'state', 'owner', 'generation', 'leased_until')
    local fits = known[2] == owner and (generation == '' or known[3] == generation)
    local resolved = generation ~= '' and to == 'released'
    local held = resolved and from == 'claimed' and tonumber(known[4] or 0) > tonumber(now)
    local stands = known[1] == from or (known[1] == to and to ~= 'released')
    if fits and stands and not held then
        redis.call('HSET', key, 'state', to, 'settled_at', now)
        if to == 'released' then
            redis.call('HSET', key, 'owner', '')
            redis.call('HDEL', key, 'outcome')
        else
            redis.call('HSET', key, 'outcome', outcome)
        end
        if resolved then
            redis.call('HINCRBY', key, 'generation', 1)
        end
        table.insert(changed, 1)
    else
        table.insert(changed, 0)
    end
end
return changed
"""
"""Arguments, for each key: the state it must have, its owner, its generation or "" for any, the new state and the
outcome. `resolve` gives a generation; it releases a claimed key only if its lease has ended. Returns 1 for each key
that was changed, or had the new state before."""

_READ = """
local time = redis.call('TIME')
local found = {string.format('%.0f', time[1] * 1000000 + time[2])}
for _, key in ipairs(KEYS) do
    table.insert(found, redis.call('HGETALL', key))
end
return found
"""

_TIMEOUT = 5.0
"""Seconds to wait for Redis. If a claim gets no response in time, nothing is sent."""


class RedisJournal(StoredJournal):
    """A journal in Redis, for several machines. Threads and forked processes may share it.

    Its guarantees depend on the server, see docs/idempotency.md: keys are in memory, and the requests of keys that the
    server loses are sent again. A server that may evict any key is refused. A server without an append-only file causes
    a warning.

    Args:
        url_or_client: A URL as `redis.Redis.from_url` takes it, or a redis-py client, which is used unchanged. Clients
            made from a URL wait 5 s for Redis and do not retry.
        namespace: The same key in another namespace is another key.
        secret: Secret for the hashes, at least 16 bytes. None: a short key can be found from its hash.
        lease: Seconds for which a claim allows its owner to send.
        wait_replicas: How many replicas must have a claim before anything is sent. 1: the claim is not lost if that
            replica becomes the primary. 0: none.
        keep_keys: Whether to store the keys themselves too.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: A setting is out of its range, or the URL cannot be read.
    """

    def __init__(
        self,
        url_or_client: str | RedisClient,
        *,
        namespace: str = "default",
        secret: str | bytes | None = None,
        lease: float = LEASE,
        wait_replicas: int = 0,
        keep_keys: bool = False,
    ) -> None:
        super().__init__(namespace, secret, lease, keep_keys)
        try:
            import redis
            import redis.exceptions
        except ImportError as error:
            raise ImportError('RedisJournal needs redis-py: pip install "sesv2kit[redis]"') from error
        if type(wait_replicas) is not int or wait_replicas < 0:
            raise ValueError(f"RedisJournal: wait_replicas must be a whole number from 0 on, not {wait_replicas!r}")
        self._errors = (redis.RedisError, redis.exceptions.RedisClusterException, OSError)
        self._wait_replicas = wait_replicas
        # Redis Cluster keeps keys with the same text in {} on one node, as a script over several keys needs it.
        self._prefix = f"{{sesv2kit:journal:{namespace}}}:"
        self._url = url_or_client if isinstance(url_or_client, str) else None
        self._use(_client(self._url) if self._url is not None else url_or_client)
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: make a new client, if a URL was given. A client that was passed in detects the fork by
        itself."""
        if self._url is not None:
            # Kept alive: closing it would take locks that a thread of the parent may hold.
            self._inherited = self._client, self._claim, self._changed, self._get
            self._use(_client(self._url))

    def close(self) -> None:
        """Close the connections. A client that was passed in stays open. A closed journal refuses every call."""
        super().close()
        if self._url is not None:
            self._client.close()

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        """Claim keys, or renew leases; see `Journal.claim`. One round trip, however many there are."""
        arguments: list[Any] = [round(self.lease * 1e6)]
        for one in claims:
            arguments += [one.operation, one.digest, one.owner, one.key or ""]
        keys = [self._prefix + one.id for one in claims]
        self._look()
        try:
            if self._wait_replicas:
                # On one connection, because WAIT applies to writes of its connection.
                with self._client.pipeline(transaction=False) as pipeline:
                    self._claim(keys=keys, args=arguments, client=pipeline)
                    pipeline.wait(self._wait_replicas, round(_TIMEOUT * 500))
                    (now, *found), reached = pipeline.execute()
                if reached < self._wait_replicas:
                    raise JournalError(f"{reached} of {self._wait_replicas} replicas of Redis have the claim")
            else:
                now, *found = self._claim(keys=keys, args=arguments)
        except self._errors as error:
            raise _unusable(error) from error
        return [_record(one.id, fields, int(now)) for one, fields in zip(claims, found, strict=True)]

    def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        """Record how calls ended; see `Journal.settle`. One round trip."""
        return self._change_all([(one.id, "claimed", one.owner, "", one.state, one.outcome) for one in settlements])

    def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        """Release keys; see `Journal.release`. One round trip."""
        return self._change_all([(one.id, "claimed", one.owner, "", "released", "") for one in claims])

    def iterate(self, *, state: KeyState | None = None) -> Iterator[JournalRecord]:
        """The records of the namespace, in no order; a key that is changed meanwhile may come twice."""
        self._look()
        try:
            for name in self._client.scan_iter(match=f"{self._prefix}*", count=500):
                id = KeyId(_text(name).removeprefix(self._prefix))
                record = None if id == _VERIFIER else self._read(id)
                if record is not None and state in (None, record.state):
                    yield record
        except self._errors as error:
            raise _unusable(error) from error

    def prune(self, *, before: datetime, unknown: bool = False) -> int:
        """Delete keys that ended before a time; see `Journal.prune`. It reads all keys of the server."""
        check_before(before)
        count = 0
        for record in self.iterate():
            ended = record.settled_at or (record.claimed_at if unknown and record.is_unknown else None)
            if ended is not None and ended < before:
                count += self._delete(record)
        return count

    def _read(self, id: KeyId) -> JournalRecord | None:
        return self._read_all([id])[0]

    def _read_all(self, ids: Sequence[KeyId]) -> Sequence[JournalRecord | None]:
        self._look()
        try:
            now, *found = self._get(keys=[self._prefix + one for one in ids])
        except self._errors as error:
            raise _unusable(error) from error
        return [_record(one, fields, int(now)) if fields else None for one, fields in zip(ids, found, strict=True)]

    def _change(self, record: JournalRecord, state: KeyState, outcome: str) -> bool:
        return self._change_all([(record.id, record.state, record.owner, str(record.generation), state, outcome)])[0]

    def _delete(self, record: JournalRecord) -> bool:
        try:
            return bool(self._deleted(keys=[self._prefix + record.id], args=[record.state, record.generation]))
        except self._errors as error:
            raise _unusable(error) from error

    def _change_all(self, changes: Sequence[tuple[KeyId, str, str, str, str, str]]) -> list[bool]:
        keys = [self._prefix + id for id, *_ in changes]
        self._look()
        try:
            changed = self._changed(keys=keys, args=[part for _, *parts in changes for part in parts])
        except self._errors as error:
            raise _unusable(error) from error
        return [bool(one) for one in changed]

    def _use(self, client: Any) -> None:
        if not hasattr(client, "register_script"):
            raise ValueError(
                f"RedisJournal: url_or_client must be a URL or a redis-py client, not a {type(client).__name__}"
            )
        self._client = client
        self._claim, self._changed = client.register_script(_CLAIM), client.register_script(_CHANGE)
        self._get, self._deleted = client.register_script(_READ), client.register_script(_DELETE)
        self._looked = False

    def _look(self) -> None:
        """Check at the first use that this server keeps its keys, and that the secret is that of the namespace."""
        self._check_open()
        if self._looked:
            return
        try:
            facts = cast("dict[str, Any]", self._client.info())
            policy = str(facts.get("maxmemory_policy", ""))
            if policy.startswith("allkeys"):
                raise JournalError(
                    f"Redis may evict any key (maxmemory-policy {policy}), and a key that is lost is sent again: set "
                    "noeviction"
                )
            name, check = self._prefix + _VERIFIER, self.scope.check
            # Two commands: before Redis 7, SET takes either NX or GET.
            known = None if self._client.set(name, check, nx=True) else self._client.get(name)
        except self._errors as error:
            raise _unusable(error) from error
        self._check_secret(self.scope.check if known is None else _text(known))
        if not facts.get("aof_enabled"):
            logger.warning(
                "Redis keeps no append-only file: idempotency keys that it loses in a restart are sent again "
                "(appendonly yes, appendfsync always)"
            )
        self._looked = True


_VERIFIER = "verifier"
"""The Redis key of the check value of the secret. It is shorter than any id."""

_DELETE = """
local time = redis.call('TIME')
local known = redis.call('HMGET', KEYS[1], 'state', 'generation', 'leased_until')
local held = known[1] == 'claimed' and tonumber(known[3]) > time[1] * 1000000 + time[2]
if known[1] == ARGV[1] and known[2] == ARGV[2] and not held then
    return redis.call('DEL', KEYS[1])
end
return 0
"""


def _client(url: str) -> Any:
    import redis
    import redis.retry

    return connect(redis.Redis, redis.retry.Retry, url, _TIMEOUT, "RedisJournal")


def _unusable(error: Exception) -> JournalError:
    # The text of a connection error may contain the server's name. Redis's own error texts begin with a code, such as
    # MISCONF.
    name, text = type(error).__name__, str(error)
    if name in ("OutOfMemoryError", "ReadOnlyError"):
        name = text
    elif name == "ResponseError" and (code := text.partition(" ")[0]).isupper():
        name = code
    return JournalError(f"Redis cannot be used: {name}")


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _record(id: KeyId, fields: Sequence[Any] | dict[Any, Any], now: int) -> JournalRecord:
    flat = [part for pair in fields.items() for part in pair] if isinstance(fields, dict) else fields
    texts = [_text(one) for one in flat]
    known = dict(zip(texts[::2], texts[1::2], strict=True))
    settled_at = known.get("settled_at")
    left = (int(known["leased_until"]) - now) / 1e6
    return JournalRecord(
        id=id,
        state=cast("KeyState", known["state"]),
        operation=known["operation"],
        digest=known["digest"],
        owner=known["owner"],
        generation=int(known["generation"]),
        claimed_at=moment(int(known["claimed_at"]) / 1e6),
        lease_left=max(0.0, left) if known["state"] == "claimed" else 0.0,
        settled_at=None if settled_at is None else moment(int(settled_at) / 1e6),
        outcome=known.get("outcome", ""),
        key=known.get("key"),
    )
