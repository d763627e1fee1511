"""RedisLimiter with a real redis-server. test_outage.py tests failures of the server."""

import logging
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
from hypothesis import given
from hypothesis import strategies as st
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.retry import Retry

from sesv2kit import ClientConfig, Limit, MemoryLimiter, RedisLimiter, Reservation
from sesv2kit.limits import redis as rate_redis
from tests.pacing.limiters import LimiterOf
from tests.pacing.servers import MISSING, RedisServer, launch
from tests.unit.test_fork import in_child

A = Limit("us-east-1/A/calls", 2.0)
B = Limit("us-east-1/B/calls", 10.0, burst=5.0)


def taken(reservation: Reservation | None) -> Reservation:
    assert reservation is not None
    return reservation


# With a clock of the test.

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([(A,), (B,), (A, B), (B, A), (B, B)]),
            st.integers(0, 1000),
            st.sampled_from([0, 7, 300, 2000, 100_000]),
            st.none() | st.integers(0, 5000),
        ),
        st.integers(0, 30),
    ),
    max_size=40,
)
"""Reservations: limits, cost in hundredths of a unit, milliseconds since the previous one, and the longest accepted
wait; or the earlier one to release. Times are whole milliseconds and the longest wait is not, so that rounding does not
matter.
"""


class Told:
    """A RedisLimiter whose server clock is set by the test. Its keys do not expire, because they would expire by the
    real clock."""

    def __init__(self, server: RedisServer) -> None:
        self.client = server.client()
        script = rate_redis.RESERVE
        for own, ours in [("'TIME'", "'MGET', 'seconds', 'microseconds'"), ("'PX', lifetime", "'KEEPTTL'")]:
            assert own in script
            script = script.replace(own, ours)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rate_redis, "RESERVE", script)
            self.limiter = RedisLimiter(self.client)

    def set(self, milliseconds: int) -> None:
        seconds, rest = divmod(milliseconds, 1000)
        self.client.mset({"seconds": 1_800_000_000 + seconds, "microseconds": rest * 1000})


@pytest.fixture(scope="module")
def told(common_redis_server: RedisServer) -> Iterator[Told]:
    one = Told(common_redis_server)
    yield one
    one.client.close()


@given(steps=STEPS)
def test_the_answers_are_those_of_the_limiter_in_memory(told: Told, steps: list[Any]) -> None:
    told.client.flushall()
    memory, now = MemoryLimiter(), 0
    both: list[tuple[Reservation, Reservation]] = []
    for step in steps:
        if isinstance(step, int):
            if step < len(both):
                of_memory, of_redis = both.pop(step)
                memory.release(of_memory)
                told.limiter.release(of_redis)
            continue
        limits, hundredths, later, longest = step
        now += later
        told.set(now)
        costs = [(limit, hundredths / 100) for limit in limits]
        timeout = None if longest is None else (longest + 0.5) / 1000
        expected, got = memory.reserve(costs, now / 1000, timeout), told.limiter.reserve(costs, -1.0, timeout)
        assert (expected is None) == (got is None)
        if expected is not None and got is not None:
            assert got.wait == pytest.approx(expected.wait, abs=1e-4)
            both.append((expected, got))


@pytest.mark.parametrize("order", [[1, 2, 3, 4], [4, 3, 2, 1], [2, 4, 1, 3]], ids=str)
def test_waits_that_are_cancelled_together_are_given_back_in_any_order(told: Told, order: list[int]) -> None:
    told.client.flushall()
    told.set(0)
    reservations = [taken(told.limiter.reserve([(A, 1), (B, 5)], 0.0)) for _ in range(5)]
    for number in order:
        told.limiter.release(reservations[number])
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 0.5


def test_slots_given_back_out_of_a_queue_that_never_empties_do_not_pile_up(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    told.limiter.reserve([(A, 20)], 0.0)
    sizes: list[int] = []
    for second in range(300):
        told.set(second * 1000)
        first, behind = (taken(told.limiter.reserve([(A, 1)], 0.0)) for _ in range(2))
        assert behind.wait > 9
        told.limiter.release(first)
        sizes.append(len(told.client.get(first.slots[0][0]) or ""))
    assert max(sizes) == max(sizes[:30])


def test_slots_given_back_before_a_clock_was_set_back_move_nobody(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    first, second, last = (taken(told.limiter.reserve([(A, 1)], 0.0)) for _ in range(3))
    told.limiter.release(second)
    told.set(-500)
    behind = taken(told.limiter.reserve([(A, 1)], 0.0))
    assert behind.wait == 1.5
    for reservation in (behind, last, first):
        told.limiter.release(reservation)
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 1.5


def test_a_wait_that_equals_the_timeout_is_accepted(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    told.limiter.reserve([(A, 1)], 0.0)
    assert told.limiter.reserve([(A, 1)], 0.0, 0.499999) is None
    assert taken(told.limiter.reserve([(A, 1)], 0.0, 0.5)).wait == 0.5


def test_a_fraction_of_a_microsecond_is_never_given_away(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    limit = Limit("odd", 3.0)
    waits = [taken(told.limiter.reserve([(limit, 1)], 0.0)).wait for _ in range(4)]
    assert waits == [0, 0.333334, 0.666668, 1.000002]


GROWING = [Limit("us-east-1/C/calls", 0.5, full_rate=4.0), Limit("eu-west-1/recipients", 7.0, 5.0, 14.0, 3.0)]


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([GROWING[:1], GROWING[1:], GROWING, [A, *GROWING]]),
            st.integers(0, 1000),
            st.sampled_from([0, 7, 300, 2000, 100_000]),
            st.none() | st.integers(0, 30),
        ),
        max_size=40,
    )
)
def test_rates_grow_as_in_memory(told: Told, steps: list[Any]) -> None:
    told.client.flushall()
    memory, now = MemoryLimiter(), 0
    both: list[tuple[Reservation, Reservation]] = []
    for limits, hundredths, later, released in steps:
        now += later
        told.set(now)
        costs = [(limit, hundredths / 100) for limit in limits]
        both.append((taken(memory.reserve(costs, now / 1000)), taken(told.limiter.reserve(costs, -1.0))))
        assert both[-1][1].wait == pytest.approx(both[-1][0].wait, abs=1e-3)
        if released is not None and released == len(both) - 1:
            memory.release(both[-1][0])
            told.limiter.release(both[-1][1])


def test_a_growing_rate_is_never_faster_than_its_curve(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    limit = GROWING[0]
    waits = [taken(told.limiter.reserve([(limit, 1)], 0.0)).wait for _ in range(300)]
    curve = [limit.time_after(0, count) for count in range(300)]
    assert all(expected - 1e-6 <= wait < expected + 1e-3 for wait, expected in zip(waits, curve, strict=True))


@pytest.mark.parametrize("step", [-600_000, -3_600_000, -10])
def test_a_servers_clock_that_is_set_back_stalls_nobody(told: Told, step: int) -> None:
    told.client.flushall()
    told.set(0)
    told.limiter.reserve([(A, 4), (B, 1)], 0.0)
    told.set(500)
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 1.5
    told.set(500 + step)
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 2
    assert taken(told.limiter.reserve([(B, 5)], 0.0)).wait <= 0.1
    told.set(1500 + step)
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 1.5


def test_a_servers_clock_that_is_set_forward_and_back_stalls_nobody(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    told.limiter.reserve([(A, 4)], 0.0)
    told.set(600_000)
    waits = [taken(told.limiter.reserve([(A, 4)], 0.0)).wait for _ in range(2)]
    told.set(100)
    waits.append(taken(told.limiter.reserve([(A, 1)], 0.0)).wait)
    assert waits == [0, 2, 4]


@given(
    steps=st.lists(
        st.tuples(st.integers(1, 300), st.sampled_from([0, 7, 300, 2000]), st.just(0) | st.integers(0, 3_600_000)),
        max_size=40,
    )
)
def test_a_clock_set_back_costs_no_more_than_what_was_taken_and_lets_nobody_go_early(
    told: Told, steps: list[tuple[int, int, int]]
) -> None:
    told.client.flushall()
    memory, now, back, units = MemoryLimiter(), 0, 0, 0.0
    for hundredths, later, step in steps:
        now, back = now + later, back + step
        told.set(now - back)
        costs = [(A, hundredths / 100)]
        expected, got = taken(memory.reserve(costs, now / 1000)), taken(told.limiter.reserve(costs, 0.0))
        assert expected.wait - 1e-4 <= got.wait <= units / A.rate + 1e-4
        units += hundredths / 100


def test_slots_are_given_back_after_a_clock_was_set_back(told: Told) -> None:
    told.client.flushall()
    told.set(0)
    told.limiter.reserve([(A, 1)], 0.0)
    second = taken(told.limiter.reserve([(A, 8)], 0.0))
    told.set(-600_000)
    told.limiter.release(second)
    assert taken(told.limiter.reserve([(A, 1)], 0.0)).wait == 0.5


# With the server's own clock.


def test_moments_are_those_of_the_servers_clock(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    limiter = limiter_of(redis_server.url)
    with redis_server.client() as client:
        (before, *_), reservation, (after, *_) = client.time(), limiter.reserve([(A, 1)], -1.0), client.time()
    ((_, begin, end),) = taken(reservation).slots
    assert before <= begin / 1e6 < after + 1
    assert end == begin + 500_000


def test_a_rate_grows_on_the_servers_clock(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    limiter = limiter_of(redis_server.url)
    limit = Limit(A.key, 1.0, full_rate=8.0)
    waits = [taken(limiter.reserve([(limit, cost)], -1.0)).wait for cost in (300, 50, 1)]
    assert waits == pytest.approx([limit.time_after(0, units) for units in (0, 300, 350)], abs=5)


def test_limiters_share_the_slots_of_an_account(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    mine, yours = limiter_of(redis_server.url), limiter_of(redis_server.url, account="default")
    other = limiter_of(redis_server.url, account="111122223333")
    waits = [taken(limiter.reserve([(A, 60)], 0.0)).wait for limiter in (mine, yours, other, mine)]
    assert waits == pytest.approx([0, 30, 0, 60], abs=5)


def test_a_refusal_takes_nothing_of_any_limit(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    limiter = limiter_of(redis_server.url)
    limiter.reserve([(A, 60)], 0.0)
    with redis_server.client() as client:
        before = client.get("{sesv2kit:default}:us-east-1/A/calls")
        assert limiter.reserve([(B, 1), (A, 1)], 0.0, timeout=20) is None
        assert client.keys() == ["{sesv2kit:default}:us-east-1/A/calls"]
        assert client.get("{sesv2kit:default}:us-east-1/A/calls") == before


def test_keys_of_a_call_are_in_one_slot_of_a_cluster_and_expire(
    limiter_of: LimiterOf, redis_server: RedisServer
) -> None:
    limiter = limiter_of(redis_server.url, account="111122223333")
    limiter.reserve([(A, 60), (B, 100), (Limit("eu-west-1/recipients", 14.0), 14_000)], 0.0)
    with redis_server.client() as client:
        keys: list[Any] = sorted(client.keys())
        lives = [client.pttl(key) for key in keys]
    names = ["eu-west-1/recipients", A.key, B.key]
    assert keys == [f"{{sesv2kit:111122223333}}:{name}" for name in names]
    assert len({key_slot(key.encode()) for key in keys}) == 1
    assert [life / 1000 for life in lives] == pytest.approx([1000, 30, 10], abs=5)  # -1 would be for ever


def test_what_was_taken_back_is_free_at_once_and_expires(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    limiter = limiter_of(redis_server.url)
    first, second = (taken(limiter.reserve([(A, 60), (B, 60)], 0.0)) for _ in range(2))
    limiter.release(first)  # the second one has the slot after it
    assert taken(limiter.reserve([(A, 0)], 0.0)).wait == pytest.approx(60 - 0.5, abs=5)
    limiter.release(second)
    with redis_server.client() as client:
        lives: list[Any] = [client.pttl(key) for key in sorted(client.keys())]
    assert [life > 0 for life in lives] == [True, True]
    limiter.release(first)
    assert taken(limiter.reserve([(A, 1), (B, 1)], 0.0)).wait == 0


def test_no_limit_is_no_wait(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    assert taken(limiter_of(redis_server.url).reserve([], 0.0, timeout=0)).wait == 0


def test_threads_get_different_slots(limiter_of: LimiterOf, redis_server: RedisServer) -> None:
    limiter = limiter_of(redis_server.url)

    def take(_: int) -> list[Any]:
        return [taken(limiter.reserve([(A, 1), (B, 5)], 0.0)).slots for _ in range(20)]

    with ThreadPoolExecutor(8) as pool:
        slots = [slot for part in pool.map(take, range(8)) for slot in part]
    ends = sorted(end for (_, _, end), _ in slots)
    assert [end - ends[0] for end in ends] == [500_000 * count for count in range(160)]


def test_more_threads_than_redis_py_keeps_connections(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = RedisLimiter(redis_server.url)
    pool = limiter._reserve.registered_client.connection_pool  # pyright: ignore[reportPrivateUsage]  # there is no way to remove them
    for _ in range(200):
        pool.make_connection()  # counts as one of its connections
    limiter.reserve([(A, 1)], 0.0)
    assert caplog.messages == []


def test_a_server_that_forgot_the_scripts_is_told_again(
    limiter_of: LimiterOf, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = limiter_of(redis_server.url)
    limiter.release(taken(limiter.reserve([(A, 60)], 0.0)))  # both were set before
    with redis_server.client() as client:
        limiter.reserve([(A, 60)], 0.0)
        client.script_flush()
        second = taken(limiter.reserve([(A, 60)], 0.0))
        client.script_flush()
        limiter.release(second)
    assert taken(limiter.reserve([(A, 1)], 0.0)).wait == pytest.approx(30, abs=5)
    assert caplog.messages == []


def test_a_restart_between_two_calls_goes_unnoticed(
    limiter_of: LimiterOf, frail_redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = limiter_of(frail_redis_server.url)
    limiter.reserve([(A, 60)], 0.0)
    frail_redis_server.stop()
    frail_redis_server.start()
    waits = [taken(limiter.reserve([(A, 60)], 0.0)).wait for _ in range(2)]
    assert waits == pytest.approx([0, 30], abs=5)  # it has no persistence
    with frail_redis_server.client() as client:
        assert len(client.keys()) == 1
    assert caplog.messages == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_parent_and_forked_child_take_from_the_same_limit(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = RedisLimiter(redis_server.url)

    def take() -> int:
        """Whether 50 reservations follow each other; mixed-up responses of two processes on one connection would
        not."""
        waits = [taken(limiter.reserve([(A, 20)], 0.0)).wait for _ in range(50)]
        return 0 if all(9 < later - earlier <= 10 for earlier, later in pairwise(waits)) else 1

    assert take() == 0  # a connection is open now
    with limiter._lock.lock:  # pyright: ignore[reportPrivateUsage]  # another thread, at the wrong time
        assert in_child(take) == 0
    assert take() == 0
    assert taken(limiter.reserve([(A, 1)], 0.0)).wait == pytest.approx(1500, abs=5)
    assert caplog.messages == []


# Construction.


@pytest.mark.parametrize("options", [{}, {"decode_responses": True}, {"protocol": 3}], ids=str)
def test_a_client_is_used_as_it_is(redis_server: RedisServer, options: dict[str, Any]) -> None:
    with redis.Redis.from_url(redis_server.url, socket_timeout=1.5, **options) as client:
        limiter = RedisLimiter(client)
        limiter.reserve([(A, 60)], 0.0)
        assert taken(limiter.reserve([(A, 1)], 0.0)).wait == pytest.approx(30, abs=5)
        assert client.get_connection_kwargs()["socket_timeout"] == 1.5


def test_a_client_that_would_wait_for_ever_is_refused() -> None:
    client = redis.Redis(socket_timeout=None)
    with pytest.raises(ValueError, match=r"no socket_timeout.*socket_timeout=0\.25"):
        RedisLimiter(client)


@pytest.mark.parametrize("url", ["redis://:pass/word@localhost", "http://:pass/word@localhost"])
def test_a_wrong_url_is_refused_without_telling_the_password(limiter_of: LimiterOf, url: str) -> None:
    with pytest.raises(ValueError, match="cannot read the URL") as caught:
        limiter_of(url)
    assert "pass/" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_nothing_tells_the_password(limiter_of: LimiterOf, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    limiter = limiter_of("redis://user:secret@127.0.0.1:1/0")
    limiter.reserve([(A, 1)], 0.0)
    told = [repr(limiter), str(limiter), repr(ClientConfig(limiter=limiter)), *caplog.messages]
    assert len(told) > 3
    assert "secret" not in "".join(told)


@pytest.mark.parametrize("share", [0, 1.1])
def test_a_share_out_of_range_is_refused(limiter_of: LimiterOf, share: float) -> None:
    with pytest.raises(ValueError, match="share must be above 0 and at most 1"):
        limiter_of("redis://localhost", share=share)


def test_without_redis_py_the_extra_is_named(limiter_of: LimiterOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ImportError, match=r'pip install "sesv2kit\[redis\]"'):
        limiter_of("redis://localhost")


def test_without_redis_server_these_tests_are_skipped_but_not_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("REQUIRE_REDIS", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install redis-server"):
        launch(tmp_path)
    monkeypatch.delenv("REQUIRE_REDIS")
    with pytest.raises(pytest.skip.Exception) as caught:
        launch(tmp_path)
    assert str(caught.value) == MISSING


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (lambda: redis.Redis(socket_timeout=0.25, retry=Retry(NoBackoff(), 3)), "retries 3 times"),
        (lambda: redis.asyncio.Redis(socket_timeout=0.25), "asyncio client: pass it to AsyncRedisLimiter"),
        (lambda: None, "not a NoneType"),
        (lambda: 5, "not a int"),
    ],
)
def test_clients_that_would_not_do_are_refused(client: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"RedisLimiter: .*{words}"):
        RedisLimiter(client())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_does_not_wait_for_a_lock_of_redis_pys(redis_server: RedisServer) -> None:
    limiter = RedisLimiter(redis_server.url)
    limiter.reserve([(A, 1)], 0.0)
    pool: Any = limiter._reserve.registered_client.connection_pool  # pyright: ignore[reportPrivateUsage]  # for its lock
    with pool._lock:  # another thread, at the wrong time
        assert in_child(lambda: limiter.reserve([(A, 1)], 0.0) is None) == 0
