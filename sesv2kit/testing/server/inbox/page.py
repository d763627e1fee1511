"""The common parts of the inbox pages: layout, policies, and texts of emails."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote

from sesv2kit.testing.engine import Engine, Reply
from sesv2kit.testing.mail.parts import decoded

PATH = "/_inbox"
"""The path of the inbox. All of its pages are below it."""

REVISION = "revision"
"""The path, below that one, of a value that changes whenever a page may have changed."""

COMMON: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every response."""

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%232f5d8a' "
    "d='M1 3h14v10H1z'/%3E%3Cpath fill='none' stroke='%23fff' stroke-width='1.5' d='m2 4 6 5 6-5'/%3E%3C/svg%3E"
)


def render(
    status: int, title: str, content: str, *, revision: str | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """A page. With a revision, its script refreshes the elements with `data-live`."""
    live = f' data-revision="{escape(revision)}"' if revision is not None else ""
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="{_ICON}"><style>{_style()}</style></head><body>'
        f'<header><a href="{PATH}">sesv2kit</a> <span>local SES</span></header><main{live}>{content}</main>'
        f"<script>{_script()}</script></body></html>"
    )
    own = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _policy()}
    # Without its Referrer, a browser would send the forms of a page with `Origin: null`, which is refused.
    return Reply(status, {**COMMON, **own, "Referrer-Policy": "same-origin", **(headers or {})}, encoded(page))


def redirect(location: str) -> Reply:
    """The response to a form that was carried out. After it, reloading the page does not send the form again."""
    return Reply(303, {**COMMON, "Referrer-Policy": "same-origin", "Location": location}, b"")


def download(name: str, content_type: str, content: bytes) -> Reply:
    """A file of an email, which browsers save and do not show."""
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(encoded(name), safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Reply(200, {**COMMON, **headers}, content)


def revision(engine: Engine) -> str:
    """A value that changes whenever an email, an event or a request to a webhook is added or deleted."""
    seen = [
        (
            state.account_id,
            state.region,
            len(state.outbox),
            state.outbox[-1].message_id if state.outbox else "",
            len(state.records),
            len(engine.topics.posts(state.account_id, state.region)),
        )
        for state in engine.states()
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


@cache
def _style() -> str:
    return files("sesv2kit.testing.server.inbox").joinpath("inbox.css").read_text("utf-8")


@cache
def _script() -> str:
    return files("sesv2kit.testing.server.inbox").joinpath("inbox.js").read_text("utf-8")


@cache
def _policy() -> str:
    """The policy of the pages. It allows this one script and style sheet, and frames, forms and requests to this server
    only."""
    return (
        f"default-src 'none'; style-src {_digest(_style())}; script-src {_digest(_script())}; connect-src 'self'; "
        "img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def encoded(text: str) -> bytes:
    """Text as UTF-8, without lone surrogates."""
    return text.encode("utf-8", "replace")


def bdi(text: str) -> str:
    """Text of an email on a page. Markup is escaped, and characters that change the writing direction affect only this
    text."""
    return f"<bdi>{escape(text)}</bdi>"


def subject(text: str) -> str:
    """The subject of an email on a page."""
    return bdi(text) if text.strip() else "<i>no subject</i>"


def people(addresses: Iterable[str]) -> str:
    """Addresses with decoded display names."""
    return ", ".join(map(decoded, addresses))


def mail_path(message_id: str) -> str:
    """The path of an email's page."""
    return f"{PATH}/{quote(message_id, safe='')}"


def source_path(message_id: str) -> str:
    """The path of an email as MIME."""
    return f"/_outbox/{quote(message_id, safe='')}"


def time(moment: datetime) -> str:
    """A datetime on a page, in UTC."""
    utc = moment.astimezone(UTC)
    return f'<time datetime="{utc.isoformat()}" title="{utc:%d %B %Y, %H:%M:%S} UTC">{utc:%d %b %H:%M:%S}</time>'


def count(number: int, word: str) -> str:
    """A number of things: `1 mail`, `2 mails`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
