"""The calls of a run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sesv2kit._core.pacing import FALLBACK_SEND_RATE
from sesv2kit._workflows.bulk.items import Chunk, Item
from sesv2kit._workflows.bulk.keys import Keys
from sesv2kit._workflows.bulk.plan import Plan
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import RequestInvalidError, SESv2Error
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_BULK_EMAIL

if TYPE_CHECKING:
    from sesv2kit._core.keyed_entries import KeyedEntries


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
