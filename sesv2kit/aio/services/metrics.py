# Written by `python -m tests.tools.twin` from sesv2kit/services/metrics.py. Change that one.
"""Daily sending figures."""

from collections.abc import Sequence

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA, BatchGetMetricDataQuery, BatchGetMetricDataResponse


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
