"""Whatever a payload is, it gives events or an `EventParseError`; and no record of a log has an address or content."""

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesv2kit.errors import EventParseError, EventVerificationError, SESv2Error
from sesv2kit.events import BaseEvent, Category, Event, MessageState, UnknownEvent, fetching, iter_lines, parse, sns
from tests.events.records import (
    ADVISOR,
    ANN,
    BO,
    BOUNCE,
    CONFIRMATION,
    ID,
    NOTIFICATIONS,
    RECORDS,
    SENDING_STATUS,
    TOPIC,
    Json,
    compact,
    eventbridge,
)
from tests.events.test_forms import FORMS

QUESTIONS = [name for name, value in vars(BaseEvent).items() if isinstance(value, property)]


def read(payload: Any) -> list[Event]:
    """The events, all questions of which are asked. Empty: the payload was refused."""
    try:
        events = parse(payload)
    except EventParseError:
        return []
    for event in events:
        for name in QUESTIONS:
            getattr(event, name)
        assert event.category in get_args(Category)
        assert len(event.dedup_key) == 64
        assert event.recipients == tuple(one for one in event.recipients if one.__class__ is str)
        if event.message_id is not None:
            assert MessageState(message_id=event.message_id).apply(event).message_id == event.message_id
        assert repr(event)
        assert type(event).model_validate_json(event.model_dump_json())
    return events


DOCUMENTS: dict[str, Json] = {
    **RECORDS,
    **{f"notification of {name}": document for name, document in NOTIFICATIONS.items()},
    "advisor": ADVISOR,
    "sending status": SENDING_STATUS,
    "confirmation": CONFIRMATION,
    **{name: payload for name, (payload, _) in FORMS.items() if isinstance(payload, dict)},
}

ODD: list[Any] = [
    None,
    True,
    5,
    -1.5,
    10**5000,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\ud800",
    "\0",
    "<>",
    [],
    [None],
    [5],
    [[]],
    [{}],
    ["x"],
    {},
    {"": None},
    {"a": {"b": []}},
    {"eventType": "Bounce"},
    "x" * 2_000,
]


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all members and elements."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def replaced(document: Json, path: tuple[Any, ...], value: Any) -> Json:
    """A document with another value at one place. It shares the rest with the given one."""
    changed = document.copy()
    inner: Any = changed
    for step in path[:-1]:
        inner[step] = inner[step].copy()
        inner = inner[step]
    inner[path[-1]] = value
    return changed


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(url: str) -> bytes:
        raise fetching.FetchError("offline")

    monkeypatch.setattr(fetching, "fetch", fetch)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_wrong_types_in_each_member(name: str, caplog: pytest.LogCaptureFixture) -> None:
    document = DOCUMENTS[name]
    with caplog.at_level(logging.DEBUG):
        for path in places(document):
            for odd in ODD:
                changed = replaced(document, path, odd)
                if odd != 10**5000:  # which Python does not write
                    read(json.dumps(changed))
                else:
                    read(json.dumps(replaced(document, path, "HUGE")).replace('"HUGE"', "1" * 5001))
    check_log(caplog)


def check_log(caplog: pytest.LogCaptureFixture) -> None:
    for one in caplog.records:
        told = one.getMessage()
        assert not any(secret in told for secret in (ANN, BO, "shop.example", ID, "spring", "Your order"))


def test_what_cannot_be_read_is_logged_without_its_content(caplog: pytest.LogCaptureFixture) -> None:
    odd = {"bounceType": [ANN], "bouncedRecipients": [ANN, {"emailAddress": [ANN]}], "timestamp": "spring"}
    tags = {ANN: [[ANN]], "shop.example": [5], "a": ANN}
    read({**BOUNCE, "bounce": odd, "mail": {**BOUNCE["mail"], "tags": tags, "source": {ANN: 1}}})
    assert caplog.records
    check_log(caplog)


@pytest.mark.parametrize(
    "kinds", [(None, 5, {}), pytest.param(("x", [], [5], {"a": 5}), marks=pytest.mark.slow)], ids=["some", "rest"]
)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_known_record_stays_one_whatever_one_of_its_parts_is(name: str, kinds: tuple[object, ...]) -> None:
    document = DOCUMENTS[name]
    if "eventType" not in document:
        return
    for path in places(document):
        if path != ("eventType",):
            for odd in kinds:
                events = read(replaced(document, path, odd))
                assert [event.event_type for event in events] == [document["eventType"]]


def test_members_in_python_that_json_does_not_have() -> None:
    odd: list[Any] = [object(), b"x", {1, 2}, 1j, lambda: 1, {("a",): 1}, 10**5000]
    loop: Json = {}
    loop["self"] = loop
    for document in (BOUNCE, ADVISOR):
        read({**document, "new": loop})
        for path in places(document):
            for value in odd:
                read(replaced(document, path, value))


# Nesting.


def nested(levels: int, inner: Any = None) -> Any:
    for _ in range(levels):
        inner = [{"a": inner}]
    return inner


@pytest.mark.parametrize("levels", [10, 90, 110, 400, 1_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('{"Records":[', "]}"), ('[{"body":', "}]")]
)
def test_deep_nesting(opening: str, closing: str, levels: int) -> None:
    deep = opening * levels + "1" + closing * levels
    assert read(deep) == []
    assert read(opening * levels) == []
    for document in (BOUNCE, ADVISOR, eventbridge(BOUNCE), NOTIFICATIONS["Bounce"]):
        read(compact({**document, "deep": "DEEP"}).replace('"DEEP"', deep))
        read(compact({**document, "mail": "DEEP"}).replace('"DEEP"', deep))


def test_deep_nesting_in_python() -> None:
    for levels in (10, 200, 300, 2_000):
        deep = nested(levels)
        assert read(deep) == []
        read({**BOUNCE, "mail": deep})
        read({**BOUNCE, "new": deep})
    for levels in (1, 5, 100, 2_000):
        payload: Any = BOUNCE
        for _ in range(levels):
            payload = {"Records": [payload]}
        assert len(read(payload)) == (levels <= 5)


def test_text_in_text() -> None:
    payload = compact(BOUNCE)
    for levels in range(1, 12):
        payload = compact({"Type": "Notification", "Message": payload, "TopicArn": TOPIC})
        assert len(read(payload)) == (levels <= 8)


# Size.


def test_megabytes() -> None:
    long = "é" * 1_000_000
    (event,) = read(compact({**BOUNCE, "mail": {**BOUNCE["mail"], "tags": {"long": [long]}, "source": long}}))
    assert event.tags == {"long": long}
    assert read(long) == read(f'{{"{long}": 1}}') == []
    headers = [{"name": "X", "value": str(number)} for number in range(20_000)]
    assert len(read(compact({**BOUNCE, "mail": {**BOUNCE["mail"], "headers": headers}}))) == 1


def test_many_problems() -> None:
    for count in (100, 30_000):
        odd = {**BOUNCE, "mail": {**BOUNCE["mail"], "headers": [5] * count, "tags": {str(n): 5 for n in range(count)}}}
        (event,) = read(compact(odd))
        assert event.unread
        assert event.permanent_failures == (ANN,)


def test_many_events() -> None:
    assert len(parse([BOUNCE] * 1_000)) == len(parse(compact(BOUNCE) * 1_000)) == 1_000
    assert read("[" * 1_000_000) == read("{}" * 1_000_000) == read(" " * 1_000_000) == read("[]" * 50_000) == []
    assert list(iter_lines([b"\n"] * 100_000)) == []


# Text.


def test_lone_surrogates() -> None:
    text = compact(replaced(BOUNCE, ("bounce", "bouncedRecipients", 0, "emailAddress"), "SURROGATE"))
    for lone in ("\\ud800", "\ud800", "\\udc00\\ud800"):
        (event,) = read(text.replace("SURROGATE", f"ann{lone}@mail.example"))
        assert event.permanent_failures[0].startswith("ann?")
        (event,) = read(text.replace("bounceType", f"bounce{lone}Type"))
        assert event.permanent_failures == ()
    (event,) = read({**BOUNCE, "eventType": "\ud800"})
    assert isinstance(event, UnknownEvent)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_duplicate_keys(name: str) -> None:
    document = DOCUMENTS[name]
    text = compact(document)[:-1]
    for key, value in document.items():
        (event,) = parse(f"{text},{json.dumps(key)}:{compact(value)}}}")
        assert event == parse(document)[0]
        for odd in ("null", "5", '"x"', "[]", "{}"):
            read(f"{text},{json.dumps(key)}:{odd}}}")
            read(f"{{{json.dumps(key)}:{odd},{text[1:]}}}")


# Anything.

NAMES = """
    eventType notificationType mail bounce Type Message Records records Messages body Body Sns kinesis data recordId
    detail-type detail source resources tags time
""".split()
VALUES = [
    "Bounce",
    "Notification",
    "Click",
    "SubscriptionConfirmation",
    "aws.ses",
    compact(BOUNCE),
    "",
    "e30=",
    "{}",
    "[",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(VALUES),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(st.binary())
def test_any_bytes(payload: bytes) -> None:
    read(payload)
    for document in (b'{"eventType":"Bounce"' + payload, compact(BOUNCE).encode() + payload):
        read(document)
    read({"recordId": "1", "data": b64encode(payload).decode()})


@given(st.text(st.characters()))
def test_any_text(payload: str) -> None:
    read(payload)
    read({"Type": "Notification", "Message": payload})


@given(JSON)
def test_any_json(value: Any) -> None:
    read(value)
    read(json.dumps(value))
    read({"eventType": "Bounce", "mail": value, "bounce": value})
    read({"detail-type": "Email Bounced", "source": "aws.ses", "detail": value})


@given(st.sampled_from(sorted(DOCUMENTS)), JSON, st.data())
def test_any_value_in_any_place(name: str, value: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([*places(DOCUMENTS[name])]))
    read(replaced(DOCUMENTS[name], path, value))
    read(json.dumps(replaced(DOCUMENTS[name], path, value)))


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_any_change_of_a_text(name: str, data: st.DataObject) -> None:
    text = compact(DOCUMENTS[name]).encode()
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 20)))
    read(text[:begin] + data.draw(st.binary(max_size=20)) + text[end:])


@given(st.lists(st.binary(max_size=50) | st.sampled_from([compact(one).encode() for one in RECORDS.values()])))
def test_any_lines(lines: list[bytes]) -> None:
    errors: list[EventParseError] = []
    events = list(iter_lines(lines, on_error=errors.append))
    genuine = sum(line.startswith(b'{"eventType":"') for line in lines)
    assert len(events) >= genuine
    assert len(errors) <= len(lines) - genuine


@given(JSON, st.binary())
def test_any_message_of_sns(value: Any, payload: bytes) -> None:
    messages: list[Any] = [value, json.dumps(value), payload, {**CONFIRMATION, "Signature": value, "Timestamp": value}]
    for message in (*messages, {**CONFIRMATION, "SigningCertURL": value}, {"Type": "Notification", "TopicArn": value}):
        if isinstance(message, list | int | float) or message is None:
            continue
        with pytest.raises(SESv2Error) as caught:
            sns.verify(message, topic_arns=[TOPIC])
        assert isinstance(caught.value, EventParseError | EventVerificationError)
