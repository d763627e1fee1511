"""The code of docs/tenants.md runs, and its table is the code's."""

import re
from typing import get_args

import pytest

from sesv2kit.tenancy import PreflightProblemKind
from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("tenants")


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_page("tenants")
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
