"""The program runs. Its times are not checked."""

import pytest

from tests.benchmarks import at_once

pytestmark = pytest.mark.slow


def test_calls_at_once_are_compared() -> None:
    for ratios in at_once.compare(connections=4, calls=8, rounds=2):
        assert len(ratios) == 2
        assert min(ratios) > 0


def test_the_longest_block_is_measured() -> None:
    blocks = at_once.longest_blocks(pages=2)
    assert len(blocks) == 3
    assert min(blocks) >= 0
