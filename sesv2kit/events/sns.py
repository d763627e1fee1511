"""Verifies that a message is from Amazon SNS and from a topic of yours, and confirms subscriptions.

Needs the extra: `pip install "sesv2kit[events]"`.
"""

import re
from base64 import b64decode
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sesv2kit._core import clock, fork
from sesv2kit.errors import (
    CertificateUnavailableError,
    ConfigurationError,
    EventVerificationError,
    SubscriptionConfirmationError,
)
from sesv2kit.events import fetching
from sesv2kit.events.envelopes import SNS_TYPES, SnsMessage
from sesv2kit.events.reading import sns_message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm


class Certificate(Protocol):
    """An X.509 certificate: `cryptography.x509.Certificate` is one."""

    @property
    def not_valid_before_utc(self) -> datetime:
        """When its validity begins."""
        ...

    @property
    def not_valid_after_utc(self) -> datetime:
        """When its validity ends."""
        ...

    def public_key(self) -> Any:
        """The public key of the certificate."""
        ...


def verify(
    message: bytes | str | Mapping[str, Any] | SnsMessage,
    *,
    topic_arns: Collection[str],
    trust: Certificate | None = None,
    max_age: timedelta | None = None,
) -> SnsMessage:
    """Check that a message is unchanged, and comes from SNS and from one of your topics.

    The certificate is fetched from SNS in the region of the topic, and kept for some hours.

    Args:
        message: The body of a request from SNS, the same as parsed JSON, the `Sns` of a record for Lambda, or
            `event.envelope.sns`.
        topic_arns: ARNs of the topics whose messages to accept. Without this check, anyone could send messages of their
            own SNS topic, which SNS signs too.
        trust: The certificate that must have signed the message, for tests; no certificate is fetched. None: SNS's
            certificate.
        max_age: Maximum age of the message. None: any; a message that waited in a dead-letter queue is days old.

    Returns:
        The message, with `verified=True`. `parse` returns its events.

    Raises:
        EventParseError: It is not an SNS message.
        EventVerificationError: A check failed.
        CertificateUnavailableError: The certificate could not be fetched, so try again.
        ConfigurationError: There are no `topic_arns`, or one is not the ARN of a topic.
        ImportError: cryptography is not installed.
    """
    _check_topics(topic_arns)
    found = message if isinstance(message, SnsMessage) else sns_message(message)
    host = _check_topic(found, topic_arns)
    published = _check_time(found, max_age)
    algorithm, signature = _check_signature_form(found)
    certificate = _CERTIFICATES.get(_certificate_url(found, host)) if trust is None else trust
    if not certificate.not_valid_before_utc <= published <= certificate.not_valid_after_utc:
        raise EventVerificationError("its certificate was not valid when it was published")
    _check_signature(certificate, signature, signed_text(found), algorithm)
    return replace(found, verified=True, by_trust=trust is not None)


async def verify_async(
    message: bytes | str | Mapping[str, Any] | SnsMessage,
    *,
    topic_arns: Collection[str],
    trust: Certificate | None = None,
    max_age: timedelta | None = None,
) -> SnsMessage:
    """`verify`, in a thread: it may fetch a certificate.

    Args:
        message: As for `verify`.
        topic_arns: ARNs of the topics whose messages to accept.
        trust: The certificate that must have signed the message, for tests. None: SNS's certificate.
        max_age: Maximum age of the message. None: any.

    Returns:
        The message, with `verified=True`.

    Raises:
        EventParseError: It is not an SNS message.
        EventVerificationError: A check failed.
        CertificateUnavailableError: The certificate could not be fetched, so try again.
        ConfigurationError: There are no `topic_arns`, or one is not the ARN of a topic.
        ImportError: cryptography is not installed.
    """
    import asyncio

    return await asyncio.to_thread(verify, message, topic_arns=topic_arns, trust=trust, max_age=max_age)


def confirm_subscription(message: SnsMessage) -> None:
    """Confirm a subscription: send SNS the token of its `SubscriptionConfirmation`.

    The request goes to SNS in the region of the topic; the URL in the message is not used. With the boto3 client for
    SNS, `confirm_subscription(TopicArn=message.topic_arn, Token=message.token)` does the same.

    If the message was verified with `trust=`, the URL in it is used, and its host must be this machine.

    Args:
        message: What `verify` returned. An `UnsubscribeConfirmation` is refused: its URL would subscribe again.

    Raises:
        EventVerificationError: The message is not verified, or was verified with `trust=` and its URL is of another
            machine.
        SubscriptionConfirmationError: The message is not a `SubscriptionConfirmation`, or SNS did not accept it.
    """
    if not message.verified:
        raise EventVerificationError("confirm_subscription() accepts only a message that sns.verify returned")
    if message.type != "SubscriptionConfirmation":
        raise SubscriptionConfirmationError(
            f"a message of type {message.type} is not a request to confirm a subscription"
        )
    try:
        if message.by_trust:
            fetching.fetch(_local_url(message), direct=True)
        else:
            fetching.fetch(_confirmation_url(message))
    except fetching.FetchError as error:
        raise SubscriptionConfirmationError(f"the subscription was not confirmed: {error}") from None


# The topic, and the host of SNS in its region.

_TOPIC = re.compile(
    r"arn:(aws|aws-us-gov|aws-cn|aws-eusc):sns:([a-z]{2,6}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}):[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?"
)
_DOMAINS = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
}
"""By partition."""


def _check_topics(topic_arns: Collection[str]) -> None:
    if not topic_arns or not all(_TOPIC.fullmatch(arn) for arn in topic_arns):
        raise ConfigurationError("topic_arns= must be a list of at least one ARN of an SNS topic")


def _check_topic(message: SnsMessage, topic_arns: Collection[str]) -> str:
    """The host of SNS for the message's topic. Raises if the topic is not accepted."""
    if message.topic_arn not in topic_arns:
        raise EventVerificationError("its topic is not among topic_arns")
    return _host(message)


def _host(message: SnsMessage) -> str:
    topic = _TOPIC.fullmatch(message.topic_arn)
    if topic is None:
        raise EventVerificationError("its topic has no readable ARN")
    return f"sns.{topic[2]}.{_DOMAINS[topic[1]]}"


def _certificate_url(message: SnsMessage, host: str) -> str:
    url = message.signing_cert_url
    if not re.fullmatch(rf"https://{re.escape(host)}/SimpleNotificationService-[0-9a-f]{{32}}\.pem", url):
        raise EventVerificationError("its SigningCertURL is not that of a certificate of SNS in the topic's region")
    return url


def _confirmation_url(message: SnsMessage) -> str:
    from urllib.parse import urlencode

    values = {"Action": "ConfirmSubscription", "TopicArn": message.topic_arn, "Token": message.token}
    return f"https://{_host(message)}/?{urlencode(values)}"


def _local_url(message: SnsMessage) -> str:
    if not re.match(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?[/?]", message.subscribe_url):
        raise EventVerificationError(
            "it was verified with trust=, and the host of its SubscribeURL is not this machine"
        )
    return message.subscribe_url


# Time and signature.


def _check_time(message: SnsMessage, max_age: timedelta | None) -> datetime:
    """When a message was published. Raises if it is too old."""
    try:
        published = datetime.fromisoformat(message.timestamp)
        published = published.replace(tzinfo=UTC) if published.tzinfo is None else published.astimezone(UTC)
    except (ValueError, OverflowError):
        raise EventVerificationError("its Timestamp is not readable") from None
    if max_age is not None and abs(clock.current().now() - published) > max_age:
        raise EventVerificationError(f"it was published more than {max_age} ago, or is from the future")
    return published


def _check_signature_form(message: SnsMessage) -> tuple["HashAlgorithm", bytes]:
    """The hash of a message's signature, and the signature."""
    try:
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256
    except ImportError as error:
        raise ImportError('sns.verify needs cryptography: pip install "sesv2kit[events]"') from error

    algorithms: dict[str, HashAlgorithm] = {"1": SHA1(), "2": SHA256()}
    if message.signature_version not in algorithms:
        raise EventVerificationError("its SignatureVersion is neither 1 nor 2")
    try:
        signature = b64decode(message.signature, validate=True)
    except ValueError:
        raise EventVerificationError("its Signature is not base64") from None
    return algorithms[message.signature_version], signature


def signed_text(message: SnsMessage) -> bytes:
    """The text of a message that its signature covers.

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html

    Raises:
        EventVerificationError: Members of the message contain what could be taken for other members.
    """
    if message.type not in SNS_TYPES:
        raise EventVerificationError("its Type is not one of SNS")
    members: dict[str, str | None] = {"Message": message.message, "MessageId": message.message_id}
    if message.type == "Notification":
        members["Subject"] = message.subject
    else:
        members["SubscribeURL"] = message.subscribe_url
    members["Timestamp"] = message.timestamp
    if message.type != "Notification":
        members["Token"] = message.token
    members |= {"TopicArn": message.topic_arn, "Type": message.type}
    given = {name: value for name, value in members.items() if value is not None}
    if any("\n" in value for name, value in given.items() if name != "Message"):
        raise EventVerificationError("a member other than Message has several lines")
    return "".join(f"{name}\n{value}\n" for name, value in given.items()).encode(errors="surrogatepass")


def _check_signature(certificate: Certificate, signature: bytes, text: bytes, algorithm: "HashAlgorithm") -> None:
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise EventVerificationError("its certificate has no RSA key")
        key.verify(signature, text, PKCS1v15(), algorithm)
    except InvalidSignature:
        raise EventVerificationError("its signature does not match its content") from None
    except (UnsupportedAlgorithm, InternalError) as error:
        raise EventVerificationError(
            f"this machine does not verify signatures with {algorithm.name.upper()}, as in FIPS mode: set the topic's "
            "attribute SignatureVersion to 2"
        ) from error


# Certificates of SNS.

_KEPT_FOR = timedelta(hours=6).total_seconds()
_MOST_KEPT = 32


class _Certificates:
    """Certificates by URL. Failures are not cached."""

    def __init__(self) -> None:
        self._lock = fork.Lock()
        self._kept: dict[str, tuple[Certificate, float]] = {}

    def get(self, url: str) -> Certificate:
        """The certificate from the cache, or fetched."""
        now = clock.current().monotonic()
        with self._lock.lock:
            certificate, fetched_at = self._kept.get(url, (None, 0.0))
        if certificate is None or now - fetched_at > _KEPT_FOR:
            certificate = self._fetched(url)
            with self._lock.lock:
                self._kept.pop(url, None)
                self._kept[url] = certificate, now
                for oldest in [*self._kept][:-_MOST_KEPT]:
                    del self._kept[oldest]
        return certificate

    def clear(self) -> None:
        """Remove all from the cache."""
        with self._lock.lock:
            self._kept.clear()

    @staticmethod
    def _fetched(url: str) -> Certificate:
        from cryptography.x509 import load_pem_x509_certificate

        try:
            return load_pem_x509_certificate(fetching.fetch(url))
        except fetching.FetchError as error:
            raise CertificateUnavailableError(f"its certificate could not be fetched: {error}") from None
        except ValueError:
            raise CertificateUnavailableError(
                "its certificate could not be fetched: the response is not a certificate"
            ) from None


_CERTIFICATES = _Certificates()
