"""Both Redis limiters behind one interface."""

import contextlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest

from sesv2kit import AsyncRedisLimiter, RedisLimiter
from tests.aio.blocking import run

LimiterOf: TypeAlias = type[RedisLimiter]
"""Makes a RedisLimiter, or an AsyncRedisLimiter that looks like one."""


class Blocking:
    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self.limiter = AsyncRedisLimiter(*arguments, **settings)

    def reserve(self, *arguments: Any, **settings: Any) -> Any:
        return run(self.limiter.reserve(*arguments, **settings))

    def release(self, *arguments: Any) -> None:
        run(self.limiter.release(*arguments))


@pytest.fixture(params=["sync", "async"])
def limiter_of(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "sync":
        yield RedisLimiter
        return
    with contextlib.ExitStack() as closing:

        def make(*arguments: Any, **settings: Any) -> Blocking:
            made = Blocking(*arguments, **settings)
            closing.callback(lambda: run(made.limiter.aclose()))
            return made

        yield make
