# Written by `python -m tests.tools.twin` from sesv2kit/services/suppression.py. Change that one.
"""Suppression lists."""

from collections.abc import AsyncIterable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.plans import AsyncPlan
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
    SuppressedDestination,
    SuppressedDestinationSummary,
)
from sesv2kit.suppressing import (
    ImportAction,
    ImportResult,
    Suppressible,
    SuppressionChange,
    SuppressionExport,
    SuppressionItemT,
    SuppressionPlan,
    SuppressionResult,
)

if TYPE_CHECKING:
    from os import PathLike

    from sesv2kit.aio.many import AsyncManyRun
    from sesv2kit.events import BaseEvent
    from sesv2kit.many import ManySummary


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

    def add_many(
        self,
        addresses: Iterable[SuppressionItemT] | AsyncIterable[SuppressionItemT],
        *,
        reason: SuppressionListReason | None = None,
        tenant_name: str | None = None,
        max_concurrency: int = 4,
        progress: "Callable[[ManySummary], object] | None" = None,
    ) -> "AsyncManyRun[SuppressionItemT]":
        """Put any number of addresses on a suppression list, one request for each.

        Nothing is sent until the run is iterated or its `wait()` is called. To do it again with the same addresses is
        harmless: an entry that is on the list is put again. For more than some 100,000 addresses on the account's list
        `import_many` is faster.

        Args:
            addresses: Addresses as text, addresses with their reasons as tuples or lists of two texts, or objects with
                `email_address` and `reason`. Any iterable. An invalid one gets a result and does not end the run.
            reason: Reason of addresses without their own. None: every one has its own.
            tenant_name: Tenant whose list to change. None: the account's list.
            max_concurrency: Requests in progress at once, 1 to 100.
            progress: Called with the counts as they grow. None: nothing is called.

        Returns:
            The run. It yields a `ManyResult` for each address: `accepted`, `refused`, `unknown` or `not_tried`.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression
        from sesv2kit.aio.caller import AsyncCaller
        from sesv2kit.aio.many import AsyncManyRun

        caller = AsyncCaller(self._client)
        each = suppression.adding(caller, reason, tenant_name, max_concurrency, progress)
        return AsyncManyRun(addresses, each, max_concurrency)

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

    async def export(
        self,
        path_or_file: "str | PathLike[str] | TextIO",
        *,
        format: Literal["csv", "jsonl"] = "csv",
        tenant_name: str | None = None,
        reasons: Sequence[SuppressionListReason] | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        progress: Callable[[int], object] | None = None,
    ) -> SuppressionExport:
        """Write the entries of a suppression list to a file, in the form that import jobs read.

        The file gets its name when it is complete; until then it is `<path>.part`, with its state in
        `<path>.part.json`. The same call after a stop of the program continues it: no entry is lost or written twice.
        The memory that it needs does not depend on the length of the list.

        Should the token of the next page expire, it goes on from the date of the last entry if the entries came in the
        order of their dates, and begins again otherwise. The result says so, and a warning is logged.

        Args:
            path_or_file: Path of the file, which is replaced if it exists; or a text file that is open. Of an open file
                nothing is kept: it can be neither continued nor begun again.
            format: `csv`: lines of address and reason, without a header. `jsonl`: an object on each line, with
                `emailAddress` and `reason`.
            tenant_name: Tenant whose list to write. None: the account's list.
            reasons: Only entries with one of these reasons. None: any.
            start_date: Only addresses added after this datetime. None: no lower bound.
            end_date: Only addresses added before this datetime. None: no upper bound.
            progress: Called with the number of entries in the file after each page. None: nothing is called.

        Returns:
            How many entries are in the file, and whether it was continued or begun again.

        Raises:
            InvalidNextTokenError: A token has expired, and the export can neither go on from a date nor begin again.
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid, or an unfinished export with other arguments is there.
            OSError: The file cannot be written.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
        """
        from sesv2kit._workflows import suppression_export

        return await self._run(
            lambda caller: suppression_export.export(
                caller,
                path_or_file,
                format=format,
                tenant_name=tenant_name,
                reasons=reasons,
                start_date=start_date,
                end_date=end_date,
                progress=progress,
            )
        )

    async def find(
        self, email_address: str, *, tenant_name: str | None = None, scan: bool = False
    ) -> SuppressedDestination | None:
        """Find the entry of an address however the list spells it.

        SES finds an entry only by its own spelling, except for the case of the domain. This asks for the address as it
        is given, with its domain in lower case, and all in lower case. Other spellings are found by `scan` only.

        Args:
            email_address: The address.
            tenant_name: Tenant whose list to search. None: the account's list.
            scan: Whether to read the whole list, page by page, if none of these spellings is on it.

        Returns:
            The entry, in whose `email_address` is the spelling by which to remove it. An entry that only the scan found
            has no `attributes`. None: the address is not on the list; without `scan`, it is not so spelt.

        Raises:
            NotFoundError: The tenant does not exist.
            BadRequestError: SES refuses to look up this address; it has done so for one with a `/`, which `scan` finds.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression

        return await self._run(lambda caller: suppression.find(caller, email_address, tenant_name, scan))

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

    async def import_many(
        self,
        addresses: "Iterable[Suppressible | Sequence[str]]",
        *,
        s3_url: str,
        s3_client: Any,
        action: ImportAction = "PUT",
        reason: SuppressionListReason | None = None,
        timeout: float | None = None,
        progress: Callable[[ImportResult], object] | None = None,
    ) -> tuple[ImportResult, ...]:
        """Put any number of addresses on the account's suppression list, or take them off, by import jobs.

        Each 100,000 addresses are written to an object of S3, then a job of SES reads them, one after the other. To do
        it again with the same addresses is harmless. Lists of tenants have no import jobs. The sandbox has none either.

        The credentials of `s3_client` need `s3:PutObject` on the objects. The bucket's policy must allow `s3:GetObject`
        to the service `ses.amazonaws.com`; see docs/suppression.md. The client needs `ses:CreateImportJob`,
        `ses:GetImportJob` and `ses:ListImportJobs`.

        Args:
            addresses: Addresses, in the same forms as for `add_many`. Any iterable; at most 100,000 are in memory.
            s3_url: Where the objects go, `s3://bucket/prefix`. They are not deleted.
            s3_client: A boto3 client for S3.
            action: `PUT` puts them on the list, `DELETE` takes them off, also those with a `/`.
            reason: Reason of addresses without their own. None: every one has its own; `DELETE` needs none.
            timeout: Seconds to wait for the end of each job. None: as long as it takes.
            progress: Called with the result of each job as soon as it is there. None: nothing is called.

        Returns:
            What became of each job. After one that was refused no further one is started.

        Raises:
            RequestInvalidError: An argument or one of the first 100,000 addresses is invalid; nothing was sent. A later
                invalid address is a result that is refused.
            ConfigurationError: `s3_client` is not a boto3 client for S3.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateImportJob.html
        """
        from sesv2kit._workflows import suppression_import

        return await self._run(
            lambda caller: suppression_import.run(
                caller, addresses, s3_url, s3_client, action=action, reason=reason, timeout=timeout, progress=progress
            )
        )

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

    async def plan_changes(
        self,
        desired: "Iterable[Suppressible | Sequence[str]]",
        *,
        reason: SuppressionListReason | None = None,
        tenant_name: str | None = None,
        remove: bool | Sequence[SuppressionListReason] = False,
        max_concurrency: int = 4,
    ) -> AsyncPlan[SuppressionChange]:
        """Find out what makes a suppression list as wanted. Only requests that read are sent, until `apply()`.

        The whole list is read. An address that is listed with the other reason is put again, except that a complaint
        does not become a bounce unless `remove` names complaints.

        Args:
            desired: The addresses that are to be on the list, as for `add_many`. All are held in memory.
            reason: Reason of addresses without their own. None: every one has its own.
            tenant_name: Tenant whose list to change. None: the account's list.
            remove: Whether other addresses are taken off the list. True: those that are on it for a bounce. Reasons:
                those that are on it for one of them; a complaint is removed only if this names it. False: none are.
            max_concurrency: Requests in progress at once when the changes are made, 1 to 100.

        Returns:
            The changes. Print them, then call `apply()`.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
        """
        from sesv2kit._workflows import each, suppression

        each.check_concurrency("plan_changes", max_concurrency)
        return await self._plan(
            lambda caller: suppression.changes(caller, desired, reason, tenant_name, remove),
            partial(suppression.make, tenant_name),
            max_concurrency,
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

    def remove_many(
        self,
        addresses: Iterable[SuppressionItemT] | AsyncIterable[SuppressionItemT],
        *,
        tenant_name: str | None = None,
        max_concurrency: int = 4,
        progress: "Callable[[ManySummary], object] | None" = None,
    ) -> "AsyncManyRun[SuppressionItemT]":
        """Take any number of addresses off a suppression list, one request for each.

        Nothing is sent until the run is iterated or its `wait()` is called. Each address must be spelt as on the list;
        `find` gives that spelling.

        Args:
            addresses: Addresses, in the same forms as for `add_many`; reasons are ignored. Any iterable. An invalid one
                gets a result and does not end the run.
            tenant_name: Tenant whose list to change. None: the account's list.
            max_concurrency: Requests in progress at once, 1 to 100.
            progress: Called with the counts as they grow. None: nothing is called.

        Returns:
            The run. It yields a `ManyResult` for each address; `not_found`: it was not on the list so spelt.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression
        from sesv2kit.aio.caller import AsyncCaller
        from sesv2kit.aio.many import AsyncManyRun

        caller = AsyncCaller(self._client)
        each = suppression.removing(caller, tenant_name, max_concurrency, progress)
        return AsyncManyRun(addresses, each, max_concurrency)

    async def write_import_files(
        self,
        folder: "str | PathLike[str]",
        addresses: "Iterable[Suppressible | Sequence[str]]",
        *,
        action: ImportAction = "PUT",
        reason: SuppressionListReason | None = None,
    ) -> tuple[Path, ...]:
        """Write CSV files for import jobs, with at most 100,000 addresses each. Nothing is sent.

        Args:
            folder: Where the files go, as `suppression-0001.csv` and so on. It is made if there is none.
            addresses: Addresses, in the same forms as for `add_many`. Any iterable; at most 100,000 are in memory.
            action: What the jobs are to do. The files of `DELETE` have no reasons.
            reason: Reason of addresses without their own. None: every one has its own; `DELETE` needs none.

        Returns:
            The files.

        Raises:
            RequestInvalidError: An argument or an address is invalid, or such files are in the folder already.
            OSError: A file cannot be written.

        Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
        """
        from sesv2kit._workflows import suppression_import

        return await self._run(lambda caller: suppression_import.write_files(caller, folder, addresses, action, reason))
