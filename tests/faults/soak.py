"""A hundred thousand calls through random faults: `python -m tests.faults.soak`, or `nox -s soak`.

No send acts twice, every call ends in an answer or one of our errors, and nothing is left behind: no thread, no socket,
no slot. Waits take no time; the faults, sockets and threads are real. The service is a process of its own.
"""

import argparse
import collections
import gc
import multiprocessing
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

from sesv2kit import MemoryLimiter, SESv2
from sesv2kit.clock import installed
from sesv2kit.errors import SESv2Error
from sesv2kit.events import CallEvent
from sesv2kit.models import EmailContent, MessageTag, RawMessage
from sesv2kit.rate import Limit, Reservation
from sesv2kit.retry import Failure
from tests.faults.cases import FAULTS, OK, QUICK, TINY
from tests.faults.server import Answer, End, Seen, Server, answer
from tests.unit.support import FakeClock, client_of

THREADS = 16
FAULTY = 0.2
"""Share of requests that meet a fault."""

SLOW = 0.02
"""Share of those that may meet silence, which costs a read timeout of real time each."""

SILENT = [fault for fault in FAULTS if fault.answer.end is End.STALL]


def serve(pipe: Connection, seed: int) -> None:
    """Be the service until told to stop; then tell how often each send was met by anything but a refusal."""
    choice = random.Random(seed)
    acted: collections.Counter[str] = collections.Counter()
    lock = threading.Lock()

    def meet(seen: Seen) -> Answer:
        with lock:
            fault = None
            if choice.random() < FAULTY:
                fault = choice.choice(SILENT if choice.random() < SLOW else QUICK)
            if seen.target.endswith("/outbound-emails"):
                refused = fault is not None and fault.failure in (Failure.REFUSED, Failure.FINAL)
                acted[seen.json["EmailTags"][0]["Value"]] += not refused
        if fault is not None:
            return fault.answer
        if seen.target.endswith("/account"):
            return answer({"SendQuota": {"MaxSendRate": 1000.0}})
        return OK

    with Server(meet) as server:
        pipe.send(server.url)
        pipe.recv()
        pipe.send((dict(acted), server.connections))


class Counting(MemoryLimiter):
    """Counts the slots that are out."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0
        self._count_lock = threading.Lock()

    def reserve(
        self, costs: Sequence[tuple[Limit, float]], now: float, timeout: float | None = None
    ) -> Reservation | None:
        reservation = super().reserve(costs, now, timeout)
        if reservation is not None:
            with self._count_lock:
                self.taken += 1
        return reservation

    def release(self, reservation: Reservation) -> None:
        super().release(reservation)
        with self._count_lock:
            self.taken -= 1


def calls_of(client: SESv2) -> list[Callable[[int], object]]:
    """What is called, by turns: half of it sends."""

    def send(number: int) -> object:
        return client.sending.send_email(
            destination="to@soak.example",
            content=EmailContent(raw=RawMessage(data=b"Subject: soak\r\n\r\n")),
            email_tags=[MessageTag(name="number", value=str(number))],
        )

    return [
        send,
        lambda _: client.account.get_account(),
        send,
        lambda number: client.tenants.delete_tenant(tenant_name=f"t{number}"),
        send,
        lambda number: client.suppression.put_suppressed_destination(
            email_address=f"{number}@soak.example", reason="BOUNCE"
        ),
        send,
        lambda _: list(client.tenants.list_tenants()),
    ]


def open_sockets() -> int:
    gc.collect()
    return sum(str(one.readlink()).startswith("socket:") for one in Path("/proc/self/fd").iterdir() if one.is_symlink())


def soak(calls: int, seconds: float, seed: int) -> dict[str, int]:
    """Make the calls, check what is left, and count what came of them.

    Raises:
        AssertionError: A promise was broken.
    """
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there, seed))
    process.start()
    url: str = here.recv()
    ends: collections.Counter[str] = collections.Counter()
    attempts: collections.Counter[str] = collections.Counter()
    lock = threading.Lock()
    limiter = Counting()
    until = time.monotonic() + seconds

    def watch(event: CallEvent) -> None:
        with lock:
            attempts[event.operation] += 1

    threads, sockets = threading.active_count(), open_sockets()
    with installed(FakeClock()):
        client = client_of(url, pacing=True, limiter=limiter, max_connections=THREADS, on_event=watch, **TINY)
        kinds = calls_of(client)

        def call(number: int) -> str:
            if time.monotonic() > until:
                return "left out"
            try:
                kinds[number % len(kinds)](number)
            except SESv2Error as error:
                return type(error).__name__
            return "answered"

        with ThreadPoolExecutor(THREADS) as pool:
            ends.update(pool.map(call, range(calls)))  # any other exception ends the soak here
        kept = open_sockets() - sockets
        client.close()
    here.send("stop")
    acted, connections = here.recv()
    process.join()
    twice = [number for number, times in acted.items() if times > 1]
    assert not twice, f"sent twice: {twice[:10]}"
    assert kept <= THREADS, f"{kept} sockets are open, {THREADS} may be"
    assert open_sockets() == sockets, "a socket was left"
    assert threading.active_count() == threads, "a thread was left"
    # Paced are the sends alone until something is throttled: then all that is called may be.
    assert limiter.taken >= attempts["SendEmail"]
    assert limiter.taken <= attempts.total()
    return {**ends, "attempts": attempts.total(), "connections": connections}


def main() -> None:
    """Soak for the time given, and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=300.0, help="begin no call later than this")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    began = time.monotonic()
    counted = soak(given.calls, given.seconds, given.seed)
    for what, times in sorted(counted.items(), key=lambda item: -item[1]):
        print(f"{times:8} {what}")
    print(f"{given.calls - counted.get('left out', 0)} calls in {time.monotonic() - began:.0f} s")
    if "left out" in counted:
        sys.exit("not all calls could be made in the time")


if __name__ == "__main__":
    main()
