"""The program runs. Its times are not checked."""

import pytest

from tests.benchmarks import events


def test_the_record_has_the_size_that_is_stated() -> None:
    assert len(events.bounce()) == events.SIZE


@pytest.mark.parametrize("form", events.forms())
def test_forms_are_compared(form: str) -> None:
    assert min(events.ratios(events.forms()[form], rounds=2, calls=2)) > 0


def test_lines_are_streamed() -> None:
    seconds, kilobytes = events.streamed(200)
    assert seconds > 0
    assert kilobytes >= 0
