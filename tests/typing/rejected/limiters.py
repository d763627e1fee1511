"""Redis limiters with wrong arguments. Every line that ends in "# wrong" is an error, and no other line."""
# needs redis

import redis
import redis.asyncio

from sesv2kit import AsyncRedisLimiter, RedisLimiter

RedisLimiter(redis.asyncio.Redis())  # wrong
RedisLimiter(redis.asyncio.RedisCluster("127.0.0.1"))  # wrong
RedisLimiter(redis.ConnectionPool())  # wrong
RedisLimiter(6379)  # wrong
RedisLimiter()  # wrong
AsyncRedisLimiter(redis.Redis())  # wrong
AsyncRedisLimiter(redis.RedisCluster("127.0.0.1"))  # wrong
AsyncRedisLimiter(redis.asyncio.RedisCluster("127.0.0.1"))  # wrong
AsyncRedisLimiter(b"redis://127.0.0.1")  # wrong
