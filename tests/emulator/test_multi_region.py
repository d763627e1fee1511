"""Multi-region endpoints."""

import re
from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .conftest import make_client
from .helpers import pages, refusal


def create(ses: Any, name: str = "both", region: str = "eu-west-1", **members: Any) -> Any:
    return ses.create_multi_region_endpoint(
        EndpointName=name, Details={"RoutesDetails": [{"Region": region}]}, **members
    )


def test_its_life(backend: Backend, ses: Any) -> None:
    created = create(ses)
    assert created["Status"] == "CREATING"
    assert re.fullmatch(r"[a-z0-9]{8}\.[a-z0-9]{3}", created["EndpointId"])
    found = ses.get_multi_region_endpoint(EndpointName="both")
    assert (found["EndpointName"], found["EndpointId"]) == ("both", created["EndpointId"])
    assert found["Routes"] == [{"Region": "us-east-1"}, {"Region": "eu-west-1"}]
    assert found["Status"] == "CREATING"
    assert found["LastUpdatedTimestamp"] == found["CreatedTimestamp"]
    backend.clock.advance(timedelta(minutes=1))
    found = ses.get_multi_region_endpoint(EndpointName="both")
    assert found["Status"] == "READY"
    assert found["LastUpdatedTimestamp"] - found["CreatedTimestamp"] == timedelta(minutes=1)
    backend.clock.advance(timedelta(minutes=1))
    assert ses.delete_multi_region_endpoint(EndpointName="both")["Status"] == "DELETING"
    backend.clock.advance(30)
    assert ses.delete_multi_region_endpoint(EndpointName="both")["Status"] == "DELETING"
    found = ses.get_multi_region_endpoint(EndpointName="both")
    assert found["LastUpdatedTimestamp"] - found["CreatedTimestamp"] == timedelta(minutes=2)
    assert refusal(create, ses)[:2] == (400, "AlreadyExistsException")
    backend.clock.advance(30)
    assert ses.list_multi_region_endpoints()["MultiRegionEndpoints"] == []
    create(ses)


def test_a_duplicate(ses: Any) -> None:
    create(ses)
    assert refusal(create, ses, region="eu-central-1") == (
        400,
        "AlreadyExistsException",
        "Multi-region endpoint <both> already exists.",
    )


@pytest.mark.parametrize("operation", ["get_multi_region_endpoint", "delete_multi_region_endpoint"])
def test_it_exists_in_its_primary_region_only(backend: Backend, ses: Any, operation: str) -> None:
    create(ses)
    assert refusal(getattr(make_client("eu-west-1"), operation), EndpointName="both") == (
        404,
        "NotFoundException",
        "Multi-region endpoint <both> does not exist.",
    )


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"Details": {"RoutesDetails": []}}, "exactly one route, not 0"),
        ({"Details": {"RoutesDetails": [{"Region": "eu-west-1"}, {"Region": "eu-west-2"}]}}, "exactly one route"),
        ({"Details": {"RoutesDetails": [{"Region": "us-east-1"}]}}, "another than the primary region us-east-1"),
        ({"Details": {"RoutesDetails": [{"Region": "Europe"}]}}, "Invalid region <Europe>"),
        ({"Details": {"RoutesDetails": [{}]}}, "'details.routesDetails.1.member.region' failed"),
        ({"Details": None}, "'details' failed"),
        ({"EndpointName": "a b"}, "'endpointName' failed"),
        ({"EndpointName": "a" * 65}, "less than or equal to 64"),
        ({"Tags": [{"Key": "", "Value": ""}]}, "1 to 128 characters"),
    ],
)
def test_invalid_requests(ses: Any, members: Any, words: str) -> None:
    good = {"EndpointName": "both", "Details": {"RoutesDetails": [{"Region": "eu-west-1"}]}}
    status, code, message = refusal(ses.create_multi_region_endpoint, **{**good, **members})
    assert (status, code) == (400, "BadRequestException")
    assert words in message
    assert ses.list_multi_region_endpoints()["MultiRegionEndpoints"] == []


@pytest.mark.parametrize("operation", ["get_multi_region_endpoint", "delete_multi_region_endpoint"])
def test_an_invalid_name(ses: Any, operation: str) -> None:
    assert refusal(getattr(ses, operation), EndpointName="a b")[:2] == (400, "BadRequestException")


def test_listing(ses: Any) -> None:
    names = [f"endpoint{number:02}" for number in range(20)]
    for name in reversed(names):
        create(ses, name)
    # Tokens here must be Base64 of the standard alphabet, which the model checks; twenty lists make all letters likely.
    found = [
        endpoint
        for page in pages(ses.list_multi_region_endpoints, PageSize=1)
        for endpoint in page["MultiRegionEndpoints"]
    ]
    assert [endpoint["EndpointName"] for endpoint in found] == names
    assert found == ses.list_multi_region_endpoints()["MultiRegionEndpoints"]
    assert (found[0]["Regions"], found[0]["Status"]) == (["us-east-1", "eu-west-1"], "CREATING")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"PageSize": 0}, "greater than or equal to 1"),
        ({"PageSize": 1001}, "less than or equal to 1000"),
        ({"NextToken": "-_-_"}, "regular expression pattern"),
        ({"NextToken": "AAAA"}, "The next token is invalid."),
    ],
)
def test_invalid_pages(ses: Any, members: Any, words: str) -> None:
    status, code, message = refusal(ses.list_multi_region_endpoints, **members)
    assert (status, code) == (400, "BadRequestException")
    assert words in message


def test_tags(backend: Backend, ses: Any) -> None:
    create(ses, Tags=[{"Key": "k", "Value": "v"}])
    arn = backend.arn("multi-region-endpoint/both")
    assert ses.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]
    unknown = backend.arn("multi-region-endpoint/ghost")
    assert refusal(ses.list_tags_for_resource, ResourceArn=unknown)[:2] == (404, "NotFoundException")
