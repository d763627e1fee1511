"""The page of one email: content, events, and buttons that make further events."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from html import escape
from itertools import islice
from urllib.parse import urlencode

from sesv2kit.testing.engine import Engine, Reply
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.parts import decoded
from sesv2kit.testing.mail.records import EventRecord, recipients
from sesv2kit.testing.notifying.endpoints import SnsPost
from sesv2kit.testing.server import mails
from sesv2kit.testing.server.inbox import listing
from sesv2kit.testing.server.inbox.contents import (
    MAX_PAGE,
    SANDBOX,
    badges,
    file_name,
    has_remote_images,
    is_web,
    links_of,
    too_large,
    unsubscribing,
    without_markup,
)
from sesv2kit.testing.server.inbox.page import (
    PATH,
    bdi,
    mail_path,
    people,
    render,
    revision,
    source_path,
    subject,
    time,
)
from sesv2kit.testing.state import State

VIEWS: Mapping[str, str] = {"view": "phone", "images": "remote"}
"""The query parameters of an email's page."""

EVENTS: Mapping[str, str] = {
    "open": "Open",
    "bounce": "Bounce",
    "transient-bounce": "Transient bounce",
    "complaint": "Complain",
    "delay": "Delay",
}
"""The events that a recipient or its server can cause, by button names."""

_POSTS_WITHIN = 1000
"""How many of the last requests to webhooks are searched for those about an email."""


def missing() -> Reply:
    """The response if the email, or this part of it, does not exist."""
    return render(404, "Not here", f"<p class=empty>This email, or this part of it, does not exist.</p>{_back()}")


def path(message_id: str, query: Mapping[str, str]) -> str:
    """The path of an email's page, with the options chosen on it."""
    chosen = {name: value for name, value in VIEWS.items() if query.get(name) == value}
    return mail_path(message_id) + (f"?{urlencode(chosen)}" if chosen else "")


def respond(
    engine: Engine, state: State, mail: SentMail, query: Mapping[str, str], *, told: str = "", problem: str = ""
) -> Reply:
    """The page of an email; `told` is the result of a form, `problem` the error of a form."""
    now = revision(engine)  # before the events are read, so that none that arrives in between is missed
    events = [event for event in list(state.records) if event.message_id == mail.message_id]
    posts = _posts(engine, state, mail)
    found = links_of(mail)
    content = [
        _back(),
        "<article>",
        f"<h1>{subject(mail.subject)}</h1>",
        badges(state, mail, True),
        f"<p role=status class=notice>{bdi(told)}</p>" if told else "",
        f"<p role=alert class=problem>{bdi(problem)}</p>" if problem else "",
        _facts(_envelope(mail)),
        _files(mail),
        _bodies(mail, query),
        _trying(mail, query),
        _section("Events", f"<div id=events data-live>{_events(events)}</div>", is_open=True),
        _section("Webhooks", f"<div id=posts data-live>{_requests(posts)}</div>", is_open=True),
        _section("Links", _links(found), len(found)),
        _section("Unsubscribing", _unsubscribing(mail)),
        _section("Tags", _tags(mail), len(mail.tags)),
        _section("Headers", _facts((name, decoded(value)) for name, value in mail.header_items)),
        f'<div class=bar><a href="{source_path(mail.message_id)}">Source of the message</a>',
        "<button form=act name=action value=delete>Delete</button></div></article>",
    ]
    page = render(400 if problem else 200, mail.subject or "Mail", "".join(content), revision=now)
    return page if len(page.body) <= MAX_PAGE else too_large(mail.message_id)


def _envelope(mail: SentMail) -> Iterator[tuple[str, str]]:
    yield "From", decoded(mail.from_address)
    for name, addresses in {"To": mail.to, "Cc": mail.cc, "Bcc": mail.bcc, "Reply to": mail.reply_to}.items():
        if addresses:
            yield name, people(addresses)
    yield "Sent", f"{mail.timestamp.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"
    yield "Message id", mail.message_id
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


def _bodies(mail: SentMail, query: Mapping[str, str]) -> str:
    html = _frame(mail, mail.html, query) if mail.html is not None else ""
    text = f"<pre class=text>{bdi(mail.text)}</pre>" if mail.text is not None else ""
    if html and text:
        return f"{html}{_section('Plain text', text)}"
    return html or text or "<p class=empty>This email is empty.</p>"


def _frame(mail: SentMail, html: str, query: Mapping[str, str]) -> str:
    on_phone, with_images = (query.get(name) == value for name, value in VIEWS.items())
    kind = "phone" if on_phone else _height(html)
    choices = [
        _choice(mail, query, "view", "Full width", None),
        _choice(mail, query, "view", "Phone", "phone"),
    ]
    if has_remote_images(html):
        word = "Remote images shown" if with_images else "Load remote images"
        choices.append(_choice(mail, query, "images", word, None if with_images else "remote"))
    return (
        f'<nav class=views aria-label="How the mail is shown">{"".join(choices)}</nav>'
        f'<iframe class={kind} title="The mail as its recipient sees it" sandbox="{SANDBOX}" '
        f'src="{mail_path(mail.message_id)}/html{"?images=remote" if with_images else ""}"></iframe>'
    )


def _choice(mail: SentMail, query: Mapping[str, str], name: str, word: str, value: str | None) -> str:
    """A link to the same page with another option."""
    now = VIEWS[name] if query.get(name) == VIEWS[name] else None
    to = path(mail.message_id, {**query, name: value or ""})
    return f'<a href="{escape(to)}"{" aria-current=true" if now == value else ""}>{word}</a>'


def _height(html: str) -> str:
    """The height of its frame, estimated from the length of the text. Scripts cannot measure the content of a
    sandbox."""
    size = len(without_markup(html)) + len(html[4000:]) // 8 + 1000 * html.lower().count("<img")
    return "short" if size < 400 else "long" if size > 2500 else "middle"


def _files(mail: SentMail) -> str:
    links = "".join(
        f'<li><a href="{mail_path(mail.message_id)}/files/{number}" download>{bdi(file_name(file))}</a>'
        f"<span>{bdi(file.content_type)}, {_size(len(file.content))}</span></li>"
        for number, file in enumerate(mail.attachments)
    )
    return f"<ul class=files>{links}</ul>" if links else ""


def _trying(mail: SentMail, query: Mapping[str, str]) -> str:
    """The form that makes events. All buttons of the page belong to it."""
    form = f'<form id=act method=post action="{escape(path(mail.message_id, query))}" class=trying>'
    if mail.rejected or mail.rendering_error:
        return f"{form}</form>"
    everyone = dict.fromkeys(recipients(mail))
    options = "".join(f"<option>{escape(address)}</option>" for address in everyone)
    who = f"<label>Recipient <select name=destination>{options}</select></label>" if len(everyone) > 1 else ""
    buttons = "".join(f"<button name=action value={name}>{word}</button>" for name, word in EVENTS.items())
    return (
        f"{form}<fieldset><legend>Try an event</legend>{who}{buttons}"
        f"<small>{_where_events_go(mail)} Clicks and unsubscribing are below.</small></fieldset></form>"
    )


def _where_events_go(mail: SentMail) -> str:
    if mail.configuration_set_name is None:
        return "This email has no configuration set, so only the feedback topics of its identity get its events."
    return f"The event destinations of {bdi(mail.configuration_set_name)} get the event."


def _events(events: Sequence[EventRecord]) -> str:
    rows = "".join(
        f"<li><b class={_tone(event.type)}>{bdi(_words(event.type))}</b><span>{bdi(', '.join(event.recipients))}"
        f"</span>{_told(event)}{time(event.timestamp)}</li>"
        for event in events
    )
    return f"<ol class=events>{rows}</ol>" if rows else "<p class=none>No events.</p>"


def _told(event: EventRecord) -> str:
    return f"<span class=told>sent to {bdi(', '.join(event.destinations))}</span>" if event.destinations else ""


def _tone(kind: str) -> str:
    return "good" if kind == "DELIVERY" else "plain" if kind in ("SEND", "OPEN", "CLICK", "SUBSCRIPTION") else "bad"


def _posts(engine: Engine, state: State, mail: SentMail) -> list[SnsPost]:
    """The last requests to webhooks about an email."""
    wanted = mail.message_id.encode()
    last = islice(reversed(engine.topics.posts(state.account_id, state.region)), _POSTS_WITHIN)
    return [post for post in last if wanted in post.body][::-1]


def _requests(posts: Sequence[SnsPost]) -> str:
    rows = "".join(
        f"<li><b class={'good' if post.delivered else 'bad'}>{escape(str(post.status or 'No response'))}</b>"
        f"<span>{bdi(_event_type(post))} to {bdi(post.endpoint)}"
        f"{f', attempt {post.attempt}' if post.attempt > 1 else ''}</span>{time(post.timestamp)}</li>"
        for post in posts
    )
    return (
        f"<ol class=events>{rows}</ol>"
        if rows
        else "<p class=none>There was no request to a webhook about this email.</p>"
    )


def _event_type(post: SnsPost) -> str:
    found = re.search(rb'(?:event|notification)Type\\?": \\?"([A-Za-z ]{1,30})', post.body)
    return found[1].decode() if found else post.type


def _links(found: Sequence[str]) -> str:
    return f"<ul class=links>{''.join(f'<li>{_link(link)}{_click(link)}</li>' for link in found)}</ul>"


def _click(link: str) -> str:
    """The button that makes a click event. SES tracks only links to http and https."""
    if not is_web(link):
        return ""
    target = escape(link)
    return f'<button form=act name=link value="{target}" aria-label="Click {target}">Click</button>'


def _link(link: str) -> str:
    """A link that can be opened, if it is http or https."""
    if not is_web(link):
        return f"<span>{bdi(link)}</span>"
    return f'<a href="{escape(link)}" target=_blank rel="noopener noreferrer">{bdi(link)}</a>'


def _unsubscribing(mail: SentMail) -> str:
    ways = unsubscribing(mail)
    listed = "".join(f"<li>{_link(link)}</li>" for link in ways.links)
    links = f"<ul class=links>{listed}</ul>" if listed else ""
    button = "<button form=act name=action value=unsubscribe>Unsubscribe with one click</button>"
    if mail.contact_list_name:
        return (
            f"{links}{button}<p class=none>The link is SES's own: it opts the contact out and publishes an event.</p>"
        )
    if ways.one_click:
        return f"{links}{button}<p class=none>This sends a POST to the link, as mail programs do (RFC 8058).</p>"
    return f"{links}<p class=none>The email does not support one-click unsubscribe (RFC 8058).</p>"


def _tags(mail: SentMail) -> str:
    rows = "".join(
        f"<div><dt>{bdi(name)}</dt><dd>{bdi(value)} "
        f'<a href="{escape(listing.path(mails.Filter(tag=f"{name}={value}")))}">All with this tag</a></dd></div>'
        for name, value in mail.tags.items()
    )
    return f"<dl>{rows}</dl>"


def _section(title: str, content: str, count: int | None = None, *, is_open: bool = False) -> str:
    """A part of a page that opens on a click. Empty if there is nothing to count."""
    if count == 0:
        return ""
    number = f" <small>{count}</small>" if count else ""
    return f"<details{' open' if is_open else ''}><summary>{title}{number}</summary>{content}</details>"


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{bdi(name)}</dt><dd>{bdi(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{rows}</dl>"


def _back() -> str:
    return f'<p class=back><a href="{PATH}">Inbox</a></p>'


def _size(size: int) -> str:
    return f"{size} B" if size < 1000 else f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
