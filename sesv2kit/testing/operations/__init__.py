"""The implementation of each operation, in one module for each domain.

Every public function of a domain's module is the operation of that name (boto3's); no other registration is needed. It
gets the state and the request's members, which were checked against the model. It returns the response's members, a
`Listing` if the operation has pages, or None if the response is empty. To return an error, it raises `Refused`.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from sesv2kit.testing.operations import (
    account,
    configuration_sets,
    contacts,
    custom_verification,
    dedicated_ips,
    deliverability,
    identities,
    insights,
    jobs,
    metrics,
    multi_region,
    reputation,
    sending,
    suppression,
    tags,
    templates,
    tenants,
    vdm,
)
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State

Output = Json | Listing[Any] | None

_DOMAINS = (
    account,
    configuration_sets,
    contacts,
    custom_verification,
    dedicated_ips,
    deliverability,
    identities,
    insights,
    jobs,
    metrics,
    multi_region,
    reputation,
    sending,
    suppression,
    tags,
    templates,
    tenants,
    vdm,
)

OPERATIONS: Mapping[str, Callable[[State, Json], Output]] = {
    name: function
    for domain in _DOMAINS
    for name, function in inspect.getmembers(domain, inspect.isfunction)
    if function.__module__ == domain.__name__ and not name.startswith("_")
}
"""The operations that the local SES has, by method name."""
