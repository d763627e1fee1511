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
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

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
    """Which job to stop, by the id its creation answered."""


class CancelExportJobResponse(Response):
    """Answer of `jobs.cancel_export_job`."""


CANCEL_EXPORT_JOB = Operation(
    name="CancelExportJob",
    request=CancelExportJobRequest,
    response=CancelExportJobResponse,
    repeat=Repeat.SAFE,
)


MetricAggregation = Literal["RATE", "VOLUME"]
"""How a metric is given: `VOLUME` counts the events, `RATE` sets them against the mails sent (`SEND`)."""


class ExportMetric(Shape):
    """One column of a metrics export: what is counted, and how.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportMetric.html
    """

    name: Metric | str | None = None
    """What is counted, such as `PERMANENT_BOUNCE`; only mail to a single recipient is. None: not set."""

    aggregation: MetricAggregation | str | None = None
    """As a number or as a share of `SEND`. None: not set."""


class MetricsDataSource(Shape):
    """Which daily sending figures to export.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricsDataSource.html
    """

    dimensions: Annotated[
        Mapping[MetricDimensionName | str, Annotated[Sequence[str], Field(min_length=1, max_length=10)]],
        Field(min_length=1, max_length=3),
    ]
    """1 to 3 properties with 1 to 10 values each, such as `{"ISP": ["Gmail", "Yahoo"]}`, that the mail must have."""

    namespace: MetricNamespace | str
    """Always `VDM`."""

    metrics: Annotated[Sequence[ExportMetric], Field(min_length=1, max_length=10)]
    """1 to 10 figures to export."""

    start_date: Timestamp
    """First day, as midnight UTC; SES has refused other times of day."""

    end_date: Timestamp
    """End of the interval, as midnight UTC; AWS does not say whether that day still counts."""


DeliveryEventType = Literal[
    "SEND", "DELIVERY", "TRANSIENT_BOUNCE", "PERMANENT_BOUNCE", "UNDETERMINED_BOUNCE", "COMPLAINT"
]
"""How far delivery of a mail got; `SEND` includes mail that a suppression list held back."""

EngagementEventType = Literal["OPEN", "CLICK"]
"""What a recipient did: opened the mail, or followed a link in it. Counted only for mail to one recipient."""


class MessageInsightsFilters(Shape):
    """Which mails to take or to leave: all filters given must match, each by any of its values. Case counts.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsFilters.html
    """

    from_email_address: (
        Annotated[Sequence[Annotated[str, Field(min_length=1, max_length=320)]], Field(max_length=5)] | None
    ) = Field(default=None, repr=False)
    """Up to 5 senders of 1 to 320 characters; an unescaped `*` at either end stands for anything. None: any."""

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
    """Up to 5 tenants that the mail was sent for. None: any, and mail of no tenant."""

    last_delivery_event: Annotated[Sequence[DeliveryEventType | str], Field(max_length=5)] | None = None
    """Up to 5 stages at which delivery now stands; a complaint counts as later than a delivery. None: any."""

    last_engagement_event: Annotated[Sequence[EngagementEventType | str], Field(max_length=2)] | None = None
    """`OPEN`, `CLICK` or both; a click counts as later. Needs engagement tracking. None: any."""


class MessageInsightsDataSource(Shape):
    """Which mails to export, one record each.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageInsightsDataSource.html
    """

    start_date: Timestamp
    """First moment covered."""

    end_date: Timestamp
    """Last moment covered, itself included."""

    include: MessageInsightsFilters | None = None
    """Only mails that match. None: all of the interval."""

    exclude: MessageInsightsFilters | None = None
    """No mails that match. None: none are left out."""

    max_results: Annotated[int, Field(ge=1, le=10000)] | None = None
    """How many mails at most, 1 to 10,000. None: 1,000; what is beyond is missing from the file."""


class ExportDataSource(Shape):
    """What to export, in exactly one of two forms.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDataSource.html
    """

    metrics_data_source: MetricsDataSource | None = None
    """Daily figures. None: the other one is given."""

    message_insights_data_source: MessageInsightsDataSource | None = None
    """Single mails and what became of them. None: the other one is given."""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        _ONE_SOURCE.check(
            sum(part is not None for part in (self.metrics_data_source, self.message_insights_data_source))
        )
        return self


DataFormat = Literal["CSV", "JSON"]
"""Form of a file: comma-separated values, or JSON (in imports one object a line)."""


class ExportDestination(Shape):
    """Form of the exported file and, once there is one, where to fetch it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDestination.html
    """

    data_format: DataFormat | str
    """Form of the file."""

    s3_url: Annotated[str, Field(pattern=r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$")] | None = None
    """Never in a request. In answers: the address to download from, good for 5 minutes. None: no file yet."""


def _without_url(destination: ExportDestination) -> ExportDestination:
    _NO_URL.check(destination.s3_url or "")
    return destination


class CreateExportJobRequest(Request):
    """Arguments of `jobs.create_export_job`."""

    export_data_source: ExportDataSource
    """Figures or single mails, and of which time."""

    export_destination: Annotated[ExportDestination, AfterValidator(_without_url)]
    """The form of the file; only `data_format` may be set."""


class CreateExportJobResponse(Response):
    """Answer of `jobs.create_export_job`."""

    job_id: str | None = None
    """What `get_export_job` takes. None: not stated."""


CREATE_EXPORT_JOB = Operation(
    name="CreateExportJob",
    request=CreateExportJobRequest,
    response=CreateExportJobResponse,
    repeat=Repeat.UNSAFE,
    proof="job_id",
    rates=(RateLimit(1.0),),
    if_unknown="jobs.list_export_jobs, for a job created at that time",
    needs_vdm=True,
)


SuppressionListImportAction = Literal["DELETE", "PUT"]
"""Whether the file's addresses are put on the suppression list or taken off it."""


class SuppressionListDestination(Shape):
    """An import that adds to the account's suppression list, or removes from it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionListDestination.html
    """

    suppression_list_import_action: SuppressionListImportAction | str
    """`PUT` adds, and replaces the reason of those already listed; `DELETE` removes."""


ContactListImportAction = Literal["DELETE", "PUT"]
"""Whether the file's contacts are put on the contact list or taken off it."""


class ContactListDestination(Shape):
    """An import that adds to a contact list, or removes from it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ContactListDestination.html
    """

    contact_list_name: ContactListName
    """The list to change; it must exist."""

    contact_list_import_action: ContactListImportAction | str
    """`PUT` adds, and overwrites those already on it; `DELETE` removes."""


class ImportDestination(Shape):
    """Where imported records go: one of two lists.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ImportDestination.html
    """

    suppression_list_destination: SuppressionListDestination | None = None
    """To the suppression list, or off it. None: the other one is given."""

    contact_list_destination: ContactListDestination | None = None
    """To the contact list, or off it. None: the other one is given."""


class ImportDataSource(Shape):
    """The file to import, in a bucket that SES can read.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ImportDataSource.html
    """

    s3_url: Annotated[str, Field(pattern=r"^s3:\/\/([^\/]+)\/(.*?([^\/]+)\/?)$")]
    """Where it lies, `s3://bucket/key`; up to 100,000 addresses to suppress, or 1,000,000 contacts."""

    data_format: DataFormat | str
    """`CSV`, such as `ann@example.com,BOUNCE`, or `JSON` with one object a line."""


class CreateImportJobRequest(Request):
    """Arguments of `jobs.create_import_job`."""

    import_destination: ImportDestination
    """Which list changes, and whether records are added or removed."""

    import_data_source: ImportDataSource
    """The file with the records."""


class CreateImportJobResponse(Response):
    """Answer of `jobs.create_import_job`."""

    job_id: str | None = None
    """What `get_import_job` takes. None: not stated."""


CREATE_IMPORT_JOB = Operation(
    name="CreateImportJob",
    request=CreateImportJobRequest,
    response=CreateImportJobResponse,
    repeat=Repeat.UNSAFE,
    proof="job_id",
    if_unknown="jobs.list_import_jobs, for a job created at that time",
)


ExportSourceType = Literal["METRICS_DATA", "MESSAGE_INSIGHTS"]
"""What an export holds: daily figures, or single mails."""

JobStatus = Literal["CREATED", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]
"""Where a job stands; the last three are final. AWS's prose also speaks of `ERROR`."""


class FailureInfo(Shape):
    """Why a job failed, and for which records.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_FailureInfo.html
    """

    failed_records_s3_url: str | None = None
    """Address to download the failed records from, each with its reason. None: there is no such file."""

    error_message: str | None = None
    """What went wrong with the job as a whole. None: not stated."""


class ExportStatistics(Shape):
    """How much an export had to go through.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportStatistics.html
    """

    processed_records_count: int | None = None
    """Records looked at. None: not known yet."""

    exported_records_count: int | None = None
    """Records in the file. None: not counted for this kind of export."""


class GetExportJobRequest(Request):
    """Arguments of `jobs.get_export_job`."""

    job_id: InPath[Annotated[str, Field(min_length=1)]]
    """Which job, by the id its creation answered."""


class GetExportJobResponse(Response):
    """Answer of `jobs.get_export_job`."""

    job_id: str | None = None
    """The id that was asked for. None: not stated."""

    export_source_type: ExportSourceType | str | None = None
    """Figures or single mails. None: not stated."""

    job_status: JobStatus | str | None = None
    """Where the job stands; once `COMPLETED`, the file can be fetched. None: not stated."""

    export_destination: ExportDestination | None = None
    """Form of the file and, once complete, a new link to it. None: not stated."""

    export_data_source: ExportDataSource | None = None
    """What was asked to be exported. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not stated."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not."""

    failure_info: FailureInfo | None = None
    """What went wrong. None: nothing."""

    statistics: ExportStatistics | None = None
    """How many records it took and gave. None: not known yet."""


GET_EXPORT_JOB = Operation(
    name="GetExportJob",
    request=GetExportJobRequest,
    response=GetExportJobResponse,
    repeat=Repeat.SAFE,
)


class GetImportJobRequest(Request):
    """Arguments of `jobs.get_import_job`."""

    job_id: InPath[Annotated[str, Field(min_length=1)]]
    """Which job, by the id its creation answered."""


class GetImportJobResponse(Response):
    """Answer of `jobs.get_import_job`."""

    job_id: str | None = None
    """The id that was asked for. None: not stated."""

    import_destination: ImportDestination | None = None
    """Which list changes, and how. None: not stated."""

    import_data_source: ImportDataSource | None = None
    """The file that is read. None: not stated."""

    failure_info: FailureInfo | None = None
    """What went wrong, and with which records. None: nothing."""

    job_status: JobStatus | str | None = None
    """Where the job stands; `COMPLETED` does not mean that every record passed. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not stated."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not."""

    processed_records_count: int | None = None
    """Records read so far. None: not stated."""

    failed_records_count: int | None = None
    """Records that were refused; `failure_info` leads to them. None: not stated."""


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
    """What to read or cancel it by. None: not stated."""

    export_source_type: ExportSourceType | str | None = None
    """Figures or single mails. None: not stated."""

    job_status: JobStatus | str | None = None
    """Where the job stands. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not stated."""

    completed_timestamp: Timestamp | None = None
    """When it ended. None: it has not."""


class ListExportJobsRequest(Request):
    """Arguments of `jobs.list_export_jobs`."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Jobs a page; AWS states no maximum, more than 100 has been refused. None: SES decides."""

    export_source_type: ExportSourceType | None = None
    """Only exports of figures, or only those of single mails. None: both."""

    job_status: JobStatus | None = None
    """Only jobs that stand there. None: any."""


class ListExportJobsResponse(Response):
    """Answer of `jobs.list_export_jobs`."""

    export_jobs: list[ExportJobSummary] = []
    """The jobs of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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
    """What to read it by. None: not stated."""

    import_destination: ImportDestination | None = None
    """Which list changes, and how. None: not stated."""

    job_status: JobStatus | str | None = None
    """Where the job stands. None: not stated."""

    created_timestamp: Timestamp | None = None
    """When the job was started. None: not stated."""

    processed_records_count: int | None = None
    """Records read so far. None: not stated."""

    failed_records_count: int | None = None
    """Records that were refused. None: not stated."""


class ListImportJobsRequest(Request):
    """Arguments of `jobs.list_import_jobs`."""

    import_destination_type: ImportDestinationType | None = None
    """Only imports to this kind of list. None: to either."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Jobs a page; AWS states no maximum. None: SES decides."""


class ListImportJobsResponse(Response):
    """Answer of `jobs.list_import_jobs`."""

    import_jobs: list[ImportJobSummary] = []
    """The jobs of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


LIST_IMPORT_JOBS = PagedOperation(
    name="ListImportJobs",
    request=ListImportJobsRequest,
    response=ListImportJobsResponse,
    repeat=Repeat.SAFE,
    items="import_jobs",
    item=ImportJobSummary,
)
