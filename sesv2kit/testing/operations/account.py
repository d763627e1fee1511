"""The account: its status, quotas and settings."""

from datetime import UTC, datetime

from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.quotas import quotas
from sesv2kit.testing.state import State
from sesv2kit.testing.state.account import Account

_CASE_ID = "100000000000"


def get_account(state: State, request: Json) -> Json:
    """Status, quotas and settings. Settings that were never set are absent."""
    account = state.account
    daily, rate = quotas(account)
    now = state.clock.now()
    return {
        "DedicatedIpAutoWarmupEnabled": account.dedicated_ip_auto_warmup,
        "EnforcementStatus": account.enforcement_status,
        "ProductionAccessEnabled": account.production_access,
        "SendQuota": {
            "Max24HourSend": daily,
            "MaxSendRate": rate,
            "SentLast24Hours": float(state.sending.last_24_hours(now)),
        },
        "SendingEnabled": account.sending_enabled,
        "SuppressionAttributes": {
            "SuppressedReasons": account.suppressed_reasons,
            "ValidationAttributes": account.validation_attributes,
        },
        "Details": account.details and {**account.details, "ReviewDetails": _review(account)},
        "VdmAttributes": account.shown_vdm_attributes(),
        "PricingAttributes": _pricing(account, now) or None,
        "DeliveryAttributes": {"SharedPoolDeliveryMode": account.shared_pool_delivery_mode},
    }


def put_account_dedicated_ip_warmup_attributes(state: State, request: Json) -> None:
    """Turn automatic warm-up on; if the boolean is absent, off. The warm-up of the addresses does not change."""
    for address in state.dedicated_ips.values():
        address.warm_up(state.clock.now(), state.account.dedicated_ip_auto_warmup)
    state.account.dedicated_ip_auto_warmup = request.get("AutoWarmupEnabled", False)


def put_account_delivery_attributes(state: State, request: Json) -> None:
    """Set whether shared IPs of other regions may deliver. The mode changes nothing else here."""
    state.account.shared_pool_delivery_mode = request["SharedPoolDeliveryMode"]


def put_account_details(state: State, request: Json) -> None:
    """Store the details. In the sandbox, a request for production access opens a review."""
    account = state.account
    if account.review_requested and not account.production_access:
        raise Refused("ConflictException", "A review of the account details is already in progress.")
    account.review_requested = request.get("ProductionAccessEnabled", False)
    account.details = {name: value for name, value in request.items() if name != "ProductionAccessEnabled"}


def put_account_pricing_attributes(state: State, request: Json) -> None:
    """Choose the plan that applies from the next month."""
    account, now = state.account, state.clock.now()
    account.plan = _pricing(account, now).get("CurrentPlan", "NONE")
    account.next_plan = request["Plan"] if request["Plan"] != account.plan else None
    account.next_plan_from = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)


def put_account_sending_attributes(state: State, request: Json) -> None:
    """Turn sending on; if the boolean is absent, off."""
    state.account.sending_enabled = request.get("SendingEnabled", False)


def put_account_suppression_attributes(state: State, request: Json) -> None:
    """Set the reasons that apply; if they are absent, none does."""
    state.account.suppressed_reasons = request.get("SuppressedReasons", [])
    if "ValidationAttributes" in request:
        state.account.validation_attributes = request["ValidationAttributes"]


def _review(account: Account) -> Json | None:
    if account.production_access:
        return {"Status": "GRANTED", "CaseId": _CASE_ID}
    return {"Status": "PENDING", "CaseId": _CASE_ID} if account.review_requested else None


def _pricing(account: Account, now: datetime) -> Json:
    """The current plan and the one that replaces it next month. Empty if none was ever chosen."""
    if account.plan is None:
        return {}
    if account.next_plan and account.next_plan_from and account.next_plan_from <= now:
        return {"CurrentPlan": account.next_plan}
    return {"CurrentPlan": account.plan, "NextPlan": account.next_plan}
