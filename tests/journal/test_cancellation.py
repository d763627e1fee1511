"""The asynchronous client with a key, cancelled wherever it waits: what was not sent leaves its key free.

asyncio cancels a task once, anyio again and again until the task has ended.
"""

import asyncio
import socket
import threading
import time
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy
from sesv2kit.errors import OutcomeUnknownError
from sesv2kit.journal.sqlite import SqliteJournal
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.journal.stores import Awaited
from tests.unit.support import SEND, FakeClock, client_of, session

ACCEPTED = answer({"MessageId": "message-1"})
THROTTLED = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")


@types.coroutine
def cancelled(coroutine: Coroutine[Any, Any, Any], step: int, times: int) -> Generator[Any, None, bool]:
    """Run a coroutine and cancel it where it waits for the nth time, and where it waits after that.

    Returns:
        Whether it got so far.
    """
    number = 0
    try:
        waiting = coroutine.send(None)
        while True:
            if step <= number < step + times:
                if waiting is not None:
                    waiting.cancel()
                waiting = coroutine.throw(asyncio.CancelledError())
            else:
                try:
                    yield waiting
                except BaseException as error:
                    waiting = coroutine.throw(error)
                else:
                    waiting = coroutine.send(None)
            number += 1
    except asyncio.CancelledError:
        return True
    except StopIteration:
        return number > step


@pytest.mark.parametrize("times", [1, 20], ids=["once", "again and again"])
@pytest.mark.parametrize("awaited", [False, True], ids=["blocking journal", "awaited journal"])
def test_a_call_that_is_cancelled_at_any_step(times: int, awaited: bool, tmp_path: Path) -> None:
    blocking = SqliteJournal(tmp_path / "journal.db")
    journal: Any = Awaited(blocking) if awaited else blocking

    async def one_call(server: Server, step: int) -> bool:
        async with AsyncSESv2(
            session=session(), endpoint_url=server.url, config=ClientConfig(pacing=False, journal=journal)
        ) as client:
            sending = client.sending.send_email(**SEND, idempotency_key=f"order-{step}")
            return await cancelled(sending, step, times)

    with Server([ACCEPTED]) as server:
        step = 0
        while True:
            before = len(server.seen)
            got_so_far = asyncio.run(one_call(server, step))
            record = blocking.get(f"order-{step}")
            if not (is_free := record is None or record.state == "released"):
                server.wait_for(0, before + 1)  # the call may end before the server has read its request
            assert len(server.seen) - before == (0 if is_free else 1), (step, record)
            if not got_so_far:
                break
            step += 1
    assert step == 3  # the claim, the request and the settlement
    assert record is not None
    assert record.state == "accepted"


def test_a_call_that_is_cancelled_while_it_connects_leaves_no_key_that_nobody_knows_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on in its thread, which records the result."""
    connecting, go = threading.Event(), threading.Event()
    connect = socket.create_connection

    def slowly(*arguments: Any, **options: Any) -> socket.socket:
        connecting.set()
        go.wait(30)
        return connect(*arguments, **options)

    journal = SqliteJournal(tmp_path / "journal.db")

    async def main(server: Server) -> None:
        config = ClientConfig(pacing=False, journal=journal)
        async with AsyncSESv2(session=session(), endpoint_url=server.url, config=config) as client:
            task = asyncio.create_task(client.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(connecting.wait, 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            go.set()

    monkeypatch.setattr(socket, "create_connection", slowly)
    with Server([ACCEPTED]) as server:
        asyncio.run(main(server))
        server.wait_for(0, 1)
    record = journal.get("order-1")
    assert record is not None
    assert record.state == "accepted"


LATE = pytest.mark.parametrize(
    ("late", "state", "in_a_run"),
    [
        (THROTTLED, "released", "released"),
        (refusal(400, "BadRequestException"), "refused", "released"),
        (refusal(403, "AccessDeniedException"), "released", "released"),
        (answer({}, 503), "claimed", "claimed"),
        (Answer(end=End.CLOSE), "claimed", "claimed"),
    ],
    ids=["throttled", "refused", "access denied", "HTTP 503", "lost"],
)
"""Responses to a call that has ended, and what its key is recorded as."""


def ends_while_ses_works(
    late: Answer, ends: Callable[[AsyncSESv2, Callable[[], Awaitable[object]]], Awaitable[None]]
) -> None:
    """Call `ends` with a client and a function that waits until SES has the request. SES responds after that."""
    arrived, go = threading.Event(), threading.Event()

    def judge(_: Seen) -> Answer:
        arrived.set()
        go.wait(30)
        return late

    async def main(server: Server) -> None:
        config = ClientConfig(pacing=False, retry=RetryPolicy(max_attempts=3))
        async with AsyncSESv2(session=session(), endpoint_url=server.url, config=config) as client:
            try:
                await ends(client, lambda: asyncio.to_thread(arrived.wait, 30))
            finally:
                go.set()

    with Server(judge) as server:
        asyncio.run(main(server))
        assert len(server.seen) == 1


@LATE
def test_a_call_that_was_cancelled_and_fails_leaves_its_key_as_one_that_was_not_cancelled(
    late: Answer, state: str, in_a_run: str, tmp_path: Path
) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")

    async def ends(client: AsyncSESv2, arrived: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.create_task(client.sending.send_email(**SEND, idempotency_key="order-1", journal=journal))
        await arrived()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    ends_while_ses_works(late, ends)
    record = journal.get("order-1")
    assert record is not None
    assert record.state == state


@LATE
def test_a_call_whose_timeout_ended_and_that_fails_leaves_its_key_as_one_without_timeout(
    late: Answer, state: str, in_a_run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")

    async def ends(client: AsyncSESv2, arrived: Callable[[], Awaitable[object]]) -> None:
        hasty = client.options(timeout=60)
        task = asyncio.create_task(hasty.sending.send_email(**SEND, idempotency_key="order-1", journal=journal))
        await arrived()
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: time.monotonic() + 100)
        with pytest.raises(OutcomeUnknownError):
            await task

    ends_while_ses_works(late, ends)
    record = journal.get("order-1")
    assert record is not None
    assert record.state == state


@LATE
def test_a_batch_that_was_cancelled_and_fails_leaves_its_keys_as_one_that_was_not_cancelled(
    late: Answer, state: str, in_a_run: str, tmp_path: Path
) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")

    async def ends(client: AsyncSESv2, arrived: Callable[[], Awaitable[object]]) -> None:
        run = client.sending.send_bulk(
            ["a@mail.example", "b@mail.example"],
            from_email_address="news@shop.example",
            template_name="news",
            run_id="june",
            journal=journal,
            max_attempts=1,
        )
        task = asyncio.create_task(run.wait())
        await arrived()
        for one in asyncio.all_tasks() - {asyncio.current_task(), task}:
            one.cancel()  # the call itself: a run that is cancelled waits for it
        with pytest.raises(asyncio.CancelledError):
            await task
        assert run.summary.unknown == 2

    ends_while_ses_works(late, ends)
    assert {record.state for record in journal.iterate()} == {in_a_run}


def test_a_call_that_is_cancelled_again_and_again_while_it_claims(tmp_path: Path) -> None:
    """It gives the key back only after the claim was made; before, that would have no effect."""
    claiming, go = threading.Event(), threading.Event()

    class Slow(SqliteJournal):
        def claim(self, claims: Any) -> Any:
            claiming.set()
            go.wait(30)
            return super().claim(claims)

    journal = Slow(tmp_path / "journal.db")

    async def main(server: Server) -> None:
        config = ClientConfig(pacing=False, journal=journal)
        async with AsyncSESv2(session=session(), endpoint_url=server.url, config=config) as client:
            task = asyncio.create_task(client.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(claiming.wait, 30)
            for _ in range(20):
                task.cancel()
                await asyncio.sleep(0)
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task

    with Server([ACCEPTED]) as server:
        asyncio.run(main(server))
        assert server.seen == []
    record = journal.get("order-1")
    assert record is not None
    assert record.state == "released"


class Stopped(BaseException):
    """Stands for a KeyboardInterrupt."""


class Stops(FakeClock):
    """The call is stopped when it begins to wait."""

    def sleep(self, seconds: float) -> None:
        raise Stopped


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    ("first", "state"),
    [(THROTTLED, "released"), (answer({}, 503), "claimed")],
    ids=["refused, so nothing was done", "lost"],
)
def test_a_call_that_is_stopped_between_two_attempts(
    first: Answer, state: str, tmp_path: Path, clock: FakeClock
) -> None:
    clock.__class__ = Stops
    journal = SqliteJournal(tmp_path / "journal.db")
    with Server([first]) as server:
        client = client_of(server.url, journal=journal, retry=RetryPolicy(on_unknown="retry"))
        with pytest.raises(Stopped):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert len(server.seen) == 1
    record = journal.get("order-1")
    assert record is not None
    assert record.state == state
