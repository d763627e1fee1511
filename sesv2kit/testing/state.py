"""All that one account holds in one region, as plain typed data. The domains in `backend/` read and change it."""

import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sesv2kit.clock import Clock
from sesv2kit.testing.mail import SentMail
from sesv2kit.testing.model import Json
from sesv2kit.testing.paging import SortedDict


class Mirror:
    """What another service is told about identities and mail, so that it can show them too. This one tells nobody."""

    def identity_created(self, name: str) -> None:
        """An identity was created."""

    def identity_deleted(self, name: str) -> None:
        """An identity was deleted."""

    def mail_sent(self, mail: SentMail) -> None:
        """A mail was accepted."""

    def reset(self) -> None:
        """The state was thrown away."""


@dataclass
class Account:
    """The account's settings. Tests may change them directly."""

    production_access: bool = True
    """False puts the account into the sandbox."""
    sending_enabled: bool = True
    enforcement_status: str = "HEALTHY"
    """HEALTHY, PROBATION, or SHUTDOWN, which refuses every send."""
    max_24_hour_send: float = 50_000
    """Recipients in 24 hours outside the sandbox; -1 is without limit."""
    max_send_rate: float = 14
    """Recipients per second outside the sandbox."""
    dedicated_ip_auto_warmup: bool = True
    suppressed_reasons: list[str] = field(default_factory=lambda: ["BOUNCE", "COMPLAINT"])
    validation_attributes: Json | None = None
    details: Json | None = None
    review_requested: bool = False
    """Whether production access was asked for; it stays under review until `production_access` is true."""
    vdm_attributes: Json | None = None
    plan: str | None = None
    """The pricing plan in force; None as long as none was ever chosen."""
    next_plan: str | None = None
    next_plan_from: datetime | None = None


@dataclass
class Identity:
    """An email address or a domain to send from."""

    name: str
    verified: bool = False
    verified_at: datetime | None = None
    configuration_set_name: str | None = None
    dkim: Json = field(default_factory=Json)
    tags: list[Json] = field(default_factory=list[Json])

    @property
    def is_domain(self) -> bool:
        """Whether it covers every address of a domain."""
        return "@" not in self.name


@dataclass
class ConfigurationSet:
    """A configuration set; `options` holds, by the answer's member names, those that have been set."""

    name: str
    options: Json
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class Template:
    """An email template."""

    name: str
    content: Json
    created: datetime
    tags: list[Json] = field(default_factory=list[Json])


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One entry of a suppression list."""

    address: str
    reason: str
    updated: datetime


class SuppressionList:
    """Addresses not to send to. Management asks by exact local part, sending in any case."""

    def __init__(self) -> None:
        self.entries = SortedDict[Suppressed]()
        self._spelt_otherwise: dict[str, set[str]] = {}

    @staticmethod
    def key(address: str) -> str:
        """The form in which two spellings of one entry are equal: the domain has no case."""
        local, at, domain = address.rpartition("@")
        return f"{local}{at}{domain.lower()}"

    def put(self, entry: Suppressed) -> None:
        """Add the entry, or replace the one of its address."""
        key = self.key(entry.address)
        self.entries[key] = entry
        if key != key.lower():
            self._spelt_otherwise.setdefault(key.lower(), set()).add(key)

    def remove(self, address: str) -> bool:
        """Remove the entry of `address`; False if there is none."""
        key = self.key(address)
        if self.entries.pop(key, None) is None:
            return False
        self._spelt_otherwise.get(key.lower(), set()).discard(key)
        return True

    def get(self, address: str) -> Suppressed | None:
        """The entry of `address`."""
        return self.entries.get(self.key(address))

    def reasons_against(self, address: str) -> set[str]:
        """The reasons of every entry that stands for `address`, whatever its case."""
        lower = address.lower()
        keys = {lower, *self._spelt_otherwise.get(lower, ())}
        return {self.entries[key].reason for key in keys if key in self.entries}


@dataclass
class Tenant:
    """A tenant, the resources it may send with (by ARN, with the moment of association) and its suppression list."""

    number: int
    name: str
    id: str
    arn: str
    created: datetime
    tags: list[Json] = field(default_factory=list[Json])
    sending_status: str = "ENABLED"
    suppression: Json | None = None
    resources: SortedDict[datetime] = field(default_factory=SortedDict[datetime])
    suppressed: SuppressionList = field(default_factory=SuppressionList)


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One recommendation of the Virtual Deliverability Manager."""

    type: str
    resource_arn: str
    impact: str
    status: str
    description: str
    created: datetime
    last_updated: datetime


@dataclass(frozen=True, slots=True)
class MetricKey:
    """What one daily count counts."""

    metric: str
    day: date
    dimensions: frozenset[tuple[str, str]]


class SendingRecord:
    """The recipients of the last 24 hours, and how much of the send rate is left."""

    def __init__(self) -> None:
        self._sends = deque[tuple[datetime, int]]()
        self._total = 0
        self._left: float | None = None
        self._left_at: datetime | None = None

    def last_24_hours(self, now: datetime) -> int:
        """How many recipients were sent to in the 24 hours before `now`."""
        while self._sends and self._sends[0][0] <= now - timedelta(hours=24):
            self._total -= self._sends.popleft()[1]
        return self._total

    def rate_left(self, now: datetime, rate: float) -> float:
        """Recipients that may be sent to at `now`; below zero, a large send is still being paid for."""
        if self._left is None or self._left_at is None:
            return rate
        return min(rate, self._left + (now - self._left_at).total_seconds() * rate)

    def add(self, recipients: int, now: datetime, rate: float) -> None:
        """Note a send."""
        self._left, self._left_at = self.rate_left(now, rate) - recipients, now
        self._sends.append((now, recipients))
        self._total += recipients


class State:
    """One account in one region. Operations run one at a time, under `lock`."""

    def __init__(self, account_id: str, region: str, clock: Clock, mirror: Mirror) -> None:
        self.account_id = account_id
        self.region = region
        self.clock = clock
        self.mirror = mirror
        self.lock = threading.RLock()
        self.account = Account()
        self.identities = SortedDict[Identity]()
        self.configuration_sets = SortedDict[ConfigurationSet]()
        self.templates = SortedDict[Template]()
        self.tenants = SortedDict[Tenant]()
        self.tenants_created = 0
        self.suppressed = SuppressionList()
        self.recommendations = SortedDict[Recommendation]()
        self.metrics = Counter[MetricKey]()
        self.sending = SendingRecord()
        self.enforce_quotas = False
        self.outbox: list[SentMail] = []
        self.requests: list[str] = []

    def arn(self, resource: str) -> str:
        """The ARN of a resource of this account and region, such as `identity/example.com`."""
        partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(self.region.rpartition("-")[0].rpartition("-")[0])
        return f"arn:{partition or 'aws'}:ses:{self.region}:{self.account_id}:{resource}"
