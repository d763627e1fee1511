"""The program runs. Its times are not checked."""

import pytest

from tests.benchmarks import cold

pytestmark = pytest.mark.slow


def test_the_parts_of_a_start_are_shown() -> None:
    found = cold.compare(rounds=1)
    assert set(found) == {"boto3", "sesv2kit"}
    for runs in found.values():
        assert min(runs[0]["steps"].values()) > 0
        inside = sum(runs[0]["parts"].values()), sum(runs[0]["steps"].values())
        assert inside[0] == pytest.approx(inside[1], rel=0.02)  # every part is in the table
    shown = cold.tables(found)
    assert all(f"| {title} |" in shown for title in (*cold.PARTS, *cold.PREPARED))
