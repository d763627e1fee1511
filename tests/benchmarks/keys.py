"""What an idempotency key costs: `python -m tests.benchmarks.keys`.

CPU time, user and system, of a claim and a settlement with `SqliteJournal`, as a ratio to the call that they belong to:
one key to a `send_email`, and 50 keys in one batch to a `send_bulk_email` of 50. Beside it, what no journal in SQLite
can go below: the hashes of 50 keys, one transaction that inserts them in a table of nothing else, and one that inserts
one row. Then a whole call with a key, and one between two bare waits for the disk, after which the processor's caches
are cold; and how often a batch waits for the disk (with strace, where it is). All take turns in short runs of one
process, so that other load of the machine affects them alike; the server is another process.
"""

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest import mock

from tests.benchmarks import harness
from tests.benchmarks.at_once import told

CALLS = 10
ROUNDS = 60
BATCH = 50

Work = Callable[[], object]


def works(url: str, folder: str, stack: ExitStack) -> Mapping[str, Work]:
    """What is measured, by name. `stack` closes what it opens."""
    from sesv2kit import SESv2, SqliteJournal
    from sesv2kit.journal import Claim, Journal, Settlement
    from sesv2kit.journal.sqlite import SYNCHRONOUS
    from tests.benchmarks.peers import ours

    journal: Journal = SqliteJournal(Path(folder, "keys.db"))
    client = SESv2(endpoint_url=url, config=ours.settings())
    numbers = map(str, itertools.count())
    # As a call's: ids of a response.
    outcome = '{"request_id":"id","status":200,"response":{"MessageId":"0100019b7a2c1f3d-6f5e-000000"}}'

    def note(keys: int) -> None:
        ids = [journal.scope.id_of(next(numbers)) for _ in range(keys)]
        journal.claim([Claim(id, "owner", "SendEmail", id) for id in ids])
        journal.settle([Settlement(id, "owner", "accepted", outcome) for id in ids])

    def keyed() -> None:
        key = next(numbers)
        client.sending.send_email(**ours.simple(), configuration_set_name="set", idempotency_key=key, journal=journal)

    bare = sqlite3.connect(Path(folder, "bare.db"), isolation_level=None)
    stack.callback(bare.close)
    for statement in (
        "PRAGMA journal_mode = WAL",
        f"PRAGMA synchronous = {SYNCHRONOUS}",
        "CREATE TABLE ids (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE ends (number INTEGER PRIMARY KEY)",
    ):
        bare.execute(statement)

    def floor() -> None:
        rows = [(str(journal.scope.id_of(next(numbers))),) for _ in range(BATCH)]
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany("INSERT INTO ids VALUES (?) ON CONFLICT DO NOTHING", rows)
        bare.execute("COMMIT")
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO ends DEFAULT VALUES")
        bare.execute("COMMIT")

    descriptor = os.open(Path(folder, "bare"), os.O_CREAT | os.O_WRONLY)
    stack.callback(os.close, descriptor)

    def wait() -> None:
        os.write(descriptor, b"x" * 4096)
        os.fsync(descriptor)

    def between() -> None:
        wait()
        client.sending.send_email(**ours.simple(), configuration_set_name="set")
        wait()

    return {
        "between": between,
        "send": lambda: client.sending.send_email(**ours.simple(), configuration_set_name="set"),
        "pair": partial(note, 1),
        "keyed": keyed,
        "bulk": lambda: client.sending.send_bulk_email(**ours.bulk()),
        "batch": partial(note, BATCH),
        "floor": floor,
    }


RATIOS = {
    "one claim and settlement": ("pair", "send"),
    f"{BATCH} keys in a batch": ("batch", "bulk"),
    f"{BATCH} bare ids in SQLite": ("floor", "bulk"),
    "send_email with a key": ("keyed", "send"),
    "send_email between two waits for the disk": ("between", "send"),
}
"""By title: what, and the call that it is compared with."""


def run(work: Work, calls: int) -> float:
    """CPU seconds of a process, user and system, for some calls."""
    begin = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - begin


def compare(calls: int, rounds: int) -> dict[str, Sequence[float]]:
    """Ratios by round."""
    with ExitStack() as stack:
        url = stack.enter_context(harness.server())
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(mock.patch.dict("os.environ", harness.surroundings(url), clear=True))
        runs = {name: partial(run, work, calls) for name, work in works(url, folder, stack).items()}
        harness.in_turns(runs, 2)  # warms up
        seconds = harness.in_turns(runs, rounds)
    return {
        title: [mine / base for mine, base in zip(seconds[one], seconds[other], strict=True)]
        for title, (one, other) in RATIOS.items()
    }


BATCHES = """
import sys
from sesv2kit import SqliteJournal
from sesv2kit.journal import Claim, Settlement
journal = SqliteJournal(sys.argv[1])
journal.get("warm")
for batch in range(int(sys.argv[2])):
    ids = [journal.scope.id_of(f"{batch}-{number}") for number in range(50)]
    journal.claim([Claim(id, "owner", "SendEmail", id) for id in ids])
    journal.settle([Settlement(id, "owner", "accepted", "{}") for id in ids])
"""


def syncs() -> float | None:
    """How often the disk is waited for by each claim and each settlement of 50 keys. None: there is no strace."""
    if shutil.which("strace") is None:
        return None
    counts: list[int] = []
    for batches in (1, 11):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder, "calls")
            command = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(log), sys.executable, "-c", BATCHES]
            done = subprocess.run(
                [*command, str(Path(folder, "keys.db")), str(batches)],
                cwd=harness.ROOT,
                capture_output=True,
                check=False,
            )
            if done.returncode:
                return None
            counts.append(sum("sync(" in line for line in log.read_text().splitlines()))
    return (counts[1] - counts[0]) / 20


def main() -> None:
    for title, ratios in compare(CALLS, ROUNDS).items():
        print(f"{title}: {told(ratios)} of the call")
    per_write = syncs()
    print("no strace here" if per_write is None else f"waits for the disk, each claim or settlement: {per_write:.2f}")


if __name__ == "__main__":
    main()
