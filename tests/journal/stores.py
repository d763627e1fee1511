"""Journals of every kind for one test, and one that is awaited."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
from moto.dynamodb.responses import DynamoHandler

from sesv2kit.journal import Claim, Journal, JournalRecord, Settlement
from sesv2kit.journal.dynamodb import DynamoDBJournal
from sesv2kit.journal.protocol import KeyState, Resolution, Scope
from sesv2kit.journal.redis import RedisJournal
from sesv2kit.journal.sqlite import SqliteJournal

Make = Callable[..., Any]
"""Makes journals on one store."""


class Awaited:
    """A journal that is awaited."""

    def __init__(self, journal: Journal) -> None:
        self.blocking = journal

    @property
    def scope(self) -> Scope:
        return self.blocking.scope

    @property
    def lease(self) -> float:
        return self.blocking.lease

    async def claim(self, claims: Sequence[Claim]) -> Sequence[JournalRecord]:
        return self.blocking.claim(claims)

    async def settle(self, settlements: Sequence[Settlement]) -> Sequence[bool]:
        return self.blocking.settle(settlements)

    async def release(self, claims: Sequence[Claim]) -> Sequence[bool]:
        return self.blocking.release(claims)

    async def get(self, key: str) -> JournalRecord | None:
        return self.blocking.get(key)

    async def iterate(self, *, state: KeyState | None = None) -> AsyncIterator[JournalRecord]:
        for record in self.blocking.iterate(state=state):
            yield record

    async def resolve(
        self, key: str, resolution: Resolution, *, response: Mapping[str, object] | None = None
    ) -> JournalRecord:
        return self.blocking.resolve(key, resolution, response=response)

    async def erase(self, key: str) -> bool:
        return self.blocking.erase(key)

    async def prune(self, *, before: datetime, unknown: bool = False) -> int:
        return self.blocking.prune(before=before, unknown=unknown)


@pytest.fixture
def dynamodb_table(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of an empty table of moto's."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    # moto looks at a condition and then writes, and copies items that another thread may be changing. DynamoDB does
    # each request at once.
    lock, call_action = threading.Lock(), DynamoHandler.call_action

    def atomic(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return call_action(*args, **kwargs)

    monkeypatch.setattr(DynamoHandler, "call_action", atomic)
    with moto.mock_aws(config={"core": {"passthrough": {"urls": [r"https?://127\.0\.0\.1"]}}}):
        boto3.client("dynamodb", region_name="us-east-1").create_table(
            TableName="keys",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield "keys"


@pytest.fixture(params=["sqlite", "redis", "dynamodb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Each store."""
    match request.param:
        case "sqlite":
            return partial(SqliteJournal, tmp_path / "journal.db")
        case "redis":
            return partial(RedisJournal, request.getfixturevalue("redis_server").url)
        case _:
            return partial(DynamoDBJournal, request.getfixturevalue("dynamodb_table"))
