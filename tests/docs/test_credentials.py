"""The code of docs/credentials.md runs, and its table of sources is that of the tests of all sources."""

import re

import pytest

from tests.docs.pages import check_page, rows
from tests.unit.credential_sources import COVERED
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("credentials", capsys)


def test_every_source_that_is_tested_is_listed() -> None:
    listed = [name for _, names, *_ in rows("credentials", "source") for name in re.findall(r"`(.+?)`", names)]
    assert sorted(listed) == sorted(COVERED)
