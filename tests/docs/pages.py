"""The Python of a page whose blocks are one program, which they run through from the first to the last."""

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
"""A block of Python, and the text right below it: what it prints."""


def page(name: str) -> str:
    """The text of `docs/<name>.md`."""
    return (ROOT / "docs" / f"{name}.md").read_text()


def check_page(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Run the blocks of a page in one namespace, and compare what each prints with what the page shows.

    Returns:
        The namespace.
    """
    names: dict[str, Any] = {"__name__": f"page_{name.replace('-', '_')}"}
    *blocks, (last, _) = BLOCK.findall(page(name))
    try:
        for block, shown in blocks:
            exec(compile(block, f"{name}.md", "exec"), names)
            printed = capsys.readouterr().out
            assert printed == shown, f"this was printed:\n{printed}"
    finally:
        exec(compile(last, f"{name}.md", "exec"), names)  # it closes the local SES, which would serve the next tests
    return names


def rows(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table whose first column has this heading, each as its cells."""
    _, found, table = page(name).partition(f"| {heading} |")
    assert found, f"{name}.md has no table with {heading}"
    lines = table.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]
