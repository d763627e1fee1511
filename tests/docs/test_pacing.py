"""The code of docs/pacing.md runs, and its figures are those of the declarations and the code."""
# The page states private figures.
# pyright: reportPrivateUsage=false

import re
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import Limit, MemoryLimiter, catalog
from sesv2kit._core import pacing
from sesv2kit.limits import redis as rate_redis
from sesv2kit.testing import mock_sesv2
from tests.pacing.servers import RedisServer, common_redis_server, redis_server
from tests.unit.support import environment

__all__ = ["common_redis_server", "environment", "redis_server"]

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "pacing.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(block, "pacing.md", "exec"), names)
    return names


@pytest.mark.parametrize("block", [block for block in BLOCKS if "REDIS_URL" not in block])
def test_block_runs(block: str) -> None:
    run(block)


def test_block_with_redis_runs(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    (block,) = (block for block in BLOCKS if "REDIS_URL" in block)
    with mock_sesv2(), redis_server.client() as client:
        list(run(block)["ses"].templates.list_email_templates())
        assert client.keys() == ["{sesv2kit:default}:us-east-1/ListEmailTemplates/calls"]


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 7


def test_documented_rates_are_the_declared_ones() -> None:
    rates = {name: [(rate.per_second, rate.unit) for rate in one.rates] for name, one in catalog.operations().items()}
    assert rates.pop("BatchGetMetricData") == [(16, "calls"), (160, "queries")]
    assert rates.pop("GetEmailTemplate") == [(50, "calls")]
    assert rates.pop("SendBulkEmail") == rates.pop("SendEmail") == [(None, "recipients")]
    once_a_second = [name for name, limits in rates.items() if limits]
    assert [rates[name] for name in once_a_second] == [[(1, "calls")]] * len(once_a_second)
    assert PAGE.count('"1 calls/s"') == 1
    assert (DOCS / "operations.md").read_text().count("| 1 calls/s |") == len(once_a_second) > 0


@pytest.mark.parametrize(
    "stated",
    [
        f"{100 - 100 * pacing.SAFETY:.0f} % of each limit is left unused",
        f"asked for again after {pacing._DENIED_FOR / 60:g} minutes, after other failures in {pacing._FAILED_FOR:g} s",
        f"After {rate_redis._TIMEOUT:g} s without a response",
        f"every {rate_redis.RETRY_AFTER:g} seconds one call tries Redis again",
        f"it doubles every {pacing._RECOVERY:g} seconds",
        f"It ends at {pacing._HIGHEST:g} per second",
    ],
)
def test_figures_are_the_codes(stated: str) -> None:
    assert stated in " ".join(PAGE.split())


def test_calls_while_a_rate_recovers_are_those_of_the_limiter() -> None:
    limiter = MemoryLimiter()
    limit = Limit("a", pacing._GENERAL, full_rate=pacing._HIGHEST, doubling_time=pacing._RECOVERY)
    granted = [limiter.reserve([(limit, 1)], 0.0) for _ in range(400)]
    moments = [one.wait for one in granted if one is not None]
    calls = [sum(begin <= moment < begin + 10 for moment in moments) for begin in (0, 10, 20, 30)]
    assert f"the first 10 seconds allow {calls[0]} calls, the next ones {', '.join(map(str, calls[1:]))}" in " ".join(
        PAGE.split()
    )


def test_figures_in_words_are_the_codes() -> None:
    assert (pacing._LEARNT_FOR, pacing._SLOWEST, pacing._GENERAL) == (3600, 1 / 16, 1)
    assert pacing.FALLBACK_SEND_RATE == 1
