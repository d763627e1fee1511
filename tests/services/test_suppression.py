"""client.suppression: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import InvalidNextTokenError, NotFoundError
from sesv2kit.models.suppression import (
    LIST_SUPPRESSED_DESTINATIONS,
    DeleteSuppressedDestinationResponse,
    PutSuppressedDestinationResponse,
)
from tests.services.conftest import Stubbed, refused

ADDRESS = "Ana.Ruiz@example.com"
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, 12, 30, tzinfo=UTC)

BY_ADDRESS = [
    ({"email_address": ADDRESS, "tenant_name": "acme"}, {"EmailAddress": ADDRESS, "TenantName": "acme"}),
    ({"email_address": ADDRESS}, {"EmailAddress": ADDRESS}),
]


def wire_summary(address: str, reason: str = "BOUNCE") -> dict[str, Any]:
    return {"EmailAddress": address, "Reason": reason, "LastUpdateTime": MAY}


@pytest.mark.parametrize(("arguments", "params"), BY_ADDRESS)
def test_delete(stubbed: Stubbed, arguments: dict[str, Any], params: dict[str, Any]) -> None:
    stubbed.expect("delete_suppressed_destination", params)
    answer = stubbed.client.suppression.delete_suppressed_destination(**arguments)
    assert isinstance(answer, DeleteSuppressedDestinationResponse)


@pytest.mark.parametrize(("arguments", "params"), BY_ADDRESS)
def test_put(stubbed: Stubbed, arguments: dict[str, Any], params: dict[str, Any]) -> None:
    stubbed.expect("put_suppressed_destination", {**params, "Reason": "COMPLAINT"})
    answer = stubbed.client.suppression.put_suppressed_destination(reason="COMPLAINT", **arguments)
    assert isinstance(answer, PutSuppressedDestinationResponse)


def test_get_from_a_tenants_list(stubbed: Stubbed) -> None:
    origin = {"MessageId": "0100-m", "FeedbackId": "0100-f"}
    entry = {**wire_summary(ADDRESS, "COMPLAINT"), "Attributes": origin, "TenantName": "acme"}
    params = {"EmailAddress": ADDRESS, "TenantName": "acme"}
    stubbed.expect("get_suppressed_destination", params, {"SuppressedDestination": entry})
    answer = stubbed.client.suppression.get_suppressed_destination(email_address=ADDRESS, tenant_name="acme")
    found = answer.suppressed_destination
    assert (found.email_address, found.reason, found.last_update_time) == (ADDRESS, "COMPLAINT", MAY)
    assert found.tenant_name == "acme"
    assert found.attributes is not None
    assert (found.attributes.message_id, found.attributes.feedback_id) == ("0100-m", "0100-f")


def test_get_from_the_accounts_list(stubbed: Stubbed) -> None:
    answer = {"SuppressedDestination": wire_summary(ADDRESS)}
    stubbed.expect("get_suppressed_destination", {"EmailAddress": ADDRESS}, answer)
    found = stubbed.client.suppression.get_suppressed_destination(email_address=ADDRESS).suppressed_destination
    assert (found.reason, found.attributes, found.tenant_name) == ("BOUNCE", None, None)


def test_list_walks_all_pages(stubbed: Stubbed) -> None:
    stubbed.expect("list_suppressed_destinations", {}, {"SuppressedDestinationSummaries": [], "NextToken": "t2"})
    page = {"SuppressedDestinationSummaries": [wire_summary("a@example.com"), wire_summary("b@example.com")]}
    stubbed.expect("list_suppressed_destinations", {"NextToken": "t2"}, page)
    items = list(stubbed.client.suppression.list_suppressed_destinations())
    assert [item.email_address for item in items] == ["a@example.com", "b@example.com"]
    assert (items[0].reason, items[0].last_update_time) == ("BOUNCE", MAY)


def test_list_narrowed(stubbed: Stubbed) -> None:
    params = {
        "TenantName": "acme",
        "Reasons": ["BOUNCE", "COMPLAINT"],
        "StartDate": MAY,
        "EndDate": JUNE,
        "NextToken": "t1",
        "PageSize": 2,
    }
    page = {"SuppressedDestinationSummaries": [wire_summary("a@example.com"), wire_summary("b@example.com")]}
    stubbed.expect("list_suppressed_destinations", params, page | {"NextToken": "t2"})
    items = stubbed.client.suppression.list_suppressed_destinations(
        tenant_name="acme",
        reasons=["BOUNCE", "COMPLAINT"],
        start_date=MAY,
        end_date=JUNE,
        next_token="t1",
        page_size=2,
        limit=1,
    )
    assert [item.email_address for item in items] == ["a@example.com"]


def test_one_page(stubbed: Stubbed) -> None:
    answer = {"SuppressedDestinationSummaries": [wire_summary(ADDRESS)], "NextToken": "t2"}
    stubbed.expect("list_suppressed_destinations", {"PageSize": 1}, answer)
    page = stubbed.client.call(LIST_SUPPRESSED_DESTINATIONS, {"page_size": 1})
    assert ([item.email_address for item in page.suppressed_destination_summaries], page.next_token) == (
        [ADDRESS],
        "t2",
    )


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("delete_suppressed_destination", {"email_address": ADDRESS}),
        ("get_suppressed_destination", {"email_address": ADDRESS}),
        ("put_suppressed_destination", {"email_address": ADDRESS, "reason": "BOUNCE", "tenant_name": "gone"}),
    ],
)
def test_not_found(stubbed: Stubbed, method: str, arguments: dict[str, Any]) -> None:
    stubbed.check_error(stubbed.client.suppression, method, arguments, "NotFoundException", 404, NotFoundError)


def test_list_with_an_expired_token(stubbed: Stubbed) -> None:
    stubbed.expect_error("list_suppressed_destinations", "InvalidNextTokenException", 400)
    with pytest.raises(InvalidNextTokenError):
        list(stubbed.client.suppression.list_suppressed_destinations(next_token="old"))


@pytest.mark.parametrize(
    ("method", "arguments", "wrong"),
    [
        ("delete_suppressed_destination", {"email_address": ""}, "email_address"),
        ("delete_suppressed_destination", {"email_address": ADDRESS, "tenant_name": "a b"}, "tenant_name"),
        ("get_suppressed_destination", {"email_address": ""}, "email_address"),
        ("get_suppressed_destination", {"email_address": ADDRESS, "tenant_name": "x" * 65}, "tenant_name"),
        ("put_suppressed_destination", {"email_address": "", "reason": "BOUNCE"}, "email_address"),
        ("put_suppressed_destination", {"email_address": ADDRESS, "reason": "SPAM"}, "reason"),
        (
            "put_suppressed_destination",
            {"email_address": ADDRESS, "reason": "BOUNCE", "tenant_name": "a.b"},
            "tenant_name",
        ),
        ("list_suppressed_destinations", {"reasons": ["SPAM"]}, "reasons.0"),
        ("list_suppressed_destinations", {"start_date": datetime(2026, 5, 1)}, "start_date"),
        ("list_suppressed_destinations", {"end_date": datetime(2026, 5, 1)}, "end_date"),
        ("list_suppressed_destinations", {"page_size": 0}, "page_size"),
        ("list_suppressed_destinations", {"tenant_name": ""}, "tenant_name"),
    ],
)
def test_refused_before_sending(stubbed: Stubbed, method: str, arguments: dict[str, Any], wrong: str) -> None:
    assert refused(getattr(stubbed.client.suppression, method), **arguments) == [wrong]
