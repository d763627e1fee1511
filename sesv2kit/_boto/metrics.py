"""Metrics of an account's mail in CloudWatch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sesv2kit._boto.others import asked

_HINT = "the credentials must be allowed cloudwatch:GetMetricData."
_QUERIES = {
    # id: metric of AWS/SES, statistic, seconds of a data point
    "bounces": ("Reputation.BounceRate", "Average", 900),
    "complaints": ("Reputation.ComplaintRate", "Average", 900),
    "sends": ("Send", "Sum", 300),
}
_FAILED = ("Forbidden", "InternalError", "PartialData")
"""Statuses of a query whose values are missing or incomplete."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Values from CloudWatch."""

    values: Mapping[str, float]
    """`bounces` and `complaints` as rates, `sends` of the last hour. Metrics without a value are omitted."""

    refused: Mapping[str, str]
    """The status of each query that CloudWatch did not carry out, or `no result`."""


def latest(client: Any, now: datetime) -> Figures:
    """The latest values of a day.

    Raises:
        SESv2Error: The request to CloudWatch failed or was refused.
    """
    queries = [
        {
            "Id": id,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/SES", "MetricName": metric},
                "Period": period,
                "Stat": statistic,
            },
        }
        for id, (metric, statistic, period) in _QUERIES.items()
    ]

    def ask() -> Figures:
        response: Mapping[str, Any] = client.get_metric_data(
            MetricDataQueries=queries, StartTime=now - timedelta(days=1), EndTime=now, ScanBy="TimestampDescending"
        )
        try:
            return _figures(response, now)
        except (AttributeError, TypeError, ValueError) as error:
            raise LookupError("there are other values than numbers and times") from error

    return asked(client, "GetMetricData", ask, hint=_HINT)


def _figures(response: Mapping[str, Any], now: datetime) -> Figures:
    """The figures in a response.

    Raises:
        LookupError: The response lacks expected members.
    """
    values: dict[str, float] = {}
    refused = dict.fromkeys(_QUERIES, "no result")
    for one in response.get("MetricDataResults", []):
        id, status, counted = one["Id"], one.get("StatusCode"), one.get("Values", [])
        refused.pop(id, None)
        if status in _FAILED and not (status == "PartialData" and counted and id != "sends"):
            refused[id] = status
        elif id != "sends":
            values.update({id: float(counted[0])} if counted else {})
        else:
            moments = [one["Timestamps"][number] for number in range(len(counted))]
            # The timestamp of a data point is its start. Older ones are not of the last hour.
            recent = [each for each, at in zip(counted, moments, strict=True) if at >= now - timedelta(hours=1)]
            values.update({id: float(sum(recent))} if recent else {})
    return Figures(values, refused)
