"""Suppression lists: find an address, add and remove many, and make a list as wanted."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.each import Each, check_concurrency
from sesv2kit._workflows.listing import Pages
from sesv2kit.errors import BadRequestError, NotFoundError, Problem, RequestInvalidError
from sesv2kit.many import ManyOutcome, ManySummary
from sesv2kit.models.suppression import (
    DELETE_SUPPRESSED_DESTINATION,
    GET_SUPPRESSED_DESTINATION,
    LIST_SUPPRESSED_DESTINATIONS,
    PUT_SUPPRESSED_DESTINATION,
    ListSuppressedDestinationsRequest,
    ListSuppressedDestinationsResponse,
    SuppressedDestination,
    SuppressedDestinationSummary,
)
from sesv2kit.suppressing import SuppressionChange

_SOURCE = PUT_SUPPRESSED_DESTINATION.reference
REASONS = ("BOUNCE", "COMPLAINT")
"""The reasons that SES knows."""

PAGE_SIZE = 1000
"""Entries of a page."""


def as_entry(item: Any, reason: str | None) -> tuple[str, str | None]:
    """The address of an item, and its reason. None: neither the item nor `reason` has one.

    Raises:
        TypeError: It is not such an item.
    """
    address: Any
    own: Any
    match item:
        case str():
            return item, reason
        case [str() as address]:
            return address, reason
        case [str() as address, str() as own]:
            return address, own
        case _:
            address, own = getattr(item, "email_address", None), getattr(item, "reason", None)
    if not isinstance(address, str):
        raise TypeError(f"must be an address, an address and a reason, or an object with both, not {_kind(item)}")
    return address, reason if own is None else own


def _kind(item: object) -> str:
    return f"a {type(item).__name__}"


def checked(method: str, item: Any, reason: str | None, argument: str = "addresses") -> tuple[str, str]:
    """The address of an item and its reason, both valid.

    Raises:
        RequestInvalidError: One of them is invalid.
    """
    try:
        address, own = as_entry(item, reason)
    except TypeError as error:
        raise RequestInvalidError(method, [Problem(argument, str(error), _SOURCE)]) from None
    if own is None:
        raise RequestInvalidError(method, [Problem("reason", "is required for an address without its own", _SOURCE)])
    request = validated(PUT_SUPPRESSED_DESTINATION, {"email_address": address, "reason": own})
    return request.email_address, request.reason


def key(address: str) -> str:
    """A form that is equal for all spellings of one entry: SES ignores the case of the domain only."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


ListPages: TypeAlias = Pages[
    ListSuppressedDestinationsRequest, ListSuppressedDestinationsResponse, SuppressedDestinationSummary
]
"""The pages of a list."""


def pages_of(caller: Caller, tenant_name: str | None) -> ListPages:
    """The pages of a whole list."""
    return Pages(caller, LIST_SUPPRESSED_DESTINATIONS, {"tenant_name": tenant_name, "page_size": PAGE_SIZE})


async def check_tenant(caller: Caller, tenant_name: str | None) -> None:
    """SES returns NotFound for a missing address and for a missing tenant. Reading one page of the list fails only for
    a missing tenant.

    Raises:
        NotFoundError: There is no such tenant.
    """
    if tenant_name is not None:
        await caller.call(LIST_SUPPRESSED_DESTINATIONS, {"tenant_name": tenant_name, "page_size": 1})


# Finding.


async def find(caller: Caller, email_address: str, tenant_name: str | None, scan: bool) -> SuppressedDestination | None:
    """The entry of an address; see `Suppression.find`."""
    unsure: BadRequestError | None = None
    for spelling in dict.fromkeys((email_address, key(email_address), email_address.lower())):
        arguments = {"email_address": spelling, "tenant_name": tenant_name}
        try:
            return (await caller.call(GET_SUPPRESSED_DESTINATION, arguments)).suppressed_destination
        except NotFoundError:
            pass
        except BadRequestError as error:
            if "/" not in spelling:
                raise
            unsure = error  # SES has refused such addresses here, although the list may have them
    if not scan:
        if unsure is not None:
            unsure.add_note(
                "SES refuses to look up an address with a `/`; find(..., scan=True) reads the list instead."
            )
            raise unsure
        await check_tenant(caller, tenant_name)
        return None
    wanted = email_address.strip().lower()
    pages = pages_of(caller, tenant_name)
    while (page := await pages.next()) is not None:
        for entry in page:
            if entry.email_address.lower() == wanted:
                return SuppressedDestination(
                    email_address=entry.email_address,
                    reason=entry.reason,
                    last_update_time=entry.last_update_time,
                    tenant_name=tenant_name,
                )
    return None


# Many.


async def _put(caller: Caller, reason: str | None, tenant_name: str | None, item: Any) -> None:
    address, own = checked("add_many", item, reason)
    arguments = {"email_address": address, "reason": own, "tenant_name": tenant_name}
    await caller.call(PUT_SUPPRESSED_DESTINATION, arguments)


async def _delete(caller: Caller, tenant_name: str | None, item: Any) -> ManyOutcome:
    try:
        address, _ = as_entry(item, None)
    except TypeError as error:
        raise RequestInvalidError("remove_many", [Problem("addresses", str(error), _SOURCE)]) from None
    try:
        await caller.call(DELETE_SUPPRESSED_DESTINATION, {"email_address": address, "tenant_name": tenant_name})
    except NotFoundError:
        await check_tenant(caller, tenant_name)
        return "not_found"
    except BadRequestError as error:
        if "/" in address:
            error.add_note(_SLASH if tenant_name is None else _SLASH_OF_TENANT)
        raise
    return "accepted"


_SLASH = (
    "SES refuses to remove an address with a `/` with this request; an import job removes it: "
    'suppression.import_many(..., action="DELETE").'
)
_SLASH_OF_TENANT = (
    "SES refuses to remove an address with a `/` with this request. Import jobs remove such addresses, but only from "
    "the account's list. SES has no way to remove them from the list of a tenant."
)


def adding(
    caller: Caller,
    reason: str | None,
    tenant_name: str | None,
    max_concurrency: int,
    progress: Callable[[ManySummary], object] | None,
) -> Each[Any]:
    """See `Suppression.add_many`."""
    arguments: dict[str, Any] = {
        "email_address": "to@example.com",
        "reason": reason or "BOUNCE",
        "tenant_name": tenant_name,
    }
    validated(PUT_SUPPRESSED_DESTINATION, arguments)
    return _each("add_many", partial(_put, caller, reason, tenant_name), max_concurrency, progress)


def removing(
    caller: Caller,
    tenant_name: str | None,
    max_concurrency: int,
    progress: Callable[[ManySummary], object] | None,
) -> Each[Any]:
    """See `Suppression.remove_many`."""
    validated(DELETE_SUPPRESSED_DESTINATION, {"email_address": "to@example.com", "tenant_name": tenant_name})
    return _each("remove_many", partial(_delete, caller, tenant_name), max_concurrency, progress)


def _each(
    method: str,
    do: Callable[[Any], Coroutine[Any, Any, ManyOutcome | None]],
    max_concurrency: int,
    progress: Callable[[ManySummary], object] | None,
) -> Each[Any]:
    check_concurrency(method, max_concurrency)
    # A NotFoundError here means the tenant: a missing address is an outcome, not an error.
    return Each(do, max_concurrency, ends=(NotFoundError,), progress=progress)


# A list as wanted.


async def changes(
    caller: Caller,
    desired: Iterable[Any],
    reason: str | None,
    tenant_name: str | None,
    remove: bool | Sequence[str],
) -> list[SuppressionChange]:
    """The changes that make a list as wanted; see `Suppression.plan_changes`."""
    may_remove = _removable(remove)
    wanted: dict[str, tuple[str, str]] = {}
    for item in desired:
        address, own = checked("plan_changes", item, reason, "desired")
        if wanted.setdefault(key(address), (address, own))[1] != "COMPLAINT":
            wanted[key(address)] = (address, own)
    listed: set[str] = set()
    updates: list[SuppressionChange] = []
    removals: list[SuppressionChange] = []
    pages = pages_of(caller, tenant_name)
    while (page := await pages.next()) is not None:
        for entry in page:
            address, there = entry.email_address, entry.reason
            asked = wanted.get(key(address))
            if asked is None:
                if there in may_remove:
                    removals.append(SuppressionChange("remove", address, there))
                continue
            listed.add(key(address))
            # A complaint becomes a bounce only if complaints may be removed.
            if asked[1] != there and (there != "COMPLAINT" or there in may_remove):
                updates.append(SuppressionChange("update", address, asked[1], there))
    additions = [SuppressionChange("add", *entry) for one, entry in wanted.items() if one not in listed]
    return [*additions, *updates, *removals]


def _removable(remove: Any) -> tuple[str, ...]:
    if isinstance(remove, bool):
        return ("BOUNCE",) if remove else ()
    if isinstance(remove, str) or not all(one in REASONS for one in remove):
        message = "must be True, False or a list of the reasons BOUNCE and COMPLAINT"
        raise RequestInvalidError("plan_changes", [Problem("remove", message, _SOURCE)])
    return tuple(remove)


async def make(tenant_name: str | None, caller: Caller, change: SuppressionChange) -> None:
    """Make one change."""
    if change.action == "remove":
        await _delete(caller, tenant_name, change.email_address)
    else:
        await _put(caller, change.reason, tenant_name, change.email_address)
