"""The one place that calls boto3. It sends one request, and returns the response or raises the error."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import to_json

from sesv2kit._boto.advice import too_old
from sesv2kit._boto.bodies import MAX_ERROR_BODY
from sesv2kit._boto.failures import UNTRUSTED, note, service_error, translated, unreadable
from sesv2kit._boto.hooks import CURRENT, PENDING
from sesv2kit._core.call import Attempt
from sesv2kit.errors import ConfigurationError, Problem, RequestInvalidError, ResponseUnreadableError, ServiceError
from sesv2kit.operation import Operation, Repeat, ResponseT
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import with_metadata
from sesv2kit.shapes.facets import IN_PATH, PATH_SOURCE, leaves_its_path
from sesv2kit.shapes.untyped import UntypedResponse

if TYPE_CHECKING:
    from botocore.client import BaseClient


def exchange(client: "BaseClient", attempt: Attempt, response: type[ResponseT]) -> ResponseT:
    """Send a call's request once, and read the response."""
    operation = attempt.call.operation
    send = _method(client, operation)
    if send is None:
        raise ConfigurationError(f"{operation.name} was not sent: {too_old('this operation')}")
    if not operation.is_ours:
        _check_path(client, attempt)
    pending, current = PENDING.set(attempt), CURRENT.get()
    try:
        parsed: dict[str, Any] = send(**attempt.call.wire)
    except BaseException as error:
        CURRENT.set(current)  # the handler that does this may not have been called
        keyed = attempt.call.keyed
        raised = translated(client, attempt, error) if keyed is None or keyed.lost is None else keyed.lost
        if raised is error:
            raise
        raise raised from raised.__cause__
    finally:
        PENDING.reset(pending)
    try:
        if attempt.received is not None and attempt.received.status >= 300:  # an event hook turned it into a success
            raise service_error(client, attempt, parsed)
        if issubclass(response, UntypedResponse):
            return cast("ResponseT", _read_untyped(client, attempt, parsed))
        return cast("ResponseT", _read(attempt, parsed, cast("type[Response]", response)))
    except (ServiceError, ResponseUnreadableError):
        raise
    except BaseException as error:  # from a signal handler, or because memory ran out
        note(attempt, error)
        raise


def _check_path(client: "BaseClient", attempt: Attempt) -> None:
    """Refuse members of a URL's path that our own models refuse but botocore does not.

    Raises:
        RequestInvalidError: A member is empty, or the path would be that of another resource.
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
    if method is None:  # botocore spells a few names differently
        names = {name: method for method, name in client.meta.method_to_api_mapping.items()}
        method = getattr(client, names.get(operation.name, ""), None)
    return method


def _read(attempt: Attempt, parsed: dict[str, Any], response: type[Response]) -> Response:
    facts = parsed.pop("ResponseMetadata", {})
    body = _body(attempt, parsed, facts)
    unread: tuple[str, ...] = ()
    try:
        result, unread = response.from_body(body)
    except ValueError as error:
        if response.model_fields or body.strip():
            raise unreadable(attempt, f"with {len(body)} bytes that are not a JSON object", facts, body) from error
        result = response()
    if result.model_extra and "__type" in result.model_extra:
        raise unreadable(attempt, "with the body of an error", facts, body)
    with_metadata(result, _metadata(attempt, facts, body, unread))
    if attempt.call.operation.repeat is Repeat.UNSAFE:
        _check_proof(attempt, facts, body, result)
    return result


def _check_proof(attempt: Attempt, facts: Mapping[str, Any], body: bytes, response: Response | UntypedResponse) -> None:
    """Refuse a response that does not prove that its request was carried out.

    Raises:
        ResponseUnreadableError: It does not prove it.
    """
    if lack := attempt.call.operation.lack_of_proof(attempt.call.request, response):
        raise unreadable(attempt, lack, facts, body, response)


def _read_untyped(client: "BaseClient", attempt: Attempt, parsed: dict[str, Any]) -> UntypedResponse:
    """The response that botocore parsed, if it was a JSON object: botocore turns anything else into an empty
    response."""
    operation = attempt.call.operation
    facts = parsed.pop("ResponseMetadata", {})
    body = _body(attempt, parsed, facts)
    shape = client.meta.service_model.operation_model(operation.name).output_shape
    has_members = shape is not None and bool(shape.members)
    if attempt.received is not None and (body.strip() or has_members):
        read = _object(body)
        if read is None:
            raise unreadable(attempt, f"with {len(body)} bytes that are not a JSON object", facts, body)
        if "__type" in read:
            raise unreadable(attempt, "with the body of an error", facts, body)
    result = UntypedResponse(parsed, _metadata(attempt, facts, body, ()))
    if operation.repeat is Repeat.UNSAFE:
        _check_proof(attempt, facts, body, result)
    return result


def _body(attempt: Attempt, parsed: dict[str, Any], facts: Mapping[str, Any]) -> bytes:
    """The body of a response that reports success, if it is one.

    Raises:
        ResponseUnreadableError: It may belong to another request, it is too large, or a header says that it is an
            error.
    """
    received = attempt.received
    if received is None:  # it is a dict of botocore's Stubber
        return to_json(parsed)
    if not received.trusted:
        raise unreadable(attempt, UNTRUSTED, facts, received.body)
    if len(received.body) > attempt.max_response_size:
        how = f"with more than {attempt.max_response_size} bytes, the limit of ClientConfig(max_response_size=...)"
        raise unreadable(attempt, how, facts, received.body[:MAX_ERROR_BODY])
    if "x-amzn-errortype" in received.headers:
        raise unreadable(attempt, "with the header of an error", facts, received.body)
    return received.body


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        read: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", read) if isinstance(read, dict) else None


def _metadata(attempt: Attempt, facts: Mapping[str, Any], body: bytes, unread: tuple[str, ...]) -> ResponseMetadata:
    call = attempt.call
    return ResponseMetadata(
        facts.get("RequestId"), facts.get("HTTPStatusCode"), call.attempts, call.waited, body, unread
    )
