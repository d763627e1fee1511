# Written by `python -m tests.tools.twin` from sesv2kit/services/custom_verification.py. Change that one.
"""Custom verification emails and their templates."""

from collections.abc import Sequence

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


class AsyncCustomVerification(AsyncService):
    """Mails of your own design that ask someone to confirm an address, instead of the one AWS writes.

    The account needs production access to send them. Each operation is limited to one call a second.
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
        """Store a new template for verification mails.

        Args:
            template_name: What `send_custom_verification_email` will call it by; not yet taken in this region.
            from_email_address: Sender of the mails, of a verified identity.
            template_subject: Subject line; it goes out as it is, without variables.
            template_content: Body, as text or simple HTML; SES adds the link to click. The whole mail must stay
                below 10 MB.
            success_redirection_url: Web page that the link leads to once the address is confirmed,
                `https://example.com/welcome`.
            failure_redirection_url: Web page that the link leads to when the address could not be confirmed.
            tags: Labels to begin with, at most 50. None: no labels.

        Returns:
            An empty answer.

        Raises:
            AlreadyExistsError: The name is taken, perhaps by a first attempt of this very call.
            NotFoundError: SES does not find what the template rests on, such as the sender's identity.
            LimitExceededError: The region holds as many of these templates as it may.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Delete a template for verification mails, permanently.

        Args:
            template_name: Which one goes; nothing more can be sent with it.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such template (a first attempt may have deleted it).
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteCustomVerificationEmailTemplate.html
        """
        return await self._call(DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE, template_name=template_name)

    async def get_custom_verification_email_template(
        self,
        *,
        template_name: str,
    ) -> GetCustomVerificationEmailTemplateResponse:
        """Read a stored template for verification mails.

        Args:
            template_name: Which one to read, by the name it was created under.

        Returns:
            The template as stored, and its labels.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Walk the region's templates for verification mails.

        Args:
            next_token: Where to go on: the token of an earlier page. None: at the start.
            page_size: Templates a page, 1 to 50; at one call a second, small pages are slow. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The templates without their bodies; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
    ) -> SendCustomVerificationEmailResponse:
        """Make an address an identity and mail it a request to confirm.

        Not repeated when its outcome is unknown: the recipient could get two mails. `identities.get_email_identity`
        tells whether the address was added, and later whether it was confirmed.

        Args:
            email_address: Address to confirm, and to mail; it becomes an identity that waits for its owner's
                click.
            template_name: A template for such mails; those of `client.templates` are another kind.
            configuration_set_name: Configuration set to send with, for the mail's events. None: left to SES.

        Returns:
            The id of the accepted mail.

        Raises:
            LimitExceededError: The region holds as many identities as it may.
            MessageRejectedError: The mail was refused: sender or content.
            SendingPausedError: Sending is switched off, for the account or the configuration set.
            MailFromDomainNotVerifiedError: The sender's MAIL FROM domain has no MX record and mail is to be refused.
            NotFoundError: The template or the configuration set does not exist.
            OutcomeUnknownError: The mail may or may not have been accepted; the request was not repeated.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendCustomVerificationEmail.html
        """
        return await self._call(
            SEND_CUSTOM_VERIFICATION_EMAIL,
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
        """Replace a template for verification mails.

        All its parts are replaced; its labels stay.

        Args:
            template_name: Which one to change; the name itself cannot change.
            from_email_address: Sender from now on, of a verified identity.
            template_subject: Subject line from now on; it goes out as it is, without variables.
            template_content: Body from now on, as text or simple HTML. The whole mail must stay below 10 MB.
            success_redirection_url: Web page that the link leads to once the address is confirmed.
            failure_redirection_url: Web page that the link leads to when the address could not be confirmed.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
