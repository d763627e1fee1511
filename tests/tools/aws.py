"""AWS's model of a service, as in botocore's data files."""

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeGuard

from sesv2kit.testing.protocol import model as read
from sesv2kit.testing.protocol.model import load_service_model, read_model

SESV2 = "sesv2"

DOMAINS: Mapping[str, Sequence[str]] = {
    "account": (
        "GetAccount PutAccountDedicatedIpWarmupAttributes PutAccountDeliveryAttributes PutAccountDetails "
        "PutAccountPricingAttributes PutAccountSendingAttributes PutAccountSuppressionAttributes"
    ).split(),
    "tenants": (
        "CreateTenant CreateTenantResourceAssociation DeleteTenant DeleteTenantResourceAssociation GetTenant "
        "ListResourceTenants ListTenantResources ListTenants PutTenantSuppressionAttributes"
    ).split(),
    "suppression": (
        "DeleteSuppressedDestination GetSuppressedDestination ListSuppressedDestinations PutSuppressedDestination"
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
    "vdm": ("ListRecommendations PutAccountVdmAttributes PutConfigurationSetVdmOptions").split(),
    "metrics": ("BatchGetMetricData").split(),
    "insights": ("GetEmailAddressInsights GetMessageInsights").split(),
    "sending": ("SendBulkEmail SendEmail").split(),
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
        "CancelExportJob CreateExportJob CreateImportJob GetExportJob GetImportJob ListExportJobs ListImportJobs"
    ).split(),
    "multi_region": (
        "CreateMultiRegionEndpoint DeleteMultiRegionEndpoint GetMultiRegionEndpoint ListMultiRegionEndpoints"
    ).split(),
    "reputation": (
        "GetReputationEntity ListReputationEntities UpdateReputationEntityCustomerManagedStatus "
        "UpdateReputationEntityPolicy"
    ).split(),
    "tags": ("ListTagsForResource TagResource UntagResource").split(),
    "pinpoint_email": ("GetAccount").split(),
}
"""The operations of each domain, by AWS's names (rule 2 of docs/contributing.md)."""

_OTHER_APIS = {"pinpoint_email": "pinpoint-email"}
"""The domains that do not belong to SES v2, with only the listed operations."""

SERVICES = (SESV2, *_OTHER_APIS.values())
"""The supported boto3 services."""

UNKNOWN = "?"
"""The domain of an operation that is not in the table yet."""


def api_of(domain: str) -> str:
    """The boto3 service that a domain's operations belong to."""
    return _OTHER_APIS.get(domain, SESV2)


def class_name(domain: str) -> str:
    """The name of a domain's service class."""
    return "".join(part.capitalize() for part in domain.split("_"))


@cache
def snake(name: str) -> str:
    """botocore's own rule for method names, for any AWS name."""
    return read.method_name(name)


def attribute(member: str) -> str:
    """Our attribute for a member."""
    return "global_" if member == "Global" else snake(member)


def error_class_name(code: str) -> str:
    """Our class for a modelled error."""
    return re.sub(r"(Error)?(Exception)?$", "", code) + "Error"


class Shape:
    """A shape of the model, and what our declarations have of it. Its parts are shapes too."""

    def __init__(self, api: "Api", shape: read.Shape) -> None:
        self._api = api
        self._shape = shape
        self.name = shape.name
        self.kind = shape.kind
        """`structure`, `list`, `map`, `string`, `integer`, `timestamp` and so on."""
        self.service = api.service
        self.is_error = shape.is_error
        """Whether it is an error that operations return."""

    @cached_property
    def members(self) -> dict[str, "Shape"]:
        """The members of a structure, in AWS's order."""
        return {name: self._api.shapes[member.shape.name] for name, member in self._shape.members.items()}

    @property
    def required(self) -> list[str]:
        """The members that AWS marks as required."""
        return [*self._shape.required]

    def location(self, member: str) -> str:
        """Location of a member in a request: `uri`, `querystring`, or the body."""
        return self._shape.members[member].location

    @cached_property
    def parts(self) -> dict[str, "Shape"]:
        """The shapes of the elements of a list or a map: `item`, or `key` and `value`."""
        parts = {"key": self._shape.key, "value" if self.kind == "map" else "item": self._shape.item}
        return {part: self._api.shapes[shape.name] for part, shape in parts.items() if shape}

    @property
    def enum(self) -> list[str]:
        """The values of an enum."""
        return [*self._shape.enum]

    @property
    def reference(self) -> str:
        """Its page in AWS's API reference."""
        return self._api.reference(self.name)

    @property
    def is_named(self) -> bool:
        """Whether our models have a class or an alias for it."""
        return self.kind == "structure" or bool(self.enum)

    @property
    def is_sensitive(self) -> bool:
        """Whether it, or an element of it, must not show in logs."""
        return self._shape.is_sensitive or any(part.is_sensitive for part in self.parts.values())

    @cached_property
    def bounds(self) -> dict[str, Any]:
        """The meaningful bounds in the model, by Pydantic's names."""
        is_number = self.kind in ("integer", "long", "double", "float")
        low, high = ("ge", "le") if is_number else ("min_length", "max_length")
        stated = {low: self._shape.minimum, high: self._shape.maximum, "pattern": self._shape.pattern}
        return {
            name: limit for name, limit in stated.items() if limit is not None and (name, limit) != ("min_length", 0)
        }

    def walk(self) -> Iterator["Shape"]:
        """It and all shapes inside it, innermost first, each once."""
        seen: set[str] = set()

        def visit(shape: Shape) -> Iterator[Shape]:
            if shape.name not in seen:
                seen.add(shape.name)
                for inner in (*shape.members.values(), *shape.parts.values()):
                    yield from visit(inner)
                yield shape

        return visit(self)

    @property
    def is_sent(self) -> bool:
        """Whether a request can contain it."""
        return self.name in self._api.sent

    @property
    def is_answered(self) -> bool:
        """Whether a response can contain it."""
        return self.name in self._api.answered

    @property
    def is_in_urls(self) -> bool:
        """Whether a request has it in its path or query."""
        return self.name in self._api.in_urls

    @property
    def home(self) -> str:
        """Its module in sesv2kit.models: the module of its only domain, or `common`."""
        domains = self._api.sent.get(self.name, set()) | self._api.answered.get(self.name, set())
        return next(iter(domains)) if len(domains) == 1 else "common"


@dataclass(frozen=True)
class Operation:
    """One operation of the model."""

    name: str
    domain: str
    request: Shape
    response: Shape
    errors: tuple[str, ...]
    rates: tuple[float, ...]
    """Calls per second according to its documentation; then its other rates."""
    service: str
    reference: str

    @property
    def method(self) -> str:
        """botocore's name for its method."""
        return snake(self.name)

    @property
    def is_paged(self) -> bool:
        """Whether its responses are paged."""
        return "NextToken" in self.request.members and "NextToken" in self.response.members

    @property
    def items(self) -> str:
        """The only list in its response."""
        (items,) = [name for name, shape in self.response.members.items() if shape.kind == "list"]
        return items

    @property
    def arguments(self) -> list[str]:
        """The members of its request in a method's order: required ones first."""
        return sorted(self.request.members, key=lambda member: member not in self.request.required)


class Api:
    """A service's model: operations and shapes by name."""

    def __init__(self, service: str, model: Mapping[str, Any]) -> None:
        self.service = service
        found = read_model({**model})
        self.shapes = {name: Shape(self, shape) for name, shape in found.shapes.items()}
        self.operations = {
            each.name: self._operation(each, model["operations"][each.name]["rates"])
            for each in found.operations.values()
        }

    def _operation(self, found: read.Operation, rates: Sequence[float]) -> Operation:
        name = found.name
        domains = [domain for domain, names in DOMAINS.items() if name in names and api_of(domain) == self.service]
        return Operation(
            name=name,
            domain=domains[0] if domains else UNKNOWN,
            request=self._top(found.request),
            response=self._top(found.response),
            errors=found.errors,
            rates=tuple(rates),
            service=self.service,
            reference=self.reference(name),
        )

    def _top(self, shape: read.Shape) -> Shape:
        """A request or a response. AWS leaves out one without members in some models."""
        return Shape(self, replace(shape, name=UNKNOWN)) if shape is read.EMPTY else self.shapes[shape.name]

    def reference(self, name: str) -> str:
        """The page of an operation or a structure in AWS's API reference."""
        book = "ses/latest/APIReference-V2" if self.service == SESV2 else f"{self.service}/latest/APIReference"
        return f"https://docs.aws.amazon.com/{book}/API_{name}.html"

    @cached_property
    def sent(self) -> dict[str, set[str]]:
        """The shapes in requests, with the domains that send them."""
        return self._reach((operation.domain, operation.request) for operation in self.operations.values())

    @cached_property
    def answered(self) -> dict[str, set[str]]:
        """The shapes in responses, with the domains that return them."""
        return self._reach((operation.domain, operation.response) for operation in self.operations.values())

    @cached_property
    def in_urls(self) -> set[str]:
        """The shapes in a path or a query."""
        requests = [operation.request for operation in self.operations.values()]
        return {
            shape.name
            for request in requests
            for member, shape in request.members.items()
            if request.location(member) != "body"
        }

    @staticmethod
    def _reach(tops: Iterator[tuple[str, Shape]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for domain, top in tops:
            for shape in top.walk():
                found.setdefault(shape.name, set()).add(domain)
        return found


def description(service: str = SESV2, data: Path | None = None) -> dict[str, Any]:
    """The model as botocore stores it. The caller may alter it, since loaders may share what they load.

    Args:
        service: The boto3 service.
        data: A directory laid out like `botocore/data`. None: the installed botocore's.
    """
    return copy.deepcopy(load_service_model(service, data))


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether it is a JSON array."""
    return isinstance(value, list)


def undocumented(model: Any) -> Any:
    """The model without its documentation."""
    if is_object(model):
        return {key: undocumented(value) for key, value in model.items() if not key.startswith("documentation")}
    if is_array(model):
        return [undocumented(element) for element in model]
    return model


def facts(service: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a model that our code restates: operations with their documented rates, and the shapes they reach.

    HTTP methods and URIs are left out, because only botocore uses them and they can change.
    """
    listed = {name for domain, names in DOMAINS.items() if api_of(domain) == service for name in names}
    kept = ("input", "output", "errors", "idempotent")
    operations = {
        name: {**{key: undocumented(raw[key]) for key in kept if key in raw}, "rates": _rates(raw)}
        for name, raw in described["operations"].items()
        if service == SESV2 or name in listed
    }
    shapes: dict[str, Any] = {}
    waiting = _references(operations)
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = undocumented(described["shapes"][name])
            waiting += _references(shapes[name])
    return {"operations": operations, "shapes": dict(sorted(shapes.items()))}


def _references(raw: Any) -> list[str]:
    return re.findall(r'"shape": "(\w+)"', json.dumps(raw))


def _rates(operation: Mapping[str, Any]) -> list[float]:
    stated = re.findall(r"(once|\d+)[\w\s]* per second", operation.get("documentation", ""))
    return [1.0 if figure == "once" else float(figure) for figure in stated]


@cache
def installed(service: str = SESV2) -> Api:
    """The installed botocore's model."""
    return Api(service, facts(service, description(service)))
