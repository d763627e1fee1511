"""One test for many small cases: all of them are checked, and all that fail are told, each with its name.

A case of its own costs pytest more than such a check takes.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")

SHOWN = 20
"""How many failures are shown whole."""


def every(cases: Iterable[tuple[str, T]], check: Callable[[T], None]) -> None:
    """Run a check on each case.

    Args:
        cases: Their names and values; there must be some.
        check: It raises where a case is wrong.

    Raises:
        BaseExceptionGroup: What the check raised, with the name of the case as a note.
        AssertionError: There is no case.
    """
    count, failed = 0, dict[str, BaseException]()
    for name, case in cases:
        count += 1
        try:
            check(case)
        except (Exception, pytest.fail.Exception) as error:
            error.add_note(f"Case: {name}")
            failed[name] = error
    assert count, "there is no case"
    if failed:
        raise BaseExceptionGroup(
            f"{len(failed)} of {count} cases fail: {', '.join(failed)}", [*failed.values()][:SHOWN]
        )
