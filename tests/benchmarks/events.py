"""Reading of events: CPU time beside `json.loads`, and the memory that a long file takes.

`python -m tests.benchmarks.events` prints, for a bounce of 1.6 kB in several forms, the ratio of the CPU time of
`parse` to that of `json.loads` of the record. The two take turns. Then it streams a million lines, and prints the CPU
time of a line and the growth of the process. `--quick` does a tenth.
"""

import argparse
import io
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

from sesv2kit.events import iter_lines, parse
from tests.events.records import BOUNCE, CLICKED, compact, eventbridge, record, sns, sqs_for_lambda

SIZE = 1_650
"""Bytes of the record."""

LINES = 1_000_000
ROUNDS = 40
CALLS = 500
QUICK = 10
"""`--quick` does one QUICK-th."""


def bounce() -> str:
    """A bounce of SIZE bytes, with a longer header than that of the tests."""
    short = len(compact(BOUNCE))
    headers = BOUNCE["mail"]["headers"]
    longer = [*headers[:-1], {**headers[-1], "value": "x" * (SIZE - short)}]
    return compact({**BOUNCE, "mail": {**BOUNCE["mail"], "headers": longer}})


def forms() -> dict[str, object]:
    """The record in the forms that are measured."""
    text = bounce()
    return {
        "bare record": text.encode(),
        "bare record as a mapping": json.loads(text),
        "click": compact(record("Click", "click", {**CLICKED, "linkTags": None})),
        "SNS": json.dumps(sns(text)),
        "SQS behind SNS": {"Records": [sqs_for_lambda(json.dumps(sns(text)))]},
        "EventBridge": json.dumps(eventbridge(json.loads(text))),
    }


def cpu(work: Callable[[], object], calls: int) -> float:
    begin = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - begin


def ratios(payload: object, rounds: int, calls: int) -> Sequence[float]:
    """CPU time of `parse` by round, with that of `json.loads` of the record = 1."""
    text = bounce().encode()
    ours: Callable[[], object] = partial(parse, payload)  # type: ignore[arg-type]  # any of `forms`
    theirs = partial(json.loads, text)
    cpu(ours, calls)  # builds the models
    return [cpu(ours, calls) / cpu(theirs, calls) for _ in range(rounds)]


class Lines(io.RawIOBase):
    """A file of so many bounces, which takes no room."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._block = (bounce() + "\n").encode() * 100
        self._blocks = lines // 100

    def read(self, size: int = -1) -> bytes:
        """A hundred lines."""
        self._blocks -= 1
        return self._block if self._blocks >= 0 else b""


def streamed(lines: int) -> tuple[float, int]:
    """Seconds of CPU time per line, and by how many kilobytes the process grew after the first thousand lines."""
    sum(1 for _ in iter_lines(Lines(1_000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    assert sum(1 for _ in iter_lines(Lines(lines))) == lines
    return (time.process_time() - begin) / lines, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"do a {QUICK}th")
    part = QUICK if parser.parse_args().quick else 1
    print(f"a bounce of {len(bounce())} bytes, json.loads = 1")
    for name, payload in forms().items():
        low, median, high = statistics.quantiles(ratios(payload, ROUNDS // part, CALLS), n=4)
        print(f"{name}: {median:.2f} ({low:.2f} to {high:.2f})", flush=True)
    seconds, kilobytes = streamed(LINES // part)
    print(f"{LINES // part} lines: {seconds * 1e6:.1f} us of CPU a line, the process grew by {kilobytes} kB")


if __name__ == "__main__":
    main()
