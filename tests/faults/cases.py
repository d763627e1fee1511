"""The table of faults of a connection or a response: test_faults.py tests each row, docs/retries.md prints them.

A new fault is a new row.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sesv2kit._core.retry import Failure
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
    ResponseUnreadableError,
    SendRateExceededError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
)
from tests.faults.server import Answer, End, answer, refusal
from tests.proofs import proofs


@dataclass(frozen=True)
class Fault:
    """A fault, and the result that a call must have."""

    name: str
    answer: Answer
    failure: Failure
    error: type[SESv2Error]
    """The error that is raised, or the cause of the OutcomeUnknownError."""

    status: int | None = None
    body: bytes = b""
    """The part of an unreadable response that the error keeps."""

    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Changes to the client's configuration."""

    asked: float = 0.0
    """Seconds that the service asks to wait."""


REFUSED, UNKNOWN, CONTENDED, FINAL = Failure.REFUSED, Failure.UNKNOWN, Failure.CONTENDED, Failure.FINAL
SMALL = {"max_response_size": 300}
TINY = {"read_timeout": 0.1}
CHUNKED = {"Transfer-Encoding": "chunked"}
gzipped = partial(gzip.compress, mtime=0)  # the same in every process
GZIP = {"Content-Encoding": "gzip"}
PART = b'{"MessageId": "1'
LOST: dict[str, Any] = {"failure": UNKNOWN, "error": NoResponseError}
UNREADABLE: dict[str, Any] = {"failure": UNKNOWN, "error": ResponseUnreadableError, "status": 200}

FAULTS = [
    Fault("connection closed before the request is read", Answer(end=End.CLOSE, read=False), **LOST),
    Fault("connection reset before the request is read", Answer(end=End.RESET, read=False), **LOST),
    Fault("connection closed after the request is read", Answer(end=End.CLOSE), **LOST),
    Fault("connection reset after the request is read", Answer(end=End.RESET), **LOST),
    Fault("request not read, no response", Answer(end=End.STALL, read=False), **LOST, settings=TINY),
    Fault("request read, no response", Answer(end=End.STALL), **LOST, settings=TINY),
    Fault("response stops in the status line", Answer(b"HTTP/1.1 2", End.STALL), **LOST, settings=TINY),
    Fault("response stops in the headers", Answer(b"HTTP/1.1 200 OK\r\nContent-Le", End.STALL), **LOST, settings=TINY),
    Fault("response stops in the body", answer(PART, length=99, end=End.STALL), **LOST, settings=TINY),
    Fault("connection closed in the status line", Answer(b"HTTP/1.1 2", End.CLOSE), **LOST),
    Fault("bytes that are not HTTP", Answer(b"\x00\xff\x13 no HTTP\r\n\r\n", End.CLOSE), **LOST),
    Fault("connection reset in the body", answer(PART, length=99, end=End.RESET), **LOST),
    Fault(
        "connection closed in a chunk",
        answer(b"5\r\n{}", headers={"Transfer-Encoding": "chunked"}, end=End.CLOSE),
        **LOST,
    ),
    Fault("a chunk with a negative size", answer(b"-5\r\n{}", headers=CHUNKED, end=End.CLOSE), **LOST),
    Fault("connection closed in the body", answer(PART, length=99, end=End.CLOSE), **UNREADABLE, body=PART),
    Fault("connection closed before the body", answer(b"", length=99, end=End.CLOSE), **UNREADABLE),
    Fault(
        "103 without a final response",
        Answer(b"HTTP/1.1 103 Early Hints\r\nx-amzn-RequestId: id-1\r\n\r\n", End.CLOSE),
        UNKNOWN,
        ResponseUnreadableError,
        103,
    ),
    Fault(
        "200 with the header of an error",
        answer(b'{"MessageId": "1"}', headers={"x-amzn-ErrorType": "InternalFailure"}),
        **UNREADABLE,
        body=b'{"MessageId": "1"}',
    ),
    Fault(
        "200 with the body of an error",
        answer({"__type": "InternalFailure", "MessageId": "1"}),
        **UNREADABLE,
        body=b'{"__type": "InternalFailure", "MessageId": "1"}',
    ),
    Fault("200 with an empty body", answer(b""), **UNREADABLE),
    Fault("200 with truncated JSON", answer(PART), **UNREADABLE, body=PART),
    Fault("200 with HTML", answer(b"<html>ok</html>"), **UNREADABLE, body=b"<html>ok</html>"),
    Fault("200 with a JSON list", answer(b"[]"), **UNREADABLE, body=b"[]"),
    Fault("200 with a JSON null", answer(b"null"), **UNREADABLE, body=b"null"),
    Fault("200 with bytes that are not UTF-8", answer(b"\xff\xfe{"), **UNREADABLE, body=b"\xff\xfe{"),
    Fault(
        "200 with a body that is not gzip, declared as gzip",
        answer(b"no gzip", headers=GZIP),
        **UNREADABLE,
        body=b"no gzip",
    ),
    Fault("200 with JSON of 5,000 levels", answer(b"[" * 5000), **UNREADABLE, body=b"[" * 5000),
    Fault(
        "200 with more than `max_response_size`",
        answer({"x": "x" * 299}),
        **UNREADABLE,
        body=b'{"x": "' + b"x" * 294,
        settings=SMALL,
    ),
    Fault(
        "200 compressed, with more than `max_response_size`",
        answer(gzipped(b"{" + b" " * 99_999 + b"}"), headers=GZIP),
        **UNREADABLE,
        body=b"{" + b" " * 300,
        settings=SMALL,
    ),
    Fault(
        "200 with a truncated gzip body",
        answer(gzipped(b"{}")[:-1], headers=GZIP),
        **UNREADABLE,
        body=gzipped(b"{}")[:-1],
    ),
    Fault("429 TooManyRequestsException", refusal(429, "TooManyRequestsException"), REFUSED, TooManyRequestsError, 429),
    Fault("429 without a code", answer(b"", 429), REFUSED, TooManyRequestsError, 429),
    Fault(
        "429 with Retry-After: 3",
        answer({}, 429, {"Retry-After": "3"}),
        REFUSED,
        TooManyRequestsError,
        429,
        asked=3.0,
    ),
    Fault(
        "503 with Retry-After: 3", answer({}, 503, {"Retry-After": "3"}), UNKNOWN, InternalServiceError, 503, asked=3.0
    ),
    Fault(
        "400 ThrottlingException, rate exceeded",
        refusal(400, "ThrottlingException", "Rate exceeded"),
        REFUSED,
        ApiRateExceededError,
        400,
    ),
    Fault(
        "400 ThrottlingException, sending rate exceeded",
        refusal(400, "ThrottlingException", "Maximum sending rate exceeded."),
        REFUSED,
        SendRateExceededError,
        400,
    ),
    Fault(
        "400 ThrottlingException, daily quota exceeded",
        refusal(400, "ThrottlingException", "Daily message quota exceeded."),
        FINAL,
        DailyQuotaExceededError,
        400,
    ),
    Fault("400 LimitExceededException", refusal(400, "LimitExceededException"), FINAL, LimitExceededError, 400),
    Fault("400 MessageRejected", refusal(400, "MessageRejected"), FINAL, MessageRejectedError, 400),
    Fault("403 AccessDeniedException", refusal(403, "AccessDeniedException"), FINAL, AccessDeniedError, 403),
    Fault("302 redirect", answer(b"", 302, {"Location": "http://127.0.0.1:1/"}), FINAL, ServiceError, 302),
    Fault("408 request timeout", answer(b"", 408), UNKNOWN, ServiceError, 408),
    Fault("460 of a proxy whose client had gone", answer(b"", 460), UNKNOWN, ServiceError, 460),
    Fault("499 of a proxy whose client had gone", answer(b"", 499), UNKNOWN, ServiceError, 499),
    Fault("500 InternalFailure", refusal(500, "InternalFailure"), UNKNOWN, InternalServiceError, 500),
    Fault(
        "500 with the code in the body",
        answer({"__type": "x#InternalFailure"}, 500),
        UNKNOWN,
        InternalServiceError,
        500,
    ),
    # SES sends these codes with 4xx.
    Fault("500 BadRequestException", refusal(500, "BadRequestException"), UNKNOWN, InternalServiceError, 500),
    Fault("503 ThrottlingException", refusal(503, "ThrottlingException"), UNKNOWN, InternalServiceError, 503),
    Fault("504 ExpiredTokenException", refusal(504, "ExpiredTokenException"), UNKNOWN, InternalServiceError, 504),
    Fault(
        "500 ConcurrentModificationException",
        refusal(500, "ConcurrentModificationException"),
        CONTENDED,
        ConcurrentModificationError,
        500,
    ),
    *(
        Fault(f"{status} with {name}", answer(body, status), UNKNOWN, InternalServiceError, status)
        for status in (500, 502, 503, 504)
        for name, body in [
            ("an empty body", b""),
            ("HTML", b"<html></html>"),
            ("HTML in Latin-1", b"<!DOCTYPE html>\xfc"),
        ]
    ),
    # Bodies that break botocore's own parser of errors.
    *(
        Fault(
            f"{status} with the body {body[:14].decode(errors='replace')}", answer(body, status), failure, error, status
        )
        for status, failure, error in [(400, FINAL, BadRequestError), (500, UNKNOWN, InternalServiceError)]
        for body in (b"[]", b"null", b'{"message": 5}', b'{"__type": 5}', b'{"code": {}}', b"\xff", b"[" * 5000)
    ),
    *(
        Fault(f"{status} with 70,000 opening brackets", answer(b"[" * 70_000, status), failure, error, status)
        for status, failure, error in [(400, FINAL, BadRequestError), (500, UNKNOWN, InternalServiceError)]
    ),
]

OF_EACH_KIND = [
    *{(one.failure, one.error, one.answer.end, one.answer.read, one.asked): one for one in reversed(FAULTS)}.values()
]
"""One fault for each way to fail, where the loop of a call is proved for all of them already."""

QUICK = [fault for fault in FAULTS if not fault.settings]
"""Faults that need no particular client configuration."""

ACCEPTED = proofs(2)
"""A success of a single send, and of a bulk send of two entries."""

OK = answer(ACCEPTED)

BODY = OK.wire.partition(b"\r\n\r\n")[2]

HARMLESS = {
    "200 as text/html": answer(ACCEPTED, headers={"Content-Type": "text/html"}),
    "200 without a content type": OK,
    "200 compressed": answer(gzipped(BODY), headers=GZIP),
    "200 compressed in several members": answer(gzipped(BODY[:9]) + gzipped(BODY[9:]), headers=GZIP),
    "200 compressed, with trailing bytes": answer(gzipped(BODY) + b"\0\0junk", headers=GZIP),
}
"""Unusual responses that are read successfully."""

BEFORE, SENT = "not sent", "sent once"

PHASES = {
    "provide-client-params": BEFORE,
    "before-parameter-build": BEFORE,
    "before-call": BEFORE,
    "request-created": BEFORE,
    "before-sign": BEFORE,
    "before-send": BEFORE,
    "before-parse": SENT,
    "response-received": SENT,
    "needs-retry": SENT,
    "after-call": SENT,
}
"""botocore's events during a call with a response, and whether the request was sent when a hook of them raises."""

PHASES_AFTER_A_LOSS = ["response-received", "needs-retry", "after-call-error"]
"""The events of a call without a response."""

MOMENTS = {
    "status line": b"",
    "headers": b"HTTP/1.1 200 OK\r\nContent-Le",
    "body": b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"Mess',
}
"""Part of a response in which it is interrupted, and the bytes received before."""
