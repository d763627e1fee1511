"""What is stored of message insights: the events that a test added."""

from dataclasses import dataclass
from datetime import datetime

from sesv2kit.testing.protocol.model import Json


@dataclass(frozen=True, kw_only=True)
class InsightsEvent:
    """Something that happened to a sent mail at one of its recipients."""

    type: str
    destination: str
    time: datetime
    details: Json | None = None
