"""The fixtures of tests/unit/support.py. Each test runs with both senders."""

import pytest

from tests.unit.support import clock, each_client, each_sender, eager_threads, environment

__all__ = ["both_senders", "clock", "each_client", "each_sender", "eager_threads", "environment"]


@pytest.fixture(autouse=True)
def both_senders(each_sender: str) -> str:
    """See `each_sender`."""
    return each_sender
