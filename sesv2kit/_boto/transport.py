"""The blocking port: sends with boto3 and waits in the caller's thread."""

import logging
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sesv2kit._boto.exchange import exchange
from sesv2kit._boto.failures import note
from sesv2kit._core import fork, retry
from sesv2kit._core.call import Attempt, Call
from sesv2kit._core.course import proceed, run
from sesv2kit._core.pacing import Costs, Pacing
from sesv2kit.config import ClientConfig, RetryPolicy
from sesv2kit.errors import AuthenticationError, DailyQuotaExceededError, SESv2Error, TooManyRequestsError
from sesv2kit.limits import Reservation
from sesv2kit.observing import AttemptReport
from sesv2kit.operation import Operation, RequestT, ResponseT
from sesv2kit.shapes import ResponseMetadata

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from sesv2kit._boto.refreshing import Refreshing
    from sesv2kit._core.keyed import Keyed
    from sesv2kit.models.account import SendQuota

logger: logging.Logger = logging.getLogger("sesv2kit")


class BotoTransport:
    """Sends requests with a boto3 client, which is made at the first call."""

    def __init__(
        self,
        connect: Callable[[], "BaseClient"],
        config: ClientConfig,
        *,
        owns_client: bool,
        renew: Callable[[], bool],
        refreshing: Callable[[], "Refreshing | None"],
    ) -> None:
        """Make a transport.

        Args:
            connect: Makes the boto3 client, or returns the one that the user passed in.
            config: The client's settings.
            owns_client: Whether `connect` makes a new boto3 client each time.
            renew: Makes the next boto3 client look up its credentials again, because they may have been refreshed
                outside of this process. Returns False if the credentials are the user's own.
            refreshing: The credentials of the user's session, if they refresh themselves.
        """
        self._connect = connect
        self.config: ClientConfig = config
        self._owns_client = owns_client
        self._renew_credentials = renew
        self._refreshing = refreshing
        self._client: BaseClient | None = None
        self._inherited: BaseClient | None = None
        self._client_lock = fork.Lock()
        self._next_renewal = -math.inf
        self.budget: retry.RetryBudget = retry.RetryBudget(config.retry.budget)
        self.pacing: Pacing = Pacing(config, self._ask_quota)
        fork.renew_in_children(self)

    def renew(self) -> None:
        """In a forked child: use connections that the parent does not use."""
        if self._owns_client:
            # Keep a reference: closing the client could block on a lock that a parent thread held at the fork.
            self._inherited, self._client = self._client, None
        elif self._client is not None:
            self._client.close()  # closes the pooled connections; the client then opens new ones

    @property
    def boto3_client(self) -> "BaseClient":
        """The boto3 client."""
        client = self._client
        if client is None:
            with self._client_lock.lock:
                client = self._client
                if client is None:
                    with fork.IMPORTING.lock:  # boto3 imports modules and takes its own locks while it makes a client
                        client = self._client = self._connect()
        return client

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        policy: RetryPolicy,
        extra: Mapping[str, Any] | None = None,
        keyed: "Keyed | None" = None,
    ) -> ResponseT:
        """Carry out one request, with retries and pacing. `extra` is merged into the request."""
        call = Call(operation, request, policy, extra)
        return run((proceed if keyed is None else keyed.proceed)(call, operation.response, self))

    # The port of `proceed`: none of these suspends.

    async def region(self, call: Call) -> str:
        """See `Port`."""
        return self.boto3_client.meta.region_name

    async def learn(self, call: Call) -> None:
        """See `Port`."""
        self.pacing.learn(call)

    async def reserve(self, call: Call, costs: Costs) -> Reservation | None:
        """See `Port`."""
        return self.pacing.reserve(call, costs)

    async def release(self, call: Call, reservation: Reservation) -> None:
        """See `Port`."""
        self.pacing.release(call, reservation)

    async def sleep(self, call: Call, seconds: float) -> None:
        """See `Port`."""
        call.clock.sleep(seconds)

    async def journal(self, call: Call, method: Callable[[Any], Any], argument: Any) -> Any:
        """See `Port`."""
        return method(argument)

    async def send(self, attempt: Attempt, response: type[ResponseT]) -> ResponseT:
        """See `Port`."""
        return self.attempt(attempt, response)

    @property
    def made_client(self) -> "BaseClient | None":
        """The boto3 client. None: it has not been made yet."""
        return self._client

    def attempt(self, attempt: Attempt, response: type[ResponseT]) -> ResponseT:
        """Send the request once and read the response. Waits only for the service."""
        client, call = self.boto3_client, attempt.call
        attempt.begin()
        try:
            result = exchange(client, attempt, response)
        except SESv2Error as error:
            if error.raised_in_hook:
                raise
            if isinstance(error, TooManyRequestsError):
                self._note_throttle(attempt, error, client.meta.region_name)
            elif isinstance(error, AuthenticationError) and error.code in _EXPIRED and not call.renewed:
                call.renewed = error.credentials_renewed = self._renewed(client, attempt)
            self._report(attempt, error)
            raise
        throttled = 0 if call.operation.throttled is None else call.operation.throttled(result)
        if throttled:
            logger.warning("%s: %d entries were throttled", call.operation.name, throttled)
            self.pacing.throttled(attempt, client.meta.region_name)
        self._report(attempt, result.metadata, throttled)
        self.pacing.responses[call.operation.name] += 1
        self.budget.refill()
        return result

    def _renewed(self, expired: "BaseClient", attempt: Attempt) -> bool:
        """Get newer credentials for the next attempt. Returns whether there are newer ones, or may be."""
        now = attempt.call.clock.monotonic()
        refreshing = self._refreshing()
        if refreshing is not None:
            with self._client_lock.lock:
                if not refreshing.signed(attempt.headers):  # another thread has refreshed them
                    return True
                if now < self._next_renewal:
                    return False
                self._next_renewal = now + _RENEWAL
                return refreshing.refresh() and not refreshing.signed(attempt.headers)
        if not self._renew_credentials():
            return False
        with self._client_lock.lock:
            if self._client is expired:  # otherwise another thread has done it
                if now < self._next_renewal:
                    return False
                self._client, self._next_renewal = None, now + _RENEWAL
        return True

    def _note_throttle(self, attempt: Attempt, error: TooManyRequestsError, region: str) -> None:
        quota = self.pacing.quota(attempt.call)
        if quota is not None:
            error.max_send_rate = quota.max_send_rate
            error.max24_hour_send = quota.max24_hour_send
            error.sent_last24_hours = quota.sent_last24_hours
        if not isinstance(error, DailyQuotaExceededError):
            self.pacing.throttled(attempt, region)

    def _report(self, attempt: Attempt, end: ResponseMetadata | SESv2Error, throttled: int = 0) -> None:
        """Log an attempt that has ended, and call the observer."""
        observer = self.config.on_attempt
        if observer is None and not logger.isEnabledFor(logging.DEBUG):
            return
        report = AttemptReport(
            operation=attempt.call.operation.name,
            attempt=attempt.number,
            waited=attempt.waited,
            duration=attempt.call.clock.monotonic() - attempt.started_at,
            outcome=retry.failure_of(end).value if isinstance(end, SESv2Error) else "ok",
            status=getattr(end, "status", None),
            request_id=getattr(end, "request_id", None),
            error_code=getattr(end, "code", None),
            throttled=throttled,
        )
        logger.debug(
            "%s: attempt %d: %s (HTTP %s, request id %s, error %s) after %.3f s",
            report.operation, report.attempt, report.outcome, report.status, report.request_id, report.error_code,
            report.duration,
        )  # fmt: skip
        if observer is not None:
            try:
                observer(report)
            except Exception as error:
                # Its text is not logged: it may contain anything.
                logger.warning("ClientConfig.on_attempt raised %s, which was ignored", type(error).__name__)
            except BaseException as error:
                note(attempt, error)
                raise

    def _ask_quota(self) -> "SendQuota | None":
        from sesv2kit.models.account import GET_ACCOUNT, GetAccountRequest, GetAccountResponse

        call = Call(GET_ACCOUNT, GetAccountRequest(), self.config.retry)
        return self.attempt(Attempt(call, 1, self.config.max_response_size), GetAccountResponse).send_quota


_RENEWAL = 10.0
"""Seconds between two lookups of newer credentials, because each one makes a boto3 client or sends a request to their
source."""

_EXPIRED = ("ExpiredTokenException", "ExpiredToken")
"""Error codes for temporary credentials that have expired."""
