"""The in-process carrier: inside the block, boto3's SES v2 calls reach the local SES instead of AWS.

moto intercepts the calls and serves every other AWS service; this module is the one place that knows moto.
"""

import copy
import errno
import functools
import inspect
import os
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack, suppress
from email.utils import parseaddr
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
from moto.s3.exceptions import BucketAlreadyExists, S3ClientError
from moto.s3.models import s3_backends
from moto.ses.models import Message, RawMessage, ses_backends
from moto.sns.exceptions import SNSException
from moto.sns.models import sns_backends
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as PoolTimeoutError

from sesv2kit._core.clock import installed
from sesv2kit.testing.backend import Backend
from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.faults import Loss
from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.protocol.assumptions import Assume, read_assume
from sesv2kit.testing.protocol.clock import VirtualClock
from sesv2kit.testing.protocol.signature import signature
from sesv2kit.testing.state.neighbours import Neighbours

P = ParamSpec("P")
R = TypeVar("R")

MotoReply = tuple[int, dict[str, str], bytes]

_HOSTS = re.compile(
    r"email(?:-fips)?\.(?P<region>[^.]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)"
)
"""Where SES lives: the regional endpoints, also FIPS and dual-stack."""


class mock_sesv2:
    """Run SES v2 locally: a context manager that gives the `Backend`, and a decorator.

    ```python
    with mock_sesv2() as backend:
        backend.verify_identity("example.com")
        boto3.client("sesv2", region_name="us-east-1").send_email(...)
        assert backend.outbox[0].subject == "Hello"
    ```

    Every boto3 client of the process is served, also one made before the block. moto's other AWS services work inside
    too. Accounts follow the credentials as in moto: an assumed role's calls belong to its account, all others to
    123456789012. Waits for pacing and retries run on `backend.clock` and take no time. A client with an endpoint of
    its own, from `endpoint_url` or AWS_ENDPOINT_URL_SESV2, is out of reach: its calls raise a RuntimeError.

    A block rules the whole process: tests in threads beside each other need one around them all, and accounts or
    regions of their own.
    """

    def __init__(self, region_name: str | None = None, *, assume: Assume = True) -> None:
        """All regions are served; `region_name` is the one that the Backend shows first.

        It defaults to the environment's AWS_DEFAULT_REGION, else to us-east-1. `assume` says which behaviours of AWS
        are assumed that one source alone tells of: all (True), none (False), or all but those set to False by name, as
        in `{"vdm_before_everything": False}`; docs/testing.md has the table of the names. An unknown name is a
        ValueError.
        """
        self._region_name = region_name
        self._assume: Assume = read_assume(assume)
        self._stack = ExitStack()

    def __enter__(self) -> Backend:
        clock = VirtualClock()
        engine = Engine(clock, _neighbours, self._assume)
        region = self._region_name or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        with ExitStack() as stack:
            intercept = functools.partial(_intercept, engine)
            stack.enter_context(mock.patch.object(botocore_stubber, "process_request", intercept))
            stack.enter_context(mock.patch.object(URLLib3Session, "send", _caught(URLLib3Session.send)))
            stack.enter_context(mock_aws())
            stack.enter_context(installed(clock))
            self._stack = stack.pop_all()
        return Backend(engine, DEFAULT_ACCOUNT_ID, region)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function or a coroutine function: each call runs in a local SES of its own."""
        if inspect.isclass(function) or inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(
                "mock_sesv2 decorates functions; in a class or a fixture, use `with mock_sesv2() as backend:`"
            )
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: P.args, **kwargs: P.kwargs) -> Any:
                with mock_sesv2(self._region_name, assume=self._assume):
                    return await cast(Awaitable[Any], function(*args, **kwargs))

            return cast(Callable[P, R], run_async)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with mock_sesv2(self._region_name, assume=self._assume):
                return function(*args, **kwargs)

        return run


_ACCOUNT_OF_SES = "000000000000"
"""Whose buckets SES writes to, so that they are not among the user's."""


_EVENT_SUBJECT = "Amazon SES Email Event Notification"
"""The subject under which SES publishes to SNS."""


class _Moto(Neighbours):
    """Writes identities and mail through to moto's SES v1, whose clients see them too, and files to its S3."""

    def __init__(self, ses: Any) -> None:
        self._ses = ses
        self._s3: Any = s3_backends[ses.account_id][ses.partition]
        self._s3_of_ses: Any = s3_backends[_ACCOUNT_OF_SES][ses.partition]

    def identity_created(self, name: str) -> None:
        self._ses.create_email_identity_v2(name, None, None, None)  # unlike v1's own methods, takes any name as it is

    def identity_deleted(self, name: str) -> None:
        for each in [each for each in self._ses.email_identities if key(each) == name]:
            del self._ses.email_identities[each]

    def mail_sent(self, mail: SentMail) -> None:
        destinations = {"ToAddresses": [*mail.to], "CcAddresses": [*mail.cc], "BccAddresses": [*mail.bcc]}
        everyone = [*mail.to, *mail.cc, *mail.bcc]
        message: Any
        if mail.content.mime is not None:
            text = mail.content.mime.decode("utf-8", "replace")
            message = RawMessage(mail.message_id, mail.from_address, everyone, text)
        else:
            body = mail.html or mail.text or ""
            message = Message(mail.message_id, mail.from_address, mail.subject, body, destinations)
        self._ses.sent_messages.append(message)
        self._ses.sent_message_count += len(everyone)
        self._ses.__process_sns_feedback__(parseaddr(mail.from_address)[1], everyone)

    def event_published(self, topic_arn: str, message: str) -> None:
        account, region = topic_arn.split(":")[4], topic_arn.split(":")[3]
        with suppress(SNSException, KeyError):
            sns_backends[account][region].publish(message, topic_arn, subject=_EVENT_SUBJECT)

    def identities(self) -> Iterable[str]:
        return list(self._ses.email_identities)

    def file(self, url: str) -> bytes | None:
        bucket, _, key = url.removeprefix("s3://").partition("/")
        try:
            found = self._s3.get_object(bucket, key)
        except S3ClientError:
            return None
        return found.value if found else None

    def file_written(self, url: str, content: bytes) -> None:
        bucket, _, key = url.removeprefix("s3://").partition("/")
        with suppress(BucketAlreadyExists):
            self._s3_of_ses.create_bucket(bucket, self._ses.region_name)
        self._s3_of_ses.put_object(bucket, key, content)

    def reset(self) -> None:
        self._ses.reset()


def _neighbours(account: str, region: str) -> Neighbours:
    try:
        return _Moto(ses_backends[account][region])
    except KeyError:
        return Neighbours()  # a region that moto does not know


def _intercept(engine: Engine, request: Any) -> MotoReply | None:
    """What every call of every boto3 client comes to inside the block: the local SES answers its own, moto the rest.

    moto offers no public way in; of its inside, this method has kept its form the longest.
    """
    url = urlsplit(str(request.url))
    host = _HOSTS.fullmatch(url.hostname or "")
    signed = signature(request.headers)
    if host is None and signed and signed["service"] == "ses" and "/v2/email/" in url.path:
        raise RuntimeError(
            f"mock_sesv2 serves SES at its regional endpoints only, not at {url.scheme}://{url.netloc}: "
            "make the client without endpoint_url, and unset AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SESV2"
        )
    if host is None or url.path in ("", "/"):  # SES v1 has no other path
        return _moto(request)
    region = (signed and signed["region"]) or host["region"]
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    account = _account(request.headers, signed["key"] if signed else "")
    reply = engine.handle(account, region, Request(request.method, url.path, url.query, body))
    if reply.status == 501:
        # moto may have an operation that is newer than the local SES. One that it lacks too raises, and 501 stands.
        with suppress(NotImplementedError):
            regional = copy.copy(request)
            regional.url = url._replace(netloc=f"email.{region}.amazonaws.com").geturl()
            return _moto(regional)
    engine.clock.sleep(reply.delay)
    _check_arrival(reply, request)
    return reply.status, dict(reply.headers), reply.body


def _check_arrival(reply: Reply, request: Any) -> None:
    """Raise for a lost answer what botocore's HTTP session raises: here, an exception comes from where its own do."""
    url = str(request.url)
    if reply.loss is Loss.STALL:
        pool = HTTPSConnectionPool(urlsplit(url).netloc)
        raise ReadTimeoutError(endpoint_url=url, error=PoolTimeoutError(pool, url, "Read timed out."))
    if reply.loss is Loss.RESET:
        reset = ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        broken = ProtocolError(f"Connection broken: {reset!r}", reset)
        raise ConnectionClosedError(endpoint_url=url, request=request, error=broken)


def _caught(send: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The method of botocore's HTTP session, for clients that were made before moto was imported and do not know it."""

    def send_unless_served(session: Any, request: Any) -> Any:
        answer = botocore_stubber("before-send", request)
        return send(session, request) if answer is None else answer

    return send_unless_served


def _moto(request: Any) -> MotoReply | None:
    """moto's own answer, or None where the call is for somebody else."""
    return cast(MotoReply | None, BotocoreStubber.process_request(botocore_stubber, request))


def _account(headers: Any, access_key: str) -> str:
    """The account of a request, as moto derives it."""
    return os.environ.get("MOTO_ACCOUNT_ID") or headers.get("x-moto-account-id") or get_account_id_from(access_key)
