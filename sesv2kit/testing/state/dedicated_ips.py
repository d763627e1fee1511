"""What is kept of dedicated IP addresses and their pools."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sesv2kit.testing.protocol.model import Json


@dataclass
class DedicatedIpPool:
    """A pool of dedicated IP addresses; of a MANAGED one, SES takes care itself."""

    name: str
    scaling_mode: str
    tags: list[Json] = field(default_factory=list[Json])


@dataclass
class DedicatedIp:
    """A dedicated IP address, and how far it was warmed up at a moment."""

    ip: str
    pool_name: str
    warmup: float
    warmup_at: datetime

    def warm_up(self, now: datetime, automatic: bool) -> None:
        """Bring the warm-up to `now`: the automatic one takes 45 days, without it nothing moves."""
        if automatic:
            self.warmup = min(100.0, self.warmup + (now - self.warmup_at) / timedelta(days=45) * 100)
        self.warmup_at = now
