"""Daily counts of metrics, for queries and exports."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from sesv2kit.testing.state import State


def daily_counts(
    state: State, metric: str, dimensions: Mapping[str, str], start: datetime, end: datetime
) -> Counter[date]:
    """A metric's counts by UTC day: from the day of `start` on, up to days that begin before `end`."""
    days = Counter[date]()
    first, wanted = start.astimezone(UTC).date(), set(dimensions.items())
    for key, count in state.metrics.items():
        midnight = datetime.combine(key.day, time(), UTC)
        if key.metric == metric and wanted <= key.dimensions and key.day >= first and midnight < end:
            days[key.day] += count
    return days
