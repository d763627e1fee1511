"""Helpers of the core's tests: a clock that sleeping moves, and clients of a server on this machine."""

import functools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sesv2kit._boto import sender
from sesv2kit._core import clock as clocks
from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from sesv2kit.paging import PageIterator
from tests.aio import blocking

SEND: dict[str, Any] = {
    "from_email_address": "from@secret.example",
    "destination": "to@secret.example",
    "content": {"simple": {"subject": {"data": "secret subject"}, "body": {"text": {"data": "secret body"}}}},
}
NO_SET = " (the request names no set: only a default set of the sender's identity has such events)"
"""What an unknown outcome adds where the request names no configuration set."""

BULK: dict[str, Any] = {
    "from_email_address": "from@secret.example",
    "default_content": {"template": {"template_name": "secret", "template_data": {"name": "secret"}}},
    "bulk_email_entries": [
        {"destination": ["a@secret.example", "b@secret.example"]},
        {"destination": "c@secret.example"},
    ],
}
"""Emails with secret content: no error and no log record may contain any of it."""


class FakeClock:
    """A clock on which sleeping takes no real time, and which records every sleep.

    Args:
        frozen: Sleeping does not change it, as if all threads had begun to sleep at the same time.
    """

    def __init__(self, *, frozen: bool = False) -> None:
        self.sleeps: list[float] = []
        self.time = 1000.0
        self._frozen = frozen
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.time)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.sleeps.append(seconds)
            self.time += 0 if self._frozen else seconds


@functools.cache
def session() -> boto3.Session:
    """One session for all clients, because creating one takes longer than most tests."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


def client_of(url: str | None, boto_config: Config | None = None, /, **settings: Any) -> SESv2:
    """A client that sends to `url`, unpaced unless the settings of its `ClientConfig` say otherwise."""
    chosen: dict[str, Any] = {"pacing": False, **settings}
    return make(session=session(), endpoint_url=url, boto_config=boto_config, config=ClientConfig(**chosen))


class Kind:
    """The client under test."""

    make: Callable[..., SESv2] = SESv2
    pager: Callable[..., PageIterator[Any, Any]] = PageIterator


def make(*arguments: Any, **settings: Any) -> SESv2:
    """An SESv2 or, with `each_client`, an AsyncSESv2 with the interface of SESv2."""
    return Kind.make(*arguments, **settings)


def pager(*arguments: Any, **settings: Any) -> Any:
    """A PageIterator, or an AsyncPageIterator with its interface."""
    return Kind.pager(*arguments, **settings)


@pytest.fixture(params=["sync", "async"])
def each_client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test once for each of the two clients that `make` and `client_of` return."""
    if request.param == "async":
        monkeypatch.setattr(Kind, "make", blocking.client)
        monkeypatch.setattr(Kind, "pager", blocking.pager)
    kind: str = request.param
    return kind


@pytest.fixture(params=["own", pytest.param("botocores", marks=pytest.mark.slow)])
def each_sender(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with our own sender and with botocore's HTTP session."""
    monkeypatch.setattr(sender, "ENABLED", request.param == "own")
    kind: str = request.param
    return kind


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither configuration of the machine's nor another test's default session reaches boto3.

    No proxy stands before 127.0.0.1.
    """
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in [*os.environ]:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    nothing = str(tmp_path_factory.getbasetemp() / "nothing")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, nothing)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads switch so often that a missing lock fails the test."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def clock() -> Iterator[FakeClock]:
    """A fake clock, installed during the test."""
    one = FakeClock()
    with clocks.installed(one):
        yield one
