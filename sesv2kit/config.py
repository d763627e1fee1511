"""Settings of a client: retries, pacing and timeouts. Region, credentials and endpoints are boto3's configuration."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from sesv2kit._core.deprecated import renamed_arguments
from sesv2kit.limits import RateLimiter
from sesv2kit.observing import Observer

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from sesv2kit.journal import AsyncJournal, Journal

__all__ = ["ClientConfig", "RetryPolicy"]


def __dir__() -> list[str]:
    return __all__


@renamed_arguments(base="initial_wait", cap="max_wait")
@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a failed attempt is repeated, and after which wait. Immutable.

    Raises:
        ValueError: A value is of the wrong type or out of its range.
    """

    max_attempts: int = 4
    """Total number of attempts, including the first. 1: never repeat."""

    initial_wait: float = 0.5
    """Upper bound of the random wait before the second attempt, in seconds. It doubles with each further attempt."""

    max_wait: float = 20.0
    """The longest wait between two attempts, in seconds. If the service asks for a longer one (Retry-After), the error
    is raised with its `retry_after` instead."""

    timeout: float | None = None
    """Time budget of a call in seconds, including waits for rate limits and retries: no attempt starts after it. An
    attempt that has started is limited by the client's `connect_timeout` and `read_timeout`. None: no timeout."""

    wait: "Callable[[RetryCallState], float] | None" = None
    """A wait strategy of tenacity, or a function like one, that returns the seconds to wait:
    `tenacity.wait_exponential_jitter(initial=1)`. The seconds of a Retry-After are added. It gets times of the client's
    clock. None: `tenacity.wait_random_exponential(multiplier=initial_wait, max=max_wait)`."""

    stop: "Callable[[RetryCallState], bool] | None" = None
    """A stop strategy of tenacity, or a function like one, that ends a call earlier than `max_attempts` and `timeout`:
    `tenacity.stop_after_delay(60)`. It cannot allow more attempts than they do, nor repeat a send whose outcome is
    unknown. None: only `max_attempts` and `timeout` end a call."""

    on_unknown: Literal["raise", "retry"] = "raise"
    """What to do when an operation that is not safe to repeat, such as a send, has an unknown outcome. "raise": raise
    `OutcomeUnknownError`. "retry": repeat it, and accept that an email may be sent twice."""

    budget: int | None = 100
    """How many repeats a client may make over all of its calls while the service is unreachable or failing. Every fifth
    successful call gives one back. Repeats after a throttle do not count, because pacing limits them. None: no limit.
    """

    # Not Pydantic's dataclasses: importing this module would take eight times as long, and messages would have several
    # lines and no units.
    def __post_init__(self) -> None:
        for name, value, least in (("max_attempts", self.max_attempts, 1), ("budget", self.budget, 0)):
            unbounded = value is None and name == "budget"
            if not unbounded and (type(value) is not int or value < least):
                raise ValueError(f"RetryPolicy: {name} must be a whole number of at least {least}, not {value!r}")
        for name, seconds in (
            ("initial_wait", self.initial_wait),
            ("max_wait", self.max_wait),
            ("timeout", self.timeout),
        ):
            unbounded = seconds is None and name == "timeout"
            if not unbounded and (type(seconds) not in (int, float) or not 0 <= cast("float", seconds) < math.inf):
                raise ValueError(f"RetryPolicy: {name} must be a number of seconds, not {seconds!r}")
        if self.timeout == 0:
            raise ValueError("RetryPolicy: timeout must be above zero")
        for name, strategy in (("wait", self.wait), ("stop", self.stop)):
            if strategy is not None and not callable(strategy):  # pyright: ignore[reportUnnecessaryComparison]  # not every caller is type-checked
                raise ValueError(f"RetryPolicy: {name} must be a function or None, not {strategy!r}")
        if self.on_unknown not in ("raise", "retry"):
            raise ValueError(f'RetryPolicy: on_unknown must be "raise" or "retry", not {self.on_unknown!r}')

    def changed(
        self, timeout: float | None, max_attempts: int | None, on_unknown: Literal["raise", "retry"] | None
    ) -> Self:
        """A copy with other values. None: unchanged."""
        given = {"timeout": timeout, "max_attempts": max_attempts, "on_unknown": on_unknown}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        return replace(self, **changes)


@renamed_arguments(on_event="on_attempt")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """Settings of one client. Immutable; `dataclasses.replace` makes a changed copy.

    Raises:
        ValueError: A value is of the wrong type or out of its range.
    """

    retry: RetryPolicy = field(default_factory=RetryPolicy)
    """How often a failed attempt is repeated, and after which wait."""

    pacing: bool = True
    """Keep the documented rates and the account's sending rate, and slow down when the service throttles. False: never
    wait before a first attempt."""

    rates: Mapping[str, float | None] = field(default_factory=dict[str, float | None])
    """Calls per second by operation name, instead of the documented rate: `{"ListTenants": 2.0}`. None: the operation
    is not paced until the service throttles it. Sends are counted in recipients: see `send_rate`."""

    send_rate: float | None = None
    """Recipients per second that may be sent to; 2 % of it is not used. None: the account's MaxSendRate, which is read
    with GetAccount at the first send and then once per hour."""

    limiter: RateLimiter | None = None
    """The rate limiter: a `RedisLimiter` for several processes, or `MemoryLimiter(share=1/4)` in each of four
    processes. None: a `MemoryLimiter` of this client alone."""

    connect_timeout: float = 5.0
    """Seconds to wait for a connection."""

    read_timeout: float = 30.0
    """Seconds to wait for the next bytes of a response."""

    max_connections: int = 16
    """The most connections that are kept open. Threads beyond that number open one for a call and close it. For
    `AsyncSESv2` it is also the number of threads."""

    max_response_size: int = 32 * 2**20
    """The largest response that is read, in bytes after decompression. SES's largest have a few hundred thousand. A
    larger one raises `ResponseUnreadableError`, and for a send the outcome is unknown. This does not limit what
    botocore reads from the connection into memory."""

    journal: "Journal | AsyncJournal | None" = None
    """Journal in which calls with an `idempotency_key` record what was sent: `SqliteJournal(path)` for the processes of
    one machine, `RedisJournal` or `DynamoDBJournal` for several machines. None: such a call needs `journal=`."""

    account_id: str | None = None
    """The AWS account of the credentials, 12 digits, for ARNs. None: `account.get_account_id()` reads it from STS,
    once.
    """

    on_attempt: Observer | None = None
    """Called with an `AttemptReport` after every attempt, in the thread that made it. None: no observer."""

    allow_client_retries: bool = False
    """Whether to accept a boto3 client, or a boto3 configuration, that retries by itself. It may send an email
    twice."""

    def __post_init__(self) -> None:
        given: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        fits = {
            "a RetryPolicy": isinstance(given["retry"], RetryPolicy) or "retry",
            "True or False": isinstance(given["pacing"], bool) or "pacing",
            "a mapping": isinstance(given["rates"], Mapping) or "rates",
            "an object with reserve() and release()": _is_limiter(given["limiter"]) or "limiter",
            "a sesv2kit.journal.Journal": _is_journal(given["journal"]) or "journal",
            "callable": given["on_attempt"] is None or callable(given["on_attempt"]) or "on_attempt",
        }
        for what, name in fits.items():
            if name is not True:
                raise ValueError(f"ClientConfig: {name} must be {what}, not a {type(given[str(name)]).__name__}")
        positive = {
            "send_rate": self.send_rate,
            "connect_timeout": self.connect_timeout,
            "read_timeout": self.read_timeout,
            "max_connections": self.max_connections,
            "max_response_size": self.max_response_size,
            **{f"rates[{name!r}]": rate for name, rate in self.rates.items()},
        }
        for name, value in positive.items():
            if value is None and (name == "send_rate" or name.startswith("rates")):
                continue
            if type(value) not in (int, float) or not 0 < cast("float", value) < math.inf:
                raise ValueError(f"ClientConfig: {name} must be a number above zero, not {value!r}")
        for name in ("max_connections", "max_response_size"):
            if type(positive[name]) is not int:
                raise ValueError(f"ClientConfig: {name} must be a whole number, not {positive[name]!r}")
        if given["account_id"] is not None and not (
            isinstance(given["account_id"], str) and re.fullmatch("[0-9]{12}", given["account_id"])
        ):
            raise ValueError("ClientConfig: account_id must be 12 digits, as text")
        if max(self.connect_timeout, self.read_timeout) > _DAY:
            raise ValueError(f"ClientConfig: connect_timeout and read_timeout must be at most {_DAY} seconds, a day")


_DAY = 86_400


def _is_limiter(one: object) -> bool:
    methods = [getattr(one, name, None) for name in ("reserve", "release")]
    return one is None or (all(map(callable, methods)) and not isinstance(one, type))


def _is_journal(one: object) -> bool:
    methods = [getattr(one, name, None) for name in ("claim", "settle", "release")]
    return one is None or (all(map(callable, methods)) and not isinstance(one, type))
