"""Our side of a comparison: the classes, annotations, methods and docstrings for a model."""

import functools
import inspect
import sys
from datetime import datetime
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import AwareDatetime, SecretStr
from pydantic.fields import FieldInfo

from sesv2kit import catalog, models
from sesv2kit.services._base import Service
from sesv2kit.shapes import Converted, Documented, Shape
from tests.tools import aws
from tests.tools.docstrings import attribute_docs

operations = cache(catalog.operations)


@cache
def covered(api: aws.Api) -> list[aws.Operation]:
    """The operations of a model that we have."""
    return [operation for name, operation in api.operations.items() if name in operations(api.service)]


def structures(api: aws.Api) -> dict[str, aws.Shape]:
    """The structures inside the operations that we have, their requests and responses included."""
    return _named(api, "structure")


def enums(api: aws.Api) -> dict[str, aws.Shape]:
    """The enums inside the operations that we have."""
    return _named(api, "string")


@cache
def _named(api: aws.Api, kind: str) -> dict[str, aws.Shape]:
    tops = (top for operation in covered(api) for top in (operation.request, operation.response))
    return {shape.name: shape for top in tops for shape in top.walk() if shape.is_named and shape.kind == kind}


@cache
def modules(service: str) -> dict[str, ModuleType]:
    """The model modules of an API, by their short names."""
    names = [info.name for info in iter_modules(models.__path__)]
    return {name: import_module(f"sesv2kit.models.{name}") for name in names if aws.api_of(name) == service}


def homes(shape: aws.Shape) -> list[str]:
    """The model modules that define a structure."""
    return [
        name
        for name, module in modules(shape.service).items()
        if getattr(vars(module).get(shape.name), "__module__", None) == module.__name__
    ]


@cache
def _names(service: str) -> dict[str, Any]:
    return {name: value for module in modules(service).values() for name, value in vars(module).items()}


def named(shape: aws.Shape) -> Any:
    """The class or the alias with AWS's name. None: it does not exist."""
    return _names(shape.service).get(shape.name)


def values(shape: aws.Shape) -> list[str]:
    """The values of an enum."""
    alias = named(shape)
    return list(get_args(alias if get_origin(alias) is Literal else get_args(alias)[0]))


def is_open(shape: aws.Shape) -> bool:
    """Whether an enum accepts other strings too."""
    return str in get_args(named(shape))


def model(shape: aws.Shape) -> type[Shape]:
    """The class of a structure."""
    return cast("type[Shape]", named(shape))


class Member:
    """An attribute of one of our models."""

    def __init__(self, cls: type[Shape], attribute: str) -> None:
        self.field: FieldInfo = cls.model_fields[attribute]
        # typing.get_type_hints would also evaluate the annotations of BaseModel, which is slow
        annotation = inspect.get_annotations(cls, eval_str=True)[attribute]
        alternatives = get_args(annotation) if _is_union(annotation) else (annotation,)
        self.takes_none = type(None) in alternatives
        self.seen = stripped(annotation)
        """Its type for type checkers: the annotation without constraints."""
        self._annotation = _union(tuple(one for one in alternatives if one is not type(None)))
        self.words = attribute_docs(sys.modules[cls.__module__])[cls.__name__].get(attribute, "")

    @cached_property
    def sent(self) -> Any:
        """The type of the sent value, which is never None."""
        return stripped(self._annotation, as_sent=True)

    @cached_property
    def marks(self) -> list[Any]:
        """Its own constraints, without those of inner values."""
        return _marks(self._annotation)

    @cached_property
    def is_converted(self) -> bool:
        """Whether it accepts other forms than the one that is sent."""
        return any(isinstance(mark, Converted) for mark in self.marks)

    @cached_property
    def bounds(self) -> dict[str, dict[str, Any]]:
        """Bounds as in AWS's model, by path: "" is the member itself, ".item" an element, ".item.value" and so on."""
        return _bounds(self._annotation, "")


_member = cache(Member)


def member(structure: aws.Shape, name: str) -> Member | None:
    """Our attribute for a member. None: it does not exist."""
    cls, attribute = named(structure), aws.attribute(name)
    return _member(cls, attribute) if cls and attribute in cls.model_fields else None


def stripped(annotation: Any, *, as_sent: bool = False) -> Any:
    """An annotation without its constraints: the type for checkers, or the type after conversion."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is AwareDatetime:
        return datetime
    if as_sent and (annotation is SecretStr or SecretStr in arguments):
        return str  # whatever form it was given in
    if origin is None or origin is Literal:
        return annotation
    if origin is Annotated:
        return stripped(_sent(annotation) if as_sent else arguments[0], as_sent=as_sent)
    parts = tuple(stripped(argument, as_sent=as_sent) for argument in arguments)
    return _union(parts) if _is_union(annotation) else origin[parts]


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, UnionType)


def _union(parts: tuple[Any, ...]) -> Any:
    return functools.reduce(lambda one, other: one | other, parts)


def _sent(annotated: Any) -> Any:
    base, *marks = get_args(annotated)
    return next((mark.to for mark in marks if isinstance(mark, Converted)), base)


def _marks(annotation: Any) -> list[Any]:
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return [inner for mark in marks for inner in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]


def _bounds(annotation: Any, path: str) -> dict[str, dict[str, Any]]:
    names = ("min_length", "max_length", "pattern", "ge", "gt", "le", "lt")
    marks = [mark for mark in _marks(annotation) if not isinstance(mark, Documented)]
    own = {name: limit for mark in marks for name in names if (limit := getattr(mark, name, None)) is not None}
    found = {path: own} if own else {}
    inner = _sent(annotation) if get_origin(annotation) is Annotated else annotation
    arguments = () if get_origin(inner) is Literal or _is_union(inner) else get_args(inner)
    for part, argument in zip(("item",) if len(arguments) == 1 else ("key", "value"), arguments, strict=False):
        found |= _bounds(argument, f"{path}.{part}")
    return found


@cache
def service_class(domain: str) -> type[Service] | None:
    """The class with a domain's methods. None: it does not exist."""
    name = f"sesv2kit.services.{domain}"
    return getattr(import_module(name), aws.class_name(domain), None) if find_spec(name) else None


def method(operation: aws.Operation) -> Any:
    """The method of an operation. None: it does not exist."""
    return getattr(service_class(operation.domain), operation.method, None)


def method_docs(operation: aws.Operation) -> str:
    """The docstring of its method."""
    return method(operation).__doc__ or ""
