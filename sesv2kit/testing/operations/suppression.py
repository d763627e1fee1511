"""The suppression lists: the account's, and each tenant's own."""

from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State
from sesv2kit.testing.state.finding import find_tenant
from sesv2kit.testing.state.suppression import Suppressed, SuppressionList


def delete_suppressed_destination(state: State, request: Json) -> None:
    """Remove an address from a list."""
    if not _list(state, request).remove(request["EmailAddress"]):
        raise _absent(request)


def get_suppressed_destination(state: State, request: Json) -> Json:
    """The entry of an address."""
    entry = _list(state, request).get(request["EmailAddress"])
    if entry is None:
        raise _absent(request)
    return {"SuppressedDestination": {**_summary(entry), "TenantName": request.get("TenantName")}}


def list_suppressed_destinations(state: State, request: Json) -> Listing[Suppressed]:
    """The entries, sorted by address; both dates are inclusive."""
    reasons, start, end = (request.get(name) for name in ("Reasons", "StartDate", "EndDate"))
    return Listing(
        member="SuppressedDestinationSummaries",
        rows=_list(state, request).entries,
        show=_summary,
        keep=lambda entry: (
            (not reasons or entry.reason in reasons)
            and (start is None or entry.updated >= start)
            and (end is None or entry.updated <= end)
        ),
        default=1000,
        maximum=1000,
    )


def put_suppressed_destination(state: State, request: Json) -> None:
    """Add an address to a list, or change its reason. Accounts in the sandbox cannot do this."""
    if not state.account.production_access:
        raise bad_request("Putting addresses on the suppression list needs production access.")
    _list(state, request).put(Suppressed(request["EmailAddress"], request["Reason"], state.clock.now()))


def _list(state: State, request: Json) -> SuppressionList:
    name = request.get("TenantName")
    return state.suppressed if name is None else find_tenant(state, name).suppressed


def _summary(entry: Suppressed) -> Json:
    return {"EmailAddress": entry.address, "Reason": entry.reason, "LastUpdateTime": entry.updated}


def _absent(request: Json) -> Exception:
    return not_found(f"Email address {request['EmailAddress']} does not exist on your suppression list.")
