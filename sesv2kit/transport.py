"""The one place that meets boto3, sleeps and repeats."""

import contextlib
import json
import logging
import math
import random
import re
import ssl
import threading
import zlib
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import botocore.exceptions as boto
from pydantic_core import to_json

from sesv2kit import clock, fork, retry
from sesv2kit.config import ClientConfig
from sesv2kit.errors import (
    AuthenticationError,
    CallTimeoutError,
    ConfigurationError,
    ConnectError,
    DailyQuotaExceededError,
    NoResponseError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
    error_class,
)
from sesv2kit.events import CallEvent
from sesv2kit.hints import explain, hint_for, too_old, unknown_members, without_passwords
from sesv2kit.operation import Operation, Repeat, RequestT, ResponseT
from sesv2kit.pacing import Pacing
from sesv2kit.shapes import Request, ResponseMetadata

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from sesv2kit.models.account import SendQuota

logger: logging.Logger = logging.getLogger("sesv2kit")
logger.addHandler(logging.NullHandler())


class Call:
    """What happens to one request, from the first reservation to the answer."""

    __slots__ = (
        "attempts",
        "began",
        "body",
        "operation",
        "policy",
        "renewed",
        "request",
        "started",
        "unknown",
        "url",
        "waited",
        "waited_before",
        "wire",
    )

    def __init__(self, operation: Operation[Any, Any], request: Request, policy: retry.RetryPolicy) -> None:
        self.operation = operation
        self.request = request
        self.policy = policy
        self.wire = request.to_wire()
        self.started = self.began = clock.current().monotonic()
        self.attempts = 0
        self.waited = self.waited_before = 0.0
        self.body: bytes | None = None
        self.url: str | None = None
        self.unknown = False
        self.renewed = False

    def time_left(self) -> float | None:
        """Seconds until the call's timeout. None: it has none."""
        if self.policy.timeout is None:
            return None
        return self.started + self.policy.timeout - clock.current().monotonic()

    def out_of_time(self) -> CallTimeoutError:
        """What is raised when the timeout ends before an attempt could begin."""
        return CallTimeoutError(
            f"{self.operation.name} was not sent: under the pacing its turn comes later than "
            f"timeout={self.policy.timeout:g} s allows",
            operation=self.operation.name,
            attempts=self.attempts,
        )

    def note_wait(self, seconds: float) -> None:
        """Log a wait that is about to begin."""
        level = logging.INFO if seconds > 1 else logging.DEBUG
        logger.log(level, "%s: waiting %.2f s", self.operation.name, seconds)

    def wait(self, seconds: float) -> None:
        """Sleep on the clock in force, and remember it."""
        if seconds > 0:
            self.note_wait(seconds)
            clock.current().sleep(seconds)
            self.waited += seconds

    def conclude(self, error: SESv2Error) -> ServiceError:
        """Raise what the caller gets after the last attempt; or return the error that says that all is done."""
        failure = retry.failure_of(error)
        if self.operation.repeat is Repeat.UNSAFE and (failure is retry.Failure.UNKNOWN or self.unknown):
            raise OutcomeUnknownError(
                str(error),
                operation=self.operation.name,
                request=self.request,
                sent_at=clock.current().now() - timedelta(seconds=clock.current().monotonic() - self.began),
                if_unknown=self.operation.if_unknown,
                attempts=self.attempts,
                status=getattr(error, "status", None),
                request_id=getattr(error, "request_id", None),
                body=getattr(error, "body", b""),
            ) from error
        if self.operation.deletes and self.unknown and isinstance(error, NotFoundError):
            return error  # an attempt whose answer was lost has deleted it
        raise error


# The raw body is taken before botocore parses it, for our own calls only: a call made directly on the same boto3
# client, even by an event hook in the middle of ours, gets botocore's own answer. before-parse handlers are told
# neither the client nor the request's context, so our call travels PENDING -> that context -> ARMED; what was armed
# before comes back when the call ends.
_PENDING: ContextVar[Call | None] = ContextVar("sesv2kit_pending", default=None)
_ARMED: ContextVar[Call | None] = ContextVar("sesv2kit_armed", default=None)
_CALL, _BEFORE = "sesv2kit_call", "sesv2kit_armed_before"


def _claim(context: dict[str, Any], model: Any, **_: Any) -> None:
    call = _PENDING.get()
    if call is not None and call.operation.name == model.name:  # a wilder hook than ours may have called another
        _PENDING.set(None)
        context[_CALL] = call


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


def _scrub(exception: Exception, context: dict[str, Any], **_: Any) -> None:
    """Take addresses and passwords out of what botocore says of a URL, before a hook, a tracer or a log shows it."""
    if _CALL in context and isinstance(exception, boto.BotoCoreError):
        exception.args = (_PATH.sub(r"\1/...", without_passwords(str(exception))),)


def _listen(boto3_client: "BaseClient") -> None:
    events: Any = boto3_client.meta.events
    service = boto3_client.meta.service_model.service_id.hyphenize()
    events.register_first(f"provide-client-params.{service}.*", _claim, unique_id="sesv2kit-claim")
    events.register_last(f"request-created.{service}.*", _arm, unique_id="sesv2kit-arm")
    events.register_first(f"before-parse.{service}.*", _take_body, unique_id="sesv2kit-take-body")
    events.register_last(f"after-call.{service}.*", _disarm, unique_id="sesv2kit-disarm")
    events.register_first(f"after-call-error.{service}.*", _scrub, unique_id="sesv2kit-scrub")
    events.register_last(f"after-call-error.{service}.*", _disarm, unique_id="sesv2kit-disarm-error")


class BotoTransport:
    """Sends requests with a boto3 client, which is made at the first use."""

    def __init__(self, connect: Callable[[], "BaseClient"], config: ClientConfig, *, renewable: bool) -> None:
        """`renewable`: connecting again finds credentials that were refreshed outside of this process."""
        self._connect = connect
        self._config = config
        self._renewable = renewable
        self._client: BaseClient | None = None
        self._client_lock = threading.Lock()
        self.budget = retry.RetryBudget(config.retry.budget)
        self.pacing = Pacing(config, self._ask_quota)
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: a lock that nobody holds, and connections that the parent does not use."""
        self._client_lock = threading.Lock()
        if self._client is not None:
            self._client.close()  # drops the pooled connections; the client goes on with new ones

    @property
    def boto3_client(self) -> "BaseClient":
        """The boto3 client."""
        client = self._client
        if client is None:
            with self._client_lock:
                client = self._client
                if client is None:
                    client = self._connect()
                    _listen(client)
                    self._client = client
        return client

    def close(self) -> None:
        """Close the connections, if there are any."""
        if self._client is not None:
            self._client.close()

    def call(
        self, operation: Operation[RequestT, ResponseT], request: RequestT, policy: retry.RetryPolicy
    ) -> ResponseT:
        """Carry out one request; retries and pacing included."""
        call = Call(operation, request, policy)
        try:
            self._take_turn(call)
            return self.attempt(call, operation.response)
        except SESv2Error as error:
            if retry.failure_of(error) is retry.Failure.FINAL:
                raise
            failed = error
        return self._repeat(call, operation.response, failed)

    def _repeat(self, call: Call, response: type[ResponseT], failed: SESv2Error) -> ResponseT:
        import tenacity  # only a failure pays for the import

        first: SESv2Error | None = failed
        wait = 0.0

        def attempt() -> ResponseT:
            nonlocal first
            if first is not None:  # tenacity starts from the attempt that was made without it
                error, first = first, None
                raise error
            self._take_turn(call)
            return self.attempt(call, response)

        def may_repeat(error: BaseException) -> bool:
            nonlocal failed, wait
            if not isinstance(error, SESv2Error):
                return False
            if isinstance(error, CallTimeoutError):  # what is told is how the last attempt ended
                failed.add_note(f"Not repeated: {error}.")
                return False
            failed, decided = error, self.decide(call, error)
            wait = decided or 0.0
            return decided is not None

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(may_repeat), wait=lambda _: wait, sleep=call.wait, reraise=True
        )
        try:
            return retrying(attempt)
        except SESv2Error:
            return self.conclude(call, response, failed)

    def _take_turn(self, call: Call) -> None:
        costs = self.pacing.costs(call.operation, call.request, self._region)
        if not costs:
            return
        left = call.time_left()
        reservation = self.pacing.reserve(costs, left) if left is None or left > 0 else None
        if reservation is None:
            raise call.out_of_time()
        try:
            call.wait(reservation.wait)
        except BaseException:
            self.pacing.release(reservation)
            raise

    def decide(self, call: Call, error: SESv2Error) -> float | None:
        """Seconds to wait before the call is attempted again. None: it ended."""
        failure = retry.failure_of(error)
        call.unknown = call.unknown or failure is retry.Failure.UNKNOWN
        decision = retry.decide(
            call.policy,
            failure,
            call.operation.repeat,
            attempts=call.attempts,
            elapsed=clock.current().monotonic() - call.started,
            retry_after=getattr(error, "retry_after", None),
            random=random.random(),
        )
        wait, reason = decision.wait, decision.reason
        lost = failure in (retry.Failure.NOT_SENT, retry.Failure.UNKNOWN)
        if wait is not None and lost and not self.budget.take():
            wait, reason = None, "the client has used up its retry budget (RetryPolicy.budget)"
        name = call.operation.name
        if wait is not None:
            logger.warning(
                "%s: attempt %d failed (%s), repeating in %.2f s", name, call.attempts, type(error).__name__, wait
            )
        elif reason is not None:
            logger.warning("%s: not repeated: %s", name, reason)
            error.add_note(f"Not repeated: {reason}.")
        return wait

    def conclude(self, call: Call, response: type[ResponseT], error: SESv2Error) -> ResponseT:
        """The end of a call whose last attempt failed: mostly it raises."""
        done = call.conclude(error)
        answer = response()
        vars(answer)["metadata"] = ResponseMetadata(done.request_id, done.status, call.attempts, call.waited, b"", ())
        return answer

    @property
    def _region(self) -> str:
        return self.boto3_client.meta.region_name

    def attempt(self, call: Call, response: type[ResponseT]) -> ResponseT:
        """Send the request once, and read its answer. Waits for nobody but the service."""
        client = self.boto3_client
        try:
            answer = self._send(client, call, response)
        except AuthenticationError as error:
            if error.code not in _EXPIRED or call.renewed or not self._reconnect(client):
                raise
            call.renewed = True
            answer = self._send(self.boto3_client, call, response)
        self.budget.answered()
        return answer

    def _reconnect(self, expired: "BaseClient") -> bool:
        """Have the next attempt use credentials that are looked up anew."""
        if self._renewable:
            with self._client_lock:
                if self._client is expired:  # another thread may have been faster
                    self._client = None
        return self._renewable

    def _send(self, client: "BaseClient", call: Call, response: type[ResponseT]) -> ResponseT:
        call.attempts += 1
        call.began = clock.current().monotonic()
        try:
            answer = self._exchange(client, call, response)
        except SESv2Error as error:
            if isinstance(error, TooManyRequestsError):
                self._note_throttle(call, error)
            self._tell(call, error)
            raise
        self._tell(call, answer.metadata)
        return answer

    def _note_throttle(self, call: Call, error: TooManyRequestsError) -> None:
        quota = self.pacing.quota
        if quota is not None:
            error.max_send_rate = quota.max_send_rate
            error.max_24_hour_send = quota.max24_hour_send
            error.sent_last_24_hours = quota.sent_last24_hours
        if not isinstance(error, DailyQuotaExceededError):
            self.pacing.throttled(call.operation, self._region, call.began)

    def _tell(self, call: Call, end: ResponseMetadata | SESv2Error) -> None:
        """Log an attempt that has ended, and show it to the observer."""
        observer = self._config.on_event
        if observer is None and not logger.isEnabledFor(logging.DEBUG):
            return
        event = CallEvent(
            operation=call.operation.name,
            attempt=call.attempts,
            waited=call.waited - call.waited_before,
            duration=clock.current().monotonic() - call.began,
            outcome=retry.failure_of(end).value if isinstance(end, SESv2Error) else "ok",
            status=getattr(end, "status", None),
            request_id=getattr(end, "request_id", None),
            error_code=getattr(end, "code", None),
        )
        call.waited_before = call.waited
        logger.debug(
            "%s: attempt %d: %s (HTTP %s, request id %s, error %s) after %.3f s",
            event.operation, event.attempt, event.outcome, event.status, event.request_id, event.error_code,
            event.duration,
        )  # fmt: skip
        if observer is not None:
            try:
                observer(event)
            except Exception as error:
                # Its text could hold anything.
                logger.warning("ClientConfig.on_event raised %s, which was ignored", type(error).__name__)

    def _exchange(self, client: "BaseClient", call: Call, response: type[ResponseT]) -> ResponseT:
        call.body = None
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
            raise self._service_error(call, error) from error
        except boto.StubResponseError:
            raise  # a test's own stub complains: the test's author should see it as it is
        except boto.BotoCoreError as error:
            raise self._transport_error(call, error) from error
        finally:
            _PENDING.reset(pending)
        return self._read(call, parsed, response)

    def _read(self, call: Call, parsed: dict[str, Any], response: type[ResponseT]) -> ResponseT:
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

    def _ask_quota(self) -> "SendQuota | None":
        from sesv2kit.models.account import GET_ACCOUNT, GetAccountRequest, GetAccountResponse

        return self.attempt(Call(GET_ACCOUNT, GetAccountRequest(), self._config.retry), GetAccountResponse).send_quota

    def _service_error(self, call: Call, error: boto.ClientError) -> ServiceError:
        response = cast("dict[str, Any]", error.response)
        details, facts = response.get("Error", {}), response.get("ResponseMetadata", {})
        status = facts.get("HTTPStatusCode")
        code = details.get("Code")
        if code is not None and str(code).isdigit():  # botocore's stand-in for an answer without a code
            code = None
        message = details.get("Message") or ""
        headers = facts.get("HTTPHeaders", {})
        sends = any(limit.per_second is None for limit in call.operation.rates)
        cls = error_class(code, status, message, sends=sends)
        meta = self.boto3_client.meta
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

    def _transport_error(self, call: Call, error: boto.BotoCoreError) -> SESv2Error:
        name = call.operation.name
        text = str(error).rstrip(".")
        if isinstance(error, _NOT_SENT) or _proxy_refused(error) or _is_handshake(error):
            region, url = self._region, without_passwords(self.boto3_client.meta.endpoint_url)
            return ConnectError(
                f"{name} was not sent: {text}. Check the network, proxy settings, the region ({region}) "
                f"and the endpoint ({url})",
                operation=name,
                attempts=call.attempts,
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
    except ValueError:
        return None
    return None if moment.tzinfo is None else (clock.current().now() - moment).total_seconds()


_EXPIRED = ("ExpiredTokenException", "ExpiredToken")
"""The codes for temporary credentials that have run out."""

_NOT_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError)

_PATH = re.compile(r"(https?://[^/\s\"']+|\burl: )/[^\s\"')]*")
"""A URL's path: here it holds names and addresses, which no error may print."""


def _host(url: str) -> str:
    """The host of a URL, with its port if it names one."""
    return urlsplit(url).netloc.rpartition("@")[2]


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
