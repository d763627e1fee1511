"""Plans of changes: what they print, and what becomes of each change when they are applied."""

import asyncio

import pytest

from sesv2kit import AsyncPlan, ChangeResult, Plan
from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    AuthenticationError,
    BadRequestError,
    ConcurrentModificationError,
    ConnectError,
    CredentialsError,
    InternalServiceError,
    NoResponseError,
    Problem,
    RequestInvalidError,
    ServiceError,
)

OF_SERVICE: dict[type[ServiceError], int] = {
    AccessDeniedError: 403,
    ApiRateExceededError: 429,
    AuthenticationError: 403,
    BadRequestError: 400,
    ConcurrentModificationError: 500,
    InternalServiceError: 500,
}


def of_service(kind: type[ServiceError]) -> ServiceError:
    return kind("no", operation="CreateEmailTemplate", code=kind.__name__, status=OF_SERVICE[kind])


def plan(errors: dict[str, BaseException], made: list[str], changes: str = "abc") -> Plan[str]:
    async def make(change: str) -> None:
        if change in errors:
            raise errors[change]
        made.append(change)

    return Plan(tuple(changes), make)


def test_a_plan_is_printed_and_makes_nothing_before_apply() -> None:
    made: list[str] = []
    found = plan({}, made)
    assert (str(found), found.is_empty, made) == ("a\nb\nc", False, [])
    assert repr(found) == "Plan(changes=('a', 'b', 'c'))"
    assert found == plan({}, [])
    assert found.apply().accepted == ("a", "b", "c")
    assert made == ["a", "b", "c"]


def test_an_empty_plan() -> None:
    found = plan({}, [], "")
    assert (str(found), found.is_empty) == ("no changes", True)
    result = found.apply()
    assert (result.results, str(result)) == ((), "no changes")
    result.raise_for_failures()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (of_service(BadRequestError), "refused"),
        (RequestInvalidError("create", [Problem("x", "is wrong", "y")]), "refused"),
        (of_service(ConcurrentModificationError), "refused"),
        (of_service(ApiRateExceededError), "not_tried"),
        (of_service(InternalServiceError), "unknown"),
        (NoResponseError("lost", operation="X"), "unknown"),
    ],
)
def test_an_error_of_one_change_leaves_the_others(error: Exception, outcome: str) -> None:
    made: list[str] = []
    result = plan({"b": error}, made).apply()
    assert [one.outcome for one in result.results] == ["accepted", outcome, "accepted"]
    assert (made, result.error) == (["a", "c"], None)
    assert result.failed == (ChangeResult("b", result.results[1].outcome, error),)
    with pytest.raises(type(error)):
        result.raise_for_failures()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (of_service(AccessDeniedError), "refused"),
        (of_service(AuthenticationError), "refused"),
        (CredentialsError("none"), "not_tried"),
        (ConnectError("down", operation="X"), "not_tried"),
        (ZeroDivisionError("a defect"), "unknown"),
    ],
)
def test_an_error_that_would_meet_every_change_ends_the_work(error: Exception, outcome: str) -> None:
    made: list[str] = []
    result = plan({"b": error}, made).apply()
    assert [one.outcome for one in result.results] == ["accepted", outcome, "not_tried"]
    assert (made, result.error) == (["a"], error)
    assert result.results[2].error is None
    with pytest.raises(type(error)):
        result.raise_for_failures()


def test_the_result_is_printed_with_the_kind_of_error() -> None:
    result = plan({"b": of_service(BadRequestError)}, []).apply()
    assert str(result) == "accepted   a\nrefused    b: BadRequestError\naccepted   c"


def test_progress_has_every_result_in_order() -> None:
    seen: list[tuple[str, str]] = []
    plan({"b": of_service(BadRequestError)}, []).apply(progress=lambda one: seen.append((one.change, one.outcome)))
    assert seen == [("a", "accepted"), ("b", "refused"), ("c", "accepted")]


def test_an_interruption_is_raised_and_progress_knows_what_was_made() -> None:
    seen: list[tuple[str, str]] = []
    with pytest.raises(KeyboardInterrupt):
        plan({"b": KeyboardInterrupt()}, []).apply(progress=lambda one: seen.append((one.change, one.outcome)))
    assert seen == [("a", "accepted"), ("b", "unknown")]


def test_the_asynchronous_plan() -> None:
    made: list[str] = []
    seen: list[str] = []

    async def make(change: str) -> None:
        await asyncio.sleep(0)
        if change == "b":
            raise of_service(BadRequestError)
        made.append(change)

    found = AsyncPlan(("a", "b", "c"), make)
    result = asyncio.run(found.apply(progress=lambda one: seen.append(one.change)))
    assert [one.outcome for one in result.results] == ["accepted", "refused", "accepted"]
    assert (made, seen, str(found)) == (["a", "c"], ["a", "b", "c"], "a\nb\nc")
