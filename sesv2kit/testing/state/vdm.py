"""The stored recommendations of the Virtual Deliverability Manager."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One recommendation of the Virtual Deliverability Manager."""

    type: str
    resource_arn: str
    impact: str
    status: str
    description: str
    created: datetime
    last_updated: datetime
