"""Rules that several domains share: names, tags, and finding what a request names."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Sized
from typing import TypeVar

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.configuration_sets import ConfigurationSet
from sesv2kit.testing.state.contacts import ContactList
from sesv2kit.testing.state.custom_verification import CustomVerificationTemplate
from sesv2kit.testing.state.dedicated_ips import DedicatedIpPool
from sesv2kit.testing.state.deliverability import PlacementTest
from sesv2kit.testing.state.identities import Identity
from sesv2kit.testing.state.multi_region import MultiRegionEndpoint
from sesv2kit.testing.state.templates import Template
from sesv2kit.testing.state.tenants import Tenant

T = TypeVar("T")

DEFAULT_POOL = "ses-default-dedicated-pool"
"""Where the dedicated IP addresses are that are in no other pool."""

POOLS_OF_SES = (DEFAULT_POOL, "ses-shared-pool")
"""The pools that exist without being created; no operation lists, shows or deletes them."""


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


def check_limit(held: Sized, maximum: int, things: str) -> None:
    """Refuse one more where there are already as many as an account may have."""
    if len(held) >= maximum:
        raise Refused("LimitExceededException", f"There can be no more than {maximum} {things}.")


def own_resource(state: State, arn: str, kinds: Collection[str], described: str) -> tuple[str, str]:
    """Kind and name of the resource at `arn`, which must be one of `kinds` in this account and region."""
    form = re.fullmatch(rf"arn:[\w-]+:ses:([\w-]*):(\d*):({'|'.join(kinds)})/(.+)", arn)
    if form is None:
        raise bad_request(f"Resource <{arn}> is not {described}.")
    region, account, kind, name = form.groups()
    if region != state.region:
        raise bad_request(f"Resource <{arn}> is not in region {state.region}.")
    if account != state.account_id:
        raise bad_request(f"Resource <{arn}> does not belong to account {state.account_id}.")
    return kind, name


def _found(held: Mapping[str, T], name: str, otherwise: str) -> T:
    """What is held under a name; a refusal with the words of `otherwise` where nothing is."""
    try:
        return held[name]
    except KeyError:
        raise not_found(otherwise) from None


def find_identity(state: State, name: str) -> Identity:
    """The identity called `name`."""
    return _found(state.identities, key(name), f"Email identity {name} does not exist.")


def covering_identities(state: State, name: str) -> Iterator[Identity]:
    """The identities that cover an address or a domain, the narrowest first: its own, then those of its domains."""
    labels = name.rpartition("@")[2].lower().split(".")
    domains = [".".join(labels[number:]) for number in range(len(labels))]
    for each in [key(name), *domains] if "@" in name else domains:
        if each in state.identities:
            yield state.identities[each]


def find_tenant(state: State, name: str) -> Tenant:
    """The tenant called `name`."""
    return _found(state.tenants, name, f"The requested tenant <{name}> does not exist.")


def find_configuration_set(state: State, name: str) -> ConfigurationSet:
    """The configuration set called `name`."""
    return _found(state.configuration_sets, name, f"Configuration set <{name}> does not exist.")


def find_template(state: State, name: str) -> Template:
    """The email template called `name`."""
    return _found(state.templates, name, f"Template {name} does not exist.")


def find_contact_list(state: State, name: str) -> ContactList:
    """The contact list called `name`."""
    return _found(state.contact_lists, name, f"List with name: {name} doesn't exist.")


def find_custom_verification_template(state: State, name: str) -> CustomVerificationTemplate:
    """The custom verification email template called `name`."""
    return _found(
        state.custom_verification_templates, name, f"Custom verification email template {name} does not exist."
    )


def find_dedicated_ip_pool(state: State, name: str) -> DedicatedIpPool:
    """The dedicated IP pool called `name`."""
    return _found(state.dedicated_ip_pools, name, f"Dedicated IP pool <{name}> does not exist.")


def find_multi_region_endpoint(state: State, name: str) -> MultiRegionEndpoint:
    """The multi-region endpoint called `name`."""
    return _found(state.multi_region_endpoints, name, f"Multi-region endpoint <{name}> does not exist.")


def find_placement_test(state: State, report_id: str) -> PlacementTest:
    """The inbox placement test whose report has the id."""
    for test in state.placement_tests.values():
        if test.id == report_id:
            return test
    raise not_found(f"Deliverability test report {report_id} does not exist.")


def check_unassociated(state: State, arn: str) -> None:
    """Refuse to delete a resource that tenants still use."""
    if any(arn in tenant.resources for tenant in state.tenants.values()):
        reason = "it has tenant associations. Remove all tenant associations and try again"
        raise bad_request(f"Cannot delete {arn} because {reason}.")


def is_sending_pool(state: State, name: str) -> bool:
    """Whether mail can be sent through the pool: one that was created, or one of the two that always exist."""
    return name in state.dedicated_ip_pools or name in POOLS_OF_SES


def check_vdm(state: State) -> None:
    """Refuse what needs the Virtual Deliverability Manager while it is off."""
    if (state.account.vdm_attributes or {}).get("VdmEnabled") != "ENABLED":
        raise not_found(f"The Virtual Deliverability Manager is not enabled for account {state.account_id}.")
