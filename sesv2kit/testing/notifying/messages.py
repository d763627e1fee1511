"""Messages of SNS in the form in which subscribers get them, signed.

Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sesv2kit.events.envelopes import SnsMessage, SnsType
from sesv2kit.events.sns import signed_text
from sesv2kit.testing.mail.records import iso
from sesv2kit.testing.notifying import signing
from sesv2kit.testing.notifying.signing import SignatureVersion
from sesv2kit.testing.protocol.model import Json


def as_json(document: Json) -> str:
    """A message as SNS writes it."""
    return json.dumps(document, indent=2)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message to subscribers. All subscribers and all copies have the same `message_id`."""

    message_id: str
    topic_arn: str
    text: str
    timestamp: datetime
    type: SnsType = "Notification"
    subject: str | None = None
    """None: it has no subject."""
    token: str = ""
    """The token that confirms a subscription. Empty in notifications."""

    def document(self, base_url: str, subscription_arn: str, version: SignatureVersion) -> Json:
        """The message with its signature.

        Args:
            base_url: URL of SNS, without a slash at the end.
            subscription_arn: The subscription that gets it.
            version: The signature version, `1` or `2`.
        """
        confirm = {"Action": "ConfirmSubscription", "TopicArn": self.topic_arn, "Token": self.token}
        is_notification = self.type == "Notification"
        document = {
            "Type": self.type,
            "MessageId": self.message_id,
            **({} if is_notification else {"Token": self.token}),
            "TopicArn": self.topic_arn,
            **({} if self.subject is None else {"Subject": self.subject}),
            "Message": self.text,
            **({} if is_notification else {"SubscribeURL": f"{base_url}/?{urlencode(confirm)}"}),
            "Timestamp": iso(self.timestamp),
        }
        document["SignatureVersion"] = version
        document["Signature"] = signing.signature(signed_text(SnsMessage.of(document, self.type)), version)
        document["SigningCertURL"] = base_url + signing.certificate_path()
        if is_notification:
            leave = {"Action": "Unsubscribe", "SubscriptionArn": subscription_arn}
            document["UnsubscribeURL"] = f"{base_url}/?{urlencode(leave)}"
        return document
