"""botocore's model of the service, and the questions we ask of it."""

import functools
import re
from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import OperationModel, ServiceModel, Shape

DOMAINS: dict[str, list[str]] = {
    "account": (
        "GetAccount PutAccountDedicatedIpWarmupAttributes PutAccountDetails PutAccountPricingAttributes "
        "PutAccountSendingAttributes PutAccountSuppressionAttributes"
    ).split(),
    "tenants": (
        "CreateTenant CreateTenantResourceAssociation DeleteTenant DeleteTenantResourceAssociation GetTenant "
        "ListResourceTenants ListTenantResources ListTenants PutTenantSuppressionAttributes"
    ).split(),
    "suppression": (
        "DeleteSuppressedDestination GetSuppressedDestination ListSuppressedDestinations "
        "PutSuppressedDestination"
    ).split(),
    "templates": (
        "CreateEmailTemplate DeleteEmailTemplate GetEmailTemplate ListEmailTemplates TestRenderEmailTemplate "
        "UpdateEmailTemplate"
    ).split(),
    "custom_verification": (
        "CreateCustomVerificationEmailTemplate DeleteCustomVerificationEmailTemplate "
        "GetCustomVerificationEmailTemplate ListCustomVerificationEmailTemplates SendCustomVerificationEmail "
        "UpdateCustomVerificationEmailTemplate"
    ).split(),
    "vdm": (
        "ListRecommendations PutAccountVdmAttributes PutConfigurationSetVdmOptions"
    ).split(),
    "metrics": (
        "BatchGetMetricData"
    ).split(),
    "insights": (
        "GetEmailAddressInsights GetMessageInsights"
    ).split(),
    "sending": (
        "SendBulkEmail SendEmail"
    ).split(),
    "configuration_sets": (
        "CreateConfigurationSet CreateConfigurationSetEventDestination DeleteConfigurationSet "
        "DeleteConfigurationSetEventDestination GetConfigurationSet GetConfigurationSetEventDestinations "
        "ListConfigurationSets PutConfigurationSetArchivingOptions PutConfigurationSetDeliveryOptions "
        "PutConfigurationSetReputationOptions PutConfigurationSetSendingOptions "
        "PutConfigurationSetSuppressionOptions PutConfigurationSetTrackingOptions UpdateConfigurationSet "
        "UpdateConfigurationSetEventDestination"
    ).split(),
    "identities": (
        "AssociateEmailIdentityCertificate CreateEmailIdentity CreateEmailIdentityPolicy DeleteEmailIdentity "
        "DeleteEmailIdentityPolicy DisassociateEmailIdentityCertificate GetEmailIdentity "
        "GetEmailIdentityPolicies ListEmailIdentities ListEmailIdentityCertificates "
        "PutEmailIdentityConfigurationSetAttributes PutEmailIdentityDkimAttributes "
        "PutEmailIdentityDkimSigningAttributes PutEmailIdentityFeedbackAttributes "
        "PutEmailIdentityMailFromAttributes UpdateEmailIdentityPolicy"
    ).split(),
    "contacts": (
        "CreateContact CreateContactList DeleteContact DeleteContactList GetContact GetContactList "
        "ListContactLists ListContacts UpdateContact UpdateContactList"
    ).split(),
    "dedicated_ips": (
        "CreateDedicatedIpPool DeleteDedicatedIpPool GetDedicatedIp GetDedicatedIpPool GetDedicatedIps "
        "ListDedicatedIpPools PutDedicatedIpInPool PutDedicatedIpPoolScalingAttributes "
        "PutDedicatedIpWarmupAttributes"
    ).split(),
    "deliverability": (
        "CreateDeliverabilityTestReport GetBlacklistReports GetDeliverabilityDashboardOptions "
        "GetDeliverabilityTestReport GetDomainDeliverabilityCampaign GetDomainStatisticsReport "
        "ListDeliverabilityTestReports ListDomainDeliverabilityCampaigns PutDeliverabilityDashboardOption"
    ).split(),
    "jobs": (
        "CancelExportJob CreateExportJob CreateImportJob GetExportJob GetImportJob ListExportJobs "
        "ListImportJobs"
    ).split(),
    "multi_region": (
        "CreateMultiRegionEndpoint DeleteMultiRegionEndpoint GetMultiRegionEndpoint ListMultiRegionEndpoints"
    ).split(),
    "reputation": (
        "GetReputationEntity ListReputationEntities UpdateReputationEntityCustomerManagedStatus "
        "UpdateReputationEntityPolicy"
    ).split(),
    "tags": (
        "ListTagsForResource TagResource UntagResource"
    ).split(),
}
"""Which operation lives in which service, by wire name: the table of DESIGN.md's second rule."""


@functools.cache
def service_model(service: str = "sesv2") -> ServiceModel:
    """The installed botocore's model."""
    return botocore.session.get_session().get_service_model(service)


def operation_model(name: str) -> OperationModel:
    """The model of one operation."""
    return service_model().operation_model(name)


def domain_of(operation: str) -> str:
    """The service an operation lives in."""
    return next(domain for domain, operations in DOMAINS.items() if operation in operations)


def snake(name: str) -> str:
    """botocore's own rule for method names, for any AWS name."""
    return xform_name(name)


def attribute(member: str) -> str:
    """Our attribute for a member."""
    return "global_" if member == "Global" else xform_name(member)


def walk(shape: Any) -> Iterator[Any]:
    """A shape and all shapes inside it, innermost first."""
    seen: set[str] = set()

    def visit(one: Any) -> Iterator[Any]:
        if one is None or one.name in seen:
            return
        seen.add(one.name)
        if one.type_name == "structure":
            for member in one.members.values():
                yield from visit(member)
        elif one.type_name == "list":
            yield from visit(one.member)
        elif one.type_name == "map":
            yield from visit(one.key)
            yield from visit(one.value)
        yield one

    yield from visit(shape)


@functools.cache
def _reach(side: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in service_model().operation_names:
        for shape in walk(getattr(operation_model(name), f"{side}_shape")):
            found.setdefault(shape.name, set()).add(domain_of(name))
    return found


def is_sent(shape: str) -> bool:
    """Whether a request can hold the shape."""
    return shape in _reach("input")


def is_answered(shape: str) -> bool:
    """Whether a response can hold the shape."""
    return shape in _reach("output")


def domains_using(shape: str) -> set[str]:
    """The services whose operations hold the shape."""
    return _reach("input").get(shape, set()) | _reach("output").get(shape, set())


def is_enum(shape: Shape) -> bool:
    """Whether it is a string of listed values."""
    return shape.type_name == "string" and bool(shape.metadata.get("enum"))


def bounds(shape: Any) -> dict[str, Any]:
    """The bounds the model states for a shape, as Pydantic names them."""
    low, high = ("ge", "le") if shape.type_name in ("integer", "long", "double", "float") else ("min_length", "max_length")
    stated = {low: shape.metadata.get("min"), high: shape.metadata.get("max"), "pattern": shape.metadata.get("pattern")}
    return {name: value for name, value in stated.items() if value is not None}


def error_class_name(code: str) -> str:
    """Our class for a modelled error."""
    name = re.sub(r"(Error)?(Exception)?$", "", code)
    return name + "Error"
