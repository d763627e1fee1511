"""The threads that boto3 runs in, beside an event loop."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from sesv2kit import fork

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A client's own threads, started when they are needed. They belong to no event loop."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._executor: ThreadPoolExecutor | None = None
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child, which has none of its parent's threads: begin anew."""
        self._lock = threading.Lock()
        self._executor = None

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have `function` run in the caller's context: tracing finds the caller's span there."""
        with self._lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._number, "sesv2kit")
            return self._executor.submit(copy_context().run, partial(function, *args, **kwargs))

    async def aclose(self, finish: Callable[[], None]) -> None:
        """Return when all that was submitted and then `finish` have run, and no thread is left."""
        with self._lock:
            executor, self._executor = self._executor, None

        def end() -> None:
            if executor is not None:
                executor.shutdown()
            finish()

        last = ThreadPoolExecutor(1, "sesv2kit-close")  # waiting here would stop the loop
        ended = last.submit(end)
        last.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(ended))
        last.shutdown()
