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
from botocore.credentials import Credentials, DeferredRefreshableCredentials, RefreshableCredentials

from sesv2kit import ClientConfig
from sesv2kit.errors import AuthenticationError, OutcomeUnknownError
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


class Vault:
    """A source of keys that expire in a year by its own words. SES accepts only the newest."""

    def __init__(self, *, deferred: bool = False) -> None:
        self.issued = ["KEY0"]
        self.gives: Callable[[], str] = lambda: f"KEY{len(self.issued)}"
        if deferred:
            later: Any = DeferredRefreshableCredentials(lambda: self._keys("KEY0"), "v")
            self.credentials: Any = later
            self.credentials.get_frozen_credentials()
            self.credentials._refresh_using = self.refresh
        else:
            self.credentials = RefreshableCredentials.create_from_metadata(self._keys("KEY0"), self.refresh, "v")
        self.session = boto3.Session(region_name="us-east-1")
        core: Any = self.session._session  # pyright: ignore[reportPrivateUsage]  # as users of assumed roles do
        core._credentials = self.credentials

    def refresh(self) -> dict[str, str]:
        self.issued.append(self.gives())
        return self._keys(self.issued[-1])

    def _keys(self, key: str) -> dict[str, str]:
        return {"access_key": key, "secret_key": "s", "token": f"token of {key}", "expiry_time": "2100-01-01T00:00:00Z"}


@pytest.mark.parametrize("deferred", [False, True])
@pytest.mark.parametrize("by_default", [False, True])
def test_credentials_that_refresh_themselves_are_refreshed_once_and_the_send_repeated(
    by_default: bool, deferred: bool, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(deferred=deferred)
    if by_default:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", vault.session)
    with (
        Server(expecting("KEY1")) as server,
        make(
            session=None if by_default else vault.session,
            region_name="us-east-1",
            endpoint_url=server.url,
            config=ClientConfig(pacing=False),
        ) as client,
    ):
        before = client.boto3_client
        assert client.sending.send_email(**SEND).metadata.attempts == 2
        assert client.sending.send_email(**SEND).metadata.attempts == 1
        assert [signed_by(seen) for seen in server.seen] == ["KEY0", "KEY1", "KEY1"]
        assert client.boto3_client is before
    assert vault.issued == ["KEY0", "KEY1"]
    assert vault.session.get_credentials() is vault.credentials


def of_vault(vault: Vault, url: str) -> Any:
    return make(session=vault.session, endpoint_url=url, config=ClientConfig(pacing=False))


def test_only_the_token_of_refreshed_credentials_may_be_new(clock: FakeClock) -> None:
    vault = Vault()
    vault.gives = lambda: "KEY0"
    keys = vault.credentials._refresh_using

    def script(seen: Seen) -> Answer:
        return answer({"MessageId": "1"}) if seen.headers["x-amz-security-token"] == "new" else EXPIRED

    vault.credentials._refresh_using = lambda: {**keys(), "token": "new"}
    with Server(script) as server, of_vault(vault, server.url) as client:
        assert client.sending.send_email(**SEND).metadata.attempts == 2


def test_a_refresh_is_not_tried_twice_by_a_call_nor_at_once_by_the_next(clock: FakeClock) -> None:
    vault = Vault()
    with Server(expecting("NEVER")) as server, of_vault(vault, server.url) as client:
        for attempts, issued in ((2, 2), (1, 2)):
            with pytest.raises(AuthenticationError, match="Hint: temporary credentials have expired") as caught:
                client.sending.send_email(**SEND)
            assert (caught.value.attempts, len(vault.issued)) == (attempts, issued)
        clock.time += 10
        with pytest.raises(AuthenticationError):
            client.sending.send_email(**SEND)
        assert len(vault.issued) == 3
        assert len(server.seen) == 5


@pytest.mark.parametrize("how", ["the same key", "a failure", "an expired key", "nothing"])
def test_nothing_is_repeated_if_the_refresh_brings_no_newer_key(how: str, clock: FakeClock) -> None:
    vault = Vault()

    def refresh() -> dict[str, str]:
        vault.issued.append("KEY0")
        if how == "a failure":
            raise OSError("the source is down")
        keys = {"access_key": "KEY0", "secret_key": "s", "token": "token of KEY0"}
        year = {"the same key": 2100, "an expired key": 2000}.get(how)
        return {} if year is None else {**keys, "expiry_time": f"{year}-01-01T00:00:00Z"}

    vault.credentials._refresh_using = refresh
    with Server(expecting("NEVER")) as server, of_vault(vault, server.url) as client:
        with pytest.raises(AuthenticationError) as caught:
            client.sending.send_email(**SEND)
        assert (len(server.seen), caught.value.attempts, len(vault.issued)) == (1, 1, 2)


def test_many_threads_refresh_once(clock: FakeClock) -> None:
    vault = Vault()
    all_there = threading.Barrier(8)
    with (
        Server(expecting("KEY1", all_there.wait)) as server,
        of_vault(vault, server.url) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        attempts = list(pool.map(lambda _: client.sending.send_email(**SEND).metadata.attempts, range(8)))
    assert (attempts, vault.issued) == ([2] * 8, ["KEY0", "KEY1"])
    assert len(server.seen) == 16


def test_an_outcome_that_was_unknown_before_is_not_repeated_by_a_refresh(clock: FakeClock) -> None:
    """botocore's own repeat of a lost request met the refusal: the first one may have been carried out."""
    vault = Vault()
    settings = ClientConfig(pacing=False, allow_client_retries=True)
    retries = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    with Server([answer({}, 500), EXPIRED]) as server:
        client = make(session=vault.session, endpoint_url=server.url, boto_config=retries, config=settings)
        with client, pytest.raises(OutcomeUnknownError):
            client.sending.send_email(**SEND)
        assert len(server.seen) == 2


def test_a_source_that_fails_when_the_keys_are_looked_at_does_not_hide_the_refusal(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    vault = Vault()

    def fail() -> dict[str, str]:
        raise OSError("SECRET")

    def expire(seen: Seen) -> Answer:
        vault.credentials._expiry_time = datetime(2000, 1, 1, tzinfo=UTC)
        vault.credentials._refresh_using = fail
        return EXPIRED

    with Server(expire) as server, of_vault(vault, server.url) as client, pytest.raises(AuthenticationError):
        client.sending.send_email(**SEND)
    told = [record.getMessage() for record in caplog.records if record.name == "sesv2kit"]
    assert told == ["SES rejected the credentials as expired, and refreshing them raised OSError"]
