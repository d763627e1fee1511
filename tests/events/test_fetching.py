"""The request for a certificate: from a real socket, without redirects, with limits."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sesv2kit._core import clock
from sesv2kit.events.fetching import LARGEST, TIMEOUT, FetchError, fetch


class Handler(BaseHTTPRequestHandler):
    """What the path names."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def respond(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.paths.append(self.path)  # type: ignore[attr-defined]  # our own, below
        responses: dict[str, Callable[[], None]] = {
            "/ok": lambda: self.respond(200, b"certificate"),
            "/largest": lambda: self.respond(200, b"x" * LARGEST),
            "/larger": lambda: self.respond(200, b"x" * (LARGEST + 1)),
            "/short": lambda: self.respond(200, b"abc", length=5),
            "/moved": lambda: self.respond(302, Location="/ok"),
            "/gone": lambda: self.respond(308, Location="/ok"),
            "/none": lambda: self.respond(204),
            "/error": lambda: self.respond(500, b"certificate"),
        }
        responses[self.path]()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setenv("no_proxy", "*")
    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.paths = []  # type: ignore[attr-defined]  # what was asked for
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield one
    one.shutdown()
    thread.join()
    one.server_close()


def url(server: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_the_body_is_returned(server: ThreadingHTTPServer) -> None:
    assert fetch(url(server, "/ok")) == b"certificate"
    assert fetch(url(server, "/largest")) == b"x" * LARGEST


@pytest.mark.parametrize(("path", "status"), [("/moved", 302), ("/gone", 308), ("/none", 204), ("/error", 500)])
def test_only_status_200_counts_and_no_redirect_is_followed(
    path: str, status: int, server: ThreadingHTTPServer
) -> None:
    with pytest.raises(FetchError, match=f"HTTP status {status}"):
        fetch(url(server, path))
    assert server.paths == [path]  # type: ignore[attr-defined]  # our own


def test_a_large_body_is_not_read(server: ThreadingHTTPServer) -> None:
    with pytest.raises(FetchError, match=f"more than {LARGEST} bytes"):
        fetch(url(server, "/larger"))


def test_a_body_that_is_cut_off_is_still_one(server: ThreadingHTTPServer) -> None:
    """Then the certificate in it is unreadable."""
    assert fetch(url(server, "/short")) == b"abc"


def test_a_slow_body_is_given_up(server: ThreadingHTTPServer) -> None:
    class Hurried(clock.SystemClock):
        passed = 0.0

        def monotonic(self) -> float:
            self.passed += TIMEOUT + 1
            return self.passed

    with clock.installed(Hurried()), pytest.raises(FetchError, match="not complete after 5 s"):
        fetch(url(server, "/ok"))


def test_nobody_listens(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(FetchError, match="no response: ConnectionRefusedError"):
        fetch(url(server, "/ok"))


@pytest.mark.parametrize(
    "address", ["file:///etc/hosts", "ftp://127.0.0.1/a", "data:,a", "nothing", "", "http://", "http://[/"]
)
def test_nothing_but_http_is_fetched(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(FetchError):
        fetch(address)
