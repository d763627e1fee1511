"""The code of docs/fleet.md runs, and its figures are those of the code."""

import json
import re
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import pytest

from sesv2kit import ClientConfig, DynamoDBJournal, RedisJournal, SESv2, SqliteJournal
from sesv2kit._boto.tables import Table
from sesv2kit._core.pacing import SAFETY
from sesv2kit._workflows.bulk.items import MAX_ENTRIES
from sesv2kit.errors import OutcomeUnknownError
from sesv2kit.journal.base import LEASE
from sesv2kit.testing import mock_sesv2
from tests.docs.test_events import run
from tests.journal.stores import dynamodb_table
from tests.meta.source import PROJECT
from tests.pacing.servers import launch
from tests.unit.support import SEND, environment

__all__ = ["dynamodb_table", "environment"]

PAGE = (PROJECT / "docs" / "fleet.md").read_text()
COSTS, MEASURE, SETTLE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows() -> dict[str, tuple[str, str]]:
    """What the table of costs says, by row."""
    found = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", PAGE.partition("## What a run costs")[2], re.MULTILINE)
    return {name: (small, large) for name, small, large in found}


def number(text: str) -> float:
    """A figure of the table, in seconds, bytes, dollars or pieces."""
    value, _, unit = text.replace(",", "").strip("$").partition(" ")
    return float(value) * {"": 1, "min": 60, "h": 3600, "days": 86_400, "GB": 10**9}[unit]


@pytest.fixture(scope="module")
def costs() -> dict[str, Any]:
    return run(COSTS)


def test_calls_and_tasks(costs: dict[str, Any]) -> None:
    size = settings()["Settings"]().part_size
    assert rows()[f"tasks of {size}"] == (f"{10**6 // size:,}", f"{10**8 // size:,}")
    assert rows()["calls of SendBulkEmail"] == tuple(f"{costs['calls'](count):,}" for count in (10**6, 10**8))
    assert f"recipients // {MAX_ENTRIES}" in COSTS
    assert f"of {MAX_ENTRIES} each at once" in COSTS


@pytest.mark.parametrize("row", [name for name in rows() if name.startswith("time at ")])
def test_times(row: str, costs: dict[str, Any]) -> None:
    rate = float(row.removeprefix("time at ").partition(" ")[0].replace(",", ""))
    for count, text in zip((10**6, 10**8), rows()[row], strict=True):
        assert number(text) == pytest.approx(costs["seconds"](count, rate), rel=0.02)
    assert f"{SAFETY} * send_rate" in COSTS


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return run(MEASURE)


def test_memory_in_sqlite(measured: dict[str, Any]) -> None:
    for count, text in zip((10**6, 10**8), rows()["keys in SQLite"], strict=True):
        assert measured["bytes_per_key"] * count == pytest.approx(number(text), rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "options"),
    [
        ("keys in Redis", {}),
        ("keys in Redis with `hash-max-listpack-value 512`", {"hash-max-listpack-value": "512"}),
    ],
)
def test_memory_in_redis(row: str, options: dict[str, str], measured: dict[str, Any], tmp_path: Path) -> None:
    server = launch(tmp_path, **options)
    try:
        with server.client() as client:
            measured["send"](RedisJournal(server.url, namespace="first"), 10)  # now the scripts are there
            before: Any = client.info("memory")
            measured["send"](RedisJournal(server.url), 1000)
            after: Any = client.info("memory")
    finally:
        server.stop()
    for count, text in zip((10**6, 10**8), rows()[row], strict=True):
        assert (after["used_memory"] - before["used_memory"]) / 1000 * count == pytest.approx(number(text), rel=0.25)


@pytest.mark.slow
def test_writes_to_dynamodb(dynamodb_table: str, measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[str] = []
    update = Table.update

    def counted(self: Table, id: str, *rest: Any) -> Any:
        writes.append(id)
        return update(self, id, *rest)

    monkeypatch.setattr(Table, "update", counted)
    measured["send"](DynamoDBJournal(dynamodb_table, region_name="us-east-1"), 50)
    of_emails = Counter(id for id in writes if len(id) > 40)
    assert [*of_emails.values()] == [2] * 50
    stored: Any = boto3.client("dynamodb", region_name="us-east-1").scan(TableName=dynamodb_table)
    items = [one for one in stored["Items"] if one["id"]["S"] in of_emails]
    size = sum(len(name) + sum(map(len, value.values())) for one in items for name, value in one.items()) / 50
    for count, writes_of, size_of, price in zip(
        (10**6, 10**8),
        rows()["writes to DynamoDB"],
        rows()["keys in DynamoDB"],
        rows()["price of the writes, on demand"],
        strict=True,
    ):
        assert number(writes_of) == 2 * count
        assert size * count == pytest.approx(number(size_of), rel=0.1)
        assert number(price) == pytest.approx(2 * count * 0.625 / 10**6)


def test_an_event_settles_an_unknown_key(tmp_path: Path) -> None:
    with mock_sesv2() as backend, SqliteJournal(tmp_path / "sent.db") as journal:
        backend.verify_identity("shop.example")
        backend.faults.add("timeout", "SendEmail")
        config = ClientConfig(send_rate=100, journal=journal)
        email: dict[str, Any] = {**SEND, "from_email_address": "news@shop.example"}
        with pytest.raises(OutcomeUnknownError):
            SESv2("us-east-1", config=config).sending.send_email(**email, idempotency_key="june/1")
        (event,) = {json.dumps(one.record) for one in backend.events if one.record["eventType"] == "Send"}
        run(SETTLE)["settle"](journal, event)
        record = journal.get("june/1")
        assert record is not None
        assert record.state == "accepted"


def settings() -> dict[str, Any]:
    return runpy.run_path(str(PROJECT / "examples" / "newsletter_celery" / "settings.py"))


def test_the_longest_task_ends_before_it_is_given_to_another_worker() -> None:
    chosen = settings()["Settings"]()
    assert chosen.run_for + chosen.call_timeout < chosen.time_limit
    assert chosen.lease < chosen.retry_after
    assert chosen.retry_after + 2 * chosen.time_limit < chosen.visibility_timeout
    assert chosen.lease == LEASE


def test_a_part_that_no_task_could_send_in_time_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a part of 500 takes 400 s.*make parts smaller"):
        settings()["Settings"](send_rate=5)
