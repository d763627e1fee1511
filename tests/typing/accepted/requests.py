"""Arguments: models, plain strings for enums, and short forms."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import assert_type

from sesv2kit import SESv2
from sesv2kit.models.common import (
    Body,
    Content,
    EmailContent,
    Message,
    RawMessage,
    SuppressionListReason,
    Tag,
    Template,
)
from sesv2kit.models.contacts import UpdateContactRequest
from sesv2kit.models.metrics import BatchGetMetricDataQuery, BatchGetMetricDataResponse
from sesv2kit.models.sending import (
    BulkEmailContent,
    BulkEmailEntry,
    Destination,
    SendBulkEmailResponse,
    SendEmailRequest,
    SendEmailResponse,
)
from sesv2kit.models.suppression import PutSuppressedDestinationResponse
from sesv2kit.models.tenants import TenantSuppressionAttributes

client = SESv2()

client.tenants.create_tenant(
    tenant_name="acme",
    tags=[Tag(key="plan", value="pro")],
    suppression_attributes=TenantSuppressionAttributes(suppressed_reasons=["BOUNCE"], suppression_scope="TENANT"),
)

reason: SuppressionListReason = "COMPLAINT"
put = client.suppression.put_suppressed_destination(email_address="a@example.com", reason=reason)
assert_type(put, PutSuppressedDestinationResponse)
client.suppression.put_suppressed_destination(email_address="a@example.com", reason="BOUNCE", tenant_name=None)

simple = EmailContent(simple=Message(subject=Content(data="Hi"), body=Body(text=Content(data="Hello"))))
assert_type(client.sending.send_email(content=simple, destination="b@example.com"), SendEmailResponse)
client.sending.send_email(content=simple, destination=["b@example.com", "c@example.com"])
client.sending.send_email(content=simple, destination=Destination(to_addresses=("b@example.com",)))
client.sending.send_email(content=EmailMessage())

template = Template(template_name="welcome", template_data={"name": "Ann"})
client.sending.send_email(content=EmailContent(template=template), destination="b@example.com")
bulk = client.sending.send_bulk_email(
    default_content=BulkEmailContent(template=template),
    bulk_email_entries=[BulkEmailEntry(destination=Destination(to_addresses=["b@example.com"]))],
)
assert_type(bulk, SendBulkEmailResponse)

query = BatchGetMetricDataQuery(
    id="sends",
    namespace="VDM",
    metric="SEND",
    dimensions={"TENANT_NAME": "acme"},
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    end_date=datetime(2026, 1, 8, tzinfo=UTC),
)
assert_type(client.metrics.batch_get_metric_data(queries=[query]), BatchGetMetricDataResponse)

entry = BulkEmailEntry(destination="b@example.com")
assert_type(entry.destination, Destination)
assert_type(entry.destination.to_addresses, Sequence[str] | None)
for address in BulkEmailEntry(destination=["b@example.com"]).destination.to_addresses or ():
    assert_type(address, str)
request = SendEmailRequest(content=EmailMessage(), destination=["b@example.com"])
assert_type(request.content, EmailContent)
assert_type(request.destination, Destination | None)
assert_type(SendEmailRequest(content=simple, destination=None).content.raw, RawMessage | None)
assert_type(RawMessage(data=EmailMessage()).data, bytes)
assert_type(template.template_data, str | None)
assert_type(Template(template_name="welcome").template_data, str | None)
contact = UpdateContactRequest(
    contact_list_name="main",
    email_address="b@example.com",
    topic_preferences=[],
    unsubscribe_all=False,
    attributes_data={"city": "Rome"},
)
assert_type(contact.attributes_data, str | None)
