"""For every operation: whatever our request accepts, AWS's model accepts, and the HTTP request is the same as
boto3's."""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from sesv2kit import ClientConfig, SESv2, catalog
from sesv2kit.shapes import Converted, Documented
from sesv2kit.shapes.facets import wire_name
from tests.needs import lacks, needs
from tests.profiles import examples
from tests.proofs import proofs_of

OPERATIONS = catalog.operations()
NAMES = [pytest.param(name, marks=needs(name)) for name in OPERATIONS]
MOMENTS = st.integers(0, 20 * 24 * 3600).map(lambda seconds: datetime(2026, 5, 1, tzinfo=UTC) + timedelta(0, seconds))
TEXT = st.characters(min_codepoint=33, max_codepoint=126)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Values in boto3's form for an annotation of a request: within its bounds and documented limits."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        converted = [mark for mark in marks if isinstance(mark, Converted)]
        return bounded(converted[0].to if converted else inner, marks)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return st.one_of(*(values(part) for part in parts if part is not type(None)))
    if origin is Literal:
        return st.sampled_from(parts)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return structure(annotation)
    return bounded(annotation, [])


def bounded(kind: Any, marks: list[Any]) -> st.SearchStrategy[Any]:
    """Values of a type within its constraints."""
    bounds = stated(kind, marks)
    low, high = int(bounds.get("min_length", 0)), int(bounds.get("max_length", 64))
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Sequence:
        return st.lists(values(parts[0]), min_size=low, max_size=min(high, low + 2))
    if origin is Mapping:
        return st.dictionaries(values(parts[0]), values(parts[1]), min_size=low, max_size=min(high, low + 2))
    if kind in (int, float):
        return st.integers(int(bounds.get("ge", 0)), int(bounds.get("le", 1000)))
    if kind is str or SecretStr in parts:
        if any(isinstance(mark, Converted) for mark in marks):  # JSON text of an object
            return st.sampled_from(["{}", '{"name": "Ann"}'])
        if "pattern" in bounds:
            pattern: str = bounds["pattern"]
            # With the blank, which is needed for a pattern's optional blank.
            text = st.from_regex(pattern, fullmatch=True, alphabet=st.characters(min_codepoint=32, max_codepoint=126))
            return text.filter(lambda value: low <= len(value) <= high)
        return st.text(TEXT, min_size=max(low, 1), max_size=min(high, 30))
    plain: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        bytes: st.binary(max_size=20),
        AwareDatetime: MOMENTS,
    }
    return plain[kind] if kind in plain else structure(kind)


def stated(kind: Any, marks: list[Any]) -> dict[str, Any]:
    """The bounds in an annotation, AWS's and documented ones, by Pydantic's names."""
    bounds: dict[str, Any] = {}
    for mark in marks:
        for part in mark.metadata if isinstance(mark, FieldInfo) else [mark]:
            names = [name for name in ("min_length", "max_length", "ge", "le", "pattern") if hasattr(part, name)]
            bounds |= {name: getattr(part, name) for name in names}
        if isinstance(mark, Documented):
            low, high = ("ge", "le") if kind in (int, float) else ("min_length", "max_length")
            limits = {low: mark.minimum, high: mark.maximum, "pattern": mark.pattern}
            bounds |= {name: limit for name, limit in limits.items() if limit is not None}
    return {name: limit for name, limit in bounds.items() if limit is not None}


@functools.cache
def structure(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Values of a structure, in boto3's form."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    hints = get_type_hints(model, include_extras=True)
    for attribute, field in model.model_fields.items():
        if attribute == "endpoint_id":  # botocore needs the AWS CRT for it, before it makes a request
            continue
        if lacks(f"{model.__name__}.{wire_name(attribute)}"):
            continue
        always = field.is_required() or field.default is not None  # what has a value of its own is sent
        (required if always else optional)[wire_name(attribute)] = values(hints[attribute])
    members = st.fixed_dictionaries(required, optional=optional)
    return members.filter(lambda chosen: is_valid(model, chosen))  # the rules on members together


def is_valid(model: type[BaseModel], chosen: dict[str, Any]) -> bool:
    try:
        model.model_validate(chosen)
    except ValidationError:
        return False
    return True


class Wire:
    """Two clients without a server: ours and boto3's. Each call returns its HTTP request."""

    def __init__(self) -> None:
        session = boto3.Session("test", "test", region_name="us-east-1")
        retries: Any = {"total_max_attempts": 1}
        self.plain: Any = session.client("sesv2", config=Config(retries=retries, parameter_validation=False))
        self.ours = SESv2(session=session, config=ClientConfig(pacing=False))
        self._seen: list[Any] = []
        clients: list[Any] = [self.plain, self.ours.boto3_client]
        for client in clients:
            client.meta.events.register("before-send.sesv2", self._answer)

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        self._seen.append(request)
        no_headers: Any = {}
        return AWSResponse(request.url, 200, no_headers, _Body(proofs_of(request.body)))

    def take(self) -> tuple[Any, ...]:
        """The last request, without parts that differ by client and time."""
        request = self._seen.pop()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in {"authorization", "user-agent", "x-amz-date", "amz-sdk-invocation-id"}
        }
        body = request.body
        if body:  # the same JSON, from either writer
            assert headers.pop("Content-Length") == str(len(body))
            body = json.loads(body)
        return request.method, request.url, body, headers


class _Body:
    def __init__(self, content: Any) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield json.dumps(self._content).encode()


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.mark.parametrize("name", NAMES)
def test_valid_requests(name: str, wire: Wire) -> None:
    operation = OPERATIONS[name]
    shape = wire.plain.meta.service_model.operation_model(name).input_shape

    @examples(10)
    @given(structure(cast("Any", operation.request)))
    def check(arguments: dict[str, Any]) -> None:
        sent = operation.request.model_validate(arguments).to_wire()
        assert sent == arguments
        assert ParamValidator().validate(sent, shape).generate_report() == ""
        wire.ours.call(operation, sent)
        ours = wire.take()
        getattr(wire.plain, operation.method)(**sent)
        assert ours == wire.take()

    check()
