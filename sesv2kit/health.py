"""The result of `account.health`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

__all__ = ["Finding", "FindingKind", "HealthReport", "QuotaUse", "Severity"]


def __dir__() -> list[str]:
    return __all__


Severity: TypeAlias = Literal["critical", "warning", "info"]
"""The severity of a finding.

- `critical`: emails are not sent, or AWS may stop sending.
- `warning`: sooner or later, emails will be lost, or problems will not be noticed.
- `info`: something could be better.
"""

FindingKind: TypeAlias = Literal[
    "sandbox",
    "sending_paused",
    "under_review",
    "shut_down",
    "quota_used",
    "bounce_rate",
    "complaint_rate",
    "bounces_not_suppressed",
    "complaints_not_suppressed",
    "vdm_disabled",
    "identity_not_verified",
    "identity_sending_disabled",
    "dkim_failing",
    "mail_from_failing",
    "bounces_unnoticed",
    "configuration_set_paused",
    "open_recommendation",
    "not_known",
]
"""The kind of a finding. `not_known`: something could not be read, and may or may not be a problem."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or a possible improvement."""

    severity: Severity
    """Its severity."""

    kind: FindingKind
    """Its kind."""

    subject: str
    """The resource: `account`, `identity/shop.example`, `configuration-set/news`."""

    message: str
    """The finding as text."""

    action: str
    """The recommended action."""

    source: str
    """URL of the documentation."""

    def __str__(self) -> str:
        """A line: `WARNING   account: ...`."""
        return f"{self.severity.upper():<8}  {self.subject}: {self.message}; {self.action}"


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """How much of the sending quota is used."""

    sent_last24_hours: float | None
    """Recipients in the last 24 hours. None: SES did not return it."""

    max24_hour_send: float | None
    """The maximum of recipients in any 24 hours. None: there is no limit, or SES did not return it."""

    is_unlimited: bool
    """Whether there is no limit."""

    sent_last_hour: float | None
    """Emails in the last 60 minutes, from CloudWatch, which is some minutes behind. None: not known."""

    max_send_rate: float | None
    """The maximum of recipients per second. None: SES did not return it."""

    @property
    def used(self) -> float | None:
        """Share of the quota that is used, 0.8 for 80 %. None: unlimited or not known."""
        if self.sent_last24_hours is None or not self.max24_hour_send:
            return None
        return self.sent_last24_hours / self.max24_hour_send

    @property
    def hours_left(self) -> float | None:
        """Hours until the quota is used up, if every hour has as many emails as the last one. It is the earliest time,
        because older emails stop counting after 24 hours. None: never, or not known."""
        if not self.sent_last_hour or self.sent_last24_hours is None or self.max24_hour_send is None:
            return None
        return max(0.0, self.max24_hour_send - self.sent_last24_hours) / self.sent_last_hour


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The state of an account in one region, with its problems."""

    region_name: str
    """The AWS region."""

    checked_at: datetime
    """When it was looked up, in UTC."""

    quota: QuotaUse
    """How much of the sending quota is used."""

    bounce_rate: float | None
    """Share of bounces as AWS counts it for its review, 0.02 for 2 %, from CloudWatch. None: not known."""

    complaint_rate: float | None
    """Share of complaints as AWS counts it for its review, 0.001 for 0.1 %, from CloudWatch. None: not known."""

    findings: tuple[Finding, ...]
    """The findings, the most severe first."""

    @property
    def is_healthy(self) -> bool:
        """Whether there is no critical finding and no warning, and everything could be read."""
        return all(one.severity == "info" and one.kind != "not_known" for one in self.findings)

    def __str__(self) -> str:
        """A line for each finding, after one for the quota and one for the rates."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        quota, hours = self.quota, self.quota.hours_left
        used = "not known" if quota.sent_last24_hours is None else f"{quota.sent_last24_hours:,.0f}"
        most = "no limit" if quota.is_unlimited else _count(quota.max24_hour_send)
        left = "" if hours is None else f"; at the rate of the last hour it is used up in {hours:.1f} hours"
        yield f"{self.region_name}: {used} sent in 24 hours of {most}{left}"
        yield f"bounces {_share(self.bounce_rate)}, complaints {_share(self.complaint_rate)}"
        yield from map(str, self.findings or ("nothing found",))


def _count(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "not known" if value is None else f"{100 * value:.2f} %"
