"""The wire format by the model: reads a request's members, checks their constraints, and writes a response's members.

It contains nothing about single operations. The order is AWS's: JSON types first, then all constraints of the model
together.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NoReturn, cast
from urllib.parse import parse_qs

from pydantic_core import SchemaError, SchemaValidator, core_schema

from sesv2kit import models
from sesv2kit.testing.protocol.assumptions import BOOLEAN_NULL, BOOLEAN_TEXT, Assumes
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Member, Operation, Shape

_JAVA_NAMES = {
    "boolean": "Boolean",
    "double": "Double",
    "integer": "Integer",
    "list": "List",
    "long": "Long",
    "map": "Map",
    "string": "String",
    "timestamp": "Date",
}


def parse(operation: Operation, uri: Mapping[str, str], query: str, body: bytes, assumes: Assumes) -> Json:
    """The request's members by name: timestamps as datetimes, blobs as bytes, without null and unknown members."""
    reader = _Reader(assumes)
    parameters = parse_qs(query, keep_blank_values=True)
    document = _document(body)
    members: Json = {}
    for name, member in operation.request.members.items():
        # The lists that AWS moved from GET to POST kept their members. Without a body, they are in the query string.
        in_query = member.location == "querystring" or not body
        if member.location == "uri":
            members[name] = uri[member.wire_name]
        elif in_query and member.wire_name in parameters:
            members[name] = reader.read_query(member.shape, parameters[member.wire_name])
        elif not in_query and reader.is_given(member, document):
            members[name] = reader.read(member.shape, document[member.wire_name])
    return members


def _document(body: bytes) -> Json:
    try:
        document: object = json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("SerializationException", "The request body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise Refused("SerializationException", "The request body is not a JSON object.")
    return cast(Json, document)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class _Reader:
    """Reads JSON values and texts of a query string as the types of the model."""

    def __init__(self, assumes: Assumes) -> None:
        self._assumes = assumes

    def is_given(self, member: Member, holder: Json) -> bool:
        """Whether an object has a value for a member: null is the same as none, except for most booleans."""
        if holder.get(member.wire_name) is not None:
            return True
        is_flag = member.shape.kind == "boolean" and member.shape.name not in _NULLABLE
        if is_flag and member.wire_name in holder and self._assumes(BOOLEAN_NULL):
            raise Refused("SerializationException", "NULL_VALUE can not be converted to a Boolean", BOOLEAN_NULL)
        return False

    def read_query(self, shape: Shape, values: Sequence[str]) -> Any:
        """The value of a parameter of the query string. For a list, the parameter may be repeated."""
        if shape.kind == "list" and shape.item:
            return [self._read_text(shape.item, value) for value in values]
        return self._read_text(shape, values[0])

    def _read_text(self, shape: Shape, text: str) -> Any:
        try:
            if shape.kind in ("integer", "long"):
                return int(text)
            if shape.kind == "timestamp":
                moment = datetime.fromisoformat(text)
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if shape.kind == "boolean":
                return _BOOLEANS[text.lower()]
        except (ValueError, KeyError):
            raise _cannot_convert(shape, text) from None
        return self.read(shape, text)

    def read(self, shape: Shape, value: Any) -> Any:
        """A value of a JSON document."""
        try:
            match shape.kind, value:
                case "structure", dict():
                    present = cast(Json, value)
                    return {
                        name: self.read(member.shape, present[member.wire_name])
                        for name, member in shape.members.items()
                        if self.is_given(member, present)
                    }
                case "list", [*items] if shape.item:
                    return [None if item is None else self.read(shape.item, item) for item in items]
                case "map", dict() if shape.item:
                    entries = cast(Json, value)
                    return {key: self.read(shape.item, item) for key, item in entries.items() if item is not None}
                case ("string", str()) | ("boolean", bool()):
                    return value
                case "boolean", str() if value in _BOOLEANS and self._assumes(BOOLEAN_TEXT):
                    return _BOOLEANS[value]
                case _, bool():  # in Python, bool is a subclass of int
                    pass
                case "blob", str():
                    return base64.b64decode(value, validate=True)
                case (("integer" | "long"), int() | float()):
                    return int(value)
                case "double", int() | float():
                    return float(value)
                case "timestamp", int() | float():
                    return datetime.fromtimestamp(value, UTC)
                case _:
                    pass
        except (binascii.Error, ValueError, OverflowError, OSError):
            pass
        raise _cannot_convert(shape, cast(object, value))


_BOOLEANS = {"true": True, "false": False}

_NULLABLE = ("EnabledWrapper",)
"""The booleans that may be null: by their name, AWS's code has an object type for them."""


def _cannot_convert(shape: Shape, value: object) -> Refused:
    match value:
        case bool():
            token = "TRUE_VALUE" if value else "FALSE_VALUE"
        case int() | float():
            token = "NUMBER_VALUE"
        case str():
            token = "STRING_VALUE"
        case list():
            token = "START_ARRAY"
        case _:
            token = "START_OBJECT"
    target = _JAVA_NAMES.get(shape.kind, shape.name)
    return Refused("SerializationException", f"{token} can not be converted to a {target}")


def validate(shape: Shape, request: Json) -> None:
    """Refuse `request` for every constraint of the model that it breaks, all in one message."""
    nodes = list(_nodes(shape, request, ""))
    if any(found.name == _TAG_KEYS and not value for _, found, value in nodes):
        raise Refused("ValidationException", "")
    broken = [
        f"Value at '{path}' failed to satisfy constraint: {constraint}"
        for path, found, value in nodes
        for constraint in _broken_constraints(found, value)
    ]
    if broken:
        errors = "error" if len(broken) == 1 else "errors"
        raise bad_request(f"{len(broken)} validation {errors} detected: {'; '.join(broken)}")
    for _, found, value in nodes:
        if found.name == _REASON and value not in found.enum:
            raise bad_request(f"Reason {value} is invalid, must be one of [{', '.join(found.enum)}].")


def unknown_members(shape: Shape, given: Json) -> list[str]:
    """The paths of members that a structure does not have, in structures within it too."""
    found: list[str] = []
    for name, value in given.items():
        if name not in shape.members:
            found.append(name)
        elif isinstance(value, dict):
            found += [f"{name}.{inner}" for inner in unknown_members(shape.members[name].shape, cast("Json", value))]
    return found


_REASON = "SuppressionListReason"
"""The one enum that AWS checks separately outside lists, after the model's constraints and with its own text."""

_TAG_KEYS = "TagKeyList"
"""The one list for whose absence AWS returns an error without a message."""


def _nodes(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, Shape, Any]]:
    """Every value in `value` with its shape and its path as AWS writes it; None where a required member is missing."""
    if path:
        yield path, shape, value
    if value is None:
        return
    if shape.kind == "structure":
        for name, member in shape.members.items():
            if name in value or name in shape.required:
                inner = f"{path}.{name[0].lower()}{name[1:]}".lstrip(".")
                yield from _nodes(member.shape, value.get(name), inner)
    elif shape.kind == "list" and shape.item and shape.item.kind in _NESTING:
        for number, item in enumerate(value, start=1):
            yield from _nodes(shape.item, item, f"{path}.{number}.member")
    elif shape.kind == "map" and shape.item and shape.item.kind in _NESTING:
        for key, item in value.items():
            yield from _nodes(shape.item, item, f"{path}.{key}")


_NESTING = ("structure", "list", "map")
"""The kinds of shapes that have their own path inside a list or a map. Others are reported with the path of the list or
map."""


def _broken_constraints(shape: Shape, value: Any) -> Iterator[str]:
    if value is None:
        yield _NOT_NULL
        return
    if shape.name != _REASON:
        yield from (rule.text for rule in _rules(shape) if not rule.holds(value))
    if shape.key and _breaks(shape.key, value):
        yield f"Map keys must satisfy constraint: [{_texts(shape.key)}]"
    if shape.item and shape.item.kind not in _NESTING:
        items: Iterable[Any] = value.values() if shape.kind == "map" else value
        if _breaks(shape.item, items):
            whose = "Map value" if shape.kind == "map" else "Member"
            yield f"{whose} must satisfy constraint: [{_texts(shape.item) or _NOT_NULL}]"


_NOT_NULL = "Member must not be null"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A constraint of the model, in AWS's text."""

    text: str
    holds: Callable[[Any], bool]


def _rules(shape: Shape) -> Iterator[_Rule]:
    """The constraints of the model for a value of a shape."""
    enum, pattern, low, high = shape.enum, shape.pattern, shape.minimum, shape.maximum
    sized = shape.kind in ("string", "list", "map", "blob")
    measure = "length" if sized else "value"
    if enum:
        yield _Rule(f"Member must satisfy enum value set: [{', '.join(enum)}]", lambda value: value in enum)
    if pattern:
        text = f"Member must satisfy regular expression pattern: {pattern}"
        yield _Rule(text, lambda value: _matches(pattern, value))
    if low is not None:
        text = f"Member must have {measure} greater than or equal to {low}"
        yield _Rule(text, lambda value: (len(value) if sized else value) >= low)
    if high is not None:
        text = f"Member must have {measure} less than or equal to {high}"
        yield _Rule(text, lambda value: (len(value) if sized else value) <= high)


def _breaks(shape: Shape, values: Iterable[Any]) -> bool:
    """Whether one of the values of a list or a map breaks a constraint."""
    rules = [*_rules(shape)]
    return any(value is None or not all(rule.holds(value) for rule in rules) for value in values)


def _texts(shape: Shape) -> str:
    """The texts of all constraints, broken or not, as AWS reports them for lists and maps."""
    return ", ".join(rule.text for rule in _rules(shape))


def _matches(pattern: str, value: str) -> bool:
    r"""Whether a whole text matches a pattern of AWS. It is a Java pattern: `\w`, `\d` and `\s` match ASCII only."""
    return bool(_matcher(pattern)(value))


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    # Unlike Python's, Rust's engine does not backtrack. But it has no lookahead, and with ASCII classes (-u) it refuses
    # patterns that may match a part of a character, such as a dot.
    flags = "s-u" if re.search(r"\\[wds]", pattern, re.IGNORECASE) else "s"
    try:
        return SchemaValidator(core_schema.str_schema(pattern=rf"\A(?{flags}:{pattern})\z")).isinstance_python
    except SchemaError:
        return re.compile(pattern, re.ASCII | re.DOTALL).fullmatch


def serialise(shape: Shape, value: Any) -> Any:
    """`value` as JSON by the model: timestamps in epoch seconds, unset members absent.

    A member that an older botocore lacks is omitted, as by an older SES. One that our models lack too is a bug.
    """
    if shape.kind == "structure":
        return {
            shape.members[name].wire_name: serialise(shape.members[name].shape, member)
            for name, member in value.items()
            if member is not None and (name in shape.members or not _is_newer(shape.name, name))
        }
    if shape.kind == "list" and shape.item:
        return [serialise(shape.item, item) for item in value]
    if shape.kind == "map" and shape.item:
        return {key: serialise(shape.item, item) for key, item in value.items()}
    if shape.kind == "timestamp":
        return round(value.timestamp(), 3)
    return value


def _is_newer(structure: str, member: str) -> bool:
    """Whether our models know a member that the installed botocore lacks."""
    cls = getattr(models, structure, None)
    return cls is not None and any(field.validation_alias == member for field in cls.model_fields.values())
