"""Finds the variables of templates, and those that template data lacks.

Both are one walk through a template: over data that is unknown, where every block may be rendered or left out, or over
given data, where it is certain. It follows the strict mode of handlebars.js, as SES does: a missing variable is an
error where it is printed, and empty where it is tested or looped over.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from typing_extensions import TypeIs

from sesv2kit._workflows import handlebars
from sesv2kit._workflows.handlebars import Block, Call, Expression, Include, Path, Print, Program, parse
from sesv2kit.errors import TemplateInvalidError
from sesv2kit.models.common import EmailTemplateContent
from sesv2kit.templating import PARTS, MissingVariable, Needed, Part, TemplateVariables, Variable

_MOST_STEPS = 300_000
"""Tags, arguments and the like that are looked at in one walk. Partials that include each other, or loops in loops,
could make it endless."""

_CHARACTERS = 64
"""Characters of a path that count as a step."""

_BLOCKS = ("if", "unless", "each", "with")
_HELPERS = (*_BLOCKS, "lookup", "log")


class _Mark:
    """A value that is none."""


_UNKNOWN, _MISSING = _Mark(), _Mark()


@dataclass(frozen=True, slots=True)
class _Value:
    """A value and where it stands in the template data."""

    value: Any
    path: str | None
    """None: nowhere, such as the index of an item."""
    over: "Mapping[str, _Value]" = field(default_factory=dict[str, "_Value"])
    """Members that the arguments of a partial add to it."""
    is_optional: bool = False
    """Whether it may be missing where it is printed, because it is the argument of a partial or of `lookup`."""


_COMPUTED = _Value(_UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What names mean at a place in a template."""

    contexts: tuple[_Value, ...]
    """The data of the place, behind those of the blocks around it."""
    names: Mapping[str, _Value]
    """Block parameters."""
    loops: tuple[Mapping[str, _Value], ...]
    """`@index` and the like, behind those of the loops around it."""
    partials: "Mapping[str, tuple[Program, _Scope]]"
    """Inline partials, and where each was defined."""
    content: "tuple[Program, _Scope] | None" = None
    """What `{{> @partial-block}}` includes."""
    within: tuple[str | None, ...] = ()
    """The blocks around the place that data may leave out: the path of the items for a loop, else None."""
    active: tuple[int, ...] = ()
    """The partials around the place."""
    depth: int = 0

    @property
    def context(self) -> _Value:
        return self.contexts[-1]


_Use: TypeAlias = Literal["print", "section", "test"]
_Report: TypeAlias = Callable[[_Value, str, _Use, _Scope, int], None]
"""Takes a value, the path as written, the use, the place and the line."""


def variables_of(content: EmailTemplateContent) -> TemplateVariables:
    """The variables of a template.

    Raises:
        TemplateInvalidError: A part cannot be rendered.
    """
    found: dict[str, dict[Part, Needed]] = {}
    order: list[Needed] = ["always", "each_item", "sometimes", "never"]
    for part, program in parsed(content).items():

        def report(value: _Value, text: str, use: _Use, scope: _Scope, line: int, part: Part = part) -> None:
            if value.path:
                needed = "never" if use == "test" else _needed(value.path, scope.within)
                parts = found.setdefault(value.path, {})
                parts[part] = min(parts.get(part, needed), needed, key=order.index)

        _Walk(part, report).template(program, _Value(_UNKNOWN, ""))
    return TemplateVariables(
        tuple(
            Variable(path, min(parts.values(), key=order.index), tuple(parts)) for path, parts in sorted(found.items())
        )
    )


def _needed(path: str, within: tuple[str | None, ...]) -> Needed:
    if not within:
        return "always"
    return "each_item" if all(items is not None and path.startswith(items) for items in within) else "sometimes"


def names_always_printed(content: EmailTemplateContent) -> frozenset[str]:
    """The members of the template data without which no rendering succeeds.

    Sections without a helper, such as `{{#a}}`, are left out: whether SES takes a missing one as empty is not known.

    Raises:
        TemplateInvalidError: A part cannot be rendered.
    """
    found: set[str] = set()

    def report(value: _Value, text: str, use: _Use, scope: _Scope, line: int) -> None:
        if value.path and use == "print" and not scope.within:
            quoted, end = value.path.startswith("["), value.path.find("]")
            found.add(value.path[1:end] if quoted else re.split(r"[.\[]", value.path, maxsplit=1)[0])

    for part, program in parsed(content).items():
        _Walk(part, report).template(program, _Value(_UNKNOWN, ""))
    return frozenset(found)


def parsed(content: EmailTemplateContent) -> dict[Part, Program]:
    """The parts that a template has.

    Raises:
        TemplateInvalidError: A part is no Handlebars.
    """
    sources: dict[Part, str | None] = {part: getattr(content, part) for part in PARTS}
    return {part: parse(source, part) for part, source in sources.items() if source is not None}


def missing_in(programs: Mapping[Part, Program], data: Any) -> tuple[MissingVariable, ...]:
    """The variables without a value, in the order in which they are printed.

    Raises:
        TemplateInvalidError: A part cannot be rendered.
    """
    found: dict[str, MissingVariable] = {}
    for part, program in programs.items():

        def report(value: _Value, text: str, use: _Use, scope: _Scope, line: int, part: Part = part) -> None:
            if use != "test" and value.value is _MISSING and not scope.within:  # else it may not be printed
                path = value.path or text
                found.setdefault(path, MissingVariable(path, part, line))

        _Walk(part, report).template(program, _Value(data, ""))
    return tuple(found.values())


class _Walk:
    """One walk through a part of a template."""

    def __init__(self, part: Part, report: _Report) -> None:
        self._part = part
        self._report = report
        self._steps = 0
        self._line = 1
        self._is_unknown = False

    def template(self, program: Program, data: _Value) -> None:
        """Report each use of a variable."""
        self._is_unknown = data.value is _UNKNOWN
        self._program(program, _Scope((data,), {}, ({"root": data},), {}))

    def _refuse(self, reason: str) -> TemplateInvalidError:
        return TemplateInvalidError(reason, part=self._part, line=self._line)

    def _took(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise self._refuse(f"it takes more than {_MOST_STEPS:,} steps")

    def _partials(self, program: Program | None, scope: _Scope) -> "Mapping[str, tuple[Program, _Scope]]":
        """The inline partials of a place, with those that a program defines there."""
        if program is None or not program.partials:
            return scope.partials
        self._took(len(scope.partials) + len(program.partials))
        return {**scope.partials, **{name: (body, scope) for name, body in program.partials.items()}}

    def _program(self, program: Program, scope: _Scope) -> None:
        if not program.nodes:
            return
        if scope.depth > handlebars.DEEPEST:
            raise self._refuse(f"blocks and partials are nested deeper than {handlebars.DEEPEST}")
        partials = self._partials(program, scope)
        scope = replace(scope, partials=partials, depth=scope.depth + 1)
        for node in program.nodes:
            self._line = node.line
            self._took(1)
            match node:
                case Print():
                    self._print(node, scope)
                case Block():
                    self._block(node, scope)
                case Include():
                    self._include(node, scope)

    # Tags.

    def _print(self, node: Print, scope: _Scope) -> None:
        call = node.call
        if isinstance(call.name, Path):
            if call.arguments or call.options or call.name.helper in _HELPERS:
                self._call(call, scope)
            else:
                self._use(call.name, "print", scope)
        else:
            self._arguments(call, scope)

    def _block(self, node: Block, scope: _Scope) -> None:
        name = node.call.name.helper if isinstance(node.call.name, Path) else None
        if name in _BLOCKS:
            if len(node.call.arguments) != 1:
                raise self._refuse(f"{{{{#{name}}}}} takes one argument")
            value = self._evaluate(node.call.arguments[0], scope)
            match name:
                case "each":
                    self._each(node, value, scope)
                case "with":
                    self._with(node, value, scope)
                case _:
                    self._if(node, value, scope, is_unless=name == "unless")
        elif node.call.arguments or node.call.options or name in _HELPERS:
            self._call(node.call, scope)
        elif isinstance(node.call.name, Path):
            self._section(node, self._use(node.call.name, "section", scope), scope)

    def _if(self, node: Block, value: _Value, scope: _Scope, *, is_unless: bool) -> None:
        counts_zero = any(
            name == "includeZero" and self._evaluate(option, scope).value for name, option in node.call.options
        )
        is_true = None if value.value is _UNKNOWN else not (_is_empty(value) or (value.value == 0 and not counts_zero))
        body, otherwise = (node.otherwise, node.body) if is_unless else (node.body, node.otherwise)
        if is_true is None:
            scope = _perhaps(scope)
        if is_true is not False:
            self._program(body, scope)
        if is_true is not True:
            self._program(otherwise, scope)

    def _with(self, node: Block, value: _Value, scope: _Scope) -> None:
        if value.value is _UNKNOWN:
            scope = _perhaps(scope)
            self._program(node.otherwise, scope)
        elif _is_empty(value):
            self._program(node.otherwise, scope)
            return
        self._program(node.body, _into(scope, value, node.parameters, (value,)))

    def _each(self, node: Block, value: _Value, scope: _Scope) -> None:
        if value.value is _UNKNOWN:
            self._program(node.otherwise, _perhaps(scope))
            item = _Value(_UNKNOWN, None if value.path is None else f"{value.path}[]")
            scope = _loop(scope, dict.fromkeys(("index", "key", "first", "last"), _COMPUTED))
            scope = replace(scope, within=(*scope.within, item.path))
            self._program(node.body, _into(scope, item, node.parameters, (item, _COMPUTED)))
            return
        if not _has_items(value):
            self._program(node.otherwise, scope)
            return
        if not node.body.nodes:  # nothing to look at in any item
            return
        items = list(_items(value))
        for at, (item, key) in enumerate(items):
            named = {"index": at, "key": key, "first": at == 0, "last": at == len(items) - 1}
            inner = _loop(scope, {name: _Value(one, None) for name, one in named.items()})
            self._program(node.body, _into(inner, item, node.parameters, (item, _Value(key, None))))

    def _section(self, node: Block, value: _Value, scope: _Scope) -> None:
        """A block without a helper: it goes over a list, into an object, or is there if a value is true."""
        if value.value is _UNKNOWN or _is_list(value.value):
            self._each(node, value, scope)
        elif value.value is True:
            self._program(node.body, scope)
        elif value.value in (None, _MISSING) or value.value is False:
            self._program(node.otherwise, scope)
        else:
            self._program(node.body, _into(scope, value, node.parameters, (value,)))

    def _include(self, node: Include, scope: _Scope) -> None:
        name = self._partial_name(node.call, scope)
        arguments = [self._evaluate(one, scope) for one in node.call.arguments]
        options = {option: _given(self._evaluate(one, scope)) for option, one in node.call.options}
        context = arguments[0] if arguments else scope.context
        if options:
            self._took(len(context.over))
            context = replace(context, over={**context.over, **options})
        if name is None:
            return
        if name == "@partial-block":
            found = scope.content
        elif node.content is not None:
            found = scope.partials.get(name, (node.content, scope))
        else:
            found = scope.partials.get(name)
        if found is None:
            raise self._refuse(f"there is no partial `{name}`: templates have inline partials only")
        body, defined = found
        if self._is_unknown and id(body) in scope.active:
            return  # it includes itself, for as long as there is data
        partials = self._partials(node.content, scope)
        inner = replace(
            scope,
            contexts=(_COMPUTED, context),
            names=defined.names,
            partials=partials,
            content=(node.content, scope) if node.content is not None else defined.content,
            active=(*scope.active, id(body)),
        )
        self._program(body, inner)

    def _partial_name(self, call: Call, scope: _Scope) -> str | None:
        """None: only the data tells."""
        match call.name:
            case Path(text=text):
                return text
            case handlebars.Literal(value=value):
                return str(value)
            case Call():
                value = self._evaluate(call.name, scope).value
                return value if isinstance(value, str) else None

    # Values.

    def _use(self, path: Path, use: _Use, scope: _Scope) -> _Value:
        self._took(len(path.text) // _CHARACTERS)
        value = _look_up(path, scope)
        self._report(value, path.text, "test" if value.is_optional else use, scope, self._line)
        return value

    def _evaluate(self, expression: Expression, scope: _Scope) -> _Value:
        """The value of an argument."""
        self._took(1)
        match expression:
            case Path():
                return self._use(expression, "test", scope)
            case handlebars.Literal(value=value):
                return _Value(value, None)
            case Call():
                return self._call(expression, scope)

    def _call(self, call: Call, scope: _Scope) -> _Value:
        """What a helper gives."""
        if call.text not in _HELPERS:
            raise self._refuse(f"there is no helper `{call.text}`: SES has those of Handlebars only")
        arguments = self._arguments(call, scope)
        if call.text != "lookup" or len(arguments) != 2:
            return _COMPUTED
        found, key = arguments
        if _UNKNOWN in (found.value, key.value) or isinstance(key.value, list | dict):
            return _COMPUTED
        name = f"{key.value:.0f}" if isinstance(key.value, float) and key.value.is_integer() else str(key.value)
        return _given(_member(found, name))

    def _arguments(self, call: Call, scope: _Scope) -> list[_Value]:
        values = [self._evaluate(one, scope) for one in call.arguments]
        for _, option in call.options:
            self._evaluate(option, scope)
        return values


def _look_up(path: Path, scope: _Scope) -> _Value:
    """The value of a path."""
    if path.is_data:
        first, *rest = path.parts or ("",)
        if path.up >= len(scope.loops) or first not in scope.loops[-1 - path.up]:
            return _Value(_MISSING, None)
        value = scope.loops[-1 - path.up][first]
    else:
        if path.up >= len(scope.contexts):
            return _COMPUTED if scope.active else _Value(_MISSING, None)
        value, rest = scope.contexts[-1 - path.up], list(path.parts)
        if path.helper is not None or (rest and not path.up and not path.is_scoped):
            value = scope.names.get(rest[0], value)
            rest = rest[1:] if rest[0] in scope.names else rest
    for name in rest:
        value = _member(value, name)
    return value


def _member(value: _Value, name: str) -> _Value:
    """A member of a value."""
    if name in value.over:
        return value.over[name]
    path = None if value.path is None else _joined(value.path, name)
    found: Any = value.value
    if found is _UNKNOWN:
        return _Value(_UNKNOWN, path)
    if _is_list(found):
        found = {"length": len(found), **_indexed(found, name)}
    return _Value(found[name] if _is_object(found) and name in found else _MISSING, path)


def _indexed(items: list[Any], name: str) -> dict[str, Any]:
    """The item that a name stands for, by the name."""
    return {name: items[int(name)]} if name.isdecimal() and len(name) < 10 and int(name) < len(items) else {}


def _items(value: _Value) -> Iterator[tuple[_Value, str | int]]:
    """The items of a list or an object, each with its index or key."""
    found: Any = value.value
    if _is_list(found):
        for at, item in enumerate(found):
            yield _Value(item, None if value.path is None else f"{value.path}[{at}]"), at
    elif _is_object(found):
        for name in {**found, **value.over}:
            yield _member(value, name), name


def _has_items(value: _Value) -> bool:
    return bool(value.value) if _is_list(value.value) else _is_object(value.value) and bool(value.value or value.over)


def _is_list(value: object) -> TypeIs[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeIs[dict[str, Any]]:
    return isinstance(value, dict)


def _joined(path: str, name: str) -> str:
    if name.isdecimal():
        return f"{path}[{name}]"
    shown = name if name.replace("-", "_").isidentifier() else f"[{name}]"
    return f"{path}.{shown}" if path else shown


def _given(value: _Value) -> _Value:
    """A value where a missing one is as good as null."""
    return replace(value, value=None if value.value is _MISSING else value.value, is_optional=True)


def _is_empty(value: _Value) -> bool:
    return value.value is _MISSING or value.value is None or value.value is False or value.value in ("", [])


def _perhaps(scope: _Scope) -> _Scope:
    """A place in a block that data may leave out."""
    return replace(scope, within=(*scope.within, None))


def _loop(scope: _Scope, named: Mapping[str, _Value]) -> _Scope:
    """A place in a loop."""
    return replace(scope, loops=(*scope.loops, {"root": scope.loops[0]["root"], **named}))


def _into(scope: _Scope, context: _Value, parameters: tuple[str, ...], values: tuple[_Value, ...]) -> _Scope:
    """A place whose data is another."""
    names = {**scope.names, **dict(zip(parameters, values, strict=False))}
    return replace(scope, contexts=(*scope.contexts, context), names=names)
