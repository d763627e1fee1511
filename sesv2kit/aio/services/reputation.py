# Written by `python -m tests.tools.twin` from sesv2kit/services/reputation.py. Change that one.
"""Reputation entities."""

from collections.abc import Mapping

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import SendingStatus
from sesv2kit.models.reputation import (
    GET_REPUTATION_ENTITY,
    LIST_REPUTATION_ENTITIES,
    UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS,
    UPDATE_REPUTATION_ENTITY_POLICY,
    GetReputationEntityResponse,
    ListReputationEntitiesResponse,
    ReputationEntity,
    ReputationEntityFilterKey,
    ReputationEntityType,
    UpdateReputationEntityCustomerManagedStatusResponse,
    UpdateReputationEntityPolicyResponse,
)


class AsyncReputation(AsyncService):
    """Resources, such as tenants, whose reputation SES tracks.

    Two sides let an entity send or stop it: the account's owner, and SES as the entity's policy says.
    """

    async def get_reputation_entity(
        self,
        *,
        reputation_entity_reference: str,
        reputation_entity_type: ReputationEntityType,
    ) -> GetReputationEntityResponse:
        """Look up an entity: its policy, and whether it may send.

        `vdm.list_recommendations` lists the findings against it.

        Args:
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            reputation_entity_type: Kind of entity; always `RESOURCE`.

        Returns:
            The entity, in the attribute `reputation_entity`.

        Raises:
            NotFoundError: No entity goes by that ARN.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetReputationEntity.html
        """
        return await self._call(
            GET_REPUTATION_ENTITY,
            reputation_entity_reference=reputation_entity_reference,
            reputation_entity_type=reputation_entity_type,
        )

    def list_reputation_entities(
        self,
        *,
        filter: Mapping[ReputationEntityFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[ReputationEntity, ListReputationEntitiesResponse]:
        """Walk the entities of the region.

        Args:
            filter: Which ones, `{"SENDING_STATUS": "DISABLED"}`; a value has 1 to 512 characters. None: all.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Items a page may hold, at least 1. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The entities in full; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListReputationEntities.html
        """
        return self._paginate(
            LIST_REPUTATION_ENTITIES, limit, filter=filter, next_token=next_token, page_size=page_size
        )

    async def update_reputation_entity_customer_managed_status(
        self,
        *,
        reputation_entity_type: ReputationEntityType,
        reputation_entity_reference: str,
        sending_status: SendingStatus,
    ) -> UpdateReputationEntityCustomerManagedStatusResponse:
        """Stop an entity from sending, or let it send again.

        This is the customer's half only: what SES itself has disabled stays so.

        Args:
            reputation_entity_type: Kind of entity; always `RESOURCE`.
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            sending_status: `DISABLED` stops its mail, `ENABLED` lets it send, `REINSTATED` does so despite open
                findings.

        Returns:
            An empty answer.

        Raises:
            ConflictError: The entity is in a state that forbids the change.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityCustomerManagedStatus.html
        """
        return await self._call(
            UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS,
            reputation_entity_type=reputation_entity_type,
            reputation_entity_reference=reputation_entity_reference,
            sending_status=sending_status,
        )

    async def update_reputation_entity_policy(
        self,
        *,
        reputation_entity_type: ReputationEntityType,
        reputation_entity_reference: str,
        reputation_entity_policy: str,
    ) -> UpdateReputationEntityPolicyResponse:
        """Put an entity under another of AWS's reputation policies.

        The policy decides which findings make SES stop the entity by itself; `none` leaves that to you.

        Args:
            reputation_entity_type: Kind of entity; always `RESOURCE`.
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            reputation_entity_policy: ARN of the standard
                (`arn:aws:ses:<region>:aws:reputation-policy/standard`), strict or none policy of AWS.

        Returns:
            An empty answer.

        Raises:
            ConflictError: The entity is in a state that forbids the change.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityPolicy.html
        """
        return await self._call(
            UPDATE_REPUTATION_ENTITY_POLICY,
            reputation_entity_type=reputation_entity_type,
            reputation_entity_reference=reputation_entity_reference,
            reputation_entity_policy=reputation_entity_policy,
        )
