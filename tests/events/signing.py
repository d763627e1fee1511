"""Keys, certificates and signatures made here, as SNS makes its own."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.events.records import CONFIRMATION, Json, sns

PUBLISHED = datetime(2026, 11, 20, 10, 0, 2, tzinfo=UTC)
"""The time of the messages in `records`."""

SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""What a signature covers, by AWS's documentation."""


@dataclass(frozen=True)
class Signer:
    """A key, and a certificate of it."""

    key: Any
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def signed(self, document: Json, version: str = "1") -> Json:
        """A message of SNS with its signature."""
        whole = {**document, "SignatureVersion": version}
        text = "".join(
            f"{name}\n{whole[name]}\n" for name in SIGNED[whole["Type"]] if whole.get(name) is not None
        ).encode()
        algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
        return {**whole, "Signature": b64encode(self.key.sign(text, padding.PKCS1v15(), algorithm)).decode()}


@cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """A key; the same number gives the same one."""
    del number
    return rsa.generate_private_key(65537, 2048)


def certified(key: Any, begin: datetime, end: datetime) -> Signer:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(1).not_valid_before(begin).not_valid_after(end)
    return Signer(key, dated.sign(key, hashes.SHA256()))


DAY = timedelta(days=1)


@cache
def signer() -> Signer:
    """Whom the tests trust."""
    return certified(rsa_key(1), PUBLISHED - DAY, PUBLISHED + DAY)


@cache
def stranger() -> Signer:
    """Somebody else."""
    return certified(rsa_key(2), PUBLISHED - DAY, PUBLISHED + DAY)


@cache
def elliptic() -> Signer:
    """A certificate with a key of another kind."""
    return certified(ec.generate_private_key(ec.SECP256R1()), PUBLISHED - DAY, PUBLISHED + DAY)


MESSAGES: dict[str, Json] = {
    "Notification": sns('{"eventType":"Send","mail":{}}\n'),
    "Notification without a subject": {k: v for k, v in sns('{"eventType":"Send"}').items() if k != "Subject"},
    "Notification with a null subject": sns('{"eventType":"Send"}', Subject=None),
    "Notification beyond ASCII": sns('{"eventType":"Send","é":"€😀"}', Subject="ü"),
    "SubscriptionConfirmation": CONFIRMATION,
    "UnsubscribeConfirmation": {**CONFIRMATION, "Type": "UnsubscribeConfirmation"},
}
"""One of each kind, not signed yet."""
