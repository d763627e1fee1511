"""The limiters of a fleet, with a URL or a client of redis-py."""
# needs redis

import redis
import redis.asyncio

from sesv2kit import AsyncRateLimiter, AsyncRedisLimiter, RateLimiter, RedisLimiter

own: RateLimiter = RedisLimiter("redis://127.0.0.1:6379")
RedisLimiter(redis.Redis(socket_timeout=0.25), share=0.25)
RedisLimiter(redis.Redis(socket_timeout=0.25, decode_responses=True))
RedisLimiter(redis.RedisCluster("127.0.0.1", socket_timeout=0.25))

awaited: AsyncRateLimiter = AsyncRedisLimiter("redis://127.0.0.1:6379")
AsyncRedisLimiter(redis.asyncio.Redis(socket_timeout=0.25), account="123456789012")
