"""A local SES for the commands, and how they are run."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sesv2kit.__main__ import main
from sesv2kit.testing import Backend, mock_sesv2


@dataclass(frozen=True)
class Done:
    """What a command has done."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document that it printed."""
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    """The local SES of one test."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("NO_COLOR", "1")
    with mock_sesv2() as backend:
        backend.verify_identity("shop.example")
        yield backend


@pytest.fixture
def endpoint() -> list[str]:
    """Options that every command gets."""
    return []


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], endpoint: list[str]) -> Run:
    """Runs a command in this process."""

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        code = main([*arguments, *endpoint])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run
