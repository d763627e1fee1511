"""A call sends only while its lease holds, whatever stopped it, and one key is sent by one call, however many try."""

import asyncio
import logging
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit._core import clock as clocks
from sesv2kit.aio.threads import Threads
from sesv2kit.errors import CallTimeoutError, JournalError, KeyInProgressError, OutcomeUnknownError, SESv2Error
from sesv2kit.journal import Claim
from sesv2kit.journal.sqlite import SqliteJournal
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.unit.support import SEND, FakeClock, client_of, session

ACCEPTED = answer({"MessageId": "message-1"})
THROTTLED = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "journal.db")


def state(journal: SqliteJournal, key: str = "order-1") -> str:
    record = journal.get(key)
    assert record is not None
    return record.state


class Drifting(FakeClock):
    """Its two faces may be moved apart: the monotonic one stands while a machine is suspended."""

    ahead = 0.0

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self.ahead)


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("event", ["provide-client-params", "request-created", "before-send"])
@pytest.mark.parametrize(
    ("passed", "ahead"), [(50, 0), (0, 50), (50, -86_400)], ids=["paused", "suspended", "the clock is set back"]
)
def test_a_call_that_was_stopped_beyond_its_lease_does_not_send(
    event: str, passed: float, ahead: float, journal: SqliteJournal, clock: FakeClock
) -> None:
    """It is stopped after its claim: before its request is made, when it is signed, and right before the socket."""
    clock.__class__ = Drifting

    def stop(**_: Any) -> None:
        clock.time += passed
        clock.ahead = ahead  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # it is Drifting

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_first(f"{event}.sesv2.SendEmail", stop)
        with pytest.raises(JournalError, match="was not sent: the lease of its idempotency key ended"):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert server.seen == []
    assert state(journal) == "released"


@pytest.mark.usefixtures("each_client")
def test_a_clock_that_is_set_back_makes_a_lease_longer_and_frees_no_key(
    journal: SqliteJournal, clock: FakeClock
) -> None:
    """The call itself, which also looks at the monotonic clock, sends and ends as always."""
    clock.__class__ = Drifting
    claim = Claim(journal.scope.id_of("order-2"), "owner", "SendEmail", "digest")

    def set_back(**_: Any) -> None:
        journal.claim([claim])
        clock.ahead = -86_400  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # it is Drifting

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_first("before-send.sesv2.SendEmail", set_back)
        client.sending.send_email(**SEND, idempotency_key="order-1")
    assert state(journal) == "accepted"
    record = journal.get("order-2")
    assert record is not None
    assert record.lease_left > 86_400
    with pytest.raises(KeyInProgressError):
        journal.resolve("order-2", "not_sent")
    assert journal.resolve("order-2", "sent").state == "accepted"


@pytest.mark.usefixtures("each_client")
def test_a_journal_that_is_closed_in_the_middle_of_a_call(
    journal: SqliteJournal, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Its response is given and a warning logged, as with a store that is away."""

    def close(**_: Any) -> None:
        journal.close()

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_first("before-send.sesv2.SendEmail", close)
        assert client.sending.send_email(**SEND, idempotency_key="order-1").message_id == "message-1"
    assert "its outcome could not be recorded in the journal" in caplog.text
    assert state(SqliteJournal(journal.path)) == "claimed"


@pytest.mark.usefixtures("each_client")
def test_it_does_not_send_after_the_key_was_resolved_and_taken_by_another(
    journal: SqliteJournal, clock: FakeClock
) -> None:
    """The first call is stopped right before the socket; meanwhile its key is given to another, which sends."""
    with Server([ACCEPTED]) as server:
        first, second = (client_of(server.url, journal=journal) for _ in range(2))

        def stop(**_: Any) -> None:
            clock.time += 61
            journal.resolve("order-1", "not_sent")
            second.sending.send_email(**SEND, idempotency_key="order-1")

        first.boto3_client.meta.events.register_first("before-send.sesv2.SendEmail", stop)
        with ThreadPoolExecutor(1) as threads:  # the loop of the blocking tests must stay free for the second
            sending = threads.submit(first.sending.send_email, **SEND, idempotency_key="order-1")
            with pytest.raises(JournalError, match="lease"):
                sending.result(30)
        assert len(server.seen) == 1
    assert state(journal) == "accepted"


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    ("first", "error"),
    [(Answer(end=End.CLOSE), OutcomeUnknownError), (THROTTLED, JournalError)],
    ids=["unknown", "throttled"],
)
def test_it_does_not_send_again_after_its_key_was_resolved_as_sent(
    first: Answer, error: type[Exception], journal: SqliteJournal, clock: FakeClock
) -> None:
    """It waits for its second attempt, longer than its lease; an event of the first one comes meanwhile."""

    def wait(_: object) -> float:
        clock.time += 61
        journal.resolve("order-1", "sent")
        return 0.1

    with Server([first, ACCEPTED]) as server:
        client = client_of(server.url, journal=journal, retry=RetryPolicy(wait=wait, on_unknown="retry"))
        with pytest.raises(error):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert len(server.seen) == 1
    assert state(journal) == "accepted"


@pytest.mark.usefixtures("each_client")
def test_a_response_that_comes_after_the_lease_is_noted(journal: SqliteJournal, clock: FakeClock) -> None:
    def late(_: Seen) -> Answer:
        clock.time += 300
        return ACCEPTED

    with Server(late) as server:
        client_of(server.url, journal=journal).sending.send_email(**SEND, idempotency_key="order-1")
    assert state(journal) == "accepted"


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("event", ["provide-client-params", "request-created"])
def test_what_a_hook_stops_before_it_is_sent_leaves_the_key_free(event: str, journal: SqliteJournal) -> None:
    def stop(**_: Any) -> None:
        raise RuntimeError("a hook's")

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_first(f"{event}.sesv2.SendEmail", stop)
        with pytest.raises(RuntimeError):
            client.sending.send_email(**SEND, idempotency_key="order-1")
    assert state(journal) == "released"


@pytest.mark.usefixtures("each_client")
def test_what_a_filter_of_logs_stops_after_the_claim_leaves_the_key_free(journal: SqliteJournal) -> None:
    """The first send without a configuration set is warned of, before it is sent."""

    def stop(_: object) -> bool:
        raise RuntimeError("a filter's")

    log = logging.getLogger("sesv2kit")
    log.addFilter(stop)
    try:
        with Server([ACCEPTED]) as server:
            with pytest.raises(RuntimeError):
                client_of(server.url, journal=journal).sending.send_email(**SEND, idempotency_key="order-1")
            assert server.seen == []
    finally:
        log.removeFilter(stop)
    assert state(journal) == "released"


class Elsewhere:
    """A boto3 client that sends in a thread of its own, where our hooks do not know which call is under way."""

    def __init__(self, boto3_client: Any) -> None:
        self._boto3_client = boto3_client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._boto3_client, name)

    def send_email(self, **wire: Any) -> Any:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(self._boto3_client.send_email, **wire).result()


@pytest.mark.parametrize("reply", [Answer(end=End.CLOSE), answer({}, 503)], ids=["lost", "503"])
def test_what_was_sent_where_no_hook_saw_it_leaves_the_key_claimed(reply: Answer, journal: SqliteJournal) -> None:
    with Server([reply]) as server:
        boto_config = Config(retries={"total_max_attempts": 1})
        given: Any = Elsewhere(session().client("sesv2", endpoint_url=server.url, config=boto_config))
        client = SESv2(boto3_client=given, config=ClientConfig(pacing=False, journal=journal))
        with pytest.raises((OutcomeUnknownError, ClientError)):
            client.sending.send_email(**SEND, idempotency_key="order-1")
        assert len(server.seen) == 1
    assert state(journal) == "claimed"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_of_a_call_that_is_forked_after_its_claim_only_the_parents_sends(journal: SqliteJournal) -> None:
    statuses: list[int] = []

    def forks(**_: Any) -> None:
        if child := os.fork():
            statuses.append(os.waitpid(child, 0)[1])

    with Server([ACCEPTED]) as server:
        client, parent = client_of(server.url, journal=journal), os.getpid()
        client.boto3_client.meta.events.register_first("request-created.sesv2.SendEmail", forks)
        try:
            client.sending.send_email(**SEND, idempotency_key="order-1")
        except JournalError as error:
            os._exit(17 if "the process was forked" in str(error) else 1)
        finally:
            if os.getpid() != parent:
                os._exit(2)
        assert [os.waitstatus_to_exitcode(one) for one in statuses] == [17]
        assert len(server.seen) == 1
    assert state(journal) == "accepted"


@pytest.mark.usefixtures("each_client")
def test_a_claim_that_cannot_be_given_back_is_told(journal: SqliteJournal, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody changed the key before the call that had claimed it ended."""

    def stop(**_: Any) -> None:
        record = journal.get("order-1")
        assert record is not None
        journal.release([Claim(record.id, record.owner, "SendEmail", "")])
        raise RuntimeError("a hook's")

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_first("request-created.sesv2.SendEmail", stop)
        with pytest.raises(RuntimeError):
            client.sending.send_email(**SEND, configuration_set_name="set", idempotency_key="order-1")
    assert "its outcome could not be recorded in the journal: it was resolved or pruned" in caplog.text


@pytest.mark.usefixtures("each_client")
def test_what_a_hook_stops_after_it_was_sent_leaves_the_key_claimed(journal: SqliteJournal) -> None:
    def stop(**_: Any) -> None:
        raise RuntimeError("a hook's")

    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.boto3_client.meta.events.register_last("after-call.sesv2.SendEmail", stop)
        with pytest.raises(RuntimeError) as caught:
            client.sending.send_email(**SEND, idempotency_key="order-1")
    assert state(journal) == "claimed"
    assert "stays claimed" in caught.value.__notes__[-1]


# One key, many callers.


@pytest.mark.usefixtures("each_client")
def test_sixteen_threads_with_one_key_send_once(journal: SqliteJournal) -> None:
    at_once = threading.Barrier(16)

    with Server([ACCEPTED]) as server:
        clients = [client_of(server.url, journal=journal) for _ in range(4)]

        def send(number: int) -> str:
            at_once.wait()
            sending = clients[number % 4].sending
            return str(sending.send_email(**SEND, idempotency_key="order-1", wait=30).message_id)

        with ThreadPoolExecutor(16) as threads:
            assert set(threads.map(send, range(16))) == {"message-1"}
        assert len(server.seen) == 1


@pytest.mark.slow
def test_two_processes_of_sixteen_threads_with_one_key_send_once(journal: SqliteJournal) -> None:
    """They begin with no database, and at the same time."""
    with Server([ACCEPTED]) as server:
        spawn = multiprocessing.get_context("spawn")
        at_once, results = spawn.Barrier(2 * 16), spawn.Queue()
        arguments = (server.url, str(journal.path), at_once, results)
        processes = [spawn.Process(target=send_many, args=arguments) for _ in range(2)]
        for one in processes:
            one.start()
        answers = {answer for _ in processes for answer in results.get(timeout=120)}
        for one in processes:
            one.join()
        assert answers == {"message-1"}
        keys = [tag["Value"] for one in server.seen for tag in one.json["EmailTags"]]
    assert len(keys) == len({*keys}) == 10


def send_many(url: str, path: str, at_once: Any, results: Any) -> None:
    client = client_of(url, journal=SqliteJournal(path))

    def send(_: int) -> list[str]:
        sent: list[str] = []
        for number in range(10):
            at_once.wait(60)
            sent.append(str(client.sending.send_email(**SEND, idempotency_key=f"order-{number}", wait=30).message_id))
        return sent

    with ThreadPoolExecutor(16) as threads:
        results.put([answer for one in threads.map(send, range(16)) for answer in one])


# The asynchronous client: what is cancelled goes on in its thread, or does not begin.


class Held:
    """A server that holds its response until it is let go."""

    def __init__(self) -> None:
        self.came, self.go = threading.Event(), threading.Event()

    def __call__(self, seen: Seen) -> Answer:
        self.came.set()
        self.go.wait(30)
        return ACCEPTED


@pytest.fixture
def held() -> Iterator[Held]:
    one = Held()
    yield one
    one.go.set()


def client(server: Server, journal: Any, **settings: Any) -> AsyncSESv2:
    config = ClientConfig(pacing=False, journal=journal, **settings)
    return AsyncSESv2(session=session(), endpoint_url=server.url, config=config)


def test_a_cancelled_call_that_is_accepted_all_the_same_is_noted(journal: SqliteJournal, held: Held) -> None:
    async def main(server: Server) -> None:
        async with client(server, journal) as one:
            task = asyncio.create_task(one.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(held.came.wait, 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert state(journal) == "claimed"
            held.go.set()

    with Server(held) as server:
        asyncio.run(main(server))  # which waits for the client's threads
        assert len(server.seen) == 1
    assert state(journal) == "accepted"


def test_a_call_that_is_cancelled_when_its_response_has_just_come_is_noted(
    journal: SqliteJournal, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread has ended, and the loop does not know it yet."""
    begun: list[Any] = []
    submit = Threads.submit

    def spied(*arguments: Any, **named: Any) -> Any:
        begun.append(submit(*arguments, **named))
        return begun[-1]

    monkeypatch.setattr(Threads, "submit", spied)

    async def main(server: Server) -> None:
        async with client(server, journal) as one:
            task = asyncio.create_task(one.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(held.came.wait, 30)
            held.go.set()
            begun[-1].result(30)  # the loop stands still meanwhile
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with Server(held) as server:
        asyncio.run(main(server))
        assert len(server.seen) == 1
    assert state(journal) == "accepted"


def test_a_call_that_timed_out_and_is_accepted_all_the_same_is_noted(journal: SqliteJournal, held: Held) -> None:
    async def main(server: Server) -> None:
        async with client(server, journal, retry=RetryPolicy(timeout=0.3)) as one:
            error: SESv2Error | None = None
            while not isinstance(error, OutcomeUnknownError):
                # On a busy machine a call may time out before anything is sent; then its key is given back soon.
                with pytest.raises((OutcomeUnknownError, CallTimeoutError, KeyInProgressError)) as caught:
                    await one.sending.send_email(**SEND, idempotency_key="order-1")
                error = caught.value
            held.go.set()

    with Server(held) as server:
        asyncio.run(main(server))
    assert state(journal) == "accepted"


def test_a_cancelled_call_that_has_not_sent_never_does(journal: SqliteJournal) -> None:
    """It is cancelled while its thread makes the request: the thread finds that it may not send."""
    making, go = threading.Event(), threading.Event()

    def stop(**_: Any) -> None:
        making.set()
        go.wait(30)

    async def main(server: Server) -> None:
        async with client(server, journal) as one:
            one.boto3_client.meta.events.register_first("request-created.sesv2.SendEmail", stop)
            task = asyncio.create_task(one.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(making.wait, 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert state(journal) == "released"
            go.set()

    with Server([ACCEPTED]) as server:
        asyncio.run(main(server))
        assert server.seen == []


def test_a_call_that_is_cancelled_while_it_claims_gives_the_key_back(tmp_path: Path) -> None:
    claiming, go = threading.Event(), threading.Event()

    class Slow(SqliteJournal):
        def claim(self, claims: Any) -> Any:
            claiming.set()
            go.wait(30)
            return super().claim(claims)

    journal = Slow(tmp_path / "journal.db")

    async def main(server: Server) -> None:
        async with client(server, journal) as one:
            task = asyncio.create_task(one.sending.send_email(**SEND, idempotency_key="order-1"))
            await asyncio.to_thread(claiming.wait, 30)
            task.cancel()
            asyncio.get_running_loop().call_soon(go.set)
            with pytest.raises(asyncio.CancelledError):
                await task

    with Server([ACCEPTED]) as server:
        asyncio.run(main(server))
        assert server.seen == []
    assert state(journal) == "released"


def test_a_lost_response_of_the_asynchronous_client_stays_unknown(journal: SqliteJournal) -> None:
    async def main(server: Server) -> None:
        async with client(server, journal) as one:
            with pytest.raises(OutcomeUnknownError):
                await one.sending.send_email(**SEND, idempotency_key="order-1")
            with pytest.raises(KeyInProgressError):
                await one.sending.send_email(**SEND, idempotency_key="order-1")

    with Server([Answer(end=End.CLOSE)]) as server:
        asyncio.run(main(server))
    assert state(journal) == "claimed"


def test_the_clock_of_a_call_is_the_one_that_was_in_force(journal: SqliteJournal) -> None:
    """A lease that was taken on one clock is not judged by another."""
    with Server([ACCEPTED]) as server:
        client = client_of(server.url, journal=journal)
        client.sending.send_email(**SEND, idempotency_key="order-1")
        with clocks.installed(FakeClock()):
            client.sending.send_email(**SEND, idempotency_key="order-2")
        assert len(server.seen) == 2
