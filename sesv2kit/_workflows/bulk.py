"""Bulk sends of any length: `sending.send_bulk`. The plan does no I/O; `bulk.py` and `aio/bulk.py` drive it."""

import hashlib
import json
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, cast

from pydantic import ValidationError

from sesv2kit._core import fork
from sesv2kit._core.arguments import validated
from sesv2kit._core.pacing import FALLBACK_SEND_RATE
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.compose import bare, pairs
from sesv2kit.bulk import BulkEntry, BulkResult, BulkSummary, EntryT, StopReason
from sesv2kit.errors import (
    AccountSuspendedError,
    BadRequestError,
    DailyQuotaExceededError,
    JournalError,
    KeyInProgressError,
    KeyReusedError,
    OutcomeUnknownError,
    Problem,
    RequestInvalidError,
    SendingPausedError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
    TransportError,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import (
    SEND_BULK_EMAIL,
    BulkEmailEntry,
    BulkEmailEntryResult,
    SendBulkEmailRequest,
)

if TYPE_CHECKING:
    from sesv2kit._core.keyed import KeyedEntries
    from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord

MAX_ENTRIES = 50
"""Entries of one call. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html"""

_LONGEST_WAIT = 30.0
"""Seconds to wait at most before an entry is sent again."""

_STOPPING: dict[str, StopReason] = {
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": "daily_quota",
    "ACCOUNT_SUSPENDED": "sending_paused",
    "ACCOUNT_SENDING_PAUSED": "sending_paused",
    "CONFIGURATION_SET_SENDING_PAUSED": "sending_paused",
}
"""Statuses of an entry that every further entry would get, too."""

_REFUSED_CALLS = 8
"""Calls that SES refuses as a whole, with none accepted between, after which the run stops. A refused call is halved
and sent again, to find an entry that is the reason; of 50 entries with one such entry every other call is accepted."""

_SOURCE = "docs/bulk.md of sesv2kit"

_MAX_KEY, _MAX_RUN_ID = 200, 50
"""Characters of an entry's key, and of the run's id. Together they are the key in the journal, which has 255."""


@dataclass(slots=True)
class Item(Generic[EntryT]):
    """An entry on its way."""

    index: int
    """Position in the input."""

    given: EntryT
    """What was given for it."""

    entry: BulkEmailEntry
    """The entry as it is sent."""

    key: str | None
    """Its key within the run."""

    recipients: int = 0
    """Its recipients."""

    attempts: int = 0
    """Calls that it was in."""


@dataclass(slots=True)
class Chunk(Generic[EntryT]):
    """The entries of one call."""

    items: list[Item[EntryT]]
    """The entries."""

    wait: float = 0.0
    """Seconds to wait before the call."""


@dataclass(slots=True)
class _Again(Generic[EntryT]):
    """Entries to send again, after the same wait."""

    items: deque[Item[EntryT]] = field(default_factory=deque[Any])
    wait: float = 0.0


def planned(
    *,
    from_email_address: Any,
    template_name: Any,
    template_content: Any,
    template_data: Any,
    headers: Any,
    attachments: Any,
    email_tags: Any,
    reply_to_addresses: Any,
    entry: Callable[[EntryT], Any] | None,
    run_id: str | None,
    max_concurrency: int,
    max_attempts: int,
    ordered: bool,
    stop_after: int | None,
    stop_when: Callable[[BulkSummary], object] | None,
    stop_on_unknown: bool,
    **others: Any,
) -> "Plan[EntryT]":
    """A plan out of the arguments of `Sending.send_bulk`.

    Raises:
        RequestInvalidError: One of them is invalid.
    """
    template = {
        "template_name": template_name,
        "template_content": template_content,
        "template_data": template_data,
        "headers": pairs(headers),
        "attachments": attachments,
    }
    listed = [reply_to_addresses] if isinstance(reply_to_addresses, str) else reply_to_addresses
    common: dict[str, Any] = {
        "from_email_address": from_email_address,
        "reply_to_addresses": listed,
        "default_email_tags": pairs(email_tags),
        "default_content": {"template": {name: value for name, value in template.items() if value is not None}},
        **others,
    }
    common = {name: value for name, value in common.items() if value is not None}
    problems: list[Problem] = []
    for name, value, most in (
        ("max_concurrency", max_concurrency, 100),
        ("max_attempts", max_attempts, 100),
        ("stop_after", 1 if stop_after is None else stop_after, None),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= (most or value):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            limit = f"a whole number from 1 to {most}" if most else "a whole number of 1 or more"
            problems.append(Problem(name, f"must be {limit}", _SOURCE))
    if from_email_address is None:
        problems.append(Problem("from_email_address", "is required", SEND_BULK_EMAIL.reference))
    if template_name is None and template_content is None:
        problems.append(Problem("template_name or template_content", "is required", SEND_BULK_EMAIL.reference))
    if run_id is not None and not (isinstance(run_id, str) and 0 < len(run_id) <= _MAX_RUN_ID):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        problems.append(Problem("run_id", f"must be text of 1 to {_MAX_RUN_ID} characters", _SOURCE))
    if problems:
        raise RequestInvalidError(SEND_BULK_EMAIL.name, problems)
    # What all calls have in common is checked and made once.
    checked = validated(SEND_BULK_EMAIL, {**common, "bulk_email_entries": [{"destination": "to@example.com"}]})
    return Plan(
        {name: getattr(checked, name) for name in checked.model_fields_set - {"bulk_email_entries"}},
        entry=entry,
        run_id=run_id,
        max_concurrency=max_concurrency,
        max_attempts=max_attempts,
        ordered=ordered,
        stop_after=stop_after,
        stop_when=stop_when,
        stop_on_unknown=stop_on_unknown,
    )


class Plan(Generic[EntryT]):
    """Which entries are sent together and again, and what became of each. No I/O. It is thread-safe."""

    def __init__(
        self,
        common: Mapping[str, Any],
        *,
        entry: Callable[[EntryT], Any] | None,
        run_id: str | None,
        max_concurrency: int,
        max_attempts: int,
        ordered: bool,
        stop_after: int | None,
        stop_when: Callable[[BulkSummary], object] | None,
        stop_on_unknown: bool,
    ) -> None:
        """See `Sending.send_bulk`. `common` are the arguments of SendBulkEmail that all calls have."""
        self._common = common
        self.run_id: str | None = run_id
        self.most_recipients: float = float("inf")
        """Recipients of one call, unless a single entry has more."""
        self._convert = entry
        self._max_attempts = max_attempts
        self._stop_after = stop_after
        self._stop_when = stop_when
        self._stop_on_unknown = stop_on_unknown
        # How far ahead of the first entry without a result entries are read. None: results need not wait for it.
        self._window = 4 * MAX_ENTRIES * max_concurrency if ordered else None
        self._lock = fork.Lock()
        self._waiting: deque[Item[EntryT]] = deque()
        self._waiting_recipients = 0
        self._again: deque[_Again[EntryT]] = deque()
        self._results: dict[int, BulkResult[EntryT]] = {}
        self._next = 0  # the index of the next result, if results are in order
        self._read = self._calls = self._refused_in_a_row = self._refused_calls = 0
        self._counts: Counter[str] = Counter()
        self._exhausted = False
        self._failure: BaseException | None = None
        self._stopped: StopReason | None = None
        self._stop_error: Exception | None = None

    # Reading.

    @property
    def wants_entry(self) -> bool:
        """Whether another entry is to be read before the next call."""
        if self._exhausted or self._stopped is not None or self._again:
            return False
        if self._window is not None and self._read - self._next >= self._window:
            return False
        return len(self._waiting) < MAX_ENTRIES and self._waiting_recipients < self.most_recipients

    def take(self, given: EntryT) -> None:
        """Add an entry that was read."""
        index, key = self._read, None
        self._read += 1
        try:
            entry, key = self._converted(given)
        except Exception as error:
            self._end(Item(index, given, cast("BulkEmailEntry", None), None), "refused", error=error)
        else:
            recipients = entry.destination.recipients
            self._waiting.append(Item(index, given, entry, key, recipients))
            self._waiting_recipients += recipients

    def _converted(self, given: Any) -> tuple[BulkEmailEntry, str | None]:
        one: Any = given if self._convert is None else self._convert(given)
        if isinstance(one, BulkEmailEntry):
            return self._checked(one), self._key(one, None)
        if isinstance(one, str):
            one = BulkEntry(one)
        elif isinstance(one, Mapping):
            one = BulkEntry(**cast("Mapping[str, Any]", one))
        if not isinstance(one, BulkEntry):
            expected = "a BulkEntry, a BulkEmailEntry, an address or a mapping"
            raise _invalid("entries", f"must each be {expected}, not a {type(one).__name__}")
        members: dict[str, Any] = {"destination": one.destination}
        if one.template_data is not None:
            data = {"replacement_template_data": one.template_data}
            members["replacement_email_content"] = {"replacement_template": data}
        if one.headers is not None:
            members["replacement_headers"] = pairs(one.headers)
        if one.email_tags is not None:
            members["replacement_tags"] = pairs(one.email_tags)
        entry = self._checked(members)
        return entry, self._key(entry, one.key)

    def _checked(self, members: Any) -> BulkEmailEntry:
        try:
            return BulkEmailEntry.model_validate(members)
        except ValidationError:
            pass
        # It says the same in our words, with limit and source.
        return validated(SEND_BULK_EMAIL, {**self._common, "bulk_email_entries": [members]}).bulk_email_entries[0]

    def _key(self, entry: BulkEmailEntry, own: str | None) -> str | None:
        if self.run_id is None:
            return own
        if own is None:
            return hashlib.sha256("\n".join(sorted(_addresses(entry))).encode()).hexdigest()
        if not isinstance(own, str) or not 0 < len(own) <= _MAX_KEY:  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise _invalid("key", f"must be text of 1 to {_MAX_KEY} characters")
        return own

    def exhausted(self) -> None:
        """Note that there are no more entries."""
        self._exhausted = True

    def fail(self, error: BaseException) -> None:
        """Note an exception to raise when all results are given out. No further entry is read."""
        self._exhausted = True
        self._failure = self._failure or error

    def check(self) -> None:
        """Raise the exception that ended the run, if there is one."""
        if self._failure is not None:
            raise self._failure

    # Sending.

    def chunk(self) -> Chunk[EntryT] | None:
        """The entries of the next call. None: nothing is to be sent at this moment."""
        items: list[Item[EntryT]] = []
        duplicates: list[Item[EntryT]] = []
        keys: set[str | None] = set()
        recipients = 0
        with self._lock.lock:
            if self._stopped is not None:
                return None
            again = self._again[0] if self._again else _Again(self._waiting)
            source = again.items
            while source and len(items) < MAX_ENTRIES:
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
        """Whether nothing is left to read and to send."""
        return not (self.wants_entry or self._waiting or self._again) or self._stopped is not None

    def ended(self, items: Sequence[Item[EntryT]], results: Sequence[BulkEmailEntryResult]) -> None:
        """Note the results of a call."""
        self._refused_calls = 0
        again: deque[Item[EntryT]] = deque()
        for item, result in zip(items, results, strict=True):
            item.attempts += 1
            status = result.status
            if result.accepted:
                self._end(item, "accepted", message_id=result.message_id, status=status)
            elif status in _STOPPING:
                self.stop(_STOPPING[status])
                outcome = "not_tried" if result.retryable else "refused"
                self._end(item, outcome, status=status, error=_told(result), retryable=True)
            elif result.retryable:
                if item.attempts < self._max_attempts and self._stopped is None:
                    again.append(item)
                else:
                    self._end(item, "not_tried", status=status, error=_told(result), retryable=True)
            elif result.final:
                self._end(item, "refused", status=status, error=_told(result))
            else:  # AWS does not say whether it was sent
                self._end(item, "unknown", message_id=result.message_id, status=status, error=_told(result))
        self._send_again(again)
        self._ended_call()

    def failed(self, items: Sequence[Item[EntryT]], error: BaseException) -> None:
        """Note how a call failed."""
        outcome, reason, again = _judged(error)
        if isinstance(error, BadRequestError):
            self._refused_calls += 1
            if self._refused_calls >= _REFUSED_CALLS:
                reason = "refused_call"
            elif len(items) > 1:  # one entry may be the reason
                middle = len(items) // 2
                with self._lock.lock:
                    self._again.extend(_Again(deque(half)) for half in (items[:middle], items[middle:]))
                self._ended_call()
                return
        repeated: deque[Item[EntryT]] = deque()
        for item in items:
            item.attempts += 1
            if again and item.attempts < self._max_attempts and self._stopped is None:
                repeated.append(item)
            else:
                told = error if isinstance(error, Exception) else None
                self._end(item, outcome, error=told, retryable=outcome == "not_tried")
        self._send_again(repeated)
        if reason is not None and not repeated and (reason != "unknown" or self._stop_on_unknown):
            self.stop(reason, error if isinstance(error, Exception) else None)
        if not isinstance(error, SESv2Error):
            self.fail(error)
        self._ended_call()

    def request(self, items: Sequence[Item[EntryT]]) -> SendBulkEmailRequest:
        """The request that sends some entries.

        Raises:
            RequestInvalidError: SES would refuse it.
        """
        return validated(SEND_BULK_EMAIL, {**self._common, "bulk_email_entries": [item.entry for item in items]})

    def known(self, item: Item[EntryT], facts: Mapping[str, Any]) -> None:
        """Note what the journal knows of an entry, which was not sent."""
        self._end(item, **facts)

    def refused_alone(self, items: Sequence[Item[EntryT]]) -> bool:
        """Refuse those entries of a call that the checks refuse one by one, and send the others again. False: none is
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
                self._again.append(_Again(good))
        return True

    def give_back(self, items: Sequence[Item[EntryT]]) -> None:
        """Note that entries were not sent because the run has stopped."""
        for item in items:
            self._end(item, "not_tried", retryable=True)

    def _send_again(self, items: deque[Item[EntryT]]) -> None:
        if items:
            wait = min(2.0 ** (max(one.attempts for one in items) - 1), _LONGEST_WAIT)
            with self._lock.lock:
                self._again.append(_Again(items, wait))

    def _end(self, item: Item[EntryT], outcome: Any, **facts: Any) -> None:
        result = BulkResult(item.index, item.key, item.given, outcome, **facts)
        with self._lock.lock:
            self._results[item.index] = result
            self._counts[outcome] += 1
            self._refused_in_a_row = self._refused_in_a_row + 1 if outcome == "refused" else 0
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
        """Whether no further call may begin."""
        return self._stopped is not None

    def stop(self, reason: StopReason, error: Exception | None = None) -> None:
        """Begin no further call."""
        with self._lock.lock:
            self._stop(reason, error)

    def _stop(self, reason: StopReason, error: Exception | None) -> None:
        if self._stopped is None and not (reason == "cancelled" and self._is_over):
            self._stopped, self._stop_error = reason, error

    @property
    def _is_over(self) -> bool:
        return self._exhausted and sum(self._counts.values()) == self._read

    def close(self) -> None:
        """Give a result to every entry that was read and not sent. Called when no call is in progress."""
        left = [*self._waiting, *(item for again in self._again for item in again.items)]
        self._waiting.clear()
        self._again.clear()
        self.give_back(left)

    def results(self) -> Iterator[BulkResult[EntryT]]:
        """The results that were not given out yet."""
        while True:
            with self._lock.lock:
                index = next(iter(self._results), None) if self._window is None else self._next
                result = None if index is None else self._results.pop(index, None)
                if result is None:
                    return
                self._next += 1
            yield result

    def summary(self) -> BulkSummary:
        """The counts."""
        with self._lock.lock:
            counts: dict[str, Any] = dict(self._counts)
            return BulkSummary(
                read=self._read, calls=self._calls, stopped=self._stopped, error=self._stop_error, **counts
            )


def _invalid(argument: str, message: str) -> RequestInvalidError:
    return RequestInvalidError(SEND_BULK_EMAIL.name, [Problem(argument, message, _SOURCE)])


def _addresses(entry: BulkEmailEntry) -> Iterator[str]:
    """An entry's recipients, spelt in one way: without names, the domain in lower case."""
    destination = entry.destination
    for some in (destination.to_addresses, destination.cc_addresses, destination.bcc_addresses):
        for each in some or ():
            local, _, domain = bare(each).rpartition("@")
            yield f"{local}@{domain.lower()}"


def _told(result: BulkEmailEntryResult) -> ServiceError:
    message = result.error or "SES gave no reason"
    return ServiceError(message, operation=SEND_BULK_EMAIL.name, code=result.status)


def _judged(error: BaseException) -> tuple[str, StopReason | None, bool]:
    """The outcome of the entries of a call that failed, why the run stops, and whether they may be sent again."""
    if not isinstance(error, SESv2Error) or isinstance(error, OutcomeUnknownError) or error.raised_in_hook:
        return "unknown", "unknown", False
    if isinstance(error, JournalError):
        return "not_tried", "journal", False
    if isinstance(error, DailyQuotaExceededError):
        return "not_tried", "daily_quota", False
    if isinstance(error, SendingPausedError | AccountSuspendedError):
        return "not_tried", "sending_paused", False
    if isinstance(error, TooManyRequestsError):
        return "not_tried", None, True
    if isinstance(error, TransportError):
        return "not_tried", "no_connection", True
    if isinstance(error, BadRequestError | RequestInvalidError):
        return "refused", None, False
    return "refused", "refused_call", False


class Keys:
    """The journal of a run, and the keys of its entries there."""

    def __init__(self, run_id: str, journal: "Journal | AsyncJournal") -> None:
        self._run_id = run_id
        self._journal = journal
        self._token = secrets.token_hex(4)

    def of(self, items: Sequence[Item[Any]]) -> "KeyedEntries":
        """The keys of the entries of one call."""
        from sesv2kit._core.keyed import EntryKey, KeyedEntries

        keys = [
            EntryKey(f"{self._run_id}/{item.key}", "\n".join(sorted(_addresses(item.entry))).encode()) for item in items
        ]
        return KeyedEntries(SEND_BULK_EMAIL, keys, self._journal, self._token + secrets.token_hex(4))

    def known(
        self, record: "JournalRecord", claim: "Claim", request: SendBulkEmailRequest, *, attempts: int
    ) -> dict[str, Any]:
        """What became of an entry whose key was not free. `attempts`: calls of this run that it was in."""
        name = SEND_BULK_EMAIL.name
        if record.owner.startswith(self._token) and not attempts:
            return {"outcome": "duplicate"}
        if record.digest != claim.digest:
            error: SESv2Error = KeyReusedError(
                f"{name} was not sent: its key was used in this run for other recipients", operation=record.operation
            )
            return {"outcome": "refused", "error": error}
        if record.state == "accepted":
            return {"outcome": "accepted", "message_id": _message_id(record.outcome), "replayed": True}
        if record.is_unknown:
            error = OutcomeUnknownError(
                "an earlier call claimed its key, and how it ended was not recorded",
                operation=name,
                request=request,
                sent_at=record.claimed_at,
                extra=None,
                where_to_look=SEND_BULK_EMAIL.where_to_look,
                attempts=0,
            )
            return {"outcome": "unknown", "error": error}
        error = KeyInProgressError(
            f"{name} was not sent: another run has claimed its key and may still send for {record.lease_left:.1f} s",
            lease_left=record.lease_left,
        )
        return {"outcome": "not_tried", "error": error, "retryable": True}


def _message_id(outcome: str) -> str | None:
    try:
        found: Any = json.loads(outcome)["response"]["MessageId"]
    except (ValueError, LookupError, TypeError):  # it was resolved by hand
        return None
    return found if isinstance(found, str) else None


def keys_of(caller: Caller, run_id: str | None, journal: "Journal | AsyncJournal | None") -> Keys | None:
    """The journal of a run. None: it has none.

    Raises:
        RequestInvalidError: One of the arguments is missing or wrong.
    """
    if run_id is None and journal is None:
        return None
    if run_id is None:
        raise _invalid("run_id", "is required with journal=")
    return Keys(run_id, caller.keyed(SEND_BULK_EMAIL, run_id, journal, None).journal)


async def prepare(caller: Caller, plan: Plan[Any]) -> None:
    """Find out how many recipients a call may have, so that SES does not throttle its last entries."""
    rate = caller.send_rate
    if rate is None:
        try:
            quota = (await caller.call(GET_ACCOUNT, {})).send_quota
        except SESv2Error:
            quota = None  # pacing finds the same, and logs it
        rate = FALLBACK_SEND_RATE if quota is None else quota.max_send_rate
    if rate is not None and rate > 0:
        plan.most_recipients = max(1.0, rate)


async def send(caller: Caller, plan: Plan[Any], keys: Keys | None, chunk: Chunk[Any]) -> None:
    """Make one call, and note what became of its entries."""
    items = chunk.items
    if chunk.wait:
        await caller.sleep(chunk.wait)
    if plan.stopped:
        plan.give_back(items)
        return
    keyed = None if keys is None else keys.of(items)
    try:
        request = plan.request(items)
        response = await caller.call(SEND_BULK_EMAIL, request, keyed=keyed)
    except RequestInvalidError as error:
        sent = _sent(plan, keys, items, keyed)
        if not plan.refused_alone(sent):
            plan.failed(sent, error)
    except BaseException as error:
        plan.failed(_sent(plan, keys, items, keyed), error)
        if not isinstance(error, Exception):
            raise
    else:
        plan.ended(_sent(plan, keys, items, keyed), response.bulk_email_entry_results)


def _sent(
    plan: Plan[Any], keys: Keys | None, items: Sequence[Item[Any]], keyed: "KeyedEntries | None"
) -> Sequence[Item[Any]]:
    """The entries of a call that were sent, or were to be. What the journal knows of the others is noted."""
    if keyed is None or keys is None or not keyed.records:
        return items
    sent: list[Item[Any]] = []
    for item, record, claim in zip(items, keyed.records, keyed.claims, strict=True):
        if record is None:
            sent.append(item)
        else:
            plan.known(item, keys.known(record, claim, plan.request([item]), attempts=item.attempts))
    return sent
