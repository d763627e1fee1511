"""The code of docs/templates.md runs, prints what the page shows, and its table is the code's."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.templating import Needed
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text()


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    found = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)
    *blocks, (last, _) = found
    shown = 0
    try:
        for block, output in blocks:
            exec(block, names)
            printed = capsys.readouterr().out
            assert printed == output
            shown += bool(output)
    finally:
        exec(last, names)  # it closes the local SES, which otherwise would serve the tests after this one
    assert shown == 5


def test_every_value_is_explained() -> None:
    section = PAGE.split("| `variable.needed` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(Needed)
