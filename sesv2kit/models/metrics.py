"""Daily sending figures from the Virtual Deliverability Manager (VDM)."""

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
    """One series to fetch: a metric, the days it covers and what it is narrowed to.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricDataQuery.html
    """

    id: Annotated[str, Field(min_length=1, max_length=255)]
    """Your name for the query, 1 to 255 characters; its result or error bears it. Unique within a call."""

    namespace: MetricNamespace
    """Always `VDM`."""

    metric: Metric
    """What to count, such as `SEND`; none counts mail that had more than one recipient."""

    dimensions: Annotated[Mapping[MetricDimensionName, str], Field(min_length=1, max_length=3)] | None = None
    """One to three properties the mail must have, such as `{"ISP": "Gmail"}`. None: all mail of the account."""

    start_date: Timestamp
    """First moment counted; figures come by UTC day, so midnight UTC fits best."""

    end_date: Timestamp
    """End of the interval, itself no longer counted; at most 60 days after `start_date`."""

    @model_validator(mode="after")
    def _within_60_days(self) -> Self:
        _DAYS.check((self.end_date - self.start_date) / timedelta(days=1))
        return self


def _with_unique_ids(queries: Sequence[BatchGetMetricDataQuery]) -> Sequence[BatchGetMetricDataQuery]:
    _REPEATED_IDS.check(len(queries) - len({query.id for query in queries}))
    return queries


class MetricDataResult(Shape):
    """The series of one query: two lists of equal length, a day and its figure at the same place.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricDataResult.html
    """

    id: str | None = None
    """The query's `id`; results come in any order. None: not set."""

    timestamps: list[Timestamp | None] = []
    """The start of each day that has a figure, midnight UTC, in any order; a day without mail is left out. None in a
    place: it could not be read."""

    values: list[int | None] = []
    """How many messages on that day, in the order of `timestamps`. None in a place: it could not be read."""


QueryErrorCode = Literal["INTERNAL_FAILURE", "ACCESS_DENIED"] | str
"""Why one query failed: SES broke down, or the caller may not see these figures."""


class MetricDataError(Shape):
    """A query that failed while others of its call may have succeeded.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MetricDataError.html
    """

    id: str | None = None
    """The query's `id`. None: not set."""

    code: QueryErrorCode | None = None
    """Why: asking again may help after `INTERNAL_FAILURE`, not after `ACCESS_DENIED`. None: not set."""

    message: str | None = None
    """What SES says about it. None: not set."""


class BatchGetMetricDataRequest(Request):
    """Arguments of `metrics.batch_get_metric_data`."""

    queries: Annotated[
        Sequence[BatchGetMetricDataQuery], Field(min_length=1, max_length=10), AfterValidator(_with_unique_ids)
    ]
    """One to ten queries, each with an `id` of its own; each takes one of the 160 allowed a second."""


class BatchGetMetricDataResponse(Response):
    """Answer of `metrics.batch_get_metric_data`."""

    results: list[MetricDataResult] = []
    """The series of the queries that succeeded; match them by `id`."""

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
