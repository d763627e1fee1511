"""What is kept of an account itself: its settings."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sesv2kit.testing.protocol.model import Json

EnforcementStatus = Literal["HEALTHY", "PROBATION", "SHUTDOWN"]
SharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL"]


@dataclass(slots=True)
class Account:
    """The account's settings. Tests may change them directly; a misspelt one is an error."""

    production_access: bool = True
    """False puts the account into the sandbox."""
    sending_enabled: bool = True
    """False refuses every send, until PutAccountSendingAttributes turns it on again."""
    enforcement_status: EnforcementStatus = "HEALTHY"
    """HEALTHY, PROBATION, or SHUTDOWN, which refuses every send."""
    max24_hour_send: float = 50_000
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
    shared_pool_delivery_mode: SharedPoolDeliveryMode = "GLOBAL"
    """Whether shared IPs of other regions may deliver; accounts that start sending today have GLOBAL."""

    def shown_vdm_attributes(self) -> Json | None:
        """The settings of the Virtual Deliverability Manager as responses have them: while it is on, with its parts."""
        given = self.vdm_attributes
        if given is None or given["VdmEnabled"] != "ENABLED":
            return given
        return {
            "VdmEnabled": "ENABLED",
            "DashboardAttributes": {"EngagementMetrics": "DISABLED", **given.get("DashboardAttributes", {})},
            "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED", **given.get("GuardianAttributes", {})},
        }
