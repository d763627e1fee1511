"""`client.pinpoint_email`: a separate boto3 client, with the same call path."""

import io
import json
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from sesv2kit.client import SESv2
from sesv2kit.errors import BadRequestError, ConfigurationError
from sesv2kit.models.pinpoint_email import GetAccountResponse, SendQuota
from tests.services.conftest import Stubbed

ACCOUNT_ON_WIRE = {
    "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 3.0},
    "SendingEnabled": True,
    "DedicatedIpAutoWarmupEnabled": False,
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": False,
}


class Body(io.BytesIO):
    """The object from which botocore reads a response."""

    def stream(self, **_: Any) -> list[bytes]:
        return [self.read()]


class Network:
    """Replaces the network of a session's boto3 clients: records each request and responds to it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.status = 200
        self.headers: Any = {"x-amzn-RequestId": "r-1"}
        self.body: dict[str, Any] = {}

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        self.seen.append((request.method, request.url))
        raw: Any = Body(json.dumps(self.body).encode())
        return AWSResponse(request.url, self.status, self.headers, raw)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def client(network: Network) -> SESv2:
    session: Any = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-west-1")
    # Clients of the session use the handlers that are registered here.
    session.events.register("before-send", network.answer)
    return SESv2(session=session)


def test_get_account(client: SESv2, network: Network) -> None:
    network.body = ACCOUNT_ON_WIRE
    answer = client.pinpoint_email.get_account()
    assert answer.send_quota == SendQuota(max24_hour_send=200, max_send_rate=1, sent_last24_hours=3)
    assert (answer.sending_enabled, answer.production_access_enabled) == (True, False)
    assert (answer.dedicated_ip_auto_warmup_enabled, answer.enforcement_status) == (False, "HEALTHY")
    assert (answer.metadata.request_id, answer.metadata.attempts) == ("r-1", 1)
    assert json.loads(answer.metadata.raw) == ACCOUNT_ON_WIRE


def test_get_account_of_an_answer_that_says_nothing(client: SESv2) -> None:
    answer = client.pinpoint_email.get_account()
    assert answer == GetAccountResponse()
    assert (answer.send_quota, answer.sending_enabled) == (None, None)


@pytest.mark.parametrize(("service", "version"), [("pinpoint_email", "v1"), ("account", "v2")])
def test_each_get_account_asks_its_own_api(client: SESv2, network: Network, service: str, version: str) -> None:
    getattr(client, service).get_account()
    assert network.seen == [("GET", f"https://email.eu-west-1.amazonaws.com/{version}/email/account")]


def test_an_error_becomes_its_class(client: SESv2, network: Network) -> None:
    network.status, network.body = 400, {"message": "not here"}
    network.headers["x-amzn-ErrorType"] = "BadRequestException"
    with pytest.raises(BadRequestError) as caught:
        client.pinpoint_email.get_account()
    error = caught.value
    assert (error.code, error.status, error.message) == ("BadRequestException", 400, "not here")
    assert (error.request_id, error.region, error.attempts) == ("r-1", "eu-west-1", 1)
    assert len(network.seen) == 1


def test_a_client_of_sesv2_does_not_serve_it(stubbed: Stubbed) -> None:
    with pytest.raises(ConfigurationError, match="pass session= instead"):
        stubbed.client.pinpoint_email.get_account()
