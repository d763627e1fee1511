"""`MessageState`: what is known of an email at each recipient, whatever the order of its events."""

import functools
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit.events import Event, MessageState, RecipientState
from tests.events.records import (
    ADVISOR,
    ANN,
    BO,
    CLICKED,
    DELAYED,
    ID,
    OPENED,
    RECORDS,
    Json,
    bounced,
    complained,
    delivered,
    mail,
    record,
)
from tests.events.test_records import only

BOTH = mail(ANN, BO)


def at(minute: int) -> str:
    return f"2026-11-20T10:{minute:02}:00Z"


def bounce(kind: str = "Permanent", *addresses: str, minute: int = 2, sub_kind: str = "General") -> Event:
    return only(record("Bounce", "bounce", bounced(kind, sub_kind, *addresses, timestamp=at(minute)), BOTH))


def complaint(*addresses: str, feedback: str = "abuse", minute: int = 3, **members: Any) -> Event:
    detail = complained(*addresses, feedback=feedback, timestamp=at(minute), **members)
    return only(record("Complaint", "complaint", detail, BOTH))


def delivery(*addresses: str, minute: int = 1) -> Event:
    return only(record("Delivery", "delivery", delivered(*addresses, timestamp=at(minute)), BOTH))


SEND = only(record("Send", "send", {}, BOTH))
DELAY = only(record("DeliveryDelay", "deliveryDelay", DELAYED, BOTH))
REJECT = only(record("Reject", "reject", {}, BOTH))
FAILURE = only(record("Rendering Failure", "failure", {}, BOTH))


def state(*events: Event) -> MessageState:
    return functools.reduce(MessageState.apply, events, MessageState(message_id=ID))


def statuses(*events: Event) -> list[str]:
    found = state(*events)
    return [found.recipients[one].status for one in (ANN, BO)]


CASES: list[tuple[list[Event], list[str]]] = [
    ([SEND], ["sent", "sent"]),
    ([REJECT, SEND], ["rejected", "rejected"]),
    ([FAILURE], ["failed", "failed"]),
    ([SEND, DELAY], ["deferred", "sent"]),
    ([SEND, DELAY, delivery(ANN)], ["delivered", "sent"]),
    ([SEND, delivery(ANN, BO)], ["delivered", "delivered"]),
    ([SEND, bounce("Permanent", ANN)], ["bounced", "sent"]),
    ([SEND, bounce("Transient", ANN), delivery(BO)], ["bounced", "delivered"]),
    ([SEND, bounce("Undetermined", ANN)], ["bounced", "sent"]),
    # Bounced after it had been delivered; the delivery may be told of later.
    ([SEND, delivery(ANN), bounce("Permanent", ANN)], ["bounced", "sent"]),
    # The reader is away: a transient bounce of an email that was delivered.
    ([SEND, delivery(ANN), bounce("Transient", ANN)], ["delivered", "sent"]),
    ([delivery(ANN), complaint(ANN)], ["complained", "unknown"]),
    # SES stamps complaints before deliveries now and then.
    ([delivery(ANN, minute=9), complaint(ANN, minute=3)], ["complained", "unknown"]),
    ([delivery(ANN), complaint(ANN), complaint(ANN, feedback="not-spam", minute=4)], ["delivered", "unknown"]),
    ([complaint(ANN, minute=5), complaint(ANN, feedback="not-spam", minute=4)], ["complained", "unknown"]),
    # Any of both may have complained: nobody is said to have.
    ([delivery(ANN, BO), complaint(ANN, BO)], ["delivered", "delivered"]),
]


@pytest.mark.parametrize(("events", "expected"), CASES)
def test_status(events: list[Event], expected: list[str]) -> None:
    assert statuses(*events) == expected
    assert statuses(*reversed(events)) == expected


EVENTS = [
    SEND,
    DELAY,
    REJECT,
    FAILURE,
    delivery(ANN),
    delivery(ANN, BO, minute=7),
    bounce("Permanent", ANN, sub_kind="OnAccountSuppressionList"),
    bounce("Permanent", ANN, BO, minute=8, sub_kind="Suppressed"),
    bounce("Transient", BO),
    bounce("Undetermined", ANN.upper(), minute=9),
    complaint(ANN),
    complaint(ANN, BO, minute=5),
    complaint(ANN, feedback="not-spam", minute=4),
    *(only(record("Open", "open", {**OPENED, "timestamp": at(minute)}, mail(ANN))) for minute in (1, 2)),
    only(record("Click", "click", CLICKED, BOTH)),
    only(RECORDS["Subscription"]),
    only({"eventType": "Bounce", "mail": {"messageId": ID}}),
    only({"eventType": "New", "mail": BOTH}),
]


@given(st.data())
def test_neither_order_nor_repetition_matters(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(EVENTS), max_size=12))
    again = data.draw(
        st.permutations(chosen + data.draw(st.lists(st.sampled_from(chosen), max_size=4) if chosen else st.just([])))
    )
    assert state(*again) == state(*chosen)


@given(st.lists(st.sampled_from(EVENTS), max_size=8))
def test_a_stored_state_goes_on(events: list[Event]) -> None:
    stored = MessageState(message_id=ID)
    for event in events:
        stored = MessageState.model_validate_json(stored.apply(event).model_dump_json())
    assert stored == state(*events)


def test_what_is_kept() -> None:
    opened: Json = {**OPENED, "timestamp": at(5)}
    found = state(
        SEND,
        delivery(ANN),
        bounce("Permanent", BO, sub_kind="OnTenantSuppressionList"),
        only(record("Open", "open", opened, BOTH)),
        only(record("Open", "open", opened, mail(ANN))),
    )
    moment = functools.partial(datetime, 2026, 11, 20, 10, tzinfo=UTC)
    assert found.opened_at == moment(5)
    sent = datetime(2026, 11, 20, 10, 0, 0, 123000, UTC)
    assert found.recipients == {
        ANN: RecipientState(sent_at=sent, delivered_at=moment(1), opened_at=moment(5)),
        BO: RecipientState(sent_at=sent, permanent_failure_at=moment(2), suppressed_by="tenant"),
    }


def test_an_address_is_one_recipient_however_it_is_spelt() -> None:
    found = state(SEND, bounce("Permanent", "Ann@MAIL.example"))
    assert found.recipients[ANN].status == "bounced"
    assert set(found.recipients) == {ANN, BO}


@pytest.mark.parametrize(
    "payload", [record("Send", "send", {}, mail(messageId="another")), ADVISOR, {"eventType": "Send"}]
)
def test_events_of_other_emails_are_refused(payload: Json) -> None:
    with pytest.raises(ValueError, match="another email"):
        state(only(payload))


def test_an_event_without_a_time_counts() -> None:
    detail = bounced(timestamp=None)
    event = only({"eventType": "Bounce", "bounce": detail, "mail": {"messageId": ID, "destination": [ANN]}})
    assert state(event).recipients[ANN].permanent_failure_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_first_of_some_moments_counts_and_of_others_the_last() -> None:
    def times(kind: str, member: str, detail: Json, name: str) -> set[datetime | None]:
        events = [only(record(kind, member, {**detail, "timestamp": at(minute)}, mail(ANN))) for minute in (3, 1, 2)]
        return {getattr(state(*order).recipients[ANN], name) for order in (events, events[::-1])}

    first, last = (datetime(2026, 11, 20, 10, minute, tzinfo=UTC) for minute in (1, 3))
    assert times("Delivery", "delivery", delivered(ANN), "delivered_at") == {first}
    assert times("Bounce", "bounce", bounced(), "permanent_failure_at") == {first}
    assert times("Open", "open", OPENED, "opened_at") == {first}
    assert times("Click", "click", CLICKED, "clicked_at") == {first}
    assert times("Bounce", "bounce", bounced("Transient"), "transient_failure_at") == {last}
    assert times("DeliveryDelay", "deliveryDelay", DELAYED, "delayed_at") == {last}
    assert times("Complaint", "complaint", complained(), "complained_at") == {last}
    assert times("Complaint", "complaint", complained(feedback="not-spam"), "not_spam_at") == {last}
