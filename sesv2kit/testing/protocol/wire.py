"""The wire by the model: reads a request's members, checks them against their constraints, writes an answer's.

Nothing here knows an operation. AWS's order is kept: JSON types first, then every constraint of the model at once.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NoReturn, cast
from urllib.parse import parse_qs

from pydantic_core import SchemaValidator, core_schema

from sesv2kit import models
from sesv2kit.testing.protocol.errors import Refused, bad_request
from sesv2kit.testing.protocol.model import Json, Operation, Shape

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


def parse(operation: Operation, uri: Mapping[str, str], query: str, body: bytes) -> Json:
    """The request's members by name: timestamps as datetimes, blobs as bytes, null and unknown members left out."""
    parameters = parse_qs(query, keep_blank_values=True)
    document = _document(body)
    members: Json = {}
    for name, member in operation.request.members.items():
        # The lists that AWS moved from GET to POST kept their members: without a body, the query string has them.
        in_query = member.location == "querystring" or not body
        if member.location == "uri":
            members[name] = uri[member.wire_name]
        elif in_query and member.wire_name in parameters:
            members[name] = _from_query(member.shape, parameters[member.wire_name])
        elif not in_query and document.get(member.wire_name) is not None:
            members[name] = _from_json(member.shape, document[member.wire_name])
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


def _from_query(shape: Shape, values: Sequence[str]) -> Any:
    if shape.kind == "list" and shape.item:
        return [_from_text(shape.item, value) for value in values]
    return _from_text(shape, values[0])


def _from_text(shape: Shape, text: str) -> Any:
    try:
        if shape.kind in ("integer", "long"):
            return int(text)
        if shape.kind == "timestamp":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if shape.kind == "boolean":
            return {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError):
        raise _cannot_convert(shape, text) from None
    return _from_json(shape, text)


def _from_json(shape: Shape, value: Any) -> Any:
    try:
        match shape.kind, value:
            case "structure", dict():
                present = cast(Json, value)
                return {
                    name: _from_json(member.shape, present[member.wire_name])
                    for name, member in shape.members.items()
                    if present.get(member.wire_name) is not None
                }
            case "list", [*items] if shape.item:
                return [None if item is None else _from_json(shape.item, item) for item in items]
            case "map", dict() if shape.item:
                entries = cast(Json, value)
                return {key: _from_json(shape.item, item) for key, item in entries.items() if item is not None}
            case ("string", str()) | ("boolean", bool()):
                return value
            case _, bool():  # which Python counts among the numbers
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


_REASON = "SuppressionListReason"
"""The one enum that AWS checks by itself, after the model's constraints and with its own text."""

_TAG_KEYS = "TagKeyList"
"""The one list whose absence AWS refuses without a word."""


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
    elif shape.kind == "list" and shape.item:
        for number, item in enumerate(value, start=1):
            yield from _nodes(shape.item, item, f"{path}.{number}.member")
    elif shape.kind == "map" and shape.item:
        for key, item in value.items():
            yield from _nodes(shape.item, item, f"{path}.{key}")


def _broken_constraints(shape: Shape, value: Any) -> Iterator[str]:
    if value is None:
        yield "Member must not be null"
        return
    if shape.enum and value not in shape.enum and shape.name != _REASON:
        yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    if shape.pattern and not _matches(shape.pattern, value):
        yield f"Member must satisfy regular expression pattern: {shape.pattern}"
    if shape.key and shape.key.enum and not set(value) <= set(shape.key.enum):
        allowed = f"[Member must satisfy enum value set: [{', '.join(shape.key.enum)}]]"
        yield f"Map keys must satisfy constraint: {allowed}"
    sized = isinstance(value, str | list | dict)
    size: float = len(cast(Sequence[Any], value)) if sized else value
    measure = "length" if sized else "value"
    if shape.minimum is not None and size < shape.minimum:
        yield f"Member must have {measure} greater than or equal to {shape.minimum}"
    if shape.maximum is not None and size > shape.maximum:
        yield f"Member must have {measure} less than or equal to {shape.maximum}"


def _matches(pattern: str, value: str) -> bool:
    """Whether a whole text matches a pattern of AWS's. The engine is Rust's: it never goes back, as Python's does."""
    return _matcher(pattern).isinstance_python(value)


@cache
def _matcher(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=rf"\A(?s:{pattern})\z"))


def serialise(shape: Shape, value: Any) -> Any:
    """`value` as JSON by the model: timestamps in epoch seconds, unset members absent.

    A member that an older botocore lacks is left out, as an older SES did. One that our models lack too is a bug.
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
    return cls is not None and any(field.alias == member for field in cls.model_fields.values())
