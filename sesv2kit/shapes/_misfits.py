"""Reads documents that do not fit their model: what cannot be read becomes null, and is listed."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import PydanticCustomError

from sesv2kit._core import fork
from sesv2kit.shapes._apart import Apart, Reading
from sesv2kit.shapes._building import BUILDING
from sesv2kit.shapes.bases import UNREAD, Document, nested, parsed_int

if TYPE_CHECKING:
    from pydantic import RootModel


_DocumentT = TypeVar("_DocumentT", bound=Document)

_MOST_LOGGED = 20
"""The most paths that a log record names."""

_MOST_PROBLEMS = 10_000
"""The most problems in one member of a response that are listed one by one. Each takes half a kilobyte of memory."""

_MOST_VALUES = 200_000
"""The most values in a response whose problems are listed one by one. The longest page of SES, of 1,000 items, has
fewer."""


def read_body(model: type[_DocumentT], body: bytes) -> _DocumentT:
    """Read a body that Pydantic's parser refuses. Python's accepts lone surrogates and very long integers.

    Raises:
        ValueError: It is not a JSON object.
    """
    try:
        document: object = json.loads(body, parse_int=parsed_int)
        if isinstance(document, dict):
            return _read_odd(model, cast("dict[str, Any]", document), from_wire=True)
    except (ValidationError, RecursionError) as error:
        raise ValueError("not readable as JSON") from error
    raise ValueError("not a JSON object")


def reread(model: type[_DocumentT], document: object, *, from_wire: bool) -> _DocumentT:
    """Read a JSON document that does not fit the model.

    Raises:
        PydanticCustomError: It is not a JSON object.
    """
    if isinstance(document, dict):
        return _read_odd(model, cast("dict[str, Any]", document), from_wire=from_wire)
    raise PydanticCustomError("unreadable", "not a JSON object")


def _read_odd(model: type[_DocumentT], document: dict[str, Any], *, from_wire: bool) -> _DocumentT:
    """Read a document that does not fit the model. What cannot be read becomes null.

    Raises:
        ValidationError: It cannot be read; for example, it is nested too deep.
    """
    unread = _null_what_misfits(model, document, from_wire)
    found = cast("_DocumentT", _read(_reader(model, "gaps"), document, from_wire))
    if unread:
        vars(found)[UNREAD] = tuple(unread)
    return found


def _null_what_misfits(model: type[Document], document: dict[str, Any], from_wire: bool) -> Iterable[str]:
    """Put null wherever a document does not fit the model. Returns the wire paths of those places, each once."""
    unread: dict[str, None] = {}

    def give_up(name: str) -> None:
        document[name] = None
        unread[_described(model, (name,))[0]] = None

    # To note a misfit may take hundreds of times as much memory as the misfit itself.
    if _has_more_values(document, _MOST_VALUES):
        for name, value in document.items():
            if value is not None and _is_misfit(model, name, value, from_wire):
                give_up(name)
    error = _misfit(model, document, from_wire)
    if _is_too_much(error):
        error = None
        for name, value in document.items():
            if _is_too_much(_misfit(model, {name: value}, from_wire)):
                give_up(name)
        error = _misfit(model, document, from_wire)
    if error is None:
        return unread
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        if not problem["loc"]:  # the text itself is the problem
            raise error
        was_null = _put_null(document, problem["loc"])
        path, is_required = _described(model, problem["loc"])
        # Null means an empty list or map, unless AWS requires the member.
        if not (was_null and problem["type"] in ("list_type", "dict_type") and not is_required):
            unread[path] = None
    return unread


def _is_too_much(error: ValidationError | None) -> bool:
    return error is not None and error.error_count() > _MOST_PROBLEMS


def _misfit(
    model: type[Document], document: dict[str, Any], from_wire: bool, reading: Reading = "every"
) -> ValidationError | None:
    """What in a document does not fit the model. None: all of it does."""
    try:
        _read(_reader(model, reading), document, from_wire)
    except ValidationError as error:
        return error
    return None


def _is_misfit(model: type[Document], name: str, value: Any, from_wire: bool) -> bool:
    """Whether anything in a member of a document does not fit the model."""
    error = _misfit(model, {name: value}, from_wire, "quick")
    problems = [] if error is None else error.errors(include_url=False, include_context=False, include_input=False)
    # Alone it lacks the other members.
    return any(len(problem["loc"]) > 1 or problem["type"] != "missing" for problem in problems)


def _has_more_values(document: dict[str, Any], most: int) -> bool:
    """Whether a document has more than `most` values, at all depths."""
    waiting: list[object] = [document]
    count = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            value = [*cast("dict[str, object]", value).values()]
        if isinstance(value, list):
            inside = cast("list[object]", value)
            count += len(inside)
            if count > most:
                return True
            waiting.extend(inside)
    return False


def _read(reader: "type[RootModel[Any]]", document: dict[str, Any], from_wire: bool) -> Any:
    # A lone surrogate is JSON to Python but not to Pydantic: it becomes "?".
    text = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    by_alias, by_name = (True, False) if from_wire else (None, None)
    return reader.model_validate_json(text, by_alias=by_alias, by_name=by_name).root


@cache
def _reader(model: type[Document], reading: Reading) -> "type[RootModel[Any]]":
    """A model that reads a document by one of its tolerant schemas."""
    with fork.IMPORTING.lock:
        from pydantic import RootModel  # Pydantic builds it at import, and only documents that do not fit need it

    class Reader(RootModel[Any]):
        model_config = ConfigDict(hide_input_in_errors=True, defer_build=True, cache_strings="none")

    apart = type(model.__name__, (Apart,), {"model": model, "reading": reading})
    reader = create_model(model.__name__, __base__=Reader, root=apart)
    with BUILDING.lock:
        reader.model_rebuild(force=True)  # so that it builds the nested models again: see `Response.model_rebuild`
    return reader


def listed(model: type[Document], unread: Sequence[str]) -> str:
    """Wire paths for the log."""
    paths = [_masked(model, path) for path in unread[:_MOST_LOGGED]]
    if len(unread) > _MOST_LOGGED:
        paths.append(f"and {len(unread) - _MOST_LOGGED} more")
    return ", ".join(paths)


def _masked(model: type[BaseModel], path: str) -> str:
    """A wire path for the log. It ends at the key of a map, which may be an address."""
    kept: list[str] = []
    inside: type[BaseModel] | None = model
    is_map = False
    for step in path.split("."):
        name = next((name for name in inside.model_fields if _wire(inside, name) == step), None) if inside else None
        if inside is not None and name is not None:
            annotation = inside.model_fields[name].annotation
            inside, is_map = nested(annotation), _has_map(annotation)
        elif is_map or not step.isdecimal():
            return ".".join([*kept, "(key)"])
        kept.append(step)
    return path


def _has_map(annotation: Any) -> bool:
    return get_origin(annotation) is dict or any(map(_has_map, get_args(annotation)))


def _put_null(document: Any, place: Sequence[int | str]) -> bool:
    """Null the value at the location of an error. Returns whether it was null."""
    parent = document
    for step in place[:-1]:
        parent = parent[step]
    was_null = isinstance(parent, dict) and place[-1] in parent and parent[place[-1]] is None
    parent[place[-1]] = None
    return was_null


def _described(model: type[BaseModel], place: Sequence[int | str]) -> tuple[str, bool]:
    """The wire path of the member at a location of an error, and whether it has no default."""
    path: list[str] = []
    required = False
    inside: type[BaseModel] | None = model
    for step in place:
        names = (
            {} if inside is None else {key: name for name in inside.model_fields for key in (name, _wire(inside, name))}
        )
        if inside is not None and step in names:
            field = inside.model_fields[names[step]]
            path.append(_wire(inside, names[step]))
            required, inside = field.is_required(), nested(field.annotation)
        else:  # a place in a list, or a key of a map
            path.append(str(step))
    return ".".join(path), required


def _wire(model: type[BaseModel], attribute: str) -> str:
    """The wire name of an attribute of a model."""
    named: Callable[[str], str] = cast("Any", model.model_config)["alias_generator"].validation_alias
    return named(attribute)
