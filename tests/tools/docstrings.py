"""The text of docstrings, including those under attributes, which Python discards."""

import ast
import inspect
import re
from functools import cache
from types import ModuleType

from sesv2kit.shapes.words import attribute_docs, below

__all__ = ["attribute_docs", "below", "defined_names", "one_line", "section"]


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
