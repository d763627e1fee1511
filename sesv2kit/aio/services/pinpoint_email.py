# Written by `python -m tests.tools.twin` from sesv2kit/services/pinpoint_email.py. Change that one.
"""The older Amazon Pinpoint Email API."""

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.pinpoint_email import GET_ACCOUNT, GetAccountResponse


class AsyncPinpointEmail(AsyncService):
    """The API before SES v2. Only the account's status is offered here; `client.account` has more details."""

    async def get_account(self) -> GetAccountResponse:
        """Look up the account's status and quotas in this region.

        Returns:
            Whether and how much the account may send.

        Raises:
            ConfigurationError: The client was made with `boto3_client=`, which serves SES v2 only.

        Source: https://docs.aws.amazon.com/pinpoint-email/latest/APIReference/API_GetAccount.html
        """
        return await self._call(GET_ACCOUNT)
