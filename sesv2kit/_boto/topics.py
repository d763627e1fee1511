"""The policy of an SNS topic, for what must let SES publish to it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import botocore.exceptions as boto

from sesv2kit._boto.advice import explain
from sesv2kit._boto.failures import credentials_failure
from sesv2kit.errors import (
    AccessDeniedError,
    ConfigurationError,
    ConnectError,
    NoResponseError,
    SESv2Error,
    error_class,
)

T = TypeVar("T")

_NO_CONNECTION = (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)


class Topic:
    """A topic, through the user's boto3 client for SNS, which repeats requests as it is configured to."""

    def __init__(self, client: Any, arn: str) -> None:
        """Raises ConfigurationError if the client is not one for SNS."""
        service = getattr(getattr(getattr(client, "meta", None), "service_model", None), "service_name", None)
        if service != "sns":
            what = f"a client for {service}" if service else f"a {type(client).__name__}"
            raise ConfigurationError(f"sns_client= must be a boto3 client for sns, not {what}")
        self._client = client
        self._arn = arn

    def policy(self) -> str | None:
        """The policy, as JSON. None: it has none."""
        found: Mapping[str, Any] = self._ask(
            "GetTopicAttributes", lambda: self._client.get_topic_attributes(TopicArn=self._arn)
        )
        policy: str | None = found.get("Attributes", {}).get("Policy")
        return policy or None

    def replace_policy(self, policy: str) -> None:
        """Replace the whole policy. SNS has no request that adds to it for a service."""
        self._ask(
            "SetTopicAttributes",
            lambda: self._client.set_topic_attributes(
                TopicArn=self._arn, AttributeName="Policy", AttributeValue=policy
            ),
        )

    def _ask(self, operation: str, send: Callable[[], T]) -> T:
        try:
            return send()
        except boto.ClientError as error:
            raise refused(operation, error, self._client, _HINT) from error
        except boto.BotoCoreError as error:
            raise failed(operation, error) from error


_HINT = "the credentials of sns_client= must be allowed sns:GetTopicAttributes and sns:SetTopicAttributes on the topic."


def refused(operation: str, error: boto.ClientError, client: Any, hint: str) -> SESv2Error:
    """Our error for one of another service. `hint`: the advice if access was denied."""
    details, facts = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    code, message, status = details.get("Code"), details.get("Message", ""), facts.get("HTTPStatusCode")
    cls = error_class(code, status, message, sends=False)
    return cls(
        message,
        operation=operation,
        code=code,
        status=status,
        request_id=facts.get("RequestId"),
        attempts=facts.get("RetryAttempts", 0) + 1,
        region=client.meta.region_name,
        hint=hint if cls is AccessDeniedError else None,
        response=error.response,
    )


def failed(operation: str, error: boto.BotoCoreError) -> SESv2Error:
    """Our error for a request to another service that got no response."""
    if (unusable := credentials_failure(error, f"{operation} was not sent")) is not None:
        return unusable
    if isinstance(error, _NO_CONNECTION):
        return ConnectError(f"{operation} was not sent: {explain(error)}", operation=operation)
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return NoResponseError(f"{operation} got no response: {explain(error)}", operation=operation)
    return ConfigurationError(f"{operation} was not sent: {explain(error)}")
