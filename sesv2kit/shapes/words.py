"""Docstrings of models for `help()`, `inspect` and JSON schemas: the model's members with the docstrings below them.

Python discards these docstrings, so they are read from the source code when they are needed. Without source code they
are missing.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self, SupportsIndex

if TYPE_CHECKING:
    import ast
    import inspect
    from types import ModuleType

    from pydantic import BaseModel


@cache
def attribute_docs(module: "ModuleType") -> dict[str, dict[str, str]]:
    """By class and attribute: its docstring, on one line. "" has the names of the module."""
    import ast
    import inspect

    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):  # there is none
        return {}
    found = {"": dict(below(tree.body))}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = dict(below(node.body))
    return {owner: {name: " ".join(words.split()) for name, words in docs.items()} for owner, docs in found.items()}


def below(body: "list[ast.stmt]") -> Iterator[tuple[str, str]]:
    """The names assigned in a body that have a docstring under them, and that docstring."""
    import ast
    from itertools import pairwise

    for statement, after in pairwise(body):
        match statement, after:
            case (
                ast.AnnAssign(target=target) | ast.Assign(targets=[target]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield ast.unparse(target).removeprefix("self."), words
            case _:
                pass


def members_of(model: "type[BaseModel]") -> Mapping[str, str]:
    """The docstrings of a model's members, including those of its bases."""
    import sys

    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        module = sys.modules.get(cls.__module__)
        if module is not None and getattr(cls, "model_fields", None):
            found |= attribute_docs(module).get(cls.__qualname__, {})
    return {name: found[name] for name in model.model_fields if name in found}


def _types_of(model: "type[BaseModel]") -> Mapping[str, str]:
    """The types of a model's members in parentheses, as in source code. Empty: some cannot be resolved."""
    import typing

    try:
        hints: dict[str, Any] = typing.get_type_hints(model)
    except NameError:  # a user's class may use a name that is not imported at run time
        return {}
    return {name: f" ({_written(hints[name])})" for name in model.model_fields}


def _written(hint: Any) -> str:
    import inspect
    import re
    import types
    import typing

    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return " | ".join(map(_written, typing.get_args(hint)))
    return "None" if hint is type(None) else re.sub(r"\b(?:\w+\.)+(?=\w)", "", inspect.formatannotation(hint))


class Docstring(str):
    """The `__doc__` of a model: its own docstring, and in `help()` also those of its members."""

    __slots__ = ("_model",)

    def __get__(self, instance: object, owner: "type[BaseModel]") -> str:
        return self._whole(owner)

    def of(self, model: "type[BaseModel]") -> Self:
        """This docstring, for a model."""
        self._model = model
        return self

    def expandtabs(self, tabsize: SupportsIndex = 8) -> str:
        """The whole text. `help()` reads docstrings from the `__dict__` of a class, and calls this method first."""
        return self._whole(self._model).expandtabs(tabsize)

    def _whole(self, model: "type[BaseModel]") -> str:
        import inspect
        import textwrap

        filler = textwrap.TextWrapper(
            116, initial_indent="    ", subsequent_indent=" " * 8, break_on_hyphens=False, break_long_words=False
        )
        documented = members_of(model)
        types = _types_of(model)
        members = [filler.fill(f"{name}{types.get(name, '')}: {words}") for name, words in documented.items()]
        own = inspect.cleandoc(str.__str__(self))
        return "\n".join([own, *(["", "Attributes:", *members] if members else [])])


class MemberSignature:
    """The `__signature__` of a model: its members by our names, with the types that they accept."""

    def __get__(self, instance: object, owner: "type[BaseModel]") -> "inspect.Signature":
        if instance is not None:  # which is not callable
            raise AttributeError("__signature__")
        import inspect
        import typing

        hints: dict[str, Any] = typing.get_type_hints(owner)
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters: list[inspect.Parameter] = []
        for name, field in owner.model_fields.items():
            default = inspect.Parameter.empty if field.is_required() else field.get_default(call_default_factory=True)
            parameters.append(inspect.Parameter(name, keyword, default=default, annotation=hints[name]))
        return inspect.Signature(parameters)
