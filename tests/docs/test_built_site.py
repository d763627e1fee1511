"""The built site: links and anchors lead somewhere, pages are light, nothing is loaded from elsewhere, search finds."""

import functools
import json
import re
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FunctionType
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import sesv2kit
from sesv2kit import errors, events, journal, limits, shapes, testing
from tests.emulator.browsing import browser, tab
from tests.tools import facts, site

__all__ = ["browser"]

pytestmark = pytest.mark.site

HTML = site.PROJECT / "site" / "html"
NARROW, WIDE = 390, 1440


class Parsed(HTMLParser):
    """The ids, links and loaded files of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids, self.links, self.loaded = set[str](), list[str](), list[str]()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag has of these."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") not in {"canonical", "next", "prev"}:
            self.loaded.append(given["href"])
        elif "src" in given:
            self.loaded.append(given["src"])


@functools.cache
def parsed() -> dict[Path, Parsed]:
    """Every page."""
    pages = {path: Parsed(path) for path in sorted(HTML.rglob("*.html"))}
    assert len(pages) > 40, "`nox -s docs` builds them"
    return pages


def test_every_link_leads_to_a_page_and_an_anchor() -> None:
    broken: list[str] = []
    for path, page in parsed().items():
        if path.name == "404.html":  # it is shown at any address
            continue
        for link in page.links:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            target = target / "index.html" if target.is_dir() else target
            known = target.is_file() and (not url.fragment or target not in parsed() or url.fragment == "__top")
            if not known and not (target in parsed() and unquote(url.fragment) in parsed()[target].ids):
                broken.append(f"{path.relative_to(HTML)}: {link}")
    assert broken == []


def expected() -> Iterator[str]:
    """The parts of the reference that must be there."""
    for path, operation in facts.operations().items():
        yield path
        yield from map(facts.path_of, (operation.request, operation.response))
    for model in facts.models():
        yield from (f"{facts.path_of(model)}.{name}" for name in model.__annotations__ if name in model.model_fields)
    for package in (sesv2kit, events, journal, limits, shapes, testing):
        for name in package.__all__:
            found = getattr(package, name)
            if isinstance(found, type | FunctionType):
                path = f"{found.__module__}.{found.__qualname__}"  # services have the same methods on both clients
                yield re.sub(r"\.aio\.(services\.\w+\.)Async", r".\1", path)
    for name, found in vars(errors).items():
        if isinstance(found, type) and found.__module__ == errors.__name__:
            yield f"{errors.__name__}.{name}"


def test_the_reference_has_every_operation_member_error_and_name() -> None:
    anchors = set[str]().union(*(page.ids for page in parsed().values()))
    assert [path for path in expected() if path not in anchors] == []


def test_nothing_is_loaded_from_another_host() -> None:
    for path, page in parsed().items():
        assert [url for url in page.loaded if urlsplit(url).netloc] == [], path
    styles = "".join(path.read_text() for path in HTML.rglob("*.css"))
    assert re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)]*", styles) == []


def test_a_page_weighs_less_than_500_kb() -> None:
    heavy = {str(path.relative_to(HTML)): path.stat().st_size for path in parsed() if path.stat().st_size >= 500_000}
    assert heavy == {}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server with the site."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(HTML)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


OPEN = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) { return attach.call(this, {...init, mode: "open"}); };
"""
"""Script with which a test sees the results of a search, which are in a closed shadow tree."""

LOOKED_AT = [
    "index",
    "quickstart",
    "bulk",
    "retries",
    "operations",
    "limits",
    "changelog",
    "reference/index",
    "reference/errors",
    "reference/services/sending",
    "reference/models/configuration_sets",
]


@contextmanager
def opened(browser: Browser, url: str, *, width: int, dark: bool = False) -> Generator[Page]:
    """A page of the site. At its end, its console is empty, and all files were there and from the site itself."""
    host = urlsplit(url).netloc
    wrong: list[str] = []
    with tab(browser, width=width, dark=dark) as page:
        page.add_init_script(OPEN)
        page.on("request", lambda request: None if urlsplit(request.url).netloc == host else wrong.append(request.url))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.goto(url, wait_until="networkidle")
        yield page
    assert wrong == []


@pytest.mark.parametrize(("width", "dark"), [(NARROW, True), (WIDE, False)], ids=["narrow", "wide"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_pages_fit_the_screen_and_scripts_run(
    browser: Browser, address: str, name: str, width: int, dark: bool
) -> None:
    with opened(browser, f"{address}/{name}.html", width=width, dark=dark) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


TOO_WIDE = """
[...document.querySelectorAll(".md-typeset__scrollwrap")].filter(one => one.scrollWidth > one.clientWidth)
.map(one => one.innerText.slice(0, 40))
"""
"""The tables that a reader has to scroll to the side."""


@pytest.mark.parametrize("name", ["operations", "limits", "errors", "retries"])
def test_tables_fit_a_small_desktop(browser: Browser, address: str, name: str) -> None:
    with opened(browser, f"{address}/{name}.html", width=1280) as page:
        assert page.locator(".md-typeset__scrollwrap").count() > 0
        assert page.evaluate(TOO_WIDE) == []


def test_search_finds_an_operation(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/index.html", width=WIDE) as page:
        page.keyboard.press("/")
        page.keyboard.type("PutAccountDeliveryAttributes")
        model = "sesv2kit.models.account.PutAccountDeliveryAttributesRequest"
        wanted = re.compile(rf"^({address})?.*reference/models/account\.html\?.*#{re.escape(model)}$")
        # The order of results changes until the whole word is searched for.
        expect(page.get_by_role("option").first).to_have_attribute("href", wanted)


def test_search_leaves_out_the_programs_of_the_benchmarks() -> None:
    found = json.loads((HTML / "search.json").read_text())["items"]
    searched = {one["location"] for one in found}
    assert "files/examples/newsletter.py.html" in searched
    assert [one for one in searched if re.match(r"files/tests/.*\.py", one)] == []
