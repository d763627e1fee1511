"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


EmailAddressInsightsConfidenceVerdict = Literal["LOW", "MEDIUM", "HIGH"] | str
"""?"""

class EmailAddressInsightsVerdict(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsVerdict.html
    """

    confidence_verdict: EmailAddressInsightsConfidenceVerdict | None = None
    """?"""


class EmailAddressInsightsMailboxEvaluations(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailAddressInsightsMailboxEvaluations.html
    """

    has_valid_syntax: EmailAddressInsightsVerdict | None = None
    """?"""

    has_valid_dns_records: EmailAddressInsightsVerdict | None = None
    """?"""

    mailbox_exists: EmailAddressInsightsVerdict | None = None
    """?"""

    is_role_address: EmailAddressInsightsVerdict | None = None
    """?"""

    is_disposable: EmailAddressInsightsVerdict | None = None
    """?"""

    is_random_input: EmailAddressInsightsVerdict | None = None
    """?"""


class MailboxValidation(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailboxValidation.html
    """

    is_valid: EmailAddressInsightsVerdict | None = None
    """?"""

    evaluations: EmailAddressInsightsMailboxEvaluations | None = None
    """?"""


class GetEmailAddressInsightsRequest(Request):
    """Arguments of `insights.get_email_address_insights`."""

    email_address: EmailAddress
    """?"""


class GetEmailAddressInsightsResponse(Response):
    """Answer of `insights.get_email_address_insights`."""

    mailbox_validation: MailboxValidation | None = None
    """?"""


GET_EMAIL_ADDRESS_INSIGHTS = Operation(
    name="GetEmailAddressInsights",
    request=GetEmailAddressInsightsRequest,
    response=GetEmailAddressInsightsResponse,
    repeat=Repeat.SAFE,
)


BounceType = Literal["UNDETERMINED", "TRANSIENT", "PERMANENT"] | str
"""?"""

class Bounce(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Bounce.html
    """

    bounce_type: BounceType | None = None
    """?"""

    bounce_sub_type: str | None = None
    """?"""

    diagnostic_code: str | None = None
    """?"""


class Complaint(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Complaint.html
    """

    complaint_sub_type: str | None = None
    """?"""

    complaint_feedback_type: str | None = None
    """?"""


class EventDetails(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDetails.html
    """

    bounce: Bounce | None = None
    """?"""

    complaint: Complaint | None = None
    """?"""


class InsightsEvent(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InsightsEvent.html
    """

    timestamp: Timestamp | None = None
    """?"""

    type: EventType | None = None
    """?"""

    details: EventDetails | None = None
    """?"""


class EmailInsights(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailInsights.html
    """

    destination: str | None = Field(default=None, repr=False)
    """?"""

    isp: str | None = None
    """?"""

    events: list[InsightsEvent] = []
    """?"""


class GetMessageInsightsRequest(Request):
    """Arguments of `insights.get_message_insights`."""

    message_id: str
    """?"""


class GetMessageInsightsResponse(Response):
    """Answer of `insights.get_message_insights`."""

    message_id: str | None = None
    """?"""

    from_email_address: str | None = Field(default=None, repr=False)
    """?"""

    subject: str | None = Field(default=None, repr=False)
    """?"""

    email_tags: list[MessageTag] = []
    """?"""

    insights: list[EmailInsights] = []
    """?"""


GET_MESSAGE_INSIGHTS = Operation(
    name="GetMessageInsights",
    request=GetMessageInsightsRequest,
    response=GetMessageInsightsResponse,
    repeat=Repeat.SAFE,
    rates=?,
)


