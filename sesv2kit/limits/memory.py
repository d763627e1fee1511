"""The limiter decides when a call may be made. It does no I/O and never sleeps; the time is passed in.

A reservation takes slots from all limits of a call at once, first come first served, and says how long to wait. A cost
above the limit's burst is allowed; later calls wait longer. SES does the same: it accepts one message to more
recipients than the account may send to per second.
"""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from sesv2kit._core import fork
from sesv2kit._core.deprecated import former
from sesv2kit._core.shared import Shared


@dataclass(frozen=True, slots=True)
class Limit:
    """One rate limit that slots are taken from."""

    key: str
    """Name of the limit, such as `us-east-1/GetEmailTemplate/calls`. Equal keys share one limit."""

    rate: float
    """Current rate, in units per second."""

    burst: float = 1.0
    """Units that may be taken at once after an idle time."""

    full_rate: float | None = None
    """The rate, in units per second, that `rate` grows to by doubling after a throttle. None: `rate` is constant."""

    doubling_time: float = 10.0
    """Seconds in which a growing rate doubles."""

    def time_after(self, since: float, units: float) -> float:
        """The time at which `units` more have become free, counted from the time `since`.

        Both times are in seconds from now, when the rate is `rate`. Negative units count backwards.

        Args:
            since: Where to count from, not negative.
            units: How many units.
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

    moment_after: ClassVar[property] = former("moment_after", "time_after")
    """Former name of `time_after`."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Slots that were taken from all limits of a call."""

    wait: float
    """Seconds to wait before the call."""

    slots: tuple[tuple[str, float, float], ...] = ()
    """For each limit: its key, and the times at which it became free before and becomes free now. For the limiter's own
    use in `release`."""


class RateLimiter(Protocol):
    """The protocol of a rate limiter: clients reserve slots with it. Implementations must be thread-safe."""

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots from all limits, or from none.

        Args:
            costs: Each limit with the units to take from it.
            now: The current time on a monotonic clock, in seconds.
            timeout: The longest wait that the caller accepts, in seconds. None: any.

        Returns:
            The slots taken. None: the wait would be longer than `timeout`, and nothing was taken.
        """
        ...

    def release(self, reservation: Reservation) -> None:
        """Free slots that were not used, because the wait was cancelled.

        Only slots at the end of the queue can be freed: reservations behind them keep their times.
        """
        ...


class MemoryLimiter(Shared):
    """The limiter of one process: a generic cell rate algorithm (GCRA) over several limits at once.

    Args:
        share: Share of every limit that this process may use, above 0 and at most 1. Use 1/4 in each of four processes
            that send from one account and share no limiter.

    Raises:
        ValueError: `share` is out of range.
    """

    _instead = (
        "Slots count for all that use the same object: pass that on. For other processes give each its part with "
        "MemoryLimiter(share=1/4), or let them use a RedisLimiter. dataclasses.replace() changes a ClientConfig and "
        "keeps its limiter."
    )

    def __init__(self, *, share: float = 1.0) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"MemoryLimiter: share must be above 0 and at most 1, not {share!r}")
        self._share = share
        self._free_at: dict[str, float] = {}
        # Per key, the released slots that have other slots after them: (end, begin), sorted.
        self._released: dict[str, list[tuple[float, float]]] = {}
        self._lock = fork.Lock()

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots from all limits, or from none; see `RateLimiter.reserve`."""
        share = self._share
        with self._lock.lock:
            start = now
            for limit, cost in costs:
                free_at = self._free_at.get(limit.key, now)
                spare = (limit.burst - min(cost, limit.burst)) / share
                if limit.full_rate is None:
                    start = max(start, free_at - spare / limit.rate)
                elif free_at > now:
                    start = max(start, now + limit.time_after(free_at - now, -spare))
            if timeout is not None and start - now > timeout:
                return None
            slots: list[tuple[str, float, float]] = []
            for limit, cost in costs:
                before = self._free_at.get(limit.key, now)
                begin, units = max(before, start), cost / share
                if limit.full_rate is None:
                    after = begin + units / limit.rate
                else:
                    after = now + limit.time_after(begin - now, units)
                self._free_at[limit.key] = after
                if limit.key in self._released:
                    self._forget(limit.key, now)
                slots.append((limit.key, before, after))
            return Reservation(start - now, tuple(slots))

    def release(self, reservation: Reservation) -> None:
        """Free slots at the end of the queue, and those before them that were released already."""
        with self._lock.lock:
            for key, before, after in reversed(reservation.slots):
                if after > self._free_at.get(key, -math.inf):
                    continue  # released before
                released = self._released.setdefault(key, [])
                bisect.insort(released, (after, before))
                while released and released[-1][0] == self._free_at[key]:
                    self._free_at[key] = released.pop()[1]
                if not released:
                    del self._released[key]

    def _forget(self, key: str, now: float) -> None:
        """Drop released slots whose time has passed."""
        released = self._released[key]
        del released[: bisect.bisect_right(released, (now, math.inf))]
        if not released:
            del self._released[key]
