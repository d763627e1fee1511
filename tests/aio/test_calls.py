"""What only the asynchronous client does: waiting without blocking, cancelling, and timeouts of running attempts."""

import asyncio
import collections
import logging
import os
import random
import threading
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, MemoryLimiter
from sesv2kit._core import clock
from sesv2kit._core.retry import Failure
from sesv2kit.errors import (
    CallTimeoutError,
    ConfigurationError,
    NoResponseError,
    OutcomeUnknownError,
    RequestInvalidError,
    SESv2Error,
)
from sesv2kit.limits import Limit, Reservation
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation
from tests.aio.support import Noting, Slow, client_of, on_a_loop, our_threads, until
from tests.faults.cases import QUICK
from tests.faults.server import Answer, End, Seen, Server, answer
from tests.unit.support import NO_SET, SEND, FakeClock
from tests.unit.test_fork import in_child

CALLS = [(GET_ACCOUNT, {}), (SEND_EMAIL, SEND)]

either = pytest.mark.parametrize(("operation", "request_"), CALLS, ids=["safe", "send"])


# Concurrent calls.


@on_a_loop
async def test_300_calls_through_faults_get_300_right_answers_or_documented_errors(clock: FakeClock) -> None:
    choice, lock = random.Random(7), threading.Lock()
    acted: collections.Counter[str] = collections.Counter()

    def script(seen: Seen) -> Answer:
        sends = seen.method == "POST" and "EmailTags" in seen.json
        name: str = seen.json["EmailTags"][0]["Value"] if sends else seen.json["TenantName"]
        with lock:
            fault = choice.choice(QUICK) if choice.random() < 0.5 else None
            if sends and (fault is None or fault.failure not in (Failure.REFUSED, Failure.FINAL)):
                acted[name] += 1
        if fault is not None:
            return fault.answer
        return answer({"MessageId": name} if sends else {"Tenant": {"TenantName": name}})

    async def call(number: int) -> str:
        name = f"number-{number}"
        try:
            if number % 2:
                sent = await client.call(SEND_EMAIL, {**SEND, "email_tags": [{"name": "number", "value": name}]})
                assert sent.message_id == name
            else:
                found = await client.tenants.get_tenant(tenant_name=name)
                assert found.tenant
                assert found.tenant.tenant_name == name
        except SESv2Error as error:
            return type(error).__name__
        return "answered"

    with Server(script) as server:
        async with client_of(server.url, max_connections=32) as client:
            ends = collections.Counter(await asyncio.gather(*(call(number) for number in range(300))))
    assert ends.total() == 300
    assert ends["answered"] > 120
    assert ends["OutcomeUnknownError"] > 10
    assert set(acted.values()) == {1}
    assert len(server.seen) > 300


# The loop is never blocked.


@either
@on_a_loop
async def test_others_run_while_the_service_takes_its_time(operation: Operation[Any, Any], request_: Any) -> None:
    slow = Slow()
    with Server(slow) as server:
        async with client_of(server.url, max_connections=2) as client:
            calls = [asyncio.create_task(client.call(operation, request_)) for _ in range(5)]
            await until(lambda: slow.come == 2)
            assert our_threads() == ["sesv2kit_0", "sesv2kit_1"]
            slow.go_on.set()
            assert len(await asyncio.gather(*calls)) == 5


@on_a_loop
async def test_others_run_while_the_sending_rate_is_asked_for() -> None:
    slow = Slow(answer({"SendQuota": {"MaxSendRate": 1000.0}, "MessageId": "1"}))
    with Server(slow) as server:
        async with client_of(server.url, pacing=True) as client:
            assert client.boto3_client  # otherwise a thread is needed to create it
            sends = [asyncio.create_task(client.call(SEND_EMAIL, SEND)) for _ in range(3)]
            await until(lambda: slow.come == 1)
            slow.go_on.set()
            await asyncio.gather(*sends)
    assert [seen.method for seen in server.seen] == ["GET", "POST", "POST", "POST"]


@on_a_loop
async def test_others_run_while_a_boto3_client_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made, go_on = threading.Event(), threading.Event()
    with Server([answer()]) as server:
        async with client_of(server.url) as client:
            connection: Any = client._connection  # pyright: ignore[reportPrivateUsage]  # where the client is made
            transport = connection.transports["sesv2"]
            connect = transport._connect

            def slowly() -> Any:
                made.set()
                assert go_on.wait(30), "the loop is blocked"
                return connect()

            monkeypatch.setattr(transport, "_connect", slowly)
            call = asyncio.create_task(client.account.get_account())
            await until(made.is_set)
            go_on.set()
            await call


class Blocking:
    """A user's limiter that blocks."""

    def __init__(self) -> None:
        self.asked, self.go_on = 0, threading.Event()
        self.limiter = Noting()

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        self.asked += 1
        assert self.go_on.wait(30), "the loop is blocked"
        return self.limiter.reserve(costs, now, timeout)

    def release(self, reservation: Reservation) -> None:
        self.limiter.release(reservation)


@on_a_loop
async def test_others_run_while_a_limiter_blocks() -> None:
    limiter = Blocking()
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, pacing=True, limiter=limiter) as client:
            call = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await until(lambda: limiter.asked)
            limiter.go_on.set()
            await call


@on_a_loop
async def test_a_wait_on_a_virtual_clock_lets_others_run(clock: FakeClock) -> None:
    turns: list[str] = []

    async def call(name: str) -> None:
        await client.call(LIST_RECOMMENDATIONS, {})
        turns.append(name)

    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, pacing=True) as client:
            await asyncio.gather(call("a"), call("b"), call("c"))
    assert sorted(turns) == ["a", "b", "c"]
    assert len(clock.sleeps) == 2


# Cancelled.


def notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


async def cancelled(task: "asyncio.Task[Any]") -> asyncio.CancelledError:
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return caught.value


SLOWLY: dict[str, Any] = {"pacing": True, "rates": {"ListRecommendations": 0.001}}
"""The second call waits for 1,000 seconds."""
LIMIT = Limit("us-east-1/ListRecommendations/calls", 0.001)


@on_a_loop
async def test_a_call_cancelled_while_it_waits_gives_its_turn_back() -> None:
    limiter = Noting()
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, limiter=limiter, **SLOWLY) as client:
            await client.call(LIST_RECOMMENDATIONS, {})
            waiting = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await until(lambda: len(limiter.taken) == 2)
            assert notes(await cancelled(waiting)) == []
            assert limiter.released == limiter.taken[1:]
        assert len(server.seen) == 1


@on_a_loop
async def test_a_wait_on_a_virtual_clock_can_be_cancelled(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, pacing=True) as client:
            await client.call(LIST_RECOMMENDATIONS, {})
            waiting = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            monkeypatch.setattr(clock, "sleep", lambda _: waiting.cancel())
            handed: list[object] = []
            monkeypatch.setattr(client._threads, "submit", handed.append)  # pyright: ignore[reportPrivateUsage]  # a queue without worker threads
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert handed == []
        assert len(server.seen) == 1


@pytest.mark.parametrize("while_asking", [True, False])
@on_a_loop
async def test_a_limiter_in_a_thread_gets_the_turn_of_a_cancelled_call_back(while_asking: bool) -> None:
    limiter = Blocking()
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, limiter=limiter, **SLOWLY) as client:
            limiter.limiter.reserve(
                [(Limit("us-east-1/ListRecommendations/calls", 0.001), 1)], clock.current().monotonic()
            )
            waiting = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await until(lambda: limiter.asked)
            if while_asking:
                await cancelled(waiting)
                limiter.go_on.set()
            else:
                limiter.go_on.set()
                await until(lambda: len(limiter.limiter.taken) == 2)
                await cancelled(waiting)
            await until(lambda: limiter.limiter.released)
        assert limiter.limiter.released == limiter.limiter.taken[1:]
        assert server.seen == []


class Awaited:
    """A limiter that is awaited."""

    def __init__(self) -> None:
        self.asked, self.go_on = 0, asyncio.Event()
        self.limiter = Noting()

    async def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        self.asked += 1
        await self.go_on.wait()
        return self.limiter.reserve(costs, now, timeout)

    async def release(self, reservation: Reservation) -> None:
        await asyncio.sleep(0)
        self.limiter.release(reservation)


@pytest.mark.parametrize("times", [1, 20], ids=["once", "again and again, as anyio does"])
@pytest.mark.parametrize("while_asking", [True, False])
@on_a_loop
async def test_a_limiter_that_is_awaited_gets_the_turn_of_a_cancelled_call_back(while_asking: bool, times: int) -> None:
    limiter = Awaited()
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, limiter, **SLOWLY) as client:
            first = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await until(lambda: limiter.asked)
            limiter.go_on.set()
            await first
            if while_asking:
                limiter.go_on.clear()
            waiting = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await until(lambda: limiter.asked == 2 and (while_asking or len(limiter.limiter.taken) == 2))
            for _ in range(times):
                waiting.cancel()
                await asyncio.sleep(0)
            limiter.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await until(lambda: len(limiter.limiter.taken) == 2)
            assert limiter.limiter.released == limiter.limiter.taken[1:]
            with pytest.raises(CallTimeoutError):
                await client.options(timeout=1).call(LIST_RECOMMENDATIONS, {})
        assert len(server.seen) == 1


@either
@on_a_loop
async def test_a_call_cancelled_before_a_thread_took_it_is_never_sent(
    operation: Operation[Any, Any], request_: Any, caplog: pytest.LogCaptureFixture
) -> None:
    slow, limiter = Slow(), Noting()
    settings: dict[str, Any] = {"pacing": True, "limiter": limiter, "send_rate": 1e6, "rates": {"GetAccount": 1e6}}
    with Server(slow) as server:
        async with client_of(server.url, max_connections=1, **settings) as client:
            under_way = asyncio.create_task(client.call(operation, request_))
            await until(lambda: slow.come)
            queued = asyncio.create_task(client.call(operation, request_))
            await until(lambda: len(limiter.taken) == 2)
            await asyncio.sleep(0.01)
            assert notes(await cancelled(queued)) == []
            assert limiter.released == limiter.taken[1:]
            slow.go_on.set()
            await under_way
        assert len(server.seen) == 1
    assert "cancelled" not in caplog.text


@either
@on_a_loop
async def test_a_call_cancelled_after_it_was_sent_leaves_nothing_behind(
    operation: Operation[Any, Any], request_: Any, caplog: pytest.LogCaptureFixture
) -> None:
    slow = Slow()
    with Server(slow) as server:
        client = client_of(server.url)
        call = asyncio.create_task(client.call(operation, request_))
        await until(lambda: slow.come)
        noted = notes(await cancelled(call))
        closing = asyncio.create_task(client.aclose())
        await asyncio.sleep(0.01)
        assert not closing.done()
        assert our_threads() != []
        slow.go_on.set()
        await closing
        assert our_threads() == []
        server.wait_until_closed()
        assert len(server.seen) == 1
    told = [record.levelno for record in caplog.records if "cancelled" in record.message]
    if operation is GET_ACCOUNT:
        assert (noted, told) == ([], [])
    else:
        assert noted == [
            f"SendEmail may or may not have been carried out. To find out, look at {SEND_EMAIL.where_to_look}{NO_SET}."
        ]
        assert told == [logging.WARNING]


@on_a_loop
async def test_a_call_cancelled_between_attempts_tells_of_the_one_that_was_lost() -> None:
    with Server([Answer(end=End.CLOSE)]) as server:
        async with client_of(server.url) as client:
            patient = client.options(on_unknown="retry")
            call = asyncio.create_task(patient.call(SEND_EMAIL, SEND))
            await until(lambda: len(server.seen) == 1)
            (note,) = notes(await cancelled(call))
    assert note.startswith("SendEmail may or may not")


# The timeout.


@either
@on_a_loop
async def test_an_attempt_is_not_waited_for_longer_than_the_timeout(
    operation: Operation[Any, Any], request_: Any
) -> None:
    slow = Slow()
    with Server(slow) as server:
        async with client_of(server.url) as client:
            assert client.boto3_client  # created before the time is measured
            for timeout in ("0.2", "2", "20"):  # on a busy machine a short one may end before the request is sent
                with pytest.raises(SESv2Error, match=f"timeout={timeout} s") as caught:
                    await client.options(timeout=float(timeout)).call(operation, request_)
                if not isinstance(caught.value, CallTimeoutError):
                    break
            assert type(caught.value) is (NoResponseError if operation is GET_ACCOUNT else OutcomeUnknownError)
            assert caught.value.attempts == 1
            slow.go_on.set()
        assert len(server.seen) == 1


@on_a_loop
async def test_a_call_whose_timeout_ends_before_a_thread_took_it_was_not_sent() -> None:
    slow = Slow()
    with Server(slow) as server:
        async with client_of(server.url, max_connections=1) as client:
            under_way = asyncio.create_task(client.call(SEND_EMAIL, SEND))
            await until(lambda: slow.come)
            with pytest.raises(CallTimeoutError, match="was not sent"):
                await client.options(timeout=0.02).call(SEND_EMAIL, SEND)
            slow.go_on.set()
            await under_way
        assert len(server.seen) == 1


@on_a_loop
async def test_the_timeout_covers_what_comes_before_the_attempt() -> None:
    slow = Slow(answer({"SendQuota": {"MaxSendRate": 1000.0}}))
    with Server(slow) as server:
        async with client_of(server.url, pacing=True) as client:
            with pytest.raises(CallTimeoutError, match="was not sent"):
                await client.options(timeout=0.05).call(SEND_EMAIL, SEND)
            slow.go_on.set()
        assert {seen.method for seen in server.seen} <= {"GET"}  # none, where the thread began after the timeout


@on_a_loop
async def test_a_timeout_error_of_a_hook_is_not_taken_for_the_calls() -> None:
    def hook(**_: Any) -> None:
        raise TimeoutError("the hook's")

    with Server([answer()]) as server:
        async with client_of(server.url) as client:
            client.boto3_client.meta.events.register("before-send", hook)
            with pytest.raises(TimeoutError, match="the hook's"):
                await client.options(timeout=30).call(GET_ACCOUNT, {})


# Closing.


def test_it_serves_several_loops_one_after_the_other() -> None:
    with Server([answer()]) as server:
        client = client_of(server.url)
        for _ in range(3):
            asyncio.run(client.call(GET_ACCOUNT, {}))
        asyncio.run(client.aclose())
        assert our_threads() == []
        server.wait_until_closed()
    assert [seen.connection for seen in server.seen] == [1, 1, 1]


@on_a_loop
async def test_it_can_be_used_again_after_it_was_closed() -> None:
    with Server([answer()]) as server:
        async with client_of(server.url) as client:
            await client.call(GET_ACCOUNT, {})
        await client.aclose()
        await client.call(GET_ACCOUNT, {})
        await client.aclose()
        assert our_threads() == []
    assert [seen.connection for seen in server.seen] == [1, 2]


@on_a_loop
async def test_closing_an_unused_client_makes_none() -> None:
    async with AsyncSESv2("xx-nowhere-9"):
        pass


def test_a_loop_that_ends_under_a_call_leaves_no_noise(caplog: pytest.LogCaptureFixture) -> None:
    slow = Slow()

    async def leave() -> None:
        call = asyncio.create_task(client.call(GET_ACCOUNT, {}))
        await until(lambda: slow.come)
        del call

    with Server(slow) as server:
        client = client_of(server.url)
        asyncio.run(leave())
        slow.go_on.set()
        asyncio.run(client.aclose())
    assert caplog.records == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own() -> None:
    with Server([answer({"SendingEnabled": True})]) as server:
        client = client_of(server.url)
        asyncio.run(client.call(GET_ACCOUNT, {}))
        assert in_child(lambda: not asyncio.run(client.call(GET_ACCOUNT, {})).sending_enabled) == 0
        asyncio.run(client.call(GET_ACCOUNT, {}))
        asyncio.run(client.aclose())


@on_a_loop
async def test_the_callers_context_is_known_in_the_thread() -> None:
    span, seen = ContextVar("span", default="none"), list[str]()

    async def call(name: str) -> None:
        span.set(name)
        await client.call(GET_ACCOUNT, {})

    with Server([answer()]) as server:
        async with client_of(server.url) as client:
            client.boto3_client.meta.events.register("before-send", lambda **_: seen.append(span.get()))
            await asyncio.gather(call("a"), call("b"))
    assert sorted(seen) == ["a", "b"]


# Construction.


@pytest.mark.parametrize(
    ("settings", "awaited"), [({"limiter": MemoryLimiter()}, True), ({"limiter": "awaited"}, False)], ids=["two", "odd"]
)
@on_a_loop
async def test_limiters_that_cannot_be_asked_are_refused(settings: dict[str, Any], awaited: bool) -> None:
    if settings["limiter"] == "awaited":
        settings = {"limiter": Awaited()}
    with pytest.raises(ConfigurationError, match="limiter="):
        client_of(None, Awaited() if awaited else None, **settings)


@on_a_loop
async def test_wrong_arguments_fail_before_a_thread_is_needed() -> None:
    client = client_of(None)
    with pytest.raises(RequestInvalidError):
        await client.call(GET_TENANT, {"tenant_name": ""})
    assert our_threads() == []


# Findings of a review.


@on_a_loop
async def test_a_call_for_which_no_thread_can_be_started_is_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with Server([answer({"MessageId": "1"})]) as server:
        async with client_of(server.url) as client:
            await client.call(SEND_EMAIL, SEND)
            await client.aclose()  # it has no threads now
            with monkeypatch.context() as patch:
                patch.setattr(threading.Thread, "start", exhausted)
                with pytest.raises(ConfigurationError, match="nothing was sent: can't start new thread"):
                    await client.call(SEND_EMAIL, SEND)
            await client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 2


@on_a_loop
async def test_a_cancellation_is_not_lost_to_a_timeout_at_the_same_moment() -> None:
    slow, loop = Slow(), asyncio.get_running_loop()
    slow.go_on.set()
    with Server(slow) as server:
        async with client_of(server.url) as client:
            await client.call(SEND_EMAIL, SEND)  # connects
            slow.go_on.clear()

            async def sent() -> tuple[float, asyncio.Task[Any]]:
                come, began = slow.come, loop.time()
                task = asyncio.create_task(client.options(timeout=0.2).call(SEND_EMAIL, SEND))
                await until(lambda: slow.come > come or task.done())
                return began, task

            began, task = await sent()
            while task.done() or loop.time() > began + 0.15:  # a busy machine took too long to send
                task.cancel()
                await asyncio.wait([task])
                began, task = await sent()
            loop.call_at(began + 0.25, task.cancel)
            while loop.time() < began + 0.3:  # both are due while the loop is busy
                pass
            await asyncio.wait([task])
            slow.go_on.set()
            assert task.cancelled()


@on_a_loop
async def test_a_call_that_waits_when_its_client_is_closed_is_not_sent() -> None:
    with Server([answer({"Recommendations": []})]) as server:
        async with client_of(server.url, pacing=True, rates={"ListRecommendations": 10.0}) as client:
            await client.call(LIST_RECOMMENDATIONS, {})
            waiting = asyncio.create_task(client.call(LIST_RECOMMENDATIONS, {}))
            await asyncio.sleep(0)
        with pytest.raises(ConfigurationError, match="was not sent: the client was closed while it waited"):
            await waiting
        assert len(server.seen) == 1
        assert our_threads() == []


def test_a_limiter_that_is_not_awaited_is_refused() -> None:
    wrong: Any = MemoryLimiter()
    with pytest.raises(ConfigurationError, match="limiter= must be asynchronous"):
        AsyncSESv2(limiter=wrong)
