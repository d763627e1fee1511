"""Custom verification emails: templates of the mail that asks someone to confirm an address, and sending it."""

from typing import Annotated

from sesv2kit.models.common import API, ConfigurationSetName, EmailAddress, EmailTemplateName, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape

_MAIL_SIZE = Documented(
    "less than 10 MB",
    source=API + "API_CreateCustomVerificationEmailTemplate.html",
    maximum=10 * 1024 * 1024 - 1,
)


class CreateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.create_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """What `send_custom_verification_email` will call it by; not yet taken in this region."""

    from_email_address: EmailAddress
    """Sender of the mails, of a verified identity."""

    template_subject: str
    """Subject line; it goes out as it is, without variables."""

    template_content: Annotated[str, _MAIL_SIZE]
    """Body, as text or simple HTML; SES adds the link to click. The whole mail must stay below 10 MB."""

    tags: TagList | None = None
    """Labels to begin with, at most 50. None: no labels."""

    success_redirection_url: str
    """Web page that the link leads to once the address is confirmed, `https://example.com/welcome`."""

    failure_redirection_url: str
    """Web page that the link leads to when the address could not be confirmed."""


class CreateCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.create_custom_verification_email_template`."""


CREATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="CreateCustomVerificationEmailTemplate",
    request=CreateCustomVerificationEmailTemplateRequest,
    response=CreateCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class DeleteCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.delete_custom_verification_email_template`."""

    template_name: InPath[EmailTemplateName]
    """Which one goes; nothing more can be sent with it."""


class DeleteCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.delete_custom_verification_email_template`."""


DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="DeleteCustomVerificationEmailTemplate",
    request=DeleteCustomVerificationEmailTemplateRequest,
    response=DeleteCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class GetCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.get_custom_verification_email_template`."""

    template_name: InPath[EmailTemplateName]
    """Which one to read, by the name it was created under."""


class GetCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.get_custom_verification_email_template`."""

    template_name: str | None = None
    """The name that was asked for. None: not stated."""

    from_email_address: str | None = None
    """Sender of the mails. None: not stated."""

    template_subject: str | None = None
    """Subject line. None: not stated."""

    template_content: str | None = None
    """Body as stored, without what SES adds. None: not stated."""

    tags: list[Tag] = []
    """Its labels. Empty: it has none."""

    success_redirection_url: str | None = None
    """Web page shown once an address is confirmed. None: not stated."""

    failure_redirection_url: str | None = None
    """Web page shown when an address could not be confirmed. None: not stated."""


GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="GetCustomVerificationEmailTemplate",
    request=GetCustomVerificationEmailTemplateRequest,
    response=GetCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class CustomVerificationEmailTemplateMetadata(Shape):
    """A custom verification template in a list: all but its body and labels.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CustomVerificationEmailTemplateMetadata.html
    """

    template_name: str | None = None
    """What to read, send or delete it by. None: not stated."""

    from_email_address: str | None = None
    """Sender of the mails. None: not stated."""

    template_subject: str | None = None
    """Subject line. None: not stated."""

    success_redirection_url: str | None = None
    """Web page shown once an address is confirmed. None: not stated."""

    failure_redirection_url: str | None = None
    """Web page shown when an address could not be confirmed. None: not stated."""


class ListCustomVerificationEmailTemplatesRequest(Request):
    """Arguments of `custom_verification.list_custom_verification_email_templates`."""

    next_token: str | None = None
    """Where to go on: the token of an earlier page. None: at the start."""

    page_size: (
        Annotated[
            int,
            Documented("1 to 50", source=API + "API_ListCustomVerificationEmailTemplates.html", minimum=1, maximum=50),
        ]
        | None
    ) = None
    """Templates a page, 1 to 50; at one call a second, small pages are slow. None: SES decides."""


class ListCustomVerificationEmailTemplatesResponse(Response):
    """Answer of `custom_verification.list_custom_verification_email_templates`."""

    custom_verification_email_templates: list[CustomVerificationEmailTemplateMetadata] = []
    """This page's templates, without their bodies."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_CUSTOM_VERIFICATION_EMAIL_TEMPLATES = PagedOperation(
    name="ListCustomVerificationEmailTemplates",
    request=ListCustomVerificationEmailTemplatesRequest,
    response=ListCustomVerificationEmailTemplatesResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
    items="custom_verification_email_templates",
    item=CustomVerificationEmailTemplateMetadata,
)


class SendCustomVerificationEmailRequest(Request):
    """Arguments of `custom_verification.send_custom_verification_email`."""

    email_address: EmailAddress
    """Address to confirm, and to mail; it becomes an identity that waits for its owner's click."""

    template_name: EmailTemplateName
    """A template for such mails; those of `client.templates` are another kind."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with, for the mail's events. None: left to SES."""


class SendCustomVerificationEmailResponse(Response):
    """Answer of `custom_verification.send_custom_verification_email`."""

    message_id: str | None = None
    """Id under which events tell of this mail. None: not stated."""


SEND_CUSTOM_VERIFICATION_EMAIL = Operation(
    name="SendCustomVerificationEmail",
    request=SendCustomVerificationEmailRequest,
    response=SendCustomVerificationEmailResponse,
    repeat=Repeat.UNSAFE,
    rates=(RateLimit(1.0),),
    if_unknown="identities.get_email_identity, whose verification status is PENDING once the mail went out",
)


class UpdateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.update_custom_verification_email_template`."""

    template_name: InPath[EmailTemplateName]
    """Which one to change; the name itself cannot change."""

    from_email_address: EmailAddress
    """Sender from now on, of a verified identity."""

    template_subject: str
    """Subject line from now on; it goes out as it is, without variables."""

    template_content: Annotated[str, _MAIL_SIZE]
    """Body from now on, as text or simple HTML. The whole mail must stay below 10 MB."""

    success_redirection_url: str
    """Web page that the link leads to once the address is confirmed."""

    failure_redirection_url: str
    """Web page that the link leads to when the address could not be confirmed."""


class UpdateCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.update_custom_verification_email_template`."""


UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="UpdateCustomVerificationEmailTemplate",
    request=UpdateCustomVerificationEmailTemplateRequest,
    response=UpdateCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
