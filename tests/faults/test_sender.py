"""Our own sender: when it sends, when it does not, which connections it uses again, and what it knows of a request."""

import contextlib
import errno
import gc
import http.client
import io
import os
import socket
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path
from types import FunctionType
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HTTPHeaders
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from botocore.stub import Stubber
from moto import mock_aws
from urllib3.connectionpool import HTTPConnectionPool

from sesv2kit._boto import sender
from sesv2kit._boto.sender import MAX_IDLE, Sender
from sesv2kit._core.call import Attempt, Step
from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import BadRequestError, ConnectError, OutcomeUnknownError, SESv2Error
from sesv2kit.journal.sqlite import SqliteJournal
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.common import EmailContent, RawMessage
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.testing import mock_sesv2
from tests.faults.cases import OK
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.faults.test_connections import certificate, context
from tests.unit.support import SEND, FakeClock, client_of, session

__all__ = ["certificate", "context"]

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")
ONCE = RetryPolicy(max_attempts=1)


@pytest.fixture(autouse=True)
def both_senders(monkeypatch: pytest.MonkeyPatch) -> str:
    """Only our own one, unless a test says otherwise."""
    monkeypatch.setattr(sender, "ENABLED", True)
    return "own"


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The addresses to which anything in this process connects."""
    found: list[Any] = []
    before = socket.socket.connect

    def connect(one: socket.socket, address: Any) -> None:
        found.append(address)
        before(one, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return found


def endpoint_of(client: SESv2) -> Any:
    return vars(client.boto3_client)["_endpoint"]


def session_of(client: SESv2) -> Any:
    return endpoint_of(client).http_session


def sends_itself(client: SESv2) -> bool:
    """Whether the sender, not botocore's session, sends a call."""
    passed: list[Any] = []
    kept = vars(session_of(client))["_session"]

    def send(request: Any) -> Any:
        passed.append(request)
        return URLLib3Session.send(kept, request)

    kept.send = send
    client.account.get_account()
    return not passed


@contextlib.contextmanager
def replaced(client: SESv2, send: Callable[[Callable[[bytes], int], bytes], int]) -> Generator[socket.socket]:
    """Replace the first write on the only idle connection."""
    idle = session_of(client)._idle
    ((kept, since, since_date),) = idle

    class Replacement:
        def send(self, data: bytes) -> int:
            return send(kept.send, data)

        def __getattr__(self, name: str) -> Any:
            return getattr(kept, name)

    idle[:] = [(Replacement(), since, since_date)]
    yield kept


# Nothing is sent past what responds instead of the network


def test_mock_sesv2_is_not_bypassed(connects: list[Any]) -> None:
    with mock_sesv2() as backend, SESv2("us-east-1") as client:
        backend.verify_identity("secret.example")
        client.call(SEND_EMAIL, SEND)
        assert isinstance(session_of(client), Sender)
        assert len(backend.outbox) == 1
    assert connects == []


def test_mock_sesv2_is_not_bypassed_by_a_client_that_was_made_before_moto_was_imported(connects: list[Any]) -> None:
    with SESv2("us-east-1", session=session()) as client:
        events: Any = client.boto3_client.meta.events
        from moto.core.models import botocore_stubber

        events.unregister("before-send", botocore_stubber)
        with mock_sesv2() as backend:
            backend.verify_identity("secret.example")
            client.call(SEND_EMAIL, SEND)
            assert len(backend.outbox) == 1
    assert connects == []


def test_moto_is_not_bypassed(connects: list[Any]) -> None:
    with mock_aws(), SESv2("us-east-1", session=session()) as client:
        boto3.client("sesv2", "us-east-1").create_email_identity(EmailIdentity="secret.example")
        assert client.call(SEND_EMAIL, SEND).message_id
    assert connects == []


def test_a_stubber_is_not_bypassed(connects: list[Any]) -> None:
    with client_of("http://127.0.0.1:1") as client, Stubber(client.boto3_client) as stubber:
        stubber.add_response("send_email", {"MessageId": "stubbed"})
        assert client.call(SEND_EMAIL, SEND).message_id == "stubbed"
    assert connects == []


HOOKS: dict[str, Callable[[Any, str, Any], None]] = {
    "first": lambda events, name, hook: events.register_first(name, hook),
    "between": lambda events, name, hook: events.register(name, hook),
    "last": lambda events, name, hook: events.register_last(name, hook),
}


@pytest.mark.parametrize("name", ["before-send", "before-send.sesv2.SendEmail"])
@pytest.mark.parametrize("register", HOOKS.values(), ids=HOOKS)
@pytest.mark.parametrize("before", [True, False], ids=["before the client is made", "afterwards"])
def test_a_hook_that_responds_is_not_bypassed(
    before: bool, register: Callable[[Any, str, Any], None], name: str, connects: list[Any]
) -> None:
    """Whenever and wherever it is registered: botocore calls the sender after all of them."""

    class Raw:
        def stream(self) -> list[bytes]:
            return [b'{"MessageId": "hook"}']

    def hook(request: Any, **_: Any) -> Any:
        return AWSResponse(request.url, 200, HTTPHeaders(), Raw())

    one = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    if before:
        register(one.events, name, hook)
    unpaced = ClientConfig(pacing=False)  # or it would ask for the sending rate first
    with SESv2(session=one, endpoint_url="http://127.0.0.1:1", config=unpaced) as client:
        if not before:
            register(client.boto3_client.meta.events, name, hook)
        assert client.call(SEND_EMAIL, SEND).message_id == "hook"
        assert isinstance(session_of(client), Sender)
    assert connects == []


def test_a_hook_sees_the_request_and_changes_it() -> None:
    def hook(request: Any, **_: Any) -> None:
        request.headers["x-hook"] = "here"

    with Server([OK]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("before-send", hook)
        assert sends_itself(client)
    assert server.seen[0].headers["x-hook"] == "here"


REPLACED: dict[str, tuple[Any, str]] = {
    "botocore's session": (URLLib3Session, "send"),
    "urllib3's pool": (HTTPConnectionPool, "urlopen"),
}


@pytest.mark.parametrize(("owner", "name"), REPLACED.values(), ids=REPLACED)
@pytest.mark.parametrize("made_before", [True, False])
def test_what_replaces_a_part_of_botocores_session_is_called(owner: Any, name: str, made_before: bool) -> None:
    """A recorder in a test, or a tracer. Otherwise a test would send real email."""
    passed: list[str] = []
    original = getattr(owner, name)

    def replacement(*args: Any, **kwargs: Any) -> Any:
        passed.append(name)
        return original(*args, **kwargs)

    with Server([OK]) as server, client_of(server.url) as client:
        if made_before:
            client.account.get_account()
        with mock.patch.object(owner, name, replacement):
            client.account.get_account()
        assert passed == [name]
        client.account.get_account()
        assert passed == [name]


def test_a_replaced_class_of_http_client_turns_the_sender_off() -> None:
    class Recorder(http.client.HTTPConnection):
        pass

    with (
        Server([OK]) as server,
        client_of(server.url) as client,
        mock.patch("http.client.HTTPConnection", Recorder),
    ):
        assert not sends_itself(client)
    assert len(server.seen) == 1


# What is sent by botocore's session


def config(**settings: Any) -> Config:
    return Config(**settings)


UNUSUAL: dict[str, Config] = {
    "a proxy": config(proxies={"http": "http://127.0.0.1:1"}),
    "a client certificate": config(client_cert="file.pem"),
    "FIPS": config(use_fips_endpoint=True),
}


@pytest.mark.parametrize("boto_config", UNUSUAL.values(), ids=UNUSUAL)
def test_botocores_session_is_kept_for_what_is_unusual(boto_config: Config) -> None:
    with client_of(None if boto_config is UNUSUAL["FIPS"] else "http://127.0.0.1:1", boto_config) as client:
        assert type(session_of(client)) is URLLib3Session


def test_botocores_session_is_kept_with_a_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with client_of("http://far.example") as client:
        assert type(session_of(client)) is URLLib3Session
    monkeypatch.setenv("NO_PROXY", "far.example")
    with client_of("http://far.example") as client:
        assert isinstance(session_of(client), Sender)


def test_a_boto3_client_that_is_passed_in_is_left_as_it_is() -> None:
    given = boto3.client("sesv2", "us-east-1", config=Config(retries={"total_max_attempts": 1}))
    with SESv2(boto3_client=given) as client:
        assert type(session_of(client)) is URLLib3Session
    given.close()


def test_a_session_that_is_not_botocores_is_left_as_it_is() -> None:
    class Other(URLLib3Session):
        pass

    with client_of("http://127.0.0.1:1") as client:
        endpoint = endpoint_of(client)
        endpoint.http_session = other = Other()
        sender.install(client.boto3_client)
        assert endpoint.http_session is other


def test_a_botocore_that_keeps_its_settings_elsewhere_sends_itself() -> None:
    with client_of("http://127.0.0.1:1") as client:
        endpoint = endpoint_of(client)
        endpoint.http_session = strange = URLLib3Session()
        for name in ("_proxy_config", "_verify", "_socket_options"):
            with mock.patch.object(strange, name):
                delattr(strange, name)
                sender.install(client.boto3_client)
                strange.__dict__.setdefault(name, None)
            assert endpoint.http_session is strange


def test_a_direct_call_is_sent_by_botocores_session() -> None:
    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        client.boto3_client.get_account()
        client.account.get_account()
    assert [seen.connection for seen in server.seen] == [1, 2, 1]


CHANGES: dict[str, Callable[[Any], Any]] = {
    "Expect": lambda request: request.headers.add_header("Expect", "100-continue"),
    "Connection": lambda request: request.headers.add_header("Connection", "close"),
    "read_timeout": lambda request: request.context.update(read_timeout=5),
    "a body that is no bytes": lambda request: setattr(request, "data", io.BytesIO()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_unusual_request_is_sent_by_botocores_session(change: Callable[[Any], Any]) -> None:
    def hook(request: Any, **_: Any) -> None:
        change(request)

    with Server([OK]) as server, client_of(server.url) as client:
        client.boto3_client.meta.events.register("request-created.sesv2", hook)
        assert not sends_itself(client)
    assert len(server.seen) == 1


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nX-Other: b", "a\0", "\u00fc"])
def test_a_header_that_is_not_one_line_of_ascii_is_not_sent_by_the_sender(value: str) -> None:
    with Server([OK]) as server, client_of(server.url) as client:
        request = mock.Mock(method="GET", url=f"{server.url}/a", headers={"X": value})
        assert session_of(client)._head(request) is None
        request.headers = {"X": "a"}
        assert b"\r\nX: a\r\n" in session_of(client)._head(request)


def test_another_host_is_reached_by_botocores_session() -> None:
    with Server([OK]) as server, Server([OK]) as other, client_of(server.url) as client:

        def hook(request: Any, **_: Any) -> None:
            request.url = request.url.replace(server.url, other.url)

        client.boto3_client.meta.events.register("before-send", hook)
        assert not sends_itself(client)
        assert (len(server.seen), len(other.seen)) == (0, 1)


# What is sent is what botocore sends

ODD_NAME = "a b/ü~+&?#%2F"
ODD_ADDRESS = "a+b#c?d%2F/~@x.example"


@pytest.mark.parametrize("call", ["get", "delete", "put", "post", "list"])
def test_both_send_the_same(call: str, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    calls: dict[str, Callable[[SESv2], object]] = {
        "get": lambda client: client.contacts.get_contact(contact_list_name=ODD_NAME, email_address=ODD_ADDRESS),
        "delete": lambda client: client.contacts.delete_contact(contact_list_name=ODD_NAME, email_address=ODD_ADDRESS),
        "put": lambda client: client.account.put_account_sending_attributes(sending_enabled=True),
        "post": lambda client: client.call(SEND_EMAIL, SEND),
        "list": lambda client: client.call("ListContactLists", {"NextToken": ODD_NAME, "PageSize": 1}),
    }
    monkeypatch.setattr("botocore.endpoint.uuid.uuid4", lambda: "uuid")
    received: list[bytes] = []

    class Raw(Server):
        def _answer(self, one: socket.socket, stream: Any, number: int) -> bool:
            received.append(bytes(stream.peek(1)))
            return super()._answer(one, stream, number)

    with Raw([OK]) as server:
        for own in (True, False):
            monkeypatch.setattr(sender, "ENABLED", own)
            with client_of(server.url) as client, mock.patch("botocore.auth.get_current_datetime", clock.now):
                calls[call](client)
                assert isinstance(session_of(client), Sender) == own
    own_head, botocores_head = (text.partition(b"\r\n\r\n")[0] for text in received)
    assert own_head == botocores_head
    assert server.seen[0].body == server.seen[1].body


def test_a_request_leaves_in_one_piece() -> None:
    """Two writes would be two packets, as TCP_NODELAY is set."""
    pieces: list[int] = []

    def note(send: Callable[[bytes], int], data: bytes) -> int:
        pieces.append(len(data))
        return send(data)

    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        with replaced(client, note) as kept:
            assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            client.call(SEND_EMAIL, SEND)
    assert len(pieces) == 1


@pytest.mark.parametrize("tls", [False, True])
def test_a_large_request_arrives_whole(tls: bool, context: ssl.SSLContext) -> None:
    data = b"Subject: large\r\n\r\n" + b"0123456789abcde\r\n" * 200_000
    with Server([OK], tls=context if tls else None) as server, client_of(server.url) as client:
        client.sending.send_email(destination="to@secret.example", content=EmailContent(raw=RawMessage(data=data)))
        assert sends_itself(client)
    assert len(server.seen[0].body) > 4_000_000


@pytest.mark.parametrize("first", [1, 300, 8000])
def test_what_the_first_write_did_not_take_follows(first: int) -> None:
    """It may end inside the head or inside the body."""
    pieces: list[int] = []

    def a_part(send: Callable[[bytes], int], data: bytes) -> int:
        pieces.append(len(data))
        return send(data[:first])

    data = b"Subject: large\r\n\r\n" + b"0123456789abcde\r\n" * 5_000
    content = EmailContent(raw=RawMessage(data=data))
    with Server([OK, answer({"MessageId": "1"})]) as server, client_of(server.url) as client:
        client.account.get_account()
        with replaced(client, a_part):
            client.sending.send_email(destination="to@secret.example", content=content)
    assert b64decode(server.seen[1].json["Content"]["Raw"]["Data"]) == data
    assert pieces == [16 * 1024]  # a TLS record


# Which connections are used again


def connections(
    script: Any, between: Callable[[SESv2, Server], object] = lambda *_: None, **settings: Any
) -> list[int]:
    """The connections that two calls use."""
    with Server(script) as server, client_of(server.url, retry=ONCE, **settings) as client:
        for _ in range(2):
            with contextlib.suppress(SESv2Error):
                client.account.get_account()
            between(client, server)
        return [seen.connection for seen in server.seen[:2]]


def raw(head: str, body: bytes = b"{}") -> Answer:
    return Answer(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)


ODD: dict[str, Answer] = {
    "HTTP/1.0": raw("HTTP/1.0 200 OK\nContent-Length: 2\nConnection: keep-alive"),
    "Connection: close": raw("HTTP/1.1 200 OK\nContent-Length: 2\nConnection: close"),
    "two lengths": raw("HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 3"),
    "a length and chunks": raw(
        "HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n"
    ),
    "bytes after the body": raw("HTTP/1.1 200 OK\nContent-Length: 2", b"{}HTTP/1.1 200 OK\r\n"),
    "a body over the limit": answer({"x": "x" * 100_000}),
    "early hints": raw("HTTP/1.1 103 Early Hints", b""),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_connection_is_not_used_again_after_an_odd_response(odd: Answer, clock: FakeClock) -> None:
    assert connections([odd, OK], max_response_size=300) == [1, 2]


USUAL: dict[str, Answer] = {
    "with a length": OK,
    "in chunks": raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n"),
    "an error": answer(b"{}", 400),
}


@pytest.mark.parametrize("usual", USUAL.values(), ids=USUAL)
def test_a_connection_is_used_again_after_a_usual_response(usual: Answer, clock: FakeClock) -> None:
    assert connections([usual, OK]) == [1, 1]


@pytest.mark.parametrize(("seconds", "used"), [(MAX_IDLE, [1, 1]), (MAX_IDLE + 0.1, [1, 2]), (-1.0, [1, 2])])
def test_an_idle_connection_is_used_again_for_fifteen_seconds(
    seconds: float, used: list[int], clock: FakeClock
) -> None:
    def wait(*_: object) -> None:
        clock.time += seconds

    assert connections([OK], wait) == used


def test_a_suspended_machine_uses_no_connection_again(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its monotonic clock may stop meanwhile."""
    start = clock.now()
    moved = iter([start, start, start + timedelta(hours=1)])
    monkeypatch.setattr(clock, "now", lambda: next(moved, start + timedelta(hours=1)))
    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=1))
        client.account.get_account()
    assert [seen.connection for seen in server.seen] == [1, 2]


def test_a_clock_that_was_set_back_makes_no_connection_fresh(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other clock goes on."""
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start)

    def wait(*_: object) -> None:
        clock.time += MAX_IDLE + 1

    assert connections([OK], wait) == [1, 2]


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_that_the_service_closed_while_idle_is_not_used(
    tls: bool, context: ssl.SSLContext, clock: FakeClock
) -> None:
    script = [Answer(OK.wire, End.CLOSE), OK]
    with Server(script, tls=context if tls else None) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, SEND)
        server.wait_until_closed()
        assert client.call(SEND_EMAIL, SEND).metadata.attempts == 1
    assert [seen.connection for seen in server.seen] == [1, 2]


def test_a_response_that_nobody_asked_for_is_nobodys(clock: FakeClock) -> None:
    late = threading.Event()
    sockets: list[socket.socket] = []

    class Late(Server):
        def _answer(self, one: socket.socket, stream: Any, number: int) -> bool:
            sockets.append(one)
            return super()._answer(one, stream, number)

    with Late([answer({"MessageId": "1"}), answer({"MessageId": "2"})]) as server, client_of(server.url) as client:
        client.call(SEND_EMAIL, SEND)
        sockets[0].sendall(answer({"MessageId": "nobody's"}).wire)
        assert not late.wait(0.0)
        assert client.call(SEND_EMAIL, SEND).message_id == "2"
    assert [seen.connection for seen in server.seen] == [1, 2]


def test_close_closes_idle_connections_at_once_and_one_in_use_afterwards(clock: FakeClock) -> None:
    scripts: list[Callable[[Seen], Answer]] = [lambda _: OK]

    def script(seen: Seen) -> Answer:
        return scripts[-1](seen)

    with Server(script) as server, client_of(server.url) as client:
        client.account.get_account()
        client.close()
        server.wait_until_closed()
        sending = session_of(client)

        def close(seen: Seen) -> Answer:
            client.close()
            return OK

        scripts.append(close)
        client.account.get_account()
        assert sending._idle == []
        server.wait_until_closed()


def test_no_more_idle_connections_are_kept_than_max_connections() -> None:
    arrived = threading.Barrier(4)

    def script(seen: Seen) -> Answer:
        arrived.wait(10)
        return OK

    with Server(script) as server, client_of(server.url, max_connections=2) as client:
        threads = [threading.Thread(target=client.account.get_account) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(session_of(client)._idle) == 2


def test_a_client_that_is_given_up_leaves_no_connection_open() -> None:
    with Server([OK]) as server:
        client = client_of(server.url)
        client.account.get_account()
        del client
        gc.collect()
        server.wait_until_closed()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_child_that_is_forked_during_a_call_does_not_use_its_parents_connection() -> None:
    """By a hook: the child then goes on with the call of its parent."""
    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        forked: list[int] = []

        def fork(**_: Any) -> None:
            if not forked:
                forked.append(os.fork())

        client.boto3_client.meta.events.register("before-send", fork)
        try:
            client.account.get_account()
        finally:
            if forked == [0]:
                os._exit(0)
        os.waitpid(forked[0], 0)
        server.wait_for(2, 3)
    assert sorted(seen.connection for seen in server.seen) == [1, 1, 2]


# What is known of a request


def attempts_of(monkeypatch: pytest.MonkeyPatch) -> list[Attempt]:
    """The attempts that are made from now on."""
    found: list[Attempt] = []
    begin = Attempt.begin

    def noting(one: Attempt) -> None:
        found.append(one)
        begin(one)

    monkeypatch.setattr(Attempt, "begin", noting)
    return found


KNOWN: dict[str, tuple[Answer, Step]] = {
    "no response": (Answer(end=End.CLOSE), Step.WRITTEN),
    "cut in the headers": (Answer(b"HTTP/1.1 200 OK\r\nContent-Le", End.RESET), Step.WRITTEN),
    "cut in the body": (answer(b"{", length=9, end=End.RESET), Step.HEADERS_READ),
    "a response": (OK, Step.BODY_READ),
}


@pytest.mark.parametrize(("given", "step"), KNOWN.values(), ids=KNOWN)
def test_how_far_a_request_got_is_noted(
    given: Answer, step: Step, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    attempts = attempts_of(monkeypatch)
    with Server([given]) as server, client_of(server.url, retry=ONCE) as client:
        try:
            client.call(SEND_EMAIL, SEND)
        except OutcomeUnknownError:
            assert step < Step.BODY_READ
    assert [one.step for one in attempts] == [step]


def test_a_connection_that_was_reset_before_the_first_byte_is_not_sent_and_repeated(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reset arrives after the connection was found idle."""
    with Server([Answer(OK.wire, End.CLOSE)]) as server, client_of(server.url) as client:
        client.account.get_account()

        def found_idle(sock: socket.socket, timeout: float) -> bool:
            monkeypatch.undo()
            server.wait_until_closed()
            with contextlib.suppress(BrokenPipeError):
                while True:  # the first write brings the reset
                    sock.send(b" ")
            return False

        monkeypatch.setattr(sender, "wait_for_read", found_idle)
        metadata = client.call(SEND_EMAIL, SEND).metadata
    assert metadata.attempts == 2
    assert [seen.method for seen in server.seen] == ["GET", "POST"]


def test_a_signal_handlers_reset_after_the_first_write_is_an_unknown_outcome(clock: FakeClock) -> None:
    """It has the class and the number of a failed write, but another origin."""

    def interrupted(send: Callable[[bytes], int], data: bytes) -> int:
        send(data)
        raise ConnectionResetError(errno.ECONNRESET, "of a signal handler")

    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        with replaced(client, interrupted), pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
        server.wait_for(1, 2)
    assert len(server.seen) == 2


def test_another_error_of_the_first_write_is_an_unknown_outcome(clock: FakeClock) -> None:
    """Only a connection that was closed before takes none of its bytes."""

    def unreachable(send: Callable[[bytes], int], data: bytes) -> int:
        raise OSError(errno.EHOSTUNREACH, "unreachable")

    def as_in_ssl(send: Callable[[bytes], int], data: bytes) -> int:
        raising: Any = FunctionType(unreachable.__code__, {**globals(), "__name__": "ssl"})
        return int(raising(send, data))

    with Server([OK]) as server, client_of(server.url) as client:
        client.account.get_account()
        with replaced(client, as_in_ssl), pytest.raises(OutcomeUnknownError):
            client.call(SEND_EMAIL, SEND)
    assert len(server.seen) == 1


def test_a_lease_that_ends_while_it_connects_sends_nothing(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server([OK]) as server, SqliteJournal(tmp_path / "journal.sqlite") as journal:
        with client_of(server.url, journal=journal) as client:
            before = socket.create_connection

            def slow(*arguments: Any) -> socket.socket:
                clock.time += 100_000
                return before(*arguments)

            monkeypatch.setattr(socket, "create_connection", slow)
            with pytest.raises(SESv2Error, match="was not sent: the lease"):
                client.sending.send_email(**SEND, idempotency_key="key")
        assert server.seen == []


def test_an_early_refusal_of_a_large_request_is_read(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service may refuse it, and close its end, before it has read everything."""
    early = refusal(400, "BadRequestException")

    class Early(Server):
        def _answer(self, one: socket.socket, stream: Any, number: int) -> bool:
            one.sendall(early.wire)
            one.shutdown(socket.SHUT_WR)
            while stream.read(100_000):  # a reset would take the response with it
                pass
            return False

    class Closed:
        """A socket whose other end takes no more than the first write."""

        def __init__(self, sock: socket.socket) -> None:
            self._sock = sock

        def sendall(self, data: bytes) -> None:
            self._sock.sendall(data)
            raise BrokenPipeError(errno.EPIPE, "closed")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._sock, name)

    before = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda *arguments: Closed(before(*arguments)))
    data = b"Subject: large\r\n\r\n" + b"0123456789abcde\r\n" * 20_000
    content = EmailContent(raw=RawMessage(data=data))
    with Early([early]) as server, client_of(server.url) as client, pytest.raises(BadRequestError):
        client.sending.send_email(destination="to@secret.example", content=content)


def test_a_timeout_of_connecting_is_not_the_timeout_of_reading(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeouts: list[float] = []
    before = socket.create_connection

    def connect(address: Any, timeout: float) -> socket.socket:
        timeouts.append(timeout)
        return before(address, timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    with Server([OK]) as server, client_of(server.url, connect_timeout=7.0, read_timeout=9.0) as client:
        client.account.get_account()
        ((sock, _, _),) = session_of(client)._idle
        assert sock.gettimeout() == 9.0
    assert timeouts == [7.0]


# TLS


def test_verification_that_was_turned_off_is_off(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    one: Any = session()

    class Unverified:
        def client(self, *args: Any, **kwargs: Any) -> Any:
            return one.client(*args, verify=False, **kwargs)

        def __getattr__(self, name: str) -> Any:
            return getattr(one, name)

    with Server([OK], tls=context) as server:
        made: Any = Unverified()
        with SESv2(session=made, endpoint_url=server.url, config=ClientConfig(pacing=False)) as client:
            assert sends_itself(client)
        with client_of(server.url, retry=ONCE) as client, pytest.raises(ConnectError, match="CERTIFICATE_VERIFY"):
            client.account.get_account()


def test_a_certificate_of_another_host_is_refused(context: ssl.SSLContext, clock: FakeClock) -> None:
    with Server([OK], tls=context) as server:
        with client_of(server.url) as client:
            assert sends_itself(client)
        other = server.url.replace("127.0.0.1", "localhost")
        with client_of(other, retry=ONCE) as client, pytest.raises(ConnectError, match="CERTIFICATE_VERIFY"):
            client.account.get_account()
    assert len(server.seen) == 1


def test_an_authority_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "nowhere.pem")
    with Server([OK]) as server:
        url = server.url.replace("http:", "https:")
        with client_of(url, retry=ONCE) as client, pytest.raises(ConnectError, match="No such file"):
            client.call(GET_ACCOUNT, {})
