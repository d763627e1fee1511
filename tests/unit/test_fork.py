"""A client made before a fork: parent and child share no socket, and no lock that somebody holds."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest

from sesv2kit import MemoryLimiter, shapes
from sesv2kit.rate import Limit
from tests.faults.server import Answer, Seen, Server, answer
from tests.unit.support import client_of

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def echo(seen: Seen) -> Answer:
    address = unquote(seen.target.rpartition("/")[2])
    return answer({"SuppressedDestination": {"EmailAddress": address, "Reason": "BOUNCE", "LastUpdateTime": 1.0}})


def in_child(function: Callable[[], float]) -> int:
    """The number a function gives in a forked child; 255 if it fails, less than 0 if it hangs."""
    pid = os.fork()
    if pid == 0:
        code = 255
        signal.alarm(20)
        try:
            code = int(function())
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_answers_reach_the_process_that_asked() -> None:
    def strangers(who: str) -> int:
        """How many of 40 answers were another process's."""
        asked = [f"{who}{number}@x.example" for number in range(40)]
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda one: client.suppression.get_suppressed_destination(email_address=one), asked))
        return sum(one.suppressed_destination.email_address != other for one, other in zip(got, asked, strict=True))

    with Server(echo) as server, client_of(server.url) as client:
        assert strangers("warm") == 0  # connections are open now
        assert in_child(lambda: strangers("child")) == 0
        assert strangers("parent") == 0


def test_a_lock_held_at_the_fork_does_not_hang_the_child() -> None:
    limiter = MemoryLimiter()
    limit = Limit("sends", 1.0)
    with limiter._lock:  # pyright: ignore[reportPrivateUsage]  # another thread, at the wrong moment
        assert in_child(lambda: limiter.reserve([(limit, 1.0)], 0.0) is None) == 0


def test_a_model_that_is_being_built_at_the_fork_is_built_in_the_child() -> None:
    class Late(shapes.Shape):
        name: str

    holds, forked = threading.Event(), threading.Event()

    def build() -> None:
        with shapes._BUILDING.lock:  # pyright: ignore[reportPrivateUsage]  # what every building takes
            holds.set()
            forked.wait()

    builder = threading.Thread(target=build)
    builder.start()
    try:
        assert holds.wait(10)
        assert in_child(lambda: Late(name="a").name != "a") == 0
    finally:
        forked.set()
        builder.join()
