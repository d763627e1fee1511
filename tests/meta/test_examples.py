"""Every example is short, and its first line says what it shows."""

import ast
import re
from pathlib import Path

import pytest

from tests.meta.source import PROJECT

EXAMPLES = PROJECT / "examples"
PROGRAMS = sorted(EXAMPLES.rglob("*.py"))
"""With what they share, and with programs of several files."""

MOST = 80
"""An example has fewer lines."""


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_is_short_and_says_what_it_shows(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) < MOST
    says = ast.get_docstring(ast.parse(text))
    assert says is not None
    assert says.splitlines()[0].endswith((".", ":"))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_a_program_says_how_to_run_it(path: Path) -> None:
    says = ast.get_docstring(ast.parse(path.read_text())) or ""
    assert re.search(rf"^uv run (--group \w+ )?examples/{re.escape(path.name)}", says, re.MULTILINE)


def test_what_an_sdk_shows_is_there() -> None:
    """What issue R asks for: each is an example."""
    wanted = (
        "quickstart.py newsletter.py newsletter_celery events_fastapi.py events_flask.py events_django.py "
        "events_lambda.py suppression_admin.py deliverability_report.py onboarding.py async_fastapi.py testing_your_app"
    )
    assert [name for name in wanted.split() if not (EXAMPLES / name).exists()] == []


def test_a_page_leads_to_each_example() -> None:
    pages = "".join(path.read_text() for path in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")])
    programs = {path.name for path in EXAMPLES.glob("*.py")} | {"newsletter_celery", "testing_your_app"}
    assert {name for name in programs if f"examples/{name}" not in pages} == set()
