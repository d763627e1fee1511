"""The settings of the fleet, and the times that follow from them."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Producer and workers need the same ones."""

    broker_url: str = "redis://127.0.0.1:6379/0"
    """Celery's Redis. Its jobs may be delivered twice or be lost: the producer queues them again."""

    store_url: str = "redis://127.0.0.1:6379/1"
    """The Redis of the journal and the reports: a server of its own, with the settings of docs/fleet.md."""

    limiter_url: str = "redis://127.0.0.1:6379/2"
    """The Redis of the rate. In production not the one of the journal, whose waits for the disk would delay it."""

    journal_table: str = ""
    """A DynamoDB table for the journal. Empty: the journal is in Redis."""

    send_rate: float = 14.0
    """Recipients per second of the account: `aws sesv2 get-account --query SendQuota.MaxSendRate`."""

    processes: int = 4
    """Worker processes of the whole fleet that send at once."""

    part_size: int = 500
    """Recipients of a task."""

    run_for: int = 300
    """Seconds after which a task begins no further call; another one sends the rest of its part."""

    lease: int = 60
    """Seconds for which a claim allows its owner to send."""

    call_timeout: int = 60
    """Seconds that a call to SES may take, with its wait for the rate and all attempts."""

    @property
    def retry_after(self) -> int:
        """Seconds until the rest of a part is tried again. The lease of a worker that was killed is over by then."""
        return self.lease + 1

    @property
    def time_limit(self) -> int:
        """Seconds after which Celery kills a task that hangs. A task that does not has ended by then: after `run_for`
        its last calls end, which may wait 4 s before their fourth attempt, and then the journal, and the store."""
        return self.run_for + 4 + self.call_timeout + 4 * 5

    @property
    def visibility_timeout(self) -> int:
        """Seconds, from when a worker takes a task, until Redis gives it to another one, if it was not acknowledged. A
        part that is tried again waits in its worker for `retry_after` and for a busy process, before it runs."""
        return self.retry_after + 2 * self.time_limit + 10

    def __post_init__(self) -> None:
        takes = self.part_size * self.processes / self.send_rate
        if takes > self.run_for:
            raise ValueError(
                f"a part of {self.part_size} takes {takes:.0f} s, since {self.processes} processes share "
                f"{self.send_rate:g} recipients/s, and a task has {self.run_for} s: make parts smaller"
            )


def from_environment() -> Settings:
    """Settings out of variables such as NEWSLETTER_SEND_RATE; what is not set has its default."""
    given = {
        name: type(default)(text)
        for name, default in vars(Settings()).items()
        if (text := os.environ.get(f"NEWSLETTER_{name.upper()}")) is not None
    }
    return Settings(**given)


SETTINGS = from_environment()
