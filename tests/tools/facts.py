"""What the reference of the site says beyond docstrings: AWS's name and page, and the limits of each member.

They come from the declarations that check requests. `tests.tools.docstring_facts` adds them to the docstrings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from sesv2kit import catalog
from sesv2kit.operation import Operation
from sesv2kit.shapes import Converted, Documented, Response
from sesv2kit.shapes.facets import wire_name
from tests.tools import aws, reference

SOURCE = re.compile(r"\n*^Source: (\S+)$", re.MULTILINE)
"""The line of a docstring that names AWS's page."""


@cache
def operations() -> dict[str, Operation[Any, Any]]:
    """Every operation, by the path of its method."""
    found = (operation for service in aws.SERVICES for operation in catalog.operations(service).values())
    return {method_path(operation): operation for operation in found}


def method_path(operation: Operation[Any, Any]) -> str:
    """`sesv2kit.services.account.Account.get_account`."""
    domain = reference.domain(operation)
    return f"sesv2kit.services.{domain}.{''.join(map(str.capitalize, domain.split('_')))}.{operation.method}"


def models() -> Iterator[type[BaseModel]]:
    """Every request, response and structure."""
    for domain in ("common", *sorted({reference.domain(one) for one in operations().values()})):
        module = import_module(f"sesv2kit.models.{domain}")
        yield from (each for each in vars(module).values() if is_model(each) and each.__module__ == module.__name__)


@cache
def by_model() -> dict[type[BaseModel], Operation[Any, Any]]:
    """Every operation, by its request and by its response."""
    return {
        model: operation for operation in operations().values() for model in (operation.request, operation.response)
    }


def link(url: str) -> str:
    """A link that shows the last part of the address."""
    label = url.rstrip("/").rpartition("/")[2].removesuffix(".html").replace(".html#", " ").replace("#", " ")
    return f"[{label}]({url})"


def plain(words: str) -> str:
    """Words as they are, also where they have characters that mean something in Markdown."""
    return re.sub(r"[\\`*_\[\]]", r"\\\g<0>", words).replace("<", "&lt;")


def code(words: str, path: str) -> str:
    """A link to the part of the reference that has a path."""
    return f"[`{words}`][{path}]"


def path_of(model: type[Any]) -> str:
    """The path of a class."""
    return f"{model.__module__}.{model.__qualname__}"


def _size(least: Any, most: Any, unit: str) -> str:
    if least == 1 and most is None:
        return "not empty"
    if least and most is not None:
        return f"{least} to {most}{unit}"
    return f"at least {least}{unit}" if most is None else f"at most {most}{unit}"


def _of_field(field: FieldInfo, kind: Any) -> Iterator[str]:
    """The bounds that AWS's model has, in words that complete "must be"."""
    unit = " characters" if kind is str else " bytes" if kind is bytes else " items"
    bounds: dict[type[Any], Any] = {type(each): each for each in field.metadata}
    shortest, longest = bounds.get(MinLen), bounds.get(MaxLen)
    if shortest or longest:
        yield _size(shortest.min_length if shortest else None, longest.max_length if longest else None, unit)
    lowest, highest = bounds.get(Ge), bounds.get(Le)
    if lowest or highest:
        yield _size(lowest.ge if lowest else None, highest.le if highest else None, "")
    if bounds.keys() & {Gt, Lt}:
        raise NotImplementedError("bounds that are not part of their range: put them into words here")
    for each in field.metadata:
        if pattern := getattr(each, "pattern", None):
            yield f"a match of `{pattern}`"


def stated(limit: Documented) -> str:
    """A limit and its source."""
    return plain(limit.limit) + (f" ({link(limit.source)})" if limit.source else "")


def limits(annotation: Any, each: str = "") -> Iterator[str]:
    """The limits in an annotation, each in words that complete "must be"."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        kind, *parts = arguments
        base = next((part.to for part in parts if isinstance(part, Converted)), get_origin(kind) or kind)
        for part in parts:
            if isinstance(part, Documented):
                yield f"{each}{stated(part)}"
            elif isinstance(part, FieldInfo):
                yield from (f"{each}{words}" for words in _of_field(part, base))
            elif isinstance(part, AfterValidator):
                yield from (f"{each}{stated(limit)}" for limit in reference.in_function(part.func))
        yield from limits(kind, each)
    elif get_origin(annotation) in (list, Sequence, Mapping, dict):
        for argument in arguments:
            yield from limits(argument, "each ")
    else:
        for argument in arguments:
            yield from limits(argument, each)


def must_be(found: Iterator[str]) -> str:
    """A sentence with limits; empty if there are none."""
    each = [*dict.fromkeys(found)]
    words = "; ".join(one for one in each if not one.endswith("not empty") or len(each) == 1)
    return f" Must be: {words}." if words else ""


def page_of(model: type[BaseModel]) -> str | None:
    """AWS's page of a structure."""
    if operation := by_model().get(model):
        return operation.reference
    stated = SOURCE.search(model.__doc__ or "")
    return stated[1] if stated else None


def of_member(model: type[BaseModel], name: str) -> str:
    """What is added for a member of a model."""
    page = page_of(model)
    aws_name = f"`{wire_name(name)}`"
    added = f"AWS: {f'[{aws_name}]({page})' if page else aws_name}."
    hint = get_type_hints(model, include_extras=True)[name]
    return added if issubclass(model, Response) else added + must_be(limits(hint))


def of_model(model: type[BaseModel]) -> str:
    """What is added for a model: its operation, and limits for several members together."""
    added: list[str] = []
    if operation := by_model().get(model):
        added.append(f"AWS: [{operation.name}]({operation.reference}).")
    for validator in model.__pydantic_decorators__.model_validators.values():
        added += (f"Must be: {stated(limit)}." for limit in reference.in_function(validator.func))
    return " ".join(added)


def of_method(operation: Operation[Any, Any]) -> str:
    """What is added for the method of an operation."""
    request = code(operation.request.__name__, path_of(operation.request))
    response = code(operation.response.__name__, path_of(operation.response))
    action = reference.IAM_ACTIONS.get(operation.name, f"ses:{operation.name}")
    facts = [f"AWS: [{operation.name}]({operation.reference})", f"request {request}", f"response {response}"]
    if item := getattr(operation, "item", None):
        shown = code(item.__name__, path_of(item)) if issubclass(item, BaseModel) else f"`{item.__name__}`"
        facts.append(f"paged, items {shown}")
    facts += [f"rate {reference.rate(rate)}" for rate in operation.rates]
    facts += [f"{operation.repeat.value} to repeat", f"IAM action {action}"]
    return " · ".join(facts)


def is_model(found: Any) -> bool:
    """Whether it is a class of Pydantic."""
    return isinstance(found, type) and issubclass(found, BaseModel)
