"""Event publishing: sends the events of an email to the event destinations of its configuration set."""

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
"""The subject of the messages that SES publishes to SNS."""

_SETUP = "Successfully validated SNS topic for Amazon SES event publishing."
"""The message that SES publishes to a new event destination, without a subject."""


def publish_sending(state: State, mail: SentMail) -> None:
    """Publish the events of an email at the time of the send."""
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
    """The subtype of a bounce or complaint that a suppression list caused."""
    return f"On{mail.suppression_scope.capitalize()}SuppressionList"


def unsubscribed_subtype(state: State) -> str:
    """The subtype of a bounce of an email to a contact that opted out."""
    return "UnsubscribedRecipient" if state.assumes(UNSUBSCRIBED_SUBTYPE) else "General"


def _possible_complainants(mail: SentMail, to: str) -> list[str]:
    """The recipients that may have complained. Mailbox providers do not say which, so SES names all at the same
    domain."""
    at_domain = [each for each in mail.delivered_to if domain_of(each) == domain_of(to)]
    return at_domain if to in at_domain else [to]


def publish_added(state: State, mail: SentMail, event: InsightsEvent, link: str | None) -> None:
    """Publish an event that a test added; `link` is the one that was clicked.

    Raises:
        ValueError: The event is impossible for this email.
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
    """The first link of an email: that of the HTML, or else of the text."""
    in_html = re.search(r"""<a\s[^<>]*?\bhref\s*=\s*["']?(https?://[^"'\s>]+)""", mail.html or "", re.IGNORECASE)
    in_text = re.search(r"(https?://[^\s<>]+)", mail.text or "")
    found = in_html or in_text
    if found is None:
        raise ValueError("the email has no link to click; pass one in link=")
    return unescape(found[1])


def _link_tags(mail: SentMail, link: str) -> Json:
    """The tags of a link: `ses:tags="kind:news;place:top;"`."""
    tags: Json = {}
    written = next((tags for href, tags in links(mail.html or "") if href == link), "")
    for name, _, value in (each.partition(":") for each in written.split(";")):
        if name and value:
            tags.setdefault(name, []).append(value)
    return tags


def _publish(state: State, mail: SentMail, kind: str, concerned: list[str], moment: datetime, details: Json) -> None:
    """Record an event, and send it to its event destinations."""
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
    """Notify the topic that the sender's identity has for such events. This does not depend on the configuration
    set."""
    document = notification(event)
    sender = bare_address(event.mail.from_address)
    for identity in (sender, domain_of(sender)):
        topic_arn = state.neighbours.feedback_topic(identity, event.type)
        if topic_arn is not None and document is not None:
            _publish_message(state, state.topics.message(topic_arn, f"{json.dumps(document)}\n", None))
            return


def publish_setup(state: State, definition: Json) -> None:
    """Publish the validation message to a topic of a new event destination."""
    if "SnsDestination" in definition:
        _publish_message(state, state.topics.message(definition["SnsDestination"]["TopicArn"], _SETUP, None))


def _teller(state: State, definition: Json, event: EventRecord) -> Callable[[], None]:
    """A function that sends an event to an event destination. All copies have the same ids."""
    line = f"{json.dumps(event.record)}\n"
    match definition:
        case {"SnsDestination": {"TopicArn": topic_arn}}:
            return partial(_publish_message, state, state.topics.message(topic_arn, line, _SUBJECT))
        case {"EventBridgeDestination": {"EventBusArn": bus_arn}}:
            return partial(state.neighbours.event_put, bus_arn, _bus_event(state, event))
        case {"KinesisFirehoseDestination": {"DeliveryStreamArn": stream_arn}}:
            return partial(state.neighbours.record_put, stream_arn, line.encode())
        case _:  # the local SES has no CloudWatch metrics and no Pinpoint
            return lambda: None


def _publish_message(state: State, message: Message) -> None:
    state.topics.publish(message)
    state.neighbours.message_published(message)


def _bus_event(state: State, event: EventRecord) -> Json:
    """An event in the form that targets of EventBridge get."""
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
