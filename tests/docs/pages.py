"""The Python of a page whose blocks are one program, which they run through from the first to the last."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
"""A block of Python, and the text right below it: what it prints."""


def page(name: str) -> str:
    """The text of `docs/<name>.md`."""
    return (ROOT / "docs" / f"{name}.md").read_text()


def run_page(name: str, after_each: Callable[[str], None] = lambda shown: None, *, first: int = 0) -> dict[str, Any]:
    """Run the blocks of a page in one namespace.

    Args:
        name: The page.
        after_each: Called after each block but the last, with the output that the page shows below it.
        first: The block to begin with. Those before it are programs of their own.

    Returns:
        The namespace.
    """
    names: dict[str, Any] = {"__name__": f"page_{name}"}
    *blocks, (last, _) = BLOCK.findall(page(name))[first:]
    try:
        for block, shown in blocks:
            exec(compile(block, f"{name}.md", "exec"), names)
            after_each(shown)
    finally:
        exec(compile(last, f"{name}.md", "exec"), names)  # it closes the local SES, which would serve the next tests
    return names


def check_page(name: str, capsys: pytest.CaptureFixture[str], *, first: int = 0) -> dict[str, Any]:
    """Run the blocks of a page, and compare what each prints with what the page shows. Returns their namespace."""

    def compare(shown: str) -> None:
        printed = capsys.readouterr().out
        assert printed == shown, f"this was printed:\n{printed}"

    return run_page(name, compare, first=first)


def rows(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table whose first column has this heading, each as its cells."""
    _, found, table = page(name).partition(f"| {heading} |")
    assert found, f"{name}.md has no table with {heading}"
    lines = table.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]
