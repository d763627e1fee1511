"""Responses: what may be missing is optional, and an enum may have values that AWS adds."""

from datetime import datetime
from typing import assert_type

from sesv2kit import SESv2
from sesv2kit.models.account import GetAccountResponse, SendQuota
from sesv2kit.models.metrics import MetricDataResult
from sesv2kit.models.sending import BulkEmailEntryResult
from sesv2kit.models.suppression import SuppressedDestination
from sesv2kit.models.tenants import Tenant
from sesv2kit.models.vdm import Recommendation
from sesv2kit.shapes import ResponseMetadata

client = SESv2()

account = client.account.get_account()
assert_type(account.sending_enabled, bool | None)
assert_type(account.send_quota, SendQuota | None)
if account.send_quota is not None:
    assert_type(account.send_quota.max_send_rate, float | None)
assert_type(account.metadata, ResponseMetadata)
assert_type(account.metadata.request_id, str | None)
assert_type(account.metadata.raw, bytes)
assert_type(GetAccountResponse.model_validate_json(account.model_dump_json()), GetAccountResponse)

tenant = client.tenants.get_tenant(tenant_name="acme").tenant
assert_type(tenant, Tenant | None)
if tenant is not None:
    assert_type(tenant.created_timestamp, datetime | None)
    assert_type([tag.key for tag in tenant.tags], list[str])

entry = client.suppression.get_suppressed_destination(email_address="a@example.com").suppressed_destination
assert_type(entry, SuppressedDestination)
assert_type(entry.email_address, str)
assert_type(entry.last_update_time, datetime)


def unheard_of(entry: SuppressedDestination) -> bool:
    """An enum of requests and responses can be any str in a response."""
    return entry.reason == "A_REASON_OF_TOMORROW"


def about(recommendation: Recommendation) -> str:
    """Enums of responses are, and compare with, any str."""
    if recommendation.type == "A_KIND_OF_TOMORROW":
        return "new"
    text: str | None = recommendation.type
    return text or "none"


def failed(results: list[BulkEmailEntryResult]) -> list[str | None]:
    """A status is a str, known or unknown."""
    return [result.error for result in results if result.status not in ("SUCCESS", "A_STATUS_OF_TOMORROW")]


def newest(result: MetricDataResult) -> tuple[datetime | None, int | None]:
    """Lists are never None. In these two lists, an unreadable element is None, so that their indices correspond."""
    return result.timestamps[-1], result.values[-1]
