"""Compares the records in DNS with those that an identity needs."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sesv2kit._workflows import identities
from sesv2kit._workflows.caller import Caller
from sesv2kit.domains import DnsCheck, DnsRecord, DnsRecordCheck, DnsRecords, DnsResolver
from sesv2kit.errors import ConfigurationError, Problem, RequestInvalidError
from sesv2kit.models.identities import DkimSigningAttributes


async def check(
    caller: Caller,
    email_identity: str,
    dkim_signing_attributes: DkimSigningAttributes | None,
    resolver: DnsResolver | None,
) -> DnsCheck:
    """See `Identities.check_dns`."""
    if resolver is not None and not callable(getattr(resolver, "resolve", None)):
        problem = Problem("resolver", "must have a method resolve, as a dns.resolver.Resolver has", "sesv2kit")
        raise RequestInvalidError("check_dns", [problem])
    asked = await caller.blocking(lambda: Dns(resolver))  # it reads the system's configuration
    wanted = await identities.records(caller, email_identity, dkim_signing_attributes)
    return await caller.blocking(lambda: checked(wanted, asked))


class Unanswered(Exception):
    """It is not known whether there is a record."""


class Dns:
    """Looks up records with dnspython."""

    def __init__(self, resolver: DnsResolver | None) -> None:
        """`resolver`: the resolver to use. None: the system's resolver.

        Raises:
            ConfigurationError: dnspython is not installed, or the system has no resolver.
        """
        try:
            import dns.exception
            import dns.resolver
        except ImportError:
            raise ConfigurationError('check_dns needs the package dnspython: pip install "sesv2kit[dns]"') from None
        try:
            self._resolver: DnsResolver = dns.resolver.Resolver() if resolver is None else resolver
        except (dns.exception.DNSException, OSError) as error:
            raise ConfigurationError(f"no name server is configured: {error}") from error
        self._none: Any = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)
        self._error: Any = dns.exception.DNSException

    def values(self, name: str, kind: str) -> list[str]:
        """The values of a name, in the form of `DnsRecord.value`. Empty: there are none.

        Raises:
            Unanswered: That is not known.
        """
        try:
            found = [one.to_text() for one in self._resolver.resolve(f"{name}.", kind)]
        except self._none:
            return []
        except (self._error, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        return [_unquoted(text) if kind == "TXT" else text.removesuffix(".") for text in found]


def _unquoted(text: str) -> str:
    """The text of a TXT record: its strings joined."""
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    return re.sub(r"\\(\d{3}|.)", _unescaped, "".join(strings) if strings else text)


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1])) if escape[1].isdecimal() and len(escape[1]) == 3 else escape[1]


def checked(wanted: DnsRecords, asked: Dns) -> DnsCheck:
    """Look up all records."""
    domain = wanted.email_identity.rpartition("@")[2]
    return DnsCheck(wanted.email_identity, tuple(_result(record, domain, asked) for record in wanted.records))


def _result(record: DnsRecord, domain: str, asked: Dns) -> DnsRecordCheck:
    try:
        found = asked.values(record.name, record.type)
        problem = next(_problems(record, found), "")
        if not problem:
            return DnsRecordCheck(record, "ok", tuple(found))
        if _relevant(record, found):
            return DnsRecordCheck(record, "wrong", tuple(found), problem)
        if record.purpose == "dmarc" and (above := _policy_above(record.name, asked)):
            return DnsRecordCheck(record, "ok", tuple(above))
        twice = f"{record.name}.{domain}"
        if record.purpose != "dmarc" and _relevant(record, asked.values(twice, record.type)):
            problem = f"it is at {twice}: the full name was entered, but the DNS provider adds the domain itself"
        return DnsRecordCheck(record, "missing", tuple(found), problem)
    except Unanswered as error:
        return DnsRecordCheck(record, "unknown", (), f"the name servers returned no usable response ({error})")


def _relevant(record: DnsRecord, found: Iterable[str]) -> list[str]:
    """The values with the purpose of a record. TXT values can have other purposes."""
    match record.purpose:
        case "spf":
            return [one for one in found if re.match(r"v=spf1(?:\s|$)", one, re.IGNORECASE)]
        case "dmarc":
            return [one for one in found if re.match(r"v=DMARC1\s*(?:;|$)", one, re.IGNORECASE)]
        case "dkim" if record.type == "TXT":
            return [one for one in found if "p" in _tags(one)]
        case _:
            return list(found)


def _problems(record: DnsRecord, found: list[str]) -> Iterator[str]:
    relevant = _relevant(record, found)
    if not relevant:
        yield "there is no such record" if record.value is None else f"publish {record.type} {record.value}"
    elif len(relevant) > 1:
        yield f"there are {len(relevant)} such records, and there must be only one"
    elif not _fits(record, relevant[0]):
        yield f"it must be {record.value}" if record.value else "its public key is empty: the key was revoked"


def _fits(record: DnsRecord, found: str) -> bool:
    match record.purpose, record.value:
        case "spf", _:
            return bool(re.search(r"\s\+?include:amazonses\.com(?:\s|$)", found, re.IGNORECASE))
        case "dmarc", _:
            return True
        case "dkim", value if record.type == "TXT":
            key = _tags(found)["p"]
            return bool(key) and (value is None or key == _tags(value)["p"])
        case "mail_from", str(value):
            return found.rpartition(" ")[2].lower() == value.rpartition(" ")[2].lower()
        case _, None:
            return True
        case _, value:
            return found.lower() == value.lower()


def _tags(text: str) -> dict[str, str]:
    """The tags of a DKIM key record (RFC 6376, 3.2), without white space in their values."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, equals, value in pairs if equals}


def _policy_above(name: str, asked: Dns) -> list[str]:
    """The DMARC policy of a parent domain, which applies to its subdomains too. Empty: there is none."""
    labels = name.split(".")[2:]
    while len(labels) > 1:
        record = DnsRecord("dmarc", f"_dmarc.{'.'.join(labels)}", "TXT", None)
        if found := _relevant(record, asked.values(record.name, "TXT")):
            return found
        labels = labels[1:]
    return []
