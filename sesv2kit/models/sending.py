"""Sending: one email, or one template to many recipients."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from functools import partial
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, ValidationError, model_validator

from sesv2kit.models.common import (
    API,
    QUOTAS,
    AmazonResourceName,
    ConfigurationSetName,
    ContactListName,
    EmailContent,
    EmailTemplateContent,
    EmailTemplateData,
    FeatureStatus,
    Mailbox,
    MessageHeader,
    MessageTag,
    RawMessage,
    Template,
    TenantName,
)
from sesv2kit.operation import Operation, RateLimit, Repeat, member_of
from sesv2kit.shapes import ABSENT, Accepts, Converted, Documented, Request, Response, Shape, Sparse, _raw_mail, mail
from sesv2kit.shapes.facets import broken

_BCC_TWICE = Documented(
    "an email whose Bcc header lists only recipients that are in destination too: SES sends to no others",
    source="https://www.rfc-editor.org/rfc/rfc5322#section-3.6.3",
)
_BCC_READABLE = Documented(
    "an email whose headers To, Cc and Bcc have at most 50 readable addresses, unless destination is given",
    source=API + "API_Destination.html",
)
_RESENT_BCC = Documented(
    "an email without the header Resent-Bcc, which every recipient would see",
    source="https://www.rfc-editor.org/rfc/rfc5322#section-3.6.6",
)
_SOMEBODY = Documented(
    "an email with at least one recipient in To, Cc or Bcc, unless destination is given",
    source=API + "API_SendEmail.html",
)

_MAX_RECIPIENTS = 50
_RECIPIENTS = Documented("1 to 50 recipients, to, cc and bcc together", QUOTAS, minimum=1, maximum=_MAX_RECIPIENTS)


class BulkEmailContent(Sparse):
    """The template of a bulk send, with its default data.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailContent.html
    """

    template: Template | None = None
    """The template. None: SES refuses the send."""


class Destination(Shape):
    """Recipients of an email, 1 to 50; each counts against quota and sending rate.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
    """

    to_addresses: Sequence[Mailbox] | None = None
    """Main recipients. None: no main recipients."""

    cc_addresses: Sequence[Mailbox] | None = None
    """Recipients of a copy, visible to all recipients. None: no copies."""

    bcc_addresses: Sequence[Mailbox] | None = None
    """Recipients of a copy, hidden from the others. None: no hidden copies."""

    @property
    def recipients(self) -> int:
        """Number of recipients."""
        return len(self.to_addresses or ()) + len(self.cc_addresses or ()) + len(self.bcc_addresses or ())

    @model_validator(mode="after")
    def _check_recipients(self) -> Self:
        if not 1 <= (recipients := self.recipients) <= _MAX_RECIPIENTS:  # the usual case, without a function call
            _RECIPIENTS.check(recipients)
        return self


def _destination(value: Any) -> Any:
    if isinstance(value, str):
        return {"to_addresses": [value]}
    return {"to_addresses": cast("Any", value)} if isinstance(value, Sequence) else value


_AS_DESTINATION = Converted(Destination, _destination)

Recipients = Annotated[Destination | Sequence[str] | str, _AS_DESTINATION]
"""Recipients of an email: a `Destination`, or one or more main recipients alone."""


class ReplacementTemplate(Shape):
    """The template data of one recipient of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReplacementTemplate.html
    """

    replacement_template_data: Accepts[EmailTemplateData | None, str | None] = ABSENT
    """Values that replace the default ones, key by key: a mapping, a Pydantic model or JSON text. None: no changes."""


class ReplacementEmailContent(Shape):
    """What differs in one entry's email of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReplacementEmailContent.html
    """

    replacement_template: ReplacementTemplate | None = None
    """Other values for the template's variables. None: the default ones."""


class BulkEmailEntry(Shape):
    """One email of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntry.html
    """

    destination: Accepts[Annotated[Destination | Sequence[str] | str, _AS_DESTINATION], Destination]
    """Its recipients; all of them receive the same email and see each other."""

    replacement_tags: Sequence[MessageTag] | None = None
    """Message tags of this email. None: the default tags of the bulk send."""

    replacement_email_content: ReplacementEmailContent | None = None
    """Template data of this email. None: the default data."""

    replacement_headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Headers of this email; each replaces the template's header of the same name. None: the template's headers."""


class TrackingConfigurationOverrides(Sparse):
    """Open and click tracking of this send, in place of the configuration set's settings.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TrackingConfigurationOverrides.html
    """

    open_tracking_enabled: FeatureStatus | None = None
    """Tracking of opens. None: the configuration set's setting."""

    click_tracking_enabled: FeatureStatus | None = None
    """Tracking of clicks on links. None: the configuration set's setting."""


class ConfigurationOverrides(Sparse):
    """Settings that replace the configuration set's for this send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ConfigurationOverrides.html
    """

    tracking: TrackingConfigurationOverrides | None = None
    """Open and click tracking. None: the configuration set's settings."""


BulkEmailStatus = (
    Literal[
        "SUCCESS",
        "MESSAGE_REJECTED",
        "MAIL_FROM_DOMAIN_NOT_VERIFIED",
        "CONFIGURATION_SET_NOT_FOUND",
        "TEMPLATE_NOT_FOUND",
        "ACCOUNT_SUSPENDED",
        "ACCOUNT_THROTTLED",
        "ACCOUNT_DAILY_QUOTA_EXCEEDED",
        "INVALID_SENDING_POOL_NAME",
        "ACCOUNT_SENDING_PAUSED",
        "CONFIGURATION_SET_SENDING_PAUSED",
        "INVALID_PARAMETER",
        "TRANSIENT_FAILURE",
        "FAILED",
    ]
    | str
)
"""Result of one email of a bulk send. Only `SUCCESS` means that SES accepted it."""

_RETRYABLE = {"ACCOUNT_THROTTLED", "TRANSIENT_FAILURE", "ACCOUNT_DAILY_QUOTA_EXCEEDED"}

_FINAL = {
    "MESSAGE_REJECTED",
    "MAIL_FROM_DOMAIN_NOT_VERIFIED",
    "CONFIGURATION_SET_NOT_FOUND",
    "CONFIGURATION_SET_DOES_NOT_EXIST",  # the name in AWS's guide
    "TEMPLATE_NOT_FOUND",
    "ACCOUNT_SUSPENDED",
    "INVALID_SENDING_POOL_NAME",
    "ACCOUNT_SENDING_PAUSED",
    "CONFIGURATION_SET_SENDING_PAUSED",
    "INVALID_PARAMETER",
}


class BulkEmailEntryResult(Shape):
    """Result of one email of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntryResult.html
    """

    status: BulkEmailStatus | None = None
    """Whether the email was accepted, or why not."""

    error: str | None = None
    """The service's explanation. None: accepted."""

    message_id: str | None = None
    """Id of this email in its events. None: not accepted."""

    @property
    def accepted(self) -> bool:
        """Whether SES accepted this email: its status is `SUCCESS`."""
        return self.status == "SUCCESS"

    @property
    def retryable(self) -> bool:
        """Whether this email was not sent, and the same entry may be accepted later.

        `ACCOUNT_THROTTLED` and `TRANSIENT_FAILURE`: after some seconds. `ACCOUNT_DAILY_QUOTA_EXCEEDED`: within 24
        hours.
        """
        return self.status in _RETRYABLE

    @property
    def final(self) -> bool:
        """Whether this email was not sent, and the same entry is refused again until it or the account is changed.

        `FAILED`, unlisted statuses and None are neither accepted nor retryable nor final: AWS does not say whether the
        email was sent.
        """
        return self.status in _FINAL


class SendBulkEmailRequest(Request):
    """Arguments of `sending.send_bulk_email`."""

    from_email_address: Mailbox | None = None
    """Sender, of a verified identity: bare, or as `Name <address>`. None: SES refuses the send."""

    from_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows sending as `from_email_address`. None: one of this account."""

    reply_to_addresses: Sequence[Mailbox] | None = None
    """Reply-To addresses. None: replies go to the sender."""

    feedback_forwarding_email_address: Mailbox | None = None
    """Address that bounces and complaints are forwarded to. None: the identity's setting."""

    feedback_forwarding_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows that forwarding address. None: one of this account."""

    default_email_tags: Sequence[MessageTag] | None = None
    """Message tags for entries without their own. None: no tags."""

    default_content: BulkEmailContent
    """The template and its default data."""

    bulk_email_entries: Annotated[
        Sequence[BulkEmailEntry],
        Documented("1 to 50 entries", source=API + "API_SendBulkEmail.html", minimum=1, maximum=50),
    ]
    """The emails, 1 to 50."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with. None: the identity's default one, if it has one."""

    endpoint_id: str | None = None
    """Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the region's endpoint."""

    tenant_name: TenantName | None = None
    """Tenant to send for; identity, template and configuration set must be associated with it. None: no tenant."""

    configuration_overrides: ConfigurationOverrides | None = None
    """Settings that replace the configuration set's for this send. None: no changes."""

    @model_validator(mode="after")
    def _check_subjects(self) -> Self:
        template = _inline(self.default_content)
        if template is None:
            return self
        for number, entry in enumerate(self.bulk_email_entries):
            content = entry.replacement_email_content
            if content is not None and content.replacement_template is not None:
                data = content.replacement_template.replacement_template_data
                mail.check_subject(template.subject, data, f"bulk_email_entries.{number}.replacement_email_content")
        return self


def _inline(content: BulkEmailContent) -> EmailTemplateContent | None:
    """The inline template of a bulk send. None: it is a stored one."""
    return content.template.template_content if content.template is not None else None


class SendBulkEmailResponse(Response):
    """Response of `sending.send_bulk_email`."""

    bulk_email_entry_results: list[BulkEmailEntryResult]
    """Result of each entry, in the order of the entries. Check every status: a rejected email raises no error."""


def _bulk_recipients(request: SendBulkEmailRequest) -> int:
    return sum(entry.destination.recipients for entry in request.bulk_email_entries)


def _without_outcome(request: SendBulkEmailRequest, results: list[Any] | None) -> str:
    """The problem of an incomplete bulk response: it must have one result per entry, with a message id or a reason.
    None: it is complete."""
    if not isinstance(results, list):
        return "without readable BulkEmailEntryResults"
    entries = len(request.bulk_email_entries)
    if len(results) != entries:
        return f"with {len(results)} BulkEmailEntryResults for {entries} entries"
    for number, result in enumerate(results):
        typed = result.__class__ is BulkEmailEntryResult
        if typed and result.message_id and "!" <= result.message_id[0] <= "~":
            continue  # the usual case, without a function call
        status = (member_of(result, "status") or "").strip()
        if status in ("", "SUCCESS") and not (member_of(result, "message_id") or "").strip():
            return f"with BulkEmailEntryResults.{number} neither refused nor with a MessageId"
    return ""


def _throttled(response: Any) -> int:
    results: list[Any] = member_of(response, "bulk_email_entry_results")
    throttled = 0
    for result in results:
        typed = result.__class__ is BulkEmailEntryResult  # the usual case, without a function call
        throttled += (result.status if typed else member_of(result, "status")) == "ACCOUNT_THROTTLED"
    return throttled


SEND_BULK_EMAIL = Operation(
    name="SendBulkEmail",
    request=SendBulkEmailRequest,
    response=SendBulkEmailResponse,
    repeat=Repeat.UNSAFE,
    proof="bulk_email_entry_results",
    unproved=_without_outcome,
    throttled=_throttled,
    rates=(RateLimit(None, cost=_bulk_recipients, unit="recipients"),),
    bulky=True,
    where_to_look="the SEND events of the configuration set, which include the recipient and the tags of each entry; "
    "or, where the Virtual Deliverability Manager is on, at a jobs.create_export_job of message insights, which finds "
    "messages by recipient",
)


class ListManagementOptions(Shape):
    """The contact list of an email, for which SES adds unsubscribe links.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListManagementOptions.html
    """

    contact_list_name: ContactListName
    """The account's contact list; SES adds a recipient that is not on it yet."""

    topic_name: str | None = None
    """The topic of the email. None: unsubscribing applies to all topics."""


def _raw_content(value: Any) -> Any:
    return {"raw": {"data": cast("Any", value)}} if isinstance(value, MimeMessage) else value


class SendEmailRequest(Request):
    """Arguments of `sending.send_email`."""

    from_email_address: Mailbox | None = None
    """Sender, of a verified identity: bare, or as `Name <address>`. None: the From header of a raw message."""

    from_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows sending as `from_email_address`. None: one of this account."""

    # Spelt out, because editors would show the name of the alias only.
    destination: Accepts[Annotated[Destination | Sequence[str] | str, _AS_DESTINATION] | None, Destination | None] = (
        ABSENT
    )
    """Recipients, 50 at most: a `Destination`, an address or a list of them. Only these get the email, also if a raw
    message's headers list others. None: those in its headers To, Cc and Bcc."""

    reply_to_addresses: Sequence[Mailbox] | None = None
    """Reply-To addresses. None: replies go to the sender."""

    feedback_forwarding_email_address: Mailbox | None = None
    """Address that bounces and complaints are forwarded to. None: the identity's setting."""

    feedback_forwarding_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows that forwarding address. None: one of this account."""

    content: Accepts[Annotated[EmailContent | EmailMessage, Converted(EmailContent, _raw_content)], EmailContent]
    """The email: simple, raw or from a template; an `email.message.EmailMessage` is sent raw, without its Bcc
    header."""

    email_tags: Sequence[MessageTag] | None = None
    """Message tags. None: no tags."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with. None: the identity's default one, if it has one."""

    endpoint_id: str | None = None
    """Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the region's endpoint."""

    tenant_name: TenantName | None = None
    """Tenant to send for; identity, template and configuration set must be associated with it. None: no tenant."""

    list_management_options: ListManagementOptions | None = None
    """Contact list for unsubscribe links; the email must have a single recipient. None: no such links."""

    configuration_overrides: ConfigurationOverrides | None = None
    """Settings that replace the configuration set's for this send. None: no changes."""

    @model_validator(mode="after")
    def _check_recipients(self) -> Self:
        content, destination = self.content, self.destination
        if content.raw is None:
            if destination is None:
                raise broken(_SOMEBODY.limit, _SOMEBODY.source)
            return self
        data = content.raw.data
        headers = _raw_mail.head(data)
        if _raw_mail.has_resent_bcc(headers):
            raise broken(_RESENT_BCC.limit, _RESENT_BCC.source)
        if destination is not None:
            _raw_mail.tell_of_others(headers, partial(_written, destination))
        if not _raw_mail.has_bcc(headers):
            return self
        if destination is None:
            vars(self)["destination"] = _destination_of(headers)
            self.__pydantic_fields_set__.add("destination")
        elif _raw_mail.others(headers, ("Bcc",), _written(destination)):
            raise broken(_BCC_TWICE.limit, _BCC_TWICE.source)
        vars(self)["content"] = EmailContent(raw=RawMessage(data=_raw_mail.without_bcc(data)))
        return self


def _destination_of(headers: bytes) -> Destination:
    """The recipients in the headers of a raw email."""
    found = {f"{name}_addresses": _raw_mail.recipients(headers, name) for name in ("to", "cc", "bcc")}
    try:
        return Destination.model_validate({name: listed for name, listed in found.items() if listed})
    except ValidationError:
        raise broken(_BCC_READABLE.limit, _BCC_READABLE.source) from None


def _written(destination: Destination) -> list[str]:
    """All addresses of a destination, as they are sent."""
    return [*(destination.to_addresses or ()), *(destination.cc_addresses or ()), *(destination.bcc_addresses or ())]


class SendEmailResponse(Response):
    """Response of `sending.send_email`."""

    message_id: str | None = None
    """Id of this email in its events. It means accepted, not delivered. Recipients see it in the Message-ID header, as
    `<id@eu-west-1.amazonses.com>` with the region (in us-east-1 `<id@email.amazonses.com>`): SES replaces a Message-ID
    of your own."""


def _recipients(request: SendEmailRequest) -> int:
    if request.destination is not None:
        return request.destination.recipients
    raw = cast("RawMessage", request.content.raw)  # nothing else is sent without a destination
    return max(1, len(_raw_mail.recipients(_raw_mail.head(raw.data), "To", "Cc")))


SEND_EMAIL = Operation(
    name="SendEmail",
    request=SendEmailRequest,
    response=SendEmailResponse,
    repeat=Repeat.UNSAFE,
    proof="message_id",
    rates=(RateLimit(None, cost=_recipients, unit="recipients"),),
    bulky=True,
    where_to_look="the SEND events of the configuration set, which include the tags given as email_tags",
)
