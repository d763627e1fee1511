"""The fixtures of tests/unit/support.py, and a report on credential providers at the end of a run."""

import pytest

from tests.unit import credential_sources
from tests.unit.support import clock, each_client, each_sender, eager_threads, environment

__all__ = ["clock", "each_client", "each_sender", "eager_threads", "environment"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    credential_sources.report(terminalreporter)
