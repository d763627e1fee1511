"""What a bulk send does about each fault: test_bulk_faults.py tests each row, docs/bulk.md prints them.

A new fault is a new row.
"""

import contextlib
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sesv2kit import BulkEntry, RetryPolicy, SqliteJournal
from sesv2kit._core.clock import installed
from sesv2kit.bulk import BulkSummary
from tests.faults.server import Answer, End, Server, answer, refusal
from tests.unit.support import FakeClock, client_of
from tests.workflows.service import LOST, Sent, Service

CHUNK, COUNT = 10, 30
"""Entries of a call, and of a run: three calls, of which the second meets the fault."""

PLACES = {"first": CHUNK, "middle": CHUNK + CHUNK // 2, "last": 2 * CHUNK - 1}
"""Entries of the second call, by where they are in it."""

WHOLE = "whole"
"""The place of a fault that is about a call and no entry."""

Judge = Callable[[list[str], int], Any]


def address(number: int) -> str:
    return f"user{number}@mail.example"


@dataclass
class Ran:
    """What came of a run."""

    summary: BulkSummary
    sent: Counter[str]
    """How often each address was sent to, by this run and those before."""

    raised: BaseException | None = None
    """What the loop over the results raised."""

    @property
    def reported(self) -> str:
        """The counts in words."""
        outcomes = ("accepted", "refused", "unknown", "duplicate", "not_tried")
        return ", ".join(f"{number} {one}" for one in outcomes if (number := getattr(self.summary, one)))


@dataclass(frozen=True)
class Fault:
    """A fault, and where it can be."""

    name: str
    judge: Callable[[str], Judge] = lambda bad: lambda addresses, call: None
    """What SES does with a call, made for the address at the place of the fault."""

    whole: bool = False
    """Whether it is about a call and no entry."""

    spoil: Callable[[int, Any], Any] = lambda number, entry: entry
    """Changes the entry at the place of the fault."""

    hook: str = ""
    """The event of botocore, at which a hook raises for the second call."""

    end: str = ""
    """How the loop ends: it breaks, it cancels the run, or it raises."""

    journal: str = ""
    """The method of the journal that fails."""

    unreachable: bool = False
    """Whether no connection is possible."""

    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    """Arguments of the run."""

    @property
    def places(self) -> list[str]:
        return [WHOLE] if self.whole else [*PLACES]


def once(status: str) -> Callable[[str], Judge]:
    return lambda bad: lambda addresses, call: {bad: status} if call == 2 else None


def always(status: str) -> Callable[[str], Judge]:
    return lambda bad: lambda addresses, call: {bad: status}


def from_here(status: str) -> Callable[[str], Judge]:
    def made(bad: str) -> Judge:
        def judge(addresses: list[str], call: int) -> Any:
            if bad not in addresses:
                return None
            return dict.fromkeys(addresses[addresses.index(bad) :], status)

        return judge

    return made


def refused(bad: str) -> Judge:
    return lambda addresses, call: refusal(400, "BadRequestException") if bad in addresses else None


def whole(said: Answer | Sent) -> Callable[[str], Judge]:
    return lambda bad: lambda addresses, call: said if call == 2 else None


def short(addresses: list[str], call: int) -> Any:
    results = [{"Status": "SUCCESS", "MessageId": "id"}] * (len(addresses) - 1)
    return Sent(answer({"BulkEmailEntryResults": results})) if call == 2 else None


THROTTLED = refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
FAULTS = [
    Fault("`ACCOUNT_THROTTLED`, once", once("ACCOUNT_THROTTLED")),
    Fault("`ACCOUNT_THROTTLED`, always", always("ACCOUNT_THROTTLED")),
    Fault("`TRANSIENT_FAILURE`, once", once("TRANSIENT_FAILURE")),
    Fault("`MESSAGE_REJECTED`", always("MESSAGE_REJECTED")),
    Fault("`FAILED`", always("FAILED")),
    Fault("`ACCOUNT_DAILY_QUOTA_EXCEEDED` from there on", from_here("ACCOUNT_DAILY_QUOTA_EXCEEDED")),
    Fault("`ACCOUNT_SENDING_PAUSED` from there on", from_here("ACCOUNT_SENDING_PAUSED")),
    Fault("an entry for which SES refuses the call", refused),
    Fault("an entry that the checks refuse", spoil=lambda number, entry: BulkEntry("nobody")),
    Fault("the call is throttled", whole(THROTTLED), whole=True),
    Fault("HTTP 500", whole(refusal(500, "InternalServiceErrorException")), whole=True),
    Fault("HTTP 503", whole(refusal(503, "ServiceUnavailable")), whole=True),
    Fault("access denied", whole(refusal(403, "AccessDeniedException")), whole=True),
    Fault("the response is lost, the emails are sent", whole(LOST), whole=True),
    Fault("the connection is closed before the request is read", whole(Answer(end=End.CLOSE, read=False)), whole=True),
    Fault("the response stops half way", whole(Sent(answer(b'{"BulkEmailEntryResults": [{"Sta'))), whole=True),
    Fault("the response lacks an entry", lambda bad: short, whole=True),
    Fault("no connection", whole=True, unreachable=True),
    Fault("a hook raises before the request is sent", hook="before-send", whole=True),
    Fault("a hook raises after the response", hook="after-call", whole=True),
    Fault("`break` while the call is in progress", end="break", whole=True),
    Fault("`cancel()` while the call is in progress", end="cancel", whole=True),
    Fault("Ctrl-C, or an exception in the loop, while the call is in progress", end="raise", whole=True),
    Fault("the journal fails at the claim", journal="claim", whole=True),
    Fault("the journal fails at the end of a call", journal="settle", whole=True),
]


class HookError(Exception):
    """Raised by a hook."""


class Failing(SqliteJournal):
    """A journal of which a method fails for the second call."""

    failing = ""
    calls = 0

    def claim(self, claims: Any) -> Any:
        self.calls += 1
        if self.failing == "claim" and self.calls == 2:
            raise OSError("the disk is gone")
        return super().claim(claims)

    def settle(self, settlements: Any) -> Any:
        if self.failing == "settle" and self.calls == 2:
            raise OSError("the disk is gone")
        return super().settle(settlements)


def entries(fault: Fault | None, place: str) -> Iterator[Any]:
    for number in range(COUNT):
        entry = BulkEntry(address(number), key=str(number))
        yield fault.spoil(number, entry) if fault and number == PLACES.get(place) else entry


def ran(fault: Fault | None, place: str, sent: Counter[str], journal: Failing | None, clock: FakeClock) -> Ran:
    """A run that meets a fault; None: one that meets none."""
    judge = fault.judge(address(PLACES.get(place, CHUNK))) if fault else lambda addresses, call: None
    second = threading.Event()

    def noting(addresses: list[str], call: int) -> Any:
        if call == 2:
            second.set()
        return judge(addresses, call)

    service = Service(noting)
    service.sent = sent
    kept: dict[str, Any] = (
        {} if journal is None else {"run_id": "june", "journal": journal, "configuration_set_name": "set"}
    )
    raised: BaseException | None = None
    with installed(clock), contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(service))
        if fault is not None and fault.unreachable:
            stack.close()
        client = client_of(server.url, retry=RetryPolicy(max_attempts=1), pacing=True, send_rate=float(CHUNK))
        if fault is not None and fault.hook:
            events = client.boto3_client.meta.events
            events.register(f"{fault.hook}.sesv2.SendBulkEmail", partial(_raise_at_the_second, calls=[]))
        run = client.sending.send_bulk(
            entries(fault, place),
            from_email_address="news@shop.example",
            template_name="news",
            max_concurrency=1,
            max_attempts=3,
            **kept,
        )
        try:
            with client, run:
                for number, _ in enumerate(run):
                    if fault is not None and fault.end and number == CHUNK - 1:
                        second.wait(60)
                        if fault.end == "break":
                            break
                        if fault.end == "raise":
                            raise KeyboardInterrupt
                        run.cancel()
        except (HookError, KeyboardInterrupt) as error:
            raised = error
    return Ran(run.summary, sent, raised)


def _raise_at_the_second(calls: list[int], **_: Any) -> None:
    calls.append(1)
    if len(calls) == 2:
        raise HookError


@dataclass(frozen=True)
class Row:
    """What came of a fault at a place, as docs/bulk.md tells it."""

    without: str
    """Without a journal: how many were sent, and what was reported. Empty: the fault needs a journal."""

    first: str
    """With a journal."""

    again: str
    """With a journal, after the run was started again without the fault."""


def told(ran: Ran) -> str:
    return f"{sum(ran.sent.values())} sent: {ran.reported}"


def row(fault: Fault, place: str) -> Row:
    """What comes of a fault.

    Raises:
        AssertionError: Somebody was mailed twice, or what is reported is not what was sent.
    """
    clock = FakeClock()
    without = "" if fault.journal else told(checked(ran(fault, place, Counter(), None, clock)))
    with tempfile.TemporaryDirectory() as folder, Failing(Path(folder, "journal.db")) as journal:
        journal.failing, sent = fault.journal, Counter[str]()
        first = told(checked(ran(fault, place, sent, journal, clock)))
        journal.failing = ""
        clock.sleep(1000)  # the lease of what is unknown is over
        again = told(checked(ran(None, place, sent, journal, clock)))
    return Row(without, first, again)


def checked(ran: Ran) -> Ran:
    assert {*ran.sent.values()} <= {1}, "somebody was mailed twice"
    certain, possible = ran.summary.accepted, ran.summary.accepted + ran.summary.unknown + ran.summary.not_tried
    assert certain <= sum(ran.sent.values()) <= possible + COUNT - ran.summary.read
    return ran


def lines(fault: Fault) -> Iterator[str]:
    """The lines of a fault in the table."""
    rows: dict[Row, list[str]] = {}
    for place in fault.places:
        rows.setdefault(row(fault, place), []).append(place)
    for one, places in rows.items():
        where = "" if places == [WHOLE] else "any" if len(places) == len(PLACES) else ", ".join(places)
        yield f"| {fault.name} | {where} | {one.without} | {one.first} | {one.again} |"


def table() -> Iterator[str]:
    """The table of docs/bulk.md."""
    yield "| fault in the second of three calls | at the entry | without a journal | with a journal | started again |"
    yield "| --- | --- | --- | --- | --- |"
    for fault in FAULTS:
        yield from lines(fault)
