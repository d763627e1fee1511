"""The one place that meets boto3: one request, one answer, or the error that its failure becomes."""

import math
import re
import traceback
from base64 import b64encode
from contextvars import ContextVar
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit import clock
from sesv2kit.bodies import MAX_ERROR_BODY, digestible, head
from sesv2kit.call import Call
from sesv2kit.errors import (
    ConfigurationError,
    ConnectError,
    NoResponseError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    error_class,
)
from sesv2kit.hints import explain, hint_for, too_old, unknown_members, without_passwords
from sesv2kit.operation import Repeat, ResponseT
from sesv2kit.shapes import ResponseMetadata

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
    if call is not None and call.operation.bulky:
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
    body, encoding = response_dict["body"], response_dict["headers"].get("content-encoding", "")
    # One byte beyond each limit tells that there is more.
    if response_dict["status_code"] >= 300:
        response_dict["body"] = digestible(head(body, encoding, MAX_ERROR_BODY + 1))
    else:
        call.body = head(body, encoding, call.max_response_size + 1) if encoding else body
        response_dict["body"] = b""


def _disarm(context: dict[str, Any], **_: Any) -> None:
    if _BEFORE in context:
        _ARMED.set(context.pop(_BEFORE))


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


def exchange(client: "BaseClient", call: Call, response: type[ResponseT], *, max_response_size: int) -> ResponseT:
    """Send a call's request once, and read the answer, which may have `max_response_size` bytes."""
    call.body, call.max_response_size = None, max_response_size
    send = getattr(client, call.operation.method, None)
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
        raise _service_error(client, call, error) from error
    except boto.StubResponseError:
        raise  # a test's own stub complains: the test's author should see it as it is
    except boto.BotoCoreError as error:
        raise _transport_error(client, call, error) from error
    finally:
        _PENDING.reset(pending)
    return _read(call, parsed, response)


def _read(call: Call, parsed: dict[str, Any], response: type[ResponseT]) -> ResponseT:
    facts = parsed.pop("ResponseMetadata", {})
    # Without a body botocore answered from a dict, as its Stubber does: the same road, one step longer.
    body = call.body if call.body is not None else to_json(parsed)
    status, request_id = facts.get("HTTPStatusCode"), facts.get("RequestId")
    unread: tuple[str, ...] = ()
    if call.body is not None and len(body) > call.max_response_size:
        raise ResponseUnreadableError(
            f"{call.operation.name} answered HTTP {status} with more than {call.max_response_size} bytes, which is all "
            "that ClientConfig(max_response_size=...) allows",
            operation=call.operation.name,
            attempts=call.attempts,
            status=status,
            request_id=request_id,
            body=body[:MAX_ERROR_BODY],
        )
    try:
        answer, unread = response.from_body(body)
    except ValueError as error:
        if response.model_fields or body.strip():
            raise ResponseUnreadableError(
                f"{call.operation.name} answered HTTP {status} with {len(body)} bytes that are no JSON object",
                operation=call.operation.name,
                attempts=call.attempts,
                status=status,
                request_id=request_id,
                body=body,
            ) from error
        answer = response()
    if call.operation.repeat is Repeat.UNSAFE and any(response.is_required_list(path) for path in unread):
        # Empty, it would say that nothing was sent.
        raise ResponseUnreadableError(
            f"{call.operation.name} answered HTTP {status} without a readable {', '.join(unread)}",
            operation=call.operation.name,
            attempts=call.attempts,
            status=status,
            request_id=request_id,
            body=body,
        )
    vars(answer)["metadata"] = ResponseMetadata(request_id, status, call.attempts, call.waited, body, unread)
    return answer


def _service_error(client: "BaseClient", call: Call, error: boto.ClientError) -> ServiceError:
    response = cast("dict[str, Any]", error.response)
    details, facts = response.get("Error", {}), response.get("ResponseMetadata", {})
    status = facts.get("HTTPStatusCode")
    code = details.get("Code")
    if code is not None and str(code).isdigit():  # botocore's stand-in for an answer without a code
        code = None
    message = (details.get("Message") or "").encode(errors="replace").decode()  # a lone surrogate cannot be printed
    headers = facts.get("HTTPHeaders", {})
    sends = any(limit.per_second is None for limit in call.operation.rates)
    cls = error_class(code, status, message, sends=sends)
    meta = client.meta
    endpoint = _host(call.url or meta.endpoint_url)
    return cls(
        message,
        operation=call.operation.name,
        code=code,
        status=status,
        # botocore overlooks the id on a 5xx without a JSON body.
        request_id=facts.get("RequestId") or headers.get("x-amzn-requestid"),
        attempts=call.attempts,
        region=meta.region_name,
        endpoint=endpoint,
        hint=hint_for(
            cls,
            call.operation,
            code=code,
            message=message,
            status=status,
            region=meta.region_name,
            endpoint=endpoint,
            clock_ahead=_clock_ahead(headers.get("date")),
            after_unknown=call.unknown,
        ),
        after_unknown=call.unknown,
        retry_after=_retry_after(headers.get("retry-after")),
        response=response,
    )


def _transport_error(client: "BaseClient", call: Call, error: boto.BotoCoreError) -> SESv2Error:
    name = call.operation.name
    text = str(error).rstrip(".")
    phases = _phases(error)
    if isinstance(error, _NOT_SENT) or "connect" in phases:
        region, url = client.meta.region_name, without_passwords(client.meta.endpoint_url)
        return ConnectError(
            f"{name} was not sent: {text}. Check the network, proxy settings, the region ({region}) "
            f"and the endpoint ({url})",
            operation=name,
            attempts=call.attempts,
        )
    if type(error) is boto.HTTPClientError and "_make_request" not in phases:
        unusable: Any = error.kwargs.get("error")
        cause = type(unusable).__name__
        # Their words may hold a part of a proxy's password, and a traceback prints them.
        error.args = unusable.args = (cause,)
        return ConfigurationError(
            f"{name} was not sent: a URL or a setting cannot be used ({cause}). Check endpoint_url, the proxies, "
            "timeouts and connections; in a URL's password / and @ are escaped"
        )
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError | boto.IncompleteReadError):
        return NoResponseError(f"{name} got no answer: {text}", operation=name, attempts=call.attempts)
    return ConfigurationError(f"{name} was not sent: {explain(error)}")


def _retry_after(header: str | None) -> float | None:
    """Seconds from a Retry-After header: a number of them, or a date. None: there is none that makes sense."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        ahead = _clock_ahead(header)
        return None if ahead is None else max(0.0, -ahead)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _clock_ahead(date: str | None) -> float | None:
    """By how many seconds this machine's clock is ahead of a header's date. None: there is none that makes sense."""
    try:
        moment = parsedate_to_datetime(date or "")
        return None if moment.tzinfo is None else (clock.current().now() - moment).total_seconds()
    except (ValueError, OverflowError):
        return None


_NOT_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError)

_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path: here it holds names and addresses, which no error may print."""


def _host(url: str) -> str:
    """The host of a URL, with its port if it names one."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _phases(error: boto.BotoCoreError) -> set[str]:
    """How far a request came before it failed: the functions of urllib3 that the failure passed through.

    The words of an error do not tell: TLS says the same of a failed handshake and of a connection broken later.
    """
    passed: set[str] = set()
    waiting: list[Any] = [error.kwargs.get("error")]
    while waiting:
        # Only what urllib3 itself tied together: an exception's context may be another call's.
        one = waiting.pop()
        if isinstance(one, Exception):
            frames = (frame for frame, _ in traceback.walk_tb(one.__traceback__))
            modules = ((frame.f_globals.get("__name__", ""), frame.f_code.co_name) for frame in frames)
            passed.update(name for module, name in modules if module.startswith("urllib3."))
            waiting += [*one.args, one.__cause__, getattr(one, "original_error", None), getattr(one, "reason", None)]
    return passed
