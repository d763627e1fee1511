"""Our side of a comparison: the classes, annotations, methods and words that restate a model."""

import inspect
import sys
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, SecretStr
from pydantic.fields import FieldInfo

from sesv2kit import catalog, models
from sesv2kit.operation import Operation
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
    """The class or the alias under AWS's name. None: there is none."""
    return _names(shape.service).get(shape.name)


def values(shape: aws.Shape) -> list[str]:
    """The values of an enum."""
    alias = named(shape)
    return list(get_args(alias if get_origin(alias) is Literal else get_args(alias)[0]))


def is_open(shape: aws.Shape) -> bool:
    """Whether an enum takes other strings, too."""
    return str in get_args(named(shape))


def model(shape: aws.Shape) -> type[Shape]:
    """The class of a structure."""
    return cast("type[Shape]", named(shape))


def field(structure: aws.Shape, member: str) -> FieldInfo | None:
    """The field of a member. None: there is none."""
    return model(structure).model_fields.get(aws.attribute(member)) if named(structure) else None


@cache
def annotations(cls: type[Shape]) -> dict[str, Any]:
    """The annotations of a class, with all that is `Annotated`."""
    return get_type_hints(cls, include_extras=True)


def annotation(structure: aws.Shape, member: str) -> Any:
    """The annotation of a member, without `| None`."""
    return without_none(annotations(model(structure))[aws.attribute(member)])


def without_none(annotation: Any) -> Any:
    """An annotation without the alternative of None."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    return Union[tuple(part for part in get_args(annotation) if part is not type(None))]  # noqa: UP007  # made here


def stripped(annotation: Any, *, as_sent: bool = False) -> Any:
    """An annotation without its constraints: what checkers see, or what is sent after conversion."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is AwareDatetime:
        return datetime
    if annotation is SecretStr and as_sent:
        return str
    if origin is None or origin is Literal:
        return annotation
    if origin is Annotated:
        return stripped(_sent(annotation) if as_sent else arguments[0], as_sent=as_sent)
    parts = tuple(stripped(argument, as_sent=as_sent) for argument in arguments)
    return Union[parts] if origin in (Union, UnionType) else origin[parts]  # noqa: UP007  # made here


def _sent(annotated: Any) -> Any:
    base, *metadata = get_args(annotated)
    return next((mark.to for mark in metadata if isinstance(mark, Converted)), base)


def is_converted(annotation: Any) -> bool:
    """Whether a member takes friendlier forms than the one that is sent."""
    return any(isinstance(mark, Converted) for mark in metadata(annotation))


def metadata(annotation: Any) -> list[Any]:
    """All constraints on a member itself, not on what is inside it."""
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return [inner for mark in marks for inner in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]


def bounds(annotation: Any, path: str = "") -> dict[str, dict[str, Any]]:
    """The bounds in an annotation, by path: "" is the member itself, ".item" an element, ".item.value" and so on."""
    names = ("min_length", "max_length", "pattern", "ge", "gt", "le", "lt")
    marks = [mark for mark in metadata(annotation) if not isinstance(mark, Documented)]
    own = {name: limit for mark in marks for name in names if (limit := getattr(mark, name, None)) is not None}
    found = {path: own} if own else {}
    inner = _sent(annotation) if get_origin(annotation) is Annotated else annotation
    arguments = get_args(inner) if get_origin(inner) not in (Literal, Union, UnionType) else ()
    for part, argument in zip(("item",) if len(arguments) == 1 else ("key", "value"), arguments, strict=False):
        found |= bounds(argument, f"{path}.{part}")
    return found


def words(structure: aws.Shape, member: str) -> str:
    """The docstring under a member."""
    docs = attribute_docs(sys.modules[model(structure).__module__])
    return docs[structure.name].get(aws.attribute(member), "")


def service_class(domain: str) -> type[Service] | None:
    """The class with a domain's methods. None: there is none."""
    name = f"sesv2kit.services.{domain}"
    return getattr(import_module(name), aws.class_name(domain), None) if find_spec(name) else None


def method(operation: aws.Operation) -> Any:
    """The method of an operation. None: there is none."""
    return getattr(service_class(operation.domain), operation.method, None)


def method_docs(operation: aws.Operation) -> str:
    """The docstring of its method."""
    return inspect.getdoc(method(operation)) or ""
