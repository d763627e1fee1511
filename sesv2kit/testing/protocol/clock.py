"""The clock of the local SES. Its time changes only when a caller waits on it or advances it."""

import threading
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """A clock on which waits take no time: `sleep` advances the clock and returns.

    It starts at the real time, or at `start`. All timestamps of the local SES come from it, and rate limits and retries
    of every client wait on it while `mock_sesv2` is active.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = (start or datetime.now(UTC)).astimezone(UTC)
        self._elapsed = 0.0
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        """Seconds since the clock's start."""
        return self._elapsed

    def now(self) -> datetime:
        """The clock's current time, in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def sleep(self, seconds: float) -> None:
        """Advance the clock to at least `seconds` after the time of the call.

        Sleeps of several threads that begin at the same time overlap, as in real time.
        """
        wake_at = self._elapsed + seconds
        with self._lock:
            self._elapsed = max(self._elapsed, wake_at)

    def advance(self, time: timedelta | float) -> None:
        """Move the clock forward by a timedelta or a number of seconds."""
        seconds = time.total_seconds() if isinstance(time, timedelta) else time
        if seconds < 0:
            raise ValueError("the clock cannot go back: seconds must be 0 or more")
        with self._lock:
            self._elapsed += seconds
