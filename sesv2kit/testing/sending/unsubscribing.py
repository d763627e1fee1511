"""List management: the unsubscribe link and headers of mail that goes to one contact of a list."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from sesv2kit.testing.mail.message import Content
from sesv2kit.testing.protocol.errors import not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_contact_list

UNSUBSCRIBE_URL = "amazonSESUnsubscribeUrl"
"""What stands in double braces where the link is to be."""

_PLACEHOLDER = f"{{{{{UNSUBSCRIBE_URL}}}}}"
_MAX_LINKS = 2


def with_unsubscribe_link(state: State, content: Content, addresses: Sequence[str], options: Json) -> Content:
    """The content with the link in two of its places at most, and with the headers that mail programs use.

    Only mail to one recipient gets them. Nobody answers at the link: tests call UpdateContact.
    """
    found = find_contact_list(state, options["ContactListName"])
    topic = options.get("TopicName")
    if topic is not None and topic not in [each["TopicName"] for each in found.topics]:
        raise not_found(f"List {found.name} does not have a topic with name: {topic}.")
    if len(addresses) != 1:
        return content
    # Neither "=" nor "+": quoted-printable text must stay what it was.
    url = f"https://unsubscribe.{state.region}.amazonaws.com/{secrets.token_hex(20)}"
    headers = [("List-Unsubscribe", f"<{url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    if content.mime is not None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers).encode()
        return Content.from_mime(lines + content.mime.replace(_PLACEHOLDER.encode(), url.encode(), _MAX_LINKS))
    text, left = _linked(content.text, url, _MAX_LINKS)
    html, _ = _linked(content.html, url, left)
    names = [name.lower() for name, _ in headers]
    own = [(name, value) for name, value in content.headers if name.lower() not in names]
    return replace(content, text=text, html=html, headers=[*own, *headers])


def _linked(text: str | None, url: str, links: int) -> tuple[str | None, int]:
    """A body with the link in its first places, and how many links are left for others."""
    if text is None:
        return None, links
    return text.replace(_PLACEHOLDER, url, links), max(0, links - text.count(_PLACEHOLDER))
