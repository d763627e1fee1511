"""The reservation limiter. Its use by the transport is tested in test_transport.py."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesv2kit.rate import Limit, MemoryLimiter, Reservation

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
        (A, [10, 1, 1], [0, 5, 5.5]),  # a cost above the burst is debt that those behind wait out
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
"""Limits, the cost on each, seconds since the one before, the longest wait accepted."""


@settings(deadline=None)
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


@settings(deadline=None)
@given(RESERVATIONS)
def test_nobody_is_overtaken(reservations: list[tuple[tuple[Limit, ...], float, float, float | None]]) -> None:
    """With a burst of one unit and whole units, as the transport has them, whatever the limits of the others."""
    limiter, now = MemoryLimiter(), 0.0
    starts: dict[str, list[float]] = {"a": [], "b": []}
    for limits, cost, later, _ in reservations:
        now += later
        limits = tuple(Limit(limit.key, limit.rate) for limit in limits)
        start = now + granted(limiter.reserve([(limit, 1 + cost) for limit in limits], now))
        for limit in limits:
            starts[limit.key].append(start)
    assert all(earlier <= later + 1e-9 for line in starts.values() for earlier, later in pairwise(line))


@settings(deadline=None)
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


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_what_is_taken_in_all_keeps_the_rate(costs: list[float]) -> None:
    """Debt is paid back: after everything was granted, the next start is as late as the sum of the costs says."""
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
    """A key that lets another thread run whenever it is looked up."""

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
    assert granted(limiter.reserve([(A, 1)], 0.0)) == 1.0  # not 0.5, which the second was promised
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
    assert not limiter._given_back  # pyright: ignore[reportPrivateUsage]  # nothing piles up
