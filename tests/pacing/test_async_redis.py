"""Event loops, which only AsyncRedisLimiter has. Other tests run with both Redis limiters."""

import asyncio

import pytest
import redis.asyncio

from sesv2kit import AsyncRedisLimiter, Limit, RedisLimiter
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from tests.aio.support import client_of, on_a_loop
from tests.faults.server import Server, answer
from tests.pacing.servers import RedisServer
from tests.unit.support import FakeClock, clock

__all__ = ["clock"]

A = Limit("us-east-1/ListRecommendations/calls", 0.98)


def test_it_serves_several_loops_one_after_the_other(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = AsyncRedisLimiter(redis_server.url)

    async def take() -> float:
        async with limiter:
            reservation = await limiter.reserve([(A, 98)], 0.0)
        assert reservation is not None
        return reservation.wait

    waits = [asyncio.run(take()) for _ in range(3)]
    assert waits == pytest.approx([0, 100, 200], abs=5)
    assert caplog.messages == []


@on_a_loop
async def test_a_client_waits_in_one_line_with_others_that_use_redis(
    redis_server: RedisServer, clock: FakeClock
) -> None:
    other = RedisLimiter(redis_server.url)
    other.reserve([(A, 98)], 0.0)
    with Server([answer({"Recommendations": []})]) as server:
        async with (
            AsyncRedisLimiter(redis_server.url) as limiter,
            client_of(server.url, limiter, pacing=True) as client,
        ):
            first = await client.call(LIST_RECOMMENDATIONS, {})
    assert first.metadata.waited == pytest.approx(100, abs=5)


@on_a_loop
async def test_a_client_that_is_given_is_used_and_stays_open(redis_server: RedisServer) -> None:
    async with redis.asyncio.Redis.from_url(redis_server.url, socket_timeout=1.5) as given:
        async with AsyncRedisLimiter(given) as limiter:
            assert await limiter.reserve([(A, 1)], 0.0)
        assert await given.keys() == [f"{{sesv2kit:default}}:{A.key}".encode()]


def test_a_client_that_would_wait_for_ever_is_refused() -> None:
    with pytest.raises(ValueError, match=r"AsyncRedisLimiter: .*no socket_timeout"):
        AsyncRedisLimiter(redis.asyncio.Redis(socket_timeout=None))


def test_clients_of_loops_that_have_ended_are_dropped() -> None:
    limiter = AsyncRedisLimiter("redis://127.0.0.1:1")  # without a server, no connection is left open
    for now in (0.0, 100.0, 200.0):
        asyncio.run(limiter.reserve([(A, 1)], now))
    assert len(limiter._made) == 1  # pyright: ignore[reportPrivateUsage]  # there is no way to remove them to see it
