"""What names mean at a place in a template: values, and the blocks, loops and partials around the place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from typing_extensions import TypeIs

from sesv2kit._workflows.handlebars.tree import Path, Program


class _Mark:
    """A value that is none."""


UNKNOWN, MISSING = _Mark(), _Mark()


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands in the template data."""

    value: Any
    path: str | None
    """None: nowhere, such as the index of an item."""
    over: "Mapping[str, Value]" = field(default_factory=dict[str, "Value"])
    """Members that the arguments of a partial add to it."""
    is_optional: bool = False
    """Whether it may be missing where it is printed, because it is the argument of a partial or of `lookup`."""


COMPUTED = Value(UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place in a template."""

    contexts: tuple[Value, ...]
    """The data of the place, behind those of the blocks around it."""
    names: Mapping[str, Value]
    """Block parameters."""
    loops: tuple[Mapping[str, Value], ...]
    """`@index` and the like, behind those of the loops around it."""
    partials: "Mapping[str, tuple[Program, Scope]]"
    """Inline partials, and where each was defined."""
    content: "tuple[Program, Scope] | None" = None
    """What `{{> @partial-block}}` includes."""
    within: tuple[str | None, ...] = ()
    """The blocks around the place that data may leave out: the path of the items for a loop, else None."""
    active: tuple[int, ...] = ()
    """The partials around the place."""
    depth: int = 0

    @property
    def context(self) -> Value:
        return self.contexts[-1]


def look_up(path: Path, scope: Scope) -> Value:
    """The value of a path."""
    if path.is_data:
        first, *rest = path.parts or ("",)
        if path.up >= len(scope.loops) or first not in scope.loops[-1 - path.up]:
            return Value(MISSING, None)
        value = scope.loops[-1 - path.up][first]
    else:
        if path.up >= len(scope.contexts):
            return COMPUTED if scope.active else Value(MISSING, None)
        value, rest = scope.contexts[-1 - path.up], list(path.parts)
        if path.helper is not None or (rest and not path.up and not path.is_scoped):
            value = scope.names.get(rest[0], value)
            rest = rest[1:] if rest[0] in scope.names else rest
    for name in rest:
        value = member_of(value, name)
    return value


def member_of(value: Value, name: str) -> Value:
    """A member of a value."""
    if name in value.over:
        return value.over[name]
    path = None if value.path is None else _joined(value.path, name)
    found: Any = value.value
    if found is UNKNOWN:
        return Value(UNKNOWN, path)
    if is_list(found):
        found = {"length": len(found), **_indexed(found, name)}
    return Value(found[name] if _is_object(found) and name in found else MISSING, path)


def _indexed(items: list[Any], name: str) -> dict[str, Any]:
    """The item that a name stands for, by the name."""
    return {name: items[int(name)]} if name.isdecimal() and len(name) < 10 and int(name) < len(items) else {}


def items_of(value: Value) -> Iterator[tuple[Value, str | int]]:
    """The items of a list or an object, each with its index or key."""
    found: Any = value.value
    if is_list(found):
        for at, item in enumerate(found):
            yield Value(item, None if value.path is None else f"{value.path}[{at}]"), at
    elif _is_object(found):
        for name in {**found, **value.over}:
            yield member_of(value, name), name


def has_items(value: Value) -> bool:
    return bool(value.value) if is_list(value.value) else _is_object(value.value) and bool(value.value or value.over)


def is_list(value: object) -> TypeIs[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeIs[dict[str, Any]]:
    return isinstance(value, dict)


def _joined(path: str, name: str) -> str:
    if name.isdecimal():
        return f"{path}[{name}]"
    shown = name if name.replace("-", "_").isidentifier() else f"[{name}]"
    return f"{path}.{shown}" if path else shown


def optional(value: Value) -> Value:
    """A value where a missing one is as good as null."""
    return replace(value, value=None if value.value is MISSING else value.value, is_optional=True)


def is_empty(value: Value) -> bool:
    return value.value is MISSING or value.value is None or value.value is False or value.value in ("", [])


def in_option(scope: Scope) -> Scope:
    """A place in a block that data may leave out."""
    return replace(scope, within=(*scope.within, None))


def in_loop(scope: Scope, named: Mapping[str, Value]) -> Scope:
    """A place in a loop."""
    return replace(scope, loops=(*scope.loops, {"root": scope.loops[0]["root"], **named}))


def with_data(scope: Scope, context: Value, parameters: tuple[str, ...], values: tuple[Value, ...]) -> Scope:
    """A place whose data is another."""
    names = {**scope.names, **dict(zip(parameters, values, strict=False))}
    return replace(scope, contexts=(*scope.contexts, context), names=names)
