"""The forms of the inbox: buttons that make events, unsubscribing with one click, and what the page says of it."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from sesv2kit.testing.engine import Engine, Request
from sesv2kit.testing.operations import configuration_sets, contacts
from sesv2kit.testing.server.control import respond

from .inbox_pages import ACCOUNT, REGION, backend, check_page, engine, get, post, send

__all__ = ["engine"]

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:ses-events"
ALL = ["BOUNCE", "COMPLAINT", "OPEN", "CLICK", "DELIVERY_DELAY", "SUBSCRIPTION"]


@pytest.fixture
def told(engine: Engine) -> list[dict[str, Any]]:
    """The events that a webhook gets of mail with the configuration set `news`."""
    events: list[dict[str, Any]] = []

    def hook(headers: Any, body: bytes) -> int:
        state.topics.confirm(TOPIC, next(iter(state.topics.subscriptions()[0].tokens)))
        if headers["x-amz-sns-message-type"] == "Notification" and b"eventType" in body:
            events.append({"body": body.decode()})
        return 204

    state = engine.state(ACCOUNT, REGION)
    backend(engine).subscribe(TOPIC, hook, raw_message_delivery=True)
    configuration_sets.create_configuration_set(state, {"ConfigurationSetName": "news"})
    destination = {"Enabled": True, "MatchingEventTypes": ALL, "SnsDestination": {"TopicArn": TOPIC}}
    configuration_sets.create_configuration_set_event_destination(
        state, {"ConfigurationSetName": "news", "EventDestinationName": "hook", "EventDestination": destination}
    )
    state.topics.deliver()
    return events


@pytest.mark.parametrize(
    ("form", "kind", "details"),
    [
        ({"action": "open"}, "OPEN", {}),
        ({"action": "bounce"}, "BOUNCE", {"bounceType": "Permanent", "bounceSubType": "General"}),
        ({"action": "transient-bounce"}, "BOUNCE", {"bounceType": "Transient", "bounceSubType": "General"}),
        ({"action": "complaint"}, "COMPLAINT", {"complaintFeedbackType": "abuse"}),
        ({"action": "delay"}, "DELIVERY_DELAY", {"delayType": "TransientCommunicationFailure"}),
        ({"link": "https://shop.example/2"}, "CLICK", {"link": "https://shop.example/2"}),
    ],
)
def test_a_button_makes_an_event_that_reaches_a_webhook(
    engine: Engine, told: list[dict[str, Any]], form: dict[str, str], kind: str, details: dict[str, str]
) -> None:
    body = {"Text": {"Data": "https://shop.example/1 https://shop.example/2"}}
    message_id = send(engine, Body=body, ConfigurationSetName="news")
    page = check_page(get(engine, f"/{message_id}"))
    (known,) = [each for each in page.all("button") if form.items() <= {each.get("name"): each["value"]}.items()]
    assert known["form" if "link" in form else "value"]
    reply = post(engine, f"/{message_id}", "view=phone&x=%3Cscript%3E", **form)
    assert (reply.status, reply.headers["Location"]) == (303, f"/_inbox/{message_id}?view=phone")
    event = backend(engine).events[-1]
    assert (event.type, event.recipients, event.destinations) == (kind, ("bo@x.com",), ("hook",))
    assert details.items() <= event.details.items()
    assert len(told) == 1
    assert all(f'"{name}": "{value}"' in told[0]["body"] for name, value in details.items())
    text = check_page(get(engine, f"/{message_id}")).text
    assert "sent to hook" in text
    assert f"204 {event.record['eventType']} to" in text


def test_of_several_recipients_one_is_chosen(engine: Engine) -> None:
    message_id = send(engine, Destination={"ToAddresses": ["Bo <bo@x.com>"], "CcAddresses": ["cy@x.com"]})
    page = check_page(get(engine, f"/{message_id}"))
    assert [each["name"] for each in page.all("select")] == ["destination"]
    assert "Recipient bo@x.com cy@x.com" in page.text
    post(engine, f"/{message_id}", action="bounce", destination="cy@x.com")
    assert backend(engine).events[-1].recipients == ("cy@x.com",)


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"action": "open", "destination": "<b>@x"}, "<b>@x is not a recipient of this email."),
        ({"action": "explode"}, "The form has no known button."),
        ({}, "The form has no known button."),
        ({"action": "unsubscribe"}, "This email does not support one-click unsubscribe."),
    ],
)
def test_what_cannot_be_done_is_said(engine: Engine, form: dict[str, str], problem: str) -> None:
    message_id, before = send(engine), len(backend(engine).events)
    reply = post(engine, f"/{message_id}", **form)
    page = check_page(reply)
    assert (reply.status, problem in page.text) == (400, True)
    assert [each["class"] for each in page.all("p") if each.get("role") == "alert"] == ["problem"]
    assert len(backend(engine).events) == before


def test_what_is_no_form(engine: Engine) -> None:
    path = f"/_inbox/{send(engine)}"
    assert respond(engine, Request("POST", path, body=b"a=b&" * 30)).status == 400
    assert respond(engine, Request("POST", path, body=b"\xff\x00")).status == 400
    assert respond(engine, Request("POST", "/_inbox/ghost", body=b"action=open")).status == 404


def test_a_mail_that_nobody_got_has_no_buttons(engine: Engine) -> None:
    virus = {
        "FileName": "a.txt",
        "RawContent": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    }
    message_id = send(engine, Attachments=[virus])
    page = check_page(get(engine, f"/{message_id}"))
    assert "rejected" in page.text
    assert [each["value"] for each in page.all("button")] == ["delete"]


def test_where_events_go_is_said(engine: Engine, told: list[dict[str, Any]]) -> None:
    assert "This email has no configuration set" in check_page(get(engine, f"/{send(engine)}")).text
    page = check_page(get(engine, f"/{send(engine, ConfigurationSetName='news')}"))
    assert "The event destinations of news get the event." in " ".join(page.text.split())


def test_deleting_a_mail_leads_to_the_list(engine: Engine) -> None:
    message_id = send(engine)
    reply = post(engine, f"/{message_id}", action="delete")
    assert (reply.status, reply.headers["Location"]) == (303, "/_inbox")
    assert get(engine, f"/{message_id}").status == 404
    assert backend(engine).outbox == []


class TestUnsubscribing:
    def test_the_link_of_ses(self, engine: Engine, told: list[dict[str, Any]]) -> None:
        state = engine.state(ACCOUNT, REGION)
        contacts.create_contact_list(state, {"ContactListName": "readers"})
        options = {"ContactListName": "readers"}
        message_id = send(engine, ListManagementOptions=options, ConfigurationSetName="news")
        page = check_page(get(engine, f"/{message_id}"))
        assert any(link.startswith("https://unsubscribe.us-east-1.amazonaws.com/") for link in page.links)
        assert post(engine, f"/{message_id}", action="unsubscribe").status == 303
        assert state.contact_lists["readers"].contacts["bo@x.com"].unsubscribed
        assert '"eventType": "Subscription"' in told[0]["body"]

    def test_the_link_of_the_sender(self, engine: Engine) -> None:
        with endpoint(202) as (url, asked):
            message_id = send(engine, Headers=headers(f"<mailto:u@example.com>, <{url}/u?id=1&x=2>"))
            page = check_page(get(engine, f"/{message_id}"))
            assert f"{url}/u?id=1&x=2" in page.links
            reply = post(engine, f"/{message_id}", action="unsubscribe")
        assert reply.status == 200
        assert f"The POST to {url}/u?id=1&x=2 got the status 202." in check_page(reply).text
        assert asked == [("/u?id=1&x=2", "application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click")]

    def test_it_sends_nothing_to_other_machines(self, engine: Engine) -> None:
        """A mail must not make the server call others by itself; `deliver_to` names those it may call."""
        message_id = send(engine, Headers=headers("<https://shop.example/u>"))
        reply = post(engine, f"/{message_id}", action="unsubscribe")
        assert reply.status == 400
        assert "shop.example is not this machine; to allow it, add it to deliver_to" in check_page(reply).text

    def test_no_response(self, engine: Engine) -> None:
        with endpoint(200) as (url, _):
            pass
        reply = post(engine, f"/{send(engine, Headers=headers(f'<{url}>'))}", action="unsubscribe")
        assert f"The POST to {url} failed: no response: ConnectionRefusedError." in check_page(reply).text

    def test_without_the_header_of_one_click(self, engine: Engine) -> None:
        message_id = send(engine, Headers=headers("<https://shop.example/u>")[:1])
        page = check_page(get(engine, f"/{message_id}"))
        assert "https://shop.example/u" in page.links
        assert "The email does not support one-click unsubscribe" in page.text
        assert post(engine, f"/{message_id}", action="unsubscribe").status == 400


def headers(link: str) -> list[dict[str, str]]:
    one_click = {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"}
    return [{"Name": "List-Unsubscribe", "Value": link}, one_click]


@contextmanager
def endpoint(status: int) -> Generator[tuple[str, list[tuple[str, str, bytes]]]]:
    """A web server on this machine, and the POSTs that it gets."""
    asked: list[tuple[str, str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers["Content-Type"], body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class TestViews:
    REMOTE = "<p>Hi</p><img src='https://pictures.example/a.png'>"

    def test_remote_images_are_loaded_only_when_asked(self, engine: Engine) -> None:
        message_id = send(engine, Body={"Html": {"Data": self.REMOTE}})
        page = check_page(get(engine, f"/{message_id}"))
        assert f"/_inbox/{message_id}?images=remote" in page.links
        assert page.all("iframe")[0]["src"] == f"/_inbox/{message_id}/html"
        assert "img-src data:;" in get(engine, f"/{message_id}/html").headers["Content-Security-Policy"]
        page = check_page(get(engine, f"/{message_id}", "images=remote"))
        assert page.all("iframe")[0]["src"] == f"/_inbox/{message_id}/html?images=remote"
        policy = get(engine, f"/{message_id}/html", "images=remote").headers["Content-Security-Policy"]
        assert "img-src data: http: https:;" in policy
        assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
        assert "script-src" not in policy

    def test_without_remote_images_there_is_nothing_to_load(self, engine: Engine) -> None:
        html = "<a href='https://shop.example'>https://shop.example</a>"
        message_id = send(engine, Body={"Html": {"Data": html}})
        assert f"/_inbox/{message_id}?images=remote" not in check_page(get(engine, f"/{message_id}")).links

    def test_a_phone(self, engine: Engine) -> None:
        message_id = send(engine, Body={"Html": {"Data": self.REMOTE}})
        page = check_page(get(engine, f"/{message_id}", "view=phone&images=remote&view2=<x>"))
        assert page.all("iframe")[0]["class"] == "phone"
        chosen = [each["href"] for each in page.all("a") if each.get("aria-current")]
        assert chosen == [f"/_inbox/{message_id}?view=phone&images=remote"]
        assert f"/_inbox/{message_id}?images=remote" in page.links

    def test_links(self, engine: Engine) -> None:
        hostile = 'javascript:alert("1")'
        html = f"<a href='https://shop.example/?a=1&amp;b=2'>a</a><a href='{escape(hostile)}'>b</a><a href='#top'>c</a>"
        text = "See https://shop.example/text and https://shop.example/?a=1&b=2"
        message_id = send(engine, Body={"Html": {"Data": html}, "Text": {"Data": text}})
        page = check_page(get(engine, f"/{message_id}"))
        ours = ("/_inbox", "/_outbox")
        links = ["https://shop.example/?a=1&b=2", "https://shop.example/text"]
        assert [link for link in page.links if not link.startswith(ours)] == links
        assert [each["value"] for each in page.all("button") if each["name"] == "link"] == links
        assert "Links 3" in page.text
        assert hostile in page.text
