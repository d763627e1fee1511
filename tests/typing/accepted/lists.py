"""Lists: items, pages and cursors."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import assert_type

from sesv2kit import PageIterator, SESv2
from sesv2kit.models.suppression import ListSuppressedDestinationsResponse, SuppressedDestinationSummary
from sesv2kit.models.tenants import ListTenantsResponse, TenantInfo
from sesv2kit.models.vdm import ListRecommendationsResponse, Recommendation
from sesv2kit.paging import Cursor

client = SESv2()

tenants = client.tenants.list_tenants(filter={"TENANT_NAME_CONTAINS": "acme"}, page_size=50, limit=200)
assert_type(tenants, PageIterator[TenantInfo, ListTenantsResponse])
of_tenants: PageIterator[TenantInfo] = tenants  # the type of a page may be left out
assert_type(tenants.pages(), Iterator[ListTenantsResponse])
assert_type(iter(tenants), Cursor[TenantInfo])
assert_type(iter(tenants).next_token, str | None)
assert_type(next(iter(tenants)), TenantInfo)
assert_type(list(tenants), list[TenantInfo])

for tenant in tenants:
    assert_type(tenant, TenantInfo)
    assert_type(tenant.tenant_name, str | None)
for page in tenants.pages():
    assert_type(page.tenants, list[TenantInfo])
    assert_type(page.next_token, str | None)

suppressed = client.suppression.list_suppressed_destinations(
    reasons=["BOUNCE"], start_date=datetime(2026, 1, 1, tzinfo=UTC), tenant_name="acme"
)
assert_type(suppressed, PageIterator[SuppressedDestinationSummary, ListSuppressedDestinationsResponse])
assert_type([entry.email_address for entry in suppressed], list[str])

recommendations = client.vdm.list_recommendations(filter={"STATUS": "OPEN", "IMPACT": "HIGH"})
assert_type(recommendations, PageIterator[Recommendation, ListRecommendationsResponse])
