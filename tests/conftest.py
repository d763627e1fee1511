"""How a run begins, and what it says at its end: what the installed botocore adds to the baseline, what was skipped."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import tests.profiles  # noqa: F401  # pyright: ignore[reportUnusedImport]  # Hypothesis takes its settings from there
from tests import sharing
from tests.conformance import baseline
from tests.tools import aws

TESTS = Path(__file__).parent

GROUPS = {
    "frameworks": ("fastapi", ["docs/test_fastapi.py", "docs/test_webhooks.py"]),
    "opentelemetry": ("opentelemetry", ["docs/test_opentelemetry.py", "unit/test_opentelemetry.py"]),
    "reports": ("matplotlib", ["workflows/test_series_libraries.py"]),
}
"""For each dependency group outside of `dev`: one of its packages, and the test modules that need the group."""

LACKING = {file: group for group, (package, files) in GROUPS.items() if find_spec(package) is None for file in files}

collect_ignore = [*LACKING]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A worker for each processor where folders are run; none for files and single tests, which end before one starts.

    Returns:
        The number of workers; None: as many as pytest-xdist thinks best.
    """
    asked = [config.invocation_params.dir / argument for argument in config.args]
    return None if all(path.is_dir() for path in asked) else 0


@pytest.fixture(scope="session", autouse=True)
def shared_by_all_clients() -> Iterator[None]:
    """See tests/sharing.py."""
    with sharing.shared():
        yield


@pytest.fixture(scope="session", autouse=True)
def bytecode_of_child_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where Python is told to write no bytecode, each of them would compile boto3 and Pydantic, for a second."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # which all workers of a run share
    with pytest.MonkeyPatch.context() as patch:
        if sys.dont_write_bytecode:
            patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
            patch.setenv("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
        yield


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests: they stay until the end, and there are many."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> object:
    """Print both below pytest's own summary, where they are the last lines."""
    result = yield
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    if any(getattr(report, "nodeid", "").startswith("tests/conformance/") for report in reports):
        for service in aws.SERVICES:
            _tell_additions(terminalreporter, service)
    if not_run := [*_skipped(terminalreporter), *_left_out(terminalreporter.config)]:
        terminalreporter.section("not run")
        terminalreporter.write_line("\n".join(not_run))
    return result


def _tell_additions(terminalreporter: pytest.TerminalReporter, service: str) -> None:
    """Print the additions of the installed botocore, which are not a failure; test_baseline.py refuses removals."""
    recorded, installed = baseline.recorded(), baseline.of_installed()
    if added := baseline.difference(recorded.models[service], installed.models[service]).added:
        terminalreporter.section(f"botocore {installed.botocore} adds to {service} of {recorded.botocore}")
        terminalreporter.write_line("\n".join(added))
        terminalreporter.write_line("`nox -s drift` prints the code to paste for what is new.")


def _skipped(terminalreporter: pytest.TerminalReporter) -> list[str]:
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    return [f"{count} test{'s were' if count > 1 else ' was'} skipped: {reason}" for reason, count in reasons.items()]


def _left_out(config: pytest.Config) -> list[str]:
    asked = [config.invocation_params.dir / argument for argument in config.args]
    return [
        f"tests/{file} was left out: it needs the dependency group {group} (uvx nox -s tests)"
        for file, group in LACKING.items()
        if any((TESTS / file).is_relative_to(path) for path in asked)
    ]


def _reason(report: pytest.TestReport) -> str:
    """Why a test was skipped. pytest keeps it as (file, line, "Skipped: reason")."""
    assert isinstance(report.longrepr, tuple)
    return report.longrepr[2].removeprefix("Skipped: ")
