"""Faults on request: how the local SES fails, at which operations and how often."""

import difflib
import enum
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sesv2kit.testing.operations.sending import MAX_ENTRIES
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import Json, service_model
from sesv2kit.testing.rates import RATE_EXCEEDED
from sesv2kit.testing.sending.quotas import DAILY_QUOTA_EXCEEDED, SEND_RATE_EXCEEDED
from sesv2kit.testing.state import State

FaultKind = Literal[
    "send_rate",
    "daily_quota",
    "api_rate",
    "internal_error",
    "unavailable",
    "timeout",
    "disconnect",
    "truncated",
    "half_failed_bulk",
    "half_failed_metrics",
    "slow",
    "lag",
    "redelivered",
]
"""The kinds of faults; `Faults.add` explains each."""

SENDS = ("SendEmail", "SendBulkEmail")
"""The operations to which the sending quotas apply."""

_BULK, _METRICS = "SendBulkEmail", "BatchGetMetricData"

_OF_EVENTS = ("redelivered",)
"""The kinds that apply to events, not to requests."""

READS = ("Get", "List", "BatchGet")
"""Prefixes of the names of operations that only read. During a `lag` they do not see recent changes."""

_ONLY_AT: Mapping[str, tuple[str, ...]] = {
    "send_rate": SENDS,
    "daily_quota": SENDS,
    "half_failed_bulk": (_BULK,),
    "half_failed_metrics": (_METRICS,),
}
"""The operations to which a kind of fault can apply, for kinds that do not apply to all."""

_REFUSALS: Mapping[str, tuple[str, str]] = {
    "send_rate": ("TooManyRequestsException", SEND_RATE_EXCEEDED),
    "daily_quota": ("TooManyRequestsException", DAILY_QUOTA_EXCEEDED),
    "api_rate": ("TooManyRequestsException", RATE_EXCEEDED),
    "internal_error": ("InternalServiceErrorException", "An internal error occurred."),
    "unavailable": ("ServiceUnavailable", "The service is temporarily unavailable."),
}

_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "carried_out": ("internal_error", "unavailable"),
    "seconds": ("slow", "lag"),
    "status": ("half_failed_bulk", "half_failed_metrics"),
}
"""The kinds to which each option of `Faults.add` applies."""

_FAILURES: Mapping[str, tuple[str, str]] = {
    "half_failed_bulk": ("BulkEmailStatus", "FAILED"),
    "half_failed_metrics": ("QueryErrorCode", "INTERNAL_FAILURE"),
}
"""For the kinds that have a `status`: AWS's name of its enum, and its default."""

_LONGEST = 3600.0


class Loss(enum.Enum):
    """How a response is lost. The HTTP server and the mock each implement it."""

    STALL = "stall"
    """No response is sent before the client's timeout."""
    RESET = "reset"
    """The connection is closed in the middle of the body."""


@dataclass(eq=False, kw_only=True)
class Fault:
    """One fault, and how often it was applied."""

    kind: FaultKind
    """The kind of fault."""
    operations: tuple[str, ...] = ()
    """The operations that it applies to, by AWS's names. Empty: all."""
    times: int | None = 1
    """How many requests it applies to. None: all, until it is cleared."""
    carried_out: bool = False
    """Whether the operation takes effect before the error is returned."""
    seconds: float | None = None
    """Seconds by which a slow response is delayed, or for which a change is not visible."""
    status: str | None = None
    """The status of the failed entries of a bulk send, or the code of the failed queries of metrics."""
    account_id: str | None = None
    """The account that it applies to. None: all."""
    region_name: str | None = None
    """The region that it applies to. None: all."""
    fired: int = 0
    """How many requests it was applied to so far."""

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ValueError(problem)
        self.operations = self.operations or _ONLY_AT.get(self.kind, ())
        if self.kind in _FAILURES:
            self.status = self.status or _FAILURES[self.kind][1]
        elif self.kind in ("slow", "lag"):
            self.seconds = self.seconds or 1.0

    def refusal(self) -> Refused | None:
        """The error that is returned in place of the operation's own response."""
        return Refused(*_REFUSALS[self.kind]) if self.kind in _REFUSALS else None

    def loss(self) -> Loss | None:
        """How the response is lost."""
        return {"timeout": Loss.STALL, "disconnect": Loss.RESET}.get(self.kind)

    def perform(self, function: Callable[[State, Json], Any], state: State, members: Json) -> Any:
        """Carry out the operation, or as much of it as the fault allows."""
        if self.kind == "half_failed_metrics":
            return self._half_of_metrics(function(state, members))
        if self.kind != "half_failed_bulk" or len(members["BulkEmailEntries"]) > MAX_ENTRIES:
            return function(state, members)
        entries = members["BulkEmailEntries"]
        answer = function(state, {**members, "BulkEmailEntries": entries[::2]})
        sent = iter(answer["BulkEmailEntryResults"])
        failed = {"Status": self.status, "Error": "A fault of the test: this entry was not sent."}
        return {"BulkEmailEntryResults": [failed if number % 2 else next(sent) for number in range(len(entries))]}

    def _half_of_metrics(self, answer: Json) -> Json:
        """The response with an error instead of the first, third, ... result. A single query therefore fails."""
        message = "A fault of the test: this query was not carried out."
        errors = [{"Id": one["Id"], "Code": self.status, "Message": message} for one in answer["Results"][::2]]
        return {"Results": answer["Results"][1::2], "Errors": errors}


class Faults:
    """The faults of one account in one region, or of all, in the order they were added. Used up ones are included.

    At most one fault applies to a request: the first that matches and is not used up. Only a `lag` can apply in
    addition.
    """

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self._lock = threading.Lock()
        self._scope: tuple[str | None, str | None] = (None, None)

    def scoped(self, account_id: str, region_name: str) -> "Faults":
        """The faults that apply to one account in one region."""
        narrow = Faults()
        narrow._all, narrow._lock, narrow._scope = self._all, self._lock, (account_id, region_name)
        return narrow

    def add(
        self,
        kind: FaultKind,
        *operations: str,
        times: int | None = 1,
        carried_out: bool = False,
        seconds: float | None = None,
        status: str | None = None,
    ) -> Fault:
        """Add a fault that applies to the next requests. `fired` of the returned fault counts how often it was applied.

        The kinds:

        - `send_rate`, `daily_quota`: a send is refused, as if it were above the account's quotas
        - `api_rate`: the request is throttled, as if the operation had been called too often
        - `internal_error`, `unavailable`: HTTP 500 and 503; with `carried_out` the operation has taken effect
        - `timeout`: carried out, but no response comes
        - `disconnect`: carried out, but the connection breaks in the middle of the response
        - `truncated`: carried out, but the JSON of the response stops half way
        - `half_failed_bulk`: every second entry of SendBulkEmail has `status` and is not sent
        - `half_failed_metrics`: the first, third, ... query of BatchGetMetricData has an error with the code `status`
        - `slow`: the response comes after `seconds` on the current clock
        - `lag`: carried out, but for `seconds` on the current clock, operations whose names begin with Get, List or
          BatchGet show the state before the change. It does not apply to those operations themselves
        - `redelivered`: all event destinations get an event twice, with the same ids, as SNS, EventBridge and Firehose
          sometimes do. It applies to events, not to requests

        Args:
            kind: The kind of fault.
            operations: The operations that it applies to, by AWS's names, such as SendEmail. None: all; for `send_rate`
                and `daily_quota`, SendEmail and SendBulkEmail.
            times: How many requests, or events, it applies to. None: all, until `clear`.
            carried_out: Whether the operation takes effect in spite of the error.
            seconds: Seconds by which the response is delayed, or for which the change is not visible; default 1.
            status: The status of the failed entries, default FAILED; or the code of the failed queries, default
                INTERNAL_FAILURE.

        Raises:
            ValueError: The kind or operation does not exist, or an operation or an option does not apply to the kind.
        """
        account_id, region_name = self._scope
        return self.append(
            Fault(
                kind=kind,
                operations=operations,
                times=times,
                carried_out=carried_out,
                seconds=seconds,
                status=status,
                account_id=account_id,
                region_name=region_name,
            )
        )

    def append(self, fault: Fault) -> Fault:
        """Add an existing fault."""
        with self._lock:
            self._all.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults, also those for all accounts and regions."""
        with self._lock:
            self._all[:] = [fault for fault in self._all if not self._shows(fault)]

    def strike(self, operation: str, account: str, region: str) -> Fault | None:
        """The fault that applies to a request; counts it. None: none applies."""
        return self._strike(
            account,
            region,
            lambda fault: fault.kind not in ("lag", *_OF_EVENTS) and operation in (fault.operations or (operation,)),
        )

    def strike_lag(self, operation: str, account: str, region: str) -> float:
        """Seconds for which the change of a request is not visible; counts the fault."""
        if operation.startswith(READS):
            return 0
        fault = self._strike(
            account, region, lambda fault: fault.kind == "lag" and operation in (fault.operations or (operation,))
        )
        return (fault and fault.seconds) or 0

    def strike_event(self, account: str, region: str) -> bool:
        """Whether an event is delivered twice; counts the fault."""
        return self._strike(account, region, lambda fault: fault.kind in _OF_EVENTS) is not None

    def _strike(self, account: str, region: str, fits: Callable[[Fault], bool]) -> Fault | None:
        with self._lock:
            for fault in self._all:
                spent = fault.times is not None and fault.fired >= fault.times
                if not spent and _covers(fault, (account, region)) and fits(fault):
                    fault.fired += 1
                    return fault
        return None

    def __iter__(self) -> Iterator[Fault]:
        with self._lock:
            return iter([fault for fault in self._all if self._shows(fault)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _shows(self, fault: Fault) -> bool:
        return self._scope == (None, None) or _covers(fault, self._scope)


def _covers(fault: Fault, scope: tuple[str | None, str | None]) -> bool:
    return fault.account_id in (None, scope[0]) and fault.region_name in (None, scope[1])


def _problems(fault: Any) -> Iterator[str]:
    """The problems of a fault. Types are checked too, because faults can come from HTTP requests."""
    if fault.kind not in get_args(FaultKind):
        yield f"kind must be one of {', '.join(get_args(FaultKind))}, not {fault.kind!r}"
    known = {operation.name for operation in service_model().operations.values()}
    for name in fault.operations:
        if not isinstance(name, str) or name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            yield f"SES v2 has no operation {name!r}" + (f"; did you mean {near[0]}?" if near else "")
    if fault.kind in _OF_EVENTS and fault.operations:
        yield f"{fault.kind} applies to events, not to operations"
    only_at = _ONLY_AT.get(fault.kind, fault.operations)
    if any(name not in only_at for name in fault.operations):
        yield f"{fault.kind} is about {' and '.join(only_at)} alone"
    if fault.kind == "lag" and any(str(name).startswith(READS) for name in fault.operations):
        yield "lag applies only to operations that change something"
    if not (fault.times is None or (type(fault.times) is int and fault.times > 0)):
        yield f"times must be a whole number above 0, not {fault.times!r}"
    for option, kinds in _ONLY_FOR.items():
        if getattr(fault, option) and fault.kind not in kinds:
            yield f"{option} is an option of {' and '.join(kinds)} only"
    if not isinstance(fault.carried_out, bool):
        yield f"carried_out must be true or false, not {fault.carried_out!r}"
    if fault.seconds is not None and not (type(fault.seconds) in (int, float) and 0 < fault.seconds <= _LONGEST):
        yield f"seconds must be above 0 and at most {_LONGEST:g}, not {fault.seconds!r}"
    if fault.kind in _FAILURES and fault.status is not None and fault.status not in (codes := _failures(fault.kind)):
        yield f"status must be one of {', '.join(codes)}, not {fault.status!r}"


def _failures(kind: str) -> list[str]:
    """The values that `status` may have: those of AWS's enum except success."""
    return [status for status in service_model().shapes[_FAILURES[kind][0]].enum if status != "SUCCESS"]
