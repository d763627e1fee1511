"""The fixtures of these tests."""

from tests.journal.stores import dynamodb_table, store
from tests.pacing.servers import common_redis_server, frail_redis_server, redis_server
from tests.unit.support import clock, each_client, environment

__all__ = [
    "clock",
    "common_redis_server",
    "dynamodb_table",
    "each_client",
    "environment",
    "frail_redis_server",
    "redis_server",
    "store",
]
