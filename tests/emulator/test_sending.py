"""SendEmail and SendBulkEmail: content, recipients, and every reason for a rejection."""

import json
import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from sesv2kit.testing import Attachment, Backend, SentMail

from .conftest import make_client
from .helpers import refusal, simple, utf8

UNVERIFIED = "Email address is not verified. The following identities failed the check in region US-EAST-1: "


def send(ses: Any, to: Any = "bo@x.com", content: Any = None, **members: Any) -> Any:
    destination = to if hasattr(to, "keys") else {"ToAddresses": [to] if isinstance(to, str) else to}
    given = {
        "FromEmailAddress": "ann@example.com",
        "Destination": destination,
        "Content": content or simple(),
        **members,
    }
    return ses.send_email(**given)["MessageId"]


def refused(ses: Any, *arguments: Any, **members: Any) -> tuple[int, str, str]:
    return refusal(send, ses, *arguments, **members)


def only(backend: Backend) -> SentMail:
    (mail,) = backend.outbox
    return mail


class TestContent:
    def test_a_simple_mail(self, backend: Backend, ses: Any, sender: str) -> None:
        content = {
            "Simple": {
                "Subject": utf8("Grüße"),
                "Body": {"Text": utf8("téxt"), "Html": utf8("<b>html</b>")},
                "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://example.com/u>"}],
            }
        }
        destination = {"ToAddresses": ["Bo <bo@x.com>"], "CcAddresses": ["cy@x.com"], "BccAddresses": ["di@x.com"]}
        message_id = send(
            ses,
            destination,
            content,
            FromEmailAddress="Ann <ann@example.com>",
            ReplyToAddresses=["re@example.com"],
            EmailTags=[{"Name": "campaign", "Value": "spring"}],
        )
        assert re.fullmatch(r"0106[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000", message_id)
        mail = only(backend)
        assert mail.message_id == message_id
        assert mail.from_address == "Ann <ann@example.com>"
        assert (mail.to, mail.cc, mail.bcc) == (("Bo <bo@x.com>",), ("cy@x.com",), ("di@x.com",))
        assert (mail.subject, mail.text, mail.html) == ("Grüße", "téxt", "<b>html</b>")
        assert mail.reply_to == ("re@example.com",)
        assert mail.tags == {"campaign": "spring"}
        assert mail.delivered_to == ("bo@x.com", "cy@x.com", "di@x.com")
        assert (mail.suppressed, mail.bounced, mail.rendering_error) == ((), (), None)
        assert (mail.tenant_name, mail.configuration_set_name) == (None, None)
        assert mail.timestamp == backend.clock.now()
        assert mail.headers["Subject"] == "Grüße"
        assert mail.headers["List-Unsubscribe"] == "<https://example.com/u>"
        assert mail.headers["Message-ID"] == f"<{message_id}@email.amazonses.com>"
        assert "Bcc" not in mail.headers
        assert [part.get_content().strip() for part in mail.message.iter_parts()] == ["téxt", "<b>html</b>"]
        assert b"\r\n" in mail.raw

    def test_the_headers_that_ses_writes_win_and_none_can_be_smuggled_in(
        self, backend: Backend, ses: Any, sender: str
    ) -> None:
        content = simple("one\r\nBcc: evil@x.com")
        content["Simple"]["Headers"] = [
            {"Name": "content-transfer-encoding", "Value": "never"},
            {"Name": "DKIM-Signature", "Value": "other"},
        ]
        send(ses, content=content)
        message = only(backend).message
        assert message["Subject"] == "one Bcc: evil@x.com"
        assert message["Bcc"] is None
        assert message["Date"].datetime.date() == backend.clock.now().date()
        assert message.get_all("Content-Transfer-Encoding") == ["7bit"]
        assert message["DKIM-Signature"] is None

    def test_attachments(self, backend: Backend, ses: Any, sender: str) -> None:
        content = simple()
        content["Simple"]["Attachments"] = [
            {
                "FileName": "bild.png",
                "RawContent": b"\x89PNG\r\n\x00\xff",
                "ContentType": "image/png; name=x",
                "ContentDisposition": "INLINE",
                "ContentId": "logo",
                "ContentDescription": "a logo",
                "ContentTransferEncoding": "BASE64",
            },
            {"FileName": "notes.txt", "RawContent": b"plain"},
            {"FileName": "a\r\nBcc: x@y.org", "RawContent": b"x", "ContentType": "no type"},
        ]
        send(ses, content=content)
        mail = only(backend)
        assert mail.content.attachments[1] == Attachment(
            file_name="notes.txt", content=b"plain", content_type="text/plain", transfer_encoding="7bit"
        )
        first, second, third = mail.message.iter_attachments()
        assert (third.get_content_type(), third.get_filename()) == ("application/octet-stream", "a Bcc: x@y.org")
        assert first.get_content() == b"\x89PNG\r\n\x00\xff"
        assert (first.get_content_type(), first.get_filename()) == ("image/png", "bild.png")
        assert (first["Content-ID"], first.get_content_disposition()) == ("<logo>", "inline")
        assert first["Content-Description"] == "a logo"
        assert (second.get_content_type(), second.get_content()) == ("text/plain", "plain")

    def test_a_raw_mail_is_kept_byte_for_byte(self, backend: Backend, ses: Any, sender: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "ann@example.com", "Bo <bo@x.com>, cy@x.com", "Ünicode"
        message["Cc"] = "di@x.com"
        message.set_content("téxt")
        message.add_alternative("<p>html</p>", subtype="html")
        ses.send_email(Content={"Raw": {"Data": message.as_bytes()}})
        mail = only(backend)
        assert mail.content.mime == message.as_bytes()
        assert (mail.from_address, mail.to, mail.cc) == ("ann@example.com", ("bo@x.com", "cy@x.com"), ("di@x.com",))
        assert (mail.subject, mail.text, mail.html) == ("Ünicode", "téxt\n", "<p>html</p>\n")
        assert mail.delivered_to == ("bo@x.com", "cy@x.com", "di@x.com")

    def test_a_raw_mail_goes_to_the_request_s_recipients(self, backend: Backend, ses: Any, sender: str) -> None:
        raw = {"Raw": {"Data": b"From: liar@elsewhere.com\r\nTo: list@x.com\r\n\r\nbody"}}
        send(ses, {"BccAddresses": ["bo@x.com"]}, raw)
        assert only(backend).delivered_to == ("bo@x.com",)
        assert only(backend).from_address == "ann@example.com"

    def test_encoded_headers_of_a_raw_mail(self, backend: Backend, ses: Any, sender: str) -> None:
        to = "=?utf-8?q?Bo=2C_B=C3=B6?= <bo@x.com>,\r\n cy@x.com"
        subject = "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n from afar"
        raw = f"From: ann@example.com\r\nTo: {to}\r\nSubject: {subject}\r\n\r\n"
        ses.send_email(Content={"Raw": {"Data": raw.encode()}})
        assert only(backend).delivered_to == ("bo@x.com", "cy@x.com")
        assert only(backend).subject == "Grüße from afar"

    @pytest.mark.parametrize(
        "headers", ["Cc: >a,,<", "Reply-To: filename@", "Message-ID: <,", "X: \xff", "Subject: =?klingon?q?x?="]
    )
    def test_malformed_headers_of_a_raw_mail(self, backend: Backend, ses: Any, sender: str, headers: str) -> None:
        raw = f"{headers}\r\nFrom: ann@example.com\r\n\r\nbody".encode("latin-1")
        send(ses, content={"Raw": {"Data": raw}})
        assert (only(backend).content.mime, only(backend).text) == (raw, "body")

    @pytest.mark.parametrize("charset", [b"klingon", b'"a\0b"', b"hex", b"idna"])
    def test_raw_mail_in_an_unknown_charset(self, backend: Backend, ses: Any, sender: str, charset: bytes) -> None:
        head = b"From: ann@example.com\r\nTo: bo@x.com\r\nContent-Type: text/plain; charset="
        raw = b"%b%b\r\n\r\nqapla" % (head, charset)
        ses.send_email(Content={"Raw": {"Data": raw}})
        assert only(backend).text == "qapla"

    def test_a_raw_mail_with_more_levels_than_can_be_read_is_refused(self, ses: Any, sender: str) -> None:
        raw = b"From: ann@example.com\r\nTo: bo@x.com\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000
        status, code, message = refusal(ses.send_email, Content={"Raw": {"Data": raw}})
        assert (status, code) == (400, "BadRequestException")
        assert "levels" in message

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"To: bo@x.com\r\n\r\nbody", "Missing required header 'From'."),
            (b"From: ann@example.com\r\n\r\n", "recipient"),
        ],
    )
    def test_a_raw_mail_without_sender_or_recipient(self, ses: Any, sender: str, data: bytes, words: str) -> None:
        status, code, message = refusal(ses.send_email, Content={"Raw": {"Data": data}})
        assert (status, code) == (400, "BadRequestException")
        assert words in message

    @pytest.mark.parametrize("content", [{}, {**simple(), "Raw": {"Data": b"x"}}])
    def test_exactly_one_kind_of_content(self, ses: Any, sender: str, content: Any) -> None:
        assert refusal(ses.send_email, FromEmailAddress=sender, Content=content) == (
            400,
            "BadRequestException",
            "Content must have exactly one of Simple, Raw and Template.",
        )

    def test_headers_are_checked_by_the_model(self, ses: Any, sender: str) -> None:
        content = simple()
        content["Simple"]["Headers"] = [{"Name": "X: y", "Value": "a\nb"}]
        message = refused(ses, content=content)[2]
        assert message.startswith("2 validation errors detected: ")
        assert (
            "'content.simple.headers.1.member.value' failed to satisfy constraint: Member must satisfy regular"
            in message
        )

    @pytest.mark.parametrize(
        "tag", [{"Name": "a b", "Value": "v"}, {"Name": "n", "Value": ""}, {"Name": "n", "Value": "v" * 257}]
    )
    def test_message_tags(self, ses: Any, sender: str, tag: Any) -> None:
        status, code, message = refused(ses, EmailTags=[tag])
        assert (status, code) == (400, "BadRequestException")
        assert message.startswith(("Invalid tag name <a b>: only alphanumeric ASCII", "Invalid tag value <"))

    def test_feedback_ids_are_message_tags_although_they_have_a_colon(
        self, backend: Backend, ses: Any, sender: str
    ) -> None:
        given = {"ses:feedback-id-a": "campaign", "ses:feedback-id-b": "team"}
        send(ses, EmailTags=[{"Name": name, "Value": value} for name, value in given.items()])
        assert only(backend).tags == given
        assert refused(ses, EmailTags=[{"Name": "ses:feedback-id-c", "Value": "v"}])[:2] == (400, "BadRequestException")

    @pytest.mark.parametrize("address", ["nobody", "a@@b.com", "ü@x.com", "a@x.com, b@x.com", ""])
    def test_the_address_for_feedback_is_one_address(self, ses: Any, sender: str, address: str) -> None:
        assert refused(ses, FeedbackForwardingEmailAddress=address)[:2] == (400, "BadRequestException")


class TestTemplates:
    @pytest.fixture(autouse=True)
    def _template(self, ses: Any) -> None:
        content = {"Subject": "Hi {{name}}", "Text": "{{name}} & {{city}}", "Html": "<b>{{name}}</b>"}
        ses.create_email_template(TemplateName="welcome", TemplateContent=content)

    def template(self, data: Any = None, **members: Any) -> Any:
        given = {} if data is None else {"TemplateData": json.dumps(data)}
        return {"Template": {"TemplateName": "welcome", **given, **members}}

    def test_a_stored_template(self, backend: Backend, ses: Any, sender: str) -> None:
        headers = [{"Name": "X-Kind", "Value": "welcome"}]
        attachments = [{"FileName": "f.txt", "RawContent": b"c"}]
        send(ses, content=self.template({"name": "<Bo>", "city": "Köln"}, Headers=headers, Attachments=attachments))
        mail = only(backend)
        assert (mail.subject, mail.text, mail.html) == ("Hi <Bo>", "<Bo> & Köln", "<b><Bo></b>")
        assert mail.headers["X-Kind"] == "welcome"
        assert mail.content.attachments[0].file_name == "f.txt"
        assert mail.rendering_error is None

    def test_by_arn(self, backend: Backend, ses: Any, sender: str) -> None:
        content = {
            "Template": {"TemplateArn": backend.arn("template/welcome"), "TemplateData": '{"name": 1, "city": 2}'}
        }
        send(ses, content=content)
        assert only(backend).text == "1 & 2"

    def test_inline(self, backend: Backend, ses: Any, sender: str) -> None:
        inline = {"TemplateContent": {"Subject": "S {{a}}", "Html": "{{a}}"}, "TemplateData": '{"a": 1}'}
        send(ses, content={"Template": inline})
        assert (only(backend).subject, only(backend).text, only(backend).html) == ("S 1", None, "1")

    def test_a_missing_variable_is_accepted_rendered_empty_and_never_delivered(
        self, backend: Backend, ses: Any, sender: str
    ) -> None:
        backend.enable_vdm()
        assert send(ses, content=self.template({"name": "Bo"}))
        mail = only(backend)
        assert mail.text == "Bo & "
        assert mail.rendering_error == "Attribute 'city' is not present in the rendering data."
        assert mail.delivered_to == ()
        assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 1

    def test_a_malformed_template_is_accepted_too(self, backend: Backend, ses: Any, sender: str) -> None:
        send(ses, content={"Template": {"TemplateContent": {"Subject": "{{#if"}}})
        assert "The template cannot be rendered" in (only(backend).rendering_error or "")
        assert (only(backend).subject, only(backend).delivered_to) == ("", ())

    def test_data_that_is_no_json_object(self, ses: Any, sender: str) -> None:
        content = {"Template": {"TemplateName": "welcome", "TemplateData": "[]"}}
        assert refused(ses, content=content) == (400, "BadRequestException", "The template data is not a JSON object.")

    def test_an_unknown_template(self, ses: Any, sender: str) -> None:
        missing = (404, "NotFoundException", "Template ghost does not exist.")
        assert refused(ses, content={"Template": {"TemplateName": "ghost"}}) == missing
        arn = "arn:aws:ses:us-east-1:123456789012:template/ghost"
        assert refused(ses, content={"Template": {"TemplateArn": arn}}) == missing

    @pytest.mark.parametrize("template", [{}, {"TemplateName": "welcome", "TemplateContent": {"Subject": "s"}}])
    def test_exactly_one_way_to_name_a_template(self, ses: Any, sender: str, template: Any) -> None:
        assert refused(ses, content={"Template": template}) == (
            400,
            "BadRequestException",
            "Template must have exactly one of TemplateName, TemplateArn and TemplateContent.",
        )


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "message"),
        [
            ("nobody", "Missing final '@domain'"),
            ("@x.com", "Missing final '@domain'"),
            ("bo@", "Missing final '@domain'"),
            ("bo@bücher.com", "Domain contains illegal character"),
            ("bo@x_y.com", "Domain contains illegal character"),
            ("Bo <b\x01o@x.com>", "Local address contains control or whitespace"),
            ("bö@x.com", "Local address contains non-ASCII characters"),
        ],
    )
    def test_malformed_ones(self, ses: Any, sender: str, address: str, message: str) -> None:
        assert refused(ses, ["ok@x.com", address]) == (400, "BadRequestException", message)
        assert refused(ses, FromEmailAddress=address) == (400, "BadRequestException", message)

    def test_reply_addresses_are_checked_and_written(self, backend: Backend, ses: Any, sender: str) -> None:
        assert refused(ses, ReplyToAddresses=["nobody"])[2] == "Missing final '@domain'"
        send(ses, '"Bo, Bo" <bo@x.com>', ReplyToAddresses=['"Re: you" <re@x.com>'])
        assert only(backend).message["Reply-To"].addresses[0].addr_spec == "re@x.com"
        assert only(backend).message["To"].addresses[0].addr_spec == "bo@x.com"

    def test_the_number_of_recipients(self, backend: Backend, ses: Any, sender: str) -> None:
        many = {"ToAddresses": [f"{number}@x.com" for number in range(25)], "BccAddresses": ["bo@x.com"] * 25}
        send(ses, many)
        assert len(only(backend).delivered_to) == 50
        many["CcAddresses"] = ["cy@x.com"]
        assert refused(ses, many) == (400, "BadRequestException", "Recipient count exceeds 50.")
        assert refused(ses, {}) == (400, "BadRequestException", "At least one recipient is required.")

    def test_a_sender_is_required(self, ses: Any) -> None:
        found = refusal(ses.send_email, Destination={"ToAddresses": ["bo@x.com"]}, Content=simple())
        assert found[:2] == (400, "BadRequestException")


class TestIdentities:
    def test_an_unverified_sender(self, backend: Backend, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")  # not enough: it is pending
        assert refused(ses) == (400, "MessageRejected", f"{UNVERIFIED}ann@example.com")
        assert backend.outbox == []

    @pytest.mark.parametrize("verified", ["ann@example.com", "example.com"])
    def test_the_address_or_its_domain_covers_it(self, backend: Backend, ses: Any, verified: str) -> None:
        backend.verify_identity(verified)
        send(ses, FromEmailAddress="Ann <ann@EXAMPLE.com>")

    def test_an_address_covers_nobody_else(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("ann@example.com")
        assert refused(ses, FromEmailAddress="bo@example.com")[1] == "MessageRejected"

    def test_a_pending_address_is_covered_by_its_verified_domain(self, backend: Backend, ses: Any, sender: str) -> None:
        ses.create_email_identity(EmailIdentity=sender)
        assert send(ses)

    def test_a_parent_domain_covers_it_and_a_sibling_does_not(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        send(ses, FromEmailAddress="ann@mail.example.com")
        assert refused(ses, FromEmailAddress="ann@badexample.com")[1] == "MessageRejected"

    def test_an_identity_named_by_arn(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        send(ses, FromEmailAddressIdentityArn=backend.arn("identity/example.com"))
        assert refused(ses, FromEmailAddressIdentityArn=backend.arn("identity/ghost.com"))[1] == "MessageRejected"

    def test_the_sandbox_wants_verified_recipients(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.account.production_access = False
        backend.verify_identity("friend.com")
        send(ses, ["bo@friend.com", "success@simulator.amazonses.com"])
        assert refused(ses, ["bo@friend.com", "cy@x.com", "di@y.com"]) == (
            400,
            "MessageRejected",
            f"{UNVERIFIED}cy@x.com, di@y.com",
        )

    def test_the_region_is_named(self, backend: Backend) -> None:
        assert "in region EU-WEST-1: " in refused(make_client("eu-west-1"))[2]


class TestPauses:
    def test_the_account(self, backend: Backend, ses: Any, sender: str) -> None:
        ses.put_account_sending_attributes(SendingEnabled=False)
        assert refused(ses)[:2] == (400, "SendingPausedException")
        ses.put_account_sending_attributes(SendingEnabled=True)
        backend.account.enforcement_status = "SHUTDOWN"
        assert refused(ses)[:2] == (400, "AccountSuspendedException")
        backend.account.enforcement_status = "PROBATION"
        assert send(ses)

    def test_the_configuration_set(self, ses: Any, sender: str) -> None:
        ses.create_configuration_set(ConfigurationSetName="main", SendingOptions={"SendingEnabled": False})
        assert refused(ses, ConfigurationSetName="main") == (
            400,
            "SendingPausedException",
            "Sending is paused for configuration set <main>.",
        )
        assert send(ses)

    def test_an_unknown_configuration_set(self, ses: Any, sender: str) -> None:
        assert refused(ses, ConfigurationSetName="ghost") == (
            404,
            "NotFoundException",
            "Configuration set <ghost> does not exist.",
        )

    def test_the_identity_s_default_configuration_set_applies(self, backend: Backend, ses: Any) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        ses.create_configuration_set(ConfigurationSetName="other")
        ses.create_email_identity(EmailIdentity="example.com", ConfigurationSetName="main")
        backend.verify_identity("example.com")
        send(ses)
        send(ses, ConfigurationSetName="other")
        assert [mail.configuration_set_name for mail in backend.outbox] == ["main", "other"]


class TestTenants:
    @pytest.fixture
    def arns(self, backend: Backend, ses: Any, sender: str) -> list[str]:
        """The resources that a tenant needs for sending, not yet associated."""
        ses.create_tenant(TenantName="acme")
        ses.create_configuration_set(ConfigurationSetName="main")
        ses.create_email_template(TemplateName="welcome", TemplateContent={"Subject": "s", "Text": "t"})
        return [
            backend.arn(resource) for resource in ("identity/example.com", "configuration-set/main", "template/welcome")
        ]

    def associate(self, ses: Any, *arns: str) -> None:
        for arn in arns:
            ses.create_tenant_resource_association(TenantName="acme", ResourceArn=arn)

    def as_tenant(self, **members: Any) -> dict[str, Any]:
        return {"TenantName": "acme", "ConfigurationSetName": "main", **members}

    def test_the_refusal_lists_every_missing_arn(self, ses: Any, arns: list[str]) -> None:
        content = {"Template": {"TemplateName": "welcome"}}
        for done in range(3):
            assert refused(ses, content=content, **self.as_tenant()) == (
                403,
                "AccessDeniedException",
                f"Tenant not associated with resources [{', '.join(arns[done:])}].",
            )
            self.associate(ses, arns[done])
        assert send(ses, content=content, **self.as_tenant())

    def test_what_is_associated_is_enough(self, backend: Backend, ses: Any, arns: list[str]) -> None:
        self.associate(ses, *arns[:2])
        send(ses, **self.as_tenant())
        send(ses, content={"Template": {"TemplateContent": {"Subject": "inline"}}}, **self.as_tenant())
        assert [mail.tenant_name for mail in backend.outbox] == ["acme", "acme"]
        ses.delete_tenant_resource_association(TenantName="acme", ResourceArn=arns[0])
        assert refused(ses, **self.as_tenant())[0] == 403

    def test_a_configuration_set_is_required(self, backend: Backend, ses: Any, arns: list[str]) -> None:
        self.associate(ses, *arns)
        assert refused(ses, TenantName="acme") == (
            400,
            "BadRequestException",
            "Sending for tenant <acme> requires a configuration set.",
        )

    def test_an_unknown_tenant(self, ses: Any, arns: list[str]) -> None:
        assert refused(ses, **self.as_tenant(TenantName="ghost")) == (
            404,
            "NotFoundException",
            "Tenant ghost for AwsAccountId 123456789012 not found.",
        )

    def test_a_disabled_tenant(self, backend: Backend, ses: Any, arns: list[str]) -> None:
        self.associate(ses, *arns)
        backend.set_sending_status("acme", "DISABLED")
        assert refused(ses, **self.as_tenant()) == (
            400,
            "SendingPausedException",
            "Sending is paused for tenant <acme>.",
        )
        backend.set_sending_status("acme", "REINSTATED")
        assert send(ses, **self.as_tenant())

    @pytest.mark.parametrize(
        ("tenant", "configuration_set", "suppressed"),
        [
            (None, None, "account@x.com"),
            (("ACCOUNT", ["BOUNCE"]), None, "account@x.com"),
            (("ACCOUNT", ["COMPLAINT"]), None, None),
            (("TENANT", ["BOUNCE"]), None, "tenant@x.com"),
            (("TENANT", ["COMPLAINT"]), None, None),
            (("TENANT", ["BOUNCE"]), {"SuppressionScope": "ACCOUNT"}, "account@x.com"),
            (("ACCOUNT", ["BOUNCE"]), {"SuppressionScope": "TENANT"}, "tenant@x.com"),
            (None, {"SuppressionScope": "TENANT"}, "tenant@x.com"),
            (("TENANT", ["COMPLAINT"]), {"SuppressedReasons": ["BOUNCE"]}, "tenant@x.com"),
            (("TENANT", ["BOUNCE"]), {"SuppressedReasons": []}, None),
        ],
    )
    def test_which_suppression_list_applies(
        self, backend: Backend, ses: Any, arns: list[str], tenant: Any, configuration_set: Any, suppressed: Any
    ) -> None:
        self.associate(ses, *arns)
        backend.suppress("account@x.com")
        backend.suppress("tenant@x.com", tenant_name="acme")
        if tenant:
            scope, reasons = tenant
            ses.put_tenant_suppression_attributes(TenantName="acme", SuppressionScope=scope, SuppressedReasons=reasons)
        if configuration_set is not None:
            ses.put_configuration_set_suppression_options(ConfigurationSetName="main", **configuration_set)
        send(ses, ["account@x.com", "tenant@x.com"], **self.as_tenant())
        assert only(backend).suppressed == ((suppressed,) if suppressed else ())


class TestSuppression:
    def test_a_suppressed_recipient_is_accepted_and_counted_but_gets_nothing(
        self, backend: Backend, ses: Any, sender: str
    ) -> None:
        backend.suppress("bo@x.com")
        assert send(ses, ["bo@x.com", "cy@x.com"])
        assert (only(backend).suppressed, only(backend).delivered_to) == (("bo@x.com",), ("cy@x.com",))
        assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 2

    @pytest.mark.parametrize(
        ("stored", "written"), [("Bo@x.com", "bo@X.com"), ("bo@x.com", "BO@x.com"), ("BO@x.com", "bO@x.com")]
    )
    def test_case_does_not_matter_when_sending(
        self, backend: Backend, ses: Any, sender: str, stored: str, written: str
    ) -> None:
        backend.suppress(stored)
        send(ses, f"Bo <{written}>")
        ses.delete_suppressed_destination(EmailAddress=stored)
        send(ses, written)
        assert [mail.suppressed for mail in backend.outbox] == [(written,), ()]

    def test_only_the_account_s_reasons_count(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.suppress("bo@x.com", "COMPLAINT")
        ses.put_account_suppression_attributes(SuppressedReasons=["BOUNCE"])
        send(ses)
        assert only(backend).suppressed == ()

    def test_a_configuration_set_can_switch_it_off(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.suppress("bo@x.com")
        ses.create_configuration_set(ConfigurationSetName="all", SuppressionOptions={"SuppressedReasons": []})
        send(ses, ConfigurationSetName="all")
        assert only(backend).delivered_to == ("bo@x.com",)

    @pytest.mark.parametrize(
        ("name", "delivered"),
        [
            ("success", True),
            ("complaint", True),
            ("ooto", True),
            ("bounce", False),
            ("suppressionlist", False),
            ("bounce+l", False),
        ],
    )
    def test_the_mailbox_simulator(self, backend: Backend, ses: Any, sender: str, name: str, delivered: bool) -> None:
        address = f"{name}@simulator.amazonses.com"
        send(ses, address)
        assert only(backend).delivered_to == ((address,) if delivered else ())
        assert only(backend).bounced == (() if delivered else (address,))

    def test_a_suppressed_address_cannot_bounce(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.suppress("bounce@simulator.amazonses.com")
        send(ses, "bounce@simulator.amazonses.com")
        assert (len(only(backend).suppressed), only(backend).bounced) == (1, ())


class TestQuotas:
    def test_they_are_not_enforced_unless_asked(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.account.max_send_rate = backend.account.max24_hour_send = 1
        for _ in range(3):
            send(ses)

    def test_the_send_rate_counts_recipients_and_recovers(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.enforce_quotas = True
        for _ in range(7):
            send(ses, ["bo@x.com", "cy@x.com"])
        assert refused(ses) == (429, "TooManyRequestsException", "Maximum sending rate exceeded.")
        backend.clock.advance(1 / 14)
        send(ses)
        assert refused(ses)[0] == 429

    def test_a_large_mail_is_accepted_and_paid_for_afterwards(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.enforce_quotas = True
        backend.account.max_send_rate = 1
        send(ses, [f"{number}@x.com" for number in range(5)])
        backend.clock.advance(4.9)
        assert refused(ses)[0] == 429
        backend.clock.advance(0.1)
        send(ses)

    @pytest.mark.parametrize("rate", [3, 7, 14, 300])
    def test_paced_sends_at_the_rate_all_pass(self, backend: Backend, ses: Any, sender: str, rate: int) -> None:
        backend.enforce_quotas = True
        backend.account.max_send_rate = rate
        for _ in range(rate // 50):
            send(ses, [f"{number}@x.com" for number in range(50)])
        for _ in range(rate % 50):
            send(ses)
        for _ in range(30):
            assert refused(ses)[0] == 429
            backend.clock.sleep(1 / rate)
            send(ses)

    def test_the_daily_quota_rolls(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.enforce_quotas = True
        backend.account.max24_hour_send = 3
        send(ses, ["a@x.com", "b@x.com"])
        backend.clock.advance(timedelta(hours=1))
        assert refused(ses, ["c@x.com", "d@x.com"]) == (
            429,
            "TooManyRequestsException",
            "Daily message quota exceeded.",
        )
        send(ses, "c@x.com")
        backend.clock.advance(timedelta(hours=23))
        send(ses, ["d@x.com", "e@x.com"])
        backend.account.max24_hour_send = -1
        backend.clock.advance(1)
        send(ses)


class TestBulk:
    @pytest.fixture(autouse=True)
    def _template(self, ses: Any, sender: str) -> None:
        content = {"Subject": "Hi {{name}}", "Text": "{{shop.name}} {{shop.city}} {{list}}"}
        ses.create_email_template(TemplateName="news", TemplateContent=content)

    def entry(self, to: str, data: Any = None, **members: Any) -> dict[str, Any]:
        entry = {"Destination": {"ToAddresses": [to]}, **members}
        if data is not None:
            replacement = {"ReplacementTemplateData": data if isinstance(data, str) else json.dumps(data)}
            entry["ReplacementEmailContent"] = {"ReplacementTemplate": replacement}
        return entry

    def call(self, ses: Any, *entries: Any, **members: Any) -> Any:
        data = json.dumps({"name": "you", "shop": {"name": "Shop", "city": "Rome"}, "list": [1, 2]})
        template = {"TemplateName": "news", "TemplateData": data, **members.pop("template", {})}
        given: Any = {"FromEmailAddress": "ann@example.com", "DefaultContent": {"Template": template}, **members}
        return ses.send_bulk_email(BulkEmailEntries=list(entries), **given)["BulkEmailEntryResults"]

    def test_replacement_data_goes_over_the_default_key_by_key(self, backend: Backend, ses: Any) -> None:
        entries = (
            self.entry("a@x.com"),
            self.entry("b@x.com", {"name": "Bo", "shop": {"city": "Bonn"}, "list": [3]}),
            self.entry("c@x.com", {"shop": {"city": {"deep": 1}}}),
            self.entry("d@x.com", "{}"),
        )
        results = self.call(ses, *entries)
        assert [result["Status"] for result in results] == ["SUCCESS"] * 4
        assert [result["MessageId"] for result in results] == [mail.message_id for mail in backend.outbox]
        assert [mail.subject for mail in backend.outbox] == ["Hi you", "Hi Bo", "Hi you", "Hi you"]
        assert [mail.text for mail in backend.outbox] == [
            "Shop Rome 1,2",
            "Shop Bonn 3",
            "Shop [object Object] 1,2",
            "Shop Rome 1,2",
        ]

    def test_replacement_headers_and_tags_go_over_the_default_by_name(self, backend: Backend, ses: Any) -> None:
        headers = [{"Name": "X-One", "Value": "1"}, {"Name": "X-Two", "Value": "2"}]
        own = {
            "ReplacementHeaders": [{"Name": "x-two", "Value": "own"}, {"Name": "X-Three", "Value": "3"}],
            "ReplacementTags": [{"Name": "b", "Value": "own"}],
        }
        tags = [{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}]
        self.call(
            ses,
            self.entry("a@x.com", **own),
            self.entry("b@x.com"),
            template={"Headers": headers, "Attachments": [{"FileName": "f.txt", "RawContent": b"c"}]},
            DefaultEmailTags=tags,
        )
        first, second = backend.outbox
        assert list(first.content.headers) == [("X-One", "1"), ("x-two", "own"), ("X-Three", "3")]
        assert list(second.content.headers) == [("X-One", "1"), ("X-Two", "2")]
        assert (first.tags, second.tags) == ({"a": "1", "b": "own"}, {"a": "1", "b": "2"})
        assert [mail.content.attachments[0].content for mail in backend.outbox] == [b"c", b"c"]

    def test_an_entry_fails_alone(self, backend: Backend, ses: Any) -> None:
        results = self.call(
            ses,
            self.entry("a@x.com"),
            self.entry("nobody"),
            self.entry("b@x.com", "not json"),
            {"Destination": {}},
            self.entry("c@x.com", ReplacementTags=[{"Name": "a b", "Value": "v"}]),
            self.entry("d@x.com"),
        )
        assert [result["Status"] for result in results] == ["SUCCESS", *["INVALID_PARAMETER"] * 4, "SUCCESS"]
        assert results[1] == {"Status": "INVALID_PARAMETER", "Error": "Missing final '@domain'"}
        assert [mail.to for mail in backend.outbox] == [("a@x.com",), ("d@x.com",)]

    def test_the_sandbox_rejects_the_unverified_recipient_only(self, backend: Backend, ses: Any) -> None:
        backend.account.production_access = False
        results = self.call(ses, self.entry("bo@example.com"), self.entry("a@x.com"))
        assert [result["Status"] for result in results] == ["SUCCESS", "MESSAGE_REJECTED"]
        assert results[1]["Error"] == f"{UNVERIFIED}a@x.com"

    def test_quotas_end_in_the_middle(self, backend: Backend, ses: Any) -> None:
        backend.enforce_quotas = True
        backend.account.max_send_rate = 2
        entries = [self.entry(f"{number}@x.com") for number in range(3)]
        assert [result["Status"] for result in self.call(ses, *entries)] == ["SUCCESS", "SUCCESS", "ACCOUNT_THROTTLED"]
        backend.account.max24_hour_send = 3
        backend.clock.advance(10)
        statuses = [result["Status"] for result in self.call(ses, *entries)]
        assert statuses == ["SUCCESS", "ACCOUNT_DAILY_QUOTA_EXCEEDED", "ACCOUNT_DAILY_QUOTA_EXCEEDED"]

    def test_a_rendering_failure_is_accepted(self, backend: Backend, ses: Any) -> None:
        results = self.call(ses, self.entry("a@x.com"), template={"TemplateData": "{}"})
        assert results[0]["Status"] == "SUCCESS"
        assert only(backend).rendering_error == "Attribute 'name' is not present in the rendering data."

    @pytest.mark.parametrize("count", [0, 51])
    def test_the_number_of_entries(self, backend: Backend, ses: Any, count: int) -> None:
        found = refusal(self.call, ses, *[self.entry("a@x.com")] * count)
        assert found == (400, "BadRequestException", "The number of entries must be between 1 and 50.")
        assert len(self.call(ses, *[self.entry("a@x.com")] * 50)) == 50

    @pytest.mark.parametrize(
        ("members", "status", "code"),
        [
            ({"template": {"TemplateName": "ghost"}}, 404, "NotFoundException"),
            ({"template": {"TemplateData": "["}}, 400, "BadRequestException"),
            ({"DefaultContent": {}}, 400, "BadRequestException"),
            ({"FromEmailAddress": "a@unverified.com"}, 400, "MessageRejected"),
            ({"ConfigurationSetName": "ghost"}, 404, "NotFoundException"),
            ({"TenantName": "ghost"}, 404, "NotFoundException"),
            ({"DefaultEmailTags": [{"Name": "a b", "Value": "v"}]}, 400, "BadRequestException"),
        ],
    )
    def test_what_all_entries_share_fails_the_call(
        self, backend: Backend, ses: Any, members: Any, status: int, code: str
    ) -> None:
        assert refusal(self.call, ses, self.entry("a@x.com"), **members)[:2] == (status, code)
        assert backend.outbox == []

    def test_for_a_tenant(self, backend: Backend, ses: Any) -> None:
        ses.create_tenant(TenantName="acme")
        ses.create_configuration_set(ConfigurationSetName="main")
        as_tenant = {"TenantName": "acme", "ConfigurationSetName": "main"}
        resources = ("identity/example.com", "configuration-set/main", "template/news")
        message = refusal(self.call, ses, self.entry("a@x.com"), **as_tenant)[2]
        for resource in resources:
            assert backend.arn(resource) in message
            ses.create_tenant_resource_association(TenantName="acme", ResourceArn=backend.arn(resource))
        self.call(ses, self.entry("a@x.com"), **as_tenant)
        assert only(backend).tenant_name == "acme"
