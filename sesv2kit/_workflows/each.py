"""Runs over many items: which are in progress, and the result of each. No I/O."""

from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Generic

from sesv2kit._core import fork
from sesv2kit._core.driving import ItemT
from sesv2kit._core.retry import Failure, failure_of
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    CallTimeoutError,
    ConfigurationError,
    ConnectError,
    OutcomeUnknownError,
    Problem,
    RequestInvalidError,
    ServiceError,
    SESv2Error,
    TenantNotAssociatedError,
)
from sesv2kit.many import ManyOutcome, ManyResult, ManyStop, ManySummary

_MAX_CONCURRENCY = 100

_SOURCE = "docs/suppression.md of sesv2kit"


def judged(error: Exception) -> tuple[ManyOutcome, bool]:
    """The outcome of an item whose request raised `error`, and whether the error applies to all other items too."""
    outcome, ends = _judged(error)
    return ("unknown" if isinstance(error, ServiceError) and error.after_unknown else outcome), ends


def _judged(error: Exception) -> tuple[ManyOutcome, bool]:
    match error:
        case TenantNotAssociatedError() | RequestInvalidError():
            return "refused", False
        case AccessDeniedError() | AuthenticationError():
            return "refused", True
        case ConfigurationError() | ConnectError():
            return "not_tried", True
        case CallTimeoutError():
            return "not_tried", False
        case OutcomeUnknownError():
            return "unknown", False
        case SESv2Error():
            pass
        case _:  # a bug: the outcome is not known
            return "unknown", True
    match failure_of(error):
        case Failure.REFUSED:
            return "not_tried", False
        case Failure.FINAL | Failure.CONTENDED if isinstance(error, ServiceError):
            return "refused", False
        case _:
            return "unknown", False


def check_concurrency(method: str, max_concurrency: object) -> None:
    """Raise RequestInvalidError if `max_concurrency` is invalid."""
    if type(max_concurrency) is not int or not 1 <= max_concurrency <= _MAX_CONCURRENCY:
        problem = Problem("max_concurrency", f"must be a whole number from 1 to {_MAX_CONCURRENCY}", _SOURCE)
        raise RequestInvalidError(method, [problem])


class Each(Generic[ItemT]):
    """A `Work` of `_core/driving.py`: one item at a time, results in the order of the items. It is thread-safe."""

    def __init__(
        self,
        do: Callable[[ItemT], Coroutine[Any, Any, ManyOutcome | None]],
        max_concurrency: int,
        *,
        ends: tuple[type[Exception], ...] = (),
        progress: Callable[[ManySummary], object] | None = None,
    ) -> None:
        """`do` returns the outcome (None: `accepted`), or raises. `ends`: errors that apply to all items."""
        self._make = do
        self._ends = ends
        self._progress = progress
        self._window = 8 * max_concurrency  # how far ahead of the first item without a result items are read
        self._lock = fork.Reentrant()  # signal handlers cancel runs and read their counts
        self._waiting: deque[tuple[int, ItemT]] = deque()
        self._results: dict[int, ManyResult[ItemT]] = {}
        self._read = self._next = self._done = 0
        self._done_after: set[int] = set()  # indexes above `_done`, at most a window of them
        self._counts: Counter[str] = Counter()
        self._exhausted = False
        self._failure: BaseException | None = None
        self._stopped: ManyStop | None = None
        self._error: Exception | None = None

    # Reading.

    def wants_item(self) -> bool:
        """See `Work`."""
        over = self._exhausted or self._stopped is not None
        return not over and not self._waiting and self._read - self._next < self._window

    def take(self, item: ItemT) -> None:
        """See `Work`."""
        self._waiting.append((self._read, item))
        self._read += 1

    def exhausted(self) -> None:
        """See `Work`."""
        self._exhausted = True

    def fail(self, error: BaseException) -> None:
        """See `Work`."""
        self._exhausted = True
        self._failure = self._failure or error

    def check(self) -> None:
        """See `Work`."""
        if self._failure is not None:
            raise self._failure

    # Working.

    def unit(self) -> tuple[int, ItemT] | None:
        """See `Work`."""
        return self._waiting.popleft() if self._waiting and self._stopped is None else None

    @property
    def is_idle(self) -> bool:
        """See `Work`."""
        return self._stopped is not None or not (self._waiting or self.wants_item())

    async def do(self, unit: tuple[int, ItemT]) -> None:
        """Process an item, and note its result."""
        index, item = unit
        if self._stopped is not None:
            self._end(ManyResult(index, item, "not_tried"))
            return
        try:
            outcome = await self._make(item)
        except BaseException as error:
            if not isinstance(error, Exception):
                self._end(ManyResult(index, item, "unknown"))
                raise
            outcome, ends = judged(error)
            if ends or isinstance(error, self._ends):
                self._stop("error", error)
            self._end(ManyResult(index, item, outcome, error))
        else:
            self._end(ManyResult(index, item, outcome or "accepted"))

    def _end(self, result: ManyResult[ItemT]) -> None:
        with self._lock.lock:
            self._results[result.index] = result
            self._counts[result.outcome] += 1
            if result.outcome != "not_tried":
                self._done_after.add(result.index)
            while self._done in self._done_after:
                self._done_after.remove(self._done)
                self._done += 1

    # Ending.

    def cancel(self) -> None:
        """See `Work`."""
        if not (self._exhausted and sum(self._counts.values()) == self._read):
            self._stop("cancelled", None)

    def _stop(self, why: ManyStop, error: Exception | None) -> None:
        with self._lock.lock:
            if self._stopped is None:
                self._stopped, self._error = why, error

    def close(self) -> None:
        """See `Work`."""
        while self._waiting:
            index, item = self._waiting.popleft()
            self._end(ManyResult(index, item, "not_tried"))

    def results(self) -> Iterator[ManyResult[ItemT]]:
        """See `Work`."""
        while (result := self._results.pop(self._next, None)) is not None:
            self._next += 1
            yield result

    def report(self) -> None:
        """See `Work`."""
        if self._progress is not None:
            self._progress(self.summary())

    def summary(self) -> ManySummary:
        """The counts."""
        with self._lock.lock:
            counts: dict[str, Any] = dict(self._counts)
            return ManySummary(read=self._read, done=self._done, stopped=self._stopped, error=self._error, **counts)
