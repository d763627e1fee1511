"""The code of docs/unlisted.md runs."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.support import environment

__all__ = ["environment"]

PAGE = (Path(__file__).parents[2] / "docs" / "unlisted.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

PRINTED = ["14.0", "acme", "ANewMember: no such member", "acme"]
"""A part of the output of each block."""


@pytest.mark.parametrize(("block", "printed"), list(zip(BLOCKS, PRINTED, strict=True)), ids=range(len(PRINTED)))
def test_block_runs(
    block: str, printed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    names: dict[str, Any] = {"__name__": "unlisted_page"}
    exec(compile(block, "unlisted.md", "exec"), names)
    assert printed in capsys.readouterr().out
