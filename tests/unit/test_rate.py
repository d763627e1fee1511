"""The reservation limiter. test_transport.py tests its use by the transport."""

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit.limits import Limit, MemoryLimiter, Reservation

A = Limit("a", 2.0)
B = Limit("b", 10.0, burst=5.0)


def granted(reservation: Reservation | None) -> float:
    assert reservation is not None
    return reservation.wait


@pytest.mark.parametrize(
    ("limit", "costs", "starts"),
    [
        (A, [1, 1, 1], [0, 0.5, 1]),
        (A, [0.5, 0.5, 0.5], [0, 0, 0.25]),
        (A, [0, 0, 1], [0, 0, 0]),
        (A, [10, 1, 1], [0, 5, 5.5]),  # later calls wait for a cost above the burst
        (B, [1] * 7, [0, 0, 0, 0, 0, 0.1, 0.2]),
        (B, [5, 5, 1], [0, 0.5, 0.6]),
        (B, [50, 1], [0, 4.6]),
        (B, [4, 50, 1], [0, 0.4, 5.0]),
    ],
)
def test_who_may_start_when(limit: Limit, costs: list[float], starts: list[float]) -> None:
    limiter = MemoryLimiter()
    assert [granted(limiter.reserve([(limit, cost)], 0.0)) for cost in costs] == pytest.approx(starts)


def test_a_rest_is_worth_no_more_than_the_burst() -> None:
    limiter = MemoryLimiter()
    limiter.reserve([(B, 5)], 0.0)
    waits = [granted(limiter.reserve([(B, 1)], 1000.0)) for _ in range(6)]
    assert waits == pytest.approx([0, 0, 0, 0, 0, 0.1])


def test_slots_on_several_limits_are_taken_for_one_moment() -> None:
    limiter = MemoryLimiter()
    limiter.reserve([(A, 4)], 0.0)
    assert granted(limiter.reserve([(A, 1), (B, 5)], 0.0)) == 2.0
    assert granted(limiter.reserve([(B, 5)], 0.0)) == pytest.approx(2.5)


RESERVATIONS = st.lists(
    st.tuples(
        st.sampled_from([(A,), (B,), (A, B), (B, A)]),
        st.floats(0, 60),
        st.sampled_from([0.0, 0.01, 0.3, 2.0, 100.0]),
        st.none() | st.floats(0, 5),
    ),
    max_size=60,
)
"""Limits, the cost on each, seconds since the previous one, the longest accepted wait."""


@given(RESERVATIONS)
def test_no_second_sees_more_than_the_limit_and_one_debt(
    reservations: list[tuple[tuple[Limit, ...], float, float, float | None]],
) -> None:
    limiter, now = MemoryLimiter(), 0.0
    taken: dict[str, list[tuple[float, float]]] = {"a": [], "b": []}
    for limits, cost, later, timeout in reservations:
        now += later
        reservation = limiter.reserve([(limit, cost) for limit in limits], now, timeout)
        if reservation is None:
            assert timeout is not None
            continue
        wait = reservation.wait
        assert wait >= 0
        assert timeout is None or wait <= timeout
        for limit in limits:
            taken[limit.key].append((now + wait, cost))
    for limit in (A, B):
        calls = taken[limit.key]
        for start, _ in calls:
            window = [cost for moment, cost in calls if start <= moment < start + 1 - 1e-9]
            assert sum(window) <= limit.rate + max(limit.burst, *window) + 1e-6


@given(RESERVATIONS)
def test_nobody_is_overtaken(reservations: list[tuple[tuple[Limit, ...], float, float, float | None]]) -> None:
    """With a burst of one unit and whole units, as in the transport, whatever the limits of the others."""
    limiter, now = MemoryLimiter(), 0.0
    starts: dict[str, list[float]] = {"a": [], "b": []}
    for limits, cost, later, _ in reservations:
        now += later
        limits = tuple(Limit(limit.key, limit.rate) for limit in limits)
        start = now + granted(limiter.reserve([(limit, 1 + cost) for limit in limits], now))
        for limit in limits:
            starts[limit.key].append(start)
    assert all(earlier <= later + 1e-9 for line in starts.values() for earlier, later in pairwise(line))


@given(RESERVATIONS, st.floats(0, 60), st.floats(0, 10))
def test_a_refusal_takes_nothing(
    reservations: list[tuple[tuple[Limit, ...], float, float, float | None]], cost: float, timeout: float
) -> None:
    asked, spared = MemoryLimiter(), MemoryLimiter()
    now = 0.0
    for limits, price, later, _ in reservations:
        now += later
        costs = [(limit, price) for limit in limits]
        assert asked.reserve(costs, now) == spared.reserve(costs, now)
        wait = spared.reserve([(A, cost), (B, cost)], now, timeout)
        if wait is not None:
            assert asked.reserve([(A, cost), (B, cost)], now) == wait


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_what_is_taken_in_all_keeps_the_rate(costs: list[float]) -> None:
    """Debt is paid back: after all grants, the next start is as late as the sum of the costs requires."""
    limiter = MemoryLimiter()
    starts = [granted(limiter.reserve([(A, cost)], 0.0)) for cost in costs]
    after = granted(limiter.reserve([(A, A.burst)], 0.0))
    assert after == pytest.approx(sum(costs) / A.rate, rel=1e-6)
    assert starts == sorted(starts)


def test_a_wait_that_equals_the_timeout_is_accepted() -> None:
    limiter = MemoryLimiter()
    limiter.reserve([(A, 1)], 0.0)
    assert limiter.reserve([(A, 1)], 0.0, 0.49) is None
    assert granted(limiter.reserve([(A, 1)], 0.0, 0.5)) == 0.5
    assert limiter.reserve([(A, 1)], 0.0, 0) is None


class Contended(str):
    """A key that lets another thread run at each lookup."""

    __slots__ = ()

    def __hash__(self) -> int:
        time.sleep(0)
        return super().__hash__()


def test_threads_get_different_slots() -> None:
    limiter, barrier = MemoryLimiter(), threading.Barrier(16)
    costs = [(Limit(Contended("a"), 2.0), 1), (Limit(Contended("b"), 10.0), 5)]

    def take(_: int) -> list[float]:
        barrier.wait()
        return [granted(limiter.reserve(costs, 0.0)) for _ in range(20)]

    with ThreadPoolExecutor(16) as pool:
        waits = [wait for taken in pool.map(take, range(16)) for wait in taken]
    assert sorted(waits) == pytest.approx([count / 2 for count in range(320)])


def test_a_cancelled_wait_is_given_back() -> None:
    limiter = MemoryLimiter()
    limiter.reserve([(A, 1)], 0.0)
    cancelled = limiter.reserve([(A, 4), (B, 9)], 0.0)
    assert cancelled is not None
    limiter.release(cancelled)
    assert granted(limiter.reserve([(A, 1), (B, 5)], 0.0)) == 0.5


def test_a_slot_with_others_behind_it_is_not_given_back() -> None:
    limiter = MemoryLimiter()
    first, second = (limiter.reserve([(A, 1)], 0.0) for _ in range(2))
    assert first is not None
    assert second is not None
    limiter.release(first)
    assert granted(limiter.reserve([(A, 1)], 0.0)) == 1.0  # not 0.5, which the second one has
    limiter.release(second)
    assert granted(limiter.reserve([(A, 1)], 0.0)) == 1.5


def test_waits_are_given_back_from_the_last_one_on() -> None:
    limiter = MemoryLimiter()
    taken = [limiter.reserve([(A, 1)], 0.0) for _ in range(5)]
    for reservation in reversed(taken):
        assert reservation is not None
        limiter.release(reservation)
    assert granted(limiter.reserve([(A, 1)], 0.0)) == 0.0


def test_a_share_is_a_part_of_every_limit() -> None:
    limiter = MemoryLimiter(share=1 / 4)
    assert [granted(limiter.reserve([(A, 1), (B, 1)], 0.0)) for _ in range(3)] == pytest.approx([0, 2, 4])


@pytest.mark.parametrize("share", [0, -1, 1.1, float("nan")])
def test_a_share_is_above_nothing_and_at_most_all(share: float) -> None:
    with pytest.raises(ValueError, match="MemoryLimiter: share must be above 0 and at most 1"):
        MemoryLimiter(share=share)


@pytest.mark.parametrize("order", [[1, 2, 3, 4], [4, 3, 2, 1], [2, 4, 1, 3]], ids=str)
def test_waits_that_are_cancelled_together_are_given_back_in_any_order(order: list[int]) -> None:
    limiter = MemoryLimiter()
    taken = [limiter.reserve([(A, 1), (B, 5)], 0.0) for _ in range(5)]
    for number in order:
        reservation = taken[number]
        assert reservation is not None
        limiter.release(reservation)
    assert granted(limiter.reserve([(A, 1)], 0.0)) == 0.5


def test_a_slot_that_was_given_back_long_ago_moves_nobody() -> None:
    limiter = MemoryLimiter()
    first, second = (limiter.reserve([(A, 1)], 0.0) for _ in range(2))
    assert first is not None
    assert second is not None
    limiter.release(first)
    assert granted(limiter.reserve([(A, 1)], 100.0)) == 0.0
    assert [granted(limiter.reserve([(A, 1)], 100.0)) for _ in range(2)] == [0.5, 1.0]
    assert not limiter._released  # pyright: ignore[reportPrivateUsage]  # nothing piles up


def test_slots_given_back_out_of_a_queue_that_never_empties_do_not_pile_up() -> None:
    limiter, most = MemoryLimiter(), 0
    limiter.reserve([(A, 20)], 0.0)
    for second in range(6 * 3600):
        first, behind = (limiter.reserve([(A, 1)], float(second)) for _ in range(2))
        assert first is not None
        assert granted(behind) > 9
        limiter.release(first)
        given_back = limiter._released  # pyright: ignore[reportPrivateUsage]  # there is no way to remove them to see it
        most = max(most, sum(map(len, given_back.values())))
    assert most < 20


def test_a_reservation_that_is_released_twice_moves_nobody() -> None:
    limiter = MemoryLimiter()
    first, second = (limiter.reserve([(A, 1)], 0.0) for _ in range(2))
    assert first is not None
    assert second is not None
    for reservation in (second, second, first):
        limiter.release(reservation)
    assert [granted(limiter.reserve([(A, 1)], 0.0)) for _ in range(3)] == [0, 0.5, 1.0]


# A limit whose rate grows, as after a throttle.


class Curve:
    """A rate that doubles up to a full one."""

    def __init__(self, rate: float, full: float, doubling_time: float) -> None:
        self.rate, self.full, self.doubling_time = rate, full, doubling_time

    def rate_at(self, moment: float) -> float:
        return min(self.full, self.rate * math.exp2(min(moment / self.doubling_time, 60)))

    def limit(self, now: float) -> Limit:
        """The limit at a given time."""
        return Limit("a", self.rate_at(now), full_rate=self.full, doubling_time=self.doubling_time)

    def units(self, begin: float, end: float) -> float:
        """The units that become free between two times. This growing rate is its own integral, times a constant."""
        grown = self.doubling_time * math.log2(self.full / self.rate)
        growth = self.rate_at(end) - self.rate_at(begin)
        return growth * self.doubling_time / math.log(2) + self.full * (max(end, grown) - max(begin, grown))


CURVES = st.builds(
    lambda rate, growth, doubling_time: Curve(rate, rate * growth, doubling_time),
    st.floats(0.1, 100),
    st.floats(1, 64),
    st.sampled_from([1.0, 10.0, 60.0]),
)
CALLERS = st.lists(st.tuples(st.sampled_from([0.0, 0.01, 0.3, 5.0, 30.0]), st.integers(1, 50)), min_size=2, max_size=60)
"""Seconds since the previous caller, and the number of recipients."""


@given(CURVES, CALLERS)
def test_callers_are_never_let_go_faster_than_the_rate_grows_nor_overtaken(
    curve: Curve, callers: list[tuple[float, int]]
) -> None:
    limiter, now = MemoryLimiter(), 0.0
    starts: list[float] = []
    for later, cost in callers:
        now += later
        starts.append(now + granted(limiter.reserve([(curve.limit(now), cost)], now)))
    assert all(earlier <= later + 1e-9 for earlier, later in pairwise(starts))
    for first in range(len(starts)):
        taken = 0
        for last in range(first + 1, len(starts)):
            taken += callers[last - 1][1]
            assert taken <= curve.units(starts[first], starts[last]) * (1 + 1e-6) + 1e-6


@given(CURVES, st.lists(st.integers(1, 50), min_size=1, max_size=60), st.sampled_from([1.0, 0.25]))
def test_a_queue_uses_all_of_a_growing_rate(curve: Curve, costs: list[int], share: float) -> None:
    limiter = MemoryLimiter(share=share)
    for cost in costs:
        limiter.reserve([(curve.limit(0), cost)], 0.0)
    last = granted(limiter.reserve([(curve.limit(0), 1)], 0.0))
    assert curve.units(0, last) * share == pytest.approx(sum(costs))


@given(CURVES, st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_slots_on_a_growing_limit_are_given_back(curve: Curve, costs: list[int]) -> None:
    limiter = MemoryLimiter()
    limiter.reserve([(curve.limit(0), 3)], 0.0)
    taken = [limiter.reserve([(curve.limit(now), cost)], float(now)) for now, cost in enumerate(costs)]
    for reservation in taken:
        assert reservation is not None
        limiter.release(reservation)
    assert curve.units(0, granted(limiter.reserve([(curve.limit(0), 1)], 0.0))) == pytest.approx(3)


@given(CURVES, st.floats(0, 500), st.floats(0, 500))
def test_what_a_burst_spares_is_counted_backwards_on_the_same_curve(curve: Curve, since: float, units: float) -> None:
    limit = curve.limit(0)
    moment = limit.time_after(since, units)
    assert limit.time_after(moment, -units) == pytest.approx(since, abs=1e-6)


def test_a_growing_limit_has_its_burst() -> None:
    limiter = MemoryLimiter()
    limit = Limit("a", 1.0, burst=3.0, full_rate=8.0)
    waits = [granted(limiter.reserve([(limit, 1)], 0.0)) for _ in range(5)]
    assert waits == pytest.approx([0, 0, 0, limit.time_after(0, 1), limit.time_after(0, 2)])


def test_a_rate_that_cannot_grow_stays_as_it_is() -> None:
    assert Limit("a", 2.0).time_after(1.0, 4) == 3.0
    assert Limit("a", 2.0, full_rate=2.0).time_after(1.0, 4) == 3.0
