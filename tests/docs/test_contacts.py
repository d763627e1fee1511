"""The code of docs/contacts.md runs."""

import re
from pathlib import Path

import pytest

from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "contacts.md").read_text()


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    *blocks, last = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    try:
        for block in blocks:
            exec(block, names)
    finally:
        exec(last, names)  # it closes the local SES, which otherwise would serve the tests after this one
    assert '{"emailAddress": "ann@mail.example"' in capsys.readouterr().out
