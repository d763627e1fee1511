"""Public names: `__all__`, and a docstring for each."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from sesv2kit import testing
from tests.meta.source import Source, docstrings, each, is_for_checkers, sources
from tests.tools import index
from tests.tools.docstrings import below

DECLARATIONS = {"Operation", "PagedOperation", "ParamSpec", "TypeVar", "getLogger"}
"""Calls whose results need no docstring."""


def bound(body: list[ast.stmt]) -> Iterator[str]:
    """The names that a module offers: those that it defines, and those that it imports from the package."""
    for node in body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name
            case ast.ImportFrom(module=str(module)) if module.startswith("sesv2kit"):
                yield from (alias.asname or alias.name for alias in node.names)
            case ast.If() if is_for_checkers(node):
                yield from bound(node.body)
            case _:
                pass


@each(sources)
def test_all(source: Source) -> None:
    if source.name == "django" and find_spec("django") is None:
        return
    module = import_module(f"sesv2kit.{source.name}".rstrip("."))
    if not hasattr(module, "__all__"):
        return
    names: set[str] = {*module.__all__} - {"__version__"}
    assert len(names) == len({*module.__all__} - {"__version__"})
    assert all(hasattr(module, name) for name in names)
    given = {name for name in bound(source.tree.body) if not name.startswith("_")}
    is_package = hasattr(module, "__path__")  # what it imports is what it offers
    assert names == given if is_package else names <= given


def test_index_of_the_models_is_current() -> None:
    module = import_module("sesv2kit.models")
    assert index.index() == Path(f"{module.__file__}").read_text()


def wordless_definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """The public classes, functions and methods without a docstring."""
    for node in body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                # The getter, or the implementation, has the docstring.
                is_variant = any(ast.unparse(mark) in (f"{name}.setter", "overload") for mark in node.decorator_list)
                if not (name.startswith("_") or is_variant):
                    if not ast.get_docstring(node):
                        yield prefix + name
                    if isinstance(node, ast.ClassDef):
                        yield from wordless_definitions(node.body, f"{prefix}{name}.")
            case _:
                pass


def wordless_attributes(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """The public constants, aliases and fields without a docstring below them."""
    documented = dict(below(body))
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from wordless_attributes(node.body, f"{prefix}{name}.")
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                called = node.value.func if isinstance(node.value, ast.Call) else None
                explains_itself = called and ast.unparse(called).rpartition(".")[2] in DECLARATIONS
                if not (name.startswith("_") or name == "model_config" or name in documented or explains_itself):
                    yield prefix + name
            case _:
                pass


@each(sources)
def test_definitions_have_docstrings(source: Source) -> None:
    assert ast.get_docstring(source.tree)
    assert list(wordless_definitions(source.tree.body)) == []


@each(sources)
def test_attributes_have_docstrings(source: Source) -> None:
    names = list(wordless_attributes(source.tree.body))
    if source.area == "testing":  # inside the local SES, only attributes of public classes need docstrings
        names = [name for name in names if name.partition(".")[0] in testing.__all__]
    assert names == []


def test_wordless_names_are_seen() -> None:
    code = "X = 1\nclass A:\n    b: int = 0\n    def c(self): ...\n    def _d(self): ...\nT = TypeVar('T')"
    assert list(wordless_definitions(ast.parse(code).body)) == ["A", "A.c"]
    assert list(wordless_attributes(ast.parse(code).body)) == ["X", "A.b"]


PLACEHOLDER = re.compile(r"(?<!\S)\?(?!\S)")
"""Printed by the scaffold where words are missing."""


@each(sources)
def test_no_placeholder_is_left(source: Source) -> None:
    assert [line for line, text in docstrings(source.tree) if PLACEHOLDER.search(text)] == []


@pytest.mark.parametrize("text", ["?", "Raises:\n    NotFoundError: ?\n", "?\n\nSource: x"])
def test_placeholders_are_seen(text: str) -> None:
    assert PLACEHOLDER.search(text)
