"""The keys of the stored daily counts of metrics."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MetricKey:
    """The key of one daily count."""

    metric: str
    day: date
    dimensions: frozenset[tuple[str, str]]
