"""The code of docs/bulk.md runs, and its tables are the code's."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.bulk import BulkOutcome
from sesv2kit.models.sending import BulkEmailEntryResult, BulkEmailStatus
from tests.docs.pages import page, run_page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("bulk")


def test_the_code_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # the page writes people.csv
    run_page("bulk")
    printed = capsys.readouterr().out
    assert "accepted=120" in printed
    assert "1 {'email': 'nobody', 'name': 'Bob'} refused\n" in printed


def test_every_outcome_is_explained() -> None:
    section = PAGE.split("| `result.outcome` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(BulkOutcome)


def test_every_status_is_in_the_table() -> None:
    section = PAGE.split("| status |")[1].split("\n\n")[0]
    rows = {
        status: (what, end.strip("` "))
        for names, what, end in re.findall(r"^\| (`.*?) \| ?(.*?) ?\| (.*?) \|$", section, re.MULTILINE)
        for status in re.findall(r"`(\w+)`", names)
    }
    listed = {*get_args(get_args(BulkEmailStatus)[0]), "CONFIGURATION_SET_NOT_FOUND"}
    assert listed <= rows.keys()
    for status, (what, end) in rows.items():
        result = BulkEmailEntryResult.model_construct(status=status)
        assert result.retryable == (end == "not_tried"), status
        assert ("sent again" in what) == (result.retryable and "QUOTA" not in status)
        assert result.final == (end == "refused"), status
        assert result.accepted == (end == "accepted"), status
