"""client.templates: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from sesv2kit.errors import AlreadyExistsError, BadRequestError, LimitExceededError, NotFoundError, ServiceError
from sesv2kit.models import templates
from sesv2kit.models.common import EmailTemplateContent, Tag, TemplateData
from tests.services.conftest import Stubbed, refused

CONTENT = EmailTemplateContent(subject="Hello {{name}}", text="Dear {{name}}", html="<p>Dear {{name}}</p>")
WIRE_CONTENT = {"Subject": "Hello {{name}}", "Text": "Dear {{name}}", "Html": "<p>Dear {{name}}</p>"}
NAMED = {"TemplateName": "welcome"}

RENDERED = """\
Date: Sat, 21 Nov 2026 10:00:00 +0000
Subject: =?UTF-8?Q?Hola_Bego=C3=B1a?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Querida Begoña
--b1
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

<p>Querida Bego=C3=B1a</p>
--b1--
"""


class Person(BaseModel):
    name: str


@pytest.mark.parametrize(
    ("tags", "params"), [([Tag(key="team", value="crm")], {"Tags": [{"Key": "team", "Value": "crm"}]}), (None, {})]
)
def test_create(stubbed: Stubbed, tags: list[Tag] | None, params: dict[str, Any]) -> None:
    stubbed.expect("create_email_template", {**NAMED, "TemplateContent": WIRE_CONTENT, **params})
    answer = stubbed.client.templates.create_email_template(
        template_name="welcome", template_content=CONTENT, tags=tags
    )
    assert isinstance(answer, templates.CreateEmailTemplateResponse)


@pytest.mark.parametrize(
    ("content", "params"), [(CONTENT, WIRE_CONTENT), (EmailTemplateContent(subject="Hi"), {"Subject": "Hi"})]
)
def test_update(stubbed: Stubbed, content: EmailTemplateContent, params: dict[str, Any]) -> None:
    stubbed.expect("update_email_template", {**NAMED, "TemplateContent": params})
    answer = stubbed.client.templates.update_email_template(template_name="welcome", template_content=content)
    assert isinstance(answer, templates.UpdateEmailTemplateResponse)


def test_delete(stubbed: Stubbed) -> None:
    stubbed.expect("delete_email_template", NAMED)
    answer = stubbed.client.templates.delete_email_template(template_name="welcome")
    assert isinstance(answer, templates.DeleteEmailTemplateResponse)


def test_get(stubbed: Stubbed) -> None:
    tags = [{"Key": "team", "Value": "crm"}]
    stubbed.expect("get_email_template", NAMED, {**NAMED, "TemplateContent": WIRE_CONTENT, "Tags": tags})
    answer = stubbed.client.templates.get_email_template(template_name="welcome")
    assert (answer.template_name, answer.template_content, answer.tags) == (
        "welcome",
        CONTENT,
        [Tag(key="team", value="crm")],
    )


def test_get_of_a_bare_template(stubbed: Stubbed) -> None:
    stubbed.expect("get_email_template", NAMED, {**NAMED, "TemplateContent": {"Subject": "Hi"}})
    answer = stubbed.client.templates.get_email_template(template_name="welcome")
    assert (answer.template_content, answer.tags) == (EmailTemplateContent(subject="Hi"), [])


def test_list_walks_all_pages(stubbed: Stubbed) -> None:
    created = datetime(2026, 5, 1, tzinfo=UTC)
    first = {"TemplatesMetadata": [{"TemplateName": "a", "CreatedTimestamp": created}], "NextToken": "t2"}
    stubbed.expect("list_email_templates", {}, first)
    stubbed.expect("list_email_templates", {"NextToken": "t2"}, {"TemplatesMetadata": [{"TemplateName": "b"}]})
    items = list(stubbed.client.templates.list_email_templates())
    assert [(item.template_name, item.created_timestamp) for item in items] == [("a", created), ("b", None)]


def test_list_from_a_token_on(stubbed: Stubbed) -> None:
    page = {"TemplatesMetadata": [{"TemplateName": "a"}, {"TemplateName": "b"}], "NextToken": "t2"}
    stubbed.expect("list_email_templates", {"NextToken": "t1", "PageSize": 100}, page)
    items = stubbed.client.templates.list_email_templates(next_token="t1", page_size=100, limit=1)
    assert [item.template_name for item in items] == ["a"]


@pytest.mark.parametrize("data", ['{"name":"Ana"}', {"name": "Ana"}, Person(name="Ana")])
def test_render_takes_data_in_any_form(stubbed: Stubbed, data: TemplateData) -> None:
    params = {**NAMED, "TemplateData": '{"name":"Ana"}'}
    stubbed.expect("test_render_email_template", params, {"RenderedTemplate": RENDERED})
    answer = stubbed.client.templates.test_render_email_template(template_name="welcome", template_data=data)
    assert answer.rendered_template == RENDERED


def test_rendered_mail_is_parsed() -> None:
    answer = templates.TestRenderEmailTemplateResponse(rendered_template=RENDERED)
    text, html = answer.message.get_body(("plain",)), answer.message.get_body(("html",))
    assert answer.message["Subject"] == "Hola Begoña"
    assert text is not None
    assert text.get_content() == "Querida Begoña"
    assert html is not None
    assert html.get_content() == "<p>Querida Begoña</p>"
    assert answer == templates.TestRenderEmailTemplateResponse(rendered_template=RENDERED)


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "error"),
    [
        ("create_email_template", {"template_content": CONTENT}, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_email_template", {"template_content": CONTENT}, "LimitExceededException", 400, LimitExceededError),
        ("update_email_template", {"template_content": CONTENT}, "NotFoundException", 404, NotFoundError),
        ("delete_email_template", {}, "NotFoundException", 404, NotFoundError),
        ("get_email_template", {}, "NotFoundException", 404, NotFoundError),
        ("test_render_email_template", {"template_data": {}}, "NotFoundException", 404, NotFoundError),
        ("test_render_email_template", {"template_data": {}}, "BadRequestException", 400, BadRequestError),
    ],
)
def test_errors(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, error: type[ServiceError]
) -> None:
    stubbed.check_error(
        stubbed.client.templates, method, {"template_name": "welcome", **arguments}, code, status, error
    )


def test_list_error(stubbed: Stubbed) -> None:
    stubbed.expect_error("list_email_templates", "BadRequestException", 400)
    with pytest.raises(BadRequestError):
        list(stubbed.client.templates.list_email_templates())


@pytest.mark.parametrize(
    ("method", "arguments", "wrong"),
    [
        ("create_email_template", {"template_name": "", "template_content": {"subject": "x"}}, "template_name"),
        (
            "create_email_template",
            {"template_name": "a", "template_content": {"text": "é" * 128_000, "html": "é" * 128_001}},
            "template_content",
        ),
        (
            "create_email_template",
            {"template_name": "a", "template_content": {"subject": "x"}, "tags": [{"key": "aws:x", "value": ""}]},
            "tags.0.key",
        ),
        ("update_email_template", {"template_name": "", "template_content": {"subject": "x"}}, "template_name"),
        ("update_email_template", {"template_name": "a", "template_content": {"body": "x"}}, "template_content.body"),
        ("delete_email_template", {"template_name": ""}, "template_name"),
        ("get_email_template", {"template_name": ""}, "template_name"),
        ("list_email_templates", {"page_size": 0}, "page_size"),
        ("list_email_templates", {"page_size": 101}, "page_size"),
        ("test_render_email_template", {"template_name": "", "template_data": "{}"}, "template_name"),
        ("test_render_email_template", {"template_name": "a", "template_data": "[]"}, "template_data"),
        ("test_render_email_template", {"template_name": "a", "template_data": {"x": "y" * 262_144}}, "template_data"),
    ],
)
def test_refused_before_sending(stubbed: Stubbed, method: str, arguments: dict[str, Any], wrong: str) -> None:
    assert refused(getattr(stubbed.client.templates, method), **arguments) == [wrong]
