"""The README's Python blocks run on the local SES; its table, status and versions are correct."""

import re
import runpy
import sys
import tomllib
from pathlib import Path

import pytest

from sesv2kit import SESv2, catalog
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import mock_sesv2
from tests.tools import aws, reference

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_block_runs(block: str) -> None:
    with mock_sesv2() as backend:
        backend.verify_identity("shop.example")
        SESv2("us-east-1").templates.create_email_template(
            template_name="welcome", template_content=EmailTemplateContent(subject="Hi {{name}}", text="Hello")
        )
        exec(compile(block, "README.md", "exec"), {})


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 7


def test_the_main_example_prints_what_happened(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["quickstart.py"])
    runpy.run_path(str(PROJECT / "examples" / "quickstart.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert "bulk: ['accepted', 'accepted', 'accepted']\noutbox: ['Hello', 'Hi you', 'Hi you', 'Hi you']" in printed
    assert "suppressed by the account: {'BOUNCE': 1}\nsuppressed by acme: {'BOUNCE': 2500}" in printed
    assert "recommendation: DMARC for arn:aws:ses:" in printed
    assert ", 1 UTC day (end_date " in printed
    assert re.search(r"SEND +PERMANENT_BOUNCE\n *3 +0\n", printed)
    for error in ("GetTenant was not sent", "NotFoundException: ", "may or may not have been carried out"):
        assert error in printed


def test_every_service_is_in_the_table() -> None:
    declared = [one for service in aws.SERVICES for one in catalog.operations(service).values()]
    listed = re.findall(r"^\| \[`ses\.(\w+)`\]\(docs/operations\.md#\1\) \|", README, re.MULTILINE)
    assert sorted(listed) == sorted({reference.domain(operation) for operation in declared})


def test_status_and_minimum_versions_are_the_projects() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    (boto3,) = (one.partition(">=")[2] for one in project["dependencies"] if one.startswith("boto3>="))
    python = project["requires-python"].removeprefix(">=")
    assert f"sesv2kit needs Python {python} or newer and boto3 {boto3} or newer." in " ".join(README.split())
    (status,) = (one.rpartition(" - ")[2] for one in project["classifiers"] if one.startswith("Development Status"))
    assert f"**Status: {status.lower()}.**" in README


@pytest.mark.parametrize("path", [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")], ids=lambda path: path.stem)
def test_no_page_asks_an_index_for_the_package_before_it_is_there(path: Path) -> None:
    assert "it is not on PyPI yet" in README, "it is there: the pages can install it by its name"
    commands = re.findall(r"pip install [^`\n]*", path.read_text())
    assert [one for one in commands if re.search(r"\bsesv2kit(?! @ git\+)", one)] == []
