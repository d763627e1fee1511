"""The policy of an SNS topic, which must allow SES to publish."""

from collections.abc import Mapping
from typing import Any

from sesv2kit._boto.others import asked, check_service

_HINT = "the credentials of sns_client= must be allowed sns:GetTopicAttributes and sns:SetTopicAttributes on the topic."


class Topic:
    """A topic, through the user's boto3 client for SNS, which repeats requests as it is configured to."""

    def __init__(self, client: Any, arn: str) -> None:
        """Raises ConfigurationError if the client is not one for SNS."""
        check_service(client, "sns")
        self._client = client
        self._arn = arn

    def policy(self) -> str | None:
        """The policy, as JSON. None: it has none."""
        found: Mapping[str, Any] = asked(
            self._client,
            "GetTopicAttributes",
            lambda: self._client.get_topic_attributes(TopicArn=self._arn),
            hint=_HINT,
        )
        policy: str | None = found.get("Attributes", {}).get("Policy")
        return policy or None

    def replace_policy(self, policy: str) -> None:
        """Replace the whole policy. SNS has no operation that adds a statement for a service."""
        asked(
            self._client,
            "SetTopicAttributes",
            lambda: self._client.set_topic_attributes(
                TopicArn=self._arn, AttributeName="Policy", AttributeValue=policy
            ),
            hint=_HINT,
        )
