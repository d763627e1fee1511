"""Domains, and waiting for what SES does in the background."""
# needs dnspython

from typing import assert_type

import dns.resolver

from sesv2kit import AsyncSESv2, DnsCheck, DnsRecords, IdentityPlan, IdentityResult, SESv2
from sesv2kit.models.identities import GetEmailIdentityResponse
from sesv2kit.models.jobs import GetExportJobResponse, GetImportJobResponse
from sesv2kit.models.multi_region import GetMultiRegionEndpointResponse

client = SESv2()

assert_type(client.jobs.wait_until_complete(export_job_id="1", timeout=60), GetExportJobResponse)
assert_type(client.jobs.wait_until_complete(import_job_id="1", timeout=None), GetImportJobResponse)
assert_type(client.multi_region.wait_until_ready(endpoint_name="pair", timeout=60.5), GetMultiRegionEndpointResponse)
assert_type(client.identities.wait_until_verified(email_identity="shop.example", timeout=60), GetEmailIdentityResponse)
assert_type(client.identities.plan_ensure(email_identity="shop.example"), IdentityPlan)
assert_type(client.identities.ensure(email_identity="shop.example", mail_from_domain="b.shop.example"), IdentityResult)
assert_type(client.identities.dns_records(email_identity="shop.example"), DnsRecords)
resolver = dns.resolver.Resolver(configure=False)
assert_type(client.identities.check_dns(email_identity="shop.example", resolver=resolver), DnsCheck)


async def awaited(client: AsyncSESv2) -> None:
    assert_type(await client.jobs.wait_until_complete(import_job_id="1", timeout=60), GetImportJobResponse)
    assert_type(await client.jobs.wait_until_complete(export_job_id="1", timeout=60), GetExportJobResponse)
    assert_type(await client.identities.ensure(email_identity="shop.example"), IdentityResult)
