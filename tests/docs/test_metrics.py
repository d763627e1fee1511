"""The tables of docs/metrics.md are the code's. tests/workflows/test_series_libraries.py runs its code."""

import re
from pathlib import Path

from sesv2kit._workflows import series as workflow
from sesv2kit.series import KNOWN_ISPS, RATES

PAGE = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text()


def rows(head: str) -> list[list[str]]:
    """The first two code spans of each row of a table."""
    section = PAGE.split(head)[1].split("\n\n")[0]
    return [re.findall(r"`([^`]+)`", line)[:3] for line in section.splitlines()[2:]]


def test_every_rate_is_explained() -> None:
    assert {name: (above, below) for name, above, below in rows("| rate |")} == RATES


def test_every_known_isp_is_listed() -> None:
    assert tuple(isp for (isp,) in rows("| provider |")) == KNOWN_ISPS


def test_the_pauses_are_those_of_the_code() -> None:
    assert "pauses of {:g} and {:g} seconds".format(*workflow.PAUSES) in PAGE
