"""Events are a union that `match` divides; members have their types."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, assert_never, assert_type

from sesv2kit import events
from sesv2kit.events import (
    AdvisorRecommendationEvent,
    BounceEvent,
    ClickEvent,
    ComplaintEvent,
    DeliveryDelayEvent,
    DeliveryEvent,
    Event,
    MessageState,
    OpenEvent,
    RejectEvent,
    RenderingFailureEvent,
    SendEvent,
    SendingStatusEvent,
    SetupEvent,
    SnsConfirmationEvent,
    SnsMessage,
    SubscriptionEvent,
    UnknownEvent,
    iter_lines,
    parse,
    sns,
)


def handle(payload: bytes) -> None:
    for event in parse(payload):
        assert_type(event, Event)
        assert_type(event.message_id, str | None)
        assert_type(event.time, datetime | None)
        assert_type(event.recipients, tuple[str, ...])
        assert_type(event.tags, Mapping[str, str])
        assert_type(event.envelope.verified, bool)
        match event:
            case BounceEvent():
                assert_type(event.event_type, Literal["Bounce"])
                assert_type(event.bounce.feedback_id, str)
                assert_type(event.bounce.reporting_mta, str | None)
                assert_type(event.mail.tags, dict[str, list[str]])
            case ComplaintEvent():
                assert_type(event.complaint_recipients[0].certain, bool)
            case ClickEvent():
                assert_type(event.click.link_tags, dict[str, list[str]])
            case AdvisorRecommendationEvent() | SendingStatusEvent() | SetupEvent() | SnsConfirmationEvent():
                pass
            case SendEvent() | DeliveryEvent() | RejectEvent() | OpenEvent() | RenderingFailureEvent():
                assert_type(event.mail.message_id, str)
            case DeliveryDelayEvent() | SubscriptionEvent():
                assert_type(event.mail.timestamp, datetime)
            case UnknownEvent():
                assert_type(event.event_type, str | None)
            case _:
                assert_never(event)


async def webhook(body: bytes) -> MessageState:
    message = await sns.verify_async(body, topic_arns=["arn:aws:sns:us-east-1:123456789012:a"])
    assert_type(message, SnsMessage)
    sns.confirm_subscription(message)
    state = MessageState(message_id="a")
    for event in parse(message):
        state = state.apply(event)
    return state


def count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for event in iter_lines(file) if isinstance(event, events.OpenEvent))
