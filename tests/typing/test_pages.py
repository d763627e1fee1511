"""What strict mypy and strict pyright say about the code on the pages: readers copy it into strict programs.

The first environment of `nox -s types` has what they import. The one import that it lacks is that of SES's own stubs,
which accepted/ has too.
"""

import ast
import importlib.util
import json
import re
import symtable
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.typing.test_programs import ROOT, output_of

PAGES = [ROOT / "README.md", *sorted(page for page in (ROOT / "docs").rglob("*.md") if page.stem != "contributing")]
"""The block of contributing.md is a part of the package, and is checked there."""

SAVED_AS = re.compile(r"`(\w+)\.py`")
"""In the text above a block: the file that a reader saves it as. Later blocks import it."""


UNKNOWN = {"reportUnknownArgumentType", "reportUnknownMemberType", "reportUnknownVariableType"}
"""What strict pyright reports of boto3's clients, unless the stubs of each service that is used are installed."""


@dataclass
class Block:
    """A block of Python on a page, as a program."""

    where: str
    """Page and number."""

    program: str
    """The blocks above it that bind the names it uses, and the block itself."""

    above: int
    """How many lines of the program are from the blocks above it, where they are checked themselves."""

    module: str | None
    """The module that it is saved as. None: none."""


def _bound(code: str) -> set[str]:
    """The names that a block binds at its top level."""
    found = symtable.symtable(code, "page", "exec").get_symbols()
    return {one.get_name() for one in found if one.is_assigned() or one.is_imported()}


def _used(code: str) -> set[str]:
    """The global names that a block reads and does not bind."""

    def visit(table: symtable.SymbolTable, *, top: bool) -> Iterator[str]:
        for one in table.get_symbols():
            if one.is_referenced() and (top or one.is_global()):
                yield one.get_name()
        for child in table.get_children():
            yield from visit(child, top=False)

    return set(visit(symtable.symtable(code, "page", "exec"), top=True)) - _bound(code)


def _imports(code: str) -> set[str]:
    """The packages that a program imports."""
    found = set[str]()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name.partition(".")[0] for name in found}


def blocks_of(page: Path) -> list[Block]:
    """The programs of a page."""
    text, found = page.read_text(), list[Block]()
    codes: list[str] = []
    end = 0
    for match in re.finditer(r"```python\n(.*?)```", text, re.DOTALL):
        code = match[1]
        needed, wanted = list[str](), _used(code)
        for earlier in reversed(codes):
            if wanted & _bound(earlier):
                needed.insert(0, earlier)
                wanted = (wanted - _bound(earlier)) | _used(earlier)
        saved = SAVED_AS.findall(text[end : match.start()])
        where = f"{page.stem.replace('-', '_')}_{len(codes)}"
        above = "".join(needed)
        found.append(Block(where, above + code, above.count("\n"), saved[-1] if saved else None))
        codes.append(code)
        end = match.end()
    return found


@cache
def blocks() -> list[Block]:
    """The programs of all pages whose imports are installed, or are blocks themselves."""
    found = [block for page in PAGES for block in blocks_of(page)]
    there = {block.module for block in found} | {path.name for path in (ROOT / "examples").iterdir()}
    return [
        block
        for block in found
        if all(name in there or importlib.util.find_spec(name) for name in _imports(block.program))
    ]


def written(folder: Path) -> dict[str, Block]:
    """The blocks by the names of their files. Blocks with a module's name are also modules that others import."""
    files: dict[str, Block] = {}
    for block in blocks():
        path = folder / f"page_{block.where}.py"
        path.write_text(block.program)
        files[path.name] = block
        if block.module is not None:
            (folder / f"{block.module}.py").write_text(block.program)
    return files


def check_installed(checker: str) -> None:
    for needed in (checker, "cryptography", "fastapi"):  # of the groups types, dev and frameworks
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed: `nox -s types` brings it")


def told(files: dict[str, Block], errors: Iterator[tuple[str, int, str]]) -> list[str]:
    """The errors in the blocks themselves, as page, line of the block, and message.

    A file is told by its name: mypy's cache remembers the folder of an earlier run.
    """
    named = ((files[Path(path).name], line, message) for path, line, message in errors if Path(path).name in files)
    return [f"{one.where}, line {line - one.above}: {message}" for one, line, message in named if line > one.above]


def uses_boto3(files: dict[str, Block], path: str) -> bool:
    block = files.get(Path(path).name)
    return block is not None and "boto3" in _imports(block.program)


def test_code_on_the_pages_passes_strict_mypy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_installed("mypy")
    files = written(tmp_path)
    monkeypatch.setenv("MYPYPATH", f"{tmp_path}:{ROOT / 'examples'}")
    untyped = [f"--disable-error-code={code}" for code in ("import-untyped", "no-untyped-call")]  # of other packages
    paths = [str(tmp_path / name) for name in files]
    output = output_of("mypy", "--strict", *untyped, "--output=json", "--config-file=", *paths)
    found = [json.loads(line) for line in output.splitlines() if line]
    errors = ((one["file"], one["line"], one["message"]) for one in found if one["severity"] == "error")
    assert told(files, errors) == []


def test_code_on_the_pages_passes_strict_pyright(tmp_path: Path) -> None:
    check_installed("pyright")
    files = written(tmp_path)
    settings = {
        "include": ["."],
        "extraPaths": [str(ROOT), str(ROOT / "examples")],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "reportMissingTypeStubs": False,
        "reportUnusedImport": False,  # the first block imports what later ones use
        "reportUnusedVariable": False,
        "reportTypedDictNotRequiredAccess": False,  # only boto3's responses are such mappings
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    output = output_of("pyright", "--outputjson", f"--pythonpath={sys.executable}", f"--project={tmp_path}")
    found: list[dict[str, Any]] = json.loads(output)["generalDiagnostics"]
    errors = (
        (one["file"], one["range"]["start"]["line"] + 1, one["message"])
        for one in found
        if one["severity"] == "error" and not (one.get("rule") in UNKNOWN and uses_boto3(files, one["file"]))
    )
    assert told(files, errors) == []
