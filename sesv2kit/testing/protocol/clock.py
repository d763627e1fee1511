"""The clock of the local SES: it stands still until somebody waits on it or moves it."""

import threading
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """A clock on which every wait is over at once: `sleep` moves the time instead of the thread.

    It starts at the real time, or at `start`. All timestamps of the local SES come from it, and pacing and retries
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
        """The clock's present moment, in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def sleep(self, seconds: float) -> None:
        """Let the clock show at least `seconds` more than at the moment of the call.

        Threads that begin to sleep at one moment overlap, as they would in real time.
        """
        wake_at = self._elapsed + seconds
        with self._lock:
            self._elapsed = max(self._elapsed, wake_at)

    def advance(self, time: timedelta | float) -> None:
        """Move the clock forward by a timedelta or a number of seconds."""
        seconds = time.total_seconds() if isinstance(time, timedelta) else time
        if seconds < 0:
            raise ValueError("a clock cannot go back")
        with self._lock:
            self._elapsed += seconds
