"""`parse`: the events in every form in which they reach a program."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from pydantic_core import from_json

from sesv2kit.errors import EventParseError
from sesv2kit.events._forms import enveloped, unwrapped
from sesv2kit.events._records import TOO_DEEP, Record, encoded, read_at_once, read_record, refuse
from sesv2kit.events.envelopes import BARE, SNS_TYPES, Envelope, SnsMessage, part_of_arn
from sesv2kit.events.types import Event, SnsConfirmationEvent
from sesv2kit.shapes.bases import parsed_int

Payload: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any] | Sequence[Any] | SnsMessage
"""What `parse` takes."""

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
        content = encoded(payload)
    elif isinstance(payload, bytearray | memoryview):
        content = bytes(payload)
    event = read_at_once(content) if isinstance(content, bytes) else None
    if event is not None:
        return [event]
    try:
        return list(_events(content, BARE, 0))
    except RecursionError:
        refuse("JSON", TOO_DEEP)


def sns_message(payload: bytes | str | Mapping[str, Any]) -> SnsMessage:
    """The message of SNS in the body of a request, in what a JSON parser made of it, or in a record for Lambda.

    Raises:
        EventParseError: It is not an SNS message.
    """
    document: object = payload
    if isinstance(payload, str | bytes):
        body = encoded(payload) if isinstance(payload, str) else payload
        documents = list(_documents(body, BARE))
        document = documents[0] if len(documents) == 1 else documents
    if isinstance(document, Mapping):
        members = cast("Mapping[str, Any]", document)
        if isinstance(members.get("Sns"), Mapping):
            members = members["Sns"]
        if members.get("Type") in SNS_TYPES:
            return SnsMessage.of(members, members["Type"])
    raise EventParseError(["JSON value"], "it is no message of SNS")


def _events(content: object, envelope: Envelope, depth: int) -> Iterator[Event]:
    """The events in a text, a JSON value, a record or a message of SNS.

    Args:
        content: Any of these.
        envelope: What it was inside of.
        depth: The number of envelopes and lists around it.
    """
    if depth > _DEEPEST:
        refuse("envelopes in envelopes", f"more than {_DEEPEST} are inside each other")
    event = read_at_once(content) if isinstance(content, bytes) else None
    if isinstance(content, Record):
        event = read_record(content, envelope)
    if event is not None:
        yield _enclosed(event, envelope)
    elif isinstance(content, bytes):
        for document in _documents(content, envelope):
            yield from _events(document, envelope, depth)
    elif isinstance(content, SnsMessage):
        yield from _events_of_sns(content, envelope, depth)
    else:
        for inner, around in unwrapped(content, envelope):
            yield from _events(inner, around, depth + 1)


def _events_of_sns(message: SnsMessage, envelope: Envelope, depth: int) -> Iterator[Event]:
    inside = enveloped(
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
        yield from _events(encoded(message.message), inside, depth + 1)


def _enclosed(event: Event, envelope: Envelope) -> Event:
    vars(event)["envelope"] = envelope
    return event


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
        refuse("gzip", "it is compressed: decompress it first", envelope)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse("bytes", "they are not UTF-8", envelope)
    end = len(text.rstrip(_SPACE))
    if not end:
        refuse("empty text", "there is nothing in it", envelope)
    position, number = 0, 0
    while position < end:
        position = _after_space(text, position)
        try:
            document, position = _DECODER.raw_decode(text, position)
        except RecursionError:
            refuse("JSON", TOO_DEEP, envelope)
        except ValueError:
            form = f"JSON document {number + 1} of several" if number else "text"
            refuse(form, f"it is no JSON, at character {position}", envelope)
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
