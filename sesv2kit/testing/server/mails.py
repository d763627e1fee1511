"""Finds the emails of the outboxes that a request for the inbox page or for `/_outbox` names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from heapq import merge
from itertools import islice, repeat

from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.parts import decoded
from sesv2kit.testing.state import State

Place = tuple[State, SentMail]
"""An email, and the account and region that sent it."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What an email must have. None: anything. Case is ignored, except in names."""

    account: str | None = None
    """The account that sent it."""
    region: str | None = None
    """The region that it was sent in."""
    search: str | None = None
    """Words. Each must be in an address, in the subject or in the source of a body, or be the message id."""
    from_address: str | None = None
    """A part of the sender, with its display name."""
    to: str | None = None
    """A part of one of the recipients, including Cc and Bcc."""
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
        """The filter of a query. Other parameters are ignored."""
        return cls(**{each.name: query[each.name] for each in fields(cls) if query.get(each.name, "").strip()})

    def items(self) -> Mapping[str, str]:
        """The filter's values by name."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}

    def states(self, states: Iterable[State]) -> list[State]:
        """The accounts and regions of the filter."""
        return [
            each for each in states if self.account in (None, each.account_id) and self.region in (None, each.region)
        ]

    def takes_all(self) -> bool:
        """Whether every email of those accounts and regions matches."""
        return not self.items().keys() - {"account", "region"}

    def matches(self, mail: SentMail) -> bool:
        """Whether an email matches, without account and region."""
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
    """Some of the emails that match."""

    mails: Sequence[Place]
    """The emails."""
    total: int
    """How many match, including those of the other pages."""


def page(states: Sequence[State], wanted: Filter, *, start: int, size: int, newest_first: bool = False) -> Page:
    """Up to `size` of the emails that match, after the first `start` of them.

    Without a filter, only the emails up to the end of the page are read.
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
    """The email with this id, also one that a test removed from the outbox."""
    # One look-up each: another request may delete it.
    return next(((each, mail) for each in states if (mail := each.sent.get(message_id)) is not None), None)


def delete(states: Iterable[State], wanted: Filter) -> int:
    """Delete the emails that match, with their events, and return their number.

    Everything else stays: identities, configuration sets, contacts, and the counts of quotas and metrics.
    """
    return sum(
        _delete(state, {mail.message_id for mail in list(state.outbox) if wanted.matches(mail)}) for state in states
    )


def delete_one(state: State, message_id: str) -> None:
    """Delete one email with its events."""
    _delete(state, {message_id})


def _delete(state: State, ids: set[str]) -> int:
    with state.lock:
        # In place, because tests may have references to these lists.
        state.outbox[:] = [mail for mail in state.outbox if mail.message_id not in ids]
        state.records[:] = [event for event in state.records if event.message_id not in ids]
        for message_id in ids:
            state.sent.pop(message_id, None)
            state.insights_events.pop(message_id, None)
    return len(ids)


def in_order(states: Iterable[State], newest_first: bool) -> Iterator[Place]:
    """The emails in the order in which they were sent. Each outbox is in that order already."""
    outboxes = (
        zip(repeat(state), reversed(state.outbox) if newest_first else iter(state.outbox), strict=False)
        for state in states
    )
    return merge(*outboxes, key=lambda place: place[1].timestamp, reverse=newest_first)


def _has_tag(mail: SentMail, tag: str) -> bool:
    name, equals, value = tag.partition("=")
    return name in mail.tags and (not equals or mail.tags[name] == value)


def _within(part: str | None, texts: Sequence[str]) -> bool:
    """Whether one of the texts, encoded or decoded, contains that part."""
    if part is None:
        return True
    part = part.strip().casefold()
    return any(part in text.casefold() or ("=?" in text and part in decoded(text).casefold()) for text in texts)


def _has_words(mail: SentMail, words: str) -> bool:
    people = map(decoded, (mail.from_address, *mail.to, *mail.cc, *mail.bcc))
    text = "\n".join([mail.subject, *people, mail.text or "", mail.html or ""]).casefold()
    return all(word in text or word == mail.message_id for word in words.casefold().split())
