"""What the client offers, and what its calls return."""

import boto3
from botocore.client import BaseClient
from typing_extensions import assert_type

from sesv2kit import (
    Account,
    ClientConfig,
    Metrics,
    PageIterator,
    RetryPolicy,
    Sending,
    SESv2,
    Suppression,
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
assert_type(client.metrics, Metrics)
assert_type(client.sending, Sending)
assert_type(client.suppression, Suppression)
assert_type(client.templates, Templates)
assert_type(client.tenants, Tenants)
assert_type(client.vdm, Vdm)
assert_type(client.boto3_client, BaseClient)

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
