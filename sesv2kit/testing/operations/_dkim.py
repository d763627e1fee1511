"""DKIM: the keys that sign the mail of a domain, and how far SES is with finding their DNS records."""

import hashlib
from datetime import datetime, timedelta

from sesv2kit.testing.protocol.errors import bad_request
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.identities import Dkim

DNS_SEARCH = timedelta(hours=72)
"""How long SES looks for the DNS records."""

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
    return _signed(state, name, origin or ("EXTERNAL" if own_key else "AWS_SES"), given)


def change_dkim(state: State, name: str, dkim: Dkim, origin: str, attributes: Json) -> Dkim:
    """The DKIM in place of `dkim`: the same with another key length to come, or a new one whose records SES seeks."""
    if "@" in name:
        raise bad_request(f"DKIM signing attributes are for domains, and <{name}> is an email address.")
    if "DomainSigningAttributesOrigin" in attributes:
        raise bad_request("DomainSigningAttributesOrigin is for CreateEmailIdentity: use SigningAttributesOrigin.")
    if origin != dkim.origin or origin == "EXTERNAL":
        changed = _signed(state, name, origin, attributes)
        changed.signing_enabled = dkim.signing_enabled
        return changed
    _check(origin, attributes)
    _change_key_length(dkim, attributes.get("NextSigningKeyLength", dkim.next_key_length), state.clock.now())
    if not dkim.verified:
        dkim.started = state.clock.now()
    return dkim


def dkim_status(dkim: Dkim, now: datetime) -> str:
    """How far SES is with finding the DNS records."""
    if dkim.tokens is None:
        return "NOT_STARTED"
    if dkim.verified:
        return "SUCCESS"
    return "FAILED" if now >= dkim.started + DNS_SEARCH else "PENDING"


def show_dkim(state: State, dkim: Dkim) -> Json:
    """The DkimAttributes of an answer."""
    now = state.clock.now()
    _generate_key(dkim, now)
    return {
        "SigningEnabled": dkim.signing_enabled,
        "Status": dkim_status(dkim, now),
        "Tokens": dkim.tokens,
        "SigningHostedZone": hosted_zone(state, dkim),
        "SigningAttributesOrigin": dkim.origin,
        "NextSigningKeyLength": dkim.next_key_length,
        "CurrentSigningKeyLength": dkim.key_length,
        "LastKeyGenerationTimestamp": dkim.key_generated,
    }


def hosted_zone(state: State, dkim: Dkim) -> str | None:
    """The DNS zone in which SES publishes its keys; None where the keys are not SES's."""
    if dkim.tokens is None or dkim.origin == "EXTERNAL":
        return None
    region = _key_region(state, dkim.origin)
    return f"dkim.{region}.amazonses.com" if region in _ZONES_OF_THEIR_OWN else "dkim.amazonses.com"


def _signed(state: State, name: str, origin: str, attributes: Json) -> Dkim:
    """A domain's DKIM from the start."""
    _check(origin, attributes)
    now = state.clock.now()
    if origin == "EXTERNAL":
        return Dkim(signing_enabled=True, started=now, origin=origin, tokens=[attributes["DomainSigningSelector"]])
    key_length = attributes.get("NextSigningKeyLength", "RSA_1024_BIT")
    return Dkim(
        signing_enabled=True,
        started=now,
        origin=origin,
        tokens=[_token(state, name, origin, number) for number in range(3)],
        key_length=key_length,
        key_generated=now,
        next_key_length=key_length,
    )


def _check(origin: str, attributes: Json) -> None:
    own_key = {"DomainSigningSelector", "DomainSigningPrivateKey"} & set(attributes)
    if origin == "EXTERNAL":
        if len(own_key) < 2 or "NextSigningKeyLength" in attributes:
            raise bad_request("DKIM with a key of your own needs its selector and the private key, and nothing else.")
    elif own_key:
        raise bad_request(f"A selector and a private key go with the origin EXTERNAL, not with {origin}.")


def _change_key_length(dkim: Dkim, length: str | None, now: datetime) -> None:
    _generate_key(dkim, now)
    if length == dkim.next_key_length:
        return
    if dkim.next_key_from is not None:
        raise bad_request("The length of the signing key can be changed only once a day.")
    dkim.next_key_length, dkim.next_key_from = length, now + _KEY_CHANGE


def _generate_key(dkim: Dkim, now: datetime) -> None:
    """Take the next key into use if it is time for it."""
    if dkim.next_key_from is not None and dkim.next_key_from <= now:
        dkim.key_length, dkim.key_generated, dkim.next_key_from = dkim.next_key_length, dkim.next_key_from, None


def _key_region(state: State, origin: str) -> str:
    """Where the keys are: here, or where the identity is that this one copies."""
    return state.region if origin == "AWS_SES" else origin.removeprefix("AWS_SES_").lower().replace("_", "-")


def _token(state: State, name: str, origin: str, number: int) -> str:
    """A token as SES makes them: the same whenever the domain is created again, and in every region that copies it."""
    source = f"{state.account_id}:{_key_region(state, origin)}:{name}:{number}"
    return "".join(_LETTERS[byte % 32] for byte in hashlib.sha256(source.encode()).digest())
