"""Redis is stopped, hangs or restarts: calls continue, and return to Redis afterwards."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from redis.asyncio.connection import AbstractConnection as AsyncConnection
from redis.connection import AbstractConnection as Connection
from redis.exceptions import ClusterDownError, RedisClusterException

from sesv2kit import Limit, RedisLimiter, Reservation
from sesv2kit.limits.redis import RETRY_AFTER
from tests.pacing.limiters import LimiterOf
from tests.pacing.servers import RedisServer

A = Limit("us-east-1/A/calls", 2.0)

STOPPED = (
    "Redis failed (ConnectionError): until it works again, this process alone paces its calls, at 0.25 of every limit"
)
HUNG = STOPPED.replace("ConnectionError", "TimeoutError")
BACK = "Redis works again: the limits are shared with other processes again"


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG, "sesv2kit"):
        yield caplog


def is_shared(reservation: Reservation | None) -> bool:
    """Whether the slots were taken in Redis."""
    assert reservation is not None
    ((key, _, _),) = reservation.slots
    return key.startswith("{")


def test_while_it_is_stopped_each_process_paces_itself(
    limiter_of: LimiterOf, frail_redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    frail_redis_server.stop()
    limiter = limiter_of(frail_redis_server.url, share=0.25)
    reservations = [limiter.reserve([(A, 1)], 100.0) for _ in range(3)]
    assert [reservation and reservation.wait for reservation in reservations] == [0, 2, 4]
    assert limiter.reserve([(A, 1)], 100.0, timeout=5.9) is None
    last = reservations[-1]
    assert last is not None
    limiter.release(last)
    again = limiter.reserve([(A, 1)], 100.0)
    assert again is not None
    assert again.wait == 4
    assert caplog.record_tuples == [("sesv2kit", logging.WARNING, STOPPED)]


def test_it_is_tried_again_every_few_seconds_and_used_as_soon_as_it_answers(
    limiter_of: LimiterOf, frail_redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = limiter_of(frail_redis_server.url, share=0.25)
    assert is_shared(limiter.reserve([(A, 1)], 0.0))
    frail_redis_server.stop()
    assert not is_shared(limiter.reserve([(A, 1)], 100.0))
    assert not is_shared(limiter.reserve([(A, 1)], 100.0 + RETRY_AFTER))
    frail_redis_server.start()
    assert not is_shared(limiter.reserve([(A, 1)], 100.0 + 1.9 * RETRY_AFTER))
    assert is_shared(limiter.reserve([(A, 1)], 100.0 + 2 * RETRY_AFTER))
    assert is_shared(limiter.reserve([(A, 1)], 100.0 + 2 * RETRY_AFTER))
    assert caplog.record_tuples == [("sesv2kit", logging.WARNING, STOPPED), ("sesv2kit", logging.INFO, BACK)]
    frail_redis_server.stop()
    assert not is_shared(limiter.reserve([(A, 1)], 200.0))
    assert caplog.messages == [STOPPED, BACK, STOPPED]


@pytest.fixture
def timeouts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every connection that Redis does not answer in time, in either client."""
    late: list[object] = []

    def read(self: Connection, *arguments: Any, **settings: Any) -> Any:
        try:
            return read_response(self, *arguments, **settings)
        except redis.TimeoutError:
            late.append(self)
            raise

    async def read_async(self: AsyncConnection, *arguments: Any, **settings: Any) -> Any:
        try:
            return await read_response_async(self, *arguments, **settings)
        except redis.TimeoutError:
            late.append(self)
            raise

    read_response, read_response_async = Connection.read_response, AsyncConnection.read_response
    monkeypatch.setattr(Connection, "read_response", read)
    monkeypatch.setattr(AsyncConnection, "read_response", read_async)
    return late


def test_one_caller_at_a_time_waits_for_a_hung_one(
    limiter_of: LimiterOf,
    frail_redis_server: RedisServer,
    caplog: pytest.LogCaptureFixture,
    timeouts: list[object],
) -> None:
    limiter = limiter_of(frail_redis_server.url, share=0.25)
    shared = limiter.reserve([(A, 1)], 0.0)
    assert shared is not None
    frail_redis_server.hang()

    limiter.reserve([(A, 1)], 100.0)
    assert len(timeouts) == 1
    for _ in range(100):
        limiter.reserve([(A, 1)], 100.0)
        limiter.release(shared)
    assert len(timeouts) == 1

    def call(_: int) -> None:
        barrier.wait()
        limiter.reserve([(A, 1)], 100.0 + RETRY_AFTER)

    barrier = threading.Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert len(timeouts) == 2
    frail_redis_server.go_on()
    assert is_shared(limiter.reserve([(A, 1)], 200.0))
    assert caplog.messages == [HUNG, BACK]


def stop(server: RedisServer) -> None:
    server.stop()


def start(server: RedisServer) -> None:
    server.start()


def hang(server: RedisServer) -> None:
    server.hang()


def go_on(server: RedisServer) -> None:
    server.go_on()


@pytest.mark.parametrize(("fail", "repair"), [(stop, start), (hang, go_on)], ids=["stopped", "hung"])
def test_calls_of_eight_threads_go_on(
    limiter_of: LimiterOf,
    frail_redis_server: RedisServer,
    caplog: pytest.LogCaptureFixture,
    fail: Callable[[RedisServer], None],
    repair: Callable[[RedisServer], None],
) -> None:
    limiter = limiter_of(frail_redis_server.url, share=0.25)
    now, over = 0.0, threading.Event()
    got: list[tuple[int, bool]] = []

    def call() -> None:
        while not over.is_set():
            got.append((threading.get_ident(), is_shared(limiter.reserve([(A, 1)], now))))

    def until(shared: bool) -> None:
        """Return when each thread has got slots in Redis."""
        begun, deadline = len(got), time.monotonic() + 10
        while len({thread for thread, where in got[begun:] if where is shared}) < 8:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(call) for _ in range(8)]
        try:
            until(shared=True)
            fail(frail_redis_server)
            until(shared=False)
            repair(frail_redis_server)
            now += RETRY_AFTER + 1
            until(shared=True)
        finally:
            over.set()
            frail_redis_server.go_on()
    assert [one.result() for one in calls] == [None] * 8
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


class Failing:
    """A Redis client whose calls all fail."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_connection_kwargs(self) -> dict[str, Any]:
        return {"socket_timeout": 1}

    def register_script(self, script: str) -> Callable[..., None]:
        def run(**_: Any) -> None:
            raise self.error

        return run


@pytest.mark.parametrize(
    "error",
    [
        redis.ConnectionError("secret"),
        redis.ResponseError("OOM command not allowed"),
        ClusterDownError("CLUSTERDOWN"),
        RedisClusterException("no node can be reached"),  # is not a RedisError
        OSError("secret"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_failure_is_survived(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    client: Any = Failing(error)
    limiter = RedisLimiter(client)
    assert not is_shared(limiter.reserve([(A, 1)], 0.0))
    (message,) = caplog.messages
    assert type(error).__name__ in message
    assert "secret" not in message


def test_a_mistake_is_no_outage() -> None:
    client: Any = Failing(TypeError("ours"))
    with pytest.raises(TypeError, match="ours"):
        RedisLimiter(client).reserve([(A, 1)], 0.0)


def test_what_cannot_be_taken_back_is_let_go(limiter_of: LimiterOf, frail_redis_server: RedisServer) -> None:
    limiter = limiter_of(frail_redis_server.url)
    reservation = limiter.reserve([(A, 1)], 0.0)
    assert reservation is not None
    frail_redis_server.stop()
    limiter.release(reservation)
