"""Email templates stored in the account: subject and bodies with `{{variables}}` for the data of each recipient."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Annotated, ClassVar

from sesv2kit._core.cached import cached_property
from sesv2kit.models.common import API, EmailTemplateContent, EmailTemplateData, EmailTemplateName, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Accepts, Documented, InPath, Request, Response, Shape, Timestamp


class CreateEmailTemplateRequest(Request):
    """Arguments of `templates.create_email_template`."""

    template_name: EmailTemplateName
    """Name by which sends refer to it; not yet taken in this region."""

    template_content: EmailTemplateContent
    """Subject and bodies with their `{{variables}}`, at most 500 KB together."""

    tags: TagList | None = None
    """Tags for the new template. None: no tags."""


class CreateEmailTemplateResponse(Response):
    """Response of `templates.create_email_template`."""


CREATE_EMAIL_TEMPLATE = Operation(
    name="CreateEmailTemplate",
    request=CreateEmailTemplateRequest,
    response=CreateEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class DeleteEmailTemplateRequest(Request):
    """Arguments of `templates.delete_email_template`."""

    template_name: InPath[EmailTemplateName]
    """The template to delete; sends that name it fail from then on."""


class DeleteEmailTemplateResponse(Response):
    """Response of `templates.delete_email_template`."""


DELETE_EMAIL_TEMPLATE = Operation(
    name="DeleteEmailTemplate",
    request=DeleteEmailTemplateRequest,
    response=DeleteEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class GetEmailTemplateRequest(Request):
    """Arguments of `templates.get_email_template`."""

    template_name: InPath[EmailTemplateName]
    """The template to read."""


class GetEmailTemplateResponse(Response):
    """Response of `templates.get_email_template`."""

    template_name: str
    """The requested name."""

    template_content: EmailTemplateContent
    """Subject and bodies as stored, with their variables."""

    tags: list[Tag] = []
    """Its tags. Empty: no tags."""


GET_EMAIL_TEMPLATE = Operation(
    name="GetEmailTemplate",
    request=GetEmailTemplateRequest,
    response=GetEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(50.0),),
)


class EmailTemplateMetadata(Shape):
    """A template in a list, without its content.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailTemplateMetadata.html
    """

    template_name: str | None = None
    """Name by which to read, send or delete it. None: not returned."""

    created_timestamp: Timestamp | None = None
    """When it was created, not when last updated. None: not returned."""


class ListEmailTemplatesRequest(Request):
    """Arguments of `templates.list_email_templates`."""

    next_token: str | None = None
    """`next_token` of an earlier page, to continue from there. None: the first page."""

    page_size: (
        Annotated[int, Documented("1 to 100", source=API + "API_ListEmailTemplates.html", minimum=1, maximum=100)]
        | None
    ) = None
    """Templates per page, 1 to 100; at one call per second, small pages are slow. None: SES decides."""


class ListEmailTemplatesResponse(Response):
    """Response of `templates.list_email_templates`."""

    templates_metadata: list[EmailTemplateMetadata] = []
    """Templates of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_EMAIL_TEMPLATES = PagedOperation(
    name="ListEmailTemplates",
    request=ListEmailTemplatesRequest,
    response=ListEmailTemplatesResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
    items="templates_metadata",
    item=EmailTemplateMetadata,
)


class TestRenderEmailTemplateRequest(Request):
    """Arguments of `templates.test_render_email_template`."""

    __test__: ClassVar[bool] = False  # otherwise pytest collects the class as a test

    template_name: InPath[EmailTemplateName]
    """The stored template to render."""

    template_data: Accepts[EmailTemplateData, str]
    """A value for every variable: JSON text of an object, a mapping or a Pydantic model; at most 262,144 characters."""


class TestRenderEmailTemplateResponse(Response):
    """Response of `templates.test_render_email_template`."""

    __test__: ClassVar[bool] = False  # otherwise pytest collects the class as a test

    rendered_template: str
    """The email as SES would send it: MIME text with headers; `message` is the same, parsed."""

    @cached_property
    def message(self) -> EmailMessage:
        """`rendered_template`, parsed: `message["Subject"]`, `message.get_body(("html",))` and so on."""
        return message_from_bytes(self.rendered_template.encode(), policy=default)


TEST_RENDER_EMAIL_TEMPLATE = Operation(
    name="TestRenderEmailTemplate",
    request=TestRenderEmailTemplateRequest,
    response=TestRenderEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class UpdateEmailTemplateRequest(Request):
    """Arguments of `templates.update_email_template`."""

    template_name: InPath[EmailTemplateName]
    """The template to change; the name itself cannot change."""

    template_content: EmailTemplateContent
    """The new subject and bodies, at most 500 KB. All three are replaced, so include the unchanged ones."""


class UpdateEmailTemplateResponse(Response):
    """Response of `templates.update_email_template`."""


UPDATE_EMAIL_TEMPLATE = Operation(
    name="UpdateEmailTemplate",
    request=UpdateEmailTemplateRequest,
    response=UpdateEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
