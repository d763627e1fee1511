"""Every block of Python on the pages is executed by a test: the code on a page does what the page says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import LACKING
from tests.docs.recording import ROOT, blocks

PARTS = {"docs/contributing.md 1"}
"""Parts of the package, whose tests execute them. test_contributing.py finds each in its module."""

ELSEWHERE = ["tests/workflows/test_series_libraries.py"]
"""Tests of pages that are not in this folder."""


@pytest.mark.slow
def test_every_block_is_executed(tmp_path: Path) -> None:
    if sys.version_info[:2] != (3, 11):
        pytest.skip("one Python is enough, that of nox -s minimums: what is executed is the same on all")
    lacking = sorted({LACKING[file] for file in LACKING if file.startswith("docs/") or f"tests/{file}" in ELSEWHERE})
    if lacking:
        pytest.skip(f"needs the dependency groups {', '.join(lacking)} (uvx nox -s tests)")
    file = tmp_path / "executed.json"
    file.write_text("[]")
    command = [sys.executable, "-m", "pytest", "-p", "tests.docs.recording", "-n", "0", "-q"]
    others = f"--deselect=tests/docs/{Path(__file__).name}"
    done = subprocess.run(
        [*command, others, "tests/docs", *ELSEWHERE],
        cwd=ROOT,
        env={**os.environ, "RECORD_BLOCKS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    executed = set(json.loads(file.read_text()))
    missing = blocks().keys() - executed - PARTS
    assert missing == set(), f"no test executes {', '.join(sorted(missing))}"
