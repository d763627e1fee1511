"""The stored data of email identities."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.state.sorted_dict import SortedDict


@dataclass
class Dkim:
    """The DKIM signing of an identity. An address has no keys of its own: its domain's keys are used."""

    signing_enabled: bool
    started: datetime
    """When SES began to search for the DNS records."""
    origin: str = "AWS_SES"
    tokens: list[str] | None = None
    """The tokens in the names of the DNS records: three, or the selector of a key that is not SES's."""
    verified: bool = False
    key_length: str | None = None
    key_generated: datetime | None = None
    next_key_length: str | None = None
    length_changed: datetime | None = None
    """When another key length was last requested. For a day after it, the length cannot be changed again."""
    token_changes: int = 0
    """How often a change of the key length made new tokens."""
    verifiable: bool = True
    """Whether it can be verified. False for a private key of the user in another form than AWS documents."""


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
    """An email identity: an address or a domain."""

    name: str
    requested: datetime
    """When its verification was last started."""
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
