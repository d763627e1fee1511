"""The code of docs/typing.md runs. tests/typing checks what the page says about type checkers."""

import re
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sesv2kit.errors import NotFoundError

PAGE = (Path(__file__).parents[2] / "docs" / "typing.md").read_text()
CLIENT, CATCH, BOTH = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(block: str, names: dict[str, Any]) -> dict[str, Any]:
    exec(compile(block, "typing.md", "exec"), names)
    return names


def test_the_boto3_client_has_boto3s_methods() -> None:
    assert callable(run(CLIENT, {})["ses"].get_account)


def test_client_error_catches_ours(capsys: pytest.CaptureFixture[str]) -> None:
    run(CATCH, {})
    assert capsys.readouterr().out.startswith("NotFoundException ")


def test_a_function_may_take_both() -> None:
    code_of = run(BOTH, run(CATCH, {}))["code_of"]
    assert code_of(NotFoundError("gone", operation="GetTenant", code="NotFoundException")) == "NotFoundException"
    assert code_of(ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")) == "NoSuchKey"
