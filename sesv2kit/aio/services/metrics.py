# Written by `python -m tests.tools.twin` from sesv2kit/services/metrics.py. Change that one.
"""Daily sending figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import Metric, MetricDimensionName
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA, BatchGetMetricDataQuery, BatchGetMetricDataResponse
from sesv2kit.series import MetricSeries


class AsyncMetrics(AsyncService):
    """Sending metrics per day, which SES collects while the Virtual Deliverability Manager (VDM) is on."""

    async def batch_get_metric_data(
        self,
        *,
        queries: Sequence[BatchGetMetricDataQuery],
    ) -> BatchGetMetricDataResponse:
        """Fetch up to ten time series of daily metrics in one call.

        A query that fails is listed in `errors` and does not raise; a malformed query fails the whole call.

        Args:
            queries: One to ten queries, each with an `id` of its own; each counts against the limit of 160 queries
                per second.

        Returns:
            One result for each query that succeeded, one error for each that did not.

        Raises:
            InternalServiceError: The whole call failed inside SES; it was repeated before this is raised.
            NotFoundError: The VDM is off for the account.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html
        """
        return await self._call(BATCH_GET_METRIC_DATA, queries=queries)

    async def series(
        self,
        metrics: Metric | Sequence[Metric],
        *,
        start_date: date,
        end_date: date,
        dimensions: Mapping[MetricDimensionName, str | Sequence[str]] | None = None,
    ) -> MetricSeries:
        """Fetch metrics by UTC day, for any number of metrics, dimensions and days.

        There is one series for each metric and each combination of the dimensions' values: two metrics, three ISPs and
        two identities give twelve series. A query has up to 60 days and a call up to ten queries, so 72 series over 90
        days take 15 calls. They are made one after the other, within AWS's limits of 16 calls and 160 queries per
        second.

        A query that fails inside SES is sent up to three times. If it still fails, its values are unknown, never zero:
        `failures` of the series has the error, and the other series are complete. If a whole call fails, the series
        that were read before are returned, and the others have the error in `failures`. The error is raised only if no
        series was read.

        Args:
            metrics: What to count; `sesv2kit.series.ALL_METRICS` has all metrics. Duplicates are ignored.
            start_date: The first day, in UTC. A datetime must be midnight in UTC.
            end_date: The day after the last day, in UTC: it is **not** included.
            dimensions: The values of up to three dimensions, such as `{"ISP": ["Gmail", "Yahoo"]}`. None: all mail of
                the account, in one series for each metric.

        Returns:
            The counts of each day. Printed, it is a table of totals and rates.

        Raises:
            NotFoundError: The VDM is off for the account.
            AccessDeniedError: The credentials may not do this.
            ServiceError: The first call failed in another way.
            TransportError: The first call got no usable response.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html
        """
        from sesv2kit._workflows import series

        return await self._run(lambda caller: series.series(caller, metrics, start_date, end_date, dimensions))
