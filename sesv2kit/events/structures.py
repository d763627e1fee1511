"""The structures inside SES's events, as AWS names them."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, cast

from pydantic import AliasGenerator, AwareDatetime, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from sesv2kit.shapes import Shape
from sesv2kit.shapes._schemas import TOLERANT
from sesv2kit.shapes.facets import TimestampSchema

_IRREGULAR_NAMES = {"from_": "from", "reporting_mta": "reportingMTA"}
"""The attributes whose name in JSON is not their camelCase form."""


def wire_name(attribute: str) -> str:
    """The name that SES's events use for an attribute of ours: `emailAddress` for `email_address`."""
    return _IRREGULAR_NAMES.get(attribute) or to_camel(attribute)


def _ordinary_form(value: Any) -> Any:
    """The moments of old events, `2018-10-08T14:05:45 +0000`, and those of Java, `[2026, 1, 31, 12, 0, 59, 1000000]`.

    Raises:
        ValueError: A list that is no moment.
    """
    if isinstance(value, str):
        return re.sub(r" (?=[+-]\d\d:?\d\d$)", "", value)
    if isinstance(value, list):
        parts = [*cast("list[object]", value)]
        numbers = [part for part in parts if type(part) is int]
        if numbers != parts or not 3 <= len(parts) <= 7:
            raise ValueError("is no moment")
        year, month, day, hour, minute, second, nanosecond = numbers + [0] * (7 - len(numbers))
        try:
            return datetime(year, month, day, hour, minute, second, nanosecond // 1000, UTC)
        except OverflowError:
            raise ValueError("is no moment") from None
    return value


Moment = Annotated[AwareDatetime, TimestampSchema(_ordinary_form)]
"""A moment, in UTC."""


class _LinkTagsSchema:
    """Reads null as an empty map at once. Without this, every click without tags would be read a second time."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema()
        empty = core_schema.chain_schema(
            [core_schema.none_schema(), core_schema.no_info_plain_validator_function(lambda _: {})]
        )
        tolerant = core_schema.union_schema(
            [core_schema.dict_schema(text, core_schema.list_schema(text)), empty],
            mode="left_to_right",
            custom_error_type="dict_type",  # one error for both branches, at the member's own place
        )
        return cast("CoreSchema", {**handler(source), "metadata": {TOLERANT: tolerant}})


LinkTags = Annotated[dict[str, list[str]], _LinkTagsSchema()]
"""Tags of a link by name."""

BounceType: TypeAlias = Literal["Undetermined", "Permanent", "Transient"]
"""Whether a later email may be delivered."""

BounceSubType: TypeAlias = Literal[
    "Undetermined",
    "General",
    "NoEmail",
    "Suppressed",
    "OnAccountSuppressionList",
    "OnTenantSuppressionList",
    "EmailValidationSuppressed",
    "UnsubscribedRecipient",
    "MailboxFull",
    "MessageTooLarge",
    "CustomTimeoutExceeded",
    "ContentRejected",
    "AttachmentRejected",
]
"""The cause of a bounce."""

ComplaintSubType: TypeAlias = Literal["OnAccountSuppressionList", "OnTenantSuppressionList"]
"""The list because of which SES did not send."""

ComplaintFeedbackType: TypeAlias = Literal["abuse", "auth-failure", "fraud", "not-spam", "other", "virus"]
"""What a mailbox provider says of a complaint."""

DelayType: TypeAlias = Literal[
    "InternalFailure",
    "General",
    "MailboxFull",
    "SpamDetected",
    "RecipientServerError",
    "IPFailure",
    "TransientCommunicationFailure",
    "BYOIPHostNameLookupUnavailable",
    "Undetermined",
    "SendingDeferral",
]
"""The cause of a delay."""

SubscriptionStatus: TypeAlias = Literal["OptIn", "OptOut"]
"""A contact's choice. The API writes these values as `OPT_IN` and `OPT_OUT`."""


class Structure(Shape):
    """The base of the structures."""

    model_config: ClassVar[ConfigDict] = ConfigDict(alias_generator=AliasGenerator(validation_alias=wire_name))


class Header(Structure):
    """A header of an email."""

    name: str
    """Its name, as the sender spelt it."""

    value: str = Field(repr=False)
    """Its value. It may be empty."""


class CommonHeaders(Structure):
    """Headers that most emails have, decoded."""

    from_: list[str] = Field(default_factory=list, repr=False)
    """`From`."""

    to: list[str] = Field(default_factory=list, repr=False)
    """`To`."""

    cc: list[str] = Field(default_factory=list, repr=False)
    """`Cc`."""

    bcc: list[str] = Field(default_factory=list, repr=False)
    """`Bcc`."""

    reply_to: list[str] = Field(default_factory=list, repr=False)
    """`Reply-To`."""

    return_path: str | None = Field(default=None, repr=False)
    """The address to which the receiving server returns bounces. None: not in the event."""

    date: str | None = None
    """`Date`, as text. None: not in the event."""

    subject: str | None = Field(default=None, repr=False)
    """`Subject`. None: not in the event, as with every templated email."""

    message_id: str | None = None
    """In events of a configuration set SES's id, in an identity's notifications the header `Message-ID`. None: not in
    the event."""


class Mail(Structure):
    """The email that an event is about.

    Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """

    timestamp: Moment
    """When SES accepted the email."""

    source: str = Field(repr=False)
    """The sender: an address, or a name and an address, as it was given to SES."""

    source_arn: str | None = None
    """ARN of the identity that was used. None: not in the event, as with opens and clicks."""

    source_ip: str | None = None
    """Address of the client that sent. Only in an identity's notifications. None: not in the event."""

    caller_identity: str | None = None
    """IAM identity of the client that sent. Only in an identity's notifications. None: not in the event."""

    sending_account_id: str | None = None
    """AWS account that sent. None: not in the event."""

    message_id: str
    """SES's id of the email, the one that the response to the send had."""

    destination: list[str] = Field(default_factory=list, repr=False)
    """All recipients: To, Cc and Bcc."""

    headers_truncated: bool | None = None
    """Whether `headers` lacks some because there were too many. None: the event has no headers."""

    headers: list[Header] = Field(default_factory=list[Header], repr=False)
    """The email's headers, in their order."""

    common_headers: CommonHeaders | None = Field(default=None, repr=False)
    """Some headers, decoded. None: not in the event, as with rendering failures and delays."""

    tags: dict[str, list[str]] = Field(default_factory=dict, repr=False)
    """Tags of the email by name, the sender's and SES's own (`ses:...`). Empty in an identity's notifications."""


class BouncedRecipient(Structure):
    """A recipient to whom an email was not delivered."""

    email_address: str = Field(repr=False)
    """The address as the receiving server reported it. It may differ from the one that the email was sent to."""

    action: str | None = None
    """`Action` of the bounce message: `failed`. None: there was no such message."""

    status: str | None = None
    """SMTP status, `5.1.1`. It does not tell whether the failure is permanent. None: not reported."""

    diagnostic_code: str | None = Field(default=None, repr=False)
    """The receiving server's words. None: not reported."""


class Bounce(Structure):
    """Why an email was not delivered.

    Source: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
    """

    bounce_type: BounceType | str
    """Whether the failure is permanent."""

    bounce_sub_type: BounceSubType | str
    """Its cause."""

    bounced_recipients: list[BouncedRecipient] = Field(default_factory=list[BouncedRecipient], repr=False)
    """The recipients that the email did not reach."""

    timestamp: Moment
    """When the bounce came."""

    feedback_id: str
    """SES's id of the bounce."""

    reporting_mta: str | None = None
    """The server that reported it, `dns; mx.example.com`. None: the bounce was no standard message."""

    remote_mta_ip: str | None = None
    """IP address of the server that SES delivered to. None: not in the event."""


class ComplainedRecipient(Structure):
    """Somebody who may have complained."""

    email_address: str = Field(repr=False)
    """The address."""


class Complaint(Structure):
    """A recipient's report that an email is spam, or that it is not.

    Source: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
    """

    complained_recipients: list[ComplainedRecipient] = Field(default_factory=list[ComplainedRecipient], repr=False)
    """The recipients at the mail provider that reported the complaint: any of them may have complained."""

    timestamp: Moment
    """When SES sent this event."""

    feedback_id: str
    """SES's id of the complaint."""

    complaint_sub_type: ComplaintSubType | str | None = None
    """The suppression list because of which SES did not send. None: a recipient complained."""

    user_agent: str | None = None
    """The program that made the report. None: the report has none."""

    complaint_feedback_type: ComplaintFeedbackType | str | None = None
    """Kind of complaint. `not-spam` undoes an earlier one. None: the report has none."""

    arrival_date: Moment | None = None
    """When the email had arrived at the provider, or when the provider got the complaint. None: the report has none."""


class Delivery(Structure):
    """The acceptance of an email by a receiving server."""

    timestamp: Moment
    """When the server accepted it."""

    processing_time_millis: int | None = None
    """Milliseconds from SES's acceptance to the server's. None: not in the event."""

    recipients: list[str] = Field(default_factory=list, repr=False)
    """Whom it was accepted for."""

    smtp_response: str | None = Field(default=None, repr=False)
    """The server's response. None: not in the event."""

    reporting_mta: str | None = None
    """The server of SES that delivered. None: not in the event."""

    remote_mta_ip: str | None = None
    """IP address of the server that accepted. None: not in the event."""


class Send(Structure):
    """SES accepted the email. The structure has no members."""


class Reject(Structure):
    """Why SES did not try to deliver an email that it had accepted."""

    reason: str | None = None
    """`Bad content`: a virus was found. None: not in the event."""


class Open(Structure):
    """Who opened an email. Programs of mailbox providers open emails too."""

    timestamp: Moment
    """When it was opened."""

    ip_address: str | None = Field(default=None, repr=False)
    """The reader's IP address, or a proxy's. None: not in the event."""

    user_agent: str | None = Field(default=None, repr=False)
    """The program that opened it. None: not in the event."""


class Click(Open):
    """Which link in an email was followed."""

    link: str | None = Field(default=None, repr=False)
    """The URL of the link. None: not in the event."""

    link_tags: LinkTags = Field(default_factory=dict, repr=False)
    """Tags that the sender gave the link (`ses:tags`)."""


class RenderingFailure(Structure):
    """Why no email could be made of a template."""

    error_message: str | None = Field(default=None, repr=False)
    """What is wrong. It names variables of the template. None: not in the event."""

    template_name: str | None = None
    """The template. None: not in the event."""


class DelayedRecipient(Structure):
    """A recipient to whom an email could not be delivered yet."""

    email_address: str = Field(repr=False)
    """The address."""

    status: str | None = None
    """SMTP status, `4.4.1`. None: not reported."""

    diagnostic_code: str | None = Field(default=None, repr=False)
    """The receiving server's words. None: not reported."""


class DeliveryDelay(Structure):
    """Why a delivery takes longer. SES tries again by itself."""

    delay_type: DelayType | str
    """The cause."""

    delayed_recipients: list[DelayedRecipient] = Field(default_factory=list[DelayedRecipient], repr=False)
    """Who has to wait."""

    expiration_time: Moment | None = None
    """When SES will give up. None: not in the event."""

    timestamp: Moment
    """When the attempt failed."""

    reporting_mta: str | None = None
    """IP address of the server that reported the delay. None: not in the event."""


class TopicStatus(Structure):
    """A contact's choice for a topic."""

    topic_name: str
    """The topic."""

    subscription_status: SubscriptionStatus | str
    """The choice."""


class TopicPreferences(Structure):
    """A contact's choices."""

    unsubscribe_all: bool | None = None
    """Whether the contact wants no email of the whole list. None: not in the event."""

    topic_subscription_status: list[TopicStatus] = Field(default_factory=list[TopicStatus])
    """What the contact chose."""

    topic_default_subscription_status: list[TopicStatus] = Field(default_factory=list[TopicStatus])
    """What holds for topics that the contact has not chosen."""


class Subscription(Structure):
    """A change of a contact's choices by a link or header that SES put into an email.

    Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-subscription-management.html
    """

    contact_list: str | None = None
    """The contact list. None: not in the event."""

    timestamp: Moment
    """When the contact chose."""

    source: str | None = Field(default=None, repr=False)
    """The sender's address, or how the contact chose: `UnsubscribeHeader`. None: not in the event."""

    new_topic_preferences: TopicPreferences | None = None
    """The choices now. None: not in the event."""

    old_topic_preferences: TopicPreferences | None = None
    """The choices before. None: not in the event."""


AdvisorImpact: TypeAlias = Literal["HIGH", "LOW"]
"""How much a finding matters."""

AdvisorType: TypeAlias = Literal["BOUNCE", "COMPLAINT", "DKIM", "DMARC", "SPF", "BIMI", "FEEDBACK_3P", "IP_LISTING"]
"""What a finding is about."""


class AdvisorMetadata(Structure):
    """How a finding of the advisor is classified."""

    impact: AdvisorImpact | str | None = None
    """How much it matters. None: not in the event."""

    type: AdvisorType | str | None = None
    """What it is about. None: not in the event."""


SendingStatusOrigin: TypeAlias = Literal["CUSTOMER_MANAGED", "AWS_MANAGED"]
"""Who changed whether a tenant may send."""

SendingStatusValue: TypeAlias = Literal["ENABLED", "DISABLED", "REINSTATED"]
"""Whether a tenant may send."""


class SendingStatusRecord(Structure):
    """Whether a tenant may send, and since when."""

    status: SendingStatusValue | str | None = None
    """Whether it may. None: not in the event."""

    cause: str | None = None
    """Why. None: not in the event."""

    last_updated_timestamp: Moment | None = None
    """Since when. None: not in the event."""


class SendingStatusData(Structure):
    """A change of whether a tenant may send."""

    origin: SendingStatusOrigin | str | None = None
    """Who changed it. None: not in the event."""

    record: SendingStatusRecord | None = None
    """What it is now. None: not in the event."""
