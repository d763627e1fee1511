"""The local SES in the same process: inside the block, boto3's SES v2 calls go to the local SES instead of AWS.

moto intercepts the calls and serves every other AWS service. Only this module and `neighbours` use moto.
"""

import copy
import errno
import functools
import inspect
import os
import re
from collections.abc import Awaitable, Callable, Collection
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast
from unittest import mock
from urllib.parse import urlsplit

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.iam.models import get_account_id_from
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as PoolTimeoutError

from sesv2kit._core.clock import installed
from sesv2kit.testing.backend import Backend
from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.faults import Loss
from sesv2kit.testing.neighbours import follow_subscriptions, neighbours
from sesv2kit.testing.protocol.assumptions import Assume, read_assume
from sesv2kit.testing.protocol.clock import VirtualClock
from sesv2kit.testing.protocol.signature import signature

P = ParamSpec("P")
R = TypeVar("R")

MotoReply = tuple[int, dict[str, str], bytes]

_HOSTS = re.compile(
    r"email(?:-fips)?\.(?P<region>[^.]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)"
)
"""The hosts of SES: the regional endpoints, also FIPS and dual-stack."""


class mock_sesv2:
    """Run SES v2 locally. It is a context manager that returns the `Backend`, and a decorator.

    ```python
    with mock_sesv2() as backend:
        backend.verify_identity("example.com")
        boto3.client("sesv2", region_name="us-east-1").send_email(...)
        assert backend.outbox[0].subject == "Hello"
    ```

    It applies to every boto3 client of the process, also to one made before the block. moto's other AWS services work
    inside it too. The credentials decide the account, as in moto: calls of an assumed role belong to the role's
    account, all others to 123456789012. Waits for rate limits and retries use `backend.clock` and take no time. Calls
    of a client with its own endpoint, from `endpoint_url` or AWS_ENDPOINT_URL_SESV2, raise a RuntimeError.

    A block applies to the whole process. Tests that run in parallel threads need one block around all of them, and each
    its own account or region.
    """

    def __init__(
        self, region_name: str | None = None, *, assume: Assume = True, deliver_to: Collection[str] = ()
    ) -> None:
        """Start nothing yet. All regions are served; `region_name` is the region of the returned `Backend`.

        It defaults to AWS_DEFAULT_REGION of the environment, or else to us-east-1. `assume` says which behaviours of
        AWS are assumed that only one source describes: all (True), none (False), or all except those set to False by
        name, as in `{"vdm_before_everything": False}`; docs/testing.md has the table of the names. An unknown name
        raises a ValueError. `deliver_to` has the hosts, besides this machine, to whose endpoints events may be sent.
        """
        self._region_name = region_name
        self._deliver_to = tuple(deliver_to)
        self._assume: Assume = read_assume(assume)
        self._stack = ExitStack()

    def start(self) -> Backend:
        """Begin without a `with` block, as a notebook or a `setUp` does. `stop` must follow."""
        clock = VirtualClock()
        engine = Engine(clock, neighbours, self._assume)
        engine.topics.allow(self._deliver_to)
        region = self._region_name or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        with ExitStack() as stack:
            intercept = functools.partial(_intercept, engine)
            stack.enter_context(mock.patch.object(botocore_stubber, "process_request", intercept))
            stack.enter_context(mock.patch.object(URLLib3Session, "send", _caught(URLLib3Session.send)))
            stack.enter_context(mock_aws())
            stack.enter_context(installed(clock))
            servers = stack.enter_context(ExitStack())
            engine.topics.base_url = functools.cache(functools.partial(_served, engine, servers))
            self._stack = stack.pop_all()
        return Backend(engine, DEFAULT_ACCOUNT_ID, region)

    def stop(self) -> None:
        """End what `start` began. Another `stop` does nothing."""
        self._stack.close()

    def __enter__(self) -> Backend:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function or a coroutine function. Each call runs in its own local SES."""
        if inspect.isclass(function) or inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(
                "mock_sesv2 decorates functions; in a class or a fixture, use `with mock_sesv2() as backend:`"
            )
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: P.args, **kwargs: P.kwargs) -> Any:
                with mock_sesv2(self._region_name, assume=self._assume, deliver_to=self._deliver_to):
                    return await cast(Awaitable[Any], function(*args, **kwargs))

            return cast(Callable[P, R], run_async)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with mock_sesv2(self._region_name, assume=self._assume, deliver_to=self._deliver_to):
                return function(*args, **kwargs)

        return run


def _served(engine: Engine, stack: ExitStack) -> str:
    """The URL to confirm subscriptions at: an HTTP server on this machine, which starts when a message contains its
    URL."""
    from sesv2kit.testing.server.http import running

    return stack.enter_context(running(engine)).endpoint_url


def _intercept(engine: Engine, request: Any) -> MotoReply | None:
    """Handles the calls of all boto3 clients inside the block: calls of SES v2 go to the local SES, the others to moto.

    moto has no public hook for this. Of its private methods, this one has changed the least.
    """
    url = urlsplit(str(request.url))
    host = _HOSTS.fullmatch(url.hostname or "")
    signed = signature(request.headers)
    if host is None and signed and signed["service"] == "ses" and "/v2/email/" in url.path:
        raise RuntimeError(
            f"mock_sesv2 serves SES at its regional endpoints only, not at {url.scheme}://{url.netloc}: "
            "make the client without endpoint_url, and unset AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SESV2"
        )
    if signed and signed["service"] == "sns":
        account = _account(request.headers, signed["key"])
        with follow_subscriptions(engine.topics, account, signed["region"], request.body):
            answer = _moto(request)
        engine.topics.deliver()
        return answer
    if host is None or url.path in ("", "/"):  # SES v1 has no other path
        return _moto(request)
    region = (signed and signed["region"]) or host["region"]
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    account = _account(request.headers, signed["key"] if signed else "")
    reply = engine.handle(account, region, Request(request.method, url.path, url.query, body))
    if reply.status == 501:
        # moto may have an operation that the local SES does not have yet. If it lacks the operation too, it raises, and
        # the status stays 501.
        with suppress(NotImplementedError):
            regional = copy.copy(request)
            regional.url = url._replace(netloc=f"email.{region}.amazonaws.com").geturl()
            return _moto(regional)
    engine.clock.sleep(reply.delay)
    _check_arrival(reply, request)
    return reply.status, dict(reply.headers), reply.body


def _check_arrival(reply: Reply, request: Any) -> None:
    """Raise the exception that botocore's HTTP session raises when a response is lost."""
    url = str(request.url)
    if reply.loss is Loss.STALL:
        pool = HTTPSConnectionPool(urlsplit(url).netloc)
        raise ReadTimeoutError(endpoint_url=url, error=PoolTimeoutError(pool, url, "Read timed out."))
    if reply.loss is Loss.RESET:
        reset = ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        broken = ProtocolError(f"Connection broken: {reset!r}", reset)
        raise ConnectionClosedError(endpoint_url=url, request=request, error=broken)


def _caught(send: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The replacement of a method of botocore's HTTP session, for clients that were made before moto was imported."""

    def send_unless_served(session: Any, request: Any) -> Any:
        answer = botocore_stubber("before-send", request)
        return send(session, request) if answer is None else answer

    return send_unless_served


def _moto(request: Any) -> MotoReply | None:
    """moto's response. None: the call is for another service."""
    return cast(MotoReply | None, BotocoreStubber.process_request(botocore_stubber, request))


def _account(headers: Any, access_key: str) -> str:
    """The account of a request, as moto derives it."""
    return os.environ.get("MOTO_ACCOUNT_ID") or headers.get("x-moto-account-id") or get_account_id_from(access_key)
