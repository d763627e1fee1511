"""Tenants, the resources that they may send with, and their suppression settings."""

import uuid

from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.arns import own_resource
from sesv2kit.testing.protocol.errors import already_exists, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.names import name_contains
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_tenant
from sesv2kit.testing.state.sorted_dict import SortedDict
from sesv2kit.testing.state.tenants import Tenant

_RESOURCE_TYPES = {
    "identity": "EMAIL_IDENTITY",
    "configuration-set": "CONFIGURATION_SET",
    "template": "EMAIL_TEMPLATE",
}
_SENDING_STATUSES = ("ENABLED", "REINSTATED", "DISABLED")


def create_tenant(state: State, request: Json) -> Json:
    """Create a tenant, enabled."""
    name, tags, suppression = request["TenantName"], request.get("Tags", []), request.get("SuppressionAttributes")
    if suppression is not None:
        _check_pair(suppression)
    if name in state.tenants:
        raise already_exists(f"Tenant with name {name} already exists in account {state.account_id}")
    state.tenants_created += 1
    now = state.clock.now()
    tenant_id = f"tn-{uuid.uuid4().hex[:30]}"
    tenant = state.tenants[name] = Tenant(
        number=state.tenants_created,
        name=name,
        id=tenant_id,
        arn=state.arn(f"tenant/{name}/{tenant_id}"),
        created=now,
        updated=now,
        tags=tags,
        suppression=suppression or None,
    )
    return {name: value for name, value in _details(tenant).items() if name != "UpdateTimestamp"}


def create_tenant_resource_association(state: State, request: Json) -> None:
    """Allow a tenant to send with a resource."""
    resource = _own_resource(state, request)
    tenant, arn = find_tenant(state, request["TenantName"]), _existing(state, *resource)
    if arn in tenant.resources:
        raise already_exists(f"Resources {arn} has already been associated with tenant {tenant.name}")
    tenant.resources[arn] = state.clock.now()


def delete_tenant(state: State, request: Json) -> None:
    """Delete a tenant with its associations and its suppression list."""
    del state.tenants[find_tenant(state, request["TenantName"]).name]


def delete_tenant_resource_association(state: State, request: Json) -> None:
    """Delete an association. A missing association or resource is not an error."""
    kind, name = _own_resource(state, request)
    find_tenant(state, request["TenantName"]).resources.pop(state.arn(f"{kind}/{name}"), None)


def get_tenant(state: State, request: Json) -> Json:
    """The tenant with its tags and suppression settings."""
    return {"Tenant": _details(find_tenant(state, request["TenantName"]))}


def list_resource_tenants(state: State, request: Json) -> Listing[Tenant]:
    """The tenants that use a resource, oldest tenant first."""
    arn = _existing(state, *_own_resource(state, request))
    by_creation = SortedDict[Tenant]()
    for tenant in state.tenants.values():
        if arn in tenant.resources:
            by_creation[f"{tenant.number:012}"] = tenant
    return Listing(
        member="ResourceTenants",
        rows=by_creation,
        show=lambda tenant: {
            "TenantName": tenant.name,
            "TenantId": tenant.id,
            "ResourceArn": arn,
            "AssociatedTimestamp": tenant.resources[arn],
        },
        default=100,
        maximum=100,
    )


def list_tenant_resources(state: State, request: Json) -> Listing[str]:
    """The resources of a tenant, sorted by ARN."""
    wanted = request.get("Filter", {}).get("RESOURCE_TYPE")
    # Some probes of AWS saw the segment of the ARN instead of the documented constant. Both are accepted as a filter.
    wanted = _RESOURCE_TYPES.get(wanted, wanted)
    if wanted is not None and wanted not in _RESOURCE_TYPES.values():
        raise bad_request(f"Invalid resource type <{wanted}>.")
    tenant = find_tenant(state, request["TenantName"])
    arns = SortedDict[str]()
    arns.update((arn, arn) for arn in tenant.resources)
    return Listing(
        member="TenantResources",
        rows=arns,
        show=lambda arn: {"ResourceType": _resource_type(arn), "ResourceArn": arn},
        keep=lambda arn: wanted in (None, _resource_type(arn)),
        default=100,
        maximum=100,
    )


def list_tenants(state: State, request: Json) -> Listing[Tenant]:
    """The tenants, sorted by name, without tags and suppression settings."""
    filters = request.get("Filter", {})
    part, status = filters.get("TENANT_NAME_CONTAINS"), filters.get("SENDING_STATUS")
    if status is not None and status not in _SENDING_STATUSES:
        raise bad_request(f"Invalid sending status <{status}>.")
    return Listing(
        member="Tenants",
        rows=state.tenants,
        show=_info,
        keep=lambda tenant: name_contains(tenant.name, part, state.assumes) and status in (None, tenant.sending_status),
        default=100,
        maximum=100,
    )


def put_tenant_suppression_attributes(state: State, request: Json) -> None:
    """Set scope and reasons together. If both are absent, the account's settings apply again."""
    suppression = {name: value for name, value in request.items() if name != "TenantName"}
    _check_pair(suppression)
    tenant = find_tenant(state, request["TenantName"])
    tenant.suppression, tenant.updated = suppression or None, state.clock.now()


def _check_pair(suppression: Json) -> None:
    if ("SuppressionScope" in suppression) != ("SuppressedReasons" in suppression):
        raise bad_request("SuppressionScope and SuppressedReasons must be given together.")
    reasons = suppression.get("SuppressedReasons", [])
    if len(set(reasons)) < len(reasons):
        raise bad_request("SuppressedReasons must not contain a reason twice.")


def _info(tenant: Tenant) -> Json:
    return {
        "TenantName": tenant.name,
        "TenantId": tenant.id,
        "TenantArn": tenant.arn,
        "CreatedTimestamp": tenant.created,
        "SendingStatus": tenant.sending_status,
    }


def _details(tenant: Tenant) -> Json:
    # AWS's guide prints UpdateTimestamp; its model lacks it, so SDKs made from the model ignore it.
    return {
        **_info(tenant),
        "UpdateTimestamp": tenant.updated,
        "Tags": tenant.tags,
        "SuppressionAttributes": tenant.suppression,
    }


def _resource_type(arn: str) -> str:
    return _RESOURCE_TYPES[arn.split(":", 5)[5].partition("/")[0]]


def _own_resource(state: State, request: Json) -> tuple[str, str]:
    """Kind and name of the identity, configuration set or template of this account and region that an ARN names."""
    described = "an email identity, a configuration set or an email template"
    return own_resource(state, request["ResourceArn"], _RESOURCE_TYPES, described)


def _existing(state: State, kind: str, name: str) -> str:
    """The ARN of a resource, which must exist."""
    exists = {
        "identity": name in state.identities,
        "configuration-set": name in state.configuration_sets,
        "template": name in state.templates,
    }
    arn = state.arn(f"{kind}/{name}")
    if not exists[kind]:
        raise not_found(f"Resource <{arn}> does not exist.")
    return arn
