"""Bare records: every type that configuration sets and identities publish, with the oddities of real ones."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from sesv2kit.errors import MemberUnreadError
from sesv2kit.events import (
    BounceEvent,
    ClickEvent,
    ComplaintEvent,
    DeliveryDelayEvent,
    DeliveryEvent,
    Event,
    OpenEvent,
    RejectEvent,
    RenderingFailureEvent,
    SendEvent,
    SetupEvent,
    SubscriptionEvent,
    UnknownEvent,
    parse,
)
from tests.events.records import (
    ANN,
    BO,
    BOUNCE,
    CLICKED,
    FEEDBACK_ID,
    ID,
    IDENTITY_SETUP,
    NOTIFICATIONS,
    RECORDS,
    TOPIC_SETUP,
    Json,
    bounced,
    compact,
    complained,
    mail,
    record,
)

CLASSES: dict[str, type[Event]] = {
    "Send": SendEvent,
    "Delivery": DeliveryEvent,
    "Bounce": BounceEvent,
    "Complaint": ComplaintEvent,
    "Reject": RejectEvent,
    "Open": OpenEvent,
    "Click": ClickEvent,
    "Rendering Failure": RenderingFailureEvent,
    "DeliveryDelay": DeliveryDelayEvent,
    "Subscription": SubscriptionEvent,
}


def only(payload: Any) -> Event:
    (event,) = parse(payload)
    return event


def bounce(**members: Any) -> BounceEvent:
    event = only(record("Bounce", "bounce", bounced(**members)))
    assert isinstance(event, BounceEvent)
    return event


def members(document: object, path: str = "") -> dict[str, object]:
    """Every scalar of a JSON document, by its path."""
    if isinstance(document, dict):
        parts: list[tuple[object, object]] = list(document.items())
    elif isinstance(document, list):
        parts = list(enumerate(document))
    else:
        return {path: document}
    return {key: one for name, part in parts for key, one in members(part, f"{path}.{name}").items()}


@pytest.mark.parametrize("kind", RECORDS)
def test_record(kind: str) -> None:
    event = only(compact(RECORDS[kind]))
    assert type(event) is CLASSES[kind]
    assert event.event_type == kind
    assert event.unread == ()
    assert event.message_id == ID


def test_there_is_a_record_of_each_type() -> None:
    published = {cls for cls in get_args(Event) if "mail" in cls.model_fields} - {UnknownEvent}
    assert {CLASSES[kind] for kind in RECORDS} == published


@pytest.mark.parametrize("document", [*RECORDS.values(), *NOTIFICATIONS.values()])
def test_every_member_of_a_record_has_an_attribute_and_is_kept(document: Json) -> None:
    event = only(compact(document))
    read = members(event.to_wire(mode="json"))
    given = {path: one for path, one in members(document).items() if one is not None}
    times = {path for path in given if path.lower().endswith(("timestamp", "time", "arrivaldate"))}
    assert {path: read[path] for path in given if path not in times} == {
        path: one for path, one in given.items() if path not in times
    }
    for path in times:
        assert datetime.fromisoformat(str(read[path])) == datetime.fromisoformat(str(given[path]))

    def unlisted(model: Any) -> dict[str, Any]:
        found = dict(model.model_extra or {})
        for name in type(model).model_fields:
            value = getattr(model, name)
            for one in value if isinstance(value, list) else [value]:
                if hasattr(one, "model_extra"):
                    found |= unlisted(one)
        return found

    assert unlisted(event) == {}


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("form", ["bytes", "text", "mapping", "spaced", "bytearray", "memoryview", "newline", "mark"])
def test_every_kind_of_payload_gives_the_same(kind: str, form: str) -> None:
    document, text = RECORDS[kind], compact(RECORDS[kind])
    payloads: dict[str, Any] = {
        "bytes": text.encode(),
        "text": text,
        "mapping": document,
        "spaced": json.dumps(document, indent=2),
        "bytearray": bytearray(text.encode()),
        "memoryview": memoryview(text.encode()),
        "newline": text + "\n",
        "mark": b"\xef\xbb\xbf" + text.encode(),
    }
    assert only(payloads[form]) == only(text)


@pytest.mark.parametrize("kind", NOTIFICATIONS)
def test_notification_of_an_identity(kind: str) -> None:
    event = only(compact(NOTIFICATIONS[kind]))
    assert type(event) is CLASSES[kind]
    assert isinstance(event, BounceEvent | ComplaintEvent | DeliveryEvent)
    assert (event.event_type, event.notification_type) == (kind, kind)
    assert (event.mail.source_ip, event.mail.caller_identity) == ("192.0.2.1", "mailer")
    assert event.tags == {}
    assert event.unread == ()


def test_texts_of_a_topic_that_was_connected() -> None:
    identity, configuration_set = only(IDENTITY_SETUP + "\n"), only(TOPIC_SETUP)
    assert isinstance(identity, SetupEvent)
    assert isinstance(configuration_set, SetupEvent)
    assert identity.event_type == configuration_set.event_type == "AmazonSnsSubscriptionSucceeded"
    assert (identity.message or "").startswith("You have successfully subscribed")
    assert configuration_set.message == TOPIC_SETUP


# What is new, missing or odd.


@pytest.mark.parametrize(
    "document",
    [
        record("Teleported", "teleported", {"to": "mars"}),
        record("bounce", "bounce", bounced()),
        {"notificationType": "Received", "mail": mail(), "receipt": {}},
        {"eventType": ["Bounce"], "mail": mail()},
        {"eventType": None},
        {"eventType": "x" * 1_000, "mail": 5},
    ],
)
def test_new_types_are_unknown_events_with_everything_in_them(document: Json) -> None:
    event = only(compact(document))
    assert isinstance(event, UnknownEvent)
    rest = {name: value for name, value in document.items() if name not in ("eventType", "notificationType", "mail")}
    assert event.model_extra == rest
    kind = document.get("eventType")
    assert event.event_type == (kind if isinstance(kind, str) else None)


def test_new_members_and_values_are_kept() -> None:
    document = record("Bounce", "bounce", {**bounced(sub_kind="Novel"), "newer": {"a": [1]}}, mail(newest=True))
    event = only({**document, "top": 1})
    assert isinstance(event, BounceEvent)
    assert event.bounce.bounce_sub_type == "Novel"
    assert (event.model_extra, event.bounce.model_extra) == ({"top": 1}, {"newer": {"a": [1]}})
    assert event.mail.model_extra == {"newest": True}
    assert event.unread == ()


def test_what_is_missing_or_odd_is_listed_and_does_not_lie(caplog: pytest.LogCaptureFixture) -> None:
    document = record("Bounce", "bounce", bounced(timestamp="soon", reportingMTA=7, bouncedRecipients=[5, {}]))
    del document["bounce"]["feedbackId"], document["mail"]["messageId"]
    with caplog.at_level(logging.WARNING, "sesv2kit"):
        event = only(document)
    assert isinstance(event, BounceEvent)
    assert set(event.unread) == {
        "bounce.timestamp",
        "bounce.reportingMTA",
        "bounce.bouncedRecipients.0",
        "bounce.bouncedRecipients.1.emailAddress",
        "bounce.feedbackId",
        "mail.messageId",
    }
    assert event.bounce.reporting_mta is None
    with pytest.raises(MemberUnreadError, match=r"Bounce.feedback_id .* unread of an event"):
        _ = event.bounce.feedback_id
    assert event.message_id is None
    assert event.time == datetime(2026, 11, 20, 10, 0, 0, 123000, UTC)
    (told,) = caplog.records
    assert told.getMessage().startswith("BounceEvent: missing or unreadable: ")
    assert "soon" not in told.getMessage()


def test_a_record_without_its_details_is_still_one() -> None:
    event = only({"eventType": "Bounce", "mail": mail()})
    assert isinstance(event, BounceEvent)
    assert event.unread == ("bounce",)
    assert event.permanent_failures == event.transient_failures == event.recipients == ()
    assert event.suppressed_by is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-20T10:00:01.456Z", datetime(2026, 11, 20, 10, 0, 1, 456000, UTC)),
        ("2026-11-20T10:00:01.000Z", datetime(2026, 11, 20, 10, 0, 1, 0, UTC)),
        ("2018-10-08T14:05:45 +0000", datetime(2018, 10, 8, 14, 5, 45, 0, UTC)),
        ("2018-10-08T14:05:45 -0130", datetime(2018, 10, 8, 15, 35, 45, 0, UTC)),
        ("2012-05-25T14:59:38-07:00", datetime(2012, 5, 25, 21, 59, 38, 0, UTC)),
        ("2026-11-20T10:00:01", datetime(2026, 11, 20, 10, 0, 1, 0, UTC)),
        ([2026, 11, 20, 10, 0, 1, 456000000], datetime(2026, 11, 20, 10, 0, 1, 456000, UTC)),
        ([2026, 11, 20, 10, 0], datetime(2026, 11, 20, 10, 0, 0, 0, UTC)),
    ],
)
def test_moments_are_in_utc(written: object, moment: datetime) -> None:
    event = bounce(timestamp=written)
    assert event.unread == ()
    assert event.bounce.timestamp == moment
    assert event.bounce.timestamp.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "written",
    ["", "soon", [2026], [2026, 11, 20, "10"], [2026, 13, 1], [10**30, 1, 1], [True, 1, 1], [1] * 8, {}, {"a": 1}],
)
def test_what_is_no_moment_is_unread(written: object) -> None:
    assert bounce(timestamp=written).unread == ("bounce.timestamp",)


@pytest.mark.parametrize("tags", [None, {}, {"part": ["head"]}])
def test_link_tags_may_be_null(tags: Json | None) -> None:
    event = only(record("Click", "click", {**CLICKED, "linkTags": tags}))
    assert isinstance(event, ClickEvent)
    assert event.click.link_tags == (tags or {})
    assert event.unread == ()


def test_link_tags_that_are_none_are_unread() -> None:
    event = only(record("Click", "click", {**CLICKED, "linkTags": {"part": "head"}}))
    assert isinstance(event, ClickEvent)
    assert (event.click.link_tags, event.unread) == ({}, ("click.linkTags",))


def test_headers_truncated_may_be_text() -> None:
    event = only(record("Bounce", "bounce", bounced(), mail(headersTruncated="true")))
    assert isinstance(event, BounceEvent)
    assert event.mail.headers_truncated is True
    assert event.unread == ()


def test_raw_mail_without_headers() -> None:
    event = only(record("Send", "send", {}, mail(headers=[], commonHeaders={"messageId": ID})))
    assert isinstance(event, SendEvent)
    assert event.mail.common_headers
    assert (event.mail.headers, event.mail.common_headers.subject, event.unread) == ([], None, ())


def test_the_last_of_two_types_holds() -> None:
    text = compact(BOUNCE)[:-1]
    assert isinstance(only(text + ',"eventType":"Click","click":' + compact(CLICKED) + "}"), ClickEvent)
    assert isinstance(only(text.replace("eventType", "notificationType") + ',"eventType":"Click"}'), ClickEvent)
    assert isinstance(only(text + ',"eventType":"Novel"}'), UnknownEvent)
    assert isinstance(only(text + ',"eventType":"Bounce"}'), BounceEvent)


# Use in programs.


def test_events_are_read_back_from_their_own_json() -> None:
    for document in [*RECORDS.values(), *NOTIFICATIONS.values()]:
        event = only(document)
        assert only(json.dumps(event.to_wire(mode="json"))) == only(event.to_wire()) == event
        assert type(event).model_validate_json(event.model_dump_json()) == event


def test_events_can_be_made_in_python() -> None:
    given = bounce()
    made = BounceEvent(mail=given.mail, bounce=given.bounce)
    assert made.permanent_failures == (ANN,)
    assert made.bounce.feedback_id == FEEDBACK_ID
    with pytest.raises(ValueError, match="bounce_type"):
        given.bounce.model_copy(update={"bounce_type": "Permanant"})


def structures(structure: Any) -> Iterator[Any]:
    """All structures inside one."""
    for name in type(structure).model_fields:
        value = getattr(structure, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "model_fields_set"):
                yield from (one, *structures(one))


def test_printing_an_event_shows_no_address_and_no_content() -> None:
    secrets = (ANN, BO, "hello@shop.example", "Your order", "shop.example/a", "spring", "550 5.1.1", "192.0.2.77")
    for document in [*RECORDS.values(), *NOTIFICATIONS.values()]:
        event = only(document)
        parts = [event, event.complaint_recipients, event.envelope, *structures(event)]
        for text in (*map(repr, parts), str(event)):
            assert not any(secret in text for secret in secrets), text


def test_complaint_without_recipients() -> None:
    detail = complained(complaintSubType="OnAccountSuppressionList", feedback=None)
    del detail["complainedRecipients"]
    event = only(record("Complaint", "complaint", detail))
    assert isinstance(event, ComplaintEvent)
    assert (event.recipients, event.complaint_recipients, event.unread) == ((), (), ())
