"""The threads in which boto3 runs for an event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from sesv2kit._core import fork
from sesv2kit.errors import ConfigurationError

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A client's own threads, started when they are needed. They belong to no event loop."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._executor: ThreadPoolExecutor | None = None
        self.generation: int = 0
        """How often `aclose` was called. Calls that started before the last time are not sent."""
        self._lock = fork.Lock()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: start new threads, because the child has none of its parent's."""
        self._executor = None

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `function` in a thread, in the caller's context, where tracing finds the caller's span.

        Raises:
            ConfigurationError: No thread can be started; `function` does not run.
        """
        future: Future[T] = Future()
        context = copy_context()

        def run() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(context.run(function, *args, **kwargs))
                except StopIteration as error:  # neither a future nor a coroutine can raise StopIteration
                    stopped = RuntimeError(f"{function.__qualname__} raised StopIteration")
                    stopped.__cause__ = error
                    future.set_exception(stopped)
                except BaseException as error:  # it is raised where the result is awaited
                    future.set_exception(error)

        with self._lock.lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._number, "sesv2kit")
            try:
                self._executor.submit(run)
            except RuntimeError as error:
                future.cancel()  # it is in the queue already, and must not run when a thread becomes free
                raise ConfigurationError(f"nothing was sent: {error}") from error
        return future

    async def aclose(self, finish: Callable[[], None]) -> None:
        """Wait until everything that was submitted has run, then `finish`, and all threads have ended."""
        with self._lock.lock:
            executor, self._executor = self._executor, None
            self.generation += 1

        def end() -> None:
            if executor is not None:
                executor.shutdown()
            finish()

        last = ThreadPoolExecutor(1, "sesv2kit-close")  # waiting here would block the event loop
        try:
            ended = last.submit(end)
        except RuntimeError:  # no thread can be started
            end()
            return
        last.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(ended))
        last.shutdown()
