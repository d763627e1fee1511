"""What daily counts of metrics are kept by."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MetricKey:
    """What one daily count counts."""

    metric: str
    day: date
    dimensions: frozenset[tuple[str, str]]
