"""Mail as the local SES keeps it: what was sent, to whom, and what became of it."""

import email
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import format_datetime

from sesv2kit._core.cached import cached_property
from sesv2kit.testing.mail.addresses import written_address
from sesv2kit.testing.mail.mime import Header, Part, head, header_text, top_part, with_headers, written
from sesv2kit.testing.mail.parts import Attachment, Content, files_of, readable

_WRITTEN_BY_SES = frozenset(
    {
        "bcc",
        "cc",
        "content-disposition",
        "content-transfer-encoding",
        "content-type",
        "date",
        "dkim-signature",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "return-path",
        "subject",
        "to",
    }
)


class Headers(Mapping[str, str]):
    """Headers by name, in any case: `headers["subject"]`. Of repeated ones, it has the last."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self._items = {name.lower(): (name, value) for name, value in items}

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self._items.values())!r})"


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """One mail that the local SES accepted: an entry of the outbox."""

    message_id: str
    """The id that the sender was given."""
    from_address: str
    """The sender as written, with its display name if it has one."""
    source_arn: str = ""
    """The ARN of the identity that it was sent from."""
    to: tuple[str, ...] = ()
    """The recipients it is addressed to, as written."""
    cc: tuple[str, ...] = ()
    """Those that get a copy."""
    bcc: tuple[str, ...] = ()
    """Those that get a copy and that nobody else sees."""
    reply_to: tuple[str, ...] = ()
    """Where replies go."""
    content: Content = field(repr=False)
    """The parts of the mail."""
    account_id: str = ""
    """The account that sent it, which may use an identity of another account."""
    message_id_header: str = ""
    """The Message-ID that its recipients see and replies refer to. SES replaces one that the sender wrote."""
    tenant_name: str | None = None
    """The tenant it was sent for."""
    template_name: str | None = None
    """The stored template it was made of."""
    configuration_set_name: str | None = None
    """The configuration set that applied: the request's, else the identity's default."""
    contact_list_name: str | None = None
    """The contact list that it was sent to; None without ListManagementOptions, or if it has several recipients."""
    topic_name: str | None = None
    """The topic of the contact list that it is about; None: all of them."""
    tags: Mapping[str, str]
    """The message tags by name."""
    timestamp: datetime
    """When it was accepted, on the virtual clock."""
    delivered_to: tuple[str, ...] = ()
    """The recipients that got it."""
    suppressed: tuple[str, ...] = ()
    """The recipients that a suppression list kept it from."""
    suppressed_for: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why each of them is on the list: BOUNCE or COMPLAINT."""
    suppression_scope: str = "ACCOUNT"
    """Whose suppression list applied: ACCOUNT or TENANT."""
    unsubscribed: tuple[str, ...] = ()
    """The recipients that did not get it because they opted out of the contact list or of its topic."""
    bounced: tuple[str, ...] = ()
    """The recipients that refused it: the mailbox simulator's bouncing addresses."""
    complained: tuple[str, ...] = ()
    """The recipients that got it and reported it as spam: the mailbox simulator's complaining addresses."""
    rejected: str | None = None
    """Why SES kept it back: a virus, which here is the EICAR test file. Such a mail is accepted and reaches nobody."""
    rendering_error: str | None = None
    """Why a template could not be rendered. Such a mail is accepted and reaches nobody."""

    @property
    def subject(self) -> str:
        """The subject line."""
        return self.content.subject

    @property
    def text(self) -> str | None:
        """The plain text body, if there is one."""
        return self.content.text

    @property
    def html(self) -> str | None:
        """The HTML body, if there is one."""
        return self.content.html

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The decoded headers that its recipients see, by name in any case. Repeated ones are in `message`."""
        parsed = BytesHeaderParser(policy=default).parsebytes(
            self.raw if self.content.mime else head(self.header_items)
        )
        return Headers((name, str(value)) for name, value in parsed.items())

    @cached_property
    def header_items(self) -> Sequence[tuple[str, str]]:
        """The headers in their order, each as sent but on one line; malformed ones too, which `headers` may refuse.

        Of a raw mail, those that were submitted: events tell of them. Date and Message-ID may be the sender's.
        """
        if self.content.mime is None:
            return [*self._own_headers, *self._parts.headers]
        return [(name, readable(value)) for name, value in self.content.headers]

    @cached_property
    def attachments(self) -> Sequence[Attachment]:
        """The files that go with it, those in a raw mail too."""
        return self.content.attachments if self.content.mime is None else files_of(self.content.mime)

    @cached_property
    def raw(self) -> bytes:
        """The whole mail as MIME, as its recipients get it. SES overwrites Message-ID and Date, in a raw mail too.

        `content.mime` has a raw mail as it was submitted.
        """
        if self.content.mime is None:
            return written(self._own_headers, self._parts)
        return with_headers(self.content.mime, self._stamp)

    @cached_property
    def message(self) -> EmailMessage:
        """The whole mail, parsed."""
        return email.message_from_bytes(self.raw, policy=default)

    @cached_property
    def _parts(self) -> Part:
        return top_part(self.content, self.message_id)

    @property
    def _stamp(self) -> Sequence[Header]:
        return [("Message-ID", self.message_id_header), ("Date", format_datetime(self.timestamp))]

    @property
    def _own_headers(self) -> Sequence[Header]:
        """The headers that are not about its parts."""
        envelope = {"From": [self.from_address], "To": self.to, "Cc": self.cc, "Reply-To": self.reply_to}
        return [
            *((name, ", ".join(map(written_address, each))) for name, each in envelope.items() if each),
            *self._stamp,
            *content_headers(self.content),
        ]


def content_headers(content: Content) -> Sequence[Header]:
    """The headers that come from what a mail says. Custom ones of a name that SES writes itself are dropped."""
    subject = [("Subject", header_text("Subject", content.subject))] if content.subject else []
    own = [(name, header_text(name, value)) for name, value in content.headers if name.lower() not in _WRITTEN_BY_SES]
    return [*subject, *own, ("MIME-Version", "1.0")]


def mime_message(content: Content, date: datetime) -> bytes:
    """`content` as a message of its own, from nobody to nobody."""
    return written([("Date", format_datetime(date)), *content_headers(content)], top_part(content, uuid.uuid4().hex))


def new_id(moment: datetime) -> str:
    """A message id as SES gives them; a feedback id looks the same."""
    return f"0106{int(moment.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"
