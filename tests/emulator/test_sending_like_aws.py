"""Mail that AWS refuses, damages or does not deliver is refused, damaged or not delivered by the local SES too."""

import email
import itertools
import json
import random
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest

from sesv2kit.testing import Backend, EventRecord, SentMail
from sesv2kit.testing.engine import Engine, Request
from sesv2kit.testing.protocol.clock import VirtualClock

from .conftest import make_client
from .helpers import refusal, simple, utf8

SENDER = "ann@example.com"
BINARY = bytes(range(256))


@pytest.fixture(autouse=True)
def _verified(sender: str) -> None:
    assert sender == SENDER


def send(ses: Any, content: Any = None, *to: str, **members: Any) -> str:
    given = {"FromEmailAddress": SENDER, "Destination": {"ToAddresses": list(to) or ["bo@x.com"]}, **members}
    given = {name: value for name, value in given.items() if value is not None}
    message_id: str = ses.send_email(Content=content or simple(), **given)["MessageId"]
    return message_id


def refused(ses: Any, content: Any = None, *to: str, **members: Any) -> tuple[int, str, str]:
    return refusal(send, ses, content, *to, **members)


def only(backend: Backend) -> SentMail:
    (mail,) = backend.outbox
    return mail


def raw(*lines: str) -> Any:
    return {"Raw": {"Data": "\r\n".join(lines).encode()}}


class TestCharsets:
    def test_text_without_one_is_ascii_and_loses_the_rest(self, backend: Backend, ses: Any) -> None:
        body = {"Text": {"Data": "naïve"}, "Html": {"Data": "<p>Ω</p>"}}
        send(ses, {"Simple": {"Subject": {"Data": "Grüße"}, "Body": body}})
        mail = only(backend)
        assert (mail.subject, mail.text, mail.html) == ("Gr??e", "na?ve", "<p>?</p>")
        assert mail.headers["Subject"] == "Gr??e"
        assert [part.get_content() for part in mail.message.iter_parts()] == ["na?ve", "<p>?</p>"]

    @pytest.mark.parametrize(
        ("charset", "text"),
        [("UTF-8", "Grüße €"), ("ISO-8859-1", "Grüße"), ("windows-1252", "€"), ("Shift_JIS", "日本"), ("UTF-16", "é")],
    )
    def test_text_with_one_arrives(self, backend: Backend, ses: Any, charset: str, text: str) -> None:
        content = {"Data": text, "Charset": charset}
        send(ses, {"Simple": {"Subject": content, "Body": {"Text": content}}})
        mail = only(backend)
        assert (mail.subject, mail.text, mail.message["Subject"], mail.message.get_content()) == (text,) * 4

    def test_a_character_that_the_charset_lacks_is_lost(self, backend: Backend, ses: Any) -> None:
        send(ses, {"Simple": {"Subject": utf8("s"), "Body": {"Text": {"Data": "5 €", "Charset": "ISO-8859-1"}}}})
        assert only(backend).text == "5 ?"

    @pytest.mark.parametrize("charset", ["nonsense", "", "rot13", "base64", "idna", "unicode_escape", "utf-8\r\nX: y"])
    @pytest.mark.parametrize("member", ["Subject", "Text"])
    def test_an_unknown_one_is_refused(self, ses: Any, charset: str, member: str) -> None:
        bad = {"Data": "plain", "Charset": charset}
        parts = {"Subject": utf8("s"), "Text": utf8("t"), member: bad}
        content = {"Simple": {"Subject": parts["Subject"], "Body": {"Text": parts["Text"]}}}
        assert refused(ses, content) == (400, "BadRequestException", f"Unsupported charset: <{charset}>.")

    def test_an_encoded_word_needs_none(self, backend: Backend, ses: Any) -> None:
        send(ses, {"Simple": {"Subject": {"Data": "=?utf-8?q?Gr=C3=BC=C3=9Fe?="}, "Body": {"Text": {"Data": "t"}}}})
        assert (only(backend).subject, only(backend).headers["Subject"]) == ("Grüße", "Grüße")

    def test_templates_have_every_character(self, backend: Backend, ses: Any) -> None:
        content = {"TemplateContent": {"Subject": "Grüße {{a}}", "Text": "é"}, "TemplateData": '{"a": "Ω"}'}
        send(ses, {"Template": content})
        assert (only(backend).headers["Subject"], only(backend).message.get_content()) == ("Grüße Ω", "é")


def with_files(*files: Any, html: str | None = None) -> Any:
    content = simple()
    content["Simple"]["Attachments"] = list(files)
    if html is not None:
        content["Simple"]["Body"]["Html"] = utf8(html)
    return content


def file(name: str = "a.bin", content: bytes = BINARY, **members: Any) -> Any:
    return {"FileName": name, "RawContent": content, **members}


class TestAttachments:
    def arrived(self, backend: Backend) -> bytes:
        """The content of the only file, as the recipients get it."""
        (part,) = only(backend).message.iter_attachments()
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert len(only(backend).attachments) == 1
        return content

    def test_a_binary_one_without_a_transfer_encoding_is_damaged(self, backend: Backend, ses: Any) -> None:
        send(ses, with_files(file(content=b"\x89PNG\xff")))
        assert self.arrived(backend) == only(backend).attachments[0].content == b"?PNG?"
        assert only(backend).attachments[0].transfer_encoding == "7bit"

    def test_unless_that_is_not_assumed(self, backend: Backend, ses: Any) -> None:
        backend.assume = {"attachment_seven_bit": False}
        send(ses, with_files(file()))
        assert self.arrived(backend) == only(backend).attachments[0].content == BINARY

    @pytest.mark.parametrize("encoding", ["BASE64", "QUOTED_PRINTABLE"])
    def test_with_one_it_arrives(self, backend: Backend, ses: Any, encoding: str) -> None:
        content = BINARY * 300
        send(ses, with_files(file(content=content, ContentTransferEncoding=encoding)))
        assert self.arrived(backend) == only(backend).attachments[0].content == content
        body = only(backend).raw.partition(b"\r\n\r\n")[2]
        assert max(map(len, body.split(b"\r\n"))) <= 78

    def test_seven_bit_is_what_it_says_even_if_that_is_not_assumed(self, backend: Backend, ses: Any) -> None:
        backend.assume = False
        send(ses, with_files(file(content=b"a\xff\r\nb", ContentTransferEncoding="SEVEN_BIT")))
        assert self.arrived(backend) == b"a?\r\nb"

    def test_the_extension_tells_the_type_where_nothing_else_does(self, backend: Backend, ses: Any) -> None:
        files = [file("a.PDF"), file("b.png"), file("c.csv"), file("d.unheard-of"), file("e.pdf", ContentType="text/x")]
        send(ses, with_files(*files))
        expected = ["application/pdf", "image/png", "text/csv", "application/octet-stream", "text/x"]
        assert [each.content_type for each in only(backend).attachments] == expected
        assert [each.get_content_type() for each in only(backend).message.iter_attachments()] == expected

    @pytest.mark.parametrize("name", ["report", "", "report.", "...", "a.exe", "A.VBS", "invoice.pdf.js", "x.com"])
    def test_names_that_ses_does_not_take(self, backend: Backend, ses: Any, name: str) -> None:
        status, code, message = refused(ses, with_files(file(name)))
        assert (status, code) == (400, "BadRequestException")
        assert "extension" in message
        assert f"<{name}>" in message
        ses.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
        template = {"Template": {"TemplateName": "t", "TemplateData": "{}", "Attachments": [file(name)]}}
        assert refused(ses, template)[2] == message
        entries = [{"Destination": {"ToAddresses": ["bo@x.com"]}}]
        bulk = {"FromEmailAddress": SENDER, "DefaultContent": template, "BulkEmailEntries": entries}
        assert refusal(ses.send_bulk_email, **bulk)[2] == message
        assert backend.outbox == []

    def test_raw_mail_may_have_files_without_an_extension_but_no_blocked_ones(self, ses: Any) -> None:
        for name, accepted in (("notes", True), ("run.exe", False)):
            message = EmailMessage()
            message["From"], message["To"] = SENDER, "bo@x.com"
            message.set_content("t")
            message.add_attachment(b"x", "application", "octet-stream", filename=name)
            content = {"Raw": {"Data": message.as_bytes()}}
            if accepted:
                send(ses, content)
            else:
                assert refused(ses, content)[:2] == (400, "BadRequestException")

    @pytest.mark.parametrize("name", ["Übersicht für März.pdf", 'a "quoted" \\ name.pdf', "ж" * 240 + ".pdf"])
    def test_names_arrive(self, backend: Backend, ses: Any, name: str) -> None:
        send(ses, with_files(file(name)))
        (part,) = only(backend).message.iter_attachments()
        assert part.get_filename() == name
        assert all(len(line) <= 998 for line in only(backend).raw.splitlines())


URL = f"https://shop.example/unsubscribe?who={'a1' * 60}"


def structure(part: Any) -> Any:
    """The content types of a message, in the form (type, parts)."""
    if not part.is_multipart():
        return part.get_content_type()
    return part.get_content_subtype(), [structure(each) for each in part.iter_parts()]


class TestMime:
    @pytest.mark.parametrize("name", ["List-Unsubscribe", "References", "X-Link"])
    def test_a_long_word_in_a_header_is_never_encoded(self, backend: Backend, ses: Any, name: str) -> None:
        value = f"<{URL}>, <mailto:{'u' * 90}@shop.example>"
        content = simple()
        content["Simple"]["Headers"] = [{"Name": name, "Value": value}]
        send(ses, content)
        head = only(backend).raw.partition(b"\r\n\r\n")[0].decode()
        assert "=?" not in head
        assert f"{name}: <{URL}>," in head
        assert only(backend).headers[name] == value

    def test_headers_fold_at_blanks(self, backend: Backend, ses: Any) -> None:
        send(ses, simple("word " * 60 + "end"), *[f"somebody-{number}@x.com" for number in range(40)])
        lines = only(backend).raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        assert max(len(line) for line in lines if not line.startswith(b"Message-ID: ")) <= 76
        assert only(backend).headers["Subject"] == "word " * 60 + "end"
        assert len(only(backend).message["To"].addresses) == 40

    def test_inline_files_are_related_to_the_html(self, backend: Backend, ses: Any) -> None:
        logo = file("logo.png", ContentDisposition="INLINE", ContentId="logo")
        send(ses, with_files(file("a.pdf"), logo, html="<img src='cid:logo'>"))
        assert structure(only(backend).message) == (
            "mixed",
            [("related", [("alternative", ["text/plain", "text/html"]), "image/png"]), "application/pdf"],
        )
        send(ses, with_files(logo))  # without HTML there is nothing to be related to
        assert structure(backend.outbox[-1].message) == ("mixed", ["text/plain", "image/png"])

    def test_python_reads_what_was_written(self, backend: Backend, ses: Any) -> None:
        generator = random.Random(17)
        alphabet = "ab \t\r\n.=?é€𝄞\u2028-_From"
        for _ in range(60):
            text = "".join(generator.choices(alphabet, k=generator.randrange(0, 3000)))
            content = with_files(file(content=generator.randbytes(200), ContentTransferEncoding="BASE64"), html=text)
            content["Simple"]["Body"]["Text"] = utf8(text)
            send(ses, content)
            mail = backend.outbox[-1]
            parsed = email.message_from_bytes(mail.raw, policy=default)
            assert not [part.defects for part in parsed.walk() if part.defects]
            lines = text.replace("\r\n", "\n").replace("\r", "\n")
            for kind in ("plain", "html"):
                body: Any = parsed.get_body((kind,))
                assert body.get_content().replace("\r\n", "\n") == lines
            assert [part.get_content() for part in parsed.iter_attachments()] == [mail.attachments[0].content]
            assert max(map(len, mail.raw.split(b"\r\n"))) <= 998


DISALLOWED = (
    "BCC CC Content-Disposition Content-Type Date From Message-ID MIME-Version Reply-To Return-Path Subject To"
).split()
"""As docs.aws.amazon.com/ses/latest/dg/header-fields.html lists them."""


class TestHeaders:
    @pytest.mark.parametrize("name", [*DISALLOWED, "reply-TO"])
    def test_those_that_ses_sets_itself_are_refused(self, backend: Backend, ses: Any, name: str) -> None:
        headers = [{"Name": name, "Value": "x"}]
        ses.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
        template: Any = {"TemplateName": "t", "TemplateData": "{}"}
        with_headers = {"Template": template | {"Headers": headers}}
        expected = (400, "BadRequestException", f"Header <{name}> is set by SES and cannot be given.")
        assert refused(ses, {"Simple": simple()["Simple"] | {"Headers": headers}}) == expected
        assert refused(ses, with_headers) == expected
        entry: Any = {"Destination": {"ToAddresses": ["bo@x.com"]}}
        bulk = {"FromEmailAddress": SENDER, "DefaultContent": with_headers, "BulkEmailEntries": [entry]}
        assert refusal(ses.send_bulk_email, **bulk) == expected
        bulk = {**bulk, "DefaultContent": {"Template": template}, "BulkEmailEntries": [entry, entry]}
        bulk["BulkEmailEntries"] = [entry | {"ReplacementHeaders": headers}, entry]
        first, second = ses.send_bulk_email(**bulk)["BulkEmailEntryResults"]
        assert (first["Error"], second["Status"]) == (expected[2], "SUCCESS")
        assert len(backend.outbox) == 1

    @pytest.mark.parametrize("name", ["Received", "List-Unsubscribe", "Sender", "X-Subject"])
    def test_others_arrive(self, backend: Backend, ses: Any, name: str) -> None:
        send(ses, {"Simple": simple()["Simple"] | {"Headers": [{"Name": name, "Value": "x@y.example"}]}})
        assert only(backend).headers[name] == "x@y.example"


class TestMessageId:
    def test_the_header_has_the_region_and_the_answer_is_bare(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses)
        assert "@" not in message_id
        assert only(backend).headers["Message-ID"] == f"<{message_id}@email.amazonses.com>"
        there = backend.for_region("eu-west-1")
        there.verify_identity("example.com")
        for domain, assume in (("eu-west-1", True), ("email", False)):
            backend.assume = {"message_id_region": assume}
            message_id = send(make_client("eu-west-1"))
            assert there.outbox[-1].message_id_header == f"<{message_id}@{domain}.amazonses.com>"
            assert there.outbox[-1].headers["Message-ID"] == there.outbox[-1].message_id_header

    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    def test_one_of_the_sender_s_own_is_overwritten(self, backend: Backend, ses: Any, end: str) -> None:
        lines = ["From: ann@example.com", "message-id: <own", " @shop.example>", "Date: Mon, 1 Jan 2001 00:00:00 +0000"]
        mime = end.join([*lines, "X-SES-FROM-ARN:", "X-Order: 7", "", "Message-ID: <in the body>"]).encode()
        message_id = send(ses, {"Raw": {"Data": mime}})
        mail = only(backend)
        assert mail.message.get_all("Message-ID") == [f"<{message_id}@email.amazonses.com>"]
        assert mail.message["Date"].datetime == mail.timestamp.replace(microsecond=0)
        assert (mail.headers["X-Order"], mail.headers.get("X-SES-FROM-ARN")) == ("7", None)
        assert mail.message.get_content().strip() == "Message-ID: <in the body>"
        assert mail.content.mime == mime
        # Events tell both: the sender's among the headers, SES's as the message id.
        record = backend.events[-1].record["mail"]
        assert {"name": "message-id", "value": "<own @shop.example>"} in record["headers"]
        assert record["commonHeaders"]["messageId"] == message_id


class TestDisplayNames:
    @pytest.mark.parametrize("member", ["From", "To", "Reply-To"])
    @pytest.mark.parametrize("name", ["Ünal", '"Ünal"', "Ann 😀", "\ud800"])
    def test_they_must_be_ascii(self, ses: Any, member: str, name: str) -> None:
        """Encoded as in RFC 2047 they are."""
        written = f"{name} <ann@example.com>"
        members: dict[str, Any] = {
            "From": {"FromEmailAddress": written},
            "To": {"Destination": {"ToAddresses": [written]}},
            "Reply-To": {"ReplyToAddresses": [written]},
        }
        status, code, message = refused(ses, **members[member])
        assert (status, code) == (400, "BadRequestException")
        assert "RFC 2047" in message

    def test_encoded_ones_arrive(self, backend: Backend, ses: Any) -> None:
        send(ses, None, "=?utf-8?q?B=C3=B6?= <bo@x.com>", FromEmailAddress="=?utf-8?b?w5xuYWw=?= <ann@example.com>")
        assert only(backend).headers["To"] == "Bö <bo@x.com>"
        assert only(backend).message["From"].addresses[0].display_name == "Ünal"
        assert only(backend).from_address == "=?utf-8?b?w5xuYWw=?= <ann@example.com>"

    @pytest.mark.parametrize("name", ["From", "To", "Cc"])
    def test_nor_may_raw_mail_have_others(self, ses: Any, name: str) -> None:
        headers = {"From": "ann@example.com", "To": "bo@x.com", name: "Ünal <ann@example.com>"}
        content = raw(*(f"{one}: {value}" for one, value in headers.items()), "", "t")
        for members in ({}, {"FromEmailAddress": None, "Destination": None}):
            status, code, message = refused(ses, content, **members)
            assert (status, code) == (400, "BadRequestException")
            assert "RFC 2047" in message

    @pytest.mark.parametrize("name", ["Doe, Jane", "Acme: Support", "Jane @ Acme", "Support [EU]", 'The "best', "a;b"])
    def test_specials_need_quotes(self, backend: Backend, ses: Any, name: str) -> None:
        status, code, message = refused(ses, None, f"{name} <bo@x.com>")
        assert (status, code) == (400, "BadRequestException")
        assert message.startswith("Missing final '@domain' (unconfirmed: a user's report")
        quoted = name.replace('"', '\\"')
        send(ses, None, f'"{quoted}" <bo@x.com>')
        backend.assume = {"display_name_specials": False}
        send(ses, None, f"{name} <bo@x.com>")
        assert [mail.message["To"].addresses[0].display_name for mail in backend.outbox] == [name, name]

    @pytest.mark.parametrize("name", ["Acme Inc.", "O'Neil & Sons", "Jane (Sales)", "=?utf-8?q?Doe=2C_J?=", '"a" b'])
    def test_what_needs_none(self, backend: Backend, ses: Any, name: str) -> None:
        send(ses, None, f"{name} <bo@x.com>")
        assert only(backend).delivered_to == ("bo@x.com",)

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ('"" <bo@x.com>', ""),
            (".Bo <bo@x.com>", ".Bo"),
            ("Bo :( x <bo@x.com>", "Bo :( x"),
            ('"Bo, \\"B\\"" <bo@x.com>', 'Bo, "B"'),
            ("=?utf-8?q?B.=C3=B6?= <bo@x.com>", "B.ö"),
            ("(to) bo@x.com (him)", ""),
        ],
    )
    def test_python_reads_what_was_written(self, backend: Backend, ses: Any, written: str, read: str) -> None:
        """It fails on some names that it reads, and so would `mail.headers`."""
        backend.assume = False
        send(ses, None, written)
        (address,) = only(backend).message["To"].addresses
        assert (address.display_name, address.addr_spec) == (read, "bo@x.com")
        assert "bo@x.com" in only(backend).headers["To"]

    @pytest.mark.parametrize(
        "text", ["a@x.com, b@x.com", "a@x.com; b@x.com", "<a@x.com> <b@x.com>", "a@x.com, B <b@x.com>", "T: a@x.com;"]
    )
    def test_one_address_is_one(self, backend: Backend, ses: Any, text: str) -> None:
        backend.assume = False
        assert refused(ses, None, text)[:2] == (400, "BadRequestException")


class TestSenders:
    def test_a_simple_mail_without_one(self, backend: Backend, ses: Any) -> None:
        status, code, message = refused(ses, FromEmailAddress=None)
        assert (status, code) == (400, "BadRequestException")
        assert cast(object, message) is None
        backend.assume = {"missing_sender": False}
        assert refused(ses, FromEmailAddress=None)[2] == "FromEmailAddress is required."

    def test_a_template_without_one_is_not_even_looked_up(self, backend: Backend, ses: Any) -> None:
        content = {"Template": {"TemplateName": "ghost", "TemplateData": "{}"}}
        status, code, message = refused(ses, content, FromEmailAddress=None)
        assert (status, code) == (400, "BadRequestException")
        assert message.startswith("Source cannot be empty (unconfirmed: ")
        bulk = {"DefaultContent": content, "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bo@x.com"]}}]}
        assert refusal(ses.send_bulk_email, **bulk)[2] == message
        backend.assume = {"missing_sender": False}
        assert refused(ses, content, FromEmailAddress=None)[:2] == (404, "NotFoundException")
        assert refusal(ses.send_bulk_email, **bulk)[:2] == (404, "NotFoundException")

    def test_raw_mail_may_name_its_own(self, ses: Any) -> None:
        send(ses, raw("From: ann@example.com", "", "t"), FromEmailAddress=None)
        missing = refused(ses, raw("To: bo@x.com", "", "t"), FromEmailAddress=None)
        assert missing == (400, "BadRequestException", "Missing required header 'From'.")


class TestDefaultConfigurationSets:
    def test_one_that_was_deleted_is_a_400(self, ses: Any, backend: Backend) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        ses.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="main")
        ses.delete_configuration_set(ConfigurationSetName="main")
        expected = (400, "BadRequestException", "Configuration set <main> does not exist.")
        assert refused(ses) == expected
        assert refused(ses, ConfigurationSetName="main")[:2] == (404, "NotFoundException")

    @pytest.mark.parametrize(
        ("address_has", "assume", "expected"),
        [("own", True, "own"), (None, True, "domain's"), ("own", False, "own"), (None, False, None)],
    )
    def test_an_address_s_own_goes_before_its_domain_s(
        self, ses: Any, backend: Backend, address_has: str | None, assume: bool, expected: str | None
    ) -> None:
        backend.assume = {"address_configuration_set": assume}
        backend.verify_identity(SENDER)
        for identity, name in ((SENDER, address_has and "own"), ("example.com", "domains")):
            if name:
                ses.create_configuration_set(ConfigurationSetName=name)
                ses.put_email_identity_configuration_set_attributes(EmailIdentity=identity, ConfigurationSetName=name)
        send(ses)
        assert only(backend).configuration_set_name == (expected and expected.replace("'", ""))


@pytest.mark.parametrize(
    "arn",
    [
        "welcome",
        "arn:aws:ses:us-east-1:123456789012:identity/welcome",
        "arn:aws:s3:::template/welcome",
        "arn:aws:ses:eu-west-1:123456789012:template/welcome",
        "arn:aws:ses:us-east-1:111122223333:template/welcome",
    ],
)
def test_a_template_arn_must_be_one_of_this_account_and_region(ses: Any, backend: Backend, arn: str) -> None:
    ses.create_email_template(TemplateName="welcome", TemplateContent={"Subject": "s", "Text": "t"})
    content = {"Template": {"TemplateArn": arn, "TemplateData": "{}"}}
    assert refused(ses, content)[:2] == (400, "BadRequestException")
    entries = [{"Destination": {"ToAddresses": ["bo@x.com"]}}]
    bulk = {"FromEmailAddress": SENDER, "DefaultContent": content, "BulkEmailEntries": entries}
    assert refusal(ses.send_bulk_email, **bulk)[:2] == (400, "BadRequestException")
    send(ses, {"Template": {"TemplateArn": backend.arn("template/welcome"), "TemplateData": "{}"}})


class TestTags:
    def test_the_text_of_the_refusal(self, ses: Any) -> None:
        allowed = "only alphanumeric ASCII characters, '_', and '-' are allowed"
        for part, value in (("value", "a b"), ("value", "é"), ("name", "a:b"), ("name", "ses:feedback-id-c")):
            tag = {"Name": "n", "Value": "v", part.capitalize(): value}
            assert refused(ses, EmailTags=[tag])[2] == f"Invalid tag {part} <{value}>: {allowed}."

    def test_v1_s_member_is_ignored_as_every_unknown_one(self) -> None:
        engine = Engine(VirtualClock())
        backend = Backend(engine, "123456789012", "us-east-1")
        backend.verify_identity("example.com")
        document = {
            "FromEmailAddress": SENDER,
            "Destination": {"ToAddresses": ["bo@x.com"]},
            "Content": simple(),
            "Tags": [{"Name": "campaign", "Value": "spring"}],
        }
        body = json.dumps(document).encode()
        reply = engine.handle("123456789012", "us-east-1", Request("POST", "/v2/email/outbound-emails", "", body))
        assert reply.status == 200
        assert only(backend).tags == {}


class TestHeadersOfRawMail:
    """SES obeys its own headers of raw mail, where the request does not say otherwise."""

    @pytest.fixture(autouse=True)
    def sets(self, ses: Any) -> None:
        for name in ("main", "other"):
            ses.create_configuration_set(ConfigurationSetName=name)

    def mail(self) -> Any:
        return raw(
            "From: ann@example.com",
            "X-SES-CONFIGURATION-SET: main",
            "X-SES-MESSAGE-TAGS: campaign=june, kind = vip",
            "",
            "t",
        )

    def test_configuration_set_and_tags(self, backend: Backend, ses: Any) -> None:
        send(ses, self.mail(), FromEmailAddress=None)
        mail = only(backend)
        assert mail.configuration_set_name == "main"
        assert (mail.tags["campaign"], mail.tags["kind"]) == ("june", "vip")
        assert b"X-SES-" not in mail.raw

    def test_the_request_counts_more(self, backend: Backend, ses: Any) -> None:
        tags = [{"Name": "campaign", "Value": "july"}]
        send(ses, self.mail(), FromEmailAddress=None, ConfigurationSetName="other", EmailTags=tags)
        mail = only(backend)
        assert (mail.configuration_set_name, mail.tags["campaign"]) == ("other", "july")
        assert "kind" not in mail.tags

    def test_a_set_that_does_not_exist(self, ses: Any) -> None:
        content = raw("From: ann@example.com", "X-SES-CONFIGURATION-SET: ghost", "", "t")
        assert refused(ses, content, FromEmailAddress=None)[0] == 404


def specifics(event: EventRecord) -> Any:
    (name,) = event.record.keys() - {"eventType", "mail"}
    return event.record[name]


class TestSuppression:
    def test_a_complaint_keeps_complaining(self, backend: Backend, ses: Any) -> None:
        backend.enable_vdm()
        backend.suppress("bo@x.com", "COMPLAINT")
        message_id = send(ses)
        assert only(backend).suppressed == ("bo@x.com",)
        assert only(backend).suppressed_for == {"bo@x.com": "COMPLAINT"}
        first, second = backend.events
        assert (first.type, second.type, second.record["eventType"]) == ("SEND", "COMPLAINT", "Complaint")
        details = specifics(second)
        assert details["complaintSubType"] == "OnAccountSuppressionList"
        assert details["complainedRecipients"] == [{"emailAddress": "bo@x.com"}]
        assert "complaintFeedbackType" not in details
        (insight,) = ses.get_message_insights(MessageId=message_id)["Insights"]
        assert [each["Type"] for each in insight["Events"]] == ["SEND", "COMPLAINT"]
        expected = {"Complaint": {"ComplaintSubType": "OnAccountSuppressionList"}}
        assert insight["Events"][1]["Details"] == expected

    @pytest.mark.parametrize(("reason", "kind"), [("BOUNCE", "bounce"), ("COMPLAINT", "complaint")])
    def test_a_tenant_s_list_is_named(self, backend: Backend, ses: Any, reason: Any, kind: str) -> None:
        ses.create_tenant(TenantName="acme")
        ses.create_configuration_set(ConfigurationSetName="main")
        for resource in ("identity/example.com", "configuration-set/main"):
            ses.create_tenant_resource_association(TenantName="acme", ResourceArn=backend.arn(resource))
        ses.put_tenant_suppression_attributes(
            TenantName="acme", SuppressionScope="TENANT", SuppressedReasons=["BOUNCE", "COMPLAINT"]
        )
        backend.suppress("bo@x.com", reason, tenant_name="acme")
        send(ses, TenantName="acme", ConfigurationSetName="main")
        assert [event.type for event in backend.events] == ["SEND", reason]
        assert specifics(backend.events[1])[f"{kind}SubType"] == "OnTenantSuppressionList"

    def test_the_list_of_ses_itself(self, backend: Backend, ses: Any) -> None:
        address = "suppressionlist@simulator.amazonses.com"
        send(ses, None, address)
        bounce = specifics(backend.events[1])
        assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", "General")
        assert bounce["bouncedRecipients"][0]["diagnosticCode"] == (
            f"smtp; 550 5.1.1 As requested: user unknown (suppressed address: {address})"
        )
        assert refusal(ses.delete_suppressed_destination, EmailAddress=address)[:2] == (404, "NotFoundException")


def contact(ses: Any, address: str = "bo@x.com") -> Any:
    return ses.get_contact(ContactListName="all", EmailAddress=address)


class TestListManagement:
    @pytest.fixture(autouse=True)
    def _list(self, ses: Any) -> None:
        topics = [
            {"TopicName": name, "DisplayName": name, "DefaultSubscriptionStatus": status}
            for name, status in (("news", "OPT_IN"), ("offers", "OPT_OUT"))
        ]
        ses.create_contact_list(ContactListName="all", Topics=topics)

    def options(self, topic: str | None = None) -> Any:
        return {"ListManagementOptions": {"ContactListName": "all", **({"TopicName": topic} if topic else {})}}

    @pytest.mark.parametrize(
        ("chosen", "topic", "gets_it"),
        [
            ({}, "news", True),
            ({}, "offers", False),
            ({}, None, True),
            ({"UnsubscribeAll": True}, None, False),
            ({"UnsubscribeAll": True}, "news", False),
            ({"TopicPreferences": [{"TopicName": "news", "SubscriptionStatus": "OPT_OUT"}]}, "news", False),
            ({"TopicPreferences": [{"TopicName": "news", "SubscriptionStatus": "OPT_OUT"}]}, None, True),
            ({"TopicPreferences": [{"TopicName": "offers", "SubscriptionStatus": "OPT_IN"}]}, "offers", True),
        ],
    )
    def test_who_opted_out_gets_a_bounce_instead(
        self, backend: Backend, ses: Any, chosen: Any, topic: str | None, gets_it: bool
    ) -> None:
        ses.create_contact(ContactListName="all", EmailAddress="bo@x.com", **chosen)
        send(ses, None, "Bo <bo@x.com>", **self.options(topic))
        mail = only(backend)
        assert mail.delivered_to == (("bo@x.com",) if gets_it else ())
        assert mail.unsubscribed == (() if gets_it else ("bo@x.com",))
        assert [event.type for event in backend.events] == ["SEND", "DELIVERY" if gets_it else "BOUNCE"]

    @pytest.mark.parametrize(("assume", "subtype"), [(True, "UnsubscribedRecipient"), (False, "General")])
    def test_what_the_bounce_is_called(self, backend: Backend, ses: Any, assume: bool, subtype: str) -> None:
        backend.enable_vdm()
        backend.assume = {"unsubscribed_subtype": assume}
        message_id = send(ses, **self.options("offers"))
        details = specifics(backend.events[1])
        assert (details["bounceType"], details["bounceSubType"]) == ("Permanent", subtype)
        (insight,) = ses.get_message_insights(MessageId=message_id)["Insights"]
        assert insight["Events"][1]["Details"]["Bounce"]["BounceSubType"] == subtype

    def test_mail_outside_of_list_management_reaches_them(self, backend: Backend, ses: Any) -> None:
        ses.create_contact(ContactListName="all", EmailAddress="bo@x.com", UnsubscribeAll=True)
        send(ses)
        assert only(backend).delivered_to == ("bo@x.com",)

    def test_a_stranger_becomes_a_contact(self, backend: Backend, ses: Any) -> None:
        send(ses, None, "Bo <bo@x.com>", **self.options("news"))
        assert contact(ses)["UnsubscribeAll"] is False
        assert only(backend).delivered_to == ("bo@x.com",)
        assert (only(backend).contact_list_name, only(backend).topic_name) == ("all", "news")

    def test_but_not_one_of_several_or_of_refused_mail(self, backend: Backend, ses: Any) -> None:
        send(ses, None, "bo@x.com", "cy@x.com", **self.options())
        backend.account.max24_hour_send = 0
        backend.enforce_quotas = True
        assert refused(ses, **self.options())[0] == 429
        assert ses.list_contacts(ContactListName="all")["Contacts"] == []

    def test_raw_mail_has_one_unsubscribe_header(self, backend: Backend, ses: Any) -> None:
        content = raw("From: ann@example.com", "List-Unsubscribe: <https://own>", "", "{{amazonSESUnsubscribeUrl}}")
        send(ses, content, **self.options())
        (header,) = only(backend).message.get_all("List-Unsubscribe", [])
        assert header.strip("<>") == only(backend).text

    def test_following_the_link_is_an_event_and_changes_the_contact(self, backend: Backend, ses: Any) -> None:
        offers = {"TopicName": "offers", "SubscriptionStatus": "OPT_IN"}
        ses.create_contact(ContactListName="all", EmailAddress="bo@x.com", TopicPreferences=[offers])
        backend.add_event(send(ses, **self.options("offers")), "SUBSCRIPTION")
        record = backend.events[-1].record
        assert record["eventType"] == "Subscription"
        details = specifics(backend.events[-1])
        assert details.pop("timestamp") == record["mail"]["timestamp"]
        defaults = [{"topicName": "news", "subscriptionStatus": "OptIn"}]
        preferences = {
            status: {
                "unsubscribeAll": False,
                "topicSubscriptionStatus": [{"topicName": "offers", "subscriptionStatus": status}],
                "topicDefaultSubscriptionStatus": defaults,
            }
            for status in ("OptIn", "OptOut")
        }
        assert details == {
            "contactList": "all",
            "source": "UnsubscribeHeader",
            "newTopicPreferences": preferences["OptOut"],
            "oldTopicPreferences": preferences["OptIn"],
        }
        assert contact(ses)["TopicPreferences"] == [{**offers, "SubscriptionStatus": "OPT_OUT"}]
        backend.add_event(send(ses, **self.options()), "SUBSCRIPTION")
        assert specifics(backend.events[-1])["newTopicPreferences"]["unsubscribeAll"] is True
        assert contact(ses)["UnsubscribeAll"] is True

    def test_nobody_unsubscribes_from_what_is_no_list(self, backend: Backend, ses: Any) -> None:
        for message_id in (send(ses), send(ses, None, "bo@x.com", "cy@x.com", **self.options())):
            with pytest.raises(ValueError, match="only mail to one contact with ListManagementOptions"):
                backend.add_event(message_id, "SUBSCRIPTION")
        assert "SUBSCRIPTION" not in [event.type for event in backend.events]


class TestClicks:
    @pytest.mark.parametrize(
        ("text", "html", "link"),
        [
            ("see https://a.example/x?b=1 there", None, "https://a.example/x?b=1"),
            ("https://text.example", "<a  class=b href='https://html.example/?a=1&amp;b=2'>x</a>", None),
        ],
    )
    def test_they_name_the_first_link(self, backend: Backend, ses: Any, text: str, html: Any, link: Any) -> None:
        content = simple(text=text)
        if html:
            content["Simple"]["Body"]["Html"] = utf8(html)
        backend.add_event(send(ses, content), "CLICK")
        details = specifics(backend.events[-1])
        assert (details["link"], details["linkTags"]) == (link or "https://html.example/?a=1&b=2", None)

    def test_or_the_one_that_the_test_names(self, backend: Backend, ses: Any) -> None:
        message_id = send(ses)
        with pytest.raises(ValueError, match="no link to click; pass one in link="):
            backend.add_event(message_id, "CLICK")
        backend.add_event(message_id, "CLICK", link="https://b.example/")
        assert [event.type for event in backend.events] == ["SEND", "DELIVERY", "CLICK"]
        assert specifics(backend.events[-1])["link"] == "https://b.example/"


OWNER = "111122223333"


def policy(**changes: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]},
        "Action": ["ses:SendEmail", "SES:SendRawEmail"],
        "Resource": f"arn:aws:ses:us-east-1:{OWNER}:identity/partner.example",
        **changes,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [{k: v for k, v in statement.items() if v is not None}]})


class TestDelegatedSending:
    ARN = f"arn:aws:ses:us-east-1:{OWNER}:identity/partner.example"
    FROM = "news@partner.example"

    @pytest.fixture
    def owner(self, backend: Backend) -> Backend:
        owner = backend.for_account(OWNER)
        owner.verify_identity("partner.example")
        return owner

    @pytest.fixture
    def as_owner(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Calls an operation in the owner's account."""

        def call(operation: str, **members: Any) -> Any:
            with monkeypatch.context() as patch:
                patch.setenv("MOTO_ACCOUNT_ID", OWNER)
                return getattr(make_client(), operation)(**members)

        return call

    @pytest.fixture
    def allow(self, owner: Backend, as_owner: Any) -> Any:
        numbers = itertools.count()

        def allow(name: str = "partner.example", **changes: Any) -> None:
            members = {"EmailIdentity": name, "PolicyName": f"p{next(numbers)}", "Policy": policy(**changes)}
            as_owner("create_email_identity_policy", **members)

        return allow

    def members(self, **members: Any) -> Any:
        return {"FromEmailAddress": self.FROM, "FromEmailAddressIdentityArn": self.ARN, **members}

    def test_a_policy_allows_it(self, backend: Backend, ses: Any, owner: Backend, allow: Any) -> None:
        allow()
        send(ses, **self.members())
        mail = only(backend)
        assert (mail.source_arn, mail.account_id) == (self.ARN, "123456789012")
        record = backend.events[-1].record["mail"]
        assert (record["sourceArn"], record["sendingAccountId"]) == (self.ARN, "123456789012")
        assert owner.outbox == []

    def test_without_a_policy_or_an_identity_access_is_denied(self, backend: Backend, ses: Any, allow: Any) -> None:
        for arn in (self.ARN, self.ARN.replace("partner", "ghost"), self.ARN.replace(OWNER, "999999999999")):
            status, code, message = refused(ses, **self.members(FromEmailAddressIdentityArn=arn))
            assert (status, code) == (403, "AccessDeniedException")
            assert f"is not authorized to perform `ses:SendEmail' on resource `{arn}'" in message
        assert refused(ses, FromEmailAddress=self.FROM)[1] == "MessageRejected"  # without the ARN

    @pytest.mark.parametrize(
        ("changes", "allowed"),
        [
            ({"Principal": "*"}, True),
            ({"Principal": {"AWS": "123456789012"}}, True),
            ({"Principal": {"AWS": "arn:aws:iam::123456789012:role/mailer"}}, True),
            ({"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}, False),
            ({"Principal": {"Service": "lambda.amazonaws.com"}}, False),
            ({"Action": "ses:*"}, True),
            ({"Action": "ses:SendRawEmail"}, False),
            ({"Resource": "*"}, True),
            ({"Resource": "arn:aws:ses:us-east-1:*:identity/p?rtner.example"}, True),
            ({"Resource": "arn:aws:ses:us-east-1:*:identity/other"}, False),
            ({"Effect": "Deny"}, False),
            ({"Condition": {"StringLike": {"ses:FromAddress": "news@*"}}}, True),
            ({"Condition": {"StringEquals": {"ses:FromAddress": ["a@partner.example"]}}}, False),
            ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ],
    )
    def test_what_policies_say(self, ses: Any, allow: Any, changes: Any, allowed: bool) -> None:
        allow(**changes)
        if allowed:
            send(ses, **self.members())
        else:
            assert refused(ses, **self.members())[:2] == (403, "AccessDeniedException")

    def test_a_denial_wins(self, ses: Any, allow: Any) -> None:
        allow()
        allow(Effect="Deny")
        assert refused(ses, **self.members())[0] == 403

    def test_actions_differ_by_content(self, ses: Any, allow: Any) -> None:
        content = raw(f"From: {self.FROM}", "", "t")
        allow(Action="ses:SendEmail")
        assert "`ses:SendRawEmail'" in refused(ses, content, **self.members())[2]
        allow(Action="ses:SendRawEmail")
        send(ses, content, **self.members())
        template = {"Template": {"TemplateContent": {"Subject": "s", "Text": "t"}, "TemplateData": "{}"}}
        bulk = {
            **self.members(),
            "DefaultContent": template,
            "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bo@x.com"]}}],
        }
        assert refusal(ses.send_bulk_email, **bulk)[0] == 403
        allow(Action="ses:SendBulkEmail")
        assert ses.send_bulk_email(**bulk)["BulkEmailEntryResults"][0]["Status"] == "SUCCESS"

    def test_raw_mail_names_it_in_a_header_unless_the_request_does(self, ses: Any, allow: Any) -> None:
        allow()
        for name in ("X-SES-SOURCE-ARN", "X-SES-FROM-ARN"):
            send(ses, raw(f"From: {self.FROM}", f"{name}: {self.ARN}", "", "t"), FromEmailAddress=None)
        ghost = raw(f"From: {self.FROM}", "X-SES-FROM-ARN: nonsense", "", "t")
        send(ses, ghost, **self.members(FromEmailAddress=None))

    def test_the_identity_must_be_verified_and_cover_the_address(self, ses: Any, as_owner: Any, allow: Any) -> None:
        allow()
        assert refused(ses, **self.members(FromEmailAddress=SENDER))[1] == "MessageRejected"
        as_owner("create_email_identity", EmailIdentity="pending.example")
        allow("pending.example", Resource="*")
        pending = self.ARN.replace("partner", "pending")
        members = {"FromEmailAddress": "a@pending.example", "FromEmailAddressIdentityArn": pending}
        assert refused(ses, **members)[1] == "MessageRejected"

    @pytest.mark.parametrize("arn", ["partner.example", "arn:aws:ses:us-east-1:123456789012:template/x"])
    def test_what_is_no_identity_of_the_region(self, ses: Any, arn: str) -> None:
        found = refused(ses, **self.members(FromEmailAddressIdentityArn=arn))
        assert found == (400, "BadRequestException", f"Resource <{arn}> is not an email identity.")
        elsewhere = self.ARN.replace("us-east-1", "eu-west-1")
        assert refused(ses, **self.members(FromEmailAddressIdentityArn=elsewhere))[:2] == (400, "BadRequestException")

    def test_the_owner_s_default_configuration_set_does_not_apply(
        self, backend: Backend, ses: Any, as_owner: Any, allow: Any
    ) -> None:
        allow()
        theirs = {"ConfigurationSetName": "theirs"}
        as_owner("create_configuration_set", **theirs)
        as_owner("put_email_identity_configuration_set_attributes", EmailIdentity="partner.example", **theirs)
        send(ses, **self.members())
        assert only(backend).configuration_set_name is None


class TestBulk:
    @pytest.fixture(autouse=True)
    def _template(self, ses: Any) -> None:
        content = {"Subject": "Hi {{name}}", "Text": "{{shop.name}} {{shop.city}}"}
        ses.create_email_template(TemplateName="news", TemplateContent=content)

    def call(self, ses: Any, *entries: Any, **members: Any) -> Any:
        data = json.dumps({"name": "you", "shop": {"name": "Shop", "city": "Rome"}})
        content = {"Template": {"TemplateName": "news", "TemplateData": data}}
        given: Any = {"FromEmailAddress": SENDER, "DefaultContent": content, **members}
        return ses.send_bulk_email(BulkEmailEntries=list(entries), **given)["BulkEmailEntryResults"]

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "nobody",
            "a@@b.com",
            "ü@x.com",
            "bo@bücher.example",
            "a@x.com, b@x.com",
            "Team: a@x.com, b@x.com;",
            "Ünal <bo@x.com>",
            "Doe, Jane <bo@x.com>",
            "bo\r\n@x.com",
            '"bo@x.com',
            "bo@x.com\x00",
            "<bo@x.com",
            "\ud800@x.com",
            "(bo@x.com",
            "[bo]@x.com",
        ],
    )
    def test_one_bad_address_does_not_lose_the_other_49(self, backend: Backend, ses: Any, bad: str) -> None:
        addresses = [f"u{number}@x.com" for number in range(50)]
        addresses[20] = bad
        results = self.call(ses, *({"Destination": {"ToAddresses": [each]}} for each in addresses))
        statuses = [result["Status"] for result in results]
        assert statuses == ["SUCCESS"] * 20 + ["INVALID_PARAMETER"] + ["SUCCESS"] * 29
        assert results[20]["Error"]
        assert len(backend.outbox) == 49

    def test_beyond_the_account_s_rate_entries_are_throttled_one_by_one(self, backend: Backend, ses: Any) -> None:
        backend.enforce_quotas = True
        results = self.call(ses, *({"Destination": {"ToAddresses": [f"u{n}@x.com"]}} for n in range(50)))
        assert [result["Status"] for result in results] == ["SUCCESS"] * 14 + ["ACCOUNT_THROTTLED"] * 36
        assert len(backend.outbox) == 14

    @pytest.mark.parametrize(("assume", "expected"), [(True, "Shop Bonn"), (False, " Bonn")])
    def test_how_the_data_combine(self, backend: Backend, ses: Any, assume: bool, expected: str) -> None:
        backend.assume = {"bulk_data_merged": assume}
        own = {"ReplacementTemplate": {"ReplacementTemplateData": '{"name": "Bo", "shop": {"city": "Bonn"}}'}}
        empty = {"ReplacementTemplate": {"ReplacementTemplateData": "{}"}}
        to = {"ToAddresses": ["bo@x.com"]}
        self.call(
            ses,
            {"Destination": to, "ReplacementEmailContent": own},
            {"Destination": to, "ReplacementEmailContent": empty},
            {"Destination": to},
        )
        assert [mail.text for mail in backend.outbox] == [expected, "Shop Rome", "Shop Rome"]


def test_inline_partials(backend: Backend, ses: Any) -> None:
    text = '{{#* inline "line"}}[{{name}}]{{/inline}}{{#each people}}{{> line}}{{/each}}'
    ses.create_email_template(TemplateName="list", TemplateContent={"Subject": "s", "Text": text})
    data = json.dumps({"people": [{"name": "Ann"}, {"name": "Bo"}]})
    send(ses, {"Template": {"TemplateName": "list", "TemplateData": data}})
    assert (only(backend).text, only(backend).rendering_error) == ("[Ann][Bo]", None)


def test_headers_are_found_in_any_case(backend: Backend, ses: Any) -> None:
    content = simple()
    content["Simple"]["Headers"] = [{"Name": "x-ORDER", "Value": "7"}]
    send(ses, content)
    headers = only(backend).headers
    assert headers["X-Order"] == headers["x-order"] == "7"
    assert ("SUBJECT" in headers, "X-Ghost" in headers, headers.get("to")) == (True, False, "bo@x.com")
    assert "x-ORDER" in list(headers)
    assert headers == dict(headers)
    assert re.search("x-ORDER", repr(headers))


def test_the_clock_of_the_date_is_the_backend_s(backend: Backend, ses: Any) -> None:
    assert isinstance(backend.clock, VirtualClock)
    backend.clock.advance(3600)
    send(ses)
    assert only(backend).message["Date"].datetime == only(backend).timestamp.replace(microsecond=0)
