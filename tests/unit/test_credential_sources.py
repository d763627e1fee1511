"""Every credential source of boto3 works in the same way with sesv2kit."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import boto3
import botocore.credentials
import pytest
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver

from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from tests.aio import blocking
from tests.faults.server import Server, answer
from tests.unit import credential_sources as sources
from tests.unit.credential_sources import SOURCES, Home, Source, new_session, signed_by

Call = Callable[[], object]


def plain(source: Source, session: boto3.Session | None, url: str) -> Call:
    """A call with boto3."""
    used = session or boto3.Session(profile_name=source.profile)
    config = Config(retries={"total_max_attempts": 1})
    client = (boto3 if source.default else used).client("sesv2", endpoint_url=url, config=config)

    def call() -> None:
        client.get_account()
        found: Any = used.get_credentials()
        assert found.method == source.method

    return call


def ours(make: Callable[..., SESv2]) -> Callable[[Source, boto3.Session | None, str], Call]:
    """The same call with sesv2kit."""

    def caller(source: Source, session: boto3.Session | None, url: str) -> Call:
        client = make(
            profile_name=source.profile,
            session=None if source.default else session,
            endpoint_url=url,
            config=ClientConfig(pacing=False),
        )
        return client.account.get_account

    return caller


CALLERS = {"boto3": plain, "sync": ours(SESv2), "async": ours(blocking.client)}


@dataclass(frozen=True)
class Observed:
    """The results of two calls."""

    keys: list[str]
    """By call: the access key id in its signature."""
    regions: list[str]
    """By call: the region in its signature."""
    issued: list[str]
    """Every access key id that the source returned."""
    asked: list[str]
    """Every request to the source."""


class Observe(Protocol):
    """Makes two calls with a client of `CALLERS`."""

    def __call__(self, source: Source, client: str, boto3_is_used: bool = True) -> Observed: ...


def without_boto3(patch: pytest.MonkeyPatch) -> None:
    """As in a program that has not imported boto3: clients then have a session of botocore's."""
    patch.delitem(sys.modules, "boto3")


@pytest.fixture
def observe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Observe:
    """Make two calls with a client that gets its credentials from a source."""

    def observed(source: Source, client: str, boto3_is_used: bool = True) -> Observed:
        newest: list[str] = []
        with monkeypatch.context() as patch, Server([answer()]) as ses:
            home = Home(tmp_path / f"{client} {boto3_is_used}", patch)
            with Server(home) as vendor:
                home.serve_at(vendor.url)
                source.prepare(home)
                session = new_session(source, home)
                if not boto3_is_used:
                    without_boto3(patch)
                call = CALLERS[client](source, session, ses.url)
                call()
                newest.append(home.issued[-1])
                source.change(home)
                call()
                newest.append(home.issued[-1])
        keys = [signed_by(seen) for seen in ses.seen]
        assert keys == newest
        regions = [seen.headers["authorization"].split("/")[2] for seen in ses.seen]
        return Observed(keys, regions, home.issued, home.asked)

    return observed


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_requests_are_signed_with_the_sources_key_as_boto3_signs_them(source: Source, observe: Observe) -> None:
    expected = observe(source, "boto3")
    assert len(set(expected.keys)) == (2 if source.refreshes else 1)
    assert observe(source, "sync") == expected
    assert observe(source, "async") == expected
    if source.session is None:
        assert observe(source, "sync", boto3_is_used=False) == expected


def test_no_provider_of_the_table_has_vanished_from_botocore() -> None:
    assert sources.vanished() == []


class Report:
    """Output at the end of a run."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def section(self, title: str) -> None:
        self.lines.append(title)

    def write_line(self, line: str) -> None:
        self.lines.append(line)


def test_a_provider_that_botocore_adds_is_reported_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Novel(CredentialProvider):
        METHOD = "passkey"

    real = botocore.credentials.create_credential_resolver

    def newer(session: Any) -> CredentialResolver:
        resolver: Any = real(session)
        return CredentialResolver([*resolver.providers, Novel()])

    monkeypatch.setattr(botocore.credentials, "create_credential_resolver", newer)
    written: Any = Report()
    sources.report(written)
    assert written.lines[1:] == ["passkey"]
    assert "credential providers" in written.lines[0]
    assert sources.vanished() == []


def test_a_provider_that_botocore_drops_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    real = botocore.credentials.create_credential_resolver

    def poorer(session: Any) -> CredentialResolver:
        resolver: Any = real(session)
        return CredentialResolver([one for one in resolver.providers if one.METHOD != "sso"])

    monkeypatch.setattr(botocore.credentials, "create_credential_resolver", poorer)
    assert sources.vanished() == ["sso"]
