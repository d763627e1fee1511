"""A short soak; `nox -s soak` is the long one."""

from tests.faults.soak import soak


def test_a_short_soak_keeps_every_promise() -> None:
    counted = soak(calls=800, seconds=60, seed=1)
    assert counted["answered"] > 500
    assert counted["OutcomeUnknownError"] > 10
    assert "left out" not in counted
