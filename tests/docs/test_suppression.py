"""The code of docs/suppression.md runs, and its table is the code's."""

import re
from typing import get_args

import pytest

from sesv2kit.many import ManyOutcome
from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("suppression")


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_page("suppression")
    printed = capsys.readouterr().out
    assert "Bob@mail.example COMPLAINT" in printed
    assert "add     BOUNCE     carol@mail.example" in printed
    assert "accepted 1000 0 None" in printed


def test_every_outcome_is_explained() -> None:
    section = PAGE.split("| `result.outcome` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(ManyOutcome)
