"""DKIM keys: converts a private key to the form that SES accepts, and computes the public key for DNS."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

PRIVATE_KEY = "a private RSA key of 1024 to 2048 bits without password: PEM (PKCS#1 or PKCS#8), or the base64 in it"
"""The rule, as text that completes "must be ..."."""

_PEM = re.compile(r"-----BEGIN (?:RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END (?:RSA )?PRIVATE KEY-----")
_RSA = bytes.fromhex("06092a864886f70d010101")  # the identifier rsaEncryption, in DER
_INTEGER, _BITS, _OCTETS, _NULL, _SEQUENCE = 0x02, 0x03, 0x04, b"\x05\x00", 0x30


def private_key(given: str) -> str:
    """The base64 of a private RSA key, on one line.

    Raises:
        ValueError: It is not such a key, or SES does not accept its size.
    """
    text = given.replace("\\n", "\n").strip()  # environment variables often hold a backslash and an n
    der = _der(text)
    if der.startswith(b"-----BEGIN"):  # it was a PEM in base64
        der = _der(der.decode("ascii").strip())
    modulus, _ = _public(der)
    if not 1024 <= modulus.bit_length() <= 2048:
        raise ValueError
    return b64encode(der).decode()


def public_key(private: str) -> str:
    """The public key of a private key, in the form of its DNS record: base64 of a SubjectPublicKeyInfo (RFC 5280).

    Args:
        private: A private key as `private_key` returns it.
    """
    numbers = (_item(_INTEGER, one.to_bytes(one.bit_length() // 8 + 1, "big")) for one in _public(b64decode(private)))
    key = b"\x00" + _item(_SEQUENCE, b"".join(numbers))  # no bit of the last byte is unused
    return b64encode(_item(_SEQUENCE, _item(_SEQUENCE, _RSA + _NULL) + _item(_BITS, key))).decode()


def _der(text: str) -> bytes:
    pem = _PEM.fullmatch(text)
    return b64decode("".join((pem[1] if pem else text).split()), validate=True)


def _public(der: bytes) -> tuple[int, int]:
    """The modulus and the public exponent of a private RSA key, whose numbers are checked."""
    ((kind, inner),) = _items(der)
    parts = [*_items(inner)]
    if kind == _SEQUENCE and len(parts) > 2 and parts[1][0] == _SEQUENCE:  # PKCS#8, which contains a PKCS#1
        if parts[1][1].startswith(_RSA) and parts[2][0] == _OCTETS:
            return _public(parts[2][1])
        raise ValueError
    if kind != _SEQUENCE or [part for part, _ in parts] != [_INTEGER] * 9:
        raise ValueError
    version, modulus, public, private, p, q, *_ = (int.from_bytes(number, "big") for _, number in parts)
    product = public * private
    if version or p * q != modulus or p < 2 or q < 2 or product % (p - 1) != 1 or product % (q - 1) != 1:
        raise ValueError
    return modulus, public


def _items(der: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and the content of each item in DER."""
    while der:
        if len(der) < 2:
            raise ValueError
        kind, size, start = der[0], der[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(der[2:start], "big")
        if len(der) < start + size:
            raise ValueError
        yield kind, der[start : start + size]
        der = der[start + size :]


def _item(kind: int, content: bytes) -> bytes:
    """An item in DER."""
    size = len(content).to_bytes(3, "big").lstrip(b"\x00") or b"\x00"
    length = size if len(content) < 0x80 else bytes([0x80 | len(size)]) + size
    return bytes([kind]) + length + content
