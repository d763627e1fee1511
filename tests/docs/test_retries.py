"""The code of docs/retries.md runs: the calls are made, and the lost response is handled as the page shows."""

from typing import Any

import pytest

from sesv2kit.testing import Backend
from tests.docs.pages import BLOCK, page
from tests.unit.support import environment

__all__ = ["environment"]


def test_the_code_runs(ses_backend: Backend, capsys: pytest.CaptureFixture[str]) -> None:
    ses_backend.verify_identity("shop.example")
    ses_backend.faults.add("timeout", "SendEmail")
    names: dict[str, Any] = {}
    for block, _ in BLOCK.findall(page("retries")):
        exec(compile(block, "retries.md", "exec"), names)
    assert names["account"].sending_enabled
    assert ses_backend.requests.count("SendEmail") == 1
    assert capsys.readouterr().out.startswith("SendEmail ")
