"""The envelopes of events: messages of SNS, events of EventBridge, and records of SQS, Kinesis and Firehose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

SnsType: TypeAlias = Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
"""Type of a message that SNS sends to a subscriber."""

SNS_TYPES: tuple[SnsType, ...] = ("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation")
"""All these types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnsMessage:
    """A message of SNS. A member that is missing or not text is empty.

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
    """

    type: SnsType
    """Its type."""

    message_id: str
    """SNS's id of it. It stays the same when SNS delivers the message again."""

    topic_arn: str
    """ARN of the topic."""

    message: str = field(repr=False)
    """The text that was published: for a `Notification`, an event."""

    timestamp: str
    """When it was published, as SNS wrote it: the signature covers this text."""

    subject: str | None = field(default=None, repr=False)
    """The subject. None: there is none, or it is null."""

    signature_version: str
    """`1`: signed with SHA-1. `2`: with SHA-256."""

    signature: str = field(repr=False)
    """The signature, in base64."""

    signing_cert_url: str = field(repr=False)
    """URL of the certificate."""

    subscribe_url: str = field(default="", repr=False)
    """URL that confirms the subscription. Empty in a `Notification`."""

    token: str = field(default="", repr=False)
    """The secret token that confirms the subscription. Empty in a `Notification`."""

    verified: bool = False
    """Whether `sns.verify` has checked the signature and the topic."""

    by_trust: bool = False
    """Whether it was verified with the certificate of `trust=`, not with SNS's."""

    @classmethod
    def of(cls, document: Mapping[str, Any], type: SnsType) -> "SnsMessage":
        """Make a message from a JSON object of SNS, or from the `Sns` of a record for Lambda."""

        def text(name: str) -> str:
            found = document.get(name)
            return found if isinstance(found, str) else ""

        subject = document.get("Subject")
        return cls(
            type=type,
            message_id=text("MessageId"),
            topic_arn=text("TopicArn"),
            message=text("Message"),
            timestamp=text("Timestamp"),
            subject=subject if isinstance(subject, str) else None,
            signature_version=text("SignatureVersion"),
            signature=text("Signature"),
            signing_cert_url=text("SigningCertURL") or text("SigningCertUrl"),
            subscribe_url=text("SubscribeURL") or text("SubscribeUrl"),
            token=text("Token"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How an event arrived. A record without any envelope has only default values."""

    forms: tuple[str, ...] = ()
    """The envelopes of the event, outermost first: `("SQS record", "SNS message")`."""

    id: str | None = None
    """The `MessageId` of SNS or the `id` of EventBridge. It is the same when they deliver again. None: there is
    neither."""

    record_id: str | None = None
    """The id of the record: `messageId` of SQS, `sequenceNumber` of Kinesis, `recordId` of Firehose. A Lambda function
    returns it for records that failed. None: the event was in no such record."""

    topic_arn: str | None = None
    """ARN of the SNS topic. None: it did not come from SNS."""

    region: str | None = None
    """AWS region of the topic, the bus or the queue. None: not known."""

    account: str | None = None
    """AWS account of the topic, the bus or the queue. None: not known."""

    time: datetime | None = None
    """When EventBridge received the event, in whole seconds. None: it did not come from EventBridge."""

    resources: tuple[str, ...] = ()
    """ARNs that EventBridge names: the configuration set, or the tenant."""

    sns: SnsMessage | None = None
    """The message of SNS. None: it did not come from SNS."""

    @property
    def verified(self) -> bool:
        """Whether the event came in a message of SNS that `sns.verify` has checked."""
        return self.sns is not None and self.sns.verified


BARE = Envelope()
"""The envelope of an event without any."""


def part_of_arn(arn: str, index: int) -> str | None:
    """A part of an ARN: 3 is the region, 4 the account. None: it is empty, or this is not an ARN."""
    parts = arn.split(":", 5)
    return (parts[index] or None) if len(parts) == 6 and parts[0] == "arn" else None
