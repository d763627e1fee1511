"""Event destinations: what becomes of a mail, told to those of its configuration set that want to hear of it."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape

from sesv2kit.testing.mail.addresses import bare_address, domain_of, is_away, is_globally_suppressed
from sesv2kit.testing.mail.links import links
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import (
    EventRecord,
    away,
    bounce,
    complaint,
    delivery,
    delivery_delay,
    engagement,
    notification,
    recipients,
)
from sesv2kit.testing.notifying.messages import Message
from sesv2kit.testing.protocol.assumptions import UNSUBSCRIBED_SUBTYPE
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.unsubscribing import unsubscribe
from sesv2kit.testing.state import State
from sesv2kit.testing.state.insights import InsightsEvent

_UNKNOWN_USER = "smtp; 550 5.1.1 user unknown"
_ON_LIST = "Amazon SES did not send the message to this address because it is on the suppression list for your {}."
_ON_GLOBAL_LIST = "smtp; 550 5.1.1 As requested: user unknown (suppressed address: {})"
_TRIED_FOR = timedelta(hours=14)

_SUBJECT = "Amazon SES Email Event Notification"
"""The subject under which SES publishes to SNS."""

_SETUP = "Successfully validated SNS topic for Amazon SES event publishing."
"""What SES publishes to a new event destination, without a subject."""


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
            about: Json = given["Bounce"]
            kind, sub_kind = about["BounceType"], about.get("BounceSubType")
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
            link = link or _first_link(mail)
            details = engagement(moment, link, _link_tags(mail, link))
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


def _link_tags(mail: SentMail, link: str) -> Json:
    """The tags that the sender gave a link: `ses:tags="kind:news;place:top;"`."""
    tags: Json = {}
    written = next((tags for href, tags in links(mail.html or "") if href == link), "")
    for name, _, value in (each.partition(":") for each in written.split(";")):
        if name and value:
            tags.setdefault(name, []).append(value)
    return tags


def _publish(state: State, mail: SentMail, kind: str, concerned: list[str], moment: datetime, details: Json) -> None:
    """Record an event, and send it to its destinations."""
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
    _notify(state, event)
    copies = 2 if told and state.redelivers() else 1
    for definition in told.values():
        tell = _teller(state, definition, event)
        for _ in range(copies):
            tell()


def _notify(state: State, event: EventRecord) -> None:
    """Tell the topic that the sender's identity has for such events, whatever the configuration set."""
    document = notification(event)
    sender = bare_address(event.mail.from_address)
    for identity in (sender, domain_of(sender)):
        topic_arn = state.neighbours.feedback_topic(identity, event.type)
        if topic_arn is not None and document is not None:
            _publish_message(state, state.topics.message(topic_arn, f"{json.dumps(document)}\n", None))
            return


def publish_setup(state: State, definition: Json) -> None:
    """Tell a topic that it has become an event destination."""
    if "SnsDestination" in definition:
        _publish_message(state, state.topics.message(definition["SnsDestination"]["TopicArn"], _SETUP, None))


def _teller(state: State, definition: Json, event: EventRecord) -> Callable[[], None]:
    """What sends an event to an event destination. All copies are the same, with the same ids."""
    line = f"{json.dumps(event.record)}\n"
    match definition:
        case {"SnsDestination": {"TopicArn": topic_arn}}:
            return partial(_publish_message, state, state.topics.message(topic_arn, line, _SUBJECT))
        case {"EventBridgeDestination": {"EventBusArn": bus_arn}}:
            return partial(state.neighbours.event_put, bus_arn, _bus_event(state, event))
        case {"KinesisFirehoseDestination": {"DeliveryStreamArn": stream_arn}}:
            return partial(state.neighbours.record_put, stream_arn, line.encode())
        case _:  # the local SES has no metrics of CloudWatch, and no Pinpoint
            return lambda: None


def _publish_message(state: State, message: Message) -> None:
    state.topics.publish(message)
    state.neighbours.message_published(message)


def _bus_event(state: State, event: EventRecord) -> Json:
    """An event as targets of EventBridge get it."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": event.detail_type,
        "source": "aws.ses",
        "account": state.account_id,
        "time": event.timestamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": state.region,
        "resources": [state.arn(f"configuration-set/{event.mail.configuration_set_name}")],
        "detail": event.record,
    }
