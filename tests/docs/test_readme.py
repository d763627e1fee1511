"""The README's Python runs, on the local SES, and its table lists every service."""

import re
from pathlib import Path

import pytest

from sesv2kit import SESv2, catalog
from sesv2kit.models import EmailTemplateContent
from sesv2kit.testing import mock_sesv2
from tests.tools import aws, reference

README = (Path(__file__).parents[2] / "README.md").read_text()
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
    assert len(BLOCKS) == 4


def test_every_service_is_in_the_table() -> None:
    declared = [one for service in aws.SERVICES for one in catalog.operations(service).values()]
    listed = re.findall(r"^\| `ses\.(\w+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted({reference.domain(operation) for operation in declared})
