"""Which mails of the outboxes a request asks for, whether it is the inbox page's or that of `/_outbox`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from heapq import merge
from itertools import islice, repeat

from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.parts import decoded
from sesv2kit.testing.state import State

Place = tuple[State, SentMail]
"""A mail, and the account and region that sent it."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a mail must have. None: anything will do. Upper and lower case are equal, but in names."""

    account: str | None = None
    """The account that sent it."""
    region: str | None = None
    """The region that it was sent in."""
    search: str | None = None
    """Words; each must be in an address, the subject or the source of a body, or be the message id."""
    from_address: str | None = None
    """A part of the sender, with its display name."""
    to: str | None = None
    """A part of one of the recipients, those of copies too."""
    subject: str | None = None
    """A part of the subject."""
    tag: str | None = None
    """A message tag: its name, or `name=value`."""
    tenant_name: str | None = None
    """The tenant it was sent for."""
    configuration_set_name: str | None = None
    """The configuration set that applied."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        """The filter in a query, whose other members do not matter."""
        return cls(**{each.name: query[each.name] for each in fields(cls) if query.get(each.name, "").strip()})

    def items(self) -> Mapping[str, str]:
        """What was asked for, by name."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}

    def states(self, states: Iterable[State]) -> list[State]:
        """The accounts and regions that are asked for."""
        return [
            each for each in states if self.account in (None, each.account_id) and self.region in (None, each.region)
        ]

    def takes_all(self) -> bool:
        """Whether each mail of those accounts and regions matches."""
        return not self.items().keys() - {"account", "region"}

    def matches(self, mail: SentMail) -> bool:
        """Whether a mail has what was asked for, its account and region apart."""
        return (
            self.tenant_name in (None, mail.tenant_name)
            and self.configuration_set_name in (None, mail.configuration_set_name)
            and (self.tag is None or _has_tag(mail, self.tag.strip()))
            and _within(self.subject, [mail.subject])
            and _within(self.from_address, [mail.from_address])
            and _within(self.to, [*mail.to, *mail.cc, *mail.bcc])
            and (self.search is None or _has_words(mail, self.search))
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the mails that match."""

    mails: Sequence[Place]
    """The mails."""
    total: int
    """How many match, those of the other pages too."""


def page(states: Sequence[State], wanted: Filter, *, start: int, size: int, newest_first: bool = False) -> Page:
    """Up to `size` of the mails that match, after the first `start` of them.

    Without a filter only the mails up to those of the page are looked at, however many there are.
    """
    mails = in_order(states, newest_first)
    if wanted.takes_all():
        return Page(mails=list(islice(mails, start, start + size)), total=sum(len(each.outbox) for each in states))
    total, shown = 0, list[Place]()
    for state, mail in mails:
        if wanted.matches(mail):
            total += 1
            if start < total <= start + size:
                shown.append((state, mail))
    return Page(mails=shown, total=total)


def find(states: Iterable[State], message_id: str) -> Place | None:
    """The mail of that id, also one that a test took out of the outbox."""
    # One look-up each: another request may delete it.
    return next(((each, mail) for each in states if (mail := each.sent.get(message_id)) is not None), None)


def delete(states: Iterable[State], wanted: Filter) -> int:
    """Delete the mails that match, with all that is known of them, and give their number.

    Everything else stays: identities, configuration sets, contacts, what counts for quotas and metrics.
    """
    return sum(
        _delete(state, {mail.message_id for mail in list(state.outbox) if wanted.matches(mail)}) for state in states
    )


def delete_one(state: State, message_id: str) -> None:
    """Delete one mail with all that is known of it."""
    _delete(state, {message_id})


def _delete(state: State, ids: set[str]) -> int:
    with state.lock:
        # In place, because tests hold these lists.
        state.outbox[:] = [mail for mail in state.outbox if mail.message_id not in ids]
        state.records[:] = [event for event in state.records if event.message_id not in ids]
        for message_id in ids:
            state.sent.pop(message_id, None)
            state.insights_events.pop(message_id, None)
    return len(ids)


def in_order(states: Iterable[State], newest_first: bool) -> Iterator[Place]:
    """The mails by the time they were sent, one after the other: an outbox is in that order already."""
    outboxes = (
        zip(repeat(state), reversed(state.outbox) if newest_first else iter(state.outbox), strict=False)
        for state in states
    )
    return merge(*outboxes, key=lambda place: place[1].timestamp, reverse=newest_first)


def _has_tag(mail: SentMail, tag: str) -> bool:
    name, equals, value = tag.partition("=")
    return name in mail.tags and (not equals or mail.tags[name] == value)


def _within(part: str | None, texts: Sequence[str]) -> bool:
    """Whether one of the texts, as it was written or as its readers see it, has that part."""
    if part is None:
        return True
    part = part.strip().casefold()
    return any(part in text.casefold() or ("=?" in text and part in decoded(text).casefold()) for text in texts)


def _has_words(mail: SentMail, words: str) -> bool:
    people = map(decoded, (mail.from_address, *mail.to, *mail.cc, *mail.bcc))
    text = "\n".join([mail.subject, *people, mail.text or "", mail.html or ""]).casefold()
    return all(word in text or word == mail.message_id for word in words.casefold().split())
