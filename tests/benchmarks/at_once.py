"""500 calls at once: AsyncSESv2 beside plain boto3 in threads, and how long it blocks its loop.

`python -m tests.benchmarks.at_once` prints ratios of calls per second and of CPU time per call, for several numbers of
connections, with a server that responds after 30 ms; then the longest that the event loop had to wait while pages of
1,000 items came in. As in the other benchmarks the two take turns, each in a process of its own.
"""

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.benchmarks import harness

CONNECTIONS = (16, 64, 128)
LATENCY = 0.03
CALLS = 500
ROUNDS = 15
PAGES = 50


@dataclass(frozen=True, slots=True)
class Pace:
    """The cost of one kind of calls."""

    wall: float
    """Seconds until all had a response."""

    cpu: float
    """Seconds of CPU time."""


def measured(work: Callable[[], object]) -> Pace:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Pace(time.perf_counter() - wall, time.process_time() - cpu)


def plain(url: str, connections: int) -> Callable[[int], object]:
    import boto3
    from botocore.config import Config

    client: Any = boto3.client("sesv2", endpoint_url=url, config=Config(max_pool_connections=connections))
    pool = ThreadPoolExecutor(connections)
    return lambda calls: list(pool.map(lambda _: client.get_account(), range(calls)))


def ours_async(url: str, connections: int) -> Callable[[int], object]:
    from sesv2kit import AsyncSESv2, ClientConfig

    client = AsyncSESv2(endpoint_url=url, config=ClientConfig(max_connections=connections))
    runner = asyncio.Runner()

    async def call(calls: int) -> None:
        await asyncio.gather(*(client.account.get_account() for _ in range(calls)))

    return lambda calls: runner.run(call(calls))


def blocked(url: str, pages: int) -> list[float]:
    """The longest delay of the loop in seconds: idle, while pages arrive, and while pages arrive after
    `gc.freeze()`.
    """
    from sesv2kit import AsyncSESv2
    from sesv2kit.models.suppression import LIST_SUPPRESSED_DESTINATIONS

    async def longest(work: Callable[[], Any]) -> float:
        task = asyncio.ensure_future(work())
        worst = 0.0
        while not task.done():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - before - 0.001)
        await task
        return worst

    async def main() -> list[float]:
        async with AsyncSESv2(endpoint_url=url) as client:

            async def walk() -> None:
                for _ in range(pages):
                    await client.call(LIST_SUPPRESSED_DESTINATIONS, {"page_size": 1000})

            await walk()  # warms up
            waits = [await longest(partial(asyncio.sleep, 0.5)), await longest(walk)]
            gc.freeze()
            return [*waits, await longest(walk)]

    return asyncio.run(main())


def worker(kind: str, connections: str, url: str) -> None:
    """Each line of standard input is a number of calls to make at once; the output is a line with wall and CPU time."""
    if kind == "blocked":
        print(*blocked(url, int(connections)), flush=True)
        return
    call = {"plain": plain, "ours_async": ours_async}[kind](url, int(connections))
    for line in sys.stdin:
        pace = measured(partial(call, int(line)))
        print(pace.wall, pace.cpu, flush=True)


def compare(connections: int, calls: int, rounds: int) -> tuple[Sequence[float], Sequence[float]]:
    """Ratios to plain boto3 by round: calls per second, and CPU time."""
    paces: dict[str, list[Pace]] = {"plain": [], "ours_async": []}
    with ExitStack() as stack:
        url = stack.enter_context(harness.server(LATENCY))
        command = partial(harness.process, sys.executable, "-m", "tests.benchmarks.at_once")
        workers = {kind: stack.enter_context(command(kind, str(connections), url, url=url)) for kind in paces}
        for number in range(rounds + 1):
            for kind in sorted(paces, reverse=bool(number % 2)):
                one = workers[kind]
                assert one.stdin
                assert one.stdout
                print(calls, file=one.stdin, flush=True)
                wall, cpu = map(float, one.stdout.readline().split())
                if number:  # the first round connects
                    paces[kind].append(Pace(wall, cpu))
    pairs = list(zip(paces["ours_async"], paces["plain"], strict=True))
    return [theirs.wall / ours.wall for ours, theirs in pairs], [ours.cpu / theirs.cpu for ours, theirs in pairs]


def longest_blocks(pages: int) -> list[float]:
    """What `blocked` measures, in a process of its own."""
    with (
        harness.server() as url,
        harness.process(sys.executable, "-m", "tests.benchmarks.at_once", "blocked", str(pages), url, url=url) as one,
    ):
        assert one.stdout
        return [float(seconds) for seconds in one.stdout.readline().split()]


def told(ratios: Sequence[float]) -> str:
    low, median, high = statistics.quantiles(ratios, n=4)
    return f"{median:.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    print(f"{CALLS} calls at once, boto3 in threads = 1 | calls a second | CPU time a call")
    for connections in CONNECTIONS:
        pace, cpu = compare(connections, CALLS, ROUNDS)
        print(f"max_connections={connections} | {told(pace)} | {told(cpu)}", flush=True)
    idle, busy, frozen = (f"{seconds * 1e3:.1f} ms" for seconds in longest_blocks(PAGES))
    print(f"longest block of the loop: {idle} idle, {busy} while {PAGES} pages came in, {frozen} after gc.freeze()")


if __name__ == "__main__":
    worker(*sys.argv[1:]) if len(sys.argv) > 1 else main()
