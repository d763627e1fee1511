"""Links between the repository's files, and that no file names a registry or a path of a machine."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.meta.source import PROJECT

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])

REGISTRY = re.compile(r"index[-_]url|UV_INDEX|PIP_INDEX|registry\s*=|pypi\.org/simple|pythonhosted|npmjs\.(org|com)")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work)/[\w.]")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    files = [target.partition("#")[0] for target in targets if not re.match(r"\w+:|#", target)]
    assert [file for file in files if not (page.parent / file).exists()] == []


@cache
def tracked() -> list[Path]:
    """The repository's text files, untracked ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    return [
        path for name in listed.stdout.splitlines() if (path := PROJECT / name).is_file() and path != Path(__file__)
    ]


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine path"])
def test_files_name_neither_registries_nor_machines(pattern: re.Pattern[str]) -> None:
    if not tracked():
        pytest.skip("not a git checkout")
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in tracked()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"), [(REGISTRY, "--index-url https://x/simple"), (MACHINE_PATH, "see /" + "work/shared/x.md")]
)
def test_patterns_match(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
