"""The process of one peer: `python -m tests.benchmarks.worker PEER METHOD URL`. Needs Python alone.

Each line of standard input is a number of calls to make. The process then prints a line with their CPU time in seconds
and its peak memory in bytes.
"""

import asyncio
import importlib
import inspect
import resource
import sys
import time
from collections.abc import Callable
from typing import Any


def peak() -> int:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


async def awaited(call: Callable[[], Any], calls: int) -> Any:
    answer: Any = None
    for _ in range(calls):
        answer = await call()
    return answer


def work(call: Callable[[], Any]) -> None:
    # The previous response is kept until the next one arrives, as in a loop over pages. Otherwise peers would differ in
    # how much memory they return to the system in between.
    answer: Any = None
    with asyncio.Runner() as runner:
        for line in sys.stdin:
            start = time.process_time()
            if inspect.iscoroutinefunction(call):
                answer = runner.run(awaited(call, int(line)))
            else:
                for _ in range(int(line)):
                    answer = call()
            print(time.process_time() - start, peak(), flush=True)
    del answer


def main(peer: str, method: str, url: str) -> None:
    work(getattr(importlib.import_module(f"tests.benchmarks.peers.{peer}").Peer(url), method))


if __name__ == "__main__":
    main(*sys.argv[1:])
