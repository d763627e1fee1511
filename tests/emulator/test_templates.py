"""Email templates."""

import email
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal

CONTENT = {"Subject": "Hello {{name}}", "Text": "Hi {{name}}", "Html": "<p>Hi {{name}} & {{friend.name}}</p>"}


@pytest.fixture
def template(ses: Any) -> str:
    ses.create_email_template(TemplateName="welcome", TemplateContent=CONTENT, Tags=[{"Key": "k", "Value": "v"}])
    return "welcome"


def render(ses: Any, data: str) -> EmailMessage:
    rendered = ses.test_render_email_template(TemplateName="welcome", TemplateData=data)["RenderedTemplate"]
    return email.message_from_string(rendered, policy=default)


def test_create_and_get(ses: Any, template: str) -> None:
    answer = ses.get_email_template(TemplateName=template)
    del answer["ResponseMetadata"]
    assert answer == {"TemplateName": template, "TemplateContent": CONTENT, "Tags": [{"Key": "k", "Value": "v"}]}


def test_a_duplicate(ses: Any, template: str) -> None:
    assert refusal(ses.create_email_template, TemplateName=template, TemplateContent={"Subject": "s"}) == (
        400,
        "AlreadyExistsException",
        "Template welcome already exists for account id 123456789012.",
    )


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("get_email_template", {}),
        ("delete_email_template", {}),
        ("update_email_template", {"TemplateContent": {}}),
        ("test_render_email_template", {"TemplateData": "{}"}),
    ],
)
def test_an_unknown_template(ses: Any, operation: str, members: Any) -> None:
    assert refusal(getattr(ses, operation), TemplateName="ghost", **members) == (
        404,
        "NotFoundException",
        "Template ghost does not exist.",
    )


def test_invalid_input(ses: Any) -> None:
    status, code, message = refusal(ses.create_email_template, TemplateName="")
    assert (status, code) == (400, "BadRequestException")
    assert message.startswith("2 validation errors detected: ")
    assert "Value at 'templateContent' failed to satisfy constraint: Member must not be null" in message


def test_an_update_replaces_the_whole_content_but_not_the_tags(ses: Any, template: str) -> None:
    ses.update_email_template(TemplateName=template, TemplateContent={"Subject": "new"})
    answer = ses.get_email_template(TemplateName=template)
    assert answer["TemplateContent"] == {"Subject": "new"}
    assert answer["Tags"] == [{"Key": "k", "Value": "v"}]


def test_delete(ses: Any, template: str) -> None:
    ses.delete_email_template(TemplateName=template)
    assert refusal(ses.delete_email_template, TemplateName=template)[0] == 404


def test_the_list_has_names_and_dates(backend: Backend, ses: Any) -> None:
    for number in range(12):
        ses.create_email_template(TemplateName=f"t{number:02}", TemplateContent={"Subject": "s"})
        backend.clock.advance(1)
    listed = [entry for page in pages(ses.list_email_templates) for entry in page["TemplatesMetadata"]]
    assert [entry["TemplateName"] for entry in listed] == [f"t{number:02}" for number in range(12)]
    assert listed[1]["CreatedTimestamp"] - listed[0]["CreatedTimestamp"] == timedelta(seconds=1)


def test_a_rendered_template_is_a_mime_message(ses: Any, template: str) -> None:
    message = render(ses, '{"name": "Zoë <3", "friend": {"name": "Bo"}}')
    assert message["Subject"] == "Hello Zoë <3"
    assert message["Date"] is not None
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), text.get_content()) == ("text/plain", "Hi Zoë <3")
    assert (html.get_content_type(), html.get_content()) == ("text/html", "<p>Hi Zoë <3 & Bo</p>")


def test_a_template_of_one_part_is_not_multipart(ses: Any, template: str) -> None:
    ses.update_email_template(TemplateName=template, TemplateContent={"Subject": "s", "Html": "<p>é</p>"})
    message = render(ses, "{}")
    assert message.get_content_type() == "text/html"
    assert message["Content-Transfer-Encoding"] == "quoted-printable"
    assert message.get_content() == "<p>é</p>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{}", "Attribute 'name' is not present in the rendering data."),
        ('{"name": "A"}', "Attribute 'friend.name' is not present in the rendering data."),
        ("not json", "The template data is not valid JSON."),
        ("[1]", "The template data is not a JSON object."),
    ],
)
def test_data_that_does_not_fit(ses: Any, template: str, data: str, message: str) -> None:
    assert refusal(ses.test_render_email_template, TemplateName=template, TemplateData=data) == (
        400,
        "BadRequestException",
        message,
    )


def test_data_that_is_too_long(ses: Any, template: str) -> None:
    data = '{"name": "%s"}' % ("x" * 262_144)
    message = refusal(ses.test_render_email_template, TemplateName=template, TemplateData=data)[2]
    assert message.endswith(
        "'templateData' failed to satisfy constraint: Member must have length less than or equal to 262144"
    )


def test_a_malformed_template_is_found_when_it_is_rendered(ses: Any) -> None:
    ses.create_email_template(TemplateName="welcome", TemplateContent={"Subject": "{{#if a}}never closed"})
    status, code, message = refusal(ses.test_render_email_template, TemplateName="welcome", TemplateData="{}")
    assert (status, code) == (400, "BadRequestException")
    assert message.startswith("The template cannot be rendered: ")
