"""Every form in which records reach a program."""

import json
import random
from collections import UserDict
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from sesv2kit.errors import EventParseError
from sesv2kit.events import (
    AdvisorRecommendationEvent,
    BounceEvent,
    DeliveryEvent,
    SendingStatusEvent,
    SnsConfirmationEvent,
    UnknownEvent,
    parse,
)
from tests.events.records import (
    ADVISOR,
    BOUNCE,
    CONFIRMATION,
    QUEUE,
    RECORDS,
    SENDING_STATUS,
    TOPIC,
    Json,
    compact,
    eventbridge,
    firehose_for_lambda,
    kinesis_for_lambda,
    sns,
    sns_for_lambda,
    sqs_for_lambda,
)
from tests.events.test_records import only

TEXT = compact(BOUNCE)
SNS_ID, BRIDGE_ID = sns("")["MessageId"], eventbridge({})["id"]
BRIDGED = json.dumps(eventbridge(BOUNCE))

FORMS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "bare": (TEXT, ()),
    "SNS": (sns(TEXT + "\n"), ("SNS message",)),
    "Lambda behind SNS": ({"Records": [sns_for_lambda(TEXT)]}, ("SNS record", "SNS message")),
    "SQS behind SNS": ({"Records": [sqs_for_lambda(json.dumps(sns(TEXT)))]}, ("SQS record", "SNS message")),
    "SQS behind SNS, raw delivery": ({"Records": [sqs_for_lambda(TEXT)]}, ("SQS record",)),
    "SQS behind EventBridge": ({"Records": [sqs_for_lambda(BRIDGED)]}, ("SQS record", "EventBridge event")),
    "SQS, one record": (sqs_for_lambda(TEXT), ("SQS record",)),
    "SQS of boto3": ({"Messages": [{"MessageId": "sqs-1", "ReceiptHandle": "h", "Body": TEXT}]}, ("SQS record",)),
    "SQS of boto3, one message": ({"MessageId": "sqs-1", "ReceiptHandle": "h", "Body": TEXT}, ("SQS record",)),
    "Pipe behind SQS": ([sqs_for_lambda(json.dumps(sns(TEXT)))], ("SQS record", "SNS message")),
    "EventBridge": (eventbridge(BOUNCE), ("EventBridge event",)),
    "SNS behind EventBridge": (sns(BRIDGED), ("SNS message", "EventBridge event")),
    "Kinesis": ({"Records": [kinesis_for_lambda(TEXT.encode())]}, ("Kinesis record",)),
    "Firehose": (firehose_for_lambda(TEXT.encode() + b"\n"), ("Firehose record",)),
    "Firehose, one record": (firehose_for_lambda(TEXT.encode())["records"][0], ("Firehose record",)),
    "list of records": ([BOUNCE], ()),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("as_text", [True, False], ids=["text", "mapping"])
def test_form(name: str, as_text: bool) -> None:
    payload, forms = FORMS[name]
    event = only(json.dumps(payload) if as_text and not isinstance(payload, str) else payload)
    assert isinstance(event, BounceEvent)
    assert event == only(TEXT)
    assert event.envelope.forms == forms
    assert not event.envelope.verified
    assert event.envelope.id == (
        BRIDGE_ID if "EventBridge event" in forms else SNS_ID if "SNS message" in forms else None
    )
    ids = {"SQS record": "sqs-1", "Kinesis record": "495", "Firehose record": "record-0"}
    assert event.envelope.record_id == next((ids[form] for form in forms if form in ids), None)
    assert event.envelope.topic_arn == (TOPIC if "SNS message" in forms else None)


def test_one_event_has_one_key_whatever_brought_it() -> None:
    assert len({only(payload).dedup_key for payload, _ in FORMS.values()}) == 1


def test_the_innermost_envelope_names_region_and_account() -> None:
    def envelope(payload: object) -> tuple[str | None, str | None]:
        found = only(payload).envelope
        return found.region, found.account

    assert envelope(TEXT) == (None, None)
    assert envelope(sns(TEXT)) == ("us-east-1", "123456789012")
    assert envelope(eventbridge(BOUNCE)) == ("us-west-2", "123456789012")
    assert envelope(sqs_for_lambda(TEXT)) == (QUEUE.split(":")[3], QUEUE.split(":")[4])
    assert envelope(sqs_for_lambda(json.dumps(sns(TEXT)))) == ("us-east-1", "123456789012")
    assert envelope(sqs_for_lambda(json.dumps(sns(TEXT, TopicArn="odd"))))[0] == "eu-west-1"


def test_message_of_sns_is_kept() -> None:
    for payload in (sns(TEXT, Subject=None), sns_for_lambda(TEXT)):
        message = only(payload).envelope.sns
        assert message
        assert (message.type, message.message_id, message.topic_arn) == ("Notification", SNS_ID, TOPIC)
        assert (message.message, message.subject, message.verified) == (TEXT, None, False)
        assert message.signing_cert_url.startswith("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-")
        assert parse(message) == parse(TEXT)


def test_a_payload_cannot_say_that_it_is_verified() -> None:
    claims = {"verified": True, "Verified": True}
    assert not only(sns(TEXT, **claims)).envelope.verified
    assert not only({**BOUNCE, **claims, "envelope": claims}).envelope.verified


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_confirmations_of_sns(kind: str) -> None:
    event = only({**CONFIRMATION, "Type": kind})
    assert isinstance(event, SnsConfirmationEvent)
    assert event.event_type == kind
    assert event.envelope.sns
    assert event.envelope.sns.token == "f00d"
    assert (event.category, event.message_id, event.recipients) == ("unknown", None, ())


# EventBridge.

DETAIL_TYPES = {
    "Email Sent": "Send",
    "Email Delivered": "Delivery",
    "Email Bounced": "Bounce",
    "Email Complaint Received": "Complaint",
    "Email Rejected": "Reject",
    "Email Opened": "Open",
    "Email Clicked": "Click",
    "Email Rendering Failed": "Rendering Failure",
    "Email Delivery Delayed": "DeliveryDelay",
    "Email Subscribed": "Subscription",
}


@pytest.mark.parametrize("detail_type", DETAIL_TYPES)
def test_event_of_eventbridge(detail_type: str) -> None:
    record = RECORDS[DETAIL_TYPES[detail_type]]
    event = only(eventbridge(record, detail_type))
    assert event == only(record)
    assert event.envelope.time == datetime(2026, 11, 20, 10, 0, 3, tzinfo=UTC)
    assert event.envelope.resources == ("arn:aws:ses:us-west-2:123456789012:configuration-set/bridged",)
    without = {name: value for name, value in record.items() if name != "eventType"}
    assert only(eventbridge(without, detail_type)) == event


def test_configuration_set_is_that_of_the_tags_or_else_of_the_resources() -> None:
    assert only(eventbridge(BOUNCE)).configuration_set == "shop"
    untagged = {**BOUNCE, "mail": {**BOUNCE["mail"], "tags": {}}}
    assert only(eventbridge(untagged)).configuration_set == "bridged"
    assert only(untagged).configuration_set is None


@pytest.mark.parametrize("end", ["Open", "Resolved", "Closed"])
def test_recommendation_of_the_advisor(end: str) -> None:
    event = only({**ADVISOR, "detail-type": f"Advisor Recommendation Status {end}"})
    assert isinstance(event, AdvisorRecommendationEvent)
    assert event.event_type == f"Advisor Recommendation Status {end}"
    assert event.metadata
    assert (event.metadata.impact, event.metadata.type, event.version) == ("HIGH", "DKIM", "1.0.0")
    assert event.data == "The DKIM record of shop.example is missing."
    assert (event.unread, event.model_extra) == ((), {})
    assert event.time == datetime(2026, 11, 20, 10, 0, 3, tzinfo=UTC)


@pytest.mark.parametrize("end", ["Enabled", "Disabled"])
def test_change_of_the_sending_status(end: str) -> None:
    event = only({**SENDING_STATUS, "detail-type": f"Sending Status {end}"})
    assert isinstance(event, SendingStatusEvent)
    assert event.data
    assert event.data.record
    assert (event.data.origin, event.data.record.status, event.tenant) == ("AWS_MANAGED", "DISABLED", "acme")
    assert event.time == datetime(2026, 11, 20, 9, 30, 15, 250000, UTC)
    assert (event.unread, event.model_extra) == ((), {})


def test_new_events_of_eventbridge_are_unknown_events() -> None:
    event = only(eventbridge({"a": 1}, "Dedicated IP Warmed Up"))
    assert isinstance(event, UnknownEvent)
    assert (event.event_type, event.model_extra) == ("Dedicated IP Warmed Up", {"a": 1})
    event = only(eventbridge([1], "Dedicated IP Warmed Up"))
    assert isinstance(event, UnknownEvent)
    assert event.model_extra == {"detail": [1]}


def test_events_of_other_services_are_refused() -> None:
    with pytest.raises(EventParseError, match=r"source is not aws\.ses") as caught:
        parse(eventbridge({"state": "running"}, "EC2 Instance State-change Notification", source="aws.ec2"))
    assert caught.value.forms == ("EventBridge event",)


def test_records_that_a_program_forwards_over_eventbridge_are_read() -> None:
    assert only(eventbridge(BOUNCE, "ours", source="my.forwarder")) == only(BOUNCE)


# Several events.


def test_the_records_of_a_batch_keep_their_order_and_ids() -> None:
    kinds = [*RECORDS]
    batch = {"Records": [sqs_for_lambda(compact(RECORDS[kind]), number) for number, kind in enumerate(kinds)]}
    events = parse(batch)
    assert [event.event_type for event in events] == kinds
    assert [event.envelope.record_id for event in events] == [f"sqs-{number}" for number in range(len(kinds))]


@pytest.mark.parametrize("between", ["", "\n", "\r\n", "  \n\n\t"])
def test_documents_in_a_row(between: str) -> None:
    text = between.join(map(compact, RECORDS.values()))
    assert [event.event_type for event in parse(text)] == [*RECORDS]
    assert len(parse(firehose_for_lambda(text.encode(), TEXT.encode()))) == len(RECORDS) + 1


@pytest.mark.parametrize("empty", [{"Records": []}, {"Messages": []}, {"records": []}, []])
def test_forms_that_may_be_empty(empty: Any) -> None:
    assert parse(empty) == []
    assert parse(json.dumps(empty)) == []


def test_mappings_need_not_be_dicts() -> None:
    proxy = MappingProxyType({**BOUNCE, "mail": UserDict(BOUNCE["mail"])})
    assert only(proxy) == only(BOUNCE)
    read = {**BOUNCE, "bounce": {**BOUNCE["bounce"], "timestamp": datetime(2026, 11, 20, 10, 0, 1, 456000, UTC)}}
    assert only(read) == only(BOUNCE)
    delivery = {
        **RECORDS["Delivery"],
        "delivery": {**RECORDS["Delivery"]["delivery"], "processingTimeMillis": Decimal(5)},
    }
    event = only(delivery)
    assert isinstance(event, DeliveryEvent)
    assert event.delivery.processing_time_millis == 5


# What is no event.

NO_EVENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "empty": ("", ("empty text",)),
    "spaces": (b" \n ", ("empty text",)),
    "text": ("Hello", ("text",)),
    "number": ("5", ("JSON value",)),
    "null": ("null", ("JSON value",)),
    "string": ('"a"', ("JSON string",)),
    "object": ({"a": 1}, ("JSON object",)),
    "cut off": (TEXT[:-1], ("text",)),
    "more after it": (TEXT + "x", ("JSON document 2 of several",)),
    "other list": ([1], ("JSON value",)),
    "not UTF-8": (TEXT.encode("utf-16"), ("bytes",)),
    "compressed": (b"\x1f\x8b\x08\x00", ("gzip",)),
    "other notification of SNS": (sns("Hello"), ("SNS message", "text")),
    "other alarm over SNS": (sns('{"AlarmName": "x"}'), ("SNS message", "JSON object")),
    "empty notification": (sns(""), ("SNS message", "empty text")),
    "odd message": (sns("", Message=5), ("SNS message", "empty text")),
    "other SQS message": ({"Records": [sqs_for_lambda("Hello")]}, ("SQS record", "text")),
    "bad base64": ({"recordId": "1", "data": "*"}, ("Firehose record", "data")),
    "no base64": ({"recordId": "1", "data": 5}, ("Firehose record", "empty text")),
    "S3": ({"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "a"}}}]}, ("S3 record",)),
    "received email": ({"Records": [{"eventSource": "aws:ses", "ses": {}}]}, ("SES record of received email",)),
    "odd SNS record": ({"Records": [{"Sns": {"Type": ["Notification"]}}]}, ("SNS record",)),
    "Python object": (object(), ("JSON value",)),
    "not JSON": ({"eventType": "Bounce", "mail": object()}, ("SES record",)),
}


@pytest.mark.parametrize("name", NO_EVENTS)
def test_what_is_no_event_is_an_error_that_names_its_form(name: str) -> None:
    payload, forms = NO_EVENTS[name]
    with pytest.raises(EventParseError) as caught:
        parse(payload)
    assert caught.value.forms == forms
    assert " > ".join(forms) in str(caught.value)
    assert caught.value.reason
    assert caught.value.reason in str(caught.value)


def test_an_error_quotes_nothing() -> None:
    secret = "ann@mail.example"
    for text in (secret, f'{{"{secret}": "{secret}"}}', f'"{secret}"', sns(secret), {"Records": [{secret: secret}]}):
        with pytest.raises(EventParseError) as caught:
            parse(text)
        assert secret not in str(caught.value)
        assert caught.value.__suppress_context__  # the parser's error has the text


def test_one_bad_record_refuses_the_batch() -> None:
    with pytest.raises(EventParseError):
        parse({"Records": [sqs_for_lambda(TEXT, 1), sqs_for_lambda("Hello", 2)]})


def test_envelopes_that_never_end_are_refused() -> None:
    payload: Any = BOUNCE
    for _ in range(12):
        payload = [payload]
    assert only(payload) == only(BOUNCE)
    for _ in range(100):
        payload = {"Records": [payload]}
    with pytest.raises(EventParseError, match="are nested"):
        parse(payload)


def test_order_of_members_does_not_matter() -> None:
    shuffled = random.Random(1)
    for payload, forms in FORMS.values():
        document: Json | None = payload if isinstance(payload, dict) else None
        if document:
            items = list(document.items())
            shuffled.shuffle(items)
            assert only(json.dumps(dict(items))).envelope.forms == forms
