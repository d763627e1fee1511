"""Limits on the size of a response's body. No I/O.

botocore reads the whole body into memory first. This module cannot limit that.
"""

import json
import zlib
from typing import Any, cast

from pydantic_core import from_json

MAX_ERROR_BODY = 64 * 1024
"""Maximum bytes that are read of an error's body, after decompression."""

MAX_MESSAGE = 4096
"""Maximum characters that are kept of an error's message, and of each other string in its body."""

_GZIP = zlib.MAX_WBITS | 16
_MAX_MEMBERS = 64
"""Maximum gzip members of a body. Each one needs a copy of the bytes after it, and servers write only one."""


def head(body: bytes, encoding: str, limit: int) -> bytes:
    """The first `limit` bytes of a body, after decompression. A body that cannot be decompressed is returned as it is.

    A gzip body may have several members, which are read as one. Bytes after them that are not gzip are ignored.

    Args:
        body: The body as it was received.
        encoding: The header Content-Encoding.
        limit: The largest number of bytes to return.
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
    return body[:limit]  # gzip is not JSON, so the outcome is unknown


_MAGIC = b"\x1f\x8b"


def parseable(body: bytes) -> bytes:
    """An error's body in a form that botocore's parser accepts: it raises on anything but a JSON object of strings in
    UTF-8.

    Args:
        body: At most one byte more than `MAX_ERROR_BODY`, if there are more.
    """
    text = body[:MAX_ERROR_BODY].decode(errors="replace")
    try:
        # If the document was cut off, read the part before the cut. The last string, which may be the message, can be
        # incomplete.
        members: Any = (
            json.loads(text)
            if len(body) <= MAX_ERROR_BODY
            else from_json(text, allow_partial="trailing-strings", cache_strings=False)
        )
    except ValueError:
        # The same value that botocore would get. It would parse the text again, and may raise if it is nested too deep.
        members = {"message": text[:MAX_MESSAGE]} if text else {}
    except RecursionError:
        return b""
    found = cast("dict[str, Any]", members) if isinstance(members, dict) else {}
    return json.dumps({key: _shortened(value) for key, value in found.items() if isinstance(value, str)}).encode()


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"
