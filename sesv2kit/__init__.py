"""A typed client of Amazon SES API v2 over boto3.

Names are imported when they are first used: importing the package imports neither boto3 nor Pydantic.
"""

from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from sesv2kit import arns as arns
    from sesv2kit import errors as errors
    from sesv2kit import events as events
    from sesv2kit import models as models
    from sesv2kit.aio.bulk import AsyncBulkRun as AsyncBulkRun
    from sesv2kit.aio.client import AsyncSESv2 as AsyncSESv2
    from sesv2kit.aio.limits import AsyncRateLimiter as AsyncRateLimiter
    from sesv2kit.aio.many import AsyncManyRun as AsyncManyRun
    from sesv2kit.aio.paging import AsyncPageIterator as AsyncPageIterator
    from sesv2kit.aio.plans import AsyncPlan as AsyncPlan
    from sesv2kit.aio.redis import AsyncRedisLimiter as AsyncRedisLimiter
    from sesv2kit.aio.services.account import AsyncAccount as AsyncAccount
    from sesv2kit.aio.services.configuration_sets import AsyncConfigurationSets as AsyncConfigurationSets
    from sesv2kit.aio.services.contacts import AsyncContacts as AsyncContacts
    from sesv2kit.aio.services.custom_verification import AsyncCustomVerification as AsyncCustomVerification
    from sesv2kit.aio.services.dedicated_ips import AsyncDedicatedIps as AsyncDedicatedIps
    from sesv2kit.aio.services.deliverability import AsyncDeliverability as AsyncDeliverability
    from sesv2kit.aio.services.identities import AsyncIdentities as AsyncIdentities
    from sesv2kit.aio.services.insights import AsyncInsights as AsyncInsights
    from sesv2kit.aio.services.jobs import AsyncJobs as AsyncJobs
    from sesv2kit.aio.services.metrics import AsyncMetrics as AsyncMetrics
    from sesv2kit.aio.services.multi_region import AsyncMultiRegion as AsyncMultiRegion
    from sesv2kit.aio.services.pinpoint_email import AsyncPinpointEmail as AsyncPinpointEmail
    from sesv2kit.aio.services.reputation import AsyncReputation as AsyncReputation
    from sesv2kit.aio.services.sending import AsyncSending as AsyncSending
    from sesv2kit.aio.services.suppression import AsyncSuppression as AsyncSuppression
    from sesv2kit.aio.services.tags import AsyncTags as AsyncTags
    from sesv2kit.aio.services.templates import AsyncTemplates as AsyncTemplates
    from sesv2kit.aio.services.tenants import AsyncTenants as AsyncTenants
    from sesv2kit.aio.services.vdm import AsyncVdm as AsyncVdm
    from sesv2kit.bulk import BulkEntry as BulkEntry
    from sesv2kit.bulk import BulkMessage as BulkMessage
    from sesv2kit.bulk import BulkPreflight as BulkPreflight
    from sesv2kit.bulk import BulkResult as BulkResult
    from sesv2kit.bulk import BulkRun as BulkRun
    from sesv2kit.bulk import BulkSummary as BulkSummary
    from sesv2kit.bulk import Reconciliation as Reconciliation
    from sesv2kit.client import SESv2 as SESv2
    from sesv2kit.config import ClientConfig as ClientConfig
    from sesv2kit.config import RetryPolicy as RetryPolicy
    from sesv2kit.contacting import ContactEntry as ContactEntry
    from sesv2kit.contacting import ContactImport as ContactImport
    from sesv2kit.contacting import ContactPatch as ContactPatch
    from sesv2kit.destinations import EventDestinationPlan as EventDestinationPlan
    from sesv2kit.domains import DnsCheck as DnsCheck
    from sesv2kit.domains import DnsRecords as DnsRecords
    from sesv2kit.domains import IdentityPlan as IdentityPlan
    from sesv2kit.domains import IdentityResult as IdentityResult
    from sesv2kit.health import Finding as Finding
    from sesv2kit.health import HealthReport as HealthReport
    from sesv2kit.journal import AsyncJournal as AsyncJournal
    from sesv2kit.journal import Journal as Journal
    from sesv2kit.journal import JournalRecord as JournalRecord
    from sesv2kit.journal import KeyId as KeyId
    from sesv2kit.journal.dynamodb import DynamoDBJournal as DynamoDBJournal
    from sesv2kit.journal.redis import RedisJournal as RedisJournal
    from sesv2kit.journal.sqlite import SqliteJournal as SqliteJournal
    from sesv2kit.limits import Limit as Limit
    from sesv2kit.limits import MemoryLimiter as MemoryLimiter
    from sesv2kit.limits import RateLimiter as RateLimiter
    from sesv2kit.limits import Reservation as Reservation
    from sesv2kit.limits.redis import RedisLimiter as RedisLimiter
    from sesv2kit.mail import Address as Address
    from sesv2kit.mail import SendResult as SendResult
    from sesv2kit.mail import Unsubscribe as Unsubscribe
    from sesv2kit.many import ManyResult as ManyResult
    from sesv2kit.many import ManyRun as ManyRun
    from sesv2kit.many import ManySummary as ManySummary
    from sesv2kit.models.common import Attachment as Attachment
    from sesv2kit.observing import AttemptReport as AttemptReport
    from sesv2kit.operation import Operation as Operation
    from sesv2kit.operation import PagedOperation as PagedOperation
    from sesv2kit.operation import RateLimit as RateLimit
    from sesv2kit.operation import Repeat as Repeat
    from sesv2kit.paging import PageIterator as PageIterator
    from sesv2kit.plans import ChangeResult as ChangeResult
    from sesv2kit.plans import Plan as Plan
    from sesv2kit.plans import PlanResult as PlanResult
    from sesv2kit.series import MetricSeries as MetricSeries
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
    from sesv2kit.suppressing import SuppressionPlan as SuppressionPlan
    from sesv2kit.suppressing import SuppressionResult as SuppressionResult
    from sesv2kit.templating import TemplateChange as TemplateChange
    from sesv2kit.templating import TemplatePreview as TemplatePreview
    from sesv2kit.templating import TemplateVariables as TemplateVariables
    from sesv2kit.tenancy import PreflightProblem as PreflightProblem
    from sesv2kit.tenancy import TenantChange as TenantChange
    from sesv2kit.tenancy import TenantPreflight as TenantPreflight

if not TYPE_CHECKING:  # type checkers read the imports above; with `__getattr__` they would accept any name
    _SERVICES = """
        account configuration_sets contacts custom_verification dedicated_ips deliverability identities insights jobs
        metrics multi_region pinpoint_email reputation sending suppression tags templates tenants vdm
    """.split()

    _HOMES = {
        "Address": "mail",
        "AsyncBulkRun": "aio.bulk",
        "AsyncJournal": "journal",
        "AsyncManyRun": "aio.many",
        "AsyncPageIterator": "aio.paging",
        "AsyncPlan": "aio.plans",
        "AsyncRateLimiter": "aio.limits",
        "AsyncRedisLimiter": "aio.redis",
        "AsyncSESv2": "aio.client",
        "Attachment": "models.common",
        "AttemptReport": "observing",
        "BulkEntry": "bulk",
        "BulkMessage": "bulk",
        "BulkPreflight": "bulk",
        "BulkResult": "bulk",
        "BulkRun": "bulk",
        "BulkSummary": "bulk",
        "ChangeResult": "plans",
        "ClientConfig": "config",
        "DnsCheck": "domains",
        "DnsRecords": "domains",
        "ContactEntry": "contacting",
        "ContactImport": "contacting",
        "ContactPatch": "contacting",
        "DynamoDBJournal": "journal.dynamodb",
        "EventDestinationPlan": "destinations",
        "Finding": "health",
        "HealthReport": "health",
        "IdentityPlan": "domains",
        "IdentityResult": "domains",
        "Journal": "journal",
        "JournalRecord": "journal",
        "KeyId": "journal",
        "Limit": "limits",
        "ManyResult": "many",
        "ManyRun": "many",
        "ManySummary": "many",
        "MemoryLimiter": "limits",
        "MetricSeries": "series",
        "Operation": "operation",
        "PreflightProblem": "tenancy",
        "PageIterator": "paging",
        "PagedOperation": "operation",
        "Plan": "plans",
        "PlanResult": "plans",
        "RateLimit": "operation",
        "RateLimiter": "limits",
        "Reconciliation": "bulk",
        "RedisJournal": "journal.redis",
        "RedisLimiter": "limits.redis",
        "Repeat": "operation",
        "Reservation": "limits",
        "RetryPolicy": "config",
        "SESv2": "client",
        "SendResult": "mail",
        "SqliteJournal": "journal.sqlite",
        "SuppressionPlan": "suppressing",
        "SuppressionResult": "suppressing",
        "TenantChange": "tenancy",
        "TenantPreflight": "tenancy",
        "TemplateChange": "templating",
        "TemplatePreview": "templating",
        "TemplateVariables": "templating",
        "Unsubscribe": "mail",
        "UntypedResponse": "shapes.untyped",
        "arns": "",
        "errors": "",
        "events": "",
        "models": "",
    }
    """The module that defines each public name; "" for a module of the package itself. The service classes are added
    below."""

    for _domain in _SERVICES:
        _class = _domain.title().replace("_", "")
        _HOMES |= {_class: f"services.{_domain}", f"Async{_class}": f"aio.services.{_domain}"}

    __all__ = list(_HOMES)
    __all__.append("__version__")
    __all__.sort()

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
        return __all__
