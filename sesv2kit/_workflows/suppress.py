"""Suppression lists from events: `suppression.add_from_events`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import ServiceError, TransportError, UntrustedEventError
from sesv2kit.events.types import BaseEvent, ComplaintEvent
from sesv2kit.models.suppression import PUT_SUPPRESSED_DESTINATION
from sesv2kit.suppressing import Addition, AdditionResult, Skipped, SuppressionPlan, SuppressionResult, WhySkipped

if TYPE_CHECKING:
    from sesv2kit.models.common import SuppressionListReason


def plan(events: Iterable[BaseEvent], *, trusted: bool, uncertain_complaints: bool) -> SuppressionPlan:
    """The additions from events; see `Suppression.plan_from_events`."""
    additions: dict[str, Addition] = {}
    skipped: list[Skipped] = []

    def add(address: str, reason: "SuppressionListReason", event: BaseEvent) -> None:
        if reason == "COMPLAINT" or address not in additions:
            additions[address] = Addition(address, reason, event.message_id)

    def skip(address: str, why: WhySkipped, event: BaseEvent) -> None:
        skipped.append(Skipped(address, why, event.message_id))

    for event in events:
        if not (trusted or event.envelope.verified):
            raise UntrustedEventError
        if event.suppressed_by is not None:
            for address in event.recipients:
                skip(address, "suppressed", event)
            continue
        for address in event.permanent_failures:
            add(address, "BOUNCE", event)
        for one in event.complaint_recipients:
            if one.certain or uncertain_complaints:
                add(one.email_address, "COMPLAINT", event)
            else:
                skip(one.email_address, "several_recipients", event)
        if isinstance(event, ComplaintEvent) and not event.complaint_recipients:
            for address in event.recipients:
                taken_back = additions.get(address)
                if taken_back and (taken_back.reason, taken_back.message_id) == ("COMPLAINT", event.message_id):
                    del additions[address]
                skip(address, "not_spam", event)
    return SuppressionPlan(tuple(additions.values()), tuple(skipped))


async def add(caller: Caller, plan: SuppressionPlan, tenant_name: str | None) -> SuppressionResult:
    """Carry out a plan; see `Suppression.add_from_events`."""
    results: list[AdditionResult] = []
    for addition in plan.additions:
        arguments = {"email_address": addition.email_address, "reason": addition.reason, "tenant_name": tenant_name}
        try:
            await caller.call(PUT_SUPPRESSED_DESTINATION, arguments)
        except (ServiceError, TransportError) as error:
            refused = isinstance(error, ServiceError) and (error.status or 500) < 500
            results.append(AdditionResult(addition, "refused" if refused else "unknown", error))
        else:
            results.append(AdditionResult(addition, "accepted"))
    return SuppressionResult(plan, tuple(results))
