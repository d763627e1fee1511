"""The cost of a full local SES: `python -m tests.benchmarks.local_ses`.

A put and a page of 1,000 suppressed addresses at 1,000,000 entries against 1,000, as ratios of CPU time, with the
requests going straight into the engine; then 10,000 sends, and the memory of both. The calls on the two engines
alternate, so that other load of the machine affects both. Figures are medians of process time.
"""

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sesv2kit.testing import Backend, VirtualClock
from sesv2kit.testing.engine import Engine, Request

ACCOUNT, REGION = "123456789012", "us-east-1"
LIST = "/v2/email/suppression/addresses"
TARGET = 1.5


def call(engine: Engine, request: Request) -> Any:
    reply = engine.handle(ACCOUNT, REGION, request)
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def address(number: int) -> str:
    """Addresses in no particular order: Fibonacci hashing spreads them over the whole list."""
    return f"{number * 2654435769 % 2**32:08x}-{number}@example.com"


def filled(entries: int) -> Engine:
    engine = Engine(VirtualClock())
    Backend(engine, ACCOUNT, REGION).suppress(address(number) for number in range(entries))
    return engine


def putter(engine: Engine) -> Callable[[], None]:
    numbers = iter(range(10_000_000, 20_000_000))

    def put() -> None:
        body = json.dumps({"EmailAddress": address(next(numbers)), "Reason": "BOUNCE"}).encode()
        call(engine, Request("PUT", LIST, body=body))

    return put


def walker(engine: Engine) -> Callable[[], None]:
    """Reads page after page, from the beginning again after the last one."""
    token: dict[str, str] = {}

    def page() -> None:
        nonlocal token
        answer = call(engine, Request("GET", LIST, urlencode({"PageSize": "1000", **token})))
        assert len(answer["SuppressedDestinationSummaries"]) == 1000
        token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else {}

    return page


def cost(action: Callable[[], None]) -> float:
    """Microseconds of CPU time."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1e6


def compare(name: str, small: Callable[[], None], large: Callable[[], None], rounds: int) -> float:
    for _ in range(20):
        small()
        large()
    pairs = [(cost(small), cost(large)) for _ in range(rounds)]
    low, high = (float(statistics.median(side)) for side in zip(*pairs, strict=True))
    print(f"{name:16} {low:9.1f} us at 1,000 {high:9.1f} us at 1,000,000   ratio {high / low:.2f}")
    return high / low


def memory() -> int:
    """The peak memory of this process, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)


def send(engine: Engine, count: int) -> None:
    Backend(engine, ACCOUNT, REGION).verify_identity("example.com")
    message = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello Bo, " + "a few lines of text. " * 50}}}
    start = time.process_time()
    for number in range(count):
        request = {
            "FromEmailAddress": "ann@example.com",
            "Destination": {"ToAddresses": [f"bo-{number}@example.net"]},
            "Content": {"Simple": message},
        }
        call(engine, Request("POST", "/v2/email/outbound-emails", body=json.dumps(request).encode()))
    used = time.process_time() - start
    print(f"{count:,} sends      {used / count * 1e6:9.1f} us each, {used:.1f} s in all")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300, help="pairs of calls (default: %(default)s)")
    rounds = parser.parse_args().rounds

    before = memory()
    small = filled(1000)
    start = time.process_time()
    large = filled(1_000_000)
    print(f"1,000,000 entries: {time.process_time() - start:.1f} s, {memory() - before} MB")
    ratios = [
        compare("page of 1,000", walker(small), walker(large), rounds),
        compare("put", putter(small), putter(large), rounds),
    ]
    before = memory()
    send(small, 10_000)
    print(f"10,000 sends: {memory() - before} MB")
    slow = max(ratios) > TARGET
    print(f"target: at most {TARGET}: {'missed' if slow else 'met'}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
