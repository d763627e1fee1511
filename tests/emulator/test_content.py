"""Content of emails: inline templates, unsubscribe links, and the maximum size."""

import json
from typing import Any

import pytest

from sesv2kit.testing import Backend, SentMail, VirtualClock
from sesv2kit.testing.engine import Engine
from sesv2kit.testing.operations import sending
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.state import State

from .helpers import refusal, simple

PLACEHOLDER = "{{amazonSESUnsubscribeUrl}}"
FOR_NEWS = {"ContactListName": "all", "TopicName": "news"}
MEGABYTE = 2**20


def send(ses: Any, content: Any, *to: str, **members: Any) -> Any:
    given = {"FromEmailAddress": "ann@example.com", "Destination": {"ToAddresses": to or ["bo@x.com"]}}
    return ses.send_email(**given, Content=content, **members)


def only(backend: Backend) -> SentMail:
    (mail,) = backend.outbox
    return mail


def inline(text: str, **data: Any) -> Any:
    return {"Template": {"TemplateContent": {"Subject": "s", "Text": text}, "TemplateData": json.dumps(data)}}


class TestInlineTemplates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("{{a}} and {{ b.c }}", "1 and 2"), ("{{{a}}}", "1"), ("{ {a} } }}", "{ {a} } }}"), ("none", "none")],
    )
    def test_variables_are_substituted(self, backend: Backend, ses: Any, sender: str, text: str, expected: str) -> None:
        send(ses, inline(text, a=1, b={"c": 2}))
        assert (only(backend).text, only(backend).rendering_error) == (expected, None)

    @pytest.mark.parametrize(
        "text",
        ["{{#if a}}x{{/if}}", "{{#each a}}{{this}}{{/each}}", "{{lookup a 0}}", "{{> part}}", "{{!-- note --}}", "{{a"],
    )
    def test_that_is_all(self, backend: Backend, ses: Any, sender: str, text: str) -> None:
        send(ses, inline(text, a=[1]))
        assert "The template cannot be rendered" in (only(backend).rendering_error or "")
        assert only(backend).delivered_to == ()

    def test_in_bulk_too(self, backend: Backend, ses: Any, sender: str) -> None:
        content = inline("{{#if a}}x{{/if}}")
        entries = [{"Destination": {"ToAddresses": ["bo@x.com"]}}]
        ses.send_bulk_email(FromEmailAddress=sender, DefaultContent=content, BulkEmailEntries=entries)
        assert only(backend).rendering_error

    def test_stored_templates_have_blocks(self, backend: Backend, ses: Any, sender: str) -> None:
        content = {"Subject": "s", "Text": "{{#if a}}x{{/if}}"}
        ses.create_email_template(TemplateName="stored", TemplateContent=content)
        send(ses, {"Template": {"TemplateName": "stored", "TemplateData": '{"a": 1}'}})
        assert (only(backend).text, only(backend).template_name) == ("x", "stored")


class TestListManagement:
    @pytest.fixture(autouse=True)
    def _list(self, ses: Any, sender: str) -> None:
        topic = {"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "OPT_IN"}
        ses.create_contact_list(ContactListName="all", Topics=[topic])

    def test_link_and_headers(self, backend: Backend, ses: Any) -> None:
        content = simple(text=f"Leave: {PLACEHOLDER}")
        content["Simple"]["Body"]["Html"] = {"Data": f"<a href='{PLACEHOLDER}'>leave</a> {PLACEHOLDER}"}
        content["Simple"]["Headers"] = [{"Name": "List-Unsubscribe", "Value": "<https://own>"}]
        send(ses, content, ListManagementOptions=FOR_NEWS)
        mail = only(backend)
        url = mail.headers["List-Unsubscribe"].strip("<>")
        assert url.startswith("https://")
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert len(mail.message.get_all("List-Unsubscribe", [])) == 1
        assert mail.text == f"Leave: {url}"
        assert mail.html == f"<a href='{url}'>leave</a> {PLACEHOLDER}"  # two at most

    def test_in_a_template(self, backend: Backend, ses: Any) -> None:
        content = {"Subject": "s", "Text": f"Hi {{{{name}}}}: {PLACEHOLDER}"}
        ses.create_email_template(TemplateName="stored", TemplateContent=content)
        for template in ({"TemplateName": "stored"}, {"TemplateContent": content}):
            send(ses, {"Template": {**template, "TemplateData": '{"name": "Bo"}'}}, ListManagementOptions=FOR_NEWS)
            mail = backend.outbox.pop()
            assert mail.rendering_error is None
            assert mail.text == f"Hi Bo: {mail.headers['List-Unsubscribe'].strip('<>')}"

    def test_in_raw_mail(self, backend: Backend, ses: Any) -> None:
        raw = f"From: ann@example.com\r\nTo: bo@x.com\r\n\r\n{PLACEHOLDER} {PLACEHOLDER} {PLACEHOLDER}".encode()
        ses.send_email(Content={"Raw": {"Data": raw}}, ListManagementOptions=FOR_NEWS)
        mail = only(backend)
        url = mail.headers["List-Unsubscribe"].strip("<>")
        assert mail.text == f"{url} {url} {PLACEHOLDER}"
        assert mail.headers["To"] == "bo@x.com"

    def test_only_for_one_recipient(self, backend: Backend, ses: Any) -> None:
        send(ses, simple(text=PLACEHOLDER), "bo@x.com", "cy@x.com", ListManagementOptions=FOR_NEWS)
        assert only(backend).text == PLACEHOLDER
        assert "List-Unsubscribe" not in only(backend).headers

    def test_only_where_it_is_asked_for(self, backend: Backend, ses: Any) -> None:
        send(ses, simple(text=PLACEHOLDER))
        assert only(backend).text == PLACEHOLDER
        assert "List-Unsubscribe" not in only(backend).headers

    def test_list_and_topic_must_exist(self, ses: Any) -> None:
        for options in ({"ContactListName": "ghost"}, {**FOR_NEWS, "TopicName": "ghost"}):
            status, code, message = refusal(send, ses, simple(), ListManagementOptions=options)
            assert (status, code) == (404, "NotFoundException")
            assert "ghost" in message


@pytest.mark.slow
class TestSize:
    """Directly on the backend, because 40 MB in base64 are slow with a client."""

    @pytest.fixture
    def state(self) -> State:
        engine = Engine(VirtualClock())
        Backend(engine, "123456789012", "us-east-1").verify_identity("example.com")
        return engine.state("123456789012", "us-east-1")

    def test_of_raw_mail(self, state: State) -> None:
        head = b"From: ann@example.com\r\nTo: bo@x.com\r\n\r\n"
        largest = head + b"x" * (40 * MEGABYTE - len(head))
        sending.send_email(state, {"Content": {"Raw": {"Data": largest}}})
        state.outbox.clear()
        with pytest.raises(Refused) as caught:
            sending.send_email(state, {"Content": {"Raw": {"Data": largest + b"x"}}})
        size = 40 * MEGABYTE
        assert caught.value.message == f"Message length is more than {size} bytes long: '{size + 1}'."
        assert caught.value.code == "BadRequestException"
        assert (state.outbox, state.sending.last_24_hours(state.clock.now())) == ([], 1)

    def test_in_transfer_attachments_are_a_third_larger(self, state: State) -> None:
        content = simple()
        content["Simple"]["Attachments"] = [
            {"FileName": "f.bin", "RawContent": bytes(31 * MEGABYTE), "ContentTransferEncoding": "BASE64"}
        ]
        request = {
            "FromEmailAddress": "ann@example.com",
            "Destination": {"ToAddresses": ["bo@x.com"]},
            "Content": content,
        }
        with pytest.raises(Refused, match="Message length is more than"):
            sending.send_email(state, request)


@pytest.mark.parametrize("field", ["Subject", "Text"])
def test_half_characters_do_not_survive(backend: Backend, ses: Any, sender: str, field: str) -> None:
    content = simple(**{field.lower(): "a\ud800b"})
    send(ses, content)
    assert b"a?b" in only(backend).raw
