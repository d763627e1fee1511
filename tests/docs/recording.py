"""A plugin of pytest that notes which blocks of Python on the pages are executed: see test_executed.py.

Python reports every code object before it is executed, and pytest's compiling of a test file reports its source.
"""

import json
import os
import re
import sys
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks() -> dict[str, str]:
    """Every block of Python on the pages, by page and number."""
    return {
        f"{page.relative_to(ROOT)} {number}": block
        for page in PAGES
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL), 1)
    }


def _record(file: Path) -> None:
    named = blocks()
    codes: dict[CodeType, set[str]] = {}
    for name, block in named.items():  # those that close the local SES are the same on many pages
        codes.setdefault(compile(block, "page", "exec"), set()).add(name)
    seen = set[str]()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        names = set[str]()
        if event == "exec" and isinstance(code := arguments[0], CodeType):
            names = codes.get(code, names)
        elif event == "compile" and isinstance(source := arguments[0], bytes):
            text = source.decode(errors="replace")
            names = {name for name, block in named.items() if block.strip() in text}
        if names - seen:
            seen.update(names)
            file.write_text(json.dumps(sorted(seen)))

    sys.addaudithook(hook)


if "RECORD_BLOCKS" in os.environ:
    _record(Path(os.environ["RECORD_BLOCKS"]))
