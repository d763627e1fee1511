"""Arguments and results of `sending.send_bulk` and `sending.send_each`: entries, results, and the run, which sends in
threads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from sesv2kit._core.driving import ThreadDriver

if TYPE_CHECKING:
    from email.message import EmailMessage
    from email.message import Message as MimeMessage

    from pydantic import BaseModel

    from sesv2kit._workflows.bulk.calls import Calls
    from sesv2kit.events.types import BaseEvent
    from sesv2kit.mail import Unsubscribe
    from sesv2kit.models.common import Attachment, MessageHeader, MessageTag
    from sesv2kit.models.sending import Destination

__all__ = [
    "BulkEntry",
    "BulkFinding",
    "BulkMessage",
    "BulkOutcome",
    "BulkPreflight",
    "BulkResult",
    "BulkRun",
    "BulkSummary",
    "Reconciliation",
    "Rehearsal",
    "StopReason",
]


def __dir__() -> list[str]:
    return __all__


EntryT = TypeVar("EntryT")

BulkOutcome: TypeAlias = Literal["accepted", "refused", "unknown", "duplicate", "not_tried"]
"""The outcome of an entry.

- `accepted`: SES accepted the email.
- `refused`: it was not sent. SES or a check before the call refused it.
- `unknown`: it may or may not have been sent. It is not sent again automatically.
- `duplicate`: an earlier entry of this run has the same key. It was not sent.
- `not_tried`: it was not sent, because the run ended first, or because SES was still throttling or failing after
  `max_attempts`.
"""

Rehearsal: TypeAlias = Literal["success", "bounce", "complaint", "ooto", "suppressionlist"]
"""What the mailbox simulator does with an email.

- `success`: it accepts the email.
- `bounce`: it rejects the email permanently.
- `complaint`: it accepts the email and reports it as spam.
- `ooto`: it accepts the email and sends an out-of-office reply.
- `suppressionlist`: the email bounces, as if the address were on SES's own suppression list.
"""

StopReason: TypeAlias = Literal[
    "cancelled",
    "daily_quota",
    "sending_paused",
    "refused_call",
    "no_connection",
    "journal",
    "refusals",
    "unknown",
    "condition",
]
"""Why a run ended before the end of its entries.

- `cancelled`: `cancel()`, the end of the `with` block, or the end of the loop over the results.
- `daily_quota`: the account's quota of 24 hours is used up.
- `sending_paused`: sending is paused or suspended, for the account or the configuration set.
- `refused_call`: SES refused a whole call for a reason that applies to every further call, such as missing permissions.
- `no_connection`: no connection to SES was possible, after all attempts.
- `journal`: the journal cannot be used. Entries whose keys it could not claim were not sent.
- `refusals`: `stop_after` consecutive entries were refused.
- `unknown`: the outcome of a call is unknown, and `stop_on_unknown` is set.
- `condition`: `stop_when` returned true.
"""


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """One email of a bulk send: its recipients, and values that replace those of the run."""

    destination: "Destination | Sequence[str] | str" = field(repr=False)
    """Its recipients, at most 50. All of them receive the same email and see each other. Several texts are all `To`."""

    template_data: "Mapping[str, Any] | BaseModel | str | None" = field(default=None, repr=False)
    """Values of the template's variables; they replace the run's values, key by key. None: the run's values."""

    headers: "Mapping[str, str] | Sequence[MessageHeader] | None" = field(default=None, repr=False)
    """Headers, at most 15; each replaces the run's header of the same name. None: the run's headers."""

    email_tags: "Mapping[str, str] | Sequence[MessageTag] | None" = None
    """Message tags, in place of the run's. None: the run's tags."""

    key: str | None = field(default=None, repr=False)
    """Key of this email within the run, 1 to 200 characters, such as the id of a customer. None: a hash of its
    recipients. It is used only with a journal."""


@dataclass(frozen=True, slots=True)
class BulkMessage:
    """One email of `sending.send_each`, with its own content: arguments of `sending.send`."""

    to: "Sequence[str] | str | None" = field(default=None, repr=False)
    """Main recipients. None: no main recipients. In all, to, cc and bcc have 1 to 50 addresses."""

    subject: str | None = field(default=None, repr=False)
    """Subject. Required, except with a template or `message`."""

    text: str | None = field(default=None, repr=False)
    """Plain text. None: HTML or a template only."""

    html: str | None = field(default=None, repr=False)
    """HTML. None: no HTML."""

    cc: "Sequence[str] | str | None" = field(default=None, repr=False)
    """Recipients of a copy, visible to all. None: no copies."""

    bcc: "Sequence[str] | str | None" = field(default=None, repr=False)
    """Recipients of a copy, hidden from the others. None: no hidden copies."""

    attachments: "Sequence[Attachment] | None" = field(default=None, repr=False)
    """Files, 40 MB in all after encoding. None: no files."""

    reply_to_addresses: "Sequence[str] | str | None" = field(default=None, repr=False)
    """Reply-To addresses. None: replies go to the sender."""

    headers: "Mapping[str, str] | Sequence[MessageHeader] | None" = field(default=None, repr=False)
    """Further headers, at most 15 with those of `unsubscribe`. None: no further headers."""

    unsubscribe: "Unsubscribe | None" = field(default=None, repr=False)
    """The List-Unsubscribe headers. None: they are not added."""

    email_tags: "Mapping[str, str] | Sequence[MessageTag] | None" = None
    """Message tags, in place of the run's. None: the run's tags."""

    template_name: str | None = None
    """Stored template to send instead of a subject and body. None: no template."""

    template_data: "Mapping[str, Any] | BaseModel | str | None" = field(default=None, repr=False)
    """Values of the template's variables. None: no values."""

    message: "EmailMessage | MimeMessage | None" = field(default=None, repr=False)
    """The whole email, sent raw. None: the email is made of the other members."""

    from_email_address: str | None = field(default=None, repr=False)
    """Sender. None: the run's; for `message` the one in its From header."""

    key: str | None = field(default=None, repr=False)
    """Key of this email within the run, 1 to 200 characters, such as the id of an order. None: a hash of its
    recipients. It is used only with a journal."""


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[EntryT]):
    """The result of one entry."""

    index: int
    """Position of the entry in the input, from 0."""

    key: str | None = field(repr=False)
    """The entry's key. None: it has none and the run has no journal, or the entry is invalid."""

    entry: EntryT = field(repr=False)
    """The entry as it was given."""

    outcome: BulkOutcome
    """Its outcome."""

    message_id: str | None = None
    """SES's id of the email. None: it was not accepted, or the id is not known."""

    status: str | None = None
    """SES's status of the entry, a `BulkEmailStatus`. None: SES returned none, as for an email that was sent with its
    own call."""

    error: Exception | None = None
    """Why it is not accepted: the error of the call, or the problem of the entry. None: see `status`, or it is
    accepted."""

    retryable: bool = False
    """Whether it was not sent and may be accepted later without a change. False also if sending is paused, because
    someone must resume it first."""

    replayed: bool = False
    """Whether, according to the journal, an earlier run sent it."""


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """Counts of a run."""

    read: int = 0
    """Entries that were read from the input. A later run without a journal can start with the entry at this index."""

    accepted: int = 0
    """Entries that SES accepted, including those of an earlier run."""

    refused: int = 0
    """Entries that were refused."""

    unknown: int = 0
    """Entries that may or may not have been sent."""

    duplicate: int = 0
    """Entries with the same key as another entry of the run."""

    not_tried: int = 0
    """Entries that were read and not sent, because the run ended or SES kept throttling."""

    calls: int = 0
    """Calls that ended."""

    stopped: StopReason | None = None
    """Why the run ended before the end of its entries. None: it did not."""

    error: Exception | None = None
    """The error that stopped it. None: there was none."""

    retry_after: float | None = None
    """Seconds after which to start the run again, because another run with this `run_id`, which may have been killed,
    has claimed entries: the longest time that its claims still allowed it to send. None: no entry was `not_tried` for
    this reason."""

    @property
    def ended(self) -> int:
        """Entries with a result."""
        return self.accepted + self.refused + self.unknown + self.duplicate + self.not_tried


@dataclass(frozen=True, slots=True)
class BulkFinding:
    """One finding of `preflight`."""

    severity: Literal["problem", "warning"]
    """`problem`: SES would refuse emails, or the run would end early. `warning`: anything else, such as a check that
    was not possible."""

    argument: str
    """The argument of the run that it concerns, such as `template_name`; `account`, if it concerns none."""

    message: str
    """The finding as text. It never contains an address."""

    source: str
    """Where AWS states the rule."""

    index: int | None = None
    """Position of the entry that it concerns. None: it concerns the run."""

    error: Exception | None = field(default=None, repr=False)
    """The error behind it. None: there was none."""


@dataclass(frozen=True, slots=True)
class BulkPreflight:
    """The result of `preflight`. No email was sent for it."""

    findings: tuple[BulkFinding, ...]
    """The findings. Empty: there are none."""

    entries: int
    """How many entries were read and checked."""

    quota_left: float | None
    """Recipients that the account may still send to within 24 hours. None: there is no limit, or it is not known."""

    @property
    def problems(self) -> tuple[BulkFinding, ...]:
        """The findings because of which emails or the run would fail."""
        return tuple(one for one in self.findings if one.severity == "problem")

    def raise_for_problems(self) -> None:
        """Raise if there is a problem.

        Raises:
            PreflightError: There is one; it has all of them.
        """
        from sesv2kit.errors import PreflightError, Problem

        if self.problems:
            raise PreflightError([Problem(one.argument, one.message, one.source) for one in self.problems])

    def __str__(self) -> str:
        """A line for each finding."""
        lines = [f"{one.severity:<8} {one.argument}: {one.message}" for one in self.findings]
        return "\n".join(lines) or "no findings"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The result of `sending.reconcile` for the idempotency keys in events. Each key is counted once."""

    settled: int
    """Keys whose outcome was unknown or not recorded, or whose state was released. Their state is accepted now."""

    accepted: int
    """Keys whose state was accepted before."""

    refused: int
    """Keys whose state is refused, which the events contradict. They were not changed; check them."""

    missing: int
    """Keys that are not in the journal: they belong to another journal or namespace, or were pruned."""


def recipients_key(run_id: str, *email_addresses: str) -> str:
    """The journal key of an entry without its own key, for `journal.get`, `resolve` and `erase`.

    An entry with its own key has the journal key `<run_id>/<key>`.

    Args:
        run_id: The run.
        email_addresses: All recipients of the entry, in any order, with names or without.
    """
    from sesv2kit._workflows.bulk.kinds import hashed, joined

    return f"{run_id}/{hashed(joined(email_addresses))}"


class BulkRun(ThreadDriver[EntryT, Any, BulkResult[EntryT]]):
    """A bulk send. Iterate it, or call `wait()`: nothing is sent before. It yields a `BulkResult` for each entry.

    Entries are read as they are sent. If the loop over the results pauses, so does the run. When the loop ends early,
    and at the end of a `with` block, calls in progress end and no further one starts. `summary` and the journal then
    include their results.
    """

    def __init__(self, entries: Iterable[EntryT], calls: "Calls[EntryT]", max_concurrency: int) -> None:
        """Made by `sending.send_bulk` and `sending.send_each`."""
        super().__init__(entries, calls.plan, calls.send, max_concurrency, calls.prepare)
        self._calls = calls
        self._plan = calls.plan

    @property
    def summary(self) -> BulkSummary:
        """The current counts. It may be read at any time and from any thread."""
        return self._plan.summary()

    def preflight(self, *, total: int | None = None, entries: int = 3) -> BulkPreflight:
        """Check whether the run can succeed. No email is sent, and no key is claimed.

        It checks that the account may send and has quota left, that the sender is verified, and that the tenant may
        send. The template must exist, have values for its variables, and render with the first entries. The
        configuration set must exist, have sending enabled, and publish rendering failures. A check that the credentials
        do not allow is a warning. The first entries are read now, and sent later by the run.

        Args:
            total: Recipients of the whole run, for the quota. None: the quota is not compared.
            entries: How many entries to check. SES renders one per second.

        Raises:
            RuntimeError: The run was iterated before.
            TransportError: There was no usable response.
        """
        from sesv2kit._core.course import run

        self._check_not_begun()
        self._read_while(lambda: self._plan.lacks(entries))
        return run(self._calls.preflight(total))

    def reconcile(self, events: "Iterable[BaseEvent]", *, trusted: bool = False) -> Reconciliation:
        """Record in the run's journal the keys that events prove to be sent; see `Sending.reconcile`.

        A run that is started again after this returns those entries as accepted.

        Raises:
            RequestInvalidError: The run has no journal.
            UntrustedEventError: An event is not verified, and `trusted` is False; nothing was recorded.
            JournalError: The journal cannot be used.
        """
        from sesv2kit._core.course import run

        return run(self._calls.reconcile(events, trusted=trusted))

    def wait(self) -> BulkSummary:
        """Send everything, and return the counts."""
        self._plan.drop_results()
        self.to_end()
        return self.summary
