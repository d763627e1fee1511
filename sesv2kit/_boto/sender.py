"""Sends our own calls over sockets of its own, in place of botocore's HTTP session over urllib3.

botocore's session takes half of the time of a small call, and it does not tell how far a request got. The sender notes
each step on the attempt, so that a request which did not leave is known as "not sent".

It stands where botocore keeps the HTTP session of a boto3 client. So botocore still builds, signs and parses, and calls
it only after all handlers of its `before-send` event, those of moto and of the user included, have declined to respond.

One rule: what is usual it does itself; whatever is not goes to botocore's session, or, if it is in a response, to
http.client's parser. `_is_usual` (the client), `send` (the request), `intact` (the process) and `receiving` (the
response) say what is usual.
"""

import contextlib
import errno
import http.client
import re
import socket
import ssl
import weakref
from concurrent.futures import CancelledError
from types import FunctionType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import botocore.awsrequest
import botocore.exceptions as boto
import urllib3.connection
import urllib3.util.connection
from botocore.httpsession import URLLib3Session, create_urllib3_context, get_cert_path
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util import wait_for_read

from sesv2kit._boto.receiving import TOKEN, Body, receive
from sesv2kit._boto.tracebacks import frames_of, module_of
from sesv2kit._core import clock, fork
from sesv2kit._core.call import Attempt, Step

if TYPE_CHECKING:
    from botocore.client import BaseClient

ENABLED = True
"""Whether new boto3 clients get a sender."""

ATTEMPT = "sesv2kit_attempt"
"""The key of an attempt in the context of its request."""

MAX_IDLE = 15.0
"""Seconds after which a connection is not used again, long before AWS closes it."""

_RECORD = 16 * 1024
"""The size of a TLS record. A first write that is no larger is sent whole, or the other side cannot read any of it."""

_USUAL = re.compile(rb"[A-Z]+ /[!-~]* HTTP/1\.1\r\n(?:" + TOKEN + rb": [^\r\n\0]*\r\n)+\r\n")
_UNUSUAL_HEADERS = {"accept-encoding", "connection", "expect", "host", "te", "transfer-encoding", "upgrade"}


def install(client: "BaseClient") -> None:
    """Put a sender into a boto3 client, if botocore would send its requests in the usual way."""
    endpoint: Any = getattr(client, "_endpoint", None)
    session: Any = getattr(endpoint, "http_session", None)
    if ENABLED and type(session) is URLLib3Session:
        with contextlib.suppress(AttributeError, TypeError):  # this botocore keeps its settings elsewhere
            if _is_usual(session, client):
                endpoint.http_session = Sender(session, client)


def _is_usual(session: Any, client: Any) -> bool:
    """Whether botocore connects without a proxy, a certificate of the client and FIPS."""
    proxy = session._proxy_config.proxy_url_for(client.meta.endpoint_url)
    return not (proxy or client.meta.config.client_cert or client.meta.config.use_fips_endpoint)


_found_intact: tuple[Any, ...] = ()


def intact() -> bool:
    """Whether all that botocore's session sends with is as it was written.

    A recorder in a test, a tracer or a patch may have replaced a part, and expects to be called.
    """
    global _found_intact
    plain, tls = http.client.HTTPConnection, http.client.HTTPSConnection
    made, made_tls = botocore.awsrequest.AWSHTTPConnectionPool, botocore.awsrequest.AWSHTTPSConnectionPool
    over: Any = urllib3.connection.HTTPConnection
    util = urllib3.util.connection
    parts = (
        ("botocore.httpsession", URLLib3Session.send),
        ("botocore.awsrequest", made, made_tls, made.ConnectionCls, made_tls.ConnectionCls),
        ("urllib3.connectionpool", HTTPConnectionPool.urlopen),
        ("urllib3.connection", over, over.connect, over.request, over.getresponse),
        ("urllib3.util.connection", util.create_connection, util.allowed_gai_family),
        ("http.client", plain, tls, plain.connect, plain.putrequest, plain.endheaders, plain.getresponse),
    )
    if parts != _found_intact:
        # Names of modules are compared, not objects: a replacement may be older than this module.
        if not all(_home(part) == module for module, *owned in parts for part in owned):
            return False
        _found_intact = parts
    return True


def _home(part: Any) -> str | None:
    """The module where a function or class was written. None: it is something else, such as a mock."""
    if type(part) is FunctionType:
        return part.__globals__.get("__name__")
    return part.__module__ if type(part) is type else None


class Sender:
    """An HTTP session with the interface of botocore's."""

    def __init__(self, session: Any, client: "BaseClient") -> None:
        """Make a sender for a boto3 client which connects as `session`, botocore's own, would."""
        config: Any = client.meta.config
        parts = urlsplit(client.meta.endpoint_url)
        self._session = session
        self._prefix = f"{parts.scheme}://{parts.netloc}"
        self._is_tls = parts.scheme == "https"
        usual_port = 443 if self._is_tls else 80
        host, port = parts.hostname or "", parts.port or usual_port
        self._address = (host, port)
        named = f"[{host}]" if ":" in host else host
        self._host = (named if port == usual_port else f"{named}:{port}").encode()
        self._verify: Any = session._verify
        self._options: list[Any] = [*session._socket_options]
        self._size: int = config.max_pool_connections
        self._connect_timeout, self._read_timeout = config.connect_timeout, config.read_timeout
        self._context: ssl.SSLContext | None = None
        self._idle: list[tuple[socket.socket, float, float]] = []
        self._generation = 0
        fork.renew_in_children(self)
        weakref.finalize(self, _close_all, self._idle)  # the client may be given up without a call of close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def close(self) -> None:
        """Close idle connections, and each one in use when its response has been read."""
        self.renew()
        self._session.close()

    def renew(self) -> None:
        """In a forked child: close its copies of the connections, which remain open in the parent."""
        self._generation += 1
        _close_all(self._idle)

    def send(self, request: Any) -> Any:
        """Send a request and read the response.

        Raises:
            HTTPClientError: There is no response. It is of the class that botocore's session raises.
        """
        attempt: Attempt | None = request.context.get(ATTEMPT)
        body, url = request.body, request.url
        usual = (
            attempt is not None
            and (body is None or type(body) is bytes)
            and url.startswith(self._prefix + "/")
            and not request.stream_output
            and "read_timeout" not in request.context
            and intact()
        )
        head = self._head(request) if usual else None
        if attempt is None or head is None:
            return self._session.send(request)
        attempt.step = Step.CONNECTING
        generation = self._generation
        sock = self._take()
        try:
            if sock is None:
                sock = self._connect()
                if attempt.call.keyed is not None:  # connecting took time, and its lease may be over
                    attempt.call.keyed.stay(attempt.call)
            _write(sock, attempt, head, body or b"")
            status, headers, content, reusable = receive(sock, attempt)
            made: Any = botocore.awsrequest.AWSResponse
            response = made(url, status, headers, Body(content))
        except BaseException as error:
            if sock is not None:
                sock.close()
            if (raised := _as_raised_by_botocore(error, request, attempt)) is error:
                raise
            raise raised  # noqa: B904 raise-without-from: `exchange` may raise the error itself, which would be a cycle
        if reusable and len(self._idle) < self._size and not (self._is_tls and sock.pending()):
            now = clock.current()
            self._idle.append((sock, now.monotonic(), now.now().timestamp()))
            if generation != self._generation:  # closed in the meantime
                _close_all(self._idle)
        else:
            sock.close()
        return response

    def _head(self, request: Any) -> bytes | None:
        """Request line and headers. None: there is something unusual in them."""
        target = request.url[len(self._prefix) :].partition("#")[0]
        lines = [f"{request.method} {target} HTTP/1.1".encode(), b"Host: " + self._host, b"Accept-Encoding: identity"]
        for name, value in request.headers.items():
            if type(value) is str and value.isascii():
                value = value.encode()
            if type(value) is not bytes or not name.isascii() or name.lower() in _UNUSUAL_HEADERS:
                return None
            lines.append(name.encode() + b": " + value)
        head = b"\r\n".join((*lines, b"", b""))
        return head if _USUAL.fullmatch(head) and head.count(b"\n") == len(lines) + 1 else None

    def _take(self) -> Any:
        """An open connection on which nothing has happened since its last response. None: there is none."""
        now = clock.current()
        while True:
            try:
                sock, since, since_date = self._idle.pop()
            except IndexError:
                return None
            # Both clocks: the monotonic one may stop while a machine is suspended, and the other one can be set.
            fresh = 0 <= now.monotonic() - since <= MAX_IDLE and 0 <= now.now().timestamp() - since_date <= MAX_IDLE
            # One that can be read was closed, or got a response that nobody asked for.
            if fresh and not wait_for_read(sock, 0):
                return sock
            sock.close()

    def _connect(self) -> Any:
        context = self._tls() if self._is_tls else None
        sock = socket.create_connection(self._address, self._connect_timeout)
        try:
            for option in self._options:
                sock.setsockopt(*option)
            if context is not None:
                sock = context.wrap_socket(sock, server_hostname=self._address[0])
            sock.settimeout(self._read_timeout)
        except BaseException:
            sock.close()
            raise
        return sock

    def _tls(self) -> ssl.SSLContext:
        """The TLS settings of botocore and urllib3, made once: reading the authorities takes some milliseconds."""
        context = self._context
        if context is None:
            context = create_urllib3_context()
            context.set_alpn_protocols(["http/1.1"])
            if self._verify:
                context.check_hostname = True
                try:
                    context.load_verify_locations(get_cert_path(self._verify))
                except OSError as error:
                    raise ssl.SSLError(*error.args) from error
            else:
                context.verify_mode = ssl.CERT_NONE
            self._context = context
        return context


def _close_all(idle: list[tuple[socket.socket, float, float]]) -> None:
    with contextlib.suppress(IndexError):  # several threads may do this
        while True:
            idle.pop()[0].close()


def _write(sock: Any, attempt: Attempt, head: bytes, body: bytes) -> None:
    attempt.step = Step.WRITING
    try:
        sent = sock.send((head + body[:_RECORD])[:_RECORD])
    except OSError as error:
        # The connection was closed before: none of its bytes left. A signal handler may raise the same after the write,
        # but not from these modules.
        *_, innermost = frames_of(error)
        if error.errno in (errno.EPIPE, errno.ECONNRESET) and module_of(innermost) in (__name__, "ssl"):
            attempt.step = Step.CONNECTING
        raise
    if sent < len(head) + len(body):
        with contextlib.suppress(BrokenPipeError):  # the service may have responded before it read everything
            if sent < len(head):
                sock.sendall(head[sent:])
            sock.sendall(memoryview(body)[max(0, sent - len(head)) :])  # not joined: it may have 50 MB
    attempt.step = Step.WRITTEN


def _as_raised_by_botocore(error: BaseException, request: Any, attempt: Attempt) -> BaseException:
    """The exception that botocore's session would raise."""
    about: dict[str, Any] = {"endpoint_url": request.url, "error": error}
    if isinstance(error, CancelledError) or not isinstance(error, Exception):
        return error
    if isinstance(error, ssl.SSLError):
        return boto.SSLError(**about)
    if attempt.step is Step.CONNECTING and isinstance(error, OSError):
        timed_out = isinstance(error, TimeoutError)
        return boto.ConnectTimeoutError(**about) if timed_out else boto.EndpointConnectionError(**about)
    if isinstance(error, TimeoutError):
        return boto.ReadTimeoutError(**about)
    if isinstance(error, OSError | http.client.HTTPException):
        return boto.ConnectionClosedError(request=request, **about)
    return boto.HTTPClientError(error=error)
