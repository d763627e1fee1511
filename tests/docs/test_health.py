"""The code of docs/health.md runs, and its table is the code's."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.health import FindingKind, Severity
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "health.md").read_text()


def test_the_code_runs_and_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    *blocks, last = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    try:
        for block in blocks:
            exec(block, names)
    finally:
        exec(last, names)  # it closes the local SES, which otherwise would serve the tests after this one
    [shown] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert capsys.readouterr().out == shown


def test_every_kind_is_in_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", PAGE, re.MULTILINE)
    assert tuple(kind for kind, _ in rows) == get_args(FindingKind)
    assert {word for _, severities in rows for word in severities.split(", ")} == {*get_args(Severity)}
