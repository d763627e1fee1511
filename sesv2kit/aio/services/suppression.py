# Written by `python -m tests.tools.twin` from sesv2kit/services/suppression.py. Change that one.
"""Suppression lists."""

from collections.abc import Sequence
from datetime import datetime

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import SuppressionListReason
from sesv2kit.models.suppression import (
    DELETE_SUPPRESSED_DESTINATION,
    GET_SUPPRESSED_DESTINATION,
    LIST_SUPPRESSED_DESTINATIONS,
    PUT_SUPPRESSED_DESTINATION,
    DeleteSuppressedDestinationResponse,
    GetSuppressedDestinationResponse,
    ListSuppressedDestinationsResponse,
    PutSuppressedDestinationResponse,
    SuppressedDestinationSummary,
)


class AsyncSuppression(AsyncService):
    """The suppression lists of the account and of its tenants: addresses that SES accepts mail for and never sends to.

    SES adds what bounces hard or complains; whether it does so, and for which reason, is set for the account, the
    configuration set or the tenant.
    """

    async def delete_suppressed_destination(
        self,
        *,
        email_address: str,
        tenant_name: str | None = None,
    ) -> DeleteSuppressedDestinationResponse:
        """Take an address off a suppression list, so that SES sends to it again.

        An address with a `/` in it has been refused here; an import job with the action `DELETE` removes those.

        Args:
            email_address: The address to allow again, spelt as on the list: before the `@`, upper and lower case
                differ.
            tenant_name: Whose list it comes off. None: the account's; a tenant's entry for it stays.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: No such entry (a first attempt may have removed it), or no such tenant.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html
        """
        return await self._call(DELETE_SUPPRESSED_DESTINATION, email_address=email_address, tenant_name=tenant_name)

    async def get_suppressed_destination(
        self,
        *,
        email_address: str,
        tenant_name: str | None = None,
    ) -> GetSuppressedDestinationResponse:
        """Look up one address on a suppression list.

        Args:
            email_address: The address to look up, spelt as on the list: before the `@`, upper and lower case
                differ.
            tenant_name: Whose list to look in. None: the account's only, not the tenants' as well.

        Returns:
            The entry, with the bounce or complaint behind it where SES has one on record.

        Raises:
            NotFoundError: The address is not on that list, or the tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
        """
        return await self._call(GET_SUPPRESSED_DESTINATION, email_address=email_address, tenant_name=tenant_name)

    def list_suppressed_destinations(
        self,
        *,
        tenant_name: str | None = None,
        reasons: Sequence[SuppressionListReason] | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[SuppressedDestinationSummary, ListSuppressedDestinationsResponse]:
        """Walk a suppression list. SES cannot search it by text.

        Args:
            tenant_name: Whose list to walk. None: the account's only, not the tenants' as well.
            reasons: Only entries with one of these reasons. None: any.
            start_date: Only addresses added after this moment. None: from the oldest on.
            end_date: Only addresses added before this moment. None: up to now.
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            page_size: Entries a page; AWS states no maximum. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The entries, without their origin; a call is made whenever a page is used up.

        Raises:
            InvalidNextTokenError: `next_token` belongs to another list or to other arguments, or has expired.
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
        """
        return self._paginate(
            LIST_SUPPRESSED_DESTINATIONS,
            limit,
            tenant_name=tenant_name,
            reasons=reasons,
            start_date=start_date,
            end_date=end_date,
            next_token=next_token,
            page_size=page_size,
        )

    async def put_suppressed_destination(
        self,
        *,
        email_address: str,
        reason: SuppressionListReason,
        tenant_name: str | None = None,
    ) -> PutSuppressedDestinationResponse:
        """Put an address on a suppression list. An entry that exists gets the new reason.

        Refused in the sandbox. Mail to a listed address is accepted, counts against the daily quota and is not sent.

        Args:
            email_address: The address to block. Keep its spelling: lookups and deletions tell upper from lower
                case before the `@`.
            reason: Which filter it falls under: a configuration set that suppresses only the other reason still
                sends.
            tenant_name: Whose list it goes on. None: the account's.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
        """
        return await self._call(
            PUT_SUPPRESSED_DESTINATION, email_address=email_address, reason=reason, tenant_name=tenant_name
        )
