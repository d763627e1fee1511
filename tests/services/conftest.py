"""A client over a real boto3 client whose answers botocore's Stubber gives."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig


class Stubbed:
    """The client under test, and what it is expected to send."""

    def __init__(self) -> None:
        boto3_client: Any = boto3.client(
            "sesv2",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )
        self.stubber = Stubber(boto3_client)
        self.client = SESv2(boto3_client=boto3_client, config=ClientConfig(pacing=False))

    def expect(self, method: str, params: dict[str, Any], response: dict[str, Any] | None = None) -> None:
        """The next call is `method` with exactly these parameters, in AWS's names; answer it."""
        self.stubber.add_response(method, response or {}, params)

    def expect_error(self, method: str, code: str, status: int, message: str = "no") -> None:
        """Answer the next call with an error."""
        self.stubber.add_client_error(method, code, message, status)


@pytest.fixture
def stubbed() -> Iterator[Stubbed]:
    """A stubbed client; every expected call must have been made at the end, and no other."""
    one = Stubbed()
    with one.stubber:
        yield one
        one.stubber.assert_no_pending_responses()
