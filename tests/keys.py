"""Keys for tests, made when they are needed: no private key stands in this repository."""

from base64 import b64encode
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@cache
def rsa_key(bits: int = 1024) -> RSAPrivateKey:
    """A key, the same one for the whole run."""
    return generate_private_key(65537, bits)


def pem_of(key: RSAPrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    """A private key as PEM."""
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def base64_of(key: RSAPrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    """A private key as SES takes it."""
    return b64encode(key.private_bytes(Encoding.DER, form, NoEncryption())).decode()
