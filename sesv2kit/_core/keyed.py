"""A call with an idempotency key. The key is claimed right before the first attempt, and settled after the last.

The claim comes after the wait for the sending rate: a process that is killed while calls wait leaves their keys free.

Loaded by the first call that has a key.
"""

import inspect
import json
import logging
import math
import os
import re
import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast

from sesv2kit._core import clock, retry
from sesv2kit._core.call import where_to_look
from sesv2kit._core.canonical import canonical, raw_headers, raw_tags
from sesv2kit._core.course import Port, proceed
from sesv2kit._core.outcomes import accepted, accepted_before, refused_before
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    JournalError,
    KeyInProgressError,
    KeyReusedError,
    LimitExceededError,
    OutcomeUnknownError,
    Problem,
    RequestInvalidError,
    SendingPausedError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord, KeyId, Scope, Settlement
from sesv2kit.operation import Operation, Repeat, ResponseT

if TYPE_CHECKING:
    from sesv2kit._core.call import Attempt, Call

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("sesv2kit")

TAG = "sesv2kit-key"
"""Name of the message tag whose value is the key's id."""

MAX_KEY = 255
"""Characters that a key may have."""

USABLE = 0.75
"""The fraction of its lease in which a call may start to send. The rest allows for clocks that differ, and for a pause
between the last check and the write to the socket."""

_TEMPORARY = (
    AccessDeniedError,
    AuthenticationError,
    LimitExceededError,
    SendingPausedError,
    TooManyRequestsError,
)
"""Errors caused by the caller or a temporary state, not by the request. The same request may be accepted later."""

_POLLS = (0.05, 1.0)
"""Seconds between two checks of a key that a call waits for: the first and the longest interval. Intervals double."""

_SETTLE_AGAIN = (0.1, 1.0)
"""Seconds to wait before the end of the call is recorded again, after the journal failed."""


class Known(Exception):
    """Ends the course of a call before its first attempt: none of its keys is free."""

    def __init__(self, record: JournalRecord) -> None:
        """`record`: that of its first key."""
        super().__init__()
        self.record: JournalRecord = record
        """The record of its first key."""


class Keyed:
    """One call's idempotency key, and its claim on it."""

    _settles_refusals = True

    def __init__(
        self, operation: Operation[Any, Any], key: str, journal: Journal | AsyncJournal, wait: float | None
    ) -> None:
        self.journal: Journal | AsyncJournal = journal
        self.blocks: bool = not is_awaited(journal)
        self._operation = operation
        self._wait = wait or 0.0
        self._id = journal.scope.id_of(key)
        self._key = key if journal.scope.keep_keys else None
        self._owner = ""
        self._claims: list[Claim] = []
        # The lock protects these: a thread may be about to send while the event loop stops waiting for it.
        self._lock = threading.Lock()
        self._until = 0.0
        self._until_date = clock.current().now()
        self._asked = self._held = self._sent = self._over = False
        self._process = os.getpid()
        self.lost: JournalError | None = None
        """The error because of which it was not sent. None: there was none."""

    async def proceed(self, call: "Call", response: type[ResponseT], port: Port) -> ResponseT:
        """Make the call, or return or raise how an earlier call with the key ended."""
        self._begin(call)
        call.keyed = self
        try:
            await self._look_first(call, port)
            received = await proceed(call, response, port)
        except GeneratorExit:  # nothing can be awaited any more: what is claimed stays claimed
            raise
        except Known as one:
            known = one.record
        except BaseException as error:
            await self._failed(call, error, port)
            raise
        else:
            settlements, released = self._judged(received)
            if settlements:
                await self._settle(call, port, settlements)
            if released:
                await self._release(call, port, released, quietly=False)
            return received
        return self._replay(call, known, response)

    def _begin(self, call: "Call") -> None:
        digest = self.journal.scope.digest(canonical(call.operation.name, call.wire))
        self._owner = secrets.token_hex(8)
        self._claims = [Claim(self._id, self._owner, call.operation.name, digest, self._key)]

    async def _look_first(self, call: "Call", port: Port) -> None:
        """Look at the keys before the course begins, where they may not be free."""

    async def is_used(self, get: Callable[[KeyId], Awaitable[JournalRecord | None]]) -> bool:
        """Whether an earlier call used the key.

        Args:
            get: Reads a key's record.

        Raises:
            JournalError: The journal cannot be read.
        """
        try:
            record = await get(self._id)
        except SESv2Error:
            raise
        except Exception as error:
            why = f"the journal raised {type(error).__name__}"
            raise JournalError(f"{self._operation.name} was not sent: {why}") from error
        return record is not None and record.state != "released"

    # Before the first attempt.

    async def look(self, call: "Call", port: Port) -> None:
        """Look at the key before the call waits for its turn: it should not wait if it will not send.

        Raises:
            Known: The key is not free.
            JournalError: The journal cannot be read.
        """
        if self._held:
            return
        [record] = await self._read(call, port)
        if record is None or record.state == "released":
            return
        if record.state == "claimed" and not record.is_unknown and self._may_wait_for(record):
            return  # its turn may come later than the end of the other call
        raise Known(record)

    async def _read(self, call: "Call", port: Port) -> Sequence[JournalRecord | None]:
        """The records of the keys."""
        ids = self._ids()
        get_many = getattr(self.journal, "get_many", None)
        try:
            if get_many is not None:
                return cast("Sequence[JournalRecord | None]", await port.journal(call, get_many, ids))
            return [await port.journal(call, self.journal.get, id) for id in ids]
        except Exception as error:
            raise self._unusable(call, error) from error

    def _unusable(self, call: "Call", error: Exception) -> JournalError:
        why = str(error) if isinstance(error, SESv2Error) else f"the journal raised {type(error).__name__}"
        return JournalError(f"{call.operation.name} was not sent: {why}")

    async def _take(self, call: "Call", port: Port) -> None:
        """Claim the key, or wait for the call that has claimed it.

        Raises:
            Known: The key is not free.
        """
        pause, left = _POLLS[0], self._wait
        while True:
            [record] = await self._claimed(call, port)
            if self._has(record):
                return
            patience = call.time_left()
            wait = min(pause, left, math.inf if patience is None else patience)
            is_over = record.is_unknown or record.state != "claimed"
            if is_over or wait <= 0 or not self._may_wait_for(record):
                raise Known(record)
            await port.sleep(call, wait)
            left, pause = left - wait, min(2 * pause, _POLLS[1])

    def _may_wait_for(self, record: JournalRecord) -> bool:
        return self._wait > 0 and record.digest == self._claims[0].digest

    async def _claimed(self, call: "Call", port: Port) -> Sequence[JournalRecord]:
        """Claim the keys, or renew the lease of those that this call has claimed."""
        # The lease is counted from before the claim, so it ends here no later than in the journal.
        begun, begun_date = call.clock.monotonic(), call.clock.now()
        self._asked = True  # from here on they may be claimed, also if this raises
        try:
            records: Sequence[JournalRecord] = await port.journal(call, self.journal.claim, self._claims)
        except Exception as error:
            raise self._unusable(call, error) from error
        if any(map(self._has, records)):
            self._held = True
            usable = self.journal.lease * USABLE
            with self._lock:
                self._until, self._until_date = begun + usable, begun_date + timedelta(seconds=usable)
        return records

    def _has(self, record: JournalRecord) -> bool:
        """Whether this call may send. A key that was resolved as sent keeps its owner."""
        return record.state == "claimed" and record.owner == self._owner

    def _replay(self, call: "Call", record: JournalRecord, response: type[ResponseT]) -> ResponseT:
        """Return the response of an earlier call with the key, or raise why this call is not sent."""
        name = call.operation.name
        if record.state not in ("claimed", "accepted", "refused"):
            raise JournalError(f"{name} was not sent: the journal did not claim its idempotency key, which is free")
        if record.digest != self._claims[0].digest:
            raise KeyReusedError(
                f"{name} was not sent: its idempotency key was used for {record.operation} with other arguments on "
                f"{record.claimed_at:%Y-%m-%d %H:%M:%S} UTC",
                operation=record.operation,
            )
        if record.is_unknown:
            raise OutcomeUnknownError(
                "a call claimed its idempotency key, and how it ended was not recorded",
                operation=name,
                request=call.request,
                sent_at=record.claimed_at,
                extra=call.extra,
                where_to_look=where_to_look(call),
                attempts=0,
            )
        if record.state == "claimed":
            raise KeyInProgressError(
                f"{name} was not sent: another call has claimed its idempotency key and may still send for "
                f"{record.lease_left:.1f} s; to wait for it, pass wait=. If that call has ended and its outcome is "
                "unknown, so is the key's after that time",
                lease_left=record.lease_left,
            )
        try:
            outcome: dict[str, Any] = json.loads(record.outcome or "{}")
            before = (refused_before if record.state == "refused" else accepted_before)(
                call.operation, outcome, response
            )
        except (ValueError, TypeError, AttributeError) as error:  # another version may have written it
            raise JournalError(
                f"{name} was not sent: it was {record.state} before, but the record in the journal cannot be read"
            ) from error
        if isinstance(before, ServiceError):
            raise before
        return before

    def _ids(self) -> list[KeyId]:
        return [self._id]

    def _judged(self, received: Any) -> tuple[list[Settlement], list[Claim]]:
        """What a response says about the keys: those whose end is recorded, and those whose claims are released."""
        return [Settlement(self._id, self._owner, "accepted", accepted(received))], []

    def _mark(self, call: "Call") -> None:
        """Add the key's id to every email as a message tag: an event with this tag proves that the email was sent."""
        tags = [{"Name": TAG, "Value": str(id)} for id in self._ids()]
        fields = call.operation.request.model_fields
        headers = raw_headers(call.wire)
        if "email_tags" in fields:
            # SES takes the tags of a raw email's header only if the request has none.
            own = call.wire["EmailTags"] if "EmailTags" in call.wire else raw_tags(headers)
            call.wire["EmailTags"] = [*own, tags[0]]
        elif "default_email_tags" in fields:
            defaults = call.wire.get("DefaultEmailTags", [])
            entries: list[dict[str, Any]] = call.wire["BulkEmailEntries"]
            call.wire["BulkEmailEntries"] = [
                # The tags of an entry replace the default ones.
                {**entry, "ReplacementTags": [*entry.get("ReplacementTags", defaults), tag]}
                for entry, tag in zip(entries, tags if len(tags) == len(entries) else tags * len(entries), strict=True)
            ]
        else:
            return
        scope = self.journal.scope
        has_set = "ConfigurationSetName" in call.wire or "X-SES-CONFIGURATION-SET" in headers
        if not has_set and not scope.warned:
            scope.warned = True
            logger.warning(
                "%s: sent with an idempotency key and no configuration set: unless the identity has a default one, no "
                "event will show whether it was sent",
                call.operation.name,
            )

    # While attempts are made.

    async def hold(self, call: "Call", port: Port) -> None:
        """Claim the keys before the first attempt. Later renew the lease if too little is left for another attempt.

        Raises:
            Known: The keys are not free, and nothing is sent.
            JournalError: The journal cannot be used, or the claim was lost.
        """
        if not self._held:
            await self._take(call, port)
            self._mark(call)
            return
        if self._until - call.clock.monotonic() >= self.journal.lease * USABLE / 2:
            return
        if not all(map(self._has, await self._claimed(call, port))):
            raise self._lose(call, call.attempts, "its idempotency key was resolved meanwhile")

    def enter(self, call: "Call") -> None:
        """Record that the request is about to be written to the socket.

        Raises:
            JournalError: The lease is over, or this is a forked child, whose parent has the claim.
        """
        with self._lock:
            self._check(call, is_over=self._over)
            self._sent = True

    def stay(self, call: "Call") -> None:
        """Check the lease again, after `enter` and before the first byte is written: connecting took time.

        A call that was cancelled in between continues in its thread. Its key stays claimed until the thread has ended.

        Raises:
            JournalError: As `enter`.
        """
        self._check(call, is_over=False)

    def _check(self, call: "Call", *, is_over: bool) -> None:
        earlier = call.attempts - 1
        if os.getpid() != self._process:
            raise self._lose(call, earlier, "the process was forked after its idempotency key was claimed")
        # Both clocks: the monotonic clock may stop while a machine is suspended, and the other one can be set.
        late = call.clock.monotonic() >= self._until or call.clock.now() >= self._until_date
        if is_over or late:
            raise self._lose(call, earlier, "the lease of its idempotency key ended first")

    def left_unseen(self) -> None:
        """Record that a request may have been written to a socket without a call of `enter`."""
        self._sent = True

    def refused(self) -> None:
        """Record that the attempts so far are proved to have done nothing."""
        self._sent = False

    def _lose(self, call: "Call", earlier: int, why: str) -> JournalError:
        what = "attempted again" if earlier else "sent"
        self.lost = JournalError(f"{call.operation.name} was not {what}: {why}")
        return self.lost

    # At the end.

    async def _failed(self, call: "Call", error: BaseException, port: Port) -> None:
        if os.getpid() != self._process:
            return  # the claim is the parent's
        with self._lock:
            self._over = True  # a thread that is still running does not send after this
            sent = self._sent
        if not self._asked:
            return
        end = self._verdict(call.unknown, error, sent=sent)
        if end == "released":
            call.unknown = False
            # Where the claim failed they may be claimed nevertheless.
            await self._release(call, port, self._claims, quietly=not self._held)
        elif end == "refused":
            await self._settle(call, port, [self._refusal(error)])
        else:
            logger.warning("%s: its idempotency key stays claimed: its outcome is unknown", call.operation.name)
            error.add_note('Its idempotency key stays claimed until journal.resolve(key, "sent" or "not_sent").')

    async def _release(self, call: "Call", port: Port, claims: Sequence[Claim], *, quietly: bool) -> None:
        try:
            released = await port.journal(call, self.journal.release, claims)
        except Exception as error:
            if not quietly:
                _warn_unrecorded(call.operation.name, f"the journal failed ({type(error).__name__})")
        else:
            if not quietly and not all(released):
                _warn_unrecorded(call.operation.name, _CHANGED)

    async def _settle(self, call: "Call", port: Port, settlements: Sequence[Settlement]) -> None:
        name = call.operation.name
        try:
            for wait in (*_SETTLE_AGAIN, None):
                try:
                    noted = await port.journal(call, self.journal.settle, settlements)
                except Exception as error:
                    if wait is None:
                        _warn_unrecorded(name, f"the journal failed ({type(error).__name__})")
                        return
                    await port.sleep(call, wait)
                else:
                    if not all(noted):
                        _warn_unrecorded(name, _CHANGED)
                    return
        except BaseException as error:  # a signal, a cancellation: the caller does not get the response
            _warn_unrecorded(name, f"{type(error).__name__} was raised meanwhile")
            for one in settlements:
                error.add_note(f"{name} was {one.state}, which the journal may not know: {one.outcome}")
            raise

    def _verdict(self, unknown: bool, error: BaseException, *, sent: bool) -> "Ending":
        end = verdict(unknown, error, sent=sent)
        return "released" if end == "refused" and not self._settles_refusals else end

    def _refusal(self, error: BaseException) -> Settlement:
        facts = {name: getattr(error, name) for name in ("code", "status", "request_id")}
        return Settlement(self._id, self._owner, "refused", json.dumps(facts))

    def ended_late(self, attempt: "Attempt", unknown: bool, sending: "Future[Any]") -> None:
        """Record the result of an attempt that no caller waits for any more. Blocks.

        Args:
            attempt: The attempt, the last of its call.
            unknown: Whether an earlier attempt may have been carried out.
            sending: Its result.
        """
        if not self.blocks or sending.cancelled():
            return
        settlements: list[Settlement] = []
        released: Sequence[Claim] = ()
        if (error := sending.exception()) is None:
            settlements, released = self._judged(sending.result())
        elif self._sent:  # otherwise the call releases the keys
            end = self._verdict(unknown or attempt.again, error, sent=True)
            if end == "refused":
                settlements = [self._refusal(error)]
            elif end == "released":
                released = self._claims
        journal = cast("Journal", self.journal)
        try:
            if settlements:
                journal.settle(settlements)
            if released:
                journal.release(released)
        except Exception as error:
            _warn_unrecorded(self._operation.name, f"the journal failed ({type(error).__name__})")


def is_awaited(journal: object) -> bool:
    """Whether a journal is an `AsyncJournal`."""
    return inspect.iscoroutinefunction(getattr(journal, "claim", None))


def keyed(
    operation: Operation[Any, Any],
    key: object,
    journal: Journal | AsyncJournal | None,
    default: Journal | AsyncJournal | None,
    wait: object,
    *,
    awaits: bool,
) -> Keyed:
    """The idempotency key of a call, from checked arguments.

    Args:
        operation: The operation.
        key: `idempotency_key=`.
        journal: `journal=` of the call.
        default: That of the `ClientConfig`.
        wait: `wait=`.
        awaits: Whether the client is the asynchronous one.

    Raises:
        RequestInvalidError: One of them is wrong.
    """
    problems: list[tuple[str, str]] = []
    used = default if journal is None else journal
    if key is None:
        problems.append(("idempotency_key", "is required with journal= and with wait="))
    elif not isinstance(key, str) or isinstance(key, KeyId):
        problems.append(("idempotency_key", f"must be text, not a {type(key).__name__}"))
    elif not 0 < len(key) <= MAX_KEY:
        problems.append(("idempotency_key", f"must have 1 to {MAX_KEY} characters"))
    elif re.search("[\ud800-\udfff]", key):
        problems.append(("idempotency_key", "contains a lone surrogate, which is not valid Unicode"))
    if operation.repeat is not Repeat.UNSAFE:
        problems.append(("idempotency_key", "is not for this operation, which is safe to repeat without one"))
    elif not operation.is_ours:
        problems.append(("idempotency_key", "works only for operations that sesv2kit.models declares"))
    if used is None:
        problems.append(("journal", "is required with an idempotency key: here, or as ClientConfig(journal=...)"))
    elif not _is_journal(used):
        problems.append(("journal", f"must be a sesv2kit.journal.Journal, not a {type(used).__name__}"))
    elif is_awaited(used) and not awaits:
        problems.append(("journal", "is asynchronous: pass it to AsyncSESv2"))
    if wait is not None and (isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait < math.inf):
        problems.append(("wait", "must be a number of seconds, 0 or more"))
    if problems:
        source = "docs/idempotency.md of sesv2kit"
        raise RequestInvalidError(operation.name, [Problem(name, text, source) for name, text in problems])
    return Keyed(operation, str(key), cast("Journal | AsyncJournal", used), cast("float | None", wait))


def _is_journal(one: object) -> bool:
    methods = [getattr(one, name, None) for name in ("claim", "settle", "release")]
    return all(map(callable, methods)) and isinstance(getattr(one, "scope", None), Scope)


Ending: TypeAlias = Literal["released", "refused", "unknown"]
"""The state of a key after its call has failed."""


def verdict(unknown: bool, error: BaseException, *, sent: bool) -> Ending:
    """The state of a key after its call has failed.

    Args:
        unknown: Whether an attempt may have been carried out, according to the loop of the call.
        error: What the call raises.
        sent: Whether any request was handed to a connection.
    """
    if not sent:
        return "released"
    if unknown or not isinstance(error, SESv2Error) or error.raised_in_hook or isinstance(error, OutcomeUnknownError):
        return "unknown"
    failure = retry.failure_of(error)
    if failure in (retry.Failure.NOT_SENT, retry.Failure.REFUSED) or isinstance(error, _TEMPORARY):
        return "released"
    if failure is not retry.Failure.FINAL:
        return "unknown"
    return "refused" if isinstance(error, ServiceError) else "released"


_CHANGED = "it was resolved or pruned meanwhile"


def _warn_unrecorded(operation: str, why: str) -> None:
    logger.warning(
        "%s: its outcome could not be recorded in the journal: %s. While its key stays claimed, other calls treat the "
        "outcome as unknown",
        operation,
        why,
    )
