"""Insights: the events of a message, and whether an address looks deliverable."""

import re

from sesv2kit.testing.mail.addresses import bare_address, bounces, isp
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import all_tags, recipients
from sesv2kit.testing.operations._checks import check_vdm
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.insights import insights_events
from sesv2kit.testing.state import State

_ROLES = frozenset(
    "abuse admin billing contact help hostmaster info marketing noreply no-reply office postmaster root sales security"
    " support webmaster".split()
)
_DISPOSABLE = frozenset(
    "10minutemail.com guerrillamail.com mailinator.com sharklasers.com temp-mail.org throwawaymail.com trashmail.com"
    " yopmail.com".split()
)
_UNRESOLVABLE = frozenset({"example", "invalid", "local", "localhost", "test"})
"""Top-level domains that no DNS server knows."""


def get_email_address_insights(state: State, request: Json) -> Json:
    """Verdicts based on the address itself and on the account's suppression list."""
    address: str = request["EmailAddress"]
    if not address.strip():
        raise bad_request("An email address is required.")
    local, _, domain = address.lower().rpartition("@")
    sound = _is_sound(address)
    reachable = sound and "." in domain and domain.rpartition(".")[2] not in _UNRESOLVABLE
    exists = reachable and not bounces(address) and "BOUNCE" not in state.suppressed.reasons_against(address)
    role, random = local.partition("+")[0] in _ROLES, _is_random(local)
    disposable = domain in _DISPOSABLE
    overall = "LOW" if not exists or disposable else "MEDIUM" if role or random else "HIGH"
    return {
        "MailboxValidation": {
            "IsValid": {"ConfidenceVerdict": overall},
            "Evaluations": {
                "HasValidSyntax": _verdict(sound),
                "HasValidDnsRecords": _verdict(reachable),
                "MailboxExists": _verdict(exists),
                "IsRoleAddress": _verdict(role),
                "IsDisposable": _verdict(disposable),
                "IsRandomInput": _verdict(random),
            },
        }
    }


def get_message_insights(state: State, request: Json) -> Json:
    """The events of a message for each recipient."""
    check_vdm(state)
    message_id = request["MessageId"]
    if message_id not in state.sent:
        raise not_found(f"Message {message_id} does not exist.")
    mail = state.sent[message_id]
    return {
        "MessageId": mail.message_id,
        "FromEmailAddress": bare_address(mail.from_address),
        "Subject": mail.subject or None,
        "EmailTags": [{"Name": name, "Value": value} for name, value in all_tags(mail).items()],
        "Insights": [_insight(state, mail, destination) for destination in recipients(mail)],
    }


def _insight(state: State, mail: SentMail, destination: str) -> Json:
    return {
        "Destination": destination,
        "Isp": isp(destination),
        "Events": [
            {"Timestamp": event.time, "Type": event.type, "Details": event.details}
            for event in insights_events(state, mail, destination)
        ],
    }


def _is_sound(address: str) -> bool:
    try:
        return bare_address(address) == address
    except Refused:
        return False


def _is_random(local: str) -> bool:
    """Whether it looks random: six consonants in a row, or alternating letters and digits."""
    return bool(re.search(r"[bcdfghjklmnpqrstvwxz]{6}|(?:[a-z]\d){3}", local))


def _verdict(likely: bool) -> Json:
    return {"ConfidenceVerdict": "HIGH" if likely else "LOW"}
