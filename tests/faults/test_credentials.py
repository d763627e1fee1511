"""Expired temporary credentials: looked up again by a client that found them itself."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.credentials import Credentials, RefreshableCredentials

from sesv2kit import ClientConfig
from sesv2kit.errors import AuthenticationError
from tests.faults.server import Answer, Seen, Server, answer, refusal
from tests.unit.credential_sources import signed_by
from tests.unit.support import SEND, FakeClock, make, session

pytestmark = pytest.mark.usefixtures("each_client")

EXPIRED = refusal(403, "ExpiredTokenException", "The security token included in the request is expired")


def write_key(path: Path, key: str) -> None:
    path.write_text(f"[default]\naws_access_key_id={key}\naws_secret_access_key=s\naws_session_token=t\n")


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A credentials file, as `aws login` and similar tools write it."""
    path = tmp_path / "credentials"
    write_key(path, "OLDKEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    return path


def expecting(key: str, meanwhile: Callable[[], object] = lambda: None) -> Callable[[Seen], Answer]:
    """A service that accepts only one key."""

    def script(seen: Seen) -> Answer:
        if f"Credential={key}/" in seen.headers["authorization"]:
            return answer({"MessageId": "1"})
        meanwhile()
        return EXPIRED

    return script


def test_credentials_are_looked_up_once_more_and_the_send_repeated(key_file: Path, clock: FakeClock) -> None:
    with (
        Server(expecting("NEWKEY", lambda: write_key(key_file, "NEWKEY"))) as server,
        make("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False)) as client,
    ):
        assert client.options(max_attempts=2).sending.send_email(**SEND).metadata.attempts == 2
        assert client.sending.send_email(**SEND).metadata.attempts == 1
        assert len(server.seen) == 3
    assert len(clock.sleeps) == 1


def test_they_are_looked_up_once_a_call(key_file: Path, clock: FakeClock) -> None:
    with (
        Server(expecting("NEWKEY")) as server,
        make("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False)) as client,
        pytest.raises(AuthenticationError) as caught,
    ):
        client.sending.send_email(**SEND)
    assert (len(server.seen), caught.value.attempts, caught.value.code) == (2, 2, "ExpiredTokenException")


def test_many_threads_look_them_up_once(key_file: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[boto3.Session] = []
    real = boto3.Session

    def counted(**settings: str | None) -> boto3.Session:
        made.append(real(**settings))  # type: ignore[arg-type]  # any value
        return made[-1]

    monkeypatch.setattr(boto3, "Session", counted)
    all_there = threading.Barrier(8, lambda: write_key(key_file, "NEWKEY"))
    with (
        Server(expecting("NEWKEY", all_there.wait)) as server,
        make("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False)) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        attempts = list(pool.map(lambda _: client.sending.send_email(**SEND).metadata.attempts, range(8)))
    assert attempts == [2] * 8
    assert len(made) == 2


@pytest.fixture
def default_session(monkeypatch: pytest.MonkeyPatch) -> Callable[..., boto3.Session]:
    """Sets up boto3's default session for the test."""

    def set_up(**settings: str) -> boto3.Session:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session(**settings))  # type: ignore[arg-type]  # any
        assert boto3.DEFAULT_SESSION is not None
        return boto3.DEFAULT_SESSION

    return set_up


def test_they_are_looked_up_beside_the_default_session(
    key_file: Path, clock: FakeClock, default_session: Callable[..., boto3.Session]
) -> None:
    """That session exists as soon as a program has called `boto3.client` for any service."""
    default = default_session()
    with (
        Server(expecting("NEWKEY", lambda: write_key(key_file, "NEWKEY"))) as server,
        make("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False)) as client,
    ):
        assert client.sending.send_email(**SEND).metadata.attempts == 2
        assert client.sending.send_email(**SEND).metadata.attempts == 1
        assert len(server.seen) == 3
    held = default.get_credentials()
    assert held is not None
    assert held.access_key == "OLDKEY"  # it belongs to the user, and is not changed


@pytest.mark.parametrize("how", ["keys", "refreshing", "another source"])
def test_credentials_of_a_default_session_are_not_replaced_by_those_of_another_source(
    how: str, key_file: Path, clock: FakeClock, default_session: Callable[..., boto3.Session]
) -> None:
    if how == "keys":
        default_session(aws_access_key_id="MINE", aws_secret_access_key="s")
    else:
        core: Any = default_session()._session  # pyright: ignore[reportPrivateUsage]  # as users of assumed roles do
        moment = datetime(2100, 1, 1, tzinfo=UTC)
        core._credentials = (
            RefreshableCredentials("MINE", "s", "t", moment, dict, "sts-assume-role")
            if how == "refreshing"
            else Credentials("MINE", "s", "t", method="vault")
        )
    with (
        Server(expecting("NEWKEY", lambda: write_key(key_file, "NEWKEY"))) as server,
        make("us-east-1", endpoint_url=server.url, config=ClientConfig(pacing=False)) as client,
        pytest.raises(AuthenticationError),
    ):
        client.sending.send_email(**SEND)
    assert {signed_by(seen) for seen in server.seen} == {"MINE"}


@pytest.mark.parametrize("given", ["session", "boto3_client"])
def test_what_was_passed_in_is_not_replaced(given: str, clock: FakeClock) -> None:
    with Server(expecting("NEWKEY")) as server:
        quiet = Config(retries={"total_max_attempts": 1})
        ready = session().client("sesv2", endpoint_url=server.url, config=quiet)
        client = (
            make(boto3_client=ready, config=ClientConfig(pacing=False))
            if given == "boto3_client"
            else make(session=session(), endpoint_url=server.url, config=ClientConfig(pacing=False))
        )
        with pytest.raises(AuthenticationError, match="Hint: ") as caught:
            client.sending.send_email(**SEND)
        assert len(server.seen) == 1
        client.close()
        ready.close()
    assert caught.value.attempts == 1
