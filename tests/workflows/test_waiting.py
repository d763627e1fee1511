"""Waiting for what SES does in the background: jobs and multi-region endpoints, on the virtual clock."""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from sesv2kit import ClientConfig, RetryPolicy, SESv2
from sesv2kit._workflows.waiting import LAG
from sesv2kit.errors import (
    InternalServiceError,
    NotFoundError,
    RequestInvalidError,
    WaitFailedError,
    WaitTimeoutError,
)
from sesv2kit.models import Details, RouteDetails
from sesv2kit.models.jobs import (
    ExportDataSource,
    ExportDestination,
    ImportDataSource,
    ImportDestination,
    MessageInsightsDataSource,
    SuppressionListDestination,
)
from sesv2kit.testing import Backend
from tests.aio import blocking

URL = "s3://box/people"
ONCE = ClientConfig(retry=RetryPolicy(max_attempts=1))


@pytest.fixture(params=[SESv2, blocking.client], ids=["blocking", "async"])
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Iterator[Any]:
    ses_backend.enable_vdm()
    ses_backend.add_file(URL, "ann@shop.example,BOUNCE\n")
    with request.param("us-east-1", config=ONCE) as client:
        yield client


def imported(ses: Any) -> str:
    job: str = ses.jobs.create_import_job(
        import_destination=ImportDestination(
            suppression_list_destination=SuppressionListDestination(suppression_list_import_action="PUT")
        ),
        import_data_source=ImportDataSource(s3_url=URL, data_format="CSV"),
    ).job_id
    return job


def exported(ses: Any, backend: Backend) -> str:
    now = backend.clock.now()
    source = ExportDataSource(message_insights_data_source=MessageInsightsDataSource(start_date=now, end_date=now))
    job: str = ses.jobs.create_export_job(
        export_data_source=source, export_destination=ExportDestination(data_format="CSV")
    ).job_id
    return job


def looked(backend: Backend, operation: str = "GetImportJob") -> int:
    return backend.requests.count(operation)


def test_an_import_is_complete(ses: Any, ses_backend: Backend) -> None:
    job = ses.jobs.wait_until_complete(import_job_id=imported(ses), timeout=60)
    assert (job.job_status, job.processed_records_count) == ("COMPLETED", 1)
    assert 2 < looked(ses_backend) < 8


def test_an_export_is_complete(ses: Any, ses_backend: Backend) -> None:
    job = ses.jobs.wait_until_complete(export_job_id=exported(ses, ses_backend), timeout=None)
    assert job.job_status == "COMPLETED"
    assert job.export_destination.s3_url.startswith("https://")


def test_a_complete_job_is_looked_up_once(ses: Any, ses_backend: Backend) -> None:
    job = imported(ses)
    ses_backend.clock.advance(10)
    before = ses_backend.clock.monotonic()
    ses.jobs.wait_until_complete(import_job_id=job, timeout=0)
    assert (looked(ses_backend), ses_backend.clock.monotonic()) == (1, before)


def test_the_last_look_is_at_the_deadline(ses: Any, ses_backend: Backend) -> None:
    job, before = imported(ses), ses_backend.clock.monotonic()
    with pytest.raises(WaitTimeoutError, match="The job is not complete after 9 s: its status is PROCESSING") as caught:
        ses.jobs.wait_until_complete(import_job_id=job, timeout=9)
    assert ses_backend.clock.monotonic() == before + 9 == before + caught.value.waited
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.response.job_id == job  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]  # it was found
    assert job not in str(caught.value)


def test_a_failed_job_says_why(ses: Any, ses_backend: Backend) -> None:
    ses_backend.add_file(URL, b"\xff\xfe")
    with pytest.raises(WaitFailedError, match="not complete, and will not be: its status is FAILED") as caught:
        ses.jobs.wait_until_complete(import_job_id=imported(ses), timeout=600)
    assert caught.value.response.failure_info.error_message  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]  # it was found
    assert pickle.loads(pickle.dumps(caught.value)).waited == caught.value.waited


def test_a_cancelled_job_will_not_complete(ses: Any, ses_backend: Backend) -> None:
    job = exported(ses, ses_backend)
    ses.jobs.cancel_export_job(job_id=job)
    with pytest.raises(WaitFailedError, match="CANCELLED"):
        ses.jobs.wait_until_complete(export_job_id=job, timeout=600)


def test_a_job_that_nobody_knows_is_searched_for_a_while(ses: Any, ses_backend: Backend) -> None:
    before = ses_backend.clock.monotonic()
    with pytest.raises(NotFoundError):
        ses.jobs.wait_until_complete(import_job_id="gone", timeout=None)
    assert LAG <= ses_backend.clock.monotonic() - before < 2 * LAG


def test_a_short_timeout_ends_the_search(ses: Any, ses_backend: Backend) -> None:
    before = ses_backend.clock.monotonic()
    with pytest.raises(NotFoundError):
        ses.jobs.wait_until_complete(import_job_id="gone", timeout=2)
    assert ses_backend.clock.monotonic() - before == 2


def test_failures_that_may_pass_are_waited_through(ses: Any, ses_backend: Backend) -> None:
    job = imported(ses)
    ses_backend.faults.add("slow", "GetImportJob", seconds=1)
    ses_backend.faults.add("api_rate", "GetImportJob", times=2)
    ses_backend.faults.add("unavailable", "GetImportJob")
    assert ses.jobs.wait_until_complete(import_job_id=job, timeout=60).job_status == "COMPLETED"
    assert [fault.fired for fault in ses_backend.faults] == [1, 2, 1]


def test_a_failure_at_the_deadline_is_the_cause(ses: Any, ses_backend: Backend) -> None:
    job = imported(ses)
    ses_backend.faults.add("slow", "GetImportJob", seconds=1)
    ses_backend.faults.add("unavailable", "GetImportJob", times=None)
    with pytest.raises(WaitTimeoutError) as caught:
        ses.jobs.wait_until_complete(import_job_id=job, timeout=60)
    assert isinstance(caught.value.__cause__, InternalServiceError)


def test_a_failure_of_the_first_look_is_raised(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("unavailable", "GetImportJob")
    with pytest.raises(InternalServiceError):
        ses.jobs.wait_until_complete(import_job_id="any", timeout=60)


def test_an_endpoint_is_ready(ses: Any) -> None:
    ses.multi_region.create_multi_region_endpoint(
        endpoint_name="pair", details=Details(routes_details=[RouteDetails(region="eu-west-1")])
    )
    assert ses.multi_region.wait_until_ready(endpoint_name="pair", timeout=120).status == "READY"


def test_a_deleted_endpoint_will_not_be_ready(ses: Any) -> None:
    ses.multi_region.create_multi_region_endpoint(
        endpoint_name="pair", details=Details(routes_details=[RouteDetails(region="eu-west-1")])
    )
    ses.multi_region.delete_multi_region_endpoint(endpoint_name="pair")
    with pytest.raises(WaitFailedError, match="DELETING"):
        ses.multi_region.wait_until_ready(endpoint_name="pair", timeout=120)


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf"), "60", True])
def test_an_invalid_timeout_is_refused_before_anything_is_sent(ses: Any, ses_backend: Backend, timeout: Any) -> None:
    with pytest.raises(RequestInvalidError, match="timeout: must be a number of seconds"):
        ses.jobs.wait_until_complete(import_job_id="1", timeout=timeout)
    with pytest.raises(RequestInvalidError, match="timeout: must be a number of seconds"):
        ses.multi_region.wait_until_ready(endpoint_name="pair", timeout=timeout)
    assert ses_backend.requests == []


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({}, ""),
        ({"import_job_id": "1", "export_job_id": "2"}, ""),
        ({"import_job_id": ""}, "import_job_id"),
        ({"export_job_id": ""}, "export_job_id"),
        ({"export_job_id": 5}, "export_job_id"),
    ],
)
def test_an_invalid_id_is_refused_before_anything_is_sent(
    ses: Any, ses_backend: Backend, arguments: Any, argument: str
) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        ses.jobs.wait_until_complete(**arguments, timeout=60)
    assert [one.argument for one in caught.value.problems] == [argument]
    assert ses_backend.requests == []
