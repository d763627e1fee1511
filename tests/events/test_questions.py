"""What people ask of an event."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from sesv2kit.events import (
    BaseEvent,
    BounceEvent,
    Category,
    ComplaintRecipient,
    Event,
    OpenEvent,
    SubscriptionEvent,
    parse,
)
from tests.events.records import (
    ADVISOR,
    ANN,
    BO,
    CLICKED,
    CONFIRMATION,
    DELAYED,
    FEEDBACK_ID,
    ID,
    NOTIFICATIONS,
    OPENED,
    RECORDS,
    SENDING_STATUS,
    TOPIC_SETUP,
    Json,
    bounced,
    compact,
    complained,
    delivered,
    eventbridge,
    mail,
    preferences,
    record,
    sns,
    subscription,
)
from tests.events.test_records import only

CATEGORIES: dict[str, Category] = {
    "Send": "sent",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "complained",
    "Reject": "rejected",
    "Open": "opened",
    "Click": "clicked",
    "Rendering Failure": "failed",
    "DeliveryDelay": "deferred",
    "Subscription": "unsubscribed",
}


def bounce(kind: str, sub_kind: str = "General", *addresses: str, **members: Any) -> Event:
    return only(record("Bounce", "bounce", bounced(kind, sub_kind, *addresses, **members), mail(ANN, BO)))


def complaint(*addresses: str, **members: Any) -> Event:
    return only(record("Complaint", "complaint", complained(*addresses, **members), mail(ANN, BO)))


@pytest.mark.parametrize("kind", RECORDS)
def test_category(kind: str) -> None:
    assert only(RECORDS[kind]).category == CATEGORIES[kind]
    if kind in NOTIFICATIONS:
        assert only(NOTIFICATIONS[kind]).category == CATEGORIES[kind]


@pytest.mark.parametrize("payload", [ADVISOR, SENDING_STATUS, CONFIRMATION, TOPIC_SETUP, {"eventType": "New"}])
def test_what_is_about_no_email_has_no_category_and_concerns_nobody(payload: Any) -> None:
    event = only(payload)
    assert (event.category, event.message_id, event.recipients, event.tags) == ("unknown", None, (), {})
    assert (event.permanent_failures, event.transient_failures, event.complaint_recipients) == ((), (), ())
    assert (event.suppressed_by, event.unsubscribed, event.configuration_set) == (None, False, None)


# Failures: by the type of the bounce, never by a status.


@pytest.mark.parametrize("status", ["5.1.1", "4.4.1", "", None])
@pytest.mark.parametrize("kind", ["Permanent", "Transient", "Undetermined", "Novel"])
def test_the_type_of_a_bounce_decides(kind: str, status: Any) -> None:
    event = bounce(kind, "General", ANN, BO, status=status)
    assert event.permanent_failures == ((ANN, BO) if kind == "Permanent" else ())
    assert event.transient_failures == ((ANN, BO) if kind == "Transient" else ())
    assert event.recipients == (ANN, BO)


def test_reply_of_an_absent_reader_is_transient() -> None:
    event = bounce("Transient", "General", bouncedRecipients=[{"emailAddress": ANN}], reportingMTA=None)
    assert (event.permanent_failures, event.transient_failures) == ((), (ANN,))


@pytest.mark.parametrize(
    ("sub_kind", "by"),
    [
        ("OnAccountSuppressionList", "account"),
        ("OnTenantSuppressionList", "tenant"),
        ("Suppressed", "global"),
        ("EmailValidationSuppressed", "validation"),
        ("UnsubscribedRecipient", "contact_list"),
        ("General", None),
        ("NoEmail", None),
        ("Novel", None),
    ],
)
def test_suppressed_by(sub_kind: str, by: str | None) -> None:
    event = bounce("Permanent", sub_kind)
    assert event.suppressed_by == by
    assert event.permanent_failures == (ANN,)
    assert complaint(ANN, complaintSubType=sub_kind).suppressed_by == by
    assert complaint(ANN).suppressed_by is None


# Complaints.


def test_one_named_recipient_complained_and_of_several_any_may_have() -> None:
    assert complaint(ANN).complaint_recipients == (ComplaintRecipient(ANN, certain=True),)
    several = complaint(ANN, BO)
    assert several.complaint_recipients == (
        ComplaintRecipient(ANN, certain=False),
        ComplaintRecipient(BO, certain=False),
    )
    assert several.recipients == (ANN, BO)
    assert complaint(ANN, ANN).complaint_recipients == (ComplaintRecipient(ANN, certain=True),)


def test_not_spam_is_no_complaint() -> None:
    event = complaint(ANN, feedback="not-spam")
    assert (event.category, event.complaint_recipients, event.recipients) == ("unknown", (), (ANN,))


# Recipients.


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ann@mail.example", "ann@mail.example"),
        ("Ann Lee <ann@mail.example>", "ann@mail.example"),
        ('"Lee, Ann" <ann@mail.example> ', "ann@mail.example"),
        ('"a<b"@mail.example', '"a<b"@mail.example'),
        ("<ann@mail.example>", "ann@mail.example"),
        ("<", "<"),
        ("Ann@Mail.Example", "Ann@Mail.Example"),
    ],
)
def test_addresses_are_without_names(written: str, address: str) -> None:
    assert bounce("Permanent", "General", written).recipients == (address,)


@pytest.mark.parametrize(("member", "kind", "detail"), [("open", "Open", OPENED), ("click", "Click", CLICKED)])
def test_who_opened_is_only_known_of_an_email_to_one(member: str, kind: str, detail: Json) -> None:
    assert only(record(kind, member, detail, mail(ANN))).recipients == (ANN,)
    assert only(record(kind, member, detail, mail(ANN, BO))).recipients == ()


def test_recipients_of_other_events() -> None:
    assert only(record("Send", "send", {}, mail(ANN, BO))).recipients == (ANN, BO)
    assert only(record("Reject", "reject", {}, mail(ANN, BO))).recipients == (ANN, BO)
    assert only(record("Rendering Failure", "failure", {}, mail(ANN, BO))).recipients == (ANN, BO)
    assert only(record("Delivery", "delivery", delivered(BO), mail(ANN, BO))).recipients == (BO,)
    assert only(record("DeliveryDelay", "deliveryDelay", DELAYED, mail(ANN, BO))).recipients == (ANN,)
    preferred = subscription(preferences(), preferences(everything=True))
    assert only(record("Subscription", "subscription", preferred, mail(ANN, BO))).recipients == ()


# Subscriptions.

STAYED, LEFT = "OptIn", "OptOut"
DEFAULT = {"topicDefaultSubscriptionStatus": [{"topicName": "news", "subscriptionStatus": "OptOut"}]}


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        (preferences(news=STAYED), preferences(news=LEFT), "unsubscribed"),
        (preferences(news=LEFT), preferences(news=STAYED), "subscribed"),
        (preferences(news=STAYED), preferences(news=STAYED), "unknown"),
        (preferences(news=LEFT), preferences(news=LEFT), "unknown"),
        (preferences(), preferences(everything=True), "unsubscribed"),
        (preferences(everything=True), preferences(everything=True), "unsubscribed"),
        (preferences(everything=True), preferences(), "subscribed"),
        (preferences(news=STAYED, offers=LEFT), preferences(news=LEFT, offers=STAYED), "unsubscribed"),
        (preferences(), preferences(news=LEFT), "unsubscribed"),
        ({"unsubscribeAll": False, **DEFAULT}, preferences(news=STAYED), "subscribed"),
        ({**preferences(news=STAYED), **DEFAULT}, {"unsubscribeAll": False, **DEFAULT}, "unsubscribed"),
        (None, preferences(news=LEFT), "unsubscribed"),
        (preferences(news=LEFT), None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_unsubscribed(old: Any, new: Any, category: str) -> None:
    event = only(record("Subscription", "subscription", subscription(old, new)))
    assert isinstance(event, SubscriptionEvent)
    assert event.category == category
    assert event.unsubscribed is (category == "unsubscribed")


# Time, tags, configuration set, tenant.


def test_time_is_that_of_the_event_or_else_of_the_email() -> None:
    sent = datetime(2026, 11, 20, 10, 0, 0, 123000, UTC)
    assert only(RECORDS["Bounce"]).time == datetime(2026, 11, 20, 10, 0, 1, 456000, UTC)
    for kind in ("Send", "Reject", "Rendering Failure"):
        assert only(RECORDS[kind]).time == sent
    bare = {"eventType": "Send", "mail": {}}
    assert only(bare).time is None
    assert only(eventbridge(bare)).time == datetime(2026, 11, 20, 10, 0, 3, tzinfo=UTC)


def test_tags_configuration_set_and_tenant() -> None:
    event = only(RECORDS["Bounce"])
    assert (event.configuration_set, event.tenant) == ("shop", "acme")
    assert (event.tags["campaign"], event.tags["ses:operation"]) == ("spring", "SendEmail")
    odd = only(record("Send", "send", {}, mail(tags={"a": [], "b": ["1", "2"]})))
    assert odd.tags == {"b": "1"}
    unknown = only({"eventType": "New", "mail": mail()})
    assert (unknown.message_id, unknown.tenant) == (ID, "acme")


# Duplicates.


def test_copies_of_an_event_have_one_key() -> None:
    text = compact(RECORDS["Bounce"])
    newer = compact({**RECORDS["Bounce"], "new": 1})
    payloads = [text, newer, sns(text), sns(text, MessageId="another"), eventbridge(RECORDS["Bounce"])]
    assert len({only(payload).dedup_key for payload in payloads}) == 1
    assert only(NOTIFICATIONS["Bounce"]).dedup_key == only(text).dedup_key


def test_different_events_have_different_keys() -> None:
    documents: list[Json] = [
        *RECORDS.values(),
        record("Send", "send", {}, mail(messageId="another")),
        record("Bounce", "bounce", bounced(feedbackId="another")),
        record("Bounce", "bounce", bounced(feedbackId=None)),
        record("Bounce", "bounce", bounced("Permanent", "General", BO, feedbackId=None)),
        record("Complaint", "complaint", complained(feedbackId="another")),
        record("Delivery", "delivery", delivered(BO)),
        record("Delivery", "delivery", delivered(ANN, BO)),
        record("Open", "open", {**OPENED, "timestamp": "2026-11-20T12:00:00.001Z"}),
        record("Click", "click", {**CLICKED, "link": "https://shop.example/b"}),
        {"eventType": "New", "mail": mail()},
        {"eventType": "New", "mail": mail(), "new": {"timestamp": 1}},
        {"eventType": "Send"},
        {"eventType": "Bounce"},
        ADVISOR,
        {**ADVISOR, "id": "another"},
        SENDING_STATUS,
        CONFIRMATION,
        {**CONFIRMATION, "MessageId": "another"},
    ]
    keys = [only(document).dedup_key for document in documents]
    assert len(set(keys)) == len(documents)
    assert not any(ANN in key or ID in key or FEEDBACK_ID in key for key in keys)


def test_a_key_does_not_depend_on_the_order_of_recipients_or_members() -> None:
    assert (
        only(record("Delivery", "delivery", delivered(ANN, BO))).dedup_key
        == only(record("Delivery", "delivery", delivered(BO, ANN))).dedup_key
    )
    novel = {"eventType": "New", "mail": mail(), "a": {"b": 1, "c": 2}}
    assert only(novel).dedup_key == only({"a": {"c": 2, "b": 1}, "mail": mail(), "eventType": "New"}).dedup_key


def test_a_key_is_the_same_in_every_process_and_release() -> None:
    """Keys are stored: another key for the same event would let copies through."""

    def key(*parts: str) -> str:
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    assert only(RECORDS["Bounce"]).dedup_key == key("bounce", ID, FEEDBACK_ID)
    assert only(RECORDS["Delivery"]).dedup_key == key("delivery", ID, "2026-11-20T10:00:01.456000+00:00", "", ANN)
    clicked = ("2026-11-20T12:00:00+00:00", "https://shop.example/a?b=c", ANN)
    assert only(RECORDS["Click"]).dedup_key == key("click", ID, *clicked)
    assert only(ADVISOR).dedup_key == key("AdvisorRecommendationEvent", ADVISOR["id"])


# Of all events.


@pytest.mark.parametrize("cls", get_args(Event))
def test_each_event_answers_each_question(cls: type[BaseEvent]) -> None:
    """Also one that has nothing."""
    empty = cls.model_validate_json("{}")
    for name in vars(BaseEvent):
        if isinstance(vars(BaseEvent)[name], property):
            getattr(empty, name)
    assert empty.category in get_args(Category)
    assert len(empty.dedup_key) == 64


def test_events_are_told_apart_by_match() -> None:
    match parse(compact(RECORDS["Bounce"])):
        case [BounceEvent(permanent_failures=(address,))]:
            assert address == ANN
        case [OpenEvent()] | _:
            raise AssertionError
