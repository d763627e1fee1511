"""How much is read of a response's body. Pure.

botocore has the whole body, as it came, in memory before anybody else sees it. Nothing here can bound that.
"""

import json
import zlib
from typing import Any, cast

from pydantic_core import from_json

MAX_ERROR_BODY = 64 * 1024
"""Bytes that are read of an error's body, decompressed."""

MAX_MESSAGE = 4096
"""Characters that are kept of an error's message, and of any other text beside it."""

_GZIP = zlib.MAX_WBITS | 16
_MAX_MEMBERS = 64
"""Parts that a compressed body may be made of. The bytes after a part are copied each time, and servers write one."""


def head(body: bytes, encoding: str, limit: int) -> bytes:
    """The first `limit` bytes of a body, decompressed if it is in gzip; what cannot be decompressed as it came.

    A gzip body may have several members, which are read as one; bytes after them that are no gzip are ignored.

    Args:
        body: The body as it came.
        encoding: The header Content-Encoding.
        limit: How many bytes to give at most.
    """
    if encoding.lower() != "gzip" or not body.startswith(_MAGIC):
        return body[:limit]
    unpacked, rest = bytearray(), body
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(_GZIP)
        try:
            unpacked += member.decompress(rest, limit - len(unpacked))
        except zlib.error:
            break
        if len(unpacked) >= limit:
            return bytes(unpacked)
        rest = member.unused_data
        if not member.eof:
            break
        if not rest.startswith(_MAGIC):
            return bytes(unpacked)
    return body[:limit]  # left as it is, it is no JSON, and so an unknown outcome


_MAGIC = b"\x1f\x8b"


def digestible(body: bytes) -> bytes:
    """An error's body in a form botocore's parser reads: it dies of all but UTF-8, JSON objects and members of text.

    Args:
        body: At most one byte more than `MAX_ERROR_BODY`, if there are more.
    """
    text = body[:MAX_ERROR_BODY].decode(errors="replace")
    try:
        # Of a document that was cut off, what stands before the cut; its last text, which may be the message, in part.
        members: Any = (
            json.loads(text)
            if len(body) <= MAX_ERROR_BODY
            else from_json(text, allow_partial="trailing-strings", cache_strings=False)
        )
    except ValueError:
        # As botocore has it, which would parse the text again and may find it nested too deep.
        members = {"message": text[:MAX_MESSAGE]} if text else {}
    except RecursionError:
        return b""
    found = cast("dict[str, Any]", members) if isinstance(members, dict) else {}
    return json.dumps({key: _shortened(value) for key, value in found.items() if isinstance(value, str)}).encode()


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"
