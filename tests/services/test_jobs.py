"""client.jobs: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit.errors import (
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
)
from sesv2kit.models.jobs import (
    CREATE_EXPORT_JOB,
    ContactListDestination,
    ExportDataSource,
    ExportDestination,
    ExportJobSummary,
    ExportMetric,
    ExportStatistics,
    FailureInfo,
    GetExportJobResponse,
    GetImportJobResponse,
    ImportDataSource,
    ImportDestination,
    ImportJobSummary,
    MessageInsightsDataSource,
    MessageInsightsFilters,
    MetricsDataSource,
    SuppressionListDestination,
)
from sesv2kit.operation import RateLimit
from tests.services.conftest import Stubbed, refused

START = datetime(2026, 5, 1, tzinfo=UTC)
END = START + timedelta(days=31)
DATES = {"start_date": START, "end_date": END}
WIRE_DATES = {"StartDate": START, "EndDate": END}

JOB = {"job_id": "job-1"}
WIRE_JOB = {"JobId": "job-1"}

METRICS = ExportDataSource(
    metrics_data_source=MetricsDataSource(
        dimensions={"ISP": ["Gmail", "Yahoo"], "TENANT_NAME": ["acme"]},
        namespace="VDM",
        metrics=[ExportMetric(name="SEND", aggregation="VOLUME"), ExportMetric(name="CLICK", aggregation="RATE")],
        **DATES,
    )
)
WIRE_METRICS = {
    "MetricsDataSource": {
        "Dimensions": {"ISP": ["Gmail", "Yahoo"], "TENANT_NAME": ["acme"]},
        "Namespace": "VDM",
        "Metrics": [{"Name": "SEND", "Aggregation": "VOLUME"}, {"Name": "CLICK", "Aggregation": "RATE"}],
        **WIRE_DATES,
    }
}
INSIGHTS = ExportDataSource(
    message_insights_data_source=MessageInsightsDataSource(
        include=MessageInsightsFilters(
            from_email_address=["*@example.com"],
            destination=["ann@example.org"],
            subject=["Hello*"],
            isp=["Gmail"],
            tenant_name=["acme"],
            last_delivery_event=["DELIVERY", "COMPLAINT"],
            last_engagement_event=["OPEN", "CLICK"],
        ),
        exclude=MessageInsightsFilters(isp=["Yahoo"]),
        max_results=10_000,
        **DATES,
    )
)
WIRE_INSIGHTS = {
    "MessageInsightsDataSource": {
        **WIRE_DATES,
        "Include": {
            "FromEmailAddress": ["*@example.com"],
            "Destination": ["ann@example.org"],
            "Subject": ["Hello*"],
            "Isp": ["Gmail"],
            "TenantName": ["acme"],
            "LastDeliveryEvent": ["DELIVERY", "COMPLAINT"],
            "LastEngagementEvent": ["OPEN", "CLICK"],
        },
        "Exclude": {"Isp": ["Yahoo"]},
        "MaxResults": 10_000,
    }
}
BARE_INSIGHTS = ExportDataSource(message_insights_data_source=MessageInsightsDataSource(start_date=START, end_date=END))

SUPPRESSION = ImportDestination(
    suppression_list_destination=SuppressionListDestination(suppression_list_import_action="DELETE")
)
WIRE_SUPPRESSION = {"SuppressionListDestination": {"SuppressionListImportAction": "DELETE"}}
CONTACTS = ImportDestination(
    contact_list_destination=ContactListDestination(contact_list_name="main", contact_list_import_action="PUT")
)
WIRE_CONTACTS = {"ContactListDestination": {"ContactListName": "main", "ContactListImportAction": "PUT"}}
FILE = ImportDataSource(s3_url="s3://bucket/some/key.csv", data_format="CSV")
WIRE_FILE = {"S3Url": "s3://bucket/some/key.csv", "DataFormat": "CSV"}

EXPORT = {"export_data_source": METRICS, "export_destination": {"data_format": "CSV"}}
IMPORT = {"import_destination": CONTACTS, "import_data_source": FILE}
FAILURE = FailureInfo(failed_records_s3_url="https://b.s3.amazonaws.com/f", error_message="3 records failed")
WIRE_FAILURE = {"FailedRecordsS3Url": "https://b.s3.amazonaws.com/f", "ErrorMessage": "3 records failed"}


def test_cancel_export_job(stubbed: Stubbed) -> None:
    stubbed.expect("cancel_export_job", WIRE_JOB)
    answer = stubbed.client.jobs.cancel_export_job(job_id="job-1")
    assert (answer.model_dump(), answer.metadata.attempts) == ({}, 1)


@pytest.mark.parametrize(
    ("source", "wire"),
    [
        (METRICS, WIRE_METRICS),
        (INSIGHTS, WIRE_INSIGHTS),
        (BARE_INSIGHTS, {"MessageInsightsDataSource": WIRE_DATES}),
    ],
)
def test_create_export_job(stubbed: Stubbed, source: ExportDataSource, wire: dict[str, Any]) -> None:
    params = {"ExportDataSource": wire, "ExportDestination": {"DataFormat": "JSON"}}
    stubbed.expect("create_export_job", params, WIRE_JOB)
    made = stubbed.client.jobs.create_export_job(
        export_data_source=source, export_destination=ExportDestination(data_format="JSON")
    )
    assert made.job_id == "job-1"


def test_exports_are_paced_as_documented() -> None:
    assert CREATE_EXPORT_JOB.rates == (RateLimit(1.0),)


@pytest.mark.parametrize(("destination", "wire"), [(SUPPRESSION, WIRE_SUPPRESSION), (CONTACTS, WIRE_CONTACTS)])
def test_create_import_job(stubbed: Stubbed, destination: ImportDestination, wire: dict[str, Any]) -> None:
    stubbed.expect("create_import_job", {"ImportDestination": wire, "ImportDataSource": WIRE_FILE}, WIRE_JOB)
    made = stubbed.client.jobs.create_import_job(import_destination=destination, import_data_source=FILE)
    assert made.job_id == "job-1"


@pytest.mark.parametrize(("method", "arguments"), [("create_export_job", EXPORT), ("create_import_job", IMPORT)])
def test_a_job_that_may_have_started_is_not_started_again(
    stubbed: Stubbed, method: str, arguments: dict[str, Any]
) -> None:
    stubbed.expect_error(method, "InternalFailure", 500)
    with pytest.raises(OutcomeUnknownError) as caught:
        getattr(stubbed.client.jobs, method)(**arguments)
    assert (caught.value.attempts, caught.value.status) == (1, 500)


@pytest.mark.parametrize(("source", "wire"), [(METRICS, WIRE_METRICS), (INSIGHTS, WIRE_INSIGHTS)])
def test_get_export_job(stubbed: Stubbed, source: ExportDataSource, wire: dict[str, Any]) -> None:
    link = "https://bucket.s3.amazonaws.com/file?X-Amz-Signature=1"  # unlike its documentation in the model
    answer = {
        **WIRE_JOB,
        "ExportSourceType": "METRICS_DATA",
        "JobStatus": "COMPLETED",
        "ExportDestination": {"DataFormat": "CSV", "S3Url": link},
        "ExportDataSource": wire,
        "CreatedTimestamp": START,
        "CompletedTimestamp": END,
        "FailureInfo": WIRE_FAILURE,
        "Statistics": {"ProcessedRecordsCount": 12, "ExportedRecordsCount": 10},
    }
    stubbed.expect("get_export_job", WIRE_JOB, answer)
    job = stubbed.client.jobs.get_export_job(job_id="job-1")
    assert (job.job_id, job.export_source_type, job.job_status) == ("job-1", "METRICS_DATA", "COMPLETED")
    assert job.export_destination is not None
    assert (job.export_destination.data_format, job.export_destination.s3_url) == ("CSV", link)
    assert (job.export_data_source, job.failure_info) == (source, FAILURE)
    assert (job.created_timestamp, job.completed_timestamp) == (START, END)
    assert job.statistics == ExportStatistics(processed_records_count=12, exported_records_count=10)
    assert job.metadata.unread == ()


def test_get_import_job(stubbed: Stubbed) -> None:
    answer = {
        **WIRE_JOB,
        "ImportDestination": WIRE_CONTACTS,
        "ImportDataSource": WIRE_FILE,
        "FailureInfo": WIRE_FAILURE,
        "JobStatus": "COMPLETED",
        "CreatedTimestamp": START,
        "CompletedTimestamp": END,
        "ProcessedRecordsCount": 12,
        "FailedRecordsCount": 3,
    }
    stubbed.expect("get_import_job", WIRE_JOB, answer)
    assert stubbed.client.jobs.get_import_job(job_id="job-1") == GetImportJobResponse(
        job_id="job-1",
        import_destination=CONTACTS,
        import_data_source=FILE,
        failure_info=FAILURE,
        job_status="COMPLETED",
        created_timestamp=START,
        completed_timestamp=END,
        processed_records_count=12,
        failed_records_count=3,
    )


def test_answers_that_say_little(stubbed: Stubbed) -> None:
    stubbed.expect(
        "create_import_job", {"ImportDestination": WIRE_CONTACTS, "ImportDataSource": WIRE_FILE}, {"JobId": "1"}
    )
    stubbed.expect("get_export_job", WIRE_JOB, {"JobStatus": "ERROR"})
    stubbed.expect("get_import_job", WIRE_JOB, {})
    jobs = stubbed.client.jobs
    assert jobs.create_import_job(import_destination=CONTACTS, import_data_source=FILE).job_id == "1"
    export = jobs.get_export_job(job_id="job-1")
    assert str(export.job_status) == "ERROR"  # not a value of the enum, but in AWS's documentation
    assert export.model_copy(update={"job_status": None}) == GetExportJobResponse()
    assert jobs.get_import_job(job_id="job-1") == GetImportJobResponse()


def test_list_export_jobs(stubbed: Stubbed) -> None:
    wanted = {"ExportSourceType": "MESSAGE_INSIGHTS", "JobStatus": "FAILED", "PageSize": 2}
    first = {
        **WIRE_JOB,
        "ExportSourceType": "MESSAGE_INSIGHTS",
        "JobStatus": "FAILED",
        "CreatedTimestamp": START,
        "CompletedTimestamp": END,
    }
    stubbed.expect("list_export_jobs", {**wanted, "NextToken": "t1"}, {"ExportJobs": [first], "NextToken": "t2"})
    stubbed.expect("list_export_jobs", {**wanted, "NextToken": "t2"}, {"ExportJobs": [{}]})
    jobs = stubbed.client.jobs.list_export_jobs(
        next_token="t1", page_size=2, export_source_type="MESSAGE_INSIGHTS", job_status="FAILED"
    )
    assert list(jobs) == [
        ExportJobSummary(
            job_id="job-1",
            export_source_type="MESSAGE_INSIGHTS",
            job_status="FAILED",
            created_timestamp=START,
            completed_timestamp=END,
        ),
        ExportJobSummary(),
    ]


def test_list_import_jobs(stubbed: Stubbed) -> None:
    wanted = {"ImportDestinationType": "CONTACT_LIST", "PageSize": 2}
    first = {
        **WIRE_JOB,
        "ImportDestination": WIRE_CONTACTS,
        "JobStatus": "PROCESSING",
        "CreatedTimestamp": START,
        "ProcessedRecordsCount": 12,
        "FailedRecordsCount": 3,
    }
    stubbed.expect("list_import_jobs", {**wanted, "NextToken": "t1"}, {"ImportJobs": [first], "NextToken": "t2"})
    stubbed.expect("list_import_jobs", {**wanted, "NextToken": "t2"}, {"ImportJobs": [{}]})
    jobs = stubbed.client.jobs.list_import_jobs(import_destination_type="CONTACT_LIST", next_token="t1", page_size=2)
    assert list(jobs) == [
        ImportJobSummary(
            job_id="job-1",
            import_destination=CONTACTS,
            job_status="PROCESSING",
            created_timestamp=START,
            processed_records_count=12,
            failed_records_count=3,
        ),
        ImportJobSummary(),
    ]


@pytest.mark.parametrize(("method", "member"), [("list_export_jobs", "ExportJobs"), ("list_import_jobs", "ImportJobs")])
def test_a_list_stops_at_its_limit_without_another_call(stubbed: Stubbed, method: str, member: str) -> None:
    stubbed.expect(method, {}, {member: [{}, {}], "NextToken": "more"})
    assert len(list(getattr(stubbed.client.jobs, method)(limit=1))) == 1


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("cancel_export_job", JOB, "NotFoundException", 404, NotFoundError),
        ("create_export_job", EXPORT, "NotFoundException", 404, NotFoundError),
        ("create_export_job", EXPORT, "LimitExceededException", 400, LimitExceededError),
        ("create_import_job", IMPORT, "LimitExceededException", 400, LimitExceededError),
        ("get_export_job", JOB, "NotFoundException", 404, NotFoundError),
        ("get_import_job", JOB, "NotFoundException", 404, NotFoundError),
        ("list_export_jobs", {}, "BadRequestException", 400, BadRequestError),
        ("list_import_jobs", {}, "BadRequestException", 400, BadRequestError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.jobs, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("cancel_export_job", {"job_id": ""}, "job_id"),
        ("create_export_job", {**EXPORT, "export_data_source": {}}, "export_data_source"),
        (
            "create_export_job",
            {**EXPORT, "export_data_source": {**WIRE_METRICS, **WIRE_INSIGHTS}},
            "export_data_source",
        ),
        (
            "create_export_job",
            {**EXPORT, "export_destination": {"data_format": "CSV", "s3_url": "s3://bucket/key"}},
            "export_destination",
        ),
        (
            "create_export_job",
            {**EXPORT, "export_destination": {"data_format": "XML"}},
            "export_destination.data_format",
        ),
        (
            "create_import_job",
            {**IMPORT, "import_data_source": {"s3_url": "https://bucket/key", "data_format": "CSV"}},
            "import_data_source.s3_url",
        ),
        (
            "create_import_job",
            {**IMPORT, "import_destination": {"contact_list_destination": {"contact_list_name": "main"}}},
            "import_destination.contact_list_destination.contact_list_import_action",
        ),
        ("get_export_job", {"job_id": ""}, "job_id"),
        ("get_import_job", {"job_id": ""}, "job_id"),
        ("list_export_jobs", {"page_size": 0}, "page_size"),
        ("list_export_jobs", {"job_status": "DONE"}, "job_status"),
        ("list_export_jobs", {"export_source_type": "METRICS"}, "export_source_type"),
        ("list_import_jobs", {"import_destination_type": "LIST"}, "import_destination_type"),
        ("list_import_jobs", {"page_size": 0}, "page_size"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.jobs, method), **arguments) == [argument]


@pytest.mark.parametrize(
    ("member", "value", "argument"),
    [
        ("dimensions", {}, "dimensions"),
        ("dimensions", {"ISP": []}, "dimensions.ISP"),
        ("dimensions", {"ISP": [str(n) for n in range(11)]}, "dimensions.ISP"),
        ("dimensions", {"COUNTRY": ["IT"]}, "dimensions.COUNTRY"),
        ("metrics", [], "metrics"),
        ("metrics", [{"name": "SEND"}] * 11, "metrics"),
        ("metrics", [{"name": "BOUNCE"}], "metrics.0.name"),
        ("namespace", "SES", "namespace"),
        ("start_date", datetime(2026, 5, 1), "start_date"),
    ],
)
def test_limits_of_a_metrics_export(stubbed: Stubbed, member: str, value: Any, argument: str) -> None:
    source = {"metrics_data_source": {**dict(METRICS.metrics_data_source or ()), member: value}}
    found = refused(stubbed.client.jobs.create_export_job, **{**EXPORT, "export_data_source": source})
    assert found == [f"export_data_source.metrics_data_source.{argument}"]


@pytest.mark.parametrize(
    ("member", "value", "argument"),
    [
        ("max_results", 0, "max_results"),
        ("max_results", 10_001, "max_results"),
        ("include", {"from_email_address": ["a"] * 6}, "include.from_email_address"),
        ("include", {"from_email_address": ["a" * 321]}, "include.from_email_address.0"),
        ("include", {"destination": ["a"] * 6}, "include.destination"),
        ("exclude", {"destination": [""]}, "exclude.destination.0"),
        ("exclude", {"subject": ["a", "b"]}, "exclude.subject"),
        ("exclude", {"subject": ["a" * 999]}, "exclude.subject.0"),
        ("include", {"isp": ["a"] * 6}, "include.isp"),
        ("include", {"tenant_name": ["a"] * 6}, "include.tenant_name"),
        ("include", {"last_delivery_event": ["SEND"] * 6}, "include.last_delivery_event"),
        ("include", {"last_engagement_event": ["OPEN"] * 3}, "include.last_engagement_event"),
        ("include", {"last_engagement_event": ["DELETE"]}, "include.last_engagement_event.0"),
    ],
)
def test_limits_of_an_insights_export(stubbed: Stubbed, member: str, value: Any, argument: str) -> None:
    source = {"message_insights_data_source": {**DATES, member: value}}
    found = refused(stubbed.client.jobs.create_export_job, **{**EXPORT, "export_data_source": source})
    assert found == [f"export_data_source.message_insights_data_source.{argument}"]


def test_addresses_and_subjects_do_not_show() -> None:
    shown = repr(INSIGHTS)
    assert "Gmail" in shown
    assert not any(secret in shown for secret in ("example.com", "example.org", "Hello"))
