"""Whatever JSON object the service returns: nothing raises, and all values can be reached."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit import catalog
from sesv2kit.errors import MemberUnreadError
from sesv2kit.shapes import Response
from tests.conformance.facts import APIS
from tests.tools import aws

(API,) = (api for api in APIS if api.service == aws.SESV2)
NAMES = sorted(API.operations)
MOMENT = 1586552585.25
WRONG = ["text", -1, 2.5, True, [], [1], {}, {"Odd": 1}, None]
"""A value of every JSON type, most of them wrong for any member."""

Path = tuple[str | int, ...]


OPERATIONS = catalog.operations()


def read(name: str, body: Any) -> tuple[Response, tuple[str, ...]]:
    response: type[Response] = OPERATIONS[name].response
    return response.from_body(json.dumps(body).encode())


def full(shape: aws.Shape, text: str = "text") -> Any:
    """A value with all members; enums get `text` too, if it is given."""
    match shape.kind:
        case "structure":
            return {name: full(member, text) for name, member in shape.members.items()}
        case "list":
            return [full(shape.parts["item"], text) for _ in range(2)]
        case "map":
            return {full(shape.parts["key"], text): full(shape.parts["value"], text)}
        case "string":
            return shape.enum[0] if shape.enum and text == "text" else text
        case "timestamp":
            return MOMENT
        case "boolean":
            return True
        case kind:
            return {"integer": 3, "long": 3, "double": 1.5, "float": 1.5, "blob": "aGk="}[kind]


def check_reachable(shape: aws.Shape, wire: Any, ours: Any, spared: Path = ()) -> None:
    """Check that everything in `wire` is in `ours`, except at the path `spared`, where a scalar may be left out."""
    if len(spared) == 1 and shape.kind in ("list", "map") and len(ours) < len(wire):
        assert not shape.parts["item" if shape.kind == "list" else "value"].members
        values = [*enumerate(wire)] if shape.kind == "list" else [*wire.items()]
        kept = [(key, value) for key, value in values if key != spared[0]]
        wire, spared = ([value for _, value in kept] if shape.kind == "list" else dict(kept)), ()
    match shape.kind:
        case "structure":
            for name, member in shape.members.items():
                if name in wire and spared != (name,):
                    value = getattr(ours, aws.attribute(name))
                    check_reachable(member, wire[name], value, spared[1:] if spared[:1] == (name,) else ())
        case "list":
            assert len(ours) == len(wire)
            for place, element in enumerate(wire):
                if spared != (place,):
                    rest = spared[1:] if spared[:1] == (place,) else ()
                    check_reachable(shape.parts["item"], element, ours[place], rest)
        case "map":
            assert list(ours) == list(wire)
            for key, value in wire.items():
                if spared != (key,):
                    check_reachable(shape.parts["value"], value, ours[key], spared[1:] if spared[:1] == (key,) else ())
        case "timestamp":
            assert ours == datetime.fromtimestamp(wire, UTC)
        case _:
            assert ours == wire


def places(wire: Any, prefix: Path = ()) -> Iterator[Path]:
    """The path of every value: members, elements and map values, outermost first."""
    if prefix:
        yield prefix
    if isinstance(wire, dict):
        for key, value in wire.items():
            yield from places(value, (*prefix, key))
    elif isinstance(wire, list):
        for place, value in enumerate(wire):
            yield from places(value, (*prefix, place))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_object(name: str) -> None:
    answer, unread = read(name, {})
    check_without_content(name, answer, unread)


@pytest.mark.parametrize("name", NAMES)
def test_every_member_null(name: str) -> None:
    answer, unread = read(name, dict.fromkeys(API.operations[name].response.members))
    check_without_content(name, answer, unread)


def check_without_content(name: str, answer: Response, unread: tuple[str, ...]) -> None:
    """Check that reading a required member raises, and that it is listed; lists and maps are empty, and all others
    None."""
    response = API.operations[name].response
    assert set(unread) == set(response.required)
    for member, shape in response.members.items():
        if member in response.required:
            with pytest.raises(MemberUnreadError):
                getattr(answer, aws.attribute(member))
        else:
            empty: Any = [] if shape.kind == "list" else {} if shape.kind == "map" else None
            assert getattr(answer, aws.attribute(member)) == empty
    assert type(answer).model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize("name", NAMES)
def test_a_full_body(name: str) -> None:
    response = API.operations[name].response
    answer, unread = read(name, full(response))
    assert unread == ()
    check_reachable(response, full(response), answer)
    again = type(answer).model_validate_json(answer.model_dump_json())
    assert again == answer


@pytest.mark.parametrize("name", NAMES)
def test_unknown_members_and_enum_strings(name: str) -> None:
    response = API.operations[name].response
    body = full(response, "NOVEL")
    objects = [body, *(at(body, place) for place in places(body))]
    for each in objects:
        if isinstance(each, dict) and set(each) != {"NOVEL"}:  # not a map
            each["Novel"] = [1]
    answer, unread = read(name, body)
    assert unread == ()
    check_reachable(response, body, answer)
    check_extra(answer)
    assert type(answer).model_validate_json(answer.model_dump_json()) == answer


def check_extra(ours: Any) -> None:
    """Check that every structure inside still has its unknown member."""
    if isinstance(ours, list):
        for element in ours:
            check_extra(element)
    elif hasattr(ours, "model_extra"):
        assert ours.model_extra == {"Novel": [1]}
        for attribute in type(ours).model_fields:
            check_extra(getattr(ours, attribute))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_type_in_each_member(name: str) -> None:
    response = API.operations[name].response
    body = full(response)
    for place in [*places(body)]:
        holder, right = at(body, place[:-1]), at(body, place)
        for wrong in WRONG:
            holder[place[-1]] = wrong
            answer, unread = read(name, body)
            assert all(path.startswith(".".join(map(str, place))) for path in unread)
            check_reachable(response, body, answer, spared=place)
            assert type(answer).model_validate_json(answer.model_dump_json()) == answer
        holder[place[-1]] = right


def at(wire: Any, place: Path) -> Any:
    """The value at a path."""
    for step in place:
        wire = wire[step]
    return wire
