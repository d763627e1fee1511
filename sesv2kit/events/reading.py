"""`parse`: the events in every form in which they reach a program."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn, TypeAlias, cast

from pydantic_core import from_json, to_json

from sesv2kit.errors import EventParseError
from sesv2kit.events.envelopes import BARE, SNS_TYPES, Envelope, SnsMessage, part_of_arn
from sesv2kit.events.types import (
    AdvisorRecommendationEvent,
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
    SendingStatusEvent,
    SetupEvent,
    SnsConfirmationEvent,
    SubscriptionEvent,
    UnknownEvent,
)
from sesv2kit.shapes.bases import parsed_int

Payload: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any] | Sequence[Any] | SnsMessage
"""What `parse` takes."""

_PUBLISHED: Mapping[str, type[Event]] = {
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
"""By the `eventType` of configuration sets."""

_NOTIFIED: Mapping[str, type[Event]] = {
    "Bounce": BounceEvent,
    "Complaint": ComplaintEvent,
    "Delivery": DeliveryEvent,
    "AmazonSnsSubscriptionSucceeded": SetupEvent,
}
"""By the `notificationType` of identities."""

_BRIDGED = {
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
"""The `eventType` by the `detail-type` of EventBridge."""

_BRIDGED_ONLY: Mapping[str, type[Event]] = {
    "Advisor Recommendation Status Open": AdvisorRecommendationEvent,
    "Advisor Recommendation Status Resolved": AdvisorRecommendationEvent,
    "Advisor Recommendation Status Closed": AdvisorRecommendationEvent,
    "Sending Status Enabled": SendingStatusEvent,
    "Sending Status Disabled": SendingStatusEvent,
}
"""By the `detail-type` of EventBridge: what configuration sets do not publish."""

_BEGINNING = rb'\s*\{\s*"(eventType|notificationType)"\s*:\s*"([A-Za-z ]{1,40})"'
"""How SES's own records begin. Such a record is read at once, without a look at what else it might be."""

_TOPIC_VALIDATED = b"Successfully validated SNS topic for Amazon SES event publishing."
"""What SES publishes to a topic when an event destination is made."""

_DEEPEST = 16
"""How many envelopes and lists there may be around an event. AWS's services make seven at most."""


def parse(payload: Payload) -> list[Event]:
    """Read the events in whatever form they arrive.

    It reads records of configuration sets and notifications of identities, bare or inside any combination of these:
    SNS messages, EventBridge events, SQS messages (also as boto3 returns them), the events of Lambda functions behind
    SNS, SQS, EventBridge, Kinesis and Firehose, single records of such events, lists of these, and JSON documents that
    follow each other with or without line ends. Event types that are new are `UnknownEvent`.

    Args:
        payload: Bytes in UTF-8, text, or what a JSON parser made of it. An `SnsMessage`: what was published with it.

    Returns:
        The events in their order. Empty: the payload is an empty list of records or messages.

    Raises:
        EventParseError: There is something else in the payload. Then none of its events are returned.
    """
    content: object = payload
    if isinstance(payload, str):
        content = _encoded(payload)
    elif isinstance(payload, bytearray | memoryview):
        content = bytes(payload)
    event = _read_at_once(content) if isinstance(content, bytes) else None
    if event is not None:
        return [event]
    try:
        return list(_events(content, BARE, 0))
    except RecursionError:
        _refuse("JSON", _TOO_DEEP)


def sns_message(payload: bytes | str | Mapping[str, Any]) -> SnsMessage:
    """The message of SNS in the body of a request, in what a JSON parser made of it, or in a record for Lambda.

    Raises:
        EventParseError: It is not an SNS message.
    """
    document: object = payload
    if isinstance(payload, str | bytes):
        body = _encoded(payload) if isinstance(payload, str) else payload
        documents = list(_documents(body, BARE))
        document = documents[0] if len(documents) == 1 else documents
    if isinstance(document, Mapping):
        members = cast("Mapping[str, Any]", document)
        if isinstance(members.get("Sns"), Mapping):
            members = members["Sns"]
        if members.get("Type") in SNS_TYPES:
            return SnsMessage.of(members, members["Type"])
    raise EventParseError(["JSON value"], "it is no message of SNS")


_TOO_DEEP = "it is nested too deeply"


def _refuse(form: str, reason: str, envelope: Envelope = BARE) -> NoReturn:
    raise EventParseError((*envelope.forms, form), reason) from None


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace")  # a lone surrogate becomes "?"


def _read_at_once(body: bytes) -> Event | None:
    """The event in a text that begins as SES's own do. None: it does not, or there is more in it."""
    begun = re.match(_BEGINNING, body)
    if begun is None:
        is_setup = len(body) < 100 and body.strip() == _TOPIC_VALIDATED
        return SetupEvent(message=_TOPIC_VALIDATED.decode()) if is_setup else None
    kind, is_published = begun[2].decode(), begun[1] == b"eventType"
    cls = (_PUBLISHED if is_published else _NOTIFIED).get(kind)
    if cls is None:
        return None
    try:
        event, _ = cls.from_body(body)
    except ValueError:
        return None
    # The type may come a second time, and then the last one holds.
    same = event.event_type == kind and (is_published or getattr(event, "notification_type", None) == kind)
    return event if same else None


class _Record(NamedTuple):
    """A record of SES, and the class to read it as."""

    cls: type[Event]
    document: Mapping[str, Any]


def _events(content: object, envelope: Envelope, depth: int) -> Iterator[Event]:
    """The events in a text, a JSON value, a record or a message of SNS.

    Args:
        content: Any of these.
        envelope: What it was inside of.
        depth: The number of envelopes and lists around it.
    """
    if depth > _DEEPEST:
        _refuse("envelopes in envelopes", f"more than {_DEEPEST} are inside each other")
    event = _read_at_once(content) if isinstance(content, bytes) else None
    if isinstance(content, _Record):
        event = _read_record(content, envelope)
    if event is not None:
        yield _enclosed(event, envelope)
    elif isinstance(content, bytes):
        for document in _documents(content, envelope):
            yield from _events(document, envelope, depth)
    elif isinstance(content, SnsMessage):
        yield from _events_of_sns(content, envelope, depth)
    else:
        for inner, around in _opened(content, envelope):
            yield from _events(inner, around, depth + 1)


def _events_of_sns(message: SnsMessage, envelope: Envelope, depth: int) -> Iterator[Event]:
    inside = _inside(
        envelope,
        "SNS message",
        id=message.message_id or None,
        topic_arn=message.topic_arn or None,
        region=part_of_arn(message.topic_arn, 3),
        account=part_of_arn(message.topic_arn, 4),
        sns=message,
    )
    if message.type != "Notification":
        yield _enclosed(SnsConfirmationEvent(event_type=message.type), inside)
    else:
        yield from _events(_encoded(message.message), inside, depth + 1)


def _opened(content: object, envelope: Envelope) -> "_Opened":
    """What is inside a JSON value, and the envelope around that."""
    if isinstance(content, Mapping):
        document = cast("Mapping[str, Any]", content)
        for fits, opened in _FORMS:
            if fits(document):
                return opened(document, envelope)
        _refuse("JSON object", "it has no member that events or their envelopes have", envelope)
    if isinstance(content, list | tuple):
        return ((one, envelope) for one in cast("Sequence[object]", content))
    if isinstance(content, str):
        _refuse("JSON string", "events are objects", envelope)
    _refuse("JSON value", "events are objects", envelope)


def _enclosed(event: Event, envelope: Envelope) -> Event:
    vars(event)["envelope"] = envelope
    return event


def _read_record(record: _Record, envelope: Envelope) -> Event:
    form = "SES record"
    try:
        body = _written(record.document)
    except (TypeError, ValueError):
        _refuse(form, "it contains values that are not JSON", envelope)
    try:
        event, _ = record.cls.from_body(body)
    except ValueError:
        _refuse(form, _TOO_DEEP, envelope)
    return event


def _written(document: Mapping[str, Any]) -> bytes:
    with suppress(ValueError):
        return to_json(document)
    return _encoded(json.dumps(document, ensure_ascii=False, default=_plain))


def _plain(value: object) -> Any:
    """What JSON has instead of a value that a program may have put into a mapping.

    Raises:
        TypeError: It has nothing.
    """
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):  # boto3's DynamoDB makes them of numbers
        return float(value)
    raise TypeError


# JSON documents.

_DECODER = json.JSONDecoder(parse_int=parsed_int)
_SPACE = " \t\r\n"
_SPACES = frozenset(_SPACE)


def _documents(body: bytes, envelope: Envelope) -> Iterator[object]:
    """The JSON documents in a text."""
    try:
        whole = [from_json(body, cache_strings=False)]
    except ValueError:  # Python's parser, which is slower, takes lone surrogates and several documents
        whole = []
    if whole:
        yield from whole
        return
    if body.startswith(b"\x1f\x8b"):
        _refuse("gzip", "it is compressed: decompress it first", envelope)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse("bytes", "they are not UTF-8", envelope)
    end = len(text.rstrip(_SPACE))
    if not end:
        _refuse("empty text", "there is nothing in it", envelope)
    position, number = 0, 0
    while position < end:
        position = _after_space(text, position)
        try:
            document, position = _DECODER.raw_decode(text, position)
        except RecursionError:
            _refuse("JSON", _TOO_DEEP, envelope)
        except ValueError:
            form = f"JSON document {number + 1} of several" if number else "text"
            _refuse(form, f"it is no JSON, at character {position}", envelope)
        yield document
        number += 1


def _after_space(text: str, position: int) -> int:
    while text[position : position + 1] in _SPACES:
        position += 1
    return position


def length_of_documents(body: bytes) -> int:
    """How many bytes of a text that is cut off somewhere are complete JSON objects. 0: there is none at its begin."""
    text = body.decode(errors="surrogateescape")  # it may be cut off inside of a character
    position = 0
    while text.startswith("{", start := _after_space(text, position)):
        try:
            _, position = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
    return len(text[:position].encode(errors="surrogateescape"))


# Forms of JSON objects. Each function yields what is inside, and the envelope around that.

_Opened: TypeAlias = Iterator[tuple[object, Envelope]]


def _inside(envelope: Envelope, form: str, **facts: Any) -> Envelope:
    """An envelope with another one inside it, whose facts hold."""
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return replace(envelope, forms=(*envelope.forms, form), **known)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value) or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _open_record(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    is_published = "eventType" in document
    classes = _PUBLISHED if is_published else _NOTIFIED
    kind = _text(document["eventType" if is_published else "notificationType"])
    yield _Record(classes.get(kind or "", UnknownEvent), document), envelope


def _open_eventbridge(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    form, name = "EventBridge event", document["detail-type"]
    detail: Any = document.get("detail")
    members = cast("Mapping[str, Any]", detail if isinstance(detail, Mapping) else {"detail": detail})
    if document.get("source") != "aws.ses" and "eventType" not in members:
        _refuse(form, "its source is not aws.ses", envelope)
    resources: Any = document.get("resources")
    inside = _inside(
        envelope,
        form,
        id=_text(document.get("id")),
        region=_text(document.get("region")),
        account=_text(document.get("account")),
        time=_moment(document.get("time")),
        resources=tuple(one for one in cast("list[object]", resources) if isinstance(one, str))
        if isinstance(resources, list)
        else (),
    )
    if "eventType" not in members:
        members = {"eventType": _BRIDGED.get(_text(name) or "", name), **members}
    cls = _BRIDGED_ONLY.get(_text(name) or "")
    if cls is None:
        yield from _open_record(members, inside)
    else:
        yield _Record(cls, members), inside


def _open_sns(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    yield SnsMessage.of(document, document["Type"]), envelope


def _open_lambda_sns(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    inner, form = document["Sns"], "SNS record"
    if inner.get("Type") not in SNS_TYPES:
        _refuse(form, "its Sns is no message of SNS", envelope)
    yield SnsMessage.of(inner, inner["Type"]), _inside(envelope, form)


def _open_sqs(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    arn = _text(document.get("eventSourceARN")) or ""
    inside = _inside(
        envelope,
        "SQS record",
        record_id=_text(document.get("messageId")) or _text(document.get("MessageId")),
        region=part_of_arn(arn, 3),
        account=part_of_arn(arn, 4),
    )
    yield _encoded(document["body"] if isinstance(document.get("body"), str) else document["Body"]), inside


def _open_kinesis(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    inner, arn = document["kinesis"], _text(document.get("eventSourceARN")) or ""
    inside = _inside(
        envelope,
        "Kinesis record",
        record_id=_text(inner.get("sequenceNumber")),
        region=part_of_arn(arn, 3),
        account=part_of_arn(arn, 4),
    )
    yield _decoded(inner.get("data"), inside), inside


def _open_firehose(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    yield document["records"], replace(envelope, region=_text(document.get("region")) or envelope.region)


def _open_firehose_record(document: Mapping[str, Any], envelope: Envelope) -> _Opened:
    inside = _inside(envelope, "Firehose record", record_id=_text(document["recordId"]))
    yield _decoded(document["data"], inside), inside


def _decoded(data: object, envelope: Envelope) -> bytes:
    try:
        return b64decode(_text(data) or "", validate=True)
    except ValueError:
        _refuse("data", "it is not base64", envelope)


def _list_of(member: str) -> Callable[[Mapping[str, Any], Envelope], _Opened]:
    return lambda document, envelope: iter([(document[member], envelope)])


def _refused(form: str, reason: str) -> Callable[[Mapping[str, Any], Envelope], _Opened]:
    return lambda _, envelope: _refuse(form, reason, envelope)


def _has(member: str, kind: type) -> Callable[[Mapping[str, Any]], bool]:
    return lambda document: isinstance(document.get(member), kind)


_FORMS: Sequence[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any], Envelope], _Opened]]] = (
    (lambda document: "eventType" in document or "notificationType" in document, _open_record),
    (lambda document: "detail-type" in document, _open_eventbridge),
    (lambda document: document.get("Type") in SNS_TYPES, _open_sns),
    (_has("Records", list), _list_of("Records")),
    (_has("Messages", list), _list_of("Messages")),
    (_has("records", list), _open_firehose),
    (_has("Sns", Mapping), _open_lambda_sns),
    (_has("body", str), _open_sqs),
    (_has("Body", str), _open_sqs),
    (_has("kinesis", Mapping), _open_kinesis),
    (lambda document: "recordId" in document and "data" in document, _open_firehose_record),
    (_has("s3", Mapping), _refused("S3 record", "it names an object: open that, and pass it to iter_lines")),
    (_has("ses", Mapping), _refused("SES record of received email", "it is about an email that came in")),
)
"""How to tell each form, and how to open it, in the order in which they are tried."""
