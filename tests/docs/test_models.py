"""docs/models.md: its Python code runs, and the errors are the real ones."""

import re
from pathlib import Path

import pytest

BLOCKS = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs" / "models.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_block_runs(block: str) -> None:
    exec(compile(block, "models.md", "exec"), {})


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 2
