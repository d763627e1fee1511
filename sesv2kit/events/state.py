"""`MessageState`: the state of an email, computed from its events in any order."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import Field

from sesv2kit.events.types import (
    BounceEvent,
    Category,
    ClickEvent,
    ComplaintEvent,
    DeliveryDelayEvent,
    DeliveryEvent,
    Event,
    MailEvent,
    OpenEvent,
    RejectEvent,
    RenderingFailureEvent,
    SendEvent,
    SuppressedBy,
    destination_of,
)
from sesv2kit.shapes import MultiLine, Shape, Timestamp

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = frozenset(
    "sent_at delivered_at permanent_failure_at rejected_at rendering_failed_at opened_at clicked_at".split()
)
"""Of several events of these kinds the first counts; of all other kinds, the last."""


class RecipientState(Shape):
    """The state of an email for one recipient. An event without a readable time counts as of 1970-01-01."""

    sent_at: Timestamp | None = None
    """When SES accepted the email. None: no event says so."""

    delivered_at: Timestamp | None = None
    """When the receiving server accepted it. None: no event says so."""

    permanent_failure_at: Timestamp | None = None
    """When it bounced permanently. None: it did not, as far as is known."""

    transient_failure_at: Timestamp | None = None
    """When it last bounced in another way, including `Undetermined`. None: it did not, as far as is known."""

    suppressed_by: SuppressedBy | None = None
    """Why SES did not send it. None: it did, as far as is known."""

    delayed_at: Timestamp | None = None
    """When an attempt last failed. None: none did, as far as is known."""

    complained_at: Timestamp | None = None
    """When the recipient last complained. None: no event says so."""

    may_have_complained_at: Timestamp | None = None
    """When the last complaint came that names several recipients including this one. None: there was none."""

    not_spam_at: Timestamp | None = None
    """When the recipient last reported that it is not spam. None: no event says so."""

    rejected_at: Timestamp | None = None
    """When SES found a virus in it. None: it did not, as far as is known."""

    rendering_failed_at: Timestamp | None = None
    """When rendering the template failed. None: it did not, as far as is known."""

    opened_at: Timestamp | None = None
    """When it was first opened. None: no event says so."""

    clicked_at: Timestamp | None = None
    """When a link in it was first clicked. None: no event says so."""

    @property
    def status(self) -> Category:
        """The status in one word. The first that applies: complained and did not withdraw it, bounced permanently,
        delivered, bounced in another way, rejected, failed, deferred, sent, unknown."""
        if self.complained_at is not None and (self.not_spam_at is None or self.not_spam_at < self.complained_at):
            return "complained"
        states: tuple[tuple[datetime | None, Category], ...] = (
            (self.permanent_failure_at, "bounced"),
            (self.delivered_at, "delivered"),
            (self.transient_failure_at, "bounced"),
            (self.rejected_at, "rejected"),
            (self.rendering_failed_at, "failed"),
            (self.delayed_at, "deferred"),
            (self.sent_at, "sent"),
        )
        for moment, state in states:
            if moment is not None:
                return state
        return "unknown"


class MessageState(Shape):
    """The state of one email. Immutable; it can be stored as JSON: `model_dump_json` and `model_validate_json`."""

    message_id: Annotated[str, MultiLine()]
    """SES's id of the email."""

    recipients: dict[Annotated[str, MultiLine()], RecipientState] = Field(default={})
    """The state by address, in lower case, for all recipients in the events."""

    opened_at: Timestamp | None = None
    """When it was first opened, by any recipient. None: no event says so."""

    clicked_at: Timestamp | None = None
    """When a link in it was first clicked, by any recipient. None: no event says so."""

    def apply(self, event: Event) -> Self:
        """The state after an event. The order of events does not matter, and duplicates do not change it.

        Args:
            event: An event about this email. A type that says nothing about recipients changes nothing.

        Raises:
            ValueError: The event is about another email, or about none.
        """
        if event.message_id != self.message_id:
            raise ValueError("the event is about another email, or about none")
        if not isinstance(event, MailEvent):
            return self
        recipients = dict(self.recipients)
        for address in destination_of(event):
            recipients.setdefault(address.lower(), RecipientState())
        facts = _facts(event)
        for address in event.recipients:
            known = recipients.get(address.lower(), RecipientState())
            recipients[address.lower()] = known.model_copy(update=_joined(known, facts))
        own = {name: moment for name, moment in facts.items() if name in ("opened_at", "clicked_at")}
        return self.model_copy(update={"recipients": recipients, **_joined(self, own)})


def _facts(event: Event) -> dict[str, Any]:
    """The facts of an event about its recipients."""
    moment = event.time or _NO_TIME
    match event:
        case SendEvent():
            return {"sent_at": moment}
        case DeliveryEvent():
            return {"delivered_at": moment}
        case BounceEvent():
            kind = "permanent" if event.permanent_failures else "transient"
            return {f"{kind}_failure_at": moment, "suppressed_by": event.suppressed_by}
        case ComplaintEvent():
            certain = [one.certain for one in event.complaint_recipients]
            name = "not_spam_at" if not certain else "complained_at" if all(certain) else "may_have_complained_at"
            return {name: moment, "suppressed_by": event.suppressed_by}
        case RejectEvent():
            return {"rejected_at": moment}
        case RenderingFailureEvent():
            return {"rendering_failed_at": moment}
        case DeliveryDelayEvent():
            return {"delayed_at": moment}
        case OpenEvent():
            return {"opened_at": moment}
        case ClickEvent():
            return {"clicked_at": moment}
        case _:
            return {}


def _joined(known: Shape, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts merged with the known ones: the earliest or the last of each."""
    joined: dict[str, Any] = {}
    for name, fact in facts.items():
        both: Iterable[Any] = [one for one in (fact, getattr(known, name)) if one is not None]
        joined[name] = (min if name in _EARLIEST or name == "suppressed_by" else max)(both, default=None)
    return joined
