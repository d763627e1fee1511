"""docs/operations.md, docs/limits.md and tables of other pages are printed from declarations and tests."""

from pathlib import Path

import pytest

from sesv2kit import catalog
from tests.tools import aws, reference

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", reference.PAGES)
def test_page_is_printed_from_the_declarations(name: str) -> None:
    printed = reference.page(name)
    assert (DOCS / f"{name}.md").read_text() == printed, f"python -m tests.tools.reference {name} > docs/{name}.md"


def test_the_table_of_faults_is_printed_from_the_tests() -> None:
    for part in ("faults", "foreign"):
        assert reference.page(part) in (DOCS / "retries.md").read_text(), f"python -m tests.tools.reference {part}"


def test_the_table_of_assumptions_is_printed_from_their_declarations() -> None:
    printed = reference.page("assumptions")
    assert printed in (DOCS / "testing.md").read_text(), "python -m tests.tools.reference assumptions"


def test_the_policies_are_printed_from_the_declarations() -> None:
    printed = reference.page("policies")
    assert (DOCS / "iam.md").read_text().endswith(printed), "python -m tests.tools.reference policies"


def test_every_operation_has_a_row() -> None:
    rows = reference.page("operations")
    assert all(f"| [{name}](" in rows for service in aws.SERVICES for name in catalog.operations(service))


def test_the_models_have_the_names_that_the_page_says() -> None:
    for service in aws.SERVICES:
        for name, one in catalog.operations(service).items():
            assert (one.request.__name__, one.response.__name__) == (f"{name}Request", f"{name}Response")


def test_limits_of_every_kind_are_found() -> None:
    rows = reference.page("limits")
    assert "`TagResourceRequest.tags`" in rows  # on a member
    assert "| `Destination` |" in rows  # on several members together
    assert "`ListRecommendationsRequest.filter`" in rows  # in a validator of a member
