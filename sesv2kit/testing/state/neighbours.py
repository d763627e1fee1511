"""Other AWS services that the local SES calls."""

from collections.abc import Iterable

from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.notifying.messages import Message
from sesv2kit.testing.protocol.model import Json


class Neighbours:
    """Other services, which get identities and emails, and provide files. This class does nothing."""

    def identity_created(self, name: str) -> None:
        """An identity was created."""

    def identity_deleted(self, name: str) -> None:
        """An identity was deleted."""

    def mail_sent(self, mail: SentMail) -> None:
        """An email was accepted."""

    def feedback_topic(self, identity: str, kind: str) -> str | None:
        """ARN of the topic that an identity has for events of a kind, by SES v1; None: it has none."""

    def message_published(self, message: Message) -> None:
        """A message was published to an SNS topic. Subscriptions in the local SES get it in another way."""

    def event_put(self, bus_arn: str, event: Json) -> None:
        """An event was put to EventBridge, in the form that targets get."""

    def record_put(self, stream_arn: str, data: bytes) -> None:
        """A record was put to a delivery stream of Firehose."""

    def identities(self) -> Iterable[str] | None:
        """The names of its identities, including those created here. None: it has no identities."""

    def file(self, url: str) -> bytes | None:
        """The file at an `s3://` URL; None if it cannot be read."""

    def file_written(self, url: str, content: bytes) -> None:
        """A file was written for download, to an `s3://` URL of a bucket of SES itself."""

    def reset(self) -> None:
        """The state was deleted."""
