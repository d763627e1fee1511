# Written by `python -m tests.tools.twin` from sesv2kit/services/tenants.py. Change that one.
"""Tenants and their resources."""

from collections.abc import Mapping, Sequence

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import SuppressionListReason, SuppressionListScope, Tag
from sesv2kit.models.tenants import (
    CREATE_TENANT,
    CREATE_TENANT_RESOURCE_ASSOCIATION,
    DELETE_TENANT,
    DELETE_TENANT_RESOURCE_ASSOCIATION,
    GET_TENANT,
    LIST_RESOURCE_TENANTS,
    LIST_TENANT_RESOURCES,
    LIST_TENANTS,
    PUT_TENANT_SUPPRESSION_ATTRIBUTES,
    CreateTenantResourceAssociationResponse,
    CreateTenantResponse,
    DeleteTenantResourceAssociationResponse,
    DeleteTenantResponse,
    GetTenantResponse,
    ListResourceTenantsResponse,
    ListTenantResourcesFilterKey,
    ListTenantResourcesResponse,
    ListTenantsFilterKey,
    ListTenantsResponse,
    PutTenantSuppressionAttributesResponse,
    ResourceTenantMetadata,
    TenantInfo,
    TenantResource,
    TenantSuppressionAttributes,
)


class AsyncTenants(AsyncService):
    """Tenants and the resources associated with them.

    A tenant's mail needs an identity, a configuration set and, if stored, a template that are all associated with it.
    """

    async def create_tenant(
        self,
        *,
        tenant_name: str,
        tags: Sequence[Tag] | None = None,
        suppression_attributes: TenantSuppressionAttributes | None = None,
    ) -> CreateTenantResponse:
        """Create a tenant.

        It can send once resources are associated with it. Its name cannot be changed.

        Args:
            tenant_name: Name to send and manage by: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.
            tags: Labels for the new tenant, at most 50. None: no tags.
            suppression_attributes: Suppression list the tenant's mail shall obey. None: the account's.

        Returns:
            The new tenant, with the id and ARN that SES gave it.

        Raises:
            AlreadyExistsError: A tenant of that name exists, perhaps made by a first attempt of this very call.
            LimitExceededError: The region holds as many tenants as the account may have: 10,000, unless AWS raised it.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateTenant.html
        """
        return await self._call(
            CREATE_TENANT, tenant_name=tenant_name, tags=tags, suppression_attributes=suppression_attributes
        )

    async def create_tenant_resource_association(
        self,
        *,
        tenant_name: str,
        resource_arn: str,
    ) -> CreateTenantResourceAssociationResponse:
        """Let a tenant send with an identity, a configuration set or an email template.

        A resource can serve several tenants, and cannot be deleted while it serves any.

        Args:
            tenant_name: Tenant that shall be able to send with the resource.
            resource_arn: ARN of an identity, configuration set or email template in this account and region.

        Returns:
            An empty answer.

        Raises:
            AlreadyExistsError: The two are associated already, perhaps by a first attempt of this very call.
            NotFoundError: The tenant or the resource does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateTenantResourceAssociation.html
        """
        return await self._call(CREATE_TENANT_RESOURCE_ASSOCIATION, tenant_name=tenant_name, resource_arn=resource_arn)

    async def delete_tenant(
        self,
        *,
        tenant_name: str,
    ) -> DeleteTenantResponse:
        """Delete a tenant for good.

        Its associations go with it; the resources themselves stay.

        Args:
            tenant_name: Tenant to delete, with its associations.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such tenant (a first attempt may have deleted it).
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenant.html
        """
        return await self._call(DELETE_TENANT, tenant_name=tenant_name)

    async def delete_tenant_resource_association(
        self,
        *,
        tenant_name: str,
        resource_arn: str,
    ) -> DeleteTenantResourceAssociationResponse:
        """Stop a tenant from sending with a resource.

        The resource itself stays. An association that does not exist has been seen to pass without an error.

        Args:
            tenant_name: Tenant that shall no longer send with the resource.
            resource_arn: ARN of an identity, configuration set or email template in this account and region.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such tenant, or no such association (a first attempt may have ended it).
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenantResourceAssociation.html
        """
        return await self._call(DELETE_TENANT_RESOURCE_ASSOCIATION, tenant_name=tenant_name, resource_arn=resource_arn)

    async def get_tenant(
        self,
        *,
        tenant_name: str,
    ) -> GetTenantResponse:
        """Look up a tenant, with its tags, sending status and suppression settings.

        Args:
            tenant_name: Tenant to look up: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.

        Returns:
            The tenant, in the attribute `tenant`.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetTenant.html
        """
        return await self._call(GET_TENANT, tenant_name=tenant_name)

    def list_resource_tenants(
        self,
        *,
        resource_arn: str,
        page_size: int | None = None,
        next_token: str | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[ResourceTenantMetadata, ListResourceTenantsResponse]:
        """Walk the tenants that may send with a resource.

        Args:
            resource_arn: ARN of an identity, configuration set or email template in this account and region.
            page_size: Items a page may hold: at least 1; more than 100 has been refused. None: SES decides.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            limit: How many items to give at most. None: all.

        Returns:
            The tenants, by name and id; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The resource does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListResourceTenants.html
        """
        return self._paginate(
            LIST_RESOURCE_TENANTS, limit, resource_arn=resource_arn, page_size=page_size, next_token=next_token
        )

    def list_tenant_resources(
        self,
        *,
        tenant_name: str,
        filter: Mapping[ListTenantResourcesFilterKey, str] | None = None,
        page_size: int | None = None,
        next_token: str | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[TenantResource, ListTenantResourcesResponse]:
        """Walk the resources that a tenant may send with.

        Args:
            tenant_name: Tenant whose resources to list.
            filter: One kind, `{"RESOURCE_TYPE": "EMAIL_IDENTITY"}`; SES may want `identity` (see `ResourceType`).
                None: all.
            page_size: Items a page may hold: at least 1; more than 100 has been refused. None: SES decides.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            limit: How many items to give at most. None: all.

        Returns:
            The resources, by type and ARN; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTenantResources.html
        """
        return self._paginate(
            LIST_TENANT_RESOURCES,
            limit,
            tenant_name=tenant_name,
            filter=filter,
            page_size=page_size,
            next_token=next_token,
        )

    def list_tenants(
        self,
        *,
        filter: Mapping[ListTenantsFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[TenantInfo, ListTenantsResponse]:
        """Walk the account's tenants in this region.

        Args:
            filter: Which tenants, `{"TENANT_NAME_CONTAINS": "acme"}` or `{"SENDING_STATUS": "DISABLED"}`. None:
                all.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Items a page may hold: at least 1; more than 100 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The tenants in brief, without tags and suppression settings; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTenants.html
        """
        return self._paginate(LIST_TENANTS, limit, filter=filter, next_token=next_token, page_size=page_size)

    async def put_tenant_suppression_attributes(
        self,
        *,
        tenant_name: str,
        suppressed_reasons: Sequence[SuppressionListReason] | None = None,
        suppression_scope: SuppressionListScope | None = None,
    ) -> PutTenantSuppressionAttributesResponse:
        """Choose which suppression list a tenant's mail obeys, and what fills it.

        Replaces the tenant's settings: give scope and reasons together, or neither to go back to the account's list.

        Args:
            tenant_name: Tenant whose settings to replace.
            suppressed_reasons: What puts an address on the tenant's list; empty: nothing. None: unset, which takes
                no scope either.
            suppression_scope: `TENANT`: a list of its own; `ACCOUNT`: the account's. None: unset, so the account's
                list applies.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutTenantSuppressionAttributes.html
        """
        return await self._call(
            PUT_TENANT_SUPPRESSION_ATTRIBUTES,
            tenant_name=tenant_name,
            suppressed_reasons=suppressed_reasons,
            suppression_scope=suppression_scope,
        )
