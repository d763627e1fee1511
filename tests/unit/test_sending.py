"""Sending: short forms of arguments, the limits of an email, its number of recipients, and its secrets."""

import enum
import json
import logging
import re
from collections import ChainMap, UserDict
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage
from email.mime.text import MIMEText
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError, SESv2Error
from sesv2kit.models.common import EmailContent, EmailTemplateContent, MessageHeader, RawMessage, Template
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL, BulkEmailEntry, Destination
from sesv2kit.models.suppression import PUT_SUPPRESSED_DESTINATION
from sesv2kit.models.templates import TEST_RENDER_EMAIL_TEMPLATE
from sesv2kit.operation import Operation
from sesv2kit.shapes import Documented
from tests.faults.server import End, Server, answer, refusal
from tests.unit.support import BULK, SEND, FakeClock, client_of

SIMPLE = SEND["content"]
RAW = {"raw": {"data": b"x"}}
FIFTY = ["x@secret.example"] * 50


def cost(operation: Operation[Any, Any], arguments: dict[str, Any]) -> float:
    count = operation.rates[0].cost
    assert count is not None
    return count(validated(operation, arguments))


# Destinations.

DESTINATIONS: list[tuple[Any, dict[str, Any] | None, int]] = [
    ("a@b.example", {"ToAddresses": ["a@b.example"]}, 1),
    ("Name <a@b.example>", {"ToAddresses": ["Name <a@b.example>"]}, 1),
    ("N\u00e4me <a@b.example>", {"ToAddresses": ["=?utf-8?b?TsOkbWU=?= <a@b.example>"]}, 1),
    (["a@b.example", "c@d.example"], {"ToAddresses": ["a@b.example", "c@d.example"]}, 2),
    (("a@b.example",), {"ToAddresses": ["a@b.example"]}, 1),
    (Destination(cc_addresses=["a@b.example"]), {"CcAddresses": ["a@b.example"]}, 1),
    ({"to_addresses": ["a@b.example"], "bcc_addresses": ["c@d.example"]}, None, 2),
    ({"ToAddresses": ["a@b.example"], "CcAddresses": FIFTY[:2]}, None, 3),
    (FIFTY, {"ToAddresses": FIFTY}, 50),
]


@pytest.mark.parametrize(("given", "sent", "recipients"), DESTINATIONS)
def test_destinations(given: Any, sent: dict[str, Any] | None, recipients: int) -> None:
    arguments = {"content": SIMPLE, "destination": given}
    request = validated(SEND_EMAIL, arguments)
    assert isinstance(request.destination, Destination)
    assert sent is None or request.to_wire()["Destination"] == sent
    assert cost(SEND_EMAIL, arguments) == recipients
    entry = BulkEmailEntry(destination=given)
    assert entry.destination == request.destination


@pytest.mark.parametrize(
    ("given", "argument", "words"),
    [
        ([*FIFTY, "y@secret.example"], "destination", "1 to 50 recipients, to, cc and bcc together"),
        ({"to_addresses": FIFTY, "bcc_addresses": FIFTY[:1]}, "destination", "1 to 50 recipients"),
        ("secr\u00e9t@secret.example", "destination.to_addresses.0", "ASCII"),
        ("Name <secr\u00e9t@secret.example>", "destination.to_addresses.0", "ASCII"),
        (["a@b.example", "a@s\u00e9cret..example"], "destination.to_addresses.1", "valid domain"),
        ({"cc_addresses": ["\u00e9@secret.example"]}, "destination.cc_addresses.0", "ASCII"),
        ("", "destination.to_addresses.0", "at least 1 character"),
        (["a@b.example", 5], "destination.to_addresses.1", "valid string"),
        ({"to_addresses": "a@secret.example"}, "destination.to_addresses", "valid list"),
        ({"to_address": ["a@secret.example"]}, "destination.to_address", "did you mean to_addresses"),
        ({"a@secret.example", "b@secret.example"}, "destination", "valid dictionary or instance of Destination"),
        (5, "destination", "valid dictionary"),
        (b"a@secret.example", "destination.to_addresses", "valid list"),
    ],
)
def test_destinations_that_are_refused(given: Any, argument: str, words: str) -> None:
    with pytest.raises(RequestInvalidError, match=words) as caught:
        validated(SEND_EMAIL, {"content": SIMPLE, "destination": given})
    assert [problem.argument for problem in caught.value.problems] == [argument]
    assert "cret" not in str(caught.value)


def test_fifty_one_entries_and_every_recipient_of_each() -> None:
    entry = {"destination": FIFTY}
    assert cost(SEND_BULK_EMAIL, BULK | {"bulk_email_entries": [entry] * 50}) == 2500
    assert cost(SEND_BULK_EMAIL, BULK | {"bulk_email_entries": [{"destination": "a@b.example"}, entry]}) == 51
    with pytest.raises(RequestInvalidError, match="1 to 50 entries") as caught:
        validated(SEND_BULK_EMAIL, BULK | {"bulk_email_entries": [entry] * 51})
    assert [problem.argument for problem in caught.value.problems] == ["bulk_email_entries"]
    with pytest.raises(RequestInvalidError, match="1 to 50 recipients"):
        validated(SEND_BULK_EMAIL, BULK | {"bulk_email_entries": [{"destination": [*FIFTY, "y@z.example"]}]})


def test_what_is_ready_is_checked_when_it_is_built_and_not_again(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    check = Documented.check

    def counted(self: Documented, value: Any) -> Any:
        checked.append(self.source.rpartition("/")[2])
        return check(self, value)

    content = EmailContent.model_validate(SIMPLE)
    destination = Destination(to_addresses=["a@b.example"])
    monkeypatch.setattr(Documented, "check", counted)
    request = validated(SEND_EMAIL, {"content": content, "destination": destination})
    assert request.content is content
    assert request.destination is destination
    assert checked == []
    validated(SEND_EMAIL, {"content": SIMPLE, "destination": "a@b.example"})
    assert checked.count("API_EmailContent.html") == 1


# Template data.


class Colour(enum.Enum):
    RED = "red"


class Order(BaseModel):
    number: int = Field(alias="orderNumber")
    price: Decimal


DATA: list[tuple[Any, Any]] = [
    ({"a": 1, "b": None, "c": [True, 1.5]}, {"a": 1, "b": None, "c": [True, 1.5]}),
    ({}, {}),
    ('{"a": 1}', {"a": 1}),
    (Order(orderNumber=1, price=Decimal("9.90")), {"orderNumber": 1, "price": "9.90"}),
    ({"order": Order(orderNumber=1, price=Decimal("9.90"))}, {"order": {"orderNumber": 1, "price": "9.90"}}),
    ({"a": Decimal("1.10")}, {"a": "1.10"}),
    ({"a": datetime(2026, 1, 1, tzinfo=UTC), "b": date(2026, 1, 1)}, {"a": "2026-01-01T00:00:00Z", "b": "2026-01-01"}),
    ({"a": UUID(int=1), "b": Colour.RED}, {"a": "00000000-0000-0000-0000-000000000001", "b": "red"}),
    ({"a": (1, 2)}, {"a": [1, 2]}),
    ({1: "x"}, {"1": "x"}),
    ({"a": "\u00fc\u2028\U0001f600"}, {"a": "\u00fc\u2028\U0001f600"}),
    (MappingProxyType({"a": MappingProxyType({"b": 1})}), {"a": {"b": 1}}),
    (UserDict(a=1), {"a": 1}),
    (ChainMap({"a": 1}, {"b": 2}), {"a": 1, "b": 2}),
]
CIRCLE: dict[str, Any] = {}
CIRCLE["secret"] = CIRCLE


@pytest.mark.parametrize(("given", "sent"), DATA)
def test_template_data(given: Any, sent: Any) -> None:
    template = Template(template_name="t", template_data=given)
    assert isinstance(template.template_data, str)
    assert json.loads(template.template_data) == sent
    request = validated(TEST_RENDER_EMAIL_TEMPLATE, {"template_name": "t", "template_data": given})
    assert request.to_wire()["TemplateData"] == template.template_data


@pytest.mark.parametrize(
    "given",
    [
        ["secret"],
        "secret",
        '["secret"]',
        '{"secret": NaN}',
        '{"secret": 1} x',
        "",
        5,
        {"secret": float("nan")},
        {"secret": float("inf")},
        {"secret": object()},
        {"secret": b"\xff"},
        {"secret": "\ud800"},
        CIRCLE,
    ],
)
def test_template_data_that_is_no_json_object(given: Any) -> None:
    with pytest.raises(RequestInvalidError, match="must be a JSON object") as caught:
        validated(SEND_EMAIL, {"content": {"template": {"template_name": "t", "template_data": given}}})
    assert [problem.argument for problem in caught.value.problems] == ["content.template.template_data"]
    assert "API_Template.html" in caught.value.problems[0].source
    assert "secret" not in str(caught.value)


def test_template_data_has_an_end() -> None:
    Template(template_name="t", template_data={"a": "x" * 262_136})
    with pytest.raises(ValueError, match="at most 262144 "):
        Template(template_name="t", template_data={"a": "x" * 262_137})


# Content.


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content("secret b\u00f6dy")
    return message


def test_an_email_message_is_sent_raw() -> None:
    message = mail(To="a@b.example", Subject="Gr\u00fc\u00dfe")
    for given in (message, {"raw": {"data": message}}, EmailContent(raw=RawMessage(data=message))):
        data = validated(SEND_EMAIL, {"content": given}).to_wire()["Content"]["Raw"]["Data"]
        assert data.startswith(b"To: a@b.example\r\nSubject: =?utf-8?")
        assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_message_on_the_wire_is_base64_once() -> None:
    with Server([answer({"MessageId": "1"})]) as server, client_of(server.url) as client:
        client.sending.send_email(content=mail(To="a@b.example"), destination="a@b.example")
        sent = server.seen[0].json
    assert sent["Content"]["Raw"]["Data"].startswith("VG86IGFAYi5leGFtcGxl")
    assert sent["Destination"] == {"ToAddresses": ["a@b.example"]}


class Bytes(bytes):
    """Bytes of a class of the user's own."""


FILE = {"file_name": "a.bin", "raw_content": bytes(range(256)), "content_type": "application/pdf"}
TEXT = {"subject": {"data": '"Gr\u00fc\u00dfe" \\ {'}, "body": {"text": {"data": "a\r\nb\t\u2028\U0001f600\x7f"}}}


@pytest.mark.parametrize(
    "content",
    [
        *({"raw": {"data": (b"abcde\r\n" * 20_000)[:size]}} for size in (0, 1, 2, 3, 49151, 49152, 49153, 98305)),
        {"raw": {"data": Bytes(b"\xff\xfe\xfd")}},
        {"simple": TEXT},
        {"simple": {**TEXT, "attachments": [FILE, {**FILE, "raw_content": Bytes(b"\xff")}], "headers": []}},
        {"template": {"template_name": "a", "template_data": {"a": ["\u00fc"]}, "attachments": [FILE]}},
    ],
    ids=" ".join,
)
def test_the_json_of_an_email_is_that_of_botocore(content: Any) -> None:
    request = validated(SEND_EMAIL, {"content": content, "destination": ["a@b.example", "c@d.example"]})
    with Server([answer({"MessageId": "1"})]) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, request)
        client.boto3_client.send_email(**request.to_wire())
        ours, botocores = (seen.json for seen in server.seen)
    assert ours == botocores


@pytest.mark.parametrize("attachments", [None, [FILE]])
def test_the_json_of_a_bulk_is_that_of_botocore(attachments: Any) -> None:
    template = {"template_name": "a", "template_data": {"a": "\u00fc"}, "attachments": attachments}
    request = validated(SEND_BULK_EMAIL, BULK | {"default_content": {"template": template}})
    results = {"BulkEmailEntryResults": [{"Status": "FAILED"}] * 2}
    with Server([answer(results)]) as server, client_of(server.url) as client:
        client.call(SEND_BULK_EMAIL, request)
        client.boto3_client.send_bulk_email(**request.to_wire())
        ours, botocores = (seen.json for seen in server.seen)
    assert ours == botocores


@pytest.mark.parametrize(
    ("content", "argument", "words"),
    [
        ({}, "content", "exactly one of simple, raw and template"),
        ({**SIMPLE, **RAW}, "content", "exactly one of simple, raw and template"),
        ("secret", "content", "valid dictionary"),
        ({"raw": {"data": b"x" * (40 * 1024 * 1024 + 1)}}, "content.raw.data", "at most 40 MB"),
        (
            {"simple": {**SIMPLE["simple"], "headers": [{"name": "X", "value": "s\u00e9cret"}]}},
            None,
            r"pattern '\^\(\?:\[ -~\]\*\)\$'",
        ),
        ({"simple": {**SIMPLE["simple"], "headers": [{"name": "X", "value": "a\r\nBcc: b"}]}}, None, "one line"),
        ({"simple": {**SIMPLE["simple"], "headers": [{"name": "X", "value": "v"}] * 16}}, None, "at most 15"),
    ],
    ids=["none", "two", "text", "40 MB", "header", "header injection", "16 headers"],
)
def test_contents_that_are_refused(content: Any, argument: str | None, words: str) -> None:
    with pytest.raises(RequestInvalidError, match=words) as caught:
        validated(SEND_EMAIL, {"content": content, "destination": "a@secret.example"})
    assert argument is None or [problem.argument for problem in caught.value.problems] == [argument]
    assert "cret" not in str(caught.value)


def test_messages_of_the_older_classes_are_sent_as_they_are() -> None:
    sent = validated(SEND_EMAIL, {"content": MIMEText("Hello")}).to_wire()["Content"]["Raw"]["Data"]
    assert sent.endswith(b"\r\n\r\nHello")


class WithBytesOfItsOwn(MIMEText):
    """As Django's messages are: `as_bytes` has other parameters."""

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:  # type: ignore[override]  # as Django's
        raise AssertionError


def test_a_message_whose_class_writes_bytes_in_its_own_way() -> None:
    sent = validated(SEND_EMAIL, {"content": WithBytesOfItsOwn("From here\n")}).to_wire()["Content"]["Raw"]["Data"]
    assert sent.endswith(b"\r\n\r\nFrom here\r\n")


def test_every_recipient_header_counts() -> None:
    raw = b"To: a@x.example, b@x.example\r\nTo: c@x.example\r\nBcc: d@x.example\r\n\r\nHi"
    request = validated(SEND_EMAIL, {"content": {"raw": {"data": raw}}})
    (limit,) = SEND_EMAIL.rates
    assert limit.cost is not None
    assert limit.cost(request) == 4


@pytest.mark.parametrize(
    "payload", ["s\u00e9cret", "secret \ud800", ["secret"], 5], ids=["text", "surrogate", "list", "int"]
)
def test_a_message_that_cannot_be_written_is_refused_and_shows_nothing_of_itself(payload: Any) -> None:
    message = EmailMessage()
    message["To"] = "a@secret.example"
    message["Content-Type"] = 'text/plain; charset="nonsense"'
    message.set_payload(payload)
    with pytest.raises(
        RequestInvalidError, match=r"content\.raw\.data: must be a message that Python can write"
    ) as caught:
        validated(SEND_EMAIL, {"content": message})
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("name", ["X secret", "X\u00e9", "X:secret", ""])
@pytest.mark.parametrize("inner", [False, True], ids=["message", "part"])
def test_a_header_name_that_would_end_the_headers_is_refused(name: str, inner: bool) -> None:
    message = EmailMessage()
    message.set_content("Hi")
    message.add_attachment(b"x", maintype="application", subtype="pdf")
    target: Any = message.get_payload(0) if inner else message
    target._headers.append((name, "1"))  # newer Pythons check names
    words = r"content\.raw\.data: must be a message whose header names"
    with pytest.raises(RequestInvalidError, match=words) as caught:
        validated(SEND_EMAIL, {"content": message})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: MessageHeader(name="X", value="v" * 996), "at most 995"),
        (lambda: MessageHeader(name="XX", value="v" * 995), "996 characters, name and value together"),
        (lambda: EmailTemplateContent(subject="s", html="\u00fc" * 256_000), "at most 500 KB"),
    ],
)
def test_sizes(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


# Recipients of raw mail.


@pytest.mark.parametrize(
    ("headers", "recipients"),
    [
        (b"To: a@b.example\r\n", 1),
        (b"To: a@b.example, C D <c@d.example>\r\n", 2),
        (b"To: a@b.example,\r\n c@d.example\r\nCc: e@f.example\r\nBcc: g@h.example, i@j.example\r\n", 5),
        (b'To: "D, C" <c@d.example>\r\n', 1),
        (b"To: =?utf-8?q?D=2C_C?= <c@d.example>, a@b.example\r\n", 2),
        (b"to: a@b.example\r\nCC: c@d.example\r\n", 2),
        (b"To: friends: a@b.example, c@d.example;, e@f.example\r\n", 3),
        (b"To: undisclosed-recipients:;\r\n", 1),
        (b"To: \xfc\xff <a@b.example>, c@d.example\r\n", 2),
        (b"Subject: to nobody\r\n", 1),
        (b"Subject: x\r\n\r\nTo: a@b.example, c@d.example\r\n", 1),
        (b"To: a@b.example\nCc: c@d.example\n", 2),
        (b"", 1),
    ],
)
def test_recipients_of_raw_mail_are_counted_in_its_headers(headers: bytes, recipients: int) -> None:
    arguments = {"content": {"raw": {"data": headers + b"\r\nTo: x@y.example, z@y.example\r\n"}}}
    assert cost(SEND_EMAIL, arguments) == recipients
    if b"Bcc:" not in headers:  # its recipients would have to be in the destination
        assert cost(SEND_EMAIL, arguments | {"destination": FIFTY[:7]}) == 7


# No address, body or secret is in the text of an error or in a log record.

ADDRESS = {"email_address": "name@secret.example", "reason": "BOUNCE"}


@pytest.mark.parametrize(
    "answered",
    [
        answer(b"<html>", 200),
        answer({"MessageId": 5, "Name": "secret"}, 200),
        answer(b"", 500),
        answer(b"", 200, end=End.CLOSE),
        answer(b"x", length=9, end=End.RESET),
        refusal(429, "TooManyRequestsException"),
        refusal(400, "BadRequestException"),
    ],
    ids=range(7),
)
@pytest.mark.parametrize(
    ("operation", "arguments"),
    [(SEND_EMAIL, SEND), (SEND_BULK_EMAIL, BULK), (PUT_SUPPRESSED_DESTINATION, ADDRESS)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_secrets_stay_out_of_errors_and_logs(
    operation: Operation[Any, Any],
    arguments: dict[str, Any],
    answered: Any,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "sesv2kit")
    texts: list[str] = []
    with Server([answered]) as server, client_of(server.url) as client:
        try:
            texts.append(repr(client.call(operation, arguments).metadata.unread))
        except SESv2Error as error:
            texts += [str(error), repr(error)]
    texts += [record.getMessage() for record in caplog.records if record.name == "sesv2kit"]
    assert not re.search("secret|name@", "\n".join(texts))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_an_address_in_the_path_stays_out_of_errors(url: str, clock: FakeClock) -> None:
    with client_of(url) as client, pytest.raises(SESv2Error) as caught:
        client.suppression.get_suppressed_destination(email_address="name@secret.example")
    assert not re.search("secret|name", str(caught.value).replace("nowhere", ""))
    assert url in str(caught.value)


def test_bodies_and_attachments_are_not_printed() -> None:
    assert "secret" not in repr(RawMessage(data=b"secret"))
