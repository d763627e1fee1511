"""The same done with many items: order, concurrency, what ends a run, and what its results and counts say."""

import asyncio
import threading
import tracemalloc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import pytest

from sesv2kit import AsyncManyRun, ManyRun, ManySummary
from sesv2kit._workflows.each import Each, judged
from sesv2kit.errors import (
    AccessDeniedError,
    BadRequestError,
    CallTimeoutError,
    InternalServiceError,
    NotFoundError,
    ServiceError,
    TooManyRequestsError,
)
from sesv2kit.many import ManyOutcome

Do = Callable[[int], Coroutine[Any, Any, ManyOutcome | None]]


def refused(kind: type[ServiceError], *, after_unknown: bool = False, status: int = 400) -> ServiceError:
    return kind("no", operation="X", code=kind.__name__, status=status, after_unknown=after_unknown)


async def nothing(item: int) -> None:
    pass


def run(do: Do, items: Any = range(10), concurrency: int = 1, **choices: Any) -> ManyRun[int]:
    return ManyRun(items, Each(do, concurrency, **choices), concurrency)


def failing_at(position: int, error: BaseException) -> Do:
    async def do(item: int) -> ManyOutcome | None:
        if item == position:
            raise error
        return "not_found" if item == 1 else None

    return do


def test_results_come_in_the_order_of_the_items_whatever_ends_first() -> None:
    gate = threading.Event()

    async def do(item: int) -> None:
        if item == 0:
            assert gate.wait(10)
        elif item == 9:
            gate.set()

    results = list(run(do, concurrency=2))
    assert [(one.index, one.item, one.outcome) for one in results] == [(n, n, "accepted") for n in range(10)]


def test_as_many_threads_work_as_are_wanted_and_no_more() -> None:
    meeting = threading.Barrier(3)
    present: set[int] = set()

    async def do(item: int) -> None:
        present.add(threading.get_ident())
        meeting.wait(10)

    assert run(do, range(9), concurrency=3).wait().accepted == 9
    assert len(present) == 3


def test_an_item_that_fails_does_not_keep_the_others_from_it() -> None:
    error = refused(BadRequestError)
    results = list(run(failing_at(3, error), range(5)))
    assert [one.outcome for one in results] == ["accepted", "not_found", "accepted", "refused", "accepted"]
    assert results[3].error is error


def test_the_counts() -> None:
    it = run(failing_at(3, refused(BadRequestError)), range(5))
    assert it.summary == ManySummary()
    assert it.wait() == ManySummary(read=5, accepted=3, not_found=1, refused=1, done=5)
    assert it.summary.failed == 1


def test_an_error_that_would_meet_all_ends_the_run_and_nothing_more_is_read() -> None:
    error = refused(AccessDeniedError)
    source = iter(range(1000))
    it = run(failing_at(3, error), source)
    assert [one.outcome for one in it][:4] == ["accepted", "not_found", "accepted", "refused"]
    summary = it.summary
    assert (summary.stopped, summary.error, summary.done) == ("error", error, 4)
    assert summary.read < 20
    assert next(source) == summary.read


def test_further_errors_that_end_it() -> None:
    it = run(failing_at(2, refused(NotFoundError)), ends=(NotFoundError,))
    assert (it.wait().stopped, it.summary.done) == ("error", 3)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(TooManyRequestsError), "not_tried"),
        (refused(InternalServiceError, status=500), "unknown"),
        (refused(BadRequestError), "refused"),
        (refused(BadRequestError, after_unknown=True), "unknown"),
        (refused(TooManyRequestsError, after_unknown=True), "unknown"),
        (CallTimeoutError("no time", operation="X"), "not_tried"),
    ],
)
def test_what_an_error_says_of_an_item(error: Exception, expected: str) -> None:
    assert judged(error) == (expected, False)


def test_an_error_of_the_items_is_raised_after_the_results() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    seen: list[int] = []
    with pytest.raises(ZeroDivisionError):
        seen.extend(one.item for one in run(nothing, items()))
    assert seen == [1]


def test_a_run_is_iterated_once() -> None:
    it = run(nothing)
    it.wait()
    with pytest.raises(RuntimeError):
        iter(it)


def test_nothing_is_read_before_the_loop_and_only_a_window_ahead() -> None:
    source = iter(range(1000))
    it = run(nothing, source, concurrency=2)
    assert next(source) == 0
    assert next(iter(it)).item == 1
    assert next(source) <= 1 + 8 * 2 + 1


def test_the_end_of_the_loop_ends_the_run() -> None:
    source = iter(range(1000))
    it = run(nothing, source)
    with it:
        for one in it:
            if one.index == 5:
                break
    assert it.summary.stopped == "cancelled"
    assert next(source) < 20


def test_cancel_from_a_signal_handler_that_interrupts_the_run() -> None:
    """Its thread may hold the lock at that moment."""
    each = Each(nothing, 1)

    def interrupted() -> None:
        with each._lock.lock:  # pyright: ignore[reportPrivateUsage]  # as the run does for a few lines
            each.cancel()

    thread = threading.Thread(target=interrupted, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert each.summary().stopped == "cancelled"


def test_cancel_from_another_thread() -> None:
    it = run(nothing, range(1000))
    for one in it:
        if one.index == 5:
            thread = threading.Thread(target=it.cancel)
            thread.start()
            thread.join()
    assert it.summary.stopped == "cancelled"
    assert it.summary.read < 20


def test_progress_has_the_counts() -> None:
    seen: list[int] = []
    run(nothing, progress=lambda summary: seen.append(summary.accepted)).wait()
    assert seen[-1] == 10


def test_an_interruption_is_raised_and_the_item_is_unknown() -> None:
    each = Each(failing_at(3, KeyboardInterrupt()), 1)
    with pytest.raises(KeyboardInterrupt):
        ManyRun(range(1000), each, 1).wait()
    assert (each.summary().unknown, each.summary().done) == (1, 4)
    assert each.summary().read < 20


def test_memory_does_not_depend_on_the_number_of_items() -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        run(nothing, iter(range(number)), concurrency=4).wait()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(3000) < 1.5 * peak(300) + 100_000


# Tasks.


async def _collected(it: AsyncManyRun[int]) -> list[tuple[int, str]]:
    return [(one.item, one.outcome) async for one in it]


def test_tasks_work_at_once_and_results_are_in_order() -> None:
    async def main() -> list[tuple[int, str]]:
        gate = asyncio.Event()

        async def do(item: int) -> None:
            if item == 0:
                await gate.wait()
            elif item == 4:
                gate.set()

        return await _collected(AsyncManyRun(range(5), Each(do, 2), 2))

    assert asyncio.run(main()) == [(number, "accepted") for number in range(5)]


def test_asynchronous_items() -> None:
    async def items() -> AsyncIterator[int]:
        for number in range(5):
            await asyncio.sleep(0)
            yield number

    async def main() -> ManySummary:
        return await AsyncManyRun(items(), Each(nothing, 2), 2).wait()

    assert asyncio.run(main()) == ManySummary(read=5, accepted=5, done=5)


def test_a_cancelled_task_waits_for_requests_in_progress() -> None:
    ended: list[int] = []

    async def main() -> ManySummary:
        begun, gate = asyncio.Event(), asyncio.Event()

        async def do(item: int) -> None:
            begun.set()
            await gate.wait()
            ended.append(item)

        it = AsyncManyRun(range(100), Each(do, 2), 2)
        task = asyncio.ensure_future(it.wait())
        await begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return it.summary

    summary = asyncio.run(main())
    assert (summary.stopped, summary.accepted, sorted(ended)) == ("cancelled", 2, [0, 1])


def test_the_end_of_an_async_with_block_ends_the_run() -> None:
    async def main() -> ManySummary:
        it = AsyncManyRun(range(1000), Each(nothing, 1), 1)
        async with it:
            async for one in it:
                if one.index == 5:
                    break
        return it.summary

    summary = asyncio.run(main())
    assert summary.stopped == "cancelled"
    assert summary.read < 20
