"""Shape, Request and Response: the Pydantic bases of every model, and the mending of odd answers.

A shape has two faces. What Python builds is checked strictly: unknown names, enum values and bounds are refused.
What JSON brings is taken tolerantly: unknown members are kept, unknown enum strings pass, bounds do not apply and any
member may be null. Both faces come from one annotation; `_opened` derives the second from the first.
"""

import gc
import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.alias_generators import to_pascal
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sesv2kit import fork

logger: logging.Logger = logging.getLogger("sesv2kit")

_IRREGULAR_NAMES = {
    "website_url": "WebsiteURL",
    "success_redirection_url": "SuccessRedirectionURL",
    "failure_redirection_url": "FailureRedirectionURL",
    "soa_record": "SOARecord",
    "global_": "Global",
}
"""The attributes whose wire name is not their PascalCase form."""


def wire_name(attribute: str) -> str:
    """The member name AWS uses for an attribute of ours: `TenantName` for `tenant_name`."""
    return _IRREGULAR_NAMES.get(attribute) or to_pascal(attribute)


@dataclass(frozen=True, slots=True)
class Documented:
    """A limit that AWS states in prose, not in its model. Checked on what Python builds, never on answers."""

    limit: str
    """The limit in words that complete "must be ..."."""

    source: str
    """Where AWS states it: a URL. Empty: the page of whichever operation has the member."""

    minimum: float | None = None
    """Smallest number, or smallest length of anything that has one."""

    maximum: float | None = None
    """Largest number, or largest length."""

    pattern: str | None = None
    """A regular expression that the whole text matches."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, value: Any) -> Any:
        """The value, if it keeps the limit; else a `PydanticCustomError`, which never prints it."""
        size: float = len(value) if hasattr(value, "__len__") else value
        too_small = self.minimum is not None and size < self.minimum
        too_large = self.maximum is not None and size > self.maximum
        if too_small or too_large or (self.pattern is not None and not re.fullmatch(self.pattern, value)):
            raise PydanticCustomError(
                "documented_limit", "must be {limit}", {"limit": self.limit, "source": self.source}
            )
        return value


@dataclass(frozen=True, slots=True)
class Converted:
    """A member that Python may give in friendlier forms than the one that is sent; its annotation lists them."""

    to: Any
    """The type that is sent."""

    convert: Callable[[Any], Any]
    """Makes the sent form of a friendlier one, and leaves anything else to the type's own check."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.convert, handler.generate_schema(self.to))


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be within the years 1 to 9999 in UTC") from None


class _TimestampSchema:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Epoch seconds, and text that ends in Z, are UTC already and never leave Rust; boto3 would send the wall time
        # of any other zone as if it were UTC, so what Python brings is converted here.
        return core_schema.json_or_python_schema(
            json_schema=core_schema.union_schema(
                [
                    core_schema.datetime_schema(tz_constraint=0),
                    core_schema.no_info_after_validator_function(_to_utc, core_schema.datetime_schema()),
                ],
                mode="left_to_right",
                custom_error_type="datetime_type",  # one error for both branches, at the member's own place
            ),
            python_schema=core_schema.no_info_after_validator_function(_to_utc, handler(source)),
        )


Timestamp = Annotated[AwareDatetime, _TimestampSchema()]
"""A moment, in UTC. Arguments must be timezone-aware (naive ones are refused); answers always are."""

_BOUNDS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt"}


def _opened(schema: Any) -> Any:
    """The tolerant form of a member's schema: no bounds, open enums, null elements, no functions of ours."""
    kind = schema["type"]
    if kind == "literal" or (kind == "union" and all(each["type"] in ("literal", "str") for each in schema["choices"])):
        return core_schema.str_schema()
    if kind in ("nullable", "default"):
        return {**schema, "schema": _opened(schema["schema"])}
    if kind in ("function-before", "function-after"):
        return _opened(schema["schema"])
    if kind == "json-or-python":
        return _opened(schema["json_schema"])
    opened = {key: value for key, value in schema.items() if key not in _BOUNDS}
    if kind == "list":
        opened["items_schema"] = core_schema.nullable_schema(_opened(schema["items_schema"]))
    elif kind == "dict":
        opened["keys_schema"] = core_schema.str_schema()
        opened["values_schema"] = core_schema.nullable_schema(_opened(schema["values_schema"]))
    return opened


def _as_list(value: Any) -> Any:
    if value.__class__ is list:
        return value
    is_text = isinstance(value, (str, bytes, bytearray))  # what is no list is refused by the list's own check
    return list(cast("Any", value)) if isinstance(value, Sequence) and not is_text else value


def _with_lists(schema: Any) -> Any:
    """The schema of a member with its sequences as lists: Pydantic checks and writes other sequences in Python."""
    if schema["type"] == "json-or-python" and schema["python_schema"]["type"] == "chain":
        items = {**schema["json_schema"], "items_schema": _with_lists(schema["json_schema"]["items_schema"])}
        return core_schema.no_info_before_validator_function(_as_list, cast("CoreSchema", {**items, "strict": True}))
    return {**schema, "schema": _with_lists(schema["schema"])} if "schema" in schema else schema


def _model(schema: Any) -> Any:
    """The schema of a model itself, its sequences made lists; model validators wrap it."""
    while schema["type"] != "model":
        schema = schema["schema"]
    for field in schema["schema"]["fields"].values():
        field["schema"] = _with_lists(field["schema"])
    return schema


def _two_faced(schema: Any) -> CoreSchema:
    """From the schema Pydantic made of a model: as it is for Python, opened for JSON."""
    model = _model(schema)
    fields: dict[str, Any] = {}
    for name, field in model["schema"]["fields"].items():
        opened = _opened(field["schema"])
        if opened["type"] not in ("nullable", "default", "list", "dict"):  # lists and maps are empty, never None
            opened = core_schema.nullable_schema(opened)
        fields[name] = {**field, "schema": opened}
    tolerant: dict[str, Any] = {
        **model,
        "schema": {**model["schema"], "fields": fields},
        # Errors then tell places in the document, which is how `_put_null` finds them.
        "config": {**model["config"], "extra_fields_behavior": "allow", "loc_by_alias": True},
    }
    tolerant.pop("ref", None)
    strict = {key: value for key, value in schema.items() if key != "ref"}
    # One ref for both faces: a shape nested in many others is stored once, not once a face a level.
    return core_schema.json_or_python_schema(
        cast("CoreSchema", tolerant), cast("CoreSchema", strict), ref=schema["ref"]
    )


_BUILDING = fork.Guard()
"""Held while a validator is built, in which Pydantic holds a lock of its own that no child of a fork can renew."""


class Shape(BaseModel):
    """A structure of the service's model. Immutable; `model_copy(update=...)` makes a changed one."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=wire_name,
        validate_by_name=True,
        validate_by_alias=True,
        loc_by_alias=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        ser_json_inf_nan="constants",
        defer_build=True,  # at the first use: half of what importing a domain would cost
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        resolved = handler.resolve_ref_schema(schema)
        return schema if resolved["type"] == "json-or-python" else _two_faced(resolved)

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the validator, which Pydantic does at the first use: here, by one thread at a time.

        Pydantic itself takes no lock, and of two threads that come first the later one would take away what the
        earlier one has built and is using.
        """
        with _BUILDING.lock:
            return super().model_rebuild(**options)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler, /) -> dict[str, Any]:
        # The strict face: a JSON schema tells a form or an agent what may be sent.
        return handler(schema.get("python_schema", schema))


class Request(Shape):
    """What an operation is sent. Strict from every side."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        _model(handler.resolve_ref_schema(schema))
        return schema

    def to_wire(self) -> dict[str, Any]:
        """The arguments for the boto3 method: AWS's member names, unset members left out."""
        return self.model_dump(by_alias=True, exclude_none=True)


@dataclass(frozen=True, slots=True)
class ResponseMetadata:
    """What is known of an answer besides its content. All defaults: it did not come from the wire."""

    request_id: str | None = None
    """AWS's id of the request; what AWS support asks for. None when the answer bore none."""

    status: int | None = None
    """HTTP status."""

    attempts: int = 0
    """How often the request went on the wire."""

    waited: float = 0.0
    """Seconds spent waiting for pacing and between attempts."""

    raw: bytes = b""
    """The body as it came."""

    unread: tuple[str, ...] = ()
    """Wire paths of the members that were missing or unreadable, such as `Tenants.3.CreatedTimestamp`."""


_LARGE_BODY = 16 * 1024


class Response(Shape):
    """What an operation answers. Tolerant: see the module's docstring."""

    @cached_property
    def metadata(self) -> ResponseMetadata:
        """Request id, attempts, waiting time and the raw body. Not part of the content: equality ignores it."""
        return ResponseMetadata()

    @classmethod
    def is_required_list(cls, path: str) -> bool:
        """Whether a wire path is a list of this answer's own that AWS always gives."""
        return any(
            wire_name(name) == path and field.is_required() and get_origin(field.annotation) is list
            for name, field in cls.model_fields.items()
        )

    @classmethod
    def from_body(cls, body: bytes) -> tuple[Self, tuple[str, ...]]:
        """Read a JSON body; also the wire paths that could not be read and are None.

        Raises:
            ValueError: The body is no JSON object, or one nested some hundred levels deep.
        """
        # A page makes thousands of objects at once, all of them alive: the collections they set off would find nothing.
        paused = len(body) >= _LARGE_BODY and gc.isenabled()
        if paused:
            gc.disable()
        try:
            return cls.model_validate_json(body, by_alias=True, by_name=False), ()
        except ValidationError as error:
            return _mended(cls, body, error)
        finally:
            if paused:
                gc.enable()


_ResponseT = TypeVar("_ResponseT", bound=Response)


def _mended(model: type[_ResponseT], body: bytes, error: ValidationError) -> tuple[_ResponseT, tuple[str, ...]]:
    """Put null wherever the body does not fit the model, and read it again."""
    try:
        document: Any = json.loads(body, parse_int=_parsed_int)
    except RecursionError:
        document = None
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")
    unread: dict[str, None] = {}
    for _ in range(_MENDING_ROUNDS):
        for problem in error.errors(include_url=False, include_context=False, include_input=False):
            path = _put_null(cast("dict[str, Any]", document), problem["loc"], _EMPTY.get(problem["type"]))
            if path or (len(problem["loc"]) == 1 and model.is_required_list(str(problem["loc"][0]))):
                unread[path or str(problem["loc"][0])] = None
        try:
            # A lone surrogate is JSON to Python but not to Pydantic: it becomes "?".
            mended = json.dumps(document, ensure_ascii=False).encode(errors="replace")
            response = model.model_validate_json(mended, by_alias=True, by_name=False)
        except ValidationError as again:
            error = again
            continue
        if unread:  # logged, not warned: under -W error a warning would lose the answer to a request carried out
            logger.warning("%s: missing or unreadable, now None: %s", model.__name__, ", ".join(map(_masked, unread)))
        return response, tuple(unread)
    raise ValueError("not readable as JSON")


_MENDING_ROUNDS = 3
"""One to null what does not fit, one to empty nulls where a list or map stands, one to spare."""


def _parsed_int(digits: str) -> float:
    return int(digits) if len(digits) <= 4300 else float(digits)  # Python, and so Pydantic, refuses longer ones


def _masked(path: str) -> str:
    """A wire path to be logged: a key of a map is no name of ours, and may be an address."""
    return path if re.fullmatch(r"\w+(\.\w+)*", path) else path.partition(".")[0] + ".(key)"


_EMPTY: dict[str, Callable[[], Any]] = {"list_type": list, "dict_type": dict}


def _put_null(document: dict[str, Any], location: Sequence[int | str], empty: Callable[[], Any] | None) -> str:
    """Null the value at a Pydantic error location; empty it if it is null and may not be. Returns its wire path."""
    if not location:  # the document itself: a lone surrogate, or a number that is too long
        return ""
    *way, key = location
    parent: Any = document
    for step in way:
        parent = parent[step]
    if isinstance(parent, dict) and key in parent and parent[key] is None and empty is not None:
        parent[key] = empty()
        return ""
    parent[key] = None
    return ".".join(map(str, location))
