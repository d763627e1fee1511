"""Rate limiters: the values they work with, the protocol that each implements, and the one that lives in memory."""

from sesv2kit.limits.memory import Limit, MemoryLimiter, RateLimiter, Reservation

__all__ = ["Limit", "MemoryLimiter", "RateLimiter", "Reservation"]


def __dir__() -> list[str]:
    return __all__
