"""The one place that meets boto3: one request, one answer, or the error that its failure becomes."""

import contextlib
import json
import re
import zlib
from base64 import b64encode
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit.call import Call
from sesv2kit.errors import (
    ConfigurationError,
    ResponseUnreadableError,
)
from sesv2kit.failures import service_error, transport_error
from sesv2kit.hints import explain, too_old, unknown_members, without_passwords
from sesv2kit.operation import Operation, Repeat, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.untyped import UntypedResponse

if TYPE_CHECKING:
    from botocore.client import BaseClient


# An answer's body is taken before botocore parses it, and a large request's made before botocore serialises it: both
# are Rust's work. For our own calls only: a call made directly on the same boto3 client, even by an event hook in the
# middle of ours, is botocore's own. before-parse handlers are told neither the client nor the request's context, so our
# call travels PENDING -> that context -> ARMED; what was armed before comes back when the call ends.
_PENDING: ContextVar[Call | None] = ContextVar("sesv2kit_pending", default=None)
_ARMED: ContextVar[Call | None] = ContextVar("sesv2kit_armed", default=None)
_CALL, _BEFORE, _JSON = "sesv2kit_call", "sesv2kit_armed_before", "sesv2kit_json"


def _claim(context: dict[str, Any], model: Any, **_: Any) -> None:
    call = _PENDING.get()
    if call is not None and call.operation.name == model.name:  # a wilder hook than ours may have called another
        _PENDING.set(None)
        context[_CALL] = call


_WITH_BYTES = {"Content", "DefaultContent"}
"""The members of large requests that may hold bytes."""


def _take_json(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Make the JSON of a large request here, and leave botocore an empty one to serialise."""
    call = context.get(_CALL)
    if call is not None and call.operation.bulky and not call.extra:  # members of other kinds are botocore's to write
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


def _arm(request: Any, **_: Any) -> None:
    request.context.setdefault(_BEFORE, _ARMED.get())
    call = request.context.get(_CALL)
    if call is not None:
        call.url = request.url
    _ARMED.set(call)


def _take_body(response_dict: dict[str, Any], **_: Any) -> None:
    call = _ARMED.get()
    if call is None:
        return
    body: bytes = response_dict["body"]
    if response_dict["headers"].get("content-encoding", "").lower() == "gzip":
        with contextlib.suppress(zlib.error):  # left as it is, it is no JSON, and so an unknown outcome
            body = zlib.decompress(body, wbits=zlib.MAX_WBITS | 16)
    if response_dict["status_code"] >= 300:
        response_dict["body"] = _digestible(body)
    else:
        call.body = body
        response_dict["body"] = body if call.operation.response is UntypedResponse else b""


def _digestible(body: bytes) -> bytes:
    """An error's body in a form botocore's parser reads: it dies of all but UTF-8, JSON objects and members of text."""
    try:
        members: Any = json.loads(body)
    except ValueError:
        return body.decode(errors="replace").encode()
    except RecursionError:
        return b""
    found = cast("dict[str, Any]", members) if isinstance(members, dict) else {}
    return json.dumps({key: text for key, text in found.items() if isinstance(text, str)}).encode()


def _disarm(context: dict[str, Any], **_: Any) -> None:
    if _BEFORE in context:
        _ARMED.set(context.pop(_BEFORE))


_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path: here it holds names and addresses, which no error may print."""


def _scrub(exception: Exception, context: dict[str, Any], **_: Any) -> None:
    """Take addresses and passwords out of what botocore says of a URL, before a hook, a tracer or a log shows it."""
    if _CALL in context and isinstance(exception, boto.BotoCoreError):
        exception.args = (_PATH.sub(r"\1/...", without_passwords(str(exception))),)


def listen(boto3_client: "BaseClient", *, validates: bool) -> None:
    """Prepare a boto3 client for `exchange`; `validates`: it checks parameters by itself, as boto3 does by default."""
    events: Any = boto3_client.meta.events
    service = boto3_client.meta.service_model.service_id.hyphenize()
    events.register_first(f"provide-client-params.{service}.*", _claim, unique_id="sesv2kit-claim")
    if not validates:  # it would miss what was taken
        events.register_last(f"before-parameter-build.{service}.*", _take_json, unique_id="sesv2kit-take-json")
        events.register_first(f"before-call.{service}.*", _put_json, unique_id="sesv2kit-put-json")
    events.register_last(f"request-created.{service}.*", _arm, unique_id="sesv2kit-arm")
    events.register_first(f"before-parse.{service}.*", _take_body, unique_id="sesv2kit-take-body")
    events.register_last(f"after-call.{service}.*", _disarm, unique_id="sesv2kit-disarm")
    events.register_first(f"after-call-error.{service}.*", _scrub, unique_id="sesv2kit-scrub")
    events.register_last(f"after-call-error.{service}.*", _disarm, unique_id="sesv2kit-disarm-error")


def exchange(client: "BaseClient", call: Call, response: type[ResponseT]) -> ResponseT:
    """Send a call's request once, and read the answer."""
    call.body = None
    send = _method(client, call.operation)
    if send is None:
        raise ConfigurationError(f"{call.operation.name} was not sent: {too_old('this operation')}")
    pending = _PENDING.set(call)
    try:
        parsed: dict[str, Any] = send(**call.wire)
    except (KeyError, boto.ParamValidationError) as error:
        shape = client.meta.service_model.operation_model(call.operation.name).input_shape
        if unknown := ", ".join(unknown_members(shape, call.wire)):
            raise ConfigurationError(f"{call.operation.name} was not sent: {too_old(unknown)}") from None
        if isinstance(error, KeyError):  # some hook's own
            raise
        # Not its cause: botocore's text holds the values of the arguments.
        raise ConfigurationError(f"{call.operation.name} was not sent: {explain(error)}") from None
    except boto.ClientError as error:
        raise service_error(client, call, error) from error
    except boto.StubResponseError:
        raise  # a test's own stub complains: the test's author should see it as it is
    except boto.BotoCoreError as error:
        raise transport_error(client, call, error) from error
    except Exception as error:
        if issubclass(response, UntypedResponse) and call.body is not None:  # botocore's parser raises on anything odd
            raise _unreadable(call, f"with {len(call.body)} bytes that botocore cannot read", {}, call.body) from error
        raise
    finally:
        _PENDING.reset(pending)
    if issubclass(response, UntypedResponse):
        return cast("ResponseT", _read_untyped(client, call, parsed))
    return cast("ResponseT", _read(call, parsed, cast("type[Response]", response)))


def _method(client: "BaseClient", operation: Operation[Any, Any]) -> Any:
    """The boto3 method of an operation. None: botocore does not know it."""
    method = getattr(client, operation.method, None)
    if method is None:  # a few names botocore spells otherwise
        names = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        method = getattr(client, names.get(operation.name, ""), None)
    return method


def _read(call: Call, parsed: dict[str, Any], response: type[Response]) -> Response:
    facts = parsed.pop("ResponseMetadata", {})
    # Without a body botocore answered from a dict, as its Stubber does: the same road, one step longer.
    body = call.body if call.body is not None else to_json(parsed)
    status, request_id = facts.get("HTTPStatusCode"), facts.get("RequestId")
    unread: tuple[str, ...] = ()
    try:
        answer, unread = response.from_body(body)
    except ValueError as error:
        if response.model_fields or body.strip():
            raise _unreadable(call, f"with {len(body)} bytes that are no JSON object", facts, body) from error
        answer = response()
    if call.operation.repeat is Repeat.UNSAFE and any(response.is_required_list(path) for path in unread):
        # Empty, it would say that nothing was sent.
        raise _unreadable(call, f"without a readable {', '.join(unread)}", facts, body)
    vars(answer)["metadata"] = ResponseMetadata(request_id, status, call.attempts, call.waited, body, unread)
    return answer


def _read_untyped(client: "BaseClient", call: Call, parsed: dict[str, Any]) -> UntypedResponse:
    """What botocore parsed, if it was a JSON object: of anything else botocore makes an empty response."""
    facts = parsed.pop("ResponseMetadata", {})
    body = call.body
    if body is not None:  # None: it came out of a dict, as from botocore's Stubber
        shape = client.meta.service_model.operation_model(call.operation.name).output_shape
        if (body.strip() or (shape is not None and shape.members)) and not _is_object(body):
            raise _unreadable(call, f"with {len(body)} bytes that are no JSON object", facts, body)
    status, request_id = facts.get("HTTPStatusCode"), facts.get("RequestId")
    return UntypedResponse(
        parsed, ResponseMetadata(request_id, status, call.attempts, call.waited, body or to_json(parsed), ())
    )


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def _unreadable(call: Call, how: str, facts: Mapping[str, Any], body: bytes) -> ResponseUnreadableError:
    status = facts.get("HTTPStatusCode")
    return ResponseUnreadableError(
        f"{call.operation.name} answered HTTP {status} {how}",
        operation=call.operation.name,
        attempts=call.attempts,
        status=status,
        request_id=facts.get("RequestId"),
        body=body,
    )
