"""Emails as the local SES keeps them: content, recipients, and the result for each recipient."""

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
    """Headers by name, ignoring case: `headers["subject"]`. If a header is repeated, the last one."""

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
    """One email that the local SES accepted: an entry of the outbox."""

    message_id: str
    """The message id that SES returned."""
    from_address: str
    """The sender as given, with its display name if it has one."""
    source_arn: str = ""
    """The ARN of the identity that it was sent from."""
    to: tuple[str, ...] = ()
    """The To addresses, as given."""
    cc: tuple[str, ...] = ()
    """The Cc addresses."""
    bcc: tuple[str, ...] = ()
    """The Bcc addresses."""
    reply_to: tuple[str, ...] = ()
    """The Reply-To addresses."""
    content: Content = field(repr=False)
    """The parts of the email."""
    account_id: str = ""
    """The account that sent it. The identity may belong to another account."""
    message_id_header: str = ""
    """The header Message-ID that its recipients see. SES replaces the sender's own."""
    tenant_name: str | None = None
    """The tenant that it was sent for. None: no tenant."""
    template_name: str | None = None
    """The stored template that it was rendered from. None: no stored template."""
    configuration_set_name: str | None = None
    """The configuration set that applied: that of the request, or else the identity's default. None: neither."""
    contact_list_name: str | None = None
    """The contact list that it was sent to; None without ListManagementOptions, or if it has several recipients."""
    topic_name: str | None = None
    """The topic of the contact list that was named. None: no topic."""
    tags: Mapping[str, str]
    """The message tags by name."""
    timestamp: datetime
    """When it was accepted, on the virtual clock."""
    delivered_to: tuple[str, ...] = ()
    """The recipients to which it was delivered."""
    suppressed: tuple[str, ...] = ()
    """The recipients to which it was not delivered because they are on a suppression list."""
    suppressed_for: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why each of them is on the list: BOUNCE or COMPLAINT."""
    suppression_scope: str = "ACCOUNT"
    """The suppression list that applied: ACCOUNT or TENANT."""
    unsubscribed: tuple[str, ...] = ()
    """The recipients to which it was not delivered because they opted out of the contact list or its topic."""
    bounced: tuple[str, ...] = ()
    """The recipients that bounced it: addresses of the mailbox simulator."""
    complained: tuple[str, ...] = ()
    """The recipients that got it and reported it as spam: addresses of the mailbox simulator."""
    rejected: str | None = None
    """Why SES rejected it after accepting it: a virus, here the EICAR test file. It is not delivered. None: it was not
    rejected."""
    rendering_error: str | None = None
    """Why its template could not be rendered. It is accepted but not delivered. None: there was no such error."""

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
        """The decoded headers that its recipients see, by name, ignoring case. For repeated headers see `message`."""
        parsed = BytesHeaderParser(policy=default).parsebytes(
            self.raw if self.content.mime else head(self.header_items)
        )
        return Headers((name, str(value)) for name, value in parsed.items())

    @cached_property
    def header_items(self) -> Sequence[tuple[str, str]]:
        """The headers in order, each as sent but on one line. It includes malformed ones, at which `headers` may raise.

        For a raw email, the headers that were submitted, as in events. Date and Message-ID may be the sender's.
        """
        if self.content.mime is None:
            return [*self._own_headers, *self._parts.headers]
        return [(name, readable(value)) for name, value in self.content.headers]

    @cached_property
    def attachments(self) -> Sequence[Attachment]:
        """The attached files, also those of a raw email."""
        return self.content.attachments if self.content.mime is None else files_of(self.content.mime)

    @cached_property
    def raw(self) -> bytes:
        """The whole email as MIME, as its recipients get it. SES overwrites Message-ID and Date, also in a raw email.
        `content.mime` is a raw email as it was submitted.
        """
        if self.content.mime is None:
            return written(self._own_headers, self._parts)
        return with_headers(self.content.mime, self._stamp)

    @cached_property
    def message(self) -> EmailMessage:
        """The whole email, parsed."""
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
    """The headers that come from the content. Custom headers with a name that SES writes itself are dropped."""
    subject = [("Subject", header_text("Subject", content.subject))] if content.subject else []
    own = [(name, header_text(name, value)) for name, value in content.headers if name.lower() not in _WRITTEN_BY_SES]
    return [*subject, *own, ("MIME-Version", "1.0")]


def mime_message(content: Content, date: datetime) -> bytes:
    """`content` as a MIME message, without sender and recipients."""
    return written([("Date", format_datetime(date)), *content_headers(content)], top_part(content, uuid.uuid4().hex))


def new_id(moment: datetime) -> str:
    """A message id in the form of SES; a feedback id has the same form."""
    return f"0106{int(moment.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"
