"""The attributes of the client, and the results of its calls."""

from typing import Any, assert_type

import boto3

from sesv2kit import (
    Account,
    ClientConfig,
    ConfigurationSets,
    Contacts,
    CustomVerification,
    DedicatedIps,
    Deliverability,
    Identities,
    Insights,
    Jobs,
    Metrics,
    MultiRegion,
    PageIterator,
    PinpointEmail,
    Reputation,
    RetryPolicy,
    Sending,
    SESv2,
    Suppression,
    Tags,
    Templates,
    Tenants,
    Vdm,
    errors,
)
from sesv2kit.models.account import GetAccountResponse
from sesv2kit.models.tenants import (
    GET_TENANT,
    LIST_TENANTS,
    GetTenantRequest,
    GetTenantResponse,
    ListTenantsRequest,
    ListTenantsResponse,
    TenantInfo,
)
from sesv2kit.operation import Operation

client = SESv2("eu-west-1", config=ClientConfig(pacing=False, retry=RetryPolicy(max_attempts=2), rates={"X": None}))

assert_type(client.account, Account)
assert_type(client.configuration_sets, ConfigurationSets)
assert_type(client.contacts, Contacts)
assert_type(client.custom_verification, CustomVerification)
assert_type(client.dedicated_ips, DedicatedIps)
assert_type(client.deliverability, Deliverability)
assert_type(client.identities, Identities)
assert_type(client.insights, Insights)
assert_type(client.jobs, Jobs)
assert_type(client.metrics, Metrics)
assert_type(client.multi_region, MultiRegion)
assert_type(client.pinpoint_email, PinpointEmail)
assert_type(client.reputation, Reputation)
assert_type(client.sending, Sending)
assert_type(client.suppression, Suppression)
assert_type(client.tags, Tags)
assert_type(client.templates, Templates)
assert_type(client.tenants, Tenants)
assert_type(client.vdm, Vdm)
assert_type(client.boto3_client, Any)
client.boto3_client.get_account()

assert_type(client.account.get_account(), GetAccountResponse)
assert_type(client.tenants.get_tenant(tenant_name="acme"), GetTenantResponse)
assert_type(Tenants(client).get_tenant(tenant_name="acme"), GetTenantResponse)

assert_type(GET_TENANT, Operation[GetTenantRequest, GetTenantResponse])
assert_type(client.call(GET_TENANT, GetTenantRequest(tenant_name="acme")), GetTenantResponse)
assert_type(client.call(GET_TENANT, {"tenant_name": "acme"}), GetTenantResponse)
assert_type(client.paginate(LIST_TENANTS, ListTenantsRequest()), PageIterator[TenantInfo, ListTenantsResponse])
assert_type(client.call(LIST_TENANTS, ListTenantsRequest()), ListTenantsResponse)

with SESv2(session=boto3.Session(profile_name="acme")) as other:
    assert_type(other, SESv2)

try:
    client.account.get_account()
except errors.NotFoundError as error:
    assert_type(error.code, str | None)
    assert_type(error.status, int | None)
    assert_type(error.operation, str)
except errors.RequestInvalidError as error:
    assert_type(error.problems, tuple[errors.Problem, ...])
except errors.OutcomeUnknownError as error:
    assert_type(error.body, bytes)
