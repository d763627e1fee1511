"""The text of docstrings, including those under attributes, which Python discards."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from types import ModuleType


@cache
def attribute_docs(module: ModuleType) -> dict[str, dict[str, str]]:
    """By class and attribute: its docstring, on one line. "" has the module-level names."""
    tree = ast.parse(inspect.getsource(module))
    found = {"": dict(below(tree.body))}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = dict(below(node.body))
    return {owner: {name: one_line(words) for name, words in docs.items()} for owner, docs in found.items()}


def below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The names assigned in a body that have a docstring under them, and that docstring."""
    for statement, after in pairwise(body):
        match statement, after:
            case (
                ast.AnnAssign(target=target) | ast.Assign(targets=[target]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield ast.unparse(target).removeprefix("self."), words
            case _:
                pass


@cache
def section(docstring: str, heading: str) -> dict[str, str]:
    """The entries under `Args:` or `Raises:` of a docstring, each on one line."""
    found = re.search(rf"^{heading}:\n((?: .*\n|\n)*)", inspect.cleandoc(docstring) + "\n", re.MULTILINE)
    entries = re.findall(r"^ {4}(\w+): ((?:.*\n)(?: {5,}.*\n)*)", found[1] if found else "", re.MULTILINE)
    return {name: one_line(words) for name, words in entries}


def one_line(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def defined_names(module: ModuleType) -> list[str]:
    """The classes and the assigned names that a module itself defines at its top level."""
    names: list[str] = []
    for node in ast.parse(inspect.getsource(module)).body:
        match node:
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.append(name)
            case _:
                pass
    return names
