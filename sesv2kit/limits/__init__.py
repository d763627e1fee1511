"""Rate limiters: their values, the protocol that each implements, and the limiter in memory."""

from sesv2kit.limits.memory import Limit, MemoryLimiter, RateLimiter, Reservation

__all__ = ["Limit", "MemoryLimiter", "RateLimiter", "Reservation"]


def __dir__() -> list[str]:
    return __all__
