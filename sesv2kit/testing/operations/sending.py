"""Sending: SendEmail and SendBulkEmail."""

from collections.abc import Mapping, Sequence
from email.utils import getaddresses
from typing import Any, cast

from sesv2kit.testing.mail.parts import Attachment, Content
from sesv2kit.testing.mail.render import render_for_sending, template_data
from sesv2kit.testing.protocol.assumptions import BULK_DATA_MERGED, MISSING_SENDER
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.protocol.names import check_message_tags
from sesv2kit.testing.sending.content import attachments, header_pairs, kind_of, read_content, template_source
from sesv2kit.testing.sending.delivery import INVALID_SENDING_POOL, Recipients, Sender, admit, deliver
from sesv2kit.testing.sending.quotas import DAILY_QUOTA_EXCEEDED, SEND_RATE_EXCEEDED
from sesv2kit.testing.sending.unsubscribing import find_mailing, with_unsubscribe_link
from sesv2kit.testing.state import State

MAX_ENTRIES = 50

_ACTIONS = {
    "Simple": ("ses:SendEmail",),
    "Raw": ("ses:SendRawEmail",),
    "Template": ("ses:SendEmail", "ses:SendTemplatedEmail"),
    "Bulk": ("ses:SendBulkEmail", "ses:SendBulkTemplatedEmail"),
}
"""The IAM actions that another account's policy may allow, by kind of content."""

_ENTRY_STATUSES = {
    "BadRequestException": "INVALID_PARAMETER",
    "MailFromDomainNotVerifiedException": "MAIL_FROM_DOMAIN_NOT_VERIFIED",
    "MessageRejected": "MESSAGE_REJECTED",
    DAILY_QUOTA_EXCEEDED: "ACCOUNT_DAILY_QUOTA_EXCEEDED",
    SEND_RATE_EXCEEDED: "ACCOUNT_THROTTLED",
    INVALID_SENDING_POOL: "INVALID_SENDING_POOL_NAME",
}
"""An entry's status by error code, or by message if two statuses share a code."""


def send_email(state: State, request: Json) -> Json:
    """Accept one email."""
    tags = request.get("EmailTags", [])
    check_message_tags(tags)
    kind = kind_of(request["Content"])
    _check_sender(state, request, kind)
    options: Json | None = request.get("ListManagementOptions")
    parts, template_name, error = read_content(state, request["Content"], for_list=options is not None)
    recipients = Recipients.of(request.get("Destination", {}))
    address = request.get("FromEmailAddress")
    if parts.mime is not None:
        address, recipients = _raw_envelope(parts, address, recipients)
        request = {**_raw_members(parts), **request}
        tags = request.get("EmailTags", [])
        check_message_tags(tags)
    sender = admit(state, request, address, template_name, _ACTIONS[kind])
    mailing = find_mailing(state, recipients.addresses(state), options) if options else None
    if mailing:
        parts = with_unsubscribe_link(state, parts)
    mail = deliver(
        state, sender, recipients, parts, tags, rendering_error=error, template_name=template_name, mailing=mailing
    )
    return {"MessageId": mail.message_id}


def send_bulk_email(state: State, request: Json) -> Json:
    """Accept one email for each entry, or return an error status for the entry."""
    template: Json | None = request["DefaultContent"].get("Template")
    if template is None:
        raise bad_request("DefaultContent must have a Template.")
    entries: list[Json] = request["BulkEmailEntries"]
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise bad_request(f"The number of entries must be between 1 and {MAX_ENTRIES}.")
    default_tags = request.get("DefaultEmailTags", [])
    check_message_tags(default_tags)
    _check_sender(state, request, "Template")
    source, template_name = template_source(state, template)
    data = template_data(template.get("TemplateData", "{}"))
    files = attachments(state, template)
    headers = header_pairs(template.get("Headers", ()))
    sender = admit(state, request, request.get("FromEmailAddress"), template_name, _ACTIONS["Bulk"])
    return {
        "BulkEmailEntryResults": [
            _send_entry(state, sender, headers, source, template_name, data, files, default_tags, entry)
            for entry in entries
        ]
    }


def _send_entry(
    state: State,
    sender: Sender,
    headers: Sequence[tuple[str, str]],
    source: Json,
    template_name: str | None,
    data: Json,
    files: Sequence[Attachment],
    default_tags: Sequence[Json],
    entry: Json,
) -> Json:
    try:
        replacement = entry.get("ReplacementEmailContent", {}).get("ReplacementTemplate", {})
        own_data = template_data(replacement.get("ReplacementTemplateData", "{}"))
        own_tags = entry.get("ReplacementTags", [])
        check_message_tags(own_tags)
        own_headers = header_pairs(entry.get("ReplacementHeaders", ()))
        parts, error = render_for_sending(
            source,
            _combined(state, data, own_data),
            _replaced(headers, own_headers),
            files,
            inline=template_name is None,
        )
        mail = deliver(
            state,
            sender,
            Recipients.of(entry["Destination"]),
            parts,
            [*default_tags, *own_tags],
            rendering_error=error,
            template_name=template_name,
        )
        return {"Status": "SUCCESS", "MessageId": mail.message_id}
    except Refused as refused:
        status = _ENTRY_STATUSES.get(refused.message) or _ENTRY_STATUSES[refused.code]
        return {"Status": status, "Error": refused.message}


def _check_sender(state: State, request: Json, kind: str) -> None:
    """Refuse a request without FromEmailAddress, as AWS was seen to. A raw email may name its sender itself."""
    if kind == "Raw" or request.get("FromEmailAddress") or not state.assumes(MISSING_SENDER):
        return
    if kind == "Simple":
        raise Refused("BadRequestException", "", null_message=True)
    raise bad_request("Source cannot be empty", MISSING_SENDER)


def _raw_envelope(parts: Content, address: str | None, recipients: Recipients) -> tuple[str, Recipients]:
    """Sender and recipients of a raw email. If the request does not name them, they are those of the headers."""
    written: dict[str, list[str]] = {}
    for name, value in parts.headers:
        written.setdefault(name.lower(), []).append(value)
    if not address and "from" not in written:
        raise bad_request("Missing required header 'From'.")
    if recipients == Recipients():
        recipients = Recipients(
            *(tuple(found for _, found in getaddresses(written.get(name, [])) if found) for name in ("to", "cc", "bcc"))
        )
    return address or written["from"][0], recipients


def _raw_members(parts: Content) -> Json:
    """The request members that a raw email gives in SES's own X-headers. The request itself takes precedence."""
    written = {name.lower(): value for name, value in parts.headers}
    pairs = [one.partition("=") for one in written.get("x-ses-message-tags", "").split(",")]
    members = {
        "FromEmailAddressIdentityArn": written.get("x-ses-from-arn") or written.get("x-ses-source-arn"),
        "ConfigurationSetName": written.get("x-ses-configuration-set"),
        "TenantName": written.get("x-ses-tenant"),
        "EmailTags": [{"Name": name.strip(), "Value": value.strip()} for name, equals, value in pairs if equals],
    }
    return {name: value for name, value in members.items() if value}


def _combined(state: State, defaults: Json, own: Json) -> Json:
    """The data of a bulk entry."""
    if state.assumes(BULK_DATA_MERGED):
        return _merged(defaults, own)
    return own or defaults


def _replaced(headers: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    names = {name.lower() for name, _ in own}
    return [*(header for header in headers if header[0].lower() not in names), *own]


def _merged(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> Json:
    """`defaults` updated with `own`, recursively for objects. Lists and scalars are replaced."""
    merged = dict(defaults)
    for key, value in own.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = _merged(cast(Json, before), cast(Json, value))
        merged[key] = value
    return merged
