"""Requests to AWS services other than SES. Their exceptions are translated into our errors."""

from collections.abc import Callable
from traceback import walk_tb
from typing import Any, TypeVar

import botocore.exceptions as boto
import botocore.parsers
from botocore.parsers import ResponseParserError

from sesv2kit._boto.advice import explain
from sesv2kit._boto.failures import credentials_failure
from sesv2kit.errors import (
    AccessDeniedError,
    ConfigurationError,
    ConnectError,
    NoResponseError,
    ResponseUnreadableError,
    SESv2Error,
    error_class,
)

T = TypeVar("T")

_NO_CONNECTION = (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)


def service_of(client: Any) -> str | None:
    """boto3's name of a client's service. None: it is not a boto3 client."""
    service: str | None = getattr(getattr(getattr(client, "meta", None), "service_model", None), "service_name", None)
    return service


def check_service(client: Any, service: str) -> None:
    """Raise ConfigurationError if the user's client is not one for the service."""
    given = service_of(client)
    if given != service:
        what = f"a client for {given}" if given else f"a {type(client).__name__}"
        raise ConfigurationError(f"{service}_client= must be a boto3 client for {service}, not {what}")


def asked(client: Any, operation: str, send: Callable[[], T], *, hint: str) -> T:
    """Send a request to another service, which repeats it as its client is configured to.

    Args:
        client: The boto3 client.
        operation: AWS's name of the operation.
        send: Sends the request and returns the wanted values of the response.
        hint: Advice if the credentials do not allow the request.

    Returns:
        The result of `send`.

    Raises:
        SESv2Error: It raised an error of botocore, or the response lacks the wanted values.
    """
    try:
        return send()
    except boto.ClientError as error:
        raise _refused(client, operation, error, hint) from error
    except boto.BotoCoreError as error:
        raise _failed(operation, error) from error
    except Exception as error:
        if not isinstance(error, ResponseParserError | LookupError) and not _is_of_parser(error):
            raise
        raise ResponseUnreadableError(f"{operation} got a response that is unreadable", operation=operation) from error


def _is_of_parser(error: Exception) -> bool:
    """Whether botocore failed to parse the response. Its parsers raise AttributeError, ValueError and others."""
    return any(
        frame.f_globals.get("__name__") == botocore.parsers.__name__ for frame, _ in walk_tb(error.__traceback__)
    )


def _refused(client: Any, operation: str, error: boto.ClientError, hint: str) -> SESv2Error:
    details, facts = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    code, message, status = details.get("Code"), details.get("Message", ""), facts.get("HTTPStatusCode")
    cls = error_class(code, status, message, sends=False)
    return cls(
        message,
        operation=operation,
        code=code,
        status=status,
        request_id=facts.get("RequestId"),
        attempts=facts.get("RetryAttempts", 0) + 1,
        region=client.meta.region_name,
        hint=hint if cls is AccessDeniedError else None,
        response=error.response,
    )


def _failed(operation: str, error: boto.BotoCoreError) -> SESv2Error:
    if (unusable := credentials_failure(error, f"{operation} was not sent")) is not None:
        return unusable
    if isinstance(error, _NO_CONNECTION):
        return ConnectError(f"{operation} was not sent: {explain(error)}", operation=operation)
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return NoResponseError(f"{operation} got no response: {explain(error)}", operation=operation)
    return ConfigurationError(f"{operation} was not sent: {explain(error)}")
