"""Every method of `client.tenants`: its request, and its response or error."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.tenants import TenantInfo, TenantSuppressionAttributes
from tests.services.conftest import Stubbed, refused

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
TENANT_ARN = "arn:aws:ses:us-east-1:123456789012:tenant/acme/tn-1"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

NAMED = {"tenant_name": "acme"}
UNSET: dict[str, Any] = {**NAMED, "suppressed_reasons": None, "suppression_scope": None}
LINKED = {"tenant_name": "acme", "resource_arn": ARN}
INFO_ON_WIRE = {
    "TenantName": "acme",
    "TenantId": "tn-1",
    "TenantArn": TENANT_ARN,
    "CreatedTimestamp": NOON,
    "SendingStatus": "REINSTATED",
}
TENANT_ON_WIRE = {
    **INFO_ON_WIRE,
    "Tags": [{"Key": "team", "Value": "billing"}],
    "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"},
}
SUPPRESSION = TenantSuppressionAttributes(suppressed_reasons=["BOUNCE"], suppression_scope="TENANT")


def test_create_tenant(stubbed: Stubbed) -> None:
    stubbed.expect(
        "create_tenant",
        {
            "TenantName": "acme",
            "Tags": [{"Key": "team", "Value": "billing"}],
            "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"},
        },
        TENANT_ON_WIRE,
    )
    made = stubbed.client.tenants.create_tenant(
        tenant_name="acme", tags=[Tag(key="team", value="billing")], suppression_attributes=SUPPRESSION
    )
    assert (made.tenant_name, made.tenant_id, made.tenant_arn) == ("acme", "tn-1", TENANT_ARN)
    assert (made.created_timestamp, made.sending_status) == (NOON, "REINSTATED")
    assert (made.tags, made.suppression_attributes) == ([Tag(key="team", value="billing")], SUPPRESSION)


def test_create_tenant_with_a_name_only(stubbed: Stubbed) -> None:
    stubbed.expect("create_tenant", {"TenantName": "acme"}, {"TenantName": "acme"})
    made = stubbed.client.tenants.create_tenant(tenant_name="acme")
    assert (made.tenant_name, made.tags, made.suppression_attributes) == ("acme", [], None)


def test_get_tenant(stubbed: Stubbed) -> None:
    stubbed.expect("get_tenant", {"TenantName": "acme"}, {"Tenant": TENANT_ON_WIRE})
    tenant = stubbed.client.tenants.get_tenant(tenant_name="acme").tenant
    assert tenant is not None
    assert (tenant.tenant_name, tenant.tenant_id, tenant.tenant_arn) == ("acme", "tn-1", TENANT_ARN)
    assert (tenant.created_timestamp, tenant.sending_status) == (NOON, "REINSTATED")
    assert (tenant.tags, tenant.suppression_attributes) == ([Tag(key="team", value="billing")], SUPPRESSION)


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        ("create_tenant_resource_association", LINKED, {"TenantName": "acme", "ResourceArn": ARN}),
        ("delete_tenant", NAMED, {"TenantName": "acme"}),
        ("delete_tenant_resource_association", LINKED, {"TenantName": "acme", "ResourceArn": ARN}),
        (
            "put_tenant_suppression_attributes",
            {**NAMED, "suppressed_reasons": ["COMPLAINT", "BOUNCE"], "suppression_scope": "TENANT"},
            {"TenantName": "acme", "SuppressedReasons": ["COMPLAINT", "BOUNCE"], "SuppressionScope": "TENANT"},
        ),
        (
            "put_tenant_suppression_attributes",
            {**NAMED, "suppressed_reasons": [], "suppression_scope": "ACCOUNT"},
            {"TenantName": "acme", "SuppressedReasons": [], "SuppressionScope": "ACCOUNT"},
        ),
        ("put_tenant_suppression_attributes", UNSET, {"TenantName": "acme"}),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.tenants, method, arguments, wire)


def test_list_tenants(stubbed: Stubbed) -> None:
    wanted = {"Filter": {"TENANT_NAME_CONTAINS": "a", "SENDING_STATUS": "ENABLED"}, "PageSize": 2}
    stubbed.expect("list_tenants", {**wanted, "NextToken": "here"}, {"Tenants": [INFO_ON_WIRE], "NextToken": "there"})
    stubbed.expect("list_tenants", {**wanted, "NextToken": "there"}, {"Tenants": [{"TenantName": "beta"}]})
    tenants = stubbed.client.tenants.list_tenants(
        filter={"TENANT_NAME_CONTAINS": "a", "SENDING_STATUS": "ENABLED"}, next_token="here", page_size=2
    )
    acme, beta = tenants
    assert (acme.tenant_name, acme.tenant_id, acme.tenant_arn) == ("acme", "tn-1", TENANT_ARN)
    assert (acme.created_timestamp, acme.sending_status) == (NOON, "REINSTATED")
    assert beta == TenantInfo(tenant_name="beta")


def test_list_tenant_resources(stubbed: Stubbed) -> None:
    wanted = {"TenantName": "acme", "Filter": {"RESOURCE_TYPE": "EMAIL_IDENTITY"}, "PageSize": 1}
    first = {"ResourceType": "EMAIL_IDENTITY", "ResourceArn": ARN}
    second = {"ResourceType": "identity", "ResourceArn": ARN + ".org"}
    stubbed.expect(
        "list_tenant_resources",
        {**wanted, "NextToken": "here"},
        {"TenantResources": [first], "NextToken": "there"},
    )
    stubbed.expect("list_tenant_resources", {**wanted, "NextToken": "there"}, {"TenantResources": [second]})
    resources = stubbed.client.tenants.list_tenant_resources(
        tenant_name="acme", filter={"RESOURCE_TYPE": "EMAIL_IDENTITY"}, next_token="here", page_size=1
    )
    assert [(resource.resource_type, resource.resource_arn) for resource in resources] == [
        ("EMAIL_IDENTITY", ARN),
        ("identity", ARN + ".org"),
    ]


def test_list_resource_tenants(stubbed: Stubbed) -> None:
    wanted = {"ResourceArn": ARN, "PageSize": 1}
    entry = {"TenantName": "acme", "TenantId": "tn-1", "ResourceArn": ARN, "AssociatedTimestamp": NOON}
    stubbed.expect(
        "list_resource_tenants",
        {**wanted, "NextToken": "here"},
        {"ResourceTenants": [entry], "NextToken": "there"},
    )
    stubbed.expect("list_resource_tenants", {**wanted, "NextToken": "there"}, {"ResourceTenants": []})
    (found,) = stubbed.client.tenants.list_resource_tenants(resource_arn=ARN, next_token="here", page_size=1)
    assert (found.tenant_name, found.tenant_id) == ("acme", "tn-1")
    assert (found.resource_arn, found.associated_timestamp) == (ARN, NOON)


@pytest.mark.parametrize(
    ("method", "arguments", "wire", "member"),
    [
        ("list_tenants", {}, {}, "Tenants"),
        ("list_tenant_resources", NAMED, {"TenantName": "acme"}, "TenantResources"),
        ("list_resource_tenants", {"resource_arn": ARN}, {"ResourceArn": ARN}, "ResourceTenants"),
    ],
)
def test_a_list_stops_at_its_limit_without_another_call(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any], member: str
) -> None:
    stubbed.expect(method, wire, {member: [{}, {}], "NextToken": "more"})
    assert len(list(getattr(stubbed.client.tenants, method)(**arguments, limit=2))) == 2


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_tenant", NAMED, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_tenant", NAMED, "LimitExceededException", 400, LimitExceededError),
        ("create_tenant_resource_association", LINKED, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_tenant_resource_association", LINKED, "NotFoundException", 404, NotFoundError),
        ("delete_tenant", NAMED, "NotFoundException", 404, NotFoundError),
        ("delete_tenant_resource_association", LINKED, "NotFoundException", 404, NotFoundError),
        ("get_tenant", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_resource_tenants", {"resource_arn": ARN}, "NotFoundException", 404, NotFoundError),
        ("list_tenant_resources", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_tenants", {}, "BadRequestException", 400, BadRequestError),
        ("put_tenant_suppression_attributes", UNSET, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.tenants, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_tenant", {"tenant_name": ""}, "tenant_name"),
        ("create_tenant", {"tenant_name": "a" * 65}, "tenant_name"),
        ("create_tenant", {"tenant_name": "acme.com"}, "tenant_name"),
        ("create_tenant", {**NAMED, "tags": [{"key": str(n), "value": ""} for n in range(51)]}, "tags"),
        ("create_tenant", {**NAMED, "tags": [{"key": "aws:team", "value": ""}]}, "tags.0.key"),
        ("create_tenant", {**NAMED, "tags": [{"key": "", "value": ""}]}, "tags.0.key"),
        ("create_tenant", {**NAMED, "tags": [{"key": "team", "value": "x" * 257}]}, "tags.0.value"),
        (
            "create_tenant",
            {**NAMED, "suppression_attributes": {"suppression_scope": "REGION"}},
            "suppression_attributes.suppression_scope",
        ),
        ("create_tenant_resource_association", {**LINKED, "resource_arn": ""}, "resource_arn"),
        ("delete_tenant", {"tenant_name": ""}, "tenant_name"),
        ("delete_tenant_resource_association", {**LINKED, "tenant_name": "a b"}, "tenant_name"),
        ("get_tenant", {"tenant_name": ""}, "tenant_name"),
        ("list_resource_tenants", {"resource_arn": ""}, "resource_arn"),
        ("list_resource_tenants", {"resource_arn": ARN, "page_size": 0}, "page_size"),
        ("list_tenant_resources", {**NAMED, "filter": {"RESOURCE_TYPE": ""}}, "filter.RESOURCE_TYPE"),
        ("list_tenant_resources", {**NAMED, "filter": {"RESOURCE_TYPE": "x" * 513}}, "filter.RESOURCE_TYPE"),
        ("list_tenant_resources", {**NAMED, "filter": {"TYPE": "identity"}}, "filter.TYPE"),
        ("list_tenants", {"filter": {"TENANT_NAME_CONTAINS": ""}}, "filter.TENANT_NAME_CONTAINS"),
        ("list_tenants", {"filter": {"NAME": "acme"}}, "filter.NAME"),
        ("list_tenants", {"page_size": 0}, "page_size"),
        ("put_tenant_suppression_attributes", {**UNSET, "suppressed_reasons": ["SPAM"]}, "suppressed_reasons.0"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.tenants, method), **arguments) == [argument]


def test_a_name_and_50_tags_at_their_limits_are_sent(stubbed: Stubbed) -> None:
    tags = [Tag(key=f"{number:0128}", value="x" * 256) for number in range(50)]
    wire = [{"Key": tag.key, "Value": tag.value} for tag in tags]
    stubbed.expect("create_tenant", {"TenantName": "Az09_-" + "a" * 58, "Tags": wire}, {"TenantId": "tn-2"})
    assert stubbed.client.tenants.create_tenant(tenant_name="Az09_-" + "a" * 58, tags=tags).tenant_id == "tn-2"
