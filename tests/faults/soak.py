"""A hundred thousand calls through random faults: `python -m tests.faults.soak`, or `nox -s soak`.

Event hooks raise at random, signals interrupt the main thread's calls, and forked children continue to use the client.
No send is carried out twice, and none is carried out that was reported as not sent. Every call ends in a response, one
of our errors, or an exception of a hook or a signal. No thread, socket or slot is left over. Waits take no real time;
the faults, sockets, signals, forks and threads are real. The service is a separate process.
"""

import argparse
import collections
import gc
import logging
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Self

from botocore.exceptions import EndpointConnectionError

from sesv2kit import MemoryLimiter, SESv2
from sesv2kit._core.clock import installed
from sesv2kit._core.retry import Failure
from sesv2kit.errors import SESv2Error
from sesv2kit.limits import Limit, Reservation
from sesv2kit.models import EmailContent, MessageTag, RawMessage
from sesv2kit.observing import AttemptReport
from tests.faults.cases import FAULTS, OK, QUICK, TINY
from tests.faults.server import Answer, End, Seen, Server, answer
from tests.unit.support import FakeClock, client_of

THREADS = 16
FAULTY = 0.2
"""Share of requests with a fault."""

SLOW = 0.02
"""Share of those that may get no response, which takes a read timeout of real time each."""

FAILING_HOOKS = 0.002
"""Share of the hooks' calls that fail."""

MAIN, FORKS = 16, 50
"""The main thread makes every MAIN-th call, and after FORKS of those a child is forked."""

SILENT = [fault for fault in FAULTS if fault.answer.end is End.STALL]


def serve(pipe: Connection, seed: int) -> None:
    """Run the service until told to stop; then report how often each send was not refused."""
    choice = random.Random(seed)
    acted: collections.Counter[str] = collections.Counter()
    lock = threading.Lock()

    def meet(seen: Seen) -> Answer:
        with lock:
            fault = None
            if choice.random() < FAULTY:
                fault = choice.choice(SILENT if choice.random() < SLOW else QUICK)
            if seen.target.endswith("/outbound-emails"):
                refused = fault is not None and fault.failure in (Failure.REFUSED, Failure.CONTENDED, Failure.FINAL)
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
    """Counts the reserved slots."""

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
    """The calls to make in turn; half of them are sends."""

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


class HookError(Exception):
    """Raised by a hook."""


class Interrupted(Exception):
    """Raised by the signal handler."""


FOREIGN = (HookError, Interrupted, EndpointConnectionError)


class Hooks:
    """Hooks of the client that fail at random, before and after the request is sent."""

    def __init__(self, seed: int) -> None:
        self._choice = random.Random(seed)
        self._lock = threading.Lock()

    def __call__(self, **_: object) -> None:
        with self._lock:
            lot = self._choice.random()
        if lot < FAILING_HOOKS:
            raise HookError if lot < FAILING_HOOKS / 2 else EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


def is_taking_a_lock(frame: FrameType | None) -> bool:
    """Whether an exception raised here could leave a lock of Python's own taken for ever, as docs/retries.md warns."""
    while frame is not None:
        if frame.f_globals.get("__name__") in ("logging", "queue", "threading"):
            return True
        frame = frame.f_back
    return False


class Signals:
    """Interrupts calls of the main thread at random times."""

    def __init__(self, seed: int) -> None:
        self._choice = random.Random(seed)
        self._calling = self._over = False
        self.raised = 0
        """How often a call was interrupted. Python swallows what is raised in a finalizer, and the call goes on."""

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGALRM, self._handle)
        self._arm()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)

    def _arm(self) -> None:
        if not self._over:
            signal.setitimer(signal.ITIMER_REAL, self._choice.uniform(0.001, 0.02))

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._arm()
        if self._calling and not is_taking_a_lock(frame):
            self._calling = False
            self.raised += 1
            raise Interrupted

    def during(self, call: Callable[[int], str], number: int) -> str:
        """Make a call that a signal may interrupt."""
        try:
            self._calling = True
            try:
                return call(number)
            finally:
                self._calling = False
        except Interrupted:  # between the call and this line
            return "interrupted"


def forked(call: Callable[[int], str], numbers: Sequence[int]) -> int:
    """Fork a child that makes some calls with the inherited client, and then ends. Returns its process id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # since 3.12: fork in a process with threads
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        # A handler's stream may be locked by a thread of the parent, which Python does not renew: pytest's own is.
        logging.disable()
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.alarm(60)  # a child that hangs is killed and reported
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for number in numbers:
            call(number)
        code = 0
    finally:
        os._exit(code)


NOTHING_SENT = {"ConnectError", "ConfigurationError", "CredentialsError", "CallTimeoutError", "RequestInvalidError"}
UNSURE = {"OutcomeUnknownError", "interrupted", *(one.__name__ for one in FOREIGN)}


def soak(calls: int, seconds: float, seed: int) -> dict[str, int]:
    """Make the calls, check that nothing is left over, and count the results.

    Raises:
        AssertionError: A promise was broken.
    """
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there, seed))
    process.start()
    url: str = here.recv()
    ends: dict[int, str] = {}
    attempts: collections.Counter[str] = collections.Counter()
    lock = threading.Lock()
    limiter = Counting()
    until = time.monotonic() + seconds

    def watch(event: AttemptReport) -> None:
        with lock:
            attempts[event.operation] += 1

    threads, sockets = threading.active_count(), open_sockets()
    children: list[int] = []
    with installed(FakeClock()):
        client = client_of(url, pacing=True, limiter=limiter, max_connections=THREADS, on_attempt=watch, **TINY)
        kinds = calls_of(client)
        for each in (client.account, client.sending, client.suppression, client.tenants):
            assert each  # Python never frees the lock on a module that another thread imports at a fork
        for phase in ("before-call", "before-parse", "response-received", "after-call"):
            client.boto3_client.meta.events.register(f"{phase}.sesv2", Hooks(seed))

        def call(number: int) -> str:
            if time.monotonic() > until:
                return "left out"
            try:
                kinds[number % len(kinds)](number)
            except (SESv2Error, *FOREIGN) as error:
                return type(error).__name__
            return "answered"

        with ThreadPoolExecutor(THREADS) as pool, Signals(seed) as signals:
            share = range(0, calls, MAIN)  # in the main thread, which alone gets signals
            rest = [number for number in range(calls) if number % MAIN]
            running = pool.map(call, rest)  # any other exception fails the soak test below
            for turn, number in enumerate(share):
                ends[number] = signals.during(call, number)
                if turn % FORKS == 0 and time.monotonic() < until:
                    first = calls + turn * 8
                    children.append(forked(call, range(first, first + 8)))
            ends.update(zip(rest, running, strict=True))
        statuses = [os.waitpid(child, 0)[1] for child in children]
        kept = open_sockets() - sockets
        client.close()
    here.send("stop")
    acted, connections = here.recv()
    process.join()
    check(ends, acted)
    assert not any(statuses), f"children ended with {statuses}"
    # Python may leave the socket of an interrupted call open.
    assert kept <= THREADS + 1 + signals.raised, f"{kept} sockets are open"
    assert open_sockets() <= sockets + signals.raised, "a socket was left"
    assert threading.active_count() == threads, "a thread was left"
    # Only sends are paced until something is throttled; then all calls may be. Calls that a hook or a signal ended are
    # not reported to the observer.
    foreign = sum(end in UNSURE for end in ends.values())
    assert limiter.taken >= attempts["SendEmail"]
    assert limiter.taken <= attempts.total() + foreign
    counted = collections.Counter(ends.values())
    return {**counted, "attempts": attempts.total(), "connections": connections, "children": len(children)}


def check(ends: dict[int, str], acted: dict[str, int]) -> None:
    """Compare the client's result of each send with what the service did."""
    twice = [number for number, times in acted.items() if times > 1]
    assert not twice, f"sent twice: {twice[:10]}"
    sends = {number: end for number, end in ends.items() if number % 2 == 0 and end != "left out"}
    lied = [number for number, end in sends.items() if end in NOTHING_SENT and acted.get(str(number))]
    assert not lied, f"sent, and said not to be: {lied[:10]}"
    lost = [number for number, end in sends.items() if end == "answered" and not acted.get(str(number))]
    assert not lost, f"said to be sent, and not: {lost[:10]}"
    refused = {number: end for number, end in sends.items() if end not in {*NOTHING_SENT, *UNSURE, "answered"}}
    done = [(number, end) for number, end in refused.items() if acted.get(str(number))]
    assert not done, f"said to be refused, and done: {done[:10]}"


def main() -> None:
    """Run the soak test for the given time, and print the results."""
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
