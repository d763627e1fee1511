"""docs/examples.md lists every example with the first line of its docstring, and each file is short."""

import ast
from pathlib import Path

from tests.docs.pages import ROOT, rows

EXAMPLES = ROOT / "examples"


def shown(name: str) -> str:
    """What an example says that it shows."""
    files = [EXAMPLES / name, EXAMPLES / name / "__init__.py", EXAMPLES / name / "test_shop.py"]
    text = ast.get_docstring(ast.parse(next(path for path in files if path.is_file()).read_text()))
    assert text is not None
    return text.splitlines()[0]


def test_every_example_is_listed_with_what_it_shows() -> None:
    names = {
        path.name for path in EXAMPLES.iterdir() if path.name != "support" and not path.name.startswith(("_", "."))
    }
    listed = {link.partition("](")[0].lstrip("["): words for link, words in rows("examples", "program")}
    assert listed == {name: shown(name) for name in names}


def test_an_example_has_fewer_than_eighty_lines() -> None:
    def lines(path: Path) -> int:
        return len(path.read_text().splitlines())

    assert {path.name: lines(path) for path in EXAMPLES.rglob("*.py") if lines(path) >= 80} == {}
