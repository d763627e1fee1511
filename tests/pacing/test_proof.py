"""Many callers keep every limit, use it up, and get equal shares: threads in one process, processes that share a Redis,
and threads with a real client."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit import MemoryLimiter
from sesv2kit._core import clock
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT
from sesv2kit.operation import Operation
from tests.faults.server import Answer, Seen, Server, answer, refusal
from tests.meta.source import PROJECT
from tests.pacing.proof import CASES, CrowdClock, Grant, check
from tests.pacing.servers import RedisServer
from tests.proofs import proofs_of
from tests.unit.support import BULK, SEND, client_of

STRICT = {"BatchGetMetricData"}
"""Its calls are weighted, but sixteen calls per second with at most ten queries each are never more than 160
queries."""


@pytest.mark.parametrize("name", CASES)
def test_eight_threads(name: str) -> None:
    case, time = CASES[name], CrowdClock()
    limiter, limits = MemoryLimiter(), case.limits(name)
    grants: list[Grant] = []

    def caller(number: int) -> Callable[[], None]:
        costs = case.costs[number]

        def run() -> None:
            while time.monotonic() < 30:
                reservation = limiter.reserve(list(zip(limits, costs, strict=True)), time.monotonic())
                assert reservation is not None
                time.sleep(reservation.wait)
                grants.append(Grant(str(number), time.monotonic(), costs))

        return run

    time.run([caller(number) for number in range(len(case.costs))])
    check(case.rates, grants, strict=name in STRICT)


@pytest.fixture(scope="module")
def fleet(common_redis_server: RedisServer) -> dict[str, list[Grant]]:
    """The granted calls of four processes for each case."""
    command = [sys.executable, "-m", "tests.pacing.worker"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": PROJECT}
    processes: list[Any] = [
        subprocess.Popen([*command, name, common_redis_server.url, "3"], **pipes) for name in "ABCD"
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    grants: dict[str, list[Grant]] = {name: [] for name in CASES}
    for process in processes:
        for case, (caller, moment, costs) in json.loads(process.communicate(timeout=60)[0]):
            grants[case].append(Grant(caller, moment, tuple(costs)))
    return grants


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_four_processes_with_redis(name: str, fleet: dict[str, list[Grant]]) -> None:
    check(CASES[name].rates, fleet[name], strict=name in STRICT)


ANSWER = {
    "SendQuota": {"MaxSendRate": 50.0},
    "Results": [],
}
"""Does for every operation here that may be repeated."""

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def batch(caller: str, count: int) -> dict[str, Any]:
    one = {"namespace": "VDM", "metric": "SEND", "start_date": DAY, "end_date": DAY}
    return {"queries": [{"id": f"{caller}{number}", **one} for number in range(count)]}


def to(to: int, cc: int = 0, bcc: int = 0) -> dict[str, list[str]]:
    counts = {"to_addresses": to, "cc_addresses": cc, "bcc_addresses": bcc}
    return {kind: [f"{number}@{kind}.example" for number in range(count)] for kind, count in counts.items()}


def mail(caller: str, destination: dict[str, list[str]]) -> dict[str, Any]:
    return {**SEND, "from_email_address": f"{caller}@shop.example", "destination": destination}


def bulk(caller: str, *destinations: dict[str, list[str]]) -> dict[str, Any]:
    entries = [{"destination": destination} for destination in destinations]
    return {**BULK, "from_email_address": f"{caller}@shop.example", "bulk_email_entries": entries}


CALLS: list[tuple[Operation[Any, Any], dict[str, Any]]] = [
    (BATCH_GET_METRIC_DATA, batch("a", 10)),
    (BATCH_GET_METRIC_DATA, batch("b", 10)),
    (BATCH_GET_METRIC_DATA, batch("c", 4)),
    (SEND_EMAIL, mail("d", to(1))),
    (SEND_EMAIL, mail("e", to(1))),
    (SEND_EMAIL, mail("f", to(3, cc=2, bcc=4))),
    (SEND_BULK_EMAIL, bulk("g", to(1, cc=1), to(4))),
    (SEND_BULK_EMAIL, bulk("h", to(2), to(0, bcc=1), to(3))),
]


def grant(seen: Seen, moment: float) -> Grant:
    """A request, as the service counts it."""
    body = seen.json
    if "Queries" in body:
        return Grant(body["Queries"][0]["Id"], moment, (1, len(body["Queries"])))
    mails = body.get("BulkEmailEntries", [body])
    recipients = sum(len(addresses) for mail in mails for addresses in mail["Destination"].values())
    return Grant(body["FromEmailAddress"], moment, (recipients,))


def test_eight_threads_through_a_client() -> None:
    time = CrowdClock()
    grants: list[Grant] = []

    def serve(seen: Seen) -> Answer:
        if seen.method == "POST":
            grants.append(grant(seen, time.monotonic()))
        return answer({**ANSWER, **proofs_of(seen.body)})

    def caller(operation: Operation[Any, Any], request: dict[str, Any]) -> Callable[[], None]:
        def run() -> None:
            while time.monotonic() < 10:
                client.call(operation, request)

        return run

    with clock.installed(time), Server(serve) as server, client_of(server.url, pacing=True) as client:
        time.run([caller(*call) for call in CALLS])
    assert {one.costs for one in grants} == {(1, 10), (1, 4), (1,), (9,), (6,)}
    check([16, 160], [one for one in grants if len(one.costs) == 2], strict=True)
    check([50], [one for one in grants if len(one.costs) == 1])


def test_one_throttle_slows_a_crowd_to_half_and_doubles_every_ten_seconds() -> None:
    time = CrowdClock()
    moments: list[float] = []
    throttled: list[float] = []

    def serve(seen: Seen) -> Answer:
        if time.monotonic() >= 3 and not throttled:
            throttled.append(time.monotonic())
            return refusal(429, "ThrottlingException", "Rate exceeded")
        moments.append(time.monotonic())
        return answer({"Tenant": {}})

    def caller(number: int) -> Callable[[], None]:
        def run() -> None:
            time.sleep(number / 40)
            while time.monotonic() < 15:
                client.call(GET_TENANT, {"tenant_name": "a"})
                time.sleep(0.25)

        return run

    with clock.installed(time), Server(serve) as server, client_of(server.url, pacing=True) as client:
        time.run([caller(number) for number in range(10)])
    (since,) = throttled
    seen = [sum(begin <= moment - since < begin + 2 for moment in moments) for begin in (-2, 0, 2, 4, 6, 8)]
    curve = [20 * 10 / 0.6931 * (2 ** (end / 10) - 2 ** ((end - 2) / 10)) for end in (2, 4, 6, 8, 10)]
    assert seen[0] == pytest.approx(80, abs=2)
    assert seen[1:] == pytest.approx(curve, rel=0.1)
