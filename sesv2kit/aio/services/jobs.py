# Written by `python -m tests.tools.twin` from sesv2kit/services/jobs.py. Change that one.
"""Import and export jobs."""

from typing import TYPE_CHECKING, overload

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.jobs import (
    CANCEL_EXPORT_JOB,
    CREATE_EXPORT_JOB,
    CREATE_IMPORT_JOB,
    GET_EXPORT_JOB,
    GET_IMPORT_JOB,
    LIST_EXPORT_JOBS,
    LIST_IMPORT_JOBS,
    CancelExportJobResponse,
    CreateExportJobResponse,
    CreateImportJobResponse,
    ExportDataSource,
    ExportDestination,
    ExportJobSummary,
    ExportSourceType,
    GetExportJobResponse,
    GetImportJobResponse,
    ImportDataSource,
    ImportDestination,
    ImportDestinationType,
    ImportJobSummary,
    JobStatus,
    ListExportJobsResponse,
    ListImportJobsResponse,
)

if TYPE_CHECKING:
    from sesv2kit.journal import AsyncJournal, Journal


class AsyncJobs(AsyncService):
    """Jobs that run in the background: exports of metrics and message insights, imports to one of the two lists.

    A method that starts a job returns at once; `get_export_job` and `get_import_job` show when it has ended.
    """

    async def cancel_export_job(
        self,
        *,
        job_id: str,
    ) -> CancelExportJobResponse:
        """Stop an export job that has not ended.

        Args:
            job_id: Id of the job to stop, as `create_export_job` returned it.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CancelExportJob.html
        """
        return await self._call(CANCEL_EXPORT_JOB, job_id=job_id)

    async def create_export_job(
        self,
        *,
        export_data_source: ExportDataSource,
        export_destination: ExportDestination,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> CreateExportJobResponse:
        """Start an export of daily figures, or of single emails with their events.

        SES stores the file: once the job is `COMPLETED`, `get_export_job` returns a link to it.

        Args:
            export_data_source: Figures or single emails, with their interval.
            export_destination: The format of the file; only `data_format` may be set.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The id of the job.

        Raises:
            NotFoundError: AWS does not say when; perhaps for an unknown identity, configuration set or tenant.
            LimitExceededError: Too many export jobs are running (about 20); try again when one has ended.
            OutcomeUnknownError: The job may or may not have been started; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateExportJob.html
        """
        return await self._call_once(
            CREATE_EXPORT_JOB,
            idempotency_key,
            journal,
            wait,
            export_data_source=export_data_source,
            export_destination=export_destination,
        )

    async def create_import_job(
        self,
        *,
        import_destination: ImportDestination,
        import_data_source: ImportDataSource,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> CreateImportJobResponse:
        """Start an import from a file in S3, which adds to the suppression list or the contact list, or removes from
        it.

        SES rejects imports to the suppression list in the sandbox. `PUT` overwrites existing records.

        Args:
            import_destination: Which list changes, and whether records are added or removed.
            import_data_source: The file with the records.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The id of the job.

        Raises:
            LimitExceededError: Too many import jobs are running or waiting.
            OutcomeUnknownError: The job may or may not have been started; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateImportJob.html
        """
        return await self._call_once(
            CREATE_IMPORT_JOB,
            idempotency_key,
            journal,
            wait,
            import_destination=import_destination,
            import_data_source=import_data_source,
        )

    async def get_export_job(
        self,
        *,
        job_id: str,
    ) -> GetExportJobResponse:
        """Look up an export job, and a link to its file once it is `COMPLETED`.

        The link is valid for 5 minutes; every call returns a new one.

        Args:
            job_id: Id of the job, as its creation returned it.

        Returns:
            The job: its status, what it exports, dates and counts.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetExportJob.html
        """
        return await self._call(GET_EXPORT_JOB, job_id=job_id)

    async def get_import_job(
        self,
        *,
        job_id: str,
    ) -> GetImportJobResponse:
        """Look up an import job: its status, and the records that could not be imported.

        Args:
            job_id: Id of the job, as its creation returned it.

        Returns:
            The job: its status, source, target, dates and counts.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetImportJob.html
        """
        return await self._call(GET_IMPORT_JOB, job_id=job_id)

    def list_export_jobs(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        export_source_type: ExportSourceType | None = None,
        job_status: JobStatus | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[ExportJobSummary, ListExportJobsResponse]:
        """List the export jobs of the region.

        Args:
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Jobs per page; AWS states no maximum, SES has rejected more than 100. None: SES decides.
            export_source_type: Only exports of figures, or only those of single emails. None: both.
            job_status: Only jobs with this status. None: any.
            limit: Maximum number of items to return. None: all.

        Returns:
            The jobs, without what they export. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListExportJobs.html
        """
        return self._paginate(
            LIST_EXPORT_JOBS,
            limit,
            next_token=next_token,
            page_size=page_size,
            export_source_type=export_source_type,
            job_status=job_status,
        )

    def list_import_jobs(
        self,
        *,
        import_destination_type: ImportDestinationType | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[ImportJobSummary, ListImportJobsResponse]:
        """List the import jobs of the region.

        Args:
            import_destination_type: Only imports to this kind of list. None: to either.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Jobs per page; AWS states no maximum. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The jobs, without their files. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListImportJobs.html
        """
        return self._paginate(
            LIST_IMPORT_JOBS,
            limit,
            import_destination_type=import_destination_type,
            next_token=next_token,
            page_size=page_size,
        )

    @overload
    async def wait_until_complete(
        self,
        *,
        export_job_id: str,
        timeout: float | None,
    ) -> GetExportJobResponse: ...

    @overload
    async def wait_until_complete(
        self,
        *,
        import_job_id: str,
        timeout: float | None,
    ) -> GetImportJobResponse: ...

    async def wait_until_complete(
        self,
        *,
        export_job_id: str | None = None,
        import_job_id: str | None = None,
        timeout: float | None,
    ) -> GetExportJobResponse | GetImportJobResponse:
        """Wait until a job is `COMPLETED`.

        It is looked up after 1 second, then after longer and longer delays of at most a minute. Temporary failures,
        such as throttling, do not end the wait.

        Args:
            export_job_id: Id of an export job. None: it is an import job.
            import_job_id: Id of an import job. None: it is an export job.
            timeout: Seconds to wait; 0: one lookup. The last call may take longer. None: until the job ends.

        Returns:
            The completed job. Of an import, `failed_records_count` says how many records were not imported. The link to
            the file of an export is valid for 5 minutes.

        Raises:
            WaitFailedError: The job has failed or was cancelled; `response.failure_info` says more.
            WaitTimeoutError: The job is still running.
            NotFoundError: There is no such job. This is raised after 30 seconds, because SES may not return a new one
                at once.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetExportJob.html
        """
        from sesv2kit._workflows import waiting

        return await self._run(lambda caller: waiting.job(caller, export_job_id, import_job_id, timeout))
