"""The rules for names, addresses and tags. They are the same for every operation, by the members of its request.

AWS checks them after the constraints of its model, and before it looks up the resources that the request names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from sesv2kit.testing.mail.addresses import bare_address, key
from sesv2kit.testing.protocol.assumptions import (
    CONTACT_ADDRESS_BEFORE_LIST,
    NAME_FILTERS_IGNORE_CASE,
    SUPPRESSED_DESTINATION_SPELLING,
    Assumes,
)
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation

_NEW_NAMES: Mapping[str, tuple[str, str]] = {
    "CreateConfigurationSet": ("ConfigurationSetName", "configuration set"),
    "CreateConfigurationSetEventDestination": ("EventDestinationName", "event destination"),
    "CreateContactList": ("ContactListName", "contact list"),
    "CreateDedicatedIpPool": ("PoolName", "dedicated IP pool"),
    "CreateEmailIdentityPolicy": ("PolicyName", "policy"),
    "CreateTenant": ("TenantName", "tenant"),
    "UpdateEmailIdentityPolicy": ("PolicyName", "policy"),
}
"""The operations that name a new resource, with the member that has the name and the kind of resource."""

_SENDERS: Mapping[str, str] = {
    "AssociateEmailIdentityCertificate": "FromAddress",
    "CreateCustomVerificationEmailTemplate": "FromEmailAddress",
    "CreateDeliverabilityTestReport": "FromEmailAddress",
    "DisassociateEmailIdentityCertificate": "FromAddress",
    "SendBulkEmail": "FeedbackForwardingEmailAddress",
    "SendEmail": "FeedbackForwardingEmailAddress",
    "UpdateCustomVerificationEmailTemplate": "FromEmailAddress",
}
"""The members that have one address, which may have a display name. Other addresses of sends are checked by the sending
operations."""

_ALLOWED = "only alphanumeric ASCII characters, '_', and '-' are allowed"

_CONTACTS = {"CreateContact", "DeleteContact", "GetContact", "UpdateContact"}
_BARE = {"PutSuppressedDestination", "SendCustomVerificationEmail"}


def check_names(operation: Operation, request: Json, assumes: Assumes) -> None:
    """Refuse names, addresses and tags that AWS does not accept. Rewrites addresses in the form in which AWS stores
    them."""
    name = operation.name
    if name in _NEW_NAMES:
        member, kind = _NEW_NAMES[name]
        check_name(kind, request[member])
    for topic in request.get("Topics", ()):
        check_name("topic", topic["TopicName"])
    if name == "CreateEmailIdentity":
        check_identity_name(request["EmailIdentity"])
    if name == "PutEmailIdentityDkimSigningAttributes" and not _is_domain(key(request["EmailIdentity"])):
        raise bad_request("The EmailIdentity value must be a valid domain.")
    _check_addresses(name, request, assumes)
    for member, described in operation.request.members.items():
        if described.shape.name == "TagList":
            check_tags(request.get(member, ()))


def _check_addresses(name: str, request: Json, assumes: Assumes) -> None:
    if name in _SENDERS and _SENDERS[name] in request:
        bare_address(request[_SENDERS[name]])
    if name in _CONTACTS:
        _check_contact(name, request["EmailAddress"], assumes)
    if name == "PutSuppressedDestination" and assumes(SUPPRESSED_DESTINATION_SPELLING):
        request["EmailAddress"] = key(request["EmailAddress"].strip())
    if name in _BARE and not _is_bare(request["EmailAddress"]):
        raise bad_request(f"Invalid email address <{request['EmailAddress']}>.")


def _check_contact(name: str, address: str, assumes: Assumes) -> None:
    """Refuse the malformed address of a contact. For operations that look up a contact, only one source says so."""
    unconfirmed = None if name == "CreateContact" else CONTACT_ADDRESS_BEFORE_LIST
    if unconfirmed and not assumes(unconfirmed):
        return
    if not address.strip():
        raise bad_request("EmailAddress can't be blank.", unconfirmed)
    if not _is_bare(address):
        raise bad_request(f"EmailAddress <{address}> is invalid", unconfirmed)


def _is_bare(address: str) -> bool:
    """Whether it is an address without a display name or anything else around it."""
    try:
        return bare_address(address) == address
    except Refused:
        return False


def check_name(kind: str, name: str) -> None:
    """Refuse a name that does not consist of 1 to 64 letters, digits, hyphens and underscores."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise bad_request(f"Invalid {kind} name <{name}>: {_ALLOWED}.")
    if len(name) > 64:
        raise bad_request(f"Invalid {kind} name <{name}>: it is longer than 64 characters.")


def check_identity_name(name: str) -> None:
    """Refuse a name that is neither an email address nor a domain."""
    name = key(name)
    if "@" in name:
        if bare_address(name) != name:
            raise bad_request(f"Invalid email address <{name}>.")
    elif not _is_domain(name):
        raise bad_request(f"Invalid domain name <{name}>.")


def _is_domain(name: str) -> bool:
    form = r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
    return len(name) <= 253 and bool(re.fullmatch(form, name))


def check_tags(tags: Sequence[Json]) -> None:
    """Refuse resource tags that break AWS's rules for them."""
    keys = [tag["Key"] for tag in tags]
    if len(tags) > 50:
        raise bad_request(f"A resource can have at most 50 tags, not {len(tags)}.")
    if len(set(keys)) < len(keys):
        raise bad_request("Each tag key can be used only once.")
    for tag in tags:
        if not 1 <= len(tag["Key"]) <= 128 or len(tag["Value"]) > 256:
            raise bad_request("A tag key has 1 to 128 characters and a tag value at most 256.")
        if tag["Key"].lower().startswith("aws:"):
            raise bad_request(f"The tag key {tag['Key']} uses the reserved prefix aws:.")


_FEEDBACK_IDS = ("ses:feedback-id-a", "ses:feedback-id-b")
"""The message tags that become parts of the Feedback-ID header. No other tag name may have a colon."""


def check_message_tags(tags: Iterable[Json]) -> None:
    """Refuse message tags whose name or value has characters that AWS does not accept."""
    for tag in tags:
        for part in ("Name", "Value"):
            if part == "Name" and tag[part] in _FEEDBACK_IDS:
                continue
            if not re.fullmatch(r"[A-Za-z0-9_-]+", tag[part]):
                raise bad_request(f"Invalid tag {part.lower()} <{tag[part]}>: {_ALLOWED}.")
            if len(tag[part]) > 256:
                raise bad_request(f"Invalid tag {part.lower()} <{tag[part]}>: it is longer than 256 characters.")


def name_contains(name: str, part: str | None, assumes: Assumes) -> bool:
    """Whether a name matches a `*_NAME_CONTAINS` filter. Without a filter, every name does."""
    if part is None:
        return True
    return part.lower() in name.lower() if assumes(NAME_FILTERS_IGNORE_CASE) else part in name
