"""The stored data of the Deliverability dashboard, inbox placement tests and blocklists."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sesv2kit.testing.protocol.model import Json


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The percentages of the test emails to one mailbox provider in inbox, spam folder and so on."""

    inbox: float
    spam: float
    missing: float
    spf: float
    dkim: float


@dataclass
class PlacementTest:
    """An inbox placement test, and its results by mailbox provider."""

    id: str
    name: str | None
    from_address: str
    subject: str
    message: str
    created: datetime
    tags: list[Json] = field(default_factory=list[Json])
    placements: dict[str, Placement] = field(default_factory=dict[str, Placement])


@dataclass
class Dashboard:
    """The subscription to the Deliverability dashboard, and the domains in it by name."""

    enabled: bool = False
    expires: datetime | None = None
    """When it ends, after it was cancelled."""
    domains: dict[str, Json] = field(default_factory=dict[str, Json])
    leaving: dict[str, tuple[Json, datetime]] = field(default_factory=dict[str, tuple[Json, datetime]])
    """The domains whose subscription ends, and when."""


@dataclass(frozen=True, slots=True)
class PlacementKey:
    """The key of a count of the Deliverability dashboard: a domain's mail of a day at a mailbox provider."""

    domain: str
    day: date
    isp: str
    kind: str
    """INBOX, SPAM or READ."""


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A campaign: many similar emails. `figures` are by the response's member names."""

    id: str
    subject: str
    from_address: str
    first_seen: datetime
    last_seen: datetime
    figures: Json


@dataclass(frozen=True, kw_only=True)
class Blocklisting:
    """An entry of an IP address on a blocklist."""

    ip: str
    list_name: str
    listed: datetime
    description: str | None
