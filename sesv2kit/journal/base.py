"""The common part of the package's journals: their settings, and which keys can be resolved."""

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, cast

from sesv2kit._core.shared import Shared
from sesv2kit.errors import JournalError, KeyInProgressError
from sesv2kit.journal.protocol import JournalRecord, KeyId, KeyState, Resolution, Scope

LEASE = 60.0
"""The default of `lease`, in seconds."""


class StoredJournal(Shared, ABC):
    """A journal with a store. Subclasses implement the access to the store.

    Raises:
        ValueError: A setting is out of its range.
    """

    _instead = (
        "It has connections, and may have a secret: make one with the same settings in each process, and pass on the "
        "same object within one. dataclasses.replace() changes a ClientConfig and keeps its journal."
    )

    def __init__(self, namespace: str, secret: str | bytes | None, lease: float, keep_keys: bool) -> None:
        name = type(self).__name__
        try:
            self.scope: Scope = Scope(namespace, secret, keep_keys=keep_keys)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        if type(lease) not in (int, float) or not 0 < lease < math.inf:
            raise ValueError(f"{name}: lease must be a number of seconds above zero, not {lease!r}")
        self.lease: float = float(lease)
        """Seconds for which a claim allows its owner to send."""
        self._closed = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.scope.namespace}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close files and connections. A closed journal refuses every call."""
        self._closed = True

    def get(self, key: str) -> JournalRecord | None:
        """The record of a key. None: there is none; see `Journal.get`."""
        return self._read(self.scope.id_of(key))

    def get_many(self, keys: Sequence[str]) -> Sequence[JournalRecord | None]:
        """What is known of each of several keys, in their order; see `get`."""
        return self._read_all([self.scope.id_of(one) for one in keys])

    def resolve(
        self, key: str, resolution: Resolution, *, response: Mapping[str, object] | None = None
    ) -> JournalRecord:
        """Record the outcome of a key that was unknown, or release one that was refused; see `Journal.resolve`."""
        if resolution not in ("sent", "not_sent"):
            raise ValueError(f'resolution must be "sent" or "not_sent", not {resolution!r}')
        if response is not None and resolution != "sent":
            raise ValueError('response is for resolution "sent"')
        record = self.get(key)
        if record is None:
            raise JournalError("the journal has no such key: it was never used, or was pruned")
        if record.lease_left > 0 and resolution == "not_sent":
            raise _may_still_send(record)
        wanted: KeyState = "accepted" if resolution == "sent" else "released"
        if record.state == wanted:
            return record
        if record.state != "claimed" and (record.state, wanted) not in _RESOLVABLE:
            raise JournalError(f"the state of this key is {record.state}: it cannot be resolved as {resolution}")
        outcome = "" if response is None else json.dumps({"response": stored(response)}, separators=(",", ":"))
        if not self._change(record, wanted, outcome):
            raise JournalError("this key was changed at the same time: read it again")
        return cast("JournalRecord", self._read(record.id))

    def erase(self, key: str) -> bool:
        """Delete one key, in any state; see `Journal.erase`."""
        record = self.get(key)
        if record is None:
            return False
        if record.lease_left > 0:
            raise _may_still_send(record)
        if not self._delete(record):
            raise JournalError("this key was changed at the same time: read it again")
        return True

    # Implemented by each store.

    @abstractmethod
    def _read(self, id: KeyId) -> JournalRecord | None:
        """A key's record. None: the key was not used."""

    def _read_all(self, ids: Sequence[KeyId]) -> Sequence[JournalRecord | None]:
        """The records of several keys. One by one, where the store has no better way."""
        return [self._read(one) for one in ids]

    @abstractmethod
    def _change(self, record: JournalRecord, state: KeyState, outcome: str) -> bool:
        """Change the state of a key if it is still as in the record.

        When it is released, its owner becomes empty and its generation is increased. A claimed key is released only if
        its lease has ended by then: its owner may have renewed it after the record was read.

        Returns:
            Whether the key was still as in the record, and was changed.
        """

    @abstractmethod
    def _delete(self, record: JournalRecord) -> bool:
        """Delete a key if it is still as in the record, and its lease has ended.

        Returns:
            Whether it is deleted.
        """

    def _check_secret(self, known: str | None) -> None:
        """Compare the secret with the one that the namespace was created with; `known` is the stored check value."""
        if known != self.scope.check:
            raise JournalError(
                f"the namespace {self.scope.namespace!r} was created with another secret: pass that secret, "
                "or another namespace"
            )

    def _check_open(self) -> None:
        if self._closed:
            raise JournalError("the journal is closed")


def _may_still_send(record: JournalRecord) -> KeyInProgressError:
    return KeyInProgressError(
        f"the call that claimed this key may still send for another {record.lease_left:.1f} s",
        lease_left=record.lease_left,
    )


_RESOLVABLE = (("refused", "released"), ("released", "accepted"))
"""The states other than `claimed` from which a key can be resolved, with the possible resolutions."""

STORED = (
    "BulkEmailEntryResults",
    "DeliverabilityTestStatus",
    "EndpointId",
    "JobId",
    "MessageId",
    "ReportId",
    "Status",
)
"""The members of responses that a journal stores: ids and statuses, but not the error texts of entries."""


def stored(response: Mapping[str, object]) -> dict[str, Any]:
    """The ids and statuses among the members of a response, in AWS's names."""
    kept: dict[str, Any] = {}
    for name, value in response.items():
        if name in STORED and isinstance(value, str):
            kept[name] = value
        elif name in STORED and isinstance(value, list):
            results = cast("list[object]", value)
            kept[name] = [stored(cast("Mapping[str, object]", one)) for one in results if isinstance(one, Mapping)]
    return kept


def check_before(before: datetime) -> None:
    """Check that it is a timezone-aware datetime.

    Raises:
        ValueError: It has no time zone.
    """
    if not isinstance(before, datetime) or before.tzinfo is None:  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        raise ValueError("before must be a timezone-aware datetime")


def moment(seconds: float) -> datetime:
    """Seconds since the epoch as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
