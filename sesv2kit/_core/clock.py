"""The clock that pacing and retries wait on: the machine's, unless a test installs another.

The transport asks `current()` at every call, so a clock installed later also rules clients made before.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a clock must offer. `sleep` is called by the transport only."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed on this clock."""
        ...


_LONGEST = 86_400.0


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for `seconds`."""
        while seconds > _LONGEST:  # the operating system refuses to sleep for centuries
            time.sleep(_LONGEST)
            seconds -= _LONGEST
        time.sleep(seconds)


_current: Clock = SystemClock()


def current() -> Clock:
    """The clock now in force."""
    return _current


@contextmanager
def installed(clock: Clock) -> Generator[None]:
    """Put `clock` in force for every client of this process until the block ends."""
    global _current
    before, _current = _current, clock
    try:
        yield
    finally:
        _current = before
