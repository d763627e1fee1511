"""What a mail may consist of: charsets, names of files, Content-IDs, sizes, and the headers of a raw one."""

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
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, from_json

from sesv2kit.shapes._strict import ONE_LINE, ONE_LINE_SOURCE
from sesv2kit.shapes.addresses import mailbox
from sesv2kit.shapes.facets import broken

if TYPE_CHECKING:
    from mimetypes import MimeTypes

logger: logging.Logger = logging.getLogger("sesv2kit")

ATTACHMENTS = "https://docs.aws.amazon.com/ses/latest/dg/mime-types.html"
"""The page of the SES developer guide about attachments."""

CHARSETS = "https://www.rfc-editor.org/rfc/rfc2978#section-2.3"
"""What the name of a charset in an email may consist of."""

CONTENT_IDS = "https://www.rfc-editor.org/rfc/rfc2392#section-2"
"""How HTML refers to a part of its email."""

ENCODINGS = "https://www.rfc-editor.org/rfc/rfc2045#section-2.7"
"""What 7-bit data is."""

CHARSET = "the name of a charset that can encode the text, such as UTF-8"
"""The rule for charsets, in words that complete "must be ..."."""

_CHARSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$%&'+^_`{}~-]*")

ONLY_PYTHONS = {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_8_sig"}
"""Encodings of Python that are no charsets of an email."""


def encodes(charset: str, text: str) -> bool:
    """Whether a charset is known and has all characters of a text."""
    if not _CHARSET_NAME.fullmatch(charset) or charset.lower().replace("-", "_") in ONLY_PYTHONS:
        return False
    try:
        text.encode(charset)
    except (LookupError, UnicodeError):  # LookupError also: it is no encoding of text
        return False
    return True


class Subject:
    """The rule for the content of a subject, which is one line; a body may have more."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, content: Any) -> Any:
        """The content, if it is one line."""
        if not content.data.isprintable() and not {*content.data}.isdisjoint("\0\r\n"):
            raise broken(ONE_LINE, ONE_LINE_SOURCE)
        return content


SUBJECT_VALUES = f"{ONE_LINE}, also where the subject has a variable"
"""The rule for what an inline template's subject becomes, in words that complete "must be ..."."""

_VARIABLE = re.compile(r"\{\{\{?\s*([^\s{}]+)\s*\}")


def check_subject(subject: str | None, data: str | None, place: str = "") -> None:
    """Check the values that an inline template puts into its subject. It replaces only plain variables.

    Args:
        subject: The subject, with variables such as `{{name}}`. None: there is none.
        data: The JSON text of the values. None: there are none.
        place: Which values they are, for an error that has no location. Empty: its location says it.

    Raises:
        PydanticCustomError: A value has more than one line.
    """
    if not subject or not data or "\\" not in data or "{{" not in subject:
        return
    values: Any = from_json(data, cache_strings=False)
    for name in _VARIABLE.findall(subject):
        value: Any = values
        for step in name.split("."):
            value = cast("dict[str, Any]", value).get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and not {*value}.isdisjoint("\0\r\n"):
            raise broken(f"{SUBJECT_VALUES}: see {place}" if place else SUBJECT_VALUES, ONE_LINE_SOURCE)


BLOCKED_EXTENSIONS = frozenset(
    "ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk "
    "mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi "
    "msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs "
    "vps vsmacros vss vst vsw vxd ws wsc wsf wsh xnk".split()
)
"""The extensions of attachments that SES does not accept."""

FILE_NAME = "a file name with an extension, and not one of those that SES blocks, such as .exe and .js"
"""The rule for the names of attachments, in words that complete "must be ..."."""


def file_name(name: str) -> str:
    """The name of an attachment, if SES accepts its extension."""
    extension = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if not extension:
        raise broken(FILE_NAME, ATTACHMENTS)
    if extension in BLOCKED_EXTENSIONS:
        raise broken(f"{FILE_NAME}; SES rejects emails with .{extension} files", ATTACHMENTS)
    return name


def content_type(name: str) -> str | None:
    """The MIME type of a file by its extension, the same on every machine. None: it is not known."""
    found, compression = _types().guess_type(name)
    return None if compression else found  # the type of what is compressed: of a .tar.gz, that of the .tar


@cache
def _types() -> "MimeTypes":
    from mimetypes import MimeTypes  # which reads files of the machine when it is made

    return MimeTypes()


CONTENT_TYPE = "a MIME type of ASCII characters, such as application/pdf"
"""The rule for the types of attachments, in words that complete "must be ..."."""

CONTENT_TYPES = "https://www.rfc-editor.org/rfc/rfc2045#section-5.1"
"""What a MIME type consists of."""

CONTENT_TYPE_PATTERN = r"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+/[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+(?: *;[ -~]*)?"
"""A MIME type, with or without parameters."""


CONTENT_ID = "printable ASCII without blanks, < and >, as it stands behind cid: in the HTML, without the cid: itself"
"""The rule for Content-IDs, in words that complete "must be ..."."""


CONTENT_ID_PATTERN = r"(?!(?i:cid:))[!-;=?-~]+"
"""A Content-ID without brackets."""


def content_id(given: str) -> str:
    """A Content-ID without the brackets of its header."""
    inner = given[1:-1]
    if given[0] + given[-1] == "<>" and re.fullmatch(CONTENT_ID_PATTERN, inner):
        return inner
    raise broken(CONTENT_ID, CONTENT_IDS)


HEADERS = "https://docs.aws.amazon.com/ses/latest/dg/header-fields.html"
"""The page of the SES developer guide about headers."""

HEADER = "the name of a header that SES does not write itself"
"""The rule for the names of headers, in words that complete "must be ..."."""

_INSTEAD = {
    **dict.fromkeys(("to", "cc", "bcc"), "give its addresses as recipients"),
    "from": "give from_email_address",
    "reply-to": "give reply_to_addresses",
    "resent-bcc": "every recipient would see it",
    "return-path": "give feedback_forwarding_email_address",
    "subject": "give it as the subject of the email",
    "dkim-signature": "SES signs for the identity",
    "date": "SES writes when it accepted the email",
    "message-id": "SES writes the message_id of the response",
    **dict.fromkeys(
        ("mime-version", "content-type", "content-disposition", "content-transfer-encoding"),
        "SES writes how it built the email",
    ),
}

DISALLOWED_HEADERS = frozenset(_INSTEAD) - {"dkim-signature", "content-transfer-encoding"}
"""The headers, in lower case, that AWS's page says are refused in simple and templated emails."""


def header_name(name: str) -> str:
    """The name of a header of one's own, if SES does not replace or drop it."""
    instead = _INSTEAD.get(name.lower())
    if instead:
        raise broken(f"{HEADER}: {instead}", HEADERS)
    return name


def blocked_extension(message: Message) -> str:
    """The extension of a file of a message that SES does not accept. Empty: there is none."""
    parts: Iterable[Message] = message.walk()
    for part in parts:
        _, dot, extension = (part.get_filename() or "").strip().lower().rpartition(".")
        if dot and extension in BLOCKED_EXTENSIONS:
            return extension
    return ""


NAMES = "https://www.rfc-editor.org/rfc/rfc5322#section-2.2"
"""What the name of a header may be."""

_NAME = re.compile("[!-9;-~]+")


def has_broken_name(message: Message) -> bool:
    """Whether a header has a name that would end the headers of an email: the rest of them would become its text."""
    parts: Iterable[Message] = message.walk()
    return any(_NAME.fullmatch(name) is None for part in parts for name in part)


def text_size(text: str) -> int:
    """The size of text in UTF-8, without a copy of it."""
    if text.isascii():
        return len(text)
    return sum(len(text[start : start + 2**16].encode(errors="replace")) for start in range(0, len(text), 2**16))


def base64_size(size: int) -> int:
    """The size of bytes in base64, without line ends."""
    return (size + 2) // 3 * 4


def least_size(message: Message) -> int:
    """A size that a message has at least when it is written, found without writing it."""
    parts: Iterable[Message] = message.walk()
    return sum(len(payload) for part in parts if isinstance(payload := part.get_payload(), str))


# Raw mail.

ADDRESSES = "https://www.rfc-editor.org/rfc/rfc5322#section-3.6.3"
"""The headers of an email that list its recipients."""

_WITH_ADDRESSES = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")


def written(message: Message) -> bytes:
    """A message as bytes of 7 bits. Keeps its own policy, but for line ends, `cte_type` and `utf8`."""
    message = _with_ascii_addresses(message)
    changes: dict[str, Any] = {"linesep": "\r\n"}
    if getattr(message.policy, "utf8", False):  # older kinds of policy have no such setting
        changes["utf8"] = False
    buffer = BytesIO()
    # Not `as_bytes`: subclasses such as Django's have one without a policy.
    BytesGenerator(buffer, mangle_from_=False, policy=message.policy.clone(**changes)).flatten(message)
    data = buffer.getvalue()
    # Python itself would change only text of a charset that it knows, and not the bytes that a message was read from.
    return data if data.isascii() else _in_seven_bits(data)


def _in_seven_bits(data: bytes) -> bytes:
    """A raw mail with its 8-bit parts in base64. Their bytes stay the same, whatever their charset claims."""
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
        del changed[name]  # which makes a list of its own for the copy
        changed[name] = ", ".join(map(mailbox, texts))
    return changed


_HEADERS_END = re.compile(rb"(\A|\n)\r?\n")
_RESENT_BCC = re.compile(rb"^resent-bcc:", re.IGNORECASE | re.MULTILINE)
_BCC = re.compile(rb"^bcc:[^\n]*\n?(?:[ \t][^\n]*\n?)*", re.IGNORECASE | re.MULTILINE)


def head(data: bytes) -> bytes:
    """The headers of a raw mail."""
    end = _HEADERS_END.search(data)  # faster than the parser, which reads the whole message line by line
    return data[: end.end(1)] if end else data


def recipients(headers: bytes, *names: str) -> list[str]:
    """The addresses in some headers of a raw mail; an empty text for one that cannot be read."""
    parsed = BytesHeaderParser().parsebytes(headers)
    fields = [str(field) for name in names for field in parsed.get_all(name, [])]
    return [inner for _, inner in getaddresses([field for field in fields if "@" in field])]  # without empty groups


def addresses_of(message: Message, *names: str) -> list[str]:
    """The addresses in some headers of a message; a text without @ for one that cannot be read."""
    fields = [str(field) for name in names for field in message.get_all(name, [])]
    return [inner for _, inner in getaddresses([field for field in fields if not _is_empty(field)])]


def _is_empty(field: str) -> bool:
    """Whether a field has no addresses: it is blank, or has only groups without members, `Undisclosed recipients:;`."""
    *groups, rest = (part.strip(", \t\r\n") for part in field.split(";"))
    return not rest and all(group[-1:] == ":" and not {":", ",", "@"} & {*group[:-1]} for group in groups)


def value(headers: bytes, name: str) -> str | None:
    """The value of a header of a raw mail. None: there is no such header."""
    found = BytesHeaderParser().parsebytes(headers)[name]
    return None if found is None else str(found).strip()


def others(headers: bytes, names: Iterable[str], known: Iterable[str]) -> set[str]:
    """The addresses in some headers of a raw mail that are not among known ones, with or without display names."""
    bare = {each.rpartition("<")[2].removesuffix(">").lower() for each in known}
    return {each.lower() for each in recipients(headers, *names)} - bare


def tell_of_others(headers: bytes, known: Callable[[], Iterable[str]]) -> None:
    """Log how many recipients that To and Cc list will get nothing. Looks for them only if that is logged."""
    if logger.isEnabledFor(logging.INFO) and (found := others(headers, ("To", "Cc"), known())):
        logger.info("SendEmail: %d addresses in To and Cc are not in destination and get nothing", len(found))


def has_bcc(headers: bytes) -> bool:
    """Whether there is a Bcc header."""
    return _BCC.search(headers) is not None


def has_resent_bcc(headers: bytes) -> bool:
    """Whether there is a Resent-Bcc header."""
    return _RESENT_BCC.search(headers) is not None


def without_bcc(data: bytes) -> bytes:
    """A raw mail without its Bcc header."""
    headers = head(data)
    return _BCC.sub(b"", headers) + data[len(headers) :]


LINES = "https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1"
"""How long a line of an email may be."""


def has_long_line(data: bytes) -> bool:
    """Whether a line has more than 998 characters besides its end."""
    start = 0
    while len(data) - start > 998:  # a jump for each kilobyte, not a step for each line
        end = data.rfind(b"\n", start, start + 1000)
        if end < 0:
            return data[start + 998 : start + 1000] != b"\r"
        if end - start == 999 and data[end - 1] != 13 and data.find(b"\n", start, end) < 0:
            return True
        start = end + 1
    return False
