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
"""Seconds for which SES may not return a resource that was just created, because its servers are eventually
consistent."""


class Lag:
    """A period of `LAG` seconds from now, in which SES may still return the state before a change."""

    def __init__(self) -> None:
        self._time = clock.current()
        self._deadline = self._time.monotonic() + LAG
        self._delay = 0.5

    @property
    def is_over(self) -> bool:
        """Whether the period is over."""
        return self._time.monotonic() >= self._deadline

    async def wait(self, caller: Caller) -> None:
        """Wait before the next lookup, longer each time, but not beyond the end of the period."""
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
    """Call an operation, and repeat it while SES may still return the state before a change.

    Args:
        caller: The client.
        operation: The operation, which is safe to repeat.
        arguments: Its arguments.
        is_late: Whether an error may be caused by this.
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
    """The state of what is waited for, according to a response."""

    PENDING = "pending"
    """It is not reached yet."""

    DONE = "done"
    """It is reached."""

    FAILED = "failed"
    """It cannot be reached any more."""


def check_timeout(method: str, timeout: Any) -> None:
    """Check the argument `timeout` of a method that waits.

    Args:
        method: Name of the method.
        timeout: Seconds. None: no limit.

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
    """Repeat a lookup with growing delays until a state is reached.

    A resource that was just created may be missing for `LAG` seconds. After the first response, temporary errors do not
    end the wait. Before it they are raised, because the client may be configured incorrectly.

    Args:
        caller: The client.
        operation: The operation for the lookup.
        arguments: Its arguments.
        judge: Returns the state according to a response, and its status as text.
        timeout: Seconds until the last lookup. None: no limit.
        what: The text for errors, such as "The job is not complete".

    Raises:
        WaitFailedError: It cannot be reached any more.
        WaitTimeoutError: The state was not reached in time.
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
