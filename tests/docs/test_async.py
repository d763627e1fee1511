"""The code of docs/async.md runs; test_fastapi.py runs the app it leads to."""

import re
from pathlib import Path
from typing import Any

import pytest

from sesv2kit import ClientConfig
from sesv2kit.testing import mock_sesv2
from tests.pacing.servers import RedisServer, common_redis_server, redis_server
from tests.unit.support import environment

__all__ = ["common_redis_server", "environment", "redis_server"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "async.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "async_page"}
    exec(compile(block, "async.md", "exec"), names)
    return names


@pytest.mark.parametrize("block", [block for block in BLOCKS if "REDIS_URL" not in block and "fastapi" not in block])
def test_block_runs(block: str) -> None:
    run(block)


def test_block_with_redis_runs(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    (block,) = (block for block in BLOCKS if "REDIS_URL" in block)
    with mock_sesv2(), redis_server.client() as client:
        run(block)
        assert client.keys() == ["{sesv2kit:default}:us-east-1/ListEmailTemplates/calls"]


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 5


def test_figures() -> None:
    assert f"(`{ClientConfig().max_connections}`)" in PAGE or f"({ClientConfig().max_connections})" in PAGE
