"""The rate limiter protocol of `AsyncSESv2`."""

from collections.abc import Sequence
from typing import Protocol

from sesv2kit.limits import Limit, Reservation


class AsyncRateLimiter(Protocol):
    """The asynchronous form of `RateLimiter`, for `AsyncSESv2`."""

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        """Take slots from all limits, or from none; see `RateLimiter.reserve`."""
        ...

    async def release(self, reservation: Reservation) -> None:
        """Free slots that were not used, because the wait was cancelled; see `RateLimiter.release`."""
        ...
