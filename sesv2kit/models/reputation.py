"""Reputation entities: resources, such as tenants, whose sending SES monitors and may stop."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import AmazonResourceName, PageSize, RecommendationImpact, SendingStatus
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp

ReputationEntityType = Literal["RESOURCE"]
"""Kind of entity; `RESOURCE`, identified by an ARN, is the only one."""


class StatusRecord(Shape):
    """Sending status of an entity as set by one side, the customer or AWS.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_StatusRecord.html
    """

    status: SendingStatus | str | None = None
    """Status set by this side. None: not returned."""

    cause: str | None = None
    """Reason, as text. None: no reason is known."""

    last_updated_timestamp: Timestamp | None = None
    """When this side last changed it. None: not returned."""


class ReputationEntity(Shape):
    """A resource whose sending SES monitors, and its status.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationEntity.html
    """

    reputation_entity_reference: str | None = None
    """ARN of the resource, such as a tenant's. None: not returned."""

    reputation_entity_type: ReputationEntityType | str | None = None
    """Kind of entity. None: not returned."""

    reputation_management_policy: str | None = None
    """ARN of its reputation policy, `arn:aws:ses:<region>:aws:reputation-policy/standard`. None: not returned."""

    customer_managed_status: StatusRecord | None = None
    """Status set by the account's owner with `update_reputation_entity_customer_managed_status`. None: not returned."""

    aws_ses_managed_status: StatusRecord | None = None
    """Status set by SES; the policy defines which findings make SES stop the entity. None: not returned."""

    sending_status_aggregate: SendingStatus | str | None = None
    """Whether it may send: not while either side has it `DISABLED`. None: not returned."""

    reputation_impact: RecommendationImpact | None = None
    """The highest impact of its open findings, which `vdm.list_recommendations` returns. None: no findings."""


class GetReputationEntityRequest(Request):
    """Arguments of `reputation.get_reputation_entity`."""

    reputation_entity_reference: InPath[Annotated[str, Field(min_length=1)]]
    """ARN of the resource, such as the `tenant_arn` of a tenant."""

    reputation_entity_type: ReputationEntityType
    """Kind of entity; always `RESOURCE`."""


class GetReputationEntityResponse(Response):
    """Response of `reputation.get_reputation_entity`."""

    reputation_entity: ReputationEntity | None = None
    """The entity in full. None: not returned."""


GET_REPUTATION_ENTITY = Operation(
    name="GetReputationEntity",
    request=GetReputationEntityRequest,
    response=GetReputationEntityResponse,
    repeat=Repeat.SAFE,
)


ReputationEntityFilterKey = Literal["ENTITY_TYPE", "REPUTATION_IMPACT", "SENDING_STATUS", "ENTITY_REFERENCE_PREFIX"]
"""Filters of `list_reputation_entities`; `SENDING_STATUS` is the aggregate of both sides."""


class ListReputationEntitiesRequest(Request):
    """Arguments of `reputation.list_reputation_entities`."""

    filter: Mapping[ReputationEntityFilterKey, Annotated[str, Field(min_length=1, max_length=512)]] | None = None
    """Filter by key, `{"SENDING_STATUS": "DISABLED"}`; a value has 1 to 512 characters. None: all."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Maximum number of items per page, at least 1. None: SES decides."""


class ListReputationEntitiesResponse(Response):
    """Response of `reputation.list_reputation_entities`."""

    reputation_entities: list[ReputationEntity] = []
    """Entities of this page."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_REPUTATION_ENTITIES = PagedOperation(
    name="ListReputationEntities",
    request=ListReputationEntitiesRequest,
    response=ListReputationEntitiesResponse,
    repeat=Repeat.SAFE,
    items="reputation_entities",
    item=ReputationEntity,
)


class UpdateReputationEntityCustomerManagedStatusRequest(Request):
    """Arguments of `reputation.update_reputation_entity_customer_managed_status`."""

    reputation_entity_type: ReputationEntityType
    """Kind of entity; always `RESOURCE`."""

    reputation_entity_reference: InPath[Annotated[str, Field(min_length=1)]]
    """ARN of the resource, such as the `tenant_arn` of a tenant."""

    sending_status: SendingStatus
    """`DISABLED` stops its sending, `ENABLED` allows it, `REINSTATED` allows it despite open findings."""


class UpdateReputationEntityCustomerManagedStatusResponse(Response):
    """Response of `reputation.update_reputation_entity_customer_managed_status`."""


UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS = Operation(
    name="UpdateReputationEntityCustomerManagedStatus",
    request=UpdateReputationEntityCustomerManagedStatusRequest,
    response=UpdateReputationEntityCustomerManagedStatusResponse,
    repeat=Repeat.SAFE,
)


class UpdateReputationEntityPolicyRequest(Request):
    """Arguments of `reputation.update_reputation_entity_policy`."""

    reputation_entity_type: ReputationEntityType
    """Kind of entity; always `RESOURCE`."""

    reputation_entity_reference: InPath[Annotated[str, Field(min_length=1)]]
    """ARN of the resource, such as the `tenant_arn` of a tenant."""

    reputation_entity_policy: AmazonResourceName
    """ARN of AWS's policy `standard`, `strict` or `none`, `arn:aws:ses:<region>:aws:reputation-policy/standard`."""


class UpdateReputationEntityPolicyResponse(Response):
    """Response of `reputation.update_reputation_entity_policy`."""


UPDATE_REPUTATION_ENTITY_POLICY = Operation(
    name="UpdateReputationEntityPolicy",
    request=UpdateReputationEntityPolicyRequest,
    response=UpdateReputationEntityPolicyResponse,
    repeat=Repeat.SAFE,
)
