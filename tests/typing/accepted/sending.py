"""One email out of plain arguments."""

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from typing import assert_type

from sesv2kit import Address, AsyncSESv2, Attachment, SendResult, SESv2, Unsubscribe
from sesv2kit.models.common import MessageHeader, MessageTag
from sesv2kit.models.sending import ListManagementOptions

client = SESv2()
SHOP = Address("hello@shop.example", "M\u00fcller, S\u00f6hne")

result = client.sending.send(from_email_address=SHOP, to="ann@mail.example", subject="Hi", text="Hello")
assert_type(result, SendResult)
assert_type(result.message_id, str | None)
assert_type(result.rfc_message_id, str | None)
assert_type(result.recipients, tuple[str, ...])
assert_type(result.replayed, bool)

assert_type(Attachment.from_path("a.pdf"), Attachment)
assert_type(Attachment.from_bytes(b"", "a.pdf", content_id="a"), Attachment)
client.sending.send(
    from_email_address="hello@shop.example",
    to=["ann@mail.example", SHOP],
    cc=("bob@mail.example",),
    subject="Hi",
    html="<p>Hello</p>",
    attachments=[Attachment.from_path("a.pdf")],
    headers={"In-Reply-To": result.rfc_message_id or ""},
    unsubscribe=Unsubscribe("https://shop.example/leave"),
    email_tags={"campaign": "x"},
)
client.sending.send(
    from_email_address=SHOP,
    to=SHOP,
    template_name="welcome",
    template_data={"name": "Ann"},
    headers=[MessageHeader(name="List-Id", value="<x.y>")],
    email_tags=[MessageTag(name="campaign", value="x")],
    list_management_options=ListManagementOptions(contact_list_name="news"),
)
client.sending.send(message=EmailMessage())
client.sending.send(message=MIMEMultipart())


async def main() -> None:
    """Awaited, the same."""
    async with AsyncSESv2() as asynchronous:
        sent = await asynchronous.sending.send(from_email_address=SHOP, to=SHOP, subject="Hi", text="Hello", check=True)
        assert_type(sent, SendResult)
