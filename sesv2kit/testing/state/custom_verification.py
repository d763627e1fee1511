"""What is kept of custom verification email templates."""

from dataclasses import dataclass, field

from sesv2kit.testing.protocol.model import Json


@dataclass
class CustomVerificationTemplate:
    """A template of the mail that asks someone to confirm an address; `content` is all but its name and tags."""

    name: str
    content: Json
    tags: list[Json] = field(default_factory=list[Json])
