"""The key and the certificate with which the local SES signs messages of SNS.

Code that verifies such a message needs the certificate: `sns.verify(..., trust=backend.sns_certificate)`.
"""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sesv2kit.events.sns import Certificate

SignatureVersion = Literal["1", "2"]
"""The signature version of SNS: `1` for SHA-1, its default; `2` for SHA-256."""


@cache
def _key() -> rsa.RSAPrivateKey:
    """The key of this process. It is made at the first use, because this is slow."""
    return rsa.generate_private_key(65537, 2048)


def certificate() -> Certificate:
    """The certificate of the key. It is valid at any time that a virtual clock can have."""
    return _certificate()


@cache
def _certificate() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sesv2kit.testing")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(1970, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 1, 1, tzinfo=UTC))
    )
    return builder.sign(_key(), hashes.SHA256())


def pem() -> bytes:
    """The certificate in PEM format."""
    return _certificate().public_bytes(Encoding.PEM)


@cache
def certificate_path() -> str:
    """The path of the certificate in `SigningCertURL`, in the form that AWS uses."""
    digest = hashlib.sha256(_certificate().public_bytes(Encoding.DER)).hexdigest()[:32]
    return f"/SimpleNotificationService-{digest}.pem"


def signature(text: bytes, version: SignatureVersion) -> str:
    """The signature of a text, in base64."""
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
    return b64encode(_key().sign(text, padding.PKCS1v15(), algorithm)).decode()
