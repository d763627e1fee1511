"""The OpenTelemetry code of docs/observability.md runs, and its metrics and spans are those on the page."""

from typing import Any, cast

import pytest
from opentelemetry import metrics, trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sesv2kit import SESv2
from sesv2kit.testing import Backend
from tests.docs.test_observability import INSTRUMENT, METRICS, NOTE, backend, run

__all__ = ["backend"]


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
