"""The inbox page in tests: sending, getting pages, and checking that a page runs no script but its own."""

import base64
import hashlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sesv2kit.testing import Backend, VirtualClock
from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.operations import sending
from sesv2kit.testing.server import inbox
from sesv2kit.testing.server.control import respond

from .helpers import utf8

ACCOUNT, REGION = "123456789012", "us-east-1"


@pytest.fixture
def engine() -> Engine:
    engine = Engine(VirtualClock())
    backend(engine).verify_identity("example.com")
    return engine


def backend(engine: Engine, account: str = ACCOUNT, region: str = REGION) -> Backend:
    return Backend(engine, account, region)


def send(engine: Engine, subject: str = "Hello", account: str = ACCOUNT, region: str = REGION, **members: Any) -> str:
    """Send with the backend's own function, because a client might change hostile texts."""
    given = {name: members.pop(name) for name in ("Attachments", "Headers") if name in members}
    body = members.pop("Body", {"Text": {"Data": "Hi"}})
    for text in body.values():
        text["Charset"] = "UTF-8"
    request: dict[str, Any] = {
        "FromEmailAddress": "Ann <ann@example.com>",
        "Destination": {"ToAddresses": ["Bo <bo@x.com>"]},
        "Content": {"Simple": {"Subject": utf8(subject), "Body": body, **given}},
        **members,
    }
    state = engine.state(account, region)
    message_id: str = sending.send_email(state, request)["MessageId"]
    return message_id


def get(engine: Engine, path: str = "", query: str = "") -> Reply:
    return respond(engine, Request("GET", f"/_inbox{path}", query))


def post(engine: Engine, path: str = "", query: str = "", **form: str) -> Reply:
    return respond(engine, Request("POST", f"/_inbox{path}", query, urlencode(form).encode()))


class Page(HTMLParser):
    """The elements of a page, its links and frames, and its text."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.elements: list[tuple[str, Mapping[str, str | None]]] = []
        self.text = ""
        self.is_shown = True
        self.feed(reply.body.decode())
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.is_shown = tag not in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self.is_shown:
            self.text += f"{data} "

    def all(self, tag: str) -> list[Mapping[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_endtag(self, tag: str) -> None:
        self.is_shown = self.is_shown or tag in ("script", "style")

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for attributes in self.all("a")]


OURS = re.compile(r"/_(inbox|outbox)(/[\w%/-]*)?(\?[\w%=&.+-]*)?")
"""Links within the server."""

OUR_ELEMENTS = set(
    "html head meta title link style script body header a span main p ol ul li nav article h1 dl div dt dd pre iframe"
    " details summary small time bdi b i form fieldset legend label input select option button".split()
)


def check_page(reply: Reply) -> Page:
    """Check that a page runs no script but its own, whatever its content."""
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    script = (Path(str(inbox.__file__)).parent / "inbox.js").read_bytes()
    assert f"; script-src 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'; " in policy
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    page = Page(reply)
    assert {tag for tag, _ in page.elements} <= OUR_ELEMENTS
    assert (page.all("script"), reply.body.count(script)) == ([{}], 1)
    assert [link["rel"] for link in page.all("link")] == ["icon"]
    assert all((form["action"] or "").startswith("/_inbox") for form in page.all("form"))
    names = {name for _, attributes in page.elements for name in attributes}
    assert not any(name.startswith("on") or name == "style" for name in names)
    foreign = [each for each in page.all("a") if not OURS.fullmatch(each["href"] or "")]
    assert all((each["href"] or "").lower().startswith(("http://", "https://")) for each in foreign)
    assert {each["rel"] for each in foreign} <= {"noopener noreferrer"}
    return page
