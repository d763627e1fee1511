"""An export of a suppression list beside bare iteration: `python -m tests.benchmarks.exporting`.

It prints the ratio of the CPU times for pages of 1,000 entries over loopback, which take turns, for both formats. Then
it exports 1,000,000 entries in 1,000 calls, and prints the growth of the process. `--quick` does a tenth.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from unittest import mock

from sesv2kit import ClientConfig, SESv2
from tests.benchmarks import harness

ROWS = 1_000_000
ROUNDS = 20
CALLS = 50
"""Pages of a round."""

QUICK = 10
"""`--quick` does one QUICK-th of the rows."""


class _Enough(Exception):
    """The server's list has no end."""


def exported(client: SESv2, folder: str, format: Literal["csv", "jsonl"], rows: int) -> None:
    """Export that many entries."""

    def stop(number: int) -> None:
        if number >= rows:
            raise _Enough

    path = Path(folder, "list")
    try:
        client.suppression.export(path, format=format, progress=stop)
    except _Enough:
        for one in Path(folder).iterdir():  # or the next export would continue this one
            one.unlink()


def iterated(client: SESv2, rows: int) -> None:
    """Go through that many entries."""
    for _ in client.suppression.list_suppressed_destinations(page_size=1000, limit=rows):
        pass


def cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def ratios(
    client: SESv2, folder: str, format: Literal["csv", "jsonl"], rounds: int = ROUNDS, calls: int = CALLS
) -> Sequence[float]:
    """CPU time of an export by round, with that of bare iteration = 1."""
    work, bare = partial(exported, client, folder, format, calls * 1000), partial(iterated, client, calls * 1000)
    return [cpu(work) / cpu(bare) for _ in range(rounds)]


def growth(client: SESv2, folder: str, rows: int) -> int:
    """Kilobytes by which the process grows beyond its size after 10,000 entries."""
    exported(client, folder, "csv", 10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    exported(client, folder, "csv", rows)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    rows = ROWS // QUICK if parser.parse_args().quick else ROWS
    with (
        harness.server() as url,
        mock.patch.dict("os.environ", harness.surroundings(url), clear=True),
        SESv2("us-east-1", endpoint_url=url, config=ClientConfig(pacing=False)) as client,
        TemporaryDirectory() as folder,
    ):
        formats: tuple[Literal["csv", "jsonl"], ...] = ("csv", "jsonl")
        for format in formats:
            each = sorted(ratios(client, folder, format))
            print(f"{format:5} | {statistics.median(each):.2f} ({each[0]:.2f} to {each[-1]:.2f}) of bare iteration")
        print(f"{rows:,} entries: the process grows by {growth(client, folder, rows):,} kB")


if __name__ == "__main__":
    main()
