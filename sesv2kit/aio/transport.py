"""One call on an event loop: it waits on the loop and sends in a thread. `BotoTransport` decides what follows."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from sesv2kit._boto.transport import BotoTransport, Repeats
from sesv2kit._core import clock, fork, retry
from sesv2kit._core.call import Call
from sesv2kit.aio.limits import AsyncRateLimiter
from sesv2kit.aio.threads import Threads
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import CallTimeoutError, ConfigurationError, NoResponseError, SESv2Error
from sesv2kit.limits import Limit, MemoryLimiter, Reservation
from sesv2kit.operation import Operation, Repeat, RequestT, ResponseT

T = TypeVar("T")

LATE = "it would have begun later"
"""Why a call is not sent whose timeout ended while it waited for a thread."""

logger: logging.Logger = logging.getLogger("sesv2kit")


class AsyncTransport:
    """Drives a `BotoTransport` without blocking the loop: what may do I/O runs in the client's threads."""

    def __init__(
        self, machine: BotoTransport, threads: Threads, config: ClientConfig, limiter: AsyncRateLimiter | None
    ) -> None:
        self._machine = machine
        self._threads = threads
        self._limiter = limiter
        self._limiter_blocks = not (config.limiter is None or isinstance(config.limiter, MemoryLimiter))

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        policy: RetryPolicy,
        extra: Mapping[str, Any] | None = None,
    ) -> ResponseT:
        """Carry out one request; retries and pacing included. `extra` is merged into what is sent."""
        call = Call(operation, request, policy, extra)
        call.opened = self._threads.closed
        try:
            try:
                return await self._try(call, operation.response)
            except SESv2Error as error:
                if retry.failure_of(error) is retry.Failure.FINAL:
                    raise
                failed = error
            return await self._repeat(call, operation.response, failed)
        except asyncio.CancelledError as cancelled:
            if call.unknown and operation.repeat is Repeat.UNSAFE:
                logger.warning("%s: cancelled when it may have been carried out", operation.name)
                cancelled.add_note(f"{operation.name} may or may not have been carried out. {operation.if_unknown}")
            raise

    async def _repeat(self, call: Call, response: type[ResponseT], failed: SESv2Error) -> ResponseT:
        with fork.IMPORTING.lock:
            import tenacity  # only a failure pays for the import

        repeats = Repeats(self._machine, call, failed)

        async def attempt() -> ResponseT:
            repeats.raise_first()
            return await self._try(call, response)

        async def wait(seconds: float) -> None:
            await _wait(call, seconds)

        # Made for this call: one that calls share mixes up their attempts.
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(repeats.may_follow), wait=repeats.wait, sleep=wait, reraise=True
        )
        try:
            return await retrying(attempt)
        except SESv2Error:
            return self._machine.conclude(call, response, repeats.failed)

    async def _try(self, call: Call, response: type[ResponseT]) -> ResponseT:
        """Wait for the call's turn and make one attempt."""
        costs = await self._costs(call)
        reservation = await self._reserve(call, costs) if costs else None
        sending: Future[ResponseT] | None = None
        try:
            if reservation is not None:
                await _wait(call, reservation.wait)
            if call.opened != self._threads.closed:
                raise ConfigurationError(f"{call.operation.name} was not sent: the client was closed while it waited")
            left = call.time_left()
            if left is not None and left < 0:  # sent now, it would not be waited for
                raise call.out_of_time(LATE)
            sending = self._threads.submit(self._machine.attempt, call, response)
            return await self._answer(call, sending)
        except BaseException:
            if reservation is not None and (sending is None or sending.cancelled()):
                await self._release(reservation)
            raise

    async def _answer(self, call: Call, sending: "Future[ResponseT]") -> ResponseT:
        """What comes of an attempt, which goes on in its thread when nobody waits for it any more."""
        try:
            return await self._result(call, sending)
        except asyncio.CancelledError:
            call.unknown = call.unknown or not sending.cancelled()
            raise
        except CallTimeoutError:
            if sending.cancelled():
                raise
            raise NoResponseError(
                f"{call.operation.name} got no answer within timeout={call.policy.timeout:g} s",
                operation=call.operation.name,
                attempts=call.attempts,
            ) from None

    async def _costs(self, call: Call) -> list[tuple[Limit, float]]:
        region, pacing = self._machine.known_region, self._machine.pacing
        asks = pacing.must_ask(call.operation)
        if region is not None and not asks:
            return pacing.costs(call, region)
        finding = self._threads.submit(self._machine.costs, call)
        try:
            return await self._result(call, finding)
        except CallTimeoutError:
            if asks and not finding.cancelled():
                raise pacing.not_learnt(call) from None
            raise

    async def _reserve(self, call: Call, costs: list[tuple[Limit, float]]) -> Reservation:
        pacing, left = self._machine.pacing, call.time_left()
        reservation: Reservation | None = None
        if left is not None and left <= 0:
            pass
        elif self._limiter is not None:
            asking = asyncio.ensure_future(self._limiter.reserve(costs, clock.current().monotonic(), left))
            try:
                reservation = await asyncio.shield(asking)
            except asyncio.CancelledError:  # the slots are taken all the same
                taken = await asking
                if taken is not None:
                    await self._limiter.release(taken)
                raise
        elif self._limiter_blocks:
            taking = self._threads.submit(pacing.reserve, costs, left)
            try:
                reservation = await self._result(call, taking)
            except BaseException:
                taking.add_done_callback(self._give_back)
                raise
        else:
            reservation = pacing.reserve(costs, left)
        if reservation is None:
            raise call.out_of_time()
        return reservation

    def _give_back(self, taking: "Future[Reservation | None]") -> None:
        """Release slots that were taken for a caller who was gone by then."""
        if not taking.cancelled() and taking.exception() is None and (taken := taking.result()) is not None:
            self._machine.pacing.release(taken)

    async def _release(self, reservation: Reservation) -> None:
        if self._limiter is not None:
            await self._limiter.release(reservation)
        elif self._limiter_blocks:
            self._threads.submit(self._machine.pacing.release, reservation)
        else:
            self._machine.pacing.release(reservation)

    async def _result(self, call: Call, future: "Future[T]") -> T:
        """What a thread makes of something. When waiting for it ends early, it is stopped if it has not begun.

        Raises:
            CallTimeoutError: The call's timeout came first.
        """
        # A virtual clock does not move while a thread is busy.
        patience = asyncio.timeout(call.time_left() if _is_real(clock.current()) else None)
        try:
            async with patience:
                return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.cancel()
            raise
        except TimeoutError:
            stopped = future.cancel()
            if future.done() and not stopped:
                return future.result()  # or what it raised, which asyncio replaces if it is a TimeoutError
            if not patience.expired():
                raise
            raise call.out_of_time(LATE) from None


def _is_real(one: clock.Clock) -> bool:
    return isinstance(one, clock.SystemClock)


async def _wait(call: Call, seconds: float) -> None:
    """Sleep on the clock in force, and remember it."""
    if seconds <= 0:
        return
    call.note_wait(seconds)
    now = clock.current()
    if _is_real(now):
        await asyncio.sleep(seconds)
    else:
        now.sleep(seconds)  # takes no time
        await asyncio.sleep(0)
    call.waited += seconds
