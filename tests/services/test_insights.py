"""Every method of `client.insights`: its request, and its response or error."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit.errors import BadRequestError, NotFoundError, ServiceError
from sesv2kit.models.common import MessageTag
from sesv2kit.models.insights import EmailInsights, GetMessageInsightsResponse, MailboxValidation
from tests.services.conftest import Stubbed, refused

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ADDRESS = {"email_address": "info@example.org"}
MESSAGE = {"message_id": "m-1"}


def test_get_email_address_insights(stubbed: Stubbed) -> None:
    evaluations = {
        "HasValidSyntax": {"ConfidenceVerdict": "HIGH"},
        "HasValidDnsRecords": {"ConfidenceVerdict": "HIGH"},
        "MailboxExists": {"ConfidenceVerdict": "MEDIUM"},
        "IsRoleAddress": {"ConfidenceVerdict": "HIGH"},
        "IsDisposable": {"ConfidenceVerdict": "LOW"},
        "IsRandomInput": {},
    }
    stubbed.expect(
        "get_email_address_insights",
        {"EmailAddress": "info@example.org"},
        {"MailboxValidation": {"IsValid": {"ConfidenceVerdict": "MEDIUM"}, "Evaluations": evaluations}},
    )
    found = stubbed.client.insights.get_email_address_insights(email_address="info@example.org").mailbox_validation
    assert found is not None
    assert found.is_valid is not None
    assert found.evaluations is not None
    assert found.is_valid.confidence_verdict == "MEDIUM"
    assert found.evaluations.model_dump(exclude_none=True) == {
        "has_valid_syntax": {"confidence_verdict": "HIGH"},
        "has_valid_dns_records": {"confidence_verdict": "HIGH"},
        "mailbox_exists": {"confidence_verdict": "MEDIUM"},
        "is_role_address": {"confidence_verdict": "HIGH"},
        "is_disposable": {"confidence_verdict": "LOW"},
        "is_random_input": {},
    }


@pytest.mark.parametrize(
    ("answer", "found"), [({}, None), ({"MailboxValidation": {}}, MailboxValidation(is_valid=None, evaluations=None))]
)
def test_get_email_address_insights_without_verdicts(
    stubbed: Stubbed, answer: dict[str, Any], found: MailboxValidation | None
) -> None:
    stubbed.expect("get_email_address_insights", {"EmailAddress": "a@b.example"}, answer)
    insights = stubbed.client.insights.get_email_address_insights(email_address="a@b.example")
    assert insights.mailbox_validation == found


def test_get_message_insights(stubbed: Stubbed) -> None:
    bounce = {"BounceType": "PERMANENT", "BounceSubType": "General", "DiagnosticCode": "smtp; 550 5.1.1"}
    complaint = {"ComplaintSubType": "OnAccountSuppressionList", "ComplaintFeedbackType": "abuse"}
    events = [
        {"Timestamp": NOON, "Type": "SEND"},
        {"Timestamp": NOON, "Type": "BOUNCE", "Details": {"Bounce": bounce}},
        {"Timestamp": NOON, "Type": "COMPLAINT", "Details": {"Complaint": complaint}},
    ]
    stubbed.expect(
        "get_message_insights",
        {"MessageId": "m-1"},
        {
            "MessageId": "m-1",
            "FromEmailAddress": "shop@example.com",
            "Subject": "Your order",
            "EmailTags": [{"Name": "ses:from-domain", "Value": "example.com"}],
            "Insights": [
                {"Destination": "ana@example.org", "Isp": "Gmail", "Events": events},
                {"Destination": "bob@example.org"},
            ],
        },
    )
    answer = stubbed.client.insights.get_message_insights(message_id="m-1")
    ana, bob = answer.insights
    sent, bounced, complained = ana.events
    assert (answer.message_id, answer.from_email_address, answer.subject) == ("m-1", "shop@example.com", "Your order")
    assert [(tag.name, tag.value) for tag in answer.email_tags] == [("ses:from-domain", "example.com")]
    assert (ana.destination, ana.isp) == ("ana@example.org", "Gmail")
    assert (sent.timestamp, sent.type, sent.details) == (NOON, "SEND", None)
    assert bounced.details is not None
    assert bounced.details.bounce is not None
    assert bounced.details.complaint is None
    assert (bounced.type, bounced.details.bounce.bounce_type) == ("BOUNCE", "PERMANENT")
    assert bounced.details.bounce.bounce_sub_type == "General"
    assert bounced.details.bounce.diagnostic_code == "smtp; 550 5.1.1"
    assert complained.details is not None
    assert complained.details.complaint is not None
    assert complained.details.complaint.complaint_sub_type == "OnAccountSuppressionList"
    assert complained.details.complaint.complaint_feedback_type == "abuse"
    assert bob == EmailInsights(destination="bob@example.org", isp=None, events=[])
    for private in ("shop@", "Your order", "ana@"):
        assert private not in repr(answer)


def test_get_message_insights_of_an_answer_that_says_nothing(stubbed: Stubbed) -> None:
    stubbed.expect("get_message_insights", {"MessageId": "m-1"})
    answer = stubbed.client.insights.get_message_insights(message_id="m-1")
    assert answer == GetMessageInsightsResponse(message_id=None, email_tags=[], insights=[])


def test_what_ses_may_answer_one_day_is_read(stubbed: Stubbed) -> None:
    tag = {"Name": "ses:source-tls-version", "Value": "TLSv1.3 with spaces"}  # not a tag name that a sender may use
    event = {"Type": "TELEPORTED", "Details": {"Bounce": {"BounceType": "SOFT"}}}
    stubbed.expect(
        "get_message_insights", {"MessageId": "m-1"}, {"EmailTags": [tag], "Insights": [{"Events": [event]}]}
    )
    answer = stubbed.client.insights.get_message_insights(message_id="m-1")
    (found,) = answer.insights[0].events
    assert str(found.type) == "TELEPORTED"
    assert found.details is not None
    assert found.details.bounce is not None
    assert found.details.bounce.bounce_type == "SOFT"
    assert isinstance(answer.email_tags[0], MessageTag)
    assert answer.email_tags[0].value == "TLSv1.3 with spaces"
    assert answer.metadata.unread == ()


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("get_email_address_insights", ADDRESS, "BadRequestException", 400, BadRequestError),
        ("get_message_insights", MESSAGE, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.insights, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "argument"), [("get_email_address_insights", "email_address"), ("get_message_insights", "message_id")]
)
@pytest.mark.parametrize("value", ["", None])
def test_invalid_arguments_are_not_sent(stubbed: Stubbed, method: str, argument: str, value: str | None) -> None:
    assert refused(getattr(stubbed.client.insights, method), **{argument: value}) == [argument]
