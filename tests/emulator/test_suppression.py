"""The suppression lists of account and tenants. Their pages are in test_paging."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import refusal, values_of


def listed(ses: Any, **members: Any) -> list[str]:
    answer = ses.list_suppressed_destinations(**members)
    return [entry["EmailAddress"] for entry in answer["SuppressedDestinationSummaries"]]


def test_put_get_and_delete(backend: Backend, ses: Any) -> None:
    ses.put_suppressed_destination(EmailAddress="a@example.com", Reason="COMPLAINT")
    entry = ses.get_suppressed_destination(EmailAddress="a@example.com")["SuppressedDestination"]
    assert abs(entry.pop("LastUpdateTime") - backend.clock.now()) < timedelta(milliseconds=1)
    assert entry == {"EmailAddress": "a@example.com", "Reason": "COMPLAINT"}
    ses.delete_suppressed_destination(EmailAddress="a@example.com")
    assert listed(ses) == []


@pytest.mark.parametrize("operation", ["get_suppressed_destination", "delete_suppressed_destination"])
def test_an_address_that_is_not_there(ses: Any, operation: str) -> None:
    assert refusal(getattr(ses, operation), EmailAddress="ghost@example.com") == (
        404,
        "NotFoundException",
        "Email address ghost@example.com does not exist on your suppression list.",
    )


def test_the_sandbox_cannot_put(backend: Backend, ses: Any) -> None:
    backend.account.production_access = False
    call = {"EmailAddress": "a@example.com", "Reason": "BOUNCE"}
    assert refusal(ses.put_suppressed_destination, **call) == (
        400,
        "BadRequestException",
        "Putting addresses on the suppression list needs production access.",
    )
    assert listed(ses) == []


def test_putting_again_replaces_reason_and_time(backend: Backend, ses: Any) -> None:
    ses.put_suppressed_destination(EmailAddress="a@example.com", Reason="BOUNCE")
    backend.clock.advance(60)
    ses.put_suppressed_destination(EmailAddress="a@example.com", Reason="COMPLAINT")
    (entry,) = ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    assert entry["Reason"] == "COMPLAINT"
    assert abs(entry["LastUpdateTime"] - backend.clock.now()) < timedelta(milliseconds=1)


def test_the_domain_has_no_case_and_the_local_part_has(ses: Any) -> None:
    ses.put_suppressed_destination(EmailAddress="Ann@Example.COM", Reason="BOUNCE")
    assert ses.get_suppressed_destination(EmailAddress="Ann@example.com")
    assert refusal(ses.get_suppressed_destination, EmailAddress="ann@example.com")[0] == 404
    ses.put_suppressed_destination(EmailAddress="Ann@example.com", Reason="BOUNCE")
    ses.put_suppressed_destination(EmailAddress="ann@example.com", Reason="BOUNCE")
    assert listed(ses) == ["Ann@example.com", "ann@example.com"]
    ses.delete_suppressed_destination(EmailAddress="Ann@EXAMPLE.com")
    assert listed(ses) == ["ann@example.com"]


def test_an_address_is_trimmed_and_its_domain_in_small_letters(backend: Backend, ses: Any) -> None:
    written = " Foo@Example.COM\n"
    ses.put_suppressed_destination(EmailAddress=written, Reason="BOUNCE")
    assert listed(ses) == ["Foo@example.com"]
    assert ses.get_suppressed_destination(EmailAddress="Foo@example.com")
    backend.assume = {"suppressed_destination_spelling": False}
    assert refusal(ses.put_suppressed_destination, EmailAddress=written, Reason="BOUNCE")[0] == 400
    ses.put_suppressed_destination(EmailAddress="Bar@Example.COM", Reason="BOUNCE")
    assert listed(ses) == ["Bar@Example.COM", "Foo@example.com"]


@pytest.mark.parametrize(
    "address", ["a+b@example.com", "a/b@example.com", "a%2Fb@example.com", "?a#b@example.com", "a'b@example.com"]
)
def test_odd_characters_survive_the_path(ses: Any, address: str) -> None:
    ses.put_suppressed_destination(EmailAddress=address, Reason="BOUNCE")
    assert ses.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]["EmailAddress"] == address
    ses.delete_suppressed_destination(EmailAddress=address)
    assert listed(ses) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.com",
        "nobody@",
        "Team: a@x.com, b@x.com;",
        "a@@b.com",
        "<a@x.com>",
        "Ann <a@x.com>",
        "ü@x.com",
        "a b@x.com",
        "a@x..com",
    ],
)
def test_an_address_that_is_none(ses: Any, address: str) -> None:
    assert refusal(ses.put_suppressed_destination, EmailAddress=address, Reason="BOUNCE")[:2] == (
        400,
        "BadRequestException",
    )


def test_an_unknown_reason_has_its_own_text(ses: Any) -> None:
    expected = (
        400,
        "BadRequestException",
        f"Reason SPITE is invalid, must be one of {values_of('SuppressionListReason')}.",
    )
    assert refusal(ses.put_suppressed_destination, EmailAddress="a@example.com", Reason="SPITE") == expected
    assert refusal(ses.list_suppressed_destinations, Reasons=["BOUNCE", "SPITE"]) == (
        400,
        "BadRequestException",
        "1 validation error detected: Value at 'reasons' failed to satisfy constraint: Member must satisfy "
        f"constraint: [Member must satisfy enum value set: {values_of('SuppressionListReason')}]",
    )


def test_a_missing_reason_is_the_model_s(ses: Any) -> None:
    assert refusal(ses.put_suppressed_destination, EmailAddress="a@example.com") == (
        400,
        "BadRequestException",
        "1 validation error detected: Value at 'reason' failed to satisfy constraint: Member must not be null",
    )


def test_filters(backend: Backend, ses: Any) -> None:
    start = backend.clock.now()
    for number in range(4):
        reason = "BOUNCE" if number % 2 else "COMPLAINT"
        ses.put_suppressed_destination(EmailAddress=f"{number}@example.com", Reason=reason)
        backend.clock.advance(timedelta(days=1))
    assert listed(ses, Reasons=["BOUNCE"]) == ["1@example.com", "3@example.com"]
    assert listed(ses, Reasons=["BOUNCE", "COMPLAINT"]) == [f"{number}@example.com" for number in range(4)]
    noon = timedelta(hours=12)
    assert listed(ses, StartDate=start + noon) == [f"{number}@example.com" for number in (1, 2, 3)]
    assert listed(ses, EndDate=start + noon) == ["0@example.com"]
    both = {"StartDate": start + noon, "EndDate": start + timedelta(days=2) + noon}
    assert listed(ses, **both) == ["1@example.com", "2@example.com"]
    assert listed(ses, **both, Reasons=["BOUNCE"]) == ["1@example.com"]


def test_a_tenant_s_list_is_its_own(ses: Any) -> None:
    for name in ("acme", "other"):
        ses.create_tenant(TenantName=name)
    ses.put_suppressed_destination(EmailAddress="a@example.com", Reason="BOUNCE", TenantName="acme")
    entry = ses.get_suppressed_destination(EmailAddress="a@example.com", TenantName="acme")["SuppressedDestination"]
    assert entry["TenantName"] == "acme"
    assert (listed(ses, TenantName="acme"), listed(ses, TenantName="other"), listed(ses)) == (["a@example.com"], [], [])
    assert refusal(ses.delete_suppressed_destination, EmailAddress="a@example.com")[0] == 404
    ses.delete_suppressed_destination(EmailAddress="a@example.com", TenantName="acme")
    assert listed(ses, TenantName="acme") == []


def test_an_unknown_tenant(ses: Any) -> None:
    missing = (404, "NotFoundException", "The requested tenant <ghost> does not exist.")
    of = {"EmailAddress": "a@example.com", "TenantName": "ghost"}
    assert refusal(ses.put_suppressed_destination, **of, Reason="BOUNCE") == missing
    assert refusal(ses.get_suppressed_destination, **of) == missing
    assert refusal(ses.delete_suppressed_destination, **of) == missing
    assert refusal(ses.list_suppressed_destinations, TenantName="ghost") == missing


def test_seeding(backend: Backend, ses: Any) -> None:
    ses.create_tenant(TenantName="acme")
    yesterday = backend.clock.now() - timedelta(days=1)
    backend.suppress("one@example.com")
    backend.suppress(
        (f"{number}@example.com" for number in range(3)), "COMPLAINT", tenant_name="acme", updated=yesterday
    )
    assert listed(ses) == ["one@example.com"]
    assert listed(ses, TenantName="acme", EndDate=yesterday, Reasons=["COMPLAINT"]) == [
        "0@example.com",
        "1@example.com",
        "2@example.com",
    ]
