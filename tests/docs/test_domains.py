"""The code of docs/domains.md runs, and its tables are the code's."""

import re
from typing import get_args

import pytest

from sesv2kit.domains import RecordPurpose, RecordStatus
from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("domains")


def test_the_code_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesv2kit._workflows.waiting._LONGEST_DELAY", 3600)  # the page waits for 72 hours
    run_page("domains")
    printed = capsys.readouterr().out.splitlines()
    stated = re.findall(r"^# ((?:create|update) .*)$|print\(error\)  # (.*)", PAGE, re.MULTILINE)
    lines = [one or other for one, other in stated]
    assert len(lines) == 3
    assert [line for line in lines if line not in printed] == []


@pytest.mark.parametrize(("heading", "values"), [("purpose", RecordPurpose), ("`status`", RecordStatus)])
def test_every_value_is_explained(heading: str, values: object) -> None:
    section = PAGE.split(f"| {heading} |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(values)
