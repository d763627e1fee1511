"""Insights: whether mail to an address can be delivered, and what happened to one message."""

from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import EventType, MessageTag
from sesv2kit.operation import Operation, RateLimit, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp

EmailAddressInsightsConfidenceVerdict = Literal["LOW", "MEDIUM", "HIGH"] | str
"""Confidence in a check's verdict: `HIGH` is good for a valid syntax and bad for a disposable address."""


class EmailAddressInsightsVerdict(Shape):
    """The outcome of one check of an address.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsVerdict.html
    """

    confidence_verdict: EmailAddressInsightsConfidenceVerdict | None = None
    """Confidence that the check's statement is true. None: SES gives no verdict."""


class EmailAddressInsightsMailboxEvaluations(Shape):
    """The single checks behind an overall verdict.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsMailboxEvaluations.html
    """

    has_valid_syntax: EmailAddressInsightsVerdict | None = None
    """Whether its syntax follows the RFCs. None: not checked."""

    has_valid_dns_records: EmailAddressInsightsVerdict | None = None
    """Whether its domain exists and accepts mail. None: not checked."""

    mailbox_exists: EmailAddressInsightsVerdict | None = None
    """Whether the mailbox exists; SES checks without sending an email. None: not checked."""

    is_role_address: EmailAddressInsightsVerdict | None = None
    """Whether it belongs to a role rather than a person, as `info@` does. None: not checked."""

    is_disposable: EmailAddressInsightsVerdict | None = None
    """Whether it is a disposable address; mail to those can harm the sender's reputation. None: not checked."""

    is_random_input: EmailAddressInsightsVerdict | None = None
    """Whether it looks like random typing. None: not checked."""


class MailboxValidation(Shape):
    """SES's assessment of an address: one overall verdict, and the checks behind it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailboxValidation.html
    """

    is_valid: EmailAddressInsightsVerdict | None = None
    """The overall verdict: whether mail to it should arrive. None: SES gives no verdict."""

    evaluations: EmailAddressInsightsMailboxEvaluations | None = None
    """The single checks. None: not returned."""


class GetEmailAddressInsightsRequest(Request):
    """Arguments of `insights.get_email_address_insights`."""

    email_address: Annotated[str, Field(min_length=1)]
    """Address to check; it need not be an identity or a contact. Malformed ones are sent, since SES checks the syntax
    too."""


class GetEmailAddressInsightsResponse(Response):
    """Response of `insights.get_email_address_insights`."""

    mailbox_validation: MailboxValidation | None = None
    """The verdicts. None: not returned."""


GET_EMAIL_ADDRESS_INSIGHTS = Operation(
    name="GetEmailAddressInsights",
    request=GetEmailAddressInsightsRequest,
    response=GetEmailAddressInsightsResponse,
    repeat=Repeat.SAFE,
)


BounceType = Literal["UNDETERMINED", "TRANSIENT", "PERMANENT"] | str
"""Whether a bounce is permanent, temporary (`TRANSIENT`) or undetermined."""


class Bounce(Shape):
    """Why the receiving server did not accept a message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Bounce.html
    """

    bounce_type: BounceType | None = None
    """Whether another attempt may succeed. None: not returned."""

    bounce_sub_type: str | None = None
    """More precise cause as SES sees it, such as `MailboxFull`. None: not returned."""

    diagnostic_code: str | None = None
    """Response of the rejecting server, `smtp; 550 5.1.1 user unknown`. None: its report has none."""


class Complaint(Shape):
    """A recipient's report that a message is spam.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Complaint.html
    """

    complaint_sub_type: str | None = None
    """`OnAccountSuppressionList`: SES accepted the email and did not send it. None: a recipient complained."""

    complaint_feedback_type: str | None = None
    """Kind of complaint in the provider's report, such as `abuse`. None: the report has none."""


class EventDetails(Shape):
    """Details of a bounce or a complaint; other events have none.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDetails.html
    """

    bounce: Bounce | None = None
    """The bounce. None: the event is not a bounce."""

    complaint: Complaint | None = None
    """The complaint. None: the event is not a complaint."""


class InsightsEvent(Shape):
    """An event of a message to one recipient.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
    """

    timestamp: Timestamp | None = None
    """When it happened. None: not returned."""

    type: EventType | str | None = None
    """Kind of event; most kinds are recorded only for emails to a single recipient. None: not returned."""

    details: EventDetails | None = None
    """Details of a bounce or complaint. None: no details."""


class EmailInsights(Shape):
    """What happened to a message to one of its recipients.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailInsights.html
    """

    destination: str | None = Field(default=None, repr=False)
    """Address of the recipient. None: not returned."""

    isp: str | None = None
    """Mailbox provider of the recipient, `Gmail`. None: not returned."""

    events: list[InsightsEvent] = []
    """The events, in the order that SES returns."""


class GetMessageInsightsRequest(Request):
    """Arguments of `insights.get_message_insights`."""

    message_id: InPath[Annotated[str, Field(min_length=1)]]
    """The `message_id` that the send returned; a bulk send returns one for each entry."""


class GetMessageInsightsResponse(Response):
    """Response of `insights.get_message_insights`."""

    message_id: str | None = None
    """The requested id. None: not returned."""

    from_email_address: str | None = Field(default=None, repr=False)
    """Sender of the message. None: not returned."""

    subject: str | None = Field(default=None, repr=False)
    """Its subject line. None: not returned."""

    email_tags: list[MessageTag] = []
    """Its message tags: the sender's, and those that SES adds, whose names begin with `ses:`."""

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
