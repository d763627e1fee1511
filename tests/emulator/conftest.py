"""Every test here has its own local SES and uses it with a plain boto3 client."""

from collections.abc import Iterator
from typing import Any

import boto3
import moto.core.models
import pytest
from botocore.config import Config

from sesv2kit.testing import Backend, mock_sesv2
from tests.sharing import REQUESTS

from .helpers import check_answer


@pytest.fixture
def mocked_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that use the requests library inside the mock."""
    monkeypatch.setattr(moto.core.models, "RESPONSES_METHODS", REQUESTS)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if "mocked_requests" in request.fixturenames:  # before the mock begins
        request.getfixturevalue("mocked_requests")
    with mock_sesv2("us-east-1") as backend:
        yield backend


@pytest.fixture
def ses(backend: Backend) -> Any:
    return make_client()


@pytest.fixture
def sender(backend: Backend) -> str:
    """A verified address to send from."""
    backend.verify_identity("example.com")
    return "ann@example.com"


SESSION: Any = boto3.Session(aws_access_key_id="AKIAMADEBEFORE000000", aws_secret_access_key="secret")
"""One session for all clients, because botocore's model takes long to load."""


def make_client(region: str = "us-east-1", **options: Any) -> Any:
    """A client that sends all input once, without validation, so that the local SES validates it; responses are
    checked."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, **options.pop("config", {}))
    client = SESSION.client("sesv2", region_name=region, config=config, **options)
    client.meta.events.register("after-call.sesv2", check_answer)
    return client
