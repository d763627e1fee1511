"""The one place that sleeps and repeats."""

import logging
import math
import random
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from sesv2kit._boto.exchange import exchange
from sesv2kit._core import clock, fork, retry
from sesv2kit._core.call import Attempt, Call
from sesv2kit._core.pacing import Pacing
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import (
    AuthenticationError,
    CallTimeoutError,
    DailyQuotaExceededError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.limits import Limit
from sesv2kit.observing import CallEvent
from sesv2kit.operation import Operation, RequestT, ResponseT
from sesv2kit.shapes import ResponseMetadata
from sesv2kit.shapes.untyped import UntypedResponse

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from sesv2kit.models.account import SendQuota

logger: logging.Logger = logging.getLogger("sesv2kit")
logger.addHandler(logging.NullHandler())


class BotoTransport:
    """Sends requests with a boto3 client, which is made at the first use."""

    def __init__(
        self, connect: Callable[[], "BaseClient"], config: ClientConfig, *, remakes: bool, renew: Callable[[], bool]
    ) -> None:
        """`connect` makes a boto3 client.

        `remakes`: it makes another one each time. `renew` has the next one look up its credentials anew, in case they
        were refreshed outside of this process, and returns False where that cannot be.
        """
        self._connect = connect
        self._config = config
        self._remakes = remakes
        self._renew_credentials = renew
        self._client: BaseClient | None = None
        self._inherited: BaseClient | None = None
        self._client_lock = threading.Lock()
        self._next_renewal = -math.inf
        self.budget: retry.RetryBudget = retry.RetryBudget(config.retry.budget)
        self.pacing: Pacing = Pacing(config, self._ask_quota)
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: a lock that nobody holds, and connections that the parent does not use."""
        self._client_lock = threading.Lock()
        if self._remakes:
            # Neither closed nor given up: both would take locks inside it that a thread of the parent may hold.
            self._inherited, self._client = self._client, None
        elif self._client is not None:
            self._client.close()  # drops the pooled connections; the client goes on with new ones

    @property
    def boto3_client(self) -> "BaseClient":
        """The boto3 client."""
        client = self._client
        if client is None:
            with self._client_lock:
                client = self._client
                if client is None:
                    with fork.IMPORTING.lock:  # boto3 imports and takes locks of its own while it makes a client
                        client = self._client = self._connect()
        return client

    def close(self) -> None:
        """Close the connections, if there are any."""
        if self._client is not None:
            self._client.close()

    def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        policy: RetryPolicy,
        extra: Mapping[str, Any] | None = None,
    ) -> ResponseT:
        """Carry out one request; retries and pacing included. `extra` is merged into what is sent."""
        call = Call(operation, request, policy, extra)
        try:
            self._take_turn(call)
            return self.attempt(call, operation.response)
        except SESv2Error as error:
            if retry.failure_of(error) is retry.Failure.FINAL:
                raise
            failed = error
        return self._repeat(call, operation.response, failed)

    def _repeat(self, call: Call, response: type[ResponseT], failed: SESv2Error) -> ResponseT:
        with fork.IMPORTING.lock:
            import tenacity  # only a failure pays for the import

        repeats = Repeats(self, call, failed)

        def attempt() -> ResponseT:
            repeats.raise_first()
            self._take_turn(call)
            return self.attempt(call, response)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(repeats.may_follow), wait=repeats.wait, sleep=call.wait, reraise=True
        )
        try:
            return retrying(attempt)
        except SESv2Error:
            return self.conclude(call, response, repeats.failed)

    @property
    def known_region(self) -> str | None:
        """The region. None: there is no boto3 client yet, and making one may take a while."""
        client = self._client
        return None if client is None else client.meta.region_name

    def costs(self, call: Call) -> list[tuple[Limit, float]]:
        """What an attempt takes from which limits. May ask the service; connects."""
        return self.pacing.costs(call, self._region)

    def _take_turn(self, call: Call) -> None:
        costs = self.costs(call)
        if not costs:
            return
        left = call.time_left()
        reservation = self.pacing.reserve(costs, left) if left is None or left > 0 else None
        if reservation is None:
            raise call.out_of_time()
        try:
            call.wait(reservation.wait)
        except BaseException:
            self.pacing.release(reservation)
            raise

    def decide(self, call: Call, error: SESv2Error) -> float | None:
        """Seconds to wait before the call is attempted again. None: it ended."""
        failure = retry.failure_of(error)
        call.unknown = call.unknown or failure is retry.Failure.UNKNOWN
        if call.interrupted:
            return None
        decision = retry.decide(
            call.policy,
            failure,
            call.operation.repeat,
            attempts=call.attempts,
            elapsed=clock.current().monotonic() - call.started,
            retry_after=getattr(error, "retry_after", None),
            random=random.random(),
        )
        wait, reason = decision.wait, decision.reason
        lost = failure in (retry.Failure.NOT_SENT, retry.Failure.UNKNOWN)
        if wait is not None and lost and not self.budget.take():
            wait, reason = None, "the client has used up its retry budget (RetryPolicy.budget)"
        name = call.operation.name
        if wait is not None:
            logger.warning(
                "%s: attempt %d failed (%s), repeating in %.2f s", name, call.attempts, type(error).__name__, wait
            )
        elif reason is not None:
            logger.warning("%s: not repeated: %s", name, reason)
            error.add_note(f"Not repeated: {reason}.")
        return wait

    def conclude(self, call: Call, response: type[ResponseT], error: SESv2Error) -> ResponseT:
        """The end of a call whose last attempt failed: mostly it raises."""
        done = call.conclude(error)
        metadata = ResponseMetadata(done.request_id, done.status, call.attempts, call.waited, b"", ())
        if issubclass(response, UntypedResponse):
            return cast("ResponseT", UntypedResponse(metadata=metadata))
        answer = response()
        vars(answer)["metadata"] = metadata
        return answer

    @property
    def _region(self) -> str:
        return self.boto3_client.meta.region_name

    def attempt(self, call: Call, response: type[ResponseT]) -> ResponseT:
        """Send the request once, and read its answer. Waits for nobody but the service."""
        client = self.boto3_client
        waited_before = 0.0 if call.last is None else call.last.waited
        call.attempts += 1
        attempt = call.last = Attempt(call, self._config.max_response_size)
        try:
            answer = exchange(client, attempt, response)
        except SESv2Error as error:
            if error.raised_in_hook:
                raise
            if isinstance(error, TooManyRequestsError):
                self._note_throttle(call, error)
            elif isinstance(error, AuthenticationError) and error.code in _EXPIRED and not call.renewed:
                call.renewed = error.credentials_renewed = self._reconnect(client)
            self._tell(attempt, waited_before, error)
            raise
        self._tell(attempt, waited_before, answer.metadata)
        self.pacing.responses[call.operation.name] += 1
        self.budget.answered()
        return answer

    def _reconnect(self, expired: "BaseClient") -> bool:
        """Have the next attempt use credentials that are looked up anew, if that may bring others."""
        if not self._renew_credentials():
            return False
        now = clock.current().monotonic()
        with self._client_lock:
            if self._client is expired:  # another thread may have been faster
                if now < self._next_renewal:
                    return False
                self._client, self._next_renewal = None, now + _RENEWAL
        return True

    def _note_throttle(self, call: Call, error: TooManyRequestsError) -> None:
        quota = self.pacing.quota
        if quota is not None:
            error.max_send_rate = quota.max_send_rate
            error.max_24_hour_send = quota.max24_hour_send
            error.sent_last_24_hours = quota.sent_last24_hours
        if not isinstance(error, DailyQuotaExceededError):
            self.pacing.throttled(call.operation, self._region, call.asked)

    def _tell(self, attempt: Attempt, waited_before: float, end: ResponseMetadata | SESv2Error) -> None:
        """Log an attempt that has ended, and show it to the observer."""
        call = attempt.call
        observer = self._config.on_event
        if observer is None and not logger.isEnabledFor(logging.DEBUG):
            return
        event = CallEvent(
            operation=call.operation.name,
            attempt=call.attempts,
            waited=attempt.waited - waited_before,
            duration=clock.current().monotonic() - attempt.started,
            outcome=retry.failure_of(end).value if isinstance(end, SESv2Error) else "ok",
            status=getattr(end, "status", None),
            request_id=getattr(end, "request_id", None),
            error_code=getattr(end, "code", None),
        )
        logger.debug(
            "%s: attempt %d: %s (HTTP %s, request id %s, error %s) after %.3f s",
            event.operation, event.attempt, event.outcome, event.status, event.request_id, event.error_code,
            event.duration,
        )  # fmt: skip
        if observer is not None:
            try:
                observer(event)
            except Exception as error:
                # Its text could hold anything.
                logger.warning("ClientConfig.on_event raised %s, which was ignored", type(error).__name__)

    def _ask_quota(self) -> "SendQuota | None":
        from sesv2kit.models.account import GET_ACCOUNT, GetAccountRequest, GetAccountResponse

        return self.attempt(Call(GET_ACCOUNT, GetAccountRequest(), self._config.retry), GetAccountResponse).send_quota


class Repeats:
    """What tenacity asks of a call after its first failure."""

    def __init__(self, transport: BotoTransport, call: Call, failed: SESv2Error) -> None:
        self._transport = transport
        self._call = call
        self._first: SESv2Error | None = failed
        self._wait = 0.0
        self.failed: SESv2Error = failed
        """How the last attempt ended."""

    def raise_first(self) -> None:
        """Fail as the attempt that was made without tenacity did; once, for it starts from there."""
        error, self._first = self._first, None
        if error is not None:
            raise error

    def may_follow(self, error: BaseException) -> bool:
        """Whether another attempt follows on one that ended in `error`."""
        if not isinstance(error, SESv2Error):
            return False
        if isinstance(error, CallTimeoutError):  # what is told is how the last attempt ended
            self.failed.add_note(f"Not repeated: {error}.")
            return False
        self.failed, decided = error, self._transport.decide(self._call, error)
        self._wait = decided or 0.0
        return decided is not None

    def wait(self, _: object) -> float:
        """Seconds until that attempt."""
        return self._wait


_RENEWAL = 10.0
"""Seconds between two looks for other credentials: each makes a boto3 client."""

_EXPIRED = ("ExpiredTokenException", "ExpiredToken")
"""The codes for temporary credentials that have run out."""
