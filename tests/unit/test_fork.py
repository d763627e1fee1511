"""A client that was created before a fork: parent and child share no socket and no held lock."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType, ModuleType
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote

import pytest
from pydantic_core import core_schema
from urllib3 import PoolManager

from sesv2kit import MemoryLimiter, RetryPolicy
from sesv2kit._core import fork
from sesv2kit._core.cached import cached_property
from sesv2kit.limits import Limit
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.shapes import bases as shapes
from sesv2kit.shapes._building import BUILDING
from tests.faults.server import Answer, Seen, Server, answer, refusal
from tests.meta.source import PROJECT
from tests.unit.support import SEND, client_of

T = TypeVar("T")

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def echo(seen: Seen) -> Answer:
    address = unquote(seen.target.rpartition("/")[2])
    return answer({"SuppressedDestination": {"EmailAddress": address, "Reason": "BOUNCE", "LastUpdateTime": 1.0}})


def in_child(function: Callable[[], float], seconds: int = 20) -> int:
    """The result of a function in a forked child; 255 if it fails, negative if it hangs."""
    pid = os.fork()
    if pid == 0:
        code = 255
        signal.alarm(seconds)
        try:
            code = int(function())
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_answers_reach_the_process_that_asked() -> None:
    def strangers(who: str) -> int:
        """How many of 40 responses belonged to another process."""
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
    with limiter._lock.lock:  # pyright: ignore[reportPrivateUsage]  # another thread, at the wrong time
        assert in_child(lambda: limiter.reserve([(limit, 1.0)], 0.0) is None) == 0


class Announcing:
    """A lock that signals when a certain thread requests it."""

    def __init__(self, lock: Any, thread: int, asked: threading.Event) -> None:
        self._lock, self._thread, self._asked = lock, thread, asked

    def acquire(self, timeout: float = -1) -> bool:
        if threading.get_ident() == self._thread:
            self._asked.set()
        acquired: bool = self._lock.acquire(timeout=timeout)
        return acquired

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def test_a_fork_waits_for_a_model_that_another_thread_is_building(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pydantic holds a lock while it builds; otherwise every build in the child would hang on it."""
    building, forking = threading.Event(), threading.Event()

    class Slow:
        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            building.set()
            forking.wait(20)
            return core_schema.str_schema()

    class First(shapes.Shape):
        name: Annotated[str, Slow]

    class Other(shapes.Shape):
        name: str

    guard = BUILDING  # every build takes it
    monkeypatch.setattr(guard, "lock", Announcing(guard.lock, threading.get_ident(), forking))
    builder = threading.Thread(target=lambda: First(name="a"))
    builder.start()
    try:
        assert building.wait(20)
        assert in_child(lambda: (First(name="a").name, Other(name="b").name) != ("a", "b"), seconds=5) == 0
        assert forking.is_set()
    finally:
        forking.set()
        builder.join()


def test_a_fork_waits_no_longer_for_building_that_waits_for_the_forking_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Late(shapes.Shape):
        name: str

    monkeypatch.setattr(fork, "_PATIENCE", 0)
    holds, forked = threading.Event(), threading.Event()

    def build() -> None:
        with BUILDING.lock:  # every build takes it
            holds.set()
            forked.wait(20)

    builder = threading.Thread(target=build)
    builder.start()
    try:
        assert holds.wait(20)
        assert in_child(lambda: Late(name="a").name != "a") == 0
    finally:
        forked.set()
        builder.join()
    assert Late(name="a").name == "a"


def test_parent_and_child_talk_at_once_and_each_gets_its_own_answers() -> None:
    def strangers(who: str) -> int:
        asked = [f"{who}{number}@x.example" for number in range(60)]
        got = [client.suppression.get_suppressed_destination(email_address=one) for one in asked]
        return sum(one.suppressed_destination.email_address != other for one, other in zip(got, asked, strict=True))

    with Server(echo) as server, client_of(server.url) as client:
        assert strangers("warm") == 0
        pid = os.fork()
        if pid == 0:
            code = 255
            try:
                code = strangers("child")
            finally:
                os._exit(code)
        assert strangers("parent") == 0
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def locks_of(client: Any) -> dict[str, Any]:
    """Every lock that a thread may hold when another one forks: ours, and those inside boto3's client."""
    transport = client._connection.transports["sesv2"]
    return {
        "client": transport._client_lock.lock,
        "budget": transport.budget._lock.lock,
        "pacing": transport.pacing._lock.lock,
        "urllib3": inside(client.boto3_client, PoolManager).pools.lock,
    }


def inside(whole: object, kind: type[T]) -> T:
    """The first object of a class that is reachable from another object."""
    waiting, seen = deque([whole]), set[int]()
    while waiting:
        one = waiting.popleft()
        if isinstance(one, kind):
            return one
        if id(one) not in seen and not isinstance(one, type | FunctionType | ModuleType):
            seen.add(id(one))
            waiting += gc.get_referents(one)
    raise AssertionError(f"no {kind.__name__} inside {whole}")


@pytest.mark.parametrize("name", ["client", "budget", "pacing", "urllib3"])
def test_no_lock_that_a_thread_held_at_the_fork_stops_the_child(name: str) -> None:
    failures = [refusal(500, "InternalFailure")]

    def script(seen: Seen) -> Answer:
        if failures and seen.method == "POST":
            return failures.pop()
        return answer({"SendQuota": {"MaxSendRate": 1000.0}, "MessageId": "1", "Tenant": {}})

    def calls() -> int:
        client.call(GET_TENANT, {"tenant_name": "a"})  # fails once, which uses the budget
        return client.call(SEND_EMAIL, SEND).metadata.attempts - 1

    held, forked = threading.Event(), threading.Event()

    def hold(lock: Any) -> None:
        with lock:
            held.set()
            forked.wait(20)

    with Server(script) as server, client_of(server.url, pacing=True, retry=RetryPolicy(initial_wait=0)) as client:
        client.boto3_client.close()
        holder = threading.Thread(target=hold, args=(locks_of(client)[name],))
        holder.start()
        held.wait(20)
        pid = os.fork()
        if pid == 0:
            code = 255
            try:
                signal.alarm(20)  # a child that hangs is killed, and the test fails
                code = calls()
            finally:
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        forked.set()
        holder.join()
    assert status == 0


def test_a_child_asks_for_the_sending_rate_that_its_parent_was_asking_for() -> None:
    asking, forked = threading.Event(), threading.Event()

    def script(seen: Seen) -> Answer:
        if seen.method == "GET" and not asking.is_set():
            asking.set()
            forked.wait(20)
        return answer({"SendQuota": {"MaxSendRate": 1000.0}, "MessageId": "1"})

    def send() -> int:
        return client.options(timeout=10).call(SEND_EMAIL, SEND).metadata.attempts - 1

    with Server(script) as server, client_of(server.url, pacing=True) as client:
        sender = threading.Thread(target=send)
        sender.start()
        try:
            assert asking.wait(20)
            assert in_child(send) == 0
        finally:
            forked.set()
            sender.join()


def run(program: str, *arguments: str) -> str:
    """What a program prints, in a process of its own, which has imported nothing yet."""
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program, *arguments]
    done = subprocess.run(
        command, env=os.environ | keys, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


FIRST_CALL = """
import os, signal, sys, threading
from importlib.machinery import PathFinder

from sesv2kit import ClientConfig, SESv2
from sesv2kit._core import fork
from tests.faults.server import Server, answer

importing, waiting, forked = threading.Event(), threading.Event(), threading.Event()
forking = threading.get_ident()


class Guard:
    # Once the fork waits, whoever releases the lock goes on only after the fork: with all that he holds beside it.

    def __init__(self, lock):
        self.lock = lock

    def acquire(self, timeout):
        assert threading.get_ident() == forking
        if not self.lock.acquire(blocking=False):
            waiting.set()
            assert self.lock.acquire(timeout=timeout)
        return True

    def release(self):
        self.lock.release()

    def __enter__(self):
        self.lock.acquire()

    def __exit__(self, *_):
        self.lock.release()
        if waiting.is_set() and threading.get_ident() != forking and not self.lock._is_owned():
            forked.wait(20)


class Watch:
    def find_spec(self, name, path=None, target=None):
        if name != sys.argv[1] or importing.is_set():
            return None
        spec = PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module

        def exec_module(module):
            importing.set()
            while not (waiting.wait(0.01) or forked.is_set()):
                pass
            execute(module)

        spec.loader.exec_module = exec_module
        return spec


def call():
    assert ses.account.get_account().sending_enabled


fork.IMPORTING.lock = Guard(fork.IMPORTING.lock)
sys.meta_path.insert(0, Watch())
with Server([answer({"SendingEnabled": True})]) as server:
    ses = SESv2("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False))
    first = threading.Thread(target=call)
    first.start()
    assert importing.wait(60)
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # one that hangs is killed, and seen
        call()
        os._exit(0)
    forked.set()
    first.join()
    print(os.waitpid(child, 0)[1])
"""


@pytest.mark.parametrize(
    "module",
    # Which imports a fork waits for, test_a_call_imports_nothing_but_where_a_fork_waits_for_it knows of all of them.
    [
        "botocore.session",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("sesv2kit.services.account", "botocore.endpoint", "encodings.idna")
        ),
    ],
)
def test_a_fork_while_another_thread_imports_for_its_first_call(module: str) -> None:
    assert run(FIRST_CALL, module) == "0\n"


CALLS = """
import asyncio
import sys
from contextlib import suppress

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit._core import fork
from sesv2kit.errors import SESv2Error
from tests.faults.server import Server, answer, refusal
from tests.unit.support import SEND


class Watch:
    def find_spec(self, name, path=None, target=None):
        if not any(guard.lock._is_owned() for guard in fork._guards):
            print(name)


script = [
    answer({"SendQuota": {"MaxSendRate": 1000.0}}),
    refusal(500, "InternalFailure"),
    answer({"Tenant": {"TenantName": "a", "CreatedTimestamp": 1.0}}),
    refusal(404, "NotFoundException"),
    answer({"Tenants": [{"TenantName": "a"}], "NextToken": "b"}),
    answer({"Tenants": [{"TenantName": 5}]}),
    answer({"Tenant": {}}),
    refusal(500, "InternalFailure"),
    answer({"SuppressedDestination": {}}),
]


async def calls(url):
    async with AsyncSESv2("us-east-1", endpoint_url=url, config=config) as ses:
        got = await ses.options(timeout=60).suppression.get_suppressed_destination(email_address="a@x.example")
        assert got.metadata.attempts == 2


with Server(script) as server:
    rates = dict.fromkeys(("GetAccount", "GetTenant", "ListTenants", "GetSuppressedDestination"), 20.0)
    config = ClientConfig(retry=RetryPolicy(initial_wait=0.001), rates=rates)  # or it waits for seconds
    ses = SESv2("us-east-1", endpoint_url=server.url, config=config)
    unreachable = SESv2("us-east-1", endpoint_url="https://127.0.0.1:1", config=ClientConfig(pacing=False))
    sys.meta_path.insert(0, Watch())
    ses.account.get_account()
    assert ses.tenants.get_tenant(tenant_name="a").metadata.attempts == 2
    with suppress(SESv2Error):
        ses.tenants.delete_tenant(tenant_name="a")
    assert len(list(ses.tenants.list_tenants().prefetching())) == 2
    ses.call("GetTenant", {"TenantName": "a"})
    with suppress(SESv2Error):
        unreachable.account.get_account()
    asyncio.run(calls(server.url))
"""


def test_a_call_imports_nothing_but_where_a_fork_waits_for_it() -> None:
    assert run(CALLS) == ""


def test_no_lock_is_held_while_a_property_is_computed() -> None:
    started, forked = threading.Event(), threading.Event()

    class Slow:
        @cached_property
        def value(self) -> int:
            started.set()
            forked.wait(20)
            return 1

    one = Slow()
    other = threading.Thread(target=lambda: one.value)
    other.start()
    try:
        assert started.wait(20)

        def compute() -> int:
            forked.set()
            return one.value - Slow().value

        assert in_child(compute) == 0
    finally:
        forked.set()
        other.join()


def test_a_fork_that_no_longer_waits_says_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(fork, "_PATIENCE", 0)
    holds, forked = threading.Event(), threading.Event()

    def hold() -> None:
        with fork.IMPORTING.lock:
            holds.set()
            forked.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert holds.wait(20)
        assert in_child(lambda: 0) == 0
    finally:
        forked.set()
        holder.join()
    assert [record.getMessage() for record in caplog.records] == [
        "A fork no longer waits for another thread, which has been making its first call for 0 s. The child may hang "
        "at its own first call: fork before threads make calls, or start processes with the method spawn"
    ]
