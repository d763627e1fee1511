"""The inbox in Chromium: no script of a mail runs, buttons reach a webhook, the list brings itself up to date."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Dialog, Error, Page, expect

from sesv2kit.testing import Server

from .browsing import Web, browser, tab, web
from .helpers import utf8
from .over_http import running, server, ses

__all__ = ["browser", "running", "server", "ses"]

pytestmark = pytest.mark.slow

TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-events"


@pytest.fixture
def other() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.fixture
def client(server: Server, ses: Any) -> Any:
    server.backend.verify_identity("shop.example")
    return ses


def send(client: Any, subject: str = "Hello", *, html: str | None = None, text: str = "Hi", **members: Any) -> str:
    body = {"Text": utf8(text), **({"Html": utf8(html)} if html is not None else {})}
    simple = {"Subject": utf8(subject), "Body": body}
    simple |= {name: members.pop(name) for name in ("Headers", "Attachments") if name in members}
    request: dict[str, Any] = {
        "FromEmailAddress": "Shop <news@shop.example>",
        "Destination": {"ToAddresses": ["Ann <ann@mail.example>"]},
        "Content": {"Simple": simple},
    }
    message_id: str = client.send_email(**{**request, **members})["MessageId"]
    return message_id


def settled(page: Page) -> None:
    """Wait until everything that a page starts by itself has run."""
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


# No script of the mail runs.

ATTACK = """
<script>window.top.document.title = "taken"; new Image().src = "URL/script"; alert(1)</script>
<img src="x:" onerror="new Image().src = 'URL/onerror'">
<svg onload="new Image().src = 'URL/svg'"></svg>
<iframe srcdoc="<script>new Image().src = 'URL/srcdoc'</script>"></iframe>
<iframe src="URL/frame"></iframe>
<input autofocus onfocus="new Image().src = 'URL/focus'">
<link rel=stylesheet href="URL/sheet.css">
<style>@import url(URL/import.css); body { background: url(URL/background) }</style>
<img src="URL/pixel"><video src="URL/video"></video><object data="URL/object"></object><embed src="URL/embed">
<form id=f action="URL/form" method=post></form><script>f.submit()</script>
<meta http-equiv=refresh content="0;url=URL/refresh">
<base href="URL/base">
"""


@pytest.mark.parametrize("query", ["", "?images=remote"])
def test_no_script_of_a_mail_runs(browser: Browser, server: Server, client: Any, other: Web, query: str) -> None:
    """Nor does a mail load anything by itself, but pictures when asked to. The same page alone does all of that."""
    attack = ATTACK.replace("URL", other.url)
    other.pages["/alone"] = f"<!doctype html>{attack.replace('<meta', '<x-meta').replace('f.submit()', '')}"
    with tab(browser, clean=False) as page:
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(f"{other.url}/alone")
        settled(page)
        assert {"/script", "/onerror", "/svg", "/srcdoc", "/focus", "/pixel", "/sheet.css"} <= set(other.asked)
    link = "javascript:new Image().src='" + other.url + "/link'"
    html = f'{attack}<p>The end.</p><a href="{link}">Go</a>'
    name = "<img src=x onerror=alert(1)>"
    file = {"FileName": f"{name}.html", "RawContent": attack.encode(), "ContentType": "text/html"}
    message_id = send(client, f"</title><script>alert(1)</script>{name}", html=html, text=html, Attachments=[file])
    other.asked.clear()
    with tab(browser, clean=False) as page:
        dialogs: list[str] = []

        def note(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", note)
        page.goto(f"{server.endpoint_url}/_inbox")
        settled(page)
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}{query}")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("The end.")).to_be_visible()
        frame.get_by_text("Go", exact=True).click()
        settled(page)
        assert page.title() == f"</title><script>alert(1)</script>{name}"
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}/html{query}")  # outside of its frame
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("The end.")).to_be_visible()
        with pytest.raises(Error, match=r"net::ERR_ABORTED|Download is starting"):
            page.goto(f"{server.endpoint_url}/_inbox/{message_id}/files/0")
        assert dialogs == []
    assert set(other.asked) == ({"/pixel", "/background"} if query else set())


def test_another_page_cannot_send_the_forms(browser: Browser, server: Server, client: Any, other: Web) -> None:
    message_id = send(client)
    for path in ("", f"/{message_id}"):
        other.pages["/form"] = (
            f'<form method=post action="{server.endpoint_url}/_inbox{path}">'
            "<button name=action value=delete>Go</button>"
        )
        with tab(browser, clean=False) as page:
            page.goto(f"{other.url}/form")
            with page.expect_response(lambda each: "/_inbox" in each.url) as response:
                page.get_by_role("button").click()
            assert response.value.status == 403
    assert len(server.backend.outbox) == 1


# Buttons.


def subscribe(server: Server, client: Any, other: Web) -> None:
    """Let the webhook of the other server have the events of the configuration set `news`."""
    client.create_configuration_set(ConfigurationSetName="news")
    client.create_configuration_set_event_destination(
        ConfigurationSetName="news",
        EventDestinationName="hook",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["BOUNCE", "COMPLAINT", "OPEN", "CLICK", "SUBSCRIPTION", "DELIVERY_DELAY"],
            "SnsDestination": {"TopicArn": TOPIC},
        },
    )
    server.backend.subscribe(TOPIC, f"{other.url}/hook")


def test_buttons_make_events_that_reach_a_webhook(browser: Browser, server: Server, client: Any, other: Web) -> None:
    client.create_contact_list(ContactListName="readers")
    subscribe(server, client, other)
    message_id = send(
        client,
        html="<a href='https://shop.example/sale'>Sale</a>",
        ConfigurationSetName="news",
        ListManagementOptions={"ContactListName": "readers"},
    )
    with tab(browser) as page:
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}")
        for button, kind in [
            ("Open", "Open"),
            ("Bounce", "Bounce"),
            ("Transient bounce", "Bounce"),
            ("Complain", "Complaint"),
            ("Delay", "DeliveryDelay"),
            ("Click https://shop.example/sale", "Click"),
            ("Unsubscribe with one click", "Subscription"),
        ]:
            for section in {"Click": "Links", "Subscription": "Unsubscribing"}.get(kind, "").split():
                page.get_by_text(re.compile(f"^{section}")).click()
            page.get_by_role("button", name=button, exact=True).click()
            # The page finds out by itself how the webhook has responded.
            expect(page.locator("#posts li").last).to_contain_text(f"200{kind} to {other.url}/hook")
            assert other.events[-1]["eventType"] == kind
            assert other.events[-1]["mail"]["messageId"] == message_id
    assert [event["bounce"]["bounceType"] for event in other.events if event["eventType"] == "Bounce"] == [
        "Permanent",
        "Transient",
    ]
    assert next(event for event in other.events if event["eventType"] == "Click")["click"]["link"].endswith("/sale")


def test_the_sender_s_unsubscribe_link_gets_a_post(browser: Browser, server: Server, client: Any, other: Web) -> None:
    headers = [
        {"Name": "List-Unsubscribe", "Value": f"<{other.url}/leave?token=1>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]
    message_id = send(client, Headers=headers)
    with tab(browser) as page:
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}")
        page.get_by_text("Unsubscribing", exact=True).click()
        page.get_by_role("button", name="Unsubscribe with one click").click()
        expect(page.get_by_role("status")).to_have_text(f"The POST to {other.url}/leave?token=1 got the status 200.")
    assert (other.asked, other.bodies) == (["/leave?token=1"], [b"List-Unsubscribe=One-Click"])


# The list.


def test_search_and_filters_by_keyboard(browser: Browser, server: Server, client: Any) -> None:
    for number in range(3):
        send(client, f"Order {number}", EmailTags=[{"Name": "kind", "Value": f"k{number}"}])
    with tab(browser) as page:
        page.goto(server.endpoint_url)
        rows = page.locator(".mails li")
        expect(rows).to_have_count(3)
        page.get_by_label("Search", exact=True).fill("order 2")
        page.keyboard.press("Enter")
        expect(rows).to_have_count(1)
        page.get_by_role("link", name="Show all mail").click()
        page.get_by_text("Filters").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Tag").fill("kind=k1")
        page.keyboard.press("Enter")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Order 1")
        expect(page.get_by_role("status")).to_have_text("1 of 3 mails")
        expect(page.get_by_label("Tag")).to_have_value("kind=k1")
        assert page.evaluate("[...document.querySelectorAll('input')].every(each => each.labels.length)")
        rows.get_by_role("link").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Order 1")
        page.get_by_text("Tags").click()
        page.get_by_role("link", name="All with this tag").click()
        expect(rows).to_have_count(1)


def test_the_list_brings_itself_up_to_date(browser: Browser, server: Server, client: Any) -> None:
    first = send(client, "first")
    with tab(browser) as page:
        page.goto(f"{server.endpoint_url}/_inbox")
        page.evaluate("window.kept = true")
        page.get_by_label("Search", exact=True).fill("being typed")
        page.locator(f'a[href$="{first}"]').focus()
        send(client, "second", FromEmailAddress="=?utf-8?q?J=C3=BCrgen?= <j@shop.example>")
        rows = page.locator(".mails li")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("second")
        expect(rows.first.locator(".who")).to_have_text("Jürgen <j@shop.example> to Ann <ann@mail.example>")
        assert re.fullmatch(r"\d\d \w{3} \d\d:\d\d:\d\d", rows.first.locator("time").inner_text())
        expect(page.get_by_role("status")).to_have_text("2 mails")
        expect(page.get_by_label("Search", exact=True)).to_have_value("being typed")
        expect(page.locator(f'a[href$="{first}"]')).to_be_focused()
        server.backend.outbox.clear()
        expect(rows).to_have_count(0)
        expect(page.get_by_text("No mail yet")).to_be_visible()
        assert page.evaluate("window.kept")


def test_mail_is_deleted_and_identities_stay(browser: Browser, server: Server, client: Any) -> None:
    send(client)
    with tab(browser) as page:
        page.goto(f"{server.endpoint_url}/_inbox")
        page.get_by_text("Delete…").click()
        page.get_by_role("button", name="Delete all emails").click()
        expect(page.get_by_text("No mail yet")).to_be_visible()
        send(client, "later")  # its identity is still there
        page.get_by_role("link", name="later").click()
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.get_by_text("No mail yet")).to_be_visible()


def test_an_open_page_of_a_deleted_mail_says_so(browser: Browser, server: Server, client: Any) -> None:
    message_id = send(client)
    with tab(browser, clean=False) as page:
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}")
        urlopen(Request(f"{server.endpoint_url}/_outbox/{message_id}", method="DELETE")).close()
        expect(page.get_by_text("does not exist")).to_be_visible()


# How it looks.


TOO_WIDE = """
[...document.querySelectorAll("html, body, main, article, .mails, .mails a, .bar, .search, dl, pre, ul, ol, form")]
  .filter(each => each.scrollWidth > each.clientWidth && getComputedStyle(each).display !== "inline")
  .map(each => each.outerHTML.slice(0, 80))
"""
"""The elements that do not have room for what they contain. Some hide the rest, so the page alone does not tell."""


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(browser: Browser, server: Server, client: Any, dark: bool) -> None:
    long = "x" * 300
    html = f"<table width=800><tr><td>{long}</table><a href='https://shop.example/{long}'>{long}</a>"
    headers = [
        {"Name": "X-Long", "Value": long},
        {"Name": "List-Unsubscribe", "Value": f"<https://shop.example/{long}>"},
    ]
    message_id = send(
        client,
        f"{long} {long}",
        html=html,
        text=long,
        Headers=headers,
        EmailTags=[{"Name": "t" * 200, "Value": "v" * 200}],
        Destination={"ToAddresses": [f"{'a' * 60}@{'b' * 60}.example", "ann@mail.example"]},
        Attachments=[{"FileName": f"{long[:250]}.txt", "RawContent": b"x"}],
    )
    with tab(browser, width=390, dark=dark) as page:
        for path in ("", "?search=x&tag=absent", f"/{message_id}", f"/{message_id}?view=phone"):
            page.goto(f"{server.endpoint_url}/_inbox{path}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            settled(page)
            assert page.evaluate(TOO_WIDE) == [], path
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", background))) < 128) == dark


def test_a_wide_screen_shows_a_mail_as_a_phone_does(browser: Browser, server: Server, client: Any) -> None:
    message_id = send(client, html="<p>Hi")
    with tab(browser) as page:
        page.goto(f"{server.endpoint_url}/_inbox/{message_id}")
        page.get_by_role("link", name="Phone").click()
        expect(page.locator("iframe")).to_have_css("width", "390px")
        expect(page.frame_locator("iframe").get_by_text("Hi")).to_be_visible()
