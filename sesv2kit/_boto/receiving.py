"""Reads a response from a socket for `sender`: a usual one itself, any other one with http.client's parser.

A usual response has a head that one regular expression describes, no header twice, and a length. Every other one, and
every one that is cut off, is read by http.client, from the same bytes. So http.client decides the meaning of an unusual
response, as with botocore's own HTTP session.
"""

import http.client
import io
import re
from typing import Any

from sesv2kit._boto.bodies import MAX_ERROR_BODY
from sesv2kit._core.call import Attempt, Step

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""The name of a header."""

_USUAL = re.compile(rb"HTTP/1\.1 (?!204|304)[2-5]\d\d [^\r\n\0]*(?:\r\n" + TOKEN + rb":[^\r\n\0]*)*")

_PIECE = 64 * 1024
"""Bytes to read at once; the longest usual head; and the bytes that are read of a body beyond its limit, because it may
be longer when it is compressed."""

Response = tuple[int, dict[str, str], bytes, bool]
"""Status, headers and body, and whether the connection can be used again."""


class Body(io.BytesIO):
    """A body that was read, with the interface that botocore's AWSResponse needs."""

    def stream(self) -> tuple[bytes]:
        """The whole body as one chunk."""
        return (self.getvalue(),)


def receive(sock: Any, attempt: Attempt) -> Response:
    """Read a response, with not much more of its body than the limit.

    Raises:
        OSError: The connection failed, or no data came in time.
        HTTPException: It was closed too early, or http.client cannot read the data.
    """
    data: bytes = sock.recv(_PIECE)
    while (end := data.find(b"\r\n\r\n")) < 0 and len(data) < _PIECE and (more := sock.recv(_PIECE)):
        data += more
    if end < 0 or not _USUAL.fullmatch(data, 0, end):
        return _receive_unusual(sock, attempt, data)
    pairs = [line.partition(":")[::2] for line in data[:end].decode("latin-1").split("\r\n")[1:]]
    headers = {name: value.lstrip(" \t") for name, value in pairs}
    values = {name.lower(): value for name, value in headers.items()}
    length, connection = values.get("content-length", ""), values.get("connection", "keep-alive")
    framed = length.isascii() and length.isdigit() and len(length) < 16 and "transfer-encoding" not in values
    if not framed or len(values) != len(pairs) or len(pairs) > 99 or connection.lower() != "keep-alive":
        return _receive_unusual(sock, attempt, data)
    attempt.step = Step.HEADERS_READ
    status, size = int(data[9:12]), int(length)
    wanted = min(size, _limit(attempt, status))
    parts = [data[end + 4 :]]
    have = len(parts[0])
    while have < wanted and (more := sock.recv(min(wanted - have, 16 * _PIECE))):
        parts.append(more)
        have += len(more)
    attempt.step = Step.BODY_READ
    return status, headers, b"".join(parts)[:wanted], have == size


def _limit(attempt: Attempt, status: int) -> int:
    return (MAX_ERROR_BODY if status >= 300 else attempt.max_response_size) + _PIECE


class _Rest(io.RawIOBase):
    """The bytes of a response for http.client: those that were read already, then those of the socket."""

    def __init__(self, data: bytes, sock: Any) -> None:
        self.data: bytes = data
        self.ended: bool = False
        self._sock = sock

    def makefile(self, _: str) -> io.BufferedReader:
        """Like that of a socket. Its buffer is so small that it reads no more than http.client requests."""
        return io.BufferedReader(self, 1)

    def readable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See `io.RawIOBase`."""
        if not self.data:
            size: int = self._sock.recv_into(buffer)
            self.ended = not size
            return size
        size = min(len(buffer), len(self.data))
        buffer[:size], self.data = self.data[:size], self.data[size:]
        return size


def _receive_unusual(sock: Any, attempt: Attempt, data: bytes) -> Response:
    rest: Any = _Rest(data, sock)
    response = http.client.HTTPResponse(rest)
    try:
        response.begin()
        lengths = ",".join(response.headers.get_all("content-length", ())).split(",")
        if not response.chunked and len({length.strip() for length in lengths}) > 1:
            raise http.client.HTTPException("the response has two lengths")
        attempt.step = Step.HEADERS_READ
        content = response.read(_limit(attempt, response.status))
        attempt.step = Step.BODY_READ
        headers = {name: ", ".join(response.headers.get_all(name, ())).replace("\r\n", "") for name in response.headers}
        # A chunked body that was read to its end, without data after it.
        framed = response.chunked and "content-length" not in response.headers and response.version == 11
        whole = response.isclosed() and not response.will_close and not rest.data and not rest.ended
        return response.status, headers, content, framed and whole
    finally:
        response.close()
