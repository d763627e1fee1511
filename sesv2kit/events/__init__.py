"""Typed events that SES publishes about emails, from every form in which they arrive.

```python
from sesv2kit.events import BounceEvent, parse

for event in parse(body):
    if isinstance(event, BounceEvent):
        print(event.message_id, event.permanent_failures)
```
"""

from sesv2kit.events import sns
from sesv2kit.events.envelopes import Envelope, SnsMessage, SnsType
from sesv2kit.events.files import File, OnError, iter_lines
from sesv2kit.events.reading import Payload, parse
from sesv2kit.events.state import MessageState, RecipientState
from sesv2kit.events.structures import (
    AdvisorMetadata,
    Bounce,
    BouncedRecipient,
    Click,
    CommonHeaders,
    ComplainedRecipient,
    Complaint,
    DelayedRecipient,
    Delivery,
    DeliveryDelay,
    Header,
    Mail,
    Open,
    Reject,
    RenderingFailure,
    Send,
    SendingStatusData,
    SendingStatusRecord,
    Subscription,
    TopicPreferences,
    TopicStatus,
)
from sesv2kit.events.types import (
    AdvisorRecommendationEvent,
    BaseEvent,
    BounceEvent,
    Category,
    ClickEvent,
    ComplaintEvent,
    ComplaintRecipient,
    DeliveryDelayEvent,
    DeliveryEvent,
    Event,
    MailEvent,
    OpenEvent,
    RejectEvent,
    RenderingFailureEvent,
    SendEvent,
    SendingStatusEvent,
    SetupEvent,
    SnsConfirmationEvent,
    SubscriptionEvent,
    SuppressedBy,
    UnknownEvent,
)

__all__ = [
    "AdvisorMetadata",
    "AdvisorRecommendationEvent",
    "BaseEvent",
    "Bounce",
    "BounceEvent",
    "BouncedRecipient",
    "Category",
    "Click",
    "ClickEvent",
    "CommonHeaders",
    "ComplainedRecipient",
    "Complaint",
    "ComplaintEvent",
    "ComplaintRecipient",
    "DelayedRecipient",
    "Delivery",
    "DeliveryDelay",
    "DeliveryDelayEvent",
    "DeliveryEvent",
    "Envelope",
    "Event",
    "File",
    "Header",
    "Mail",
    "MailEvent",
    "MessageState",
    "OnError",
    "Open",
    "OpenEvent",
    "Payload",
    "RecipientState",
    "Reject",
    "RejectEvent",
    "RenderingFailure",
    "RenderingFailureEvent",
    "Send",
    "SendEvent",
    "SendingStatusData",
    "SendingStatusEvent",
    "SendingStatusRecord",
    "SetupEvent",
    "SnsConfirmationEvent",
    "SnsMessage",
    "SnsType",
    "Subscription",
    "SubscriptionEvent",
    "SuppressedBy",
    "TopicPreferences",
    "TopicStatus",
    "UnknownEvent",
    "iter_lines",
    "parse",
    "sns",
]


def __dir__() -> list[str]:
    return __all__
