"""Which rate limits apply to a call. There are documented ones, those of `ClientConfig`, the account's sending rate,
and lower ones after the service has throttled."""

import logging
import math
import os
import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sesv2kit._core import clock, fork
from sesv2kit._core.call import Attempt, Call
from sesv2kit.config import ClientConfig
from sesv2kit.errors import AccessDeniedError, CallTimeoutError, ConfigurationError, SESv2Error
from sesv2kit.limits import Limit, MemoryLimiter, RateLimiter, Reservation
from sesv2kit.operation import Operation, RateLimit

if TYPE_CHECKING:
    from sesv2kit.models.account import SendQuota

logger: logging.Logger = logging.getLogger("sesv2kit")

SAFETY = 0.98
"""Share of a rate that is used, because the service's clock and the client's differ."""

FALLBACK_SEND_RATE = 1.0
"""Recipients per second while the account's rate is unknown: that of a sandbox account, the lowest there is."""

_LEARNT_FOR, _DENIED_FOR, _FAILED_FOR = 3600.0, 900.0, 30.0
"""Seconds until the account's rate is read again: after GetAccount succeeded, was denied, or failed in another way."""

_RECOVERY = 10.0
"""Seconds in which a lowered rate doubles."""

_SLOWEST = 1 / 16
"""The lowest rate after throttles, as a fraction of the full rate."""

_GENERAL, _HIGHEST = 1.0, 50.0
"""Calls per second of an operation without a documented rate, after a throttle. The first is the lowest rate to start
from: AWS's quotas page gives it for all operations. At the second the operation is unlimited again: it is the highest
rate that is documented for any operation."""

_WINDOW = 1.0
"""Seconds over which responses are counted."""


Costs = list[tuple[Limit, float]]
"""The limits that apply to an attempt, each with the units that it takes."""

_CALLS = RateLimit(None)
"""The rate of an operation without a documented one. It counts calls."""


@dataclass(frozen=True, slots=True)
class _Slowdown:
    """A rate that a throttle lowered, and that grows again."""

    rate: float
    since: float
    full: float
    """The rate at which it has recovered."""

    def rate_at(self, now: float) -> float:
        return self.rate * math.exp2(min((now - self.since) / _RECOVERY, 60.0))


@dataclass(slots=True)
class _State:
    """The state for one clock. It contains times of that clock."""

    limiter: RateLimiter
    quota: "SendQuota | None" = None
    send_rate: float | None = None
    valid_until: float = -math.inf
    """When the account's sending rate must be read again."""
    slowed: dict[str, _Slowdown] = field(default_factory=dict[str, _Slowdown])


class _Inquiry:
    """A request for the account's sending rate that is in progress. Other threads may wait for it."""

    def __init__(self) -> None:
        self.thread: int | None = None
        """Id of the thread that makes it. None: it has not started."""
        self.process: int = os.getpid()
        """The process of that thread. In a process forked since, the thread does not exist."""
        self.ended = threading.Event()


class Pacing:
    """Takes the slots for a client's calls."""

    def __init__(self, config: ClientConfig, get_quota: "Callable[[], SendQuota | None]") -> None:
        """`get_quota` asks the service for the sending quota. If it raises, the quota is unknown."""
        self._config = config
        self._get_quota = get_quota
        self._states: weakref.WeakKeyDictionary[clock.Clock, _State] = weakref.WeakKeyDictionary()
        self._throttled_ever = False
        self.responses: defaultdict[str, int] = defaultdict(int)
        """Number of successful responses by operation name; the transport counts them."""
        # When the last two windows began, and the counts at that time.
        self._recent: tuple[float, dict[str, int]] = (-math.inf, {})
        self._earlier = self._recent
        self._lock = fork.Lock()
        self._inquiry: _Inquiry | None = None

    def applies_to(self, call: Call) -> bool:
        """Whether any limit may apply to a call. Also starts a new window for counting responses when one is due.

        Raises:
            ConfigurationError: `rates` names an operation that is paced in recipients.
        """
        operation, config = call.operation, self._config
        if not 0 <= call.started_at - self._recent[0] < _WINDOW:
            # Without function calls, because every call passes here.
            self._earlier, self._recent = self._recent, (call.started_at, {**self.responses})
        if not config.pacing or not (operation.rates or config.rates or self._throttled_ever):
            return False
        if operation.name in config.rates and operation.sends:
            raise ConfigurationError(f"{operation.name} is paced in recipients, not in calls: set send_rate, not rates")
        return True

    def must_ask(self, call: Call) -> bool:
        """Whether the account's sending rate must be read before the costs of a call are known. No I/O."""
        if not call.operation.sends or self._config.send_rate is not None:
            return False
        return call.clock.monotonic() >= self._state(call.clock).valid_until

    def costs(self, call: Call, region: str, now: float) -> Costs:
        """The limits of an attempt with the units that it takes, at a time on the call's clock."""
        operation, state, costs = call.operation, self._state(call.clock), Costs()
        sending = self._config.send_rate or state.send_rate if operation.sends else None
        for key, full, declared in self._limits(operation, region, sending):
            limit = None if full is None else Limit(key, full)
            slowed = state.slowed.get(key)
            if slowed is not None:
                rate, top = slowed.rate_at(now), full or slowed.full
                if rate < top:
                    limit = Limit(key, rate, full_rate=top, doubling_time=_RECOVERY)
                else:
                    state.slowed.pop(key, None)
            if limit is not None:
                costs.append((limit, 1.0 if declared.cost is None else declared.cost(call.request)))
        return costs

    def reserve(self, call: Call, costs: Costs) -> Reservation | None:
        """Take the slots. None: the wait for them would be longer than the call's timeout."""
        return self._state(call.clock).limiter.reserve(costs, call.clock.monotonic(), call.time_left())

    def release(self, call: Call, reservation: Reservation) -> None:
        """Free slots that a call did not use."""
        self._state(call.clock).limiter.release(reservation)

    def throttled(self, attempt: Attempt, region: str) -> None:
        """Lower the rates of an operation, because the service throttled an attempt.

        Each of its limits is halved, and then doubles every ten seconds. An operation without a limit gets one: half of
        its recent successful responses per second.
        """
        if not self._config.pacing:
            return
        operation, now = attempt.call.operation, attempt.call.clock.monotonic()
        state = self._state(attempt.call.clock)
        for key, full, _ in self._limits(operation, region, self._config.send_rate or state.send_rate):
            before = state.slowed.get(key)
            if before is not None and attempt.queued_at < before.since:
                continue  # it took its slots before the rate was lowered
            if before is not None:
                top = full or before.full
                rate = min(before.rate_at(now), top) / 2
            elif full:
                top, rate = full, full / 2
            else:
                recent = self._recent_rate(operation, now)
                top, rate = max(_HIGHEST, recent), max(_GENERAL, recent / 2)
            rate = max(rate, (full or _GENERAL) * _SLOWEST)
            state.slowed[key] = _Slowdown(rate, now, top)
            self._throttled_ever = True
            logger.warning("%s was throttled: slowed to %.3g per second, recovering", key, rate)

    def _recent_rate(self, operation: Operation[Any, Any], now: float) -> float:
        """Recent successful responses of an operation per second."""
        count = self.responses[operation.name]
        return max(
            (count - counts.get(operation.name, 0)) / max(now - since, _WINDOW)
            for since, counts in (self._recent, self._earlier)
        )

    @property
    def send_rate(self) -> float | None:
        """Recipients per second that are allowed; infinite without pacing. None: the account's rate is not known."""
        if not self._config.pacing:
            return math.inf
        return self._config.send_rate or self._state(clock.current()).send_rate

    def quota(self, call: Call) -> "SendQuota | None":
        """The account's sending quota as it was last read. None: it was not read yet."""
        return self._state(call.clock).quota

    def _limits(
        self, operation: Operation[Any, Any], region: str, sending: float | None
    ) -> Iterator[tuple[str, float | None, RateLimit]]:
        """Each limit of an operation: its key, its full rate (None: unlimited), and what it counts.

        `sending` is the account's sending rate, for operations that send. None: unknown.
        """
        own = self._config.rates
        if not operation.sends and all(declared.unit != "calls" for declared in operation.rates):
            yield f"{region}/{operation.name}/calls", own.get(operation.name), _CALLS
        for declared in operation.rates:
            if declared.per_second is None:
                yield f"{region}/{declared.unit}", (sending or FALLBACK_SEND_RATE) * SAFETY, declared
            else:
                full: float | None = declared.per_second * SAFETY
                if declared.unit == "calls":
                    full = own.get(operation.name, full)
                yield f"{region}/{operation.name}/{declared.unit}", full, declared

    def _state(self, one: clock.Clock) -> _State:
        state = self._states.get(one)
        if state is None:
            limiter = self._config.limiter
            state = self._states.setdefault(one, _State(MemoryLimiter() if limiter is None else limiter))
        return state

    def learn(self, call: Call) -> None:
        """Read the account's sending rate, or wait for another thread that is reading it. Does I/O.

        While the rate is unknown, all callers wait for the response, each at most for its own timeout. Once it is
        known, one caller refreshes it and the others use the known rate. A call with a timeout refreshes it in the
        background, because its timeout could not end the request.

        Raises:
            CallTimeoutError: The rate is still unknown after the call's timeout.
        """
        state = self._state(call.clock)
        # A test's clock does not advance while a thread is busy. Then the socket timeouts limit the wait.
        patience = call.time_left() if isinstance(call.clock, clock.SystemClock) else None
        longest = self._config.connect_timeout + self._config.read_timeout
        unknown = state.valid_until == -math.inf
        own = _Inquiry()
        try:
            with self._lock.lock:
                if call.clock.monotonic() < state.valid_until:
                    return
                inquiry = self._inquiry
                if inquiry is None or inquiry.process != own.process:
                    inquiry = self._inquiry = own
            if inquiry is own and (patience is None or not self._ask_in_thread(call, state, own)):
                self._ask(call, state, own)
                return
        except BaseException:  # a signal handler raised before the request: other threads must not wait for it
            self._end(own)
            raise
        if not unknown or inquiry.thread == threading.get_ident():
            return  # a hook that sends during the refresh must not wait for its own thread
        elif inquiry.ended.wait(longest if patience is None else max(0.0, min(patience, longest))):
            if state.valid_until == -math.inf:  # the read was interrupted
                self.learn(call)
        elif patience is not None and patience <= longest:
            raise self.not_learnt(call)

    def not_learnt(self, call: Call) -> CallTimeoutError:
        """The error for a timeout that ended before the sending rate was known."""
        return CallTimeoutError(
            f"{call.operation.name} was not sent: GetAccount did not return the account's sending rate within "
            f"timeout={call.policy.timeout:g} s. To set the rate yourself, use ClientConfig(send_rate=...)",
            operation=call.operation.name,
            attempts=call.attempts,
        )

    def _ask_in_thread(self, call: Call, state: _State, inquiry: _Inquiry) -> bool:
        """Read it in a new thread, which continues when no caller waits any more. False: no thread can be started."""
        thread = threading.Thread(
            target=copy_context().run,
            args=(self._ask, call, state, inquiry, Exception),
            name="sesv2kit-send-rate",
            daemon=True,
        )
        try:
            thread.start()
        except RuntimeError:
            return False
        return True

    def _ask(self, call: Call, state: _State, inquiry: _Inquiry, failures: type[Exception] = SESv2Error) -> None:
        inquiry.thread = threading.get_ident()
        try:
            self._learn_rate(call, state, failures)
        finally:
            self._end(inquiry)

    def _end(self, inquiry: _Inquiry) -> None:
        if self._inquiry is inquiry:  # no other thread replaces it
            self._inquiry = None
        inquiry.ended.set()

    def _learn_rate(self, call: Call, state: _State, failures: type[Exception]) -> None:
        """Read the quota. Exceptions in `failures` are logged and never fail a send.

        Others are raised: in the caller's thread they come from a signal handler or an event hook.
        """
        reason, lasting = "the response has no rate", _DENIED_FOR
        try:
            quota = self._get_quota()
        except failures as error:
            reason, lasting = type(error).__name__, _DENIED_FOR if isinstance(error, AccessDeniedError) else _FAILED_FOR
        else:
            state.quota = quota
            if quota and quota.max_send_rate and quota.max_send_rate > 0:
                state.send_rate, state.valid_until = quota.max_send_rate, call.clock.monotonic() + _LEARNT_FOR
                return
        state.valid_until = call.clock.monotonic() + lasting
        logger.warning(
            "GetAccount did not return the account's sending rate (%s): assuming a MaxSendRate of %g for %g s. To set "
            "the rate yourself, use ClientConfig(send_rate=...)",
            reason,
            state.send_rate or FALLBACK_SEND_RATE,
            lasting,
        )
