"""Attempts are classified by recorded facts: exceptions of hooks, of other clients inside a hook or a credential
provider, and of signal handlers are not mistaken for a response of SES or a network failure."""

import functools
import gc
import json
import pickle
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from sesv2kit import ClientConfig, RetryPolicy, catalog
from sesv2kit._core.arguments import validated
from sesv2kit.errors import (
    ApiRateExceededError,
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    CredentialsError,
    InternalServiceError,
    NoResponseError,
    OutcomeUnknownError,
    ResponseUnreadableError,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_BULK_EMAIL, SEND_EMAIL, SendBulkEmailResponse
from sesv2kit.operation import Operation, Repeat
from sesv2kit.shapes.facets import wire_name
from sesv2kit.shapes.untyped import UntypedResponse
from tests.every import every
from tests.faults.cases import BEFORE, MOMENTS, OK, PHASES, PHASES_AFTER_A_LOSS
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.unit.credential_sources import SOURCES, Home
from tests.unit.support import BULK, SEND, FakeClock, client_of, make

OPERATIONS = pytest.mark.parametrize(
    ("operation", "request_"), [(GET_ACCOUNT, {}), (SEND_EMAIL, SEND)], ids=["safe", "send"]
)

HANDLED: dict[str, Callable[[], BaseException]] = {
    "ConnectError of ours": lambda: ConnectError("no", operation="GetTenant"),
    "throttle of ours": lambda: ApiRateExceededError("no", operation="GetTenant", code="ThrottlingException"),
    "expired token of ours": lambda: AuthenticationError("no", operation="GetTenant", code="ExpiredTokenException"),
    "failure of ours": lambda: InternalServiceError("no", operation="GetTenant", status=500),
    "throttle of another operation": lambda: client_error("ThrottlingException", "PutItem"),
    "throttle of the same operation": lambda: client_error("ThrottlingException", "SendEmail"),
    "expired token of another operation": lambda: client_error("ExpiredTokenException", "PutItem"),
    "EndpointConnectionError": lambda: EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
    "ConnectTimeoutError": lambda: ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"),
    "ReadTimeoutError": lambda: ReadTimeoutError(endpoint_url="http://127.0.0.1:1"),
    "NoCredentialsError": NoCredentialsError,
    "ParamValidationError": lambda: ParamValidationError(report="no"),
    "KeyError": lambda: KeyError("no"),
    "ConnectionResetError": ConnectionResetError,
    "TimeoutError": TimeoutError,
    "MemoryError": MemoryError,
}
"""Exceptions that a hook may raise."""

ON_A_LOOP = ["throttle of ours", "throttle of the same operation", "ReadTimeoutError", "TimeoutError"]
"""What it raises in the asynchronous client: an error of each origin, of which asyncio knows one."""

ENDING: dict[str, Callable[[], BaseException]] = {
    "SystemExit": lambda: SystemExit(3),
    "KeyboardInterrupt": KeyboardInterrupt,
}
"""Exceptions that end the program. On an event loop, they end the loop too."""


def client_error(code: str, operation: str) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "Rate exceeded"}, "ResponseMetadata": cast("Any", {})}, operation
    )


def notes(error: BaseException) -> str:
    return " ".join(getattr(error, "__notes__", []))


@pytest.mark.usefixtures("each_client")
@OPERATIONS
@pytest.mark.parametrize("phase", PHASES)
def test_what_a_hook_raises_is_raised_as_it_is_and_repeats_nothing(
    phase: str, operation: Operation[Any, Any], request_: Any, clock: FakeClock, each_client: str
) -> None:
    # What ends the program would end the event loop too, on which all tests of the asynchronous client run.
    kinds = HANDLED | ENDING if each_client == "sync" else {kind: HANDLED[kind] for kind in ON_A_LOOP}
    name = f"{phase}.sesv2.{operation.name}"
    requests = 0 if PHASES[phase] == BEFORE else 1

    with Server([OK]) as server, client_of(server.url, pacing=True, send_rate=1000.0) as client:
        events = client.boto3_client.meta.events

        def check(kind: str) -> None:
            raised, before = kinds[kind](), len(server.seen)

            def hook(**_: Any) -> None:
                raise raised

            events.register(name, hook)
            try:
                with pytest.raises(type(raised)) as caught:
                    client.call(operation, request_)
            finally:
                events.unregister(name, hook)
            assert len(server.seen) == before + requests
            # asyncio replaces a TimeoutError that comes from another thread, as the test's own loop does here.
            assert caught.value is raised or (each_client, kind) == ("async", "TimeoutError")
            if requests:
                assert f"{operation.name} received a response, HTTP 200 (request id id-1" in notes(raised)
                assert ("MessageId 1" in notes(raised)) == (operation is SEND_EMAIL)
            else:
                assert notes(raised) == ""
            for _ in range(3):
                client.call(operation, request_)
            assert clock.sleeps == pytest.approx([1 / 980] * len(clock.sleeps))  # a send's own slots: no lower rate

        every(((kind, kind) for kind in kinds), check)


@pytest.mark.usefixtures("each_client")
@OPERATIONS
@pytest.mark.parametrize("phase", PHASES_AFTER_A_LOSS)
def test_what_a_hook_raises_after_the_answer_was_lost_is_raised_with_a_note(
    phase: str, operation: Operation[Any, Any], request_: Any, clock: FakeClock
) -> None:
    def hook(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    with Server([Answer(end=End.CLOSE)]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register(f"{phase}.sesv2.{operation.name}", hook)
        with pytest.raises(EndpointConnectionError) as caught:
            client.call(operation, request_)
        assert len(server.seen) == 1
    assert f"{operation.name} may or may not have been carried out" in notes(caught.value)
    assert clock.sleeps == []


@pytest.mark.parametrize("body", [b"null", b"[1]", b"<html>", b'{"MessageId": {}}', b"", b"[" * 5000, b"\xff"])
def test_whatever_was_answered_what_a_hook_raises_gets_through(body: bytes) -> None:
    def hook(**_: Any) -> None:
        raise KeyError("own")

    with Server([answer(body)]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("after-call.sesv2.SendEmail", hook)
        with pytest.raises(KeyError, match="own") as caught:
            client.call(SEND_EMAIL, SEND)
    assert notes(caught.value) == "SendEmail received a response, HTTP 200 (request id id-1)."


@pytest.mark.usefixtures("each_client")
def test_another_client_that_fails_inside_a_hook_is_told_as_itself(clock: FakeClock) -> None:
    """The same with a real client of another endpoint, and with one of ours: for example a failing audit log."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    audit = client_of(nobody).boto3_client
    for phase in ("after-call", "before-parse", "response-received"):
        with Server([OK]) as server, client_of(server.url) as client:
            client.boto3_client.meta.events.register(f"{phase}.sesv2.SendEmail", lambda **_: audit.get_account())
            with pytest.raises(EndpointConnectionError):
                client.call(SEND_EMAIL, SEND)
            assert len(server.seen) == 1


# Signals


class SoftTimeLimitExceeded(Exception):
    """As raised by Celery in a signal handler."""


@contextmanager
def on_signal(raised: BaseException) -> Generator[None]:
    def handler(number: int, frame: Any) -> None:
        raise raised

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


INTERRUPTIONS: dict[str, Callable[[], BaseException]] = {
    "Exception": SoftTimeLimitExceeded,
    "TimeoutError": TimeoutError,
    "OSError": OSError,
    "ConnectionResetError": ConnectionResetError,
    "ValueError": ValueError,
    "MemoryError": MemoryError,
    "KeyboardInterrupt": KeyboardInterrupt,
}


@OPERATIONS
@pytest.mark.parametrize("kind", INTERRUPTIONS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_signal_while_the_answer_is_awaited(
    moment: str, kind: str, operation: Operation[Any, Any], request_: Any, clock: FakeClock
) -> None:
    raised = INTERRUPTIONS[kind]()
    main = threading.main_thread().ident
    assert main is not None

    def script(seen: Seen) -> Answer:
        return Answer(MOMENTS[moment], End.STALL)

    class Interrupting(Server):
        def _note(self, seen: Seen) -> None:  # from here on the server has the request, also on a busy machine
            super()._note(seen)
            threading.Timer(0.05, signal.pthread_kill, (main, signal.SIGUSR1)).start()

    with Interrupting(script) as server, client_of(server.url, read_timeout=20.0) as client, on_signal(raised):
        policy = client.options(on_unknown="retry")  # not because of the interruption
        with pytest.raises((type(raised), OutcomeUnknownError)) as caught:
            policy.call(operation, request_)
        assert len(server.seen) == 1
    assert clock.sleeps == []
    if operation is SEND_EMAIL and isinstance(raised, Exception):
        assert type(caught.value) is OutcomeUnknownError
        cause = caught.value.__cause__
        assert type(cause) is NoResponseError
        assert cause.__cause__ is raised
    else:
        assert caught.value is raised
        if operation is SEND_EMAIL:
            assert "SendEmail may or may not have been carried out" in notes(raised)


@OPERATIONS
def test_a_signal_handler_that_is_no_plain_function(operation: Operation[Any, Any], request_: Any) -> None:
    """A TimeoutError of a handler that no longer exists when the exception is examined."""
    raised = TimeoutError("deadline")
    main = threading.main_thread().ident
    assert main is not None

    def handler(error: BaseException, number: int, frame: Any) -> None:
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        raise error

    def script(seen: Seen) -> Answer:
        threading.Timer(0.05, signal.pthread_kill, (main, signal.SIGUSR1)).start()
        return Answer(MOMENTS["body"], End.STALL)

    before = signal.signal(signal.SIGUSR1, functools.partial(handler, raised))
    try:
        with Server(script) as server, client_of(server.url, read_timeout=20.0) as client:
            with pytest.raises((TimeoutError, OutcomeUnknownError)) as caught:
                client.call(operation, request_)
            assert len(server.seen) <= 1
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert isinstance(caught.value, OutcomeUnknownError) or caught.value is raised
    assert (caught.value is raised) == (operation is GET_ACCOUNT)


def test_a_signal_while_the_sending_rate_is_asked_for_is_not_swallowed() -> None:
    raised = SoftTimeLimitExceeded()
    main = threading.main_thread().ident
    assert main is not None

    def script(seen: Seen) -> Answer:
        threading.Timer(0.05, signal.pthread_kill, (main, signal.SIGUSR1)).start()
        return Answer(end=End.STALL)

    with Server(script) as server, client_of(server.url, pacing=True, read_timeout=20.0) as client, on_signal(raised):
        with pytest.raises(SoftTimeLimitExceeded) as caught:
            client.call(SEND_EMAIL, SEND)
        assert [seen.method for seen in server.seen] in ([], ["GET"])
    assert caught.value is raised


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python leaves open what it was connecting
@OPERATIONS
def test_a_signal_while_it_connects_is_only_itself(operation: Operation[Any, Any], request_: Any) -> None:
    check_a_signal_while_it_connects(operation, request_)
    gc.collect()


def check_a_signal_while_it_connects(operation: Operation[Any, Any], request_: Any) -> None:
    raised = SoftTimeLimitExceeded()
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with client_of(url, connect_timeout=20.0) as client, on_signal(raised):
            assert client.boto3_client
            main = threading.main_thread().ident
            assert main is not None
            threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGUSR1)).start()
            with pytest.raises(SoftTimeLimitExceeded) as caught:
                client.call(operation, request_)
    assert caught.value is raised
    assert notes(raised) == ""
    traceback.clear_frames(cast("Any", raised.__traceback__))
    raised.__traceback__ = raised.__cause__ = raised.__context__ = None


# Responses that belong to another request


@pytest.mark.usefixtures("each_client")
@OPERATIONS
def test_the_answer_after_early_hints_is_not_the_next_requests(
    operation: Operation[Any, Any], request_: Any, clock: FakeClock
) -> None:
    """The server sends the final response when the connection is used again, so it must not be used again."""
    late: dict[int, bytes] = {}

    def script(seen: Seen) -> Answer:
        if seen.connection == 1 and 1 not in late:
            late[1] = answer({"MessageId": "first", "SendingEnabled": False}).wire
            return Answer(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        return Answer(late[1]) if seen.connection == 1 else answer({"MessageId": "second", "SendingEnabled": True})

    with Server(script) as server, client_of(server.url) as client:
        if operation is SEND_EMAIL:
            with pytest.raises(OutcomeUnknownError) as caught:
                client.call(operation, request_)
            assert (caught.value.status, len(server.seen)) == (103, 1)
            assert client.call(operation, request_).message_id == "second"
        else:
            found = client.call(operation, request_)
            assert (found.sending_enabled, found.metadata.attempts) == (True, 2)
    assert [seen.connection for seen in server.seen] == [1, 2]


def test_what_was_under_way_when_a_connection_lost_its_order_is_not_trusted() -> None:
    """Another thread may have used that connection before it was closed."""
    begun, hinted = threading.Event(), threading.Event()

    def script(seen: Seen) -> Answer:
        if seen.method == "POST":
            begun.set()
            assert hinted.wait(10)
            return answer({"MessageId": "of whom?"})
        return Answer(b"HTTP/1.1 103 Early Hints\r\n\r\n")

    once = RetryPolicy(max_attempts=1)
    with Server(script) as server, client_of(server.url, retry=once) as client, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(client.call, SEND_EMAIL, SEND)
        assert begun.wait(10)
        with pytest.raises(ResponseUnreadableError, match="another request"):
            client.call(GET_ACCOUNT, {})
        hinted.set()
        with pytest.raises(OutcomeUnknownError, match="another request"):
            sending.result()


# Successes without proof

REQUESTS: dict[str, dict[str, Any]] = {
    "CreateDeliverabilityTestReport": {"from_email_address": "a@x.example", "content": SEND["content"]},
    "CreateExportJob": {
        "export_data_source": {
            "metrics_data_source": {
                "dimensions": {"ISP": ["*"]},
                "namespace": "VDM",
                "metrics": [{"name": "SEND", "aggregation": "VOLUME"}],
                "start_date": datetime(2026, 1, 1, tzinfo=UTC),
                "end_date": datetime(2026, 1, 2, tzinfo=UTC),
            }
        },
        "export_destination": {"data_format": "CSV"},
    },
    "CreateImportJob": {
        "import_destination": {"suppression_list_destination": {"suppression_list_import_action": "PUT"}},
        "import_data_source": {"s3_url": "s3://bucket/key", "data_format": "CSV"},
    },
    "CreateMultiRegionEndpoint": {
        "endpoint_name": "two",
        "details": {"routes_details": [{"region": "eu-west-1"}]},
    },
    "SendBulkEmail": BULK,
    "SendCustomVerificationEmail": {"email_address": "a@x.example", "template_name": "t"},
    "SendEmail": SEND,
}

PROVING = [one for one in catalog.operations().values() if one.proof]


def test_every_unsafe_operation_has_a_proof_but_one_that_answers_nothing() -> None:
    unsafe = [one for one in catalog.operations().values() if one.repeat is Repeat.UNSAFE]
    assert [one.name for one in unsafe if not one.proof] == ["PutAccountDetails"]
    assert all(one.proof in one.response.model_fields for one in PROVING)


@pytest.mark.parametrize(
    "body",
    [{}, {"login": "required"}, {"proof": None}, {"proof": ""}, {"proof": " \t"}, {"proof": {}}, {"proof": ["1"]}],
)
@pytest.mark.parametrize("operation", PROVING, ids=lambda one: one.name)
def test_a_success_without_its_proof_is_an_unknown_outcome(operation: Operation[Any, Any], body: Any) -> None:
    request = validated(operation, REQUESTS[operation.name])
    wire = {wire_name(operation.proof) if name == "proof" else name: value for name, value in body.items()}
    with Server([answer(wire)]) as server, client_of(server.url) as client:
        with pytest.raises(OutcomeUnknownError) as caught:
            client.call(operation, request)
        with pytest.raises(OutcomeUnknownError):
            client.call(operation.name, request.to_wire())
        assert len(server.seen) == 2
    assert (caught.value.status, json.loads(caught.value.body)) == (200, wire)


ACCEPTED = {"Status": "SUCCESS", "MessageId": "1"}
REFUSED = {"Status": "MESSAGE_REJECTED", "Error": "no"}
UNPROVED: dict[str, tuple[list[Any], str]] = {
    "too few": ([ACCEPTED], "1 BulkEmailEntryResults for 2 entries"),
    "too many": ([ACCEPTED, ACCEPTED, REFUSED], "3 BulkEmailEntryResults for 2 entries"),
    "none": ([], "0 BulkEmailEntryResults for 2 entries"),
    "no id": ([ACCEPTED, {"Status": "SUCCESS"}], r"BulkEmailEntryResults\.1 neither refused nor with a MessageId"),
    "blank id": ([{"Status": "SUCCESS", "MessageId": " "}, REFUSED], r"BulkEmailEntryResults\.0 neither"),
    "null id": ([{"Status": "SUCCESS", "MessageId": None}, REFUSED], r"BulkEmailEntryResults\.0 neither"),
    "no status": ([ACCEPTED, {"Error": "no"}], r"BulkEmailEntryResults\.1 neither"),
    "blank status": ([ACCEPTED, {"Status": "\n"}], r"BulkEmailEntryResults\.1 neither"),
    "nothing": ([ACCEPTED, None], r"BulkEmailEntryResults\.1 neither"),
}


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(("results", "words"), UNPROVED.values(), ids=UNPROVED)
def test_a_bulk_send_of_which_an_entry_is_not_told_is_an_unknown_outcome_with_what_is_told(
    results: list[Any], words: str
) -> None:
    request = validated(SEND_BULK_EMAIL, BULK)
    with Server([answer({"BulkEmailEntryResults": results})]) as server, client_of(server.url) as client:
        with pytest.raises(OutcomeUnknownError, match=words) as typed:
            client.call(SEND_BULK_EMAIL, request)
        with pytest.raises(OutcomeUnknownError, match=words) as by_name:
            client.call("SendBulkEmail", request.to_wire())
        assert len(server.seen) == 2
    assert isinstance(typed.value.response, SendBulkEmailResponse)
    told = typed.value.response.bulk_email_entry_results
    wanted = [one or {} for one in results]
    assert [one.message_id for one in told] == [one.get("MessageId") for one in wanted]
    assert [one.status for one in told] == [one.get("Status") for one in wanted]
    assert typed.value.response.metadata.status == 200
    assert isinstance(by_name.value.response, UntypedResponse)
    assert len(by_name.value.response["BulkEmailEntryResults"]) == len(results)
    for error in (typed.value, by_name.value):
        assert pickle.loads(pickle.dumps(error)).response == error.response


@pytest.mark.parametrize(
    "results",
    [
        [ACCEPTED, ACCEPTED],
        [REFUSED, REFUSED],
        [{"Status": "A_NEW_STATUS"}, {"Status": "FAILED"}],
        [{"MessageId": "1"}, {"Status": "NEW", "MessageId": "1"}],
    ],
)
def test_a_bulk_send_of_which_every_entry_is_told_is_a_success(results: list[Any]) -> None:
    request = validated(SEND_BULK_EMAIL, BULK)
    with Server([answer({"BulkEmailEntryResults": results})]) as server, client_of(server.url) as client:
        assert len(client.call(SEND_BULK_EMAIL, request).bulk_email_entry_results) == 2
        assert len(client.call("SendBulkEmail", request.to_wire())["BulkEmailEntryResults"]) == 2


# Credentials


SOURCE = {source.name: source for source in SOURCES}
STS = {
    "500": refusal(500, "InternalFailure"),
    "throttle": refusal(400, "Throttling", "Rate exceeded"),
    "AccessDenied": refusal(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole"),
    "no XML": answer(b"<html>"),
    "closed": Answer(end=End.CLOSE),
}


@pytest.mark.parametrize(
    ("each_client", "reply"),
    [*(("sync", reply) for reply in STS), ("async", "closed")],
    indirect=["each_client"],
)
@pytest.mark.parametrize(
    ("name", "provider"),
    [("role by profile", "assume-role"), ("web identity", "assume-role-with-web-identity"), ("SSO session", "sso")],
)
def test_a_provider_that_fails_is_named_and_nothing_is_sent(
    name: str,
    provider: str,
    reply: str,
    each_client: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: FakeClock,
) -> None:
    source = SOURCE[name]
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    home = Home(tmp_path, monkeypatch)
    with Server([OK]) as ses, Server([STS[reply]]) as vendor:
        home.serve_at(vendor.url)
        source.prepare(home)
        config = ClientConfig(send_rate=1000.0)
        with make(profile_name=source.profile, endpoint_url=ses.url, config=config) as client:
            with pytest.raises(CredentialsError):
                client.call(SEND_EMAIL, SEND)
            with pytest.raises(CredentialsError) as caught:
                client.call(SEND_EMAIL, SEND)
        assert ses.connections == 0
    assert caught.value.provider == provider
    assert "SendEmail was not sent" in str(caught.value)
    assert clock.sleeps == pytest.approx([1 / 980] * len(clock.sleeps))


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("printed", ["garbage: secret", "{}", ""])
def test_a_credential_process_that_prints_garbage_is_named(
    printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path, monkeypatch)
    (home.path / "printed").write_text(printed)
    home.config.write_text(f"[profile mail]\ncredential_process = cat {home.path / 'printed'}\n")
    with make(profile_name="mail") as client, pytest.raises(CredentialsError) as caught:
        client.call(GET_ACCOUNT, {})
    assert caught.value.provider == "custom-process"
    assert "secret" not in str(caught.value)


@pytest.mark.usefixtures("each_client")
def test_no_credentials_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Home(tmp_path, monkeypatch)
    with make() as client, pytest.raises(CredentialsError, match="pass session= or profile_name=") as caught:
        client.call(GET_ACCOUNT, {})
    assert caught.value.provider is None
    assert isinstance(caught.value, ConfigurationError)


# A header that cannot be sent


@pytest.mark.usefixtures("each_client")
@OPERATIONS
def test_a_header_of_a_hooks_that_cannot_be_sent_is_no_unknown_outcome(
    operation: Operation[Any, Any], request_: Any
) -> None:
    def hook(request: Any, **_: Any) -> None:
        request.headers["X-Bad"] = "a\r\nb"

    with Server([OK]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register(f"before-send.sesv2.{operation.name}", hook)
        with pytest.raises(ConfigurationError, match="was not sent"):
            client.call(operation, request_)
        assert server.seen == []


# botocore with its own retries


def test_what_botocore_sent_before_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """With botocore's own retries, a second attempt that cannot connect does not make the first one "not sent"."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    config = Config(retries={"mode": "standard", "total_max_attempts": 2})
    closed: list[bool] = []
    with Server([Answer(end=End.CLOSE)]) as server:
        client = client_of(server.url, config, allow_client_retries=True)

        def close(**_: Any) -> None:
            if not closed:
                closed.append(True)
                server.stop_listening()

        client.boto3_client.meta.events.register("response-received.sesv2.SendEmail", close)
        with pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1
