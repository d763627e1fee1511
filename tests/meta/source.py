"""The parsed source files of the package."""

import ast
import gc
import tokenize
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.every import every

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """One module of the package."""

    name: str
    """Its name below `sesv2kit`: `models.tenants`; the package itself is ""."""
    tree: ast.Module
    path: Path

    @property
    def area(self) -> str:
        """The first part of its name."""
        return self.name.partition(".")[0]


def parsed(paths: Iterable[Path]) -> Iterator[tuple[Path, ast.Module]]:
    """Files with their syntax trees, which the garbage collector is spared: it would look through all of them."""
    gc.disable()
    try:
        for path in paths:
            yield path, ast.parse(path.read_text(), filename=str(path))
    finally:
        gc.freeze()
        gc.enable()


@cache
def sources() -> tuple[Source, ...]:
    """All modules of the package."""
    package = PROJECT / "sesv2kit"
    found: list[Source] = []
    for path, tree in parsed(sorted(package.rglob("*.py"))):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found.append(Source(name, tree, path))
    return tuple(found)


def shipped() -> list[Source]:
    """The modules of the client, without the local SES."""
    return [source for source in sources() if source.area != "testing"]


def each(modules: Callable[[], Sequence[Source]]) -> Callable[[Callable[[Source], None]], Callable[[], None]]:
    """The test that runs a check on each module; they are parsed when it runs, not when tests are collected."""

    def mark(check: Callable[[Source], None]) -> Callable[[], None]:
        def test() -> None:
            every(((source.name or "sesv2kit", source) for source in modules()), check)

        test.__doc__ = check.__doc__
        return test

    return mark


def imports(nodes: list[ast.stmt] | ast.AST) -> Iterator[str]:
    """The full names of all imports inside."""
    for top in nodes if isinstance(nodes, list) else [nodes]:
        for node in ast.walk(top):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def eager(tree: ast.Module) -> list[ast.stmt]:
    """The statements that run when the module is imported."""
    return [node for node in tree.body if not is_for_checkers(node) and not isinstance(node, _LATER)]


_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_for_checkers(node: ast.AST) -> bool:
    """Whether only type checkers see the block."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every docstring with its line: of modules, classes, functions and attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text
            case _:
                pass


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Every comment with its line."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of several words with its line: docstrings, messages, and the fixed parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value
