"""The program runs. Its times are not checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sesv2kit import ClientConfig, SESv2
from tests.benchmarks import exporting, harness
from tests.unit.support import environment

__all__ = ["environment"]


@pytest.fixture
def client(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SESv2]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with harness.server() as url, SESv2("us-east-1", endpoint_url=url, config=ClientConfig(pacing=False)) as one:
        yield one


def test_exports_are_compared(client: SESv2, tmp_path: Path) -> None:
    assert min(exporting.ratios(client, str(tmp_path), "jsonl", rounds=2, calls=2)) > 0
    assert exporting.growth(client, str(tmp_path), 10_000) >= 0
    assert list(tmp_path.iterdir()) == []
