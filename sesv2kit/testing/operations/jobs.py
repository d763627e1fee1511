"""Jobs: imports to the suppression list or the contact list, exports of metrics and of single emails.

Every job takes ten seconds of the virtual clock. Its results are visible when they are over.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import UTC, time, timedelta

from sesv2kit.testing.operations._checks import check_limit, check_vdm
from sesv2kit.testing.operations._exports import message_rows, metric_rows, write
from sesv2kit.testing.operations._imports import apply
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import Refused, bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state import State, Task
from sesv2kit.testing.state.jobs import Job
from sesv2kit.testing.state.sorted_dict import SortedDict

_STARTS_AFTER = timedelta(seconds=1)
_ENDS_AFTER = timedelta(seconds=10)
_MAX_UNFINISHED = 20


def cancel_export_job(state: State, request: Json) -> None:
    """Cancel an export that has not ended. Cancelling it again succeeds."""
    job = _find(state.export_jobs, request)
    status = _status(state, job)
    if status in ("COMPLETED", "FAILED"):
        raise bad_request(f"Job {job.id} cannot be cancelled: its status is {status}.")
    if not job.cancelled:
        job.cancelled, job.ended = True, state.clock.now()


def create_export_job(state: State, request: Json) -> Json:
    """Start an export."""
    check_vdm(state)
    source, destination = request["ExportDataSource"], request["ExportDestination"]
    if len(source) != 1:
        raise bad_request("ExportDataSource must have exactly one of MetricsDataSource and MessageInsightsDataSource.")
    if "S3Url" in destination:
        raise bad_request("ExportDestination must not have an S3Url.")
    if "MetricsDataSource" in source:
        _check_metrics(source["MetricsDataSource"])
    elif source["MessageInsightsDataSource"]["StartDate"] > source["MessageInsightsDataSource"]["EndDate"]:
        raise bad_request("The start date must not be after the end date.")
    return {"JobId": _begin(state, state.export_jobs, source, destination, _export).id}


def create_import_job(state: State, request: Json) -> Json:
    """Start an import. The file is read when the job runs."""
    destination = request["ImportDestination"]
    if len(destination) != 1:
        raise bad_request(
            "ImportDestination must have exactly one of SuppressionListDestination and ContactListDestination."
        )
    if "SuppressionListDestination" in destination and not state.account.production_access:
        raise bad_request("Imports to the suppression list need production access.")
    name = destination.get("ContactListDestination", {}).get("ContactListName")
    if name is not None and name not in state.contact_lists:
        # A 404 is not modelled here.
        raise bad_request(f"List with name: {name} doesn't exist.")
    return {"JobId": _begin(state, state.import_jobs, request["ImportDataSource"], destination, _import).id}


def get_export_job(state: State, request: Json) -> Json:
    """The export and, once it is complete, a link to its file that is new each time."""
    job = _find(state.export_jobs, request)
    return {
        **_export_summary(state, job),
        "ExportDestination": {**job.destination, "S3Url": _link(state, job)},
        "ExportDataSource": job.source,
        "FailureInfo": {"ErrorMessage": job.error} if job.error else None,
        "Statistics": {"ProcessedRecordsCount": job.processed, "ExportedRecordsCount": job.exported}
        if _status(state, job) == "COMPLETED"
        else None,
    }


def get_import_job(state: State, request: Json) -> Json:
    """The import with its counts and, if records failed, a link to them."""
    job = _find(state.import_jobs, request)
    failure = {"FailedRecordsS3Url": _link(state, job), "ErrorMessage": job.error}
    return {
        **_import_summary(state, job),
        "ImportDataSource": job.source,
        "FailureInfo": failure if any(failure.values()) else None,
        "CompletedTimestamp": job.ended,
    }


def list_export_jobs(state: State, request: Json) -> Listing[Job]:
    """The exports, oldest first."""
    kind, status = request.get("ExportSourceType"), request.get("JobStatus")
    return Listing(
        member="ExportJobs",
        rows=state.export_jobs,
        show=lambda job: _export_summary(state, job),
        keep=lambda job: kind in (None, _source_type(job)) and status in (None, _status(state, job)),
        default=100,
        maximum=100,
    )


def list_import_jobs(state: State, request: Json) -> Listing[Job]:
    """The imports, oldest first."""
    kind = request.get("ImportDestinationType")
    return Listing(
        member="ImportJobs",
        rows=state.import_jobs,
        show=lambda job: _import_summary(state, job),
        keep=lambda job: kind in (None, _destination_type(job)),
        default=100,
        maximum=100,
    )


def _find(jobs: SortedDict[Job], request: Json) -> Job:
    job_id = request["JobId"]
    job = next((job for job in jobs.values() if job.id == job_id), None)
    if job is None:
        raise not_found(f"Job {job_id} does not exist.")
    return job


def _check_metrics(source: Json) -> None:
    start, end = source["StartDate"], source["EndDate"]
    if start >= end:
        raise bad_request("The start date must be before the end date.")
    if any(moment.astimezone(UTC).time() != time() for moment in (start, end)):
        raise bad_request("The start date and the end date must be at midnight UTC.")
    if any("Name" not in metric for metric in source["Metrics"]):
        raise bad_request("Each metric must have a name.")


def _begin(
    state: State, jobs: SortedDict[Job], source: Json, destination: Json, run: Callable[[State, Job], None]
) -> Job:
    check_limit([job for job in jobs.values() if not job.ended], _MAX_UNFINISHED, "jobs in progress")
    job = jobs[f"{len(jobs):012}"] = Job(str(uuid.uuid4()), source, destination, created=state.clock.now())
    end = job.created + _ENDS_AFTER

    def finish() -> None:
        if not job.cancelled:
            run(state, job)
            job.ended = end

    state.agenda.append(Task(end, finish))
    return job


def _export(state: State, job: Job) -> None:
    if "MetricsDataSource" in job.source:
        rows = metric_rows(state, job.source["MetricsDataSource"])
        job.processed = len(rows)
    else:
        rows, job.processed = message_rows(state, job.source["MessageInsightsDataSource"])
    job.exported = len(rows)
    _write(state, job, write(rows, job.destination["DataFormat"]))


def _import(state: State, job: Job) -> None:
    url = job.source["S3Url"]
    content = state.files[url] if url in state.files else state.neighbours.file(url)
    try:
        if content is None:
            raise bad_request(f"The file {url} cannot be read.")
        job.processed, failed = apply(state, content, job.source["DataFormat"], job.destination)
    except Refused as refused:
        job.error = refused.message
        return
    job.failed = len(failed)
    if failed:
        _write(state, job, "".join(f"{json.dumps(record)}\n" for record in failed).encode())


def _write(state: State, job: Job, content: bytes) -> None:
    job.file = f"s3://ses-jobs-{state.account_id}-{state.region}/{job.id}"
    state.files[job.file] = content
    state.neighbours.file_written(job.file, content)


def _status(state: State, job: Job) -> str:
    if job.ended:
        return "CANCELLED" if job.cancelled else "FAILED" if job.error else "COMPLETED"
    return "CREATED" if state.clock.now() < job.created + _STARTS_AFTER else "PROCESSING"


def _link(state: State, job: Job) -> str | None:
    """A pre-signed URL of the job's file, valid for five minutes."""
    if job.file is None:
        return None
    bucket, _, key = job.file.removeprefix("s3://").partition("/")
    suffix = ".cn" if state.region.startswith("cn-") else ""
    moment = state.clock.now().strftime("%Y%m%dT%H%M%SZ")
    url = (
        f"https://{bucket}.s3.{state.region}.amazonaws.com{suffix}/{key}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Date={moment}&X-Amz-Expires=300&X-Amz-SignedHeaders=host"
    )
    return f"{url}&X-Amz-Signature={hashlib.sha256(url.encode()).hexdigest()}"


def _source_type(job: Job) -> str:
    return "METRICS_DATA" if "MetricsDataSource" in job.source else "MESSAGE_INSIGHTS"


def _destination_type(job: Job) -> str:
    return "CONTACT_LIST" if "ContactListDestination" in job.destination else "SUPPRESSION_LIST"


def _export_summary(state: State, job: Job) -> Json:
    return {
        "JobId": job.id,
        "ExportSourceType": _source_type(job),
        "JobStatus": _status(state, job),
        "CreatedTimestamp": job.created,
        "CompletedTimestamp": job.ended,
    }


def _import_summary(state: State, job: Job) -> Json:
    return {
        "JobId": job.id,
        "ImportDestination": job.destination,
        "JobStatus": _status(state, job),
        "CreatedTimestamp": job.created,
        "ProcessedRecordsCount": job.processed,
        "FailedRecordsCount": job.failed,
    }
