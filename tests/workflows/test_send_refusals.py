"""What `sending.send` refuses before it sends: every problem at once, in the words of its own arguments."""

import os
import threading
import tracemalloc
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32, default
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import Address, Attachment, SESv2, Unsubscribe, models
from sesv2kit.errors import RequestInvalidError
from sesv2kit.testing import Backend

SHOP = "shop@shop.example"
LISTS = {"contact_list_name": "news"}


@pytest.fixture
def ses_backend(ses_backend: Backend) -> Backend:
    ses_backend.verify_identity("shop.example")
    return ses_backend


def mail(**changes: Any) -> dict[str, Any]:
    return {"from_email_address": SHOP, "to": "ann@mail.example", "subject": "Hi", "text": "Hello"} | changes


def refused(client: SESv2, **arguments: Any) -> list[tuple[str, str]]:
    with pytest.raises(RequestInvalidError) as caught:
        client.sending.send(**arguments)
    return [(problem.argument, problem.message) for problem in caught.value.problems]


def names(client: SESv2, **arguments: Any) -> list[str]:
    return [argument for argument, _ in refused(client, **arguments)]


def whole(**headers: str | None) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": SHOP, "To": "ann@mail.example", "Subject": "Hi"} | headers).items():
        if value is not None:
            message[name.replace("_", "-")] = value
    message.set_content("Hello")
    return message


# All at once.


def test_problems_of_single_arguments_are_told_with_those_between_arguments(sesv2: SESv2, ses_backend: Backend) -> None:
    found = names(
        sesv2,
        to=["ann@mail.example", "bad"],
        reply_to_addresses="worse",
        subject="two\nlines",
        headers={"Date": "x", "X-A": "\u00fc"},
        email_tags={"a b": "c"},
        attachments=[{"file_name": "a.exe"}],
        unsubscribe="https://shop.example",
        configuration_set_name="a b",
        idempotency_key=5,
    )
    assert sorted(found) == [
        "attachments.0.file_name",
        "attachments.0.raw_content",
        "configuration_set_name",
        "email_tags.0.name",
        "from_email_address",
        "headers.0.name",
        "headers.1.value",
        "idempotency_key",
        "journal",
        "reply_to_addresses",
        "subject",
        "text, html and template_name",
        "to.1",
        "unsubscribe",
    ]
    assert not ses_backend.requests


def test_what_is_missing_is_told_once(sesv2: SESv2) -> None:
    assert names(sesv2, text=["wrong"]) == ["from_email_address", "to, cc and bcc", "subject", "text"]


def test_a_message_of_a_wrong_kind_hides_no_other_problem(sesv2: SESv2) -> None:
    assert names(sesv2, message="Hello", tenant_name="a b") == ["message", "tenant_name"]


@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ({"subject": 5}, "subject"),
        ({"subject": "a\nb"}, "subject"),
        ({"text": ["a"]}, "text"),
        ({"html": 5}, "html"),
        ({"to": "bad"}, "to"),
        ({"cc": ""}, "cc"),
        ({"bcc": ["bad"]}, "bcc.0"),
        ({"reply_to_addresses": "bad"}, "reply_to_addresses"),
        ({"to": 5}, "to"),
        ({"attachments": [Attachment.from_bytes(b"x" * 2**20, "a.pdf")] * 31}, "attachments, text and html"),
        ({"headers": 5, "unsubscribe": Unsubscribe("https://shop.example/u")}, "headers"),
    ],
)
def test_a_problem_is_told_of_the_argument_that_has_it(
    sesv2: SESv2, ses_backend: Backend, changes: dict[str, Any], argument: str
) -> None:
    assert names(sesv2, **mail(**changes)) == [argument]
    assert not ses_backend.requests


class Column:
    """A column of a table, as pandas has them: its truth is no yes or no."""

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")


@pytest.mark.parametrize("argument", ["to", "cc", "headers", "attachments", "email_tags", "unsubscribe"])
def test_a_value_without_truth_is_refused_as_any_other(sesv2: SESv2, argument: str) -> None:
    assert names(sesv2, **mail(**{argument: Column()})) == [argument]


def test_several_addresses_in_one_text_are_told_to_be_a_list(sesv2: SESv2) -> None:
    for text in ("ann@mail.example, bob@mail.example", "Ann <ann@mail.example>; bob@mail.example"):
        [(argument, message)] = refused(sesv2, **mail(to=text))
        assert argument == "to"
        assert "given as a list" in message


def test_a_display_name_with_control_characters(sesv2: SESv2, ses_backend: Backend) -> None:
    assert "control characters" in refused(sesv2, **mail(to="A\x0bB <ann@mail.example>"))[0][1]
    assert not ses_backend.requests


# Headers.


@pytest.mark.parametrize("as_given", [dict, lambda headers: [{"name": n, "value": v} for n, v in headers.items()]])
@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("X-SES-CONFIGURATION-SET", {}, "use configuration_set_name"),
        ("x-ses-message-tags", {}, "use email_tags"),
        ("List-Unsubscribe", {"unsubscribe": Unsubscribe("https://shop.example/u")}, "together with unsubscribe"),
        ("list-unsubscribe-post", {"list_management_options": LISTS}, "together with list_management_options"),
    ],
)
def test_headers_that_ses_obeys_or_replaces(
    sesv2: SESv2,
    ses_backend: Backend,
    as_given: Callable[[dict[str, str]], Any],
    name: str,
    changes: dict[str, Any],
    words: str,
) -> None:
    assert words in dict(refused(sesv2, **mail(headers=as_given({name: "x"}), **changes)))["headers"]
    assert not ses_backend.requests


def test_the_advice_for_a_header_names_no_argument_that_send_lacks(sesv2: SESv2) -> None:
    for name in ("To", "Bcc", "Subject"):
        assert "destination" not in refused(sesv2, **mail(headers={name: "x"}))[0][1]


def test_hidden_recipients_are_not_shown_in_resent_bcc(sesv2: SESv2, ses_backend: Backend) -> None:
    assert names(sesv2, **mail(headers={"Resent-Bcc": "eve@mail.example"})) == ["headers.0.name"]
    assert names(sesv2, message=whole(Resent_Bcc="eve@mail.example")) == ["message"]
    with pytest.raises(RequestInvalidError, match="Resent-Bcc"):
        sesv2.sending.send_email(content=whole(Resent_Bcc="eve@mail.example"))
    assert not ses_backend.requests


def test_a_managed_list_has_one_recipient_at_a_time(sesv2: SESv2, ses_backend: Backend) -> None:
    found = refused(sesv2, **mail(bcc=["bob@mail.example"], list_management_options=LISTS))
    assert [argument for argument, _ in found] == ["list_management_options"]
    assert not ses_backend.requests


# Whole messages.


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"From": None}, "a sender in its From header"),
        ({"To": ""}, "must have a recipient"),
        ({"To": "undisclosed-recipients:;"}, "must have a recipient"),
        ({"To": "not an address"}, "only readable addresses"),
        ({"Cc": "bob"}, "only readable addresses"),
        ({"To": ", ".join(f"a{n}@mail.example" for n in range(51))}, "50 recipients"),
        ({"Bcc": ", ".join(f"a{n}@mail.example" for n in range(50))}, "50 recipients"),
        ({"To": "j\u00fcrgen@mail.example"}, "ASCII only before the @"),
    ],
)
def test_a_message_that_ses_would_refuse(
    sesv2: SESv2, ses_backend: Backend, headers: dict[str, str | None], words: str
) -> None:
    [(argument, message)] = refused(sesv2, message=whole(**headers))
    assert argument == "message"
    assert words in message
    assert not ses_backend.requests


def test_a_message_with_50_recipients_is_sent(sesv2: SESv2, ses_backend: Backend) -> None:
    message = whole(Bcc=", ".join(f"a{n}@mail.example" for n in range(49)))
    assert len(sesv2.sending.send(message=message).recipients) == 50
    assert len(ses_backend.outbox[0].delivered_to) == 50


def test_a_message_with_an_empty_group_is_sent_to_its_bcc(sesv2: SESv2) -> None:
    message = whole(To="undisclosed-recipients:;", Bcc="eve@mail.example")
    assert sesv2.sending.send(message=message).recipients == ("eve@mail.example",)


def test_a_message_with_a_line_too_long(sesv2: SESv2) -> None:
    message = message_from_bytes(b"From: shop@shop.example\nTo: ann@mail.example\n\n" + b"x" * 2000)
    [(argument, words)] = refused(sesv2, message=message)
    assert argument == "message"
    assert "998 characters" in words


def test_a_message_takes_no_reply_addresses_beside_its_header(sesv2: SESv2) -> None:
    [(argument, words)] = refused(sesv2, message=whole(Reply_To="a@mail.example"), reply_to_addresses="b@mail.example")
    assert argument == "message"
    assert "reply_to_addresses" in words


def test_a_message_with_unsubscribe_headers_takes_no_list_management(sesv2: SESv2) -> None:
    message = whole(List_Unsubscribe="<https://shop.example/u>")
    assert names(sesv2, message=message, list_management_options=LISTS) == ["message"]


@pytest.mark.parametrize("name", ["evil.exe", "EVIL.EXE", "a.pdf.js "])
def test_a_message_with_a_file_that_ses_rejects(sesv2: SESv2, ses_backend: Backend, name: str) -> None:
    message = whole()
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)
    [(argument, words)] = refused(sesv2, message=message)
    assert argument == "message"
    assert "which SES rejects" in words
    assert not ses_backend.requests


def eight_bits() -> EmailMessage:
    message = EmailMessage(policy=default.clone(cte_type="8bit"))
    message["From"], message["To"] = SHOP, "ann@mail.example"
    message.set_content("Gr\u00fc\u00dfe", cte="8bit")
    return message


def eight_bits_of_the_older_kind() -> Message:
    message = MIMEMultipart()
    message["From"], message["To"] = SHOP, "ann@mail.example"
    message.attach(MIMEText("Gr\u00fc\u00dfe", "plain", "utf-8"))
    return message


@pytest.mark.parametrize("make", [eight_bits, eight_bits_of_the_older_kind])
def test_a_message_of_eight_bits_is_sent_in_seven(
    sesv2: SESv2, ses_backend: Backend, make: Callable[[], EmailMessage]
) -> None:
    sesv2.sending.send(message=make())
    raw = ses_backend.outbox[0].raw
    assert raw.isascii()
    received: Any = message_from_bytes(raw, policy=default)
    assert received.get_body(("plain",)).get_content().strip() == "Gr\u00fc\u00dfe"


@pytest.mark.parametrize("policy", [default, compat32])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("", b"Gr\xc3\xbc\xc3\x9fe"),
        ("text/plain; charset=us-ascii", b"Gr\xc3\xbc\xc3\x9fe"),
        ("text/plain; charset=nonsense", b"Gr\xfc\xdfe"),
        ("text/plain; charset=utf-8", b"Gr\xfc\xdfe"),
        ("text/plain; charset=iso-8859-1", b"Gr\xfc\xdfe"),
        ("application/pdf", b"%PDF\xff\xfe"),
    ],
)
def test_a_message_read_from_bytes_keeps_its_content(
    sesv2: SESv2, ses_backend: Backend, policy: Any, kind: str, content: bytes
) -> None:
    """Whether its charset is known, right or given at all."""
    head = b"From: shop@shop.example\nTo: ann@mail.example\n" + (f"Content-Type: {kind}\n".encode() if kind else b"")
    message = message_from_bytes(head + b"\n" + content, policy=policy)
    sesv2.sending.send(message=message)
    raw = ses_backend.outbox[0].raw
    assert raw.isascii()
    assert message_from_bytes(raw).get_payload(decode=True) == content
    assert bytes(message).endswith(content)  # it stays as it is


# Files.


def within(seconds: float, do: Callable[[], Any]) -> None:
    """Fails if something blocks."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            do()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), "it blocks"
    if failed:
        raise failed[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    with pytest.raises(ValueError, match="regular file"):
        within(10, lambda: Attachment.from_path(tmp_path / "a.pdf"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(ValueError, match="regular file"):
        Attachment.from_path("/dev/zero", file_name="a.pdf")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no such file")
def test_a_file_that_does_not_tell_its_size_is_read_whole() -> None:
    assert b"\nPid:" in Attachment.from_path("/proc/self/status", file_name="a.txt").raw_content


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "b.pdf").symlink_to(tmp_path / "a.pdf")
    assert Attachment.from_path(tmp_path / "b.pdf").file_name == "b.pdf"


@pytest.mark.parametrize(("size", "accepted"), [(30 * 2**20, True), (30 * 2**20 + 1, False), (2**40, False)])
def test_a_file_is_read_only_if_it_fits_into_an_email(tmp_path: Path, size: int, accepted: bool) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(size)
    if accepted:
        assert len(Attachment.from_path(path).raw_content) == size
    else:
        with pytest.raises(ValueError, match=r"^path: must be at most 40 MB after encoding"):
            Attachment.from_path(path)


def test_an_empty_name_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(ValueError, match="file_name"):
        Attachment.from_path(tmp_path / "a.pdf", file_name="")
    with pytest.raises(ValueError, match="content_type"):
        Attachment.from_bytes(b"x", "a.pdf", content_type="")


@pytest.mark.parametrize("kind", ["pdf", "INLINE", "text/\u00fc", " application/pdf", "a b/c", "/pdf"])
def test_a_type_that_is_none(kind: str) -> None:
    with pytest.raises(ValueError, match="must be a MIME type"):
        Attachment.from_bytes(b"x", "a.pdf", content_type=kind)


def test_a_type_with_parameters() -> None:
    kind = 'text/plain; charset="utf-8"'
    assert Attachment.from_bytes(b"x", "a.txt", content_type=kind).content_type == kind


def test_a_compressed_file_has_not_the_type_of_what_is_in_it() -> None:
    assert Attachment.from_bytes(b"x", "a.tar.gz").content_type != "application/x-tar"


@pytest.mark.parametrize("content_id", ["cid:logo", "<cid:logo>", "CID:logo"])
def test_a_content_id_has_no_scheme(content_id: str) -> None:
    with pytest.raises(ValueError, match="without cid: itself"):
        Attachment.from_bytes(b"x", "a.png", content_id=content_id)


def test_text_is_measured_in_bytes_before_the_request_is_written(sesv2: SESv2, ses_backend: Backend) -> None:
    text = "\u00fc" * (20 * 2**20 + 1)
    tracemalloc.start()
    try:
        assert "40 MB" in refused(sesv2, **mail(text=text))[0][1]
        assert tracemalloc.get_traced_memory()[1] < 3 * len(text) * 2  # pydantic alone takes two copies
    finally:
        tracemalloc.stop()
    assert not ses_backend.requests


def test_files_too_large_together_are_not_copied(sesv2: SESv2, ses_backend: Backend) -> None:
    files = [Attachment.from_bytes(b"x" * (10 * 2**20), "a.pdf")] * 4
    tracemalloc.start()
    try:
        assert "40 MB" in refused(sesv2, **mail(attachments=files))[0][1]
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    assert not ses_backend.requests


# Addresses and links.


@pytest.mark.parametrize("address", ['"a\nb"@mail.example', '"a\r\nBcc: eve"@mail.example', '"a\\\nb"@mail.example'])
def test_a_quoted_part_of_an_address_is_one_line(address: str) -> None:
    with pytest.raises(ValueError, match="email_address"):
        Address(address)


@pytest.mark.parametrize(("name", "text"), [("  ", "ann@mail.example"), (" Ann ", "Ann <ann@mail.example>")])
def test_blanks_around_a_name_are_not_a_part_of_it(name: str, text: str) -> None:
    address = Address("ann@mail.example", name)
    assert address == text
    assert address.display_name == (name.strip() or None)


@pytest.mark.parametrize("value", [None, 5, b"ann@mail.example"])
def test_an_address_of_a_wrong_kind_is_named(value: Any) -> None:
    with pytest.raises(TypeError, match="email_address must be text"):
        Address(value)
    if value is not None:
        with pytest.raises(TypeError, match="display_name must be text"):
            Address("ann@mail.example", value)
        with pytest.raises(TypeError, match="url must be text"):
            Unsubscribe(value)
        with pytest.raises(TypeError, match="mailto must be text"):
            Unsubscribe(mailto=value)


def test_an_unsubscribe_link_fits_into_its_header(sesv2: SESv2, ses_backend: Backend) -> None:
    longest = "https://shop.example/".ljust(978, "u")
    sesv2.sending.send(**mail(unsubscribe=Unsubscribe(longest)))
    assert len(ses_backend.outbox) == 1
    with pytest.raises(ValueError, match="must be shorter"):
        Unsubscribe(longest + "u")


@pytest.mark.parametrize("url", ["https:///leave", "https://?a", "https://"])
def test_an_unsubscribe_link_has_a_host(url: str) -> None:
    with pytest.raises(ValueError, match="https URL"):
        Unsubscribe(url)


def test_a_model_of_a_header_is_taken_too(sesv2: SESv2, ses_backend: Backend) -> None:
    headers = [models.MessageHeader(name="List-Id", value="<x.y>")]
    sesv2.sending.send(**mail(headers=headers, unsubscribe=Unsubscribe("https://shop.example/u")))
    assert b"List-Id: <x.y>" in ses_backend.outbox[0].raw
