"""No address, content, password or key is in the text of an error, in a traceback or in a log record."""

import functools
import json
import logging
import pickle
import re
import socket
import traceback
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from pydantic import SecretStr

from sesv2kit import ClientConfig, SESv2
from sesv2kit.config import RetryPolicy
from sesv2kit.errors import (
    ConfigurationError,
    ConnectError,
    NoResponseError,
    OutcomeUnknownError,
    RequestInvalidError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
)
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.identities import DkimSigningAttributes, GetEmailIdentityPoliciesResponse
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.suppression import GET_SUPPRESSED_DESTINATION
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.keys import base64_of, rsa_key
from tests.unit.support import SEND, FakeClock, client_of

SECRET = re.compile("secret|hunter2", re.IGNORECASE)
ADDRESS = {"email_address": "secret@secret.example"}
"""This one is part of the URL."""


@functools.cache
def session() -> boto3.Session:
    """One session for all tests: making one takes longer than most of them."""
    return boto3.Session("AKID", "hunter2", "hunter2", region_name="us-east-1")


class Road(NamedTuple):
    """The target of a request, and the error that its caller gets."""

    open: Callable[[], AbstractContextManager[Any]]
    """Opens a server, or returns a URL."""
    error: type[SESv2Error]
    proxy: str = ""
    """URL of a proxy, with a password."""
    patience: float = 20.0
    """Seconds to wait for a response. A busy machine takes long for one that comes."""


def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


def at(answered: Answer) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: Server([answered])


@contextmanager
def plain() -> Generator[str]:
    with Server([answer(b"", 400)]) as server:
        yield server.url.replace("http:", "https:")


def to(url: str) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: nullcontext(url)


ROADS = {
    "refused": Road(lambda: nullcontext(f"http://{nobody()}"), ConnectError),
    "not resolved": Road(to("http://nowhere.invalid"), ConnectError),
    "no TLS there": Road(plain, ConnectError),
    "proxy refused": Road(to("https://far.example"), ConnectError, "http://hunter2:hunter2@127.0.0.1:1"),
    "proxy not resolved": Road(to("https://far.example"), ConnectError, "http://hunter2:hunter2@nowhere.invalid"),
    "stalled": Road(at(Answer(end=End.STALL)), NoResponseError, patience=0.1),
    "closed": Road(at(Answer(end=End.CLOSE)), NoResponseError),
    "reset": Road(at(Answer(end=End.RESET)), NoResponseError),
    "cut": Road(at(answer(b"x", length=9, end=End.CLOSE)), ResponseUnreadableError),
    "no HTTP": Road(at(Answer(b"no HTTP\r\n\r\n", End.CLOSE)), NoResponseError),
    "HTML": Road(at(answer(b"<html>")), ResponseUnreadableError),
    "failed": Road(at(refusal(500, "InternalFailure")), ServiceError),
    "refused by the service": Road(at(refusal(400, "BadRequestException")), ServiceError),
    "redirect": Road(at(answer(b"", 302, {"Location": "http://nowhere.invalid"})), ServiceError),
}


def config_of(road: Road) -> Config | None:
    return Config(proxies={"http": road.proxy, "https": road.proxy}) if road.proxy else None


@pytest.mark.parametrize("password", ["", "hunter2:hunter2@"], ids=["", "password"])
@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
@pytest.mark.parametrize(
    ("operation", "request_"), [(GET_SUPPRESSED_DESTINATION, ADDRESS), (SEND_EMAIL, SEND)], ids=["path", "body"]
)
def test_whatever_fails_tells_no_secret(
    operation: Any, request_: Any, road: Road, password: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "sesv2kit")
    config = ClientConfig(pacing=False, read_timeout=road.patience, retry=RetryPolicy(max_attempts=2))
    with road.open() as opened:
        url: str = opened.url if isinstance(opened, Server) else opened
        url = url.replace("//", f"//{password}")
        with (
            SESv2(session=session(), endpoint_url=url, boto_config=config_of(road), config=config) as client,
            pytest.raises(SESv2Error) as caught,
        ):
            client.call(operation, request_)
    error = caught.value
    assert isinstance(error.__cause__ if isinstance(error, OutcomeUnknownError) else error, road.error)
    told = [str(error), repr(error), *traceback.format_exception(error, limit=0), caplog.text]
    if not isinstance(error, OutcomeUnknownError):  # it has the request, for the program to inspect
        told.append(pickle.dumps(error).decode("latin-1"))
    assert not SECRET.search("\n".join(told))


@pytest.mark.parametrize("rest", ["hunter2@no host", "hunter2/x@127.0.0.1:1", "x/hunter2@127.0.0.1:1"])
def test_an_endpoint_that_is_none_is_told_without_its_password(rest: str) -> None:
    with SESv2("us-east-1", endpoint_url=f"http://name:{rest}") as client, pytest.raises(ConfigurationError) as caught:
        client.account.get_account()
    told = "".join(traceback.format_exception(caught.value, limit=0))
    assert "endpoint_url cannot be read" in told
    assert not SECRET.search(told)


@pytest.mark.parametrize("request_", [{}, SEND], ids=["safe", "send"])
def test_a_proxy_that_cannot_be_read_is_our_mistake_and_told_without_its_password(request_: Any) -> None:
    proxies = Config(proxies={"http": "http://name:hunter2/x@127.0.0.1:1"})
    operation: Any = SEND_EMAIL if request_ else GET_ACCOUNT
    with client_of("http://far.example", proxies) as client, pytest.raises(ConfigurationError) as caught:
        client.call(operation, request_)
    assert not SECRET.search("".join(traceback.format_exception(caught.value, limit=0)))


def test_arguments_that_are_refused_are_not_told() -> None:
    bad = {**SEND, "destination": "secr\u00e9t@secret.example", "secret@secret.example": 1, "reply_to_addresses": 5}
    with SESv2("us-east-1") as client, pytest.raises(RequestInvalidError) as caught:
        client.call(SEND_EMAIL, bad)
    assert not re.search("secr", "".join(traceback.format_exception(caught.value, limit=0)))


def test_keys_of_a_map_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    keys = ("secret@secret.example", "secret-1", "secret", "secret.example", "0.secret")
    body = json.dumps({"Policies": dict.fromkeys(keys, 1)}).encode()
    _, unread = GetEmailIdentityPoliciesResponse.from_body(body)
    assert unread == tuple(f"Policies.{key}" for key in keys)
    assert not SECRET.search(caplog.text)
    assert "Policies.(key)" in caplog.text


def test_what_is_printed_of_a_client_and_its_keys() -> None:
    client = SESv2(endpoint_url="http://hunter2@127.0.0.1:1", region_name="us-east-1")
    key = DkimSigningAttributes(domain_signing_private_key=SecretStr(base64_of(rsa_key())))
    assert not SECRET.search(f"{client!r} {ClientConfig()!r} {key!r} {key}")
    assert base64_of(rsa_key())[:20] not in f"{key!r} {key}"
