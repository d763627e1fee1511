"""Reputation entities."""

from collections.abc import Mapping

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
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service


class Reputation(Service):
    """Resources, such as tenants, whose reputation SES tracks.

    Two sides can stop an entity from sending: the account's owner, and SES according to the entity's policy.
    """

    def get_reputation_entity(
        self,
        *,
        reputation_entity_reference: str,
        reputation_entity_type: ReputationEntityType,
    ) -> GetReputationEntityResponse:
        """Look up an entity: its policy, and whether it may send.

        `vdm.list_recommendations` returns its findings.

        Args:
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            reputation_entity_type: Kind of entity; always `RESOURCE`.

        Returns:
            The entity, in the attribute `reputation_entity`.

        Raises:
            NotFoundError: No entity has that ARN.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetReputationEntity.html
        """
        return self._call(
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
    ) -> PageIterator[ReputationEntity, ListReputationEntitiesResponse]:
        """List the entities of the region.

        Args:
            filter: Filter by key, `{"SENDING_STATUS": "DISABLED"}`; a value has 1 to 512 characters. None: all.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of items per page, at least 1. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The entities in full. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListReputationEntities.html
        """
        return self._paginate(
            LIST_REPUTATION_ENTITIES, limit, filter=filter, next_token=next_token, page_size=page_size
        )

    def update_reputation_entity_customer_managed_status(
        self,
        *,
        reputation_entity_type: ReputationEntityType,
        reputation_entity_reference: str,
        sending_status: SendingStatus,
    ) -> UpdateReputationEntityCustomerManagedStatusResponse:
        """Stop an entity from sending, or let it send again.

        This changes the customer's status only: an entity that SES disabled stays disabled.

        Args:
            reputation_entity_type: Kind of entity; always `RESOURCE`.
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            sending_status: `DISABLED` stops its sending, `ENABLED` allows it, `REINSTATED` allows it despite open
                findings.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConflictError: The entity's state does not allow the change.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityCustomerManagedStatus.html
        """
        return self._call(
            UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS,
            reputation_entity_type=reputation_entity_type,
            reputation_entity_reference=reputation_entity_reference,
            sending_status=sending_status,
        )

    def update_reputation_entity_policy(
        self,
        *,
        reputation_entity_type: ReputationEntityType,
        reputation_entity_reference: str,
        reputation_entity_policy: str,
    ) -> UpdateReputationEntityPolicyResponse:
        """Change the reputation policy of an entity.

        The policy defines which findings make SES stop the entity; with the policy `none`, SES never does.

        Args:
            reputation_entity_type: Kind of entity; always `RESOURCE`.
            reputation_entity_reference: ARN of the resource, such as the `tenant_arn` of a tenant.
            reputation_entity_policy: ARN of AWS's policy `standard`, `strict` or `none`,
                `arn:aws:ses:<region>:aws:reputation-policy/standard`.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            ConflictError: The entity's state does not allow the change.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateReputationEntityPolicy.html
        """
        return self._call(
            UPDATE_REPUTATION_ENTITY_POLICY,
            reputation_entity_type=reputation_entity_type,
            reputation_entity_reference=reputation_entity_reference,
            reputation_entity_policy=reputation_entity_policy,
        )
