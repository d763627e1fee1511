# Written by `python -m tests.tools.twin` from sesv2kit/services/custom_verification.py. Change that one.
"""Custom verification emails and their templates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import Tag
from sesv2kit.models.custom_verification import (
    CREATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
    DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
    GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
    LIST_CUSTOM_VERIFICATION_EMAIL_TEMPLATES,
    SEND_CUSTOM_VERIFICATION_EMAIL,
    UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
    CreateCustomVerificationEmailTemplateResponse,
    CustomVerificationEmailTemplateMetadata,
    DeleteCustomVerificationEmailTemplateResponse,
    GetCustomVerificationEmailTemplateResponse,
    ListCustomVerificationEmailTemplatesResponse,
    SendCustomVerificationEmailResponse,
    UpdateCustomVerificationEmailTemplateResponse,
)

if TYPE_CHECKING:
    from sesv2kit.journal import AsyncJournal, Journal


class AsyncCustomVerification(AsyncService):
    """Emails of your own design that ask someone to confirm an address, instead of AWS's own.

    The account needs production access to send them. Each operation is limited to one call per second.
    """

    async def create_custom_verification_email_template(
        self,
        *,
        template_name: str,
        from_email_address: str,
        template_subject: str,
        template_content: str,
        success_redirection_url: str,
        failure_redirection_url: str,
        tags: Sequence[Tag] | None = None,
    ) -> CreateCustomVerificationEmailTemplateResponse:
        """Store a new template for verification emails.

        Args:
            template_name: Name for `send_custom_verification_email`; not yet taken in this region.
            from_email_address: Sender of the emails, of a verified identity.
            template_subject: Subject line, sent as it is, without variables.
            template_content: Body, as text or simple HTML; SES adds the link to click. The whole email must stay
                below 10 MB.
            success_redirection_url: Web page that is shown once the address is confirmed,
                `https://example.com/welcome`.
            failure_redirection_url: Web page that is shown when the address could not be confirmed.
            tags: Tags for the new template, at most 50. None: no tags.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: The name is taken, perhaps by an earlier attempt of this call.
            NotFoundError: A resource that the template needs does not exist, such as the sender's identity.
            LimitExceededError: The region has reached the limit of these templates.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateCustomVerificationEmailTemplate.html
        """
        return await self._call(
            CREATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
            template_name=template_name,
            from_email_address=from_email_address,
            template_subject=template_subject,
            template_content=template_content,
            success_redirection_url=success_redirection_url,
            failure_redirection_url=failure_redirection_url,
            tags=tags,
        )

    async def delete_custom_verification_email_template(
        self,
        *,
        template_name: str,
    ) -> DeleteCustomVerificationEmailTemplateResponse:
        """Delete a template for verification emails, permanently.

        Args:
            template_name: The template to delete; it can no longer be used.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such template (an earlier attempt may have deleted it).
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteCustomVerificationEmailTemplate.html
        """
        return await self._call(DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE, template_name=template_name)

    async def get_custom_verification_email_template(
        self,
        *,
        template_name: str,
    ) -> GetCustomVerificationEmailTemplateResponse:
        """Read a stored template for verification emails.

        Args:
            template_name: The template to read.

        Returns:
            The template as stored, and its tags.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetCustomVerificationEmailTemplate.html
        """
        return await self._call(GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE, template_name=template_name)

    def list_custom_verification_email_templates(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[CustomVerificationEmailTemplateMetadata, ListCustomVerificationEmailTemplatesResponse]:
        """List the region's templates for verification emails.

        Args:
            next_token: `next_token` of an earlier page, to continue from there. None: the first page.
            page_size: Templates per page, 1 to 50; at one call per second, small pages are slow. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The templates without their bodies. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListCustomVerificationEmailTemplates.html
        """
        return self._paginate(
            LIST_CUSTOM_VERIFICATION_EMAIL_TEMPLATES, limit, next_token=next_token, page_size=page_size
        )

    async def send_custom_verification_email(
        self,
        *,
        email_address: str,
        template_name: str,
        configuration_set_name: str | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> SendCustomVerificationEmailResponse:
        """Add an address as an identity, and send it a custom verification email.

        Not repeated when its outcome is unknown, because the recipient could receive two emails.
        `identities.get_email_identity` shows whether the address was added, and later whether it was confirmed.

        Args:
            email_address: Address to verify, which receives the email; it becomes an identity that is pending
                until its owner confirms.
            template_name: A template for verification emails; those of `client.templates` are another kind.
            configuration_set_name: Configuration set to send with, for the email's events. None: SES decides.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The id of the accepted email.

        Raises:
            LimitExceededError: The region has reached the limit of identities.
            MessageRejectedError: The email was rejected because of its sender or content.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MailFromDomainNotVerifiedError: The sender's MAIL FROM domain has no MX record, and its identity has
                `REJECT_MESSAGE` set for that.
            NotFoundError: The template or the configuration set does not exist.
            OutcomeUnknownError: The email may or may not have been accepted; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendCustomVerificationEmail.html
        """
        return await self._call_once(
            SEND_CUSTOM_VERIFICATION_EMAIL,
            idempotency_key,
            journal,
            wait,
            email_address=email_address,
            template_name=template_name,
            configuration_set_name=configuration_set_name,
        )

    async def update_custom_verification_email_template(
        self,
        *,
        template_name: str,
        from_email_address: str,
        template_subject: str,
        template_content: str,
        success_redirection_url: str,
        failure_redirection_url: str,
    ) -> UpdateCustomVerificationEmailTemplateResponse:
        """Replace a template for verification emails.

        All its parts are replaced; its tags stay.

        Args:
            template_name: The template to change; the name itself cannot change.
            from_email_address: The new sender, of a verified identity.
            template_subject: The new subject line, sent as it is, without variables.
            template_content: The new body, as text or simple HTML. The whole email must stay below 10 MB.
            success_redirection_url: Web page that is shown once the address is confirmed.
            failure_redirection_url: Web page that is shown when the address could not be confirmed.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateCustomVerificationEmailTemplate.html
        """
        return await self._call(
            UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE,
            template_name=template_name,
            from_email_address=from_email_address,
            template_subject=template_subject,
            template_content=template_content,
            success_redirection_url=success_redirection_url,
            failure_redirection_url=failure_redirection_url,
        )
