"""The stored data of custom verification email templates."""

from dataclasses import dataclass, field

from sesv2kit.testing.protocol.model import Json


@dataclass
class CustomVerificationTemplate:
    """A template of an email that asks someone to confirm an address; `content` is everything except name and tags."""

    name: str
    content: Json
    tags: list[Json] = field(default_factory=list[Json])
