"""The code of docs/security.md runs and prints what the page shows."""

import pytest

from tests.docs.pages import check_page
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("security", capsys)
