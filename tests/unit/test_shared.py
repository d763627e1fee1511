"""What cannot be pickled or copied says so, and what to do instead; settings without such an object can."""

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, ClientConfig, RetryPolicy, SESv2
from sesv2kit.aio.redis import AsyncRedisLimiter
from sesv2kit.journal.dynamodb import DynamoDBJournal
from sesv2kit.journal.redis import RedisJournal
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.limits import MemoryLimiter
from sesv2kit.limits.redis import RedisLimiter
from sesv2kit.models import GET_TENANT, LIST_TENANTS

Make = Callable[[Path], Any]

NOWHERE = "redis://127.0.0.1:1"

SHARED: dict[str, tuple[Make, str, str]] = {
    "client": (lambda _: SESv2("us-east-1"), "SESv2", "in each process"),
    "copy by options": (lambda _: SESv2("us-east-1").options(timeout=1), "SESv2", "options()"),
    "service": (lambda _: SESv2("us-east-1").tenants, "Tenants", "client"),
    "async client": (lambda _: AsyncSESv2("us-east-1"), "AsyncSESv2", "in each process"),
    "async service": (lambda _: AsyncSESv2("us-east-1").tenants, "AsyncTenants", "client"),
    "list": (lambda _: SESv2("us-east-1").tenants.list_tenants(), "PageIterator", "next_token"),
    "cursor": (lambda _: iter(SESv2("us-east-1").tenants.list_tenants()), "Cursor", "next_token"),
    "async list": (lambda _: AsyncSESv2("us-east-1").tenants.list_tenants(), "AsyncPageIterator", "next_token"),
    "limiter": (lambda _: MemoryLimiter(), "MemoryLimiter", "share="),
    "Redis limiter": (lambda _: RedisLimiter(NOWHERE), "RedisLimiter", "URL"),
    "async Redis limiter": (lambda _: AsyncRedisLimiter(NOWHERE), "AsyncRedisLimiter", "URL"),
    "settings with a limiter": (
        lambda _: ClientConfig(limiter=MemoryLimiter()),
        "MemoryLimiter",
        "dataclasses.replace",
    ),
    "SQLite journal": (lambda path: SqliteJournal(path / "j"), "SqliteJournal", "in each process"),
    "Redis journal": (lambda _: RedisJournal(NOWHERE), "RedisJournal", "in each process"),
    "DynamoDB journal": (lambda _: DynamoDBJournal("t"), "DynamoDBJournal", "in each process"),
    "settings with a journal": (
        lambda path: ClientConfig(journal=SqliteJournal(path / "j", secret="0123456789abcdef")),
        "SqliteJournal",
        "dataclasses.replace",
    ),
}
"""How to make it, the class that the error names, and a part of what the error says to do."""

WAYS: dict[str, Callable[[Any], object]] = {"pickle": pickle.dumps, "deepcopy": copy.deepcopy}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", SHARED)
def test_it_says_what_to_do_instead(what: str, way: str, tmp_path: Path) -> None:
    make, kind, advice = SHARED[what]
    with pytest.raises(TypeError, match=rf"^{kind} cannot be pickled or copied\. .*{re.escape(advice)}") as caught:
        WAYS[way](make(tmp_path))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("what", [what for what in SHARED if not what.startswith("settings")])
def test_a_shallow_copy_is_refused_too(what: str, tmp_path: Path) -> None:
    """It would share some of the state, and have the rest of its own."""
    with pytest.raises(TypeError, match="cannot be pickled or copied"):
        copy.copy(SHARED[what][0](tmp_path))


@pytest.mark.parametrize("value", [ClientConfig(rates={"GetTenant": 1.0}), RetryPolicy(), GET_TENANT, LIST_TENANTS])
def test_settings_and_declarations_are_copied(value: Any) -> None:
    for one in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert one == value


def test_changed_settings_keep_the_limiter() -> None:
    config = ClientConfig(limiter=MemoryLimiter())
    assert replace(config, send_rate=1.0).limiter is config.limiter
    assert copy.copy(config).limiter is config.limiter
