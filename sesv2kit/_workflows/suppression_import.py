"""Import jobs for addresses: writing their files, and running jobs until they end."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import Any, cast

from sesv2kit._boto.files import Folder
from sesv2kit._core import clock
from sesv2kit._workflows import waiting
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import Pages
from sesv2kit._workflows.suppression import checked
from sesv2kit._workflows.suppression_export import csv_rows
from sesv2kit.errors import (
    LimitExceededError,
    OutcomeUnknownError,
    Problem,
    RequestInvalidError,
    ServiceError,
    SESv2Error,
    WaitFailedError,
    WaitTimeoutError,
)
from sesv2kit.models.jobs import (
    CREATE_IMPORT_JOB,
    GET_IMPORT_JOB,
    LIST_IMPORT_JOBS,
    GetImportJobResponse,
)
from sesv2kit.suppressing import ImportResult

MAX_ADDRESSES = 100_000
"""Addresses of one file. Source: https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html"""

_POLL = 5.0
"""Seconds to wait first if too many jobs are running."""

_LONGEST_POLL = 60.0

_SOURCE = "docs/suppression.md of sesv2kit"
_ENDED = ("COMPLETED", "FAILED", "CANCELLED")


def _chunks(method: str, addresses: Iterable[Any], action: str, reason: str | None) -> Iterator[tuple[int, bytes]]:
    """The files: how many addresses each has, and its content."""
    source = iter(addresses)
    while True:
        rows: list[tuple[str, str | None]] = []
        for item in islice(source, MAX_ADDRESSES):
            # A removal needs no reason; one is given so that the address alone is checked.
            address, own = checked(method, item, reason or ("BOUNCE" if action == "DELETE" else None))
            rows.append((address, None if action == "DELETE" else own))
        if not rows:
            return
        yield len(rows), csv_rows(rows).encode()


def _check(method: str, action: str, reason: str | None) -> None:
    if action not in ("PUT", "DELETE"):
        raise _invalid(method, "action", 'must be "PUT" or "DELETE"')
    if reason is not None:
        checked(method, "to@example.com", reason)


def _invalid(method: str, argument: str, message: str) -> RequestInvalidError:
    return RequestInvalidError(method, [Problem(argument, message, _SOURCE)])


async def write_files(
    caller: Caller, folder: "str | os.PathLike[str]", addresses: Iterable[Any], action: str, reason: str | None
) -> tuple[Path, ...]:
    """Write files; see `Suppression.write_import_files`."""
    _check("write_import_files", action, reason)
    return await caller.blocking(lambda: _write(Path(folder), addresses, action, reason))


def _write(folder: Path, addresses: Iterable[Any], action: str, reason: str | None) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    if (
        next(folder.glob("suppression-*.csv"), None) is not None
    ):  # the last files of a longer list would be imported too
        raise _invalid(
            "write_import_files", "folder", "has files of an earlier call; delete them, or use another folder"
        )
    paths: list[Path] = []
    for number, (_, content) in zip(count(1), _chunks("write_import_files", addresses, action, reason), strict=False):
        path = folder / f"suppression-{number:04}.csv"
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        paths.append(part.replace(path))
    return tuple(paths)


async def run(
    caller: Caller,
    addresses: Iterable[Any],
    s3_url: str,
    s3_client: Any,
    *,
    action: str,
    reason: str | None,
    timeout: float | None,
    progress: Callable[[ImportResult], object] | None,
) -> tuple[ImportResult, ...]:
    """Import addresses; see `Suppression.import_many`."""
    _check("import_many", action, reason)
    waiting.check_timeout("import_many", timeout)
    place = re.fullmatch(r"s3://(?P<bucket>[a-z0-9.-]+)(?:/(?P<prefix>.*?)/?)?", s3_url)
    if place is None:
        raise _invalid("import_many", "s3_url", "must be like s3://bucket/prefix")
    folder = Folder(s3_client)
    prefix = f"{place['prefix']}/" if place["prefix"] else ""
    results: list[ImportResult] = []
    chunks = _chunks("import_many", addresses, action, reason)
    while True:
        try:
            chunk = next(chunks, None)
        except RequestInvalidError as error:
            if not results:
                raise
            results.append(ImportResult(s3_url, 0, "refused", error=error))  # the earlier ones must not be lost
            break
        if chunk is None:
            break
        number, content = chunk
        # The name is a hash of the content, so a run that is started again writes no further objects.
        name = f"suppression-{action.lower()}-{hashlib.sha256(content).hexdigest()[:32]}.csv"
        url = f"s3://{place['bucket']}/{prefix}{name}"
        result = await _import(caller, folder, url, number, content, action, timeout)
        results.append(result)
        if progress is not None:
            progress(result)
        if result.outcome == "refused":
            break
    return tuple(results)


async def _import(
    caller: Caller,
    folder: Folder,
    url: str,
    number: int,
    content: bytes,
    action: str,
    timeout: float | None,
) -> ImportResult:
    job_id: str | None = None
    try:
        await caller.blocking(partial(folder.put, url, BytesIO(content)))
        job_id = await _started(caller, url, action)
        job = await _ended(caller, job_id, timeout)
    except SESv2Error as error:
        refused = job_id is None and isinstance(error, ServiceError) and (error.status or 500) < 500
        return ImportResult(url, number, "refused" if refused else "unknown", job_id, error=error)
    failure = job.failure_info
    return ImportResult(
        url,
        number,
        "accepted" if job.job_status == "COMPLETED" else "refused" if job.job_status in _ENDED else "unknown",
        job_id,
        job.failed_records_count or 0,
        None if failure is None else failure.failed_records_s3_url,
        None if failure is None else failure.error_message,
    )


async def _started(caller: Caller, url: str, action: str) -> str:
    """Start a job, and return its id. Starting it twice is safe, because the second job does the same again."""
    arguments = {
        "import_destination": {"suppression_list_destination": {"suppression_list_import_action": action}},
        "import_data_source": {"s3_url": url, "data_format": "CSV"},
    }
    begun = clock.current().now()
    wait = _POLL
    while True:
        try:
            return cast("str", (await caller.call(CREATE_IMPORT_JOB, arguments)).job_id)
        except OutcomeUnknownError:
            found = await _found(caller, url, begun - timedelta(minutes=5))
            if found is not None:
                return found
            return cast("str", (await caller.call(CREATE_IMPORT_JOB, arguments)).job_id)
        except LimitExceededError:  # the maximum number of jobs is running
            await caller.sleep(wait)
            wait = min(2 * wait, _LONGEST_POLL)


async def _found(caller: Caller, url: str, since: Any) -> str | None:
    """The job with this file. None: there is none."""
    pages = Pages(caller, LIST_IMPORT_JOBS, {"import_destination_type": "SUPPRESSION_LIST"})
    while (jobs := await pages.next()) is not None:
        for one in jobs:
            if one.job_id is None or (one.created_timestamp is not None and one.created_timestamp < since):
                continue
            job = await caller.call(GET_IMPORT_JOB, {"job_id": one.job_id})
            if job.import_data_source is not None and job.import_data_source.s3_url == url:
                return one.job_id
    return None


async def _ended(caller: Caller, job_id: str, timeout: float | None) -> GetImportJobResponse:
    """The job when it has ended, or after the timeout."""
    try:
        return cast("GetImportJobResponse", await waiting.job(caller, None, job_id, timeout))
    except (WaitFailedError, WaitTimeoutError) as error:
        if error.response is None:
            raise
        return cast("GetImportJobResponse", error.response)
