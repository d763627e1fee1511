"""Email templates stored in the account: subject and bodies with `{{variables}}` for the data of each recipient."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Annotated, ClassVar

from sesv2kit._core.cached import cached_property
from sesv2kit.models.common import API, EmailTemplateContent, EmailTemplateData, EmailTemplateName, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp


class CreateEmailTemplateRequest(Request):
    """Arguments of `templates.create_email_template`."""

    template_name: EmailTemplateName
    """What sends will call it by; not yet taken in this region."""

    template_content: EmailTemplateContent
    """Subject and bodies with their `{{variables}}`, at most 500 KB together."""

    tags: TagList | None = None
    """Labels to begin with. None: no labels."""


class CreateEmailTemplateResponse(Response):
    """Answer of `templates.create_email_template`."""


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
    """Which one goes; sends that still call it by this name fail from then on."""


class DeleteEmailTemplateResponse(Response):
    """Answer of `templates.delete_email_template`."""


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
    """Which one to read, by the name it was created under."""


class GetEmailTemplateResponse(Response):
    """Answer of `templates.get_email_template`."""

    template_name: str
    """The name that was asked for."""

    template_content: EmailTemplateContent
    """Subject and bodies as stored, variables unfilled."""

    tags: list[Tag] = []
    """Its labels; empty when it has none."""


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
    """What to read, send or delete it by. None: not set."""

    created_timestamp: Timestamp | None = None
    """When it was created, not when last updated. None: not set."""


class ListEmailTemplatesRequest(Request):
    """Arguments of `templates.list_email_templates`."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page. None: at the start."""

    page_size: (
        Annotated[int, Documented("1 to 100", source=API + "API_ListEmailTemplates.html", minimum=1, maximum=100)]
        | None
    ) = None
    """Templates a page, 1 to 100; at one call a second, small pages are slow. None: SES decides."""


class ListEmailTemplatesResponse(Response):
    """Answer of `templates.list_email_templates`."""

    templates_metadata: list[EmailTemplateMetadata] = []
    """The templates of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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

    __test__: ClassVar[bool] = False  # pytest would take the class for tests

    template_name: InPath[EmailTemplateName]
    """The stored template to try."""

    template_data: EmailTemplateData
    """A value for every variable: JSON text of an object, a mapping or a Pydantic model; at most 262,144 characters."""


class TestRenderEmailTemplateResponse(Response):
    """Answer of `templates.test_render_email_template`."""

    __test__: ClassVar[bool] = False  # pytest would take the class for tests

    rendered_template: str
    """The mail as SES would send it: MIME text with headers; `message` is the same, parsed."""

    @cached_property
    def message(self) -> EmailMessage:
        """`rendered_template` parsed, for `message["Subject"]`, `message.get_body(("html",))` and the like."""
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
    """Which one to change; the name itself cannot change."""

    template_content: EmailTemplateContent
    """The new subject and bodies, at most 500 KB; they take the place of all three, so give the unchanged ones too."""


class UpdateEmailTemplateResponse(Response):
    """Answer of `templates.update_email_template`."""


UPDATE_EMAIL_TEMPLATE = Operation(
    name="UpdateEmailTemplate",
    request=UpdateEmailTemplateRequest,
    response=UpdateEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
