"""Finds the resources that a request names. If they do not exist, raises AWS's error."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.protocol.errors import not_found
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
"""The pool of the dedicated IP addresses that are in no other pool."""

POOLS_OF_SES = (DEFAULT_POOL, "ses-shared-pool")
"""The pools that exist without being created. No operation lists, returns or deletes them."""


def _found(held: Mapping[str, T], name: str, otherwise: str) -> T:
    """The resource with a name. If there is none, raises an error with the text `otherwise`."""
    try:
        return held[name]
    except KeyError:
        raise not_found(otherwise) from None


def find_identity(state: State, name: str) -> Identity:
    """The identity called `name`."""
    return _found(state.identities, key(name), f"Email identity {name} does not exist.")


def covering_identities(state: State, name: str) -> Iterator[Identity]:
    """The identities that cover an address or a domain, the most specific first: itself, then its domains."""
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


def is_sending_pool(state: State, name: str) -> bool:
    """Whether emails can be sent through the pool: it was created, or is one of the two that always exist."""
    return name in state.dedicated_ip_pools or name in POOLS_OF_SES
