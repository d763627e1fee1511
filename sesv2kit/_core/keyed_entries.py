"""Calls whose entries each have an idempotency key: a bulk send, or one email of a bulk run."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core.course import Port
from sesv2kit._core.keyed import Keyed, Known
from sesv2kit._core.outcomes import accepted
from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord, KeyId, Settlement
from sesv2kit.operation import Operation, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import with_metadata

if TYPE_CHECKING:
    from sesv2kit._core.call import Call


_to_json: Callable[[object], str] = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(slots=True)
class Met:
    """What the calls of a run met in its journal last. They share it."""

    free: bool = False
    """Whether all keys of a call were free. False: the next call looks at its keys before it waits for its turn, so
    that a run that was started again does not wait to skip entries that were sent. A new run looks until its first call
    has looked."""


class KeyedEntries(Keyed):
    """The idempotency keys of the entries of one bulk send.

    Only entries whose key is free are sent. If SES did not accept an entry, its key is released if the entry was
    certainly not sent; otherwise it stays claimed.
    """

    _settles_refusals = False  # another run may send the entries with other settings
    _nothing = b'{"BulkEmailEntryResults": []}'  # the response where no entry is sent

    def __init__(
        self,
        operation: Operation[Any, Any],
        keys: Iterable[tuple[str, bytes]],
        journal: Journal | AsyncJournal,
        owner: str,
        met: Met,
    ) -> None:
        """Make the keys of a call.

        Args:
            operation: Its operation.
            keys: The key of each entry, and what must be the same whenever that key is used again.
            journal: Where they are recorded.
            owner: A random text, of which the first half may be the same for several calls.
            met: What the calls of the run met, which this call notes, too.
        """
        super().__init__(operation, "", journal, None)
        self._met = met
        name, id_of, digest, keeps = operation.name, journal.scope.id_of, journal.scope.digest, journal.scope.keep_keys
        self._owner = owner
        self._claims = [
            Claim(id_of(key), owner, name, digest(content), key if keeps else None) for key, content in keys
        ]
        self.claims: Sequence[Claim] = self._claims
        """The claim of each entry."""
        self.records: list[JournalRecord | None] = []
        """For each entry, the journal's record of its key. None: the key was free, and the entry is sent."""

    @property
    def tried(self) -> bool:
        """Whether keys may have been claimed."""
        return self._asked

    def _begin(self, call: "Call") -> None:
        pass

    async def _look_first(self, call: "Call", port: Port) -> None:
        if self._met.free:
            return
        found = await self._read(call, port)
        self._keep(call, [None if one is None or one.state == "released" else one for one in found])

    async def look(self, call: "Call", port: Port) -> None:
        """Nothing to do: the calls of a run look before they take slots, of which they need one for each recipient."""

    async def _take(self, call: "Call", port: Port) -> None:
        records = await self._claimed(call, port)
        self._keep(call, [None if self._has(record) else record for record in records])

    def _keep(self, call: "Call", found: Sequence[JournalRecord | None]) -> None:
        """Keep the entries whose keys are free. `found`: None for each of them, and the records of the others.

        Raises:
            Known: None is free.
        """
        if self.records:
            places = [place for place, record in enumerate(self.records) if record is None]
            for place, record in zip(places, found, strict=True):
                self.records[place] = record
        else:
            self.records = [*found]
        known = [record for record in found if record is not None]
        self._met.free = not any(self.records)
        if not known:
            return
        free = [number for number, record in enumerate(found) if record is None]
        self._claims = [self._claims[number] for number in free]
        if not free:
            raise Known(known[0])
        request: Any = call.request
        entries = [request.bulk_email_entries[number] for number in free]
        call.request = request.model_copy(update={"bulk_email_entries": entries})
        call.wire["BulkEmailEntries"] = [call.wire["BulkEmailEntries"][number] for number in free]

    def _replay(self, call: "Call", record: JournalRecord, response: type[ResponseT]) -> ResponseT:
        """A response without results; see `records`."""
        nothing, _ = cast("type[Response]", response).from_body(self._nothing)
        return cast("ResponseT", with_metadata(nothing, ResponseMetadata(attempts=0, replayed=True)))

    def _ids(self) -> list[KeyId]:
        return [one.id for one in self._claims]

    def _judged(self, received: Any) -> tuple[list[Settlement], list[Claim]]:
        settlements: list[Settlement] = []
        released: list[Claim] = []
        facts = {"request_id": received.metadata.request_id, "status": received.metadata.status}
        common = f'{_to_json(facts)[:-1]},"response":{{"MessageId":'  # written once for all entries
        for claim, result in zip(self._claims, received.bulk_email_entry_results, strict=True):
            if result.accepted:
                outcome = f"{common}{_to_json(result.message_id)}}}}}"
                settlements.append(Settlement(claim.id, self._owner, "accepted", outcome))
            elif result.retryable or result.final:
                released.append(claim)
        return settlements, released


class KeyedEntry(KeyedEntries):
    """The key of an email that a bulk run sends with its own call."""

    _nothing = b"{}"

    def _judged(self, received: Any) -> tuple[list[Settlement], list[Claim]]:
        return [Settlement(self._claims[0].id, self._owner, "accepted", accepted(received))], []
