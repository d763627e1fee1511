"""Arguments that no method accepts. Every line that ends in "# wrong" is an error, and no other line."""

from datetime import date

from sesv2kit import ClientConfig, SESv2
from sesv2kit.models.common import Tag
from sesv2kit.models.metrics import BatchGetMetricDataResponse
from sesv2kit.models.tenants import GET_TENANT, GetTenantResponse, ListTenantsRequest

client = SESv2()

SESv2(region="eu-west-1")  # wrong
SESv2(config=ClientConfig(paceing=False))  # wrong
client.tenants.get_tenant("acme")  # wrong
client.tenants.get_tenant(name="acme")  # wrong
client.tenants.get_tenant(TenantName="acme")  # wrong
client.tenants.get_tenant()  # wrong
client.tenants.get_tenant(tenant_name=None)  # wrong
client.tenants.get_tenant(tenant_name=1)  # wrong
client.tenants.create_tenant(tenant_name="acme", tags=[Tag(key="plan")])  # wrong
client.tenants.create_tenant(tenant_name="acme", tags=Tag(key="plan", value="pro"))  # wrong
client.tenants.list_tenants(page_size="10")  # wrong
client.tenants.list_tenants(filter={"NAME": "acme"})  # wrong
client.suppression.list_suppressed_destinations(reasons=["SPAM"])  # wrong
client.suppression.list_suppressed_destinations(start_date="2026-01-01")  # wrong
client.suppression.list_suppressed_destinations(start_date=date(2026, 1, 1))  # wrong
client.suppression.put_suppressed_destination(email_address="a@example.com", reason="SPAM")  # wrong
client.suppression.put_suppressed_destination(email_address="a@example.com", reason="bounce")  # wrong
client.sending.send_email(destination="b@example.com")  # wrong
client.sending.send_email(content="Hello", destination="b@example.com")  # wrong
client.call(GET_TENANT, ListTenantsRequest())  # wrong
answer: BatchGetMetricDataResponse = client.call(GET_TENANT, {"tenant_name": "acme"})  # wrong
name: str = client.tenants.get_tenant(tenant_name="acme").tenant.tenant_name  # wrong
found: GetTenantResponse = client.tenants.get_tenant(tenant_name="acme")
