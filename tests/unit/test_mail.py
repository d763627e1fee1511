"""What SES would lose, damage or reject in an email is said by the SDK, or refused before anything is sent."""

import json
import logging
from collections.abc import Iterator
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.message import Message as OldMessage
from email.mime.text import MIMEText
from email.policy import SMTP, SMTPUTF8, default
from typing import Any, cast

import pytest

from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from sesv2kit.models import (
    SEND_BULK_EMAIL,
    SEND_EMAIL,
    Attachment,
    Body,
    Content,
    EmailContent,
    Message,
    MessageHeader,
    RawMessage,
)
from sesv2kit.operation import Operation
from tests.unit.support import BULK, SEND

HELLO: dict[str, Any] = {"subject": {"data": "Hi"}, "body": {"text": {"data": "Hello"}}}
FILE: dict[str, Any] = {"raw_content": b"\x89PNG", "file_name": "logo.png"}


def sent(content: Any, **arguments: Any) -> dict[str, Any]:
    """The request for a mail as it goes to boto3."""
    return validated(SEND_EMAIL, SEND | arguments | {"content": content}).to_wire()


def refused(operation: Operation[Any, Any], arguments: dict[str, Any]) -> tuple[str, str]:
    """The argument that is refused, and the reason with its source."""
    with pytest.raises(RequestInvalidError) as caught:
        validated(operation, arguments)
    (problem,) = caught.value.problems
    return problem.argument, f"{problem.message} ({problem.source})"


def refused_content(content: Any) -> tuple[str, str]:
    return refused(SEND_EMAIL, SEND | {"content": content})


# Charsets.


def test_utf_8_is_said_for_each_text_that_is_not_ascii() -> None:
    content = {
        "simple": {
            "subject": {"data": "Gr\u00fc\u00dfe"},
            "body": {"text": {"data": "Hello"}, "html": {"data": "<p>\u20ac</p>"}},
        }
    }
    assert sent(content)["Content"]["Simple"] == {
        "Subject": {"Data": "Gr\u00fc\u00dfe", "Charset": "UTF-8"},
        "Body": {"Text": {"Data": "Hello"}, "Html": {"Data": "<p>\u20ac</p>", "Charset": "UTF-8"}},
    }


def test_utf_8_is_said_for_a_text_that_was_changed_or_came_as_json() -> None:
    assert Content(data="Hi").model_copy(update={"data": "\u00fc"}).charset == "UTF-8"
    assert Content.model_validate_json('{"data": "\u00fc"}').charset == "UTF-8"


@pytest.mark.parametrize("charset", ["ISO-8859-1", "utf-8", "windows-1252", "Latin1"])
def test_a_charset_that_was_given_is_sent(charset: str) -> None:
    assert Content(data="\u00fc", charset=charset).charset == charset


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("Hi", "nonsense"),
        ("Hi", ""),
        ("Hi", "utf 8"),
        ("Hi", "base64"),  # an encoding of bytes
        ("Hi", "unicode_escape"),  # Python's own
        ("Hi", "idna"),
        ("\u00fc", "US-ASCII"),
        ("\u20ac", "ISO-8859-1"),
    ],
)
def test_a_charset_that_nobody_knows_or_that_lacks_a_character_is_refused(data: str, charset: str) -> None:
    content = {"simple": {**HELLO, "body": {"html": {"data": data, "charset": charset}}}}
    argument, why = refused_content(content)
    assert argument == "content.simple.body.html"
    assert "charset that can encode the text" in why
    assert "rfc2978" in why


# Attachments.


def with_files(*files: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The three requests that can have attachments."""
    yield "content.simple", {"content": {"simple": {**HELLO, "attachments": [*files]}}}
    yield "content.template", {"content": {"template": {"template_name": "t", "attachments": [*files]}}}
    yield "default_content.template", {"default_content": {"template": {"template_name": "t", "attachments": [*files]}}}


def operation_of(place: str) -> tuple[Operation[Any, Any], dict[str, Any]]:
    return (SEND_EMAIL, SEND) if place.startswith("content") else (SEND_BULK_EMAIL, BULK)


def test_files_are_sent_as_base64_unless_told_otherwise() -> None:
    given = [FILE, {**FILE, "raw_content": b"hi", "content_transfer_encoding": "SEVEN_BIT"}]
    given += [{**FILE, "content_transfer_encoding": None}]
    for _, arguments in with_files(*given):
        operation, rest = operation_of(next(iter(arguments)))
        wire = validated(operation, rest | arguments).to_wire()
        (form,) = (wire.get("Content") or wire.get("DefaultContent")).values()
        encodings = [each.get("ContentTransferEncoding") for each in form["Attachments"]]
        assert encodings == ["BASE64", "SEVEN_BIT", None]


@pytest.mark.parametrize(("given", "id_"), [("logo", "logo"), ("<logo@shop.example>", "logo@shop.example")])
def test_a_content_id_has_no_brackets(given: str, id_: str) -> None:
    assert Attachment(**FILE, content_id=given).content_id == id_


WRONG_FILES: list[tuple[dict[str, Any], str, str]] = [
    ({"file_name": "x.exe"}, "file_name", "SES rejects emails with .exe files (https://docs.aws.amazon.com/ses"),
    ({"file_name": "Invoice.PDF.Js"}, "file_name", "SES rejects emails with .js files"),
    ({"file_name": "x.vbs "}, "file_name", ".vbs files"),
    ({"file_name": "noext"}, "file_name", "a file name with an extension"),
    ({"file_name": "x."}, "file_name", "a file name with an extension"),
    ({"file_name": ""}, "file_name", "a file name with an extension"),
    ({"content_id": "<logo"}, "content_id", "without spaces, < and >: the text after cid: in the HTML"),
    ({"content_id": "<<logo>>"}, "content_id", "without spaces, < and >"),
    ({"content_id": "my logo"}, "content_id", "rfc2392"),
    ({"content_transfer_encoding": "SEVEN_BIT"}, "", "BASE64 or QUOTED_PRINTABLE for data that is not ASCII"),
]


@pytest.mark.parametrize(("members", "argument", "words"), WRONG_FILES)
def test_files_that_ses_would_reject_or_damage_are_refused(members: dict[str, Any], argument: str, words: str) -> None:
    for place, arguments in with_files(FILE, FILE | members):
        operation, rest = operation_of(place)
        where, why = refused(operation, rest | arguments)
        assert where == f"{place}.attachments.1.{argument}".rstrip(".")
        assert words in why


@pytest.mark.parametrize("name", ["r\u00e9sum\u00e9.pdf", "data.tar.gz", "Dr. Who.docx", ".profile", "x.JPEG", "a.b"])
def test_other_file_names_are_sent_as_they_are(name: str) -> None:
    assert Attachment(raw_content=b"", file_name=name).file_name == name


# Headers.

WRITTEN_BY_SES = {
    "Subject": "subject of the email",
    "From": "from_email_address",
    "To": "as recipients",
    "CC": "as recipients",
    "bcc": "as recipients",
    "Resent-Bcc": "every recipient would see it",
    "Reply-To": "reply_to_addresses",
    "Return-Path": "feedback_forwarding_email_address",
    "Date": "SES writes",
    "message-id": "message_id of the response",
    "DKIM-Signature": "SES signs",
    "MIME-Version": "SES writes",
    "Content-Type": "SES writes",
    "Content-Transfer-Encoding": "SES writes",
    "Content-Disposition": "SES writes",
}


@pytest.mark.parametrize(("name", "words"), WRITTEN_BY_SES.items())
def test_headers_that_ses_drops_or_replaces_are_refused(name: str, words: str) -> None:
    headers = [{"name": "X-Kind", "value": "order"}, {"name": name, "value": "x"}]
    template = {"template": {"template_name": "t", "headers": headers}}
    entry = {"destination": "a@x.example", "replacement_headers": headers}
    for operation, arguments, place in (
        (SEND_EMAIL, SEND | {"content": {"simple": {**HELLO, "headers": headers}}}, "content.simple.headers"),
        (SEND_EMAIL, SEND | {"content": template}, "content.template.headers"),
        (SEND_BULK_EMAIL, BULK | {"default_content": template}, "default_content.template.headers"),
        (SEND_BULK_EMAIL, BULK | {"bulk_email_entries": [entry]}, "bulk_email_entries.0.replacement_headers"),
    ):
        argument, why = refused(operation, arguments)
        assert argument == f"{place}.1.name"
        assert "a header that SES does not write itself" in why
        assert words in why
        assert "header-fields.html" in why


@pytest.mark.parametrize("name", ["List-Unsubscribe", "X-Subject", "References", "Sender", "Feedback-ID", "Received"])
def test_other_headers_are_sent(name: str) -> None:
    assert MessageHeader(name=name, value="x").name == name


# Subjects of inline templates, in which only plain variables are replaced.

INLINE: dict[str, Any] = {"template_content": {"subject": "For {{ name }}, {{{order.id}}}", "text": "{{note}}"}}
TWO_LINES = ["a\r\nBcc: b@x.example", "a\n", "\ra", "a\0b"]


@pytest.mark.parametrize("value", TWO_LINES)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_value_that_would_end_the_line_of_a_subject_is_refused(value: str, as_text: bool) -> None:
    for data in ({"name": value}, {"order": {"id": value}}):
        given: Any = json.dumps(data) if as_text else data
        argument, why = refused_content({"template": INLINE | {"template_data": given}})
        assert argument == "content.template"
        assert "one line of text, without CR, LF and NUL, also where the subject has a variable" in why
        replacement = {"replacement_template": {"replacement_template_data": given}}
        entry = {"destination": "a@x.example", "replacement_email_content": replacement}
        bulk = BULK | {"default_content": {"template": INLINE}, "bulk_email_entries": [entry]}
        argument, why = refused(SEND_BULK_EMAIL, bulk)
        assert argument == ""
        assert "one line of text" in why
        assert "see bulk_email_entries.0.replacement_email_content" in why


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Ann \\ Bo", "order": {"id": 7}, "note": "two\nlines"},
        {"name": ["a\n"], "order": "a\nb", "id": "a\n"},
        {"order.id": "a\nb"},
        {},
    ],
)
def test_values_of_other_variables_may_have_lines(data: dict[str, Any]) -> None:
    content = {"template": INLINE | {"template_data": data}}
    assert json.loads(sent(content)["Content"]["Template"]["TemplateData"]) == data


# Sizes.

MB = 2**20


@pytest.mark.parametrize(("size", "encoding", "told"), [(31 * MB, "BASE64", "41.3"), (41 * MB, "SEVEN_BIT", "41.0")])
def test_a_mail_above_40_mb_is_refused_with_its_encoded_size(size: int, encoding: str, told: str) -> None:
    half = {"raw_content": b"x" * (size // 2), "file_name": "x.txt", "content_transfer_encoding": encoding}
    for place, arguments in with_files(half, half):
        operation, rest = operation_of(place)
        where, why = refused(operation, rest | arguments)
        assert where == place
        assert f"at most 40 MB after encoding, with all attachments, not {told} MB" in why
        assert "quotas.html" in why


def test_a_mail_of_40_mb_passes() -> None:
    file = Attachment(raw_content=b"x" * (30 * MB - 3), file_name="x.txt")
    for text, passes in (("x", True), ("xxxxx", False)):
        try:
            Message(subject=Content(data=""), body=Body(text=Content(data=text)), attachments=[file])
        except ValueError:
            assert not passes
        else:
            assert passes


def test_a_message_above_40_mb_is_refused_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    message = EmailMessage()
    message.add_attachment(b"x" * (31 * MB), maintype="application", subtype="pdf", filename="x.pdf")

    def write(*_: Any, **__: Any) -> bytes:
        raise AssertionError("a copy was made")

    monkeypatch.setattr(EmailMessage, "as_bytes", write)
    for content in (message, {"raw": {"data": message}}):
        argument, why = refused_content(content)
        assert argument == "content.raw.data"
        assert "at most 40 MB, not 41" in why


# Raw mail: recipients.


def raw_mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "a@x.example", "Subject": "Hi", **headers}.items():
        message[name] = value
    message.set_content("Bcc: nobody@x.example\n\nHello")
    return message


def forms(message: OldMessage) -> list[Any]:
    """The forms in which a message can be given."""
    data = RawMessage(data=cast("Any", message))
    return [message, {"raw": {"data": message}}, EmailContent(raw=data), {"raw": {"data": message.as_bytes()}}]


def test_bcc_is_taken_out_of_the_bytes_and_put_into_the_destination() -> None:
    message = raw_mail(To="Ann <to@x.example>", Bcc="b1@x.example, b2@x.example", Cc="cc@x.example")
    before = message.as_bytes()
    for content in forms(message):
        wire = validated(SEND_EMAIL, {"content": content}).to_wire()
        assert wire["Destination"] == {
            "ToAddresses": ["to@x.example"],
            "CcAddresses": ["cc@x.example"],
            "BccAddresses": ["b1@x.example", "b2@x.example"],
        }
        got = message_from_bytes(wire["Content"]["Raw"]["Data"], policy=default)
        assert got["Bcc"] is None
        assert (got["To"], got["Cc"], got["Subject"]) == ("Ann <to@x.example>", "cc@x.example", "Hi")
        assert "Bcc: nobody" in got.get_content()
    assert message.as_bytes() == before


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (b"Bcc: b@x.example|To: t@x.example||Hi", b"To: t@x.example||Hi"),
        (b"To: t@x.example|BCC: b@x.example,|\tc@x.example||Hi", b"To: t@x.example||Hi"),
        (b"To: t@x.example|bcc: b@x.example|X-Bcc: 1|Bcc: c@x.example||Hi", b"To: t@x.example|X-Bcc: 1||Hi"),
        (b"Bcc: b@x.example||Bcc: c@x.example", b"|Bcc: c@x.example"),
        (b"To: undisclosed-recipients:;|Bcc: b@x.example||", b"To: undisclosed-recipients:;||"),
        (b"To: t@x.example|Bcc: b@x.example", b"To: t@x.example|"),
    ],
)
def test_nothing_but_the_bcc_header_is_taken_out(given: bytes, sent: bytes, end: bytes) -> None:
    request = validated(SEND_EMAIL, {"content": {"raw": {"data": given.replace(b"|", end)}}})
    wire = request.to_wire()
    assert wire["Content"]["Raw"]["Data"] == sent.replace(b"|", end)
    assert wire["Destination"]["BccAddresses"][0] == "b@x.example"


@pytest.mark.parametrize("given", [b"\r\nBcc: b@x.example\r\n\r\n", b"X-Bcc: b@x.example\r\n\r\nBcc: c@x.example"])
def test_a_mail_without_bcc_header_is_sent_as_it_is(given: bytes) -> None:
    content = {"raw": {"data": given}}
    wire = validated(SEND_EMAIL, {"content": content, "destination": "t@x.example"}).to_wire()
    assert wire["Content"]["Raw"]["Data"] is given


def test_a_bcc_header_that_would_get_nothing_is_refused() -> None:
    message = raw_mail(To="to@x.example", Bcc="Secret <secret@x.example>")
    for content in forms(message):
        argument, why = refused(SEND_EMAIL, {"content": content, "destination": "to@x.example"})
        assert argument == ""
        assert "Bcc header lists only recipients that are in destination" in why
        assert "rfc5322" in why
        assert "secret" not in why
        given = {"to_addresses": ["to@x.example"], "bcc_addresses": ["SECRET@x.example"]}
        wire = validated(SEND_EMAIL, {"content": content, "destination": given}).to_wire()
        assert b"Secret" not in wire["Content"]["Raw"]["Data"]
        assert wire["Destination"] == {"ToAddresses": ["to@x.example"], "BccAddresses": ["SECRET@x.example"]}


@pytest.mark.parametrize("bcc", ["not an @ address", ", ".join(f"b{number}@x.example" for number in range(50))])
def test_a_bcc_header_that_cannot_be_a_destination_is_refused(bcc: str) -> None:
    content = {"raw": {"data": f"To: t@x.example\r\nBcc: {bcc}\r\n\r\n".encode()}}
    _, why = refused(SEND_EMAIL, {"content": content})
    assert "at most 50 readable addresses" in why


def test_recipients_of_the_headers_that_get_nothing_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    message = raw_mail(To="to@x.example, Secret <secret@x.example>", Cc="cc@x.example")
    validated(SEND_EMAIL, {"content": message, "destination": "to@x.example"})
    assert caplog.records == []
    caplog.set_level(logging.INFO, "sesv2kit")
    validated(SEND_EMAIL, {"content": message, "destination": ["to@x.example", "cc@x.example", "secret@x.example"]})
    assert caplog.records == []
    validated(SEND_EMAIL, {"content": message, "destination": "to@x.example"})
    (record,) = caplog.records
    assert record.getMessage().startswith("SendEmail: 2 addresses in To and Cc are not in destination")
    assert "secret" not in record.getMessage()


@pytest.mark.parametrize("content", [{"simple": HELLO}, {"template": {"template_name": "t"}}])
def test_a_mail_to_nobody_is_refused(content: Any) -> None:
    _, why = refused(SEND_EMAIL, {"content": content})
    assert "an email with at least one recipient in To, Cc or Bcc, unless destination is given" in why


# Raw mail: headers.


def old_mail(to: Any) -> OldMessage:
    message = MIMEText("Hello")
    message["To"] = to
    return message


def utf8_mail(to: str) -> OldMessage:
    message = EmailMessage(policy=SMTPUTF8)
    message["To"] = to
    message["Subject"] = "Gr\u00fc\u00dfe"
    message.set_content("Hello")
    return message


@pytest.mark.parametrize("make", [utf8_mail, old_mail, lambda to: old_mail(Header(to, "utf-8"))])
def test_headers_on_the_wire_are_ascii_and_their_addresses_readable(make: Any) -> None:
    message = make('J\u00f6rg "J" <j@b\u00fccher.example>, Ann <a@x.example>')
    before = str(message["To"])
    data: bytes = sent(message)["Content"]["Raw"]["Data"]
    headers = data.partition(b"\r\n\r\n")[0]
    assert headers.isascii()
    got: Any = message_from_bytes(data, policy=default)["To"]
    assert [(one.display_name.replace('"', ""), one.addr_spec) for one in got.addresses] == [
        ("J\u00f6rg J", "j@xn--bcher-kva.example"),
        ("Ann", "a@x.example"),
    ]
    assert str(message["To"]) == before


@pytest.mark.parametrize("make", [utf8_mail, old_mail])
def test_a_local_part_that_is_not_ascii_is_refused(make: Any) -> None:
    argument, why = refused_content(make("s\u00e9cret@x.example"))
    assert argument == "content.raw.data"
    assert "ASCII only before the @" in why
    assert "cret" not in why


def test_a_message_keeps_the_rest_of_its_policy() -> None:
    message = EmailMessage(policy=SMTP.clone(max_line_length=40))
    message["Subject"] = "word " * 20
    assert max(map(len, sent(message)["Content"]["Raw"]["Data"].splitlines())) <= 40
