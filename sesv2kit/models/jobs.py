"""Jobs in the background: exports of metrics and message insights, imports of contacts and suppressed addresses."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sesv2kit.models.common import (
    API,
    ContactListName,
    Metric,
    MetricDimensionName,
    MetricNamespace,
    PageSize,
    TenantName,
)
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Sparse, Timestamp

_ONE_SOURCE = Documented(
    "exactly one of metrics_data_source and message_insights_data_source",
    source=API + "API_ExportDataSource.html",
    minimum=1,
    maximum=1,
)
_NO_URL = Documented(
    "without s3_url: SES chooses where the file goes", source=API + "API_ExportDestination.html", maximum=0
)


class CancelExportJobRequest(Request):
    """Arguments of `jobs.cancel_export_job`."""

    job_id: InPath[Annotated[str, Field(min_length=1)]]
    """Id of the job to stop, as `create_export_job` returned it."""


class CancelExportJobResponse(Response):
    """Response of `jobs.cancel_export_job`."""


CANCEL_EXPORT_JOB = Operation(
    name="CancelExportJob",
    request=CancelExportJobRequest,
    response=CancelExportJobResponse,
    repeat=Repeat.SAFE,
)


MetricAggregation = Literal["RATE", "VOLUME"]
"""How a metric is given: `VOLUME` counts the events, `RATE` divides them by the emails sent (`SEND`)."""


class ExportMetric(Sparse):
    """One column of a metrics export: what is counted, and how.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportMetric.html
    """

    name: Metric | str | None = None
    """What is counted, such as `PERMANENT_BOUNCE`, for emails to a single recipient only. None: not set."""

    aggregation: MetricAggregation | str | None = None
    """Count, or share of `SEND`. None: not set."""


class MetricsDataSource(Shape):
    """Which daily sending figures to export.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricsDataSource.html
    """

    dimensions: Annotated[
        Mapping[MetricDimensionName | str, Annotated[Sequence[str], Field(min_length=1, max_length=10)]],
        Field(min_length=1, max_length=3),
    ]
    """1 to 3 dimensions with 1 to 10 values each, such as `{"ISP": ["Gmail", "Yahoo"]}`; only matching mail is
    counted."""

    namespace: MetricNamespace | str
    """Always `VDM`."""

    metrics: Annotated[Sequence[ExportMetric], Field(min_length=1, max_length=10)]
    """1 to 10 figures to export."""

    start_date: Timestamp
    """First day, as midnight UTC; SES has rejected other times of day."""

    end_date: Timestamp
    """End of the interval, as midnight UTC; AWS does not say whether that day still counts."""


DeliveryEventType = Literal[
    "SEND", "DELIVERY", "TRANSIENT_BOUNCE", "PERMANENT_BOUNCE", "UNDETERMINED_BOUNCE", "COMPLAINT"
]
"""Last stage of an email's delivery; `SEND` includes emails to suppressed addresses."""

EngagementEventType = Literal["OPEN", "CLICK"]
"""What a recipient did: opened the email, or clicked a link. Counted only for emails to one recipient."""


class MessageInsightsFilters(Shape):
    """Filter of emails: all members given must match, each with any of its values. Case-sensitive.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsFilters.html
    """

    from_email_address: (
        Annotated[Sequence[Annotated[str, Field(min_length=1, max_length=320)]], Field(max_length=5)] | None
    ) = Field(default=None, repr=False)
    """Up to 5 senders of 1 to 320 characters; an unescaped `*` at either end matches any text. None: any."""

    destination: (
        Annotated[Sequence[Annotated[str, Field(min_length=1, max_length=320)]], Field(max_length=5)] | None
    ) = Field(default=None, repr=False)
    """Up to 5 recipients of 1 to 320 characters, with `*` as for senders. None: any."""

    subject: Annotated[Sequence[Annotated[str, Field(min_length=1, max_length=998)]], Field(max_length=1)] | None = (
        Field(default=None, repr=False)
    )
    """One subject line of 1 to 998 characters, with `*` as for senders. None: any."""

    isp: Annotated[Sequence[str], Field(max_length=5)] | None = None
    """Up to 5 mailbox providers, such as `Gmail`. None: any."""

    tenant_name: Annotated[Sequence[TenantName], Field(max_length=5)] | None = None
    """Up to 5 tenants that the email was sent for. None: any or no tenant."""

    last_delivery_event: Annotated[Sequence[DeliveryEventType | str], Field(max_length=5)] | None = None
    """Up to 5 values of the last delivery event; a complaint counts as later than a delivery. None: any."""

    last_engagement_event: Annotated[Sequence[EngagementEventType | str], Field(max_length=2)] | None = None
    """`OPEN`, `CLICK` or both; a click counts as later. Needs engagement tracking. None: any."""


class MessageInsightsDataSource(Shape):
    """Which emails to export, one record each.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsDataSource.html
    """

    start_date: Timestamp
    """Start of the interval."""

    end_date: Timestamp
    """End of the interval, inclusive."""

    include: MessageInsightsFilters | None = None
    """Only emails that match. None: all emails of the interval."""

    exclude: MessageInsightsFilters | None = None
    """Emails to leave out. None: none."""

    max_results: Annotated[int, Field(ge=1, le=10000)] | None = None
    """Maximum number of emails, 1 to 10,000. None: 1,000; further emails are missing from the file."""


class ExportDataSource(Shape):
    """What to export, in exactly one of two forms.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDataSource.html
    """

    metrics_data_source: MetricsDataSource | None = None
    """Daily figures. None: `message_insights_data_source` is given."""

    message_insights_data_source: MessageInsightsDataSource | None = None
    """Single emails and their events. None: `metrics_data_source` is given."""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        _ONE_SOURCE.check(
            sum(part is not None for part in (self.metrics_data_source, self.message_insights_data_source))
        )
        return self


DataFormat = Literal["CSV", "JSON"]
"""Format of a file: comma-separated values, or JSON (for imports, one object per line)."""


class ExportDestination(Shape):
    """Format of the exported file and, once there is one, its URL.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDestination.html
    """

    data_format: DataFormat | str
    """Format of the file."""

    s3_url: Annotated[str, Field(pattern=r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$")] | None = None
    """Not allowed in a request. In responses: the download URL, valid for 5 minutes. None: no file yet."""


def _without_url(destination: ExportDestination) -> ExportDestination:
    _NO_URL.check(destination.s3_url or "")
    return destination


class CreateExportJobRequest(Request):
    """Arguments of `jobs.create_export_job`."""

    export_data_source: ExportDataSource
    """Figures or single emails, with their interval."""

    export_destination: Annotated[ExportDestination, AfterValidator(_without_url)]
    """The format of the file; only `data_format` may be set."""


class CreateExportJobResponse(Response):
    """Response of `jobs.create_export_job`."""

    job_id: str | None = None
    """Id for `get_export_job`. None: not returned."""


CREATE_EXPORT_JOB = Operation(
    name="CreateExportJob",
    request=CreateExportJobRequest,
    response=CreateExportJobResponse,
    repeat=Repeat.UNSAFE,
    proof="job_id",
    rates=(RateLimit(1.0),),
    where_to_look="jobs.list_export_jobs, for a job created at that time",
    needs_vdm=True,
)


SuppressionListImportAction = Literal["DELETE", "PUT"]
"""Whether the file's addresses are added to the suppression list or removed from it."""


class SuppressionListDestination(Shape):
    """The account's suppression list as the target of an import.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionListDestination.html
    """

    suppression_list_import_action: SuppressionListImportAction | str
    """`PUT` adds addresses and replaces the reason of listed ones; `DELETE` removes them."""


ContactListImportAction = Literal["DELETE", "PUT"]
"""Whether the file's contacts are added to the contact list or removed from it."""


class ContactListDestination(Shape):
    """A contact list as the target of an import.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ContactListDestination.html
    """

    contact_list_name: ContactListName
    """The list to change; it must exist."""

    contact_list_import_action: ContactListImportAction | str
    """`PUT` adds contacts and overwrites existing ones; `DELETE` removes them."""


class ImportDestination(Sparse):
    """Target of an import: exactly one of two lists.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ImportDestination.html
    """

    suppression_list_destination: SuppressionListDestination | None = None
    """The suppression list. None: `contact_list_destination` is given."""

    contact_list_destination: ContactListDestination | None = None
    """The contact list. None: `suppression_list_destination` is given."""


class ImportDataSource(Shape):
    """The file to import, in a bucket that SES can read.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ImportDataSource.html
    """

    s3_url: Annotated[str, Field(pattern=r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$")]
    """URL of the file, `s3://bucket/key`; up to 100,000 addresses to suppress, or 1,000,000 contacts."""

    data_format: DataFormat | str
    """`CSV`, such as `ann@example.com,BOUNCE`, or `JSON` with one object per line."""


class CreateImportJobRequest(Request):
    """Arguments of `jobs.create_import_job`."""

    import_destination: ImportDestination
    """Which list changes, and whether records are added or removed."""

    import_data_source: ImportDataSource
    """The file with the records."""


class CreateImportJobResponse(Response):
    """Response of `jobs.create_import_job`."""

    job_id: str | None = None
    """Id for `get_import_job`. None: not returned."""


CREATE_IMPORT_JOB = Operation(
    name="CreateImportJob",
    request=CreateImportJobRequest,
    response=CreateImportJobResponse,
    repeat=Repeat.UNSAFE,
    proof="job_id",
    where_to_look="jobs.list_import_jobs, for a job created at that time",
)


ExportSourceType = Literal["METRICS_DATA", "MESSAGE_INSIGHTS"]
"""Content of an export: daily figures, or single emails."""

JobStatus = Literal["CREATED", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]
"""Status of a job; the last three are final. AWS's documentation also mentions `ERROR`."""


class FailureInfo(Shape):
    """Why a job failed, and for which records.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_FailureInfo.html
    """

    failed_records_s3_url: str | None = None
    """URL of a file with the failed records and their reasons. None: no such file."""

    error_message: str | None = None
    """Why the job as a whole failed. None: not returned."""


class ExportStatistics(Shape):
    """Record counts of an export.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportStatistics.html
    """

    processed_records_count: int | None = None
    """Records processed. None: not known yet."""

    exported_records_count: int | None = None
    """Records in the file. None: not counted for this kind of export."""


class GetExportJobRequest(Request):
    """Arguments of `jobs.get_export_job`."""

    job_id: InPath[Annotated[str, Field(min_length=1)]]
    """Id of the job, as its creation returned it."""


class GetExportJobResponse(Response):
    """Response of `jobs.get_export_job`."""

    job_id: str | None = None
    """The requested id. None: not returned."""

    export_source_type: ExportSourceType | str | None = None
    """Figures or single emails. None: not returned."""

    job_status: JobStatus | str | None = None
    """Status of the job; once `COMPLETED`, the file can be downloaded. None: not returned."""

    export_destination: ExportDestination | None = None
    """Format of the file and, once complete, a new link to it. None: not returned."""

    export_data_source: ExportDataSource | None = None
    """The requested data. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not returned."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not ended."""

    failure_info: FailureInfo | None = None
    """Why the job failed. None: it did not fail."""

    statistics: ExportStatistics | None = None
    """Record counts. None: not known yet."""


GET_EXPORT_JOB = Operation(
    name="GetExportJob",
    request=GetExportJobRequest,
    response=GetExportJobResponse,
    repeat=Repeat.SAFE,
)


class GetImportJobRequest(Request):
    """Arguments of `jobs.get_import_job`."""

    job_id: InPath[Annotated[str, Field(min_length=1)]]
    """Id of the job, as its creation returned it."""


class GetImportJobResponse(Response):
    """Response of `jobs.get_import_job`."""

    job_id: str | None = None
    """The requested id. None: not returned."""

    import_destination: ImportDestination | None = None
    """Which list changes, and whether records are added or removed. None: not returned."""

    import_data_source: ImportDataSource | None = None
    """The file to import. None: not returned."""

    failure_info: FailureInfo | None = None
    """Why the job failed, and for which records. None: no failures."""

    job_status: JobStatus | str | None = None
    """Status of the job; `COMPLETED` does not mean that every record was imported. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not returned."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not ended."""

    processed_records_count: int | None = None
    """Records read so far. None: not returned."""

    failed_records_count: int | None = None
    """Records that could not be imported; see `failure_info`. None: not returned."""


GET_IMPORT_JOB = Operation(
    name="GetImportJob",
    request=GetImportJobRequest,
    response=GetImportJobResponse,
    repeat=Repeat.SAFE,
)


class ExportJobSummary(Shape):
    """An export job in a list, without its data source and destination.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportJobSummary.html
    """

    job_id: str | None = None
    """Id by which to read or cancel it. None: not returned."""

    export_source_type: ExportSourceType | str | None = None
    """Figures or single emails. None: not returned."""

    job_status: JobStatus | str | None = None
    """Status of the job. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not returned."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not ended."""


class ListExportJobsRequest(Request):
    """Arguments of `jobs.list_export_jobs`."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Jobs per page; AWS states no maximum, SES has rejected more than 100. None: SES decides."""

    export_source_type: ExportSourceType | None = None
    """Only exports of figures, or only those of single emails. None: both."""

    job_status: JobStatus | None = None
    """Only jobs with this status. None: any."""


class ListExportJobsResponse(Response):
    """Response of `jobs.list_export_jobs`."""

    export_jobs: list[ExportJobSummary] = []
    """Jobs of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_EXPORT_JOBS = PagedOperation(
    name="ListExportJobs",
    request=ListExportJobsRequest,
    response=ListExportJobsResponse,
    repeat=Repeat.SAFE,
    items="export_jobs",
    item=ExportJobSummary,
)


ImportDestinationType = Literal["SUPPRESSION_LIST", "CONTACT_LIST"]
"""Which kind of list an import changes."""


class ImportJobSummary(Shape):
    """An import job in a list, without its file and failures.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ImportJobSummary.html
    """

    job_id: str | None = None
    """Id by which to read it. None: not returned."""

    import_destination: ImportDestination | None = None
    """Which list changes, and whether records are added or removed. None: not returned."""

    job_status: JobStatus | str | None = None
    """Status of the job. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not returned."""

    processed_records_count: int | None = None
    """Records read so far. None: not returned."""

    failed_records_count: int | None = None
    """Records that could not be imported. None: not returned."""


class ListImportJobsRequest(Request):
    """Arguments of `jobs.list_import_jobs`."""

    import_destination_type: ImportDestinationType | None = None
    """Only imports to this kind of list. None: to either."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Jobs per page; AWS states no maximum. None: SES decides."""


class ListImportJobsResponse(Response):
    """Response of `jobs.list_import_jobs`."""

    import_jobs: list[ImportJobSummary] = []
    """Jobs of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_IMPORT_JOBS = PagedOperation(
    name="ListImportJobs",
    request=ListImportJobsRequest,
    response=ListImportJobsResponse,
    repeat=Repeat.SAFE,
    items="import_jobs",
    item=ImportJobSummary,
)
