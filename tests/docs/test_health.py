"""The code of docs/health.md runs, and its table is the code's."""

import re
from typing import get_args

import pytest

from sesv2kit.health import FindingKind, Severity
from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("health")


def test_the_code_runs_and_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    run_page("health")
    [shown] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert capsys.readouterr().out == shown


def test_every_kind_is_in_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", PAGE, re.MULTILINE)
    assert tuple(kind for kind, _ in rows) == get_args(FindingKind)
    assert {word for _, severities in rows for word in severities.split(", ")} == {*get_args(Severity)}
