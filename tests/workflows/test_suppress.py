"""Suppression lists from events: who is put on them, who is left alone, and what becomes of failures."""

import asyncio
import json
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit.errors import (
    InternalServiceError,
    NotFoundError,
    SESv2Error,
    TooManyRequestsError,
    TransportError,
    UntrustedEventError,
)
from sesv2kit.events import BaseEvent, parse
from sesv2kit.testing import Backend, FaultKind

ANN, BOB = "ann@mail.example", "bob@mail.example"


def event(kind: str, **details: Any) -> list[BaseEvent]:
    mail = {"messageId": "m-1", "timestamp": "2026-11-29T00:00:00.000Z", "destination": [ANN, BOB], "tags": {}}
    return list(parse(json.dumps({"eventType": kind, "mail": mail, kind.lower(): details})))


def bounce(*addresses: str, kind: str = "Permanent", subtype: str = "General") -> list[BaseEvent]:
    recipients = [{"emailAddress": address} for address in addresses]
    return event("Bounce", bounceType=kind, bounceSubType=subtype, bouncedRecipients=recipients)


def complaint(*addresses: str, feedback: str | None = None, subtype: str | None = None) -> list[BaseEvent]:
    recipients = [{"emailAddress": address} for address in addresses]
    return event("Complaint", complainedRecipients=recipients, complaintFeedbackType=feedback, complaintSubType=subtype)


def planned(*events: list[BaseEvent], **choices: Any) -> dict[str, str]:
    plan = SESv2("us-east-1").suppression.plan_from_events(
        [each for some in events for each in some], trusted=True, **choices
    )
    added = {one.email_address: one.reason for one in plan.additions}
    return {**{one.email_address: one.why for one in plan.skipped if one.email_address not in added}, **added}


def test_permanent_bounces_and_complaints_are_added() -> None:
    assert planned(bounce(ANN), complaint(BOB)) == {ANN: "BOUNCE", BOB: "COMPLAINT"}


@pytest.mark.parametrize("kind", ["Transient", "Undetermined", "Unheard-of"])
def test_other_bounces_are_not(kind: str) -> None:
    assert planned(bounce(ANN, kind=kind)) == {}


@pytest.mark.parametrize("subtype", ["Suppressed", "OnAccountSuppressionList", "OnTenantSuppressionList"])
def test_what_a_list_kept_back_is_no_news(subtype: str) -> None:
    assert planned(bounce(ANN, subtype=subtype)) == {ANN: "suppressed"}


def test_a_complaint_that_a_list_answered_is_no_news() -> None:
    assert planned(complaint(ANN, subtype="OnAccountSuppressionList")) == {ANN: "suppressed"}


def test_a_complaint_of_one_of_several_suppresses_nobody_unless_told() -> None:
    assert planned(complaint(ANN, BOB)) == {ANN: "several_recipients", BOB: "several_recipients"}
    assert planned(complaint(ANN, BOB), uncertain_complaints=True) == {ANN: "COMPLAINT", BOB: "COMPLAINT"}


def test_not_spam_takes_a_complaint_back_and_no_bounce() -> None:
    assert planned(complaint(ANN), complaint(ANN, feedback="not-spam")) == {ANN: "not_spam"}
    assert planned(bounce(ANN), complaint(ANN, feedback="not-spam")) == {ANN: "BOUNCE"}


def test_a_complaint_counts_more_than_a_bounce_whatever_the_order() -> None:
    assert planned(bounce(ANN), complaint(ANN)) == planned(complaint(ANN), bounce(ANN)) == {ANN: "COMPLAINT"}


def test_other_events_say_nothing() -> None:
    assert planned(event("Delivery", recipients=[ANN]), event("Open", ipAddress="192.0.2.1"), event("New")) == {}


def test_a_plan_can_be_read() -> None:
    plan = SESv2("us-east-1").suppression.plan_from_events([*bounce(ANN), *complaint(ANN, BOB)], trusted=True)
    assert str(plan).splitlines()[0] == f"add   BOUNCE     {ANN}"
    assert ANN not in repr(plan)


def test_what_nobody_has_verified_is_not_acted_on(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(UntrustedEventError, match="trusted=True"):
        sesv2.suppression.add_from_events(bounce(ANN))
    assert not ses_backend.requests


@pytest.mark.parametrize("times", [1, 2])
def test_they_are_on_the_list_however_often(sesv2: SESv2, ses_backend: Backend, times: int) -> None:
    for _ in range(times):
        result = sesv2.suppression.add_from_events([*bounce(ANN), *complaint(BOB)], trusted=True)
        assert [one.email_address for one in result.accepted] == [ANN, BOB]
    listed = {one.email_address: one.reason for one in sesv2.suppression.list_suppressed_destinations()}
    assert listed == {ANN: "BOUNCE", BOB: "COMPLAINT"}


def test_the_list_of_a_tenant(sesv2: SESv2, ses_backend: Backend) -> None:
    sesv2.tenants.create_tenant(tenant_name="acme")
    sesv2.suppression.add_from_events(bounce(ANN), tenant_name="acme", trusted=True)
    assert [one.email_address for one in sesv2.suppression.list_suppressed_destinations(tenant_name="acme")] == [ANN]
    assert not list(sesv2.suppression.list_suppressed_destinations())


@pytest.mark.parametrize(
    ("fault", "outcome", "error"),
    [
        ("api_rate", "refused", TooManyRequestsError),
        ("internal_error", "unknown", InternalServiceError),
        ("disconnect", "unknown", TransportError),
    ],
)
def test_a_failure_is_told_and_loses_no_other(
    ses_backend: Backend, fault: FaultKind, outcome: str, error: type[SESv2Error]
) -> None:
    ses_backend.faults.add(fault, "PutSuppressedDestination")
    client = SESv2("us-east-1", config=ClientConfig(retry=RetryPolicy(max_attempts=1)))
    result = client.suppression.add_from_events(bounce(ANN, BOB), trusted=True)
    assert [one.outcome for one in result.results] == [outcome, "accepted"]
    assert [one.email_address for one in result.accepted] == [BOB]
    with pytest.raises(error):
        result.raise_for_failures()


def test_no_such_tenant(sesv2: SESv2) -> None:
    result = sesv2.suppression.add_from_events(bounce(ANN), tenant_name="acme", trusted=True)
    assert isinstance(result.failed[0].error, NotFoundError)


def test_awaited(async_sesv2: AsyncSESv2, ses_backend: Backend) -> None:
    async def main() -> int:
        async with async_sesv2 as client:
            plan = client.suppression.plan_from_events(bounce(ANN), trusted=True)
            return len((await client.suppression.add_from_events(plan)).accepted)

    assert asyncio.run(main()) == 1
