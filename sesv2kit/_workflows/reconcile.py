"""Keys of a journal that events prove to be sent: `sending.reconcile`."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core.keyed import TAG, is_awaited
from sesv2kit._workflows.caller import Caller
from sesv2kit.bulk import Reconciliation
from sesv2kit.errors import UntrustedEventError
from sesv2kit.events.types import BaseEvent
from sesv2kit.journal import KeyId
from sesv2kit.models.sending import SEND_EMAIL

if TYPE_CHECKING:
    from sesv2kit.journal import AsyncJournal, Journal, JournalRecord


def journal_of(caller: Caller, journal: "Journal | AsyncJournal | None") -> "Journal | AsyncJournal":
    """The journal that a client uses.

    Raises:
        RequestInvalidError: There is no journal, or it is not a journal.
    """
    return caller.keyed(SEND_EMAIL, "any", journal, None).journal


async def reconcile(
    caller: Caller, events: Iterable[BaseEvent], journal: "Journal | AsyncJournal", *, trusted: bool
) -> Reconciliation:
    """Record keys that events prove to be sent; see `Sending.reconcile`."""
    found: dict[KeyId, str | None] = {}
    for event in events:
        if not (trusted or event.envelope.verified):
            raise UntrustedEventError
        if tag := event.tags.get(TAG):
            found[KeyId(tag)] = event.message_id
    counts: Counter[str] = Counter()
    for id, message_id in found.items():
        record: JournalRecord | None = await _asked(caller, journal, partial(journal.get, id))
        state: str = "missing" if record is None else record.state
        if state in ("claimed", "released"):
            response = None if message_id is None else {"MessageId": message_id}
            await _asked(caller, journal, partial(journal.resolve, id, "sent", response=response))
            state = "settled"
        counts[state] += 1
    return Reconciliation(counts["settled"], counts["accepted"], counts["refused"], counts["missing"])


async def _asked(caller: Caller, journal: object, ask: Callable[[], Any]) -> Any:
    if is_awaited(journal):
        return await cast("Awaitable[Any]", ask())
    return await caller.blocking(ask)
