"""Custom verification emails, which ask the owner of an address to confirm it, and their templates."""

from typing import Annotated

from sesv2kit.models.common import API, ConfigurationSetName, EmailAddress, EmailTemplateName, Mailbox, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, InPath, MultiLine, Request, Response, Shape

_MAIL_SIZE = Documented(
    "less than 10 MB",
    source=API + "API_CreateCustomVerificationEmailTemplate.html",
    maximum=10 * 1024 * 1024 - 1,
)


class CreateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.create_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """Name for `send_custom_verification_email`; not yet taken in this region."""

    from_email_address: Mailbox
    """Sender of the emails, of a verified identity."""

    template_subject: str
    """Subject line, sent as it is, without variables."""

    template_content: Annotated[str, _MAIL_SIZE, MultiLine()]
    """Body, as text or simple HTML; SES adds the link to click. The whole email must stay below 10 MB."""

    tags: TagList | None = None
    """Tags for the new template, at most 50. None: no tags."""

    success_redirection_url: str
    """Web page that is shown once the address is confirmed, `https://example.com/welcome`."""

    failure_redirection_url: str
    """Web page that is shown when the address could not be confirmed."""


class CreateCustomVerificationEmailTemplateResponse(Response):
    """Response of `custom_verification.create_custom_verification_email_template`."""


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
    """The template to delete; it can no longer be used."""


class DeleteCustomVerificationEmailTemplateResponse(Response):
    """Response of `custom_verification.delete_custom_verification_email_template`."""


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
    """The template to read."""


class GetCustomVerificationEmailTemplateResponse(Response):
    """Response of `custom_verification.get_custom_verification_email_template`."""

    template_name: str | None = None
    """The requested name. None: not returned."""

    from_email_address: str | None = None
    """Sender of the emails. None: not returned."""

    template_subject: str | None = None
    """Subject line. None: not returned."""

    template_content: str | None = None
    """Body as stored, without the link that SES adds. None: not returned."""

    tags: list[Tag] = []
    """Its tags. Empty: no tags."""

    success_redirection_url: str | None = None
    """Web page shown once an address is confirmed. None: not returned."""

    failure_redirection_url: str | None = None
    """Web page shown when an address could not be confirmed. None: not returned."""


GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="GetCustomVerificationEmailTemplate",
    request=GetCustomVerificationEmailTemplateRequest,
    response=GetCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class CustomVerificationEmailTemplateMetadata(Shape):
    """A custom verification template in a list, without its body and tags.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CustomVerificationEmailTemplateMetadata.html
    """

    template_name: str | None = None
    """Name by which to read, send or delete it. None: not returned."""

    from_email_address: str | None = None
    """Sender of the emails. None: not returned."""

    template_subject: str | None = None
    """Subject line. None: not returned."""

    success_redirection_url: str | None = None
    """Web page shown once an address is confirmed. None: not returned."""

    failure_redirection_url: str | None = None
    """Web page shown when an address could not be confirmed. None: not returned."""


class ListCustomVerificationEmailTemplatesRequest(Request):
    """Arguments of `custom_verification.list_custom_verification_email_templates`."""

    next_token: str | None = None
    """`next_token` of an earlier page, to continue from there. None: the first page."""

    page_size: (
        Annotated[
            int,
            Documented("1 to 50", source=API + "API_ListCustomVerificationEmailTemplates.html", minimum=1, maximum=50),
        ]
        | None
    ) = None
    """Templates per page, 1 to 50; at one call per second, small pages are slow. None: SES decides."""


class ListCustomVerificationEmailTemplatesResponse(Response):
    """Response of `custom_verification.list_custom_verification_email_templates`."""

    custom_verification_email_templates: list[CustomVerificationEmailTemplateMetadata] = []
    """Templates of this page, without their bodies."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


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
    """Address to verify, which receives the email; it becomes an identity that is pending until its owner confirms."""

    template_name: EmailTemplateName
    """A template for verification emails; those of `client.templates` are another kind."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with, for the email's events. None: SES decides."""


class SendCustomVerificationEmailResponse(Response):
    """Response of `custom_verification.send_custom_verification_email`."""

    message_id: str | None = None
    """Id of this email in its events. None: not returned."""


SEND_CUSTOM_VERIFICATION_EMAIL = Operation(
    name="SendCustomVerificationEmail",
    request=SendCustomVerificationEmailRequest,
    response=SendCustomVerificationEmailResponse,
    repeat=Repeat.UNSAFE,
    proof="message_id",
    rates=(RateLimit(1.0),),
    where_to_look="identities.get_email_identity, whose verification status is PENDING once the email was sent",
)


class UpdateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.update_custom_verification_email_template`."""

    template_name: InPath[EmailTemplateName]
    """The template to change; the name itself cannot change."""

    from_email_address: Mailbox
    """The new sender, of a verified identity."""

    template_subject: str
    """The new subject line, sent as it is, without variables."""

    template_content: Annotated[str, _MAIL_SIZE, MultiLine()]
    """The new body, as text or simple HTML. The whole email must stay below 10 MB."""

    success_redirection_url: str
    """Web page that is shown once the address is confirmed."""

    failure_redirection_url: str
    """Web page that is shown when the address could not be confirmed."""


class UpdateCustomVerificationEmailTemplateResponse(Response):
    """Response of `custom_verification.update_custom_verification_email_template`."""


UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="UpdateCustomVerificationEmailTemplate",
    request=UpdateCustomVerificationEmailTemplateRequest,
    response=UpdateCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
