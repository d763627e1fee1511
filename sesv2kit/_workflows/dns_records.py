"""The DNS records of an identity, computed from SES's response about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sesv2kit._workflows.caller import Caller, looked_up
from sesv2kit.domains import DnsRecord, DnsRecords
from sesv2kit.models.configuration_sets import GET_CONFIGURATION_SET, TrackingOptions
from sesv2kit.shapes import keys

_ZONES_OF_THEIR_OWN = frozenset(
    "af-south-1 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-5 ca-west-1 eu-central-2 eu-south-1 il-central-1 "
    "me-central-1 us-gov-east-1".split()
)
"""The regions whose keys are not in `dkim.amazonses.com`; see
https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains. Newer responses of SES name the zone."""

_OWN_KEY = "p= and the public key of your private key; pass the key in dkim_signing_attributes"
_OWN_CDN = "the name of your CDN in front of {target}: with this HTTPS policy, SES's tracker needs one"
_SUGGESTION = "a suggestion; the policy of a parent domain applies too; add rua= to get reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts that decide the DNS records of an identity."""

    email_identity: str
    """The domain or address."""

    dkim_origin: str | None = None
    """Origin of the keys. None: not known."""

    dkim_tokens: tuple[str, ...] = ()
    """The tokens of SES's keys, or the selector of the owner's."""

    dkim_zone: str | None = None
    """The zone with SES's keys. None: not returned."""

    private_key: str | None = field(default=None, repr=False)
    """The owner's private key, as it is sent. None: not given."""

    mail_from_domain: str | None = None
    """The MAIL FROM domain. None: SES's own."""

    tracking: TrackingOptions | None = None
    """The tracking of the default configuration set. None: there is none."""


async def tracking_of(caller: Caller, configuration_set_name: str | None) -> TrackingOptions | None:
    """The tracking options of a configuration set. None: it has none, or does not exist any more."""
    if configuration_set_name is None:
        return None
    found = await looked_up(caller, GET_CONFIGURATION_SET, {"configuration_set_name": configuration_set_name})
    return None if found is None else found.tracking_options


def records_of(facts: Facts, region: str) -> DnsRecords:
    """The records that an identity of a region needs."""
    return DnsRecords(facts.email_identity, tuple(_records(facts, region)))


def _records(facts: Facts, region: str) -> Iterator[DnsRecord]:
    domain = facts.email_identity.rpartition("@")[2].lower()
    if "@" not in facts.email_identity:  # the keys of an address are those of its domain
        yield from _dkim(facts, domain, region)
    if facts.mail_from_domain:
        yield DnsRecord("mail_from", facts.mail_from_domain, "MX", f"10 feedback-smtp.{region}.amazonses.com")
        yield DnsRecord("spf", facts.mail_from_domain, "TXT", "v=spf1 include:amazonses.com ~all")
    yield DnsRecord("dmarc", f"_dmarc.{domain}", "TXT", "v=DMARC1; p=none;", _SUGGESTION)
    if facts.tracking is not None:
        yield _tracker(facts.tracking, region)


def _dkim(facts: Facts, domain: str, region: str) -> Iterator[DnsRecord]:
    for token in facts.dkim_tokens:
        name = f"{token}._domainkey.{domain}"
        if facts.dkim_origin != "EXTERNAL":
            yield DnsRecord("dkim", name, "CNAME", f"{token}.{facts.dkim_zone or _zone(facts.dkim_origin, region)}")
        elif facts.private_key is None:
            yield DnsRecord("dkim", name, "TXT", None, _OWN_KEY)
        else:
            yield DnsRecord("dkim", name, "TXT", f"p={keys.public_key(facts.private_key)}")


def _zone(origin: str | None, region: str) -> str:
    """The zone with SES's keys, if no response contains it. The keys can be those of another region."""
    other = re.fullmatch("AWS_SES_([A-Z0-9_]+)", origin or "")
    region = other[1].lower().replace("_", "-") if other else region
    return f"dkim.{region}.amazonses.com" if region in _ZONES_OF_THEIR_OWN else "dkim.amazonses.com"


def _tracker(tracking: TrackingOptions, region: str) -> DnsRecord:
    target = f"r.{region}.awstrack.me"
    if tracking.https_policy in (None, "OPTIONAL"):
        return DnsRecord("tracking", tracking.custom_redirect_domain, "CNAME", target)
    return DnsRecord("tracking", tracking.custom_redirect_domain, "CNAME", None, _OWN_CDN.format(target=target))
