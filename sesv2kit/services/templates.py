"""Stored email templates."""

from collections.abc import Sequence

from sesv2kit.models.common import EmailTemplateContent, Tag, TemplateData
from sesv2kit.models.templates import (
    CREATE_EMAIL_TEMPLATE,
    DELETE_EMAIL_TEMPLATE,
    GET_EMAIL_TEMPLATE,
    LIST_EMAIL_TEMPLATES,
    TEST_RENDER_EMAIL_TEMPLATE,
    UPDATE_EMAIL_TEMPLATE,
    CreateEmailTemplateResponse,
    DeleteEmailTemplateResponse,
    EmailTemplateMetadata,
    GetEmailTemplateResponse,
    ListEmailTemplatesResponse,
    TestRenderEmailTemplateResponse,
    UpdateEmailTemplateResponse,
)
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service


class Templates(Service):
    """Email templates stored in the account, one set for each region.

    Each operation except `get_email_template` is limited to one call per second.
    """

    def create_email_template(
        self,
        *,
        template_name: str,
        template_content: EmailTemplateContent,
        tags: Sequence[Tag] | None = None,
    ) -> CreateEmailTemplateResponse:
        """Store a new template.

        Args:
            template_name: Name by which sends refer to it; not yet taken in this region.
            template_content: Subject and bodies with their `{{variables}}`, at most 500 KB together.
            tags: Tags for the new template. None: no tags.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: The name is taken, perhaps by an earlier attempt of this call.
            LimitExceededError: The region has reached the limit of templates.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailTemplate.html
        """
        return self._call(
            CREATE_EMAIL_TEMPLATE, template_name=template_name, template_content=template_content, tags=tags
        )

    def delete_email_template(
        self,
        *,
        template_name: str,
    ) -> DeleteEmailTemplateResponse:
        """Delete a template, permanently.

        Args:
            template_name: The template to delete; sends that name it fail from then on.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such template (an earlier attempt may have deleted it).
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailTemplate.html
        """
        return self._call(DELETE_EMAIL_TEMPLATE, template_name=template_name)

    def get_email_template(
        self,
        *,
        template_name: str,
    ) -> GetEmailTemplateResponse:
        """Read a stored template.

        Args:
            template_name: The template to read.

        Returns:
            The content as stored, and the tags.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailTemplate.html
        """
        return self._call(GET_EMAIL_TEMPLATE, template_name=template_name)

    def list_email_templates(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[EmailTemplateMetadata, ListEmailTemplatesResponse]:
        """List the templates of the region.

        Args:
            next_token: `next_token` of an earlier page, to continue from there. None: the first page.
            page_size: Templates per page, 1 to 100; at one call per second, small pages are slow. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            Name and creation time of each template. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailTemplates.html
        """
        return self._paginate(LIST_EMAIL_TEMPLATES, limit, next_token=next_token, page_size=page_size)

    def test_render_email_template(
        self,
        *,
        template_name: str,
        template_data: TemplateData,
    ) -> TestRenderEmailTemplateResponse:
        """Render a stored template, without sending anything.

        A variable without data is a `BadRequestError` here; a send would be accepted, but no email would be sent.

        Args:
            template_name: The stored template to render.
            template_data: A value for every variable: JSON text of an object, a mapping or a Pydantic model; at
                most 262,144 characters.

        Returns:
            The rendered email as MIME text, and parsed as `message`.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TestRenderEmailTemplate.html
        """
        return self._call(TEST_RENDER_EMAIL_TEMPLATE, template_name=template_name, template_data=template_data)

    def update_email_template(
        self,
        *,
        template_name: str,
        template_content: EmailTemplateContent,
    ) -> UpdateEmailTemplateResponse:
        """Replace the content of a template.

        A part that is left out of `template_content` is removed. The tags stay.

        Args:
            template_name: The template to change; the name itself cannot change.
            template_content: The new subject and bodies, at most 500 KB. All three are replaced, so give the
                unchanged ones too.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: There is no such template.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateEmailTemplate.html
        """
        return self._call(UPDATE_EMAIL_TEMPLATE, template_name=template_name, template_content=template_content)
