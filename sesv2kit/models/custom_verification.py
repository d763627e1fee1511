"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


class CreateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.create_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """?"""

    from_email_address: EmailAddress
    """?"""

    template_subject: str
    """?"""

    template_content: str
    """?"""

    tags: Sequence[Tag] | None = None
    """?"""

    success_redirection_url: str
    """?"""

    failure_redirection_url: str
    """?"""


class CreateCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.create_custom_verification_email_template`."""


CREATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="CreateCustomVerificationEmailTemplate",
    request=CreateCustomVerificationEmailTemplateRequest,
    response=CreateCustomVerificationEmailTemplateResponse,
    repeat=Repeat.?,
    rates=?,
)


class DeleteCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.delete_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """?"""


class DeleteCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.delete_custom_verification_email_template`."""


DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="DeleteCustomVerificationEmailTemplate",
    request=DeleteCustomVerificationEmailTemplateRequest,
    response=DeleteCustomVerificationEmailTemplateResponse,
    repeat=Repeat.?,
    rates=?,
)


class GetCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.get_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """?"""


class GetCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.get_custom_verification_email_template`."""

    template_name: str | None = None
    """?"""

    from_email_address: str | None = None
    """?"""

    template_subject: str | None = None
    """?"""

    template_content: str | None = None
    """?"""

    tags: list[Tag] = []
    """?"""

    success_redirection_url: str | None = None
    """?"""

    failure_redirection_url: str | None = None
    """?"""


GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="GetCustomVerificationEmailTemplate",
    request=GetCustomVerificationEmailTemplateRequest,
    response=GetCustomVerificationEmailTemplateResponse,
    repeat=Repeat.SAFE,
    rates=?,
)


class CustomVerificationEmailTemplateMetadata(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CustomVerificationEmailTemplateMetadata.html
    """

    template_name: str | None = None
    """?"""

    from_email_address: str | None = None
    """?"""

    template_subject: str | None = None
    """?"""

    success_redirection_url: str | None = None
    """?"""

    failure_redirection_url: str | None = None
    """?"""


class ListCustomVerificationEmailTemplatesRequest(Request):
    """Arguments of `custom_verification.list_custom_verification_email_templates`."""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListCustomVerificationEmailTemplatesResponse(Response):
    """Answer of `custom_verification.list_custom_verification_email_templates`."""

    custom_verification_email_templates: list[CustomVerificationEmailTemplateMetadata] = []
    """?"""

    next_token: str | None = None
    """?"""


LIST_CUSTOM_VERIFICATION_EMAIL_TEMPLATES = PagedOperation(
    name="ListCustomVerificationEmailTemplates",
    request=ListCustomVerificationEmailTemplatesRequest,
    response=ListCustomVerificationEmailTemplatesResponse,
    repeat=Repeat.SAFE,
    rates=?,
    items="custom_verification_email_templates",
    item=CustomVerificationEmailTemplateMetadata,
)


class SendCustomVerificationEmailRequest(Request):
    """Arguments of `custom_verification.send_custom_verification_email`."""

    email_address: EmailAddress
    """?"""

    template_name: EmailTemplateName
    """?"""

    configuration_set_name: ConfigurationSetName | None = None
    """?"""


class SendCustomVerificationEmailResponse(Response):
    """Answer of `custom_verification.send_custom_verification_email`."""

    message_id: str | None = None
    """?"""


SEND_CUSTOM_VERIFICATION_EMAIL = Operation(
    name="SendCustomVerificationEmail",
    request=SendCustomVerificationEmailRequest,
    response=SendCustomVerificationEmailResponse,
    repeat=Repeat.?,
    rates=?,
)


class UpdateCustomVerificationEmailTemplateRequest(Request):
    """Arguments of `custom_verification.update_custom_verification_email_template`."""

    template_name: EmailTemplateName
    """?"""

    from_email_address: EmailAddress
    """?"""

    template_subject: str
    """?"""

    template_content: str
    """?"""

    success_redirection_url: str
    """?"""

    failure_redirection_url: str
    """?"""


class UpdateCustomVerificationEmailTemplateResponse(Response):
    """Answer of `custom_verification.update_custom_verification_email_template`."""


UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE = Operation(
    name="UpdateCustomVerificationEmailTemplate",
    request=UpdateCustomVerificationEmailTemplateRequest,
    response=UpdateCustomVerificationEmailTemplateResponse,
    repeat=Repeat.?,
    rates=?,
)


