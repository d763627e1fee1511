"""Insights into addresses and messages."""

from sesv2kit.models.insights import (
    GET_EMAIL_ADDRESS_INSIGHTS,
    GET_MESSAGE_INSIGHTS,
    GetEmailAddressInsightsResponse,
    GetMessageInsightsResponse,
)
from sesv2kit.services._base import Service


class Insights(Service):
    """What SES knows about an address before sending, and about a message after it."""

    def get_email_address_insights(
        self,
        *,
        email_address: str,
    ) -> GetEmailAddressInsightsResponse:
        """Check whether mail to an address can be delivered, without sending any.

        Note what a verdict is about: `HIGH` for `is_disposable` is bad.

        Args:
            email_address: Address to check; it need not be an identity or a contact. Malformed ones are sent, since
                SES checks the syntax too.

        Returns:
            One overall verdict, and one for each check.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailAddressInsights.html
        """
        return self._call(GET_EMAIL_ADDRESS_INSIGHTS, email_address=email_address)

    def get_message_insights(
        self,
        *,
        message_id: str,
    ) -> GetMessageInsightsResponse:
        """Look up a message and its events for each recipient.

        Limited to one call per second; for many messages use `jobs.create_export_job`.

        Args:
            message_id: The `message_id` that the send returned; a bulk send returns one for each entry.

        Returns:
            Sender, subject, tags, and the events by recipient.

        Raises:
            NotFoundError: This region has no record of that message.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html
        """
        return self._call(GET_MESSAGE_INSIGHTS, message_id=message_id)
