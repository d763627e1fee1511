"""Event destinations: what becomes of a mail, told to those of its configuration set that want to hear of it."""

import json
import re
from datetime import datetime, timedelta
from html import unescape

from sesv2kit.testing.mail.addresses import domain_of, is_away, is_globally_suppressed
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import (
    EventRecord,
    away,
    bounce,
    complaint,
    delivery,
    delivery_delay,
    engagement,
    recipients,
)
from sesv2kit.testing.protocol.assumptions import UNSUBSCRIBED_SUBTYPE
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.unsubscribing import unsubscribe
from sesv2kit.testing.state import State
from sesv2kit.testing.state.insights import InsightsEvent

_UNKNOWN_USER = "smtp; 550 5.1.1 user unknown"
_ON_LIST = "Amazon SES did not send the message to this address because it is on the suppression list for your {}."
_ON_GLOBAL_LIST = "smtp; 550 5.1.1 As requested: user unknown (suppressed address: {})"
_TRIED_FOR = timedelta(hours=14)


def publish_sending(state: State, mail: SentMail) -> None:
    """Tell what became of a mail when it was sent."""
    everyone, now = recipients(mail), mail.timestamp
    if mail.rendering_error:
        details = {"errorMessage": mail.rendering_error, "templateName": mail.template_name}
        _publish(state, mail, "RENDERING_FAILURE", everyone, now, {key: text for key, text in details.items() if text})
        return
    _publish(state, mail, "SEND", everyone, now, {})
    if mail.rejected:
        _publish(state, mail, "REJECT", everyone, now, {"reason": mail.rejected})
        return
    for each in everyone:
        if each in mail.delivered_to:
            _publish(state, mail, "DELIVERY", [each], now, delivery(each, now))
        elif mail.suppressed_for.get(each) == "COMPLAINT":
            _publish(state, mail, "COMPLAINT", [each], now, complaint([each], now, None, suppression_subtype(mail)))
        elif each in mail.suppressed:
            diagnostic = _ON_LIST.format(mail.suppression_scope.lower())
            details = bounce(each, now, "PERMANENT", suppression_subtype(mail), diagnostic)
            _publish(state, mail, "BOUNCE", [each], now, details)
        elif each in mail.unsubscribed:
            details = bounce(each, now, "PERMANENT", unsubscribed_subtype(state))
            _publish(state, mail, "BOUNCE", [each], now, details)
        elif is_globally_suppressed(each):
            details = bounce(each, now, "PERMANENT", "General", _ON_GLOBAL_LIST.format(each))
            _publish(state, mail, "BOUNCE", [each], now, details)
        else:
            _publish(state, mail, "BOUNCE", [each], now, bounce(each, now, "PERMANENT", "General", _UNKNOWN_USER))
        if is_away(each) and each in mail.delivered_to:
            _publish(state, mail, "BOUNCE", [each], now, away(each, now))
        if each in mail.complained:
            possible = _possible_complainants(mail, each)
            _publish(state, mail, "COMPLAINT", possible, now, complaint(possible, now, "abuse", None))


def suppression_subtype(mail: SentMail) -> str:
    """What a bounce or complaint is called that a suppression list made."""
    return f"On{mail.suppression_scope.capitalize()}SuppressionList"


def unsubscribed_subtype(state: State) -> str:
    """What a bounce is called of mail to a contact that opted out."""
    return "UnsubscribedRecipient" if state.assumes(UNSUBSCRIBED_SUBTYPE) else "General"


def _possible_complainants(mail: SentMail, to: str) -> list[str]:
    """Who may have complained: mailbox providers do not say, so SES names all recipients at the same domain."""
    at_domain = [each for each in mail.delivered_to if domain_of(each) == domain_of(to)]
    return at_domain if to in at_domain else [to]


def publish_added(state: State, mail: SentMail, event: InsightsEvent, link: str | None) -> None:
    """Tell what a test added to a mail's story; `link` is the one that was clicked.

    Raises:
        ValueError: It cannot have happened to this mail.
    """
    to, moment, given = event.destination, event.time, event.details or {}
    concerned = [to]
    match event.type:
        case "BOUNCE":
            about: Json = given.get("Bounce", {})
            kind, sub_kind = about.get("BounceType", "UNDETERMINED"), about.get("BounceSubType")
            sub_kind = sub_kind or ("Undetermined" if kind == "UNDETERMINED" else "General")
            details = bounce(to, moment, kind, sub_kind, about.get("DiagnosticCode"))
        case "COMPLAINT":
            about = given.get("Complaint", {})
            if "ComplaintSubType" not in about:
                concerned = _possible_complainants(mail, to)
            details = complaint(concerned, moment, about.get("ComplaintFeedbackType"), about.get("ComplaintSubType"))
        case "DELIVERY_DELAY":
            details = delivery_delay(to, moment, mail.timestamp + _TRIED_FOR)
        case "OPEN":
            details = engagement(moment, None)
        case "CLICK":
            details = engagement(moment, link or _first_link(mail))
        case _:
            details = unsubscribe(state, mail, to)
    _publish(state, mail, event.type, concerned, moment, details)


def _first_link(mail: SentMail) -> str:
    """The first link of a mail: the HTML's, else the text's."""
    in_html = re.search(r"""<a\s[^<>]*?\bhref\s*=\s*["']?(https?://[^"'\s>]+)""", mail.html or "", re.IGNORECASE)
    in_text = re.search(r"(https?://[^\s<>]+)", mail.text or "")
    found = in_html or in_text
    if found is None:
        raise ValueError("the mail has no link to click; name one with link=")
    return unescape(found[1])


def _publish(state: State, mail: SentMail, kind: str, concerned: list[str], moment: datetime, details: Json) -> None:
    """Record an event, and send it to the SNS topics that are among its destinations."""
    found = state.configuration_sets.get(mail.configuration_set_name or "")
    told = {
        name: definition
        for name, definition in (found.event_destinations if found else {}).items()
        if definition.get("Enabled") and kind in definition["MatchingEventTypes"]
    }
    event = EventRecord(
        type=kind,
        mail=mail,
        recipients=tuple(concerned),
        timestamp=moment,
        details=details,
        destinations=tuple(told),
    )
    state.records.append(event)
    for definition in told.values():
        if "SnsDestination" in definition:
            state.neighbours.event_published(definition["SnsDestination"]["TopicArn"], json.dumps(event.record))
