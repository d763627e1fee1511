"""Connections on which a request cannot be sent, and connections on which its response is lost."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sesv2kit.config import RetryPolicy
from sesv2kit.errors import ConnectError, NoResponseError, OutcomeUnknownError
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.operation import Operation
from tests.faults.server import Answer, End, Server, answer
from tests.unit.support import SEND, FakeClock, client_of

ATTEMPTS = 2
RETRY = RetryPolicy(max_attempts=ATTEMPTS)
HOST = "email.far.example"
"""A host that only the proxies of these tests know."""

PATH = "/v2/email/outbound-emails"
OPERATIONS: list[tuple[Operation[Any, Any], dict[str, Any]]] = [(GET_ACCOUNT, {}), (SEND_EMAIL, SEND)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 and HOST, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + built.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def context(certificate: Path, monkeypatch: pytest.MonkeyPatch, environment: None) -> ssl.SSLContext:
    """A TLS context for a server, with a certificate that boto3 trusts during the test."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@dataclass(frozen=True)
class Road:
    """How to reach an endpoint."""

    url: str
    boto_config: Config | None = None
    server: Server | None = None
    """The server behind the endpoint."""


def through(proxy: str) -> Config:
    return Config(proxies={"http": proxy, "https": proxy})


def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def full_queue(context: ssl.SSLContext) -> Generator[Road]:
    """Connections are neither accepted nor refused."""
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        yield Road(f"http://127.0.0.1:{listening.getsockname()[1]}")


@contextmanager
def wrong_host(context: ssl.SSLContext) -> Generator[Road]:
    with Server([answer()], tls=context) as server:
        yield Road(server.url.replace("127.0.0.1", "localhost"), None, server)


@contextmanager
def client_certificate_wanted(context: ssl.SSLContext) -> Generator[Road]:
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # with 1.3 the server refuses after the request
    context.verify_mode = ssl.CERT_REQUIRED
    with Server([answer()], tls=context) as server:
        yield Road(server.url, None, server)


@contextmanager
def no_tls(context: ssl.SSLContext) -> Generator[Road]:
    with Server([Answer(answer(b"", 400).wire, End.STALL, read=False)]) as server:
        yield Road(server.url.replace("http:", "https:"), None, server)


@contextmanager
def denied_by_proxy(context: ssl.SSLContext) -> Generator[Road]:
    with Server([answer(b"", 407)]) as server:
        yield Road(f"https://{HOST}", through(server.url), server)


BARRED: dict[str, Callable[[ssl.SSLContext], AbstractContextManager[Road]]] = {
    "connection refused": lambda _: nullcontext(Road(nobody())),
    "name not resolved": lambda _: nullcontext(Road("http://nowhere.invalid")),
    "no connection within `connect_timeout`": full_queue,
    "TLS: certificate of another host": wrong_host,
    "TLS: handshake refused": client_certificate_wanted,
    "TLS: server without TLS": no_tls,
    "proxy: connection refused": lambda _: nullcontext(Road(f"https://{HOST}", through(nobody()))),
    "proxy: name not resolved": lambda _: nullcontext(Road(f"https://{HOST}", through("http://nowhere.invalid"))),
    "proxy: tunnel denied": denied_by_proxy,
}


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(("operation", "request_"), OPERATIONS, ids=["safe", "send"])
@pytest.mark.parametrize("barred", BARRED.values(), ids=BARRED)
def test_a_request_that_cannot_start_is_repeated(
    barred: Callable[[ssl.SSLContext], AbstractContextManager[Road]],
    operation: Operation[Any, Any],
    request_: dict[str, Any],
    context: ssl.SSLContext,
    clock: FakeClock,
) -> None:
    with (
        barred(context) as road,
        client_of(road.url, road.boto_config, retry=RETRY, connect_timeout=0.1) as client,
        pytest.raises(ConnectError, match=r"was not sent.*us-east-1") as caught,
    ):
        client.call(operation, request_)
    error = caught.value
    assert (error.operation, error.attempts, error.status, error.body) == (operation.name, ATTEMPTS, None, b"")
    assert "v2/email" not in str(error)
    assert len(clock.sleeps) == ATTEMPTS - 1
    assert road.server is None or {seen.method for seen in road.server.seen} <= {"CONNECT"}


def test_an_unsigned_certificate_is_refused(
    context: ssl.SSLContext, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    with (
        Server([answer()], tls=context) as server,
        client_of(server.url, retry=RETRY) as client,
        pytest.raises(ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.call(SEND_EMAIL, SEND)
    assert (server.seen, server.connections) == ([], ATTEMPTS)


@contextmanager
def road_to(script: list[Answer], kind: str, context: ssl.SSLContext) -> Generator[Road]:
    tls = context if kind in ("TLS", "tunnel") else None
    with Server(script, tls=tls, tunnel=kind == "tunnel") as server:
        if kind in ("plain", "TLS"):
            yield Road(server.url, None, server)
        else:
            yield Road(f"{'https' if tls else 'http'}://{HOST}", through(server.url), server)


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS, ids=["safe", "send"])
@pytest.mark.parametrize("end", [End.CLOSE, End.RESET, End.STALL], ids=lambda end: end.value)
@pytest.mark.parametrize("kind", ["plain", "TLS", "proxy", "tunnel"])
def test_a_lost_answer_on_every_road(
    kind: str,
    end: End,
    operation: Operation[Any, Any],
    request_: dict[str, Any],
    context: ssl.SSLContext,
    clock: FakeClock,
) -> None:
    safe = operation is GET_ACCOUNT
    with (
        road_to([Answer(end=end)], kind, context) as road,
        client_of(road.url, road.boto_config, retry=RETRY, read_timeout=0.2 if end is End.STALL else 5.0) as client,
    ):
        with pytest.raises(NoResponseError if safe else OutcomeUnknownError) as caught:
            client.call(operation, request_)
        attempts = ATTEMPTS if safe else 1
        assert road.server is not None
        road.server.wait_for(attempts, attempts)
    assert len(road.server.seen) == caught.value.attempts == attempts
    assert "v2/email" not in str(caught.value)


@pytest.mark.parametrize("kind", ["plain", "TLS", "proxy", "tunnel"])
def test_every_road_leads_there(kind: str, context: ssl.SSLContext) -> None:
    with (
        road_to([answer({"MessageId": "1"})], kind, context) as road,
        client_of(road.url, road.boto_config) as client,
    ):
        assert client.call(SEND_EMAIL, SEND).message_id == "1"
        assert client.call(SEND_EMAIL, SEND).metadata.attempts == 1
    assert road.server is not None
    assert [seen.connection for seen in road.server.seen] == [1, 1]
    assert road.server.seen[0].target == ("http://email.far.example" if kind == "proxy" else "") + PATH


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
@pytest.mark.parametrize(
    "rest",
    [b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x28"],
    ids=["plain text", "an alert of an older TLS"],
)
def test_tls_that_breaks_after_the_request_is_no_failed_handshake(
    rest: bytes, version: ssl.TLSVersion, context: ssl.SSLContext, clock: FakeClock
) -> None:
    """Python raises WRONG_VERSION_NUMBER for both."""
    context.minimum_version = context.maximum_version = version
    read: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        for _ in range(ATTEMPTS):
            try:
                one, _peer = listening.accept()
            except OSError:
                return
            below = one.dup()
            with below, context.wrap_socket(one, server_side=True) as tls:
                read.append(tls.recv(65536))
                below.sendall(rest)
                below.recv(1)  # until the client gives up

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve, args=(listening,), daemon=True)
        serving.start()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        with client_of(url, retry=RETRY, read_timeout=5.0) as client, pytest.raises(OutcomeUnknownError) as caught:
            client.call(SEND_EMAIL, SEND)
        listening.shutdown(socket.SHUT_RDWR)
        serving.join(10)
    assert len(read) == caught.value.attempts == 1
    assert read[0].startswith(b"POST")


def test_a_handshake_that_stalls_is_repeated(clock: FakeClock) -> None:
    with (
        Server([Answer(end=End.STALL, read=False)]) as server,
        client_of(server.url.replace("http:", "https:"), retry=RETRY, connect_timeout=0.1) as client,
        pytest.raises(ConnectError) as caught,
    ):
        client.call(SEND_EMAIL, SEND)
    assert caught.value.attempts == server.connections == ATTEMPTS


def test_an_earlier_failure_to_connect_does_not_make_a_lost_send_one(clock: FakeClock) -> None:
    """Python chains exceptions that are raised while another one is handled."""
    with Server([Answer(end=End.CLOSE)]) as server, client_of(server.url, retry=RETRY) as client:
        try:
            with client_of(nobody(), retry=RETRY) as other:
                other.call(SEND_EMAIL, SEND)
        except ConnectError:
            with pytest.raises(OutcomeUnknownError):
                client.call(SEND_EMAIL, SEND)
        assert len(server.seen) == 1
