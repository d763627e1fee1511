"""Mistakes with the asynchronous client. Every line that ends in "# wrong" is an error, and no other line."""

from sesv2kit import AsyncSESv2, ClientConfig, MemoryLimiter

client = AsyncSESv2()

AsyncSESv2(region="eu-west-1")  # wrong
AsyncSESv2(limiter=MemoryLimiter())  # wrong
AsyncSESv2(config=ClientConfig(limiter=MemoryLimiter()))


async def main() -> None:
    await client.tenants.get_tenant("acme")  # wrong
    await client.tenants.get_tenant()  # wrong
    await client.tenants.list_tenants()  # wrong
    client.tenants.get_tenant(tenant_name="acme").tenant  # wrong
    client.close()  # wrong
    for _ in client.tenants.list_tenants():  # wrong
        pass
    async for tenant in client.tenants.list_tenants():
        print(tenant.name)  # wrong
    with client:  # wrong
        pass
