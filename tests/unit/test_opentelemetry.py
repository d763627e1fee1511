"""OpenTelemetry's instrumentation of botocore: a span for each attempt, and unchanged parsing."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer

from sesv2kit.config import RetryPolicy
from sesv2kit.errors import NoResponseError, NotFoundError
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.tenants import GET_TENANT
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.unit.support import FakeClock, client_of

pytestmark = pytest.mark.usefixtures("each_client", "each_sender")

ACCOUNT = {"SendingEnabled": True, "Novelty": 1}


class Traced:
    """A tracer, and the spans that have ended."""

    def __init__(self, tracer: Tracer, exporter: InMemorySpanExporter) -> None:
        self.tracer = tracer
        self._exporter = exporter

    @property
    def spans(self) -> list[tuple[str, SpanKind, StatusCode]]:
        return [(span.name, span.kind, span.status.status_code) for span in self._exporter.get_finished_spans()]

    @property
    def texts(self) -> str:
        return "".join(span.to_json() for span in self._exporter.get_finished_spans())

    @property
    def parents(self) -> set[int | None]:
        return {span.parent and span.parent.span_id for span in self._exporter.get_finished_spans()}


@pytest.fixture
def traced() -> Iterator[Traced]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor: Any = cast("Any", BotocoreInstrumentor)()  # it has annotations only in part
    instrumentor.instrument(tracer_provider=provider)
    yield Traced(provider.get_tracer("test"), exporter)
    instrumentor.uninstrument()
    provider.shutdown()


CALL = "SESv2.GetAccount", SpanKind.CLIENT


def test_a_call_is_a_span_below_its_caller(traced: Traced) -> None:
    with Server([answer(ACCOUNT)]) as server, client_of(server.url) as client:
        with traced.tracer.start_as_current_span("outer") as outer:
            account = client.call(GET_ACCOUNT, {})
            context = outer.get_span_context()
        assert "x-amzn-trace-id" in server.seen[0].headers
    assert account.model_extra == {"Novelty": 1}
    assert account.metadata.raw == b'{"SendingEnabled": true, "Novelty": 1}'
    assert traced.spans == [(*CALL, StatusCode.UNSET), ("outer", SpanKind.INTERNAL, StatusCode.UNSET)]
    assert traced.parents == {context.span_id, None}


def test_every_attempt_is_a_span(traced: Traced, clock: FakeClock) -> None:
    with (
        Server([refusal(500, "InternalFailure"), answer(ACCOUNT)]) as server,
        client_of(server.url) as client,
        traced.tracer.start_as_current_span("outer") as outer,
    ):
        assert client.call(GET_ACCOUNT, {}).metadata.attempts == 2
        assert traced.spans == [(*CALL, StatusCode.ERROR), (*CALL, StatusCode.UNSET)]
        assert traced.parents == {outer.get_span_context().span_id}


def test_an_error_is_ours_all_the_same(traced: Traced) -> None:
    with (
        Server([refusal(404, "NotFoundException", "gone")]) as server,
        client_of(server.url) as client,
        pytest.raises(NotFoundError, match="gone"),
    ):
        client.call(GET_TENANT, {"tenant_name": "a"})
    assert traced.spans == [("SESv2.GetTenant", SpanKind.CLIENT, StatusCode.ERROR)]


def test_a_span_shows_no_address(traced: Traced, clock: FakeClock) -> None:
    with (
        Server([Answer(end=End.CLOSE)]) as server,
        client_of(server.url, retry=RetryPolicy(max_attempts=1)) as client,
        pytest.raises(NoResponseError),
    ):
        client.suppression.get_suppressed_destination(email_address="secret@x.example")
    assert "ConnectionClosedError" in traced.texts
    assert "secret" not in traced.texts
