"""A short soak test; `nox -s soak` runs the long one."""

import gc
from collections.abc import Iterator

import pytest

from tests.faults.soak import soak


@pytest.fixture
def no_callbacks_of_the_garbage_collector() -> Iterator[None]:
    """Hypothesis measures the collector in one. Python drops what a signal handler raises in it, and warns."""
    callbacks = [*gc.callbacks]
    gc.callbacks.clear()
    yield
    gc.callbacks.extend(callbacks)


@pytest.mark.slow
@pytest.mark.usefixtures("no_callbacks_of_the_garbage_collector")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a signal interrupts a finalizer
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python leaves open what a signal interrupts
def test_a_short_soak_keeps_every_promise() -> None:
    counted = soak(calls=800, seconds=300, seed=1)
    assert counted["answered"] > 500
    assert counted["OutcomeUnknownError"] > 10
    assert "left out" not in counted
