"""What all work on tenants needs: changes that are found first and made then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sesv2kit import arns
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit._workflows.tenants.resources import Resource
from sesv2kit.errors import NotFoundError, Problem, RequestInvalidError
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANT_RESOURCES, Tenant
from sesv2kit.operation import Operation, ResponseT
from sesv2kit.plans import ChangeResult, PlanResult
from sesv2kit.tenancy import TenantChange


def problems_of(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Sequence[Problem]:
    """What is wrong with arguments that have the names of an operation's."""
    try:
        validated(operation, arguments)
    except RequestInvalidError as error:
        return error.problems
    return ()


async def looked_up(
    caller: Caller, operation: Operation[Any, ResponseT], arguments: Mapping[str, Any]
) -> ResponseT | None:
    """A response; None: there is no such thing."""
    try:
        return await caller.look_up(operation, arguments)
    except NotFoundError:
        return None


class Work(Protocol):
    """Changes that are found first and made then."""

    async def changes(self, caller: Caller) -> Sequence[TenantChange]: ...

    async def make(self, caller: Caller, change: TenantChange) -> None: ...


async def done(caller: Caller, work: Work) -> PlanResult[TenantChange]:
    """Find changes and make them. The first that fails ends the work.

    Args:
        caller: The client.
        work: What to do.

    Returns:
        The changes that were made.
    """
    results: list[ChangeResult[TenantChange]] = []
    for change in await work.changes(caller):
        await work.make(caller, change)
        results.append(ChangeResult(change, "accepted"))
    return PlanResult(tuple(results))


class OfTenant:
    """Work on one tenant, whose ARN tells the account."""

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
