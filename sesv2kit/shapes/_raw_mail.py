"""Raw emails: how a message is written as one, and what is in its headers."""

import logging
import re
from base64 import encodebytes
from collections.abc import Callable, Iterable
from copy import copy
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, quote
from io import BytesIO
from typing import Any

from sesv2kit.shapes.addresses import mailbox

logger: logging.Logger = logging.getLogger("sesv2kit")

ADDRESSES = "https://www.rfc-editor.org/rfc/rfc5322#section-3.6.3"
"""The headers of an email that list its recipients."""

_WITH_ADDRESSES = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")


def written(message: Message) -> bytes:
    """A message as 7-bit bytes. Keeps its own policy, except for line ends, `cte_type` and `utf8`."""
    message = _with_ascii_addresses(message)
    changes: dict[str, Any] = {"linesep": "\r\n"}
    if getattr(message.policy, "utf8", False):  # older kinds of policy have no such setting
        changes["utf8"] = False
    buffer = BytesIO()
    # Not `as_bytes`: subclasses such as Django's have one without a policy.
    BytesGenerator(buffer, mangle_from_=False, policy=message.policy.clone(**changes)).flatten(message)
    data = buffer.getvalue()
    # Python would convert only text in charsets that it knows, and not bytes from which a message was parsed.
    return data if data.isascii() else _in_seven_bits(data)


def _in_seven_bits(data: bytes) -> bytes:
    """A raw email with its 8-bit parts in base64. Their bytes stay the same, even if their charset is wrong."""
    message = message_from_bytes(data)
    parts: Iterable[Message] = message.walk()
    for part in parts:
        payload: Any = part.get_payload()
        if isinstance(payload, str) and not payload.isascii():
            content: Any = part.get_payload(decode=True)
            del part["Content-Transfer-Encoding"]
            part["Content-Transfer-Encoding"] = "base64"
            part.set_payload(encodebytes(content).decode())
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n", cte_type="7bit"))


def _with_ascii_addresses(message: Message) -> Message:
    """The message, or a copy whose addresses are in ASCII: Python would put whole addresses into encoded words."""
    changed = message
    for name in _WITH_ADDRESSES:
        fields: list[Any] = message.get_all(name, [])
        if all(str(field).isascii() for field in fields):
            continue
        if all(hasattr(field, "addresses") for field in fields):
            each = [one for field in fields for one in field.addresses]
            if all(one.addr_spec.isascii() for one in each):
                continue  # only display names, which Python encodes rightly
            texts = [str(one) for one in each]
        else:
            texts = [f'"{quote(name)}" <{inner}>' for name, inner in getaddresses([*map(str, fields)])]
        if changed is message:
            changed = copy(message)
        del changed[name]  # it makes a new list for the copy
        changed[name] = ", ".join(map(mailbox, texts))
    return changed


_HEADERS_END = re.compile(rb"(\A|\n)\r?\n")

_RESENT_BCC = re.compile(rb"^resent-bcc:", re.IGNORECASE | re.MULTILINE)

_BCC = re.compile(rb"^bcc:[^\n]*\n?(?:[ \t][^\n]*\n?)*", re.IGNORECASE | re.MULTILINE)


def head(data: bytes) -> bytes:
    """The headers of a raw email."""
    end = _HEADERS_END.search(data)  # faster than the parser, which reads the whole message line by line
    return data[: end.end(1)] if end else data


def recipients(headers: bytes, *names: str) -> list[str]:
    """The addresses in some headers of a raw email; an empty text for one that cannot be read."""
    parsed = BytesHeaderParser().parsebytes(headers)
    fields = [str(field) for name in names for field in parsed.get_all(name, [])]
    return [inner for _, inner in getaddresses([field for field in fields if "@" in field])]  # without empty groups


def addresses_of(message: Message, *names: str) -> list[str]:
    """The addresses in some headers of a message; a text without @ for one that cannot be read."""
    fields = [str(field) for name in names for field in message.get_all(name, [])]
    return [inner for _, inner in getaddresses([field for field in fields if not _is_empty(field)])]


def _is_empty(field: str) -> bool:
    """Whether a field has no addresses: it is blank, or has only empty groups, `Undisclosed recipients:;`."""
    *groups, rest = (part.strip(", \t\r\n") for part in field.split(";"))
    return not rest and all(group[-1:] == ":" and not {":", ",", "@"} & {*group[:-1]} for group in groups)


def value(headers: bytes, name: str) -> str | None:
    """The value of a header of a raw email. None: there is no such header."""
    found = BytesHeaderParser().parsebytes(headers)[name]
    return None if found is None else str(found).strip()


def others(headers: bytes, names: Iterable[str], known: Iterable[str]) -> set[str]:
    """The addresses in some headers of a raw email that are not among known ones, with or without display names."""
    bare = {each.rpartition("<")[2].removesuffix(">").lower() for each in known}
    return {each.lower() for each in recipients(headers, *names)} - bare


def tell_of_others(headers: bytes, known: Callable[[], Iterable[str]]) -> None:
    """Log how many addresses in To and Cc are not recipients. Searches for them only if the log level is enabled."""
    if logger.isEnabledFor(logging.INFO) and (found := others(headers, ("To", "Cc"), known())):
        logger.info(
            "SendEmail: %d addresses in To and Cc are not in destination, so SES does not send to them", len(found)
        )


def has_bcc(headers: bytes) -> bool:
    """Whether there is a Bcc header."""
    return _BCC.search(headers) is not None


def has_resent_bcc(headers: bytes) -> bool:
    """Whether there is a Resent-Bcc header."""
    return _RESENT_BCC.search(headers) is not None


def without_bcc(data: bytes) -> bytes:
    """A raw email without its Bcc header."""
    headers = head(data)
    return _BCC.sub(b"", headers) + data[len(headers) :]


LINES = "https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1"
"""Source of the maximum length of a line."""


def has_long_line(data: bytes) -> bool:
    """Whether a line has more than 998 characters without its end."""
    start = 0
    while len(data) - start > 998:  # one search for each kilobyte, not for each line
        end = data.rfind(b"\n", start, start + 1000)
        if end < 0:
            return data[start + 998 : start + 1000] != b"\r"
        if end - start == 999 and data[end - 1] != 13 and data.find(b"\n", start, end) < 0:
            return True
        start = end + 1
    return False
