"""What a bulk send does about each fault is what docs/bulk.md says, and nobody is mailed twice."""

import re
from pathlib import Path

import pytest

from tests.unit.support import each_client, environment
from tests.workflows.bulk_faults import FAULTS, Fault, lines

__all__ = ["each_client", "environment"]  # fixtures

PAGE = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text()
TABLE = PAGE.split("| fault in the second of three calls |")[1].split("\n\n")[0].splitlines()[2:]


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("each_client", ["sync", pytest.param("async", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: re.sub(r"[^\w ]", "", fault.name))
def test_a_fault_comes_to_what_the_page_says(fault: Fault) -> None:
    printed = [*lines(fault)]
    assert printed == [line for line in TABLE if line.startswith(f"| {fault.name} |")], (
        "python -m tests.tools.reference bulk"
    )


def test_the_page_has_no_other_faults() -> None:
    names = {fault.name for fault in FAULTS}
    assert [line for line in TABLE if line.split(" | ")[0].removeprefix("| ") not in names] == []
