"""Rules for the content of an email: charsets, file names, Content-IDs, headers and sizes."""

import re
from collections.abc import Iterable
from email.message import Message
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, from_json

from sesv2kit.shapes._strict import ONE_LINE, ONE_LINE_SOURCE
from sesv2kit.shapes.facets import broken

if TYPE_CHECKING:
    from mimetypes import MimeTypes

ATTACHMENTS = "https://docs.aws.amazon.com/ses/latest/dg/mime-types.html"
"""The page of the SES developer guide about attachments."""

CHARSETS = "https://www.rfc-editor.org/rfc/rfc2978#section-2.3"
"""The syntax of a charset's name."""

CONTENT_IDS = "https://www.rfc-editor.org/rfc/rfc2392#section-2"
"""Source of how HTML refers to a part of its email."""

ENCODINGS = "https://www.rfc-editor.org/rfc/rfc2045#section-2.7"
"""Source of the definition of 7-bit data."""

CHARSET = "the name of a charset that can encode the text, such as UTF-8"
"""The rule for charsets, as text that completes "must be ..."."""

_CHARSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$%&'+^_`{}~-]*")

ONLY_PYTHONS = {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_8_sig"}
"""Encodings of Python that are not charsets of emails."""


def encodes(charset: str, text: str) -> bool:
    """Whether a charset is known and can encode a text."""
    if not _CHARSET_NAME.fullmatch(charset) or charset.lower().replace("-", "_") in ONLY_PYTHONS:
        return False
    try:
        text.encode(charset)
    except (LookupError, UnicodeError):  # LookupError also: it does not encode text
        return False
    return True


class Subject:
    """The rule for the content of a subject, which has one line. A body may have more."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, content: Any) -> Any:
        """The content. Raises if it has more than one line."""
        if not content.data.isprintable() and not {*content.data}.isdisjoint("\0\r\n"):
            raise broken(ONE_LINE, ONE_LINE_SOURCE)
        return content


SUBJECT_VALUES = f"{ONE_LINE}, also where the subject has a variable"
"""The rule for the rendered subject of an inline template, as text that completes "must be ..."."""

_VARIABLE = re.compile(r"\{\{\{?\s*([^\s{}]+)\s*\}")


def check_subject(subject: str | None, data: str | None, place: str = "") -> None:
    """Check the values that are inserted into the subject of an inline template, which replaces only plain variables.

    Args:
        subject: The subject, with variables such as `{{name}}`. None: there is none.
        data: The JSON text of the values. None: there are none.
        place: The location of the values, for an error without a location. Empty: the error has one.

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
"""The rule for the names of attachments, as text that completes "must be ..."."""


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
    return (
        None if compression else found
    )  # otherwise the type of the compressed content: for a .tar.gz, that of the .tar


@cache
def _types() -> "MimeTypes":
    from mimetypes import MimeTypes  # MimeTypes reads files of the machine when it is made

    return MimeTypes()


CONTENT_TYPE = "a MIME type of ASCII characters, such as application/pdf"
"""The rule for the types of attachments, as text that completes "must be ..."."""

CONTENT_TYPES = "https://www.rfc-editor.org/rfc/rfc2045#section-5.1"
"""Source of the syntax of MIME types."""

CONTENT_TYPE_PATTERN = r"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+/[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+(?: *;[ -~]*)?"
"""A MIME type, with or without parameters."""


CONTENT_ID = "printable ASCII without spaces, < and >: the text after cid: in the HTML, without cid: itself"
"""The rule for Content-IDs, as text that completes "must be ..."."""


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
"""The rule for the names of headers, as text that completes "must be ..."."""

_INSTEAD = {
    **dict.fromkeys(("to", "cc", "bcc"), "pass its addresses as recipients"),
    "from": "pass from_email_address",
    "reply-to": "pass reply_to_addresses",
    "resent-bcc": "every recipient would see it",
    "return-path": "pass feedback_forwarding_email_address",
    "subject": "pass it as the subject of the email",
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
    """The name of a custom header. Raises if SES would replace or drop it."""
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
"""Source of the syntax of a header's name."""

_NAME = re.compile("[!-9;-~]+")


def has_broken_name(message: Message) -> bool:
    """Whether a header has an invalid name, which would end the headers of an email: the other headers would become its
    text."""
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
    """The minimum size of a message, without writing it."""
    parts: Iterable[Message] = message.walk()
    return sum(len(payload) for part in parts if isinstance(payload := part.get_payload(), str))
