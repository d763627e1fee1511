"""Suppression lists."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

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
from sesv2kit.paging import PageIterator
from sesv2kit.plans import Plan
from sesv2kit.services._base import Service
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

    from sesv2kit.events import BaseEvent
    from sesv2kit.many import ManyRun, ManySummary


class Suppression(Service):
    """The suppression lists of the account and of its tenants. SES accepts emails to these addresses but does not send
    them.

    SES adds addresses after a hard bounce or a complaint. Settings of the account, the configuration set or the tenant
    say whether it does, and for which reasons.
    """

    def add_from_events(
        self,
        events: "Iterable[BaseEvent] | SuppressionPlan",
        *,
        tenant_name: str | None = None,
        trusted: bool = False,
        uncertain_complaints: bool = False,
    ) -> SuppressionResult:
        """Add the recipients of permanent bounces and complaints to a suppression list, with one request for each
        address.

        Calling it again with the same events is safe. `plan_from_events` returns what it would do.

        Args:
            events: Events, from `sesv2kit.events.parse`, or a plan that `plan_from_events` made.
            tenant_name: Tenant whose list to change. None: the account's list.
            trusted: Whether to accept events that did not come in a verified SNS message. Set it only if IAM protects
                their source, such as a queue or a function. A plan was checked when it was made.
            uncertain_complaints: Whether to add all recipients of a complaint if SES names several, although only one
                complained.

        Returns:
            The result of each address. Failed requests are in `failed`; they do not stop the others.

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
        return self._run(lambda caller: suppress.add(caller, plan, tenant_name))

    def add_many(
        self,
        addresses: Iterable[SuppressionItemT],
        *,
        reason: SuppressionListReason | None = None,
        tenant_name: str | None = None,
        max_concurrency: int = 4,
        progress: "Callable[[ManySummary], object] | None" = None,
    ) -> "ManyRun[SuppressionItemT]":
        """Add any number of addresses to a suppression list, with one request for each.

        Nothing is sent until the run is iterated or its `wait()` is called. Calling it again with the same addresses is
        safe: an existing entry is replaced. For more than about 100,000 addresses on the account's list, `import_many`
        is faster.

        Args:
            addresses: Addresses as text, addresses with their reasons as tuples or lists of two texts, or objects with
                `email_address` and `reason`. Any iterable. An invalid one gets a result and does not end the run.
            reason: Reason of addresses without their own. None: every address has its own.
            tenant_name: Tenant whose list to change. None: the account's list.
            max_concurrency: Requests in progress at once, 1 to 100.
            progress: Called with the counts when they change. None: it is not called.

        Returns:
            The run. It yields a `ManyResult` for each address: `accepted`, `refused`, `unknown` or `not_tried`.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression
        from sesv2kit._workflows.caller import BlockingCaller
        from sesv2kit.many import ManyRun

        caller = BlockingCaller(self._client)
        each = suppression.adding(caller, reason, tenant_name, max_concurrency, progress)
        return ManyRun(addresses, each, max_concurrency)

    def delete_suppressed_destination(
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
        return self._call(DELETE_SUPPRESSED_DESTINATION, email_address=email_address, tenant_name=tenant_name)

    def export(
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

        The file is `<path>.part` until it is complete, with the state of the export in `<path>.part.json`. If the
        program stops, the same call continues the export: no entry is lost or written twice. The memory use does not
        depend on the length of the list.

        If the token of the next page expires, the export continues from the date of the last entry, if the entries were
        in the order of their dates. Otherwise it starts again. The result says so, and a warning is logged.

        Args:
            path_or_file: Path of the file, which is replaced if it exists; or an open text file. An export to an open
                file cannot be continued or started again.
            format: `csv`: lines of address and reason, without a header. `jsonl`: an object on each line, with
                `emailAddress` and `reason`.
            tenant_name: Tenant whose list to write. None: the account's list.
            reasons: Only entries with one of these reasons. None: any.
            start_date: Only addresses added after this datetime. None: no lower bound.
            end_date: Only addresses added before this datetime. None: no upper bound.
            progress: Called with the number of entries in the file after each page. None: it is not called.

        Returns:
            How many entries are in the file, and whether the export was continued or started again.

        Raises:
            InvalidNextTokenError: A token has expired, and the export can neither continue from a date nor start again.
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid, or there is an unfinished export with other arguments.
            OSError: The file cannot be written.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
        """
        from sesv2kit._workflows import suppression_export

        return self._run(
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

    def find(
        self, email_address: str, *, tenant_name: str | None = None, scan: bool = False
    ) -> SuppressedDestination | None:
        """Find the entry of an address in any spelling.

        SES finds an entry only by the spelling on the list, except for the case of the domain. This method looks up the
        address as given, with its domain in lower case, and all in lower case. Only `scan` finds other spellings.

        Args:
            email_address: The address.
            tenant_name: Tenant whose list to search. None: the account's list.
            scan: Whether to read the whole list, page by page, if none of these spellings is on it.

        Returns:
            The entry; its `email_address` is the spelling with which to remove it. An entry that only the scan found
            has no `attributes`. None: the address is not on the list; without `scan`, not in these spellings.

        Raises:
            NotFoundError: The tenant does not exist.
            BadRequestError: SES refuses to look up this address, as it did for one with a `/`. `scan` finds such an
                address.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression

        return self._run(lambda caller: suppression.find(caller, email_address, tenant_name, scan))

    def get_suppressed_destination(
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
        return self._call(GET_SUPPRESSED_DESTINATION, email_address=email_address, tenant_name=tenant_name)

    def import_many(
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
        """Add any number of addresses to the account's suppression list, or remove them, with import jobs.

        Every 100,000 addresses are written to an S3 object, which an import job of SES reads. The jobs run one after
        the other. Calling it again with the same addresses is safe. Import jobs are not possible for lists of tenants,
        and not in the sandbox.

        The credentials of `s3_client` need `s3:PutObject` on the objects. The bucket's policy must allow `s3:GetObject`
        to the service `ses.amazonaws.com`; see docs/suppression.md. The client needs `ses:CreateImportJob`,
        `ses:GetImportJob` and `ses:ListImportJobs`.

        Args:
            addresses: Addresses, in the same forms as for `add_many`. Any iterable; at most 100,000 are in memory.
            s3_url: Prefix of the objects, `s3://bucket/prefix`. They are not deleted.
            s3_client: A boto3 client for S3.
            action: `PUT` adds them to the list, `DELETE` removes them, also those with a `/`.
            reason: Reason of addresses without their own. None: every address has its own; `DELETE` needs none.
            timeout: Seconds to wait for the end of each job. None: until it ends.
            progress: Called with the result of each job. None: it is not called.

        Returns:
            The result of each job. After a refused job, no further one is started.

        Raises:
            RequestInvalidError: An argument or one of the first 100,000 addresses is invalid; nothing was sent. A later
                invalid address makes a refused result.
            ConfigurationError: `s3_client` is not a boto3 client for S3.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateImportJob.html
        """
        from sesv2kit._workflows import suppression_import

        return self._run(
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
    ) -> PageIterator[SuppressedDestinationSummary, ListSuppressedDestinationsResponse]:
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

    def plan_changes(
        self,
        desired: "Iterable[Suppressible | Sequence[str]]",
        *,
        reason: SuppressionListReason | None = None,
        tenant_name: str | None = None,
        remove: bool | Sequence[SuppressionListReason] = False,
        max_concurrency: int = 4,
    ) -> Plan[SuppressionChange]:
        """Find the changes that make a suppression list as wanted. Until `apply()`, only requests that read are sent.

        The whole list is read. An address with another reason gets the wanted one. But a complaint does not become a
        bounce, unless `remove` includes complaints.

        Args:
            desired: The addresses that should be on the list, as for `add_many`. All are kept in memory.
            reason: Reason of addresses without their own. None: every address has its own.
            tenant_name: Tenant whose list to change. None: the account's list.
            remove: Which other addresses to remove from the list. True: those with the reason `BOUNCE`. Reasons: those
                with one of these reasons; a complaint is removed only if `COMPLAINT` is given. False: none.
            max_concurrency: Requests in progress at once when the changes are made, 1 to 100.

        Returns:
            The changes, which can be printed. `apply()` makes them.

        Raises:
            NotFoundError: The tenant does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
        """
        from sesv2kit._workflows import each, suppression

        each.check_concurrency("plan_changes", max_concurrency)
        return self._plan(
            lambda caller: suppression.changes(caller, desired, reason, tenant_name, remove),
            partial(suppression.make, tenant_name),
            max_concurrency,
        )

    @staticmethod
    def plan_from_events(
        events: "Iterable[BaseEvent]", *, trusted: bool = False, uncertain_complaints: bool = False
    ) -> SuppressionPlan:
        """Find the addresses to suppress in events: permanent bounces and complaints. Nothing is sent.

        It skips transient bounces, complaints that were withdrawn, and addresses that SES did not send to because of a
        suppression list. By default it also skips complaints for which SES names several recipients.

        Args:
            events: Events, from `sesv2kit.events.parse`.
            trusted: Whether to accept events that did not come in a verified SNS message.
            uncertain_complaints: Whether to include all recipients of a complaint if SES names several.

        Returns:
            The addresses to add, and those skipped with the reason. Printed, it is a table.

        Raises:
            UntrustedEventError: An event is not verified, and `trusted` is False.

        Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
        """
        from sesv2kit._workflows import suppress

        return suppress.plan(events, trusted=trusted, uncertain_complaints=uncertain_complaints)

    def put_suppressed_destination(
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
        return self._call(
            PUT_SUPPRESSED_DESTINATION, email_address=email_address, reason=reason, tenant_name=tenant_name
        )

    def remove_many(
        self,
        addresses: Iterable[SuppressionItemT],
        *,
        tenant_name: str | None = None,
        max_concurrency: int = 4,
        progress: "Callable[[ManySummary], object] | None" = None,
    ) -> "ManyRun[SuppressionItemT]":
        """Remove any number of addresses from a suppression list, with one request for each.

        Nothing is sent until the run is iterated or its `wait()` is called. Each address must be spelt as on the list;
        `find` returns that spelling.

        Args:
            addresses: Addresses, in the same forms as for `add_many`; reasons are ignored. Any iterable. An invalid one
                gets a result and does not end the run.
            tenant_name: Tenant whose list to change. None: the account's list.
            max_concurrency: Requests in progress at once, 1 to 100.
            progress: Called with the counts when they change. None: it is not called.

        Returns:
            The run. It yields a `ManyResult` for each address; `not_found`: it was not on the list in this spelling.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html
        """
        from sesv2kit._workflows import suppression
        from sesv2kit._workflows.caller import BlockingCaller
        from sesv2kit.many import ManyRun

        caller = BlockingCaller(self._client)
        each = suppression.removing(caller, tenant_name, max_concurrency, progress)
        return ManyRun(addresses, each, max_concurrency)

    def write_import_files(
        self,
        folder: "str | PathLike[str]",
        addresses: "Iterable[Suppressible | Sequence[str]]",
        *,
        action: ImportAction = "PUT",
        reason: SuppressionListReason | None = None,
    ) -> tuple[Path, ...]:
        """Write CSV files for import jobs, with at most 100,000 addresses each. Nothing is sent.

        Args:
            folder: Folder for the files `suppression-0001.csv` and so on. It is created if it does not exist.
            addresses: Addresses, in the same forms as for `add_many`. Any iterable; at most 100,000 are in memory.
            action: The action of the jobs. Files for `DELETE` have no reasons.
            reason: Reason of addresses without their own. None: every address has its own; `DELETE` needs none.

        Returns:
            The files.

        Raises:
            RequestInvalidError: An argument or an address is invalid, or the folder has such files already.
            OSError: A file cannot be written.

        Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
        """
        from sesv2kit._workflows import suppression_import

        return self._run(lambda caller: suppression_import.write_files(caller, folder, addresses, action, reason))
