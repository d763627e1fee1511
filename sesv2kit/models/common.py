"""What more than one domain uses: names with their limits, enums, and the structures of several operations."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from functools import partial
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticSerializationError, from_json, to_json

from sesv2kit.shapes import Converted, Documented, Shape
from sesv2kit.shapes.bases import broken

API = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/"
"""Where the pages of the AWS API reference are."""

QUOTAS = "https://docs.aws.amazon.com/ses/latest/dg/quotas.html"
"""The page of the SES developer guide that lists its quotas."""

_HEADER_LINE = Documented(
    "at most 996 characters, name and value together", API + "API_MessageHeader.html", maximum=996
)
_ONE_FORM = Documented("exactly one of simple, raw and template", API + "API_EmailContent.html", minimum=1, maximum=1)
_TEMPLATE_SIZE = Documented("at most 500 KB, subject, text and html together", QUOTAS, maximum=500 * 1024)


def _as_dict(value: Any) -> Any:
    """A mapping that is no dict as one; Pydantic serialises no others."""
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    raise ValueError("not serialisable")


def json_text(value: Any, *, source: str) -> Any:
    """JSON text of data; it must be an object, as `source` says, and only what JSON can hold may be in it."""
    try:
        text = value if isinstance(value, str) else to_json(value, fallback=_as_dict).decode()
        if isinstance(from_json(text, allow_inf_nan=False), dict):
            return text
    except (PydanticSerializationError, TypeError, ValueError):  # TypeError: a lone surrogate in JSON text
        pass  # neither its text nor the parser's words may show: both would print the data
    raise broken("a JSON object of valid Unicode text, finite numbers, lists and objects", source)


def _mime_bytes(value: Any) -> Any:
    # Any kind of message, MIMEMultipart too, under its own policy but for the line ends.
    return value.as_bytes(policy=value.policy.clone(linesep="\r\n")) if isinstance(value, MimeMessage) else value


TemplateData = str | Mapping[str, Any] | BaseModel
"""What template data may be given as: JSON text, a mapping or a Pydantic model."""

AmazonResourceName = Annotated[str, Field(min_length=1)]
"""An ARN."""

ConfigurationSetName = Annotated[
    str,
    Documented(
        "1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateConfigurationSet.html",
        minimum=1,
        maximum=64,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a configuration set."""

ContactListName = Annotated[str, Field(min_length=1)]
"""Name of a contact list."""

EmailAddress = Annotated[str, Field(min_length=1)]
"""An email address, bare or with a display name before `<...>` where the operation takes one."""

EmailTemplateData = Annotated[
    TemplateData,
    Converted(str, partial(json_text, source=API + "API_Template.html")),
    Field(max_length=262144),
]
"""Template data on its way to the wire, where it is JSON text of an object."""

EmailTemplateName = Annotated[str, Field(min_length=1)]
"""Name of an email template."""

PageSize = Annotated[int, Documented("at least 1", source="", minimum=1)]
"""How many items a page may hold."""

PoolName = Annotated[str, Field(min_length=1)]
"""Name of a pool of dedicated IPs."""

TagKey = Annotated[
    str,
    Documented(
        "1 to 128 characters and not begin with aws:",
        source=API + "API_Tag.html",
        minimum=1,
        maximum=128,
        pattern=r"(?!aws:)[\s\S]*",
    ),
]
"""Key of a resource tag."""

TagValue = Annotated[
    str,
    Documented(
        "at most 256 characters and not begin with aws:",
        source=API + "API_Tag.html",
        maximum=256,
        pattern=r"(?!aws:)[\s\S]*",
    ),
]
"""Value of a resource tag."""

TenantName = Annotated[
    str,
    Field(min_length=1),
    Documented(
        "1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateTenant.html",
        maximum=64,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a tenant."""

MetricNamespace = Literal["VDM"]
"""What publishes the metrics: only `VDM`, the Virtual Deliverability Manager."""

Metric = Literal[
    "SEND",
    "COMPLAINT",
    "PERMANENT_BOUNCE",
    "TRANSIENT_BOUNCE",
    "OPEN",
    "CLICK",
    "DELIVERY",
    "DELIVERY_OPEN",
    "DELIVERY_CLICK",
    "DELIVERY_COMPLAINT",
]
"""What is counted, single-recipient mail only; `DELIVERY_OPEN` is the deliveries whose opens can be seen, and so on."""

MetricDimensionName = Literal["EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME"]
"""What metrics are narrowed or split by: sending identity, configuration set, mailbox provider (`Gmail`) or tenant."""


class Tag(Shape):
    """A label on a resource, for cost reports, access policies and searches; keys are unique per resource.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Tag.html
    """

    key: TagKey
    """What the label is about, `team`: 1 to 128 characters, case-sensitive, without the reserved prefix `aws:`."""

    value: TagValue
    """The label's content, `billing`: up to 256 characters, case-sensitive; may be empty."""


TagList = Annotated[Sequence[Tag], Documented("at most 50 tags", source=API + "API_Tag.html", maximum=50)]
"""The tags of a resource."""

SuppressionListReason = Literal["BOUNCE", "COMPLAINT"]
"""Why an address is suppressed: a message bounced for good, or its reader reported spam."""

SuppressionListScope = Literal["ACCOUNT", "TENANT"]
"""Whose suppression list applies to a tenant's mail: the account's or the tenant's own."""

FeatureStatus = Literal["ENABLED", "DISABLED"]
"""On or off."""

SuppressionConfidenceVerdictThreshold = Literal["MEDIUM", "HIGH", "MANAGED"]
"""How likely delivery must be: at least medium, high only, or as SES judges best (`MANAGED`)."""


class SuppressionConfidenceThreshold(Shape):
    """How sure Auto Validation must be that an address can be delivered to.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionConfidenceThreshold.html
    """

    confidence_verdict_threshold: SuppressionConfidenceVerdictThreshold | str
    """The lowest likelihood of delivery that is still sent to."""


class SuppressionConditionThreshold(Shape):
    """Auto Validation: SES checks addresses before sending and withholds mail from doubtful ones.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionConditionThreshold.html
    """

    condition_threshold_enabled: FeatureStatus | str
    """Whether addresses are checked."""

    overall_confidence_threshold: SuppressionConfidenceThreshold | None = None
    """Which addresses pass the check. None: left to SES."""


class DashboardOptions(Shape):
    """What the Virtual Deliverability Manager's dashboard counts for one configuration set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DashboardOptions.html
    """

    engagement_metrics: FeatureStatus | str | None = None
    """Whether opens and clicks are counted, by pixel and rewritten links. None: as the account has it."""


class GuardianOptions(Shape):
    """What the Virtual Deliverability Manager may do to mail of one configuration set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GuardianOptions.html
    """

    optimized_shared_delivery: FeatureStatus | str | None = None
    """Whether SES picks the shared IP that suits each message. None: as the account has it."""


class VdmOptions(Shape):
    """Virtual Deliverability Manager settings of one configuration set, in place of the account's.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VdmOptions.html
    """

    dashboard_options: DashboardOptions | None = None
    """What the dashboard counts. None: as the account has it."""

    guardian_options: GuardianOptions | None = None
    """What may be done to the mail. None: as the account has it."""


EventType = Literal[
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
]
"""What happens to a message: `DELIVERY_DELAY` is a temporary failure, `SUBSCRIPTION` a change of preferences."""


class Content(Shape):
    """One text of a message: its subject, or one form of its body.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Content.html
    """

    data: str
    """The text itself."""

    charset: str | None = None
    """Encoding the mail is written in, `UTF-8` or `ISO-8859-1`. None: 7-bit ASCII, in which other letters get lost."""


class Body(Shape):
    """What a simple message says, as text, as HTML or as both.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Body.html
    """

    text: Content | None = None
    """For mail programs that show plain text. None: HTML only."""

    html: Content | None = None
    """For mail programs that show HTML. None: plain text only."""


class MessageHeader(Shape):
    """One header to add to a message, such as `List-Unsubscribe`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html
    """

    name: Annotated[str, Field(min_length=1, max_length=126, pattern=r"^[!-9;-@A-~]+$")]
    """Field name: up to 126 printable ASCII characters, no colon."""

    value: Annotated[
        str,
        Field(min_length=1, max_length=995, pattern=r"[ -~]*"),
        Documented("printable ASCII", source=API + "API_MessageHeader.html", pattern=r"[ -~]*"),
    ]
    """Field value: up to 995 printable ASCII characters, and with the name no more than 996."""

    @model_validator(mode="after")
    def _check_line(self) -> Self:
        _HEADER_LINE.check(len(self.name) + len(self.value))
        return self


AttachmentContentDisposition = Literal["ATTACHMENT", "INLINE"]
"""Listed as a file, or shown inside the message."""

AttachmentContentTransferEncoding = Literal["BASE64", "QUOTED_PRINTABLE", "SEVEN_BIT"]
"""How an attachment's bytes are written into the message."""


class Attachment(Shape):
    """A file that travels with a simple or templated message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Attachment.html
    """

    raw_content: bytes = Field(repr=False)
    """The file's bytes, as they are; what the wire needs is done underneath."""

    content_disposition: AttachmentContentDisposition | None = None
    """Beside the message or within its HTML. None: `ATTACHMENT`."""

    file_name: Annotated[str, Field(max_length=255)]
    """Name the recipient sees, with its extension; SES refuses some extensions."""

    content_description: Annotated[str, Field(max_length=1000)] | None = None
    """A short description. None: none."""

    content_id: Annotated[str, Field(min_length=1, max_length=78)] | None = None
    """Id by which the HTML refers to an inline file, as in `cid:logo`. None: none."""

    content_transfer_encoding: AttachmentContentTransferEncoding | None = None
    """How the bytes are written into the mail. None: `SEVEN_BIT`, which damages binary files; give `BASE64`."""

    content_type: Annotated[str, Field(min_length=1, max_length=78)] | None = None
    """MIME type, `application/pdf`. None: SES tells from the file's name."""


class Message(Shape):
    """A message of which SES writes the MIME form.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Message.html
    """

    subject: Content
    """Subject line; non-ASCII letters are encoded by SES if the charset is given."""

    body: Body
    """Text, HTML or both."""

    headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Up to 15 headers to add. None: only those SES writes."""

    attachments: Sequence[Attachment] | None = None
    """Files to send along. None: none."""


class RawMessage(Shape):
    """A complete MIME message, written by the caller.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RawMessage.html
    """

    data: Annotated[
        bytes | EmailMessage,
        Converted(bytes, _mime_bytes),
        Documented("at most 40 MB", source=QUOTAS, maximum=40 * 1024 * 1024),
    ] = Field(repr=False)
    """The message, headers and body, no line above 1,000 characters: bytes, or an `email.message.EmailMessage`."""


class EmailTemplateContent(Shape):
    """The three parts of a template, each with `{{variables}}` in Handlebars syntax; 500 KB together at most.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailTemplateContent.html
    """

    subject: str | None = None
    """Subject line. None: not given."""

    text: str | None = None
    """Plain text body. None: none."""

    html: str | None = None
    """HTML body. None: none."""

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        _TEMPLATE_SIZE.check(sum(len((part or "").encode()) for part in (self.subject, self.text, self.html)))
        return self


class Template(Shape):
    """Which template to send, and with which data.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Template.html
    """

    template_name: EmailTemplateName | None = None
    """A stored template, by name. None: by ARN, or the content is given here."""

    template_arn: AmazonResourceName | None = None
    """A stored template, by ARN. None: by name, or the content is given here."""

    template_content: EmailTemplateContent | None = None
    """The template itself, not stored anywhere; only plain `{{name}}` is filled in. None: a stored one is used."""

    template_data: EmailTemplateData | None = None
    """Values of the variables: a mapping, a Pydantic model or JSON text. None: the template has no variables."""

    headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Up to 15 headers to add. None: only those SES writes."""

    attachments: Sequence[Attachment] | None = None
    """Files to send along. None: none."""


class EmailContent(Shape):
    """What a mail holds, in exactly one of three forms.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailContent.html
    """

    simple: Message | None = None
    """Subject and body, from which SES writes the mail. None: one of the others is given."""

    raw: RawMessage | None = None
    """A complete MIME message. None: one of the others is given."""

    template: Template | None = None
    """A template and its data. None: one of the others is given."""

    @model_validator(mode="after")
    def _check_form(self) -> Self:
        _ONE_FORM.check(sum(form is not None for form in (self.simple, self.raw, self.template)))
        return self


SendingStatus = Literal["ENABLED", "REINSTATED", "DISABLED"]
"""Whether sending is allowed; `REINSTATED` is allowed despite open reputation findings."""


class DashboardAttributes(Shape):
    """What the Virtual Deliverability Manager's dashboard counts for the account.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DashboardAttributes.html
    """

    engagement_metrics: FeatureStatus | str | None = None
    """Whether opens and clicks are counted, by pixel and rewritten links. None: left to SES; in answers: not set."""


class GuardianAttributes(Shape):
    """What the Virtual Deliverability Manager may do to the account's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GuardianAttributes.html
    """

    optimized_shared_delivery: FeatureStatus | str | None = None
    """Whether SES picks the shared IP that suits each message. None: left to SES; in answers: not stated."""


class VdmAttributes(Shape):
    """The account's Virtual Deliverability Manager settings.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VdmAttributes.html
    """

    vdm_enabled: FeatureStatus | str
    """Whether the manager is on; it is billed by the message."""

    dashboard_attributes: DashboardAttributes | None = None
    """What the dashboard counts. None: left to SES; in answers: the manager is off."""

    guardian_attributes: GuardianAttributes | None = None
    """What may be done to the mail. None: left to SES; in answers: the manager is off."""


MessageTagText = Annotated[
    str,
    Documented(
        "at most 256 characters out of A-Z, a-z, 0-9, _ and -",
        source=API + "API_MessageTag.html",
        maximum=256,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name or value of a message tag."""


class MessageTag(Shape):
    """A label on one message, which its events and CloudWatch metrics carry.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
    """

    name: MessageTagText
    """What the label is about, `campaign`: up to 256 characters out of A-Z, a-z, 0-9, _ and -."""

    value: MessageTagText
    """The label's content, `spring-sale`: up to 256 characters out of A-Z, a-z, 0-9, _ and -."""


RecommendationImpact = Literal["LOW", "HIGH"] | str
"""How much the issue can harm delivery."""
