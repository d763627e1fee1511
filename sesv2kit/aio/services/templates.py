# Written by `python -m tests.tools.twin` from sesv2kit/services/templates.py. Change that one.
"""Stored email templates."""

from collections.abc import Sequence
from os import PathLike

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.plans import AsyncPlan
from sesv2kit.aio.services._base import AsyncService
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
from sesv2kit.templating import MissingVariable, RenderingEvents, TemplateChange, TemplatePreview, TemplateVariables


class AsyncTemplates(AsyncService):
    """Email templates stored in the account, one set for each region.

    Each operation except `get_email_template` is limited to one call per second.

    `variables`, `missing`, `preview`, `plan_changes` and `check_rendering_events` are no operations of SES, but what
    senders do with them.
    """

    async def check_rendering_events(self, *, configuration_set_name: str) -> RenderingEvents:
        """Find out where SES publishes that an accepted email could not be rendered.

        SES accepts an email whose template lacks a variable, and tells only in an event. If a configuration set has no
        event destination for `RENDERING_FAILURE`, such emails disappear without a trace.

        Args:
            configuration_set_name: The set that the sends name, or the default set of their identity.

        Returns:
            The event destinations. `is_published` is False if there is none that is enabled.

        Raises:
            NotFoundError: There is no such set.
            ResponseUnreadableError: An event destination cannot be read.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
        """
        from sesv2kit._workflows import templates

        return await self._run(lambda caller: templates.check_rendering_events(caller, configuration_set_name))

    async def create_email_template(
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
        return await self._call(
            CREATE_EMAIL_TEMPLATE, template_name=template_name, template_content=template_content, tags=tags
        )

    async def delete_email_template(
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
        return await self._call(DELETE_EMAIL_TEMPLATE, template_name=template_name)

    async def get_email_template(
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
        return await self._call(GET_EMAIL_TEMPLATE, template_name=template_name)

    def list_email_templates(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[EmailTemplateMetadata, ListEmailTemplatesResponse]:
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

    async def missing(self, *, template_name: str, template_data: TemplateData) -> tuple[MissingVariable, ...]:
        """Find the variables that a stored template prints and some data lacks, before a send fails for them.

        The template is read from SES and rendered here, without output. Unlike `test_render_email_template` this is not
        limited to one call per second, and it finds all missing variables instead of the first.

        Args:
            template_name: The stored template.
            template_data: The data of a send: JSON text of an object, a mapping or a Pydantic model; at most 262,144
                characters.

        Returns:
            The missing variables, in the order in which the template prints them. Empty: none is missing.

        Raises:
            NotFoundError: There is no such template.
            TemplateInvalidError: The template cannot be rendered, whatever the data, or only in too many steps.
            ResponseUnreadableError: A part of the template cannot be read.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html
        """
        from sesv2kit._workflows import templates

        arguments = {"template_name": template_name, "template_data": template_data}
        return await self._run(lambda caller: templates.missing(caller, arguments))

    async def plan_changes(self, *, folder: str | PathLike[str], delete: bool = False) -> AsyncPlan[TemplateChange]:
        """Find out what makes the stored templates those of a folder. Only requests that read are sent.

        Each template is a folder named like it, with the files `subject.txt`, `body.html` and `body.txt`, in UTF-8; one
        body is enough. Names that begin with a dot are not read, nor are files beside the templates. A link that leads
        nowhere is refused, since it may stand for a template. A template that differs only in its line ends is not
        changed. Tags are not looked at.

        To plan and apply again is harmless: only what is left is changed. It makes one change per second.

        Args:
            folder: The folder of the templates.
            delete: Whether to delete the stored templates that the folder does not have. Also those of other programs.

        Returns:
            The changes. Print it to see them; its `apply()` makes them.

        Raises:
            AccessDeniedError: The credentials may not read templates.
            ResponseUnreadableError: A part of a stored template cannot be read.
            RequestInvalidError: A file cannot be read or is none of a template, or a template is too large or no
                Handlebars; all problems are listed. Nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailTemplateContent.html
        """
        from sesv2kit._workflows.template_folder import changes, make

        return await self._plan(lambda caller: changes(caller, folder, delete), make)

    async def preview(self, *, template_name: str, template_data: TemplateData) -> TemplatePreview:
        """Let SES render a stored template, and compare with the engine of the local SES, if it is installed.

        The engine comes with the extra `templates`. This is limited to one call per second, as is
        `test_render_email_template`.

        Args:
            template_name: The stored template to render.
            template_data: A value for every variable: JSON text of an object, a mapping or a Pydantic model; at
                most 262,144 characters.

        Returns:
            Subject and bodies, or why SES does not render them; then `error` is set. Print it to see it.

        Raises:
            NotFoundError: There is no such template.
            ResponseUnreadableError: A part of the template cannot be read.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TestRenderEmailTemplate.html
        """
        from sesv2kit._workflows import templates

        arguments = {"template_name": template_name, "template_data": template_data}
        return await self._run(lambda caller: templates.preview(caller, arguments))

    async def test_render_email_template(
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
        return await self._call(TEST_RENDER_EMAIL_TEMPLATE, template_name=template_name, template_data=template_data)

    async def update_email_template(
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
        return await self._call(UPDATE_EMAIL_TEMPLATE, template_name=template_name, template_content=template_content)

    @staticmethod
    def variables(*, template_content: EmailTemplateContent) -> TemplateVariables:
        """Find the variables of a template. Nothing is sent.

        Args:
            template_content: The subject and the bodies.

        Returns:
            The variables and when each is needed. Print it to see a table.

        Raises:
            TemplateInvalidError: The template cannot be rendered, whatever the data: it is no Handlebars, uses a helper
                or a partial that there is not, or partials that include each other take too many steps.
            RequestInvalidError: The argument is invalid.

        Source: https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
        """
        from sesv2kit._workflows import templates

        return templates.variables(template_content)
