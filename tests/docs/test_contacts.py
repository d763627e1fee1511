"""The code of docs/contacts.md runs."""

import pytest

from tests.docs.pages import run_page
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_page("contacts")
    assert '{"emailAddress": "ann@mail.example"' in capsys.readouterr().out
