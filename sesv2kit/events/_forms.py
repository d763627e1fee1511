"""The forms of the JSON objects around records: how to tell each, what is inside, and the envelope around that."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from sesv2kit.events._records import BRIDGED, BRIDGED_ONLY, NOTIFIED, PUBLISHED, Record, encoded, refuse
from sesv2kit.events.envelopes import SNS_TYPES, Envelope, SnsMessage, part_of_arn
from sesv2kit.events.types import UnknownEvent

Opened: TypeAlias = Iterator[tuple[object, Envelope]]


def unwrapped(content: object, envelope: Envelope) -> Opened:
    """What is inside a JSON value, and the envelope around that."""
    if isinstance(content, Mapping):
        document = cast("Mapping[str, Any]", content)
        for fits, opened in _FORMS:
            if fits(document):
                return opened(document, envelope)
        refuse("JSON object", "it has no member that events or their envelopes have", envelope)
    if not isinstance(content, list | tuple):
        refuse("JSON string" if isinstance(content, str) else "JSON value", "events are objects", envelope)
    return ((one, envelope) for one in cast("Sequence[object]", content))


def enveloped(envelope: Envelope, form: str, **facts: Any) -> Envelope:
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


def _open_record(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    is_published = "eventType" in document
    classes = PUBLISHED if is_published else NOTIFIED
    kind = _text(document["eventType" if is_published else "notificationType"])
    yield Record(classes.get(kind or "", UnknownEvent), document), envelope


def _open_eventbridge(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    form, name = "EventBridge event", document["detail-type"]
    detail: Any = document.get("detail")
    members = cast("Mapping[str, Any]", detail if isinstance(detail, Mapping) else {"detail": detail})
    if document.get("source") != "aws.ses" and "eventType" not in members:
        refuse(form, "its source is not aws.ses", envelope)
    resources: Any = document.get("resources")
    inside = enveloped(
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
        members = {"eventType": BRIDGED.get(_text(name) or "", name), **members}
    cls = BRIDGED_ONLY.get(_text(name) or "")
    if cls is None:
        yield from _open_record(members, inside)
    else:
        yield Record(cls, members), inside


def _open_sns(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    yield SnsMessage.of(document, document["Type"]), envelope


def _open_lambda_sns(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    inner, form = document["Sns"], "SNS record"
    if inner.get("Type") not in SNS_TYPES:
        refuse(form, "its Sns is no message of SNS", envelope)
    yield SnsMessage.of(inner, inner["Type"]), enveloped(envelope, form)


def _open_sqs(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    arn = _text(document.get("eventSourceARN")) or ""
    inside = enveloped(
        envelope,
        "SQS record",
        record_id=_text(document.get("messageId")) or _text(document.get("MessageId")),
        region=part_of_arn(arn, 3),
        account=part_of_arn(arn, 4),
    )
    yield encoded(document["body"] if isinstance(document.get("body"), str) else document["Body"]), inside


def _open_kinesis(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    inner, arn = document["kinesis"], _text(document.get("eventSourceARN")) or ""
    inside = enveloped(
        envelope,
        "Kinesis record",
        record_id=_text(inner.get("sequenceNumber")),
        region=part_of_arn(arn, 3),
        account=part_of_arn(arn, 4),
    )
    yield _decoded(inner.get("data"), inside), inside


def _open_firehose(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    yield document["records"], replace(envelope, region=_text(document.get("region")) or envelope.region)


def _open_firehose_record(document: Mapping[str, Any], envelope: Envelope) -> Opened:
    inside = enveloped(envelope, "Firehose record", record_id=_text(document["recordId"]))
    yield _decoded(document["data"], inside), inside


def _decoded(data: object, envelope: Envelope) -> bytes:
    try:
        return b64decode(_text(data) or "", validate=True)
    except ValueError:
        refuse("data", "it is not base64", envelope)


def _list_of(member: str) -> Callable[[Mapping[str, Any], Envelope], Opened]:
    return lambda document, envelope: iter([(document[member], envelope)])


def _refused(form: str, reason: str) -> Callable[[Mapping[str, Any], Envelope], Opened]:
    return lambda _, envelope: refuse(form, reason, envelope)


def _has(member: str, kind: type) -> Callable[[Mapping[str, Any]], bool]:
    return lambda document: isinstance(document.get(member), kind)


_FORMS: Sequence[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any], Envelope], Opened]]] = (
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
