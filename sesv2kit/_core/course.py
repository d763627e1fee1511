"""The steps of a call: wait for rate limits, send, decide, wait, conclude. The only loop over attempts.

It is a coroutine. Everything in it that takes time is a method of its port. The port of the blocking client never
suspends, so `run` runs the coroutine to its end without an event loop. The asynchronous client awaits it.
"""

import contextlib
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Protocol, TypeVar, cast

from sesv2kit._core import retry
from sesv2kit._core.call import Attempt, Call, uncertain, where_to_look
from sesv2kit._core.clock import late
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
from sesv2kit.shapes import Response, ResponseMetadata
from sesv2kit.shapes.bases import with_metadata
from sesv2kit.shapes.untyped import UntypedResponse

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("sesv2kit")
logger.addHandler(logging.NullHandler())

_LATE = 0.1
"""How many seconds after its time a slot may still be used. Within one second, up to this many seconds' worth of calls
may be sent in addition to the limit."""


class Port(Protocol):
    """What a call needs from its client. The methods do all I/O and waiting."""

    config: ClientConfig
    """The client's settings."""

    pacing: Pacing
    """The client's rate limits."""

    budget: retry.RetryBudget
    """The client's retry budget."""

    async def region(self, call: Call) -> str:
        """The AWS region. Makes the boto3 client if there is none yet."""
        ...

    async def learn(self, call: Call) -> None:
        """Read the account's sending rate; see `Pacing.learn`."""
        ...

    async def reserve(self, call: Call, costs: Costs) -> Reservation | None:
        """Take the slots. None: the wait for them would be longer than the call's timeout."""
        ...

    async def release(self, call: Call, reservation: Reservation) -> None:
        """Free slots that were not used."""
        ...

    async def sleep(self, call: Call, seconds: float) -> None:
        """Wait `seconds` on the call's clock."""
        ...

    async def journal(self, call: Call, method: Callable[[Any], Any], argument: Any) -> Any:
        """Call a method of the call's journal. It runs to its end even if the call is cancelled."""
        ...

    async def send(self, attempt: Attempt, response: type[ResponseT]) -> ResponseT:
        """Send the request once and read the response."""
        ...


async def proceed(call: Call, response: type[ResponseT], port: Port) -> ResponseT:
    """Make attempts until one succeeds or no further one is allowed."""
    attempt = Attempt(call, 1, port.config.max_response_size)
    last: tuple[Attempt, SESv2Error] | None = None
    unknown = False  # whether an attempt before the current one may have been carried out
    try:
        while True:
            try:
                return await _try(attempt, response, port)
            except SESv2Error as error:
                if last is not None and isinstance(error, CallTimeoutError):
                    last[1].add_note(f"Not repeated: {error}.")
                    break  # raise the error of the last attempt instead
                last = attempt, error
                wait = _decide(attempt, error, port.budget)
                if wait is None:
                    break
                unknown = call.unknown
                if call.keyed is not None and not unknown:
                    call.keyed.refused()
            attempt = Attempt(call, attempt.number + 1, port.config.max_response_size)
            await _wait(attempt, wait, port)
        return _conclude(*last, response)
    except SESv2Error:
        raise
    except BaseException as error:
        if unknown and call.operation.repeat is Repeat.UNSAFE:
            _note_earlier(call, error)
        raise
    finally:
        last = None  # breaks the reference cycle between this frame and the error's traceback


def run(course: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine whose port never suspends, and return its result."""
    try:
        course.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("a blocking port suspended")


async def _try(attempt: Attempt, response: type[ResponseT], port: Port) -> ResponseT:
    """Wait for pacing, then make the attempt."""
    call = attempt.call
    reservation: Reservation | None = None
    if port.pacing.applies_to(call):
        region = await port.region(call)
        if port.pacing.must_ask(call):
            if call.keyed is not None:
                await call.keyed.look(call, port)
            await port.learn(call)
        reservation, is_late = await _slots(attempt, region, port)
        if is_late:  # only once: if every wait ends too late, slots that are taken and not used would use up the rate
            reservation, _ = await _slots(attempt, region, port)
    try:
        if call.keyed is not None:
            await call.keyed.hold(call, port)
        return await port.send(attempt, response)
    except BaseException:
        if reservation is not None and not attempt.begun:
            await port.release(call, reservation)
        raise


async def _slots(attempt: Attempt, region: str, port: Port) -> tuple[Reservation | None, bool]:
    """The slots of an attempt, after the wait for them, and whether the wait ended too late. None: no limit applies.

    After a process was suspended, or had no processor for a while, the times of many slots have passed. Its calls take
    new slots. Otherwise all of them would be sent at the same time.
    """
    call = attempt.call
    attempt.queued_at = call.clock.monotonic()
    costs = port.pacing.costs(call, region, attempt.queued_at)
    if not costs:
        return None, False
    left = call.time_left()
    reservation = await port.reserve(call, costs) if left is None or left > 0 else None
    if reservation is None:
        raise call.out_of_time()
    if reservation.wait <= 0:
        return reservation, False
    due = call.clock.monotonic() + reservation.wait
    wait = reservation.wait
    try:
        if call.keyed is not None:
            await call.keyed.look(call, port)
            wait = due - call.clock.monotonic()
        await _wait(attempt, wait, port)
    except BaseException:
        await port.release(call, reservation)
        raise
    return reservation, late(call.clock, due) > _LATE


async def _wait(attempt: Attempt, seconds: float, port: Port) -> None:
    """Wait before an attempt, and count the seconds."""
    if seconds > 0:
        call = attempt.call
        logger.log(logging.INFO if seconds > 1 else logging.DEBUG, "%s: waiting %.2f s", call.operation.name, seconds)
        await port.sleep(call, seconds)
        attempt.waited += seconds
        call.waited += seconds


def _decide(attempt: Attempt, error: SESv2Error, budget: retry.RetryBudget) -> float | None:
    """Seconds to wait before another attempt. None: no further attempt."""
    call, failure = attempt.call, retry.failure_of(error)
    name = call.operation.name
    call.unknown = call.unknown or failure is retry.Failure.UNKNOWN
    if failure is retry.Failure.FINAL or call.interrupted:
        return None
    if call.unknown and call.operation.repeat is Repeat.UNSAFE and call.policy.on_unknown == "raise":
        return None  # even if this attempt was refused: that may have been a repeat by botocore
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
    limited = failure in (retry.Failure.NOT_SENT, retry.Failure.UNKNOWN)
    if wait is not None and limited and not budget.take():
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
    """End a call whose last attempt failed. Raises, unless the call was a deletion that an earlier attempt carried
    out."""
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
            where_to_look=where_to_look(call),
            attempts=call.attempts,
            status=getattr(error, "status", None),
            request_id=getattr(error, "request_id", None),
            body=getattr(error, "body", b""),
            response=error.response if isinstance(error, TransportError) else None,
        ) from error
    if operation.deletes and call.unknown and isinstance(error, NotFoundError) and error.code is not None:
        return _deleted(call, error, response)
    raise error


def _note_earlier(call: Call, error: BaseException) -> None:
    """Say on an exception that ends a call, such as a KeyboardInterrupt, that an earlier attempt may have succeeded."""
    with contextlib.suppress(Exception):  # some exceptions take no attributes
        if uncertain(call) not in getattr(error, "__notes__", ()):
            error.add_note(uncertain(call, " by an earlier attempt"))


def _deleted(call: Call, error: ServiceError, response: type[ResponseT]) -> ResponseT:
    """The result of a deletion whose response was lost, and whose next attempt found nothing to delete."""
    metadata = ResponseMetadata(error.request_id, error.status, call.attempts, call.waited)
    if issubclass(response, UntypedResponse):
        return cast("ResponseT", UntypedResponse(metadata=metadata))
    return cast("ResponseT", with_metadata(cast("type[Response]", response)(), metadata))
