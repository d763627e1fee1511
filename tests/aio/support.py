"""Helpers of the asynchronous client's tests."""

import asyncio
import functools
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sesv2kit import AsyncRateLimiter, AsyncSESv2, ClientConfig, MemoryLimiter
from sesv2kit.limits import Limit, Reservation
from tests.faults.server import Answer, Seen, answer
from tests.unit.support import session


def on_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test on its own event loop."""

    @functools.wraps(test)
    def run(*arguments: Any, **fixtures: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*arguments, **fixtures), 60))

    return run


def client_of(url: str | None, awaited: AsyncRateLimiter | None = None, /, **settings: Any) -> AsyncSESv2:
    """A client that sends to `url`, unpaced unless the settings of its `ClientConfig` say otherwise."""
    chosen: dict[str, Any] = {"pacing": False, **settings}
    return AsyncSESv2(session=session(), endpoint_url=url, config=ClientConfig(**chosen), limiter=awaited)


async def until(condition: Callable[[], object]) -> None:
    """Let other tasks run until a condition is true."""
    while not condition():
        await asyncio.sleep(0.001)


class Slow:
    """A service that responds when the test tells it to."""

    def __init__(self, reply: Answer | None = None) -> None:
        self.come = 0
        """Number of received requests."""
        self.go_on = threading.Event()
        self._reply = reply or answer({"MessageId": "1", "Recommendations": []})

    def __call__(self, seen: Seen) -> Answer:
        self.come += 1
        assert self.go_on.wait(30), "the loop is blocked"
        return self._reply


class Noting(MemoryLimiter):
    """Records taken and released slots."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Reservation] = []
        self.released: list[Reservation] = []

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        reservation = super().reserve(costs, now, timeout)
        if reservation is not None:
            self.taken.append(reservation)
        return reservation

    def release(self, reservation: Reservation) -> None:
        super().release(reservation)
        self.released.append(reservation)


def our_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("sesv2kit")]
