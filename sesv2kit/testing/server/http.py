"""The local SES as an HTTP server, for clients in any language.

It uses Python's own HTTP server, because faults need the socket, and werkzeug's closes every connection after one
request.
"""

import io
import os
import re
import socket
import socketserver
import struct
import sys
import threading
import traceback
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, cast
from urllib.parse import urlsplit

from sesv2kit._core.clock import SystemClock
from sesv2kit.testing.backend import Backend
from sesv2kit.testing.engine import Engine, Reply, Request, json_reply
from sesv2kit.testing.faults import Loss
from sesv2kit.testing.protocol.assumptions import Assume
from sesv2kit.testing.protocol.signature import DEFAULT_ACCOUNT_ID, DEFAULT_REGION, account_and_region
from sesv2kit.testing.server import control, links
from sesv2kit.testing.server.origin import objection

_MAX_BODY = 64 * 2**20
"""Maximum size of a body: more than the largest email of SES, 40 MB, has in base64."""

_SILENCE = 60.0
"""Seconds without data from a client, within a request or between two, after which its connection is closed."""

_STALL = 300.0
"""Seconds for which a lost response is delayed, if the client does not close the connection before."""

_LINGER = 1.0
"""Seconds to wait for a client to read its last response."""


class Server:
    """A running local SES server; `serve` makes one."""

    def __init__(self, endpoint_url: str, backend: Backend) -> None:
        self.endpoint_url = endpoint_url
        """The endpoint URL for clients, `http://127.0.0.1:41234`."""
        self.backend = backend
        """The `Backend` of the account 123456789012 in us-east-1, which returns those of all others."""


@contextmanager
def serve(
    host: str = "127.0.0.1", port: int = 0, *, assume: Assume = True, deliver_to: Collection[str] = ()
) -> Generator[Server]:
    """Serve the local SES over HTTP, in real time, until the block ends.

    Args:
        host: Address to listen on.
        port: Port to listen on. 0: a free one.
        assume: Which behaviours of AWS to assume that only one source describes, as for `mock_sesv2`.
        deliver_to: Hosts, besides this machine, to whose endpoints events may be sent.

    Raises:
        OSError: It cannot listen on host and port.
        ValueError: `assume` has a name that does not exist.
    """
    engine = Engine(SystemClock(), assume=assume)
    engine.topics.allow(deliver_to)
    with running(engine, host, port) as server:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        engine.topics.base_url = lambda: server.endpoint_url.replace(host, here)
        engine.topics.start()
        try:
            yield server
        finally:
            engine.topics.stop()


@contextmanager
def running(engine: Engine, host: str = "127.0.0.1", port: int = 0) -> Generator[Server]:
    """Serve an engine over HTTP until the block ends."""
    listener = _Listener(engine, host, port)
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Server(listener.url, Backend(engine, DEFAULT_ACCOUNT_ID, DEFAULT_REGION))
    finally:
        listener.stop()
        thread.join()


class _Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Accepts connections, with a thread for each, and closes them when it stops."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        self.engine = engine
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise OSError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        self.stopped = threading.Event()
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}"
        self._open = set[Any]()

    def stop(self) -> None:
        """Stop listening, close every connection and wait for its thread."""
        self.stopped.set()
        self.shutdown()
        for connection in self._open.copy():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def reset(self, connection: Any) -> None:
        """Close a connection with a reset, which discards unsent data."""
        at_once = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self._open.discard(connection)

    def shutdown_request(self, request: Any) -> None:
        if request in self._open:
            # Closing a socket with unread bytes would be a reset too, and the client could lose its response.
            with suppress(OSError):
                request.shutdown(socket.SHUT_WR)
                request.settimeout(_LINGER)
                for _ in range(1000):
                    if not request.recv(65536):
                        break
            self._open.discard(request)
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Do not log connections that the client closes."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class _Unreadable(Exception):
    """A request that is not valid HTTP."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class _Lines(io.BufferedReader):
    """A stream that stores its last line, to detect headers that are cut off."""

    last = b""

    def readline(self, size: int | None = -1, /) -> bytes:
        self.last = super().readline(size)
        return self.last


class _Handler(BaseHTTPRequestHandler):
    """Serves one connection."""

    protocol_version = "HTTP/1.1"
    timeout = _SILENCE
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Prepare to read the connection."""
        super().setup()
        self._listener = cast(_Listener, self.server)
        self._lines = _Lines(cast(io.BufferedReader, self.rfile).detach())
        self.rfile = self._lines

    def _serve(self) -> None:
        try:
            request = self._read()
        except _Unreadable as error:
            self.close_connection = True
            self._write(_error(error.status, error.message))
            return
        reply = self._respond(request)
        if self._listener.stopped.wait(reply.delay):
            self.close_connection = True
        elif reply.loss is Loss.STALL:
            self._stall()
        elif reply.loss is Loss.RESET:
            self._break_off(reply)
        else:
            self._write(reply)

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve

    def _read(self) -> Request:
        if self._lines.last not in (b"\r\n", b"\n"):
            raise _Unreadable(HTTPStatus.BAD_REQUEST, "The request ends within its headers.")
        lengths: set[str] = set(self.headers.get_all("Content-Length", ["0"]))
        if "Transfer-Encoding" in self.headers:
            raise _Unreadable(HTTPStatus.LENGTH_REQUIRED, "A body needs a Content-Length, not a Transfer-Encoding.")
        if len(lengths) > 1 or not re.fullmatch(r"[0-9]{1,18}", length := lengths.pop()):
            raise _Unreadable(HTTPStatus.BAD_REQUEST, "Content-Length is not one number.")
        if int(length) > _MAX_BODY:
            raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {_MAX_BODY} bytes.")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise _Unreadable(HTTPStatus.BAD_REQUEST, f"The body ends after {len(body)} of {length} bytes.")
        try:
            url = urlsplit(self.path)
        except ValueError:
            raise _Unreadable(HTTPStatus.BAD_REQUEST, "The request's URL is malformed.") from None
        return Request(self.command, url.path, url.query, body)

    def _respond(self, request: Request) -> Reply:
        engine = self._listener.engine
        try:
            headers = cast(dict[str, str], self.headers)
            served_at = urlsplit(self._listener.url).netloc
            if problem := objection(headers.get("Origin"), headers.get("Host"), served_at):
                return _error(HTTPStatus.FORBIDDEN, problem)
            if links.is_link(request):
                return links.respond(engine.topics, request)
            if control.is_control(request):
                return control.respond(engine, request)
            return engine.handle(*account_and_region(headers), request)
        except Exception as error:
            traceback.print_exc()
            message = f"A bug of the local SES, not of the caller: {error!r}"
            return _error(HTTPStatus.INTERNAL_SERVER_ERROR, message)

    def _stall(self) -> None:
        self.close_connection = True
        self.connection.settimeout(_STALL)
        with suppress(OSError):
            self.connection.recv(1)  # returns when the client closes the connection

    def _break_off(self, reply: Reply) -> None:
        self.close_connection = True
        content = self._head(reply) + reply.body
        with suppress(OSError):
            self.wfile.write(content[: len(content) - len(reply.body) // 2 - 1])
            self._listener.reset(self.connection)

    def _write(self, reply: Reply) -> None:
        body = b"" if self.command == "HEAD" else reply.body
        try:
            self.wfile.write(self._head(reply) + body)
        except OSError:  # the client has closed the connection
            self.close_connection = True

    def _head(self, reply: Reply) -> bytes:
        lines = {
            **reply.headers,
            "Content-Length": str(len(reply.body)),
            "Connection": "close" if self.close_connection else "keep-alive",
        }
        head = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        head += [f"{name}: {value}" for name, value in lines.items()]
        return "\r\n".join([*head, "", ""]).encode("latin-1", "replace")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Respond to a request that Python's own code refuses."""
        self.close_connection = True
        self._write(_error(HTTPStatus(code), message or HTTPStatus(code).phrase))

    def log_message(self, format: str, *args: Any) -> None:
        """Do not log."""


def _error(status: HTTPStatus, message: str) -> Reply:
    """An error that is not from SES. Its code is the HTTP reason phrase of the status."""
    return json_reply(status, {"message": message}, {"x-amzn-errortype": re.sub("[^A-Za-z]", "", status.phrase)})
