"""One date sets the packages that tests run with, and some nox sessions ignore it."""

import contextlib
import functools
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import conftest
from tests.conformance import baseline
from tests.meta.source import PROJECT

SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text())
DATE: str = SETTINGS["tool"]["uv"]["exclude-newer"]
README = (PROJECT / "README.md").read_text()
CI = (PROJECT / ".ci" / "run").read_text()

LIFTED = {"conformance", "drift", "minimums", "newest"}


class Nox:
    """Replaces nox: records what each session installs and runs."""

    def __init__(self) -> None:
        self.options = SimpleNamespace()
        self.sessions: dict[str, Any] = {}
        self.Session = object

    def session(self, function: Any = None, **_: Any) -> Any:
        if function is None:
            return self.session
        self.sessions[function.__name__] = function
        return function

    def parametrize(self, names: str, values: Any) -> Any:
        def first(function: Any) -> Any:
            return functools.wraps(function)(functools.partial(function, **{names: values[0]}))

        return first


class Session:
    """A nox session that does nothing."""

    def __init__(self, *posargs: str) -> None:
        self.posargs = list(posargs)
        self.installed: list[tuple[tuple[str, ...], Any]] = []

    def install(self, *arguments: str, env: Any = None) -> None:
        self.installed.append((arguments, env))

    def run(self, *arguments: str, **_: Any) -> str:
        return f"boto3==1.44.{len(self.installed)}\n"  # each install returns a newer one

    def log(self, message: str) -> None: ...

    def notify(self, target: str) -> None: ...

    def create_tmp(self) -> str:
        return ""

    def chdir(self, path: str) -> contextlib.nullcontext[None]:
        return contextlib.nullcontext()

    def skip(self, message: str) -> None:
        raise AssertionError(message)


@pytest.fixture
def noxfile(monkeypatch: pytest.MonkeyPatch) -> Nox:
    """The sessions of noxfile.py."""
    nox = Nox()
    monkeypatch.setitem(cast("dict[str, Any]", sys.modules), "nox", nox)
    monkeypatch.delenv("UV_EXCLUDE_NEWER", raising=False)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")  # the noxfile sets it if it is not set
    runpy.run_path(str(PROJECT / "noxfile.py"))
    return nox


def lifts(session: Session) -> bool:
    return any("UV_EXCLUDE_NEWER" in (env or {}) for _, env in session.installed)


def test_these_sessions_lift_the_date_and_no_others(noxfile: Nox) -> None:
    found: set[str] = set()
    for name, function in noxfile.sessions.items():
        function(session := Session())
        found |= {name} if lifts(session) else set()
    assert found == LIFTED


def test_a_date_from_outside_is_kept(noxfile: Nox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_EXCLUDE_NEWER", DATE)
    runpy.run_path(str(PROJECT / "noxfile.py"))
    noxfile.sessions["minimums"](session := Session())
    assert [env for _, env in session.installed] == [{"UV_EXCLUDE_NEWER": DATE}]


@pytest.mark.parametrize("name", ["tests", "minimums", "newest"])
def test_these_sessions_leave_out_no_tests(noxfile: Nox, name: str) -> None:
    noxfile.sessions[name](session := Session())
    installed = {argument for arguments, _ in session.installed for argument in arguments}
    assert {f"--group={group}" for group in ("dev", *conftest.GROUPS)} <= installed


def test_groups_are_those_of_the_project() -> None:
    assert conftest.GROUPS.keys() < SETTINGS["dependency-groups"].keys()
    files = [file for _, files in conftest.GROUPS.values() for file in files]
    assert [file for file in files if not (PROJECT / "tests" / file).is_file()] == []
    for package, files in conftest.GROUPS.values():
        users = {
            str(path.relative_to(PROJECT / "tests"))
            for path in (PROJECT / "tests").rglob("*.py")
            if re.search(rf"^(from|import) {package}\b", path.read_text(), re.MULTILINE)
        }
        assert users <= set(files)


def test_the_date_is_a_moment_and_the_readme_has_it() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT00:00:00Z", DATE)  # a date without time would depend on the time zone
    assert set(re.findall(r"--uploaded-prior-to[= ](\S+)", README)) == {DATE}


# .ci/run.


def test_ci_runs_the_readmes_command_first_and_newest_last() -> None:
    (command,) = re.findall(r"^(python3 -m pip install uv && uv run pytest)$", README, re.MULTILINE)
    steps = re.findall(rf"^ *(\({re.escape(command)}\)|dated .*|timeout .*|date=.*)", CI, re.MULTILINE)
    first, date, *sessions, newest = steps
    assert first == f"({command})"
    assert subprocess.check_output(["bash", "-c", f"{date}; echo $date"], cwd=PROJECT, text=True).strip() == DATE
    assert "uvx nox -s newest" in newest
    named = {
        name for step in sessions for name in re.findall(r"(?<= )[a-z]+", step.partition(">")[0].partition("|")[0])
    }
    assert named == {"tests", "lint", "types", "examples", "docs", "release", "minimums", "registry"}


def test_what_ci_runs_once_is_there() -> None:
    (line,) = re.findall(r"^once=.*", CI, re.MULTILINE)
    options = subprocess.check_output(["bash", "-c", f"{line}; echo ${{once[*]}}"], text=True).split()
    ignored = [option.removeprefix("--ignore=") for option in options]
    assert "tests/meta" in ignored
    assert [path for path in ignored if not (PROJECT / path).exists()] == []


STUB = """#!/bin/bash
[[ $* != *newest* ]] || exit {newest}
exit {others}
"""


@pytest.mark.parametrize(
    ("newest", "others", "code", "told"),
    [
        (0, 0, 0, "newest: no failures"),
        (1, 0, 0, "newest: exit code 1, which does not fail this run"),
        (124, 0, 0, "newest: not done after 20 minutes"),
        (0, 1, 1, "failed: one of the sessions before newest"),
    ],
)
def test_newest_fails_no_run(tmp_path: Path, newest: int, others: int, code: int, told: str) -> None:
    for name in ("uv", "uvx", "python3", "redis-server"):
        stub = STUB.format(newest=newest, others=others if name == "uvx" else 0)
        (tmp_path / name).write_text(stub)
        (tmp_path / name).chmod(0o755)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}
    command = ["bash", str(PROJECT / ".ci" / "run")]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, told in done.stdout) == (code, True), done.stdout + done.stderr


# Versions of the real registry.


def resolved(folder: Path, *options: str, date: str | None = None) -> dict[str, str]:
    """The versions that uv chooses for the project in a folder; `date`: UV_EXCLUDE_NEWER, if it is set."""
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv
    environ = {name: value for name, value in os.environ.items() if name != "UV_EXCLUDE_NEWER"}
    environ |= {"UV_EXCLUDE_NEWER": date} if date else {}
    command = [uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version=3.11"]
    command += ["--extra=redis", "--extra=testing"]
    told = subprocess.check_output([*command, *options, "pyproject.toml"], cwd=folder, env=environ, text=True)
    return dict(line.split("==") for line in told.splitlines())


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project like this one, whose date is before the baseline's botocore."""
    text = (PROJECT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(text.replace(f'"{DATE}"', '"2026-10-25T00:00:00Z"'))
    return tmp_path


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.mark.registry
def test_at_the_date_botocore_is_that_of_the_baseline() -> None:
    assert resolved(PROJECT)["botocore"] == baseline.recorded().botocore


@pytest.mark.registry
@pytest.mark.parametrize("options", [(), ("--resolution=lowest-direct",)], ids=["highest", "lowest-direct"])
def test_the_lifted_date_resolves_otherwise(older: Path, noxfile: Nox, options: tuple[str, ...]) -> None:
    noxfile.sessions["minimums"](session := Session())
    ((_, env),) = session.installed
    before, lifted = resolved(older, *options), resolved(older, *options, date=env["UV_EXCLUDE_NEWER"])
    assert before != lifted
    assert all(number(before[name]) <= number(lifted[name]) for name in ("boto3", "botocore", "pydantic"))
