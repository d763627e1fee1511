"""The stored data of email templates."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json


@dataclass
class Template:
    """An email template."""

    name: str
    content: Json
    created: datetime
    tags: list[Json] = field(default_factory=list[Json])
