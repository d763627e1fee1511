"""Mail as the local SES keeps it: what was sent, to whom, and what became of it."""

import email
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property

_WRITTEN_BY_SES = frozenset({"bcc", "cc", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"})


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a mail."""

    file_name: str
    content: bytes
    content_type: str = "application/octet-stream"
    disposition: str = "attachment"
    content_id: str | None = None
    description: str | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a mail says: its parts as given, or the finished message in `mime`."""

    subject: str = ""
    text: str | None = None
    html: str | None = None
    headers: Sequence[tuple[str, str]] = ()
    attachments: Sequence[Attachment] = ()
    mime: bytes | None = None

    @classmethod
    def from_mime(cls, mime: bytes) -> "Content":
        """The parts of a finished message, which itself is kept byte for byte."""
        message = email.message_from_bytes(mime, policy=default)
        # Python's header objects fail on some malformed headers, their source never does.
        headers = [(name, _one_line(value)) for name, value in message.raw_items()]
        return cls(
            subject=next((_decoded(value) for name, value in headers if name.lower() == "subject"), ""),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            headers=headers,
            mime=mime,
        )


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, HeaderParseError):
        return value


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """One mail that the local SES accepted: an entry of the outbox."""

    message_id: str
    """The id that the sender was given."""
    from_address: str
    """The sender as written, with its display name if it has one."""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    content: Content = field(repr=False)
    """The parts of the mail."""
    tenant_name: str | None = None
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
    def raw(self) -> bytes:
        """The whole mail as MIME: as it was submitted if it was raw, else as composed from its parts."""
        return self.content.mime if self.content.mime is not None else compose(self)

    @cached_property
    def message(self) -> EmailMessage:
        """The whole mail, parsed."""
        return email.message_from_bytes(self.raw, policy=default)


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
    return ", ".join(formataddr(parseaddr(_one_line(each))) for each in written)


def mime_message(content: Content, date: datetime, envelope: Mapping[str, str] | None = None) -> EmailMessage:
    """`content` as a message. The headers that SES writes itself win over custom ones of their name."""
    message = EmailMessage(policy=SMTP)
    for name, value in {**(envelope or {}), "Date": format_datetime(date), "Subject": content.subject}.items():
        if value:
            message[name] = _one_line(value)
    for name, value in content.headers:
        if name.lower() not in _WRITTEN_BY_SES:
            message[name] = value
    parts = [(kind, text) for kind, text in (("plain", content.text), ("html", content.html)) if text is not None]
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
        filename=_one_line(attachment.file_name),
        cid=f"<{_one_line(attachment.content_id)}>" if attachment.content_id else None,
        headers=[f"Content-Description: {_one_line(attachment.description)}"] if attachment.description else None,
    )
