"""Calls whose slots have passed while their process had no processor: they are not all sent at once."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from sesv2kit import ClientConfig
from sesv2kit._core import clock
from sesv2kit.errors import CallTimeoutError
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from tests.faults.server import Server, answer
from tests.unit.support import each_client, environment, make, session

__all__ = ["each_client", "environment"]  # fixtures

pytestmark = pytest.mark.usefixtures("each_client")


class Stalls(clock.SystemClock):
    """The system's clock on which waits take no time, and of which a test says how late they end."""

    def __init__(self, *late: float) -> None:
        self._late = [*late]

    def sleep(self, seconds: float) -> None:
        pass

    def late(self, due: float) -> float:
        return self._late.pop(0)


class Recorder:
    """A limiter whose slots are all a moment ahead. It records what is asked of it."""

    def __init__(self, waits: float = 1e-9) -> None:
        self.reserved = self.released = 0
        self._waits = waits

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        if timeout is not None and self.reserved:
            return None  # behind all other calls of the process
        self.reserved += 1
        return Reservation(self._waits)

    def release(self, reservation: Reservation) -> None:
        self.released += 1


def called(limiter: Any, *late: float, timeout: float | None = None) -> int:
    """How many requests come of one call whose waits end so late."""
    with Server(lambda seen: answer({})) as server, clock.installed(Stalls(*late)):
        config = ClientConfig(limiter=limiter, rates={"ListTenants": 10.0})
        client = make(session=session(), endpoint_url=server.url, config=config)
        list(client.options(timeout=timeout).tenants.list_tenants())
        return len(server.seen)


def test_a_call_that_wakes_long_after_its_slot_takes_another_one() -> None:
    limiter = Recorder()
    assert called(limiter, 5.0, 0.0) == 1
    assert (limiter.reserved, limiter.released) == (2, 0)


@pytest.mark.parametrize("late", [-0.01, 0.0, 0.05])
def test_a_call_that_wakes_in_time_is_sent(late: float) -> None:
    limiter = Recorder()
    assert called(limiter, late) == 1
    assert limiter.reserved == 1


def test_a_call_whose_waits_all_end_late_is_sent_after_the_second() -> None:
    limiter = Recorder()
    assert called(limiter, 5.0, 5.0) == 1
    assert limiter.reserved == 2


def test_a_call_that_need_not_wait_is_never_late() -> None:
    limiter = Recorder(waits=0.0)
    assert called(limiter) == 1


def test_the_other_slot_may_be_beyond_the_timeout_of_the_call() -> None:
    with pytest.raises(CallTimeoutError):
        called(Recorder(), 5.0, timeout=60.0)


def test_slots_that_are_taken_anew_are_a_rate_apart() -> None:
    """What a limiter makes of 30 calls that wake at once, when the times of 20 of their slots have passed."""
    limiter, limit = MemoryLimiter(), Limit("key", 10.0)
    first = [limiter.reserve([(limit, 1.0)], 0.0) for _ in range(30)]
    anew = [limiter.reserve([(limit, 1.0)], 2.0) for one in first if one is not None and one.wait < 2.0]
    left = [one.wait for one in first if one is not None and one.wait >= 2.0]
    sent = sorted([*left, *(2.0 + one.wait for one in anew if one is not None)])
    assert len(sent) == 30
    assert min(b - a for a, b in pairwise(sent)) >= 0.0999
