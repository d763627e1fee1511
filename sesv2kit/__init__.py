"""A typed client of Amazon SES API v2 over boto3.

Names load when they are first used: importing the package loads neither boto3 nor Pydantic.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sesv2kit import errors as errors
    from sesv2kit import models as models
    from sesv2kit.aio.client import AsyncSESv2 as AsyncSESv2
    from sesv2kit.aio.limits import AsyncRateLimiter as AsyncRateLimiter
    from sesv2kit.aio.paging import AsyncPageIterator as AsyncPageIterator
    from sesv2kit.aio.redis import AsyncRedisLimiter as AsyncRedisLimiter
    from sesv2kit.client import SESv2 as SESv2
    from sesv2kit.config import ClientConfig as ClientConfig
    from sesv2kit.config import RetryPolicy as RetryPolicy
    from sesv2kit.limits import Limit as Limit
    from sesv2kit.limits import MemoryLimiter as MemoryLimiter
    from sesv2kit.limits import RateLimiter as RateLimiter
    from sesv2kit.limits import Reservation as Reservation
    from sesv2kit.limits.redis import RedisLimiter as RedisLimiter
    from sesv2kit.observing import AttemptReport as AttemptReport
    from sesv2kit.operation import Operation as Operation
    from sesv2kit.operation import PagedOperation as PagedOperation
    from sesv2kit.operation import RateLimit as RateLimit
    from sesv2kit.operation import Repeat as Repeat
    from sesv2kit.paging import PageIterator as PageIterator
    from sesv2kit.services.account import Account as Account
    from sesv2kit.services.configuration_sets import ConfigurationSets as ConfigurationSets
    from sesv2kit.services.contacts import Contacts as Contacts
    from sesv2kit.services.custom_verification import CustomVerification as CustomVerification
    from sesv2kit.services.dedicated_ips import DedicatedIps as DedicatedIps
    from sesv2kit.services.deliverability import Deliverability as Deliverability
    from sesv2kit.services.identities import Identities as Identities
    from sesv2kit.services.insights import Insights as Insights
    from sesv2kit.services.jobs import Jobs as Jobs
    from sesv2kit.services.metrics import Metrics as Metrics
    from sesv2kit.services.multi_region import MultiRegion as MultiRegion
    from sesv2kit.services.pinpoint_email import PinpointEmail as PinpointEmail
    from sesv2kit.services.reputation import Reputation as Reputation
    from sesv2kit.services.sending import Sending as Sending
    from sesv2kit.services.suppression import Suppression as Suppression
    from sesv2kit.services.tags import Tags as Tags
    from sesv2kit.services.templates import Templates as Templates
    from sesv2kit.services.tenants import Tenants as Tenants
    from sesv2kit.services.vdm import Vdm as Vdm
    from sesv2kit.shapes.untyped import UntypedResponse as UntypedResponse

_HOMES = {
    "Account": "services.account",
    "AsyncPageIterator": "aio.paging",
    "AsyncRateLimiter": "aio.limits",
    "AsyncRedisLimiter": "aio.redis",
    "AsyncSESv2": "aio.client",
    "AttemptReport": "observing",
    "ClientConfig": "config",
    "ConfigurationSets": "services.configuration_sets",
    "Contacts": "services.contacts",
    "CustomVerification": "services.custom_verification",
    "DedicatedIps": "services.dedicated_ips",
    "Deliverability": "services.deliverability",
    "Identities": "services.identities",
    "Insights": "services.insights",
    "Jobs": "services.jobs",
    "Limit": "limits",
    "MemoryLimiter": "limits",
    "Metrics": "services.metrics",
    "MultiRegion": "services.multi_region",
    "Operation": "operation",
    "PageIterator": "paging",
    "PagedOperation": "operation",
    "PinpointEmail": "services.pinpoint_email",
    "RateLimit": "operation",
    "RateLimiter": "limits",
    "RedisLimiter": "limits.redis",
    "Repeat": "operation",
    "Reputation": "services.reputation",
    "Reservation": "limits",
    "RetryPolicy": "config",
    "SESv2": "client",
    "Sending": "services.sending",
    "Suppression": "services.suppression",
    "Tags": "services.tags",
    "Templates": "services.templates",
    "Tenants": "services.tenants",
    "UntypedResponse": "shapes.untyped",
    "Vdm": "services.vdm",
    "errors": "",
    "models": "",
}
"""Where each public name lives; "" for a module of the package itself."""

__all__ = [
    "Account",
    "AsyncPageIterator",
    "AsyncRateLimiter",
    "AsyncRedisLimiter",
    "AsyncSESv2",
    "AttemptReport",
    "ClientConfig",
    "ConfigurationSets",
    "Contacts",
    "CustomVerification",
    "DedicatedIps",
    "Deliverability",
    "Identities",
    "Insights",
    "Jobs",
    "Limit",
    "MemoryLimiter",
    "Metrics",
    "MultiRegion",
    "Operation",
    "PageIterator",
    "PagedOperation",
    "PinpointEmail",
    "RateLimit",
    "RateLimiter",
    "RedisLimiter",
    "Repeat",
    "Reputation",
    "Reservation",
    "RetryPolicy",
    "SESv2",
    "Sending",
    "Suppression",
    "Tags",
    "Templates",
    "Tenants",
    "UntypedResponse",
    "Vdm",
    "__version__",
    "errors",
    "models",
]

if not TYPE_CHECKING:  # a type checker must not see it: it would take any name for one of ours

    def __getattr__(name):
        if name == "CallEvent":
            from sesv2kit._core.deprecated import warn

            warn("sesv2kit.CallEvent", "sesv2kit.AttemptReport")
            name = "AttemptReport"
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module(f"{__name__}.{home or name}")
        value = getattr(module, name) if home else module
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})
