"""The calls of a run."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Generic

from sesv2kit._core.pacing import FALLBACK_SEND_RATE
from sesv2kit._workflows.bulk.items import Chunk, Item
from sesv2kit._workflows.bulk.keys import Keys
from sesv2kit._workflows.bulk.plan import BulkPlan
from sesv2kit._workflows.caller import Caller
from sesv2kit.bulk import BulkPreflight, EntryT, Reconciliation
from sesv2kit.errors import RequestInvalidError, SESv2Error
from sesv2kit.models.account import GET_ACCOUNT

if TYPE_CHECKING:
    from sesv2kit._core.keyed_entries import KeyedEntries
    from sesv2kit.events.types import BaseEvent


class Calls(Generic[EntryT]):
    """Makes the calls of a run with its client."""

    def __init__(self, caller: Caller, plan: BulkPlan[EntryT], keys: Keys | None) -> None:
        self.plan: BulkPlan[EntryT] = plan
        """The plan: which entries are sent together."""
        self._caller = caller
        self._keys = keys

    async def preflight(self, total: int | None) -> BulkPreflight:
        """Check whether the run can succeed; see `BulkRun.preflight`."""
        from sesv2kit._workflows.bulk.preflight import preflight

        return await preflight(self._caller, self.plan, total)

    async def reconcile(self, events: "Iterable[BaseEvent]", *, trusted: bool) -> Reconciliation:
        """Record keys that events prove to be sent; see `BulkRun.reconcile`."""
        from sesv2kit._workflows.reconcile import reconcile

        if self._keys is None:
            raise self.plan.kind.invalid("journal", "is required to reconcile, with run_id; a rehearsal has none")
        return await reconcile(self._caller, events, self._keys.journal, trusted=trusted)

    async def prepare(self) -> None:
        """Read how many recipients a call may have, so that SES does not throttle its last entries."""
        rate = self._caller.send_rate
        if rate is None:
            try:
                quota = (await self._caller.call(GET_ACCOUNT, {})).send_quota
            except SESv2Error:
                quota = None  # pacing gets the same error, and logs it
            rate = FALLBACK_SEND_RATE if quota is None else quota.max_send_rate
        if rate is not None and rate > 0:
            self.plan.most_recipients = max(1.0, rate)
        self.plan.begin()

    async def send(self, chunk: Chunk[EntryT]) -> None:
        """Make one call, and note the results of its entries."""
        items, plan, keys = chunk.items, self.plan, self._keys
        if chunk.wait:
            await self._caller.sleep(chunk.wait)
        if plan.stopped:
            plan.give_back(items)
            return
        keyed = None if keys is None else keys.of(items)
        try:
            request = plan.request(items)
            response = await self._caller.call(plan.kind.operation, request, keyed=keyed)
        except RequestInvalidError as error:
            sent = self._sent(items, keyed)
            if not plan.refused_alone(sent):
                plan.failed(sent, error)
        except BaseException as error:
            plan.failed(self._sent(items, keyed), error)
            if not isinstance(error, Exception):
                raise
        else:
            sent = self._sent(items, keyed)
            if plan.kind.most_entries > 1:
                plan.ended(sent, response.bulk_email_entry_results)
            elif sent:
                plan.accepted(sent[0], response.message_id)

    def _sent(self, items: Sequence[Item[EntryT]], keyed: "KeyedEntries | None") -> Sequence[Item[EntryT]]:
        """The entries of a call whose keys were free. The others get their results from the journal."""
        if keyed is None or self._keys is None:
            return items
        if not keyed.records:  # they were not looked at, or could not be claimed, or may have been nevertheless
            for item in items:
                item.claimed = item.claimed or keyed.tried
            return items
        sent: list[Item[EntryT]] = []
        for item, record, claim in zip(items, keyed.records, keyed.claims, strict=True):
            if record is None:
                item.claimed = item.claimed or keyed.tried
                sent.append(item)
            else:
                request = self.plan.request([item])
                self.plan.known(item, self._keys.known(record, claim, request, claimed=item.claimed))
        return sent
