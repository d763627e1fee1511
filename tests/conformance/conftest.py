"""What the installed botocore has and the baseline lacks is said at the end of the run; it is no failure."""

import pytest

from tests.conformance import baseline
from tests.tools import aws


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    recorded, installed = baseline.recorded(), baseline.of_installed()
    for service in aws.SERVICES:
        if added := baseline.difference(recorded.models[service], installed.models[service]).added:
            title = f"botocore {installed.botocore} adds to {service} of {recorded.botocore}: see tests.tools.drift"
            terminalreporter.section(title)
            terminalreporter.write_line("\n".join(added))
