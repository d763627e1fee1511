"""The state of one account in one region, as typed data. The modules of `operations/` read and change it.

The data of each domain is in the module with its name; `State` contains all.
"""

import copy
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from operator import attrgetter

from sesv2kit import arns
from sesv2kit._core.clock import Clock
from sesv2kit.limits import MemoryLimiter
from sesv2kit.testing.mail.message import SentMail
from sesv2kit.testing.mail.records import EventRecord
from sesv2kit.testing.notifying.topics import Topics
from sesv2kit.testing.protocol.assumptions import Assumption, AssumptionName, read_assume
from sesv2kit.testing.state.account import Account
from sesv2kit.testing.state.configuration_sets import ConfigurationSet
from sesv2kit.testing.state.contacts import ContactList
from sesv2kit.testing.state.custom_verification import CustomVerificationTemplate
from sesv2kit.testing.state.dedicated_ips import DedicatedIp, DedicatedIpPool
from sesv2kit.testing.state.deliverability import Blocklisting, Campaign, Dashboard, PlacementKey, PlacementTest
from sesv2kit.testing.state.identities import Identity
from sesv2kit.testing.state.insights import InsightsEvent
from sesv2kit.testing.state.jobs import Job
from sesv2kit.testing.state.metrics import MetricKey
from sesv2kit.testing.state.multi_region import MultiRegionEndpoint
from sesv2kit.testing.state.neighbours import Neighbours
from sesv2kit.testing.state.sending import SendingRecord
from sesv2kit.testing.state.sorted_dict import SortedDict
from sesv2kit.testing.state.suppression import SuppressionList
from sesv2kit.testing.state.templates import Template
from sesv2kit.testing.state.tenants import Tenant
from sesv2kit.testing.state.vdm import Recommendation


@dataclass(frozen=True)
class Task:
    """A function to call at a time of the clock."""

    due: datetime
    action: Callable[[], object]


_SHARED = """
    account_id region clock neighbours topics redelivers assumed siblings lock enforce_quotas enforce_rates calls
    requests agenda hidden
""".split()
"""Attributes that `State.copied` does not copy, because operations neither return nor change them."""


@dataclass(eq=False)
class State:
    """One account in one region. Operations run one at a time, under `lock`."""

    account_id: str
    region: str
    clock: Clock
    neighbours: Neighbours
    topics: Topics
    """The HTTP subscriptions to SNS topics. All states of an engine share it."""
    redelivers: Callable[[], bool] = lambda: False
    """Whether the next event is delivered twice. Each call counts."""
    assumed: Mapping[AssumptionName, bool] = field(default_factory=lambda: read_assume(True))
    """Which assumptions apply. All states of an engine share the mapping."""
    siblings: Mapping[tuple[str, str], "State"] = field(default_factory=dict[tuple[str, str], "State"])
    """The states of all accounts and regions, including this one. It is the engine's mapping: do not change it."""
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
    """Files by `s3://` URL: those added for imports, and those that jobs wrote."""
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
    """The used part of the documented rates."""
    outbox: list[SentMail] = field(default_factory=list[SentMail])
    sent: dict[str, SentMail] = field(default_factory=dict[str, SentMail])
    """Every accepted email by message id, also if it was removed from the outbox."""
    insights_events: dict[str, list[InsightsEvent]] = field(default_factory=dict[str, list[InsightsEvent]])
    """The events that tests added, by message id."""
    records: list[EventRecord] = field(default_factory=list[EventRecord])
    """The published events."""
    requests: list[str] = field(default_factory=list[str])
    agenda: list[Task] = field(default_factory=list[Task])
    hidden: list[tuple[datetime, "State"]] = field(default_factory=list[tuple[datetime, "State"]])
    """Earlier states, each with the time until which operations that read see it. The oldest comes first."""

    def assumes(self, assumption: Assumption) -> bool:
        """Whether `assumption` applies. False: it was switched off."""
        return self.assumed[assumption.name]

    def catch_up(self) -> None:
        """Run the tasks that have become due."""
        with self.lock:
            now = self.clock.now()
            due = sorted((task for task in self.agenda if task.due <= now), key=attrgetter("due"))
            self.agenda = [task for task in self.agenda if task.due > now]
            for task in due:
                task.action()

    def copied(self) -> "State":
        """A copy of the current state."""
        contents = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _SHARED}
        one = copy.copy(self)
        vars(one).update(copy.deepcopy(contents))
        return one

    def hide_changes(self, before: "State", seconds: float) -> None:
        """For some seconds, let operations that read see the state before a change."""
        self.hidden.append((self.clock.now() + timedelta(seconds=seconds), before))

    def seen(self) -> "State":
        """The state that operations that read see."""
        now = self.clock.now()
        self.hidden = [(until, before) for until, before in self.hidden if now < until]
        return self.hidden[0][1] if self.hidden else self

    def arn(self, resource: str) -> str:
        """The ARN of a resource of this account and region, such as `identity/example.com`."""
        return f"arn:{self.partition}:ses:{self.region}:{self.account_id}:{resource}"

    @property
    def partition(self) -> str:
        """The partition of the region, such as `aws`."""
        return arns.partition(self.region)
