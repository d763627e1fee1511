"""Event records: the JSON that SES publishes about an email to event destinations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sesv2kit._core.cached import cached_property
from sesv2kit.testing.mail.addresses import bare_address
from sesv2kit.testing.mail.message import SentMail, new_id
from sesv2kit.testing.mail.parts import decoded
from sesv2kit.testing.protocol.model import Json

_NAMES = {
    "SEND": ("Send", "send", "Email Sent"),
    "REJECT": ("Reject", "reject", "Email Rejected"),
    "BOUNCE": ("Bounce", "bounce", "Email Bounced"),
    "COMPLAINT": ("Complaint", "complaint", "Email Complaint Received"),
    "DELIVERY": ("Delivery", "delivery", "Email Delivered"),
    "OPEN": ("Open", "open", "Email Opened"),
    "CLICK": ("Click", "click", "Email Clicked"),
    "RENDERING_FAILURE": ("Rendering Failure", "failure", "Email Rendering Failed"),
    "DELIVERY_DELAY": ("DeliveryDelay", "deliveryDelay", "Email Delivery Delayed"),
    "SUBSCRIPTION": ("Subscription", "subscription", "Email Subscribed"),
}
"""For each event type: its name in a record, the record's member with details, and its name in EventBridge."""

_NEVER_LEFT = (
    "EmailValidationSuppressed",
    "OnAccountSuppressionList",
    "OnTenantSuppressionList",
    "Suppressed",
    "UnsubscribedRecipient",
)
"""The bounceSubType of emails that SES did not try to deliver."""

_MAX_HEADERS = 10 * 1024
_LOCAL_ADDRESS = "127.0.0.1"
_TLS = "TLSv1.3"
_CALLER = "local"
_AGENT = "Amazon SES Mailbox Simulator"


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """An event of an email: an entry of `Backend.events`."""

    type: str
    """The event type, as in configuration sets: SEND, DELIVERY, BOUNCE, RENDERING_FAILURE ..."""
    mail: SentMail = field(repr=False)
    """The email."""
    recipients: tuple[str, ...]
    """The recipients that it concerns."""
    timestamp: datetime
    """When it happened, on the virtual clock."""
    details: Json = field(repr=False)
    """The details of the type: the record's `bounce`, `complaint` ..."""
    destinations: tuple[str, ...] = ()
    """The names of the event destinations that got it: the enabled ones of the configuration set that include its
    type."""

    @property
    def message_id(self) -> str:
        """The message id of the email."""
        return self.mail.message_id

    @cached_property
    def record(self) -> Json:
        """The JSON that event destinations get."""
        name, member, _ = _NAMES[self.type]
        return {"eventType": name, "mail": self._mail(), member: self.details}

    @property
    def detail_type(self) -> str:
        """Its detail type in EventBridge: `Email Bounced`."""
        return _NAMES[self.type][2]

    def _mail(self) -> Json:
        """The member `mail`. Recordings of AWS show which types lack which of its members."""
        mail, of_template = self.mail, self.type == "SEND" and self.mail.template_name is not None
        arn = {} if of_template or self.type in ("OPEN", "CLICK") else {"sourceArn": mail.source_arn}
        base: Json = {
            "timestamp": iso(mail.timestamp),
            "source": mail.from_address,
            **arn,
            "sendingAccountId": mail.account_id,
            "messageId": mail.message_id,
            "destination": recipients(mail),
        }
        tags = {name: [value] for name, value in self._tags().items()}
        if self.type in ("RENDERING_FAILURE", "DELIVERY_DELAY"):
            return {**base, "headersTruncated": False, "tags": tags}
        items, common = mail.header_items, _common(mail)
        if of_template:  # it is not rendered yet
            items = [(name, value) for name, value in items if name.lower() != "subject"]
            common.pop("subject", None)
        kept = _first_headers(items)
        return {
            **base,
            "headersTruncated": len(kept) < len(items),
            "headers": [{"name": name, "value": value} for name, value in kept],
            "commonHeaders": common,
            "tags": tags,
        }

    def _tags(self) -> dict[str, str]:
        tags = {
            **all_tags(self.mail),
            "ses:operation": _operation(self.mail),
            "ses:source-ip": _LOCAL_ADDRESS,
            "ses:caller-identity": _CALLER,
            "ses:source-tls-version": _TLS,
        }
        if self.mail.tenant_name is not None:
            tags["ses:tenant-name"] = self.mail.tenant_name
        if self.type == "DELIVERY":
            tags |= {"ses:outgoing-ip": _LOCAL_ADDRESS, "ses:outgoing-tls-version": _TLS}
        return tags


def notification(event: EventRecord) -> Json | None:
    """The notification that the topic of an identity gets, in the older form. None: such topics do not get this
    type."""
    name, member, _ = _NAMES[event.type]
    if event.type not in ("BOUNCE", "COMPLAINT", "DELIVERY"):
        return None
    own = {"tags", "headersTruncated", "headers", "commonHeaders"}
    mail = {name: value for name, value in event.record["mail"].items() if name not in own}
    seen = {"sourceIp": _LOCAL_ADDRESS, "callerIdentity": _CALLER}
    return {"notificationType": name, "mail": {**mail, **seen}, member: event.details}


def recipients(mail: SentMail) -> list[str]:
    """The addresses that an email was sent to, without display names."""
    return [bare_address(each) for each in (*mail.to, *mail.cc, *mail.bcc)]


def all_tags(mail: SentMail) -> dict[str, str]:
    """The sender's message tags, and those that SES adds."""
    own = {"ses:from-domain": bare_address(mail.from_address).rpartition("@")[2]}
    if mail.configuration_set_name:
        own["ses:configuration-set"] = mail.configuration_set_name
    return {**mail.tags, **own}


def _operation(mail: SentMail) -> str:
    """The operation's name in events: that of SES v1 for the kind of content."""
    if mail.template_name is not None:
        return "SendTemplatedEmail"
    return "SendEmail" if mail.content.mime is None else "SendRawEmail"


def iso(moment: datetime) -> str:
    """A datetime in the format of records."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def bounce(to: str, moment: datetime, kind: str, sub_kind: str, diagnostic: str | None = None) -> Json:
    """The details of a bounce; `kind` is the API's, such as PERMANENT."""
    permanent = kind == "PERMANENT"
    remote = {} if sub_kind in _NEVER_LEFT else {"remoteMtaIp": _LOCAL_ADDRESS}
    recipient = {
        "emailAddress": to,
        "action": "failed",
        "status": "5.1.1" if permanent else "4.0.0",
        "diagnosticCode": diagnostic,
    }
    return {
        "bounceType": kind.capitalize(),
        "bounceSubType": sub_kind,
        "bouncedRecipients": [{name: value for name, value in recipient.items() if value}],
        "timestamp": iso(moment),
        "feedbackId": new_id(moment),
        **remote,
        "reportingMTA": "dns; amazonses.com",
    }


def away(to: str, moment: datetime) -> Json:
    """The details of the bounce that SES makes from an out-of-office reply. It has no reporting server."""
    return {
        "bounceType": "Transient",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": to}],
        "timestamp": iso(moment),
        "feedbackId": new_id(moment),
    }


def complaint(to: Sequence[str], moment: datetime, feedback: str | None, sub_kind: str | None) -> Json:
    """The details of a complaint. One caused by a suppression list has a `sub_kind` and no feedback."""
    details: Json = {
        "complainedRecipients": [{"emailAddress": each} for each in to],
        "timestamp": iso(moment),
        "feedbackId": new_id(moment),
        "complaintSubType": sub_kind,
    }
    if sub_kind is None:
        details["userAgent"] = _AGENT
        details["arrivalDate"] = iso(moment)
    if feedback is not None:
        details["complaintFeedbackType"] = feedback
    return details


def delivery(to: str, moment: datetime) -> Json:
    """The details of a delivery."""
    return {
        "timestamp": iso(moment),
        "processingTimeMillis": 0,
        "recipients": [to],
        "smtpResponse": "250 Ok",
        "remoteMtaIp": _LOCAL_ADDRESS,
        "reportingMTA": "localhost",
    }


def delivery_delay(to: str, moment: datetime, expiry: datetime) -> Json:
    """The details of a delayed delivery."""
    diagnostic = "smtp; 421 4.4.1 Unable to connect to remote host"
    return {
        "timestamp": iso(moment),
        "delayType": "TransientCommunicationFailure",
        "expirationTime": iso(expiry),
        "delayedRecipients": [{"emailAddress": to, "status": "4.4.1", "diagnosticCode": diagnostic}],
        "reportingMTA": _LOCAL_ADDRESS,
    }


def engagement(moment: datetime, link: str | None, tags: Json | None = None) -> Json:
    """The details of an open, or of a click on `link`."""
    seen = {"ipAddress": _LOCAL_ADDRESS, "timestamp": iso(moment), "userAgent": _AGENT}
    return seen if link is None else {**seen, "link": link, "linkTags": tags or None}


def subscription(contact_list: str, moment: datetime, new: Json, old: Json) -> Json:
    """The details of a change of a contact's preferences."""
    return {
        "contactList": contact_list,
        "timestamp": iso(moment),
        "source": "UnsubscribeHeader",
        "newTopicPreferences": new,
        "oldTopicPreferences": old,
    }


def _first_headers(headers: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The first headers, as many as a record may contain."""
    size = 0
    for number, (name, value) in enumerate(headers):
        size += len(name) + len(value) + 4
        if size > _MAX_HEADERS:
            return headers[:number]
    return headers


def _common(mail: SentMail) -> Json:
    date = next((value for name, value in mail.header_items if name.lower() == "date"), None)
    lists = {"from": (mail.from_address,), "replyTo": mail.reply_to, "to": mail.to, "cc": mail.cc}
    texts = {"date": date, "messageId": mail.message_id, "subject": decoded(mail.subject)}
    return {
        **{name: list(addresses) for name, addresses in lists.items() if addresses},
        **{name: text for name, text in texts.items() if text is not None},
    }
