"""The HTTP server: its clients, its protection against malicious requests, and the command that starts it."""

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sesv2kit import ClientConfig, SESv2
from sesv2kit.testing import Backend, Server, serve
from sesv2kit.testing.__main__ import main
from sesv2kit.testing.operations import OPERATIONS
from tests.unit.support import environment

from .conftest import SESSION, make_client
from .helpers import refusal, simple
from .over_http import address, ask, backend, running, server, ses

__all__ = ["backend", "environment", "running", "server", "ses"]


# Clients.


def test_boto3(server: Server, backend: Backend, ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    backend.verify_identity("example.com")
    ses.create_email_template(TemplateName="t", TemplateContent={"Subject": "Hi {{name}}", "Text": "Hi"})
    content = {"Template": {"TemplateName": "t", "TemplateData": '{"name": "Bo"}'}}
    destination = {"ToAddresses": ["bo@x.com"]}
    sent = ses.send_email(FromEmailAddress="a@example.com", Destination=destination, Content=content)
    assert [(mail.message_id, mail.subject) for mail in backend.outbox] == [(sent["MessageId"], "Hi Bo")]
    assert refusal(ses.delete_email_template, TemplateName="u")[:2] == (404, "NotFoundException")
    assert refusal(ses.create_tenant, TenantName="")[1] == "BadRequestException"


def test_our_client_by_the_environment(server: Server, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.endpoint_url)
    backend.suppress(f"u{number:04}@x.com" for number in range(2500))
    with SESv2("us-east-1", session=SESSION) as client:
        assert len(list(client.suppression.list_suppressed_destinations())) == 2500


def test_a_name_may_hold_what_a_path_may_not(ses: Any) -> None:
    for name in ("a/b%2F@x.com", "..@x.com", "?#&=+@x.com"):
        ses.put_suppressed_destination(EmailAddress=name, Reason="BOUNCE")
        found = ses.get_suppressed_destination(EmailAddress=name)["SuppressedDestination"]
        assert found["EmailAddress"] == name
        ses.delete_suppressed_destination(EmailAddress=name)


def test_accounts_by_the_key_and_regions_by_the_signature(server: Server, backend: Backend) -> None:
    def create(region: str, key: str) -> str:
        client = make_client(region, endpoint_url=server.endpoint_url, aws_access_key_id=key, aws_secret_access_key="x")
        arn: str = client.create_tenant(TenantName="acme")["TenantArn"]
        return ":".join(arn.split(":")[3:5])

    assert create("eu-west-1", "111122223333") == "eu-west-1:111122223333"
    assert create("us-east-1", "111122223333") == "us-east-1:111122223333"
    assert create("us-east-1", "AKIA0000000000000000") == "us-east-1:123456789012"
    assert backend.for_account("111122223333").for_region("eu-west-1").requests == ["CreateTenant"]


def test_who_does_not_sign_is_the_usual_account(server: Server, backend: Backend) -> None:
    assert ask(server, "POST", "/v2/email/tenants", {"TenantName": "acme"})[0] == 200
    assert ask(server, "GET", "/v2/email/account", Authorization="Basic eDp5")[0] == 200
    assert backend.requests == ["CreateTenant", "GetAccount"]


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    connection = http.client.HTTPConnection(*address(server), timeout=10)
    sockets: set[Any] = set()
    with contextlib.closing(connection):
        for path in ("/v2/email/account", "/nothing", "/health", "/v2/email/tenants/x"):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert (answer.version, answer.headers["Connection"]) == (11, "keep-alive")
            answer.read()
            sockets.add(connection.sock)
    assert len(sockets - {None}) == 1


def test_an_old_client_gets_its_connection_closed(server: Server) -> None:
    assert b"\r\nConnection: close\r\n" in exchange(server, b"GET /health HTTP/1.0\r\n\r\n")


def test_many_clients_at_once_lose_nothing(server: Server, backend: Backend) -> None:
    backend.verify_identity("example.com")

    def work(number: int) -> None:
        client = make_client(endpoint_url=server.endpoint_url)
        for index in range(10):
            destination = {"ToAddresses": [f"u{index}@x.com"]}
            content = simple(f"{number}-{index}")
            client.send_email(FromEmailAddress="a@example.com", Destination=destination, Content=content)
        client.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    assert {mail.subject for mail in backend.outbox} == {f"{n}-{i}" for n in range(16) for i in range(10)}
    assert backend.requests.count("SendEmail") == 160


def test_the_time_is_real(server: Server, backend: Backend, ses: Any) -> None:
    created = ses.create_tenant(TenantName="acme")["CreatedTimestamp"]
    assert abs(created.timestamp() - time.time()) < 10
    with pytest.raises(RuntimeError, match="runs in real time"):
        _ = backend.clock
    backend.add_metric("SEND", 1)  # requests for the current day work


def test_a_client_of_ours_works_at_its_own_pace(server: Server) -> None:
    config = ClientConfig(rates={"ListTenants": 1000.0})
    with SESv2("us-east-1", session=SESSION, endpoint_url=server.endpoint_url, config=config) as client:
        assert list(client.tenants.list_tenants()) == []


# Malicious clients.


def exchange(server: Server, *sent: bytes) -> bytes:
    """The server's response to bytes after which the client sends nothing more."""
    with socket.create_connection(address(server), timeout=30) as connection:
        with contextlib.suppress(OSError):  # it may have responded and closed before all was sent
            for part in sent:
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                received += part
        return received


def error_in(answer: bytes) -> tuple[int, str]:
    """Status and message of the only error in a response."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Type: application/json" in head
    return int(head.split()[1]), json.loads(body)["message"]


HEAD = b"POST /v2/email/tenants HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (b"rubbish\r\n\r\n", 400, "Bad request syntax"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400, ""),  # TLS
        (b"GET / HTTP/9.9\r\n\r\n", 505, "Invalid HTTP version"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "URI"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431, "Too many headers"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n", 431, "Line too long"),
        (b"GET /x HTTP/1.1\r\n: \x00\xff\r\n" + b"\r\n", 404, "No operation"),
        (b"BREW /v2/email/account HTTP/1.1\r\n\r\n", 501, "Unsupported method ('BREW')"),
        (b"PATCH /v2/email/account HTTP/1.1\r\n\r\n", 404, "No operation of SES v2 is at PATCH /v2/email/account"),
        (b"GET http://[::1/x HTTP/1.1\r\n\r\n", 400, "The request's URL is malformed."),
        (b"GET /v2/email/../../etc/passwd HTTP/1.1\r\n\r\n", 404, "No operation of SES v2 is at GET"),
        (b"GET /v2/email/templates/..%2F..%2Fetc%2Fpasswd HTTP/1.1\r\n\r\n", 404, "../../etc/passwd does not exist"),
        (b"GET /v2/email/templates/%00%ff HTTP/1.1\r\n\r\n", 404, "does not exist"),
        (HEAD + b"Content-Length: 1\r\n\r\n{", 400, "not valid JSON"),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400, "Content-Length is not one number."),
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400, "Content-Length is not one number."),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400, "Content-Length is not one number."),
        (HEAD + b"Content-Length: 100000000000\r\n\r\n{}", 413, "larger than 67108864 bytes"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411, "needs a Content-Length"),
        (HEAD + b'Content-Length: 50\r\n\r\n{"TenantName": "ac', 400, "The body ends after 18 of 50 bytes."),
        (HEAD + b"Content-Le", 400, "The request ends within its headers."),
        (HEAD, 400, "The request ends within its headers."),
        (b"POST /_reset HTTP/1.1\r\nHost: x", 400, "The request ends within its headers."),
    ],
)
def test_what_is_no_good_request_gets_a_clear_error(
    server: Server, backend: Backend, request_: bytes, status: int, words: str
) -> None:
    backend.suppress("kept@x.com")
    found, message = error_in(exchange(server, request_))
    assert found == status
    assert words in message
    listed = ask(server, "GET", "/v2/email/suppression/addresses")[1]
    assert len(listed["SuppressedDestinationSummaries"]) == 1  # it still runs, and nothing was done


@pytest.mark.parametrize("request_", [b"", b"\r\n\r\n", b"\x00"])
def test_what_is_no_request_at_all_is_hung_up_on(server: Server, request_: bytes) -> None:
    assert b"<" not in exchange(server, request_)
    assert ask(server, "GET", "/health")[0] == 200


def test_a_body_may_be_as_large_as_the_largest_mail_and_not_much_larger(server: Server) -> None:
    rubbish = b"x" * 54_000_000  # 40 MB in base64
    assert ask(server, "POST", "/v2/email/tenants", rubbish) == (
        400,
        {"message": "The request body is not valid JSON."},
    )
    head = HEAD + b"Content-Length: 70000000\r\n\r\n"
    assert error_in(exchange(server, head, rubbish[:1_000_000])) == (413, "The body is larger than 67108864 bytes.")
    assert ask(server, "GET", "/health")[0] == 200


def test_clients_that_hang_do_not_keep_others_waiting(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for half in [HEAD, b"", b"GET /hea", HEAD + b"Content-Length: 10\r\n\r\n{"] * 25:
            connection = stack.enter_context(socket.create_connection(address(server)))
            connection.sendall(half)
        assert ask(server, "GET", "/health")[0] == 200


def test_a_mistake_of_its_own_is_an_error_and_no_end(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(OPERATIONS, "get_account", lambda *_: 1 / 0)
    status, answer = ask(server, "GET", "/v2/email/account")
    assert (status, "ZeroDivisionError" in answer["message"]) == (500, True)
    assert "Traceback" in capsys.readouterr().err
    assert ask(server, "GET", "/health")[0] == 200


# Ending it.


def test_it_ends_with_whatever_is_open() -> None:
    before = set(threading.enumerate())
    with contextlib.ExitStack() as stack:
        with serve() as server:
            server.backend.faults.add("timeout", "GetAccount")
            server.backend.faults.add("slow", "ListTenants", seconds=3600)
            get = b"GET %s HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
            sent = [b"", HEAD, get % b"/v2/email/account", b"POST /v2/email/tenants/list HTTP/1.1\r\n\r\n"]
            connections = [stack.enter_context(socket.create_connection(address(server))) for _ in sent]
            for connection, part in zip(connections, sent, strict=True):
                connection.sendall(part)
            while sorted(server.backend.requests) != ["GetAccount", "ListTenants"]:
                threading.Event().wait(0.001)
            started = time.monotonic()
        assert time.monotonic() - started < 600  # far below what the open requests wait for
        for connection in connections:
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address(server))
    assert set(threading.enumerate()) <= before


def test_ipv6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with serve("::1") as server:
        assert re.fullmatch(r"http://\[::1\]:\d+", server.endpoint_url)
        assert ask(server, "GET", "/health")[0] == 200


# The command.


@pytest.fixture(scope="module")
def commands() -> Iterator[list["subprocess.Popen[str]"]]:
    """Two servers on free ports, started as users start them; the second does not assume one thing."""
    command = [sys.executable, "-m", "sesv2kit.testing", "--port", "0"]
    flags: list[list[str]] = [[], ["--no-assume", "name_filters_ignore_case"]]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(subprocess.Popen([*command, *each], **pipes)) for each in flags]
        yield started
        for process in started:
            process.kill()


@pytest.mark.slow
def test_the_command_serves_until_a_signal_comes(commands: list["subprocess.Popen[str]"]) -> None:
    for process, number in zip(commands, (signal.SIGTERM, signal.SIGINT), strict=True):
        assert process.stdout
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        port = url.rpartition(":")[2]
        ses = make_client(endpoint_url=url)
        ses.create_tenant(TenantName="acme")
        found = ses.list_tenants(Filter={"TENANT_NAME_CONTAINS": "ACME"})["Tenants"]
        assert len(found) == (1 if number is signal.SIGTERM else 0)
        if number is signal.SIGTERM:
            second = [sys.executable, "-m", "sesv2kit.testing", "--port", port]
            done = subprocess.run(second, capture_output=True, text=True, check=False)
            expected = f"python -m sesv2kit.testing: cannot listen on 127.0.0.1:{port}: Address already in use\n"
            assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
        process.send_signal(number)
        assert process.stderr
        out, err = process.stdout.read(), process.stderr.read()
        assert (process.wait(), err) == (0, "")
        assert f"export AWS_ENDPOINT_URL_SESV2={url} " in out
        assert f'curl {url}/_identities -d \'{{"name": "example.com"}}\'' in out


def test_command_line_names_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def serve(host: str, port: int, **options: Any) -> Any:
        given.update(options)
        raise OSError("not now")

    monkeypatch.setattr("sesv2kit.testing.serve", serve)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert main(["--deliver-to", "app", "--deliver-to", "webhook.internal"]) == 1
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert given["deliver_to"] == ["app", "webhook.internal"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--prot", "1"], "unrecognized arguments: --prot 1"),
        (["--port", "http"], "argument --port: 'http' is not a port, 0 to 65535"),
        (["--port", "65536"], "argument --port: '65536' is not a port, 0 to 65535"),
        (["--port", "-1"], "argument --port"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert (caught.value.code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("python -m sesv2kit.testing: ")
    assert words in err
