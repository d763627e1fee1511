"""The inbox page of the server: sent mail as its recipients see it, for people to look at.

Whatever is in a mail is hostile. Texts are escaped; the HTML body is a document of its own in a sandboxed frame, whose
policy forbids scripts, forms and everything from elsewhere; files are handed out to be saved, never to be shown. The
page has no script, and its policy would not let one run.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import parse_qs, quote, unquote

from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.parts import Attachment, decoded
from sesv2kit.testing.mail.records import EventRecord
from sesv2kit.testing.state import State

PATH = "/_inbox"
"""Where it is; all of its pages are below."""

_PAGE_SIZE = 50

_ROW = 1000
"""Characters of its recipients, and of its subject, that the list shows of a mail."""

_MAX_PAGE = 20 * 2**20
"""Bytes that a page may have: a mail may name one picture of its own thousands of times."""

_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""What the HTML of a mail may do: nothing but open its links in new windows, when they are clicked."""

_BODY_POLICY = (
    f"sandbox {_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

_FILE_POLICY = "sandbox; default-src 'none'"


def is_inbox(path: str) -> bool:
    """Whether a request is for the inbox."""
    return path == PATH or path.startswith(f"{PATH}/")


def respond(engine: Engine, request: Request) -> Reply:
    """Respond to one request for a page, an HTML body or a file."""
    if request.method not in ("GET", "HEAD"):
        return _page(405, "Look, don't touch", "<p class=empty>The inbox answers GET only.</p>")
    path = [unquote(segment) for segment in request.path.removeprefix(PATH).strip("/").split("/")]
    if path == [""]:
        return _list(engine, request.query)
    found = _find(engine, path[0])
    match found, path[1:]:
        case (state, mail), []:
            return _show(state, mail)
        case (_, SentMail(html=str(html)) as mail), ["html"]:
            return _body(mail, html)
        case (_, mail), ["files", number] if re.fullmatch("[0-9]{1,4}", number):
            if int(number) < len(mail.attachments):
                file = mail.attachments[int(number)]
                # As a file of no known type, whatever it says that it is.
                return download(_file_name(file), "application/octet-stream", file.content)
        case _:
            pass
    return _page(404, "Not here", f"<p class=empty>No such mail, or no such part of it.</p>{_back()}")


def _find(engine: Engine, message_id: str) -> tuple[State, SentMail] | None:
    for state in engine.states():
        if message_id in state.sent:
            return state, state.sent[message_id]
    return None


def _list(engine: Engine, query: str) -> Reply:
    """The outboxes of all accounts and regions in one list, newest first."""
    pairs = [(state, mail) for state in engine.states() for mail in list(state.outbox)]
    pairs.sort(key=lambda pair: pair[1].timestamp)
    pairs.reverse()
    asked = parse_qs(query).get("page", ["1"])[0]
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,6}", asked) else 1
    shown = pairs[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    places = {(state.account_id, state.region) for state, _ in pairs}
    rows = "".join(_row(state, mail, len(places) > 1) for state, mail in shown)
    if not pairs:
        return _page(200, "Inbox", "<p class=empty>No mail yet. What programs send through this server comes here.</p>")
    newer = f'<a href="{PATH}?page={number - 1}">Newer</a>' if number > 1 else ""
    older = f'<a href="{PATH}?page={number + 1}">Older</a>' if len(pairs) > number * _PAGE_SIZE else ""
    count = f"{len(pairs):,} mail{'s' if len(pairs) != 1 else ''}"
    return _page(
        200, "Inbox", f"<p class=count>{count}</p><ol class=mails>{rows}</ol><nav class=pages>{newer}{older}</nav>"
    )


def _row(state: State, mail: SentMail, with_place: bool) -> str:
    everyone = _people([*mail.to, *mail.cc, *mail.bcc])
    text = " ".join((mail.text or _without_markup(mail.html or ""))[:600].split())
    return (
        f'<li><a href="{PATH}/{_url(mail.message_id)}"><span class=who>{_text(everyone[:_ROW])}</span>'
        f"{_time(mail.timestamp)}<span class=subject>{_subject(mail.subject[:_ROW])}</span>"
        f"<span class=snippet>{_text(text[:200])}</span>{_badges(state, mail, with_place)}</a></li>"
    )


def _show(state: State, mail: SentMail) -> Reply:
    events = [event for event in list(state.records) if event.message_id == mail.message_id]
    content = "".join(
        [
            _back(),
            f"<h1>{_subject(mail.subject)}</h1>",
            _badges(state, mail, True),
            _facts(_envelope(mail)),
            _files(mail),
            _bodies(mail),
            _section("Events", _events(events), len(events)),
            _section("Tags", _facts(mail.tags.items()), len(mail.tags)),
            _section("Headers", _facts((name, decoded(value)) for name, value in mail.header_items)),
            f'<p class=source><a href="/_outbox/{_url(mail.message_id)}">Source of the message</a></p>',
        ]
    )
    page = _page(200, mail.subject or "Mail", f"<article>{content}</article>")
    return page if len(page.body) <= _MAX_PAGE else _too_large(mail.message_id)


def _envelope(mail: SentMail) -> Iterator[tuple[str, str]]:
    yield "From", decoded(mail.from_address)
    for name, addresses in {"To": mail.to, "Cc": mail.cc, "Bcc": mail.bcc, "Reply to": mail.reply_to}.items():
        if addresses:
            yield name, _people(addresses)
    yield "Sent", f"{mail.timestamp.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"
    if mail.template_name:
        yield "Template", mail.template_name
    if mail.contact_list_name:
        yield "List", " / ".join(filter(None, (mail.contact_list_name, mail.topic_name)))
    outcomes = {
        "Suppressed": mail.suppressed,
        "Unsubscribed": mail.unsubscribed,
        "Bounced": mail.bounced,
        "Complained": mail.complained,
    }
    for name, addresses in outcomes.items():
        if addresses:
            yield name, ", ".join(addresses)
    if mail.rendering_error or mail.rejected:
        yield "Problem", mail.rendering_error or mail.rejected or ""


def _people(addresses: Iterable[str]) -> str:
    """Addresses as their readers see them: with the display names decoded."""
    return ", ".join(map(decoded, addresses))


def _bodies(mail: SentMail) -> str:
    html = ""
    if mail.html is not None:
        address = f"{PATH}/{_url(mail.message_id)}/html"
        html = (
            f'<iframe class={_height(mail)} title="The mail as its recipient sees it" sandbox="{_SANDBOX}" '
            f'src="{address}"></iframe>'
        )
    text = f"<pre class=text>{_text(mail.text)}</pre>" if mail.text is not None else ""
    if html and text:
        return f"{html}{_section('Plain text', text)}"
    return html or text or "<p class=empty>This mail is empty.</p>"


def _height(mail: SentMail) -> str:
    """How high its frame is to be. Only a script could measure the HTML, and pages have none: its text must do."""
    html = mail.html or ""
    size = len(_without_markup(html)) + len(html[4000:]) // 8 + 1000 * html.lower().count("<img")
    return "short" if size < 400 else "long" if size > 2500 else "middle"


def _files(mail: SentMail) -> str:
    links = "".join(
        f'<li><a href="{PATH}/{_url(mail.message_id)}/files/{number}" download>{_text(_file_name(file))}</a>'
        f"<span>{_text(file.content_type)}, {_size(len(file.content))}</span></li>"
        for number, file in enumerate(mail.attachments)
    )
    return f"<ul class=files>{links}</ul>" if links else ""


def _events(events: Sequence[EventRecord]) -> str:
    rows = "".join(
        f"<li><b class={_tone(event.type)}>{_text(_words(event.type))}</b><span>{_text(', '.join(event.recipients))}"
        f"</span>{_told(event)}{_time(event.timestamp)}</li>"
        for event in events
    )
    return f"<ol class=events>{rows}</ol>"


def _told(event: EventRecord) -> str:
    return f"<span class=told>told {_text(', '.join(event.destinations))}</span>" if event.destinations else ""


def _tone(kind: str) -> str:
    return "good" if kind == "DELIVERY" else "plain" if kind in ("SEND", "OPEN", "CLICK", "SUBSCRIPTION") else "bad"


def _badges(state: State, mail: SentMail, with_place: bool) -> str:
    troubles = {
        "not rendered": mail.rendering_error,
        "rejected": mail.rejected,
        "bounced": mail.bounced,
        "suppressed": mail.suppressed,
        "unsubscribed": mail.unsubscribed,
        "complaint": mail.complained,
    }
    badges = [f"<span class=bad>{word}</span>" for word, trouble in troubles.items() if trouble]
    named = {"tenant": mail.tenant_name, "configuration set": mail.configuration_set_name}
    badges += [f"<span>{label} {_text(name)}</span>" for label, name in named.items() if name]
    if mail.attachments:
        badges.append(f"<span>{len(mail.attachments)} file{'s' if len(mail.attachments) > 1 else ''}</span>")
    if with_place:
        badges.append(f"<span>{_text(state.account_id)} {_text(state.region)}</span>")
    return f"<span class=badges>{''.join(badges)}</span>" if badges else ""


def _section(title: str, content: str, count: int | None = None) -> str:
    """A part of a page that opens on a click; none where there is nothing to count."""
    if count == 0:
        return ""
    number = f" <small>{count}</small>" if count else ""
    return f"<details{' open' if title == 'Events' else ''}><summary>{title}{number}</summary>{content}</details>"


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{rows}</dl>"


def _back() -> str:
    return f'<p class=back><a href="{PATH}">Inbox</a></p>'


def _body(mail: SentMail, html: str) -> Reply:
    """The HTML body as a document of its own, with pictures that the mail itself brings while there is room."""
    pictures = {file.content_id: file for file in mail.attachments if file.content_id}
    start = '<!doctype html><meta charset="utf-8"><base target="_blank">'
    room = _MAX_PAGE - len(_encoded(html)) - len(start)
    if room < 0:
        return _too_large(mail.message_id)

    def embedded(match: re.Match[str]) -> str:
        nonlocal room
        file = pictures.get(unquote(match[1]))
        if file is None or not re.fullmatch(r"image/[\w.+-]+", file.content_type, re.ASCII):
            return match[0]
        head = f"data:{file.content_type};base64,"
        size = len(head) + (len(file.content) + 2) // 3 * 4
        if size > room:
            return match[0]
        room -= size
        return head + base64.b64encode(file.content).decode()

    page = start + re.sub(r"""\bcid:([^"'\s>)]+)""", embedded, html)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _BODY_POLICY}
    return Reply(200, {**_COMMON, **headers}, _encoded(page))


def _too_large(message_id: str) -> Reply:
    source = f'<a href="/_outbox/{_url(message_id)}">Source of the message</a>'
    return _page(413, "Too large", f"<p class=empty>This is more than a page can show. {source} has it all.</p>")


def download(name: str, content_type: str, content: bytes) -> Reply:
    """Something out of a mail, to be saved and never to be shown."""
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(_encoded(name), safe='')}",
        "Content-Security-Policy": _FILE_POLICY,
    }
    return Reply(200, {**_COMMON, **headers}, content)


def _file_name(file: Attachment) -> str:
    """The file's own name without directories and what could steer a terminal or a line of text."""
    name = re.split(r"[/\\]", file.file_name)[-1]
    return "".join(each for each in name if each.isprintable()).strip(" .")[:200] or "file"


_COMMON = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _style() -> str:
    return files("sesv2kit.testing.server").joinpath("inbox.css").read_text("utf-8")


@cache
def _page_policy() -> str:
    """The pages' own policy: no script at all, this one style sheet, and frames from here."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page(status: int, title: str, content: str) -> Reply:
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body>"
        f'<header><a href="{PATH}">sesv2kit</a> <span>local SES</span></header><main>{content}</main></body></html>'
    )
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _page_policy()}
    return Reply(status, {**_COMMON, **headers}, _encoded(page))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _text(text: str) -> str:
    """Text of a mail on a page: markup has no effect, and what turns the direction of writing ends with it."""
    return f"<bdi>{escape(text)}</bdi>"


def _subject(subject: str) -> str:
    return _text(subject) if subject.strip() else "<i>no subject</i>"


def _url(message_id: str) -> str:
    return quote(message_id, safe="")


def _time(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f'<time datetime="{utc.isoformat()}">{utc:%d %b %H:%M}</time>'


def _size(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _without_markup(html: str) -> str:
    """Roughly the text of HTML, for the list."""
    return re.sub(r"(?is)<(style|script|title)\b.*?</\1\s*>|<[^>]*>", " ", html[:4000])
