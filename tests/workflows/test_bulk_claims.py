"""When the keys of a run are claimed: after the wait for the rate, so that a process that dies leaves few unknown."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sesv2kit._core.clock import installed
from sesv2kit._workflows.bulk.kinds import joined
from sesv2kit.bulk import BulkResult, recipients_key
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import CallTimeoutError, KeyInProgressError
from sesv2kit.journal import Claim, JournalRecord
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from tests.faults.server import Answer, Seen, Server, answer
from tests.journal.stores import Awaited
from tests.meta.source import PROJECT
from tests.unit.support import SEND, FakeClock, client_of, clock, each_client, environment
from tests.workflows.service import Service

__all__ = ["clock", "each_client", "environment"]  # fixtures

everywhere = pytest.mark.usefixtures("each_client")

RATE = 14.0
"""The account's rate in these tests, and so the entries of a call."""


class Watched(SqliteJournal):
    """A journal that records what it is asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked: list[tuple[str, int]] = []
        """Each method that was called, and with how many keys."""

    def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        self.asked.append(("claim", len(claims)))
        return super().claim(claims)

    def settle(self, settlements: Any) -> Any:
        self.asked.append(("settle", len(settlements)))
        return super().settle(settlements)

    def release(self, claims: Any) -> Any:
        self.asked.append(("release", len(claims)))
        return super().release(claims)

    def get(self, key: str) -> JournalRecord | None:
        self.asked.append(("get", 1))
        return super().get(key)

    def get_many(self, keys: Sequence[str]) -> Sequence[JournalRecord | None]:
        self.asked.append(("get_many", len(keys)))
        return super().get_many(keys)

    @property
    def claimed(self) -> int:
        """The keys that are claimed."""
        return sum(1 for _ in self.iterate(state="claimed"))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Watched]:
    with Watched(tmp_path / "sent.db") as one:
        yield one


class Turns(MemoryLimiter):
    """A limiter that records the recipients that were taken, and those that were given back."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[float] = []
        self.given_back = 0

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        self.taken += [cost for limit, cost in costs if limit.key.endswith("/recipients")]
        return super().reserve(costs, now, timeout)

    def release(self, reservation: Reservation) -> None:
        self.given_back += 1
        super().release(reservation)


class Watching(FakeClock):
    """A clock that calls a function whenever somebody begins to wait."""

    def __init__(self, before: Callable[[], object]) -> None:
        super().__init__()
        self._before = before

    def sleep(self, seconds: float) -> None:
        self._before()
        super().sleep(seconds)


def people(count: int) -> list[str]:
    return [f"user{number}@mail.example" for number in range(count)]


def kept(server: Server, journal: Any, those: Any, **settings: Any) -> list[BulkResult[Any]]:
    """The results of a run with a journal, at the account's rate."""
    config = {"pacing": True, "send_rate": RATE, **settings.pop("client", {})}
    client = client_of(server.url, **config)
    run = client.sending.send_bulk(
        those, from_email_address="news@shop.example", template_name="news", run_id="june", journal=journal, **settings
    )
    return sorted(run, key=lambda one: one.index)


# What is claimed while calls wait.


@everywhere
def test_no_key_of_a_run_is_claimed_while_its_calls_wait_for_the_rate(journal: Watched) -> None:
    claimed: list[int] = []
    service = Service()
    with installed(Watching(lambda: claimed.append(journal.claimed))), Server(service) as server:
        results = kept(server, journal, people(70), max_concurrency=1)
    assert {one.outcome for one in results} == {"accepted"}
    assert len(claimed) == 4
    assert set(claimed) == {0}


@everywhere
def test_the_key_of_a_single_send_is_not_claimed_while_it_waits_for_the_rate(journal: Watched) -> None:
    claimed: list[int] = []
    with installed(Watching(lambda: claimed.append(journal.claimed))), Server([answer({"MessageId": "1"})]) as server:
        client = client_of(server.url, pacing=True, send_rate=1.0, journal=journal)
        for number in range(3):
            client.sending.send_email(**SEND, idempotency_key=f"order-{number}")
    assert claimed == [0, 0]


@everywhere
def test_a_call_that_ends_while_it_waits_has_claimed_nothing(journal: Watched, clock: FakeClock) -> None:
    with Server([answer({"MessageId": "1"})]) as server:
        client = client_of(
            server.url, pacing=True, send_rate=0.1, journal=journal, retry=RetryPolicy(timeout=5.0, max_attempts=1)
        )
        client.sending.send_email(**SEND, idempotency_key="order-1")
        with pytest.raises(CallTimeoutError):
            client.sending.send_email(**SEND, idempotency_key="order-2")
    assert journal.get("order-2") is None
    assert [what for what, _ in journal.asked if what != "get"] == ["claim", "settle"]


PROGRAM = """
import asyncio, sys
from sesv2kit import AsyncSESv2, ClientConfig, SESv2, SqliteJournal

kind, url, path = sys.argv[1:]
options = {"region_name": "us-east-1", "endpoint_url": url, "config": ClientConfig(send_rate=200.0)}
journal = SqliteJournal(path)
send = {
    "entries": [f"user{number}@mail.example" for number in range(500)],
    "from_email_address": "news@shop.example", "template_name": "news", "run_id": "june", "journal": journal,
}
if kind == "sync":
    SESv2(**options).sending.send_bulk(**send).wait()
else:
    async def main():
        async with AsyncSESv2(**options) as ses:
            await ses.sending.send_bulk(**send).wait()
    asyncio.run(main())
"""


@pytest.mark.parametrize(("kind", "number"), [("sync", "SIGTERM"), ("async", "SIGKILL")])
def test_a_process_that_is_killed_leaves_only_the_keys_of_the_call_that_it_was_making(
    kind: str, number: str, tmp_path: Path
) -> None:
    """Killed while its second call is on the wire, and all others wait for the rate."""
    service, path = Service(), tmp_path / "sent.db"
    processes: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def killing(seen: Seen) -> Answer:
        if len(service.calls) == 1:
            assert started.wait(60)
            processes[0].send_signal(getattr(signal, number))
            processes[0].wait(60)
        return service(seen)

    with Server(killing) as server:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        command = [sys.executable, "-c", PROGRAM, kind, server.url, str(path)]
        processes.append(subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **keys}))
        started.set()
        assert processes[0].wait(60) < 0
        with SqliteJournal(path) as journal:
            left = {str(record.id) for record in journal.iterate(state="claimed")}
            assert len(left) == 50
            results = kept(server, journal, people(500), client={"send_rate": 100_000.0})
            again = {str(journal.scope.id_of(f"june/{one.key}")) for one in results if one.outcome != "accepted"}
            assert again == left
    assert Counter(one.outcome for one in results) == {"accepted": 450, "not_tried": 50}
    assert max(service.sent.values()) == 1


# A signal that cancels the run.

CANCELLED = """
import asyncio, os, signal, sys, threading
from sesv2kit import AsyncSESv2, ClientConfig, SESv2, SqliteJournal
from sesv2kit._workflows.bulk.plan import BulkPlan

kind, url, path, when = sys.argv[1:]
options = {"region_name": "us-east-1", "endpoint_url": url, "config": ClientConfig(send_rate=200.0)}
entries = ["not an address", *(f"user{number}@mail.example" for number in range(500))]
send = {
    "entries": entries, "from_email_address": "news@shop.example", "template_name": "news", "run_id": "june",
    "journal": SqliteJournal(path),
}
note = BulkPlan._note


def noting(*arguments, **facts):  # it holds the lock of the plan
    if threading.current_thread() is threading.main_thread():
        os.kill(os.getpid(), signal.SIGTERM)
    note(*arguments, **facts)


if when == "locked":
    BulkPlan._note = noting


def told(run):
    print(run.summary.stopped, run.summary.accepted, run.summary.unknown)


if kind == "sync":
    run = SESv2(**options).sending.send_bulk(**send)
    signal.signal(signal.SIGTERM, lambda *_: run.cancel())
    run.wait()
    told(run)
else:
    async def main():
        async with AsyncSESv2(**options) as ses:
            run = ses.sending.send_bulk(**send)
            signal.signal(signal.SIGTERM, lambda *_: run.cancel())
            await run.wait()
            told(run)
    asyncio.run(main())
"""


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("when", ["sending", "locked"])
def test_a_signal_handler_cancels_a_run_that_then_ends_its_calls(kind: str, when: str, tmp_path: Path) -> None:
    """While its second call is on the wire, or while the thread that the signal interrupts holds the run's lock."""
    service, path = Service(), tmp_path / "sent.db"
    processes: list[subprocess.Popen[str]] = []
    started = threading.Event()

    def signalling(seen: Seen) -> Answer:
        if len(service.calls) == 1 and when == "sending":
            assert started.wait(60)
            processes[0].send_signal(signal.SIGTERM)
        return service(seen)

    with Server(signalling) as server:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        command = [sys.executable, "-c", CANCELLED, kind, server.url, str(path), when]
        environ = {**os.environ, **keys}
        with subprocess.Popen(command, cwd=PROJECT, env=environ, stdout=subprocess.PIPE, text=True) as process:
            processes.append(process)
            started.set()
            try:
                out, _ = process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == 0
        assert out == f"cancelled {service.sent.total()} 0\n"
        assert 0 <= service.sent.total() < 500
        with SqliteJournal(path) as journal:
            assert [*journal.iterate(state="claimed")] == []
            results = kept(server, journal, people(500), client={"send_rate": 100_000.0})
    assert {one.outcome for one in results} == {"accepted"}
    assert max(service.sent.values()) == 1


# What another run has claimed.


@everywhere
def test_the_counts_say_when_to_start_again_after_another_run_was_killed(journal: Watched, clock: FakeClock) -> None:
    with Server(Service()) as server:
        assert kept(server, journal, people(3))[0].outcome == "accepted"
        key = journal.scope.id_of(recipients_key("june", people(4)[3]))
        journal.claim([Claim(key, "killed", "SendBulkEmail", digest_of(journal, people(4)[3]))])
        clock.sleep(20.0)
        client = client_of(server.url, pacing=True, send_rate=RATE)
        settings: dict[str, Any] = {"from_email_address": "news@shop.example", "template_name": "news"}
        run = client.sending.send_bulk(people(5), run_id="june", journal=journal, **settings)
        summary = run.wait()
        assert (summary.accepted, summary.not_tried, summary.retry_after) == (4, 1, 40.0)
        clock.sleep(summary.retry_after or 0.0)
        run = client.sending.send_bulk(people(5), run_id="june", journal=journal, **settings)
        assert (run.wait().unknown, run.summary.retry_after) == (1, None)
        [unknown] = kept(server, journal, people(5)[3:4])
        journal.resolve(f"june/{unknown.key}", "not_sent")
        assert {one.outcome for one in kept(server, journal, people(5))} == {"accepted"}


def digest_of(journal: SqliteJournal, address: str) -> str:
    return journal.scope.digest(joined([address]))


# What a run that is started again takes of the rate.


@everywhere
def test_a_run_whose_entries_are_all_sent_takes_no_turns_and_claims_nothing(journal: Watched, clock: FakeClock) -> None:
    limiter = Turns()
    with Server(Service()) as server:
        kept(server, journal, people(140), client={"limiter": limiter})
        before = clock.time
        limiter.taken.clear()
        journal.asked.clear()
        results = kept(server, journal, people(140), client={"limiter": limiter})
    assert {(one.outcome, one.replayed) for one in results} == {("accepted", True)}
    assert (limiter.taken, clock.time) == ([], before)
    assert journal.asked == [("get_many", 14)] * 10


@everywhere
def test_a_run_takes_of_the_rate_what_it_sends(journal: Watched, clock: FakeClock) -> None:
    limiter, those = Turns(), people(140)
    with Server(Service()) as server:
        kept(server, journal, [one for number, one in enumerate(those) if number % 14], client={"limiter": limiter})
        limiter.taken.clear()
        results = kept(server, journal, those, client={"limiter": limiter})
    assert Counter((one.outcome, one.replayed) for one in results) == {
        ("accepted", True): 130,
        ("accepted", False): 10,
    }
    assert limiter.taken == [1.0] * 10


@everywhere
def test_a_new_run_asks_the_journal_twice_for_each_call(journal: Watched, clock: FakeClock) -> None:
    with Server(Service()) as server:
        kept(server, journal, people(140))
    asked = Counter(what for what, _ in journal.asked)
    assert (asked["claim"], asked["settle"], asked["release"], asked["get"]) == (10, 10, 0, 0)
    assert 1 <= asked["get_many"] <= 4  # calls that begin before the first has looked


@everywhere
def test_a_run_whose_first_part_is_sent_looks_until_that_is_over(journal: Watched, clock: FakeClock) -> None:
    with Server(Service()) as server:
        kept(server, journal, people(70))
        journal.asked.clear()
        results = kept(server, journal, people(140), max_concurrency=1)
    assert Counter(one.replayed for one in results) == {True: 70, False: 70}
    assert Counter(what for what, _ in journal.asked) == {"get_many": 6, "claim": 5, "settle": 5}


@everywhere
def test_a_key_that_another_call_took_meanwhile_gives_the_turn_back(journal: Watched) -> None:
    limiter = Turns()

    def taken() -> None:
        id = journal.scope.id_of("order-2")
        journal.claim([Claim(id, "another", "SendEmail", "digest")])
        journal.release([Claim(id, "another", "SendEmail", "digest")])
        journal.claim([Claim(id, "another", "SendEmail", digest)])

    time = Watching(taken)
    with installed(time), Server([answer({"MessageId": "1"})]) as server:
        client = client_of(server.url, pacing=True, send_rate=1.0, limiter=limiter, journal=journal)
        client.sending.send_email(**SEND, idempotency_key="order-1")
        record = journal.get("order-1")
        assert record is not None
        digest = record.digest
        with pytest.raises(KeyInProgressError):
            client.sending.send_email(**SEND, idempotency_key="order-2")
        assert limiter.given_back == 1
        before = time.time
        client.sending.send_email(**SEND, idempotency_key="order-3")
        assert time.time == before  # the turn that was given back
        assert len(server.seen) == 2


@everywhere
def test_a_job_that_comes_again_does_not_wait_for_the_rate(journal: Watched, clock: FakeClock) -> None:
    limiter = Turns()
    with Server([answer({"MessageId": "1"})]) as server:
        client = client_of(server.url, pacing=True, send_rate=0.1, limiter=limiter, journal=journal)
        client.sending.send_email(**SEND, idempotency_key="order-1")
        again = client.sending.send_email(**SEND, idempotency_key="order-1")
        assert (again.metadata.replayed, clock.sleeps) == (True, [])
        assert limiter.given_back == len(limiter.taken) - 1
        client.sending.send_email(**SEND, idempotency_key="order-2")
    assert [round(one, 1) for one in clock.sleeps] == [10.2]


@everywhere
def test_a_single_send_asks_the_journal_twice_unless_it_waits(journal: Watched, clock: FakeClock) -> None:
    with Server([answer({"MessageId": "1"})]) as server:
        client = client_of(server.url, pacing=True, send_rate=1.0, journal=journal)
        for number in range(2):
            client.sending.send_email(**SEND, idempotency_key=f"order-{number}")
    assert [what for what, _ in journal.asked] == ["claim", "settle", "get_many", "claim", "settle"]


@everywhere
def test_a_journal_that_cannot_read_many_keys_at_once_reads_them_one_by_one(
    each_client: str, tmp_path: Path, clock: FakeClock
) -> None:
    class Few:
        """The methods of the protocol, and no others."""

        def __init__(self, journal: SqliteJournal) -> None:
            self.scope, self.lease = journal.scope, journal.lease
            self.claim, self.settle, self.release, self.get = (
                journal.claim,
                journal.settle,
                journal.release,
                journal.get,
            )

    store = SqliteJournal(tmp_path / "sent.db")
    few: Any = Few(store) if each_client == "sync" else Awaited(store)
    with Server(Service()) as server:
        for replayed in (False, True):
            results = kept(server, few, people(70))
            assert {(one.outcome, one.replayed) for one in results} == {("accepted", replayed)}
