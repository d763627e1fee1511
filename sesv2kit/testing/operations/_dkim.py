"""DKIM: the keys that sign the mail of a domain, and the verification of their DNS records."""

import base64
import hashlib
from datetime import datetime, timedelta

from sesv2kit.testing.protocol.assumptions import DKIM_MALFORMED_KEY, DKIM_TOKENS_CHANGE
from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import covering_identities
from sesv2kit.testing.state.identities import Dkim, Identity

DNS_SEARCH = timedelta(hours=72)
"""How long SES searches for the DNS records."""

_KEY_CHANGE = timedelta(days=1)
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_ZONES_OF_THEIR_OWN = ("af-south-1", "ap-northeast-3", "ap-southeast-3", "eu-south-1", "il-central-1")


def new_dkim(state: State, name: str, attributes: Json | None) -> Dkim:
    """The DKIM of a new identity."""
    now = state.clock.now()
    if "@" in name:
        if attributes is not None:
            raise bad_request(f"DKIM signing attributes are for domains, and <{name}> is an email address.")
        return Dkim(signing_enabled=False, started=now, next_key_length="RSA_1024_BIT")
    given = dict(attributes or {})
    origin = given.pop("DomainSigningAttributesOrigin", None)
    if origin in ("AWS_SES", "EXTERNAL"):
        raise bad_request(f"DomainSigningAttributesOrigin must name the region of a parent identity, not be {origin}.")
    own_key = "DomainSigningSelector" in given or "DomainSigningPrivateKey" in given
    origin = origin or ("EXTERNAL" if own_key else "AWS_SES")
    check_signing(origin, given)
    return _signed(state, name, origin, given)


def change_dkim(state: State, name: str, dkim: Dkim, origin: str, attributes: Json) -> Dkim:
    """The DKIM that replaces `dkim`: the same with another key length later, or a new one whose DNS records are not
    verified yet."""
    if origin != dkim.origin or origin == "EXTERNAL":
        changed = _signed(state, name, origin, attributes)
        changed.signing_enabled = dkim.signing_enabled
        return changed
    if "NextSigningKeyLength" in attributes:
        _change_key_length(state, name, dkim, attributes["NextSigningKeyLength"])
    if not dkim.verified:
        dkim.started = state.clock.now()
    return dkim


def dkim_status(dkim: Dkim, now: datetime) -> str:
    """The status of the search for the DNS records."""
    if dkim.tokens is None:
        return "NOT_STARTED"
    if dkim.verified:
        return "SUCCESS"
    return "FAILED" if now >= dkim.started + DNS_SEARCH else "PENDING"


def show_dkim(state: State, identity: Identity) -> Json:
    """The DkimAttributes of a response. An address has those of its domain, if the domain is an identity too."""
    now, dkim = state.clock.now(), identity.dkim
    domain = domain_of(state, identity)
    signer = domain.dkim if domain else dkim
    _generate_key(state, dkim)
    return {
        "SigningEnabled": signer.signing_enabled,
        "Status": dkim_status(signer, now),
        "Tokens": signer.tokens,
        "SigningHostedZone": hosted_zone(state, signer),
        "SigningAttributesOrigin": signer.origin,
        "NextSigningKeyLength": dkim.next_key_length,
        "CurrentSigningKeyLength": dkim.key_length,
        "LastKeyGenerationTimestamp": dkim.key_generated,
    }


def domain_of(state: State, identity: Identity) -> Identity | None:
    """The domain identity that signs for an address; None if there is none, or the identity is a domain itself."""
    if identity.is_domain:
        return None
    return next((each for each in covering_identities(state, identity.name) if each.is_domain), None)


def verify_dkim(state: State, dkim: Dkim) -> None:
    """Mark the DNS records as found, if SES can find them."""
    if not dkim.verifiable and state.assumes(DKIM_MALFORMED_KEY):
        return
    dkim.verified = True
    if dkim.key_length and dkim.key_length != dkim.next_key_length and state.assumes(DKIM_TOKENS_CHANGE):
        dkim.key_length, dkim.key_generated = dkim.next_key_length, state.clock.now()


def hosted_zone(state: State, dkim: Dkim) -> str | None:
    """The DNS zone in which SES publishes its keys; None where the keys are not SES's."""
    if dkim.tokens is None or dkim.origin == "EXTERNAL":
        return None
    region = _key_region(state, dkim.origin)
    return f"dkim.{region}.amazonses.com" if region in _ZONES_OF_THEIR_OWN else "dkim.amazonses.com"


def _signed(state: State, name: str, origin: str, attributes: Json) -> Dkim:
    """A domain's DKIM from the start."""
    now = state.clock.now()
    if origin == "EXTERNAL":
        return Dkim(
            signing_enabled=True,
            started=now,
            origin=origin,
            tokens=[attributes["DomainSigningSelector"]],
            verifiable=_is_bare_rsa_key(attributes["DomainSigningPrivateKey"]),
        )
    key_length = attributes.get("NextSigningKeyLength", "RSA_2048_BIT")
    return Dkim(
        signing_enabled=True,
        started=now,
        origin=origin,
        tokens=_tokens(state, name, origin, 0),
        key_length=key_length,
        key_generated=now,
        next_key_length=key_length,
    )


def check_signing(origin: str, attributes: Json) -> None:
    """Refuse signing attributes that do not match the origin of the keys."""
    own_key = {"DomainSigningSelector", "DomainSigningPrivateKey"} & set(attributes)
    if origin == "EXTERNAL":
        if len(own_key) < 2 or "NextSigningKeyLength" in attributes:
            raise bad_request("DKIM with a key of your own needs its selector and the private key, and nothing else.")
    elif own_key:
        raise bad_request(f"A selector and a private key go with the origin EXTERNAL, not with {origin}.")


def _change_key_length(state: State, name: str, dkim: Dkim, length: str) -> None:
    _generate_key(state, dkim)
    now = state.clock.now()
    if length == dkim.next_key_length:
        raise bad_request(f"The length of the signing key is {length} already.")
    if dkim.length_changed is not None and now < dkim.length_changed + _KEY_CHANGE:
        raise bad_request("The length of the signing key can be changed only once a day.")
    dkim.next_key_length, dkim.length_changed = length, now
    if state.assumes(DKIM_TOKENS_CHANGE):
        dkim.token_changes += 1
        dkim.tokens = _tokens(state, name, dkim.origin, dkim.token_changes)
        dkim.verified, dkim.started = False, now


def _generate_key(state: State, dkim: Dkim) -> None:
    """Use the next key from a day after the change on, unless its own tokens must be verified first."""
    changed = dkim.length_changed
    if changed is None or dkim.key_length == dkim.next_key_length or state.assumes(DKIM_TOKENS_CHANGE):
        return
    if changed + _KEY_CHANGE <= state.clock.now():
        dkim.key_length, dkim.key_generated = dkim.next_key_length, changed + _KEY_CHANGE


def _key_region(state: State, origin: str) -> str:
    """The region of the keys: this one, or that of the identity that this one copies."""
    return state.region if origin == "AWS_SES" else origin.removeprefix("AWS_SES_").lower().replace("_", "-")


def _tokens(state: State, name: str, origin: str, change: int) -> list[str]:
    """DKIM tokens. They are the same when the domain is created again, and in every region that copies it."""
    sources = (f"{state.account_id}:{_key_region(state, origin)}:{name}:{3 * change + number}" for number in range(3))
    return ["".join(_LETTERS[byte % 32] for byte in hashlib.sha256(source.encode()).digest()) for source in sources]


def _is_bare_rsa_key(text: str) -> bool:
    """Whether it has the documented form: base64 of a private RSA key of 1024 to 2048 bits, without the lines of
    PEM."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        key = load_der_private_key(base64.b64decode("".join(text.split()), validate=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPrivateKey) and 1024 <= key.key_size <= 2048
