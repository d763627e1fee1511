"""The code of docs/testing.md runs, and its tables are complete."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from sesv2kit.testing import FaultKind, serve
from sesv2kit.testing.server.control import ROUTES, SETTINGS
from sesv2kit.testing.server.outbox import FILTERS, PAGING
from tests.emulator.test_plugin import ARGUMENTS
from tests.unit.support import environment

__all__ = ["environment"]

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "def test_" not in block])
def test_block_runs(block: str) -> None:
    exec(compile(block, "testing.md", "exec"), {})


@pytest.mark.parametrize("block", [block for block in BLOCKS if "def test_" in block])
def test_tests_pass(pytester: pytest.Pytester, block: str) -> None:
    pytester.makepyfile(block)
    pytester.runpytest_inprocess(*ARGUMENTS).assert_outcomes(passed=block.count("def test_"))


@pytest.mark.parametrize("lines", [lines for lines in SHELL if "$SES" in lines])
def test_shell_lines_run(lines: str) -> None:
    if not (shutil.which("bash") and shutil.which("curl")):
        pytest.skip("needs bash and curl")
    with serve() as server:
        script = ["bash", "-euo", "pipefail", "-c", lines]
        settings = {**os.environ, "SES": server.endpoint_url}
        run = subprocess.run(script, env=settings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 13
    assert [len(lines.splitlines()) for lines in SHELL] == [1, 1, 12, 11]


def test_every_kind_of_fault_is_explained() -> None:
    table = PAGE.partition("## Faults")[2].partition("```")[0]
    assert [kind for kind in get_args(FaultKind) if f"`{kind}`" not in table] == []


def test_every_route_and_setting_is_explained() -> None:
    assert [f"{method} {path}" for method, path in ROUTES if f"`{method} {path}`" not in PAGE] == []
    assert [setting for setting in SETTINGS if f"`{setting}`" not in PAGE] == []
    assert [name for name in FILTERS | PAGING if f"`{name}`" not in PAGE and f"`?{name}=`" not in PAGE] == []
