"""What botocore's own model says about SES v2, typed and read once: operations, shapes and their constraints."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import botocore
from botocore.loaders import Loader

Json = dict[str, Any]
"""A JSON object in wire form: AWS's member names, and datetimes or bytes where the model has timestamps or blobs."""

_load_service_model = cast(Callable[[str, str], Json], cast(Any, Loader()).load_service_model)
_xform_name = cast(Callable[[str], str], cast(Any, botocore).xform_name)

_BEYOND_THE_MODEL = {"Tenant": {"UpdateTimestamp": {"shape": "Timestamp"}}}
"""Members that AWS's printed answers have and its model has not, by structure."""

Location = Literal["uri", "querystring", "body"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the model; `members` are a structure's, `item` a list's or a map's value, `key` a map's key."""

    name: str
    kind: str
    members: "Mapping[str, Member]" = field(default_factory=dict[str, "Member"])
    required: frozenset[str] = frozenset()
    item: "Shape | None" = None
    key: "Shape | None" = None
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A structure's member: its shape and where a request carries it."""

    shape: Shape
    location: Location
    wire_name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `method_name` is boto3's, and names the function that implements it."""

    name: str
    method_name: str
    http_method: str
    path: str
    request: Shape
    response: Shape
    errors: frozenset[str]


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """All operations by method name, all shapes by name, and the HTTP status of each modelled error."""

    operations: Mapping[str, Operation]
    shapes: Mapping[str, Shape]
    statuses: Mapping[str, int]


EMPTY = Shape("Empty", "structure")


@functools.cache
def service_model() -> ServiceModel:
    """The installed botocore's model of SES v2."""
    raw = _load_service_model("sesv2", "service-2")
    shapes = _Shapes(raw["shapes"])
    operations = (_operation(name, operation, shapes) for name, operation in raw["operations"].items())
    return ServiceModel(
        {operation.method_name: operation for operation in operations},
        shapes,
        {name: shape["error"]["httpStatusCode"] for name, shape in raw["shapes"].items() if shape.get("exception")},
    )


def _operation(name: str, raw: Json, shapes: "_Shapes") -> Operation:
    return Operation(
        name=name,
        method_name=_xform_name(name),
        http_method=raw["http"]["method"],
        path=raw["http"]["requestUri"],
        request=shapes[raw["input"]["shape"]] if "input" in raw else EMPTY,
        response=shapes[raw["output"]["shape"]] if "output" in raw else EMPTY,
        errors=frozenset(error["shape"] for error in raw.get("errors", ())),
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
            members={
                member: self._member(member, spec)
                for member, spec in {**raw.get("members", {}), **_BEYOND_THE_MODEL.get(name, {})}.items()
            },
            required=frozenset(raw.get("required", ())),
            item=self[item["shape"]] if item else None,
            key=self[raw["key"]["shape"]] if "key" in raw else None,
            enum=tuple(raw.get("enum", ())),
            minimum=raw.get("min"),
            maximum=raw.get("max"),
            pattern=raw.get("pattern"),
        )
        return shape

    def _member(self, name: str, spec: Json) -> Member:
        return Member(self[spec["shape"]], spec.get("location", "body"), spec.get("locationName", name))
