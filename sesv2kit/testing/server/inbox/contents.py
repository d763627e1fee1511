"""The content of an email's page: HTML body, files, links, unsubscribe options, labels."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from sesv2kit.testing.engine import Reply
from sesv2kit.testing.mail.links import links
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.parts import Attachment
from sesv2kit.testing.server.inbox.page import COMMON, bdi, count, encoded, render, source_path
from sesv2kit.testing.state import State

MAX_PAGE = 20 * 2**20
"""Maximum size of a page in bytes. An email may show one of its own pictures thousands of times."""

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""The permissions of the HTML of an email: it may only open links in new windows when they are clicked."""

_LINKS_WITHIN = 200_000
"""Characters of a body that are searched for links."""

_MAX_LINKS = 100


def body(mail: SentMail, html: str, *, remote_images: bool) -> Reply:
    """The HTML body as a separate document, with the email's own pictures up to the maximum size."""
    pictures = {file.content_id: file for file in mail.attachments if file.content_id}
    start = '<!doctype html><meta charset="utf-8"><base target="_blank">'
    room = MAX_PAGE - len(encoded(html)) - len(start)
    if room < 0:
        return too_large(mail.message_id)

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
    policy = (
        f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; font-src data:; "
        f"img-src data:{' http: https:' if remote_images else ''}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    return Reply(200, {**COMMON, **headers}, encoded(page))


def too_large(message_id: str) -> Reply:
    """The response if a page would be too large."""
    source = f'<a href="{source_path(message_id)}">Source of the message</a>'
    return render(413, "Too large", f"<p class=empty>This email is too large for a page. {source} is complete.</p>")


def has_remote_images(html: str) -> bool:
    """Whether the text of the HTML appears to contain remote pictures."""
    return re.search(r"""(\ssrc\s*=|\sbackground\s*=|\burl\()\s{0,9}["']?https?:""", html, re.IGNORECASE) is not None


def file_name(file: Attachment) -> str:
    """The file's name without directories and control characters."""
    name = re.split(r"[/\\]", file.file_name)[-1]
    return "".join(each for each in name if each.isprintable()).strip(" .")[:200] or "file"


def without_markup(html: str) -> str:
    """The approximate text of HTML, for the list."""
    return re.sub(r"(?is)<(style|script|title)\b.*?</\1\s*>|<[^>]*>", " ", html[:4000])


def links_of(mail: SentMail) -> Sequence[str]:
    """The links of an email without duplicates: those of the HTML, then those of the text."""
    in_html = [href.strip() for href, _ in links((mail.html or "")[:_LINKS_WITHIN])]
    in_text = re.findall(r"https?://[^\s<>]+", (mail.text or "")[:_LINKS_WITHIN])
    found = dict.fromkeys(each for each in [*in_html, *in_text] if each and not each.startswith("#"))
    return list(found)[:_MAX_LINKS]


def is_web(link: str) -> bool:
    """Whether a link is http or https, so that a browser may open it."""
    return re.match(r"https?://", link, re.IGNORECASE) is not None


@dataclass(frozen=True, kw_only=True)
class Unsubscribing:
    """The unsubscribe options of an email (RFC 2369 and RFC 8058)."""

    links: Sequence[str]
    """The links of the header List-Unsubscribe."""
    one_click: str | None
    """The link for the POST of one-click unsubscribe. None: the email does not support it."""


def unsubscribing(mail: SentMail) -> Unsubscribing:
    """The unsubscribe options of an email."""
    headers = {name.lower(): value for name, value in mail.header_items}
    written = re.findall(r"<([^<>]*)>", headers.get("list-unsubscribe", ""))
    found = [link.strip() for link in written if link.strip()][:_MAX_LINKS]
    offers = headers.get("list-unsubscribe-post", "").strip().lower() == "list-unsubscribe=one-click"
    return Unsubscribing(links=found, one_click=next(filter(is_web, found), None) if offers else None)


def badges(state: State, mail: SentMail, with_place: bool) -> str:
    """The labels of an email: its problems, and its configuration set, tenant and so on."""
    troubles = {
        "not rendered": mail.rendering_error,
        "rejected": mail.rejected,
        "bounced": mail.bounced,
        "suppressed": mail.suppressed,
        "unsubscribed": mail.unsubscribed,
        "complaint": mail.complained,
    }
    found = [f"<span class=bad>{word}</span>" for word, trouble in troubles.items() if trouble]
    named = {"tenant": mail.tenant_name, "configuration set": mail.configuration_set_name}
    found += [f"<span>{label} {bdi(name)}</span>" for label, name in named.items() if name]
    if mail.attachments:
        found.append(f"<span>{count(len(mail.attachments), 'file')}</span>")
    if with_place:
        found.append(f"<span>{bdi(state.account_id)} {bdi(state.region)}</span>")
    return f"<span class=badges>{''.join(found)}</span>" if found else ""
