"""The README's comparison: each cell is what that client did, or stands in docs/performance.md."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.emulator.test_real_clients import SCRIPTS, own_environment, told

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
PERFORMANCE = (PROJECT / "docs" / "performance.md").read_text()

COLUMNS: list[str] = ["boto3", "types-boto3", "capo-sesv2", "anymail", "sesv2kit"]
ROWS: dict[str, dict[str, str]] = {
    cells[0]: dict(zip(COLUMNS, cells[1:], strict=True))
    for line in re.findall(r"^\| .* \|$", README, re.MULTILINE)
    if len(cells := [cell.strip(" *") for cell in line.strip("|").split(" | ")]) == 1 + len(COLUMNS)
}
LOST = "requests for one email, if no response comes"
TO_51 = "an email to 51 recipients (SES takes 50)"
LISTS = "lists that can be iterated over all pages"
CPU = "CPU time for a page of 1,000 suppressed addresses"


def facts(column: str, boto3: str) -> dict[str, object]:
    """What the table says of a client, as the script says it. Some are as their boto3 is."""

    def cell(row: str) -> str:
        value = ROWS[row][column]
        return ROWS[row]["boto3"] if value == "as boto3" else value

    old = re.search(r"before 1\.44: (\d+)", cell(LOST))
    is_old = tuple(map(int, boto3.split(".")[:2])) < (1, 44)
    return {
        "lost": int(old[1] if old and is_old else cell(LOST).partition(" ")[0]),
        "to 51": {"sent": True, "refused before it is sent": False}[cell(TO_51)],
        "lists": 0 if cell(LISTS) == "none" else int(cell(LISTS).partition(" of 20")[0]),
    }


def seen(python: Path, client: str, home: Path) -> dict[str, object]:
    """What a client does."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(PROJECT)}
    found = told([str(python), str(SCRIPTS / "compared.py"), client], home, environment)
    return {**found, "to 51": bool(found["to 51"])}


def expected(found: dict[str, object], column: str) -> dict[str, object]:
    """What the table says, for the boto3 that was there."""
    return {**facts(column, str(found["boto3"])), "boto3": found["boto3"]}


@pytest.mark.slow  # boto3 waits before it sends again
@pytest.mark.parametrize("client", ["boto3", "sesv2kit"])
def test_of_what_is_installed(client: str, tmp_path: Path) -> None:
    found = seen(Path(sys.executable), client, tmp_path)
    assert found == expected(found, client)


@pytest.mark.clients
@pytest.mark.parametrize(
    ("column", "client", "package"),
    [
        ("types-boto3", "boto3", "types-boto3[sesv2,boto3]"),
        ("capo-sesv2", "capo", "capo-sesv2"),
        ("anymail", "anymail", "django-anymail[amazon-ses]"),
    ],
)
def test_of_others(column: str, client: str, package: str, tmp_path: Path) -> None:
    python = own_environment(package, tmp_path) / "python"
    found = seen(python, client, tmp_path)
    assert found == expected(found, column)


def test_cpu_times_are_those_of_the_performance_page() -> None:
    (line,) = re.findall(r"^\| page of 1,000 suppressed addresses \| (.*) \|$", PERFORMANCE, re.MULTILINE)
    validated, capo, ours, *_ = (cell.partition(" ")[0] for cell in line.split(" | "))
    assert float(validated) > 0
    shown = {"boto3": "1", "types-boto3": "as boto3", "capo-sesv2": capo, "anymail": "not measured", "sesv2kit": ours}
    assert ROWS[CPU] == shown
