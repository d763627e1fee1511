"""What a request says that a mail shall say: its Content, with templates rendered."""

from collections.abc import Sequence

from sesv2kit.testing.mail.message import Attachment, Content
from sesv2kit.testing.mail.render import render_for_sending, template_data
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.unsubscribing import UNSUBSCRIBE_URL
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_template


def read_content(state: State, content: Json, *, for_list: bool = False) -> tuple[Content, str | None, str | None]:
    """The mail's parts, the name of the stored template if they are made of one, and why it could not be rendered.

    In a mail `for_list`, the place of the unsubscribe link is kept: it looks like a variable.
    """
    if len(content) != 1:
        raise bad_request("Content must have exactly one of Simple, Raw and Template.")
    if "Raw" in content:
        return Content.from_mime(content["Raw"]["Data"]), None, None
    if "Simple" in content:
        return _simple(content["Simple"]), None, None
    template: Json = content["Template"]
    source, name = template_source(state, template)
    data = template_data(template.get("TemplateData", "{}"))
    if for_list:
        data = {UNSUBSCRIBE_URL: f"{{{{{UNSUBSCRIBE_URL}}}}}", **data}
    headers = header_pairs(template.get("Headers", ()))
    parts, error = render_for_sending(source, data, headers, attachments(template), inline=name is None)
    return parts, name, error


def template_source(state: State, template: Json) -> tuple[Json, str | None]:
    """The content to render, and the name of the template if it is a stored one."""
    given = [name for name in ("TemplateName", "TemplateArn", "TemplateContent") if name in template]
    if len(given) != 1:
        raise bad_request("Template must have exactly one of TemplateName, TemplateArn and TemplateContent.")
    if "TemplateContent" in template:
        return template["TemplateContent"], None
    name = template.get("TemplateName") or template["TemplateArn"].partition(":template/")[2]
    return find_template(state, name).content, name


def header_pairs(given: Sequence[Json]) -> list[tuple[str, str]]:
    """The custom headers, in the request's order."""
    return [(header["Name"], header["Value"]) for header in given]


def attachments(holder: Json) -> list[Attachment]:
    """The files that go with a message or a template."""
    return [
        Attachment(
            file_name=given["FileName"],
            content=given["RawContent"],
            content_type=given.get("ContentType", "application/octet-stream"),
            disposition=given.get("ContentDisposition", "ATTACHMENT").lower(),
            content_id=given.get("ContentId"),
            description=given.get("ContentDescription"),
        )
        for given in holder.get("Attachments", ())
    ]


def _simple(message: Json) -> Content:
    body = message["Body"]
    return Content(
        subject=message["Subject"]["Data"],
        text=body.get("Text", {}).get("Data"),
        html=body.get("Html", {}).get("Data"),
        headers=header_pairs(message.get("Headers", ())),
        attachments=attachments(message),
    )
