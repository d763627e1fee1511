"""The content of an email from the Content of a request, with templates rendered."""

import codecs
import mimetypes
import re
from collections.abc import Mapping, Sequence

from sesv2kit.shapes.mail import BLOCKED_EXTENSIONS, DISALLOWED_HEADERS, ONLY_PYTHONS
from sesv2kit.testing.mail.parts import Attachment, Content, decoded, files_of
from sesv2kit.testing.mail.render import render_for_sending, template_data
from sesv2kit.testing.protocol.arns import own_resource
from sesv2kit.testing.protocol.assumptions import ATTACHMENT_SEVEN_BIT
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.unsubscribing import UNSUBSCRIBE_URL
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_template

_KINDS = ("Simple", "Raw", "Template")

_ENCODINGS = {"BASE64": "base64", "QUOTED_PRINTABLE": "quoted-printable", "SEVEN_BIT": "7bit"}

_TYPES = mimetypes.MimeTypes()
"""Python's own table: what `mimetypes.guess_type` finds depends on the machine."""


def kind_of(content: Mapping[str, Json]) -> str:
    """Which of Simple, Raw and Template a Content has. It must have exactly one."""
    if len(content) != 1:
        raise bad_request(f"Content must have exactly one of {', '.join(_KINDS[:2])} and {_KINDS[2]}.")
    return next(iter(content))


def read_content(state: State, content: Json, *, for_list: bool = False) -> tuple[Content, str | None, str | None]:
    """The parts of the email, the name of the stored template if there is one, and why it could not be rendered.

    With `for_list`, the placeholder of the unsubscribe link is kept: it looks like a variable.
    """
    kind = kind_of(content)
    if kind == "Raw":
        return _raw(content["Raw"]["Data"]), None, None
    if kind == "Simple":
        return _simple(state, content["Simple"]), None, None
    template: Json = content["Template"]
    source, name = template_source(state, template)
    data = template_data(template.get("TemplateData", "{}"))
    if for_list:
        data = {UNSUBSCRIBE_URL: f"{{{{{UNSUBSCRIBE_URL}}}}}", **data}
    headers = header_pairs(template.get("Headers", ()))
    parts, error = render_for_sending(source, data, headers, attachments(state, template), inline=name is None)
    return parts, name, error


def template_source(state: State, template: Json) -> tuple[Json, str | None]:
    """The content to render, and the name of the template if it is a stored one."""
    given = [name for name in ("TemplateName", "TemplateArn", "TemplateContent") if name in template]
    if len(given) != 1:
        raise bad_request("Template must have exactly one of TemplateName, TemplateArn and TemplateContent.")
    if "TemplateContent" in template:
        return template["TemplateContent"], None
    name: str | None = template.get("TemplateName")
    if name is None:
        _, name = own_resource(state, template["TemplateArn"], ("template",), "an email template")
    return find_template(state, name).content, name


def header_pairs(given: Sequence[Json]) -> list[tuple[str, str]]:
    """The custom headers, in the request's order."""
    for header in given:
        if header["Name"].lower() in DISALLOWED_HEADERS:
            raise bad_request(f"Header <{header['Name']}> is set by SES and cannot be given.")
    return [(header["Name"], header["Value"]) for header in given]


def attachments(state: State, holder: Json) -> list[Attachment]:
    """The attachments of a message or a template, as its recipients get them."""
    return [_attachment(state, given) for given in holder.get("Attachments", ())]


def _attachment(state: State, given: Json) -> Attachment:
    name: str = given["FileName"]
    if not _extension(name):
        raise bad_request(f"The name of an attachment must have an extension: <{name}>.")
    _check_extension(name)
    default = "SEVEN_BIT" if state.assumes(ATTACHMENT_SEVEN_BIT) else "BASE64"
    encoding = _ENCODINGS[given.get("ContentTransferEncoding", default)]
    content: bytes = given["RawContent"]
    return Attachment(
        file_name=name,
        content=content if encoding != "7bit" else content.decode("ascii", "replace").encode("ascii", "replace"),
        content_type=given.get("ContentType")
        or _TYPES.guess_type(f"x.{_extension(name)}")[0]
        or "application/octet-stream",
        disposition=given.get("ContentDisposition", "ATTACHMENT").lower(),
        content_id=given.get("ContentId"),
        description=given.get("ContentDescription"),
        transfer_encoding=encoding,
    )


def _extension(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _check_extension(name: str) -> None:
    if _extension(name) in BLOCKED_EXTENSIONS:
        raise bad_request(f"Attachments with the extension .{_extension(name)} are not accepted: <{name}>.")


def _raw(mime: bytes) -> Content:
    try:
        content, files = Content.from_mime(mime), files_of(mime)
    except RecursionError:
        raise bad_request("The message has more levels of MIME parts than this server can read.") from None
    for file in files:
        _check_extension(file.file_name)
    for name, value in content.headers:
        if name.lower() in ("from", "to", "cc") and not value.isascii():
            raise bad_request(f"Header '{name}' contains non-ASCII characters, which must be encoded as in RFC 2047")
    return content


def _simple(state: State, message: Json) -> Content:
    body = message["Body"]
    text, text_charset = _written(body.get("Text"))
    html, html_charset = _written(body.get("Html"))
    subject, _ = _written(message["Subject"])
    return Content(
        subject=decoded(subject or ""),
        text=text,
        html=html,
        text_charset=text_charset,
        html_charset=html_charset,
        headers=header_pairs(message.get("Headers", ())),
        attachments=attachments(state, message),
    )


def _written(content: Json | None) -> tuple[str | None, str]:
    """A text as recipients get it, and its charset, by default 7-bit ASCII. Characters that the charset lacks become
    "?"."""
    if content is None:
        return None, "us-ascii"
    charset: str = content.get("Charset", "us-ascii")
    data: str = content["Data"]
    if not _is_charset(charset):
        raise bad_request(f"Unsupported charset: <{charset}>.")
    return data.encode(charset, "replace").decode(charset, "replace"), charset


def _is_charset(name: str) -> bool:
    """Whether it is the name of a known charset that email can have."""
    if not re.fullmatch(r"[A-Za-z0-9][\w!#$%&'+^`{}~:.-]*", name, re.ASCII):
        return False
    try:
        codec = codecs.lookup(name)
        "".encode(name)  # raises for codecs that do not encode text, such as base64
    except (LookupError, UnicodeError):
        return False
    return codec.name.replace("-", "_") not in ONLY_PYTHONS
