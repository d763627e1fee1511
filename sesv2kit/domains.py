"""Results of the methods of `client.identities` for domains: plans, DNS records, and DNS checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, get_args

__all__ = [
    "ChangeAction",
    "DnsCheck",
    "DnsRecord",
    "DnsRecordCheck",
    "DnsRecords",
    "DnsResolver",
    "IdentityAction",
    "IdentityChange",
    "IdentityPlan",
    "IdentityResult",
    "IdentitySetting",
    "RecordPurpose",
    "RecordStatus",
    "RecordType",
]


def __dir__() -> list[str]:
    return __all__


RecordPurpose: TypeAlias = Literal["dkim", "mail_from", "spf", "dmarc", "tracking"]
"""The purpose of a DNS record.

- `dkim`: the public keys of the signatures, which also verify the domain.
- `mail_from`: bounces go to SES. The MAIL FROM domain needs it.
- `spf`: receivers accept mail with this MAIL FROM domain from SES's servers.
- `dmarc`: what receivers do with mail that passes neither SPF nor DKIM. It is a suggestion; SES does not require it.
- `tracking`: links and pixels of tracked mail lead to SES.
"""

RecordType: TypeAlias = Literal["CNAME", "MX", "TXT"]
"""Type of a DNS record."""

ChangeAction: TypeAlias = Literal["UPSERT", "CREATE", "DELETE"]
"""The action of Route 53: create or replace, create only, delete."""

_LONGEST_STRING = 255
_LONGEST_TTL = 2**31 - 1
"""Seconds. Source: https://www.rfc-editor.org/rfc/rfc2181#section-8"""


class DnsResolver(Protocol):
    """The resolver of `check_dns`: a `dns.resolver.Resolver` of dnspython, or an object with such a method."""

    def resolve(self, qname: Any, rdtype: Any) -> Any:
        """Look up a name.

        Args:
            qname: The name, with a dot at its end.
            rdtype: The type, such as `TXT`.

        Returns:
            dnspython's records, each with a method `to_text`.

        Raises:
            DNSException: An exception of dnspython: `dns.resolver.NXDOMAIN` or `NoAnswer` if there is no such record;
                others if the lookup failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A DNS record to publish."""

    purpose: RecordPurpose
    """Its purpose."""

    name: str
    """Full name, `_dmarc.shop.example`, without a dot at its end."""

    type: RecordType
    """Its type."""

    value: str | None
    """Its value: the target of a CNAME, preference and host of an MX, the whole text of a TXT without quotes. None:
    only you know it; `note` says where to find it."""

    note: str = ""
    """A note for the user. Empty: there is none."""

    @property
    def is_required(self) -> bool:
        """Whether SES requires it."""
        return self.purpose != "dmarc"


@dataclass(frozen=True, slots=True)
class DnsRecords:
    """The DNS records of an identity. Printed, they are a table."""

    email_identity: str
    """The domain or address."""

    records: tuple[DnsRecord, ...]
    """The records: DKIM first."""

    def to_zone_file(self, *, ttl: int = 300) -> str:
        """The records as lines of a zone file (RFC 1035), with full names.

        A record whose value only you know is a comment.

        Args:
            ttl: Seconds for which others may keep a record.

        Raises:
            ValueError: `ttl` is not a whole number from 0 to 2,147,483,647.
        """
        _check_ttl(ttl)
        return "".join(f"{line}\n" for record in self.records for line in _zone_lines(record, ttl))

    def to_route53(
        self, *, action: ChangeAction = "UPSERT", ttl: int = 300, with_suggestions: bool = False
    ) -> dict[str, Any]:
        """The records as the `ChangeBatch` of `change_resource_record_sets` of boto3's client for `route53`.

        `UPSERT` replaces all values of a name and type, including other TXT records of the MAIL FROM domain.

        Args:
            action: What Route 53 does with each record.
            ttl: Seconds for which others may keep a record.
            with_suggestions: Whether the DMARC record is included. It would replace a policy that the domain has.

        Raises:
            ValueError: The value of a record is not known (`note` says where to find it), or an argument is invalid.
        """
        _check_ttl(ttl)
        if action not in get_args(ChangeAction):
            raise ValueError("action must be UPSERT, CREATE or DELETE")
        values: dict[tuple[str, str], list[str]] = {}
        for record in self.records:
            if record.is_required or with_suggestions:
                if record.value is None:
                    raise ValueError(f"the value of {record.type} {record.name} is not known: {record.note}")
                values.setdefault((record.name, record.type), []).append(_presented(record.type, record.value))
        return {
            "Comment": f"Amazon SES: {self.email_identity}",
            "Changes": [
                {
                    "Action": action,
                    "ResourceRecordSet": {
                        "Name": f"{name}.",
                        "Type": kind,
                        "TTL": ttl,
                        "ResourceRecords": [{"Value": value} for value in several],
                    },
                }
                for (name, kind), several in values.items()
            ],
        }

    def __str__(self) -> str:
        """A table: purpose, type, name and value of each record."""
        rows = [(one.purpose, one.type, one.name, one.value or f"({one.note})") for one in self.records]
        return _table([("purpose", "type", "name", "value"), *rows])


RecordStatus: TypeAlias = Literal["ok", "missing", "wrong", "unknown"]
"""The result of the lookup of a DNS record.

- `ok`: it exists.
- `missing`: it does not exist.
- `wrong`: there is another value, or an additional one.
- `unknown`: the name servers returned no usable response.
"""


@dataclass(frozen=True, slots=True)
class DnsRecordCheck:
    """The result for one DNS record."""

    record: DnsRecord
    """The record to publish."""

    status: RecordStatus
    """The result of the lookup."""

    found: tuple[str, ...] = ()
    """The values in DNS, including those of other uses of the same name. Empty: none."""

    message: str = ""
    """The problem and what to do. Empty: there is no problem."""


@dataclass(frozen=True, slots=True)
class DnsCheck:
    """The results for the DNS records of an identity. Printed, they are a table."""

    email_identity: str
    """The domain or address."""

    results: tuple[DnsRecordCheck, ...]
    """One for each record, in order."""

    @property
    def is_ok(self) -> bool:
        """Whether all records that SES requires exist."""
        return all(one.status == "ok" or not one.record.is_required for one in self.results)

    @property
    def problems(self) -> tuple[DnsRecordCheck, ...]:
        """The records that are not `ok`, including suggestions."""
        return tuple(one for one in self.results if one.status != "ok")

    def __str__(self) -> str:
        """A table: status, type and name of each record, and what is wrong with it."""
        return _table([(one.status, one.record.type, one.record.name, one.message) for one in self.results])


IdentitySetting: TypeAlias = Literal["identity", "dkim", "mail_from", "configuration_set"]
"""The subject of a change: the identity itself, its DKIM keys, its MAIL FROM domain, its default configuration set."""

IdentityAction: TypeAlias = Literal["create", "update", "restart"]
"""The action of a change. `restart`: SES had stopped searching for the DNS records, and starts again."""


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """One change of an identity."""

    action: IdentityAction
    """The action."""

    setting: IdentitySetting
    """The setting that changes."""

    detail: str = ""
    """The new value in words, such as the MAIL FROM domain. Never a key."""

    def __str__(self) -> str:
        """A line."""
        return f"{self.action:<8} {self.setting.replace('_', ' ')}" + (f": {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """The changes that make an identity as wanted. They can be printed."""

    email_identity: str
    """The domain or address."""

    changes: tuple[IdentityChange, ...]
    """The changes in order. Empty: no change is needed."""

    other_tags: tuple[str, ...] = ()
    """Keys of wanted tags that the existing identity lacks, or has with other values. They are not changed: use
    `tags.tag_resource`, which needs the ARN."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not self.changes

    def __str__(self) -> str:
        """A line for each change."""
        return "\n".join(map(str, self.changes)) or "no changes"


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """The result of `identities.ensure`. It can be printed."""

    plan: IdentityPlan
    """The changes that were made."""

    dns_records: DnsRecords
    """The DNS records that the identity needs now."""

    def __str__(self) -> str:
        """The changes, and the table of the records."""
        return f"{self.plan}\n\n{self.dns_records}"


def _zone_text(text: str) -> str:
    """A text in the form of zone files: quoted, in strings of at most 255 characters."""
    parts = [text[start : start + _LONGEST_STRING] for start in range(0, len(text), _LONGEST_STRING)] or [""]
    return " ".join('"' + part.replace("\\", r"\\").replace('"', r"\"") + '"' for part in parts)


def _presented(kind: RecordType | str, value: str) -> str:
    """A value in the form of zone files and Route 53."""
    match kind:
        case "TXT":
            return _zone_text(value)
        case _:
            return f"{value}."


def _check_ttl(ttl: object) -> None:
    if not isinstance(ttl, int) or isinstance(ttl, bool) or not 0 <= ttl <= _LONGEST_TTL:
        raise ValueError(f"ttl must be a whole number of seconds, from 0 to {_LONGEST_TTL:,}")


def _zone_lines(record: DnsRecord, ttl: int) -> Iterator[str]:
    if record.value is None:
        yield f"; {record.name}. {ttl} IN {record.type}: {record.note}"
    else:
        comment = f" ; {record.note}" if record.note else ""
        yield f"{record.name}. {ttl} IN {record.type} {_presented(record.type, record.value)}{comment}"


def _table(rows: list[tuple[str, ...]]) -> str:
    """Rows in columns of equal width, except the last column."""
    if not rows:
        return "no records"
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    lines = (
        "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
