"""Models with wrong values. Every line that ends in "# wrong" is an error, and no other line."""

from datetime import UTC, datetime

from sesv2kit.models.common import EmailContent, RawMessage, Tag, Template
from sesv2kit.models.metrics import BatchGetMetricDataQuery
from sesv2kit.models.sending import BulkEmailEntry
from sesv2kit.models.suppression import PutSuppressedDestinationRequest
from sesv2kit.models.tenants import CreateTenantRequest, GetTenantRequest, TenantSuppressionAttributes

now = datetime.now(UTC)

Tag(key="plan")  # wrong
Tag(key="plan", value=1)  # wrong
Tag(Key="plan", Value="pro")  # wrong
Tag("plan", "pro")  # wrong
Tag(key="plan", value="pro", extra="x")  # wrong
GetTenantRequest()  # wrong
GetTenantRequest(tenant="acme")  # wrong
CreateTenantRequest(tenant_name="acme", tags=["plan"])  # wrong
TenantSuppressionAttributes(suppression_scope=1)  # wrong
PutSuppressedDestinationRequest(email_address="a@example.com", reason="SPAM")  # wrong
BatchGetMetricDataQuery(id="a", namespace="SES", metric="SEND", start_date=now, end_date=now)  # wrong
BatchGetMetricDataQuery(id="a", namespace="VDM", metric="SEND", start_date=now, end_date="today")  # wrong
GetTenantRequest(tenant_name="acme").tenant_nam  # wrong

BulkEmailEntry(destination=7)  # wrong
BulkEmailEntry()  # wrong
BulkEmailEntry(destination="b@example.com").destination.to_adresses  # wrong
Template(template_data=7)  # wrong
EmailContent(raw=RawMessage(data="text"))  # wrong
