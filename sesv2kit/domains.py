"""What the methods of `client.identities` for domains return: plans, DNS records, and checks of these."""

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
"""What a DNS record is for.

- `dkim`: SES finds the keys that sign, which also verifies the domain.
- `mail_from`: bounces go to SES, which makes the MAIL FROM domain usable.
- `spf`: receivers accept mail with this MAIL FROM domain from SES's servers.
- `dmarc`: receivers know what to do with mail that passes neither SPF nor DKIM. A suggestion: SES does not ask for it.
- `tracking`: links and pixels of tracked mail lead to SES.
"""

RecordType: TypeAlias = Literal["CNAME", "MX", "TXT"]
"""Type of a DNS record."""

ChangeAction: TypeAlias = Literal["UPSERT", "CREATE", "DELETE"]
"""What Route 53 does: create or replace, create only, delete."""

_LONGEST_STRING = 255
_LONGEST_TTL = 2**31 - 1
"""Seconds. Source: https://www.rfc-editor.org/rfc/rfc2181#section-8"""


class DnsResolver(Protocol):
    """What `check_dns` asks: a `dns.resolver.Resolver` of dnspython, or an object with such a method."""

    def resolve(self, qname: Any, rdtype: Any) -> Any:
        """Look up a name.

        Args:
            qname: The name, with a dot at its end.
            rdtype: The type, such as `TXT`.

        Returns:
            dnspython's records, each with a method `to_text`.

        Raises:
            DNSException: That of dnspython: `dns.resolver.NXDOMAIN` or `NoAnswer` if there is no such record, others
                if that is not known.
        """
        ...


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A DNS record to publish."""

    purpose: RecordPurpose
    """What it is for."""

    name: str
    """Full name, `_dmarc.shop.example`, without a dot at its end."""

    type: RecordType
    """Its type."""

    value: str | None
    """Its value: the target of a CNAME, preference and host of an MX, the whole text of a TXT without quotes. None:
    only you know it; `note` says where it comes from."""

    note: str = ""
    """What to know about it. Empty: nothing."""

    @property
    def is_required(self) -> bool:
        """Whether SES asks for it."""
        return self.purpose != "dmarc"


@dataclass(frozen=True, slots=True)
class DnsRecords:
    """The DNS records of an identity. Print them to see a table."""

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
            ValueError: `ttl` is no whole number from 0 to 2,147,483,647.
        """
        _check_ttl(ttl)
        return "".join(f"{line}\n" for record in self.records for line in _zone_lines(record, ttl))

    def to_route53(
        self, *, action: ChangeAction = "UPSERT", ttl: int = 300, with_suggestions: bool = False
    ) -> dict[str, Any]:
        """The records as the `ChangeBatch` of `change_resource_record_sets` of boto3's client for `route53`.

        `UPSERT` replaces all values that a name has in a type: other TXT records of the MAIL FROM domain, too.

        Args:
            action: What Route 53 does with each record.
            ttl: Seconds for which others may keep a record.
            with_suggestions: Whether the DMARC record is included. It would replace a policy that the domain has.

        Raises:
            ValueError: Only you know the value of a record; `note` says where it comes from. Or an argument is wrong.
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
"""What was found of a DNS record.

- `ok`: it is there.
- `missing`: there is none.
- `wrong`: there is another one, or one too many.
- `unknown`: the name servers gave no usable response.
"""


@dataclass(frozen=True, slots=True)
class DnsRecordCheck:
    """What was found of one DNS record."""

    record: DnsRecord
    """The record to publish."""

    status: RecordStatus
    """What was found."""

    found: tuple[str, ...] = ()
    """The values in DNS, those of other uses of the same name too. Empty: none."""

    message: str = ""
    """What is wrong and what to do. Empty: nothing is wrong."""


@dataclass(frozen=True, slots=True)
class DnsCheck:
    """What was found of the DNS records of an identity. Print it to see a table."""

    email_identity: str
    """The domain or address."""

    results: tuple[DnsRecordCheck, ...]
    """One for each record, in order."""

    @property
    def is_ok(self) -> bool:
        """Whether all records are there that SES asks for."""
        return all(one.status == "ok" or not one.record.is_required for one in self.results)

    @property
    def problems(self) -> tuple[DnsRecordCheck, ...]:
        """The records that are not there, suggestions too."""
        return tuple(one for one in self.results if one.status != "ok")

    def __str__(self) -> str:
        """A table: status, type and name of each record, and what is wrong with it."""
        return _table([(one.status, one.record.type, one.record.name, one.message) for one in self.results])


IdentitySetting: TypeAlias = Literal["identity", "dkim", "mail_from", "configuration_set"]
"""What a change is about: the identity itself, its DKIM keys, its MAIL FROM domain, its default configuration set."""

IdentityAction: TypeAlias = Literal["create", "update", "restart"]
"""What happens to it. `restart`: SES had given up looking for the DNS records, and starts again."""


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """One change of an identity."""

    action: IdentityAction
    """What happens."""

    setting: IdentitySetting
    """To what."""

    detail: str = ""
    """The new value in words, such as the MAIL FROM domain. Never a key."""

    def __str__(self) -> str:
        """A line."""
        return f"{self.action:<8} {self.setting.replace('_', ' ')}" + (f": {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """The changes that make an identity as wanted. Print it to see them."""

    email_identity: str
    """The domain or address."""

    changes: tuple[IdentityChange, ...]
    """The changes in order. Empty: all is as wanted."""

    other_tags: tuple[str, ...] = ()
    """Keys of wanted tags that the existing identity lacks, or has with other values. They are not changed: this takes
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
    """What `identities.ensure` did. Print it to see it."""

    plan: IdentityPlan
    """The changes that were made."""

    dns_records: DnsRecords
    """The DNS records that the identity needs now."""

    def __str__(self) -> str:
        """The changes, and the table of the records."""
        return f"{self.plan}\n\n{self.dns_records}"


def _zone_text(text: str) -> str:
    """A text as a zone file has it: quoted, in strings of at most 255 characters."""
    parts = [text[start : start + _LONGEST_STRING] for start in range(0, len(text), _LONGEST_STRING)] or [""]
    return " ".join('"' + part.replace("\\", r"\\").replace('"', r"\"") + '"' for part in parts)


def _presented(kind: RecordType | str, value: str) -> str:
    """A value as zone files and Route 53 have it."""
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
    """Rows in columns of equal width, but for the last."""
    if not rows:
        return "no records"
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    lines = (
        "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
