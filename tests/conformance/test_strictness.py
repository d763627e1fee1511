"""Every request and every structure in it is checked in the same way from JSON and from Python."""

import copy
import json
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import given
from pydantic import ValidationError

from sesv2kit import catalog
from sesv2kit._core.arguments import validated
from sesv2kit.errors import RequestInvalidError
from sesv2kit.shapes import Request
from tests.conformance.test_requests import NAMES, structure
from tests.profiles import examples

OPERATIONS = catalog.operations()
WRONG: list[Any] = [None, 5, -1, True, "", "NOVEL\r\n", "x" * 2000, [], ["NOVEL"], {}, {"Novel": 1}]
"""Values of a wrong type, outside of every enum, or out of most bounds."""


Path = tuple[str | int, ...]


def places(wire: Any, prefix: Path = ()) -> Iterator[Path]:
    """The path of every value, the request itself included."""
    yield prefix
    parts = wire.items() if isinstance(wire, dict) else enumerate(wire) if isinstance(wire, list) else ()
    for key, value in parts:
        yield from places(value, (*prefix, key))


def at(wire: Any, path: Path) -> Any:
    for step in path:
        wire = wire[step]
    return wire


def altered(wire: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The request with one change, and whether the change is in bytes."""
    for path in places(wire):
        value = at(wire, path)
        if isinstance(value, dict):
            other = copy.deepcopy(wire)
            at(other, path)["Novel"] = 1
            yield other, False
        for wrong in WRONG if path else ():
            other = copy.deepcopy(wire)
            at(other, path[:-1])[path[-1]] = wrong
            yield other, isinstance(value, bytes)


def outcome(build: Any) -> Any:
    """The request, or its errors."""
    try:
        return build()
    except ValidationError as error:
        # Without the texts: for JSON, Pydantic says "object" and "array". Without the order: it differs before 2.14.
        return {(one["loc"], one["type"]) for one in error.errors(include_url=False, include_input=False)}


def as_json(wire: dict[str, Any]) -> bytes:
    """The same as JSON: bytes as base64."""
    return json.dumps(wire, default=_text).encode()


def _text(value: Any) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


@pytest.mark.parametrize("name", NAMES)  # the requests contain only what botocore knows
def test_json_is_refused_as_python_is(name: str) -> None:
    operation = OPERATIONS[name]
    model: type[Request] = operation.request

    @examples(3)
    @given(structure(cast("Any", model)))
    def check(wire: dict[str, Any]) -> None:
        whole = model.model_validate(wire)
        assert model.model_validate_json(as_json(wire)) == whole
        for other, about_bytes in altered(wire):
            built = outcome(partial(model.model_validate, other))
            read = outcome(partial(model.model_validate_json, as_json(other)))
            if not about_bytes:  # text is base64 in JSON, and text in Python
                assert read == built, other
            if isinstance(built, set):
                with pytest.raises(RequestInvalidError):
                    validated(operation, other)

    check()
