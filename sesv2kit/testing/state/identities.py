"""What is kept of email identities."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state.sorted_dict import SortedDict


@dataclass
class Dkim:
    """How the mail of an identity is signed. An address has no keys: its domain's sign for it."""

    signing_enabled: bool
    started: datetime
    """When SES began to look for the DNS records."""
    origin: str = "AWS_SES"
    tokens: list[str] | None = None
    """What the DNS records are named by: three tokens, or the selector of a key that is not SES's."""
    verified: bool = False
    key_length: str | None = None
    key_generated: datetime | None = None
    next_key_length: str | None = None
    length_changed: datetime | None = None
    """When another length was last asked for; for a day after it the length cannot change again."""
    token_changes: int = 0
    """How often another length has made new tokens."""
    verifiable: bool = True
    """False for a private key of the user's that is not of the form that AWS documents."""


@dataclass
class MailFrom:
    """A custom MAIL FROM domain."""

    domain: str
    behavior_on_mx_failure: str
    status: str = "PENDING"


@dataclass
class Certificate:
    """The S/MIME certificate of one address; its status follows from the clock."""

    address: str
    arn: str
    associated: datetime
    disassociated: datetime | None = None


@dataclass
class Identity:
    """An email address or a domain to send from."""

    name: str
    requested: datetime
    """When its verification was last begun."""
    dkim: Dkim
    verified: bool = False
    verified_at: datetime | None = None
    configuration_set_name: str | None = None
    feedback_forwarding: bool = True
    mail_from: MailFrom | None = None
    policies: dict[str, str] = field(default_factory=dict[str, str])
    certificates: SortedDict[Certificate] = field(default_factory=SortedDict[Certificate])
    tags: list[Json] = field(default_factory=list[Json])

    @property
    def is_domain(self) -> bool:
        """Whether it covers every address of a domain."""
        return "@" not in self.name
