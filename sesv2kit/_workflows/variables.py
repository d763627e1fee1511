"""Finds the variables of templates, and those that template data lacks.

Both are a walk through a template: over data that is unknown, where every block may be rendered or left out, or over
given data, where it is certain.
"""

import re
from collections.abc import Mapping
from typing import Any

from sesv2kit._workflows.handlebars.parser import parse
from sesv2kit._workflows.handlebars.scopes import MISSING, UNKNOWN, Scope, Value
from sesv2kit._workflows.handlebars.tree import Program
from sesv2kit._workflows.handlebars.walk import Use, Walk
from sesv2kit.models.common import EmailTemplateContent
from sesv2kit.templating import PARTS, MissingVariable, Needed, Part, TemplateVariables, Variable


def variables_of(content: EmailTemplateContent) -> TemplateVariables:
    """The variables of a template.

    Raises:
        TemplateInvalidError: A part cannot be rendered.
    """
    found: dict[str, dict[Part, Needed]] = {}
    order: list[Needed] = ["always", "each_item", "sometimes", "never"]
    for part, program in parsed(content).items():

        def report(value: Value, text: str, use: Use, scope: Scope, line: int, part: Part = part) -> None:
            if value.path:
                needed = "never" if use == "test" else _needed(value.path, scope.within)
                parts = found.setdefault(value.path, {})
                parts[part] = min(parts.get(part, needed), needed, key=order.index)

        Walk(part, report).template(program, Value(UNKNOWN, ""))
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

    def report(value: Value, text: str, use: Use, scope: Scope, line: int) -> None:
        if value.path and use == "print" and not scope.within:
            quoted, end = value.path.startswith("["), value.path.find("]")
            found.add(value.path[1:end] if quoted else re.split(r"[.\[]", value.path, maxsplit=1)[0])

    for part, program in parsed(content).items():
        Walk(part, report).template(program, Value(UNKNOWN, ""))
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

        def report(value: Value, text: str, use: Use, scope: Scope, line: int, part: Part = part) -> None:
            if use != "test" and value.value is MISSING and not scope.within:  # else it may not be printed
                path = value.path or text
                found.setdefault(path, MissingVariable(path, part, line))

        Walk(part, report).template(program, Value(data, ""))
    return tuple(found.values())
