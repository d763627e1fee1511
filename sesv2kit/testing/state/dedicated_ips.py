"""The stored data of dedicated IP addresses and their pools."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sesv2kit.testing.protocol.model import Json


@dataclass
class DedicatedIpPool:
    """A pool of dedicated IP addresses. SES manages a MANAGED pool itself."""

    name: str
    scaling_mode: str
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class DedicatedIp:
    """A dedicated IP address, and its warm-up percentage at a time."""

    ip: str
    pool_name: str
    warmup: float
    warmup_at: datetime

    def warm_up(self, now: datetime, automatic: bool) -> None:
        """Update the warm-up to `now`. An automatic warm-up takes 45 days."""
        if automatic:
            self.warmup = min(100.0, self.warmup + (now - self.warmup_at) / timedelta(days=45) * 100)
        self.warmup_at = now
