"""Requests to the endpoints of subscribers, as SNS makes them. They go to this machine only, unless other hosts are
allowed."""

import http.client
import socket
import traceback
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from sesv2kit.events.envelopes import SnsType
from sesv2kit.testing.server.origin import is_local

Endpoint: TypeAlias = str | Callable[[Mapping[str, str], bytes], int]
"""A URL, or a function that takes the headers and the body of a request and returns the HTTP status."""

_TIMEOUT = 15.0
"""Seconds in which an endpoint must respond."""


@dataclass(frozen=True, kw_only=True)
class SnsPost:
    """One request to a subscribed endpoint: an entry of `Backend.posts`."""

    endpoint: str
    """The URL, without user and password, or the name of the function."""
    subscription_arn: str
    """ARN of the subscription."""
    type: SnsType
    """Its type: Notification, SubscriptionConfirmation or UnsubscribeConfirmation."""
    message_id: str
    """The id of the message, the same in each attempt and each copy."""
    attempt: int
    """The number of the attempt, from 1."""
    timestamp: datetime
    """When it was made."""
    headers: Mapping[str, str] = field(repr=False)
    """Its headers."""
    body: bytes = field(repr=False)
    """Its body: the message as JSON; with raw message delivery, only the event."""
    status: int | None = None
    """The HTTP status of the response. None: there was none."""
    error: str | None = None
    """Why there was no response. None: there was a response."""

    @property
    def delivered(self) -> bool:
        """Whether the endpoint accepted it: with status 200 to 299."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def final(self) -> bool:
        """Whether SNS makes no other attempt: it was accepted, or refused with a status of 400 to 499 except 429."""
        return self.delivered or (self.status is not None and 400 <= self.status < 500 and self.status != 429)


class PostError(Exception):
    """No response came."""


class Connections:
    """Makes requests one at a time. Closing it aborts the current request."""

    def __init__(self, allowed_hosts: Collection[str] = ()) -> None:
        self.allowed_hosts: set[str] = {host.lower() for host in allowed_hosts}
        self._present: http.client.HTTPConnection | None = None
        self._closed = False

    def check(self, endpoint: Endpoint) -> None:
        """Check that an endpoint is a URL whose host is this machine or allowed.

        Raises:
            PostError: It is not.
        """
        if isinstance(endpoint, str):
            self._parsed(endpoint)

    def post(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status of the response.

        Raises:
            PostError: No response came.
        """
        if isinstance(endpoint, str):
            return self._post(self._parsed(endpoint), headers, body)
        try:
            return endpoint(headers, body)
        except Exception as error:
            traceback.print_exc()
            raise PostError(f"it raised {type(error).__name__}") from None

    def close(self) -> None:
        """Abort the current request, and make no further one."""
        self._closed = True
        found = self._present
        if found is not None and found.sock is not None:
            with suppress(OSError):
                found.sock.shutdown(socket.SHUT_RDWR)

    def _parsed(self, url: str) -> SplitResult:
        try:
            parsed = urlsplit(url)
            host, _ = parsed.hostname, parsed.port
        except ValueError:
            raise PostError("its URL is malformed") from None
        if parsed.scheme not in ("http", "https") or not host:
            raise PostError("its URL is neither http nor https")
        if not is_local(f"[{host}]" if ":" in host else host) and host not in self.allowed_hosts:
            raise PostError(f"{host} is not this machine; to allow it, add it to deliver_to")
        return parsed

    def _post(self, url: SplitResult, headers: Mapping[str, str], body: bytes) -> int:
        status = self._status(url, headers, body)
        if status == 401 and url.username is not None:  # SNS sends user and password only after a 401
            pair = f"{unquote(url.username)}:{unquote(url.password or '')}".encode()
            status = self._status(url, {**headers, "Authorization": f"Basic {b64encode(pair).decode()}"}, body)
        return status

    def _status(self, url: SplitResult, headers: Mapping[str, str], body: bytes) -> int:
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=_TIMEOUT)
        self._present = connection
        try:
            target = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
            connection.connect()
            if self._closed:  # too early to abort it
                raise PostError("the server ended")
            connection.request("POST", target, body, {**headers})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise PostError(f"no response: {type(error).__name__}") from None
        finally:
            self._present = None
            connection.close()
