"""The asynchronous port. It waits on the event loop, and runs blocking code in the client's threads."""

import asyncio
import inspect
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sesv2kit._boto.failures import note
from sesv2kit._boto.transport import BotoTransport
from sesv2kit._core import clock, retry
from sesv2kit._core.call import Attempt, Call, Reached, uncertain
from sesv2kit._core.course import proceed
from sesv2kit._core.pacing import Costs, Pacing
from sesv2kit.aio.limits import AsyncRateLimiter
from sesv2kit.aio.threads import Threads
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import CallTimeoutError, ConfigurationError, NoResponseError
from sesv2kit.limits import MemoryLimiter, Reservation
from sesv2kit.operation import Operation, Repeat, RequestT, ResponseT

if TYPE_CHECKING:
    from sesv2kit._core.keyed import Keyed

T = TypeVar("T")

LATE = "it could not start within"
"""The error text of a call whose timeout ended while it waited for a thread."""

logger: logging.Logger = logging.getLogger("sesv2kit")


class AsyncTransport:
    """Sends requests with a `BotoTransport` without blocking the loop."""

    def __init__(
        self, blocking: BotoTransport, threads: Threads, config: ClientConfig, limiter: AsyncRateLimiter | None
    ) -> None:
        self._blocking = blocking
        self._threads = threads
        self._limiter = limiter
        self._limiter_blocks = not (config.limiter is None or isinstance(config.limiter, MemoryLimiter))
        self.config: ClientConfig = config
        self.pacing: Pacing = blocking.pacing
        self.budget: retry.RetryBudget = blocking.budget

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        policy: RetryPolicy,
        extra: Mapping[str, Any] | None = None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        """Carry out one request, with retries and pacing. `extra` is merged into the request."""
        call = Call(operation, request, policy, extra, generation=self._threads.generation)
        try:
            return await (proceed if keyed is None else keyed.proceed)(call, operation.response, self)
        except asyncio.CancelledError as cancelled:
            if call.unknown and operation.repeat is Repeat.UNSAFE:
                logger.warning("%s: cancelled when it may have been carried out", operation.name)
                if not getattr(cancelled, "__notes__", None):
                    cancelled.add_note(uncertain(call))
            raise

    # The port of `proceed`.

    async def region(self, call: Call) -> str:
        """See `Port`."""
        if (client := self._blocking.made_client) is not None:
            return client.meta.region_name
        return await self._result(call, self._threads.submit(self._connected))

    async def learn(self, call: Call) -> None:
        """See `Port`."""
        learning = self._threads.submit(self.pacing.learn, call)
        try:
            await self._result(call, learning)
        except CallTimeoutError:
            if not learning.cancelled():
                raise self.pacing.not_learnt(call) from None
            raise

    async def reserve(self, call: Call, costs: Costs) -> Reservation | None:
        """See `Port`."""
        if self._limiter is not None:
            asking = asyncio.ensure_future(self._limiter.reserve(costs, call.clock.monotonic(), call.time_left()))
            try:
                return await _to_its_end(asking)
            except asyncio.CancelledError:  # the slots may be taken nevertheless
                taken = None if asking.cancelled() or asking.exception() is not None else asking.result()
                if taken is not None:
                    await self.release(call, taken)
                raise
        if not self._limiter_blocks:
            return self.pacing.reserve(call, costs)
        taking = self._threads.submit(self.pacing.reserve, call, costs)
        try:
            return await self._result(call, taking)
        except BaseException:
            taking.add_done_callback(partial(self._give_back, call))
            raise

    async def release(self, call: Call, reservation: Reservation) -> None:
        """See `Port`."""
        if self._limiter is not None:
            await _to_its_end(asyncio.ensure_future(self._limiter.release(reservation)))
        elif self._limiter_blocks:
            self._threads.submit(self.pacing.release, call, reservation)
        else:
            self.pacing.release(call, reservation)

    async def sleep(self, call: Call, seconds: float) -> None:
        """See `Port`."""
        if _is_real(call.clock):
            await asyncio.sleep(seconds)
        else:
            call.clock.sleep(seconds)  # takes no time
            await asyncio.sleep(0)

    async def journal(self, call: Call, method: Callable[[Any], Any], argument: Any) -> Any:
        """See `Port`."""
        asking: asyncio.Future[Any] = asyncio.ensure_future(
            method(argument)
            if inspect.iscoroutinefunction(method)
            else asyncio.wrap_future(self._threads.submit(method, argument))
        )
        return await _to_its_end(asking)  # a claim must have been made before it can be released

    async def send(self, attempt: Attempt, response: type[ResponseT]) -> ResponseT:
        """See `Port`."""
        call = attempt.call
        if call.generation != self._threads.generation:
            raise ConfigurationError(f"{call.operation.name} was not sent: the client was closed while it waited")
        left = call.time_left()
        if left is not None and left < 0:  # no caller would wait for the response
            raise call.out_of_time(LATE)
        unknown = call.unknown
        sending = self._threads.submit(self._blocking.attempt, attempt, response)
        try:
            return await self._response_of(attempt, sending)
        except BaseException as error:
            attempt.begun = attempt.begun or not sending.done()  # it continues in its thread
            if call.keyed is not None:
                ended_late = partial(call.keyed.ended_late, attempt, unknown)
                if not sending.done():
                    sending.add_done_callback(ended_late)
                elif not sending.cancelled() and sending.exception() is not error:
                    # It has ended just now. The journal may block, and this runs on the event loop.
                    self._threads.submit(ended_late, sending)
            raise

    def _connected(self) -> str:
        return self._blocking.boto3_client.meta.region_name

    async def _response_of(self, attempt: Attempt, sending: "Future[ResponseT]") -> ResponseT:
        """The response of an attempt. If the wait for it ends early, the attempt continues in its thread."""
        call = attempt.call
        try:
            return await self._result(call, sending)
        except asyncio.CancelledError as cancelled:
            if not sending.done():
                call.unknown = True
            elif not sending.cancelled():  # it ended just now, or an event hook raised this
                call.unknown = call.unknown or attempt.reached >= Reached.LEFT
                if not getattr(cancelled, "__notes__", None):
                    note(attempt, cancelled)
            raise
        except CallTimeoutError:
            if sending.cancelled():
                raise
            raise NoResponseError(
                f"{call.operation.name} got no response within timeout={call.policy.timeout:g} s",
                operation=call.operation.name,
                attempts=call.attempts,
            ) from None

    def _give_back(self, call: Call, taking: "Future[Reservation | None]") -> None:
        """Release slots that were taken after their call had ended."""
        if not taking.cancelled() and taking.exception() is None and (taken := taking.result()) is not None:
            self.pacing.release(call, taken)

    async def _result(self, call: Call, future: "Future[T]") -> T:
        """The result of a function in a thread. If the wait for it ends early, it is cancelled unless it has started.

        Raises:
            CallTimeoutError: The call's timeout came first.
        """
        # A virtual clock does not move while a thread is busy.
        patience = asyncio.timeout(call.time_left() if _is_real(call.clock) else None)
        try:
            async with patience:
                return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.cancel()
            raise
        except TimeoutError:
            stopped = future.cancel()
            if future.done() and not stopped:
                return future.result()  # or its exception, which asyncio replaces if it is a TimeoutError
            if not patience.expired():
                raise
            raise call.out_of_time(LATE) from None


async def _to_its_end(task: "asyncio.Future[T]") -> T:
    """The result of a task that continues when the wait for it is cancelled. The cancellation is raised when the task
    has ended.

    asyncio cancels once. anyio cancels again and again.
    """
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # retrieved, so that asyncio does not log it
    raise cancelled


def _is_real(one: clock.Clock) -> bool:
    return isinstance(one, clock.SystemClock)
