"""What goes wrong on the way, against a real boto3 client and real sockets: how often a request then goes on the wire,
and what the caller is told. A new fault is a new row."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from sesv2kit.errors import (
    AccessDeniedError,
    ApiRateExceededError,
    BadRequestError,
    ConcurrentModificationError,
    DailyQuotaExceededError,
    InternalServiceError,
    LimitExceededError,
    MessageRejectedError,
    NoResponseError,
    OutcomeUnknownError,
    ResponseUnreadableError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL
from sesv2kit.operation import Operation
from sesv2kit.retry import Failure, RetryPolicy
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.unit.support import BULK, SEND, FakeClock, client_of

ATTEMPTS = 3
WAITS = [0.25, 0.5]
"""Half of the bounds 0.5 and 1: randomness is pinned to the middle."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, and what is to come of it."""

    name: str
    answer: Answer
    failure: Failure
    error: type[SESv2Error]
    """What is raised, or what the OutcomeUnknownError is raised from."""

    status: int | None = None
    body: bytes = b""
    """What the error keeps of an answer that could not be read."""

    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Changes to the client's configuration."""


REFUSED, UNKNOWN, FINAL = Failure.REFUSED, Failure.UNKNOWN, Failure.FINAL
TINY = {"read_timeout": 0.1}
GZIP = {"Content-Encoding": "gzip"}
PART = b'{"MessageId": "1'
LOST: dict[str, Any] = {"failure": UNKNOWN, "error": NoResponseError}
UNREADABLE: dict[str, Any] = {"failure": UNKNOWN, "error": ResponseUnreadableError, "status": 200}

FAULTS = [
    Fault("closed before reading", Answer(end=End.CLOSE, read=False), **LOST),
    Fault("reset before reading", Answer(end=End.RESET, read=False), **LOST),
    Fault("closed after reading", Answer(end=End.CLOSE), **LOST),
    Fault("reset after reading", Answer(end=End.RESET), **LOST),
    Fault("stall", Answer(end=End.STALL), **LOST, settings=TINY),
    Fault("stall in the status line", Answer(b"HTTP/1.1 2", End.STALL), **LOST, settings=TINY),
    Fault("stall in the headers", Answer(b"HTTP/1.1 200 OK\r\nContent-Le", End.STALL), **LOST, settings=TINY),
    Fault("stall in the body", answer(PART, length=99, end=End.STALL), **LOST, settings=TINY),
    Fault("part of the status line", Answer(b"HTTP/1.1 2", End.CLOSE), **LOST),
    Fault("no HTTP", Answer(b"\x00\xff\x13 no HTTP\r\n\r\n", End.CLOSE), **LOST),
    Fault("reset in the body", answer(PART, length=99, end=End.RESET), **LOST),
    Fault("part of a chunk", answer(b"5\r\n{}", headers={"Transfer-Encoding": "chunked"}, end=End.CLOSE), **LOST),
    Fault("part of the body", answer(PART, length=99, end=End.CLOSE), **UNREADABLE, body=PART),
    Fault("none of the body", answer(b"", length=99, end=End.CLOSE), **UNREADABLE),
    Fault("200 empty", answer(b""), **UNREADABLE),
    Fault("200 truncated", answer(PART), **UNREADABLE, body=PART),
    Fault("200 HTML", answer(b"<html>ok</html>"), **UNREADABLE, body=b"<html>ok</html>"),
    Fault("200 list", answer(b"[]"), **UNREADABLE, body=b"[]"),
    Fault("200 null", answer(b"null"), **UNREADABLE, body=b"null"),
    Fault("200 no UTF-8", answer(b"\xff\xfe{"), **UNREADABLE, body=b"\xff\xfe{"),
    Fault("200 no gzip", answer(b"no gzip", headers=GZIP), **UNREADABLE, body=b"no gzip"),
    Fault("200 too deep", answer(b"[" * 5000), **UNREADABLE, body=b"[" * 5000),
    Fault("429", refusal(429, "TooManyRequestsException"), REFUSED, TooManyRequestsError, 429),
    Fault("429 without a code", answer(b"", 429), REFUSED, TooManyRequestsError, 429),
    Fault("400 rate", refusal(400, "ThrottlingException", "Rate exceeded"), REFUSED, ApiRateExceededError, 400),
    Fault(
        "400 sending rate",
        refusal(400, "ThrottlingException", "Maximum sending rate exceeded."),
        REFUSED,
        SendRateExceededError,
        400,
    ),
    Fault(
        "400 daily quota",
        refusal(400, "ThrottlingException", "Daily message quota exceeded."),
        FINAL,
        DailyQuotaExceededError,
        400,
    ),
    Fault("400 limit", refusal(400, "LimitExceededException"), FINAL, LimitExceededError, 400),
    Fault("400 rejected", refusal(400, "MessageRejected"), FINAL, MessageRejectedError, 400),
    Fault("403", refusal(403, "AccessDeniedException"), FINAL, AccessDeniedError, 403),
    Fault("302", answer(b"", 302, {"Location": "http://127.0.0.1:1/"}), FINAL, ServiceError, 302),
    Fault("408", answer(b"", 408), UNKNOWN, ServiceError, 408),
    Fault("500", refusal(500, "InternalFailure"), UNKNOWN, InternalServiceError, 500),
    Fault("500 in the body", answer({"__type": "x#InternalFailure"}, 500), UNKNOWN, InternalServiceError, 500),
    Fault("500 concurrent", refusal(500, "ConcurrentModificationException"), FINAL, ConcurrentModificationError, 500),
    *(
        Fault(f"{status} {name}", answer(body, status), UNKNOWN, InternalServiceError, status)
        for status in (500, 502, 503, 504)
        for name, body in [("empty", b""), ("HTML", b"<html></html>"), ("Latin-1", b"<!DOCTYPE html>\xfc")]
    ),
    # Bodies that break botocore's own parser of errors.
    *(
        Fault(f"{status} {body[:12]!r}", answer(body, status), failure, error, status)
        for status, failure, error in [(400, FINAL, BadRequestError), (500, UNKNOWN, InternalServiceError)]
        for body in (b"[]", b"null", b'{"message": 5}', b'{"__type": 5}', b'{"code": {}}', b"\xff", b"[" * 5000)
    ),
]

ACCEPTED = {"MessageId": "1", "BulkEmailEntryResults": []}
OK = answer(ACCEPTED)
OPERATIONS = [(GET_ACCOUNT, {}), (SEND_EMAIL, SEND), (SEND_BULK_EMAIL, BULK)]


@pytest.fixture(autouse=True)
def middling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesv2kit.transport.random.random", lambda: 0.5)


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS, ids=["safe", "send", "bulk"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_stays(
    fault: Fault,
    operation: Operation[Any, Any],
    request_: Mapping[str, Any],
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "sesv2kit")
    unsafe = operation is not GET_ACCOUNT
    once = fault.failure is FINAL or (fault.failure is UNKNOWN and unsafe)
    attempts = 1 if once else ATTEMPTS
    retry = RetryPolicy(max_attempts=ATTEMPTS)

    with (
        Server([fault.answer]) as server,
        client_of(server.url, retry=retry, **fault.settings) as client,
        pytest.raises(SESv2Error) as caught,
    ):
        client.call(operation, request_)

    error = cast("Any", caught.value)
    if fault.failure is UNKNOWN and unsafe:
        assert type(error) is OutcomeUnknownError
        assert isinstance(error.__cause__, fault.error)
    else:
        assert issubclass(caught.type, fault.error)
    assert len(server.seen) == (attempts if fault.answer.read else 0)
    assert server.connections == (1 if fault.answer.end is End.KEEP else attempts)
    assert clock.sleeps == ([] if once else WAITS)
    assert (error.operation, error.attempts, error.status) == (operation.name, attempts, fault.status)
    assert error.request_id == ("id-1" if fault.status else None)
    assert getattr(error, "body", fault.body) == fault.body
    assert not re.search(r"secret|v2/email", f"{error}{caplog.text}")


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS[:2], ids=["safe", "send"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_passes(
    fault: Fault, operation: Operation[Any, Any], request_: Mapping[str, Any], clock: FakeClock
) -> None:
    repeated = fault.failure is REFUSED or (fault.failure is UNKNOWN and operation is GET_ACCOUNT)
    with Server([fault.answer, OK]) as server, client_of(server.url, **fault.settings) as client:
        if not repeated:
            with pytest.raises(SESv2Error):
                client.call(operation, request_)
            assert len(server.seen) <= 1
            return
        metadata = client.call(operation, request_).metadata
    assert (metadata.attempts, metadata.waited, clock.sleeps) == (2, 0.25, [0.25])
    assert len({seen.body for seen in server.seen}) == 1


@pytest.mark.parametrize("end", [End.CLOSE, End.RESET, End.STALL])
def test_a_fault_on_a_connection_that_worked_before(end: End, clock: FakeClock) -> None:
    with Server([OK, Answer(end=end), OK]) as server, client_of(server.url, **TINY) as client:
        client.call(SEND_EMAIL, SEND)
        with pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert (len(server.seen), server.connections) == (2, 1)
        client.call(SEND_EMAIL, SEND)
    assert [seen.connection for seen in server.seen] == [1, 1, 2]
    assert clock.sleeps == []


def test_a_connection_closed_between_calls_is_no_fault(clock: FakeClock) -> None:
    with Server([answer(ACCEPTED, end=End.CLOSE), OK]) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, SEND)
        server.wait_until_closed()
        assert client.call(SEND_EMAIL, SEND).metadata.attempts == 1
    assert [seen.connection for seen in server.seen] == [1, 2]
    assert clock.sleeps == []
