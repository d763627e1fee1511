"""Daily sending metrics from the Virtual Deliverability Manager (VDM)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sesv2kit.models.common import API, Metric, MetricDimensionName, MetricNamespace
from sesv2kit.operation import Operation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp

_DAYS = Documented(
    "at most 60 days from start_date to end_date",
    source="https://docs.aws.amazon.com/ses/latest/dg/vdm-dashboard.html",
    maximum=60,
)
_REPEATED_IDS = Documented(
    "queries that each have an id of their own", source=API + "API_BatchGetMetricDataQuery.html", maximum=0
)


class BatchGetMetricDataQuery(Shape):
    """A query for one time series: a metric, its interval and its dimensions.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricDataQuery.html
    """

    id: Annotated[str, Field(min_length=1, max_length=255)]
    """Your id for the query, 1 to 255 characters, repeated in its result or error. Unique within a call."""

    namespace: MetricNamespace
    """Always `VDM`."""

    metric: Metric
    """What to count, such as `SEND`. Emails with more than one recipient are not counted."""

    dimensions: Annotated[Mapping[MetricDimensionName, str], Field(min_length=1, max_length=3)] | None = None
    """One to three dimensions that the mail must match, such as `{"ISP": "Gmail"}`. None: all mail of the account."""

    start_date: Timestamp
    """Start of the interval; figures are per UTC day, so use midnight UTC."""

    end_date: Timestamp
    """End of the interval, exclusive; at most 60 days after `start_date`."""

    @model_validator(mode="after")
    def _within_60_days(self) -> Self:
        _DAYS.check((self.end_date - self.start_date) / timedelta(days=1))
        return self


def _with_unique_ids(queries: Sequence[BatchGetMetricDataQuery]) -> Sequence[BatchGetMetricDataQuery]:
    _REPEATED_IDS.check(len(queries) - len({query.id for query in queries}))
    return queries


class MetricDataResult(Shape):
    """The time series of one query: two lists of equal length, with a day and its figure at the same index.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricDataResult.html
    """

    id: str | None = None
    """The query's `id`; results are in any order. None: not returned."""

    timestamps: list[Timestamp | None] = []
    """Midnight UTC of each day that has a figure, in any order; days without emails are omitted. An item is None if it
    could not be read."""

    values: list[int | None] = []
    """Messages per day, in the order of `timestamps`. An item is None if it could not be read."""


QueryErrorCode = Literal["INTERNAL_FAILURE", "ACCESS_DENIED"] | str
"""Why one query failed: an error inside SES, or a missing permission."""


class MetricDataError(Shape):
    """A failed query; others of the same call may have succeeded.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricDataError.html
    """

    id: str | None = None
    """The query's `id`. None: not returned."""

    code: QueryErrorCode | None = None
    """Why it failed. Repeating it may help after `INTERNAL_FAILURE`, not after `ACCESS_DENIED`. None: not returned."""

    message: str | None = None
    """Explanation by SES. None: not returned."""


class BatchGetMetricDataRequest(Request):
    """Arguments of `metrics.batch_get_metric_data`."""

    queries: Annotated[
        Sequence[BatchGetMetricDataQuery], Field(min_length=1, max_length=10), AfterValidator(_with_unique_ids)
    ]
    """One to ten queries, each with an `id` of its own; each counts against the limit of 160 queries per second."""


class BatchGetMetricDataResponse(Response):
    """Response of `metrics.batch_get_metric_data`."""

    results: list[MetricDataResult] = []
    """Time series of the queries that succeeded; match them by `id`."""

    errors: list[MetricDataError] = []
    """The queries that failed: their figures are unknown, not zero."""


BATCH_GET_METRIC_DATA = Operation(
    name="BatchGetMetricData",
    request=BatchGetMetricDataRequest,
    response=BatchGetMetricDataResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(16.0), RateLimit(160.0, cost=lambda request: len(request.queries), unit="queries")),
    needs_vdm=True,
)
