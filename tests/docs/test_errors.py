"""The code of docs/errors.md runs, and its tables list every error class once, with its base."""

import re

import pytest

from sesv2kit import errors
from tests.docs.pages import check_page, page
from tests.unit.support import environment

__all__ = ["environment"]

ROWS = re.findall(r"^\| `(\w+Error)` \| `(\w+)` \| (.*) \| (.*) \| (.*) \|$", page("errors"), re.MULTILINE)
CLASSES = {
    name: one
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.SESv2Error) and not name.startswith("_")
}


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("errors", capsys)


def test_every_class_is_listed_once_with_its_base() -> None:
    assert sorted((name, base) for name, base, *_ in ROWS) == sorted(
        (name, one.__bases__[0].__name__) for name, one in CLASSES.items()
    )


def test_a_class_that_is_a_builtin_error_too_says_so() -> None:
    builtin = (ValueError, AttributeError, TimeoutError)
    said = {name: re.findall(r"also an? `(\w+)`", when) for name, _, when, *_ in ROWS}
    assert said == {
        name: [base.__name__ for base in builtin if base in one.__bases__]
        + ["ClientError"] * (one is errors.ServiceError)
        for name, one in CLASSES.items()
    }


def test_it_says_whether_anything_was_sent() -> None:
    assert {sent for *_, sent in ROWS} == {"no", "refused", "maybe", "see below", "-"}
    bases = {base for _, base, *_ in ROWS}
    for name, _, _, _, sent in ROWS:
        if sent == "see below":
            assert name in bases
        if issubclass(CLASSES[name], errors.ServiceError) and name not in ("ServiceError", "InternalServiceError"):
            assert sent == "refused"
