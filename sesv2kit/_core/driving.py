"""Processes every item of an iterable in threads. `aio/driving.py` does the same in asyncio tasks.

A `Work` says what is done, in which units and with what result. It does no I/O.
"""

import threading
import weakref
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextvars import copy_context
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

ItemT = TypeVar("ItemT")
UnitT = TypeVar("UnitT")
ResultT = TypeVar("ResultT")
ItemT_contra = TypeVar("ItemT_contra", contravariant=True)
UnitT_co = TypeVar("UnitT_co", covariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)


class Work(Protocol[ItemT_contra, UnitT_co, ResultT_co]):
    """Which items are read, which of them are processed together, and the result of each. It is thread-safe."""

    def wants_item(self) -> bool:
        """Whether another item is to be read before the next unit."""
        ...

    def take(self, item: ItemT_contra) -> None:
        """Add an item that was read."""
        ...

    def exhausted(self) -> None:
        """Note that there are no more items."""
        ...

    def fail(self, error: BaseException) -> None:
        """Note that reading the items raised `error`. `check` raises it when all results have been returned."""
        ...

    def unit(self) -> UnitT_co | None:
        """The next unit to process. None: there is none now."""
        ...

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing more to read and to process."""
        ...

    def results(self) -> Iterator[ResultT_co]:
        """The results that were not returned yet."""
        ...

    def report(self) -> None:
        """Call the progress callback, if there is one."""
        ...

    def cancel(self) -> None:
        """Start no further unit, unless all have ended."""
        ...

    def close(self) -> None:
        """Give a result to every item that was read and not processed. No unit is in progress when it is called."""
        ...

    def check(self) -> None:
        """Raise what `fail` noted."""
        ...


class InProgress(Protocol):
    """A unit in progress: a future of a thread, or a task."""

    def done(self) -> bool:
        """Whether it has ended."""
        ...

    def result(self) -> object:
        """Its result; raises what ended it."""
        ...


InProgressT = TypeVar("InProgressT", bound=InProgress)


class Driver(Generic[ItemT, UnitT, ResultT]):
    """Base class of the drivers of both clients."""

    def __init__(
        self,
        work: Work[ItemT, UnitT, ResultT],
        do: Callable[[UnitT], Coroutine[Any, Any, object]],
        max_concurrency: int,
        prepare: Callable[[], Coroutine[Any, Any, object]] | None = None,
    ) -> None:
        """Make a driver.

        Args:
            work: What is done.
            do: Processes a unit, and notes its result with `work`. It raises only what must end the whole run.
            max_concurrency: Units in progress at once.
            prepare: Called before the loop reads the first item. None: there is nothing to prepare.
        """
        self._driven = work
        self._do = do
        self._max_concurrency = max_concurrency
        self._prepare = prepare
        self._begun = False
        self._ready: deque[ResultT] = deque()

    def _rest(self) -> Iterator[ResultT]:
        """The results that were not returned, because the loop over them ended early."""
        while self._ready:
            yield self._ready.popleft()
        yield from self._driven.results()

    def _left(self, running: set[InProgressT]) -> set[InProgressT]:
        """The units still in progress, after the results of the others were noted."""
        left = {one for one in running if not one.done()}
        if ended := running - left:
            for one in ended:
                one.result()
            self._driven.report()
        return left

    def cancel(self) -> None:
        """Begin nothing more. What is in progress ends first. It may be called from any thread and signal handler."""
        self._driven.cancel()

    def _check_not_begun(self) -> None:
        if self._begun:
            raise RuntimeError("it can be iterated only once, because its items are read as they are processed")

    def _begin(self) -> None:
        self._check_not_begun()
        self._begun = True


class ThreadDriver(Driver[ItemT, UnitT, ResultT]):
    """Works in threads while it is iterated. Items are read as they are processed."""

    def __init__(self, items: Iterable[ItemT], *parts: Any) -> None:
        """See `Driver`."""
        super().__init__(*parts)
        self._items = items
        self._source: Iterator[ItemT] | None = None
        # Weak: when the loop over the results ends early, the work ends too, so nothing else may keep it alive.
        self._results: weakref.ref[Generator[ResultT]] | None = None

    def __iter__(self) -> Iterator[ResultT]:
        """The results, each as soon as it is available.

        Raises:
            RuntimeError: It was iterated before.
        """
        self._begin()
        results = self._iterate()
        self._results = weakref.ref(results)
        return results

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        results = self._results and self._results()
        if results:
            results.close()

    def to_end(self) -> None:
        """Process all items, and drop the results."""
        deque(self, maxlen=0)

    def _read_while(self, wanted: Callable[[], bool]) -> None:
        work = self._driven
        source = self._source = iter(self._items) if self._source is None else self._source
        while wanted():
            try:
                work.take(next(source))
            except StopIteration:
                work.exhausted()
            except Exception as error:
                work.fail(error)

    def _iterate(self) -> Generator[ResultT]:
        from sesv2kit._core.course import run

        work = self._driven
        running: set[Future[None]] = set()
        threads: set[int] = set()

        def do(unit: UnitT) -> None:
            threads.add(threading.get_ident())
            run(self._do(unit))

        pool = ThreadPoolExecutor(self._max_concurrency, thread_name_prefix="sesv2kit-work")
        try:
            if self._prepare is not None:
                run(self._prepare())
            while True:
                # The results to return now belong to units that have ended. Other units start before that, because the
                # caller may take time for each result.
                self._ready.extend(work.results())
                running = self._left(running)
                while len(running) < self._max_concurrency:
                    self._read_while(work.wants_item)
                    unit = work.unit()
                    if unit is None:
                        break
                    running.add(pool.submit(copy_context().run, do, unit))
                while self._ready:
                    yield self._ready.popleft()
                if running:
                    wait_for(running, return_when=FIRST_COMPLETED)
                elif work.is_idle:
                    break
            work.close()
            yield from self._rest()
            work.check()
        finally:
            work.cancel()
            # The garbage collector may end the loop in any thread, and a thread cannot wait for itself.
            pool.shutdown(wait=threading.get_ident() not in threads)
            work.close()
