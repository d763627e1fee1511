"""The version, the changelog and what pages say of versions agree."""

import re
import tomllib
from typing import Any

import sesv2kit
from tests.meta.source import PROJECT

SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
CHANGELOG = (PROJECT / "CHANGELOG.md").read_text()
SECURITY = (PROJECT / "SECURITY.md").read_text()
RELEASES = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", CHANGELOG, re.MULTILINE)


def floor(package: str) -> str:
    lines: list[str] = SETTINGS["dependencies"]
    (found,) = (line.removeprefix(f"{package}>=") for line in lines if line.startswith(f"{package}>="))
    return found


def pythons() -> list[str]:
    return re.findall(r"Python :: (3\.\d+)$", "\n".join(SETTINGS["classifiers"]), re.MULTILINE)


def test_the_version_is_the_changelogs_newest() -> None:
    assert RELEASES[0] == sesv2kit.__version__


def test_the_changelogs_versions_descend() -> None:
    numbers = [tuple(map(int, version.split("."))) for version in RELEASES]
    assert numbers == sorted(set(numbers), reverse=True)


def test_security_says_which_versions_get_fixes() -> None:
    minor = sesv2kit.__version__.rpartition(".")[0]
    assert re.findall(r"^\| (\S+) \| yes \|$", SECURITY, re.MULTILINE) == [f"{minor}.x"]
    assert re.findall(r"\b3\.\d+\b", SECURITY) == pythons()


def test_pages_name_the_floors_of_pyproject() -> None:
    pages = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
    texts = [re.sub(r"\s+", " ", page.read_text()) for page in pages]
    assert {found for text in texts for found in re.findall(r"Python (3\.\d+) or newer", text)} == {pythons()[0]}
    assert {found for text in texts for found in re.findall(r"boto3 ([\d.]+\d) or newer", text)} == {floor("boto3")}
    assert SETTINGS["requires-python"] == f">={pythons()[0]}"
    assert floor("boto3") == floor("botocore")


def test_the_noxfile_runs_the_pythons_of_pyproject() -> None:
    (found,) = re.findall(r"^PYTHONS = \[(.*)\]$", (PROJECT / "noxfile.py").read_text(), re.MULTILINE)
    assert re.findall(r"3\.\d+", found) == pythons()
