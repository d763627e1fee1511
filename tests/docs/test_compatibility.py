"""The code of docs/compatibility.md runs, and its tables are those of pyproject.toml."""

import re
import tomllib

import pytest

from tests.docs.pages import ROOT, check_page, page, rows
from tests.docs.test_site import INSIDE
from tests.unit.support import environment

__all__ = ["environment"]

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("compatibility", capsys)


def test_the_floors_are_those_of_the_project() -> None:
    needed = dict(one.split(">=") for one in PROJECT["dependencies"])
    python = PROJECT["requires-python"].removeprefix(">=")
    assert {what: least for what, least, _ in rows("compatibility", "what")} == {"Python": python, **needed}
    tested = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert f"on {', '.join(tested[:-1])} and {tested[-1]} |" in page("compatibility")


def test_modules_that_are_not_public_are_those_that_the_reference_leaves_out() -> None:
    (named,) = re.findall(r"in spite\s+of their names: (.*?)\. They will", page("compatibility"), re.DOTALL)
    inside = {f"{package}.{module}" for package, modules in INSIDE.items() for module in modules}
    assert set(re.findall(r"`([\w.]+)`", named)) == inside


def test_every_extra_is_listed() -> None:
    listed = [name for names, _ in rows("compatibility", "extra") for name in re.findall(r"`(\w+)`", names)]
    assert sorted(listed) == sorted(PROJECT["optional-dependencies"])
