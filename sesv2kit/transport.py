"""The one place that meets boto3, sleeps and repeats."""

import contextlib
import json
import logging
import random
import re
import ssl
import threading
import zlib
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn, cast

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit import clock, fork, retry
from sesv2kit.config import ClientConfig
from sesv2kit.errors import (
    ConfigurationError,
    ConnectError,
    NoResponseError,
    OutcomeUnknownError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    error_class,
    hint_for,
)
from sesv2kit.operation import Operation, Repeat, RequestT, ResponseT
from sesv2kit.pacing import Pacing
from sesv2kit.rate import Limit
from sesv2kit.shapes import ResponseMetadata

if TYPE_CHECKING:
    from botocore.client import BaseClient

logger: logging.Logger = logging.getLogger("sesv2kit")


class _Call:
    """What happens to one request, from the first reservation to the answer."""

    __slots__ = ("attempts", "body", "operation", "unknown", "waited", "wire")

    def __init__(self, operation: Operation[Any, Any], wire: dict[str, Any]) -> None:
        self.operation = operation
        self.wire = wire
        self.attempts = 0
        self.waited = 0.0
        self.body: bytes | None = None
        self.unknown = False

    def wait(self, seconds: float) -> None:
        """Sleep on the clock in force, and remember it."""
        if seconds > 0:
            logger.log(
                logging.INFO if seconds > 1 else logging.DEBUG, "%s: waiting %.2f s", self.operation.name, seconds
            )
            clock.current().sleep(seconds)
            self.waited += seconds

    def repeatable_after(self, error: BaseException) -> bool:
        """Whether another attempt may follow one that ended so."""
        if not isinstance(error, SESv2Error):
            return False
        failure = retry.failure_of(error)
        self.unknown = self.unknown or failure is retry.Failure.UNKNOWN
        return retry.may_repeat(failure, self.operation.repeat)

    def give_up(self, error: SESv2Error) -> NoReturn:
        """Raise what the caller gets after the last attempt."""
        if retry.failure_of(error) is not retry.Failure.UNKNOWN or self.operation.repeat is Repeat.SAFE:
            raise error
        raise OutcomeUnknownError(
            f"{self.operation.name} may or may not have been carried out and was not repeated: {error}",
            operation=self.operation.name,
            attempts=self.attempts,
            status=getattr(error, "status", None),
            request_id=getattr(error, "request_id", None),
            body=getattr(error, "body", b""),
        ) from error


# The raw body is taken before botocore parses it, for our own calls only: a call made directly on the same boto3
# client, even by an event hook in the middle of ours, gets botocore's own answer. before-parse handlers are told
# neither the client nor the request's context, so our call travels PENDING -> that context -> ARMED; what was armed
# before comes back when the call ends.
_PENDING: ContextVar[_Call | None] = ContextVar("sesv2kit_pending", default=None)
_ARMED: ContextVar[_Call | None] = ContextVar("sesv2kit_armed", default=None)
_CALL, _BEFORE = "sesv2kit_call", "sesv2kit_armed_before"


def _claim(context: dict[str, Any], model: Any, **_: Any) -> None:
    call = _PENDING.get()
    if call is not None and call.operation.name == model.name:  # a wilder hook than ours may have called another
        _PENDING.set(None)
        context[_CALL] = call


def _arm(request: Any, **_: Any) -> None:
    request.context.setdefault(_BEFORE, _ARMED.get())
    _ARMED.set(request.context.get(_CALL))


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
        response_dict["body"] = b""


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


def _listen(boto3_client: "BaseClient") -> None:
    events: Any = boto3_client.meta.events
    service = boto3_client.meta.service_model.service_id.hyphenize()
    events.register_first(f"provide-client-params.{service}.*", _claim, unique_id="sesv2kit-claim")
    events.register_last(f"request-created.{service}.*", _arm, unique_id="sesv2kit-arm")
    events.register_first(f"before-parse.{service}.*", _take_body, unique_id="sesv2kit-take-body")
    events.register_last(f"after-call.{service}.*", _disarm, unique_id="sesv2kit-disarm")
    events.register_last(f"after-call-error.{service}.*", _disarm, unique_id="sesv2kit-disarm-error")


class BotoTransport:
    """Sends requests with a boto3 client, which is made at the first use."""

    def __init__(self, connect: Callable[[], "BaseClient"], config: ClientConfig) -> None:
        self._connect = connect
        self._config = config
        self._pacing = Pacing(config, self._ask_send_rate)
        self._client: BaseClient | None = None
        self._client_lock = threading.Lock()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: a lock that nobody holds, and connections that the parent does not use."""
        self._client_lock = threading.Lock()
        if self._client is not None:
            self._client.close()  # drops the pooled connections; the client goes on with new ones

    @property
    def boto3_client(self) -> "BaseClient":
        """The boto3 client."""
        if self._client is None:
            with self._client_lock:
                if self._client is None:
                    client = self._connect()
                    _listen(client)
                    self._client = client
        return self._client

    def close(self) -> None:
        """Close the connections, if there are any."""
        if self._client is not None:
            self._client.close()

    def call(self, operation: Operation[RequestT, ResponseT], request: RequestT) -> ResponseT:
        """Carry out one request; retries and pacing included."""
        call = _Call(operation, request.to_wire())
        costs = self._pacing.costs(operation, request, self.boto3_client.meta.region_name)
        try:
            return self._attempt(call, costs, operation.response)
        except SESv2Error as error:
            if call.repeatable_after(error) and self._config.retry.max_attempts > 1:
                failed = error
            else:
                call.give_up(error)
        return self._repeat(call, costs, operation.response, failed)

    def _repeat(
        self, call: _Call, costs: list[tuple[Limit, float]], response: type[ResponseT], failed: SESv2Error
    ) -> ResponseT:
        import tenacity  # only a failure pays for the import

        policy = self._config.retry
        first: SESv2Error | None = failed

        def attempt() -> ResponseT:
            nonlocal first
            if first is not None:  # tenacity starts from the attempt that was made without it
                error, first = first, None
                raise error
            return self._attempt(call, costs, response)

        def before_sleep(state: tenacity.RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            logger.warning(
                "%s: attempt %d failed (%s), repeating", call.operation.name, call.attempts, type(error).__name__
            )

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(policy.max_attempts),
            wait=lambda state: retry.backoff(policy, state.attempt_number, random.random()),
            retry=tenacity.retry_if_exception(call.repeatable_after),
            sleep=call.wait,
            before_sleep=before_sleep,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except SESv2Error as error:
            call.give_up(error)

    def _attempt(self, call: _Call, costs: list[tuple[Limit, float]], response: type[ResponseT]) -> ResponseT:
        if costs:
            call.wait(self._pacing.reserve(costs))
        client = self.boto3_client
        call.attempts += 1
        call.body = None
        pending = _PENDING.set(call)
        try:
            parsed: dict[str, Any] = getattr(client, call.operation.method)(**call.wire)
        except boto.ClientError as error:
            raise self._service_error(call, error) from error
        except boto.StubResponseError:
            raise  # a test's own stub complains: the test's author should see it as it is
        except boto.BotoCoreError as error:
            raise self._transport_error(call, error) from error
        finally:
            _PENDING.reset(pending)
        return self._read(call, parsed, response)

    def _read(self, call: _Call, parsed: dict[str, Any], response: type[ResponseT]) -> ResponseT:
        facts = parsed.pop("ResponseMetadata", {})
        # Without a body botocore answered from a dict, as its Stubber does: the same road, one step longer.
        body = call.body if call.body is not None else to_json(parsed)
        status, request_id = facts.get("HTTPStatusCode"), facts.get("RequestId")
        unread: tuple[str, ...] = ()
        try:
            answer, unread = response.from_body(body)
        except ValueError as error:
            if response.model_fields:
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

    def _ask_send_rate(self) -> float | None:
        from sesv2kit.models.account import GET_ACCOUNT, GetAccountResponse

        quota = self._attempt(_Call(GET_ACCOUNT, {}), [], GetAccountResponse).send_quota
        return quota.max_send_rate if quota else None

    def _service_error(self, call: _Call, error: boto.ClientError) -> ServiceError:
        response = cast("dict[str, Any]", error.response)
        details, facts = response.get("Error", {}), response.get("ResponseMetadata", {})
        status = facts.get("HTTPStatusCode")
        code = details.get("Code")
        if code is not None and str(code).isdigit():  # botocore's stand-in for an answer without a code
            code = None
        message = details.get("Message") or ""
        sends = any(limit.per_second is None for limit in call.operation.rates)
        return error_class(code, status, message, sends=sends)(
            message,
            operation=call.operation.name,
            code=code,
            status=status,
            # botocore overlooks the id on a 5xx without a JSON body.
            request_id=facts.get("RequestId") or facts.get("HTTPHeaders", {}).get("x-amzn-requestid"),
            attempts=call.attempts,
            region=self.boto3_client.meta.region_name,
            hint=hint_for(code, message, after_unknown=call.unknown),
            response=response,
        )

    def _transport_error(self, call: _Call, error: boto.BotoCoreError) -> SESv2Error:
        name = call.operation.name
        text = _PATH.sub(r"\1/...", str(error)).rstrip(".")
        error.args = (text,)  # it stays in the chain, and a traceback prints it
        if isinstance(error, _NOT_SENT) or _proxy_refused(error) or _is_handshake(error):
            return ConnectError(
                f"{name} was not sent: {text}. Check the network, proxy settings, the region "
                f"({self.boto3_client.meta.region_name}) and the endpoint ({self.boto3_client.meta.endpoint_url})",
                operation=name,
                attempts=call.attempts,
            )
        if isinstance(error, boto.HTTPClientError | boto.ConnectionError | boto.IncompleteReadError):
            return NoResponseError(f"{name} got no answer: {text}", operation=name, attempts=call.attempts)
        return ConfigurationError(f"{name} was not sent: {explain(error)}")


_NOT_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError)

_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path: here it holds names and addresses, which no error may print."""


def _proxy_refused(error: boto.BotoCoreError) -> bool:
    """Whether a proxy let nothing through; botocore says the same of one that lost the answer."""
    if not isinstance(error, boto.ProxyConnectionError):
        return False
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    cause = getattr(error.kwargs.get("error"), "original_error", None)
    return isinstance(cause, ConnectTimeoutError | NewConnectionError) or "Tunnel connection failed" in str(cause)


def _is_handshake(error: boto.BotoCoreError) -> bool:
    """Whether TLS failed before a request could be written."""
    if not isinstance(error, boto.SSLError):
        return False
    cause: Any = error.kwargs.get("error")
    while isinstance(cause, Exception):  # urllib3 wraps Python's own
        if isinstance(cause, ssl.SSLError):
            text = str(cause).upper()
            return isinstance(cause, ssl.SSLCertVerificationError) or "HANDSHAKE" in text or "WRONG_VERSION" in text
        if type(cause).__name__ == "CertificateError":  # urllib3's: the certificate of another host
            return True
        cause = cause.args[0] if cause.args else None
    return False


def explain(error: Exception) -> str:
    """What botocore says about a configuration, with what to do about it."""
    match error:
        case boto.NoRegionError():
            advice = "pass region_name=, or set AWS_REGION or a region in the profile"
        case boto.NoCredentialsError() | boto.PartialCredentialsError():
            advice = (
                "pass session= or profile_name=, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run under a role"
            )
        case boto.ProfileNotFound():
            advice = "check profile_name=, AWS_PROFILE and the files in ~/.aws"
        case boto.CredentialRetrievalError() | boto.TokenRetrievalError() | boto.UnauthorizedSSOTokenError():
            advice = "sign in again (aws sso login) or check the credential process"
        case boto.MissingDependencyException():
            advice = 'a global endpoint needs the AWS CRT: pip install "botocore[crt]"'
        case boto.ParamValidationError():
            advice = "the installed boto3 does not know these arguments: upgrade boto3"
        case _:
            return str(error)
    return f"{str(error).rstrip('.')}. To fix it: {advice}"
