"""The code of docs/observability.md runs, and its tables of log records, outcomes and errors are correct.

test_opentelemetry.py runs what needs OpenTelemetry.
"""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from sesv2kit import SESv2
from sesv2kit._core import hints
from sesv2kit.observing import Outcome
from sesv2kit.testing import Backend, mock_sesv2
from tests.meta.source import shipped

PAGE = (Path(__file__).parents[2] / "docs" / "observability.md").read_text()
LOGGING, METRICS, INSTRUMENT, NOTE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(block, "observability.md", "exec"), names)
    return names


@pytest.fixture
def backend() -> Iterator[Backend]:
    with mock_sesv2() as one:
        yield one


# Logging.


def records() -> Iterator[tuple[str, str]]:
    """The level and the format of every record that the package writes."""
    for source in shipped():
        for node in ast.walk(source.tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="logger"), attr="debug" | "info" | "warning" as level),
                    args=[ast.Constant(value=str(text)), *_],
                ):
                    yield level.upper(), text
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="logger"), attr="log"),
                    args=[_, ast.Constant(value=str(text)), *_],
                ):
                    yield "DEBUG", text
                case _:
                    pass


def test_every_record_has_a_row() -> None:
    rows = re.findall(r"^\| (DEBUG|INFO|WARNING) \| .* \| `(.*)` \|$", PAGE, re.MULTILINE)
    unmatched = [
        (level, text)
        for level, text in records()
        if not any(
            re.fullmatch(re.sub(r"%(\.\d)?[sdfg]", ".+", re.escape(text).replace(r"\.", ".")), row)
            for row_level, row in rows
            if row_level == level
        )
    ]
    assert unmatched == []
    assert len(rows) == len({*records()})


def test_the_logger_is_switched_on(backend: Backend, caplog: pytest.LogCaptureFixture) -> None:
    level = logging.getLogger("sesv2kit").level
    try:
        run(LOGGING)
        SESv2("us-east-1").account.get_account()
    finally:
        logging.getLogger("sesv2kit").setLevel(level)
    assert [record.getMessage()[:29] for record in caplog.records] == ["GetAccount: attempt 1: ok (HT"]


# Events.


def test_every_outcome_is_explained() -> None:
    rows = re.findall(r"^\| `(.*?)` \| ", PAGE, re.MULTILINE)
    assert rows == list(get_args(Outcome))


# Errors.


def test_the_error_that_is_shown_is_one() -> None:
    shown = re.search(r"^Hint: (.*)$", PAGE, re.MULTILINE)
    assert shown
    assert shown[1] in {cause.hint for cause in hints.CAUSES}
