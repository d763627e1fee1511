"""Mail as the local SES keeps it: what was sent, to whom, and what became of it."""

import email
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, cast

from sesv2kit._core.cached import cached_property

_WRITTEN_BY_SES = frozenset({"bcc", "cc", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"})


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail."""

    file_name: str
    """The name that the sender gave it."""
    content: bytes
    """The file itself, decoded."""
    content_type: str = "application/octet-stream"
    """Its media type, as the sender says."""
    disposition: str = "attachment"
    """How it is to be shown: attachment or inline."""
    content_id: str | None = None
    """What the HTML calls it by in `cid:` links."""
    description: str | None = None
    """What the sender says about it."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a mail says: its parts as given, or the finished message in `mime`."""

    subject: str = ""
    """The subject line."""
    text: str | None = None
    """The plain text body, if there is one."""
    html: str | None = None
    """The HTML body, if there is one."""
    headers: Sequence[tuple[str, str]] = ()
    """The sender's own headers; of a raw mail, all of them."""
    attachments: Sequence[Attachment] = ()
    """The files given with it. A raw mail has its files in `mime`; `SentMail.attachments` finds them there."""
    mime: bytes | None = None
    """A raw mail, byte for byte; None for the others."""

    @classmethod
    def from_mime(cls, mime: bytes) -> "Content":
        """The parts of a finished message, which itself is kept byte for byte."""
        message = email.message_from_bytes(mime, policy=default)
        # Python's header objects fail on some malformed headers, their source never does.
        headers = [(name, _one_line(value)) for name, value in message.raw_items()]
        return cls(
            subject=next((decoded(value) for name, value in headers if name.lower() == "subject"), ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            headers=headers,
            mime=mime,
        )


def decoded(value: str) -> str:
    """The text of a header's value that may be encoded."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, HeaderParseError):
        return value


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def _clean(text: str) -> str:
    """The text on one line, without the half characters that JSON can carry and no mail."""
    return _one_line(text.encode("utf-8", "replace").decode())


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, UnicodeError):  # a charset nobody knows, or one that refuses to replace
        return payload.decode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """One mail that the local SES accepted: an entry of the outbox."""

    message_id: str
    """The id that the sender was given."""
    from_address: str
    """The sender as written, with its display name if it has one."""
    source_arn: str = ""
    """The ARN of the identity that it was sent from."""
    to: tuple[str, ...] = ()
    """The recipients it is addressed to, as written."""
    cc: tuple[str, ...] = ()
    """Those that get a copy."""
    bcc: tuple[str, ...] = ()
    """Those that get a copy and that nobody else sees."""
    reply_to: tuple[str, ...] = ()
    """Where answers are to go."""
    content: Content = field(repr=False)
    """The parts of the mail."""
    tenant_name: str | None = None
    """The tenant it was sent for."""
    template_name: str | None = None
    """The stored template it was made of."""
    configuration_set_name: str | None = None
    """The configuration set that applied: the request's, else the identity's default."""
    tags: Mapping[str, str]
    """The message tags by name."""
    timestamp: datetime
    """When it was accepted, on the virtual clock."""
    delivered_to: tuple[str, ...] = ()
    """The recipients that got it."""
    suppressed: tuple[str, ...] = ()
    """The recipients that a suppression list kept it from."""
    bounced: tuple[str, ...] = ()
    """The recipients that refused it: the mailbox simulator's bouncing addresses."""
    complained: tuple[str, ...] = ()
    """The recipients that got it and reported it as spam: the mailbox simulator's complaining addresses."""
    rejected: str | None = None
    """Why SES kept it back: a virus, which here is the EICAR test file. Such a mail is accepted and reaches nobody."""
    rendering_error: str | None = None
    """Why a template could not be rendered. Such a mail is accepted and reaches nobody."""

    @property
    def subject(self) -> str:
        """The subject line."""
        return self.content.subject

    @property
    def text(self) -> str | None:
        """The plain text body, if there is one."""
        return self.content.text

    @property
    def html(self) -> str | None:
        """The HTML body, if there is one."""
        return self.content.html

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The headers by name, those that SES writes included. `message` tells repeated ones apart."""
        return {name: str(value) for name, value in self.message.items()}

    @cached_property
    def header_items(self) -> Sequence[tuple[str, str]]:
        """The headers in their order, each as sent but on one line; malformed ones too, which `headers` may refuse."""
        return [(name, _readable(value)) for name, value in email.message_from_bytes(self.raw).raw_items()]

    @cached_property
    def attachments(self) -> Sequence[Attachment]:
        """The files that go with it, those in a raw mail too."""
        if self.content.mime is None:
            return self.content.attachments
        leaves = _leaves(email.message_from_bytes(self.content.mime))
        return [_attachment(part) for part in leaves if not _is_body(part)]

    @cached_property
    def raw(self) -> bytes:
        """The whole mail as MIME: as it was submitted if it was raw, else as composed from its parts."""
        return self.content.mime if self.content.mime is not None else compose(self)

    @cached_property
    def message(self) -> EmailMessage:
        """The whole mail, parsed."""
        return email.message_from_bytes(self.raw, policy=default)


def new_id(moment: datetime) -> str:
    """A message id as SES gives them; a feedback id looks the same."""
    return f"0106{int(moment.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"


def _readable(value: str) -> str:
    """A header's value on one line; bytes that are no text are replaced."""
    return _one_line(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _leaves(part: Any) -> Iterator[Any]:
    """The parts of a message that hold something. A message in a message is a leaf."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from _leaves(inner)
    else:
        yield part


def _is_body(part: Any) -> bool:
    """Whether a leaf is text to read rather than a file."""
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return not named and part.get_content_maintype() in ("text", "multipart")


def _attachment(part: Any) -> Attachment:
    content_id = part.get("Content-ID")
    if part.is_multipart():
        content = b"".join(_bytes(inner) for inner in part.get_payload())
    else:
        content = cast(bytes, part.get_payload(decode=True))
    return Attachment(
        file_name=decoded(_readable(str(part.get_filename() or ""))),
        content=content,
        content_type=part.get_content_type(),
        disposition=part.get_content_disposition() or "attachment",
        content_id=_readable(str(content_id)).strip("<>") if content_id else None,
    )


def _bytes(message: Message) -> bytes:
    """A message in a message. Python cannot write all malformed ones that it reads."""
    try:
        return message.as_bytes()
    except UnicodeEncodeError:
        return message.as_string().encode("utf-8", "replace")


def compose(mail: SentMail) -> bytes:
    """The MIME message that the recipients get."""
    envelope = {
        "From": _addresses([mail.from_address]),
        "To": _addresses(mail.to),
        "Cc": _addresses(mail.cc),
        "Reply-To": _addresses(mail.reply_to),
        "Message-ID": f"<{mail.message_id}@email.amazonses.com>",
    }
    return mime_message(mail.content, mail.timestamp, envelope).as_bytes()


def _addresses(written: Sequence[str]) -> str:
    """A well-formed header of addresses, whatever their display names hold."""
    return ", ".join(formataddr(parseaddr(_clean(each))) for each in written)


def mime_message(content: Content, date: datetime, envelope: Mapping[str, str] | None = None) -> EmailMessage:
    """`content` as a message. The headers that SES writes itself win over custom ones of their name."""
    message = EmailMessage(policy=SMTP)
    for name, value in {**(envelope or {}), "Date": format_datetime(date), "Subject": content.subject}.items():
        if value:
            message[name] = _clean(value)
    for name, value in content.headers:
        if name.lower() not in _WRITTEN_BY_SES:
            message[name] = _clean(value)
    parts = [
        (kind, text.encode("utf-8", "replace").decode())
        for kind, text in (("plain", content.text), ("html", content.html))
        if text is not None
    ]
    (kind, text), *alternatives = parts or [("plain", "")]
    message.set_content(text, subtype=kind, cte=_encoding(text))
    for kind, text in alternatives:
        message.add_alternative(text, subtype=kind, cte=_encoding(text))
    for attachment in content.attachments:
        _attach(message, attachment)
    return message


def _encoding(text: str) -> str | None:
    """Quoted-printable where Python might choose base64, which nobody can read."""
    return None if text.isascii() else "quoted-printable"


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    content_type = re.match(r"([\w.+-]+)/([\w.+-]+)", attachment.content_type, re.ASCII)
    maintype, subtype = content_type.groups() if content_type else ("application", "octet-stream")
    message.add_attachment(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        disposition=attachment.disposition,
        filename=_clean(attachment.file_name),
        cid=f"<{_clean(attachment.content_id)}>" if attachment.content_id else None,
        headers=[f"Content-Description: {_clean(attachment.description)}"] if attachment.description else None,
    )
