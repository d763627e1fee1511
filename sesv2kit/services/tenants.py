"""Tenants and their resources."""

from collections.abc import Mapping, Sequence

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
from sesv2kit.paging import PageIterator
from sesv2kit.plans import Plan, PlanResult
from sesv2kit.services._base import Service
from sesv2kit.tenancy import TenantChange, TenantPreflight


class Tenants(Service):
    """Tenants and the resources associated with them.

    The identity, the configuration set and a stored template of a tenant's email must all be associated with the
    tenant.
    """

    def create_tenant(
        self,
        *,
        tenant_name: str,
        tags: Sequence[Tag] | None = None,
        suppression_attributes: TenantSuppressionAttributes | None = None,
    ) -> CreateTenantResponse:
        """Create a tenant.

        It can send once resources are associated with it. Its name cannot be changed.

        Args:
            tenant_name: Name for sends and management: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.
            tags: Tags for the new tenant, at most 50. None: no tags.
            suppression_attributes: Suppression list that applies to the tenant's mail. None: the account's list.

        Returns:
            The new tenant, with the id and ARN that SES gave it.

        Raises:
            AlreadyExistsError: A tenant of that name exists, perhaps created by an earlier attempt of this call.
            LimitExceededError: The region has reached the limit of tenants: 10,000, unless AWS raised it.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateTenant.html
        """
        return self._call(
            CREATE_TENANT, tenant_name=tenant_name, tags=tags, suppression_attributes=suppression_attributes
        )

    def create_tenant_resource_association(
        self,
        *,
        tenant_name: str,
        resource_arn: str,
    ) -> CreateTenantResourceAssociationResponse:
        """Allow a tenant to send with an identity, a configuration set or an email template.

        A resource can be associated with several tenants, and cannot be deleted while it is associated with any.

        Args:
            tenant_name: Tenant that may send with the resource from now on.
            resource_arn: ARN of an identity, configuration set or email template in this account and region.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: The two are associated already, perhaps by an earlier attempt of this call.
            NotFoundError: The tenant or the resource does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateTenantResourceAssociation.html
        """
        return self._call(CREATE_TENANT_RESOURCE_ASSOCIATION, tenant_name=tenant_name, resource_arn=resource_arn)

    def delete_tenant(
        self,
        *,
        tenant_name: str,
    ) -> DeleteTenantResponse:
        """Delete a tenant for good.

        Its associations are deleted too; the resources themselves stay.

        Args:
            tenant_name: Tenant to delete, with its associations.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such tenant (an earlier attempt may have deleted it).
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenant.html
        """
        return self._call(DELETE_TENANT, tenant_name=tenant_name)

    def delete_tenant_resource_association(
        self,
        *,
        tenant_name: str,
        resource_arn: str,
    ) -> DeleteTenantResourceAssociationResponse:
        """Stop a tenant from sending with a resource.

        The resource itself stays. SES has been seen to return no error for an association that does not exist.

        Args:
            tenant_name: Tenant that may no longer send with the resource.
            resource_arn: ARN of an identity, configuration set or email template in this account and region.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such tenant, or no such association (an earlier attempt may have ended it).
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteTenantResourceAssociation.html
        """
        return self._call(DELETE_TENANT_RESOURCE_ASSOCIATION, tenant_name=tenant_name, resource_arn=resource_arn)

    def ensure(
        self,
        *,
        tenant_name: str,
        resources: Sequence[str] = (),
        suppression_attributes: TenantSuppressionAttributes | None = None,
        tags: Sequence[Tag] | None = None,
    ) -> PlanResult[TenantChange]:
        """Create a tenant with its resources, or change what is not as wanted. To call it again is harmless.

        What exists stays: nothing is removed from the tenant. If a call ends half-way, call again: it goes on where the
        other ended. A tenant or a resource that SES does not find is searched for 30 seconds, because SES may not know
        at once what was just created.

        Args:
            tenant_name: Name of the tenant: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.
            resources: What the tenant must be able to send with: ARNs, or what comes after the account in them,
                `identity/shop.example`, `configuration-set/shop`, `template/welcome`. They must exist. Other resources
                of the tenant stay.
            suppression_attributes: Suppression list that must apply to its mail; both members are required. None: as it
                is; the account's list for a new tenant.
            tags: Tags that it must have, at most 50. Other tags stay. None: as they are.

        Returns:
            The changes that were made, in `accepted`. Print it to see them. Empty: everything was as wanted.

        Raises:
            NotFoundError: A resource does not exist.
            LimitExceededError: The region has reached the limit of tenants: 10,000, unless AWS raised it.
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: The account is needed for an ARN, and unknown: see `account.get_account_id`.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
        """
        from sesv2kit._workflows.tenants.ensuring import Ensuring
        from sesv2kit._workflows.tenants.work import done

        arguments = {"tenant_name": tenant_name, "tags": tags, "suppression_attributes": suppression_attributes}
        work = Ensuring("ensure", resources, arguments)
        return self._run(lambda caller: done(caller, work))

    def get_tenant(
        self,
        *,
        tenant_name: str,
    ) -> GetTenantResponse:
        """Look up a tenant, with its tags, sending status and suppression settings.

        Args:
            tenant_name: Tenant to look up: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.

        Returns:
            The tenant, in the attribute `tenant`.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetTenant.html
        """
        return self._call(GET_TENANT, tenant_name=tenant_name)

    def list_resource_tenants(
        self,
        *,
        resource_arn: str,
        page_size: int | None = None,
        next_token: str | None = None,
        limit: int | None = None,
    ) -> PageIterator[ResourceTenantMetadata, ListResourceTenantsResponse]:
        """List the tenants that may send with a resource.

        Args:
            resource_arn: ARN of an identity, configuration set or email template in this account and region.
            page_size: Maximum number of items per page: at least 1; SES has rejected more than 100. None: SES
                decides.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            limit: Maximum number of items to return. None: all.

        Returns:
            The tenants, by name and id. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The resource does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
    ) -> PageIterator[TenantResource, ListTenantResourcesResponse]:
        """List the resources that a tenant may send with.

        Args:
            tenant_name: Tenant whose resources to list.
            filter: Only one kind, `{"RESOURCE_TYPE": "EMAIL_IDENTITY"}`; SES may need `identity` (see
                `ResourceType`). None: all.
            page_size: Maximum number of items per page: at least 1; SES has rejected more than 100. None: SES
                decides.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            limit: Maximum number of items to return. None: all.

        Returns:
            The resources, by type and ARN. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
    ) -> PageIterator[TenantInfo, ListTenantsResponse]:
        """List the account's tenants in this region.

        Args:
            filter: Filter by key, `{"TENANT_NAME_CONTAINS": "acme"}` or `{"SENDING_STATUS": "DISABLED"}`. None:
                all.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of items per page: at least 1; SES has rejected more than 100. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The tenants in brief, without tags and suppression settings. Each page is fetched when the iterator reaches
            it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTenants.html
        """
        return self._paginate(LIST_TENANTS, limit, filter=filter, next_token=next_token, page_size=page_size)

    def offboard(
        self,
        *,
        tenant_name: str,
        delete_resources: Sequence[str] = (),
    ) -> PlanResult[TenantChange]:
        """Delete a tenant and its associations, and the resources that you name. To call it again is harmless.

        The associations are deleted first, so that the tenant stops sending; then the resources; then the tenant, with
        its suppression list and its reputation. If a call ends half-way, call again.

        Args:
            tenant_name: The tenant. If there is none, only what is left of `delete_resources` is deleted.
            delete_resources: Identities, configuration sets and templates to delete, too: ARNs, or what comes after the
                account in them, `configuration-set/shop`. Empty: none is deleted. One that another tenant uses is never
                deleted; SES does not tell what sends without a tenant use.

        Returns:
            The changes that were made, in `accepted`. Print it to see them. Empty: nothing was left to do.

        Raises:
            BadRequestError: Another tenant began to use a resource meanwhile.
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: The account is needed for an ARN, and unknown: see `account.get_account_id`.
            RequestInvalidError: An argument is invalid, or another tenant uses a resource of `delete_resources`;
                nothing was changed.

        Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
        """
        from sesv2kit._workflows.tenants.offboarding import Offboarding
        from sesv2kit._workflows.tenants.work import done

        work = Offboarding("offboard", tenant_name, delete_resources)
        return self._run(lambda caller: done(caller, work))

    def plan_ensure(
        self,
        *,
        tenant_name: str,
        resources: Sequence[str] = (),
        suppression_attributes: TenantSuppressionAttributes | None = None,
        tags: Sequence[Tag] | None = None,
    ) -> Plan[TenantChange]:
        """Find out what `ensure` would change. Only requests that read are sent.

        Args:
            tenant_name: Name of the tenant: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.
            resources: What the tenant must be able to send with: ARNs, or what comes after the account in them,
                `identity/shop.example`, `configuration-set/shop`, `template/welcome`. They must exist. Other resources
                of the tenant stay.
            suppression_attributes: Suppression list that must apply to its mail; both members are required. None: as it
                is; the account's list for a new tenant.
            tags: Tags that it must have, at most 50. Other tags stay. None: as they are.

        Returns:
            The changes. Print the plan to see them; its `apply()` makes them.

        Raises:
            AccessDeniedError: The credentials may not do this.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
        """
        from sesv2kit._workflows.tenants.ensuring import Ensuring

        arguments = {"tenant_name": tenant_name, "tags": tags, "suppression_attributes": suppression_attributes}
        work = Ensuring("plan_ensure", resources, arguments)
        return self._plan(work.changes, work.make)

    def plan_offboard(
        self,
        *,
        tenant_name: str,
        delete_resources: Sequence[str] = (),
    ) -> Plan[TenantChange]:
        """Find out what `offboard` would change. Only requests that read are sent.

        Args:
            tenant_name: The tenant. If there is none, only what is left of `delete_resources` is deleted.
            delete_resources: Identities, configuration sets and templates to delete, too: ARNs, or what comes after the
                account in them, `configuration-set/shop`. Empty: none is deleted. One that another tenant uses is never
                deleted; SES does not tell what sends without a tenant use.

        Returns:
            The changes. Print the plan to see them; its `apply()` makes them.

        Raises:
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: The account is needed for an ARN, and unknown: see `account.get_account_id`.
            RequestInvalidError: An argument is invalid, or another tenant uses a resource of `delete_resources`.

        Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
        """
        from sesv2kit._workflows.tenants.offboarding import Offboarding

        work = Offboarding("plan_offboard", tenant_name, delete_resources)
        return self._plan(work.changes, work.make)

    def preflight(
        self,
        *,
        tenant_name: str,
        from_email_address: str,
        configuration_set_name: str | None = None,
        template_name: str | None = None,
    ) -> TenantPreflight:
        """Find out whether SES would refuse an email of a tenant, before it is sent. Only requests that read are sent.

        The sender's identity, the configuration set and a stored template must all be associated with the tenant. The
        arguments are those of the send. Right after a change, SES may still show what was before it. Quotas,
        suppression lists and the content are not checked.

        Args:
            tenant_name: The tenant.
            from_email_address: The sender, with or without display name.
            configuration_set_name: The configuration set. None: the identity's default one.
            template_name: The stored template. None: the email has content of its own.

        Returns:
            What SES would use, and everything that is wrong with it; `missing` is for `ensure(resources=...)`.

        Raises:
            AccessDeniedError: The credentials may not read this.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/tenants.html
        """
        from sesv2kit._workflows.tenants.preflight import preflight

        return self._run(
            lambda caller: preflight(caller, tenant_name, from_email_address, configuration_set_name, template_name)
        )

    def put_tenant_suppression_attributes(
        self,
        *,
        tenant_name: str,
        suppressed_reasons: Sequence[SuppressionListReason] | None,
        suppression_scope: SuppressionListScope | None,
    ) -> PutTenantSuppressionAttributesResponse:
        """Set which suppression list applies to a tenant's mail, and what adds addresses to it.

        Replaces the tenant's settings. Give scope and reasons together, or None for both to return to the account's
        list.

        Args:
            tenant_name: Tenant whose settings to replace.
            suppressed_reasons: What adds addresses to the tenant's list; empty: nothing. None: unset; then give no
                scope either.
            suppression_scope: `TENANT`: the tenant's own list. `ACCOUNT`: the account's list. None: unset, so the
                account's list applies.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutTenantSuppressionAttributes.html
        """
        return self._call(
            PUT_TENANT_SUPPRESSION_ATTRIBUTES,
            tenant_name=tenant_name,
            suppressed_reasons=suppressed_reasons,
            suppression_scope=suppression_scope,
        )
