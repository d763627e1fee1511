"""The reservation limiter: who may call when. Pure: the time is passed in, nobody sleeps here.

A reservation takes its slots on all of a call's limits at once and says how long to wait: one exact sleep, in the
order of asking. A cost above the limit's burst is granted as debt, which those who come later wait out: that is how
SES itself treats one message to more recipients than the account may send to in a second.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sesv2kit import fork


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit to take slots on."""

    key: str
    """What it limits; equal keys share one limit."""

    rate: float
    """Units a second."""

    burst: float = 1.0
    """Units that may be taken at once after a rest."""


class RateLimiter(Protocol):
    """Anything that hands out slots. Implementations must be safe to share between threads."""

    def reserve(self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None) -> float | None:
        """Take slots on all limits or on none.

        Args:
            costs: Each limit with the units to take from it.
            now: The present on a clock that never goes back, in seconds.
            timeout: The longest wait the caller accepts, in seconds. None: any.

        Returns:
            Seconds to wait before acting; None if that exceeds `timeout`, and then nothing was taken.
        """
        ...


class MemoryLimiter:
    """The limiter of one process: a generic cell rate algorithm on several limits at once."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """Make the lock anew, in a forked child."""
        self._lock = threading.Lock()

    def reserve(self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None) -> float | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`."""
        with self._lock:
            start = now
            for limit, cost in costs:
                spare = limit.burst - min(cost, limit.burst)
                start = max(start, self._free_at.get(limit.key, now) - spare / limit.rate)
            if timeout is not None and start - now > timeout:
                return None
            for limit, cost in costs:
                self._free_at[limit.key] = max(self._free_at.get(limit.key, start), start) + cost / limit.rate
            return start - now
