"""Writes an email as MIME, as its recipients get it.

Python's `email` package is not used for writing: it makes encoded words of long ASCII words such as URLs, and it is too
slow for an outbox of ten thousand emails. The tests read the result with it.
"""

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.header import Header as EncodedHeader
from urllib.parse import quote

from sesv2kit.testing.mail.parts import Attachment, Content, clean

Header = tuple[str, str]

_WIDTH = 76
_LONGEST_LINE = 998
"""Characters of a line that RFC 5322 allows."""

_HEADERS_END = re.compile(rb"(\A|\n)\r?\n")
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message: its headers, and the function that writes its body."""

    headers: Sequence[Header]
    body: Callable[[], bytes]


def top_part(content: Content, seal: str) -> Part:
    """The part that contains all others: mixed(related(alternative(text, HTML), inline files), other files).

    A level exists only if it has two parts. `seal` is random text for the boundaries: the content must not contain it.
    """
    texts = [
        _text(kind, text, charset)
        for kind, text, charset in (
            ("plain", content.text, content.text_charset),
            ("html", content.html, content.html_charset),
        )
        if text is not None
    ]
    inline, others = list[Attachment](), list[Attachment]()
    for each in content.attachments:
        (inline if content.html is not None and each.disposition == "inline" else others).append(each)
    body = _multipart("alternative", texts or [_text("plain", "", "utf-8")], seal)
    related = _multipart("related", [body, *map(_file, inline)], seal)
    return _multipart("mixed", [related, *map(_file, others)], seal)


def written(headers: Iterable[Header], part: Part) -> bytes:
    """The bytes of a message with these headers and this top part."""
    return head([*headers, *part.headers]) + b"\r\n" + part.body()


def head(headers: Iterable[Header]) -> bytes:
    """Headers as lines. Long ones are folded at spaces; words are never split."""
    return b"".join(map(_folded, headers))


def header_text(name: str, text: str) -> str:
    """A text as the value of a header, on one line. If it is not ASCII, it is encoded as in RFC 2047."""
    text = clean(text)
    if text.isascii() and max(map(len, text.split()), default=0) < _LONGEST_LINE - len(name) - 2:
        return text
    return EncodedHeader(text, "utf-8", header_name=name).encode(linesep="\n").replace("\n", "")


def with_headers(mime: bytes, headers: Sequence[Header]) -> bytes:
    """A raw message with `headers` instead of its own headers of those names, and without SES's own X-headers."""
    end = _HEADERS_END.search(mime)
    given = mime[: end.end(1)] if end else mime
    replaced = {name.lower() for name, _ in headers}

    def keep(header: re.Match[bytes]) -> bytes:
        name = header[1].decode().lower()
        return b"" if name in replaced or name.startswith("x-ses-") else header[0]

    kept = _HEADER.sub(keep, given)
    if kept and not kept.endswith(b"\n"):
        kept += b"\r\n"
    return kept + head(headers) + mime[len(given) :]


def _folded(header: Header) -> bytes:
    name, value = header
    lines: list[str] = []
    line = f"{name}:"
    for number, word in enumerate(re.split(r"(?<=[^ \t])(?=[ \t])", value.rstrip(" \t"))):
        if number and len(line) + len(word) > _WIDTH:
            lines.append(line)
            line = ""
        line += word if number else f" {word.lstrip()}"
    return "\r\n".join([*lines, line, ""]).encode("ascii", "replace")


def _multipart(subtype: str, parts: Sequence[Part], seal: str) -> Part:
    if len(parts) == 1:
        return parts[0]
    boundary = f"={subtype[:3]}_{seal}"  # of 70 characters at most

    def body() -> bytes:
        delimiter = b"--" + boundary.encode()
        inner = (b"".join([delimiter, b"\r\n", head(part.headers), b"\r\n", part.body(), b"\r\n"]) for part in parts)
        return b"".join([*inner, delimiter, b"--\r\n"])

    return Part([("Content-Type", f'multipart/{subtype}; boundary="{boundary}"')], body)


def _text(kind: str, text: str, charset: str) -> Part:
    """A text in its charset, as quoted-printable if it has non-ASCII bytes or too long lines."""
    if "\n".encode(charset) != b"\n":  # such as UTF-16, which no text part can have
        charset = "utf-8"
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode(charset, "replace")
    plain = data.isascii() and max(map(len, data.split(b"\n"))) <= _LONGEST_LINE
    headers = [
        ("Content-Type", f'text/{kind}; charset="{charset}"'),
        ("Content-Transfer-Encoding", "7bit" if plain else "quoted-printable"),
    ]
    return Part(headers, lambda: _crlf(data if plain else binascii.b2a_qp(data)))


def _file(attachment: Attachment) -> Part:
    content_type = re.match(r"[\w.+-]+/[\w.+-]+", attachment.content_type, re.ASCII)
    headers = [
        ("Content-Type", content_type[0] if content_type else "application/octet-stream"),
        ("Content-Transfer-Encoding", attachment.transfer_encoding),
        ("Content-Disposition", f"{attachment.disposition}; {'; '.join(_file_name(clean(attachment.file_name)))}"),
    ]
    if attachment.content_id:
        headers.append(("Content-ID", f"<{header_text('Content-ID', attachment.content_id)}>"))
    if attachment.description:
        headers.append(("Content-Description", header_text("Content-Description", attachment.description)))
    return Part(headers, lambda: _encoded(attachment))


def _encoded(attachment: Attachment) -> bytes:
    content = attachment.content
    if attachment.transfer_encoding == "base64":
        lines = (content[start : start + 57] for start in range(0, len(content), 57))
        return _crlf(b"".join(map(binascii.b2a_base64, lines)))
    if attachment.transfer_encoding == "quoted-printable":
        return _crlf(binascii.b2a_qp(content, istext=False))
    return _crlf(content)


def _file_name(name: str) -> Iterator[str]:
    """The parameters with a file's name, in the form of RFC 2231 if it is not ASCII."""
    if name.isascii():
        escaped = re.sub(r'([\\"])', r"\\\1", name)
        yield f'filename="{escaped}"'
        return
    for number, piece in enumerate(re.findall("(?:%..|[^%]){1,48}", quote(name, safe=""))):
        yield f"filename*{number}*=" + ("" if number else "utf-8''") + piece


def _crlf(data: bytes) -> bytes:
    """The data with CRLF line ends."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
