"""The code on docs/observability.md runs, and what the page says of records, metrics, spans and errors is so."""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from opentelemetry import metrics, trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sesv2kit import SESv2, hints
from sesv2kit.events import Outcome
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


def test_events_become_metrics(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader])
    monkeypatch.setattr(metrics, "get_meter", provider.get_meter)
    ses: SESv2 = run(METRICS)["ses"]
    for fault in ("api_rate", "internal_error"):
        backend.faults.add(fault, "GetAccount")
        ses.account.get_account()
    measured = cast("Any", reader.get_metrics_data()).resource_metrics[0].scope_metrics[0].metrics
    points = {metric.name: list(metric.data.data_points) for metric in measured}
    provider.shutdown()
    assert [sum(point.value for point in points[f"ses.{name}"]) for name in ("repeats", "throttles", "lost")] == [
        2,
        1,
        1,
    ]
    by_outcome = {point.attributes["ses.outcome"]: point.count for point in points["ses.attempt.duration"]}
    assert by_outcome == {"refused": 1, "unknown": 1, "ok": 2}
    assert points["ses.attempt.waited"][0].sum > 0


def test_every_outcome_is_explained() -> None:
    rows = re.findall(r"^\| `(.*?)` \| ", PAGE, re.MULTILINE)
    assert rows == list(get_args(Outcome))


# Traces.


def test_events_are_noted_on_the_callers_span(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", lambda name, *_, **__: provider.get_tracer(name))
    try:
        run(INSTRUMENT)
        backend.faults.add("internal_error", "GetAccount")
        run(NOTE)
    finally:
        cast("Any", BotocoreInstrumentor)().uninstrument()
    (outer,) = exporter.get_finished_spans()
    provider.shutdown()
    noted = [dict(event.attributes or {}) for event in outer.events]
    assert [(each["ses.attempt"], each["ses.outcome"]) for each in noted] == [(1, "unknown"), (2, "ok")]
    assert noted[0]["ses.waited"] == 0 != noted[1]["ses.waited"]


# Errors.


def test_the_error_that_is_shown_is_one() -> None:
    shown = re.search(r"^Hint: (.*)$", PAGE, re.MULTILINE)
    assert shown
    assert shown[1] in {cause.hint for cause in hints.CAUSES}
