"""The errors that botocore's failures become. Pure: reads exceptions, clocks and headers."""

import math
import traceback
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import botocore.exceptions as boto

from sesv2kit import clock
from sesv2kit.call import Call
from sesv2kit.errors import ConfigurationError, ConnectError, NoResponseError, ServiceError, SESv2Error, error_class
from sesv2kit.hints import explain, hint_for, without_passwords

if TYPE_CHECKING:
    from botocore.client import BaseClient


def service_error(client: "BaseClient", call: Call, error: boto.ClientError) -> ServiceError:
    """The error that the service answered with."""
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


def transport_error(client: "BaseClient", call: Call, error: boto.BotoCoreError) -> SESv2Error:
    """What it means that no answer came."""
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
