"""boto3 with Pydantic models over its dictionaries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from tests.benchmarks.peers import plain


class Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal)


class SuppressedDestinationSummary(Model):
    email_address: str
    reason: str
    last_update_time: datetime


class SuppressedDestinations(Model):
    suppressed_destination_summaries: list[SuppressedDestinationSummary]
    next_token: str | None = None


class Recommendation(Model):
    resource_arn: str
    type: str
    description: str
    status: str
    created_timestamp: datetime
    last_updated_timestamp: datetime
    impact: str


class Recommendations(Model):
    recommendations: list[Recommendation]
    next_token: str | None = None


class TenantInfo(Model):
    tenant_name: str
    tenant_id: str
    tenant_arn: str
    created_timestamp: datetime
    sending_status: str


class Tenants(Model):
    tenants: list[TenantInfo]
    next_token: str | None = None


class IdentityInfo(Model):
    identity_type: str
    identity_name: str
    sending_enabled: bool
    verification_status: str


class EmailIdentities(Model):
    email_identities: list[IdentityInfo]
    next_token: str | None = None


class SendQuota(Model):
    max24_hour_send: float = Field(alias="Max24HourSend")
    max_send_rate: float
    sent_last24_hours: float = Field(alias="SentLast24Hours")


class Account(Model):
    dedicated_ip_auto_warmup_enabled: bool
    enforcement_status: str
    production_access_enabled: bool
    send_quota: SendQuota
    sending_enabled: bool


class DkimAttributes(Model):
    signing_enabled: bool
    status: str
    tokens: list[str]
    signing_attributes_origin: str
    next_signing_key_length: str
    current_signing_key_length: str
    last_key_generation_timestamp: datetime


class MailFromAttributes(Model):
    mail_from_domain: str
    mail_from_domain_status: str
    behavior_on_mx_failure: str


class Tag(Model):
    key: str
    value: str


class SOARecord(Model):
    primary_name_server: str
    admin_email: str
    serial_number: int


class VerificationInfo(Model):
    last_checked_timestamp: datetime
    last_success_timestamp: datetime
    soa_record: SOARecord = Field(alias="SOARecord")


class EmailIdentity(Model):
    identity_type: str
    feedback_forwarding_status: bool
    verified_for_sending_status: bool
    dkim_attributes: DkimAttributes
    mail_from_attributes: MailFromAttributes
    policies: dict[str, str]
    tags: list[Tag]
    configuration_set_name: str
    verification_status: str
    verification_info: VerificationInfo


class Sent(Model):
    message_id: str


class BulkEmailEntryResult(Model):
    status: str
    message_id: str | None = None
    error: str | None = None


class SentInBulk(Model):
    bulk_email_entry_results: list[BulkEmailEntryResult]


class MetricDataResult(Model):
    id: str
    timestamps: list[datetime]
    values: list[int]


class MetricData(Model):
    results: list[MetricDataResult]
    errors: list[Any]


class Peer(plain.Peer):
    def suppressed(self) -> Any:
        return SuppressedDestinations.model_validate(super().suppressed())

    def recommendations(self) -> Any:
        return Recommendations.model_validate(super().recommendations())

    def tenants(self) -> Any:
        return Tenants.model_validate(super().tenants())

    def identities(self) -> Any:
        return EmailIdentities.model_validate(super().identities())

    def account(self) -> Any:
        return Account.model_validate(super().account())

    def identity(self) -> Any:
        return EmailIdentity.model_validate(super().identity())

    def send_simple(self) -> Any:
        return Sent.model_validate(super().send_simple())

    def send_raw(self) -> Any:
        return Sent.model_validate(super().send_raw())

    def send_bulk(self) -> Any:
        return SentInBulk.model_validate(super().send_bulk())

    def metrics(self) -> Any:
        return MetricData.model_validate(super().metrics())

    def every_item(self) -> Iterator[Any]:
        return map(SuppressedDestinationSummary.model_validate, super().every_item())
