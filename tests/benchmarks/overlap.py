"""The gain of prefetching: `python -m tests.benchmarks.overlap`.

A page takes 50 ms to arrive and 50 ms to process. Without prefetching the total is twice the larger of the two; at best
it is once. Processing is done in two ways: waiting, and computing, which shares the interpreter with the fetching
thread.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from functools import partial

from sesv2kit import AsyncSESv2, ClientConfig, SESv2
from sesv2kit.models import SuppressedDestinationSummary
from sesv2kit.paging import PageIterator
from tests.benchmarks import harness

PAGES = 20
SECONDS = 0.05
ROUNDS = 5
CONFIG = ClientConfig(pacing=False)


def compute() -> None:
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        sum(range(100))


def wait() -> None:
    time.sleep(SECONDS)


def walk(pager: "PageIterator[SuppressedDestinationSummary]", work: Callable[[], None]) -> None:
    pages = pager.pages()
    for _ in range(PAGES):
        next(pages)
        work()


async def walk_async(client: AsyncSESv2, prefetch: bool) -> None:
    pager = client.suppression.list_suppressed_destinations(page_size=1000)
    pages = (pager.prefetching() if prefetch else pager).pages()
    for _ in range(PAGES):
        await anext(pages)
        await asyncio.sleep(SECONDS)
    await pages.aclose()


def ratio(work: Callable[[], object]) -> float:
    """Wall time over that of the larger of the two: all pages, or all work; and one more page, which comes first."""
    ratios: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        ratios.append((time.perf_counter() - began) / ((PAGES + 1) * SECONDS))
    return statistics.median(ratios)


def main() -> None:
    print(f"{PAGES} pages of 50 ms, 50 ms of work on each; 1.00 is as long as the larger of the two takes")
    with harness.server(SECONDS) as url:
        with SESv2("us-east-1", endpoint_url=url, config=CONFIG) as client:
            pager = client.suppression.list_suppressed_destinations(page_size=1000)
            for name, work in (("waiting", wait), ("computing", compute)):
                one_by_one, ahead = ratio(partial(walk, pager, work)), ratio(partial(walk, pager.prefetching(), work))
                print(f"{name:9} | {one_by_one:.2f} one after the other | {ahead:.2f} with prefetching()", flush=True)

        async def measured() -> None:
            async with AsyncSESv2("us-east-1", endpoint_url=url, config=CONFIG) as client:
                found: list[float] = []
                for prefetch in (False, True):
                    rounds: list[float] = []
                    for _ in range(ROUNDS):
                        began = time.perf_counter()
                        await walk_async(client, prefetch)
                        rounds.append((time.perf_counter() - began) / ((PAGES + 1) * SECONDS))
                    found.append(statistics.median(rounds))
                print(f"async     | {found[0]:.2f} one after the other | {found[1]:.2f} with prefetching()")

        asyncio.run(measured())


if __name__ == "__main__":
    main()
