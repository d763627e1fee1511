"""Which limits a call is held to: the documented ones, those of the configuration, the account's sending rate, and what
the service's throttling has taught."""

import logging
import math
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sesv2kit import clock, fork
from sesv2kit.config import ClientConfig
from sesv2kit.errors import AccessDeniedError, ConfigurationError
from sesv2kit.operation import Operation, RateLimit
from sesv2kit.rate import Limit, MemoryLimiter, RateLimiter, Reservation
from sesv2kit.shapes import Request

if TYPE_CHECKING:
    from sesv2kit.models.account import SendQuota

logger: logging.Logger = logging.getLogger("sesv2kit")

SAFETY = 0.98
"""Share of a rate that is used: the service's clock and ours do not tick alike."""

FALLBACK_SEND_RATE = 1.0
"""Recipients a second when the account's rate cannot be learnt: the rate of a sandbox account, the lowest there is."""

_LEARNT_FOR, _DENIED_FOR, _FAILED_FOR = 3600.0, 900.0, 30.0
"""Seconds until the account's rate is asked for again, by how asking went; AWS raises rates as an account grows."""

_SOON = 1.0
"""Seconds in which a rate that is still believed may have become old, between `must_ask` and `costs`."""

_RECOVERY = 10.0
"""Seconds in which a slowed rate doubles."""

_SLOWEST = 1 / 16
"""How far throttling slows a limit, as a part of it."""

_GENERAL, _HIGHEST = 1.0, 50.0
"""Calls a second for an operation without a documented rate: what AWS's page of quotas names for all, held to after a
throttle; and the highest documented for any, from where on it runs free again."""


_CALLS = RateLimit(None)
"""What an operation without a documented rate is counted in."""


@dataclass(frozen=True, slots=True)
class _Slowdown:
    """What a throttle answer made of a limit's rate."""

    rate: float
    since: float

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


class Pacing:
    """Takes the slots for a client's calls."""

    def __init__(self, config: ClientConfig, learn: "Callable[[], SendQuota | None]") -> None:
        """`learn` asks the service for the sending quota; what it raises means that it is not known."""
        self._config = config
        self._learn = learn
        self._states: weakref.WeakKeyDictionary[clock.Clock, _State] = weakref.WeakKeyDictionary()
        self._throttled_ever = False
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """Make the lock anew, in a forked child."""
        self._lock = threading.Lock()

    def costs(self, operation: Operation[Any, Any], request: Request, region: str) -> list[tuple[Limit, float]]:
        """What a request takes from which limits. May ask the service for the account's sending rate."""
        config = self._config
        if not config.pacing or not (operation.rates or config.rates or self._throttled_ever):
            return []
        state, now = self._state(), clock.current().monotonic()
        costs: list[tuple[Limit, float]] = []
        for key, full, declared in self._limits(operation, region):
            rate = full
            if key in state.slowed:
                rate = state.slowed[key].rate_at(now)
                if rate >= (full or _HIGHEST):
                    state.slowed.pop(key, None)
                    rate = full
            if rate is not None:
                costs.append((Limit(key, rate), 1.0 if declared.cost is None else declared.cost(request)))
        return costs

    def must_ask(self, operation: Operation[Any, Any]) -> bool:
        """Whether `costs` might ask the service now: no I/O here."""
        config = self._config
        if not config.pacing or config.send_rate is not None:
            return False
        if all(declared.per_second is not None for declared in operation.rates):
            return False
        return clock.current().monotonic() > self._state().believed_until - _SOON

    def reserve(self, costs: list[tuple[Limit, float]], timeout: float | None) -> Reservation | None:
        """Take the slots; None if that would mean to wait for longer than `timeout`."""
        return self._state().limiter.reserve(costs, clock.current().monotonic(), timeout)

    def release(self, reservation: Reservation) -> None:
        """Give back the slots of a wait that was cancelled."""
        self._state().limiter.release(reservation)

    def throttled(self, operation: Operation[Any, Any], region: str, began: float) -> None:
        """Slow an operation down: the service refused an attempt that began at the moment `began`.

        Every limit it is held to is halved, and doubles again every ten seconds.
        """
        if not self._config.pacing:
            return
        state, now = self._state(), clock.current().monotonic()
        for key, full, _ in self._limits(operation, region):
            before = state.slowed.get(key)
            if before is not None and began < before.since:  # it was on its way when the rate was lowered
                continue
            if before is not None:
                rate = min(before.rate_at(now), full or _HIGHEST) / 2
            else:
                rate = full / 2 if full else _GENERAL
            rate = max(rate, (full or _GENERAL) * _SLOWEST)
            state.slowed[key] = _Slowdown(rate, now)
            self._throttled_ever = True
            logger.warning("%s was throttled: slowed to %.3g a second, recovering", key, rate)

    @property
    def quota(self) -> "SendQuota | None":
        """The account's sending quota as it was last learnt. None: it was not."""
        return self._state().quota

    def _limits(self, operation: Operation[Any, Any], region: str) -> Iterator[tuple[str, float | None, RateLimit]]:
        """Each limit of an operation: its key, its full rate (None: it has none), and what it counts."""
        sends = any(declared.per_second is None for declared in operation.rates)
        if sends and operation.name in self._config.rates:
            raise ConfigurationError(f"{operation.name} is paced in recipients, not in calls: set send_rate, not rates")
        if not sends and all(declared.unit != "calls" for declared in operation.rates):
            yield f"{region}/{operation.name}/calls", self._config.rates.get(operation.name), _CALLS
        for declared in operation.rates:
            if declared.per_second is None:
                yield f"{region}/{declared.unit}", self._send_rate() * SAFETY, declared
            else:
                full: float | None = declared.per_second * SAFETY
                if declared.unit == "calls":
                    full = self._config.rates.get(operation.name, full)
                yield f"{region}/{operation.name}/{declared.unit}", full, declared

    def _state(self) -> _State:
        state = self._states.get(clock.current())
        if state is None:
            state = self._states.setdefault(clock.current(), _State(self._config.limiter or MemoryLimiter()))
        return state

    def _send_rate(self) -> float:
        """The account's MaxSendRate: given, or learnt and asked for again once in a while."""
        if self._config.send_rate is not None:
            return self._config.send_rate
        state = self._state()
        now = clock.current().monotonic()
        # The first senders wait for the answer; later on one asks, and the others go on with what is known.
        if now >= state.believed_until and self._lock.acquire(blocking=state.send_rate is None):
            try:
                if now >= state.believed_until:
                    state.send_rate, lasting = self._ask(state)
                    state.believed_until = clock.current().monotonic() + lasting
            finally:
                self._lock.release()
        return state.send_rate or FALLBACK_SEND_RATE

    def _ask(self, state: _State) -> tuple[float, float]:
        """A rate, and for how many seconds to believe it. Pacing is a service to the caller: it fails no send."""
        try:
            quota = self._learn()
        except Exception as error:
            reason, lasting = type(error).__name__, _DENIED_FOR if isinstance(error, AccessDeniedError) else _FAILED_FOR
        else:
            state.quota = quota
            rate = quota.max_send_rate if quota else None
            if rate and rate > 0:
                return rate, _LEARNT_FOR
            reason, lasting = "it named none", _DENIED_FOR
        logger.warning(
            "GetAccount did not tell the account's sending rate (%s); sending to %g recipient a second for %g s. "
            "Give the rate yourself: ClientConfig(send_rate=...)",
            reason,
            FALLBACK_SEND_RATE,
            lasting,
        )
        return FALLBACK_SEND_RATE, lasting
