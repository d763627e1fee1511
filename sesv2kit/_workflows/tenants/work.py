"""The common part of changes of tenants: find the changes first, then make them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sesv2kit import arns
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller, looked_up
from sesv2kit._workflows.listing import listed
from sesv2kit._workflows.tenants.resources import Resource
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANT_RESOURCES, Tenant
from sesv2kit.operation import Operation
from sesv2kit.plans import ChangeResult, PlanResult
from sesv2kit.tenancy import TenantChange


def problems_of(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Sequence[Problem]:
    """The problems of arguments with the same names as those of an operation."""
    try:
        validated(operation, arguments)
    except RequestInvalidError as error:
        return error.problems
    return ()


class Work(Protocol):
    """Finds changes, and makes them."""

    async def changes(self, caller: Caller) -> Sequence[TenantChange]:
        """The changes to make."""
        ...

    async def make(self, caller: Caller, change: TenantChange) -> None:
        """Make one change."""
        ...


async def done(caller: Caller, work: Work) -> PlanResult[TenantChange]:
    """Find changes and make them. Stops at the first that fails.

    Args:
        caller: The client.
        work: The work.

    Returns:
        The changes that were made.
    """
    results: list[ChangeResult[TenantChange]] = []
    for change in await work.changes(caller):
        await work.make(caller, change)
        results.append(ChangeResult(change, "accepted"))
    return PlanResult(tuple(results))


class OfTenant:
    """Changes of one tenant, whose ARN contains the account id."""

    def __init__(self, tenant_name: str) -> None:
        self._tenant_name = tenant_name
        self._tenant_arn: str | None = None

    async def _tenant(self, caller: Caller) -> Tenant | None:
        response = await looked_up(caller, GET_TENANT, {"tenant_name": self._tenant_name})
        tenant = None if response is None else response.tenant
        self._tenant_arn = None if tenant is None else tenant.tenant_arn
        return tenant

    async def _arn(self, caller: Caller, resource: Resource) -> str:
        if resource.given is not None:
            return str(replace(resource.given, name=resource.name))
        region = caller.region_name
        try:
            account = arns.parse(self._tenant_arn or "").account_id
        except ValueError:  # there is no tenant yet
            account = await caller.account_id()
        return str(arns.Arn(arns.partition(region), region, account, resource.kind, resource.name))

    async def _associated(self, caller: Caller) -> list[str]:
        """The ARNs of the tenant's resources."""
        found = await listed(caller, LIST_TENANT_RESOURCES, {"tenant_name": self._tenant_name})
        return [one.resource_arn for one in found if one.resource_arn]

    def _change(self, action: Any, **rest: Any) -> TenantChange:
        return TenantChange(action, self._tenant_name, **rest)
