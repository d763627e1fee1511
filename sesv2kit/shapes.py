"""Shape, Request and Response: the Pydantic bases of every model, and how odd answers are read.

A shape has two faces. What is read from JSON under a `Response` is taken tolerantly, at every depth: unknown members
are kept, unknown enum values pass, bounds do not apply and any member may be null. Everything else is checked strictly,
from Python and from JSON alike: unknown names, enum values and bounds are refused. Both faces come from one annotation;
`faces.py` derives them.
"""

import gc
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar, cast, get_origin

import pydantic.main
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    create_model,
)
from pydantic.alias_generators import to_pascal
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sesv2kit import fork
from sesv2kit.faces import GAP, NOTING, NULL, TOLERANT, VALUE, strict, two_faced

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
        # boto3 would send the wall time of any other zone as if it were UTC.
        checked: Any = core_schema.no_info_after_validator_function(_to_utc, handler(source))
        # Epoch seconds, and text that ends in Z, are UTC already and never leave Rust.
        tolerant = core_schema.union_schema(
            [
                core_schema.datetime_schema(tz_constraint=0),
                core_schema.no_info_after_validator_function(_to_utc, core_schema.datetime_schema()),
            ],
            mode="left_to_right",
            custom_error_type="datetime_type",  # one error for both branches, at the member's own place
        )
        return cast("CoreSchema", {**checked, "metadata": {TOLERANT: tolerant}})


Timestamp = Annotated[AwareDatetime, _TimestampSchema()]
"""A moment, in UTC. Arguments must be timezone-aware (naive ones are refused); answers always are."""


class _Building(fork.Guard):
    """Held while a validator is built."""

    def __init__(self) -> None:
        # Pydantic's own lock where it has one: whoever rebuilds a model that holds ours has that one first, and with
        # two locks in another order two threads could wait for each other for ever.
        super().__init__(vars(pydantic.main).get("_rebuild_lock"))
        self._models = threading.local()

    @property
    def models(self) -> list[type[BaseModel]]:
        """The responses that this thread is building now, outermost first."""
        found: list[type[BaseModel]] = self._models.__dict__.setdefault("found", [])
        return found


_BUILDING = _Building()


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

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Asked for what is not in `__dict__` only: a member without a default that the response did not have.
            if name in type(self).model_fields:
                from sesv2kit.errors import MemberUnreadError

                raise MemberUnreadError(type(self).__name__, name)
            return super().__getattr__(name)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with other values for some members.

        Args:
            update: The members that change, by name; they are checked as at construction. None: none do.
            deep: Whether what is inside is copied too.

        Raises:
            pydantic.ValidationError: A name is unknown, or a value breaks a rule.
        """
        copied = super().model_copy(deep=deep)
        if not update:
            return copied
        given = _changes(type(self)).model_validate(dict(update))
        vars(copied).update({name: vars(given)[name] for name in given.model_fields_set})
        copied.__pydantic_fields_set__.update(given.model_fields_set)
        return type(self).model_validate(copied)  # the rules on members together; an instance is taken as it is

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        made = handler.resolve_ref_schema(schema)
        if made["type"] == "chain":  # by this method, when the class was built
            return schema
        return two_faced(made, _owner(cls).__name__, handler.generate_schema, root=False)

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the validator, which Pydantic does at the first use: here, by one thread at a time.

        Pydantic before 2.14 takes no lock, and of two threads that come first the later one would take away what the
        earlier one has built and is using.
        """
        with _BUILDING.lock:
            return super().model_rebuild(**options)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler, /) -> dict[str, Any]:
        # The strict face: a JSON schema tells a form or an agent what may be sent.
        chain = schema.get("python_schema", schema)
        return handler(chain["steps"][0] if chain["type"] == "chain" else chain)


@cache
def _changes(model: type[Shape]) -> type[Shape]:
    """A model of what may change in an instance: the same members, none of which must be given."""
    members: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        optional = copy(field)
        optional.default = None
        optional.default_factory = None
        members[name] = (field.annotation, optional)
    owner = _owner(model)
    return create_model(owner.__name__, __base__=Shape, __module__=owner.__module__, **members)


def _owner(model: type[Shape]) -> type[Shape]:
    """The class of ours that a model is or derives from: it has AWS's name."""
    return next((each for each in model.__mro__ if each.__module__.startswith("sesv2kit.models.")), model)


class Request(Shape):
    """What an operation is sent. Strict from every side."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return (
            schema
            if cls.__pydantic_complete__
            else strict(handler.resolve_ref_schema(schema), _owner(cls).__name__, handler.generate_schema)
        )

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
    """What an operation answers. JSON for it is read tolerantly: see the module's docstring."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if cls not in _BUILDING.models:
            # Somebody else's model or TypeAdapter holds this one: it takes over the validator that is built here.
            cls.model_rebuild()
        schema = handler(source)
        made = handler.resolve_ref_schema(schema)
        if made["type"] == "json-or-python":  # by this method, when the class was built
            return schema
        return two_faced(made, _owner(cls).__name__, handler.generate_schema, root=True)

    @classmethod
    def model_rebuild(cls, *, force: bool = False, **options: Any) -> bool | None:
        """Build the validator, at the first use.

        Pydantic takes the validator of a nested model as it is, if it has one already, and that one is strict. When
        told to rebuild, it builds the nested ones anew: tolerant ones.
        """
        with _BUILDING.lock:
            if cls.__pydantic_complete__ and not force:
                return None
            _BUILDING.models.append(cls)
            try:
                return super().model_rebuild(force=True, **options)
            finally:
                _BUILDING.models.pop()

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
        """Read a JSON body; also the wire paths that were missing or could not be read.

        Raises:
            ValueError: The body is no JSON object, or one nested some hundred levels deep.
        """
        # A page makes thousands of objects at once, all of them alive: the collections they set off would find nothing.
        paused = len(body) >= _LARGE_BODY and gc.isenabled()
        if paused:
            gc.disable()
        try:
            return cls.model_validate_json(body, by_alias=True, by_name=False, context=NOTING), ()
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
        paths = [_put_null(document, place) for place in _places(error)]
        unread.update(dict.fromkeys(filter(None, paths)))
        # A lone surrogate is JSON to Python but not to Pydantic: it becomes "?".
        mended = json.dumps(document, ensure_ascii=False).encode(errors="replace")
        # Without a path the error was about the text itself, and hid all others.
        context = None if unread else NOTING
        try:
            response = model.model_validate_json(mended, by_alias=True, by_name=False, context=context)
        except ValidationError as again:
            error = again
            continue
        if unread:  # logged, not warned: under -W error a warning would lose the answer to a request carried out
            logger.warning("%s: missing or unreadable: %s", model.__name__, ", ".join(map(_masked, unread)))
        return response, tuple(unread)
    raise ValueError("not readable as JSON")


_MENDING_ROUNDS = 3
"""One for the text itself, one for what does not fit, one to spare."""


def _parsed_int(digits: str) -> float:
    return int(digits) if len(digits) <= 4300 else float(digits)  # Python, and so Pydantic, refuses longer ones


def _masked(path: str) -> str:
    """A wire path to be logged: a key of a map is no name of ours, and may be an address."""
    return path if re.fullmatch(r"\w+(\.\w+)*", path) else path.partition(".")[0] + ".(key)"


def _places(error: ValidationError) -> Iterator[Sequence[int | str]]:
    """The locations of what does not fit or is missing, in AWS's names."""
    problems = error.errors(include_url=False, include_input=False)
    gaps = {problem["loc"][:-1] for problem in problems if problem["type"] == GAP}
    for problem in problems:
        way, last = problem["loc"][:-1], problem["loc"][-1:]
        if problem["type"] == GAP:  # of a member that is not there Pydantic tells our name
            yield (*way[:-1], problem["ctx"]["member"] or way[-1])
        elif last != (NULL,) and not (last == (VALUE,) and way in gaps):  # the other half of the same problem
            yield problem["loc"]


def _put_null(document: Any, place: Sequence[int | str]) -> str:
    """Null the value at the location of an error. Returns its wire path. Empty: the error is about the whole text."""
    path: list[int | str] = []
    parent: Any = None
    here = document
    for step in place:
        if step == VALUE and not (isinstance(here, dict) and VALUE in here):
            continue
        path.append(step)
        parent, here = here, cast("dict[Any, Any]", here).get(step) if isinstance(here, dict) else here[step]
    if path:
        parent[path[-1]] = None
    return ".".join(map(str, path))
