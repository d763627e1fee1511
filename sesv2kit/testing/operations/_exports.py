"""The output of export jobs: rows of metrics or of single emails, and files of rows."""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sesv2kit.testing.mail.addresses import bare_address, isp
from sesv2kit.testing.mail.records import recipients
from sesv2kit.testing.operations._counts import daily_counts
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.insights import insights_events
from sesv2kit.testing.state import State
from sesv2kit.testing.state.insights import InsightsEvent

_DEFAULT_MAX_RESULTS = 1000
_DELIVERY_STAGES = ("SEND", "BOUNCE", "DELIVERY", "COMPLAINT")
_ENGAGEMENT_STAGES = ("OPEN", "CLICK")


def write(rows: Sequence[Json], data_format: str) -> bytes:
    """The rows as CSV under a line of column names, or as a JSON array."""
    if data_format == "JSON":
        return json.dumps(rows).encode()
    text = io.StringIO()
    if rows:
        table = csv.DictWriter(text, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return text.getvalue().encode()


def metric_rows(state: State, source: Json) -> list[Json]:
    """One row for each combination of the dimensions' values and each UTC day that has any count."""
    dimensions: Mapping[str, Sequence[str]] = source["Dimensions"]
    return [
        {"Date": day.isoformat(), **chosen, **figures}
        for values in itertools.product(*dimensions.values())
        for chosen in [dict(zip(dimensions, values, strict=True))]
        for day, figures in _figures(state, source, chosen)
    ]


def _figures(state: State, source: Json, dimensions: Mapping[str, str]) -> Iterator[tuple[date, Json]]:
    names = {"SEND", *(metric["Name"] for metric in source["Metrics"])}
    counts = {
        name: daily_counts(state, name, dimensions, source["StartDate"], source["EndDate"]) for name in sorted(names)
    }
    for day in sorted({day for days in counts.values() for day in days}):
        figures: Json = {}
        for metric in source["Metrics"]:
            name, aggregation = metric["Name"], metric.get("Aggregation", "VOLUME")
            count, sent = counts[name][day], counts["SEND"][day]
            value = count if aggregation == "VOLUME" else round(count / sent, 6) if sent else 0
            figures[f"{name} {aggregation}"] = value
        yield day, figures


def message_rows(state: State, source: Json) -> tuple[list[Json], int]:
    """One row for each recipient of each email that matches, oldest first, and the number of emails searched."""
    include, exclude = source.get("Include", {}), source.get("Exclude", {})
    rows = list(_messages(state, source))
    matching = [row for row in rows if _matches(row, include) and not (exclude and _matches(row, exclude))]
    return matching[: source.get("MaxResults", _DEFAULT_MAX_RESULTS)], len(rows)


def _messages(state: State, source: Json) -> Iterator[Json]:
    for mail in state.sent.values():
        if not source["StartDate"] <= mail.timestamp <= source["EndDate"]:
            continue
        for destination in recipients(mail):
            story = insights_events(state, mail, destination)
            yield {
                "MessageId": mail.message_id,
                "Timestamp": mail.timestamp.isoformat(),
                "FromEmailAddress": bare_address(mail.from_address),
                "Destination": destination,
                "Subject": mail.subject,
                "Isp": isp(destination),
                "TenantName": mail.tenant_name,
                "LastDeliveryEvent": _last(story, _DELIVERY_STAGES),
                "LastEngagementEvent": _last(story, _ENGAGEMENT_STAGES),
            }


def _last(story: Sequence[InsightsEvent], stages: Sequence[str]) -> str | None:
    """The latest event of an email; a bounce has its type in its name."""
    reached = [event for event in story if event.type in stages]
    if not reached:
        return None
    last = max(reached, key=lambda event: stages.index(event.type))
    kind = (last.details or {}).get("Bounce", {}).get("BounceType", "UNDETERMINED")
    return f"{kind}_BOUNCE" if last.type == "BOUNCE" else last.type


def _matches(row: Json, filters: Json) -> bool:
    """Whether the row has one of the values of every filter. Only texts of the email itself can match wildcards."""
    return all(
        any(_equals(row[name], value, name in ("FromEmailAddress", "Destination", "Subject")) for value in values)
        for name, values in filters.items()
    )


def _equals(found: str | None, wanted: str, wildcards: bool) -> bool:
    if found is None or not wildcards:
        return found == wanted
    start, middle, end = re.fullmatch(r"(\*?)(.*?)((?<!\\)\*)?", wanted, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
    pattern = re.escape(middle.replace(r"\*", "*"))
    return bool(re.fullmatch(f"{'.*' if start else ''}{pattern}{'.*' if end else ''}", found, re.DOTALL))
