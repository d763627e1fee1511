"""Every case runs. Its times are not checked."""

import importlib
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.benchmarks import harness, report
from tests.benchmarks.cases import CASES, PEERS, Case, Start

EVERY_METHOD = """
import asyncio, importlib, inspect, sys

url, *calls = sys.argv[1:]
peers = {}
for call in calls:
    key, method = call.split(".")
    if key not in peers:
        peers[key] = importlib.import_module(f"tests.benchmarks.peers.{key}").Peer(url)
    answer = getattr(peers[key], method)()
    if inspect.iscoroutine(answer):
        asyncio.run(answer)
"""

METHODS = sorted({f"{key}.{case.key}" for case in CASES if isinstance(case, Case) for key in case.peers})
AT_HAND = {peer.key for peer in PEERS if peer.requirement is None}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with harness.server() as url:
        yield url


@pytest.mark.parametrize("call", METHODS)
def test_peer_has_the_method(call: str) -> None:
    key, _, method = call.partition(".")
    assert callable(getattr(importlib.import_module(f"tests.benchmarks.peers.{key}").Peer, method))


@pytest.mark.slow
def test_every_method_runs(url: str) -> None:
    calls = [call for call in METHODS if call.partition(".")[0] in AT_HAND]
    with harness.process(sys.executable, "-c", EVERY_METHOD, url, *calls) as one:
        pass
    assert one.returncode == 0


def result(*ours: float) -> harness.Result:
    return harness.Result(CASES[0], {"plain": [1.0] * len(ours), "ours": ours})


STEADY, WIDE, WIDER = result(0.7, 0.71, 0.72, 0.7), result(0.6, 0.7, 0.8, 0.7), result(0.5, 0.7, 0.9, 0.7)


@pytest.mark.parametrize(
    ("measured", "taken", "repeats"),
    [([STEADY], STEADY, 0), ([WIDE, STEADY], STEADY, 1), ([WIDER, WIDE, WIDER], WIDE, 2)],
)
def test_a_case_is_repeated_while_its_ratios_differ_too_much(
    measured: list[harness.Result], taken: harness.Result, repeats: int
) -> None:
    left = iter(measured)
    assert harness.steadily(lambda: next(left)) == replace(taken, repeats=repeats)
    assert next(left, None) is None


def test_a_repeated_case_tells_it() -> None:
    assert "measured" not in report.text(STEADY)
    assert "measured 2 times" in report.text(replace(STEADY, repeats=1))
    assert "and they still do" in report.text(replace(WIDE, repeats=2))


def test_noise_is_how_much_the_same_work_differs() -> None:
    times = iter([1.0, 2.0, 3.0] * 10)
    assert harness.noise(lambda: next(times)) == harness.Ratio(0.5, 1.0, 1.5)
    assert "0.50 to 1.50 of its median" in report.noise_text(harness.Ratio(0.5, 1.0, 1.5))


@pytest.mark.slow
def test_results_are_measured_and_shown() -> None:
    walk, start = (next(case for case in CASES if case.key == key) for key in ("walk", "import"))
    assert isinstance(walk, Case)
    assert isinstance(start, Start)
    pythons: dict[str, str] = dict.fromkeys(("plain", "ours", "floor"), sys.executable)
    results = [harness.measure(case, pythons, rounds=2) for case in (replace(walk, calls=1), start)]
    assert [[*result.seconds] for result in results] == [["plain", "ours", "floor"], ["plain", "ours"]]
    assert [[*result.growth] for result in results] == [["plain", "ours", "floor"], []]
    for result in results:
        assert all(seconds > 0 for each in result.seconds.values() for seconds in each)
        assert f"of {report.TITLES['plain']}" in report.text(result)
        assert f"| {result.case.title} | - |" in report.tables(results)  # one peer was left out
        assert result.case.title in "".join(ET.fromstring(report.chart(results)).itertext())
