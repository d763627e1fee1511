"""How a run begins, and what it says at its end: what the installed botocore adds to the baseline and to the table of
credential sources, and what was skipped.
"""

import gc
import itertools
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import tests.profiles  # noqa: F401  # pyright: ignore[reportUnusedImport]  # Hypothesis takes its settings from there
from tests import sharing
from tests.conformance import baseline
from tests.tools import aws

TESTS = Path(__file__).parent

GROUPS = {
    "browser": ("playwright", ["docs/test_built_site.py", "emulator/browsing.py", "emulator/test_inbox_browser.py"]),
    "frameworks": (
        "fastapi",
        ["docs/test_django.py", "docs/test_fastapi.py", "docs/test_webhooks.py", "workflows/test_django.py"],
    ),
    "opentelemetry": (
        "opentelemetry.instrumentation",  # fastapi brings other parts of opentelemetry
        ["docs/test_opentelemetry.py", "unit/test_opentelemetry.py"],
    ),
    "recorders": ("vcr", ["unit/test_recorders.py"]),
    "reports": ("matplotlib", ["workflows/test_series_libraries.py"]),
}
"""For each dependency group outside of `dev`: one of its packages, and the test modules that need the group."""


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # of the package around it
        return False


LACKING = {file: group for group, (package, files) in GROUPS.items() if not _is_installed(package) for file in files}

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


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to write no bytecode, keep it in pytest's cache instead of beside the sources.

    Without it each worker compiles the tests in every run, which takes many seconds, and each child process boto3.
    """
    cache = getattr(config, "cache", None)  # there is none with `-p no:cacheprovider`
    if not sys.dont_write_bytecode or cache is None:
        return
    with suppress(OSError):  # there may be nowhere to write
        folder = str(cache.mkdir("bytecode"))
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # of workers and child processes
        os.environ["PYTHONPYCACHEPREFIX"] = folder


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The second worker imports the last modules first, so that in a first run each compiles half of them."""
    if os.environ.get("PYTEST_XDIST_WORKER") != "gw1":
        return
    modules = [path for path in sorted(TESTS.glob("*/test_*.py")) if _is_asked_for(path, session.config)]
    for path in modules[: len(modules) // 2 : -1]:
        # pytest tells at the collection why a module cannot be imported.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests: they stay until the end, and there are many."""
    _spare_the_collector()
    gc.set_threshold(10_000, 10, 10)  # with Python's own it takes a tenth of the time


SPARED_EVERY = 200
"""Tests after which it is spared, too, what these have left in caches: models, clients, services."""

_begun = itertools.count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    if next(_begun) % SPARED_EVERY == 0:
        _spare_the_collector()


def _spare_the_collector() -> None:
    """It otherwise looks through all that stays, again and again: a second each time, in whichever test is running."""
    with warnings.catch_warnings():
        # What earlier tests left open in a cycle would be reported as an error of the test that is next.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> object:
    """Print them below pytest's own summary, where they are the last lines.

    Only this file can: with workers, pytest's own process does not read the conftest.py of the other folders.
    """
    result = yield
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    ran = {getattr(report, "nodeid", "").partition("/test_")[0] for report in reports}
    if "tests/conformance" in ran:
        for service in aws.SERVICES:
            _tell_additions(terminalreporter, service)
    if "tests/unit" in ran:
        from tests.unit import credential_sources

        credential_sources.report(terminalreporter)
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
    return [
        f"tests/{file} was left out: it needs the dependency group {group} (uvx nox -s tests)"
        for file, group in LACKING.items()
        if _is_asked_for(TESTS / file, config)
    ]


def _is_asked_for(path: Path, config: pytest.Config) -> bool:
    """Whether a module is in one of the folders that are run."""
    return any(path.is_relative_to(config.invocation_params.dir / argument) for argument in config.args)


def _reason(report: pytest.TestReport) -> str:
    """Why a test was skipped. pytest keeps it as (file, line, "Skipped: reason")."""
    assert isinstance(report.longrepr, tuple)
    return report.longrepr[2].removeprefix("Skipped: ")
