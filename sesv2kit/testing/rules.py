"""Rules that several domains share: names, tags, and finding what a request names."""

import re
from collections.abc import Sequence

from sesv2kit.testing.errors import bad_request, not_found
from sesv2kit.testing.model import Json
from sesv2kit.testing.state import ConfigurationSet, State, Template, Tenant


def check_name(kind: str, name: str) -> None:
    """Refuse a name that is not made of 1 to 64 letters, digits, hyphens and underscores."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        allowed = "only alphanumeric ASCII characters, '_', and '-' are allowed"
        raise bad_request(f"Invalid {kind} name <{name}>: {allowed}.")
    if len(name) > 64:
        raise bad_request(f"Invalid {kind} name <{name}>: it is longer than 64 characters.")


def check_tags(tags: Sequence[Json]) -> None:
    """Refuse resource tags that break AWS's rules for them."""
    keys = [tag["Key"] for tag in tags]
    if len(tags) > 50:
        raise bad_request(f"A resource can have at most 50 tags, not {len(tags)}.")
    if len(set(keys)) < len(keys):
        raise bad_request("Each tag key can be used only once.")
    for tag in tags:
        if not 1 <= len(tag["Key"]) <= 128 or len(tag["Value"]) > 256:
            raise bad_request("A tag key has 1 to 128 characters and a tag value at most 256.")
        if tag["Key"].lower().startswith("aws:"):
            raise bad_request(f"The tag key {tag['Key']} uses the reserved prefix aws:.")


def find_tenant(state: State, name: str) -> Tenant:
    """The tenant called `name`."""
    try:
        return state.tenants[name]
    except KeyError:
        raise not_found(f"The requested tenant <{name}> does not exist.") from None


def find_configuration_set(state: State, name: str) -> ConfigurationSet:
    """The configuration set called `name`."""
    try:
        return state.configuration_sets[name]
    except KeyError:
        raise not_found(f"Configuration set <{name}> does not exist.") from None


def find_template(state: State, name: str) -> Template:
    """The email template called `name`."""
    try:
        return state.templates[name]
    except KeyError:
        raise not_found(f"Template {name} does not exist.") from None


def check_unassociated(state: State, arn: str) -> None:
    """Refuse to delete a resource that tenants still use."""
    if any(arn in tenant.resources for tenant in state.tenants.values()):
        reason = "it has tenant associations. Remove all tenant associations and try again"
        raise bad_request(f"Cannot delete {arn} because {reason}.")


def check_vdm(state: State) -> None:
    """Refuse what needs the Virtual Deliverability Manager while it is off."""
    if (state.account.vdm_attributes or {}).get("VdmEnabled") != "ENABLED":
        raise not_found(f"The Virtual Deliverability Manager is not enabled for account {state.account_id}.")
