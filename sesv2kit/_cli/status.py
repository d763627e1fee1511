"""The status of an account as text, also for `python -m sesv2kit` without the extra `cli`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesv2kit.models.account import GetAccountResponse, SendQuota

UNKNOWN = "not stated"
"""Printed for a member that is missing in the response."""


def lines(region: str, account: "GetAccountResponse") -> Iterator[tuple[str, str]]:
    """What `status` prints: names and values."""
    yield "region", region
    yield "sending", _choice(account.sending_enabled, "enabled", "paused")
    yield "access", _choice(account.production_access_enabled, "production", "sandbox: verified recipients only")
    yield "enforcement", account.enforcement_status or UNKNOWN
    quota = account.send_quota
    yield "sent in 24 h", UNKNOWN if quota is None else _sent(quota)
    rate = None if quota is None else quota.max_send_rate
    yield "sending rate", UNKNOWN if rate is None else f"{rate:g} per second"


def _choice(value: bool | None, yes: str, no: str) -> str:
    if value is None:
        return UNKNOWN
    return yes if value else no


def _sent(quota: "SendQuota") -> str:
    """The used part of the daily quota: `1,200 of 50,000 (2.4 %)`."""
    used, most = quota.sent_last24_hours, quota.max24_hour_send
    if most is not None and most < 0:
        return f"{_number(used)}, no limit"
    share = f" ({100 * used / most:.1f} %)" if most and used is not None else ""
    return f"{_number(used)} of {_number(most)}{share}"


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"
