"""Addresses that SES does not send to, on the list of the account or of one tenant."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sesv2kit.models.common import EmailAddress, PageSize, SuppressionListReason, TenantName
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp


class DeleteSuppressedDestinationRequest(Request):
    """Arguments of `suppression.delete_suppressed_destination`."""

    email_address: InPath[EmailAddress]
    """The address to remove, spelt as on the list; the part before the `@` is case-sensitive."""

    tenant_name: TenantName | None = None
    """Tenant whose list to change. None: the account's list; entries of tenants stay."""


class DeleteSuppressedDestinationResponse(Response):
    """Response of `suppression.delete_suppressed_destination`."""


DELETE_SUPPRESSED_DESTINATION = Operation(
    name="DeleteSuppressedDestination",
    request=DeleteSuppressedDestinationRequest,
    response=DeleteSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)


class SuppressedDestinationAttributes(Shape):
    """The event because of which SES added an address.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestinationAttributes.html
    """

    message_id: str | None = None
    """Id of the message that bounced or was complained about. None: no message is on record."""

    feedback_id: str | None = None
    """Id that SES generated when it added the address. None: not returned."""


class SuppressedDestination(Shape):
    """An entry of a suppression list, with its origin.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestination.html
    """

    email_address: str
    """The address, in the spelling by which to delete it."""

    reason: SuppressionListReason | str
    """Hard bounce or complaint, as SES detected it or as given by who added the address."""

    last_update_time: Timestamp
    """When the entry was added or last put again."""

    attributes: SuppressedDestinationAttributes | None = None
    """The bounce or complaint behind the entry. None: nothing recorded."""

    tenant_name: str | None = None
    """Tenant whose list has the entry. None: the account's list."""


class GetSuppressedDestinationRequest(Request):
    """Arguments of `suppression.get_suppressed_destination`."""

    email_address: InPath[EmailAddress]
    """The address to look up, spelt as on the list; the part before the `@` is case-sensitive."""

    tenant_name: TenantName | None = None
    """Tenant whose list to search. None: the account's list; lists of tenants are not searched."""


class GetSuppressedDestinationResponse(Response):
    """Response of `suppression.get_suppressed_destination`."""

    suppressed_destination: SuppressedDestination
    """The entry. An address that is not on the list is a `NotFoundError`, not an empty response."""


GET_SUPPRESSED_DESTINATION = Operation(
    name="GetSuppressedDestination",
    request=GetSuppressedDestinationRequest,
    response=GetSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)


class SuppressedDestinationSummary(Shape):
    """An entry of a suppression list, without its origin.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestinationSummary.html
    """

    email_address: str
    """The address, in the spelling by which to look it up or delete it."""

    reason: SuppressionListReason | str
    """Hard bounce or complaint, as SES detected it or as given by who added the address."""

    last_update_time: Timestamp
    """When the entry was added or last put again."""


class ListSuppressedDestinationsRequest(Request):
    """Arguments of `suppression.list_suppressed_destinations`."""

    tenant_name: TenantName | None = None
    """Tenant whose list to return. None: the account's list; lists of tenants are not included."""

    reasons: Annotated[Sequence[SuppressionListReason], Field(min_length=1)] | None = None
    """Only entries with one of these reasons. None: any."""

    start_date: Timestamp | None = None
    """Only addresses added after this datetime. None: no lower bound."""

    end_date: Timestamp | None = None
    """Only addresses added before this datetime. None: no upper bound."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Entries per page; AWS states no maximum. None: SES decides."""


class ListSuppressedDestinationsResponse(Response):
    """Response of `suppression.list_suppressed_destinations`."""

    suppressed_destination_summaries: list[SuppressedDestinationSummary] = []
    """Entries of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_SUPPRESSED_DESTINATIONS = PagedOperation(
    name="ListSuppressedDestinations",
    request=ListSuppressedDestinationsRequest,
    response=ListSuppressedDestinationsResponse,
    repeat=Repeat.SAFE,
    items="suppressed_destination_summaries",
    item=SuppressedDestinationSummary,
)


class PutSuppressedDestinationRequest(Request):
    """Arguments of `suppression.put_suppressed_destination`."""

    email_address: EmailAddress
    """The address to suppress. Keep its spelling: lookups and deletions are case-sensitive before the `@`."""

    reason: SuppressionListReason
    """Reason of the entry; a configuration set that suppresses only the other reason still sends."""

    tenant_name: TenantName | None = None
    """Tenant whose list to change. None: the account's list."""


class PutSuppressedDestinationResponse(Response):
    """Response of `suppression.put_suppressed_destination`."""


PUT_SUPPRESSED_DESTINATION = Operation(
    name="PutSuppressedDestination",
    request=PutSuppressedDestinationRequest,
    response=PutSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)
