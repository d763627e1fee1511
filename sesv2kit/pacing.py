"""Which limits a call is held to: the documented ones, those of the configuration, and the account's sending rate."""

import logging
import math
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sesv2kit import clock, fork
from sesv2kit.config import ClientConfig
from sesv2kit.errors import AccessDeniedError, ConfigurationError
from sesv2kit.operation import Operation
from sesv2kit.rate import Limit, MemoryLimiter, RateLimiter
from sesv2kit.shapes import Request

logger: logging.Logger = logging.getLogger("sesv2kit")

SAFETY = 0.98
"""Share of a rate that is used: the service's clock and ours do not tick alike."""

FALLBACK_SEND_RATE = 1.0
"""Recipients a second when the account's rate cannot be learnt: the rate of a sandbox account, the lowest there is."""

_LEARNT_FOR, _DENIED_FOR, _FAILED_FOR = 3600.0, 900.0, 30.0
"""Seconds until the account's rate is asked for again, by how asking went; AWS raises rates as an account grows."""


@dataclass(slots=True)
class _State:
    """What holds on one clock: slots are moments on it, and so is the time until which a rate is believed."""

    limiter: RateLimiter
    send_rate: float | None = None
    believed_until: float = -math.inf


class Pacing:
    """Takes the slots for a client's calls."""

    def __init__(self, config: ClientConfig, learn: Callable[[], float | None]) -> None:
        """`learn` asks the service for MaxSendRate; what it raises means that the rate is not known."""
        self._config = config
        self._learn = learn
        self._states: weakref.WeakKeyDictionary[clock.Clock, _State] = weakref.WeakKeyDictionary()
        self.renew()
        fork.renew_in_children(self)

    def renew(self) -> None:
        """Make the lock anew, in a forked child."""
        self._lock = threading.Lock()

    def costs(self, operation: Operation[Any, Any], request: Request, region: str) -> list[tuple[Limit, float]]:
        """What a request takes from which limits."""
        config = self._config
        if not config.pacing or not (operation.rates or config.rates):
            return []
        if operation.name in config.rates and any(limit.per_second is None for limit in operation.rates):
            raise ConfigurationError(f"{operation.name} is paced in recipients, not in calls: set send_rate, not rates")
        costs = [
            (self._limit(f"{region}/{operation.name}", limit.unit, limit.per_second, region), limit.cost)
            for limit in operation.rates
            if not (limit.unit == "calls" and operation.name in config.rates)
        ]
        own = config.rates.get(operation.name)
        if own is not None:
            costs.append((Limit(f"{region}/{operation.name}/calls", own), None))
        return [(limit, 1.0 if cost is None else cost(request)) for limit, cost in costs]

    def reserve(self, costs: list[tuple[Limit, float]]) -> float:
        """Take the slots; the seconds to wait before acting."""
        return self._state().limiter.reserve(costs, clock.current().monotonic()) or 0.0

    def _limit(self, key: str, unit: str, per_second: float | None, region: str) -> Limit:
        if per_second is None:
            return Limit(f"{region}/{unit}", self._send_rate() * SAFETY)
        return Limit(f"{key}/{unit}", per_second * SAFETY)

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
                    state.send_rate, lasting = self._ask()
                    state.believed_until = clock.current().monotonic() + lasting
            finally:
                self._lock.release()
        return state.send_rate or FALLBACK_SEND_RATE

    def _ask(self) -> tuple[float, float]:
        """A rate, and for how many seconds to believe it. Pacing is a service to the caller: it fails no send."""
        try:
            rate = self._learn()
        except Exception as error:
            reason, lasting = type(error).__name__, _DENIED_FOR if isinstance(error, AccessDeniedError) else _FAILED_FOR
        else:
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
