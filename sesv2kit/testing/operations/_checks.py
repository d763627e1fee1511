"""Checks that several domains share."""

from collections.abc import Sized

from sesv2kit.testing.protocol.assumptions import Assumption
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.state import State


def check_limit(held: Sized, maximum: int, things: str) -> None:
    """Refuse another item if the account has the maximum already."""
    if len(held) >= maximum:
        raise Refused("LimitExceededException", f"There can be no more than {maximum} {things}.")


def check_unassociated(state: State, arn: str) -> None:
    """Refuse to delete a resource that tenants still use."""
    if any(arn in tenant.resources for tenant in state.tenants.values()):
        reason = "it has tenant associations. Remove all tenant associations and try again"
        raise bad_request(f"Cannot delete {arn} because {reason}.")


def check_vdm(state: State, unconfirmed: Assumption | None = None) -> None:
    """Refuse an operation that needs the Virtual Deliverability Manager while it is off."""
    if (state.account.vdm_attributes or {}).get("VdmEnabled") != "ENABLED":
        raise not_found("To use this feature you must enable Virtual Deliverability Manager", unconfirmed)
