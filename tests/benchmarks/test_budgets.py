"""Calls cost no more than recorded: see budgets.py."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

import sesv2kit.client
from tests.benchmarks import budgets

RECORDED: dict[str, Any] = json.loads(budgets.RECORD.read_text())
VERSIONS: dict[str, str] | None = RECORDED["versions"].get(budgets.PYTHON)

WHY_NOT = budgets.why_not_compared(VERSIONS)
compared = pytest.mark.skipif(WHY_NOT is not None, reason=WHY_NOT or "")

NEEDLESS = {
    r"get_account: \d+ call client.py": """
def call(self, operation, request):
    return original(self, operation, request)
""",
    r"page of 1,000: 10\d\d call client.py": """
def noticed(item):
    return item

def call(self, operation, request):
    answer = original(self, operation, request)
    for item in getattr(answer, "suppressed_destination_summaries", ()):
        noticed(item)
    return answer
""",
    r"page of 1,000: .+ blocks an item": """
def call(self, operation, request):
    answer = original(self, operation, request)
    vars(answer)["again"] = answer.model_dump()
    return answer
""",
}
"""Unnecessary costs that a change might add, by the reported error."""


def over() -> list[str]:
    return budgets.exceeded(budgets.measured(), RECORDED[budgets.PYTHON])


FRESH = "import json; from tests.benchmarks import budgets; print(json.dumps(budgets.measured()))"


@compared
def test_costs_are_within_their_budgets() -> None:
    # In a separate process, because Pydantic runs some validators twice if models were built one by one before.
    told = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True).stdout
    complaints = budgets.exceeded(json.loads(told), RECORDED[budgets.PYTHON])
    assert not complaints, "\n".join([*complaints, "If the change is worth it: nox -s budgets"])


@compared
@pytest.mark.parametrize("complaint", NEEDLESS)
def test_budgets_bite(complaint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sesv2kit.client
    scope: dict[str, Any] = {"original": ours.SESv2.call}
    exec(compile(NEEDLESS[complaint], ours.__file__, "exec"), scope)  # as if it were in that file
    monkeypatch.setattr(ours.SESv2, "call", scope["call"])
    assert any(re.match(complaint, line) for line in over())


def test_budgets_are_of_the_versions_they_were_recorded_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "VERSIONS", {"botocore": "1.44.8", "pydantic": "2.13.0"})
    why = budgets.why_not_compared
    assert why({"botocore": "1.44.8", "pydantic": "2.13.0"}) is None
    assert why({"botocore": "1.44.8", "pydantic": "2.14.0"}) == "pydantic 2.13.0, the budgets are of 2.14.0"
    assert why(None) == f"Python {budgets.PYTHON} has no budgets"
