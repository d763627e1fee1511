"""Tags of resources that exist, found by ARN."""

from collections.abc import Callable, Mapping
from typing import Protocol

from sesv2kit.testing.protocol.arns import own_resource
from sesv2kit.testing.protocol.errors import not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.names import check_tags
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import (
    find_configuration_set,
    find_contact_list,
    find_custom_verification_template,
    find_dedicated_ip_pool,
    find_identity,
    find_multi_region_endpoint,
    find_placement_test,
    find_template,
)
from sesv2kit.testing.state.tenants import Tenant


class _Tagged(Protocol):
    tags: list[Json]


def list_tags_for_resource(state: State, request: Json) -> Json:
    """The tags of a resource."""
    return {"Tags": _find(state, request).tags}


def tag_resource(state: State, request: Json) -> None:
    """Add tags. An existing key gets the new value."""
    resource, given = _find(state, request), request["Tags"]
    tags = list({tag["Key"]: tag for tag in [*resource.tags, *given]}.values())
    check_tags(tags)
    resource.tags = tags


def untag_resource(state: State, request: Json) -> None:
    """Remove tags by key. Missing keys are ignored."""
    resource = _find(state, request)
    resource.tags = [tag for tag in resource.tags if tag["Key"] not in request["TagKeys"]]


def _find(state: State, request: Json) -> _Tagged:
    kind, name = own_resource(state, request["ResourceArn"], _TAGGABLE, "a resource of SES that can have tags")
    return _TAGGABLE[kind](state, name)


def _find_tenant(state: State, path: str) -> Tenant:
    """The tenant of an ARN. Only the id in it is compared."""
    name, _, tenant_id = path.partition("/")
    for tenant in state.tenants.values():
        if tenant.id == tenant_id:
            return tenant
    raise not_found(f"No Tenant present with name: {name}with tenantId: {tenant_id}")  # AWS's text, with its spaces


_TAGGABLE: Mapping[str, Callable[[State, str], _Tagged]] = {
    "configuration-set": find_configuration_set,
    "contact-list": find_contact_list,
    "custom-verification-email-template": find_custom_verification_template,
    "dedicated-ip-pool": find_dedicated_ip_pool,
    "deliverability-test-report": find_placement_test,
    "identity": find_identity,
    "multi-region-endpoint": find_multi_region_endpoint,
    "template": find_template,
    "tenant": _find_tenant,
}
"""How to find a resource, by the kind in its ARN."""
