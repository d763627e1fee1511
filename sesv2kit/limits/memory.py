"""The reservation limiter: who may call when. Pure: the time is passed in, nobody sleeps here.

A reservation takes its slots on all of a call's limits at once and says how long to wait: one exact sleep, in the
order of asking. A cost above the limit's burst is granted as debt, which those who come later wait out: that is how
SES itself treats one message to more recipients than the account may send to in a second.
"""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sesv2kit._core import fork


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit to take slots on."""

    key: str
    """What it limits; equal keys share one limit."""

    rate: float
    """Units a second, now."""

    burst: float = 1.0
    """Units that may be taken at once after a rest."""

    full_rate: float | None = None
    """Units a second that `rate` grows to by doubling, after a throttle. None: it does not grow."""

    doubling_time: float = 10.0
    """Seconds in which a growing rate doubles."""

    def moment_after(self, since: float, units: float) -> float:
        """The moment at which `units` more have become free, counted from the moment `since`.

        Both are seconds from now, when the rate is `rate`; `since` is not negative. Negative units count backwards.
        """
        full = self.full_rate
        if full is None or full <= self.rate:
            return since + units / self.rate
        # While it grows the rate is rate * 2 ** (seconds / doubling_time); its integral counts the units.
        scale = self.doubling_time / math.log(2)
        grown, grown_units = scale * math.log(full / self.rate), scale * (full - self.rate)
        if since < grown:
            total = units + self.rate * scale * math.expm1(since / scale)
        else:
            total = units + grown_units + full * (since - grown)
        if total <= 0:
            return total / self.rate
        if total < grown_units:
            return scale * math.log1p(total / (self.rate * scale))
        return grown + (total - grown_units) / full


@dataclass(frozen=True, slots=True)
class Reservation:
    """Slots that were taken on all limits of a call."""

    wait: float
    """Seconds to wait before acting."""

    slots: tuple[tuple[str, float, float], ...] = ()
    """For each limit its key, and the moments from which it was free before and is free now: the limiter's own notes
    for taking the slots back."""


class RateLimiter(Protocol):
    """Anything that hands out slots. Implementations must be safe to share between threads."""

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none.

        Args:
            costs: Each limit with the units to take from it.
            now: The present on a clock that never goes back, in seconds.
            timeout: The longest wait the caller accepts, in seconds. None: any.

        Returns:
            What was taken; None if the wait exceeds `timeout`, and then nothing was taken.
        """
        ...

    def release(self, reservation: Reservation) -> None:
        """Take back slots that were not used because the wait was cancelled.

        Only those can be given back that nobody has queued behind: the others were promised their moments.
        """
        ...


class MemoryLimiter:
    """The limiter of one process: a generic cell rate algorithm on several limits at once.

    Args:
        share: The part of every limit that this process may use, above 0 and at most 1: 1/4 for each of four processes
            that send from one account and have no limiter in common.

    Raises:
        ValueError: `share` is out of range.
    """

    def __init__(self, *, share: float = 1.0) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"MemoryLimiter: share must be above 0 and at most 1, not {share!r}")
        self._share = share
        self._free_at: dict[str, float] = {}
        # For each key the slots with others behind them that were given back: end and beginning, in order.
        self._given_back: dict[str, list[tuple[float, float]]] = {}
        self._lock = fork.Lock()

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`."""
        share = self._share
        with self._lock.lock:
            start = now
            for limit, cost in costs:
                free_at = self._free_at.get(limit.key, now)
                spare = (limit.burst - min(cost, limit.burst)) / share
                if limit.full_rate is None:
                    start = max(start, free_at - spare / limit.rate)
                elif free_at > now:
                    start = max(start, now + limit.moment_after(free_at - now, -spare))
            if timeout is not None and start - now > timeout:
                return None
            slots: list[tuple[str, float, float]] = []
            for limit, cost in costs:
                before = self._free_at.get(limit.key, now)
                begin, units = max(before, start), cost / share
                if limit.full_rate is None:
                    after = begin + units / limit.rate
                else:
                    after = now + limit.moment_after(begin - now, units)
                self._free_at[limit.key] = after
                if limit.key in self._given_back:
                    self._forget(limit.key, now)
                slots.append((limit.key, before, after))
            return Reservation(start - now, tuple(slots))

    def release(self, reservation: Reservation) -> None:
        """Take back slots that nobody has queued behind, or only such as were given back too."""
        with self._lock.lock:
            for key, before, after in reversed(reservation.slots):
                if after > self._free_at.get(key, -math.inf):
                    continue  # given back before
                given_back = self._given_back.setdefault(key, [])
                bisect.insort(given_back, (after, before))
                while given_back and given_back[-1][0] == self._free_at[key]:
                    self._free_at[key] = given_back.pop()[1]
                if not given_back:
                    del self._given_back[key]

    def _forget(self, key: str, now: float) -> None:
        """Drop slots whose time has passed: whether they are free makes no difference any more."""
        given_back = self._given_back[key]
        del given_back[: bisect.bisect_right(given_back, (now, math.inf))]
        if not given_back:
            del self._given_back[key]
