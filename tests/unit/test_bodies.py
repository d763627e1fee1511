"""How much of a body is read: a response must not take more memory or time than its limit allows."""

import gzip
import json
import tracemalloc
import zlib
from functools import partial
from typing import Any

import pytest

from sesv2kit._boto.bodies import MAX_ERROR_BODY, MAX_MESSAGE, head, parseable
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import BadRequestError, OutcomeUnknownError, ResponseUnreadableError, ServiceError
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL
from tests.faults.server import Server, answer
from tests.unit.support import SEND, client_of

LIMIT = 1000
TEXT = b'{"a": "b"}'
MANY = 10_000

gzipped = partial(gzip.compress, mtime=0)  # without the time, so that test ids are the same in all processes


def bomb(size: int, byte: bytes = b" ") -> bytes:
    """`size` bytes as gzip, without holding them in memory."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    block = byte * 2**20
    parts = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join([*parts, packer.flush()])


@pytest.mark.parametrize("encoding", ["gzip", "GZIP"])
@pytest.mark.parametrize(
    ("body", "read"),
    [
        pytest.param(gzipped(TEXT), TEXT, id="one member"),
        pytest.param(gzipped(TEXT[:4]) + gzipped(TEXT[4:]), TEXT, id="two members"),
        pytest.param(gzipped(TEXT) + gzipped(b""), TEXT, id="an empty member last"),
        pytest.param(gzipped(TEXT) + b"\0" * 99, TEXT, id="zeros last"),
        pytest.param(gzipped(TEXT) + b"junk", TEXT, id="junk last"),
        pytest.param(gzipped(b""), b"", id="an empty member"),
        pytest.param(TEXT, TEXT, id="not compressed"),
        pytest.param(b"", b"", id="empty"),
        pytest.param(b"\x1f", b"\x1f", id="half a magic number"),
        pytest.param(gzipped(b"x" * 5 * LIMIT), b"x" * LIMIT, id="too much"),
        pytest.param(gzipped(b"x" * (LIMIT - 1)) + gzipped(b"yy"), b"x" * (LIMIT - 1) + b"y", id="too much in two"),
        pytest.param(b"x" * 5 * LIMIT, b"x" * LIMIT, id="too much, not compressed"),
    ],
)
def test_what_is_read(body: bytes, read: bytes, encoding: str) -> None:
    assert head(body, encoding, LIMIT) == read


@pytest.mark.parametrize(
    "body",
    [
        gzipped(TEXT)[:-1],
        gzipped(TEXT) + gzipped(TEXT)[:-1],
        gzipped(TEXT)[:5],
        gzipped(TEXT)[:-8] + b"\0" * 8,  # another checksum
        b"\x1f\x8bno gzip",
        gzipped(b"") * MANY,
    ],
    ids=["cut off", "second member cut off", "header cut off", "checksum", "no gzip", "very many members"],
)
def test_what_cannot_be_decompressed_stays_as_it_came(body: bytes) -> None:
    assert head(body, "gzip", LIMIT) == body[:LIMIT]


def test_other_bodies_are_not_decompressed() -> None:
    assert head(gzipped(TEXT), "", LIMIT) == gzipped(TEXT)


def test_a_bomb_is_not_decompressed_beyond_the_limit() -> None:
    packed = bomb(64 * 2**20)
    tracemalloc.start()
    try:
        assert len(head(packed, "gzip", 2**20)) == 2**20
        assert tracemalloc.get_traced_memory()[1] < 6 * 2**20
    finally:
        tracemalloc.stop()


def test_a_response_of_the_limit_is_read_and_one_of_a_byte_more_is_not() -> None:
    body = json.dumps({"SendingEnabled": True}).encode()
    with Server([answer(body)]) as server:
        with client_of(server.url, max_response_size=len(body)) as client:
            assert client.account.get_account().sending_enabled is True
        once = RetryPolicy(max_attempts=1)
        with (
            client_of(server.url, max_response_size=len(body) - 1, retry=once) as client,
            pytest.raises(ResponseUnreadableError, match=rf"more than {len(body) - 1} bytes.*max_response_size"),
        ):
            client.account.get_account()


def test_a_send_whose_response_is_too_large_has_an_unknown_outcome() -> None:
    packed = bomb(64 * 2**20)
    with (
        Server([answer(packed, headers={"Content-Encoding": "gzip"})]) as server,
        client_of(server.url) as client,
        pytest.raises(OutcomeUnknownError, match="more than 33554432 bytes") as caught,
    ):
        client.call(SEND_EMAIL, SEND)
    assert len(caught.value.body) == MAX_ERROR_BODY  # the error does not have the rest of it


def refused(body: bytes, **headers: str) -> ServiceError:
    with (
        Server([answer(body, 400, {"x-amzn-ErrorType": "BadRequestException", **headers})]) as server,
        client_of(server.url) as client,
        pytest.raises(BadRequestError) as caught,
    ):
        client.call(GET_ACCOUNT, {})
    return caught.value


LONG = {
    "a long message": {"message": "x" * 20_000},
    "a longer one than is read": {"message": "x" * 3 * MAX_ERROR_BODY},
    "one after other members": {"a": 1, "b": ["y"], "message": "x" * 3 * MAX_ERROR_BODY, "c": 2},
    "of many bytes a character": {"Message": "ü" * 3 * MAX_ERROR_BODY},
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_a_part_of_a_long_message_is_kept(body: dict[str, Any], packed: bool) -> None:
    text = json.dumps(body, ensure_ascii=False).encode()
    error = refused(gzipped(text), **{"Content-Encoding": "gzip"}) if packed else refused(text)
    whole: str = body.get("message") or body["Message"]
    assert error.message == whole[: MAX_MESSAGE - 1] + "…"
    assert len(str(error)) < 2 * MAX_MESSAGE
    assert len(str(error.response)) < 2 * MAX_MESSAGE


def test_a_message_of_the_limit_is_kept_whole() -> None:
    assert refused(json.dumps({"message": "x" * MAX_MESSAGE}).encode()).message == "x" * MAX_MESSAGE


def test_a_part_of_a_long_body_that_is_no_json_is_kept() -> None:
    assert refused(b"<html>" * MAX_ERROR_BODY).message == ("<html>" * MAX_ERROR_BODY)[:MAX_MESSAGE]


def test_a_bomb_as_an_error() -> None:
    error = refused(bomb(64 * 2**20, b"x"), **{"Content-Encoding": "gzip"})
    assert error.message == "x" * MAX_MESSAGE


@pytest.mark.parametrize("body", [b"[" * MAX_ERROR_BODY * 2, b'{"message": ' * MAX_ERROR_BODY, b'"' + b"\\" * 200_000])
def test_a_long_body_that_is_no_error_is_survived(body: bytes) -> None:
    assert len(parseable(body)) <= MAX_MESSAGE * 4
