"""Which limits a call is held to: the documented ones, those of the configuration, the account's sending rate, and what
the service's throttling has taught."""

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
"""Share of a rate that is used: the service's clock and ours do not tick alike."""

FALLBACK_SEND_RATE = 1.0
"""Recipients a second when the account's rate cannot be learnt: the rate of a sandbox account, the lowest there is."""

_LEARNT_FOR, _DENIED_FOR, _FAILED_FOR = 3600.0, 900.0, 30.0
"""Seconds until the account's rate is asked for again, by how asking went; AWS raises rates as an account grows."""

_RECOVERY = 10.0
"""Seconds in which a slowed rate doubles."""

_SLOWEST = 1 / 16
"""How far throttling slows a limit, as a part of it."""

_GENERAL, _HIGHEST = 1.0, 50.0
"""Calls a second of an operation without a documented rate, once it was throttled: the lowest it starts from, which is
what AWS's page of quotas names for all; and the lowest at which it is unlimited again, the highest documented for any.
"""

_WINDOW = 1.0
"""Seconds over which responses are counted."""


Costs = list[tuple[Limit, float]]
"""What an attempt takes from which limits."""

_CALLS = RateLimit(None)
"""What an operation without a documented rate is counted in."""


@dataclass(frozen=True, slots=True)
class _Slowdown:
    """What a throttle answer made of a limit's rate."""

    rate: float
    since: float
    full: float
    """The rate at which it ends."""

    def rate_at(self, now: float) -> float:
        return self.rate * math.exp2(min((now - self.since) / _RECOVERY, 60.0))


@dataclass(slots=True)
class _State:
    """What holds on one clock: slots are moments on it, and so is the time until which a rate is believed."""

    limiter: RateLimiter
    quota: "SendQuota | None" = None
    send_rate: float | None = None
    believed_until: float = -math.inf
    slowed: dict[str, _Slowdown] = field(default_factory=dict[str, _Slowdown])


class _Inquiry:
    """A request for the account's sending rate, which other threads may wait for."""

    def __init__(self) -> None:
        self.thread: int | None = None
        """The thread that makes it. None: it has not begun."""
        self.process: int = os.getpid()
        """Of that thread: in a process forked since, it never ends."""
        self.ended = threading.Event()


class Pacing:
    """Takes the slots for a client's calls."""

    def __init__(self, config: ClientConfig, ask: "Callable[[], SendQuota | None]") -> None:
        """`ask` asks the service for the sending quota; what it raises means that it is not known."""
        self._config = config
        self._ask_service = ask
        self._states: weakref.WeakKeyDictionary[clock.Clock, _State] = weakref.WeakKeyDictionary()
        self._throttled_ever = False
        self.responses: defaultdict[str, int] = defaultdict(int)
        """How many successful responses each operation has had; the transport counts them."""
        # Those counts as they were a while ago, and a while before that; with the moments on the clock in force.
        self._recent: tuple[float, dict[str, int]] = (-math.inf, {})
        self._earlier = self._recent
        self._lock = fork.Lock()
        self._inquiry: _Inquiry | None = None

    def applies_to(self, call: Call) -> bool:
        """Whether any limit may hold a call. Also begins a new window of counting responses, when one is due.

        Raises:
            ConfigurationError: `rates` names an operation that is paced in recipients.
        """
        operation, config = call.operation, self._config
        if not 0 <= call.started_at - self._recent[0] < _WINDOW:
            # No function is called here: this is on the path of every call.
            self._earlier, self._recent = self._recent, (call.started_at, {**self.responses})
        if not config.pacing or not (operation.rates or config.rates or self._throttled_ever):
            return False
        if operation.name in config.rates and operation.sends:
            raise ConfigurationError(f"{operation.name} is paced in recipients, not in calls: set send_rate, not rates")
        return True

    def must_ask(self, call: Call) -> bool:
        """Whether the account's sending rate must be asked for before the costs of a call are known. No I/O here."""
        if not call.operation.sends or self._config.send_rate is not None:
            return False
        return call.clock.monotonic() >= self._state(call.clock).believed_until

    def costs(self, call: Call, region: str, now: float) -> Costs:
        """What an attempt takes from which limits, at a time on the call's clock."""
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
        """Take the slots; None if that would mean to wait beyond the call's timeout."""
        return self._state(call.clock).limiter.reserve(costs, call.clock.monotonic(), call.time_left())

    def release(self, call: Call, reservation: Reservation) -> None:
        """Give back slots that a call did not use."""
        self._state(call.clock).limiter.release(reservation)

    def throttled(self, attempt: Attempt, region: str) -> None:
        """Slow an operation down: the service refused an attempt as too fast.

        Every limit it is held to is halved, and doubles again every ten seconds. Without a limit, it is held to half of
        what the service has lately responded to.
        """
        if not self._config.pacing:
            return
        operation, now = attempt.call.operation, attempt.call.clock.monotonic()
        state = self._state(attempt.call.clock)
        for key, full, _ in self._limits(operation, region, self._config.send_rate or state.send_rate):
            before = state.slowed.get(key)
            if (
                before is not None and attempt.queued_at < before.since
            ):  # its slots are of the time before the rate was lowered
                continue
            if before is not None:
                top = full or before.full
                rate = min(before.rate_at(now), top) / 2
            elif full:
                top, rate = full, full / 2
            else:
                lately = self._lately(operation, now)
                top, rate = max(_HIGHEST, lately), max(_GENERAL, lately / 2)
            rate = max(rate, (full or _GENERAL) * _SLOWEST)
            state.slowed[key] = _Slowdown(rate, now, top)
            self._throttled_ever = True
            logger.warning("%s was throttled: slowed to %.3g a second, recovering", key, rate)

    def _lately(self, operation: Operation[Any, Any], now: float) -> float:
        """Responses a second that an operation has lately had."""
        count = self.responses[operation.name]
        return max(
            (count - counts.get(operation.name, 0)) / max(now - since, _WINDOW)
            for since, counts in (self._recent, self._earlier)
        )

    def quota(self, call: Call) -> "SendQuota | None":
        """The account's sending quota as it was last learnt. None: it was not."""
        return self._state(call.clock).quota

    def _limits(
        self, operation: Operation[Any, Any], region: str, sending: float | None
    ) -> Iterator[tuple[str, float | None, RateLimit]]:
        """Each limit of an operation: its key, its full rate (None: it has none), and what it counts.

        `sending` is the account's rate, for operations that send. None: it is not known.
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
        """Ask the service for the account's sending rate, or wait for another thread that is asking. Does I/O.

        The first callers wait for the response, at most for their own timeouts. Later one asks and the others use the
        rate that is known; so does one with a timeout, which could not end a request of its own.

        Raises:
            CallTimeoutError: The rate was not learnt within the call's timeout.
        """
        state = self._state(call.clock)
        # A virtual clock does not move while a thread is busy: the socket timeouts bound the wait then.
        patience = call.time_left() if isinstance(call.clock, clock.SystemClock) else None
        longest = self._config.connect_timeout + self._config.read_timeout
        unknown = state.believed_until == -math.inf
        own = _Inquiry()
        try:
            with self._lock.lock:
                if call.clock.monotonic() < state.believed_until:
                    return
                inquiry = self._inquiry
                if inquiry is None or inquiry.process != own.process:
                    inquiry = self._inquiry = own
            if inquiry is own and (patience is None or not self._ask_in_thread(call, state, own)):
                self._ask(call, state, own)
                return
        except BaseException:  # of a signal handler, before it began: others would wait for it
            self._end(own)
            raise
        if not unknown or inquiry.thread == threading.get_ident():
            return  # a hook that sends during the refresh must not wait for its own thread
        elif inquiry.ended.wait(longest if patience is None else max(0.0, min(patience, longest))):
            if state.believed_until == -math.inf:  # it was interrupted
                self.learn(call)
        elif patience is not None and patience <= longest:
            raise self.not_learnt(call)

    def not_learnt(self, call: Call) -> CallTimeoutError:
        """What is raised when a call's timeout ends before the sending rate is known."""
        return CallTimeoutError(
            f"{call.operation.name} was not sent: GetAccount did not tell the account's sending rate within "
            f"timeout={call.policy.timeout:g} s. Give the rate yourself: ClientConfig(send_rate=...)",
            operation=call.operation.name,
            attempts=call.attempts,
        )

    def _ask_in_thread(self, call: Call, state: _State, inquiry: _Inquiry) -> bool:
        """Ask in a thread of its own, which goes on when nobody waits for it any more. False: none can be started."""
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
        if self._inquiry is inquiry:  # nobody else replaces it
            self._inquiry = None
        inquiry.ended.set()

    def _learn_rate(self, call: Call, state: _State, failures: type[Exception]) -> None:
        """Ask for the quota. Its failures are logged and never fail a send.

        In the caller's thread, what a signal handler or a hook raises is none of them, and is raised.
        """
        reason, lasting = "it named none", _DENIED_FOR
        try:
            quota = self._ask_service()
        except failures as error:
            reason, lasting = type(error).__name__, _DENIED_FOR if isinstance(error, AccessDeniedError) else _FAILED_FOR
        else:
            state.quota = quota
            if quota and quota.max_send_rate and quota.max_send_rate > 0:
                state.send_rate, state.believed_until = quota.max_send_rate, call.clock.monotonic() + _LEARNT_FOR
                return
        state.believed_until = call.clock.monotonic() + lasting
        logger.warning(
            "GetAccount did not tell the account's sending rate (%s); sending to %g recipient a second for %g s. "
            "Give the rate yourself: ClientConfig(send_rate=...)",
            reason,
            state.send_rate or FALLBACK_SEND_RATE,
            lasting,
        )
