"""The code of docs/templates.md runs, prints what the page shows, and its table is the code's."""

import re
from typing import get_args

import pytest

from sesv2kit.templating import Needed
from tests.docs.pages import BLOCK, check_page, page
from tests.unit.support import environment

__all__ = ["environment"]

PAGE = page("templates")


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("templates", capsys)
    assert sum(bool(shown) for _, shown in BLOCK.findall(PAGE)) == 5


def test_every_value_is_explained() -> None:
    section = PAGE.split("| `variable.needed` |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == get_args(Needed)
