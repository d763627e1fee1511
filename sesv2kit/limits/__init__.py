"""Rate limiters: what one hands out, the protocol that every one fulfils, and the one in memory."""

from sesv2kit.limits.memory import Limit, MemoryLimiter, RateLimiter, Reservation

__all__ = ["Limit", "MemoryLimiter", "RateLimiter", "Reservation"]
