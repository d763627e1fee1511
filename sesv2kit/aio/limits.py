"""The limiter of a client on an event loop."""

from collections.abc import Sequence
from typing import Protocol

from sesv2kit.limits import Limit, Reservation


class AsyncRateLimiter(Protocol):
    """Anything that hands out slots and is awaited for them; otherwise as `RateLimiter`."""

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots on all limits or on none; see `RateLimiter.reserve`."""
        ...

    async def release(self, reservation: Reservation) -> None:
        """Take back slots that were not used because the wait was cancelled; see `RateLimiter.release`."""
        ...
