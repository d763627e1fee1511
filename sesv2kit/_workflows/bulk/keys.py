"""The keys of a run's entries in its journal."""

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sesv2kit._workflows.bulk.items import Item
from sesv2kit._workflows.bulk.kinds import Kind
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import KeyInProgressError, KeyReusedError, OutcomeUnknownError, SESv2Error

if TYPE_CHECKING:
    from sesv2kit._core.keyed_entries import KeyedEntries, Met
    from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord


class Keys:
    """The journal of a run, and the keys of its entries there."""

    def __init__(self, run_id: str, kind: Kind, journal: "Journal | AsyncJournal") -> None:
        self._run_id = run_id
        self._kind = kind
        self.journal: Journal | AsyncJournal = journal
        """The journal."""
        self._token = secrets.token_hex(4)
        self._met: Met | None = None

    def of(self, items: Sequence[Item[Any]]) -> "KeyedEntries":
        """The keys of the entries of one call."""
        from sesv2kit._core.keyed_entries import KeyedEntries, KeyedEntry, Met

        met = self._met = self._met or Met()
        keys = [(f"{self._run_id}/{item.key}", item.addresses) for item in items]
        cls = KeyedEntry if self._kind.most_entries == 1 else KeyedEntries
        return cls(self._kind.operation, keys, self.journal, self._token + secrets.token_hex(4), met)

    def known(self, record: "JournalRecord", claim: "Claim", request: Any, *, claimed: bool) -> dict[str, Any]:
        """The result of an entry whose key was not free. `claimed`: whether this run may have claimed it before."""
        operation = self._kind.operation
        name = operation.name
        if record.owner.startswith(self._token) and not claimed:
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
                where_to_look=f"{operation.where_to_look}; run.reconcile(events) and journal.resolve settle it",
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
    except (ValueError, LookupError, TypeError):  # it was resolved with journal.resolve()
        return None
    return found if isinstance(found, str) else None


def keys_of(caller: Caller, kind: Kind, run_id: str | None, journal: "Journal | AsyncJournal | None") -> Keys | None:
    """The journal of a run. None: it has none.

    Raises:
        RequestInvalidError: One of the arguments is missing or wrong.
    """
    if run_id is None and journal is None:
        return None
    if run_id is None:
        raise kind.invalid("run_id", "is required with journal=")
    return Keys(run_id, kind, caller.keyed(kind.operation, run_id, journal, None).journal)
