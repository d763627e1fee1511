"""The one place that meets boto3: one request, one answer, or the error that its failure becomes."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit._boto.advice import too_old, without_passwords
from sesv2kit._boto.bodies import MAX_ERROR_BODY, digestible, head
from sesv2kit._boto.failures import UNTRUSTED, told, unreadable
from sesv2kit._core.call import Attempt, Reached, Received
from sesv2kit.errors import ConfigurationError, Problem, RequestInvalidError
from sesv2kit.operation import Operation, Repeat, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import IN_PATH, PATH_SOURCE, leaves_its_path
from sesv2kit.shapes.untyped import UntypedResponse

if TYPE_CHECKING:
    from botocore.client import BaseClient


# What is known of an attempt is noted where it happens, by handlers of botocore's events. A response's body is taken
# before botocore parses it, and a large request's is made before botocore serialises it: both are Rust's work.
#
# This is for our own calls only: a call made directly on the same boto3 client, even by an event hook in the middle of
# ours, is botocore's own. Some handlers are told neither the client nor the request's context. So our attempt is marked
# in PENDING, moved into the request's context, and made current in CURRENT while its response is read; the previous
# mark is restored afterwards.
_PENDING: ContextVar[Attempt | None] = ContextVar("sesv2kit_pending", default=None)
_CURRENT: ContextVar[Attempt | None] = ContextVar("sesv2kit_current", default=None)
_ATTEMPT, _BEFORE, _JSON = "sesv2kit_attempt", "sesv2kit_attempt_before", "sesv2kit_json"


class _Connections:
    """The open connections of one boto3 client, as far as they can be trusted."""

    def __init__(self, client: "BaseClient") -> None:
        self._client = client
        self.dropped: int = 0
        """How often they were all closed, because a response may still be under way on one that was free again."""

    def drop(self) -> None:
        """Close all that are free."""
        self.dropped += 1
        self._client.close()


def _claim(context: dict[str, Any], model: Any, **_: Any) -> None:
    attempt = _PENDING.get()
    # An earlier hook may have called another operation.
    if attempt is not None and attempt.call.operation.name == model.name:
        _PENDING.set(None)
        context[_ATTEMPT] = attempt


_WITH_BYTES = {"Content", "DefaultContent"}
"""The members of large requests that may hold bytes."""


def _take_json(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Make the JSON of a large request here, and leave botocore an empty one to serialise."""
    attempt: Attempt | None = context.get(_ATTEMPT)
    # Members of other kinds than ours are botocore's to write.
    if attempt is not None and attempt.call.operation.bulky and not attempt.call.extra:
        context[_JSON] = to_json({**params, **{name: _encoded(params[name]) for name in _WITH_BYTES & params.keys()}})
        for name in [*params]:
            if name != "EndpointId":  # botocore finds the endpoint by it
                del params[name]


def _put_json(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    made: bytes | None = context.pop(_JSON, None)
    if made is not None:
        params["body"] = made


def _encoded(value: Any) -> Any:
    """A wire value with its bytes as AWS wants them in JSON."""
    kind = cast("object", type(value))
    if kind is dict:
        return {name: _encoded(member) for name, member in value.items()}
    if kind is list:
        return [_encoded(element) for element in value]
    return b64encode(value) if kind is bytes else value  # left as bytes, which go into the JSON as they are


def _note_signed(connections: _Connections, request: Any, **_: Any) -> None:
    request.context.setdefault(_BEFORE, _CURRENT.get())
    attempt: Attempt | None = request.context.get(_ATTEMPT)
    _CURRENT.set(attempt)
    if attempt is not None:
        attempt.signed(request.url, connections.dropped)
        if attempt.call.keyed is not None:  # here, too: where moto answers, the request goes out before _note_left
            attempt.call.keyed.enter(attempt.call)


def _note_left(**_: Any) -> None:
    attempt = _CURRENT.get()
    if attempt is not None:
        if attempt.call.keyed is not None:
            attempt.call.keyed.enter(attempt.call)
        attempt.reached = Reached.LEFT


def _note_received(connections: _Connections, response_dict: dict[str, Any], **_: Any) -> None:
    attempt = _CURRENT.get()
    if attempt is None:
        return
    status, headers = response_dict["status_code"], response_dict["headers"]
    encoding = headers.get("content-encoding", "")
    if status < 200:
        # The real response still comes on that connection, and would be taken for the answer to the next request.
        connections.drop()
    # One byte beyond each limit tells that there is more.
    if status >= 300:
        body = digestible(head(response_dict["body"], encoding, MAX_ERROR_BODY + 1))
        response_dict["body"] = body
    else:
        body = head(response_dict["body"], encoding, attempt.max_response_size + 1)
        response_dict["body"] = body if attempt.call.operation.response is UntypedResponse else b""
    trusted = status >= 200 and attempt.dropped == connections.dropped
    attempt.received = Received(status, headers, body, trusted)
    attempt.reached = Reached.RECEIVED


def _note_failed(exception: Exception | None, context: dict[str, Any], **_: Any) -> None:
    attempt: Attempt | None = context.get(_ATTEMPT)
    if attempt is not None and exception is not None:
        attempt.lost = exception


def _note_parsed(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    attempt: Attempt | None = context.get(_ATTEMPT)
    if attempt is not None:
        attempt.parsed = parsed


def _restore(context: dict[str, Any], **_: Any) -> None:
    if _BEFORE in context:
        _CURRENT.set(context.pop(_BEFORE))


_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path: here it holds names and addresses, which no error may print."""


def _scrub(exception: Exception, context: dict[str, Any], **_: Any) -> None:
    """Take addresses and passwords out of what botocore says of a URL, before a hook, a tracer or a log shows it."""
    if _ATTEMPT in context and isinstance(exception, boto.BotoCoreError):
        exception.args = (_PATH.sub(r"\1/...", without_passwords(str(exception))),)


def listen(boto3_client: "BaseClient", *, validates: bool) -> None:
    """Prepare a boto3 client for `exchange`; `validates`: it checks parameters by itself, as boto3 does by default."""
    events: Any = boto3_client.meta.events
    service = boto3_client.meta.service_model.service_id.hyphenize()
    connections = _Connections(boto3_client)
    received, signed = partial(_note_received, connections), partial(_note_signed, connections)
    events.register_first(f"provide-client-params.{service}.*", _claim, unique_id="sesv2kit-claim")
    if not validates:  # it would miss what was taken
        events.register_last(f"before-parameter-build.{service}.*", _take_json, unique_id="sesv2kit-take-json")
        events.register_first(f"before-call.{service}.*", _put_json, unique_id="sesv2kit-put-json")
    events.register_last(f"request-created.{service}.*", signed, unique_id="sesv2kit-signed")
    events.register_last(f"before-send.{service}.*", _note_left, unique_id="sesv2kit-left")
    events.register_first(f"before-parse.{service}.*", received, unique_id="sesv2kit-received")
    events.register_first(f"response-received.{service}.*", _note_failed, unique_id="sesv2kit-failed")
    events.register_first(f"after-call.{service}.*", _note_parsed, unique_id="sesv2kit-parsed")
    events.register_last(f"after-call.{service}.*", _restore, unique_id="sesv2kit-restore")
    events.register_first(f"after-call-error.{service}.*", _scrub, unique_id="sesv2kit-scrub")
    events.register_last(f"after-call-error.{service}.*", _restore, unique_id="sesv2kit-restore-error")


def exchange(client: "BaseClient", attempt: Attempt, response: type[ResponseT]) -> ResponseT:
    """Send a call's request once, and read the answer."""
    operation = attempt.call.operation
    send = _method(client, operation)
    if send is None:
        raise ConfigurationError(f"{operation.name} was not sent: {too_old('this operation')}")
    if not operation.is_ours:
        _check_path(client, attempt)
    pending, current = _PENDING.set(attempt), _CURRENT.get()
    try:
        parsed: dict[str, Any] = send(**attempt.call.wire)
    except BaseException as error:
        _CURRENT.set(current)  # a handler that should have done so may not have been reached
        keyed = attempt.call.keyed
        meaning = told(client, attempt, error) if keyed is None or keyed.lost is None else keyed.lost
        if meaning is error:
            raise
        raise meaning from meaning.__cause__
    finally:
        _PENDING.reset(pending)
    if issubclass(response, UntypedResponse):
        return cast("ResponseT", _read_untyped(client, attempt, parsed))
    return cast("ResponseT", _read(attempt, parsed, cast("type[Response]", response)))


def _check_path(client: "BaseClient", attempt: Attempt) -> None:
    """Refuse what our own models refuse in the path of a URL, which botocore does not.

    Raises:
        RequestInvalidError: A member is empty, or its path would be another resource's.
    """
    operation = attempt.call.operation
    shape = client.meta.service_model.operation_model(operation.name).input_shape
    problems = [
        Problem(name, f"must not be empty, and {IN_PATH}", PATH_SOURCE)
        for name, member in ({} if shape is None else shape.members).items()
        if member.serialization.get("location") == "uri" and isinstance(value := attempt.call.wire.get(name), str)
        if not value or leaves_its_path(value)
    ]
    if problems:
        raise RequestInvalidError(operation.name, problems)


def _method(client: "BaseClient", operation: Operation[Any, Any]) -> Any:
    """The boto3 method of an operation. None: botocore does not know it."""
    method = getattr(client, operation.method, None)
    if method is None:  # a few names botocore spells otherwise
        names = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        method = getattr(client, names.get(operation.name, ""), None)
    return method


_ProvedT = TypeVar("_ProvedT", Response, UntypedResponse)


def _read(attempt: Attempt, parsed: dict[str, Any], response: type[Response]) -> Response:
    facts = parsed.pop("ResponseMetadata", {})
    body = _body(attempt, parsed, facts)
    unread: tuple[str, ...] = ()
    try:
        answer, unread = response.from_body(body)
    except ValueError as error:
        if response.model_fields or body.strip():
            raise unreadable(attempt, f"with {len(body)} bytes that are no JSON object", facts, body) from error
        answer = response()
    return _proved(attempt, facts, body, answer.received(_metadata(attempt, facts, body, unread)))


def _proved(attempt: Attempt, facts: Mapping[str, Any], body: bytes, response: _ProvedT) -> _ProvedT:
    """The response, if it proves that its request was carried out.

    Raises:
        ResponseUnreadableError: It does not.
    """
    operation = attempt.call.operation
    if operation.repeat is Repeat.UNSAFE and (lack := operation.lack_of_proof(attempt.call.request, response)):
        raise unreadable(attempt, lack, facts, body, response)
    return response


def _read_untyped(client: "BaseClient", attempt: Attempt, parsed: dict[str, Any]) -> UntypedResponse:
    """What botocore parsed, if it was a JSON object: of anything else botocore makes an empty response."""
    operation = attempt.call.operation
    facts = parsed.pop("ResponseMetadata", {})
    body = _body(attempt, parsed, facts)
    shape = client.meta.service_model.operation_model(operation.name).output_shape
    answers = shape is not None and bool(shape.members)
    if attempt.received is not None and (body.strip() or answers) and not _is_object(body):
        raise unreadable(attempt, f"with {len(body)} bytes that are no JSON object", facts, body)
    return _proved(attempt, facts, body, UntypedResponse(parsed, _metadata(attempt, facts, body, ())))


def _body(attempt: Attempt, parsed: dict[str, Any], facts: Mapping[str, Any]) -> bytes:
    """The body of a response that reports success, if it is one.

    Raises:
        ResponseUnreadableError: It may belong to another request, it is too large, or a header says that it is an
            error.
    """
    received = attempt.received
    if received is None:  # it came out of a dict, as from botocore's Stubber
        return to_json(parsed)
    if not received.trusted:
        raise unreadable(attempt, UNTRUSTED, facts, received.body)
    if len(received.body) > attempt.max_response_size:
        how = f"with more than {attempt.max_response_size} bytes, which is all that "
        how += "ClientConfig(max_response_size=...) allows"
        raise unreadable(attempt, how, facts, received.body[:MAX_ERROR_BODY])
    if "x-amzn-errortype" in received.headers:
        raise unreadable(attempt, "with the header of an error", facts, received.body)
    return received.body


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def _metadata(attempt: Attempt, facts: Mapping[str, Any], body: bytes, unread: tuple[str, ...]) -> ResponseMetadata:
    call = attempt.call
    return ResponseMetadata(
        facts.get("RequestId"), facts.get("HTTPStatusCode"), call.attempts, call.waited, body, unread
    )
