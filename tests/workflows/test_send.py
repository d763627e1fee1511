"""`sending.send`: what is stored by the local SES, read back with Python's own email package; what is refused, and
why."""

import asyncio
import copy
import email
import email.policy
import json
import pickle
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sesv2kit import (
    Address,
    AsyncSESv2,
    Attachment,
    ClientConfig,
    SendResult,
    SESv2,
    SqliteJournal,
    Unsubscribe,
    models,
)
from sesv2kit._core.course import run
from sesv2kit._workflows.compose import Mail
from sesv2kit._workflows.compose import send as compose
from sesv2kit.errors import MessageRejectedError, OutcomeUnknownError, PreflightError, RequestInvalidError
from sesv2kit.testing import Backend

SHOP = "shop@shop.example"
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.fixture
def ses_backend(ses_backend: Backend) -> Backend:
    ses_backend.verify_identity("shop.example")
    return ses_backend


def mail(**changes: Any) -> dict[str, Any]:
    return {"from_email_address": SHOP, "to": "ann@mail.example", "subject": "Hi", "text": "Hello"} | changes


def stored(backend: Backend) -> EmailMessage:
    message = email.message_from_bytes(backend.outbox[-1].raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def mailboxes(backend: Backend, header: str) -> list[tuple[str, str]]:
    """Names and addresses. The classes of `email.policy.default` keep the blanks between encoded words."""
    line = re.sub(r"\r\n(?=\s)", "", str(email.message_from_bytes(backend.outbox[-1].raw)[header]))
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([line])]


def refused(client: SESv2, **arguments: Any) -> dict[str, str]:
    with pytest.raises(RequestInvalidError) as caught:
        client.sending.send(**arguments)
    return {problem.argument: problem.message for problem in caught.value.problems}


def template(client: SESv2, **parts: str) -> None:
    client.templates.create_email_template(
        template_name="welcome", template_content=models.EmailTemplateContent(**parts)
    )


# The six emails of a shop.


def test_plain_text(sesv2: SESv2, ses_backend: Backend) -> None:
    result = sesv2.sending.send(**mail(cc=["bob@mail.example"], bcc="eve@mail.example", email_tags={"campaign": "x"}))
    sent = ses_backend.outbox[0]
    assert (sent.to, sent.cc, sent.bcc) == (("ann@mail.example",), ("bob@mail.example",), ("eve@mail.example",))
    assert sent.tags["campaign"] == "x"
    assert stored(ses_backend).get_content().strip() == "Hello"
    assert result.message_id == sent.message_id
    assert result.recipients == ("ann@mail.example", "bob@mail.example", "eve@mail.example")
    assert result.rfc_message_id == f"<{sent.message_id}@email.amazonses.com>"
    assert not result.replayed
    assert result.metadata.attempts == 1


def test_html_with_an_image_in_place(sesv2: SESv2, ses_backend: Backend) -> None:
    sesv2.sending.send(
        **mail(html='<img src="cid:logo">', attachments=[Attachment.from_bytes(PNG, "logo.png", content_id="logo")])
    )
    message = stored(ses_backend)
    html = message.get_body(("html",))
    assert html is not None
    assert "cid:logo" in html.get_content()
    image = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert image["Content-ID"] == "<logo>"
    assert image.get_content_disposition() == "inline"
    assert image.get_content() == PNG


def test_a_file_with_umlauts_in_its_name(sesv2: SESv2, ses_backend: Backend, tmp_path: Path) -> None:
    path = tmp_path / "Rechnung M\u00e4rz.pdf"
    path.write_bytes(b"%PDF\xff")
    sesv2.sending.send(**mail(attachments=[Attachment.from_path(path)]))
    part = next(stored(ses_backend).iter_attachments())
    assert part.get_filename() == path.name
    assert part.get_content_type() == "application/pdf"
    assert part.get_payload(decode=True) == b"%PDF\xff"


def test_a_template(sesv2: SESv2, ses_backend: Backend) -> None:
    template(sesv2, subject="Hi {{name}}", text="Dear {{name}}")
    sesv2.sending.send(
        from_email_address=SHOP, to="ann@mail.example", template_name="welcome", template_data={"name": "Ann"}
    )
    assert ses_backend.outbox[0].subject == "Hi Ann"
    assert (ses_backend.outbox[0].text or "").strip() == "Dear Ann"


def test_a_list_email(sesv2: SESv2, ses_backend: Backend) -> None:
    sesv2.sending.send(
        **mail(
            unsubscribe=Unsubscribe("https://shop.example/u?t=1", "leave@shop.example"), headers={"List-Id": "<x.y>"}
        )
    )
    message = stored(ses_backend)
    assert message["List-Unsubscribe"] == "<https://shop.example/u?t=1>, <mailto:leave@shop.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<x.y>"


def test_a_reply_in_a_thread(sesv2: SESv2, ses_backend: Backend) -> None:
    first = sesv2.sending.send(**mail()).rfc_message_id
    assert first is not None
    assert stored(ses_backend)["Message-ID"] == first
    sesv2.sending.send(**mail(subject="Re: Hi", headers={"In-Reply-To": first, "References": first}))
    assert stored(ses_backend)["In-Reply-To"] == first


def test_awaited(async_sesv2: AsyncSESv2, ses_backend: Backend) -> None:
    async def main() -> SendResult:
        async with async_sesv2:
            return await async_sesv2.sending.send(**mail(check=True))

    assert asyncio.run(main()).message_id == ses_backend.outbox[0].message_id


# On the wire.


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (mail(html="x", headers={"X-A": "b"}, unsubscribe=Unsubscribe("https://shop.example/u")), "Simple"),
        (mail(attachments=[Attachment.from_bytes(PNG, "a.png", content_id="a")]), "Simple"),
        ({"from_email_address": SHOP, "to": "ann@mail.example", "template_name": "welcome"}, "Template"),
    ],
)
def test_only_a_whole_message_goes_raw(
    sesv2: SESv2, ses_backend: Backend, arguments: dict[str, Any], form: str
) -> None:
    """For the others the IAM action `ses:SendEmail` is enough."""
    template(sesv2, subject="Hi", text="Hello")
    sent: list[dict[str, Any]] = []
    sesv2.boto3_client.meta.events.register(
        "before-call.sesv2.SendEmail", lambda params, **_: sent.append(json.loads(params["body"]))
    )
    sesv2.sending.send(**arguments)
    assert [*sent[0]["Content"]] == [form]


def test_the_message_id_behind_a_multi_region_endpoint_is_not_told() -> None:
    """SES does not tell through which region an email went, and the Message-ID has the region."""

    class Caller:
        region_name = "eu-west-1"

        async def call(self, *_: object, **__: object) -> Any:
            return SimpleNamespace(message_id="m", metadata=SimpleNamespace(replayed=False))

    def sent(**changes: Any) -> SendResult:
        caller: Any = Caller()
        names = [name for name in signature(SESv2().sending.send).parameters if name not in compose_only]
        given = Mail(**dict.fromkeys(names) | mail(**changes))
        return run(compose(caller, given, check=False, idempotency_key=None, journal=None, wait=None))

    compose_only = {"check", "idempotency_key", "journal", "wait"}
    assert sent().rfc_message_id == "<m@eu-west-1.amazonses.com>"
    assert sent(endpoint_id="abcdef.g3h").rfc_message_id is None


# A whole message.


def whole(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": SHOP, "To": "ann@mail.example", "Subject": "Hi"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello")
    return message


def test_bcc_of_a_message_is_delivered_and_not_shown(sesv2: SESv2, ses_backend: Backend) -> None:
    message = whole(Bcc="eve@mail.example", Cc="Bob <bob@mail.example>")
    before = bytes(message)
    result = sesv2.sending.send(message=message)
    assert set(ses_backend.outbox[0].delivered_to) == {"ann@mail.example", "bob@mail.example", "eve@mail.example"}
    assert set(result.recipients) == set(ses_backend.outbox[0].delivered_to)
    assert b"eve@" not in ses_backend.outbox[0].raw
    assert bytes(message) == before


@pytest.mark.parametrize("name", ["to", "subject", "text", "html", "attachments", "headers", "template_name"])
def test_a_message_takes_nothing_beside_it(sesv2: SESv2, ses_backend: Backend, name: str) -> None:
    assert name in refused(sesv2, message=whole(), **{name: "x"})["message"]
    assert not ses_backend.outbox


@pytest.mark.parametrize(
    ("header", "argument"),
    [("X-SES-CONFIGURATION-SET", "configuration_set_name"), ("x-ses-message-tags", "email_tags")],
)
def test_a_header_that_ses_obeys_and_its_argument_exclude_each_other(
    sesv2: SESv2, ses_backend: Backend, header: str, argument: str
) -> None:
    message = whole(**{header: "a=b"})
    value: Any = {"a": "b"} if argument == "email_tags" else "own"
    assert "in addition to the header" in refused(sesv2, message=message, **{argument: value})[argument]
    assert not ses_backend.requests


def test_a_message_without_recipients(sesv2: SESv2) -> None:
    message = whole()
    del message["To"]
    assert "must have a recipient" in refused(sesv2, message=message)["message"]


def test_recipients_of_a_message_without_bcc(sesv2: SESv2) -> None:
    message = whole(Cc="Bob <bob@mail.example>")
    assert set(sesv2.sending.send(message=message).recipients) == {"ann@mail.example", "bob@mail.example"}


# Addresses.

NAMES = [
    "Acme, Inc",
    "Ann",
    'The "best" \\ shop',
    "M\u00fcller, S\u00f6hne",
    "\U0001f600 shop",
    "\u05d7\u05e0\u05d5\u05ea",
    "=?utf-8?q?x?=",
    "ann@other.example",
    "(comment)",
    "\u00fc" * 120,
    "a" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_display_names(sesv2: SESv2, ses_backend: Backend, name: str) -> None:
    address = Address("ann@mail.example", name)
    sesv2.sending.send(**mail(to=[address, "bob@mail.example"], reply_to_addresses=address))
    assert mailboxes(ses_backend, "To") == [(name, "ann@mail.example"), ("", "bob@mail.example")]
    assert mailboxes(ses_backend, "Reply-To") == [(name, "ann@mail.example")]
    assert stored(ses_backend).defects == []


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_accepted_wherever_one_is(sesv2: SESv2, ses_backend: Backend, name: str) -> None:
    sesv2.sending.send_email(
        content=models.EmailContent(
            simple=models.Message(subject=models.Content(data="s"), body=models.Body(text=models.Content(data="t")))
        ),
        from_email_address=Address(SHOP, name),
        destination=Address("ann@mail.example", name),
    )
    assert mailboxes(ses_backend, "From") == [(name, SHOP)]


@pytest.mark.parametrize("moved", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_an_address_travels_whole(moved: Any) -> None:
    address = Address("ann@b\u00fccher.example", "Doe, Ann")
    again = moved(address)
    assert type(again) is Address
    assert (again, again.email_address, again.display_name) == (
        '"Doe, Ann" <ann@xn--bcher-kva.example>',
        "ann@xn--bcher-kva.example",
        "Doe, Ann",
    )


@pytest.mark.parametrize(
    "address", ["", "bob", "Ann <ann@mail.example>", "\u00fc@mail.example", "a@b@c", "a\n@mail.example"]
)
def test_a_malformed_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"^email_address: must be .*source: https://") as caught:
        Address(address)
    assert not address or address not in str(caught.value)


@pytest.mark.parametrize("name", ["a\r\nBcc: eve@mail.example", "a\x00b", "\ud800"])
def test_a_malformed_name(name: str) -> None:
    with pytest.raises(ValueError, match=r"^display_name must be without control characters"):
        Address("ann@mail.example", name)


def test_an_unquoted_comma_is_refused(sesv2: SESv2) -> None:
    assert "double quotes" in refused(sesv2, **mail(to="Acme, Inc <ann@mail.example>"))["to"]


@pytest.mark.parametrize("group", ["Team: ann@mail.example, bob@mail.example;", "undisclosed-recipients:;"])
def test_groups_are_refused(sesv2: SESv2, group: str) -> None:
    assert list(refused(sesv2, **mail(to=group))) == ["to"]


@pytest.mark.parametrize("address", ['"ann,doe"@mail.example', "ann+tag@mail.example", "o'hara@mail.example"])
def test_unusual_addresses_are_sent_as_they_are(sesv2: SESv2, ses_backend: Backend, address: str) -> None:
    assert sesv2.sending.send(**mail(to=address)).recipients == (address,)
    assert ses_backend.outbox[0].delivered_to == (address,)


# Texts.


@pytest.mark.parametrize(
    "words",
    ["Gr\u00fc\u00dfe", "\U0001f600", "\u05e9\u05dc\u05d5\u05dd", "a" * 998, "\u00e4" * 998, "line\nline\n", "\u2028x"],
)
def test_any_text_arrives(sesv2: SESv2, ses_backend: Backend, words: str) -> None:
    subject = words.replace("\n", " ")
    sesv2.sending.send(**mail(subject=subject, text=words, html=f"<p>{words}</p>"))
    message = stored(ses_backend)
    assert message["Subject"].strip() == subject.strip()
    for kind, expected in (("plain", words), ("html", f"<p>{words}</p>")):
        body = message.get_body((kind,))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n").rstrip("\n") == expected.rstrip("\n")


# Files.


def test_a_file_name_has_no_folders_and_a_type_by_its_extension() -> None:
    for name in ("/etc/secret/a.pdf", "C:\\secret\\a.pdf", "a.pdf"):
        file = Attachment.from_bytes(b"x", name)
        assert (file.file_name, file.content_type, file.content_disposition) == ("a.pdf", "application/pdf", None)
    assert Attachment.from_bytes(b"x", "a.qqq").content_type is None


@pytest.mark.parametrize("name", ["a.exe", "noext", "a.", "", "a" * 252 + ".pdf"])
def test_a_file_that_ses_refuses(name: str) -> None:
    with pytest.raises(ValueError, match="file_name"):
        Attachment.from_bytes(b"x", name)


def test_a_name_of_255_characters(sesv2: SESv2, ses_backend: Backend) -> None:
    name = "\u00e4" * 251 + ".pdf"
    sesv2.sending.send(**mail(attachments=[Attachment.from_bytes(b"x", name)]))
    assert next(stored(ses_backend).iter_attachments()).get_filename() == name


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(2**40)  # a sparse file: reading it would take a terabyte
    with pytest.raises(ValueError, match="at most 40 MB after encoding"):
        Attachment.from_path(path)


# What is refused.


def test_what_is_missing_is_named_before_anything_is_sent(sesv2: SESv2, ses_backend: Backend) -> None:
    assert list(refused(sesv2)) == [
        "from_email_address",
        "to, cc and bcc",
        "subject",
        "text, html and template_name",
    ]
    assert not ses_backend.requests


@pytest.mark.parametrize(
    ("changes", "argument", "words"),
    [
        ({"to": ["a@mail.example"] * 51}, "to, cc and bcc", "1 to 50 recipients"),
        ({"to": ["a@mail.example"] * 49, "bcc": ["b@mail.example"] * 2}, "to, cc and bcc", "1 to 50 recipients"),
        ({"template_name": "t"}, "template_name", "together with subject and text"),
        ({"template_data": {}}, "template_data", "together with template_name"),
        ({"subject": "a\r\nBcc: eve@mail.example"}, "subject", ""),
        ({"headers": {"X-A": "a\r\nBcc: eve@mail.example"}}, "headers.0.value", ""),
        ({"headers": {"Subject": "x"}}, "headers", ""),
        ({"headers": {f"X-{n}": "x" for n in range(16)}}, "headers", "15"),
        ({"email_tags": {"a b": "x"}}, "email_tags.0.name", ""),
        ({"list_management_options": {}, "unsubscribe": Unsubscribe("https://x.example")}, "unsubscribe", "itself"),
        (
            {"headers": {"list-unsubscribe": "x"}, "unsubscribe": Unsubscribe("https://x.example")},
            "headers",
            "together with unsubscribe",
        ),
    ],
)
def test_what_does_not_fit(
    sesv2: SESv2, ses_backend: Backend, changes: dict[str, Any], argument: str, words: str
) -> None:
    found = refused(sesv2, **mail(**changes))
    assert any(name.startswith(argument) and words in message for name, message in found.items()), found
    assert not ses_backend.requests


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"url": "http://shop.example/u"},
        {"url": "https://shop.example/a b"},
        {"url": "https://shop.example/\u00fc"},
        {"url": "https://shop.example/>\r\nX: y"},
        {"mailto": "no address"},
        {"mailto": "a@mail.example?subject=a b"},
    ],
)
def test_a_malformed_unsubscribe(arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"source: https://"):
        Unsubscribe(**arguments)


# Looking up before.


def test_check_names_everything_that_would_fail(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(PreflightError) as caught:
        sesv2.sending.send(
            from_email_address="a@other.example",
            to="ann@mail.example",
            template_name="t",
            configuration_set_name="c",
            check=True,
        )
    assert [problem.argument for problem in caught.value.problems] == [
        "from_email_address",
        "template_name",
        "configuration_set_name",
    ]
    assert "SendEmail" not in ses_backend.requests


def test_check_asks_once_in_a_quarter_of_an_hour(sesv2: SESv2, ses_backend: Backend) -> None:
    template(sesv2, subject="Hi {{name}}", text="{{#if vip}}{{rank}}{{/if}}")
    ses_backend.requests.clear()
    message: dict[str, Any] = {"from_email_address": SHOP, "to": "ann@mail.example", "template_name": "welcome"}
    with pytest.raises(PreflightError, match="lacks what the template needs: name"):
        sesv2.sending.send(**message, check=True)
    looked_up = list(ses_backend.requests)
    assert "GetEmailTemplate" in looked_up
    sesv2.sending.send(**message, template_data={"name": "Ann"}, check=True)
    assert ses_backend.requests == [*looked_up, "GetAccount", "SendEmail"]


def test_without_check_nothing_is_looked_up(sesv2: SESv2, ses_backend: Backend) -> None:
    with pytest.raises(MessageRejectedError):
        sesv2.sending.send(**mail(from_email_address="a@other.example"))
    assert set(ses_backend.requests) <= {"SendEmail", "GetAccount"}


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [({"message": "Hello"}, "message"), (mail(unsubscribe="https://shop.example/leave"), "unsubscribe")],
)
def test_values_of_a_wrong_kind(sesv2: SESv2, arguments: dict[str, Any], argument: str) -> None:
    assert "must be a" in refused(sesv2, **arguments)[argument]


# Safety.


def test_a_key_that_was_resolved_as_sent_without_its_id(ses_backend: Backend, tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "sent.db") as journal:
        client = SESv2("us-east-1", config=ClientConfig(journal=journal))
        ses_backend.faults.add("timeout", "SendEmail")
        with pytest.raises(OutcomeUnknownError):
            client.sending.send(**mail(idempotency_key="order-1"))
        journal.resolve("order-1", "sent")
        result = client.sending.send(**mail(idempotency_key="order-1"))
    assert (result.message_id, result.rfc_message_id, result.replayed) == (None, None, True)
    assert len(ses_backend.outbox) == 1


def test_a_lost_response_is_not_sent_again(sesv2: SESv2, ses_backend: Backend) -> None:
    ses_backend.faults.add("timeout", "SendEmail")
    with pytest.raises(OutcomeUnknownError):
        sesv2.sending.send(**mail())
    assert len(ses_backend.outbox) == 1


# Lines.


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b""])
@pytest.mark.parametrize("before", [b"", b"a: b\r\n\r\n", b"x\n" * 700])
@pytest.mark.parametrize("after", [b"", b"y\r\n" * 700])
@pytest.mark.parametrize(("size", "too_long"), [(997, False), (998, False), (999, True), (1000, True), (5000, True)])
def test_a_line_of_raw_bytes_has_at_most_998_characters(
    end: bytes, before: bytes, after: bytes, size: int, too_long: bool
) -> None:
    data = before + b"z" * size + end + (after if end else b"")
    if too_long:
        with pytest.raises(ValueError, match=r"without lines of more than 998 characters.*rfc5322"):
            models.RawMessage(data=data)
    else:
        assert models.RawMessage(data=data).data == data
