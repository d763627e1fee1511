"""The fixtures of tests with the server, under the same names as those in process."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from sesv2kit.testing import Backend, Server, serve

from .conftest import make_client


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.backend.reset()
    return running


@pytest.fixture
def backend(server: Server) -> Backend:
    return server.backend


@pytest.fixture
def ses(server: Server) -> Any:
    return make_client(endpoint_url=server.endpoint_url)


def address(server: Server) -> tuple[str, int]:
    url = urlsplit(server.endpoint_url)
    return url.hostname or "", url.port or 0


def ask(server: Server, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """The status and the JSON of a response."""
    connection = http.client.HTTPConnection(*address(server), timeout=10)
    with contextlib.closing(connection):
        content = body if isinstance(body, bytes) or body is None else json.dumps(body)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status, json.loads(answer.read())
