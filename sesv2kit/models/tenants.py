"""Tenants: parts of an account that send with resources, reputation and suppression settings of their own."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import (
    AmazonResourceName,
    PageSize,
    SendingStatus,
    SuppressionListReason,
    SuppressionListScope,
    Tag,
    TagList,
    TenantName,
)
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Request, Response, Shape, Timestamp


class TenantSuppressionAttributes(Shape):
    """Which suppression list a tenant's mail obeys, and what fills it. SES takes both members or neither.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TenantSuppressionAttributes.html
    """

    suppressed_reasons: Sequence[SuppressionListReason | str] | None = None
    """What puts an address on the tenant's list; empty: nothing. None: not set."""

    suppression_scope: SuppressionListScope | str | None = None
    """`TENANT`: a list of the tenant's own; `ACCOUNT`: the account's. None: the account's."""


class CreateTenantRequest(Request):
    """Arguments of `tenants.create_tenant`."""

    tenant_name: TenantName
    """Name to send and manage by: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""

    tags: TagList | None = None
    """Labels for the new tenant, at most 50. None: no tags."""

    suppression_attributes: TenantSuppressionAttributes | None = None
    """Suppression list the tenant's mail shall obey. None: the account's."""


class CreateTenantResponse(Response):
    """Answer of `tenants.create_tenant`."""

    tenant_name: str | None = None
    """Unique in the account and region. None: not stated."""

    tenant_id: str | None = None
    """Made by SES, `tn-` and hexadecimal digits; a new tenant of an old name has another. None: not stated."""

    tenant_arn: str | None = None
    """`arn:aws:ses:<region>:<account>:tenant/<name>/<id>`; what tags and reputation go by. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the tenant was created. None: not stated."""

    tags: list[Tag] = []
    """Labels of the tenant. Empty: it has none."""

    sending_status: SendingStatus | str | None = None
    """Whether the tenant may send; a new one may (`ENABLED`). None: not stated."""

    suppression_attributes: TenantSuppressionAttributes | None = None
    """Suppression list the tenant's mail obeys. None: the account's."""


CREATE_TENANT = Operation(
    name="CreateTenant",
    request=CreateTenantRequest,
    response=CreateTenantResponse,
    repeat=Repeat.SAFE,
)


class CreateTenantResourceAssociationRequest(Request):
    """Arguments of `tenants.create_tenant_resource_association`."""

    tenant_name: TenantName
    """Tenant that shall be able to send with the resource."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set or email template in this account and region."""


class CreateTenantResourceAssociationResponse(Response):
    """Answer of `tenants.create_tenant_resource_association`."""


CREATE_TENANT_RESOURCE_ASSOCIATION = Operation(
    name="CreateTenantResourceAssociation",
    request=CreateTenantResourceAssociationRequest,
    response=CreateTenantResourceAssociationResponse,
    repeat=Repeat.SAFE,
)


class DeleteTenantRequest(Request):
    """Arguments of `tenants.delete_tenant`."""

    tenant_name: TenantName
    """Tenant to delete, with its associations."""


class DeleteTenantResponse(Response):
    """Answer of `tenants.delete_tenant`."""


DELETE_TENANT = Operation(
    name="DeleteTenant",
    request=DeleteTenantRequest,
    response=DeleteTenantResponse,
    repeat=Repeat.SAFE,
)


class DeleteTenantResourceAssociationRequest(Request):
    """Arguments of `tenants.delete_tenant_resource_association`."""

    tenant_name: TenantName
    """Tenant that shall no longer send with the resource."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set or email template in this account and region."""


class DeleteTenantResourceAssociationResponse(Response):
    """Answer of `tenants.delete_tenant_resource_association`."""


DELETE_TENANT_RESOURCE_ASSOCIATION = Operation(
    name="DeleteTenantResourceAssociation",
    request=DeleteTenantResourceAssociationRequest,
    response=DeleteTenantResourceAssociationResponse,
    repeat=Repeat.SAFE,
)


class Tenant(Shape):
    """A tenant: a part of the account with resources, reputation and sending status of its own.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Tenant.html
    """

    tenant_name: str | None = None
    """Unique in the account and region. None: not stated."""

    tenant_id: str | None = None
    """Made by SES, `tn-` and hexadecimal digits; a new tenant of an old name has another. None: not stated."""

    tenant_arn: str | None = None
    """`arn:aws:ses:<region>:<account>:tenant/<name>/<id>`; what tags and reputation go by. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the tenant was created. None: not stated."""

    tags: list[Tag] = []
    """Labels of the tenant. Empty: it has none."""

    sending_status: SendingStatus | str | None = None
    """Whether the tenant may send; `REINSTATED`: it may, despite open reputation findings. None: not stated."""

    suppression_attributes: TenantSuppressionAttributes | None = None
    """Suppression list the tenant's mail obeys. None: the account's."""


class GetTenantRequest(Request):
    """Arguments of `tenants.get_tenant`."""

    tenant_name: TenantName
    """Tenant to look up: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""


class GetTenantResponse(Response):
    """Answer of `tenants.get_tenant`."""

    tenant: Tenant | None = None
    """The tenant in full. None: not stated."""


GET_TENANT = Operation(
    name="GetTenant",
    request=GetTenantRequest,
    response=GetTenantResponse,
    repeat=Repeat.SAFE,
)


class ResourceTenantMetadata(Shape):
    """That a tenant may send with a resource, and since when.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ResourceTenantMetadata.html
    """

    tenant_name: str | None = None
    """Tenant that may send with the resource. None: not stated."""

    tenant_id: str | None = None
    """Id of that tenant, `tn-` and hexadecimal digits. None: not stated."""

    resource_arn: str | None = None
    """The resource that was asked about. None: not stated."""

    associated_timestamp: Timestamp | None = None
    """Since when the two belong together. None: not stated."""


class ListResourceTenantsRequest(Request):
    """Arguments of `tenants.list_resource_tenants`."""

    resource_arn: AmazonResourceName
    """ARN of an identity, configuration set or email template in this account and region."""

    page_size: PageSize | None = None
    """Items a page may hold: at least 1; more than 100 has been refused. None: SES decides."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""


class ListResourceTenantsResponse(Response):
    """Answer of `tenants.list_resource_tenants`."""

    resource_tenants: list[ResourceTenantMetadata] = []
    """This page's tenants of the resource."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_RESOURCE_TENANTS = PagedOperation(
    name="ListResourceTenants",
    request=ListResourceTenantsRequest,
    response=ListResourceTenantsResponse,
    repeat=Repeat.SAFE,
    items="resource_tenants",
    item=ResourceTenantMetadata,
)


ListTenantResourcesFilterKey = Literal["RESOURCE_TYPE"]
"""What `list_tenant_resources` can be narrowed by."""

ResourceType = Literal["EMAIL_IDENTITY", "CONFIGURATION_SET", "EMAIL_TEMPLATE"] | str
"""What a tenant sends with. Probes of SES saw `identity`, `configuration-set` and `template` in their place."""


class TenantResource(Shape):
    """A resource that a tenant may send with.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TenantResource.html
    """

    resource_type: ResourceType | None = None
    """Kind of resource, which its ARN tells too. None: not stated."""

    resource_arn: str | None = None
    """ARN of the identity, configuration set or email template. None: not stated."""


class ListTenantResourcesRequest(Request):
    """Arguments of `tenants.list_tenant_resources`."""

    tenant_name: TenantName
    """Tenant whose resources to list."""

    filter: Mapping[ListTenantResourcesFilterKey, Annotated[str, Field(min_length=1, max_length=512)]] | None = None
    """One kind, `{"RESOURCE_TYPE": "EMAIL_IDENTITY"}`; SES may want `identity` (see `ResourceType`). None: all."""

    page_size: PageSize | None = None
    """Items a page may hold: at least 1; more than 100 has been refused. None: SES decides."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""


class ListTenantResourcesResponse(Response):
    """Answer of `tenants.list_tenant_resources`."""

    tenant_resources: list[TenantResource] = []
    """This page's resources of the tenant."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_TENANT_RESOURCES = PagedOperation(
    name="ListTenantResources",
    request=ListTenantResourcesRequest,
    response=ListTenantResourcesResponse,
    repeat=Repeat.SAFE,
    items="tenant_resources",
    item=TenantResource,
)


ListTenantsFilterKey = Literal["TENANT_NAME_CONTAINS", "SENDING_STATUS"]
"""What `list_tenants` can be narrowed by: a part of the name, or a `SendingStatus`."""


class TenantInfo(Shape):
    """A tenant in brief, as lists show it: without tags and suppression settings.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TenantInfo.html
    """

    tenant_name: str | None = None
    """Unique in the account and region. None: not stated."""

    tenant_id: str | None = None
    """Made by SES, `tn-` and hexadecimal digits; a new tenant of an old name has another. None: not stated."""

    tenant_arn: str | None = None
    """`arn:aws:ses:<region>:<account>:tenant/<name>/<id>`; what tags and reputation go by. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the tenant was created. None: not stated."""

    sending_status: SendingStatus | str | None = None
    """Whether the tenant may send; `REINSTATED`: it may, despite open reputation findings. None: not stated."""


class ListTenantsRequest(Request):
    """Arguments of `tenants.list_tenants`."""

    filter: Mapping[ListTenantsFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """Which tenants, `{"TENANT_NAME_CONTAINS": "acme"}` or `{"SENDING_STATUS": "DISABLED"}`. None: all."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Items a page may hold: at least 1; more than 100 has been refused. None: SES decides."""


class ListTenantsResponse(Response):
    """Answer of `tenants.list_tenants`."""

    tenants: list[TenantInfo] = []
    """This page's tenants, in brief."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_TENANTS = PagedOperation(
    name="ListTenants",
    request=ListTenantsRequest,
    response=ListTenantsResponse,
    repeat=Repeat.SAFE,
    items="tenants",
    item=TenantInfo,
)


class PutTenantSuppressionAttributesRequest(Request):
    """Arguments of `tenants.put_tenant_suppression_attributes`."""

    tenant_name: TenantName
    """Tenant whose settings to replace."""

    suppressed_reasons: Sequence[SuppressionListReason] | None = None
    """What puts an address on the tenant's list; empty: nothing. None: unset, which takes no scope either."""

    suppression_scope: SuppressionListScope | None = None
    """`TENANT`: a list of its own; `ACCOUNT`: the account's. None: unset, so the account's list applies."""


class PutTenantSuppressionAttributesResponse(Response):
    """Answer of `tenants.put_tenant_suppression_attributes`."""


PUT_TENANT_SUPPRESSION_ATTRIBUTES = Operation(
    name="PutTenantSuppressionAttributes",
    request=PutTenantSuppressionAttributesRequest,
    response=PutTenantSuppressionAttributesResponse,
    repeat=Repeat.SAFE,
)
