"""Shape, Request, Document and Response: the Pydantic bases of every model, and how documents that do not fit are read.

A shape has two schemas. What is read from JSON under a `Document`, such as a `Response`, is read tolerantly, at every
depth: unknown members are kept, unknown enum values pass, bounds do not apply and any member may be null. Everything
else is checked strictly, from Python and from JSON alike: unknown names and enum values, and values beyond a bound, are
refused. Both schemas come from one annotation; `faces.py` derives them.
"""

import inspect
import logging
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, get_args

from pydantic import (
    AliasGenerator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PydanticDeprecatedSince20,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema, SchemaSerializer
from typing_extensions import deprecated

from sesv2kit._core import fork
from sesv2kit._core.cached import cached_property
from sesv2kit.shapes._building import BUILDING
from sesv2kit.shapes._naming import by_our_names, by_wire_names
from sesv2kit.shapes._schemas import Origin
from sesv2kit.shapes._strict import strict
from sesv2kit.shapes.faces import checked_face, two_faced
from sesv2kit.shapes.facets import broken, wire_name
from sesv2kit.shapes.words import Docstring, MemberSignature, members_of

logger: logging.Logger = logging.getLogger("sesv2kit")


_MODELS = "sesv2kit.models."
_BOOK = "ses/latest/APIReference-V2"


def _reference(model: type[BaseModel]) -> str:
    """The page of AWS's API reference about a class of ours."""
    book = "pinpoint-email/latest/APIReference" if model.__module__.endswith("pinpoint_email") else _BOOK
    return f"https://docs.aws.amazon.com/{book}/API_{re.sub('(Request|Response)$', '', model.__name__)}.html"


class _Writer:
    """Makes what writes the instances of a model with AWS's names, at the first use, and then is replaced by it."""

    def __get__(self, instance: object, model: Any) -> SchemaSerializer:
        model.model_rebuild()
        made = SchemaSerializer(by_wire_names(model.__pydantic_core_schema__))
        type.__setattr__(model, "_writer", made)
        return made


_SIGNATURE = MemberSignature()
_WRITER = _Writer()


WIRE = object()
"""The context of what is sent and received: members have AWS's names only, and secrets are shown."""


class Shape(BaseModel):
    """A structure of the service's model. Immutable; `model_copy(update=...)` makes a changed one."""

    # Pydantic keeps strings that recur in a cache with a lock of its own. A process that is forked while another thread
    # reads a response would wait for that lock for ever.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        cache_strings="none",
        alias_generator=AliasGenerator(validation_alias=wire_name),  # dumps and JSON have our names
        validate_by_name=True,
        validate_by_alias=True,
        loc_by_alias=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        str_min_length=0,  # a bound that all text keeps: only text with a bound is checked for lone surrogates
        ser_json_inf_nan="constants",
        ignored_types=(cached_property,),
        defer_build=True,  # at the first use: it takes half of the time of an import
    )

    _writer: ClassVar[Any]

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Let errors name the class and the page that states its bounds."""
        if cls.__module__.startswith(_MODELS):
            cls.model_config = {**cls.model_config, "title": f"{cls.__name__} (source: {_reference(cls)})"}
        if own := cls.__dict__.get("__doc__"):
            type.__setattr__(cls, "__doc__", Docstring(own).of(cls))
        type.__setattr__(cls, "__signature__", _SIGNATURE)
        type.__setattr__(cls, "_writer", _WRITER)

    if TYPE_CHECKING:

        def __init__(self, **members: Any) -> None:
            """Members are given by our names, and are checked: `pydantic.ValidationError` says which rule is broken."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Called only for what is not in `__dict__`, such as a member without a default that the response did not
            # have.
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
        fields = type(self).model_fields
        names = {name for name, field in fields.items() if name in update or field.validation_alias in update}
        values = dict(update)
        if type(self).__pydantic_decorators__.field_validators:  # they may use the members before their own
            checker: type[Shape] = type(self)
            values |= {name: value for name, value in vars(self).items() if name in fields and name not in names}
        else:
            checker = _changes(type(self))
        given = checker.model_validate(values)
        vars(copied).update({name: vars(given)[name] for name in names})
        copied.__pydantic_fields_set__.update(names)
        return type(self).model_validate(
            copied
        )  # checks the rules about several members, and returns the same instance

    if not TYPE_CHECKING:

        @deprecated("The `copy` method is deprecated; use `model_copy` instead", category=PydanticDeprecatedSince20)
        def copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
            """The same as `model_copy`. `include` and `exclude` are not supported: the result would be unchecked."""
            return self.model_copy(update=update, deep=deep)

    def to_wire(self, *, mode: Literal["python", "json"] = "python") -> dict[str, Any]:
        """Its members with AWS's names, as boto3 takes and returns them; what is None is left out.

        Args:
            mode: "json" for what `json.dumps` can write: datetimes and bytes become text, and secrets are hidden.
        """
        wire: dict[str, Any] = self._writer.to_python(
            self, mode=mode, by_alias=True, exclude_none=True, warnings=False, context=WIRE
        )
        return wire

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        made = handler.resolve_ref_schema(schema)
        if checked_face(made):  # by this method, when the class was built
            return schema
        return two_faced(made, _origin(cls), handler.generate_schema)

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the validator, which Pydantic does at the first use: here, by one thread at a time.

        Pydantic before 2.14 takes no lock. If two threads built it at once, the later one would remove what the earlier
        one has built and is using.
        """
        with BUILDING.lock:
            built = super().model_rebuild(**options)
            type.__setattr__(cls, "__signature__", _SIGNATURE)  # Pydantic has put one with AWS's names there
            return built

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler, /) -> dict[str, Any]:
        # That of the strict schema, because forms and agents need to know what may be sent.
        made = schema.get("python_schema", schema)
        described = handler(by_our_names(checked_face(made) or made))
        said = handler.resolve_ref_schema(described)
        said["title"] = cls.__name__
        if own := cls.__dict__.get("__doc__"):
            said["description"] = inspect.cleandoc(str.__str__(own))
            if cls.__module__.startswith(_MODELS) and "Source: " not in own:
                said["description"] += f"\n\nSource: {_reference(cls)}"
        for name, words in members_of(cls).items():
            said["properties"][name].setdefault("description", words)
        return described


class Sparse(Shape):
    """A structure that requires none of its members. One that gives none of them is refused.

    SES refuses some such structures, and acts on others: empty `SendingOptions` stop a configuration set.
    """

    @model_validator(mode="after")
    def _check_given(self) -> Self:
        for value in vars(self).values():
            if value is not None:
                return self
        members = ", ".join(type(self).model_fields)
        raise broken(f"given at least one of its members ({members})", _reference(_owner(type(self))))


_ShapeT = TypeVar("_ShapeT", bound=Shape)


def _setter(name: str) -> Callable[[object, object], None]:
    """What sets an attribute of a model, without its `__setattr__`."""
    put: Callable[[object, object], None] = vars(BaseModel)[name].__set__
    return put


_set_members, _set_given = _setter("__dict__"), _setter("__pydantic_fields_set__")
_set_extra, _set_private = _setter("__pydantic_extra__"), _setter("__pydantic_private__")


def assembled(model: type[_ShapeT], members: dict[str, Any], given: set[str]) -> _ShapeT:
    """An instance of a structure, made of members that need no check. It takes a fifth of the time of a check.

    Args:
        model: The structure.
        members: All its members.
        given: The names of those that are given; the others are None.
    """
    one = object.__new__(model)
    _set_members(one, members)
    _set_given(one, given)
    _set_extra(one, None)
    _set_private(one, None)
    return one


@cache
def _changes(model: type[Shape]) -> type[Shape]:
    """A model that checks changes of an instance: it has the same members, and requires none."""
    members: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        optional = copy(field)
        optional.default = None
        optional.default_factory = None
        members[name] = (field.annotation, optional)
    owner = _owner(model)
    return create_model(owner.__name__, __base__=Shape, __module__=owner.__module__, **members)


def _owner(model: type[Shape]) -> type[Shape]:
    """The class of ours that a model is or derives from. It has AWS's name."""
    return next((each for each in model.__mro__ if each.__module__.startswith(_MODELS)), model)


def _origin(model: type[Shape]) -> Origin:
    """The structure in AWS's model that a model stands for."""
    owner = _owner(model)
    return "pinpoint-email" if owner.__module__.endswith("pinpoint_email") else "sesv2", owner.__name__


UNCHECKED = "sesv2kit_unchecked"
"""Key in the `__dict__` of a request that was made without checks. A client checks it before it is sent."""


class Request(Shape):
    """The base of all requests. Checked strictly, from Python and from JSON.

    `model_construct` and unpickling check nothing, so a client checks such a request when it is sent, with all that is
    inside it.
    """

    if not TYPE_CHECKING:  # Pydantic's plugin for mypy gives it another signature

        @classmethod
        def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
            """An instance that is not checked before it is sent, as `BaseModel.model_construct` makes it."""
            made = super().model_construct(_fields_set, **values)
            vars(made)[UNCHECKED] = True
            return made

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        vars(self)[UNCHECKED] = True  # another version of sesv2kit may have pickled it

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return (
            schema
            if cls.__pydantic_complete__
            else strict(handler.resolve_ref_schema(schema), _origin(cls), handler.generate_schema)
        )


@dataclass(frozen=True, slots=True)
class ResponseMetadata:
    """What is known of a response besides its content. All defaults: it was not received from the service."""

    request_id: str | None = None
    """AWS's id of the request; what AWS support asks for. None: the response has none."""

    status: int | None = None
    """HTTP status."""

    attempts: int = 0
    """Number of attempts."""

    waited: float = 0.0
    """Seconds spent waiting for pacing and between attempts."""

    raw: bytes = b""
    """The body, after decompression."""

    unread: tuple[str, ...] = ()
    """Wire paths of the members that were missing or unreadable, such as `Tenants.3.CreatedTimestamp`. A member with
    more than 10,000 such places is listed as a whole. After `model_validate_json` they are those of that document."""

    replayed: bool = False
    """Whether an earlier call with the same idempotency key received this response, and nothing was sent this time. It
    contains what the journal stores: ids and statuses."""


class Document(Shape):
    """The base of all that is read. JSON for it is read tolerantly: see the module's docstring.

    `model_validate_json` refuses only what is not a JSON object. Members that cannot be read are None, empty or absent.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if cls not in BUILDING.models:
            # A user's model or TypeAdapter contains this one, and uses the validator that is built here.
            cls.model_rebuild()
        schema = handler(source)
        made = handler.resolve_ref_schema(schema)
        if made["type"] == "json-or-python":  # by this method, when the class was built
            return schema
        return two_faced(made, _origin(cls), handler.generate_schema, again=partial(_reread, cls))

    @classmethod
    def model_rebuild(cls, *, force: bool = False, **options: Any) -> bool | None:
        """Build the validator, at the first use.

        Pydantic reuses the validator of a nested model if there is one, and that one is strict. With `force` it builds
        those of nested models again: tolerant ones.
        """
        with BUILDING.lock:
            if cls.__pydantic_complete__ and not force:
                return None
            BUILDING.models.append(cls)
            try:
                return super().model_rebuild(force=True, **options)
            finally:
                BUILDING.models.pop()

    @classmethod
    def from_body(cls, body: bytes) -> tuple[Self, tuple[str, ...]]:
        """Read a JSON body. Returns the document, and the wire paths that were missing or could not be read.

        Raises:
            ValueError: The body is not a JSON object, or is nested some hundred levels deep.
        """
        try:
            found = cls.model_validate_json(body, by_alias=True, by_name=False, context=WIRE)
        except ValidationError:
            with fork.IMPORTING.lock:
                from sesv2kit.shapes._misfits import read_body  # only documents that do not fit need it
            found = read_body(cls, body)
        unread: tuple[str, ...] = found.__dict__.get(UNREAD, ())
        if unread:  # logged, not warned: with -W error the response to a request that was carried out would be lost
            with fork.IMPORTING.lock:
                from sesv2kit.shapes._misfits import listed
            logger.warning("%s: missing or unreadable: %s", cls.__name__, listed(cls, unread))
        return found, unread


UNREAD = "sesv2kit_unread"
"""Stands in the `__dict__` of a document that did not fit its model: the wire paths that could not be read."""


class Response(Document):
    """What an operation answers.

    Members that cannot be read are None, empty or absent, and `metadata.unread` lists them, whether the response came
    from the service or was read with `model_validate_json`.
    """

    @cached_property
    def metadata(self) -> ResponseMetadata:
        """Request id, attempts, waiting time and the raw body. Not part of the content: equality ignores it."""
        return ResponseMetadata(unread=self.__dict__.get(UNREAD, ()))


ResponseT = TypeVar("ResponseT", bound=Response)


def with_metadata(response: ResponseT, metadata: ResponseMetadata) -> ResponseT:
    """The same response, with its metadata set. For the transport, before anybody else has the response."""
    vars(response)["metadata"] = metadata
    return response


_DocumentT = TypeVar("_DocumentT", bound=Document)


def _reread(model: type[_DocumentT], document: object, info: ValidationInfo[Any]) -> _DocumentT:
    """Read a JSON document that does not fit the model."""
    with fork.IMPORTING.lock:
        from sesv2kit.shapes._misfits import reread
    return reread(model, document, from_wire=info.context is WIRE)


def parsed_int(digits: str) -> float:
    """An integer of a JSON document, for Python's parser; an approximation where it is too long for Python."""
    return int(digits) if len(digits) <= 4300 else float(digits)  # Python, and so Pydantic, refuses longer ones


def nested(annotation: Any) -> type[BaseModel] | None:
    """The first model inside an annotation such as `Sequence[Tag] | None`. None: there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := nested(part))), None)
