"""The stored data of an account: its settings."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sesv2kit.testing.protocol.model import Json

EnforcementStatus = Literal["HEALTHY", "PROBATION", "SHUTDOWN"]
SharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL"]


@dataclass(slots=True)
class Account:
    """The account's settings. Tests may change them directly. A misspelt name raises an AttributeError."""

    production_access: bool = True
    """Whether the account has production access. False: it is in the sandbox."""
    sending_enabled: bool = True
    """Whether the account may send. False: every send is refused, until PutAccountSendingAttributes enables it."""
    enforcement_status: EnforcementStatus = "HEALTHY"
    """HEALTHY, PROBATION, or SHUTDOWN, which refuses every send."""
    max24_hour_send: float = 50_000
    """Recipients in 24 hours outside the sandbox. -1: no limit."""
    max_send_rate: float = 14
    """Recipients per second outside the sandbox."""
    dedicated_ip_auto_warmup: bool = True
    """Whether dedicated IP addresses are warmed up automatically."""
    suppressed_reasons: list[str] = field(default_factory=lambda: ["BOUNCE", "COMPLAINT"])
    """The reasons for which addresses are added to the suppression list, and get no mail. Empty: none."""
    validation_attributes: Json | None = None
    """The validation of addresses before a send, in AWS's form. None: it was never set."""
    details: Json | None = None
    """The details of PutAccountDetails, in AWS's form. None: it was not called yet."""
    review_requested: bool = False
    """Whether production access was requested. It is under review until `production_access` is true."""
    vdm_attributes: Json | None = None
    """The settings of the Virtual Deliverability Manager, in AWS's form. None: it is off."""
    plan: str | None = None
    """The current pricing plan. None: none was ever chosen."""
    next_plan: str | None = None
    """The next pricing plan. None: the current one stays."""
    next_plan_from: datetime | None = None
    """When the next plan begins."""
    shared_pool_delivery_mode: SharedPoolDeliveryMode = "GLOBAL"
    """Whether shared IPs of other regions may deliver; accounts that start sending today have GLOBAL."""

    def shown_vdm_attributes(self) -> Json | None:
        """The settings of the Virtual Deliverability Manager as in responses: while it is on, with those of its
        parts."""
        given = self.vdm_attributes
        if given is None or given["VdmEnabled"] != "ENABLED":
            return given
        return {
            "VdmEnabled": "ENABLED",
            "DashboardAttributes": {"EngagementMetrics": "DISABLED", **given.get("DashboardAttributes", {})},
            "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED", **given.get("GuardianAttributes", {})},
        }
