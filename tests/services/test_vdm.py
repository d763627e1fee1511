"""client.vdm: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import BadRequestError, NotFoundError, RequestInvalidError, ServiceError
from sesv2kit.models.common import (
    DashboardAttributes,
    DashboardOptions,
    GuardianAttributes,
    GuardianOptions,
    VdmAttributes,
    VdmOptions,
)
from sesv2kit.models.vdm import PutAccountVdmAttributesResponse, PutConfigurationSetVdmOptionsResponse
from tests.services.conftest import Stubbed, refused

ARN = "arn:aws:ses:us-east-1:123456789012:identity/example.com"


def test_list_walks_all_pages(stubbed: Stubbed) -> None:
    made, changed = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    finding = {
        "ResourceArn": ARN,
        "Type": "DKIM",
        "Description": "DKIM1",
        "Status": "OPEN",
        "CreatedTimestamp": made,
        "LastUpdatedTimestamp": changed,
        "Impact": "HIGH",
    }
    stubbed.expect("list_recommendations", {}, {"Recommendations": [finding], "NextToken": "t2"})
    stubbed.expect("list_recommendations", {"NextToken": "t2"}, {"Recommendations": [{"Type": "NEWER_THAN_US"}]})
    full, bare = stubbed.client.vdm.list_recommendations()
    assert (full.resource_arn, full.type, full.description) == (ARN, "DKIM", "DKIM1")
    assert (full.status, full.impact) == ("OPEN", "HIGH")
    assert (full.created_timestamp, full.last_updated_timestamp) == (made, changed)
    assert (bare.type, bare.status, bare.created_timestamp) == ("NEWER_THAN_US", None, None)


@pytest.mark.parametrize(
    "filters",
    [
        {"TYPE": "DKIM"},
        {"IMPACT": "HIGH"},
        {"STATUS": "OPEN"},
        {"RESOURCE_ARN": ARN},
        {"STATUS": "OPEN", "IMPACT": "LOW"},
        {"TYPE": "SPF", "STATUS": "FIXED"},
    ],
)
def test_list_with_a_documented_filter(stubbed: Stubbed, filters: Any) -> None:
    params = {"Filter": filters, "NextToken": "t1", "PageSize": 100}
    page = {"Recommendations": [{"Description": "DKIM1"}, {"Description": "DKIM2"}], "NextToken": "t2"}
    stubbed.expect("list_recommendations", params, page)
    items = stubbed.client.vdm.list_recommendations(filter=filters, next_token="t1", page_size=100, limit=1)
    assert [item.description for item in items] == ["DKIM1"]


@pytest.mark.parametrize(
    ("attributes", "params"),
    [
        (
            VdmAttributes(
                vdm_enabled="ENABLED",
                dashboard_attributes=DashboardAttributes(engagement_metrics="ENABLED"),
                guardian_attributes=GuardianAttributes(optimized_shared_delivery="DISABLED"),
            ),
            {
                "VdmEnabled": "ENABLED",
                "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
                "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
            },
        ),
        (VdmAttributes(vdm_enabled="DISABLED"), {"VdmEnabled": "DISABLED"}),
    ],
)
def test_put_for_the_account(stubbed: Stubbed, attributes: VdmAttributes, params: dict[str, Any]) -> None:
    stubbed.expect("put_account_vdm_attributes", {"VdmAttributes": params})
    answer = stubbed.client.vdm.put_account_vdm_attributes(vdm_attributes=attributes)
    assert isinstance(answer, PutAccountVdmAttributesResponse)


@pytest.mark.parametrize(
    ("options", "params"),
    [
        (
            VdmOptions(
                dashboard_options=DashboardOptions(engagement_metrics="DISABLED"),
                guardian_options=GuardianOptions(optimized_shared_delivery="ENABLED"),
            ),
            {
                "VdmOptions": {
                    "DashboardOptions": {"EngagementMetrics": "DISABLED"},
                    "GuardianOptions": {"OptimizedSharedDelivery": "ENABLED"},
                }
            },
        ),
    ],
)
def test_put_for_a_configuration_set(stubbed: Stubbed, options: VdmOptions, params: dict[str, Any]) -> None:
    stubbed.expect("put_configuration_set_vdm_options", {"ConfigurationSetName": "news", **params})
    answer = stubbed.client.vdm.put_configuration_set_vdm_options(configuration_set_name="news", vdm_options=options)
    assert isinstance(answer, PutConfigurationSetVdmOptionsResponse)


def test_list_while_the_vdm_is_off(stubbed: Stubbed) -> None:
    stubbed.expect_error("list_recommendations", "NotFoundException", 404)
    with pytest.raises(NotFoundError):
        list(stubbed.client.vdm.list_recommendations())


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "error"),
    [
        (
            "put_account_vdm_attributes",
            {"vdm_attributes": {"VdmEnabled": "ENABLED"}},
            "BadRequestException",
            400,
            BadRequestError,
        ),
        (
            "put_configuration_set_vdm_options",
            {"configuration_set_name": "gone", "vdm_options": {"dashboard_options": {"engagement_metrics": "ENABLED"}}},
            "NotFoundException",
            404,
            NotFoundError,
        ),
    ],
)
def test_errors(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, error: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.vdm, method, arguments, code, status, error)


@pytest.mark.parametrize(
    ("method", "arguments", "wrong"),
    [
        ("list_recommendations", {"filter": {}}, "filter"),
        ("list_recommendations", {"filter": {"TYPE": "DKIM", "IMPACT": "HIGH"}}, "filter"),
        ("list_recommendations", {"filter": {"STATUS": "OPEN", "RESOURCE_ARN": ARN}}, "filter"),
        ("list_recommendations", {"filter": {"STATUS": "OPEN", "IMPACT": "LOW", "TYPE": "DKIM"}}, "filter"),
        ("list_recommendations", {"filter": {"STATUS": ""}}, "filter.STATUS"),
        ("list_recommendations", {"filter": {"STATUS": "x" * 513}}, "filter.STATUS"),
        ("list_recommendations", {"filter": {"STATE": "OPEN"}}, "filter.STATE"),
        ("list_recommendations", {"page_size": 0}, "page_size"),
        ("list_recommendations", {"page_size": 101}, "page_size"),
        ("put_account_vdm_attributes", {"vdm_attributes": {}}, "vdm_attributes.vdm_enabled"),
        ("put_account_vdm_attributes", {"vdm_attributes": {"vdm_enabled": "ON"}}, "vdm_attributes.vdm_enabled"),
        (
            "put_configuration_set_vdm_options",
            {"configuration_set_name": "", "vdm_options": {"dashboard_options": {"engagement_metrics": "ENABLED"}}},
            "configuration_set_name",
        ),
        (
            "put_configuration_set_vdm_options",
            {"configuration_set_name": "a.b", "vdm_options": {"dashboard_options": {"engagement_metrics": "ENABLED"}}},
            "configuration_set_name",
        ),
    ],
)
def test_refused_before_sending(stubbed: Stubbed, method: str, arguments: dict[str, Any], wrong: str) -> None:
    assert refused(getattr(stubbed.client.vdm, method), **arguments) == [wrong]


def test_the_refusal_of_a_combination_names_its_source(stubbed: Stubbed) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        stubbed.client.vdm.list_recommendations(filter={"TYPE": "DKIM", "IMPACT": "HIGH"})
    (problem,) = caught.value.problems
    assert problem.message == "must be one key alone, or STATUS with IMPACT or with TYPE"
    assert problem.source.endswith("API_ListRecommendations.html")
