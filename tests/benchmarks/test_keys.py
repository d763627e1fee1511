"""The program runs. Its times are not checked; how often it waits for the disk is."""

import pytest

from tests.benchmarks import keys

pytestmark = pytest.mark.slow


def test_the_cost_of_keys_is_compared() -> None:
    for ratios in keys.compare(calls=1, rounds=2).values():
        assert len(ratios) == 2
        assert min(ratios) > 0


def test_a_batch_waits_for_the_disk_once() -> None:
    waits = keys.syncs()
    if waits is None:
        pytest.skip("strace is not here, or may not trace")
    assert waits == 1
