"""One walk through a template, which reports each use of a variable.

It follows the strict mode of handlebars.js, as SES does: a missing variable is an error where it is printed, and empty
where it is tested or looped over.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from sesv2kit._workflows.handlebars import tree
from sesv2kit._workflows.handlebars.parser import DEEPEST
from sesv2kit._workflows.handlebars.scopes import (
    COMPUTED,
    MISSING,
    UNKNOWN,
    Scope,
    Value,
    has_items,
    in_loop,
    in_option,
    is_empty,
    is_list,
    items_of,
    look_up,
    member_of,
    optional,
    with_data,
)
from sesv2kit._workflows.handlebars.tree import Block, Call, Expression, Include, Path, Print, Program
from sesv2kit.errors import TemplateInvalidError
from sesv2kit.templating import Part

_MOST_STEPS = 300_000
"""Tags, arguments and the like that are looked at in one walk. Partials that include each other, or loops in loops,
could make it endless."""

_CHARACTERS = 64
"""Characters of a path that count as a step."""

_BLOCKS = ("if", "unless", "each", "with")
_HELPERS = (*_BLOCKS, "lookup", "log")

Use: TypeAlias = Literal["print", "section", "test"]
Report: TypeAlias = Callable[[Value, str, Use, Scope, int], None]
"""Takes a value, the path as written, the use, the place and the line."""


class Walk:
    """One walk through a part of a template."""

    def __init__(self, part: Part, report: Report) -> None:
        self._part = part
        self._report = report
        self._steps = 0
        self._line = 1
        self._is_unknown = False

    def template(self, program: Program, data: Value) -> None:
        """Report each use of a variable."""
        self._is_unknown = data.value is UNKNOWN
        self._program(program, Scope((data,), {}, ({"root": data},), {}))

    def _refuse(self, reason: str) -> TemplateInvalidError:
        return TemplateInvalidError(reason, part=self._part, line=self._line)

    def _took(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise self._refuse(f"it takes more than {_MOST_STEPS:,} steps")

    def _partials(self, program: Program | None, scope: Scope) -> "Mapping[str, tuple[Program, Scope]]":
        """The inline partials of a place, with those that a program defines there."""
        if program is None or not program.partials:
            return scope.partials
        self._took(len(scope.partials) + len(program.partials))
        return {**scope.partials, **{name: (body, scope) for name, body in program.partials.items()}}

    def _program(self, program: Program, scope: Scope) -> None:
        if not program.nodes:
            return
        if scope.depth > DEEPEST:
            raise self._refuse(f"blocks and partials are nested deeper than {DEEPEST}")
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

    def _print(self, node: Print, scope: Scope) -> None:
        call = node.call
        if isinstance(call.name, Path):
            if call.arguments or call.options or call.name.helper in _HELPERS:
                self._call(call, scope)
            else:
                self._use(call.name, "print", scope)
        else:
            self._arguments(call, scope)

    def _block(self, node: Block, scope: Scope) -> None:
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

    def _if(self, node: Block, value: Value, scope: Scope, *, is_unless: bool) -> None:
        counts_zero = any(
            name == "includeZero" and self._evaluate(option, scope).value for name, option in node.call.options
        )
        is_true = None if value.value is UNKNOWN else not (is_empty(value) or (value.value == 0 and not counts_zero))
        body, otherwise = (node.otherwise, node.body) if is_unless else (node.body, node.otherwise)
        if is_true is None:
            scope = in_option(scope)
        if is_true is not False:
            self._program(body, scope)
        if is_true is not True:
            self._program(otherwise, scope)

    def _with(self, node: Block, value: Value, scope: Scope) -> None:
        if value.value is UNKNOWN:
            scope = in_option(scope)
            self._program(node.otherwise, scope)
        elif is_empty(value):
            self._program(node.otherwise, scope)
            return
        self._program(node.body, with_data(scope, value, node.parameters, (value,)))

    def _each(self, node: Block, value: Value, scope: Scope) -> None:
        if value.value is UNKNOWN:
            self._program(node.otherwise, in_option(scope))
            item = Value(UNKNOWN, None if value.path is None else f"{value.path}[]")
            scope = in_loop(scope, dict.fromkeys(("index", "key", "first", "last"), COMPUTED))
            scope = replace(scope, within=(*scope.within, item.path))
            self._program(node.body, with_data(scope, item, node.parameters, (item, COMPUTED)))
            return
        if not has_items(value):
            self._program(node.otherwise, scope)
            return
        if not node.body.nodes:  # nothing to look at in any item
            return
        items = list(items_of(value))
        for at, (item, key) in enumerate(items):
            named = {"index": at, "key": key, "first": at == 0, "last": at == len(items) - 1}
            inner = in_loop(scope, {name: Value(one, None) for name, one in named.items()})
            self._program(node.body, with_data(inner, item, node.parameters, (item, Value(key, None))))

    def _section(self, node: Block, value: Value, scope: Scope) -> None:
        """A block without a helper: it goes over a list, into an object, or is there if a value is true."""
        if value.value is UNKNOWN or is_list(value.value):
            self._each(node, value, scope)
        elif value.value is True:
            self._program(node.body, scope)
        elif value.value in (None, MISSING) or value.value is False:
            self._program(node.otherwise, scope)
        else:
            self._program(node.body, with_data(scope, value, node.parameters, (value,)))

    def _include(self, node: Include, scope: Scope) -> None:
        name = self._partial_name(node.call, scope)
        arguments = [self._evaluate(one, scope) for one in node.call.arguments]
        options = {option: optional(self._evaluate(one, scope)) for option, one in node.call.options}
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
            contexts=(COMPUTED, context),
            names=defined.names,
            partials=partials,
            content=(node.content, scope) if node.content is not None else defined.content,
            active=(*scope.active, id(body)),
        )
        self._program(body, inner)

    def _partial_name(self, call: Call, scope: Scope) -> str | None:
        """None: only the data tells."""
        match call.name:
            case Path(text=text):
                return text
            case tree.Literal(value=value):
                return str(value)
            case Call():
                value = self._evaluate(call.name, scope).value
                return value if isinstance(value, str) else None

    # Values.

    def _use(self, path: Path, use: Use, scope: Scope) -> Value:
        self._took(len(path.text) // _CHARACTERS)
        value = look_up(path, scope)
        self._report(value, path.text, "test" if value.is_optional else use, scope, self._line)
        return value

    def _evaluate(self, expression: Expression, scope: Scope) -> Value:
        """The value of an argument."""
        self._took(1)
        match expression:
            case Path():
                return self._use(expression, "test", scope)
            case tree.Literal(value=value):
                return Value(value, None)
            case Call():
                return self._call(expression, scope)

    def _call(self, call: Call, scope: Scope) -> Value:
        """What a helper gives."""
        if call.text not in _HELPERS:
            raise self._refuse(f"there is no helper `{call.text}`: SES has those of Handlebars only")
        arguments = self._arguments(call, scope)
        if call.text != "lookup" or len(arguments) != 2:
            return COMPUTED
        found, key = arguments
        if UNKNOWN in (found.value, key.value) or isinstance(key.value, list | dict):
            return COMPUTED
        name = f"{key.value:.0f}" if isinstance(key.value, float) and key.value.is_integer() else str(key.value)
        return optional(member_of(found, name))

    def _arguments(self, call: Call, scope: Scope) -> list[Value]:
        values = [self._evaluate(one, scope) for one in call.arguments]
        for _, option in call.options:
            self._evaluate(option, scope)
        return values
