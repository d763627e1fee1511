"""The stored data of sends: the recipients of the last 24 hours, and the used part of the sending rate."""

from collections import deque
from datetime import datetime, timedelta


class SendingRecord:
    """The recipients of the last 24 hours, and the remaining part of the sending rate."""

    def __init__(self) -> None:
        self._sends = deque[tuple[datetime, int]]()
        self._total = 0
        self._left: float | None = None
        self._left_at: datetime | None = None

    def last_24_hours(self, now: datetime) -> int:
        """How many recipients were sent to in the 24 hours before `now`."""
        while self._sends and self._sends[0][0] <= now - timedelta(hours=24):
            self._total -= self._sends.popleft()[1]
        return self._total

    def rate_left(self, now: datetime, rate: float) -> float:
        """How many recipients may be sent to at `now`. Negative after a send to more recipients than the rate."""
        if self._left is None or self._left_at is None:
            return rate
        return min(rate, self._left + (now - self._left_at).total_seconds() * rate)

    def add(self, recipients: int, now: datetime, rate: float) -> None:
        """Count a send."""
        self._left, self._left_at = self.rate_left(now, rate) - recipients, now
        self._sends.append((now, recipients))
        self._total += recipients
