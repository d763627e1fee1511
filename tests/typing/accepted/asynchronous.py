"""The asynchronous client: its attributes, the results of its calls, and lists."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, assert_type

import boto3

from sesv2kit import AsyncPageIterator, AsyncRateLimiter, AsyncSESv2, ClientConfig, Limit, Reservation, RetryPolicy
from sesv2kit.aio.paging import AsyncCursor
from sesv2kit.aio.services.account import AsyncAccount
from sesv2kit.aio.services.tenants import AsyncTenants
from sesv2kit.models.account import GetAccountResponse
from sesv2kit.models.sending import SendEmailResponse
from sesv2kit.models.tenants import (
    GET_TENANT,
    LIST_TENANTS,
    GetTenantRequest,
    GetTenantResponse,
    ListTenantsRequest,
    ListTenantsResponse,
    TenantInfo,
)


class Free:
    """A limiter that allows everything."""

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        return Reservation(0.0)

    async def release(self, reservation: Reservation) -> None:
        pass


free: AsyncRateLimiter = Free()
client = AsyncSESv2("eu-west-1", config=ClientConfig(retry=RetryPolicy(timeout=5)), limiter=free)

assert_type(client.account, AsyncAccount)
assert_type(client.tenants, AsyncTenants)
assert_type(client.boto3_client, Any)
client.boto3_client.get_account()
assert_type(client.options(timeout=2), AsyncSESv2)

tenants = client.tenants.list_tenants(filter={"TENANT_NAME_CONTAINS": "acme"}, page_size=50, limit=200)
assert_type(tenants, AsyncPageIterator[TenantInfo, ListTenantsResponse])
of_tenants: AsyncPageIterator[TenantInfo] = tenants  # the type of a page may be left out
assert_type(tenants.prefetching(), AsyncPageIterator[TenantInfo, ListTenantsResponse])
assert_type(tenants.pages(), AsyncGenerator[ListTenantsResponse])
assert_type(aiter(tenants), AsyncCursor[TenantInfo])
assert_type(aiter(tenants).next_token, str | None)


async def main() -> None:
    assert_type(await client.account.get_account(), GetAccountResponse)
    assert_type(await client.options(timeout=5).tenants.get_tenant(tenant_name="acme"), GetTenantResponse)
    sent = client.sending.send_email(destination="ann@mail.example", content={"raw": {"data": b""}})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a mapping instead of a model works, unchecked
    assert_type(await sent, SendEmailResponse)
    assert_type(await client.call(GET_TENANT, GetTenantRequest(tenant_name="acme")), GetTenantResponse)
    assert_type(await client.call(LIST_TENANTS, {"page_size": 5}), ListTenantsResponse)
    assert_type(client.paginate(LIST_TENANTS, ListTenantsRequest()), AsyncPageIterator[TenantInfo, ListTenantsResponse])
    assert_type([tenant async for tenant in tenants], list[TenantInfo])
    assert_type(await anext(aiter(tenants)), TenantInfo)
    async for page in tenants.pages():
        assert_type(page.tenants, list[TenantInfo])
    async with AsyncSESv2(session=boto3.Session(profile_name="acme")) as other:
        assert_type(other, AsyncSESv2)
    await client.aclose()
