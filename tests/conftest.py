"""What a run says at its end: what the installed botocore adds to the baseline, what was skipped, and how to get it."""

from collections import Counter

import pytest

from tests.conformance import baseline
from tests.tools import aws


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> object:
    """Print both below pytest's own summary, where they are the last lines."""
    result = yield
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    if any(getattr(report, "nodeid", "").startswith("tests/conformance/") for report in reports):
        for service in aws.SERVICES:
            _tell_additions(terminalreporter, service)
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("not run")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count} test{'s were' if count > 1 else ' was'} skipped: {reason}")
    return result


def _tell_additions(terminalreporter: pytest.TerminalReporter, service: str) -> None:
    """Additions of the installed botocore are no failure; what it takes back, test_baseline.py refuses."""
    recorded, installed = baseline.recorded(), baseline.of_installed()
    if added := baseline.difference(recorded.models[service], installed.models[service]).added:
        terminalreporter.section(f"botocore {installed.botocore} adds to {service} of {recorded.botocore}")
        terminalreporter.write_line("\n".join(added))
        terminalreporter.write_line("`nox -s drift` prints the code to paste for what is new.")


def _reason(report: pytest.TestReport) -> str:
    """Why a test was skipped. pytest keeps it as (file, line, "Skipped: reason")."""
    assert isinstance(report.longrepr, tuple)
    return report.longrepr[2].removeprefix("Skipped: ")
