# Written by `python -m tests.tools.twin` from sesv2kit/services/suppression.py. Change that one.
"""Suppression lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

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
from sesv2kit.suppressing import SuppressionPlan, SuppressionResult

if TYPE_CHECKING:
    from sesv2kit.events import BaseEvent


class AsyncSuppression(AsyncService):
    """The suppression lists of the account and of its tenants: SES accepts mail to these addresses and does not send
    it.

    SES adds addresses after a hard bounce or a complaint. The account, the configuration set or the tenant sets whether
    it does, and for which reasons.
    """

    async def add_from_events(
        self,
        events: "Iterable[BaseEvent] | SuppressionPlan",
        *,
        tenant_name: str | None = None,
        trusted: bool = False,
        uncertain_complaints: bool = False,
    ) -> SuppressionResult:
        """Put on a suppression list who bounced for good or complained, one request for each address.

        To do it again with the same events is harmless. `plan_from_events` says what would be done.

        Args:
            events: Events, from `sesv2kit.events.parse`, or a plan that `plan_from_events` made.
            tenant_name: Tenant whose list to change. None: the account's list.
            trusted: Whether events are acted on that came without a verified message of SNS. Only where IAM protects
                the way they came: a queue, a function. A plan was checked when it was made.
            uncertain_complaints: Whether all recipients whom SES names are suppressed if it names several, although one
                complained.

        Returns:
            What became of each address. A request that failed is in `failed`; the others were made all the same.

        Raises:
            UntrustedEventError: An event is not verified, and `trusted` is False; nothing was sent.
            RequestInvalidError: An address or `tenant_name` is invalid.
            ConfigurationError: There is no region, or there are no credentials.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
        """
        from sesv2kit._workflows import suppress

        if not isinstance(events, SuppressionPlan):
            events = suppress.plan(events, trusted=trusted, uncertain_complaints=uncertain_complaints)
        plan = events
        return await self._run(lambda caller: suppress.add(caller, plan, tenant_name))

    async def delete_suppressed_destination(
        self,
        *,
        email_address: str,
        tenant_name: str | None = None,
    ) -> DeleteSuppressedDestinationResponse:
        """Remove an address from a suppression list, so that SES sends to it again.

        SES has rejected addresses with a `/` here; an import job with the action `DELETE` removes them.

        Args:
            email_address: The address to remove, spelt as on the list; the part before the `@` is case-sensitive.
            tenant_name: Tenant whose list to change. None: the account's list; entries of tenants stay.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: No such entry (an earlier attempt may have removed it), or no such tenant.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
            email_address: The address to look up, spelt as on the list; the part before the `@` is case-sensitive.
            tenant_name: Tenant whose list to search. None: the account's list; lists of tenants are not searched.

        Returns:
            The entry, with the bounce or complaint behind it if SES has one on record.

        Raises:
            NotFoundError: The address is not on that list, or the tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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
        """List the entries of a suppression list. SES cannot search it by text.

        Args:
            tenant_name: Tenant whose list to return. None: the account's list; lists of tenants are not included.
            reasons: Only entries with one of these reasons. None: any.
            start_date: Only addresses added after this datetime. None: no lower bound.
            end_date: Only addresses added before this datetime. None: no upper bound.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Entries per page; AWS states no maximum. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The entries, without their origin. Each page is fetched when the iterator reaches it.

        Raises:
            InvalidNextTokenError: `next_token` belongs to another list or to other arguments, or has expired.
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

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

    @staticmethod
    def plan_from_events(
        events: "Iterable[BaseEvent]", *, trusted: bool = False, uncertain_complaints: bool = False
    ) -> SuppressionPlan:
        """Find out whom events say to suppress: permanent bounces and complaints. Nothing is sent.

        Left alone are addresses that SES did not send to because of a list, transient bounces, complaints that were
        taken back, and, unless told otherwise, complaints for which SES names several recipients.

        Args:
            events: Events, from `sesv2kit.events.parse`.
            trusted: Whether events are read that came without a verified message of SNS.
            uncertain_complaints: Whether all recipients whom SES names are suppressed if it names several.

        Returns:
            The addresses to add, and those left alone with the reason. Print it to see a table.

        Raises:
            UntrustedEventError: An event is not verified, and `trusted` is False.

        Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
        """
        from sesv2kit._workflows import suppress

        return suppress.plan(events, trusted=trusted, uncertain_complaints=uncertain_complaints)

    async def put_suppressed_destination(
        self,
        *,
        email_address: str,
        reason: SuppressionListReason,
        tenant_name: str | None = None,
    ) -> PutSuppressedDestinationResponse:
        """Add an address to a suppression list. An existing entry gets the new reason.

        Not possible in the sandbox. Mail to a listed address is accepted, counts against the daily quota and is not
        sent.

        Args:
            email_address: The address to suppress. Keep its spelling: lookups and deletions are case-sensitive
                before the `@`.
            reason: Reason of the entry; a configuration set that suppresses only the other reason still sends.
            tenant_name: Tenant whose list to change. None: the account's list.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
        """
        return await self._call(
            PUT_SUPPRESSED_DESTINATION, email_address=email_address, reason=reason, tenant_name=tenant_name
        )
