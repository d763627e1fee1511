"""Helpers to prove that calls keep their limits: many callers, a clock for their threads, and a check."""

import heapq
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sesv2kit._core.pacing import SAFETY
from sesv2kit.limits import Limit


@dataclass(frozen=True)
class Grant:
    """A call that was allowed."""

    caller: str
    moment: float
    """Its time, in seconds."""

    costs: tuple[float, ...]
    """Its cost on each limit."""


@dataclass(frozen=True)
class Case:
    """Callers who call as often as they can."""

    rates: tuple[float, ...]
    """What each limit allows per second."""

    costs: tuple[tuple[float, ...], ...]
    """For each caller, the cost of one call on each limit."""

    def limits(self, name: str) -> list[Limit]:
        return [Limit(f"us-east-1/{name}/{number}", rate * SAFETY) for number, rate in enumerate(self.rates)]


ONE = (1.0,)
CASES = {
    "one call each": Case((50.0,), (ONE,) * 8),
    "mixed weights": Case((160.0,), (ONE, ONE, ONE, ONE, (5.0,), (5.0,), (10.0,), (20.0,))),
    "BatchGetMetricData": Case((16.0, 160.0), ((1.0, 10.0),) * 4 + ((1.0, 1.0), (1.0, 1.0), (1.0, 5.0), (1.0, 7.0))),
}


def most_in_a_second(units: Sequence[tuple[float, float]]) -> float:
    """The maximum number of units within one second, from times and units."""
    ordered = sorted(units)
    most = window = 0.0
    begin = 0
    for moment, cost in ordered:
        window += cost
        while ordered[begin][0] <= moment - 1 + 1e-9:
            window -= ordered[begin][1]
            begin += 1
        most = max(most, window)
    return most


def check(rates: Sequence[float], grants: Sequence[Grant], strict: bool = False) -> None:
    """Fail unless every limit was kept, one was used up, and equal callers got equal shares.

    Args:
        rates: What each limit allows per second.
        grants: All calls.
        strict: No window of one second may exceed a limit. False: a weighted limit may be exceeded by its largest
            cost.
    """
    ordered = sorted(grants, key=lambda grant: grant.moment)
    used: list[float] = []
    for number, rate in enumerate(rates):
        units = [(grant.moment, grant.costs[number]) for grant in ordered]
        largest = max(cost for _, cost in units)
        allowed = rate if strict or largest == 1 else rate + largest
        assert most_in_a_second(units) <= allowed, f"{most_in_a_second(units)} of {allowed} in a second"
        used.append(sum(cost for _, cost in units[:-1]) / (ordered[-1].moment - ordered[0].moment) / rate)
    assert max(used) >= 0.95, f"used {used}"
    for costs in {grant.costs for grant in grants}:
        got = Counter(grant.caller for grant in grants if grant.costs == costs).values()
        assert min(got) * 2 >= max(got), f"callers who take {costs} got {sorted(got)}"


class CrowdClock:
    """A clock for threads that block in `sleep`. While a thread is running, time does not change; then it jumps to the
    next time that a thread waits for."""

    def __init__(self) -> None:
        self._time = 0.0
        self._awake = 0
        self._due: list[float] = []
        self._changed = threading.Condition()

    def monotonic(self) -> float:
        return self._time

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self._time)

    def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        with self._changed:
            due = self._time + seconds
            heapq.heappush(self._due, due)
            self._rest()
            assert self._changed.wait_for(lambda: self._time >= due, timeout=60), "somebody never sleeps"

    def run(self, callers: Sequence[Callable[[], None]]) -> None:
        """Run each caller in its own thread, until all have ended."""

        def run(caller: Callable[[], None]) -> None:
            try:
                caller()
            finally:
                with self._changed:
                    self._rest()

        self._awake = len(callers)
        with ThreadPoolExecutor(len(callers)) as pool:
            list(pool.map(run, callers))

    def _rest(self) -> None:
        self._awake -= 1
        if self._awake == 0 and self._due:
            self._time = self._due[0]
            while self._due and self._due[0] <= self._time:
                heapq.heappop(self._due)
                self._awake += 1
            self._changed.notify_all()
