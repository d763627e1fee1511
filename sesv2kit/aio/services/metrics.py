# Written by `python -m tests.tools.twin` from sesv2kit/services/metrics.py. Change that one.
"""Daily sending figures."""

from collections.abc import Sequence

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.metrics import BATCH_GET_METRIC_DATA, BatchGetMetricDataQuery, BatchGetMetricDataResponse


class AsyncMetrics(AsyncService):
    """Sending figures by day, which SES collects while the Virtual Deliverability Manager (VDM) is on."""

    async def batch_get_metric_data(
        self,
        *,
        queries: Sequence[BatchGetMetricDataQuery],
    ) -> BatchGetMetricDataResponse:
        """Fetch up to ten series of daily figures in one call.

        A query that fails is in `errors` and raises nothing, but one that is malformed fails the whole call.

        Args:
            queries: One to ten queries, each with an `id` of its own; each takes one of the 160 allowed a second.

        Returns:
            One result for each query that succeeded, one error for each that did not.

        Raises:
            InternalServiceError: SES failed as a whole; the call is repeated before this comes out.
            NotFoundError: The VDM is off for the account.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html
        """
        return await self._call(BATCH_GET_METRIC_DATA, queries=queries)
