"""A typed client of Amazon SES API v2 over boto3.

Names load when they are first used: importing the package loads neither boto3 nor Pydantic.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sesv2kit import errors as errors
    from sesv2kit import models as models
    from sesv2kit.client import SESv2 as SESv2
    from sesv2kit.config import ClientConfig as ClientConfig
    from sesv2kit.paging import PageIterator as PageIterator
    from sesv2kit.rate import MemoryLimiter as MemoryLimiter
    from sesv2kit.rate import RateLimiter as RateLimiter
    from sesv2kit.retry import RetryPolicy as RetryPolicy
    from sesv2kit.services.account import Account as Account
    from sesv2kit.services.metrics import Metrics as Metrics
    from sesv2kit.services.sending import Sending as Sending
    from sesv2kit.services.suppression import Suppression as Suppression
    from sesv2kit.services.templates import Templates as Templates
    from sesv2kit.services.tenants import Tenants as Tenants
    from sesv2kit.services.vdm import Vdm as Vdm

_HOMES = {
    "Account": "services.account",
    "ClientConfig": "config",
    "MemoryLimiter": "rate",
    "Metrics": "services.metrics",
    "PageIterator": "paging",
    "RateLimiter": "rate",
    "RetryPolicy": "retry",
    "SESv2": "client",
    "Sending": "services.sending",
    "Suppression": "services.suppression",
    "Templates": "services.templates",
    "Tenants": "services.tenants",
    "Vdm": "services.vdm",
    "errors": "",
    "models": "",
}
"""Where each public name lives; "" for a module of the package itself."""

__all__ = [
    "Account",
    "ClientConfig",
    "MemoryLimiter",
    "Metrics",
    "PageIterator",
    "RateLimiter",
    "RetryPolicy",
    "SESv2",
    "Sending",
    "Suppression",
    "Templates",
    "Tenants",
    "Vdm",
    "__version__",
    "errors",
    "models",
]

if not TYPE_CHECKING:  # a type checker must not see it: it would take any name for one of ours

    def __getattr__(name):
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
