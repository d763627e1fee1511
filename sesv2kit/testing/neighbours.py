"""The services of moto that the local SES uses: SES v1, S3, and SNS, EventBridge and Firehose for events."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from moto.s3.exceptions import BucketAlreadyExists, S3ClientError
from moto.s3.models import s3_backends
from moto.ses.models import Message as V1Message
from moto.ses.models import RawMessage, ses_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.notifying.messages import Message, as_json
from sesv2kit.testing.notifying.topics import Subscription, Topics
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state.neighbours import Neighbours

_ACCOUNT_OF_SES = "000000000000"
"""The account of the buckets that SES writes to, so that they are not among the user's."""

_NOWHERE = "http://localhost"
"""The URL of links in messages to queues. It is not AWS's, because a verification without `trust=` would send a request
there."""


@contextmanager
def _as_ever() -> Generator[None]:
    """As on AWS, a send succeeds even if its events cannot be delivered: a queue may not exist, or moto may not support
    a target.

    A missing package still raises.
    """
    try:
        yield
    except ImportError:
        raise
    except Exception:
        return


class _Moto(Neighbours):
    """Copies identities, emails, files and events to moto."""

    def __init__(self, ses: Any, topics: Topics) -> None:
        self._ses = ses
        self._topics = topics
        self._s3: Any = s3_backends[ses.account_id][ses.partition]
        self._s3_of_ses: Any = s3_backends[_ACCOUNT_OF_SES][ses.partition]

    def identity_created(self, name: str) -> None:
        self._ses.create_email_identity_v2(name, None, None, None)  # unlike v1's own methods, it accepts any name

    def identity_deleted(self, name: str) -> None:
        for each in [each for each in self._ses.email_identities if key(each) == name]:
            del self._ses.email_identities[each]

    def mail_sent(self, mail: SentMail) -> None:
        destinations = {"ToAddresses": [*mail.to], "CcAddresses": [*mail.cc], "BccAddresses": [*mail.bcc]}
        everyone = [*mail.to, *mail.cc, *mail.bcc]
        message: Any
        if mail.content.mime is not None:
            text = mail.content.mime.decode("utf-8", "replace")
            message = RawMessage(mail.message_id, mail.from_address, everyone, text)
        else:
            body = mail.html or mail.text or ""
            message = V1Message(mail.message_id, mail.from_address, mail.subject, body, destinations)
        self._ses.sent_messages.append(message)
        self._ses.sent_message_count += len(everyone)

    def feedback_topic(self, identity: str, kind: str) -> str | None:
        known: dict[str, dict[str, str]] = self._ses.sns_topics
        topics = (of_one for name, of_one in known.items() if key(name) == key(identity))
        return next(
            (topic for name, topic in next(topics, dict[str, str]()).items() if topic and name.upper() == kind), None
        )

    def message_published(self, message: Message) -> None:
        region, account = message.topic_arn.split(":")[3:5]
        with suppress(KeyError):  # a region that moto does not know
            sns: Any = sns_backends[account][region]
            _follow(self._topics, sns)
            topic = sns.topics.get(message.topic_arn)
            if topic is not None:
                for each in list(sns.subscriptions.values()):
                    if each.topic_arn == topic.arn:
                        self._send(each, message)
                topic.sent_notifications.append((message.message_id, message.text, message.subject, None, None))

    def _send(self, subscription: Any, message: Message) -> None:
        """Send a message to a subscriber."""
        matcher = subscription._filter_policy_matcher
        if matcher is not None and not matcher.matches(None, message.text):
            return
        known = self._topics.find(subscription.arn)
        if known is not None:
            _take_over_settings(known, subscription)
            self._topics.send(known, message)
            return
        with _as_ever():
            if subscription.protocol != "sqs":
                subscription.publish(message.text, message.message_id, subject=message.subject)
                return
            body = message.text
            if not _is_raw(subscription):
                # moto's own envelope has a signature that does not cover the subject.
                version = _signature_version(subscription.topic)
                body = as_json(message.document(_NOWHERE, subscription.arn, version))
            parts = subscription.endpoint.split(":")
            sqs_backends[parts[4]][parts[3]].send_message(parts[5], body)

    def event_put(self, bus_arn: str, event: Json) -> None:
        region, account = bus_arn.split(":")[3:5]
        with suppress(KeyError):
            from moto.events.models import events_backends

            events: Any = events_backends[account][region]
            moment = datetime.fromisoformat(event["time"]).timestamp()
            for rule in list(events.describe_event_bus("default").rules.values()):
                if rule.state != "DISABLED":
                    # moto transforms events only with a package that may not be installed.
                    transforms = any("InputTransformer" in target for target in rule.targets)
                    with _as_ever():
                        rule.send_to_targets({**event, "time": moment, "ingestion-time": moment}, transforms)

    def record_put(self, stream_arn: str, data: bytes) -> None:
        region, account = stream_arn.split(":")[3:5]
        with _as_ever():
            from moto.firehose.models import firehose_backends

            firehose_backends[account][region].put_record(stream_arn.rpartition("/")[2], {"Data": data})

    def identities(self) -> Iterable[str]:
        return list(self._ses.email_identities)

    def file(self, url: str) -> bytes | None:
        bucket, _, key = url.removeprefix("s3://").partition("/")
        try:
            found = self._s3.get_object(bucket, key)
        except S3ClientError:
            return None
        return found.value if found else None

    def file_written(self, url: str, content: bytes) -> None:
        bucket, _, key = url.removeprefix("s3://").partition("/")
        with suppress(BucketAlreadyExists):
            self._s3_of_ses.create_bucket(bucket, self._ses.region_name)
        self._s3_of_ses.put_object(bucket, key, content)

    def reset(self) -> None:
        self._ses.reset()


def neighbours(account: str, region: str, topics: Topics) -> Neighbours:
    """moto's services of an account in a region. A region that moto does not know has none."""
    try:
        return _Moto(ses_backends[account][region], topics)
    except KeyError:
        return Neighbours()


@contextmanager
def follow_subscriptions(topics: Topics, account: str, region: str, body: object) -> Generator[None]:
    """Runs around a call of SNS: new endpoints get a SubscriptionConfirmation, removed ones an
    UnsubscribeConfirmation."""
    try:
        sns: Any = sns_backends[account][region]
    except KeyError:
        yield
        return
    _follow(topics, sns)
    yield
    text = body.decode(errors="replace") if isinstance(body, bytes) else body if isinstance(body, str) else ""
    query = {name: values[-1] for name, values in parse_qs(text).items()}
    if query.get("Action") == "ConfirmSubscription":  # moto accepts any token
        topics.confirm(query.get("TopicArn", ""), query.get("Token", ""))
    _follow(topics, sns)


def _follow(topics: Topics, sns: Any) -> None:
    """Make the HTTP subscriptions here the same as in moto."""
    there = {arn: each for arn, each in list(sns.subscriptions.items()) if each.protocol in ("http", "https")}
    for arn, each in there.items():
        found = topics.find(arn)
        if found is None:
            found = Subscription(arn=arn, topic_arn=each.topic_arn, endpoint=each.endpoint, is_listed_elsewhere=True)
            _take_over_settings(found, each)
            topics.subscribe(found)
        elif found.ended:
            del sns.subscriptions[arn]
        each.attributes["PendingConfirmation"] = not found.confirmed
    for found in topics.subscriptions(sns.account_id, sns.region_name):
        if found.is_listed_elsewhere and found.arn not in there:
            topics.unsubscribe(found.arn)


def _take_over_settings(known: Subscription, there: Any) -> None:
    known.signature_version = _signature_version(there.topic)
    known.raw_message_delivery = _is_raw(there)


def _signature_version(topic: Any) -> Any:
    return "2" if getattr(topic, "signature_version", "1") == "2" else "1"


def _is_raw(subscription: Any) -> bool:
    return str(subscription.attributes.get("RawMessageDelivery")).lower() == "true"
