"""Calls whose entries each have an idempotency key: a bulk send, or one email of a bulk run."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._core.course import Port, proceed
from sesv2kit._core.keyed import Keyed
from sesv2kit._core.outcomes import accepted
from sesv2kit.journal import AsyncJournal, Claim, Journal, JournalRecord, KeyId, Settlement
from sesv2kit.operation import Operation, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import with_metadata

if TYPE_CHECKING:
    from sesv2kit._core.call import Call


_to_json: Callable[[object], str] = json.JSONEncoder(separators=(",", ":")).encode


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
    ) -> None:
        """Make the keys of a call.

        Args:
            operation: Its operation.
            keys: The key of each entry, and the content that must be the same whenever the key is used again.
            journal: The journal that records them.
            owner: A random text; several calls may share its first half.
        """
        super().__init__(operation, "", journal, None)
        name, id_of, digest, keeps = operation.name, journal.scope.id_of, journal.scope.digest, journal.scope.keep_keys
        self._owner = owner
        self._claims = [
            Claim(id_of(key), owner, name, digest(content), key if keeps else None) for key, content in keys
        ]
        self.claims: Sequence[Claim] = self._claims
        """The claim of each entry."""
        self.records: list[JournalRecord | None] = []
        """For each entry, the journal's record of its key. None: the key was free, and the entry is sent."""

    async def proceed(self, call: "Call", response: type[ResponseT], port: Port) -> ResponseT:
        """Send the entries whose keys are free. The response has the results of these only; see `records` for the
        others."""
        try:
            records = await self._claimed(call, port)
        except GeneratorExit:  # nothing can be awaited any more: the keys stay claimed
            raise
        except BaseException:
            await self._give_up(call, port)
            raise
        self.records = [None if self._has(record) else record for record in records]
        free = [number for number, record in enumerate(self.records) if record is None]
        self._claims = [self._claims[number] for number in free]
        if not free:
            nothing, _ = cast("type[Response]", response).from_body(self._nothing)
            return cast("ResponseT", with_metadata(nothing, ResponseMetadata(attempts=0, replayed=True)))
        if len(free) < len(records):
            request: Any = call.request
            entries = [request.bulk_email_entries[number] for number in free]
            call.request = request.model_copy(update={"bulk_email_entries": entries})
            call.wire["BulkEmailEntries"] = [call.wire["BulkEmailEntries"][number] for number in free]
        call.keyed = self
        try:
            self._mark(call)
            received = await proceed(call, response, port)
        except GeneratorExit:  # nothing can be awaited any more: the keys stay claimed
            raise
        except BaseException as error:
            await self._failed(call, error, port)
            raise
        settlements, released = self._judged(received)
        if settlements:
            await self._settle(call, port, settlements)
        if released:
            await self._release(call, port, released, quietly=False)
        return received

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
