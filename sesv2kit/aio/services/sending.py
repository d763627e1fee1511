# Written by `python -m tests.tools.twin` from sesv2kit/services/sending.py. Change that one.
"""Sending mail."""

from collections.abc import Sequence
from email.message import EmailMessage

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import EmailContent, MessageTag
from sesv2kit.models.sending import (
    SEND_BULK_EMAIL,
    SEND_EMAIL,
    BulkEmailContent,
    BulkEmailEntry,
    ConfigurationOverrides,
    Destination,
    ListManagementOptions,
    SendBulkEmailResponse,
    SendEmailResponse,
)


class AsyncSending(AsyncService):
    """Sends emails. A request whose response was lost is not repeated, so no email is sent twice.

    Sends are paced to the account's sending rate, counted in recipients.
    """

    async def send_bulk_email(
        self,
        *,
        default_content: BulkEmailContent,
        bulk_email_entries: Sequence[BulkEmailEntry],
        from_email_address: str | None = None,
        from_email_address_identity_arn: str | None = None,
        reply_to_addresses: Sequence[str] | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        default_email_tags: Sequence[MessageTag] | None = None,
        configuration_set_name: str | None = None,
        endpoint_id: str | None = None,
        tenant_name: str | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
    ) -> SendBulkEmailResponse:
        """Send a template to up to 50 destinations, each email with its own data.

        SES checks every entry separately: the call succeeds even if some or all of them are rejected.

        Args:
            default_content: The template and its default data.
            bulk_email_entries: The emails, 1 to 50.
            from_email_address: Sender, of a verified identity: bare, or as `Name <address>`. None: SES refuses the
                send.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            default_email_tags: Message tags for entries without their own. None: no tags.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has
                one.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            tenant_name: Tenant to send for; identity, template and configuration set must be associated with it.
                None: no tenant.
            configuration_overrides: Settings that replace the configuration set's for this send. None: no changes.

        Returns:
            One result for each entry, in order, with its status and message id.

        Raises:
            LimitExceededError: The account or the tenant has reached a limit of SES.
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MessageRejectedError: All emails were rejected because of their sender or content.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The configuration set or the tenant does not exist.
            OutcomeUnknownError: The emails may or may not have been accepted; the request was not repeated.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
        """
        return await self._call(
            SEND_BULK_EMAIL,
            default_content=default_content,
            bulk_email_entries=bulk_email_entries,
            from_email_address=from_email_address,
            from_email_address_identity_arn=from_email_address_identity_arn,
            reply_to_addresses=reply_to_addresses,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            default_email_tags=default_email_tags,
            configuration_set_name=configuration_set_name,
            endpoint_id=endpoint_id,
            tenant_name=tenant_name,
            configuration_overrides=configuration_overrides,
        )

    async def send_email(
        self,
        *,
        content: EmailContent | EmailMessage,
        from_email_address: str | None = None,
        from_email_address_identity_arn: str | None = None,
        destination: Destination | Sequence[str] | str | None = None,
        reply_to_addresses: Sequence[str] | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        email_tags: Sequence[MessageTag] | None = None,
        configuration_set_name: str | None = None,
        endpoint_id: str | None = None,
        tenant_name: str | None = None,
        list_management_options: ListManagementOptions | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
    ) -> SendEmailResponse:
        """Send one email: simple, raw or from a template.

        SES accepts an email to a suppressed address, counts it, and does not deliver it. It also accepts a template
        that fails to render. Only events show this.

        Args:
            content: The email: simple, raw or from a template; an `email.message.EmailMessage` is sent raw, without
                its Bcc header.
            from_email_address: Sender, of a verified identity: bare, or as `Name <address>`. None: the From header
                of a raw message.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            destination: Recipients, 50 at most: a `Destination`, an address or a list of them. Nobody else gets the
                email, whoever else a raw message's headers list. None: those in its headers To, Cc and Bcc.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            email_tags: Message tags. None: no tags.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has
                one.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            tenant_name: Tenant to send for; identity, template and configuration set must be associated with it.
                None: no tenant.
            list_management_options: Contact list for unsubscribe links; the email must have a single recipient.
                None: no such links.
            configuration_overrides: Settings that replace the configuration set's for this send. None: no changes.

        Returns:
            The id of the accepted email.

        Raises:
            LimitExceededError: The account or the tenant has reached a limit of SES.
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MessageRejectedError: The sender (in the sandbox: or a recipient) is not verified, or the content was
                rejected.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The template, configuration set, contact list or tenant does not exist.
            OutcomeUnknownError: The email may or may not have been accepted; the request was not repeated.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
        """
        return await self._call(
            SEND_EMAIL,
            content=content,
            from_email_address=from_email_address,
            from_email_address_identity_arn=from_email_address_identity_arn,
            destination=destination,
            reply_to_addresses=reply_to_addresses,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            email_tags=email_tags,
            configuration_set_name=configuration_set_name,
            endpoint_id=endpoint_id,
            tenant_name=tenant_name,
            list_management_options=list_management_options,
            configuration_overrides=configuration_overrides,
        )
