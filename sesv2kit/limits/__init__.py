"""Rate limiters: the values they work with, the protocol that each implements, and two limiters."""

from typing import TYPE_CHECKING

from sesv2kit.limits.memory import Limit, MemoryLimiter, RateLimiter, Reservation

if TYPE_CHECKING:
    from sesv2kit.limits.redis import RedisLimiter

__all__ = ["Limit", "MemoryLimiter", "RateLimiter", "RedisLimiter", "Reservation"]

if not TYPE_CHECKING:  # most clients never import it

    def __getattr__(name):
        if name != "RedisLimiter":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from sesv2kit.limits.redis import RedisLimiter

        return RedisLimiter


def __dir__() -> list[str]:
    return __all__
