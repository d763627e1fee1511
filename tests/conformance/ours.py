"""Our side of the comparison: the classes, annotations, methods and words that restate a model."""

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, SecretStr
from pydantic.fields import FieldInfo

from sesv2kit import catalog, models
from sesv2kit.operation import Operation
from sesv2kit.services._base import Service
from sesv2kit.shapes import Converted, Shape
from tests.tools import aws
from tests.tools.docstrings import attribute_docs

operations = cache(catalog.operations)


def covered(api: aws.Api) -> list[aws.Operation]:
    """The operations of a model that we have."""
    return [operation for name, operation in api.operations.items() if name in operations(api.service)]


def structures(api: aws.Api) -> dict[str, aws.Shape]:
    """The structures inside the operations that we have, their requests and responses included."""
    return _named(api, "structure")


def enums(api: aws.Api) -> dict[str, aws.Shape]:
    """The enums inside the operations that we have."""
    return _named(api, "string")


def _named(api: aws.Api, kind: str) -> dict[str, aws.Shape]:
    tops = (top for operation in covered(api) for top in (operation.request, operation.response))
    return {shape.name: shape for top in tops for shape in top.walk() if shape.is_named and shape.kind == kind}


def module(name: str) -> ModuleType:
    """One of the model modules."""
    return import_module(f"sesv2kit.models.{name}")


def module_names() -> list[str]:
    """All of them."""
    return [info.name for info in iter_modules(models.__path__)]


def homes(api: aws.Api, structure: str) -> list[str]:
    """The model modules that define a structure of an API."""
    return [
        name
        for name in module_names()
        if aws.api_of(name) == api.service
        and getattr(vars(module(name)).get(structure), "__module__", "") == module(name).__name__
    ]


def named(shape: aws.Shape) -> Any:
    """The class or the alias under AWS's name, in the module it belongs in. None: there is none."""
    return vars(module(shape.home)).get(shape.name)


def model(shape: aws.Shape) -> type[Shape]:
    """The class of a structure."""
    return cast("type[Shape]", named(shape))


def field(structure: aws.Shape, member: str) -> FieldInfo | None:
    """The field of a member."""
    return model(structure).model_fields.get(aws.attribute(member))


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
    own = {name: getattr(mark, name) for mark in metadata(annotation) for name in names if hasattr(mark, name)}
    found = {path: own} if own else {}
    inner = _sent(annotation) if get_origin(annotation) is Annotated else annotation
    arguments = get_args(inner) if get_origin(inner) not in (Literal, Union, UnionType) else ()
    for part, argument in zip(("item",) if len(arguments) == 1 else ("key", "value"), arguments, strict=False):
        found |= bounds(argument, f"{path}.{part}")
    return found


def words(structure: aws.Shape, member: str) -> str:
    """The docstring under a member."""
    return attribute_docs(module(structure.home))[structure.name].get(aws.attribute(member), "")


def declared(operation: aws.Operation) -> Operation[Any, Any]:
    """Our declaration of an operation."""
    return operations(operation.service)[operation.name]


def service_class(domain: str) -> type[Service]:
    """The class with a domain's methods."""
    name = "".join(part.capitalize() for part in domain.split("_"))
    return cast("type[Service]", getattr(import_module(f"sesv2kit.services.{domain}"), name))


def method(operation: aws.Operation) -> Callable[..., Any]:
    """The method of an operation."""
    return cast("Callable[..., Any]", getattr(service_class(operation.domain), operation.method))


def method_docs(operation: aws.Operation) -> str:
    """The docstring of its method."""
    return inspect.getdoc(method(operation)) or ""
