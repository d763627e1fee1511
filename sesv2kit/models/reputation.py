"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


ReputationEntityType = Literal["RESOURCE"]
"""?"""

class StatusRecord(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_StatusRecord.html
    """

    status: SendingStatus | None = None
    """?"""

    cause: str | None = None
    """?"""

    last_updated_timestamp: Timestamp | None = None
    """?"""


class ReputationEntity(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationEntity.html
    """

    reputation_entity_reference: str | None = None
    """?"""

    reputation_entity_type: ReputationEntityType | None = None
    """?"""

    reputation_management_policy: str | None = None
    """?"""

    customer_managed_status: StatusRecord | None = None
    """?"""

    aws_ses_managed_status: StatusRecord | None = None
    """?"""

    sending_status_aggregate: SendingStatus | None = None
    """?"""

    reputation_impact: RecommendationImpact | None = None
    """?"""


class GetReputationEntityRequest(Request):
    """Arguments of `reputation.get_reputation_entity`."""

    reputation_entity_reference: Annotated[str, Field(min_length=1)]
    """?"""

    reputation_entity_type: ReputationEntityType
    """?"""


class GetReputationEntityResponse(Response):
    """Answer of `reputation.get_reputation_entity`."""

    reputation_entity: ReputationEntity | None = None
    """?"""


GET_REPUTATION_ENTITY = Operation(
    name="GetReputationEntity",
    request=GetReputationEntityRequest,
    response=GetReputationEntityResponse,
    repeat=Repeat.SAFE,
)


ReputationEntityFilterKey = Literal["ENTITY_TYPE", "REPUTATION_IMPACT", "SENDING_STATUS", "ENTITY_REFERENCE_PREFIX"]
"""?"""

class ListReputationEntitiesRequest(Request):
    """Arguments of `reputation.list_reputation_entities`."""

    filter: Mapping[ReputationEntityFilterKey, Annotated[str, Field(min_length=1, max_length=512)]] | None = None
    """?"""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListReputationEntitiesResponse(Response):
    """Answer of `reputation.list_reputation_entities`."""

    reputation_entities: list[ReputationEntity] = []
    """?"""

    next_token: str | None = None
    """?"""


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
    """?"""

    reputation_entity_reference: Annotated[str, Field(min_length=1)]
    """?"""

    sending_status: SendingStatus
    """?"""


class UpdateReputationEntityCustomerManagedStatusResponse(Response):
    """Answer of `reputation.update_reputation_entity_customer_managed_status`."""


UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS = Operation(
    name="UpdateReputationEntityCustomerManagedStatus",
    request=UpdateReputationEntityCustomerManagedStatusRequest,
    response=UpdateReputationEntityCustomerManagedStatusResponse,
    repeat=Repeat.?,
)


class UpdateReputationEntityPolicyRequest(Request):
    """Arguments of `reputation.update_reputation_entity_policy`."""

    reputation_entity_type: ReputationEntityType
    """?"""

    reputation_entity_reference: Annotated[str, Field(min_length=1)]
    """?"""

    reputation_entity_policy: AmazonResourceName
    """?"""


class UpdateReputationEntityPolicyResponse(Response):
    """Answer of `reputation.update_reputation_entity_policy`."""


UPDATE_REPUTATION_ENTITY_POLICY = Operation(
    name="UpdateReputationEntityPolicy",
    request=UpdateReputationEntityPolicyRequest,
    response=UpdateReputationEntityPolicyResponse,
    repeat=Repeat.?,
)


