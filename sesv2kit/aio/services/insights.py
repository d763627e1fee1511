# Written by `python -m tests.tools.twin` from sesv2kit/services/insights.py. Change that one.
"""Insights into addresses and messages."""

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.insights import (
    GET_EMAIL_ADDRESS_INSIGHTS,
    GET_MESSAGE_INSIGHTS,
    GetEmailAddressInsightsResponse,
    GetMessageInsightsResponse,
)


class AsyncInsights(AsyncService):
    """What SES knows of an address before anything is sent, and of one message afterwards."""

    async def get_email_address_insights(
        self,
        *,
        email_address: str,
    ) -> GetEmailAddressInsightsResponse:
        """Check whether an address can be delivered to, without mailing it.

        Mind what a verdict is about: `HIGH` for `is_disposable` speaks against the address.

        Args:
            email_address: Address to check; it need not be an identity or a contact.

        Returns:
            One verdict in all, and one for each check.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailAddressInsights.html
        """
        return await self._call(GET_EMAIL_ADDRESS_INSIGHTS, email_address=email_address)

    async def get_message_insights(
        self,
        *,
        message_id: str,
    ) -> GetMessageInsightsResponse:
        """Look up a message and what became of it at each recipient.

        Limited to one call a second; `jobs.create_export_job` is the road to many messages.

        Args:
            message_id: The `message_id` that the send answered; a bulk send answers one for each entry.

        Returns:
            Sender, subject, tags, and the events by recipient.

        Raises:
            NotFoundError: This region has no record of such a message.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html
        """
        return await self._call(GET_MESSAGE_INSIGHTS, message_id=message_id)
