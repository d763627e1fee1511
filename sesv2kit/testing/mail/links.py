"""The links of an HTML body."""

from collections.abc import Sequence
from html.parser import HTMLParser


def links(html: str) -> Sequence[tuple[str, str]]:
    """The URLs of the links of an HTML body, each with the value of its attribute `ses:tags`."""
    return _Links(html).found


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link."""
        given = dict(attrs)
        if tag == "a":
            self.found.append((given.get("href") or "", given.get("ses:tags") or ""))
