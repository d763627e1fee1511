"""Insights: whether an address can be delivered to, and what became of one message."""

from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import EmailAddress, EventType, MessageTag
from sesv2kit.operation import Operation, RateLimit, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp

EmailAddressInsightsConfidenceVerdict = Literal["LOW", "MEDIUM", "HIGH"] | str
"""How much speaks for what a check asks: `HIGH` is good news of a valid syntax and bad news of a disposable address."""


class EmailAddressInsightsVerdict(Shape):
    """The outcome of one check of an address.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsVerdict.html
    """

    confidence_verdict: EmailAddressInsightsConfidenceVerdict | None = None
    """How likely it is that what the check asks is so. None: SES gives no verdict."""


class EmailAddressInsightsMailboxEvaluations(Shape):
    """The checks behind an overall verdict, one by one.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsMailboxEvaluations.html
    """

    has_valid_syntax: EmailAddressInsightsVerdict | None = None
    """Whether it is written as the RFCs want it. None: not checked."""

    has_valid_dns_records: EmailAddressInsightsVerdict | None = None
    """Whether its domain exists and takes mail. None: not checked."""

    mailbox_exists: EmailAddressInsightsVerdict | None = None
    """Whether the mailbox is there; found out without a mail. None: not checked."""

    is_role_address: EmailAddressInsightsVerdict | None = None
    """Whether it belongs to a function rather than a person, as `info@` does. None: not checked."""

    is_disposable: EmailAddressInsightsVerdict | None = None
    """Whether it is of a throw-away kind; mail to those can hurt the sender's reputation. None: not checked."""

    is_random_input: EmailAddressInsightsVerdict | None = None
    """Whether it looks like keys hit at random. None: not checked."""


class MailboxValidation(Shape):
    """What SES thinks of an address: one verdict in all, and the checks it rests on.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailboxValidation.html
    """

    is_valid: EmailAddressInsightsVerdict | None = None
    """Whether mail to it should arrive, all in all. None: SES gives no verdict."""

    evaluations: EmailAddressInsightsMailboxEvaluations | None = None
    """The single checks. None: not stated."""


class GetEmailAddressInsightsRequest(Request):
    """Arguments of `insights.get_email_address_insights`."""

    email_address: EmailAddress
    """Address to check; it need not be an identity or a contact."""


class GetEmailAddressInsightsResponse(Response):
    """Answer of `insights.get_email_address_insights`."""

    mailbox_validation: MailboxValidation | None = None
    """The verdicts. None: not stated."""


GET_EMAIL_ADDRESS_INSIGHTS = Operation(
    name="GetEmailAddressInsights",
    request=GetEmailAddressInsightsRequest,
    response=GetEmailAddressInsightsResponse,
    repeat=Repeat.SAFE,
)


BounceType = Literal["UNDETERMINED", "TRANSIENT", "PERMANENT"] | str
"""Whether a bounce is for good (`PERMANENT`), may pass (`TRANSIENT`), or cannot be told."""


class Bounce(Shape):
    """Why the receiving side did not take a message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Bounce.html
    """

    bounce_type: BounceType | None = None
    """Whether another try may succeed. None: not stated."""

    bounce_sub_type: str | None = None
    """Finer cause as SES sees it, such as `MailboxFull`. None: not stated."""

    diagnostic_code: str | None = None
    """What the rejecting server said, `smtp; 550 5.1.1 user unknown`. None: it sent no report that says."""


class Complaint(Shape):
    """That a reader reported a message as spam.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Complaint.html
    """

    complaint_sub_type: str | None = None
    """`OnAccountSuppressionList`: SES accepted the mail and held it back. None: a reader complained."""

    complaint_feedback_type: str | None = None
    """Kind of complaint in the provider's report, such as `abuse`. None: the report names none."""


class EventDetails(Shape):
    """More about a bounce or a complaint; other events have none.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDetails.html
    """

    bounce: Bounce | None = None
    """Why the mail came back. None: the event is no bounce."""

    complaint: Complaint | None = None
    """What was complained of. None: the event is no complaint."""


class InsightsEvent(Shape):
    """One thing that happened to a message on its way to one recipient.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
    """

    timestamp: Timestamp | None = None
    """When it happened. None: not stated."""

    type: EventType | str | None = None
    """What happened; most kinds are recorded for mails to a single recipient only. None: not stated."""

    details: EventDetails | None = None
    """Particulars of a bounce or complaint. None: there are none."""


class EmailInsights(Shape):
    """What became of a message at one of its recipients.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailInsights.html
    """

    destination: str | None = Field(default=None, repr=False)
    """Address of the recipient. None: not stated."""

    isp: str | None = None
    """Mailbox provider of the recipient, `Gmail`. None: not stated."""

    events: list[InsightsEvent] = []
    """What happened, in the order SES gives."""


class GetMessageInsightsRequest(Request):
    """Arguments of `insights.get_message_insights`."""

    message_id: InPath[Annotated[str, Field(min_length=1)]]
    """The `message_id` that the send answered; a bulk send answers one for each entry."""


class GetMessageInsightsResponse(Response):
    """Answer of `insights.get_message_insights`."""

    message_id: str | None = None
    """The id that was asked for. None: not stated."""

    from_email_address: str | None = Field(default=None, repr=False)
    """Sender of the message. None: not stated."""

    subject: str | None = Field(default=None, repr=False)
    """Its subject line. None: not stated."""

    email_tags: list[MessageTag] = []
    """Its event tags: the sender's, and those SES adds by itself, whose names begin with `ses:`."""

    insights: list[EmailInsights] = []
    """One entry for each recipient."""


GET_MESSAGE_INSIGHTS = Operation(
    name="GetMessageInsights",
    request=GetMessageInsightsRequest,
    response=GetMessageInsightsResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
    needs_vdm=True,
)
