"""Sending quotas: always counted, and enforced if a test switches this on."""

from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.state import State
from sesv2kit.testing.state.account import Account

DAILY_QUOTA_EXCEEDED = "Daily message quota exceeded."
SEND_RATE_EXCEEDED = "Maximum sending rate exceeded."

_SANDBOX = (200.0, 1.0)
_ROUNDING = 1e-3
"""A tolerance, in recipients. Times are rounded to microseconds, so an exactly paced send can appear too early."""


def quotas(account: Account) -> tuple[float, float]:
    """The quotas: recipients in 24 hours and per second."""
    if not account.production_access:
        return _SANDBOX
    return float(account.max24_hour_send), float(account.max_send_rate)


def check_quotas(state: State, recipients: int) -> None:
    """Refuse a send that the quotas do not allow, if they are enforced.

    A message to more recipients than the rate is accepted while any of the rate is left. Later sends wait for the
    excess.
    """
    if not state.enforce_quotas:
        return
    now = state.clock.now()
    daily, rate = quotas(state.account)
    if daily >= 0 and state.sending.last_24_hours(now) + recipients > daily:
        raise Refused("TooManyRequestsException", DAILY_QUOTA_EXCEEDED)
    if state.sending.rate_left(now, rate) < 1 - _ROUNDING:
        raise Refused("TooManyRequestsException", SEND_RATE_EXCEEDED)


def count_send(state: State, recipients: int) -> None:
    """Count an accepted send."""
    state.sending.add(recipients, state.clock.now(), quotas(state.account)[1])
