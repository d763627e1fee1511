"""Every method of `client.multi_region`: its request, and its response or error."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.multi_region import Details, MultiRegionEndpoint, Route, RouteDetails
from tests.services.conftest import Stubbed, refused

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
NIGHT = datetime(2026, 1, 3, tzinfo=UTC)

NAMED = {"endpoint_name": "both"}
DETAILS = Details(routes_details=[RouteDetails(region="eu-west-1")])
NEW: dict[str, Any] = {**NAMED, "details": DETAILS}
NEW_ON_WIRE = {"EndpointName": "both", "Details": {"RoutesDetails": [{"Region": "eu-west-1"}]}}
ENDPOINT_ON_WIRE = {
    "EndpointName": "both",
    "EndpointId": "abc123.456",
    "Status": "READY",
    "CreatedTimestamp": NOON,
    "LastUpdatedTimestamp": NIGHT,
}


@pytest.mark.parametrize(
    ("more", "more_on_wire"),
    [({"tags": [Tag(key="team", value="crm")]}, {"Tags": [{"Key": "team", "Value": "crm"}]}), ({}, {})],
)
def test_create(stubbed: Stubbed, more: dict[str, Any], more_on_wire: dict[str, Any]) -> None:
    stubbed.expect(
        "create_multi_region_endpoint",
        {**NEW_ON_WIRE, **more_on_wire},
        {"Status": "CREATING", "EndpointId": "abc123.456"},
    )
    made = stubbed.client.multi_region.create_multi_region_endpoint(**NEW, **more)
    assert (made.status, made.endpoint_id) == ("CREATING", "abc123.456")


def test_a_create_with_an_unknown_outcome_is_not_repeated(stubbed: Stubbed) -> None:
    stubbed.expect_error("create_multi_region_endpoint", "InternalServiceErrorException", 500)
    with pytest.raises(OutcomeUnknownError) as caught:
        stubbed.client.multi_region.create_multi_region_endpoint(**NEW)
    assert caught.value.attempts == 1


def test_delete(stubbed: Stubbed) -> None:
    stubbed.expect("delete_multi_region_endpoint", {"EndpointName": "both"}, {"Status": "DELETING"})
    assert stubbed.client.multi_region.delete_multi_region_endpoint(endpoint_name="both").status == "DELETING"


def test_get(stubbed: Stubbed) -> None:
    stubbed.expect(
        "get_multi_region_endpoint",
        {"EndpointName": "both"},
        {**ENDPOINT_ON_WIRE, "Routes": [{"Region": "us-east-1"}, {"Region": "eu-west-1"}]},
    )
    found = stubbed.client.multi_region.get_multi_region_endpoint(endpoint_name="both")
    assert (found.endpoint_name, found.endpoint_id, found.status) == ("both", "abc123.456", "READY")
    assert found.routes == [Route(region="us-east-1"), Route(region="eu-west-1")]
    assert (found.created_timestamp, found.last_updated_timestamp) == (NOON, NIGHT)


def test_get_of_an_answer_that_says_little(stubbed: Stubbed) -> None:
    stubbed.expect("get_multi_region_endpoint", {"EndpointName": "both"}, {"Status": "SLEEPING"})
    found = stubbed.client.multi_region.get_multi_region_endpoint(endpoint_name="both")
    assert (found.status, found.routes, found.endpoint_id, found.created_timestamp) == ("SLEEPING", [], None, None)


def test_list(stubbed: Stubbed) -> None:
    method = "list_multi_region_endpoints"
    first = {"MultiRegionEndpoints": [{**ENDPOINT_ON_WIRE, "Regions": ["us-east-1", "eu-west-1"]}], "NextToken": "Kys/"}
    second = {"MultiRegionEndpoints": [{"EndpointName": "other"}]}
    stubbed.expect(method, {"NextToken": "YQ==", "PageSize": 1000}, first)
    stubbed.expect(method, {"NextToken": "Kys/", "PageSize": 1000}, second)
    both, other = stubbed.client.multi_region.list_multi_region_endpoints(next_token="YQ==", page_size=1000)
    assert (both.endpoint_name, both.endpoint_id, both.status) == ("both", "abc123.456", "READY")
    assert both.regions == ["us-east-1", "eu-west-1"]
    assert (both.created_timestamp, both.last_updated_timestamp) == (NOON, NIGHT)
    assert other == MultiRegionEndpoint(endpoint_name="other")


def test_list_stops_at_its_limit_without_another_call(stubbed: Stubbed) -> None:
    page = {"MultiRegionEndpoints": [ENDPOINT_ON_WIRE, ENDPOINT_ON_WIRE], "NextToken": "YQ=="}
    stubbed.expect("list_multi_region_endpoints", {}, page)
    assert len(list(stubbed.client.multi_region.list_multi_region_endpoints(limit=2))) == 2


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_multi_region_endpoint", NEW, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_multi_region_endpoint", NEW, "LimitExceededException", 400, LimitExceededError),
        ("delete_multi_region_endpoint", NAMED, "NotFoundException", 404, NotFoundError),
        ("get_multi_region_endpoint", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_multi_region_endpoints", {}, "BadRequestException", 400, BadRequestError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.multi_region, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_multi_region_endpoint", {**NEW, "endpoint_name": "both.regions"}, "endpoint_name"),
        ("create_multi_region_endpoint", {**NEW, "endpoint_name": "a" * 65}, "endpoint_name"),
        ("create_multi_region_endpoint", {**NEW, "details": {}}, "details.routes_details"),
        ("create_multi_region_endpoint", {**NEW, "details": {"routes_details": []}}, "details.routes_details"),
        (
            "create_multi_region_endpoint",
            {**NEW, "details": {"routes_details": [{"region": "eu-west-1"}, {"region": "eu-north-1"}]}},
            "details.routes_details",
        ),
        (
            "create_multi_region_endpoint",
            {**NEW, "details": {"routes_details": [{"name": "eu-west-1", "region": "eu-west-1"}]}},
            "details.routes_details.0.name",
        ),
        ("create_multi_region_endpoint", {**NEW, "tags": [{"key": "aws:team", "value": ""}]}, "tags.0.key"),
        ("delete_multi_region_endpoint", {"endpoint_name": ""}, "endpoint_name"),
        ("get_multi_region_endpoint", {"endpoint_name": "a b"}, "endpoint_name"),
        ("list_multi_region_endpoints", {"next_token": ""}, "next_token"),
        ("list_multi_region_endpoints", {"next_token": "not Base64"}, "next_token"),
        ("list_multi_region_endpoints", {"next_token": "A" * 5004}, "next_token"),
        ("list_multi_region_endpoints", {"page_size": 0}, "page_size"),
        ("list_multi_region_endpoints", {"page_size": 1001}, "page_size"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.multi_region, method), **arguments) == [argument]


@pytest.mark.parametrize("name", ["w", "Both-regions_2", "a" * 64])
def test_a_name_of_letters_digits_hyphens_and_underscores_is_sent(stubbed: Stubbed, name: str) -> None:
    stubbed.expect("get_multi_region_endpoint", {"EndpointName": name}, {"EndpointName": name})
    assert stubbed.client.multi_region.get_multi_region_endpoint(endpoint_name=name).endpoint_name == name
