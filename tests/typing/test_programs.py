"""What strict mypy and strict pyright report for programs that use the SDK.

The programs of accepted/ have no error; those of rejected/ have one on every line marked `# wrong`, and nowhere else.
This holds with and without stubs for boto3; `nox -s types` runs these tests in each environment. A program that needs a
distribution says so: `# needs redis`.
"""

import functools
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = sorted(path.relative_to(HERE) for path in HERE.glob("*ed/*.py"))

Errors = dict[Path, dict[int, str]]
"""By program: the lines with an error, and the message for each."""


def output_of(*command: str) -> str:
    """The output of a checker. Its exit code says only whether there are errors."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def is_installed(distribution: str) -> bool:
    """Whether the distribution is installed. Stubs cannot be imported as modules."""
    return any(importlib.metadata.distributions(name=distribution))


@functools.cache
def mypy() -> Errors:
    """The errors of mypy."""
    found: Errors = {}
    paths = [str(HERE / path) for path in PROGRAMS]
    # That boto3 has no types of its own is an error of mypy's in every program that imports it.
    options = ["--strict", "--disable-error-code=import-untyped", "--output=json"]
    for line in output_of("mypy", *options, *paths).splitlines():
        told = json.loads(line)
        if told["severity"] == "error":
            found.setdefault(ROOT / told["file"], {})[told["line"]] = told["message"]
    return found


@functools.cache
def pyright() -> Errors:
    """The errors of pyright."""
    found: Errors = {}
    told = json.loads(output_of("pyright", "--outputjson", f"--pythonpath={sys.executable}", f"--project={HERE}"))
    for one in told["generalDiagnostics"]:
        if one["severity"] == "error":
            found.setdefault(Path(one["file"]), {})[one["range"]["start"]["line"] + 1] = one["message"]
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_errors_are_on_the_marked_lines(checker: str, program: Path) -> None:
    if importlib.util.find_spec(checker) is None:
        pytest.skip("not installed: `nox -s types` brings it")
    text = (HERE / program).read_text()
    for needed in re.findall("(?m)^# needs (.+)$", text):
        if not is_installed(needed):
            pytest.skip(f"{needed} is not installed")
    errors = mypy() if checker == "mypy" else pyright()
    lines = text.splitlines()
    marked = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert bool(marked) == (program.parts[0] == "rejected")
    found = errors.get(HERE / program, {})
    assert {number: found[number] for number in found.keys() - marked} == {}, "errors in right lines"
    assert [lines[number - 1] for number in sorted(marked - found.keys())] == [], "wrong lines without an error"


def test_programs_are_found() -> None:
    assert {path.parts[0] for path in PROGRAMS} == {"accepted", "rejected"}
