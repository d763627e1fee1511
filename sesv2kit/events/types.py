"""The event types, and the properties that they share."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeAlias

from pydantic import AliasGenerator, ConfigDict

from sesv2kit._core.cached import cached_property
from sesv2kit.events.envelopes import BARE, Envelope
from sesv2kit.events.structures import (
    AdvisorMetadata,
    Bounce,
    Click,
    Complaint,
    Delivery,
    DeliveryDelay,
    Mail,
    Open,
    Reject,
    RenderingFailure,
    Send,
    SendingStatusData,
    Subscription,
    TopicPreferences,
    wire_name,
)
from sesv2kit.shapes import Document
from sesv2kit.shapes.bases import UNREAD

Category: TypeAlias = Literal[
    "sent",
    "delivered",
    "bounced",
    "deferred",
    "complained",
    "opened",
    "clicked",
    "rejected",
    "failed",
    "unsubscribed",
    "subscribed",
    "unknown",
]
"""The kind of event, with the names of django-anymail."""

SuppressedBy: TypeAlias = Literal["account", "tenant", "global", "validation", "contact_list"]
"""Why SES did not send to an address.

- "account": it is on the suppression list of the account.
- "tenant": it is on the suppression list of the tenant.
- "global": it is on SES's own list, of addresses that bounced for any customer.
- "validation": SES's validation of addresses considers it invalid.
- "contact_list": the contact has unsubscribed.
"""

_SUPPRESSED_BY: Mapping[str | None, SuppressedBy] = {
    "OnAccountSuppressionList": "account",
    "OnTenantSuppressionList": "tenant",
    "Suppressed": "global",
    "EmailValidationSuppressed": "validation",
    "UnsubscribedRecipient": "contact_list",
}

NotificationType: TypeAlias = Literal["Bounce", "Complaint", "Delivery"]
"""The type of an event in an identity's notifications, which are older than configuration sets."""


@dataclass(frozen=True, slots=True)
class ComplaintRecipient:
    """A recipient that complained, or may have."""

    email_address: str = field(repr=False)
    """The address."""

    certain: bool
    """Whether it is certain that this recipient complained. False: SES names several, all recipients at one mail
    provider."""


def read(structure: object, attribute: str) -> Any:
    """A member that may be missing from an event. None: it is missing."""
    return getattr(structure, attribute, None)


def bare_address(text: str) -> str:
    """The address in `Name <address>`."""
    _, bracket, rest = text.rstrip().rpartition("<")
    return rest[:-1] if bracket and rest.endswith(">") else text


def addresses(recipients: Sequence[object] | None) -> tuple[str, ...]:
    """The addresses of bounced, complained or delayed recipients, without duplicates."""
    found = [read(one, "email_address") for one in recipients or ()]
    return tuple(dict.fromkeys(bare_address(one) for one in found if one))


class BaseEvent(Document):
    """Base class of all events. The properties below never raise, even if members of the event are missing."""

    model_config: ClassVar[ConfigDict] = ConfigDict(alias_generator=AliasGenerator(validation_alias=wire_name))

    @cached_property
    def envelope(self) -> Envelope:
        """How the event arrived. Not part of the content: equality ignores it."""
        return BARE

    @property
    def unread(self) -> tuple[str, ...]:
        """Paths of the members that were missing or unreadable, in AWS's names: `bounce.bouncedRecipients.0.status`."""
        found: tuple[str, ...] = vars(self).get(UNREAD, ())
        return found

    @property
    def category(self) -> Category:
        """The kind of event, in one word."""
        return "unknown"

    @property
    def message_id(self) -> str | None:
        """SES's id of the email. None: the event is not about an email."""
        return None

    @property
    def time(self) -> datetime | None:
        """When it happened, in UTC. If the event does not say so, when the email was accepted, or the time of the
        envelope. None: there is none of these."""
        return self.envelope.time

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that the event concerns. Empty: none, or SES does not say which."""
        return ()

    @property
    def tags(self) -> Mapping[str, str]:
        """The email's tags, the sender's and SES's own (`ses:...`). If a tag has several values, the first."""
        return {}

    @property
    def configuration_set(self) -> str | None:
        """The configuration set. None: the event does not say so."""
        return self.tags.get("ses:configuration-set") or self._resource("configuration-set")

    @property
    def tenant(self) -> str | None:
        """The tenant's name. None: the event does not say so."""
        return self.tags.get("ses:tenant-name") or self._resource("tenant")

    @property
    def permanent_failures(self) -> tuple[str, ...]:
        """The addresses of a bounce whose type is `Permanent`, with any SMTP status."""
        return ()

    @property
    def transient_failures(self) -> tuple[str, ...]:
        """The addresses of a bounce whose type is `Transient`, with any SMTP status."""
        return ()

    @property
    def suppressed_by(self) -> SuppressedBy | None:
        """Why SES did not send. In this case the event says nothing new about the address. None: SES sent."""
        return None

    @property
    def complaint_recipients(self) -> tuple[ComplaintRecipient, ...]:
        """The recipients that complained, or may have. Empty after `not-spam`."""
        return ()

    @property
    def unsubscribed(self) -> bool:
        """Whether a contact unsubscribed from the list, or from a topic."""
        return False

    @property
    def dedup_key(self) -> str:
        """An id that is the same for each copy of the event, in any envelope. It is a hash, and contains no
        addresses."""
        identity: object = self._identity()
        if identity is None:
            identity = self.model_dump(mode="json", warnings=False)
        text = json.dumps(identity, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _identity(self) -> Sequence[str] | None:
        """Values that identify the event. None: only its whole content identifies it."""
        return None if self.envelope.id is None else [type(self).__name__, self.envelope.id]

    def _resource(self, kind: str) -> str | None:
        """The name in the first ARN of a type in EventBridge's `resources`."""
        for arn in self.envelope.resources:
            parts = arn.split(":", 5)[-1].split("/")
            if parts[0] == kind and parts[1:]:
                return parts[1]
        return None


class MailEvent(BaseEvent):
    """Base class of events about an email."""

    mail: Mail
    """The email."""

    _detail: ClassVar[str] = ""
    """The attribute that has the details."""

    @property
    def message_id(self) -> str | None:
        """SES's id of the email. None: it was missing or could not be read."""
        found: str | None = read(self._mail, "message_id")
        return found

    @property
    def time(self) -> datetime | None:
        """When it happened, in UTC. If the event does not say so, when the email was accepted, or the time of the
        envelope. None: there is none of these."""
        found: datetime | None = read(self._details, "timestamp") or read(self._mail, "timestamp")
        return found or self.envelope.time

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that the event concerns. Empty: SES does not say which."""
        return destination_of(self)

    @property
    def tags(self) -> Mapping[str, str]:
        """The email's tags, the sender's and SES's own (`ses:...`). If a tag has several values, the first."""
        found: Mapping[str, Sequence[str]] = read(self._mail, "tags") or {}
        return {name: values[0] for name, values in found.items() if values}

    @property
    def _mail(self) -> Mail | None:
        found: Mail | None = read(self, "mail")
        return found

    @property
    def _details(self) -> object:
        return read(self, self._detail)

    @property
    def _only_recipient(self) -> tuple[str, ...]:
        everyone = destination_of(self)
        return everyone if len(everyone) == 1 else ()

    def _identity(self) -> Sequence[str] | None:
        if self.message_id is None:
            return None
        known = [self._detail, self.message_id]
        feedback_id = read(self._details, "feedback_id")
        if feedback_id:
            return [*known, feedback_id]
        moment = "" if self.time is None else self.time.isoformat()
        return [*known, moment, read(self._details, "link") or "", *sorted(self.recipients)]


def destination_of(event: MailEvent) -> tuple[str, ...]:
    """The addresses of all recipients of an event's email."""
    return tuple(dict.fromkeys(map(bare_address, read(read(event, "mail"), "destination") or ())))


class SendEvent(MailEvent):
    """SES accepted an email, and will try to deliver it to all recipients that are not on a suppression list."""

    event_type: Literal["Send"] = "Send"
    """AWS's name of the event."""

    send: Send
    """An empty structure."""

    _detail: ClassVar[str] = "send"

    @property
    def category(self) -> Category:
        """Always `sent`."""
        return "sent"


class DeliveryEvent(MailEvent):
    """The receiving server accepted an email."""

    event_type: Literal["Delivery"] = "Delivery"
    """AWS's name of the event."""

    notification_type: NotificationType | str | None = None
    """The type in an identity's notification. None: the event is not such a notification."""

    delivery: Delivery
    """The details of the delivery."""

    _detail: ClassVar[str] = "delivery"

    @property
    def category(self) -> Category:
        """Always `delivered`."""
        return "delivered"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses for which the email was accepted."""
        return tuple(dict.fromkeys(map(bare_address, read(self._details, "recipients") or ())))


class BounceEvent(MailEvent):
    """An email was not delivered, or an out-of-office reply came."""

    event_type: Literal["Bounce"] = "Bounce"
    """AWS's name of the event."""

    notification_type: NotificationType | str | None = None
    """The type in an identity's notification. None: the event is not such a notification."""

    bounce: Bounce
    """Why not."""

    _detail: ClassVar[str] = "bounce"

    @property
    def category(self) -> Category:
        """Always `bounced`."""
        return "bounced"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that the email did not reach."""
        return addresses(read(self._details, "bounced_recipients"))

    @property
    def permanent_failures(self) -> tuple[str, ...]:
        """The addresses, if the type of the bounce is `Permanent`, with any SMTP status."""
        return self.recipients if read(self._details, "bounce_type") == "Permanent" else ()

    @property
    def transient_failures(self) -> tuple[str, ...]:
        """The addresses, if the type of the bounce is `Transient`, with any SMTP status."""
        return self.recipients if read(self._details, "bounce_type") == "Transient" else ()

    @property
    def suppressed_by(self) -> SuppressedBy | None:
        """Why SES did not send. In this case the bounce says nothing new about the address. None: SES sent."""
        return _SUPPRESSED_BY.get(read(self._details, "bounce_sub_type"))


class ComplaintEvent(MailEvent):
    """A recipient reported an email as spam or, with `not-spam`, withdrew the report."""

    event_type: Literal["Complaint"] = "Complaint"
    """AWS's name of the event."""

    notification_type: NotificationType | str | None = None
    """The type in an identity's notification. None: the event is not such a notification."""

    complaint: Complaint
    """The report."""

    _detail: ClassVar[str] = "complaint"

    @property
    def category(self) -> Category:
        """`complained`, or `unknown` after `not-spam`."""
        return "unknown" if self._retracts else "complained"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that SES names: any of them may have complained."""
        return addresses(read(self._details, "complained_recipients"))

    @property
    def complaint_recipients(self) -> tuple[ComplaintRecipient, ...]:
        """The recipients that complained, or may have. Empty after `not-spam`."""
        named = () if self._retracts else self.recipients
        return tuple(ComplaintRecipient(one, certain=len(named) == 1) for one in named)

    @property
    def suppressed_by(self) -> SuppressedBy | None:
        """Why SES did not send. In this case this is not a new complaint. None: SES sent."""
        return _SUPPRESSED_BY.get(read(self._details, "complaint_sub_type"))

    @property
    def _retracts(self) -> bool:
        kind: object = read(self._details, "complaint_feedback_type")
        return kind == "not-spam"


class RejectEvent(MailEvent):
    """SES found a virus in an email that it had accepted, and did not try to deliver it."""

    event_type: Literal["Reject"] = "Reject"
    """AWS's name of the event."""

    reject: Reject
    """The reason."""

    _detail: ClassVar[str] = "reject"

    @property
    def category(self) -> Category:
        """Always `rejected`."""
        return "rejected"


class OpenEvent(MailEvent):
    """An email was opened, by a reader or by a program."""

    event_type: Literal["Open"] = "Open"
    """AWS's name of the event."""

    open: Open
    """The details of the open: time and program."""

    _detail: ClassVar[str] = "open"

    @property
    def category(self) -> Category:
        """Always `opened`."""
        return "opened"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The recipient of the email. Empty: it has several, and SES does not say which."""
        return self._only_recipient


class ClickEvent(MailEvent):
    """A link in an email was clicked, by a reader or by a program."""

    event_type: Literal["Click"] = "Click"
    """AWS's name of the event."""

    click: Click
    """The details of the click: time and link."""

    _detail: ClassVar[str] = "click"

    @property
    def category(self) -> Category:
        """Always `clicked`."""
        return "clicked"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The recipient of the email. Empty: it has several, and SES does not say which."""
        return self._only_recipient


class RenderingFailureEvent(MailEvent):
    """A template could not be rendered, so no email was sent."""

    event_type: Literal["Rendering Failure"] = "Rendering Failure"
    """AWS's name of the event, with its space."""

    failure: RenderingFailure
    """The details of the failure."""

    _detail: ClassVar[str] = "failure"

    @property
    def category(self) -> Category:
        """Always `failed`."""
        return "failed"


class DeliveryDelayEvent(MailEvent):
    """An email could not be delivered yet. SES tries again."""

    event_type: Literal["DeliveryDelay"] = "DeliveryDelay"
    """AWS's name of the event."""

    delivery_delay: DeliveryDelay
    """Why not."""

    _detail: ClassVar[str] = "delivery_delay"

    @property
    def category(self) -> Category:
        """Always `deferred`."""
        return "deferred"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The recipients that did not get the email yet."""
        return addresses(read(self._details, "delayed_recipients"))


class SubscriptionEvent(MailEvent):
    """A contact changed its choices by a link or header that SES put into the email."""

    event_type: Literal["Subscription"] = "Subscription"
    """AWS's name of the event."""

    subscription: Subscription
    """The choices."""

    _detail: ClassVar[str] = "subscription"

    @property
    def category(self) -> Category:
        """`unsubscribed`, `subscribed`, or `unknown` if nothing changed."""
        before, now = self._choices
        if self.unsubscribed:
            return "unsubscribed"
        return "subscribed" if now - before else "unknown"

    @property
    def recipients(self) -> tuple[str, ...]:
        """The contact: the recipient of the email. Empty: it has several, and SES does not say which."""
        return self._only_recipient

    @property
    def unsubscribed(self) -> bool:
        """Whether the contact is now unsubscribed from the list or from a topic."""
        before, now = self._choices
        preferences = read(self._details, "new_topic_preferences")
        return read(preferences, "unsubscribe_all") is True or bool(before - now)

    @property
    def _choices(self) -> tuple[set[str], set[str]]:
        """The topics, and the list as a whole (""), that the contact did not refuse before, and does not now."""
        old = read(self._details, "old_topic_preferences")
        new = read(self._details, "new_topic_preferences")
        if new is None:
            return set(), set()
        topics = {"", *_statuses(old), *_statuses(new)}
        return _wanted(old, topics), _wanted(new, topics)


def _statuses(preferences: TopicPreferences | None) -> dict[str, str]:
    """Opted in or out, by topic."""
    topics = (read(preferences, "topic_default_subscription_status"), read(preferences, "topic_subscription_status"))
    return {
        read(one, "topic_name"): read(one, "subscription_status")
        for group in topics
        for one in group or ()
        if read(one, "topic_name")
    }


def _wanted(preferences: TopicPreferences | None, topics: set[str]) -> set[str]:
    if read(preferences, "unsubscribe_all") is True:
        return set()
    refused = {name for name, status in _statuses(preferences).items() if status == "OptOut"}
    return topics - refused


AdvisorEventType: TypeAlias = Literal[
    "Advisor Recommendation Status Open",
    "Advisor Recommendation Status Resolved",
    "Advisor Recommendation Status Closed",
]
"""The status of a finding of the advisor."""


class AdvisorRecommendationEvent(BaseEvent):
    """The advisor of Virtual Deliverability Manager or of the tenants' reputation has a finding. From EventBridge only.

    Source: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
    """

    event_type: AdvisorEventType | str
    """EventBridge's `detail-type`."""

    version: str | None = None
    """Version of the format. None: not in the event."""

    data: str | None = None
    """The finding, as text. None: not in the event."""

    metadata: AdvisorMetadata | None = None
    """Its classification. None: not in the event."""


SendingStatusEventType: TypeAlias = Literal["Sending Status Enabled", "Sending Status Disabled"]
"""Whether a tenant may send from now on."""


class SendingStatusEvent(BaseEvent):
    """A tenant may send again, or may not send any more. From EventBridge only.

    Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
    """

    event_type: SendingStatusEventType | str
    """EventBridge's `detail-type`."""

    version: str | None = None
    """Version of the format. None: not in the event."""

    data: SendingStatusData | None = None
    """The change. None: not in the event."""

    @property
    def time(self) -> datetime | None:
        """When the status changed, in UTC; or else the time of the envelope. None: there is neither."""
        found: datetime | None = read(read(self.data, "record"), "last_updated_timestamp")
        return found or self.envelope.time


class SetupEvent(BaseEvent):
    """SES tested that it can publish to a topic. No action is needed."""

    event_type: Literal["AmazonSnsSubscriptionSucceeded"] = "AmazonSnsSubscriptionSucceeded"
    """The type in identities' notifications. Configuration sets send plain text, without a type."""

    notification_type: str | None = None
    """The same in an identity's notification. None: it is from a configuration set."""

    message: str | None = None
    """SES's text. None: not in the event."""


class SnsConfirmationEvent(BaseEvent):
    """SNS requests the confirmation of a subscription, or reports its end. `envelope.sns` is the message."""

    event_type: Literal["SubscriptionConfirmation", "UnsubscribeConfirmation"]
    """SNS's `Type`."""


class UnknownEvent(BaseEvent):
    """An event of a type that this version does not know. `model_extra` has its other members, in AWS's names."""

    event_type: str | None = None
    """AWS's name of the event, or EventBridge's `detail-type`. None: it has none, or it is not text."""

    notification_type: str | None = None
    """The type in an identity's notification. None: the event is not such a notification."""

    mail: Mail | None = None
    """The email. None: not in the event."""

    @property
    def message_id(self) -> str | None:
        """SES's id of the email. None: not in the event."""
        found: str | None = read(self.mail, "message_id")
        return found

    @property
    def tags(self) -> Mapping[str, str]:
        """The email's tags, the sender's and SES's own (`ses:...`). If a tag has several values, the first."""
        found: Mapping[str, Sequence[str]] = read(self.mail, "tags") or {}
        return {name: values[0] for name, values in found.items() if values}

    def _identity(self) -> Sequence[str] | None:
        return None


Event: TypeAlias = (
    SendEvent
    | DeliveryEvent
    | BounceEvent
    | ComplaintEvent
    | RejectEvent
    | OpenEvent
    | ClickEvent
    | RenderingFailureEvent
    | DeliveryDelayEvent
    | SubscriptionEvent
    | AdvisorRecommendationEvent
    | SendingStatusEvent
    | SetupEvent
    | SnsConfirmationEvent
    | UnknownEvent
)
"""Any event. Use `match` or `isinstance` to distinguish them."""
