"""A client over a real boto3 client whose answers botocore's Stubber gives.

It is the blocking one. The services of the asynchronous client are generated out of its own (tests/meta/test_twin.py),
and the tests of the local SES call each of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.stub import Stubber

from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from sesv2kit.errors import RequestInvalidError, ServiceError
from tests.unit.support import session


class Stubbed:
    """The client under test, and its expected requests."""

    def __init__(self) -> None:
        boto3_client: Any = session().client("sesv2", config=Config(retries={"total_max_attempts": 1}))
        self.stubber = Stubber(boto3_client)
        self.client = SESv2(boto3_client=boto3_client, config=ClientConfig(pacing=False))

    def expect(self, method: str, params: dict[str, Any], response: dict[str, Any] | None = None) -> None:
        """Expect `method` with exactly these parameters, in AWS's names, as the next call; return a response."""
        self.stubber.add_response(method, response or {}, params)

    def expect_error(self, method: str, code: str, status: int, message: str = "no") -> None:
        """Return an error for the next call."""
        self.stubber.add_client_error(method, code, message, status)

    def check_change(self, service: object, method: str, arguments: dict[str, Any], wire: dict[str, Any]) -> None:
        """The method sends `wire`, and its response is empty."""
        self.expect(method, wire)
        answer = getattr(service, method)(**arguments)
        assert (answer.model_dump(), answer.metadata.attempts) == ({}, 1)

    def check_error(
        self,
        service: object,
        method: str,
        arguments: dict[str, Any],
        code: str,
        status: int,
        expected: type[ServiceError],
    ) -> None:
        """An error response to the method is raised as exactly that class, with its details."""
        self.expect_error(method, code, status, "not here")
        with pytest.raises(expected) as caught:
            list(getattr(service, method)(**arguments))  # a list makes its first call when the first item is read
        error = caught.value
        assert (type(error), error.code, error.status, error.message) == (expected, code, status, "not here")


def refused(method: Callable[..., Any], **arguments: Any) -> list[str]:
    """The arguments that a method refuses before sending."""
    with pytest.raises(RequestInvalidError) as caught:
        method(**arguments)
    return [problem.argument for problem in caught.value.problems]


@pytest.fixture
def stubbed() -> Iterator[Stubbed]:
    """A stubbed client; every expected call must have been made at the end, and no other."""
    one = Stubbed()
    with one.stubber:
        yield one
        one.stubber.assert_no_pending_responses()
