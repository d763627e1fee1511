"""The program runs. Its times are not checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sesv2kit import ClientConfig, SESv2
from tests.benchmarks import bulk, harness
from tests.unit.support import environment

__all__ = ["environment"]


@pytest.fixture
def client(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SESv2]:
    with harness.server() as url:
        for name, value in harness.surroundings(url).items():
            monkeypatch.setenv(name, value)
        with SESv2(config=ClientConfig(pacing=False)) as one:
            yield one


def test_runs_are_compared(client: SESv2, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ratios = bulk.cpu_ratios(client, str(tmp_path), rounds=2, number=100)
    assert {name: len(each) for name, each in ratios.items()} == dict.fromkeys(ratios, 2)
    assert len(bulk.pace_ratios(client, rounds=2, calls=4)) == 2
    monkeypatch.setattr(bulk, "FEW", 100)
    ratio, grown = bulk.growth(client, 200)
    assert ratio > 0
    assert grown >= 0
