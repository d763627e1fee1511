"""Waiting until SES has finished something in the background: jobs, endpoints, verification."""

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sesv2kit._core import clock
from sesv2kit._core.arguments import validated
from sesv2kit._core.retry import Failure, failure_of
from sesv2kit._workflows.caller import Caller
from sesv2kit.errors import (
    BadRequestError,
    NotFoundError,
    Problem,
    RequestInvalidError,
    SESv2Error,
    WaitFailedError,
    WaitTimeoutError,
)
from sesv2kit.models.jobs import GET_EXPORT_JOB, GET_IMPORT_JOB, GetExportJobResponse, GetImportJobResponse
from sesv2kit.models.multi_region import GET_MULTI_REGION_ENDPOINT, GetMultiRegionEndpointResponse
from sesv2kit.operation import Operation, RequestT, ResponseT

_FIRST_DELAY = 1.0
_GROWTH = 1.5
_LONGEST_DELAY = 60.0
LAG = 30.0
"""Seconds for which a resource may be missing although it was created: not every server of SES knows it at once."""


class Lag:
    """The time for which SES may not know, or not show, what was changed before: `LAG` seconds from now."""

    def __init__(self) -> None:
        self._time = clock.current()
        self._deadline = self._time.monotonic() + LAG
        self._delay = 0.5

    @property
    def is_over(self) -> bool:
        """Whether it is over."""
        return self._time.monotonic() >= self._deadline

    async def wait(self, caller: Caller) -> None:
        """Wait before the next look, each time longer, but not beyond its end."""
        await caller.sleep(min(self._delay, self._deadline - self._time.monotonic()))
        self._delay = min(2 * self._delay, 5.0)


async def patiently(
    caller: Caller,
    operation: Operation[RequestT, ResponseT],
    arguments: Mapping[str, Any],
    is_late: Callable[[Exception], bool] = lambda error: isinstance(error, NotFoundError),
    *,
    reads: bool = False,
) -> ResponseT:
    """Call an operation, and again while SES may not know yet what was changed before.

    Args:
        caller: The client.
        operation: The operation, which is safe to repeat.
        arguments: Its arguments.
        is_late: Whether an error may be because of that.
        reads: Whether it only reads, see `Caller.look_up`.
    """
    lag = Lag()
    while True:
        try:
            return await (caller.look_up if reads else caller.call)(operation, arguments)
        except (NotFoundError, BadRequestError) as error:
            if lag.is_over or not is_late(error):
                raise
        await lag.wait(caller)


class Progress(enum.Enum):
    """What a response says of what is waited for."""

    PENDING = "pending"
    """It may still become true."""

    DONE = "done"
    """It is true."""

    FAILED = "failed"
    """It can no longer become true."""


def check_timeout(method: str, timeout: Any) -> None:
    """Check how long a method may wait.

    Args:
        method: Name of the method.
        timeout: Seconds. None: without end.

    Raises:
        RequestInvalidError: It is not a number, or negative.
    """
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if timeout is not None and not (is_number and math.isfinite(timeout) and timeout >= 0):
        raise RequestInvalidError(method, [Problem("timeout", "must be a number of seconds, 0 or more", "sesv2kit")])


async def wait_until(
    caller: Caller,
    operation: Operation[RequestT, ResponseT],
    arguments: Mapping[str, Any],
    judge: Callable[[ResponseT], tuple[Progress, str]],
    *,
    timeout: float | None,
    what: str,
) -> ResponseT:
    """Look something up again and again, with growing delays, until it is done.

    A resource that was just created may be missing for `LAG` seconds. After a response, failures that may pass are
    waited through; before it they are raised, because the client may be set up wrongly.

    Args:
        caller: The client.
        operation: What looks it up.
        arguments: Its arguments.
        judge: What a response says: how far it is, and its status in words.
        timeout: Seconds until the last look. None: no limit.
        what: What is true until then, such as "The job is not complete".

    Raises:
        WaitFailedError: It can no longer become true.
        WaitTimeoutError: It did not in time.
    """
    time = clock.current()
    started = time.monotonic()
    deadline = math.inf if timeout is None else started + timeout
    delay = _FIRST_DELAY
    found: ResponseT | None = None
    status = "it was not found"
    while True:
        failure: SESv2Error | None = None
        try:
            found = await caller.look_up(operation, arguments)
        except NotFoundError as error:
            if found is not None or time.monotonic() >= min(started + LAG, deadline):
                raise
            failure = error
        except SESv2Error as error:
            if found is None or failure_of(error) is Failure.FINAL:
                raise
            failure = error
        else:
            progress, status = judge(found)
            if progress is Progress.DONE:
                return found
            if progress is Progress.FAILED:
                waited = time.monotonic() - started
                raise WaitFailedError(f"{what}, and will not be: {status}", response=found, waited=waited)
        now = time.monotonic()
        if now >= deadline:
            raise WaitTimeoutError(
                f"{what} after {now - started:g} s: {status}", response=found, waited=now - started
            ) from failure
        await caller.sleep(min(delay, deadline - now))
        delay = min(delay * _GROWTH, _LONGEST_DELAY)


# Jobs.


async def job(
    caller: Caller, export_job_id: str | None, import_job_id: str | None, timeout: float | None
) -> GetExportJobResponse | GetImportJobResponse:
    """See `Jobs.wait_until_complete`."""
    method = "wait_until_complete"
    check_timeout(method, timeout)
    what = "The job is not complete"
    if (export_job_id is None) == (import_job_id is None):
        problem = Problem("", "exactly one of export_job_id and import_job_id is required", "sesv2kit")
        raise RequestInvalidError(method, [problem])
    if export_job_id is not None:
        wanted = _by_id(method, GET_EXPORT_JOB, "export_job_id", export_job_id)
        return await wait_until(caller, GET_EXPORT_JOB, wanted, _judge_job, timeout=timeout, what=what)
    wanted = _by_id(method, GET_IMPORT_JOB, "import_job_id", import_job_id)
    return await wait_until(caller, GET_IMPORT_JOB, wanted, _judge_job, timeout=timeout, what=what)


def _by_id(method: str, operation: Operation[Any, Any], argument: str, job_id: str | None) -> dict[str, Any]:
    try:
        validated(operation, {"job_id": job_id})
    except RequestInvalidError as error:
        problems = [replace(problem, argument=argument) for problem in error.problems]
        raise RequestInvalidError(method, problems) from None
    return {"job_id": job_id}


def _judge_job(found: GetExportJobResponse | GetImportJobResponse) -> tuple[Progress, str]:
    match found.job_status:
        case "COMPLETED":
            progress = Progress.DONE
        case "FAILED" | "CANCELLED" | "ERROR":
            progress = Progress.FAILED
        case _:
            progress = Progress.PENDING
    return progress, f"its status is {found.job_status}"


# Multi-region endpoints.


async def endpoint(caller: Caller, endpoint_name: str, timeout: float | None) -> GetMultiRegionEndpointResponse:
    """See `MultiRegion.wait_until_ready`."""
    check_timeout("wait_until_ready", timeout)
    arguments = {"endpoint_name": endpoint_name}
    return await wait_until(
        caller,
        GET_MULTI_REGION_ENDPOINT,
        arguments,
        _judge_endpoint,
        timeout=timeout,
        what="The multi-region endpoint is not ready",
    )


def _judge_endpoint(found: GetMultiRegionEndpointResponse) -> tuple[Progress, str]:
    match found.status:
        case "READY":
            progress = Progress.DONE
        case "FAILED" | "DELETING":
            progress = Progress.FAILED
        case _:
            progress = Progress.PENDING
    return progress, f"its status is {found.status}"
