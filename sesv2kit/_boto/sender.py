"""Sends our own calls with Python's http.client, in place of botocore's HTTP session over urllib3.

botocore's session takes half of the time of a small call, and it does not say how far a request got. This one notes
each step on the attempt, so that a failed request which did not leave is known as "not sent".

A `Sender` stands where botocore keeps the HTTP session of a boto3 client. So botocore still builds, signs and parses,
and calls it only after all handlers of its `before-send` event, those of moto and of the user included, have declined
to respond. What `Sender.send` does not handle goes to botocore's session, which it keeps.
"""

import contextlib
import errno
import functools
import http.client
import io
import ssl
import weakref
from concurrent.futures import CancelledError
from types import FunctionType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import botocore.awsrequest
import botocore.exceptions as boto
from botocore.httpsession import URLLib3Session, create_urllib3_context, get_cert_path
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util import wait_for_read

from sesv2kit._boto.bodies import MAX_ERROR_BODY
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
"""Seconds after which a connection is not used again. AWS closes idle ones later than that."""

_UNUSUAL = {"connection", "expect", "proxy-authorization", "te", "transfer-encoding", "upgrade"}
"""Headers that change how a request or its response is transferred. botocore sends those requests."""

_RECORD = 16 * 1024
"""The size of a TLS record. A smaller first write is sent as a whole, or the other side cannot read any of it."""

_SPARE = 64 * 1024
"""Bytes read beyond the limit of a body: compressed it may be longer, and a connection left unread is lost."""


class _Recording:
    """Mixed into an http.client connection: what it would write is kept, so that headers and body leave together."""

    head = b""

    def send(self, data: bytes) -> None:
        """Keep the request line and the headers."""
        self.head = data


@functools.cache
def _kinds() -> tuple[Any, Any]:
    """Connections without and with TLS. Made at first use: http.client may be patched when this module is loaded."""
    plain, tls = http.client.HTTPConnection, http.client.HTTPSConnection
    return type("Plain", (_Recording, plain), {}), type("Tls", (_Recording, tls), {})


class _Body(io.BytesIO):
    """A body that was read, as botocore's AWSResponse wants it."""

    def stream(self) -> tuple[bytes]:
        """All of it at once."""
        return (self.getvalue(),)


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
    return not (proxy or session._cert_file or session._key_file or client.meta.config.use_fips_endpoint)


def _intact() -> bool:
    """Whether what botocore sends with is its own: a test's recorder, or a tracer, may have replaced it.

    Modules are compared, not objects: a replacement may be older than this module.
    """
    connection = botocore.awsrequest.AWSHTTPSConnectionPool.ConnectionCls
    return (
        _defined_in(URLLib3Session.send, "botocore.httpsession")
        and _defined_in(HTTPConnectionPool.urlopen, "urllib3.connectionpool")
        and connection is botocore.awsrequest.AWSHTTPSConnection
        and connection.__module__ == "botocore.awsrequest"
        and http.client.HTTPConnection.__module__ == http.client.HTTPSConnection.__module__ == "http.client"
    )


def _defined_in(function: Any, module: str) -> bool:
    return type(function) is FunctionType and function.__globals__.get("__name__") == module


class Sender:
    """An HTTP session with the interface of botocore's."""

    def __init__(self, session: Any, client: "BaseClient") -> None:
        """Make a sender for a boto3 client that connects as `session`, its HTTP session of botocore's, does."""
        config: Any = client.meta.config
        parts = urlsplit(client.meta.endpoint_url)
        self._session = session
        self._prefix = f"{parts.scheme}://{parts.netloc}/"
        self._host, self._port, self._is_tls = parts.hostname, parts.port, parts.scheme == "https"
        self._verify: Any = session._verify
        self._options: list[Any] = [*session._socket_options]
        self._size: int = session._max_pool_connections
        self._connect_timeout, self._read_timeout = config.connect_timeout, config.read_timeout
        self._context: ssl.SSLContext | None = None
        self._idle: list[tuple[Any, float, float]] = []
        self._generation = 0
        fork.renew_in_children(self)
        weakref.finalize(self, _close_all, self._idle)  # the client may be given up without a call of close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def close(self) -> None:
        """Close idle connections, and each one in use when its response has been read."""
        self._generation += 1
        self._drain()
        self._session.close()

    def renew(self) -> None:
        """In a forked child: close its copies of the connections, which remain open in the parent."""
        self._generation += 1
        self._drain()

    def _drain(self) -> None:
        _close_all(self._idle)

    def send(self, request: Any) -> Any:
        """Send a request and read the response.

        Raises:
            HTTPClientError: There is no response. It is of the class that botocore's session raises.
        """
        attempt: Attempt | None = request.context.get(ATTEMPT)
        headers = list(request.headers.items())
        names = {name.lower() for name, _ in headers}
        usual = (
            attempt is not None
            and (request.body is None or type(request.body) is bytes)
            and request.url.startswith(self._prefix)
            and not request.stream_output
            and "read_timeout" not in request.context
            and _UNUSUAL.isdisjoint(names)
            and _intact()
        )
        if attempt is None or not usual:
            return self._session.send(request)
        attempt.step = Step.CONNECTING
        generation = self._generation
        connection = self._take()
        try:
            if connection is None:
                connection = self._connect()
                if attempt.call.keyed is not None:  # connecting took time, and its lease may be over
                    attempt.call.keyed.enter(attempt.call)
            attempt.step = Step.CONNECTED
            connection.putrequest(
                request.method,
                request.url[len(self._prefix) - 1 :].partition("#")[0],
                skip_host="host" in names,
                skip_accept_encoding="accept-encoding" in names,
            )
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders()
            response, body = _exchange(connection, attempt, connection.head + (request.body or b""))
            made = _as_botocores(request.url, response, body)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if (raised := _as_raised_by_botocore(error, request, attempt)) is error:
                raise
            raise raised  # noqa: B904 raise-without-from: `exchange` may raise the error itself, which would be a cycle
        self._give_back(connection, response, generation)
        return made

    def _take(self) -> Any:
        """An open connection on which nothing has happened since its last response. None: there is none."""
        now = clock.current()
        while True:
            try:
                connection, since, since_date = self._idle.pop()
            except IndexError:
                return None
            # Both clocks: the monotonic one may stop while a machine is suspended, and the other one can be set.
            idle = (now.monotonic() - since, now.now().timestamp() - since_date)
            fresh = all(0 <= seconds <= MAX_IDLE for seconds in idle)
            # One that can be read was closed, or got a response that nobody asked for.
            if fresh and not wait_for_read(connection.sock, 0):
                return connection
            connection.close()

    def _give_back(self, connection: Any, response: Any, generation: int) -> None:
        """Keep a connection for the next request, if its response was usual and was read to its end."""
        whole = response.isclosed() and not response.length
        framed = len(response.headers.get_all("content-length", ())) + response.chunked == 1
        usual = response.version == 11 and not response.will_close and response.status >= 200
        left = self._is_tls and connection.sock is not None and connection.sock.pending()
        if not (whole and usual and (framed or response.status == 204)) or left or len(self._idle) >= self._size:
            connection.close()
            return
        now = clock.current()
        self._idle.append((connection, now.monotonic(), now.now().timestamp()))
        if generation != self._generation:  # closed in the meantime
            self._drain()

    def _connect(self) -> Any:
        plain, tls = _kinds()
        timeout = self._connect_timeout
        if self._is_tls:
            connection = tls(self._host, self._port, timeout=timeout, context=self._tls())
        else:
            connection = plain(self._host, self._port, timeout=timeout)
        try:
            connection.connect()
            for option in self._options:
                connection.sock.setsockopt(*option)
            connection.sock.settimeout(self._read_timeout)
        except BaseException:
            connection.close()
            raise
        return connection

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


def _close_all(idle: list[tuple[Any, float, float]]) -> None:
    with contextlib.suppress(IndexError):  # several threads may do this
        while True:
            idle.pop()[0].close()


def _exchange(connection: Any, attempt: Attempt, data: bytes) -> tuple[Any, bytes]:
    """Write a request, and read its response up to the limit for its body."""
    attempt.step = Step.WRITING
    try:
        sent = connection.sock.send(data[:_RECORD])
    except OSError as error:
        if _took_nothing(error):
            attempt.step = Step.CONNECTED
        raise
    with contextlib.suppress(BrokenPipeError):  # the service may have responded before it read everything
        if sent < len(data):
            connection.sock.sendall(memoryview(data)[sent:])
    attempt.step = Step.WRITTEN
    response = connection.getresponse()
    attempt.step = Step.HEADERS_READ
    surplus = bool(response.length) and len(response.fp.peek(1)) > response.length
    limit = MAX_ERROR_BODY if response.status >= 300 else attempt.max_response_size
    body = response.read(limit + _SPARE)
    attempt.step = Step.BODY_READ
    if surplus:
        response.will_close = True  # nobody asked for what came after the body
    return response, body


def _took_nothing(error: OSError) -> bool:
    """Whether the first write failed because the connection was closed before it: none of its bytes left.

    A signal handler may raise the same classes after a write, but not from these modules.
    """
    *_, innermost = frames_of(error)
    return error.errno in (errno.EPIPE, errno.ECONNRESET) and module_of(innermost) in (__name__, "ssl")


def _as_botocores(url: str, response: Any, body: bytes) -> Any:
    """The response in the class in which botocore expects it."""
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return botocore.awsrequest.AWSResponse(url, response.status, headers, _Body(body))


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
    if isinstance(error, OSError) or (
        isinstance(error, http.client.HTTPException) and attempt.step is not Step.CONNECTED
    ):
        return boto.ConnectionClosedError(request=request, **about)
    return boto.HTTPClientError(error=error)
