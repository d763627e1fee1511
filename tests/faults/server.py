"""A server on 127.0.0.1 that sends exactly the given bytes. It uses raw sockets, because HTTP libraries send only valid
responses."""

import contextlib
import enum
import http.client
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


class End(enum.Enum):
    """What happens to the connection after a response."""

    KEEP = "keep"
    """It stays open for the next request."""

    CLOSE = "close"
    """It is closed normally."""

    RESET = "reset"
    """It is reset: the client gets ECONNRESET."""

    STALL = "stall"
    """It stays open, and nothing more is sent."""


@dataclass(frozen=True)
class Answer:
    """The response to one request."""

    wire: bytes = b""
    """The bytes to send."""

    end: End = End.KEEP
    """What happens to the connection afterwards."""

    read: bool = True
    """False: the request is not read, and not recorded."""


@dataclass(frozen=True)
class Seen:
    """A received request."""

    method: str
    target: str
    headers: Mapping[str, str] = field(hash=False)
    """By lower-case name."""

    body: bytes
    connection: int
    """Number of its connection, from 1."""

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


def answer(
    body: Any = b"{}",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    end: End = End.KEEP,
) -> Answer:
    """An HTTP response.

    Args:
        body: Bytes are sent unchanged, any other value as JSON.
        status: HTTP status.
        headers: Headers besides Content-Length and a request id.
        length: Content-Length, if it is to be wrong.
        end: What happens to the connection afterwards.
    """
    content: bytes = body if isinstance(body, bytes) else json.dumps(body).encode()
    size = len(content) if length is None else length
    lines = {"Content-Length": str(size), "x-amzn-RequestId": "id-1", **(headers or {})}
    head = f"HTTP/1.1 {status} {http.client.responses.get(status, 'Odd')}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return Answer(head.encode() + b"\r\n" + content, end)


def refusal(status: int, code: str, message: str = "no") -> Answer:
    """An error response of the service."""
    return answer({"message": message}, status, {"x-amzn-ErrorType": code})


class Server:
    """A server that runs during its `with` block.

    Args:
        script: A response for each request in order, the last one for all further requests; or a function from a
            request to a response, which several threads call concurrently.
        tls: Speak TLS with this context.
        tunnel: Act as a proxy that first gets a CONNECT request, and then as the server behind it.
    """

    def __init__(
        self,
        script: Sequence[Answer] | Callable[[Seen], Answer],
        *,
        tls: ssl.SSLContext | None = None,
        tunnel: bool = False,
    ) -> None:
        self._script = script
        self._tls = tls
        self._tunnel = tunnel
        self.seen: list[Seen] = []
        """The requests that were read, in order."""
        self.connections = 0
        """Number of accepted connections."""
        self._answered = 0
        self._lock = threading.Lock()
        self._progress = threading.Condition()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"{'https' if tls and not tunnel else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for one in (self._listening, *self._sockets):
            with contextlib.suppress(OSError):  # the other side, or the test, has closed it already
                one.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for it
        for thread in self._threads:
            thread.join()
        for one in (self._listening, *self._sockets):
            one.close()

    def wait_until_closed(self) -> None:
        """Return when all connections so far have been closed."""
        for thread in self._threads[1:]:
            thread.join(10)
            assert not thread.is_alive(), "a connection is still open"

    def wait_for(self, connections: int, requests: int) -> None:
        """Return when so many connections have been accepted and so many requests read: a client may give up before."""
        with self._progress:
            assert self._progress.wait_for(
                lambda: self.connections >= connections and len(self.seen) >= requests, timeout=10
            ), f"{self.connections} connections, {len(self.seen)} requests"

    def stop_listening(self) -> None:
        """Refuse new connections; open ones continue."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listening.close()

    def _start(self, work: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self._listening.accept()
            except OSError:
                return
            with self._progress:
                self.connections += 1
                self._progress.notify_all()
            self._sockets.append(one)
            self._start(self._serve, one, self.connections)

    def _serve(self, one: socket.socket, number: int) -> None:
        try:
            if self._tunnel:
                with one.makefile("rb", buffering=0) as stream:
                    _read(stream, number)
                one.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            if self._tls is not None:
                one = self._tls.wrap_socket(one, server_side=True, do_handshake_on_connect=False)
                self._sockets.append(one)
            with one, one.makefile("rb") as stream:
                while stream.peek(1) and self._answer(one, stream, number):
                    pass
        except (OSError, ValueError):
            pass  # closed by the client or by the end of the test, or not HTTP

    def _note(self, seen: Seen) -> None:
        with self._progress:
            self.seen.append(seen)
            self._progress.notify_all()

    def _answer(self, one: socket.socket, stream: Any, number: int) -> bool:
        """Handle one request. Returns whether the connection stays open."""
        if callable(self._script):
            seen = _read(stream, number)
            reply = self._script(seen)
            self._note(seen)
        else:
            with self._lock:
                reply = self._script[min(self._answered, len(self._script) - 1)]
                self._answered += 1
            if reply.read:
                self._note(_read(stream, number))
        one.sendall(reply.wire)
        if reply.end is End.STALL:
            self._over.wait()
        if reply.end is End.RESET:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return reply.end is End.KEEP


def _read(stream: Any, connection: int) -> Seen:
    method, target, _ = stream.readline().decode().split(" ", 2)
    headers: dict[str, str] = {}
    while line := stream.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body: bytes = stream.read(int(headers.get("content-length", 0)))
    return Seen(method, target, headers, body, connection)
