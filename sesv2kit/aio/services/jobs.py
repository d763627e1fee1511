# Written by `python -m tests.tools.twin` from sesv2kit/services/jobs.py. Change that one.
"""Import and export jobs."""

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


class AsyncJobs(AsyncService):
    """Jobs that run in the background: exports of metrics and message insights, imports to one of the two lists.

    Starting one answers at once; `get_export_job` and `get_import_job` tell when it has ended.
    """

    async def cancel_export_job(
        self,
        *,
        job_id: str,
    ) -> CancelExportJobResponse:
        """Stop an export job that has not ended.

        Args:
            job_id: Which job to stop, by the id its creation answered.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CancelExportJob.html
        """
        return await self._call(CANCEL_EXPORT_JOB, job_id=job_id)

    async def create_export_job(
        self,
        *,
        export_data_source: ExportDataSource,
        export_destination: ExportDestination,
    ) -> CreateExportJobResponse:
        """Start an export of daily figures, or of single mails with their events.

        SES keeps the file itself: once the job is `COMPLETED`, `get_export_job` answers a link to it.

        Args:
            export_data_source: Figures or single mails, and of which time.
            export_destination: The form of the file; only `data_format` may be set.

        Returns:
            The id of the job.

        Raises:
            NotFoundError: AWS does not say when; perhaps for an unknown identity, configuration set or tenant.
            LimitExceededError: Too many export jobs are running (about 20); try again when one has ended.
            OutcomeUnknownError: The job may or may not have been started; the request was not repeated.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateExportJob.html
        """
        return await self._call(
            CREATE_EXPORT_JOB, export_data_source=export_data_source, export_destination=export_destination
        )

    async def create_import_job(
        self,
        *,
        import_destination: ImportDestination,
        import_data_source: ImportDataSource,
    ) -> CreateImportJobResponse:
        """Start an import from a file in S3, to or off the suppression list or the contact list.

        Imports to the suppression list are refused in the sandbox. `PUT` overwrites records that exist.

        Args:
            import_destination: Which list changes, and whether records are added or removed.
            import_data_source: The file with the records.

        Returns:
            The id of the job.

        Raises:
            LimitExceededError: Too many import jobs are running or waiting.
            OutcomeUnknownError: The job may or may not have been started; the request was not repeated.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateImportJob.html
        """
        return await self._call(
            CREATE_IMPORT_JOB, import_destination=import_destination, import_data_source=import_data_source
        )

    async def get_export_job(
        self,
        *,
        job_id: str,
    ) -> GetExportJobResponse:
        """Look up an export job, and a link to its file once it is `COMPLETED`.

        The link is good for 5 minutes; every call answers a new one.

        Args:
            job_id: Which job, by the id its creation answered.

        Returns:
            The job: its status, what it exports, dates and counts.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetExportJob.html
        """
        return await self._call(GET_EXPORT_JOB, job_id=job_id)

    async def get_import_job(
        self,
        *,
        job_id: str,
    ) -> GetImportJobResponse:
        """Look up an import job: how far it is, and what it could not import.

        Args:
            job_id: Which job, by the id its creation answered.

        Returns:
            The job: its status, where it reads and writes, dates and counts.

        Raises:
            NotFoundError: There is no such job.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Walk the export jobs of the region.

        Args:
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            page_size: Jobs a page; AWS states no maximum, more than 100 has been refused. None: SES decides.
            export_source_type: Only exports of figures, or only those of single mails. None: both.
            job_status: Only jobs that stand there. None: any.
            limit: How many items to give at most. None: all.

        Returns:
            The jobs, without what they export; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Walk the import jobs of the region.

        Args:
            import_destination_type: Only imports to this kind of list. None: to either.
            next_token: Where to go on: the token of an earlier page, asked for with the same arguments. None: at
                the start.
            page_size: Jobs a page; AWS states no maximum. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The jobs, without their files; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListImportJobs.html
        """
        return self._paginate(
            LIST_IMPORT_JOBS,
            limit,
            import_destination_type=import_destination_type,
            next_token=next_token,
            page_size=page_size,
        )
