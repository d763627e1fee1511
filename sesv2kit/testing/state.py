"""All that one account holds in one region, as plain typed data. The domains in `backend/` read and change it."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter

from sesv2kit.clock import Clock
from sesv2kit.rate import MemoryLimiter
from sesv2kit.testing.addresses import key
from sesv2kit.testing.mail import SentMail
from sesv2kit.testing.model import Json
from sesv2kit.testing.paging import SortedDict
from sesv2kit.testing.records import EventRecord


class Mirror:
    """The services around SES: told about identities and mail, asked for files. This one stands for none at all."""

    def identity_created(self, name: str) -> None:
        """An identity was created."""

    def identity_deleted(self, name: str) -> None:
        """An identity was deleted."""

    def mail_sent(self, mail: SentMail) -> None:
        """A mail was accepted."""

    def event_published(self, topic_arn: str, message: str) -> None:
        """An event went to an SNS topic."""

    def identities(self) -> Iterable[str]:
        """The names of the identities that are verified there."""
        return ()

    def file(self, url: str) -> bytes | None:
        """The file at an `s3://` URL; None if it cannot be read."""

    def file_written(self, url: str, content: bytes) -> None:
        """A file was written for download, to an `s3://` URL of a bucket of SES itself."""

    def reset(self) -> None:
        """The state was thrown away."""


@dataclass
class Account:
    """The account's settings. Tests may change them directly."""

    production_access: bool = True
    """False puts the account into the sandbox."""
    sending_enabled: bool = True
    """False refuses every send, until PutAccountSendingAttributes turns it on again."""
    enforcement_status: str = "HEALTHY"
    """HEALTHY, PROBATION, or SHUTDOWN, which refuses every send."""
    max_24_hour_send: float = 50_000
    """Recipients in 24 hours outside the sandbox; -1 is without limit."""
    max_send_rate: float = 14
    """Recipients per second outside the sandbox."""
    dedicated_ip_auto_warmup: bool = True
    """Whether dedicated IP addresses warm up by themselves."""
    suppressed_reasons: list[str] = field(default_factory=lambda: ["BOUNCE", "COMPLAINT"])
    """What gets an address onto the suppression list and keeps mail from it; empty: nothing does."""
    validation_attributes: Json | None = None
    """How addresses are validated before a send, in AWS's form; None as long as it was never set."""
    details: Json | None = None
    """What PutAccountDetails said, in AWS's form; None before."""
    review_requested: bool = False
    """Whether production access was asked for; it stays under review until `production_access` is true."""
    vdm_attributes: Json | None = None
    """The settings of the Virtual Deliverability Manager, in AWS's form; None is off."""
    plan: str | None = None
    """The pricing plan in force; None as long as none was ever chosen."""
    next_plan: str | None = None
    """The plan that was chosen last, if it is another one."""
    next_plan_from: datetime | None = None
    """When that one comes into force."""


@dataclass
class Dkim:
    """How the mail of an identity is signed. An address has no keys: its domain's sign for it."""

    signing_enabled: bool
    started: datetime
    """When SES began to look for the DNS records."""
    origin: str = "AWS_SES"
    tokens: list[str] | None = None
    """What the DNS records are named by: three tokens, or the selector of a key that is not SES's."""
    verified: bool = False
    key_length: str | None = None
    key_generated: datetime | None = None
    next_key_length: str | None = None
    next_key_from: datetime | None = None
    """When a key of another length is generated; until then the length cannot change again."""


@dataclass
class MailFrom:
    """A custom MAIL FROM domain."""

    domain: str
    behavior_on_mx_failure: str
    status: str = "PENDING"


@dataclass
class Certificate:
    """The S/MIME certificate of one address; its status follows from the clock."""

    address: str
    arn: str
    associated: datetime
    disassociated: datetime | None = None


@dataclass
class Identity:
    """An email address or a domain to send from."""

    name: str
    requested: datetime
    """When its verification was last begun."""
    dkim: Dkim
    verified: bool = False
    verified_at: datetime | None = None
    configuration_set_name: str | None = None
    feedback_forwarding: bool = True
    mail_from: MailFrom | None = None
    policies: dict[str, str] = field(default_factory=dict[str, str])
    certificates: SortedDict[Certificate] = field(default_factory=SortedDict[Certificate])
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
    event_destinations: dict[str, Json] = field(default_factory=dict[str, Json])


@dataclass
class Template:
    """An email template."""

    name: str
    content: Json
    created: datetime
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class CustomVerificationTemplate:
    """A template of the mail that asks someone to confirm an address; `content` is all but its name and tags."""

    name: str
    content: Json
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class DedicatedIpPool:
    """A pool of dedicated IP addresses; of a MANAGED one, SES takes care itself."""

    name: str
    scaling_mode: str
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class DedicatedIp:
    """A dedicated IP address, and how far it was warmed up at a moment."""

    ip: str
    pool_name: str
    warmup: float
    warmup_at: datetime

    def warm_up(self, now: datetime, automatic: bool) -> None:
        """Bring the warm-up to `now`: the automatic one takes 45 days, without it nothing moves."""
        if automatic:
            self.warmup = min(100.0, self.warmup + (now - self.warmup_at) / timedelta(days=45) * 100)
        self.warmup_at = now


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One entry of a suppression list."""

    address: str
    reason: str
    updated: datetime


class SuppressionList:
    """Addresses not to send to. Management asks by exact local part, sending in any case."""

    def __init__(self) -> None:
        self.entries: SortedDict[Suppressed] = SortedDict()
        self._spelt_otherwise: dict[str, set[str]] = {}

    @staticmethod
    def key(address: str) -> str:
        """The form in which two spellings of one entry are equal."""
        return key(address)

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


@dataclass(frozen=True, slots=True)
class SendingStatus:
    """Whether one side, the account's owner or SES, lets a tenant send: ENABLED, REINSTATED or DISABLED."""

    status: str
    updated: datetime
    cause: str | None = None


@dataclass
class Tenant:
    """A tenant, the resources it may send with (by ARN, with the moment of association) and its suppression list."""

    number: int
    name: str
    id: str
    arn: str
    created: datetime
    updated: datetime
    """When its settings were last changed."""
    tags: list[Json] = field(default_factory=list[Json])
    customer_status: SendingStatus | None = None
    """None as long as the owner has said nothing, which lets it send."""
    ses_status: SendingStatus | None = None
    """None as long as SES has said nothing, which lets it send."""
    policy: str = "standard"
    """The reputation policy: standard, strict or none."""
    suppression: Json | None = None
    resources: SortedDict[datetime] = field(default_factory=SortedDict[datetime])
    suppressed: SuppressionList = field(default_factory=SuppressionList)

    @property
    def sending_status(self) -> str:
        """What both sides' statuses come to: either can disable the tenant."""
        said = {each.status for each in (self.customer_status, self.ses_status) if each}
        return next((status for status in ("DISABLED", "REINSTATED") if status in said), "ENABLED")

    def judge(self, finding: "Recommendation") -> None:
        """Let the policy act on a new finding. The owner can answer with REINSTATED, which holds until the next."""
        grave = {"strict": ("LOW", "HIGH"), "standard": ("HIGH",), "none": ()}[self.policy]
        if finding.status == "OPEN" and finding.impact in grave:
            cause = f"Reputation policy {self.policy}: {finding.type} finding of impact {finding.impact}."
            self.customer_status = SendingStatus("DISABLED", finding.created, cause)


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


@dataclass
class Contact:
    """A contact of a list, with the topics it has chosen about."""

    address: str
    created: datetime
    updated: datetime
    choices: dict[str, str] = field(default_factory=dict[str, str])
    unsubscribed: bool = False
    attributes: str | None = None


@dataclass
class ContactList:
    """A contact list; its topics are as they were given."""

    name: str
    created: datetime
    updated: datetime
    topics: list[Json] = field(default_factory=list[Json])
    description: str | None = None
    tags: list[Json] = field(default_factory=list[Json])
    contacts: SortedDict[Contact] = field(default_factory=SortedDict[Contact])


@dataclass
class Job:
    """An import or an export; its counts come when it has ended."""

    id: str
    source: Json
    destination: Json
    created: datetime
    ended: datetime | None = None
    cancelled: bool = False
    processed: int = 0
    exported: int = 0
    failed: int = 0
    error: str | None = None
    """Why it failed as a whole."""
    file: str | None = None
    """The `s3://` URL of what it wrote: the export, or the records that an import refused."""


@dataclass
class MultiRegionEndpoint:
    """An endpoint that sends from this region and another; its status follows from the clock."""

    name: str
    id: str
    secondary_region: str
    created: datetime
    deleted: datetime | None = None
    tags: list[Json] = field(default_factory=list[Json])


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the test mails to one mailbox provider ended up, in per cent."""

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
    """When it runs out, once it was cancelled."""
    domains: dict[str, Json] = field(default_factory=dict[str, Json])
    leaving: dict[str, tuple[Json, datetime]] = field(default_factory=dict[str, tuple[Json, datetime]])
    """The domains that leave, and when."""


@dataclass(frozen=True, slots=True)
class PlacementKey:
    """What one count of the Deliverability dashboard counts: a domain's mail of a day at a mailbox provider."""

    domain: str
    day: date
    isp: str
    kind: str
    """INBOX, SPAM or READ."""


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Many mails alike, as the Deliverability dashboard recognised them; `figures` by the answer's member names."""

    id: str
    subject: str
    from_address: str
    first_seen: datetime
    last_seen: datetime
    figures: Json


@dataclass(frozen=True, kw_only=True)
class Blocklisting:
    """That an IP address is on a blocklist."""

    ip: str
    list_name: str
    listed: datetime
    description: str | None


@dataclass(frozen=True, kw_only=True)
class MailEvent:
    """Something that happened to a sent mail at one of its recipients."""

    type: str
    destination: str
    time: datetime
    details: Json | None = None


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


@dataclass(frozen=True)
class Task:
    """Something to do when the clock gets there."""

    due: datetime
    action: Callable[[], object]


@dataclass(eq=False)
class State:
    """One account in one region. Operations run one at a time, under `lock`."""

    account_id: str
    region: str
    clock: Clock
    mirror: Mirror
    lock: threading.RLock = field(default_factory=threading.RLock)
    account: Account = field(default_factory=Account)
    identities: SortedDict[Identity] = field(default_factory=SortedDict[Identity])
    configuration_sets: SortedDict[ConfigurationSet] = field(default_factory=SortedDict[ConfigurationSet])
    templates: SortedDict[Template] = field(default_factory=SortedDict[Template])
    custom_verification_templates: SortedDict[CustomVerificationTemplate] = field(
        default_factory=SortedDict[CustomVerificationTemplate]
    )
    dedicated_ips: SortedDict[DedicatedIp] = field(default_factory=SortedDict[DedicatedIp])
    dedicated_ip_pools: SortedDict[DedicatedIpPool] = field(default_factory=SortedDict[DedicatedIpPool])
    tenants: SortedDict[Tenant] = field(default_factory=SortedDict[Tenant])
    tenants_created: int = 0
    suppressed: SuppressionList = field(default_factory=SuppressionList)
    recommendations: SortedDict[Recommendation] = field(default_factory=SortedDict[Recommendation])
    contact_lists: SortedDict[ContactList] = field(default_factory=SortedDict[ContactList])
    import_jobs: SortedDict[Job] = field(default_factory=SortedDict[Job])
    export_jobs: SortedDict[Job] = field(default_factory=SortedDict[Job])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Files by their `s3://` URL: given for imports, and written by jobs."""
    multi_region_endpoints: SortedDict[MultiRegionEndpoint] = field(default_factory=SortedDict[MultiRegionEndpoint])
    dashboard: Dashboard = field(default_factory=Dashboard)
    placement_tests: SortedDict[PlacementTest] = field(default_factory=SortedDict[PlacementTest])
    placed_mail: Counter[PlacementKey] = field(default_factory=Counter[PlacementKey])
    campaigns: SortedDict[Campaign] = field(default_factory=SortedDict[Campaign])
    blocklistings: list[Blocklisting] = field(default_factory=list[Blocklisting])
    metrics: Counter[MetricKey] = field(default_factory=Counter[MetricKey])
    sending: SendingRecord = field(default_factory=SendingRecord)
    enforce_quotas: bool = False
    enforce_rates: bool = False
    calls: MemoryLimiter = field(default_factory=MemoryLimiter)
    """How much of the documented rates is used."""
    outbox: list[SentMail] = field(default_factory=list[SentMail])
    sent: dict[str, SentMail] = field(default_factory=dict[str, SentMail])
    """Every mail accepted, by message id, whatever becomes of the outbox."""
    mail_events: dict[str, list[MailEvent]] = field(default_factory=dict[str, list[MailEvent]])
    """What tests added to a mail's story, by message id."""
    events: list[EventRecord] = field(default_factory=list[EventRecord])
    """What became of mail, as event destinations hear of it."""
    requests: list[str] = field(default_factory=list[str])
    agenda: list[Task] = field(default_factory=list[Task])

    def catch_up(self) -> None:
        """Do what has become due since the last look at the state."""
        with self.lock:
            now = self.clock.now()
            due = sorted((task for task in self.agenda if task.due <= now), key=attrgetter("due"))
            self.agenda = [task for task in self.agenda if task.due > now]
            for task in due:
                task.action()

    def arn(self, resource: str) -> str:
        """The ARN of a resource of this account and region, such as `identity/example.com`."""
        partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(self.region.rpartition("-")[0].rpartition("-")[0])
        return f"arn:{partition or 'aws'}:ses:{self.region}:{self.account_id}:{resource}"
