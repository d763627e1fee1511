"""The code of docs/tenants.md runs, and its table is the code's."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.tenancy import PreflightProblemKind
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "tenants.md").read_text()


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    *blocks, last = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    try:
        for block in blocks:
            exec(block, names)
    finally:
        exec(last, names)  # it closes the local SES, which otherwise would serve the tests after this one
    told = capsys.readouterr().out
    for line in (
        "accepted   create tenant acme",
        "tag tenant acme: plan",
        "configuration-set/news: the tenant may not",
    ):
        assert line in told


def test_every_problem_is_explained() -> None:
    section = PAGE.split("| `problem.kind` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(PreflightProblemKind)
