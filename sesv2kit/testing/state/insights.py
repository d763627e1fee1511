"""The stored data of message insights: the events that a test added."""

from dataclasses import dataclass
from datetime import datetime

from sesv2kit.testing.protocol.model import Json


@dataclass(frozen=True, kw_only=True)
class InsightsEvent:
    """An event of a sent email for one recipient."""

    type: str
    destination: str
    time: datetime
    details: Json | None = None
