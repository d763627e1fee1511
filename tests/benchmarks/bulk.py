"""`send_bulk` beside a loop over plain boto3: `python -m tests.benchmarks.bulk`.

It sends to 1,000,000 recipients, and prints CPU time per recipient beside that of 10,000, and the growth of the
process. Then it prints ratios to a loop that cuts the same entries into calls of 50 by hand, in rounds of the same
process: CPU time without a journal, with a `SqliteJournal`, and of the plan alone, which makes no calls; and calls per
second with 8 calls at once and a server that responds after 50 ms. `--quick` does a tenth of the recipients and rounds.
"""

import argparse
import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import boto3

from sesv2kit import BulkEntry, ClientConfig, SESv2, SqliteJournal
from sesv2kit._workflows.bulk.arguments import Settings
from sesv2kit._workflows.bulk.plan import BulkPlan
from sesv2kit._workflows.bulk.templated import Templated
from sesv2kit.models import BulkEmailEntryResult
from tests.benchmarks import harness

ROWS = 1_000_000
FEW = 10_000
"""Recipients beside which the growth of the process is counted."""

ROUNDS = 20
EACH = 5_000
"""Recipients of a round."""

AT_ONCE = 8
LATENCY = 0.05
CALLS = 160
"""Calls of a round with AT_ONCE at once."""

QUICK = 10
"""`--quick` does one QUICK-th of the recipients and rounds."""

FROM = "news@shop.example"
CHUNK = 50


def rows(number: int) -> Iterator[dict[str, str]]:
    """Recipients as a file or a database gives them."""
    return ({"email": f"user{n}@mail.example", "name": f"User {n}"} for n in range(number))


def entry(row: dict[str, str]) -> BulkEntry:
    return BulkEntry(row["email"], {"name": row["name"]})


def _call(client: Any, chunk: Sequence[dict[str, str]]) -> int:
    entries: list[Any] = [
        {
            "Destination": {"ToAddresses": [row["email"]]},
            "ReplacementEmailContent": {
                "ReplacementTemplate": {"ReplacementTemplateData": json.dumps({"name": row["name"]})}
            },
        }
        for row in chunk
    ]
    template = {"TemplateName": "news", "TemplateData": "{}"}
    found = client.send_bulk_email(
        FromEmailAddress=FROM, DefaultContent={"Template": template}, BulkEmailEntries=entries
    )
    return sum(one["Status"] == "SUCCESS" for one in found["BulkEmailEntryResults"])


def plain(client: Any, number: int, at_once: int = 1) -> None:
    """The loop by hand. Its entries are checked by botocore, and its results are counted."""
    left = rows(number)
    chunks = iter(lambda: list(islice(left, CHUNK)), [])
    if at_once == 1:
        accepted = sum(_call(client, chunk) for chunk in chunks)
    else:
        with ThreadPoolExecutor(at_once) as pool:
            accepted = sum(pool.map(partial(_call, client), chunks))
    assert accepted == number


_runs = count()


def ours(client: SESv2, number: int, at_once: int = 1, journal: SqliteJournal | None = None) -> None:
    kept: dict[str, Any] = {} if journal is None else {"journal": journal, "run_id": f"run-{next(_runs)}"}
    run = client.sending.send_bulk(
        rows(number),
        entry=entry,
        from_email_address=FROM,
        template_name="news",
        template_data={},
        configuration_set_name="main",
        max_concurrency=at_once,
        **kept,
    )
    assert run.wait().accepted == number


def planned(number: int) -> None:
    """The plan of a run whose calls take no time."""
    nothing: dict[str, Any] = dict.fromkeys(
        ["template_content", "headers", "attachments", "email_tags", "reply_to_addresses"]
    )
    settings: Settings[dict[str, str]] = Settings(
        entry=entry,
        run_id=None,
        max_concurrency=1,
        max_attempts=4,
        ordered=False,
        stop_after=None,
        stop_when=None,
        stop_on_unknown=False,
        rehearsal=None,
    )
    kind = Templated(from_email_address=FROM, template_name="news", template_data={}, **nothing)
    plan, left = BulkPlan(kind, settings), rows(number)
    plan.drop_results()
    accepted = [BulkEmailEntryResult(status="SUCCESS", message_id="0100019b7a2c1f3d-6f5e-000000")] * CHUNK
    while not plan.is_idle:
        while plan.wants_item():
            row = next(left, None)
            if row is None:
                plan.exhausted()
            else:
                plan.take(row)
        unit = plan.unit()
        if unit is not None:
            plan.request(unit.items)
            plan.ended(unit.items, accepted[: len(unit.items)])
    assert plan.summary().accepted == number


def took(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    work()
    return clock() - begin


def cpu_ratios(client: SESv2, folder: str, rounds: int = ROUNDS, number: int = EACH) -> dict[str, Sequence[float]]:
    """CPU time by round, with that of the loop by hand = 1."""
    by_hand, journal = boto3.client("sesv2"), SqliteJournal(Path(folder, "journal.db"))
    works: dict[str, Callable[[], object]] = {
        "send_bulk": lambda: ours(client, number),
        "send_bulk with a SqliteJournal": lambda: ours(client, number, journal=journal),
        "the plan alone": lambda: planned(number),
    }
    ratios: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        base = took(lambda: plain(by_hand, number), time.process_time)
        for name, work in works.items():
            one = took(work, time.process_time)
            if turn:  # the first round connects
                ratios[name].append(one / base)
    journal.close()
    return dict(ratios)


def pace_ratios(client: SESv2, rounds: int = ROUNDS, calls: int = CALLS) -> Sequence[float]:
    """Calls per second by round, AT_ONCE at once, with those of as many threads over plain boto3 = 1."""
    by_hand = boto3.client("sesv2")
    ratios: list[float] = []
    for turn in range(rounds + 1):
        base = took(lambda: plain(by_hand, calls * CHUNK, AT_ONCE), time.perf_counter)
        one = took(lambda: ours(client, calls * CHUNK, AT_ONCE), time.perf_counter)
        if turn:
            ratios.append(base / one)
    return ratios


def growth(client: SESv2, number: int) -> tuple[float, int]:
    """CPU time per recipient, with that of FEW recipients = 1, and the kilobytes by which the process grows."""
    ours(client, FEW)
    few = took(lambda: ours(client, FEW), time.process_time) / FEW
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    many = took(lambda: ours(client, number), time.process_time) / number
    return many / few, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def told(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    part = QUICK if parser.parse_args().quick else 1
    config = ClientConfig(pacing=False)
    with TemporaryDirectory() as folder:
        with (
            harness.server() as url,
            mock.patch.dict("os.environ", harness.surroundings(url), clear=True),
            SESv2(config=config) as client,
        ):
            print(f"load of the machine: {os.getloadavg()[0]:.1f}")
            ratio, grown = growth(client, ROWS // part)  # first: the peak of something else would hide that of a run
            print(f"{ROWS // part:,} recipients | {ratio:.2f} of the CPU time of {FEW:,} for each | {grown:,} kB more")
            print("CPU time, a loop over plain boto3 = 1")
            for name, ratios in cpu_ratios(client, folder, max(2, ROUNDS // part)).items():
                print(f"{name} | {told(ratios)}", flush=True)
        with (
            harness.server(LATENCY) as url,
            mock.patch.dict("os.environ", harness.surroundings(url), clear=True),
            SESv2(config=config) as client,
        ):
            ratios = pace_ratios(client, max(2, ROUNDS // part))
            print(f"calls a second, {AT_ONCE} at once, {LATENCY * 1e3:g} ms each | {told(ratios)}")


if __name__ == "__main__":
    main()
