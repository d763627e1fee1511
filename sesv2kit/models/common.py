"""Names with their limits, enums and structures that several domains use."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from functools import partial
from os import PathLike, fstat
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError, PydanticSerializationError, from_json, to_json

from sesv2kit.shapes import (
    ABSENT,
    Accepts,
    Converted,
    Documented,
    MultiLine,
    Normalised,
    Shape,
    Sparse,
    addresses,
    mail,
)
from sesv2kit.shapes.facets import broken

API = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/"
"""Base URL of the AWS API reference."""

QUOTAS = "https://docs.aws.amazon.com/ses/latest/dg/quotas.html"
"""URL of the quotas page of the SES developer guide."""

_MIME = "https://docs.python.org/3/library/email.message.html#email.message.EmailMessage.as_bytes"

_HEADER_LINE = Documented(
    "at most 996 characters, name and value together", API + "API_MessageHeader.html", maximum=996
)
_CHARSET = Documented(mail.CHARSET, source=mail.CHARSETS)
_MOST = 40 * 1024 * 1024
_MAIL_SIZE = Documented("at most 40 MB after encoding, with all attachments", QUOTAS, maximum=_MOST)
_SEVEN_BIT = Documented("BASE64 or QUOTED_PRINTABLE for data that is not ASCII", source=mail.ENCODINGS)
_ONE_FORM = Documented("exactly one of simple, raw and template", API + "API_EmailContent.html", minimum=1, maximum=1)
_ONE_TEMPLATE = Documented(
    "given exactly one of template_name, template_arn and template_content",
    API + "API_Template.html",
    minimum=1,
    maximum=1,
)
_TEMPLATE_SIZE = Documented("at most 500 KB, subject, text and html together", QUOTAS, maximum=500 * 1024)


_RAW_SIZE = Documented("at most 40 MB", source=QUOTAS, maximum=_MOST)


def _check_size(limit: Documented, size: int) -> None:
    if size > _MOST:
        raise broken(f"{limit.limit}, not {size / 2**20:.1f} MB", limit.source)


def _as_dict(value: Any) -> Any:
    """Any mapping as a dict, because Pydantic serialises no other mapping."""
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    raise ValueError("not serialisable")


def json_text(value: Any, *, source: str) -> Any:
    """Data as JSON text. It must be an object, as `source` requires, and hold only values that JSON has."""
    try:
        text = value if isinstance(value, str) else to_json(value, fallback=_as_dict).decode()
        if isinstance(from_json(text, allow_inf_nan=False, cache_strings=False), dict):
            return text
    except (PydanticSerializationError, TypeError, ValueError):  # TypeError: a lone surrogate in JSON text
        pass  # neither the error nor its text is shown: both contain the data
    raise broken("a JSON object of valid Unicode text, finite numbers, lists and objects", source)


def _mime_bytes(value: Any) -> Any:
    if not isinstance(value, MimeMessage):  # any kind of message, MIMEMultipart too
        return value
    message = cast("Any", value)
    try:
        _check_size(_RAW_SIZE, mail.least_size(message))  # before there is a copy of it
        if extension := mail.blocked_extension(message):
            raise broken(f"a message without .{extension} files, which SES rejects", mail.ATTACHMENTS)
        if mail.has_broken_name(message):
            raise broken("a message whose header names are printable ASCII without blanks and colons", mail.NAMES)
        return mail.written(message)
    except PydanticCustomError:
        raise
    except Exception:  # of any class, and its text may show the content
        raise broken("a message that Python can write as MIME", _MIME) from None


TemplateData = str | Mapping[str, Any] | BaseModel
"""The accepted forms of template data: JSON text, a mapping or a Pydantic model."""

AmazonResourceName = Annotated[str, Field(min_length=1)]
"""An ARN."""

ConfigurationSetName = Annotated[
    str,
    Documented(
        "1 to 64 characters from A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateConfigurationSet.html",
        minimum=1,
        maximum=64,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a configuration set."""

ContactListName = Annotated[str, Field(min_length=1)]
"""Name of a contact list."""

EmailAddress = Annotated[
    str,
    Field(min_length=1),
    Normalised(addresses.ADDRESS, addresses.SYNTAX, pattern=addresses.USUAL, normalise=addresses.address),
]
"""An email address without display name. Its domain is sent in Punycode."""

Mailbox = Annotated[
    str,
    Field(min_length=1),
    Normalised(addresses.MAILBOX, addresses.SYNTAX, pattern=addresses.USUAL, normalise=addresses.mailbox),
]
"""An email address, bare or as `Name <address>`. A name that is not ASCII is sent in encoded words (RFC 2047), a domain
that is not in Punycode."""

EmailTemplateData = Annotated[
    TemplateData,
    Converted(str, partial(json_text, source=API + "API_Template.html")),
    Field(max_length=262144),
    MultiLine(),
]
"""Template data, sent as the JSON text of an object."""

EmailTemplateName = Annotated[str, Field(min_length=1)]
"""Name of an email template."""

PageSize = Annotated[int, Documented("at least 1", source="", minimum=1)]
"""Maximum number of items per page."""

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
        "1 to 64 characters from A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateTenant.html",
        maximum=64,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a tenant."""

MetricNamespace = Literal["VDM"]
"""Source of the metrics: only `VDM`, the Virtual Deliverability Manager."""

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
"""What is counted, for emails to a single recipient only. `DELIVERY_OPEN` counts deliveries whose opens can be
tracked."""

MetricDimensionName = Literal["EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME"]
"""Dimension of metrics: sending identity, configuration set, mailbox provider (`Gmail`) or tenant."""


class Tag(Shape):
    """A key and value on a resource, for cost reports, access policies and searches. Keys are unique per resource.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Tag.html
    """

    key: TagKey
    """Key, such as `team`: 1 to 128 characters, case-sensitive, without the reserved prefix `aws:`."""

    value: TagValue
    """Value, such as `billing`: up to 256 characters, case-sensitive; may be empty."""


TagList = Annotated[Sequence[Tag], Documented("at most 50 tags", source=API + "API_Tag.html", maximum=50)]
"""The tags of a resource."""

SuppressionListReason = Literal["BOUNCE", "COMPLAINT"]
"""Why an address is suppressed: a hard bounce, or a spam complaint."""

SuppressionListScope = Literal["ACCOUNT", "TENANT"]
"""Which suppression list applies to a tenant's mail: the account's or the tenant's own."""

FeatureStatus = Literal["ENABLED", "DISABLED"]
"""On or off."""

SuppressionConfidenceVerdictThreshold = Literal["MEDIUM", "HIGH", "MANAGED"]
"""Minimum likelihood of delivery: medium, high, or chosen by SES (`MANAGED`)."""


class SuppressionConfidenceThreshold(Shape):
    """How sure Auto Validation must be that mail to an address can be delivered.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionConfidenceThreshold.html
    """

    confidence_verdict_threshold: SuppressionConfidenceVerdictThreshold | str
    """Minimum likelihood of delivery; SES does not send below it."""


class SuppressionConditionThreshold(Shape):
    """Auto Validation: SES checks addresses before sending, and does not send to doubtful ones.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionConditionThreshold.html
    """

    condition_threshold_enabled: FeatureStatus | str
    """Whether addresses are checked."""

    overall_confidence_threshold: SuppressionConfidenceThreshold | None = None
    """Which addresses pass the check. None: SES decides."""


class DashboardOptions(Sparse):
    """What the Virtual Deliverability Manager's dashboard measures for one configuration set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DashboardOptions.html
    """

    engagement_metrics: FeatureStatus | str | None = None
    """Whether opens and clicks are counted, with a pixel and rewritten links. None: the account's setting."""


class GuardianOptions(Sparse):
    """How the Virtual Deliverability Manager may change the delivery of one configuration set's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GuardianOptions.html
    """

    optimized_shared_delivery: FeatureStatus | str | None = None
    """Whether SES chooses a suitable shared IP for each message. None: as the account has it."""


class VdmOptions(Sparse):
    """Virtual Deliverability Manager settings of one configuration set, which replace the account's.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VdmOptions.html
    """

    dashboard_options: DashboardOptions | None = None
    """What the dashboard measures. None: the account's setting."""

    guardian_options: GuardianOptions | None = None
    """How delivery may be changed. None: the account's setting."""


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
"""Kind of email event. `DELIVERY_DELAY` is a temporary failure, `SUBSCRIPTION` a change of preferences."""


class Content(Shape):
    """Text of a message's subject, or of one format of its body.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Content.html
    """

    data: Annotated[str, MultiLine()]
    """The text itself; a subject has one line."""

    charset: str | None = None
    """Character set of the email, such as `ISO-8859-1`. None becomes `UTF-8` if the text is not ASCII, since SES would
    lose all other characters; for ASCII text nothing is sent."""

    @model_validator(mode="after")
    def _check_charset(self) -> Self:
        if self.charset is None:
            if not self.data.isascii():
                vars(self)["charset"] = "UTF-8"
        elif self.charset != "UTF-8" and not mail.encodes(self.charset, self.data):
            raise broken(_CHARSET.limit, _CHARSET.source)
        return self


class Body(Sparse):
    """Body of a simple message: plain text, HTML or both.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Body.html
    """

    text: Content | None = None
    """Plain text, for email clients that do not show HTML. None: HTML only."""

    html: Content | None = None
    """HTML, for email clients that show it. None: plain text only."""


class MessageHeader(Shape):
    """A header to add to a message, such as `List-Unsubscribe`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html
    """

    name: Annotated[
        str,
        Field(min_length=1, max_length=126, pattern=r"^[!-9;-@A-~]+$"),
        Normalised(mail.HEADER, mail.HEADERS, pattern=r"(?:X|List)-[!-9;-@A-~]+", normalise=mail.header_name),
    ]
    """Name: up to 126 printable ASCII characters, no colon. Headers that SES writes itself, such as Subject and Date,
    are refused: it would drop or replace them."""

    value: Annotated[str, Field(min_length=1, max_length=995, pattern=r"[ -~]*")]
    """Value: up to 995 printable ASCII characters, and no more than 996 together with the name."""

    @model_validator(mode="after")
    def _check_line(self) -> Self:
        _HEADER_LINE.check(len(self.name) + len(self.value))
        return self


AttachmentContentDisposition = Literal["ATTACHMENT", "INLINE"]
"""Whether an attachment is listed as a file or shown inside the message."""

AttachmentContentTransferEncoding = Literal["BASE64", "QUOTED_PRINTABLE", "SEVEN_BIT"]
"""How an attachment's bytes are encoded in the message."""


class Attachment(Shape):
    """A file attached to a simple or templated message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Attachment.html
    """

    raw_content: bytes = Field(repr=False)
    """The file's bytes; the client encodes them for the request."""

    content_disposition: AttachmentContentDisposition | None = None
    """Listed as a file or shown within the HTML. None: `ATTACHMENT`."""

    file_name: Annotated[
        str,
        Field(max_length=255),
        Normalised(
            mail.FILE_NAME,
            mail.ATTACHMENTS,
            pattern=r"[A-Za-z0-9 _-]+\.(?:csv|docx|gif|ics|jpe?g|pdf|png|txt|xlsx|xml|zip)",
            normalise=mail.file_name,
        ),
    ]
    """File name that the recipient sees, with its extension. SES rejects some, such as `.exe`, and names without."""

    content_description: Annotated[str, Field(max_length=1000)] | None = None
    """A short description. None: no description."""

    content_id: (
        Annotated[
            str,
            Field(min_length=1, max_length=78),
            Normalised(mail.CONTENT_ID, mail.CONTENT_IDS, pattern=mail.CONTENT_ID_PATTERN, normalise=mail.content_id),
        ]
        | None
    ) = None
    """Content-ID, by which the HTML refers to an inline file: `logo` for `cid:logo`. SES adds the brackets of the
    header, so `<logo>` is sent as `logo`. None: no Content-ID."""

    content_transfer_encoding: AttachmentContentTransferEncoding | None = "BASE64"
    """How the bytes are encoded in the email. `SEVEN_BIT` is for ASCII only. None: SES decides; AWS does not say how,
    and users have had binary files damaged."""

    content_type: (
        Annotated[
            str,
            Field(min_length=1, max_length=78),
            Documented(mail.CONTENT_TYPE, mail.CONTENT_TYPES, pattern=mail.CONTENT_TYPE_PATTERN),
        ]
        | None
    ) = None
    """MIME type, such as `application/pdf`. None: SES derives it from the file name."""

    @classmethod
    def from_path(
        cls,
        path: str | PathLike[str],
        *,
        file_name: str | None = None,
        content_type: str | None = None,
        content_id: str | None = None,
        content_description: str | None = None,
    ) -> Self:
        """A regular file as an attachment. It is read now.

        Args:
            path: Where the file is.
            file_name: File name that the recipient sees. None: that of the file, without its folder.
            content_type: MIME type, such as `application/pdf`. None: by the file name's extension, as Python's
                `mimetypes` knows it without the system's own lists; SES decides about one that it does not know.
            content_id: Content-ID by which the HTML shows the file in place: `logo` for `cid:logo`. The file is then
                `INLINE`. None: it is listed as a file.
            content_description: A short description. None: no description.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is no regular file, or SES would not accept it: its extension, its size (40 MB after
                encoding), another argument.

        Source: https://docs.aws.amazon.com/ses/latest/dg/attachments.html
        """
        return cls.from_bytes(
            _read(Path(path)),
            Path(path).name if file_name is None else file_name,
            content_type=content_type,
            content_id=content_id,
            content_description=content_description,
        )

    @classmethod
    def from_bytes(
        cls,
        raw_content: bytes,
        file_name: str,
        *,
        content_type: str | None = None,
        content_id: str | None = None,
        content_description: str | None = None,
    ) -> Self:
        """Bytes as an attachment.

        Args:
            raw_content: The file's bytes.
            file_name: File name that the recipient sees, with its extension. Folders in it are dropped.
            content_type: MIME type, such as `application/pdf`. None: by the extension, as for `from_path`.
            content_id: Content-ID by which the HTML shows the file in place. None: it is listed as a file.
            content_description: A short description. None: no description.

        Raises:
            ValueError: SES would not accept it.

        Source: https://docs.aws.amazon.com/ses/latest/dg/attachments.html
        """
        name = PureWindowsPath(file_name).name  # takes both kinds of slashes
        return cls(
            raw_content=raw_content,
            file_name=name,
            content_type=mail.content_type(name) if content_type is None else content_type,
            content_id=content_id,
            content_description=content_description,
            content_disposition=None if content_id is None else "INLINE",
        )

    @model_validator(mode="after")
    def _check_encoding(self) -> Self:
        if self.content_transfer_encoding == "SEVEN_BIT" and not self.raw_content.isascii():
            raise broken(_SEVEN_BIT.limit, _SEVEN_BIT.source)
        return self


def _read(path: Path) -> bytes:
    """A file that fits into an email."""
    if not path.is_dir() and path.exists() and not path.is_file():  # opening a pipe would wait for its other end
        raise ValueError("path must be a regular file, not a device, a pipe or a socket")
    with path.open("rb") as file:
        size = fstat(file.fileno()).st_size
        content = b"" if size > _MOST else file.read(size + 1)
        if len(content) > size:  # it grows, or its size is not known, as in /proc
            content += file.read(_MOST)
            size = len(content)
    try:
        _check_size(_MAIL_SIZE, mail.base64_size(size))
    except PydanticCustomError as error:
        raise ValueError(f"path: {error}") from None
    return content


def _encoded(attachments: Sequence[Attachment] | None) -> int:
    """The size of attachments in an email, at least."""
    return sum(
        mail.base64_size(len(each.raw_content)) if each.content_transfer_encoding == "BASE64" else len(each.raw_content)
        for each in attachments or ()
    )


class Message(Shape):
    """A message that SES formats as MIME.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Message.html
    """

    subject: Annotated[Content, mail.Subject()]
    """Subject line, without CR, LF and NUL. SES encodes its non-ASCII characters."""

    body: Body
    """Text, HTML or both."""

    headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Up to 15 headers to add. None: only the headers that SES adds."""

    attachments: Sequence[Attachment] | None = None
    """Files to attach. None: no attachments. The email has at most 40 MB after encoding."""

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        texts = (self.subject, self.body.text, self.body.html)
        _check_size(_MAIL_SIZE, _encoded(self.attachments) + sum(mail.text_size(each.data) for each in texts if each))
        return self


class RawMessage(Shape):
    """A complete MIME message, written by the caller.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RawMessage.html
    """

    data: Accepts[
        Annotated[
            bytes | EmailMessage,
            Converted(bytes, _mime_bytes),
            _RAW_SIZE,
        ],
        bytes,
    ] = Field(repr=False)
    """Headers and body, with no line above 1,000 characters: bytes, or an `email.message.EmailMessage`. A send takes
    the Bcc header out, and puts its addresses into the destination. SES replaces Date and Message-ID."""

    @model_validator(mode="after")
    def _check_lines(self) -> Self:
        if mail.has_long_line(self.data):
            raise broken("without lines of more than 998 characters: encode long ones", mail.LINES)
        return self


class EmailTemplateContent(Sparse):
    """The parts of a template, each with `{{variables}}` in Handlebars syntax; at most 500 KB together.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailTemplateContent.html
    """

    subject: str | None = None
    """Subject line. None: no subject."""

    text: Annotated[str, MultiLine()] | None = None
    """Plain text body. None: no plain text body."""

    html: Annotated[str, MultiLine()] | None = None
    """HTML body. None: no HTML body."""

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        _TEMPLATE_SIZE.check(sum(len((part or "").encode()) for part in (self.subject, self.text, self.html)))
        return self


class Template(Shape):
    """The template to send, and its data.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Template.html
    """

    template_name: EmailTemplateName | None = None
    """Name of a stored template. None: `template_arn` or `template_content` is given."""

    template_arn: AmazonResourceName | None = None
    """ARN of a stored template. None: `template_name` or `template_content` is given."""

    template_content: EmailTemplateContent | None = None
    """An inline template, which is not stored; only plain `{{name}}` is replaced. None: a stored template is used."""

    template_data: Accepts[EmailTemplateData | None, str | None] = ABSENT
    """Values of the variables: a mapping, a Pydantic model or JSON text. None: the template has no variables."""

    headers: Annotated[Sequence[MessageHeader], Field(max_length=15)] | None = None
    """Up to 15 headers to add. None: only the headers that SES adds."""

    attachments: Sequence[Attachment] | None = None
    """Files to attach. None: no attachments. The email has at most 40 MB after encoding."""

    @model_validator(mode="after")
    def _check_form(self) -> Self:
        _ONE_TEMPLATE.check(
            sum(each is not None for each in (self.template_name, self.template_arn, self.template_content))
        )
        if self.template_content is not None:
            mail.check_subject(self.template_content.subject, self.template_data)
        return self

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        if self.attachments:
            _check_size(_MAIL_SIZE, _encoded(self.attachments))
        return self


class EmailContent(Shape):
    """Content of an email, in exactly one of three forms.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EmailContent.html
    """

    simple: Message | None = None
    """Subject and body, from which SES builds the email. None: another form is given."""

    raw: RawMessage | None = None
    """A complete MIME message. None: another form is given."""

    template: Template | None = None
    """A template and its data. None: another form is given."""

    @model_validator(mode="after")
    def _check_form(self) -> Self:
        _ONE_FORM.check(sum(form is not None for form in (self.simple, self.raw, self.template)))
        return self


SendingStatus = Literal["ENABLED", "REINSTATED", "DISABLED"]
"""Whether sending is allowed. `REINSTATED`: allowed despite open reputation findings."""


class DashboardAttributes(Sparse):
    """What the Virtual Deliverability Manager's dashboard measures for the account.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DashboardAttributes.html
    """

    engagement_metrics: FeatureStatus | str | None = None
    """Whether opens and clicks are counted, with a pixel and rewritten links. None: SES decides; in responses: not
    set."""


class GuardianAttributes(Sparse):
    """How the Virtual Deliverability Manager may change the delivery of the account's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GuardianAttributes.html
    """

    optimized_shared_delivery: FeatureStatus | str | None = None
    """Whether SES chooses a suitable shared IP for each message. None: SES decides; in responses: not returned."""


class VdmAttributes(Shape):
    """The account's Virtual Deliverability Manager settings.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VdmAttributes.html
    """

    vdm_enabled: FeatureStatus | str
    """Whether the manager is on; AWS bills it per message."""

    dashboard_attributes: DashboardAttributes | None = None
    """What the dashboard measures. None: SES decides; in responses: the manager is off."""

    guardian_attributes: GuardianAttributes | None = None
    """How delivery may be changed. None: SES decides; in responses: the manager is off."""


MessageTagName = Annotated[
    str,
    Documented(
        "at most 256 characters out of A-Z, a-z, 0-9, _ and -; or ses:feedback-id-a or ses:feedback-id-b",
        source=API + "API_MessageTag.html",
        maximum=256,
        pattern=r"[A-Za-z0-9_-]*|ses:feedback-id-[ab]",
    ),
]
"""Name of a message tag."""

MessageTagText = Annotated[
    str,
    Documented(
        "at most 256 characters from A-Z, a-z, 0-9, _ and -",
        source=API + "API_MessageTag.html",
        maximum=256,
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Value of a message tag."""


class MessageTag(Shape):
    """A name and value on one message; its events and CloudWatch metrics include them.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
    """

    name: MessageTagName
    """Name, such as `campaign`: up to 256 characters of A-Z, a-z, 0-9, _ and -. SES puts the values of
    `ses:feedback-id-a` and `ses:feedback-id-b` into the mail's Feedback-ID header."""

    value: MessageTagText
    """Value, such as `spring-sale`: up to 256 characters of A-Z, a-z, 0-9, _ and -."""


RecommendationImpact = Literal["LOW", "HIGH"] | str
"""How much the issue can harm deliverability."""
