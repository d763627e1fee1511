"""Reputation entities: resources, such as tenants, whose sending SES watches and may stop."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import AmazonResourceName, PageSize, RecommendationImpact, SendingStatus
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp

ReputationEntityType = Literal["RESOURCE"]
"""Kind of entity; `RESOURCE`, which goes by an ARN, is the only one."""


class StatusRecord(Shape):
    """Whether one side, the customer or AWS, lets an entity send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_StatusRecord.html
    """

    status: SendingStatus | str | None = None
    """What this side says. None: not stated."""

    cause: str | None = None
    """Why, in words. None: no cause is known."""

    last_updated_timestamp: Timestamp | None = None
    """When this side last said so. None: not stated."""


class ReputationEntity(Shape):
    """A resource whose sending SES watches, and what has come of it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationEntity.html
    """

    reputation_entity_reference: str | None = None
    """ARN of the resource, such as a tenant's. None: not stated."""

    reputation_entity_type: ReputationEntityType | str | None = None
    """Kind of entity. None: not stated."""

    reputation_management_policy: str | None = None
    """ARN of the policy it is under, `arn:aws:ses:<region>:aws:reputation-policy/standard`. None: not stated."""

    customer_managed_status: StatusRecord | None = None
    """What the account's owner says, by `update_reputation_entity_customer_managed_status`. None: not stated."""

    aws_ses_managed_status: StatusRecord | None = None
    """What SES says; the policy tells when findings make it stop the entity. None: not stated."""

    sending_status_aggregate: SendingStatus | str | None = None
    """Whether it may send: not as long as either side says `DISABLED`. None: not stated."""

    reputation_impact: RecommendationImpact | None = None
    """The gravest of its open findings, which `vdm.list_recommendations` lists. None: no finding is known."""


class GetReputationEntityRequest(Request):
    """Arguments of `reputation.get_reputation_entity`."""

    reputation_entity_reference: InPath[Annotated[str, Field(min_length=1)]]
    """ARN of the resource, such as the `tenant_arn` of a tenant."""

    reputation_entity_type: ReputationEntityType
    """Kind of entity; always `RESOURCE`."""


class GetReputationEntityResponse(Response):
    """Answer of `reputation.get_reputation_entity`."""

    reputation_entity: ReputationEntity | None = None
    """The entity in full. None: not stated."""


GET_REPUTATION_ENTITY = Operation(
    name="GetReputationEntity",
    request=GetReputationEntityRequest,
    response=GetReputationEntityResponse,
    repeat=Repeat.SAFE,
)


ReputationEntityFilterKey = Literal["ENTITY_TYPE", "REPUTATION_IMPACT", "SENDING_STATUS", "ENTITY_REFERENCE_PREFIX"]
"""What `list_reputation_entities` can be narrowed by; `SENDING_STATUS` is the one that both sides make together."""


class ListReputationEntitiesRequest(Request):
    """Arguments of `reputation.list_reputation_entities`."""

    filter: Mapping[ReputationEntityFilterKey, Annotated[str, Field(min_length=1, max_length=512)]] | None = None
    """Which ones, `{"SENDING_STATUS": "DISABLED"}`; a value has 1 to 512 characters. None: all."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Items a page may hold, at least 1. None: SES decides."""


class ListReputationEntitiesResponse(Response):
    """Answer of `reputation.list_reputation_entities`."""

    reputation_entities: list[ReputationEntity] = []
    """This page's entities."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


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
    """`DISABLED` stops its mail, `ENABLED` lets it send, `REINSTATED` does so despite open findings."""


class UpdateReputationEntityCustomerManagedStatusResponse(Response):
    """Answer of `reputation.update_reputation_entity_customer_managed_status`."""


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
    """ARN of the standard (`arn:aws:ses:<region>:aws:reputation-policy/standard`), strict or none policy of AWS."""


class UpdateReputationEntityPolicyResponse(Response):
    """Answer of `reputation.update_reputation_entity_policy`."""


UPDATE_REPUTATION_ENTITY_POLICY = Operation(
    name="UpdateReputationEntityPolicy",
    request=UpdateReputationEntityPolicyRequest,
    response=UpdateReputationEntityPolicyResponse,
    repeat=Repeat.SAFE,
)
