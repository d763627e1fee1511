"""The suite detects every kind of error: if one fact is altered, exactly the checks of that fact fail."""

import copy
import functools
from collections.abc import Callable
from typing import Any

import pytest

from sesv2kit.models.tenants import GET_TENANT, LIST_TENANTS, DeleteTenantRequest, GetTenantRequest
from sesv2kit.operation import Repeat
from sesv2kit.services.tenants import Tenants
from tests.conformance import baseline, test_absence, test_operations, test_shapes
from tests.conformance.facts import CHECKS, failures
from tests.tools import aws

MODULES = (test_absence, test_operations, test_shapes)
"""Importing them fills CHECKS."""

Alter = Callable[[Any, pytest.MonkeyPatch], None]

ALTERATIONS: list[tuple[Alter, set[str]]] = []
"""How to alter one fact, in a copy of AWS's model or in our classes, and the ids of the checks that must fail then."""


def fails(*ids: str) -> Callable[[Alter], Alter]:
    def mark(alter: Alter) -> Alter:
        ALTERATIONS.append((alter, set(ids)))
        return alter

    return mark


@fails("test_member[Tenant.Colour]")
def new_member(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["Tenant"]["members"]["Colour"] = {"shape": "TenantId"}


@fails("test_member[GetTenantRequest.TenantName]")
def other_wire_name(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(GetTenantRequest.model_fields["tenant_name"], "validation_alias", "tenantName")


@fails("test_members[Tenant]")
def member_gone(model: Any, patch: pytest.MonkeyPatch) -> None:
    del model["shapes"]["Tenant"]["members"]["SendingStatus"]


@fails("test_members[Tenant]")
def other_order(model: Any, patch: pytest.MonkeyPatch) -> None:
    members = model["shapes"]["Tenant"]["members"]
    members["TenantName"] = members.pop("TenantName")


@fails("test_member[Tenant.Seal]", "test_structure[Seal]")
def new_structure(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["Seal"] = {"type": "structure", "members": {}}
    model["shapes"]["Tenant"]["members"]["Seal"] = {"shape": "Seal"}


@fails(
    "test_member[GetSuppressedDestinationResponse.Tenant]",
    "test_structure[Tenant]",
    "test_structure[TenantSuppressionAttributes]",
)
def structure_of_two_domains(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["GetSuppressedDestinationResponse"]["members"]["Tenant"] = {"shape": "Tenant"}


@fails("test_type[TestRenderEmailTemplateResponse.RenderedTemplate]")
def other_type(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["RenderedEmailTemplate"]["type"] = "blob"


@fails("test_type[BatchGetMetricDataQuery.Dimensions]")
def other_type_inside(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["Dimensions"]["key"]["shape"] = "FeatureStatus"


@fails(
    "test_absence[PutAccountSuppressionAttributesRequest.Whole]",
    "test_member[PutAccountSuppressionAttributesRequest.Whole]",
    "test_signature[PutAccountSuppressionAttributes]",
    "test_type[SuppressionAttributes.SuppressedReasons]",
    "test_required[SuppressionAttributes.SuppressedReasons]",
)
def answer_is_sent_too(model: Any, patch: pytest.MonkeyPatch) -> None:
    members = model["shapes"]["PutAccountSuppressionAttributesRequest"]["members"]
    members["Whole"] = {"shape": "SuppressionAttributes"}


@fails("test_required[DashboardOptions.EngagementMetrics]")
def required_in_a_request(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["DashboardOptions"]["required"] = ["EngagementMetrics"]


@fails("test_required[GetSuppressedDestinationResponse.SuppressedDestination]")
def optional_in_an_answer(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["GetSuppressedDestinationResponse"]["required"] = []


@fails("test_signature[CreateTenant]", "test_required[CreateTenantRequest.Tags]")
def required_argument(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["CreateTenantRequest"]["required"].append("Tags")


@fails("test_bounds[BatchGetMetricDataQuery.Id]")
def other_length(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["QueryIdentifier"]["max"] = 256


@fails("test_bounds[BatchGetMetricDataRequest.Queries]")
def other_count(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["BatchGetMetricDataQueries"]["min"] = 2


@fails("test_bounds[MessageHeader.Name]")
def other_pattern(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["MessageHeaderName"]["pattern"] += "$"


@fails("test_bounds[ListTenantResourcesRequest.Filter]")
def bound_gone_inside(model: Any, patch: pytest.MonkeyPatch) -> None:
    del model["shapes"]["ListTenantResourcesFilterValue"]["max"]


@fails("test_in_url[SendEmailRequest.EndpointId]")
def new_in_url(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["SendEmailRequest"]["members"]["EndpointId"]["location"] = "uri"


@fails("test_list_in_a_query[TagResourceRequest.Tags]")
def list_in_a_query(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["TagResourceRequest"]["members"]["Tags"]["location"] = "querystring"


@fails("test_sensitive[Content.Charset]")
def sensitive(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["Charset"]["sensitive"] = True


@fails("test_enum[FeatureStatus]")
def new_enum_value(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["FeatureStatus"]["enum"].append("MAYBE")


@fails("test_enum[FeatureStatus]")
def other_enum_order(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["FeatureStatus"]["enum"].reverse()


@fails(
    "test_absence[PutAccountDetailsRequest.Review]",
    "test_enum[ReviewStatus]",
    "test_member[PutAccountDetailsRequest.Review]",
    "test_signature[PutAccountDetails]",
)
def enum_is_sent_too(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["shapes"]["PutAccountDetailsRequest"]["members"]["Review"] = {"shape": "ReviewStatus"}


@fails("test_operation[GetTenant]")
def other_request(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(vars(GET_TENANT), "request", DeleteTenantRequest)


@fails("test_repeat[GetTenant]", "test_signature[GetTenant]", "test_words_of_keys[GetTenant]")
def other_repeat(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(vars(GET_TENANT), "repeat", Repeat.UNSAFE)


@fails("test_rate[GetTenant]")
def new_rate(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["operations"]["GetTenant"]["rates"] = [1.0]


@fails("test_paging[ListTenants]")
def other_items(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(vars(LIST_TENANTS), "items", "tenant_infos")


@fails(
    "test_paging[ListTenants]",
    "test_signature[ListTenants]",
    "test_returns[ListTenants]",
    "test_members[ListTenantsResponse]",
)
def no_more_pages(model: Any, patch: pytest.MonkeyPatch) -> None:
    del model["shapes"]["ListTenantsResponse"]["members"]["NextToken"]


@fails("test_raises[GetTenant]")
def new_error(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["operations"]["GetTenant"]["errors"].append({"shape": "ConflictException"})


@fails("test_raises[GetTenant]")
def error_gone(model: Any, patch: pytest.MonkeyPatch) -> None:
    errors = model["operations"]["GetTenant"]["errors"]
    errors.remove({"shape": "NotFoundException"})


@fails("test_raises[GetTenant]", "test_error[GetTenant.WeatherException]")
def error_without_a_class(model: Any, patch: pytest.MonkeyPatch) -> None:
    model["operations"]["GetTenant"]["errors"].append({"shape": "WeatherException"})


@fails("test_method[GetTenant]")
def other_method_name(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(vars(GET_TENANT), "method", "fetch_tenant")


@fails("test_signature[CreateTenant]")
def other_default(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(Tenants.create_tenant.__kwdefaults__ or {}, "tags", ())


@fails("test_argument[GetTenant.TenantName]")
def other_argument_type(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(Tenants.get_tenant.__annotations__, "tenant_name", str | None)


@fails("test_argument_words[GetTenant.TenantName]")
def other_words(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        Tenants.get_tenant, "__doc__", f"{Tenants.get_tenant.__doc__}".replace("tenant_name: ", "tenant_name: Oh, ")
    )


@fails("test_returns[GetTenant]")
def other_answer(model: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(Tenants.get_tenant.__annotations__, "return", None)


@fails("test_forwarding[GetTenant]")
def argument_lost(model: Any, patch: pytest.MonkeyPatch) -> None:
    @functools.wraps(Tenants.get_tenant)
    def forgetful(self: Tenants, *, tenant_name: str) -> Any:
        return self._call(GET_TENANT)  # pyright: ignore[reportPrivateUsage]  # as the real method does

    patch.setattr(Tenants, "get_tenant", forgetful)


def altered_failures(alter: Alter, patch: pytest.MonkeyPatch) -> set[str]:
    model = copy.deepcopy(baseline.recorded().models[aws.SESV2])
    alter(model, patch)
    return failures(aws.Api(aws.SESV2, model))


@pytest.fixture(scope="module")
def failing_anyway() -> set[str]:
    return failures(aws.Api(aws.SESV2, baseline.recorded().models[aws.SESV2]))


@pytest.mark.slow
@pytest.mark.parametrize(("alter", "ids"), ALTERATIONS, ids=[alter.__name__ for alter, _ in ALTERATIONS])
def test_altered_fact_is_seen(
    alter: Alter, ids: set[str], monkeypatch: pytest.MonkeyPatch, failing_anyway: set[str]
) -> None:
    assert altered_failures(alter, monkeypatch) - failing_anyway == ids


def test_every_check_is_seen_to_fail() -> None:
    assert {name.partition("[")[0] for _, ids in ALTERATIONS for name in ids} == CHECKS.keys()
