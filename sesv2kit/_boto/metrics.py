"""Metrics of an account's mail in CloudWatch."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sesv2kit._boto.others import asked

_HINT = "the credentials must be allowed cloudwatch:GetMetricData."
_QUERIES = {
    # id: metric of AWS/SES, statistic, seconds of a data point
    "bounces": ("Reputation.BounceRate", "Average", 900),
    "complaints": ("Reputation.ComplaintRate", "Average", 900),
    "sends": ("Send", "Sum", 3600),
}


def latest(client: Any, now: datetime) -> Mapping[str, float]:
    """The latest values: `bounces` and `complaints` as shares, `sends` of the last hour. What has no value is left out.

    Raises:
        SESv2Error: CloudWatch cannot be asked, or refuses.
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
    response: Mapping[str, Any] = asked(
        client,
        "GetMetricData",
        lambda: client.get_metric_data(
            MetricDataQueries=queries, StartTime=now - timedelta(days=1), EndTime=now, ScanBy="TimestampDescending"
        ),
        hint=_HINT,
    )
    found = {one["Id"]: one for one in response.get("MetricDataResults", []) if one.get("Values")}
    since = now - timedelta(hours=2)  # older sums are not those of the last hour
    return {id: float(one["Values"][0]) for id, one in found.items() if id != "sends" or one["Timestamps"][0] >= since}
