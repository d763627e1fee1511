"""A send that is interrupted at any line of botocore, urllib3 and http.client: nothing that left is "not sent"."""

import gc
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from botocore import httpsession

from sesv2kit.errors import (
    ConfigurationError,
    ConnectError,
    CredentialsError,
    OutcomeUnknownError,
    SESv2Error,
)
from sesv2kit.models.sending import SEND_EMAIL
from tests.faults.cases import OK
from tests.faults.server import Server
from tests.unit.support import SEND, client_of

PATH = (
    "botocore.httpsession",
    "botocore.awsrequest",
    "botocore.endpoint",
    "urllib3.",
    "http.client",
    "sesv2kit._boto.hooks",
    "sesv2kit._boto.receiving",
    "sesv2kit._boto.sender",
)
"""What carries a request, from its signature to the response."""


@contextmanager
def at_line(number: int, act: Callable[[], object]) -> Generator[list[int]]:
    """Do something before the given line on the path is run; the lines are counted."""
    counted = [0]

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not str(frame.f_globals.get("__name__", "")).startswith(PATH):
            return None
        if event == "line":
            counted[0] += 1
            if counted[0] == number:
                sys.settrace(None)
                act()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield counted
    finally:
        sys.settrace(before)


def forget(error: BaseException | None) -> None:
    """Let go of the frames of an error, which hold a connection that was interrupted."""
    waiting = [error]
    while waiting:
        if (one := waiting.pop()) is not None:
            waiting += (one.__cause__, one.__context__)
            one.__traceback__ = None
    gc.collect()


class Deadline(Exception):
    """As a framework raises it."""


NOT_SENT = (ConnectError, ConfigurationError, CredentialsError)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python leaves open what it was connecting
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kind", [TimeoutError, Deadline])
def test_nothing_that_left_is_not_sent_wherever_it_is_interrupted(
    kind: type[Exception], part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A finalizer that is interrupted tells only this hook, and pytest's own would keep the connection.
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)

    def end() -> None:
        raise kind

    gc.collect()
    gc.freeze()
    with Server(lambda _: OK) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, SEND)
        with at_line(0, end) as counted:
            client.call(SEND_EMAIL, SEND)
        lines = counted[0]
        assert lines > 300
        for number in range(1 + 5 * part, lines, 20):
            client.call(SEND_EMAIL, SEND)  # an open connection
            sent = len(server.seen)
            caught: BaseException | None = None
            with at_line(number, end):
                try:
                    client.call(SEND_EMAIL, SEND)
                except (SESv2Error, kind) as error:
                    caught = error
            noted = " ".join(getattr(caught, "__notes__", []))
            forget(caught)
            client.close()
            server.wait_until_closed()
            arrived = len(server.seen) - sent
            assert arrived <= 1, number
            if arrived:
                assert not isinstance(caught, NOT_SENT), (number, caught)
                if isinstance(
                    caught, kind
                ):  # a handler of botocore's events was interrupted: a note says what is known
                    assert "SendEmail" in noted, number
                else:
                    assert caught is None or isinstance(caught, OutcomeUnknownError), (number, caught)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # nobody read the response of that connection
def test_a_botocore_that_names_its_variables_otherwise_does_not_make_a_request_unsent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That a variable is missing proves something only in a function that has it."""
    source = textwrap.dedent(inspect.getsource(httpsession.URLLib3Session.send))
    assert "request_target" in source
    names: dict[str, Any] = {}
    exec(re.sub(r"\brequest_target\b", "target", source), httpsession.__dict__, names)
    monkeypatch.setattr(httpsession.URLLib3Session, "send", names["send"])
    # Raised in a module of botocore's, as what another thread raises here seems to be.
    lost: dict[str, Any] = {"__name__": "botocore.awsrequest"}
    exec("class AWSResponse:\n    def __init__(self, *_): raise TimeoutError", lost)
    with Server(lambda _: OK) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, SEND)
        monkeypatch.setattr("botocore.awsrequest.AWSResponse", lost["AWSResponse"])
        with pytest.raises(OutcomeUnknownError) as caught:
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 2
        forget(caught.value)
