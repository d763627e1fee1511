"""Operations and request members that the installed botocore knows and sesv2kit does not.

botocore's own validation checks them before anything is sent. Values that botocore would serialise incorrectly are
corrected or refused here.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, cast, get_args, get_origin

from pydantic import BaseModel

from sesv2kit._core import fork
from sesv2kit._core.arguments import validated
from sesv2kit.errors import Problem, RequestInvalidError, ResponseUnreadableError
from sesv2kit.operation import Operation, PagedOperation, Repeat, method_name
from sesv2kit.shapes import Converted
from sesv2kit.shapes.facets import IN_PATH, leaves_its_path, wire_name
from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse, both, merged

if TYPE_CHECKING:
    from botocore.model import ServiceModel

_TOKEN = "NextToken"


class UntypedPages(PagedOperation[Any, UntypedResponse, Any]):
    """A list that is called by its name. Its items are dicts as in boto3."""

    def token_of(self, shape: Any) -> str | None:
        """The page token of a request or response. None: it has none."""
        return cast("str | None", shape.get(_TOKEN) if _is_mapping(shape) else shape.next_token)

    def next_request(self, request: Any, token: str) -> Any:
        """The request for the page with this token."""
        if isinstance(request, UntypedRequest):
            return request.changed(_TOKEN, token)
        return super().next_request(request, token)

    def items_of(self, page: UntypedResponse) -> list[Any]:
        """The items of a page. Empty if the response does not contain the list.

        Raises:
            ResponseUnreadableError: The member is not a list.
        """
        items = page.get(self.items)
        if items is None:
            return []
        if not _is_list(items):
            raise ResponseUnreadableError(
                f"{self.name} returned a page whose {self.items} is not a list",
                operation=self.name,
                attempts=page.metadata.attempts,
                status=page.metadata.status,
                request_id=page.metadata.request_id,
                body=page.metadata.raw,
            )
        return items


def resolved(
    model: "ServiceModel", name: str, members: Mapping[str, Any], repeat: Repeat | None, extra: Mapping[str, Any] | None
) -> tuple[Operation[Any, UntypedResponse], Any, Mapping[str, Any] | None]:
    """The declaration and request of an operation that is called by its name, and the members that our model lacks.

    Args:
        model: botocore's model of the service.
        name: AWS's name of the operation.
        members: Its arguments with AWS's names.
        repeat: Whether it may be repeated when its outcome is unknown. None: as declared, otherwise `Repeat.UNSAFE`.
        extra: Further members. None: there are none.

    Raises:
        RequestInvalidError: botocore does not know the operation or refuses the members, or `repeat` is SAFE for an
            operation that sesv2kit declares UNSAFE.
    """
    if name not in model.operation_names:
        _refuse(name, "operation", f"unknown to botocore {_version()}{_near_operation(model, name)}")
    if repeat is not None and not isinstance(repeat, Repeat):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        _refuse(name, "repeat", "must be Repeat.SAFE or Repeat.UNSAFE")
    if not isinstance(members, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        _refuse(name, "request", "must be a mapping of AWS's member names to values")
    declared = listed(model.service_name, name)
    if declared is not None:
        if declared.repeat is Repeat.UNSAFE and repeat is Repeat.SAFE:
            _refuse(name, "repeat", f"cannot be SAFE: sesv2kit declares {name} UNSAFE, see docs/operations.md")
        ours, theirs = _split(declared.request, members, model.operation_model(name).input_shape)
        request = validated(declared, ours)
        return (
            replace(declared, response=UntypedResponse, repeat=repeat or declared.repeat),
            request,
            both(theirs, extra),
        )
    operation: Operation[Any, UntypedResponse] = Operation(
        name=name,
        request=UntypedRequest,
        response=UntypedResponse,
        repeat=repeat or Repeat.UNSAFE,
        service=model.service_name,
        where_to_look=f"what {name} changes, before you repeat it",
    )
    return operation, UntypedRequest(_checked(operation, merged(members, extra or {}), model, members, extra)), None


def resolved_pages(
    model: "ServiceModel",
    name: str,
    members: Mapping[str, Any],
    repeat: Repeat | None,
    extra: Mapping[str, Any] | None,
    items: str | None,
) -> tuple[UntypedPages, Any, Mapping[str, Any] | None]:
    """The same as `resolved`, for a list.

    Args:
        model: botocore's model of the service.
        name: AWS's name of the operation.
        members: Its arguments in AWS's names.
        repeat: As for `resolved`.
        extra: As for `resolved`.
        items: The member of its response that holds the items of a page. None is refused.

    Raises:
        RequestInvalidError: As for `resolved`; or the operation has no pages, or its response has no such list.
    """
    operation, request, extra = resolved(model, name, members, repeat, extra)
    described = model.operation_model(name)
    sent, received = _members(described.input_shape), _members(described.output_shape)
    if _TOKEN not in sent or _TOKEN not in received:
        _refuse(name, "operation", f"has no pages: request and response need a {_TOKEN}; use call()")
    lists = [member for member, shape in received.items() if shape.type_name == "list"]
    if items not in lists:
        _refuse(name, "items", f"must be a list in its response: {' or '.join(lists) or 'there is none'}")
    given: dict[str, Any] = {field.name: getattr(operation, field.name) for field in fields(Operation)}
    return UntypedPages(**given, items=cast("str", items)), request, extra


def check_by_name_only(operation: Operation[Any, Any], **given: Any) -> None:
    """Refuse arguments that are only for calls with an operation's name.

    Raises:
        RequestInvalidError: One of them was given.
    """
    for argument, value in given.items():
        if value is not None:
            _refuse(operation.name, argument, "is only for calls with an operation's name: the declaration contains it")


def listed(service: str, name: str) -> Operation[Any, Any] | None:
    """The declaration of an operation in `sesv2kit.models`. Imports only its module. None: there is none."""
    home = "sesv2kit.models" if service == "sesv2" else f"sesv2kit.models.{service.replace('-', '_')}"
    with fork.IMPORTING.lock:
        declared: Any = getattr(import_module(home), method_name(name).upper(), None)
    is_it = isinstance(declared, Operation) and cast("Any", declared).name == name
    return cast("Operation[Any, Any]", declared) if is_it else None


def checked_extra(
    operation: Operation[Any, Any],
    request: Any,
    extra: Mapping[str, Any],
    model: "ServiceModel",
    given: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The extra members to merge into a request, in the form that botocore serialises correctly.

    Args:
        operation: The operation.
        request: Its request.
        extra: The members in AWS's names, inside the structures they belong to.
        model: botocore's model of the service.
        given: Those of them that the caller passed as `extra=`. The others were in the request. None: none.

    Raises:
        RequestInvalidError: Our model has one of them, botocore does not know one, or a value does not fit.
    """
    if not isinstance(extra, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
        _refuse(operation.name, "extra", "must be a mapping of AWS's member names to values")
    problems = [Problem(f"extra.{path}", text, "sesv2kit") for path, text in _clashes(operation.request, extra)]
    if problems:
        raise RequestInvalidError(operation.name, problems)
    if operation.name not in model.operation_names:  # `exchange` reports it, with advice
        return dict(extra)
    _checked(operation, merged(request.to_wire(), extra), model, request.to_wire(), given)
    shape = model.operation_model(operation.name).input_shape
    return cast("dict[str, Any]", _prepared(shape, extra, "extra", []))


def _split(cls: type[BaseModel], members: Mapping[str, Any], shape: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split members: those of our model together with unknown ones, and those that only botocore knows."""
    attributes = {wire_name(attribute): attribute for attribute in cls.model_fields}
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    for name, value in members.items():
        ours[name] = value
        if name in attributes:
            inner = _structure(cls, attributes[name])
            if inner is not None and _is_mapping(value):
                ours[name], beyond = _split(inner, value, shape.members[name])
                theirs |= {name: beyond} if beyond else {}
                if (
                    beyond and not ours[name]
                ):  # no member of it is in our model, and an empty structure would be refused
                    del ours[name]
        elif name not in cls.model_fields and name in _members(shape):
            theirs[name] = ours.pop(name)
    return ours, theirs


def _clashes(cls: type[BaseModel], extra: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The members of `extra` that our model has, and which must be passed as arguments instead."""
    attributes = {wire_name(attribute): attribute for attribute in cls.model_fields}
    for name, value in extra.items():
        place = f"{path}{name}"
        attribute = attributes.get(name)
        if attribute is None:
            continue
        inner = _structure(cls, attribute)
        if inner is not None and _is_mapping(value):
            yield from _clashes(inner, value, f"{place}.")
        else:
            yield place, f"must not contain a member that sesv2kit has: pass it as {attribute}"


def _structure(cls: type[BaseModel], attribute: str) -> type[BaseModel] | None:
    """The model of a member that is a structure. None: it is something else, such as a list of structures."""
    field = cls.model_fields[attribute]
    converted = [mark.to for mark in field.metadata if isinstance(mark, Converted)]
    waiting: list[Any] = converted or [field.annotation]
    while waiting:
        one = waiting.pop()
        origin, parts = get_origin(one), get_args(one)
        if origin in (Union, UnionType):
            waiting += parts
        elif origin is Annotated:
            waiting += [mark.to for mark in parts[1:] if isinstance(mark, Converted)] or parts[:1]
        elif isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _is_mapping(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, (list, tuple))


def _members(shape: Any) -> Mapping[str, Any]:
    return {} if shape is None else shape.members


def _checked(
    operation: Operation[Any, Any],
    members: Mapping[str, Any],
    model: "ServiceModel",
    ours: Mapping[str, Any],
    extra: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The members in the form that botocore serialises correctly, after validation.

    `ours` and `extra` are the two parts of `members`, to name the place of a problem.

    Raises:
        RequestInvalidError: botocore's validation, or one of sesv2kit's checks, refuses them.
    """
    with fork.IMPORTING.lock:
        from botocore.validate import ParamValidator

    shape = model.operation_model(operation.name).input_shape
    problems: list[Problem] = []

    def refuse() -> None:
        places = [f"extra.{one.argument}" if _is_extra(one.argument, ours, extra) else one.argument for one in problems]
        placed = [replace(one, argument=place) for one, place in zip(problems, places, strict=True)]
        raise RequestInvalidError(operation.name, placed)

    if shape is None:
        problems = [Problem(name, "the operation has no such member", operation.reference) for name in members]
        if problems:
            refuse()
        return {}
    source = f"botocore {_version()}'s model"
    problems += [Problem(path, text, source) for path, text in _unknown(shape, members)]
    known = _known(shape, members)
    # botocore's report prints the values, so it validates masked values of the same types and lengths.
    for line in ParamValidator().validate(_masked(shape, known), shape).generate_report().splitlines():
        problems.append(_problem_of(line, source))
    texts: list[tuple[str, str]] = []
    prepared: object = _prepared(shape, known, "", texts) if not problems else {}
    problems += [Problem(path, text, operation.reference) for path, text in texts]
    if problems:
        refuse()
    return cast("dict[str, Any]", prepared)


def _is_extra(path: str, ours: Mapping[str, Any], extra: Mapping[str, Any] | None) -> bool:
    """Whether a problem is inside `extra`. A missing member belongs to the part that has its structure."""
    if _has(extra, path):
        return True
    structure = path.rpartition(".")[0]
    return structure != "" and _has(extra, structure) and not _has(ours, structure)


def _has(value: Any, path: str) -> bool:
    step, _, rest = path.partition(".")
    if _is_mapping(value):
        inside = [*value.values()] if step == "(key)" else [value[step]] if step in value else []
    elif _is_list(value):
        inside = value[int(step) :][:1] if step.isdecimal() else []
    else:
        inside = []
    return any(not rest or _has(each, rest) for each in inside)


def _unknown(shape: Any, value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The members that botocore does not know, with suggestions."""
    if shape.type_name == "structure" and _is_mapping(value):
        for name, each in value.items():
            place = f"{path}{name}"
            if name in shape.members:
                yield from _unknown(shape.members[name], each, f"{place}.")
            else:
                near = difflib.get_close_matches(str(name), list(shape.members), 1, cutoff=0.5)
                place = place if str(name).isidentifier() else f"{path}(key)"
                yield place, "no such member" + (f"; did you mean {near[0]}?" if near else "")
    elif shape.type_name == "list" and _is_list(value):
        for number, each in enumerate(value):
            yield from _unknown(shape.member, each, f"{path}{number}.")


def _known(shape: Any, value: Any) -> Any:
    """A value without members that botocore does not know, because its error for them would list all known members."""
    if shape.type_name == "structure" and _is_mapping(value):
        members = shape.members
        return {name: _known(members[name], each) for name, each in value.items() if name in members}
    if shape.type_name == "list" and _is_list(value):
        return [_known(shape.member, each) for each in value]
    return value


def _masked(shape: Any, value: Any) -> Any:
    """A value with the same types and lengths but none of the content."""
    if _is_mapping(value):
        members: Mapping[str, Any] = shape.members if shape.type_name == "structure" else {}
        inner = shape.value if shape.type_name == "map" else shape
        return {
            name if name in members else "k" * len(str(name)) + str(number): _masked(members.get(name, inner), each)
            for number, (name, each) in enumerate(value.items())
        }
    if _is_list(value):
        inner = shape.member if shape.type_name == "list" else shape
        return [_masked(inner, each) for each in value]
    if isinstance(value, str):
        return "x" * len(value)
    if isinstance(value, (bytes, bytearray)):
        return b"x" * len(value)
    return value if isinstance(value, (bool, int, float, datetime)) or hasattr(value, "read") else None


def _problem_of(line: str, source: str) -> Problem:
    """One line of botocore's validation report as a problem, without the value."""
    kind, _, rest = line.partition(" parameter ")
    place = rest.removeprefix("in ").partition(",")[0].partition(":")[0]
    path = "" if place == "input" else place.replace("[", ".").replace("]", "")
    path = re.sub(r"\.k+\d+(?=\.|$)", ".(key)", path)  # as `_masked` writes keys
    if kind == "Missing required":
        missing = rest.rpartition(": ")[2].strip('"')
        return Problem(f"{path}.{missing}".lstrip("."), "is required", source)
    _, found, limit = line.rpartition(", valid ")
    limit = re.sub(r"<class '([\w.]+)'>", r"\1", limit).replace("types: ", "must be of type ").replace(", ", " or ")
    return Problem(path, re.sub(r"^min (\w+): ", r"\1 must be at least ", limit) if found else "is not valid", source)


def _prepared(shape: Any, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    """A value in the form that botocore serialises correctly. Values that have none are added to `problems`."""
    match shape.type_name:
        case "structure" if _is_mapping(value):
            result: dict[str, Any] = {}
            for name, each in value.items():
                if name not in shape.members:
                    continue
                place = f"{path}.{name}".lstrip(".")
                inner = shape.members[name]
                in_path = inner.serialization.get("location") == "uri" and isinstance(each, str)
                if in_path and (not each or leaves_its_path(each)):
                    problems.append((place, f"must not be empty, and {IN_PATH}"))
                result[name] = _prepared(inner, each, place, problems)
            return result
        case "list" if _is_list(value):
            elements = enumerate(value)
            return [_prepared(shape.member, each, f"{path}.{number}", problems) for number, each in elements]
        case "map" if _is_mapping(value):
            return {
                _prepared(shape.key, key, f"{path}.(key)", problems): _prepared(
                    shape.value, each, f"{path}.(key)", problems
                )
                for key, each in value.items()
            }
        case "timestamp" if isinstance(value, datetime):
            if value.tzinfo is None:
                problems.append((path, "must be timezone-aware: a naive datetime would be sent as if it were UTC"))
                return value
            return value.astimezone(UTC)  # botocore would drop the offset of any other time zone
        case "string" if isinstance(value, str):
            if any("\ud800" <= one <= "\udfff" for one in value) if not value.isascii() else False:
                problems.append((path, "contains a lone surrogate, which is not valid Unicode"))
            return value
        case _:
            return value


def _near_operation(model: "ServiceModel", name: str) -> str:
    names = {method_name(known): known for known in model.operation_names}
    near = difflib.get_close_matches(method_name(str(name)), list(names), 1)
    return f"; did you mean {names[near[0]]}?" if near else ". For a newer one: pip install --upgrade boto3"


def _version() -> str:
    import botocore

    return botocore.__version__


def _refuse(operation: str, argument: str, message: str) -> None:
    raise RequestInvalidError(str(operation), [Problem(argument, message, "sesv2kit")])
