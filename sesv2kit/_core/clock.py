"""The clock that pacing and retries use: the system's, unless a test installs another.

Each call looks up `current()` once, so a clock that is installed later applies to existing clients too.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a clock must provide. Only the blocking transport calls `sleep`."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...

    def now(self) -> datetime:
        """The current time, timezone-aware, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Block until `seconds` have passed on this clock."""
        ...


_LONGEST = 86_400.0


class SystemClock:
    """The clock of the operating system."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """The current time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for `seconds`."""
        while seconds > _LONGEST:  # time.sleep raises OverflowError for very long times
            time.sleep(_LONGEST)
            seconds -= _LONGEST
        time.sleep(seconds)

    def late(self, due: float) -> float:
        """Seconds since `due`, when a wait was to end."""
        return self.monotonic() - due


_current: Clock = SystemClock()


def current() -> Clock:
    """The current clock."""
    return _current


def late(one: Clock, due: float) -> float:
    """Seconds by which a wait that was to end at `due` ended too late.

    0 on any clock but the system's: on a test's clock, waits advance the time, also for other waits.
    """
    return one.late(due) if isinstance(one, SystemClock) else 0.0


@contextmanager
def installed(clock: Clock) -> Generator[None]:
    """Use `clock` in every client of this process until the block ends."""
    global _current
    before, _current = _current, clock
    try:
        yield
    finally:
        _current = before
