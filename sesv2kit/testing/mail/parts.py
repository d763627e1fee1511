"""The parts of an email, before it is written as MIME or after it was read from MIME."""

import email
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any, cast


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An attached file."""

    file_name: str
    """The file's name."""
    content: bytes
    """The file as its recipients get it. Bytes above 127 do not survive the transfer encoding `7bit`."""
    content_type: str = "application/octet-stream"
    """Its media type, given by the sender or derived from the extension of its name."""
    disposition: str = "attachment"
    """How mail programs show it: attachment or inline."""
    content_id: str | None = None
    """The id of it in `cid:` links of the HTML. None: it has none."""
    description: str | None = None
    """The sender's description of it. None: it has none."""
    transfer_encoding: str = "base64"
    """Its transfer encoding in the message: base64, quoted-printable or 7bit; in a raw email, any."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """The content of an email: its parts as given, or the finished message in `mime`."""

    subject: str = ""
    """The subject line."""
    text: str | None = None
    """The plain text body, if there is one."""
    html: str | None = None
    """The HTML body, if there is one."""
    text_charset: str = "utf-8"
    """The charset in which the plain text is written."""
    html_charset: str = "utf-8"
    """The charset in which the HTML is written."""
    headers: Sequence[tuple[str, str]] = ()
    """The custom headers; for a raw email, all headers."""
    attachments: Sequence[Attachment] = ()
    """The attachments. Those of a raw email are in `mime`; `SentMail.attachments` reads them from there."""
    mime: bytes | None = None
    """A raw email, byte for byte as it was submitted. None: it is not a raw email."""

    @classmethod
    def from_mime(cls, mime: bytes) -> "Content":
        """The parts of a finished message, which is also kept byte for byte."""
        message = email.message_from_bytes(mime, policy=default)
        # Python's header objects raise on some malformed headers. Reading their source text never does.
        headers = [(name, one_line(value)) for name, value in message.raw_items()]
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


def one_line(text: str) -> str:
    """A text as one line: line breaks become spaces."""
    return " ".join(line.strip() for line in text.splitlines())


def clean(text: str) -> str:
    """The text on one line, without lone surrogates, which JSON can contain but email cannot."""
    return one_line(text.encode("utf-8", "replace").decode())


def readable(value: str) -> str:
    """A header's value on one line; undecodable bytes are replaced."""
    return one_line(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def files_of(mime: bytes) -> list[Attachment]:
    """The files in a finished message."""
    return [_attachment(part) for part in _leaves(email.message_from_bytes(mime)) if not _is_body(part)]


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # an unknown charset, or one that cannot replace errors
        return payload.decode("utf-8", "replace")


def _leaves(part: Any) -> Iterator[Any]:
    """The parts of a message without parts of their own. A message in a message is one of them."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from _leaves(inner)
    else:
        yield part


def _is_body(part: Any) -> bool:
    """Whether such a part is a body, not a file."""
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return not named and part.get_content_maintype() in ("text", "multipart")


def _attachment(part: Any) -> Attachment:
    content_id, description = part.get("Content-ID"), part.get("Content-Description")
    if part.is_multipart():
        content = b"".join(_bytes(inner) for inner in part.get_payload())
    else:
        content = cast(bytes, part.get_payload(decode=True))
    return Attachment(
        file_name=decoded(readable(str(part.get_filename() or ""))),
        content=content,
        content_type=part.get_content_type(),
        disposition=part.get_content_disposition() or "attachment",
        content_id=readable(str(content_id)).strip("<>") if content_id else None,
        description=decoded(readable(str(description))) if description else None,
        transfer_encoding=readable(str(part.get("Content-Transfer-Encoding", "7bit"))).strip().lower(),
    )


def _bytes(message: Message) -> bytes:
    """The bytes of a message in a message. Python cannot write all malformed messages that it reads."""
    try:
        return message.as_bytes()
    except UnicodeEncodeError:
        return message.as_string().encode("utf-8", "replace")
