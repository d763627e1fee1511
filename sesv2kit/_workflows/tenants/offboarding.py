"""The end of a tenant: `tenants.offboard`."""

from collections.abc import Sequence

from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit._workflows.tenants.resources import KINDS, SOURCE, Resource, check_regions, resources_of, suffix
from sesv2kit._workflows.tenants.work import OfTenant, problems_of
from sesv2kit._workflows.waiting import patiently
from sesv2kit.errors import BadRequestError, NotFoundError, Problem, RequestInvalidError
from sesv2kit.models.tenants import (
    DELETE_TENANT,
    DELETE_TENANT_RESOURCE_ASSOCIATION,
    GET_TENANT,
    LIST_RESOURCE_TENANTS,
)
from sesv2kit.tenancy import TenantChange


class Offboarding(OfTenant):
    """See `Tenants.offboard`."""

    def __init__(self, method: str, tenant_name: str, delete_resources: Sequence[str]) -> None:
        """Check the arguments.

        Args:
            method: Name of the method.
            tenant_name: The tenant.
            delete_resources: The resources to delete.

        Raises:
            RequestInvalidError: An argument is wrong.
        """
        found = list(resources_of("delete_resources", delete_resources))
        problems = [
            *problems_of(GET_TENANT, {"tenant_name": tenant_name}),
            *(one for one in found if isinstance(one, Problem)),
        ]
        if problems:
            raise RequestInvalidError(method, problems)
        super().__init__(tenant_name)
        self._method = method
        order = list(KINDS)
        self._resources = {
            one.text: one
            for one in sorted(
                (one for one in found if isinstance(one, Resource)), key=lambda one: order.index(one.kind)
            )
        }
        self._associations: dict[str, str] = {}

    async def changes(self, caller: Caller) -> Sequence[TenantChange]:
        """What is left of the tenant.

        Raises:
            RequestInvalidError: Another tenant uses a resource that is to be deleted.
        """
        check_regions(self._method, caller, list(self._resources.values()))
        tenant = await self._tenant(caller)
        if tenant is not None:
            self._associations = {suffix(arn): arn for arn in await self._associated(caller)}
        doomed: list[TenantChange] = []
        shared: list[Problem] = []
        for resource in self._resources.values():
            users = await self._users(caller, resource)
            if users is not None:
                doomed.append(self._change("delete_resource", resource=resource.text))
                if users - {self._tenant_name}:
                    shared.append(Problem(resource.argument, "must not be in use by another tenant", SOURCE))
        if shared:
            raise RequestInvalidError(self._method, shared)
        return [
            *(self._change("dissociate", resource=text) for text in self._associations),
            *doomed,
            *([] if tenant is None else [self._change("delete_tenant")]),
        ]

    async def _users(self, caller: Caller, resource: Resource) -> set[str] | None:
        """The tenants that send with a resource. None: it does not exist."""
        arguments = {"resource_arn": await self._arn(caller, resource)}
        try:
            found = await listed(caller, LIST_RESOURCE_TENANTS, arguments)
        except NotFoundError:
            return None
        return {str(one.tenant_name) for one in found}

    async def make(self, caller: Caller, change: TenantChange) -> None:
        """Make one change. What is gone already is no error: an attempt whose response was lost may have done it."""
        try:
            if change.action == "dissociate":
                arguments = {
                    "tenant_name": self._tenant_name,
                    "resource_arn": self._associations[str(change.resource)],
                }
                await caller.call(DELETE_TENANT_RESOURCE_ASSOCIATION, arguments)
            elif change.action == "delete_resource":
                resource = self._resources[str(change.resource)]
                kind = KINDS[resource.kind]
                await patiently(caller, kind.delete, {kind.argument: resource.name}, _is_still_associated)
            else:
                await caller.call(DELETE_TENANT, {"tenant_name": self._tenant_name})
        except NotFoundError:
            pass


def _is_still_associated(error: Exception) -> bool:
    return isinstance(error, BadRequestError) and "associat" in error.message
