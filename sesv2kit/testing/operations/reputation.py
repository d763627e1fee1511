"""Reputation entities: the tenants, the sending status that the owner and SES set, and the reputation policy."""

from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.arns import own_resource
from sesv2kit.testing.protocol.errors import bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.tenants import SendingStatus, Tenant

_VALUES = {
    "ENTITY_TYPE": ("RESOURCE",),
    "REPUTATION_IMPACT": ("LOW", "HIGH"),
    "SENDING_STATUS": ("ENABLED", "REINSTATED", "DISABLED"),
}
_POLICIES = ("standard", "strict", "none")


def get_reputation_entity(state: State, request: Json) -> Json:
    """The entity of a tenant's ARN."""
    return {"ReputationEntity": _show(state, _find(state, request))}


def list_reputation_entities(state: State, request: Json) -> Listing[Tenant]:
    """The entities that match the filter, sorted by the tenant's name."""
    filters: dict[str, str] = request.get("Filter", {})
    for key, value in filters.items():
        if value not in _VALUES.get(key, (value,)):
            raise bad_request(f"Invalid value <{value}> of filter {key}.")
    return Listing(
        member="ReputationEntities",
        rows=state.tenants,
        show=lambda tenant: _show(state, tenant),
        keep=lambda tenant: all(_matches(state, tenant, key, value) for key, value in filters.items()),
        default=100,
        maximum=100,
    )


def update_reputation_entity_customer_managed_status(state: State, request: Json) -> None:
    """Set the owner's sending status of the tenant. The status that SES set stays."""
    tenant = _find(state, request)
    tenant.customer_status = SendingStatus(request["SendingStatus"], state.clock.now())


def update_reputation_entity_policy(state: State, request: Json) -> None:
    """Give the tenant another reputation policy. It does not apply to existing findings."""
    policy = request["ReputationEntityPolicy"]
    names = {_policy_arn(state, name): name for name in _POLICIES}
    if policy not in names:
        raise bad_request(f"Invalid reputation policy <{policy}>.")
    _find(state, request).policy = names[policy]


def _find(state: State, request: Json) -> Tenant:
    arn = request["ReputationEntityReference"]
    _, path = own_resource(state, arn, ("tenant",), "a tenant, which alone can be a reputation entity")
    for tenant in state.tenants.values():
        if tenant.arn == state.arn(f"tenant/{path}"):
            return tenant
    raise not_found(f"Reputation entity <{arn}> does not exist.")


def _policy_arn(state: State, name: str) -> str:
    """A policy's ARN: it belongs to AWS, not to the account."""
    return f"arn:{state.partition}:ses:{state.region}:aws:reputation-policy/{name}"


def _impact(state: State, tenant: Tenant) -> str | None:
    """The highest impact among the tenant's open findings."""
    open_findings = (
        found for found in state.recommendations.values() if found.resource_arn == tenant.arn and found.status == "OPEN"
    )
    impacts = {found.impact for found in open_findings}
    return next((impact for impact in ("HIGH", "LOW") if impact in impacts), None)


def _matches(state: State, tenant: Tenant, key: str, value: str) -> bool:
    match key:
        case "REPUTATION_IMPACT":
            return value == _impact(state, tenant)
        case "SENDING_STATUS":
            return value == tenant.sending_status
        case "ENTITY_REFERENCE_PREFIX":
            return tenant.arn.startswith(value)
        case _:
            return True


def _show(state: State, tenant: Tenant) -> Json:
    return {
        "ReputationEntityReference": tenant.arn,
        "ReputationEntityType": "RESOURCE",
        "ReputationManagementPolicy": _policy_arn(state, tenant.policy),
        "CustomerManagedStatus": _record(tenant, tenant.customer_status),
        "AwsSesManagedStatus": _record(tenant, tenant.ses_status),
        "SendingStatusAggregate": tenant.sending_status,
        "ReputationImpact": _impact(state, tenant),
    }


def _record(tenant: Tenant, said: SendingStatus | None) -> Json:
    said = said or SendingStatus("ENABLED", tenant.created)
    return {"Status": said.status, "Cause": said.cause, "LastUpdatedTimestamp": said.updated}
