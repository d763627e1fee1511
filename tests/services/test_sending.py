"""Sending: every argument is in the request, and every error has its class."""

from email.message import EmailMessage
from typing import Any

import pytest
from botocore.stub import ANY

from sesv2kit import errors
from sesv2kit.models import (
    SEND_BULK_EMAIL,
    SEND_EMAIL,
    Attachment,
    Body,
    BulkEmailContent,
    BulkEmailEntry,
    ConfigurationOverrides,
    Content,
    Destination,
    EmailContent,
    ListManagementOptions,
    Message,
    MessageHeader,
    MessageTag,
    RawMessage,
    ReplacementEmailContent,
    ReplacementTemplate,
    Template,
    TrackingConfigurationOverrides,
)
from sesv2kit.operation import Operation
from tests.services.conftest import Stubbed

ARN = "arn:aws:ses:us-east-1:123456789012:identity/shop.example"
OVERRIDES = ConfigurationOverrides(
    tracking=TrackingConfigurationOverrides(open_tracking_enabled="DISABLED", click_tracking_enabled="ENABLED")
)
WIRE_OVERRIDES = {"Tracking": {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "ENABLED"}}
TEMPLATE = Template(template_name="welcome", template_data={"name": "Ann"})
BULK = BulkEmailContent(template=TEMPLATE)
WIRE_TEMPLATE = {"TemplateName": "welcome", "TemplateData": '{"name":"Ann"}'}
COMMON: dict[str, Any] = {
    "from_email_address": "Shop <hello@shop.example>",
    "from_email_address_identity_arn": ARN,
    "reply_to_addresses": ["reply@shop.example"],
    "feedback_forwarding_email_address": "bounces@shop.example",
    "feedback_forwarding_email_address_identity_arn": ARN,
    "configuration_set_name": "main",
    "tenant_name": "acme",
    "configuration_overrides": OVERRIDES,
}
WIRE_COMMON: dict[str, Any] = {
    "FromEmailAddress": "Shop <hello@shop.example>",
    "FromEmailAddressIdentityArn": ARN,
    "ReplyToAddresses": ["reply@shop.example"],
    "FeedbackForwardingEmailAddress": "bounces@shop.example",
    "FeedbackForwardingEmailAddressIdentityArn": ARN,
    "ConfigurationSetName": "main",
    "TenantName": "acme",
    "ConfigurationOverrides": WIRE_OVERRIDES,
}


def simple(**members: Any) -> EmailContent:
    return EmailContent(
        simple=Message(subject=Content(data="Hi"), body=Body(text=Content(data="Hello", charset="UTF-8")), **members)
    )


def test_send_email_with_all_arguments(stubbed: Stubbed) -> None:
    content = simple(
        headers=[MessageHeader(name="X-Kind", value="order")],
        attachments=[
            Attachment(
                raw_content=b"\x00\xff",
                content_disposition="INLINE",
                file_name="logo.png",
                content_description="Logo",
                content_id="logo",
                content_transfer_encoding="BASE64",
                content_type="image/png",
            )
        ],
    )
    stubbed.expect(
        "send_email",
        {
            **WIRE_COMMON,
            "Destination": {"ToAddresses": ["a@x.example"], "CcAddresses": ["b@x.example"], "BccAddresses": []},
            "Content": {
                "Simple": {
                    "Subject": {"Data": "Hi"},
                    "Body": {"Text": {"Data": "Hello", "Charset": "UTF-8"}},
                    "Headers": [{"Name": "X-Kind", "Value": "order"}],
                    "Attachments": [
                        {
                            "RawContent": b"\x00\xff",
                            "ContentDisposition": "INLINE",
                            "FileName": "logo.png",
                            "ContentDescription": "Logo",
                            "ContentId": "logo",
                            "ContentTransferEncoding": "BASE64",
                            "ContentType": "image/png",
                        }
                    ],
                }
            },
            "EmailTags": [{"Name": "kind", "Value": "order"}],
            "ListManagementOptions": {"ContactListName": "news", "TopicName": "offers"},
        },
        {"MessageId": "m-1"},
    )
    answer = stubbed.client.sending.send_email(
        **COMMON,
        destination=Destination(to_addresses=["a@x.example"], cc_addresses=["b@x.example"], bcc_addresses=[]),
        content=content,
        email_tags=[MessageTag(name="kind", value="order")],
        list_management_options=ListManagementOptions(contact_list_name="news", topic_name="offers"),
    )
    assert answer.message_id == "m-1"
    assert answer.metadata.attempts == 1


def test_send_email_raw_with_only_content(stubbed: Stubbed) -> None:
    stubbed.expect("send_email", {"Content": {"Raw": {"Data": b"Subject: Hi\r\n\r\nHello"}}}, {"MessageId": "m-2"})
    content = EmailContent(raw=RawMessage(data=b"Subject: Hi\r\n\r\nHello"))
    assert stubbed.client.sending.send_email(content=content).message_id == "m-2"


def test_send_email_takes_an_email_message(stubbed: Stubbed) -> None:
    message = EmailMessage()
    message["Subject"] = "Hi"
    message.set_content("Hello")
    stubbed.expect("send_email", {"Content": {"Raw": {"Data": ANY}}}, {"MessageId": "m-3"})
    sent: list[bytes] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        sent.append(params["Content"]["Raw"]["Data"])

    stubbed.client.boto3_client.meta.events.register("before-parameter-build.sesv2.SendEmail", note)
    stubbed.client.sending.send_email(content=message)
    assert sent[0].startswith(b"Subject: Hi\r\n")
    assert sent[0].endswith(b"Hello\r\n")


@pytest.mark.parametrize("destination", ["a@x.example", ["a@x.example"], Destination(to_addresses=["a@x.example"])])
def test_send_email_takes_plain_addresses(stubbed: Stubbed, destination: Destination | list[str] | str) -> None:
    stubbed.expect(
        "send_email",
        {"Destination": {"ToAddresses": ["a@x.example"]}, "Content": {"Template": WIRE_TEMPLATE}},
        {"MessageId": "m-4"},
    )
    content = EmailContent(template=TEMPLATE)
    assert stubbed.client.sending.send_email(destination=destination, content=content).message_id == "m-4"


def test_send_bulk_email_with_all_arguments(stubbed: Stubbed) -> None:
    stubbed.expect(
        "send_bulk_email",
        {
            **WIRE_COMMON,
            "DefaultEmailTags": [{"Name": "kind", "Value": "news"}],
            "DefaultContent": {"Template": WIRE_TEMPLATE},
            "BulkEmailEntries": [
                {
                    "Destination": {"ToAddresses": ["a@x.example"]},
                    "ReplacementTags": [{"Name": "row", "Value": "1"}],
                    "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": '{"name":"Bob"}'}},
                    "ReplacementHeaders": [{"Name": "X-Row", "Value": "1"}],
                },
                {"Destination": {"ToAddresses": ["b@x.example"]}},
            ],
        },
        {
            "BulkEmailEntryResults": [
                {"Status": "SUCCESS", "MessageId": "m-1"},
                {"Status": "A_NEW_STATUS", "Error": "no"},
            ]
        },
    )
    entry = BulkEmailEntry(
        destination="a@x.example",
        replacement_tags=[MessageTag(name="row", value="1")],
        replacement_email_content=ReplacementEmailContent(
            replacement_template=ReplacementTemplate(replacement_template_data={"name": "Bob"})
        ),
        replacement_headers=[MessageHeader(name="X-Row", value="1")],
    )
    answer = stubbed.client.sending.send_bulk_email(
        **COMMON,
        default_email_tags=[MessageTag(name="kind", value="news")],
        default_content=BulkEmailContent(template=TEMPLATE),
        bulk_email_entries=[entry, BulkEmailEntry(destination=["b@x.example"])],
    )
    first, second = answer.bulk_email_entry_results
    assert (first.status, first.message_id, first.error) == ("SUCCESS", "m-1", None)
    assert (second.status, second.message_id, second.error) == ("A_NEW_STATUS", None, "no")


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("AccountSuspendedException", 400, errors.AccountSuspendedError),
        ("BadRequestException", 400, errors.BadRequestError),
        ("LimitExceededException", 400, errors.LimitExceededError),
        ("MailFromDomainNotVerifiedException", 400, errors.MailFromDomainNotVerifiedError),
        ("MessageRejected", 400, errors.MessageRejectedError),
        ("NotFoundException", 404, errors.NotFoundError),
        ("SendingPausedException", 400, errors.SendingPausedError),
    ],
)
def test_errors(stubbed: Stubbed, code: str, status: int, expected: type[errors.ServiceError]) -> None:
    stubbed.expect_error("send_email", code, status, "the reason")
    with pytest.raises(expected, match="the reason") as caught:
        stubbed.client.sending.send_email(content=simple(), destination="a@x.example")
    assert (caught.value.code, caught.value.status, caught.value.operation) == (code, status, "SendEmail")


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (SEND_EMAIL, {"content": simple(), "destination": "a@x.example"}),
        (
            SEND_BULK_EMAIL,
            {
                "default_content": {"template": {"template_name": "t"}},
                "bulk_email_entries": [{"destination": "a@x.example"}],
            },
        ),
    ],
)
def test_a_global_endpoint_needs_the_crt(
    stubbed: Stubbed, operation: Operation[Any, Any], arguments: dict[str, Any]
) -> None:
    endpoints: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        endpoints.append(params["EndpointId"])

    stubbed.client.boto3_client.meta.events.register("before-parameter-build.sesv2", note)
    stubbed.stubber.deactivate()  # botocore itself refuses it
    with pytest.raises(errors.ConfigurationError, match=r"botocore\[crt\]"):
        stubbed.client.call(operation, {**arguments, "endpoint_id": "abcdef.g3h"})
    assert endpoints == ["abcdef.g3h"]


@pytest.mark.parametrize(
    ("members", "argument"),
    [
        ({"content": {}}, "content"),
        ({"content": {"raw": {"data": b"x"}, "template": {"template_name": "t"}}}, "content"),
        ({"destination": [f"user{n}@x.example" for n in range(51)]}, "destination"),
        ({"destination": "jürgen@x.example"}, "destination.to_addresses.0"),
        ({"email_tags": [{"name": "a b", "value": "c"}]}, "email_tags.0.name"),
        ({"configuration_set_name": "x" * 65}, "configuration_set_name"),
    ],
)
def test_bad_arguments_are_not_sent(stubbed: Stubbed, members: dict[str, Any], argument: str) -> None:
    with pytest.raises(errors.RequestInvalidError) as caught:
        stubbed.client.call(SEND_EMAIL, {"content": simple(), "destination": "a@x.example", **members})
    assert [problem.argument for problem in caught.value.problems] == [argument]


def test_51_entries_are_not_sent(stubbed: Stubbed) -> None:
    entries = [BulkEmailEntry(destination="a@x.example")] * 51
    with pytest.raises(errors.RequestInvalidError, match="bulk_email_entries: must be 1 to 50 entries"):
        stubbed.client.sending.send_bulk_email(
            default_content=BulkEmailContent(template=TEMPLATE), bulk_email_entries=entries
        )
