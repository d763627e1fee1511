"""A short soak test; `nox -s soak` runs the long one."""

import pytest

from tests.faults.soak import soak


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python leaves open what a signal interrupts
def test_a_short_soak_keeps_every_promise() -> None:
    counted = soak(calls=800, seconds=60, seed=1)
    assert counted["answered"] > 500
    assert counted["OutcomeUnknownError"] > 10
    assert "left out" not in counted
