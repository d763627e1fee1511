"""Addresses that SES refuses to send to, on the list of the account or of one tenant."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sesv2kit.models.common import EmailAddress, PageSize, SuppressionListReason, TenantName
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import InPath, Request, Response, Shape, Timestamp


class DeleteSuppressedDestinationRequest(Request):
    """Arguments of `suppression.delete_suppressed_destination`."""

    email_address: InPath[EmailAddress]
    """The address to allow again, spelt as on the list: before the `@`, upper and lower case differ."""

    tenant_name: TenantName | None = None
    """Whose list it comes off. None: the account's; a tenant's entry for it stays."""


class DeleteSuppressedDestinationResponse(Response):
    """Answer of `suppression.delete_suppressed_destination`."""


DELETE_SUPPRESSED_DESTINATION = Operation(
    name="DeleteSuppressedDestination",
    request=DeleteSuppressedDestinationRequest,
    response=DeleteSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)


class SuppressedDestinationAttributes(Shape):
    """The event that put an address on the list, where SES did it by itself.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestinationAttributes.html
    """

    message_id: str | None = None
    """Id of the mail that bounced or was complained about. None: no mail is on record."""

    feedback_id: str | None = None
    """Id that SES made when it entered the address. None: not set."""


class SuppressedDestination(Shape):
    """One entry of a suppression list, with where it came from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestination.html
    """

    email_address: str
    """The address in the spelling to delete it by."""

    reason: SuppressionListReason | str
    """Hard bounce or complaint, as SES saw it or whoever put the entry declared it."""

    last_update_time: Timestamp
    """When the entry was made or last put again."""

    attributes: SuppressedDestinationAttributes | None = None
    """The bounce or complaint behind the entry. None: SES recorded none."""

    tenant_name: str | None = None
    """The tenant whose list this is. None: the list is the account's."""


class GetSuppressedDestinationRequest(Request):
    """Arguments of `suppression.get_suppressed_destination`."""

    email_address: InPath[EmailAddress]
    """The address to look up, spelt as on the list: before the `@`, upper and lower case differ."""

    tenant_name: TenantName | None = None
    """Whose list to look in. None: the account's only, not the tenants' as well."""


class GetSuppressedDestinationResponse(Response):
    """Answer of `suppression.get_suppressed_destination`."""

    suppressed_destination: SuppressedDestination
    """The entry; an address without one is a `NotFoundError`, not an empty answer."""


GET_SUPPRESSED_DESTINATION = Operation(
    name="GetSuppressedDestination",
    request=GetSuppressedDestinationRequest,
    response=GetSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)


class SuppressedDestinationSummary(Shape):
    """One entry of a suppression list, without its origin.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressedDestinationSummary.html
    """

    email_address: str
    """The address in the spelling to look it up or delete it by."""

    reason: SuppressionListReason | str
    """Hard bounce or complaint, as SES saw it or whoever put the entry declared it."""

    last_update_time: Timestamp
    """When the entry was made or last put again."""


class ListSuppressedDestinationsRequest(Request):
    """Arguments of `suppression.list_suppressed_destinations`."""

    tenant_name: TenantName | None = None
    """Whose list to walk. None: the account's only, not the tenants' as well."""

    reasons: Annotated[Sequence[SuppressionListReason], Field(min_length=1)] | None = None
    """Only entries with one of these reasons. None: any."""

    start_date: Timestamp | None = None
    """Only addresses added after this moment. None: from the oldest on."""

    end_date: Timestamp | None = None
    """Only addresses added before this moment. None: up to now."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Entries a page; AWS states no maximum. None: SES decides."""


class ListSuppressedDestinationsResponse(Response):
    """Answer of `suppression.list_suppressed_destinations`."""

    suppressed_destination_summaries: list[SuppressedDestinationSummary] = []
    """The entries of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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
    """The address to block. Keep its spelling: lookups and deletions tell upper from lower case before the `@`."""

    reason: SuppressionListReason
    """Which filter it falls under: a configuration set that suppresses only the other reason still sends."""

    tenant_name: TenantName | None = None
    """Whose list it goes on. None: the account's."""


class PutSuppressedDestinationResponse(Response):
    """Answer of `suppression.put_suppressed_destination`."""


PUT_SUPPRESSED_DESTINATION = Operation(
    name="PutSuppressedDestination",
    request=PutSuppressedDestinationRequest,
    response=PutSuppressedDestinationResponse,
    repeat=Repeat.SAFE,
)
