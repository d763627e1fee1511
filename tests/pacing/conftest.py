from tests.pacing.limiters import limiter_of
from tests.pacing.servers import common_redis_server, frail_redis_server, redis_server
from tests.unit.support import environment

__all__ = ["common_redis_server", "environment", "frail_redis_server", "limiter_of", "redis_server"]
