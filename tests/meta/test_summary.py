"""The last lines of a run say which tests were not run, and how to run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.source import PROJECT

pytestmark = pytest.mark.slow

REDIS = "the tests of the shared limiter need redis-server (apt-get install redis-server)"


def ends_with(folder: Path, *arguments: str) -> list[str]:
    """The last lines of pytest on a machine without redis-server, FastAPI and OpenTelemetry; the last line is the
    summary."""
    (folder / "lacking.py").write_text("import sys\n\nsys.modules['fastapi'] = sys.modules['opentelemetry'] = None\n")
    environ = {**os.environ, "PATH": str(folder), "PYTHONPATH": str(folder)}
    environ.pop("REQUIRE_REDIS", None)
    command = [sys.executable, "-m", "pytest", "-p", "lacking", "-p", "no:cacheprovider", "-q", "-n0", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    *_, end = done.stdout.split(" not run ")
    return end.splitlines()[1:-1]


def test_what_is_skipped_or_left_out_is_told(tmp_path: Path) -> None:
    assert ends_with(tmp_path, "tests/docs", "-k", "redis_runs") == [
        f"2 tests were skipped: {REDIS}",
        "tests/docs/test_fastapi.py was left out: it needs the dependency group frameworks (uvx nox -s tests)",
        "tests/docs/test_webhooks.py was left out: it needs the dependency group frameworks (uvx nox -s tests)",
        "tests/docs/test_opentelemetry.py was left out: it needs the dependency group opentelemetry (uvx nox -s tests)",
    ]


def test_one_module_tells_of_no_other(tmp_path: Path) -> None:
    assert ends_with(tmp_path, "tests/docs/test_async.py", "-k", "redis_runs") == [f"1 test was skipped: {REDIS}"]


def test_nothing_is_told_where_nothing_lacks(tmp_path: Path) -> None:
    assert ends_with(tmp_path, "tests/docs/test_readme.py", "-k", "there_are_blocks") == []
