"""docs/performance.md was printed by the current benchmarks."""

import pytest

from tests.benchmarks.cases import CASES, Case, Start
from tests.benchmarks.report import BEGIN, CHART, COMPARED, END, PAGE, TITLES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_case_is_in_table_and_chart(case: Case | Start) -> None:
    printed = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    assert f"| {case.title} | " in printed, "nox -s bench prints it"
    assert f">{case.title}</text>" in CHART.read_text()


def test_peers_are_named() -> None:
    assert all(f"| {TITLES[key]} |" in PAGE.read_text() for key in COMPARED)
