"""Numbers of operations, services and classes are printed from the declarations, and never written by hand."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.source import PROJECT
from tests.tools import reference

WORDS = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty dozen hundred"
)
COUNT = re.compile(
    rf"\b(\d+|{WORDS.replace(' ', '|')})\s+([a-z]+\s+)?(operations|services|domains|classes|structures)\b",
    re.IGNORECASE,
)

PRINTED = [PROJECT / "docs" / f"{name}.md" for name in reference.PAGES]
"""Pages that a test compares with the declarations."""


def texts() -> Iterator[Path]:
    """Every page and program, except printed pages and this module."""
    yield PROJECT / "README.md"
    for folder, kind in (("docs", "md"), ("sesv2kit", "py"), ("tests", "py"), ("examples", "py")):
        yield from (path for path in (PROJECT / folder).rglob(f"*.{kind}") if path not in (*PRINTED, Path(__file__)))


def test_nothing_is_counted_by_hand() -> None:
    found = {str(path.relative_to(PROJECT)): match[0] for path in texts() for match in COUNT.finditer(path.read_text())}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("all 116 operations of SES", True),
        ("The account's six operations.", True),
        ("20 paged operations", True),
        ("The API has 356 classes.", True),
        ("one service a domain", False),
        ("the 2 operations' names", True),
        ("two of its operations", False),
    ],
)
def test_a_count_is_seen(text: str, counted: bool) -> None:
    assert bool(COUNT.search(text)) is counted
