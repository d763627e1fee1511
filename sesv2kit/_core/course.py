"""The course of a call: take a turn, send, decide, wait, conclude. The only place that loops over attempts.

It is a coroutine over a port, which does what takes time. The port of the blocking client never suspends, so `run`
drives the coroutine to its end at once; the asynchronous client awaits it.
"""

import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Protocol, TypeVar, cast

from sesv2kit._core import retry
from sesv2kit._core.call import Attempt, Call
from sesv2kit._core.pacing import Costs, Pacing
from sesv2kit.config import ClientConfig
from sesv2kit.errors import (
    CallTimeoutError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    SESv2Error,
    TransportError,
)
from sesv2kit.limits import Reservation
from sesv2kit.operation import Repeat, ResponseT
from sesv2kit.shapes import ResponseMetadata
from sesv2kit.shapes.untyped import UntypedResponse

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("sesv2kit")
logger.addHandler(logging.NullHandler())


class Port(Protocol):
    """What a call needs of its client, and all that may take time."""

    config: ClientConfig
    """The client's."""

    pacing: Pacing
    """The client's."""

    budget: retry.RetryBudget
    """The client's."""

    async def region(self, call: Call) -> str:
        """The AWS region; connects at the first use."""
        ...

    async def learn(self, call: Call) -> None:
        """Have the account's sending rate asked for; see `Pacing.learn`."""
        ...

    async def reserve(self, call: Call, costs: Costs) -> Reservation | None:
        """Take the slots; None if that would mean to wait beyond the call's timeout."""
        ...

    async def release(self, call: Call, reservation: Reservation) -> None:
        """Give back slots that were not used."""
        ...

    async def sleep(self, call: Call, seconds: float) -> None:
        """Return when `seconds` have passed on the call's clock."""
        ...

    async def journal(self, call: Call, ask: Callable[[Any], Any], about: Any) -> Any:
        """What a method of the call's journal gives. It is asked to the end, also when the call is cancelled."""
        ...

    async def send(self, attempt: Attempt, response: type[ResponseT]) -> ResponseT:
        """Send the request once and read the response."""
        ...


async def proceed(call: Call, response: type[ResponseT], port: Port) -> ResponseT:
    """Carry out a call: attempts until one succeeds or none may follow."""
    attempt = Attempt(call, 1, port.config.max_response_size)
    last: tuple[Attempt, SESv2Error] | None = None
    try:
        while True:
            try:
                return await _try(attempt, response, port)
            except SESv2Error as error:
                if last is not None and isinstance(error, CallTimeoutError):
                    last[1].add_note(f"Not repeated: {error}.")
                    break  # the caller is told how the last attempt ended
                last = attempt, error
                wait = _decide(attempt, error, port.budget)
                if wait is None:
                    break
            attempt = Attempt(call, attempt.number + 1, port.config.max_response_size)
            await _wait(attempt, wait, port)
        return _conclude(*last, response)
    finally:
        last = None  # the error's traceback holds this frame: together they would wait for the garbage collector


def run(course: Coroutine[Any, Any, T]) -> T:
    """Drive a coroutine whose port never suspends."""
    try:
        course.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("a blocking port suspended")


async def _try(attempt: Attempt, response: type[ResponseT], port: Port) -> ResponseT:
    """Wait for an attempt's turn, and make it."""
    call, pacing = attempt.call, port.pacing
    reservation: Reservation | None = None
    if pacing.applies_to(call):
        region = await port.region(call)
        if pacing.must_ask(call):
            await port.learn(call)
        attempt.queued_at = call.clock.monotonic()
        costs = pacing.costs(call, region, attempt.queued_at)
        if costs:
            left = call.time_left()
            reservation = await port.reserve(call, costs) if left is None or left > 0 else None
            if reservation is None:
                raise call.out_of_time()
    try:
        if reservation is not None:
            await _wait(attempt, reservation.wait, port)
        if call.keyed is not None:
            await call.keyed.hold(call, port)
        return await port.send(attempt, response)
    except BaseException:
        if reservation is not None and not attempt.begun:
            await port.release(call, reservation)
        raise


async def _wait(attempt: Attempt, seconds: float, port: Port) -> None:
    """Sleep, and note it."""
    if seconds > 0:
        call = attempt.call
        logger.log(logging.INFO if seconds > 1 else logging.DEBUG, "%s: waiting %.2f s", call.operation.name, seconds)
        await port.sleep(call, seconds)
        attempt.waited += seconds
        call.waited += seconds


def _decide(attempt: Attempt, error: SESv2Error, budget: retry.RetryBudget) -> float | None:
    """Seconds to wait before another attempt. None: there is none."""
    call, failure = attempt.call, retry.failure_of(error)
    name = call.operation.name
    call.unknown = call.unknown or failure is retry.Failure.UNKNOWN
    if failure is retry.Failure.FINAL or call.interrupted:
        return None
    if call.unknown and call.operation.repeat is Repeat.UNSAFE and call.policy.on_unknown == "raise":
        return None  # also when this attempt was refused: a repeat of botocore's own may be, and the first one not
    decision = retry.decide(
        call.policy,
        failure,
        call.operation.repeat,
        error,
        attempts=call.attempts,
        started_at=call.started_at,
        now=call.clock.monotonic(),
        waited=call.waited,
    )
    wait, reason = decision.wait, decision.reason
    lost = failure in (retry.Failure.NOT_SENT, retry.Failure.UNKNOWN)
    if wait is not None and lost and not budget.take():
        wait, reason = None, "the client has used up its retry budget (RetryPolicy.budget)"
    if wait is not None:
        logger.warning(
            "%s: attempt %d failed (%s), repeating in %.2f s", name, call.attempts, type(error).__name__, wait
        )
    elif reason is not None:
        logger.warning("%s: not repeated: %s", name, reason)
        error.add_note(f"Not repeated: {reason}.")
    return wait


def _conclude(attempt: Attempt, error: SESv2Error, response: type[ResponseT]) -> ResponseT:
    """The end of a call whose last attempt failed: mostly it raises."""
    call = attempt.call
    operation = call.operation
    failure = retry.failure_of(error)
    if operation.repeat is Repeat.UNSAFE and (failure is retry.Failure.UNKNOWN or call.unknown):
        ago = call.clock.monotonic() - attempt.started_at
        raise OutcomeUnknownError(
            str(error),
            operation=operation.name,
            request=call.request,
            sent_at=call.clock.now() - timedelta(seconds=ago),
            extra=call.extra,
            where_to_look=operation.where_to_look,
            attempts=call.attempts,
            status=getattr(error, "status", None),
            request_id=getattr(error, "request_id", None),
            body=getattr(error, "body", b""),
            response=error.response if isinstance(error, TransportError) else None,
        ) from error
    if operation.deletes and call.unknown and isinstance(error, NotFoundError) and error.code is not None:
        return _deleted(call, error, response)
    raise error


def _deleted(call: Call, error: ServiceError, response: type[ResponseT]) -> ResponseT:
    """The response of a deletion whose own was lost: the next attempt found nothing to delete."""
    metadata = ResponseMetadata(error.request_id, error.status, call.attempts, call.waited)
    if issubclass(response, UntypedResponse):
        return cast("ResponseT", UntypedResponse(metadata=metadata))
    return cast("ResponseT", response().received(metadata))
