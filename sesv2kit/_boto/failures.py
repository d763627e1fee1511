"""Translates exceptions of boto3 into our errors, with facts that were recorded during the attempt. No I/O.

An exception of botocore may mean an error response or a failure of the network. It may also come from an event hook,
from another client inside a hook or a credential provider, or from a signal handler. Its class and its text do not show
which. The progress of the attempt, and where the exception was raised, do.
"""

import contextlib
import json
import logging
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

import botocore.exceptions as boto
from botocore.parsers import ResponseParserError

from sesv2kit._boto.advice import explain, too_old, unknown_members, without_passwords
from sesv2kit._boto.tracebacks import (
    failed_provider,
    foreign_cause,
    frames_of,
    functions_passed,
    module_of,
    never_written,
    raised_by_a_signal,
    raised_in_a_hook,
    unfit_header,
)
from sesv2kit._core import clock
from sesv2kit._core.call import Attempt, Reached, Step, uncertain
from sesv2kit._core.hints import Refusal
from sesv2kit.errors import (
    ConfigurationError,
    ConnectError,
    CredentialsError,
    NoResponseError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
)
from sesv2kit.operation import Repeat
from sesv2kit.shapes.facets import wire_name

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from sesv2kit.shapes import Response
    from sesv2kit.shapes.untyped import UntypedResponse

logger: logging.Logger = logging.getLogger("sesv2kit")

UNTRUSTED = "that may belong to another request"
"""The problem of a response on a connection where the response to an earlier request may still arrive."""


def translated(client: "BaseClient", attempt: Attempt, error: BaseException) -> BaseException:
    """The exception to raise for an attempt that raised `error`: `error` itself, or one of our errors with its cause
    set.

    Args:
        client: The boto3 client that made the attempt.
        attempt: What is known of it.
        error: What the boto3 method raised.
    """
    parsed, received = attempt.parsed, attempt.received
    if not isinstance(error, Exception) or raised_in_a_hook(error):
        return _foreign(attempt, error)
    if isinstance(error, boto.ClientError) and parsed is not None and cast("object", error.response) is parsed:
        facts = parsed.get("ResponseMetadata", {})
        if received is None or (received.trusted and received.status >= 300):
            return _caused(service_error(client, attempt, parsed), error)
        how = "that an event hook turned into an error" if received.trusted else UNTRUSTED
        return _caused(unreadable(attempt, how, {**facts, "HTTPStatusCode": received.status}, received.body), error)
    if attempt.reached is Reached.RECEIVED or parsed is not None:
        return _not_parsed(client, attempt, error)
    if attempt.reached is Reached.LEFT or attempt.lost is not None:
        return _lost(client, attempt, attempt.lost or error)
    return _not_begun(client, attempt, error)


def _foreign(attempt: Attempt, error: BaseException) -> BaseException:
    """An exception that says nothing about the request, with a note of what is known about it."""
    if isinstance(error, SESv2Error):
        error.raised_in_hook = True
    note(attempt, error)
    return error


def _not_parsed(client: "BaseClient", attempt: Attempt, error: Exception) -> BaseException:
    """The error if a response was received, and then botocore failed or was interrupted."""
    received = attempt.received
    if received is None or foreign_cause(error) is not None:
        return _foreign(attempt, error)
    facts = {"HTTPStatusCode": received.status, "RequestId": received.headers.get("x-amzn-requestid")}
    if received.status < 300 or not received.trusted:
        how = f"with {len(received.body)} bytes that botocore cannot read" if received.trusted else UNTRUSTED
        return _caused(unreadable(attempt, how, facts, received.body), error)
    headers = {name.lower(): value for name, value in received.headers.items()}
    return _caused(service_error(client, attempt, {"ResponseMetadata": {**facts, "HTTPHeaders": headers}}), error)


def _lost(client: "BaseClient", attempt: Attempt, error: Exception) -> BaseException:
    """The error if the request was passed to the connection, and no response was received."""
    call = attempt.call
    name = call.operation.name
    text = str(error).rstrip(".")
    passed = functions_passed(error)
    outside = foreign_cause(error)
    if attempt.step is None:
        connecting = isinstance(error, _NO_CONNECTION) or "connect" in passed
        unsent = not attempt.again and (connecting or never_written(error, passed))
    else:
        connecting = type(error) is not boto.HTTPClientError
        unsent = not attempt.again and attempt.step is Step.CONNECTING
    if outside is not None:
        if unsent or call.operation.repeat is Repeat.SAFE:
            return outside
        call.interrupted = True
        interrupted = NoResponseError(
            f"{name} got no response: {type(outside).__name__} was raised before one came",
            operation=name,
            attempts=call.attempts,
        )
        return _caused(interrupted, outside)
    if unsent and connecting:
        region, url = client.meta.region_name, without_passwords(client.meta.endpoint_url)
        refused = ConnectError(
            f"{name} was not sent: {text}. Check the network, proxy settings, the region ({region}) "
            f"and the endpoint ({url})",
            operation=name,
            attempts=call.attempts,
        )
        return _caused(refused, error)
    if unsent and type(error) is boto.HTTPClientError:
        unusable: Any = error.kwargs.get("error")
        cause = type(unusable).__name__
        # Their texts may contain a part of a proxy's password, and a traceback prints them.
        error.args = unusable.args = (cause,)
        if unfit_header(error) in _HEADERS_OF_CREDENTIALS:
            unfit = (
                f"{name} was not sent: the credentials cannot be written to an HTTP header ({cause}). Check that "
                "access key and session token contain no line breaks or other unusual characters"
            )
            return _caused(CredentialsError(unfit), error)
        wrong = ConfigurationError(
            f"{name} was not sent: a URL, a header or a setting cannot be used ({cause}). Check endpoint_url, the "
            "proxies, timeouts and max_connections, and that credentials and headers contain no line breaks. In a "
            "URL's password, / and @ must be escaped"
        )
        return _caused(wrong, error)
    return _caused(NoResponseError(f"{name} got no response: {text}", operation=name, attempts=call.attempts), error)


def _not_begun(client: "BaseClient", attempt: Attempt, error: Exception) -> BaseException:
    """The error if nothing was passed to the connection."""
    call = attempt.call
    name = call.operation.name
    if (failed := credentials_failure(error, f"{name} was not sent")) is not None:
        return failed
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError | ResponseParserError):
        # It was sent without our context variable, for example by a wrapper around the client that uses another thread.
        if call.keyed is not None:
            call.keyed.left_unseen()
        return _lost(client, attempt, error)
    if isinstance(error, boto.StubResponseError | boto.ClientError):
        if call.keyed is not None and isinstance(error, boto.ClientError):
            call.keyed.left_unseen()  # it may have been sent in the same way
        return error  # raised by a stub of a test, whose author should get it unchanged
    if isinstance(error, KeyError | boto.ParamValidationError):
        shape = client.meta.service_model.operation_model(name).input_shape
        if unknown := ", ".join(unknown_members(shape, call.wire)):
            return _caused(ConfigurationError(f"{name} was not sent: {too_old(unknown)}"), None)
        if isinstance(error, boto.ParamValidationError):
            # Without a cause: botocore's text contains the values of the arguments.
            return _caused(ConfigurationError(f"{name} was not sent: {explain(error)}"), None)
    if isinstance(error, boto.BotoCoreError):
        return _caused(ConfigurationError(f"{name} was not sent: {explain(error)}"), error)
    return _foreign(attempt, error)


def credentials_failure(error: Exception, what: str) -> CredentialsError | None:
    """The error for credentials that could not be obtained. None: it is another error.

    Args:
        error: What botocore raised before anything was sent.
        what: The action that failed, for the text of the error.
    """
    if isinstance(error, boto.NoCredentialsError):
        return _caused(CredentialsError(f"{what}: {explain(error)}"), error)
    if raised_in_a_hook(error) or raised_by_a_signal(error):
        return None
    provider = failed_provider(error)
    if provider is not None:
        if isinstance(error, boto.ClientError | boto.BotoCoreError):
            text = explain(error)
        else:  # other texts may contain what the provider returned, such as a key
            text = f"what it returned cannot be used ({type(error).__name__})"
        return _caused(CredentialsError(f"{what}: no credentials from {provider}: {text}", provider=provider), error)
    signing = any(module_of(frame) in ("botocore.auth", "botocore.signers") for frame in frames_of(error))
    if signing and isinstance(error, ValueError | TypeError | AttributeError):
        wrong = (
            f"{what}: a request cannot be signed with the credentials ({type(error).__name__}). Check that key, secret "
        )
        # Without a cause: the text of a UnicodeEncodeError contains the secret.
        return _caused(CredentialsError(f"{wrong}and token are text without unusual characters"), None)
    return None


_NO_CONNECTION = (boto.EndpointConnectionError, boto.ConnectTimeoutError)
_HEADERS_OF_CREDENTIALS = ("authorization", "x-amz-security-token")


def note(attempt: Attempt, error: BaseException) -> None:
    """Add what is known of the request to an exception that is not ours."""
    operation, received = attempt.call.operation, attempt.received
    if received is not None and received.trusted:
        text = f"{operation.name} received a response, HTTP {received.status}"
        request_id = received.headers.get("x-amzn-requestid")
        details = [f"request id {request_id}"] if request_id else []
        if operation.proof and received.status < 300 and (proof := _member(received.body, wire_name(operation.proof))):
            details.append(f"{wire_name(operation.proof)} {proof}")
        text += f" ({', '.join(details)})." if details else "."
    elif attempt.may_have_left or attempt.again:
        text = uncertain(attempt.call)
    else:
        return
    if operation.repeat is Repeat.UNSAFE:
        logger.warning("%s: %s was raised after it was sent", operation.name, type(error).__name__)
    with contextlib.suppress(Exception):  # some exceptions take no attributes
        error.add_note(text)


def _member(body: bytes, name: str) -> str | None:
    """A string member of a JSON object. None: there is no such member, or no JSON object."""
    try:
        value: object = json.loads(body)[name]
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    return value if isinstance(value, str) else None


def unreadable(
    attempt: Attempt,
    how: str,
    facts: Mapping[str, Any],
    body: bytes,
    response: "Response | UntypedResponse | None" = None,
) -> ResponseUnreadableError:
    """The error for a response that does not show whether the request was carried out.

    Args:
        attempt: The attempt of the response.
        how: The problem, as text that continues "returned HTTP 200".
        facts: botocore's ResponseMetadata.
        body: The body, as far as it was read.
        response: The content of the body. None: nothing readable.
    """
    status = facts.get("HTTPStatusCode")
    return ResponseUnreadableError(
        f"{attempt.call.operation.name} returned HTTP {status} {how}",
        operation=attempt.call.operation.name,
        attempts=attempt.call.attempts,
        status=status,
        request_id=facts.get("RequestId"),
        body=body,
        response=response,
    )


_ErrorT = TypeVar("_ErrorT", bound=SESv2Error)


def _caused(error: _ErrorT, cause: BaseException | None) -> _ErrorT:
    error.__cause__ = cause
    return error


def service_error(client: "BaseClient", attempt: Attempt, response: dict[str, Any]) -> ServiceError:
    """The error for an error response of the service, as botocore parsed it."""
    call = attempt.call
    details, facts = response.get("Error", {}), response.get("ResponseMetadata", {})
    code = details.get("Code")
    headers = facts.get("HTTPHeaders", {})
    refusal = Refusal(
        operation=call.operation,
        code=None if str(code).isdigit() else code,  # botocore puts the status where there is no code
        message=str(details.get("Message") or "").encode(errors="replace").decode(),  # surrogates cannot be printed
        status=facts.get("HTTPStatusCode"),
        # botocore overlooks the id on a 5xx without a JSON body.
        request_id=facts.get("RequestId") or headers.get("x-amzn-requestid"),
        attempts=call.attempts,
        region=client.meta.region_name,
        endpoint=_host(attempt.url or client.meta.endpoint_url),
        retry_after=_retry_after(headers.get("retry-after")),
        clock_ahead=_clock_ahead(headers.get("date")),
        after_unknown=call.unknown,
        request=call.wire,
        response=response,
    )
    return refusal.error()


def _retry_after(header: str | None) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date. None: there is no valid one."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        ahead = _clock_ahead(header)
        return None if ahead is None else max(0.0, -ahead)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _clock_ahead(date: str | None) -> float | None:
    """Seconds by which this machine's clock is ahead of a header's date. None: there is no valid one."""
    try:
        moment = parsedate_to_datetime(date or "")
        return None if moment.tzinfo is None else (clock.current().now() - moment).total_seconds()
    except (ValueError, OverflowError):
        return None


def _host(url: str) -> str:
    """The host of a URL, with its port if it names one."""
    return urlsplit(url).netloc.rpartition("@")[2]
