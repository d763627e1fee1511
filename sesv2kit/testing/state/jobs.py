"""The stored data of import and export jobs."""

from dataclasses import dataclass
from datetime import datetime

from sesv2kit.testing.protocol.model import Json


@dataclass
class Job:
    """An import or an export. Its counts are known when it has ended."""

    id: str
    source: Json
    destination: Json
    created: datetime
    ended: datetime | None = None
    cancelled: bool = False
    processed: int = 0
    exported: int = 0
    failed: int = 0
    error: str | None = None
    """Why it failed as a whole."""
    file: str | None = None
    """The `s3://` URL of its file: the export, or the records that an import refused."""
