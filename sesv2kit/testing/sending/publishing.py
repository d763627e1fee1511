"""Event destinations: what becomes of a mail, told to those of its configuration set that want to hear of it."""

import json
from datetime import datetime, timedelta

from sesv2kit.testing.mail.addresses import is_globally_suppressed
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import (
    EventRecord,
    bounce,
    complaint,
    delivery,
    delivery_delay,
    engagement,
    iso,
    recipients,
)
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.insights import InsightsEvent

_UNKNOWN_USER = "smtp; 550 5.1.1 user unknown"
_ON_ACCOUNT_LIST = "The address is on the suppression list for your account."
_ON_GLOBAL_LIST = "The address has a recent history of bouncing as an invalid address."
_TRIED_FOR = timedelta(hours=14)


def publish_sending(state: State, mail: SentMail) -> None:
    """Tell what became of a mail when it was sent."""
    everyone, now = recipients(mail), mail.timestamp
    if mail.rendering_error:
        details = {"errorMessage": mail.rendering_error, "templateName": mail.template_name}
        _publish(state, mail, "RENDERING_FAILURE", everyone, now, {key: text for key, text in details.items() if text})
        return
    if mail.rejected:
        _publish(state, mail, "REJECT", everyone, now, {"reason": mail.rejected})
        return
    _publish(state, mail, "SEND", everyone, now, {})
    for each in everyone:
        if each in mail.delivered_to:
            _publish(state, mail, "DELIVERY", [each], now, delivery(each, now))
        elif each in mail.suppressed:
            details = bounce(each, now, "PERMANENT", "OnAccountSuppressionList", _ON_ACCOUNT_LIST)
            _publish(state, mail, "BOUNCE", [each], now, details)
        elif is_globally_suppressed(each):
            details = bounce(each, now, "PERMANENT", "Suppressed", _ON_GLOBAL_LIST)
            _publish(state, mail, "BOUNCE", [each], now, details)
        else:
            _publish(state, mail, "BOUNCE", [each], now, bounce(each, now, "PERMANENT", "General", _UNKNOWN_USER))
        if each in mail.complained:
            _publish(state, mail, "COMPLAINT", [each], now, complaint(each, now, "abuse", None))


def publish_added(state: State, mail: SentMail, event: InsightsEvent) -> None:
    """Tell what a test added to a mail's story."""
    to, moment, given = event.destination, event.time, event.details or {}
    match event.type:
        case "BOUNCE":
            about: Json = given.get("Bounce", {})
            kind, sub_kind = about.get("BounceType", "UNDETERMINED"), about.get("BounceSubType", "General")
            details = bounce(to, moment, kind, sub_kind, about.get("DiagnosticCode"))
        case "COMPLAINT":
            about = given.get("Complaint", {})
            details = complaint(to, moment, about.get("ComplaintFeedbackType"), about.get("ComplaintSubType"))
        case "DELIVERY_DELAY":
            details = delivery_delay(to, moment, mail.timestamp + _TRIED_FOR)
        case "OPEN" | "CLICK":
            details = engagement(moment, "https://example.com/" if event.type == "CLICK" else None)
        case _:
            details = {"timestamp": iso(moment)}
    _publish(state, mail, event.type, [to], moment, details)


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
