"""The code of docs/suppression.md runs, and its table is the code's."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.many import ManyOutcome
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "suppression.md").read_text()


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    *blocks, last = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    try:
        for block in blocks:
            exec(block, names)
    finally:
        exec(last, names)  # it closes the local SES, which otherwise would serve the tests after this one
    printed = capsys.readouterr().out
    assert "Bob@mail.example COMPLAINT" in printed
    assert "add     BOUNCE     carol@mail.example" in printed
    assert "accepted 1000 0 None" in printed


def test_every_outcome_is_explained() -> None:
    section = PAGE.split("| `result.outcome` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(ManyOutcome)
