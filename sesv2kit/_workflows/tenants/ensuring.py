"""A tenant with what it needs to send: `tenants.ensure`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.tenants.resources import Resource, check_regions, resources_of, suffix
from sesv2kit._workflows.tenants.work import OfTenant, problems_of
from sesv2kit._workflows.waiting import patiently
from sesv2kit.errors import AlreadyExistsError, Problem, RequestInvalidError
from sesv2kit.models.tags import TAG_RESOURCE
from sesv2kit.models.tenants import (
    CREATE_TENANT,
    CREATE_TENANT_RESOURCE_ASSOCIATION,
    GET_TENANT,
    PUT_TENANT_SUPPRESSION_ATTRIBUTES,
    CreateTenantRequest,
    Tenant,
)
from sesv2kit.tenancy import TenantChange


class Ensuring(OfTenant):
    """See `Tenants.ensure`."""

    def __init__(self, method: str, resources: Sequence[str], arguments: Mapping[str, Any]) -> None:
        """Check the arguments.

        Args:
            method: Name of the method.
            resources: The resources to associate.
            arguments: Those of CreateTenant.

        Raises:
            RequestInvalidError: An argument is wrong.
        """
        found = list(resources_of("resources", resources))
        problems = [*problems_of(CREATE_TENANT, arguments), *(one for one in found if isinstance(one, Problem))]
        given = arguments["suppression_attributes"]
        if not problems and given is not None:
            request = validated(CREATE_TENANT, arguments)
            given = request.suppression_attributes
            if given is None or given.suppression_scope is None or given.suppressed_reasons is None:
                rule = "must have suppression_scope and suppressed_reasons: SES takes both or none"
                problems.append(Problem("suppression_attributes", rule, CREATE_TENANT.reference))
        if problems:
            raise RequestInvalidError(method, problems)
        super().__init__(arguments["tenant_name"])
        self._method = method
        self._resources = {one.text: one for one in found if isinstance(one, Resource)}
        self._request: CreateTenantRequest = validated(CREATE_TENANT, arguments)
        self._not_created: Exception | None = None

    async def changes(self, caller: Caller) -> Sequence[TenantChange]:
        """What is not as wanted."""
        check_regions(self._method, caller, list(self._resources.values()))
        tenant = await self._tenant(caller)
        if tenant is None:
            associated = set[str]()
            changes = [self._change("create_tenant")]
        else:
            associated = {suffix(arn) for arn in await self._associated(caller)}
            changes = self._settings(tenant)
        missing = [text for text in self._resources if text not in associated]
        return [*changes, *(self._change("associate", resource=text) for text in missing)]

    def _settings(self, tenant: Tenant) -> list[TenantChange]:
        """The settings of a tenant that are not as wanted."""
        changes: list[TenantChange] = []
        wanted, found = self._request.suppression_attributes, tenant.suppression_attributes
        if wanted is not None and (found is None or _settings_of(wanted) != _settings_of(found)):
            changes.append(self._change("put_suppression_attributes"))
        there = {tag.key: tag.value for tag in tenant.tags}
        keys = tuple(tag.key for tag in self._request.tags or () if there.get(tag.key) != tag.value)
        if keys:
            changes.append(self._change("tag", tag_keys=keys))
        return changes

    async def make(self, caller: Caller, change: TenantChange) -> None:
        """Make one change."""
        if change.action == "create_tenant":
            self._not_created = None
            try:
                await self._create(caller)
            except Exception as error:
                self._not_created = error
                raise
        elif self._not_created is not None:  # nothing else can be done, and SES would be searched for the tenant
            raise self._not_created
        elif change.action == "associate":
            await self._associate(caller, self._resources[str(change.resource)])
        elif change.action == "tag":
            tags = [tag for tag in self._request.tags or () if tag.key in change.tag_keys]
            await patiently(caller, TAG_RESOURCE, {"resource_arn": self._tenant_arn, "tags": tags})
        else:
            wanted = self._request.suppression_attributes
            arguments = {
                "tenant_name": self._tenant_name,
                "suppression_scope": wanted and wanted.suppression_scope,
                "suppressed_reasons": wanted and wanted.suppressed_reasons,
            }
            await patiently(caller, PUT_TENANT_SUPPRESSION_ATTRIBUTES, arguments)

    async def _create(self, caller: Caller) -> None:
        try:
            self._tenant_arn = (await caller.call(CREATE_TENANT, self._request)).tenant_arn
        except AlreadyExistsError:
            # Made by an attempt whose response was lost, or by somebody else; or the look-up before came too early.
            response = await patiently(caller, GET_TENANT, {"tenant_name": self._tenant_name}, reads=True)
            tenant = response.tenant or Tenant()
            self._tenant_arn = tenant.tenant_arn
            for change in self._settings(tenant):
                await self.make(caller, change)

    async def _associate(self, caller: Caller, resource: Resource) -> None:
        arguments = {"tenant_name": self._tenant_name, "resource_arn": await self._arn(caller, resource)}
        with suppress(AlreadyExistsError):
            await patiently(caller, CREATE_TENANT_RESOURCE_ASSOCIATION, arguments)


def _settings_of(attributes: Any) -> tuple[Any, frozenset[Any]]:
    """Suppression attributes without the order of their reasons."""
    return attributes.suppression_scope, frozenset(attributes.suppressed_reasons or ())
