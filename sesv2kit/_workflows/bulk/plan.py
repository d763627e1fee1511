"""Which entries are sent together, and sent again: a plan without I/O."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic

from sesv2kit._core import fork
from sesv2kit._workflows.bulk.arguments import Settings
from sesv2kit._workflows.bulk.items import MAX_KEY, Again, Chunk, Item
from sesv2kit._workflows.bulk.kinds import Kind, hashed, joined
from sesv2kit._workflows.bulk.verdicts import LASTING, STOPPING, as_error, judged
from sesv2kit.bulk import BulkOutcome, BulkResult, BulkSummary, EntryT, StopReason
from sesv2kit.errors import BadRequestError, KeyInProgressError, RequestInvalidError, SESv2Error
from sesv2kit.models.sending import BulkEmailEntryResult

if TYPE_CHECKING:
    from sesv2kit._workflows.bulk.bar import Bar

_LONGEST_WAIT = 30.0
"""Maximum seconds to wait before an entry is sent again."""

_REFUSED_CALLS = 8
"""Number of consecutive calls that SES refuses as a whole, after which the run stops. A refused call is sent again in
halves, to find an entry that is the cause. If there is one such entry of 50, every second call is accepted."""


class BulkPlan(Generic[EntryT]):
    """Which entries are sent together and again, and the result of each: a `Work` of `_core/driving.py`."""

    def __init__(
        self,
        kind: Kind,
        settings: Settings[EntryT],
        progress: Callable[[BulkSummary], object] | None = None,
        bar: "Bar | None" = None,
    ) -> None:
        """`progress` is called with the counts after each call. `bar` shows them."""
        self.kind: Kind = kind
        """The kind of entries."""
        self.run_id: str | None = settings.run_id
        """Id of the run in its journal. None: there is no journal."""
        self.most_recipients: float = float("inf")
        """Maximum recipients of one call, unless a single entry has more."""
        self._simulated = settings.simulated
        self._most_entries = kind.most_entries
        self._convert = settings.entry
        self._max_attempts = settings.max_attempts
        self._stop_after = settings.stop_after
        self._stop_when = settings.stop_when
        self._stop_on_unknown = settings.stop_on_unknown
        # How many entries are read beyond the first entry without a result. None: no limit, as results need no order.
        self._window = 4 * self._most_entries * settings.max_concurrency if settings.ordered else None
        self._lock = fork.Reentrant()  # signal handlers cancel runs and read their counts
        self._waiting: deque[Item[EntryT]] = deque()
        self._waiting_recipients = 0
        self._again: deque[Again[EntryT]] = deque()
        self._results: dict[int, BulkResult[EntryT]] = {}
        self._keeps_results = True
        self._next = 0  # the index of the next result, if results are in order
        self._read = self._calls = self._refused_in_a_row = self._refused_calls = 0
        self._counts: Counter[str] = Counter()
        self._exhausted = False
        self._failure: BaseException | None = None
        self._stopped: StopReason | None = None
        self._stop_error: Exception | None = None
        self._retry_after: float | None = None
        self._progress = progress
        self._bar = bar

    # Reading.

    def wants_item(self) -> bool:
        """Whether to read another entry before the next call."""
        if self._exhausted or self._stopped is not None or self._again:
            return False
        if self._window is not None and self._read - self._next >= self._window:
            return False
        return len(self._waiting) < self._most_entries and self._waiting_recipients < self.most_recipients

    def lacks(self, entries: int) -> bool:
        """Whether fewer entries were read, and there may be more."""
        return self._read < entries and not self._exhausted

    @property
    def read(self) -> tuple[Sequence[Item[EntryT]], Sequence[BulkResult[EntryT]]]:
        """The entries that were read before the run began, and the results of those that are invalid."""
        return [*self._waiting], [*self._results.values()]

    @property
    def failure(self) -> BaseException | None:
        """The exception that ends the run. None: there is none."""
        return self._failure

    def take(self, given: EntryT) -> None:
        """Add an entry that was read."""
        index = self._read
        self._read += 1
        try:
            try:
                one: Any = given if self._convert is None else self._convert(given)
            except Exception as error:
                raise self.kind.invalid("entries", f"entry= raised {type(error).__name__}: {error}") from error
            entry, own = self.kind.read(one)
            recipients = self.kind.recipients(entry)
            addresses = b"" if self.run_id is None else joined(recipients)
            key = own if self.run_id is None else self._key(addresses, own)
        except Exception as error:
            self._end(Item(index, given, None, None), "refused", error=error)
        else:
            if self._simulated:
                entry = self.kind.simulated(entry, self._simulated[index % len(self._simulated)], index)
            self._waiting.append(Item(index, given, entry, key, len(recipients), addresses))
            self._waiting_recipients += len(recipients)

    def _key(self, addresses: bytes, own: str | None) -> str:
        if own is None:
            return hashed(addresses)
        if not isinstance(own, str) or not 0 < len(own) <= MAX_KEY:  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise self.kind.invalid("key", f"must be text of 1 to {MAX_KEY} characters")
        return own

    def exhausted(self) -> None:
        """Note that there are no more entries."""
        self._exhausted = True

    def fail(self, error: BaseException) -> None:
        """Note an exception to raise when all results have been returned. No further entry is read."""
        self._exhausted = True
        self._failure = self._failure or error

    def check(self) -> None:
        """Raise the exception that ended the run, if there is one."""
        if self._failure is not None:
            raise self._failure

    # Sending.

    def begin(self) -> None:
        """Note that the first call is about to be made."""
        if self._bar is not None:
            self._bar.begin()

    def unit(self) -> Chunk[EntryT] | None:
        """The entries of the next call. None: there is nothing to send now."""
        items: list[Item[EntryT]] = []
        duplicates: list[Item[EntryT]] = []
        keys: set[str | None] = set()
        recipients = 0
        with self._lock.lock:
            if self._stopped is not None:
                return None
            again = self._again[0] if self._again else Again(self._waiting)
            source = again.items
            while source and len(items) < self._most_entries:
                item = source[0]
                if self.run_id is not None and item.key in keys:
                    duplicates.append(source.popleft())
                    continue
                recipients += item.recipients
                if items and recipients > self.most_recipients:
                    break
                keys.add(item.key)
                items.append(source.popleft())
            if not self._again:
                self._waiting_recipients = sum(item.recipients for item in source)
            elif not source:
                self._again.popleft()
        for item in duplicates:
            self._end(item, "duplicate")
        return Chunk(items, again.wait) if items else None

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing more to read and to send."""
        return not (self.wants_item() or self._waiting or self._again) or self._stopped is not None

    def ended(self, items: Sequence[Item[EntryT]], results: Sequence[BulkEmailEntryResult]) -> None:
        """Note the results of a call."""
        self._refused_calls = 0
        again: deque[Item[EntryT]] = deque()
        with self._lock.lock:  # once for all of them
            for item, result in zip(items, results, strict=True):
                item.attempts += 1
                status = result.status
                if result.accepted:
                    self._note(item, "accepted", message_id=result.message_id, status=status)
                elif status in STOPPING:
                    self._stop(STOPPING[status], None)
                    outcome: BulkOutcome = "not_tried" if result.retryable else "refused"
                    self._note(item, outcome, status=status, error=as_error(result), retryable=result.retryable)
                elif result.retryable:
                    if item.attempts < self._max_attempts and self._stopped is None:
                        again.append(item)
                    else:
                        self._note(item, "not_tried", status=status, error=as_error(result), retryable=True)
                elif result.final:
                    self._note(item, "refused", status=status, error=as_error(result))
                else:  # AWS does not say whether it was sent
                    self._note(item, "unknown", message_id=result.message_id, status=status, error=as_error(result))
        self._send_again(again)
        self._ended_call()

    def accepted(self, item: Item[EntryT], message_id: str | None) -> None:
        """Note that SES accepted the only entry of a call."""
        self._refused_calls = 0
        self._end(item, "accepted", message_id=message_id)
        self._ended_call()

    def failed(self, items: Sequence[Item[EntryT]], error: BaseException) -> None:
        """Note how a call failed."""
        outcome, reason, again = judged(error)
        if len(items) == 1 and self.kind.concerns_entry(error, items[0]):
            reason = None
        elif isinstance(error, BadRequestError):
            self._refused_calls += 1
            if self._refused_calls >= _REFUSED_CALLS:
                reason = "refused_call"
            elif len(items) > 1:  # one entry may be the cause
                middle = len(items) // 2
                with self._lock.lock:
                    self._again.extend(Again(deque(half)) for half in (items[:middle], items[middle:]))
                self._ended_call()
                return
        repeated: deque[Item[EntryT]] = deque()
        for item in items:
            item.attempts += 1
            if again and item.attempts < self._max_attempts and self._stopped is None:
                repeated.append(item)
            else:
                told = error if isinstance(error, Exception) else None
                helps = outcome == "not_tried" and reason not in LASTING
                self._end(item, outcome, error=told, retryable=helps)
        self._send_again(repeated)
        if reason is not None and not repeated and (reason != "unknown" or self._stop_on_unknown):
            self.stop(reason, error if isinstance(error, Exception) else None)
        if not isinstance(error, SESv2Error):
            self.fail(error)
        self._ended_call()

    def request(self, items: Sequence[Item[EntryT]]) -> Any:
        """The request that sends some entries.

        Raises:
            RequestInvalidError: SES would refuse it.
        """
        return self.kind.request([item.entry for item in items])

    def known(self, item: Item[EntryT], facts: Mapping[str, Any]) -> None:
        """Note the result from the journal for an entry, which was not sent."""
        self._end(item, **facts)

    def refused_alone(self, items: Sequence[Item[EntryT]]) -> bool:
        """Check the entries of a call one by one, refuse the invalid ones, and send the others again. False: none is
        refused."""
        good: deque[Item[EntryT]] = deque()
        for item in items:
            try:
                self.request([item])
            except RequestInvalidError as error:
                self._end(item, "refused", error=error)
            else:
                good.append(item)
        if len(good) == len(items):
            return False
        with self._lock.lock:
            if good:
                self._again.append(Again(good))
        return True

    def give_back(self, items: Sequence[Item[EntryT]]) -> None:
        """Note that entries were not sent because the run has stopped."""
        for item in items:
            self._end(item, "not_tried", retryable=self._stopped not in LASTING)

    def _send_again(self, items: deque[Item[EntryT]]) -> None:
        if items:
            wait = min(2.0 ** (max(one.attempts for one in items) - 1), _LONGEST_WAIT)
            with self._lock.lock:
                self._again.append(Again(items, wait))

    def _end(self, item: Item[EntryT], outcome: BulkOutcome, **facts: Any) -> None:
        with self._lock.lock:
            self._note(item, outcome, **facts)

    def _note(self, item: Item[EntryT], outcome: BulkOutcome, **facts: Any) -> None:
        """Note the result of an entry. The caller holds the lock."""
        if self._keeps_results:
            self._results[item.index] = BulkResult(item.index, item.key, item.given, outcome, **facts)
        self._counts[outcome] += 1
        if isinstance(error := facts.get("error"), KeyInProgressError):
            self._retry_after = max(self._retry_after or 0.0, error.lease_left)
        if outcome != "refused":
            self._refused_in_a_row = 0
            return
        self._refused_in_a_row += 1
        if self._refused_in_a_row == self._stop_after:
            self._stop("refusals", None)

    def _ended_call(self) -> None:
        with self._lock.lock:
            self._calls += 1
        if self._stop_when is not None and self._stopped is None:
            try:
                if self._stop_when(self.summary()):
                    self.stop("condition")
            except Exception as error:
                self.fail(error)

    # Ending.

    @property
    def stopped(self) -> bool:
        """Whether no further call may start."""
        return self._stopped is not None

    def cancel(self) -> None:
        """See `Work`."""
        self.stop("cancelled")

    def stop(self, reason: StopReason, error: Exception | None = None) -> None:
        """Start no further call."""
        with self._lock.lock:
            self._stop(reason, error)

    def _stop(self, reason: StopReason, error: Exception | None) -> None:
        if self._stopped is None and not (reason == "cancelled" and self._is_over):
            self._stopped, self._stop_error = reason, error

    @property
    def _is_over(self) -> bool:
        return self._exhausted and sum(self._counts.values()) == self._read

    def close(self) -> None:
        """Give a result to every entry that was read and not sent. No call is in progress."""
        left = [*self._waiting, *(item for again in self._again for item in again.items)]
        self._waiting.clear()
        self._again.clear()
        self.give_back(left)
        if self._bar is not None:
            self._bar.end(self.summary())

    def report(self) -> None:
        """See `Work`."""
        if self._bar is not None:
            self._bar(self.summary())
        if self._progress is not None:
            self._progress(self.summary())

    def results(self) -> Iterator[BulkResult[EntryT]]:
        """The results that were not returned yet."""
        if self._window is None:
            with self._lock.lock:
                results, self._results = self._results, {}
            yield from results.values()
            return
        while (result := self._results.pop(self._next, None)) is not None:
            self._next += 1
            yield result

    def drop_results(self) -> None:
        """Keep no results, because only the counts are needed."""
        self._keeps_results = False
        self._results.clear()
        self._window = None  # dropped results need no order

    def summary(self) -> BulkSummary:
        """The counts."""
        with self._lock.lock:
            counts: dict[str, Any] = dict(self._counts)
            return BulkSummary(
                read=self._read,
                calls=self._calls,
                stopped=self._stopped,
                error=self._stop_error,
                retry_after=self._retry_after,
                **counts,
            )
