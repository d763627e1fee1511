"""How a client behaves: retries, pacing and timeouts. Where it connects to is boto3's own configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sesv2kit.rate import RateLimiter
from sesv2kit.retry import RetryPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """Settings of one client; immutable, `dataclasses.replace` makes a changed copy.

    Raises:
        ValueError: A rate or a timeout is not positive.
    """

    retry: RetryPolicy = field(default_factory=RetryPolicy)
    """How often and how patiently a failed attempt is repeated."""

    pacing: bool = True
    """Wait for documented rates and for the account's sending rate. False: never wait before an attempt."""

    rates: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    """Calls a second by operation, `{"ListTenants": 2.0}`, in place of the documented figure. None: do not pace it."""

    send_rate: float | None = None
    """Recipients a second that sends may go to. None: the account's MaxSendRate, asked for once."""

    limiter: RateLimiter | None = None
    """Hands out the slots. None: one for this client alone, in memory."""

    connect_timeout: float = 5.0
    """Seconds to wait for a connection."""

    read_timeout: float = 30.0
    """Seconds to wait for the next part of an answer."""

    max_connections: int = 16
    """Connections kept open at most; threads beyond that open one for a call and drop it."""

    allow_client_retries: bool = False
    """Accept a boto3 client, or a boto3 configuration, that retries by itself: it may then send a mail twice."""

    def __post_init__(self) -> None:
        positive = {
            "send_rate": self.send_rate,
            "connect_timeout": self.connect_timeout,
            "read_timeout": self.read_timeout,
            "max_connections": self.max_connections,
            **{f"rates[{name!r}]": rate for name, rate in self.rates.items()},
        }
        for name, value in positive.items():
            if value is not None and not value > 0:
                raise ValueError(f"ClientConfig: {name} must be above zero, not {value}")
