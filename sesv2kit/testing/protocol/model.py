"""botocore's model of a service as typed objects: operations, shapes and their constraints.

The local SES reads the model of SES v2 once. The project's tests compare our declarations with the same objects.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import botocore
from botocore.loaders import Loader

Json = dict[str, Any]
"""A JSON object in wire form: AWS's member names, and datetimes or bytes where the model has timestamps or blobs."""

_xform_name = cast(Callable[[str], str], cast(Any, botocore).xform_name)

_BEYOND_THE_MODEL = {"Tenant": {"UpdateTimestamp": {"shape": "Timestamp"}}}
"""Members that AWS's printed responses have and its model does not, by structure."""

Location = Literal["uri", "querystring", "body"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the model; `members` are a structure's, `item` a list's or a map's value, `key` a map's key."""

    name: str
    kind: str
    members: "Mapping[str, Member]" = field(default_factory=dict[str, "Member"])
    required: tuple[str, ...] = ()
    item: "Shape | None" = None
    key: "Shape | None" = None
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    is_sensitive: bool = False
    """Whether its own values must not be logged; those of its members may be."""
    is_error: bool = False
    """Whether it is an error that operations return."""


@dataclass(frozen=True, slots=True)
class Member:
    """A structure's member: its shape and its location in a request."""

    shape: Shape
    location: Location
    wire_name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `method_name` is boto3's, and names the function that implements it.

    `http_method` and `path` are empty where a recorded model leaves them out.
    """

    name: str
    method_name: str
    http_method: str
    path: str
    request: Shape
    response: Shape
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """All operations by method name, all shapes by name, and the HTTP status of each modelled error."""

    operations: Mapping[str, Operation]
    shapes: Mapping[str, Shape]
    statuses: Mapping[str, int]


EMPTY = Shape("Empty", "structure")


@functools.cache
def service_model() -> ServiceModel:
    """The installed botocore's model of SES v2, with what AWS is known to return beyond it."""
    raw = load_service_model("sesv2")
    shapes = {
        name: {**shape, "members": {**shape["members"], **_BEYOND_THE_MODEL[name]}}
        if name in _BEYOND_THE_MODEL
        else shape
        for name, shape in raw["shapes"].items()
    }
    return read_model({**raw, "shapes": shapes})


def load_service_model(service: str, data: Path | None = None) -> Json:
    """A service's model as botocore stores it. It is shared: do not change it.

    Args:
        service: The boto3 service.
        data: A directory laid out like `botocore/data`. None: the installed botocore's.
    """
    loader: Any = Loader(extra_search_paths=[str(data)], include_default_search_paths=False) if data else Loader()
    return cast(Json, loader.load_service_model(service, "service-2"))


def method_name(name: str) -> str:
    """The method name for any AWS name, by botocore's rule."""
    return _xform_name(name)


def read_model(raw: Json) -> ServiceModel:
    """The operations and shapes of a model as botocore stores it."""
    built = _Shapes(raw["shapes"])
    shapes = {name: built[name] for name in raw["shapes"]}
    operations = (_operation(name, operation, shapes) for name, operation in raw["operations"].items())
    return ServiceModel(
        {operation.method_name: operation for operation in operations},
        shapes,
        {name: shape["error"]["httpStatusCode"] for name, shape in raw["shapes"].items() if shape.get("exception")},
    )


def _operation(name: str, raw: Json, shapes: Mapping[str, Shape]) -> Operation:
    http = raw.get("http", {})
    return Operation(
        name=name,
        method_name=method_name(name),
        http_method=http.get("method", ""),
        path=http.get("requestUri", ""),
        request=shapes[raw["input"]["shape"]] if "input" in raw else EMPTY,
        response=shapes[raw["output"]["shape"]] if "output" in raw else EMPTY,
        errors=tuple(error["shape"] for error in raw.get("errors", ())),
    )


class _Shapes(dict[str, Shape]):
    """Shapes by name, built when first asked for."""

    def __init__(self, raw: Mapping[str, Json]) -> None:
        super().__init__()
        self._raw = raw

    def __missing__(self, name: str) -> Shape:
        raw = self._raw[name]
        item = raw.get("member") or raw.get("value")
        shape = self[name] = Shape(
            name=name,
            kind=raw["type"],
            members={member: self._member(member, spec) for member, spec in raw.get("members", {}).items()},
            required=tuple(raw.get("required", ())),
            item=self[item["shape"]] if item else None,
            key=self[raw["key"]["shape"]] if "key" in raw else None,
            enum=tuple(raw.get("enum", ())),
            minimum=raw.get("min"),
            maximum=raw.get("max"),
            pattern=raw.get("pattern"),
            is_sensitive=bool(raw.get("sensitive")),
            is_error="exception" in raw,
        )
        return shape

    def _member(self, name: str, spec: Json) -> Member:
        return Member(self[spec["shape"]], spec.get("location", "body"), spec.get("locationName", name))
