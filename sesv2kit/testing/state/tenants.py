"""The stored data of tenants."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state.sorted_dict import SortedDict
from sesv2kit.testing.state.suppression import SuppressionList
from sesv2kit.testing.state.vdm import Recommendation


@dataclass(frozen=True, slots=True)
class SendingStatus:
    """A sending status that the account's owner or SES gave a tenant: ENABLED, REINSTATED or DISABLED."""

    status: str
    updated: datetime
    cause: str | None = None


@dataclass
class Tenant:
    """A tenant, the resources it may send with (by ARN, with the time of association) and its suppression list."""

    number: int
    name: str
    id: str
    arn: str
    created: datetime
    updated: datetime
    """When its settings were last changed."""
    tags: list[Json] = field(default_factory=list[Json])
    customer_status: SendingStatus | None = None
    """The status that the owner set. None: the owner set none, so it may send."""
    ses_status: SendingStatus | None = None
    """The status that SES set. None: SES set none, so it may send."""
    policy: str = "standard"
    """The reputation policy: standard, strict or none."""
    suppression: Json | None = None
    resources: SortedDict[datetime] = field(default_factory=SortedDict[datetime])
    suppressed: SuppressionList = field(default_factory=SuppressionList)

    @property
    def sending_status(self) -> str:
        """The combination of both statuses: each of them can disable the tenant."""
        said = {each.status for each in (self.customer_status, self.ses_status) if each}
        return next((status for status in ("DISABLED", "REINSTATED") if status in said), "ENABLED")

    def judge(self, finding: Recommendation) -> None:
        """Apply the reputation policy to a new finding. The owner can set REINSTATED, which applies until the next
        finding."""
        grave = {"strict": ("LOW", "HIGH"), "standard": ("HIGH",), "none": ()}[self.policy]
        if finding.status == "OPEN" and finding.impact in grave:
            cause = f"Reputation policy {self.policy}: {finding.type} finding of impact {finding.impact}."
            self.customer_status = SendingStatus("DISABLED", finding.created, cause)
