"""Faults with a real boto3 client and real sockets: how often the request is sent, and which error the caller gets."""

import logging
import re
from collections.abc import Mapping
from typing import Any, cast

import pytest

from sesv2kit.config import RetryPolicy
from sesv2kit.errors import OutcomeUnknownError, SESv2Error
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL
from sesv2kit.operation import Operation
from tests.faults.cases import (
    ACCEPTED,
    CONTENDED,
    FAULTS,
    FINAL,
    HARMLESS,
    OF_EACH_KIND,
    OK,
    REFUSED,
    TINY,
    UNKNOWN,
    Fault,
)
from tests.faults.server import Answer, End, Server, answer
from tests.unit.support import BULK, SEND, FakeClock, client_of

pytestmark = pytest.mark.usefixtures("each_client")

ATTEMPTS = 3
WAITS = [0.25, 0.5]
"""Half of the limits 0.5 and 1: the random factor is fixed to the middle."""


EACH_FAULT = pytest.mark.parametrize(
    ("each_client", "fault"),
    [
        *(pytest.param("sync", fault, id=f"sync-{fault.name}") for fault in FAULTS),
        *(pytest.param("async", fault, id=f"async-{fault.name}") for fault in OF_EACH_KIND),
    ],
    indirect=["each_client"],
)
"""All of them for the blocking client; the asynchronous one goes through a call in the same loop."""

OPERATIONS = [
    pytest.param(GET_ACCOUNT, {}, id="safe"),
    pytest.param(SEND_EMAIL, SEND, id="send"),
    # A bulk send is declared as unsafe as a send is, and is repeated by the same rules.
    pytest.param(SEND_BULK_EMAIL, BULK, id="bulk", marks=pytest.mark.slow),
]


@pytest.fixture(autouse=True)
def middling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low + high) / 2)


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS)
@EACH_FAULT
def test_a_fault_that_stays(
    fault: Fault,
    operation: Operation[Any, Any],
    request_: Mapping[str, Any],
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "sesv2kit")
    unsafe = operation is not GET_ACCOUNT
    once = fault.failure is FINAL or (fault.failure in (UNKNOWN, CONTENDED) and unsafe)
    attempts = 1 if once else ATTEMPTS
    retry = RetryPolicy(max_attempts=ATTEMPTS)

    with (
        Server([fault.answer]) as server,
        client_of(server.url, retry=retry, **fault.settings) as client,
    ):
        with pytest.raises(SESv2Error) as caught:
            client.call(operation, request_)
        # On a busy machine the client gives up before the server has accepted or read anything.
        if fault.answer.end is not End.KEEP:
            server.wait_for(attempts, attempts if fault.answer.read else 0)

    error = cast("Any", caught.value)
    if fault.failure is UNKNOWN and unsafe:
        assert type(error) is OutcomeUnknownError
        assert isinstance(error.__cause__, fault.error)
    else:
        assert issubclass(caught.type, fault.error)
    assert len(server.seen) == (attempts if fault.answer.read else 0)
    assert server.connections == (1 if fault.answer.end is End.KEEP else attempts)
    assert clock.sleeps == ([] if once else [fault.asked + wait for wait in WAITS])
    assert (error.operation, error.attempts, error.status) == (operation.name, attempts, fault.status)
    assert error.request_id == ("id-1" if fault.status else None)
    assert getattr(error, "body", fault.body) == fault.body
    assert not re.search(r"secret|v2/email", f"{error}{caplog.text}")


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS[:2])
@EACH_FAULT
def test_a_fault_that_passes(
    fault: Fault, operation: Operation[Any, Any], request_: Mapping[str, Any], clock: FakeClock
) -> None:
    repeated = fault.failure is REFUSED or (fault.failure in (UNKNOWN, CONTENDED) and operation is GET_ACCOUNT)
    # With a tiny timeout, the second response may come too late on a busy machine, and a later one in time.
    hasty = fault.settings == TINY
    retry = RetryPolicy(max_attempts=50 if hasty else 2, budget=None)
    with Server([fault.answer, OK]) as server, client_of(server.url, retry=retry, **fault.settings) as client:
        if not repeated:
            with pytest.raises(SESv2Error):
                client.call(operation, request_)
            assert len(server.seen) <= 1
            return
        metadata = client.call(operation, request_).metadata
    assert metadata.attempts >= 2 if hasty else metadata.attempts == 2
    assert clock.sleeps[0] == fault.asked + WAITS[0]
    assert (len(clock.sleeps), sum(clock.sleeps)) == (metadata.attempts - 1, metadata.waited)
    assert len({seen.body for seen in server.seen}) == 1


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS)
@pytest.mark.parametrize("odd", HARMLESS.values(), ids=HARMLESS)
def test_an_odd_answer_that_is_read(
    odd: Answer, operation: Operation[Any, Any], request_: Mapping[str, Any], clock: FakeClock
) -> None:
    with Server([odd]) as server, client_of(server.url) as client:
        answered = client.call(operation, request_)
        assert len(server.seen) == 1
    assert (answered.metadata.attempts, answered.metadata.unread) == (1, ())


@pytest.mark.parametrize("end", [End.CLOSE, End.RESET, End.STALL])
def test_a_fault_on_a_connection_that_worked_before(end: End, clock: FakeClock) -> None:
    # What ends the stalled attempt must not end the others, also on a busy machine.
    patience = 1.0 if end is End.STALL else 20.0
    with Server([OK, Answer(end=end), OK]) as server, client_of(server.url, read_timeout=patience) as client:
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
