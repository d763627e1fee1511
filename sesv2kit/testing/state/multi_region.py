"""The stored data of multi-region endpoints."""

from dataclasses import dataclass, field
from datetime import datetime

from sesv2kit.testing.protocol.model import Json


@dataclass
class MultiRegionEndpoint:
    """An endpoint that sends from this region and another; its status follows from the clock."""

    name: str
    id: str
    secondary_region: str
    created: datetime
    deleted: datetime | None = None
    tags: list[Json] = field(default_factory=list[Json])
