"""Handlers of botocore's events: they note how far an attempt has come, and handle large bodies instead of botocore."""

import io
import re
from binascii import b2a_base64
from collections.abc import Callable, Container
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit._boto.advice import without_passwords
from sesv2kit._boto.bodies import MAX_ERROR_BODY, head, parseable
from sesv2kit._boto.sender import ATTEMPT
from sesv2kit._core.call import Attempt, Reached, Received
from sesv2kit.shapes.untyped import UntypedResponse

if TYPE_CHECKING:
    from botocore.client import BaseClient

# A response's body is taken before botocore parses it, and the JSON of a large request is made before botocore
# serialises it: Rust does both faster.
#
# The handlers act on our own calls only. A call made directly on the same boto3 client is left to botocore, even if a
# hook makes it in the middle of one of ours. Some events have neither the client nor the context of the request, so an
# attempt is found by these two variables as well as by the request's context.
PENDING: ContextVar[Attempt | None] = ContextVar("sesv2kit_pending", default=None)
"""The attempt whose request is about to be made. It moves into the context of that request."""

CURRENT: ContextVar[Attempt | None] = ContextVar("sesv2kit_current", default=None)
"""The attempt whose response is awaited. None: the call is botocore's own."""

_BEFORE, _JSON = "sesv2kit_attempt_before", "sesv2kit_json"


class _Connections:
    """The connections of one boto3 client, and how often they were dropped."""

    def __init__(self, client: "BaseClient") -> None:
        self._client = client
        self.dropped: int = 0
        """How often all free ones were closed, because a response might still arrive on one of them."""

    def drop(self) -> None:
        """Close all free connections."""
        self.dropped += 1
        self._client.close()


def _claim(context: dict[str, Any], model: Any, **_: Any) -> None:
    attempt = PENDING.get()
    # An earlier hook may have called another operation.
    if attempt is not None and attempt.call.operation.name == model.name:
        PENDING.set(None)
        context[ATTEMPT] = attempt


_WITH_BYTES = {"Content", "DefaultContent"}
"""The members of large requests that may hold bytes."""


def _take_json(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Make the JSON of a large request here, and leave botocore an empty one to serialise."""
    attempt: Attempt | None = context.get(ATTEMPT)
    # Only botocore can serialise the members of `extra=`.
    if attempt is not None and attempt.call.operation.bulky and not attempt.call.extra:
        made = io.BytesIO()
        _write_json(params, made.write, _WITH_BYTES)
        context[_JSON] = made.getvalue()
        for name in [*params]:
            if name != "EndpointId":  # botocore chooses the endpoint by it
                del params[name]


def _put_json(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    made: bytes | None = context.pop(_JSON, None)
    if made is not None:
        params["body"] = made


_ENCODED_AT_ONCE = 48 * 1024
"""How many bytes are turned into base64 at once: a multiple of 3."""


def _write_json(value: Any, write: Callable[[bytes], Any], with_bytes: Container[str] | None = None) -> None:
    """Write a value as JSON, with its bytes in base64, as AWS expects them.

    Args:
        value: A dict, a list, bytes, or anything else that pydantic-core can write.
        write: Called with each piece.
        with_bytes: The members that may hold bytes. None: all may.
    """
    if isinstance(value, dict):
        before = b"{"
        for name, member in cast("dict[str, Any]", value).items():
            write(before + to_json(name) + b":")
            if with_bytes is None or name in with_bytes:
                _write_json(member, write)
            else:
                write(to_json(member))
            before = b","
        write(b"}" if value else b"{}")
    elif isinstance(value, (list, tuple)):
        before = b"["
        for element in cast("list[Any]", value):
            write(before)
            _write_json(element, write)
            before = b","
        write(b"]" if value else b"[]")
    elif isinstance(value, (bytes, bytearray)):
        write(b'"')
        # In pieces. New memory for megabytes of base64 would cost more time than the base64 itself.
        for start in range(0, len(value), _ENCODED_AT_ONCE):
            write(b2a_base64(value[start : start + _ENCODED_AT_ONCE], newline=False))
        write(b'"')
    else:
        write(to_json(value))


def _note_signed(connections: _Connections, request: Any, **_: Any) -> None:
    request.context.setdefault(_BEFORE, CURRENT.get())
    attempt: Attempt | None = request.context.get(ATTEMPT)
    CURRENT.set(attempt)
    if attempt is not None:
        attempt.signed(request.url, request.headers, connections.dropped)


def _note_left(request: Any, **_: Any) -> None:
    attempt: Attempt | None = request.context.get(ATTEMPT)
    CURRENT.set(attempt)  # again: a hook may have made a call of its own that failed
    if attempt is not None:
        if attempt.call.keyed is not None:
            attempt.call.keyed.enter(attempt.call)
        attempt.reached = Reached.LEFT


def _note_received(connections: _Connections, response_dict: dict[str, Any], **_: Any) -> None:
    attempt, status, headers = CURRENT.get(), response_dict["status_code"], response_dict["headers"]
    if status < 200:
        # The final response will still come on that connection, and would be taken for that of the next request.
        connections.drop()
    if attempt is None:
        return
    body = _receive(connections, attempt, status, headers, response_dict["body"])
    response_dict["body"] = body if status >= 300 or attempt.call.operation.response is UntypedResponse else b""


def _receive(connections: _Connections, attempt: Attempt, status: int, headers: Any, raw: bytes) -> bytes:
    """Record a response, and return its decompressed body. One byte beyond the limit shows that there is more."""
    encoding = headers.get("content-encoding", "")
    if status >= 300:
        body = parseable(head(raw, encoding, MAX_ERROR_BODY + 1))
    else:
        body = head(raw, encoding, attempt.max_response_size + 1)
    trusted = status >= 200 and attempt.dropped == connections.dropped
    attempt.received, attempt.reached = Received(status, headers, body, trusted), Reached.RECEIVED
    return body


def _note_failed(exception: Exception | None, context: dict[str, Any], **_: Any) -> None:
    attempt: Attempt | None = context.get(ATTEMPT)
    if attempt is not None and exception is not None:
        attempt.lost = exception


def _note_parsed(
    connections: _Connections, parsed: dict[str, Any], context: dict[str, Any], http_response: Any, **_: Any
) -> None:
    attempt: Attempt | None = context.get(ATTEMPT)
    if attempt is None:
        return
    attempt.parsed = parsed
    if attempt.received is None and attempt.url is not None:
        # CURRENT was reset, because a call that a late hook made had failed.
        _receive(connections, attempt, http_response.status_code, http_response.headers, http_response.content)


def _restore(context: dict[str, Any], **_: Any) -> None:
    if _BEFORE in context:
        CURRENT.set(context.pop(_BEFORE))


_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path. It contains names and addresses, which no error may print."""


def _scrub(exception: Exception, context: dict[str, Any], **_: Any) -> None:
    """Remove addresses and passwords from botocore's text about a URL, before a hook, a tracer or a log shows it."""
    if ATTEMPT in context and isinstance(exception, boto.BotoCoreError):
        exception.args = (_PATH.sub(r"\1/...", without_passwords(str(exception))),)


def listen(boto3_client: "BaseClient", *, validates: bool) -> None:
    """Prepare a boto3 client for `exchange`. `validates`: it validates parameters itself, as boto3 does by default."""
    events: Any = boto3_client.meta.events
    service = boto3_client.meta.service_model.service_id.hyphenize()
    connections = _Connections(boto3_client)
    received, signed = partial(_note_received, connections), partial(_note_signed, connections)
    parsed = partial(_note_parsed, connections)
    events.register_first(f"provide-client-params.{service}.*", _claim, unique_id="sesv2kit-claim")
    if not validates:  # its validation would report what was taken as missing
        events.register_last(f"before-parameter-build.{service}.*", _take_json, unique_id="sesv2kit-take-json")
        events.register_first(f"before-call.{service}.*", _put_json, unique_id="sesv2kit-put-json")
    events.register_last(f"request-created.{service}.*", signed, unique_id="sesv2kit-signed")
    # After all hooks of the service or of an operation, and before moto, which responds instead of the connection.
    events.register_first("before-send", _note_left, unique_id="sesv2kit-left")
    events.register_first(f"before-parse.{service}.*", received, unique_id="sesv2kit-received")
    events.register_first(f"response-received.{service}.*", _note_failed, unique_id="sesv2kit-failed")
    events.register_first(f"after-call.{service}.*", parsed, unique_id="sesv2kit-parsed")
    events.register_last(f"after-call.{service}.*", _restore, unique_id="sesv2kit-restore")
    events.register_first(f"after-call-error.{service}.*", _scrub, unique_id="sesv2kit-scrub")
    events.register_last(f"after-call-error.{service}.*", _restore, unique_id="sesv2kit-restore-error")
