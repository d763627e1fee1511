"""The last lines of a run say which tests were not run, and how to run them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.source import PROJECT

pytestmark = pytest.mark.slow

REDIS = "tests of Redis need redis-server (apt-get install redis-server)"

NEW_PROVIDER = """
import botocore.credentials
from botocore.credentials import CredentialProvider, CredentialResolver

class Passkey(CredentialProvider):
    METHOD = "passkey"

    def load(self):
        return None

real = botocore.credentials.create_credential_resolver
botocore.credentials.create_credential_resolver = lambda *arguments, **settings: CredentialResolver(
    [*real(*arguments, **settings).providers, Passkey()]
)
"""


def ends_with(folder: Path, *arguments: str) -> list[str]:
    """The last lines of pytest on a machine without redis-server, FastAPI, OpenTelemetry and Playwright; the last line
    is the summary."""
    lacking = "sys.modules['fastapi'] = sys.modules['opentelemetry'] = sys.modules['playwright'] = None"
    (folder / "lacking.py").write_text(f"import sys\n\n{lacking}\n")
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
        "tests/docs/test_built_site.py was left out: it needs the dependency group browser (uvx nox -s tests)",
        "tests/docs/test_django.py was left out: it needs the dependency group frameworks (uvx nox -s tests)",
        "tests/docs/test_fastapi.py was left out: it needs the dependency group frameworks (uvx nox -s tests)",
        "tests/docs/test_webhooks.py was left out: it needs the dependency group frameworks (uvx nox -s tests)",
        "tests/docs/test_opentelemetry.py was left out: it needs the dependency group opentelemetry (uvx nox -s tests)",
    ]


def test_one_module_tells_of_no_other(tmp_path: Path) -> None:
    assert ends_with(tmp_path, "tests/docs/test_async.py", "-k", "redis_runs") == [f"1 test was skipped: {REDIS}"]


def test_nothing_is_told_where_nothing_lacks(tmp_path: Path) -> None:
    assert ends_with(tmp_path, "tests/docs/test_readme.py", "-k", "there_are_blocks") == []


def test_a_new_credential_provider_is_told_where_workers_run_the_tests(tmp_path: Path) -> None:
    (tmp_path / "newer.py").write_text(NEW_PROVIDER)
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    # The whole folder is asked for, as by default, but few modules are collected.
    tested = ["tests", *(f"--ignore-glob=tests/*/test_{other}*.py" for other in ("[!r]", "r[!a]")), "-k", "overtaken"]
    command = [sys.executable, "-m", "pytest", "-p", "newer", "-p", "no:cacheprovider", "-q", "-n1", *tested]
    done = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "botocore has credential providers that tests/unit/credential_sources.py lacks" in done.stdout
    assert "passkey" in done.stdout.splitlines()
