"""How a response is read from a socket: the same in whatever pieces it arrives, and by our sender and botocore's."""

import http.client
from typing import Any

import pytest

from sesv2kit._boto import sender
from sesv2kit._boto.receiving import receive
from sesv2kit._core.call import Attempt, Call, Step
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import SESv2Error
from sesv2kit.models.account import GET_ACCOUNT, GetAccountRequest
from tests.faults.cases import gzipped
from tests.faults.server import Answer, End, Server
from tests.unit.support import FakeClock, client_of

LIMIT = 100
ONCE = RetryPolicy(max_attempts=1)


@pytest.fixture(autouse=True)
def both_senders() -> None:
    """These tests choose the sender themselves."""


class Pieces:
    """A socket from which a response arrives in pieces of a given size."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self._size = data, size
        self.reads = 0

    def recv(self, limit: int) -> bytes:
        self.reads += 1
        size = min(limit, self._size)
        piece, self.data = self.data[:size], self.data[size:]
        return piece

    def recv_into(self, buffer: Any) -> int:
        piece = self.recv(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def attempt() -> Attempt:
    return Attempt(Call(GET_ACCOUNT, GetAccountRequest(), ONCE), 1, LIMIT)


def wire(*lines: str, body: bytes = b"{}") -> bytes:
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


OK = "HTTP/1.1 200 OK"
CHUNKED = "Transfer-Encoding: chunked"
USUAL = {
    "a length": wire(OK, "Content-Length: 2"),
    "nothing": wire(OK, "Content-Length: 0", body=b""),
    "names and values of any form": wire(OK, "content-LENGTH:2", "x-odd:  a: b \t", "X-Empty:", "X-Latin: \xfc"),
    "kept alive": wire(OK, "Content-Length: 2", "Connection: Keep-Alive"),
    "an error": wire("HTTP/1.1 429 Too Many Requests", "Content-Length: 2"),
    "chunks": wire(OK, CHUNKED, body=b"1\r\n{\r\n1;x=y\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n"),
}


@pytest.mark.parametrize("data", USUAL.values(), ids=USUAL)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_response_is_the_same_in_whatever_pieces_it_arrives(data: bytes, size: int) -> None:
    one = attempt()
    sock = Pieces(data, size)
    whole = receive(Pieces(data, 100_000), attempt())
    assert receive(sock, one) == whole
    assert whole[3]  # the connection can be used again
    assert sock.data == b""
    assert one.step is Step.BODY_READ


@pytest.mark.parametrize("data", USUAL.values(), ids=USUAL)
@pytest.mark.parametrize("size", [1, 100_000])
def test_a_connection_with_bytes_after_the_response_is_not_used_again(data: bytes, size: int) -> None:
    sock = Pieces(data + b"H", size)
    reusable = receive(sock, attempt())[3]
    assert not reusable or sock.data == b"H"  # then the socket can be read, which is found when it is taken


@pytest.mark.parametrize("data", USUAL.values(), ids=USUAL)
def test_a_response_that_is_cut_anywhere_is_no_whole_one(data: bytes) -> None:
    for end in range(len(data)):
        try:
            *_, reusable = receive(Pieces(data[:end], 100_000), attempt())
        except (OSError, http.client.HTTPException):
            continue
        assert not reusable, end


@pytest.mark.parametrize("head", ["Content-Length: 1000000", CHUNKED, "Connection: close"])
def test_no_more_is_read_than_the_limit_allows(head: str) -> None:
    body = b"a" * 1_000_000
    if head == CHUNKED:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    sock = Pieces(wire(OK, head, body=body), 10_000)
    *_, content, reusable = receive(sock, attempt())
    assert LIMIT < len(content) < 70_000
    assert not reusable
    assert len(sock.data) > 900_000


def test_a_head_without_an_end_is_not_read_for_ever() -> None:
    sock = Pieces(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000_000, 10_000)
    with pytest.raises(http.client.HTTPException):
        receive(sock, attempt())
    assert len(sock.data) > 9_000_000


ODD = {
    **USUAL,
    "no reason": wire("HTTP/1.1 200", "Content-Length: 2"),
    "HTTP/1.0": wire("HTTP/1.0 200 OK", "Content-Length: 2"),
    "HTTP/2": wire("HTTP/2 200 OK", "Content-Length: 2"),
    "no headers": wire(OK),
    "a folded header": wire(OK, "X: a", " b", "Content-Length: 2"),
    "a name with a space": wire(OK, "X Y: a", "Content-Length: 2"),
    "a space before the colon": wire(OK, "Content-Length : 2"),
    "a line without colon": wire(OK, "Content-Length: 2", "nonsense"),
    "no name": wire(OK, "Content-Length: 2", ": x"),
    "line feeds alone": b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
    "a carriage return in a value": wire(OK, "Content-Length: 2", "X: a\rContent-Length: 1"),
    "a line feed in a value": wire(OK, "Content-Length: 2", "X: a\nContent-Length: 1"),
    "NUL in a value": wire(OK, "Content-Length: 2", "X: \0"),
    "an empty line first": b"\r\n" + wire(OK, "Content-Length: 2"),
    "an unusual status": wire("HTTP/1.1 999 Odd", "Content-Length: 2"),
    "a status of two digits": wire("HTTP/1.1 20 Odd", "Content-Length: 2"),
    "204 with a body": wire("HTTP/1.1 204 No Content", "Content-Length: 2"),
    "304 with a body": wire("HTTP/1.1 304 Not Modified", "Content-Length: 2"),
    "101": wire("HTTP/1.1 101 Switching Protocols", "Upgrade: x"),
    "100 first": wire("HTTP/1.1 100 Continue", body=wire(OK, "Content-Length: 2")),
    "a length with a sign": wire(OK, "Content-Length: +2"),
    "a negative length": wire(OK, "Content-Length: -2"),
    "two lengths": wire(OK, "Content-Length: 2", "Content-Length: 1"),
    "two equal lengths": wire(OK, "Content-Length: 2", "content-length: 2"),
    "lengths in one line": wire(OK, "Content-Length: 2, 2"),
    "a length in other digits": wire(OK, "Content-Length: \xb2"),
    "a huge length": wire(OK, f"Content-Length: {'9' * 30}"),
    "a length and chunks": wire(OK, "Content-Length: 1", CHUNKED, body=b"2\r\n{}\r\n0\r\n\r\n"),
    "an unknown encoding of the transfer": wire(OK, "Transfer-Encoding: gzip", "Content-Length: 2"),
    "a cut length": wire(OK, "Content-Length: 3"),
    "a cut head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "101 headers": wire(OK, *(f"X-{number}: 1" for number in range(101)), "Content-Length: 2"),
    "a repeated header": wire(OK, "X: a", "x: b", "X: c", "Content-Length: 2"),
    "a body after which it is closed": wire(OK, "Connection: close"),
    "a compressed body": wire(OK, "Content-Encoding: gzip", "Content-Length: 22", body=gzipped(b"{}")),
    "a bad chunk": wire(OK, CHUNKED, body=b"x\r\n"),
    "a bad end of the chunks": wire(OK, CHUNKED, body=b"2\r\n{}\r\n0\r\n"),
    "nothing at all": b"",
}


def told(data: bytes) -> object:
    """What a call makes of a response."""
    found: list[Any] = []
    with Server([Answer(data, End.CLOSE)]) as server, client_of(server.url, retry=ONCE) as client:
        events: Any = client.boto3_client.meta.events
        events.register("after-call", lambda parsed, **_: found.append(parsed.get("ResponseMetadata")))
        try:
            metadata = client.account.get_account().metadata
        except SESv2Error as error:
            about = vars(error)
            return type(error), about.get("status"), about.get("body"), found
        return metadata.status, metadata.raw, found


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_both_senders_make_the_same_of_a_response(
    data: bytes, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setattr(sender, "ENABLED", True)
    own = told(data)
    monkeypatch.setattr(sender, "ENABLED", False)
    assert own == told(data)
