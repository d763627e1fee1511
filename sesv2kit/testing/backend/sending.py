"""Sending: one mail, or one to each of many."""

import re
from collections.abc import Mapping, Sequence
from email.utils import getaddresses
from typing import Any, cast

from sesv2kit.testing.delivery import Recipients, Sender, admit, deliver
from sesv2kit.testing.errors import Refused, bad_request
from sesv2kit.testing.mail import Attachment, Content
from sesv2kit.testing.model import Json
from sesv2kit.testing.quotas import DAILY_QUOTA_EXCEEDED, SEND_RATE_EXCEEDED
from sesv2kit.testing.render import render_for_sending, template_data
from sesv2kit.testing.rules import find_template
from sesv2kit.testing.state import State

_MAX_ENTRIES = 50

_ENTRY_STATUSES = {
    "BadRequestException": "INVALID_PARAMETER",
    "MessageRejected": "MESSAGE_REJECTED",
    DAILY_QUOTA_EXCEEDED: "ACCOUNT_DAILY_QUOTA_EXCEEDED",
    SEND_RATE_EXCEEDED: "ACCOUNT_THROTTLED",
}
"""An entry's status by the code of its refusal, or by the text where two share a code."""


def send_email(state: State, request: Json) -> Json:
    """Accept one mail."""
    content = request["Content"]
    if len(content) != 1:
        raise bad_request("Content must have exactly one of Simple, Raw and Template.")
    tags = request.get("EmailTags", [])
    _check_tags(tags)
    recipients = Recipients.of(request.get("Destination", {}))
    address = request.get("FromEmailAddress")
    template_name, error = None, None
    if "Raw" in content:
        parts = Content.from_mime(content["Raw"]["Data"])
        address, recipients = _raw_envelope(parts, address, recipients)
    elif "Template" in content:
        template: Json = content["Template"]
        source, template_name = _template(state, template)
        data = template_data(template.get("TemplateData", "{}"))
        parts, error = render_for_sending(source, data, _headers(template.get("Headers", ())), _attachments(template))
    else:
        parts = _simple(content["Simple"])
    sender = admit(state, request, address, template_name)
    return {"MessageId": deliver(state, sender, recipients, parts, tags, error).message_id}


def send_bulk_email(state: State, request: Json) -> Json:
    """Accept one mail for each entry, or answer the entry's own refusal."""
    template: Json | None = request["DefaultContent"].get("Template")
    if template is None:
        raise bad_request("DefaultContent must have a Template.")
    entries: list[Json] = request["BulkEmailEntries"]
    if not 1 <= len(entries) <= _MAX_ENTRIES:
        raise bad_request(f"The number of entries must be between 1 and {_MAX_ENTRIES}.")
    default_tags = request.get("DefaultEmailTags", [])
    _check_tags(default_tags)
    source, template_name = _template(state, template)
    data = template_data(template.get("TemplateData", "{}"))
    sender = admit(state, request, request.get("FromEmailAddress"), template_name)
    return {
        "BulkEmailEntryResults": [
            _send_entry(state, sender, template, source, data, default_tags, entry) for entry in entries
        ]
    }


def _send_entry(
    state: State, sender: Sender, template: Json, source: Json, data: Json, default_tags: Sequence[Json], entry: Json
) -> Json:
    try:
        replacement = entry.get("ReplacementEmailContent", {}).get("ReplacementTemplate", {})
        own_data = template_data(replacement.get("ReplacementTemplateData", "{}"))
        own_tags = entry.get("ReplacementTags", [])
        _check_tags(own_tags)
        headers = _replaced(_headers(template.get("Headers", ())), _headers(entry.get("ReplacementHeaders", ())))
        parts, error = render_for_sending(source, _merged(data, own_data), headers, _attachments(template))
        recipients = Recipients.of(entry["Destination"])
        mail = deliver(state, sender, recipients, parts, [*default_tags, *own_tags], error)
        return {"Status": "SUCCESS", "MessageId": mail.message_id}
    except Refused as refused:
        status = _ENTRY_STATUSES.get(refused.message) or _ENTRY_STATUSES[refused.code]
        return {"Status": status, "Error": refused.message}


def _check_tags(tags: Sequence[Json]) -> None:
    for tag in tags:
        for part in ("Name", "Value"):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag[part]):
                raise bad_request(f"Invalid message tag {part.lower()} <{tag[part]}>.")


def _simple(message: Json) -> Content:
    body = message["Body"]
    return Content(
        subject=message["Subject"]["Data"],
        text=body.get("Text", {}).get("Data"),
        html=body.get("Html", {}).get("Data"),
        headers=_headers(message.get("Headers", ())),
        attachments=_attachments(message),
    )


def _raw_envelope(parts: Content, address: str | None, recipients: Recipients) -> tuple[str, Recipients]:
    """Sender and recipients of a raw mail: those of its headers, where the request does not name them."""
    written: dict[str, list[str]] = {}
    for name, value in parts.headers:
        written.setdefault(name.lower(), []).append(value)
    if not address and "from" not in written:
        raise bad_request("Missing required header 'From'.")
    if recipients == Recipients():
        recipients = Recipients(
            *(tuple(found for _, found in getaddresses(written.get(name, []))) for name in ("to", "cc", "bcc"))
        )
    return address or written["from"][0], recipients


def _template(state: State, template: Json) -> tuple[Json, str | None]:
    """The content to render, and the name of the template if it is a stored one."""
    given = [name for name in ("TemplateName", "TemplateArn", "TemplateContent") if name in template]
    if len(given) != 1:
        raise bad_request("Template must have exactly one of TemplateName, TemplateArn and TemplateContent.")
    if "TemplateContent" in template:
        return template["TemplateContent"], None
    name = template.get("TemplateName") or template["TemplateArn"].partition(":template/")[2]
    return find_template(state, name).content, name


def _headers(headers: Sequence[Json]) -> list[tuple[str, str]]:
    return [(header["Name"], header["Value"]) for header in headers]


def _replaced(headers: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    names = {name.lower() for name, _ in own}
    return [*(header for header in headers if header[0].lower() not in names), *own]


def _attachments(holder: Json) -> list[Attachment]:
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


def _merged(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> Json:
    """`own` over `defaults`, key by key down through objects; lists and scalars are replaced whole."""
    merged = dict(defaults)
    for key, value in own.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = _merged(cast(Json, before), cast(Json, value))
        merged[key] = value
    return merged
