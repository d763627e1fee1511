"""Sending mail: one message, or one template to many."""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, model_validator

from sesv2kit.models.common import (
    API,
    QUOTAS,
    AmazonResourceName,
    ConfigurationSetName,
    ContactListName,
    EmailAddress,
    EmailContent,
    EmailTemplateData,
    FeatureStatus,
    MessageHeader,
    MessageTag,
    Template,
    TenantName,
)
from sesv2kit.operation import Operation, RateLimit, Repeat, member_of
from sesv2kit.shapes import Converted, Documented, Request, Response, Shape

_RECIPIENTS = Documented("at most 50 recipients, to, cc and bcc together", QUOTAS, maximum=50)

_Recipient = Annotated[
    EmailAddress,
    Documented(
        "an address of ASCII characters only, a non-ASCII domain in Punycode",
        source=API + "API_Destination.html",
        pattern=r"[\s\S]*<[\x00-;=?-\x7f]+>\s*|[\x00-\x7f]*",  # a display name may hold others
    ),
]


class BulkEmailContent(Shape):
    """The template of a bulk send, with the data that entries do not replace.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailContent.html
    """

    template: Template | None = None
    """The template. None: SES refuses the send."""


class Destination(Shape):
    """Who gets a mail: up to 50 recipients, each counted against quota and sending rate.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
    """

    to_addresses: Sequence[_Recipient] | None = None
    """Main recipients. None: none."""

    cc_addresses: Sequence[_Recipient] | None = None
    """Recipients of a copy, visible to all. None: none."""

    bcc_addresses: Sequence[_Recipient] | None = None
    """Recipients that the others do not see. None: none."""

    @property
    def recipients(self) -> int:
        """How many recipients there are."""
        return len(self.to_addresses or ()) + len(self.cc_addresses or ()) + len(self.bcc_addresses or ())

    @model_validator(mode="after")
    def _check_recipients(self) -> Self:
        _RECIPIENTS.check(self.recipients)
        return self


def _destination(value: Any) -> Any:
    if isinstance(value, str):
        return {"to_addresses": [value]}
    return {"to_addresses": cast("Any", value)} if isinstance(value, Sequence) else value


Recipients = Annotated[Destination | Sequence[str] | str, Converted(Destination, _destination)]
"""Who gets a mail: a `Destination`, or one or more main recipients alone."""


class ReplacementTemplate(Shape):
    """The template data of one recipient of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReplacementTemplate.html
    """

    replacement_template_data: EmailTemplateData | None = None
    """Values that go over the default ones, key by key: a mapping, a Pydantic model or JSON text. None: none do."""


class ReplacementEmailContent(Shape):
    """What differs in one recipient's mail of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReplacementEmailContent.html
    """

    replacement_template: ReplacementTemplate | None = None
    """Other values for the template's variables. None: the default ones."""


class BulkEmailEntry(Shape):
    """One mail of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntry.html
    """

    destination: Recipients
    """Its recipients; all of them get the same mail and see each other."""

    replacement_tags: Sequence[MessageTag] | None = None
    """Event tags of this mail. None: those of the whole send."""

    replacement_email_content: ReplacementEmailContent | None = None
    """Template data of this mail. None: the default data."""

    replacement_headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Headers of this mail; each goes over the template's of the same name. None: the template's."""


class TrackingConfigurationOverrides(Shape):
    """Whether opens and clicks of this send are tracked, whatever the configuration set says.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TrackingConfigurationOverrides.html
    """

    open_tracking_enabled: FeatureStatus | None = None
    """Tracking of opens. None: as the configuration set has it."""

    click_tracking_enabled: FeatureStatus | None = None
    """Tracking of clicks on links. None: as the configuration set has it."""


class ConfigurationOverrides(Shape):
    """Settings of the configuration set that do not hold for this send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ConfigurationOverrides.html
    """

    tracking: TrackingConfigurationOverrides | None = None
    """Open and click tracking. None: as the configuration set has it."""


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
"""What became of one mail of a bulk send. Only `SUCCESS` means that SES accepted it."""


class BulkEmailEntryResult(Shape):
    """What became of one mail of a bulk send.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntryResult.html
    """

    status: BulkEmailStatus | None = None
    """Accepted, or why not."""

    error: str | None = None
    """The service's explanation. None: accepted."""

    message_id: str | None = None
    """Id under which events tell of this mail. None: not accepted."""


class SendBulkEmailRequest(Request):
    """Arguments of `sending.send_bulk_email`."""

    from_email_address: EmailAddress | None = None
    """Sender, of a verified identity: bare, or as `Name <address>`. None: SES refuses the send."""

    from_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows sending as `from_email_address`. None: one of this account."""

    reply_to_addresses: Sequence[EmailAddress] | None = None
    """Where answers go. None: to the sender."""

    feedback_forwarding_email_address: EmailAddress | None = None
    """Where bounces and complaints are forwarded. None: as the identity is set."""

    feedback_forwarding_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows that forwarding address. None: one of this account."""

    default_email_tags: Sequence[MessageTag] | None = None
    """Event tags of entries that bring none. None: none."""

    default_content: BulkEmailContent
    """The template and its default data."""

    bulk_email_entries: Annotated[
        Sequence[BulkEmailEntry],
        Documented("at most 50 entries", source=API + "API_SendBulkEmail.html", maximum=50),
    ]
    """The mails, 50 at most."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with. None: the identity's default one, if it has one."""

    endpoint_id: str | None = None
    """Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the region's endpoint."""

    tenant_name: TenantName | None = None
    """Tenant to send for; identity, template and configuration set must be associated with it. None: no tenant."""

    configuration_overrides: ConfigurationOverrides | None = None
    """Settings that go over the configuration set's for this send. None: none do."""


class SendBulkEmailResponse(Response):
    """Answer of `sending.send_bulk_email`."""

    bulk_email_entry_results: list[BulkEmailEntryResult]
    """What became of each entry, in the order of the entries. Check every status: a refused mail raises no error."""


def _bulk_recipients(request: SendBulkEmailRequest) -> int:
    # Converted has made every destination a Destination.
    return sum(max(1, cast("Destination", entry.destination).recipients) for entry in request.bulk_email_entries)


def _without_outcome(request: SendBulkEmailRequest, results: list[Any] | None) -> str:
    """What the results of a bulk send lack: one for each entry, and each with a message id or a reason."""
    if not isinstance(results, list):
        return "without readable BulkEmailEntryResults"
    entries = len(request.bulk_email_entries)
    if len(results) != entries:
        return f"with {len(results)} BulkEmailEntryResults for {entries} entries"
    for number, result in enumerate(results):
        typed = result.__class__ is BulkEmailEntryResult
        if typed and result.message_id and "!" <= result.message_id[0] <= "~":
            continue  # the usual one, told without a call
        status = (member_of(result, "status") or "").strip()
        if status in ("", "SUCCESS") and not (member_of(result, "message_id") or "").strip():
            return f"with BulkEmailEntryResults.{number} neither refused nor with a MessageId"
    return ""


SEND_BULK_EMAIL = Operation(
    name="SendBulkEmail",
    request=SendBulkEmailRequest,
    response=SendBulkEmailResponse,
    repeat=Repeat.UNSAFE,
    proof="bulk_email_entry_results",
    unproved=_without_outcome,
    rates=(RateLimit(None, cost=_bulk_recipients, unit="recipients"),),
    bulky=True,
    if_unknown="the SEND events of the configuration set, or insights.get_message_insights, for each recipient",
)


class ListManagementOptions(Shape):
    """The contact list that a mail belongs to, so that SES adds its unsubscribe links.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListManagementOptions.html
    """

    contact_list_name: ContactListName
    """The account's contact list; a recipient not on it yet is added."""

    topic_name: str | None = None
    """The topic the mail is about. None: unsubscribing means all topics."""


def _raw_content(value: Any) -> Any:
    return {"raw": {"data": cast("Any", value)}} if isinstance(value, MimeMessage) else value


class SendEmailRequest(Request):
    """Arguments of `sending.send_email`."""

    from_email_address: EmailAddress | None = None
    """Sender, of a verified identity: bare, or as `Name <address>`. None: the From header of a raw message."""

    from_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows sending as `from_email_address`. None: one of this account."""

    destination: Recipients | None = None
    """Recipients, 50 at most: a `Destination`, an address or a list of them. None: those in a raw message's headers."""

    reply_to_addresses: Sequence[EmailAddress] | None = None
    """Where answers go. None: to the sender."""

    feedback_forwarding_email_address: EmailAddress | None = None
    """Where bounces and complaints are forwarded. None: as the identity is set."""

    feedback_forwarding_email_address_identity_arn: AmazonResourceName | None = None
    """Identity of another account whose policy allows that forwarding address. None: one of this account."""

    content: Annotated[EmailContent | EmailMessage, Converted(EmailContent, _raw_content)]
    """The mail: simple, raw or from a template; an `email.message.EmailMessage` is sent raw."""

    email_tags: Sequence[MessageTag] | None = None
    """Event tags. None: none."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set to send with. None: the identity's default one, if it has one."""

    endpoint_id: str | None = None
    """Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the region's endpoint."""

    tenant_name: TenantName | None = None
    """Tenant to send for; identity, template and configuration set must be associated with it. None: no tenant."""

    list_management_options: ListManagementOptions | None = None
    """Contact list for unsubscribe links; the mail must have a single recipient. None: no such links."""

    configuration_overrides: ConfigurationOverrides | None = None
    """Settings that go over the configuration set's for this send. None: none do."""


class SendEmailResponse(Response):
    """Answer of `sending.send_email`."""

    message_id: str | None = None
    """Id under which events tell of this mail. It means accepted, not delivered."""


_HEADERS_END = re.compile(rb"\r?\n\r?\n")


def _recipients(request: SendEmailRequest) -> int:
    if request.destination is not None:
        return max(1, cast("Destination", request.destination).recipients)
    raw = cast("EmailContent", request.content).raw
    if raw is None:
        return 1
    data = cast("bytes", raw.data)
    end = _HEADERS_END.search(data)  # the parser would go through the whole mail, line by line
    headers = BytesHeaderParser().parsebytes(data[: end.start()] if end else data)
    fields = [str(field) for name in ("To", "Cc", "Bcc") for field in headers.get_all(name, [])]
    return max(1, len(getaddresses(fields)))


SEND_EMAIL = Operation(
    name="SendEmail",
    request=SendEmailRequest,
    response=SendEmailResponse,
    repeat=Repeat.UNSAFE,
    proof="message_id",
    rates=(RateLimit(None, cost=_recipients, unit="recipients"),),
    bulky=True,
    if_unknown="the SEND events of the configuration set: tags given as email_tags stand in them",
)
