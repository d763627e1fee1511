"""What mypy says about the code on the pages: readers copy it."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from tests.typing.test_programs import ROOT, output_of

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ALLOWED = {"name-defined", "import-untyped", "import-not-found"}
"""A part of a program may use names that it does not define. Stubs and frameworks need not be installed here."""


def test_code_on_the_pages_has_no_type_errors(tmp_path: Path) -> None:
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("not installed: `nox -s types` brings it")
    paths: list[str] = []
    for page in PAGES:
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)):
            path = tmp_path / f"{page.stem.replace('-', '_')}_{number}.py"
            path.write_text(block)
            paths.append(str(path))
    assert paths
    told = [json.loads(line) for line in output_of("mypy", "--output=json", "--config-file=", *paths).splitlines()]
    errors = [one for one in told if one["severity"] == "error" and one["code"] not in ALLOWED]
    assert [f"{Path(one['file']).stem}, line {one['line']}: {one['message']}" for one in errors] == []
