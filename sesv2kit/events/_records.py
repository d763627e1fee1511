"""SES's own records: which class reads each of them."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn, cast

from pydantic_core import to_json

from sesv2kit.errors import EventParseError
from sesv2kit.events.envelopes import BARE, Envelope
from sesv2kit.events.types import (
    AdvisorRecommendationEvent,
    BounceEvent,
    ClickEvent,
    ComplaintEvent,
    DeliveryDelayEvent,
    DeliveryEvent,
    Event,
    OpenEvent,
    RejectEvent,
    RenderingFailureEvent,
    SendEvent,
    SendingStatusEvent,
    SetupEvent,
    SubscriptionEvent,
)

PUBLISHED: Mapping[str, type[Event]] = {
    "Send": SendEvent,
    "Delivery": DeliveryEvent,
    "Bounce": BounceEvent,
    "Complaint": ComplaintEvent,
    "Reject": RejectEvent,
    "Open": OpenEvent,
    "Click": ClickEvent,
    "Rendering Failure": RenderingFailureEvent,
    "DeliveryDelay": DeliveryDelayEvent,
    "Subscription": SubscriptionEvent,
}
"""By the `eventType` of configuration sets."""

NOTIFIED: Mapping[str, type[Event]] = {
    "Bounce": BounceEvent,
    "Complaint": ComplaintEvent,
    "Delivery": DeliveryEvent,
    "AmazonSnsSubscriptionSucceeded": SetupEvent,
}
"""By the `notificationType` of identities."""

BRIDGED = {
    "Email Sent": "Send",
    "Email Delivered": "Delivery",
    "Email Bounced": "Bounce",
    "Email Complaint Received": "Complaint",
    "Email Rejected": "Reject",
    "Email Opened": "Open",
    "Email Clicked": "Click",
    "Email Rendering Failed": "Rendering Failure",
    "Email Delivery Delayed": "DeliveryDelay",
    "Email Subscribed": "Subscription",
}
"""The `eventType` by the `detail-type` of EventBridge."""

BRIDGED_ONLY: Mapping[str, type[Event]] = {
    "Advisor Recommendation Status Open": AdvisorRecommendationEvent,
    "Advisor Recommendation Status Resolved": AdvisorRecommendationEvent,
    "Advisor Recommendation Status Closed": AdvisorRecommendationEvent,
    "Sending Status Enabled": SendingStatusEvent,
    "Sending Status Disabled": SendingStatusEvent,
}
"""By the `detail-type` of EventBridge: what configuration sets do not publish."""

_BEGINNING = rb'\s*\{\s*"(eventType|notificationType)"\s*:\s*"([A-Za-z ]{1,40})"'
"""How SES's own records begin. Such a record is read at once, without a look at what else it might be."""

_TOPIC_VALIDATED = b"Successfully validated SNS topic for Amazon SES event publishing."
"""What SES publishes to a topic when an event destination is made."""

TOO_DEEP = "it is nested too deeply"


def refuse(form: str, reason: str, envelope: Envelope = BARE) -> NoReturn:
    raise EventParseError((*envelope.forms, form), reason) from None


def encoded(text: str) -> bytes:
    return text.encode(errors="replace")  # a lone surrogate becomes "?"


def read_at_once(body: bytes) -> Event | None:
    """The event in a text that begins as SES's own do. None: it does not, or there is more in it."""
    begun = re.match(_BEGINNING, body)
    if begun is None:
        is_setup = len(body) < 100 and body.strip() == _TOPIC_VALIDATED
        return SetupEvent(message=_TOPIC_VALIDATED.decode()) if is_setup else None
    kind, is_published = begun[2].decode(), begun[1] == b"eventType"
    cls = (PUBLISHED if is_published else NOTIFIED).get(kind)
    if cls is None:
        return None
    try:
        event, _ = cls.from_body(body)
    except ValueError:
        return None
    # The type may come a second time, and then the last one holds.
    same = event.event_type == kind and (is_published or getattr(event, "notification_type", None) == kind)
    return event if same else None


class Record(NamedTuple):
    """A record of SES, and the class to read it as."""

    cls: type[Event]
    document: Mapping[str, Any]


def read_record(record: Record, envelope: Envelope) -> Event:
    form = "SES record"
    try:
        body = _written(record.document)
    except (TypeError, ValueError):
        refuse(form, "it contains values that are not JSON", envelope)
    try:
        event, _ = record.cls.from_body(body)
    except ValueError:
        refuse(form, TOO_DEEP, envelope)
    return event


def _written(document: Mapping[str, Any]) -> bytes:
    with suppress(ValueError):
        return to_json(document)
    return encoded(json.dumps(document, ensure_ascii=False, default=_plain))


def _plain(value: object) -> Any:
    """What JSON has instead of a value that a program may have put into a mapping.

    Raises:
        TypeError: It has nothing.
    """
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):  # boto3's DynamoDB makes them of numbers
        return float(value)
    raise TypeError
