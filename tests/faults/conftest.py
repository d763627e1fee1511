"""The fixtures of tests/unit/support.py, and each test with each sender."""

import pytest

from sesv2kit._boto import sender
from tests.unit.support import clock, each_client, eager_threads, environment

__all__ = ["clock", "each_client", "each_sender", "eager_threads", "environment"]


@pytest.fixture(
    autouse=True, params=["own", pytest.param("botocore", marks=pytest.mark.slow)], ids=["own", "botocores"]
)
def each_sender(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Requests are sent by our own sender, or by botocore's HTTP session."""
    kind: str = request.param
    monkeypatch.setattr(sender, "ENABLED", kind == "own")
    return kind
