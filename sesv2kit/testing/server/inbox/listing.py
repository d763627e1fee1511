"""The list of the inbox: the emails of all accounts and regions, newest first, with search and filters."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from sesv2kit.testing.engine import Engine, Reply
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.server import mails
from sesv2kit.testing.server.inbox.contents import badges, without_markup
from sesv2kit.testing.server.inbox.page import PATH, bdi, count, mail_path, people, render, revision, subject, time
from sesv2kit.testing.state import State

_PAGE_SIZE = 50

_ROW = 1000
"""How many characters of recipients and subject the list shows."""

_FIELDS = {
    "to": "To",
    "from_address": "From",
    "subject": "Subject",
    "tag": "Tag",
    "tenant_name": "Tenant",
    "configuration_set_name": "Configuration set",
    "account": "Account",
    "region": "Region",
}
"""The filters by name, with their labels."""

_HINTS = {"to": "ann@ or Ann", "tag": "name or name=value", "account": "123456789012", "region": "us-east-1"}


def respond(engine: Engine, query: Mapping[str, str], problem: str = "") -> Reply:
    """The page of the list for a query."""
    now = revision(engine)  # before the emails are read, so that none that arrives in between is missed
    wanted = mails.Filter.of(query)
    asked = query.get("page", "1")
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,6}", asked) else 1
    states = engine.states()
    start = (number - 1) * _PAGE_SIZE
    found = mails.page(wanted.states(states), wanted, start=start, size=_PAGE_SIZE, newest_first=True)
    everything = sum(len(state.outbox) for state in states)
    with_place = sum(bool(state.outbox) for state in states) > 1
    rows = "".join(row(state, mail, with_place) for state, mail in found.mails)
    content = [
        "<h1>Inbox</h1>",
        _search(wanted),
        f"<p role=alert class=problem>{escape(problem)}</p>" if problem else "",
        f"<div class=bar><p id=count class=count role=status data-live>{_count(wanted, found.total, everything)}</p>",
        f"{_deletion(wanted)}</div>",
        f"<div id=mails data-live>{_mails(rows, everything)}{_pages(wanted, number, found.total)}</div>",
    ]
    return render(400 if problem else 200, "Inbox", "".join(content), revision=now)


def path(wanted: mails.Filter, number: int = 1) -> str:
    """The path of a page of the list."""
    query = {**wanted.items(), **({"page": str(number)} if number > 1 else {})}
    return f"{PATH}?{urlencode(query, errors='replace')}" if query else PATH


def _search(wanted: mails.Filter) -> str:
    given = wanted.items()
    fields = "".join(
        f'<label>{label}<input name={name} value="{escape(given.get(name, ""))}"'
        f' placeholder="{_HINTS.get(name, "")}" autocomplete=off spellcheck=false></label>'
        for name, label in _FIELDS.items()
    )
    used = len(given.keys() - {"search"})
    reset = f'<a href="{PATH}">Show all mail</a>' if given else ""
    return (
        f'<form class=search role=search action="{PATH}"><div class=line>'
        f'<label class=words><span class=hidden>Search</span><input type=search name=search placeholder="Search mail"'
        f' value="{escape(given.get("search", ""))}" autocomplete=off></label><button>Search</button></div>'
        f"<details{' open' if used else ''}><summary>Filters{f' <small>{used}</small>' if used else ''}</summary>"
        f"<div class=fields>{fields}</div></details>{reset}</form>"
    )


def _count(wanted: mails.Filter, total: int, everything: int) -> str:
    return f"{total:,} of {count(everything, 'mail')}" if wanted.items() else count(everything, "mail")


def _deletion(wanted: mails.Filter) -> str:
    """A button to delete, in two steps, without a script."""
    what = "the emails found" if wanted.items() else "all emails"
    return (
        f'<details class=deletion><summary>Delete…</summary><form method=post action="{escape(path(wanted))}">'
        f"<button name=action value=delete>Delete {what}</button> <small>Identities, templates and everything else "
        "stay.</small></form></details>"
    )


def _mails(rows: str, everything: int) -> str:
    if rows:
        return f"<ol class=mails>{rows}</ol>"
    text = "No mail matches." if everything else "No mail yet. What programs send through this server comes here."
    return f"<p class=empty>{text}</p>"


def _pages(wanted: mails.Filter, number: int, total: int) -> str:
    newer = f'<a href="{escape(path(wanted, number - 1))}">Newer</a>' if number > 1 else ""
    older = f'<a href="{escape(path(wanted, number + 1))}">Older</a>' if total > number * _PAGE_SIZE else ""
    return f'<nav class=pages aria-label="Pages">{newer}{older}</nav>' if newer or older else ""


def row(state: State, mail: SentMail, with_place: bool) -> str:
    """An email in the list."""
    sender, everyone = people([mail.from_address]), people([*mail.to, *mail.cc, *mail.bcc])
    text = " ".join((mail.text or without_markup(mail.html or ""))[:600].split())
    return (
        f'<li><a href="{mail_path(mail.message_id)}"><span class=who><span>{bdi(sender[:_ROW])}</span>'
        f" <span>to {bdi(everyone[:_ROW])}</span></span>{time(mail.timestamp)}"
        f"<span class=subject>{subject(mail.subject[:_ROW])}</span>"
        f"<span class=snippet>{bdi(text[:200])}</span>{badges(state, mail, with_place)}</a></li>"
    )
