"""The code of docs/pagination.md runs, and its table of page sizes is that of the models."""

from typing import Any

import pytest
from pydantic import ValidationError

from sesv2kit import catalog
from sesv2kit.operation import PagedOperation
from tests.docs.pages import check_page, rows
from tests.tools import reference
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs_and_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_page("pagination", capsys)


def is_taken(operation: PagedOperation[Any, Any, Any], page_size: int) -> bool:
    try:
        operation.request.model_validate({"page_size": page_size})
    except ValidationError as error:
        return all("page_size" not in problem["loc"] for problem in error.errors())
    return True


def bounds(operation: PagedOperation[Any, Any, Any]) -> str:
    least = next(size for size in (0, 1) if is_taken(operation, size))
    if is_taken(operation, 10**9):
        return f"at least {least}"
    most = next(size for size in range(2000, 0, -1) if is_taken(operation, size))
    return f"{least} to {most}"


def test_the_page_sizes_are_those_of_the_models() -> None:
    paged = [one for one in catalog.operations().values() if isinstance(one, PagedOperation)]
    told = {method.strip("`"): size for method, size in rows("pagination", "method")}
    assert told == {f"{reference.domain(one)}.{one.method}": bounds(one) for one in paged}
    assert list(told) == sorted(told)
