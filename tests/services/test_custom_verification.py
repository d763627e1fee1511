"""Every method of `client.custom_verification`: its request, and its response or error."""

from typing import Any

import pytest

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    MailFromDomainNotVerifiedError,
    MessageRejectedError,
    NotFoundError,
    OutcomeUnknownError,
    RequestInvalidError,
    SendingPausedError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.custom_verification import (
    CustomVerificationEmailTemplateMetadata,
    GetCustomVerificationEmailTemplateResponse,
)
from tests.services.conftest import Stubbed, refused

NAMED = {"template_name": "welcome"}
TEMPLATE = {
    **NAMED,
    "from_email_address": "hello@example.com",
    "template_subject": "Please confirm",
    "template_content": "<p>Is this your address?</p>",
    "success_redirection_url": "https://example.com/yes",
    "failure_redirection_url": "https://example.com/no",
}
METADATA_ON_WIRE = {
    "TemplateName": "welcome",
    "FromEmailAddress": "hello@example.com",
    "TemplateSubject": "Please confirm",
    "SuccessRedirectionURL": "https://example.com/yes",
    "FailureRedirectionURL": "https://example.com/no",
}
TEMPLATE_ON_WIRE = {**METADATA_ON_WIRE, "TemplateContent": "<p>Is this your address?</p>"}
TAGS_ON_WIRE = [{"Key": "team", "Value": "crm"}]
SENT: dict[str, Any] = {"email_address": "ana@example.org", "template_name": "welcome"}


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        (
            "create_custom_verification_email_template",
            {**TEMPLATE, "tags": [Tag(key="team", value="crm")]},
            {**TEMPLATE_ON_WIRE, "Tags": TAGS_ON_WIRE},
        ),
        ("create_custom_verification_email_template", TEMPLATE, TEMPLATE_ON_WIRE),
        ("update_custom_verification_email_template", TEMPLATE, TEMPLATE_ON_WIRE),
        ("delete_custom_verification_email_template", NAMED, {"TemplateName": "welcome"}),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.custom_verification, method, arguments, wire)


def test_get(stubbed: Stubbed) -> None:
    stubbed.expect(
        "get_custom_verification_email_template",
        {"TemplateName": "welcome"},
        {**TEMPLATE_ON_WIRE, "Tags": TAGS_ON_WIRE},
    )
    answer = stubbed.client.custom_verification.get_custom_verification_email_template(template_name="welcome")
    assert answer.model_dump(exclude={"tags"}) == TEMPLATE
    assert answer.tags == [Tag(key="team", value="crm")]


def test_get_of_an_answer_that_says_nothing(stubbed: Stubbed) -> None:
    stubbed.expect("get_custom_verification_email_template", {"TemplateName": "welcome"})
    answer = stubbed.client.custom_verification.get_custom_verification_email_template(template_name="welcome")
    assert answer == GetCustomVerificationEmailTemplateResponse()
    assert (answer.template_name, answer.tags, answer.success_redirection_url) == (None, [], None)


def test_list(stubbed: Stubbed) -> None:
    method = "list_custom_verification_email_templates"
    first = {"CustomVerificationEmailTemplates": [METADATA_ON_WIRE], "NextToken": "there"}
    second = {"CustomVerificationEmailTemplates": [{"TemplateName": "other"}]}
    stubbed.expect(method, {"NextToken": "here", "PageSize": 50}, first)
    stubbed.expect(method, {"NextToken": "there", "PageSize": 50}, second)
    welcome, other = stubbed.client.custom_verification.list_custom_verification_email_templates(
        next_token="here", page_size=50
    )
    assert welcome.model_dump() == {name: value for name, value in TEMPLATE.items() if name != "template_content"}
    assert other == CustomVerificationEmailTemplateMetadata(template_name="other")


def test_list_stops_at_its_limit_without_another_call(stubbed: Stubbed) -> None:
    page = {"CustomVerificationEmailTemplates": [METADATA_ON_WIRE, METADATA_ON_WIRE], "NextToken": "more"}
    stubbed.expect("list_custom_verification_email_templates", {}, page)
    assert len(list(stubbed.client.custom_verification.list_custom_verification_email_templates(limit=2))) == 2


@pytest.mark.parametrize(
    ("more", "more_on_wire"),
    [({"configuration_set_name": "signup"}, {"ConfigurationSetName": "signup"}), ({}, {})],
)
def test_send(stubbed: Stubbed, more: dict[str, Any], more_on_wire: dict[str, str]) -> None:
    wire = {"EmailAddress": "ana@example.org", "TemplateName": "welcome", **more_on_wire}
    stubbed.expect("send_custom_verification_email", wire, {"MessageId": "m-1"})
    answer = stubbed.client.custom_verification.send_custom_verification_email(**SENT, **more)
    assert answer.message_id == "m-1"


def test_a_send_with_an_unknown_outcome_is_not_repeated(stubbed: Stubbed) -> None:
    stubbed.expect_error("send_custom_verification_email", "InternalServiceErrorException", 500)
    with pytest.raises(OutcomeUnknownError) as caught:
        stubbed.client.custom_verification.send_custom_verification_email(**SENT)
    assert caught.value.attempts == 1


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_custom_verification_email_template", TEMPLATE, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_custom_verification_email_template", TEMPLATE, "LimitExceededException", 400, LimitExceededError),
        ("create_custom_verification_email_template", TEMPLATE, "NotFoundException", 404, NotFoundError),
        ("delete_custom_verification_email_template", NAMED, "NotFoundException", 404, NotFoundError),
        ("get_custom_verification_email_template", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_custom_verification_email_templates", {}, "BadRequestException", 400, BadRequestError),
        ("send_custom_verification_email", SENT, "LimitExceededException", 400, LimitExceededError),
        ("send_custom_verification_email", SENT, "MessageRejected", 400, MessageRejectedError),
        ("send_custom_verification_email", SENT, "SendingPausedException", 400, SendingPausedError),
        (
            "send_custom_verification_email",
            SENT,
            "MailFromDomainNotVerifiedException",
            400,
            MailFromDomainNotVerifiedError,
        ),
        ("send_custom_verification_email", SENT, "NotFoundException", 404, NotFoundError),
        ("update_custom_verification_email_template", TEMPLATE, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.custom_verification, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_custom_verification_email_template", {**TEMPLATE, "template_name": ""}, "template_name"),
        ("create_custom_verification_email_template", {**TEMPLATE, "from_email_address": ""}, "from_email_address"),
        ("create_custom_verification_email_template", {**TEMPLATE, "template_subject": None}, "template_subject"),
        (
            "create_custom_verification_email_template",
            {**TEMPLATE, "tags": [{"key": str(number), "value": ""} for number in range(51)]},
            "tags",
        ),
        ("delete_custom_verification_email_template", {"template_name": ""}, "template_name"),
        ("get_custom_verification_email_template", {"template_name": ""}, "template_name"),
        ("list_custom_verification_email_templates", {"page_size": 0}, "page_size"),
        ("list_custom_verification_email_templates", {"page_size": 51}, "page_size"),
        ("send_custom_verification_email", {**SENT, "email_address": ""}, "email_address"),
        ("send_custom_verification_email", {**SENT, "template_name": ""}, "template_name"),
        ("send_custom_verification_email", {**SENT, "configuration_set_name": "a b"}, "configuration_set_name"),
        (
            "update_custom_verification_email_template",
            {**TEMPLATE, "success_redirection_url": None},
            "success_redirection_url",
        ),
        ("update_custom_verification_email_template", {**TEMPLATE, "template_name": ""}, "template_name"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.custom_verification, method), **arguments) == [argument]


@pytest.mark.parametrize(
    "method", ["create_custom_verification_email_template", "update_custom_verification_email_template"]
)
def test_content_stays_below_10_mb(stubbed: Stubbed, method: str) -> None:
    change = getattr(stubbed.client.custom_verification, method)
    largest = "x" * (10 * 1024 * 1024 - 1)
    stubbed.expect(method, {**TEMPLATE_ON_WIRE, "TemplateContent": largest})
    change(**{**TEMPLATE, "template_content": largest})
    with pytest.raises(RequestInvalidError, match="template_content: must be less than 10 MB"):
        change(**{**TEMPLATE, "template_content": largest + "x"})
