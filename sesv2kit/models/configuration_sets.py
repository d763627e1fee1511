"""Configuration sets: rules for mail that is sent with them, and destinations of its events."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sesv2kit.models.common import (
    API,
    QUOTAS,
    AmazonResourceName,
    ConfigurationSetName,
    EventType,
    PageSize,
    PoolName,
    SuppressionConditionThreshold,
    SuppressionListReason,
    SuppressionListScope,
    Tag,
    TagList,
    VdmOptions,
)
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Sparse, Timestamp

_ONE_SCHEME = Documented(
    "exactly one of default_scheme and smime_scheme", API + "API_SigningScheme.html", minimum=1, maximum=1
)

ArchiveArn = Annotated[
    str,
    Field(
        min_length=20,
        max_length=1011,
        pattern=r"arn:(aws|aws-[a-z-]+):ses:[a-z]{2,4}-[a-z-]+-[0-9]:[0-9]{1,20}:mailmanager-archive/a-[a-z0-9]{24,62}",
    ),
]
"""ARN of a Mail Manager archive."""

EventDestinationName = Annotated[str, Field(min_length=1)]
"""Name of an event destination."""


HttpsPolicy = Literal["REQUIRE", "REQUIRE_OPEN_ONLY", "OPTIONAL"]
"""Which trackers use HTTPS: all, only the open pixel, or neither. Otherwise links keep their own scheme."""


class TrackingOptions(Shape):
    """Domain and HTTPS policy for the tracking of opens and clicks.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TrackingOptions.html
    """

    custom_redirect_domain: str
    """Your own domain for pixel and links, `click.example.com`: verified, with a DNS record for SES's tracker."""

    https_policy: HttpsPolicy | str | None = None
    """Whether the trackers must use HTTPS. None: same as `OPTIONAL`."""


TlsPolicy = Literal["REQUIRE", "OPTIONAL"]
"""`REQUIRE`: no delivery without TLS. `OPTIONAL`: plain text if the receiving server has no TLS."""


SharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL", "ACCOUNT"]
"""Which shared IPs deliver a set's mail: any region's, this region's only, or as the account is set."""


class DeliveryOptions(Sparse):
    """How a set's mail is delivered: TLS, dedicated IPs, and for how long delivery is tried.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryOptions.html
    """

    tls_policy: TlsPolicy | str | None = None
    """Whether delivery requires TLS. None: `OPTIONAL`."""

    sending_pool_name: PoolName | None = None
    """Dedicated IP pool to send from. None: SES chooses the IPs."""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = None
    """Seconds after which SES stops trying to deliver an email: 300 to 50,400 (14 hours). None: SES's own limit."""

    shared_pool_delivery_mode: SharedPoolDeliveryMode | str | None = None
    """Whether shared IPs of other regions may deliver (`GLOBAL`) or not (`REGIONAL`). None: same as `ACCOUNT`."""


class ReputationOptions(Sparse):
    """Whether a set has bounce and complaint rates of its own, and since when.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationOptions.html
    """

    reputation_metrics_enabled: bool | None = None
    """Whether the set's own rates go to CloudWatch. None: SES treats it as False; in responses: not returned."""

    last_fresh_start: Timestamp | None = None
    """Start of the current count; SES sets it when it resets the rates. None: never reset."""


class SendingOptions(Sparse):
    """Whether a set can be used for sending.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendingOptions.html
    """

    sending_enabled: bool | None = None
    """Whether mail can be sent with the set. None: SES treats it as False; in responses: not returned."""


class SuppressionValidationOptions(Shape):
    """Checks of recipients before sending, for one configuration set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionValidationOptions.html
    """

    condition_threshold: SuppressionConditionThreshold
    """Whether addresses are checked (Auto Validation), and which of them pass."""


class SuppressionOptions(Sparse):
    """How suppression lists apply to a set's mail, in place of the tenant's or the account's settings.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionOptions.html
    """

    suppressed_reasons: Sequence[SuppressionListReason | str] | None = None
    """Reasons for which SES suppresses mail and adds addresses; empty: none. None: the tenant's or account's
    setting."""

    suppression_scope: SuppressionListScope | str | None = None
    """Which list applies, the sending tenant's or the account's. None: the tenant's or account's setting."""

    validation_options: SuppressionValidationOptions | None = None
    """Checks of recipients before sending. None: the account's setting."""


class ArchivingOptions(Sparse):
    """Where copies of a set's mail are kept.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ArchivingOptions.html
    """

    archive_arn: ArchiveArn | None = None
    """Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None: no copies."""


class DefaultSigningScheme(Shape):
    """No S/MIME signature. It has no settings and does not affect DKIM.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DefaultSigningScheme.html
    """


SignatureFormat = Literal["DETACHED"]
"""Format of an S/MIME signature: `DETACHED`, a separate MIME part that clients without S/MIME can ignore."""


class SmimeSigningScheme(Shape):
    """An S/MIME signature on mail of every identity with an active certificate (see `client.identities`).

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SmimeSigningScheme.html
    """

    signature_format: SignatureFormat | str | None = None
    """Format of the signature. None: `DETACHED`, the only one."""


class SigningScheme(Shape):
    """Whether messages get an S/MIME signature; exactly one of the two members is given.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SigningScheme.html
    """

    default_scheme: DefaultSigningScheme | None = None
    """No signature. None: `smime_scheme` is given."""

    smime_scheme: SmimeSigningScheme | None = None
    """S/MIME. None: `default_scheme` is given."""

    @model_validator(mode="after")
    def _check_scheme(self) -> Self:
        _ONE_SCHEME.check(sum(scheme is not None for scheme in (self.default_scheme, self.smime_scheme)))
        return self


class MessageSecurityOptions(Sparse):
    """Security of the messages themselves, as opposed to their delivery.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageSecurityOptions.html
    """

    signing_scheme: SigningScheme | None = None
    """Whether messages get an S/MIME signature. None: not set, so no signature."""


class CreateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """Name by which sends refer to it; it cannot be changed: 1 to 64 characters of A-Z, a-z, 0-9, _ and -."""

    tracking_options: TrackingOptions | None = None
    """Your own domain for tracking opens and clicks. None: an Amazon domain."""

    delivery_options: DeliveryOptions | None = None
    """TLS, IP pool and duration of delivery attempts. None: SES's defaults."""

    reputation_options: ReputationOptions | None = None
    """The set's own bounce and complaint rates. None: SES's default."""

    sending_options: SendingOptions | None = None
    """Whether mail can be sent with the set. None: it can."""

    tags: TagList | None = None
    """Tags for the new set, at most 50. None: no tags."""

    suppression_options: SuppressionOptions | None = None
    """How suppression lists apply. None: the tenant's or account's settings."""

    vdm_options: VdmOptions | None = None
    """Virtual Deliverability Manager settings. None: the account's settings."""

    archiving_options: ArchivingOptions | None = None
    """Mail Manager archive for copies of all mail. None: no copies."""

    message_security_options: MessageSecurityOptions | None = None
    """S/MIME signature. None: no signature."""


class CreateConfigurationSetResponse(Response):
    """Response of `configuration_sets.create_configuration_set`."""


CREATE_CONFIGURATION_SET = Operation(
    name="CreateConfigurationSet",
    request=CreateConfigurationSetRequest,
    response=CreateConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class KinesisFirehoseDestination(Shape):
    """A Firehose stream, which delivers events to S3, Redshift and others.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_KinesisFirehoseDestination.html
    """

    iam_role_arn: AmazonResourceName
    """Role that SES assumes to write to the stream; its trust policy must allow `ses.amazonaws.com`."""

    delivery_stream_arn: AmazonResourceName
    """ARN of the stream, which receives one record per event."""


DimensionValueSource = Literal["MESSAGE_TAG", "EMAIL_HEADER", "LINK_TAG"]
"""Source of a dimension's value: a message tag (of the send or SES's own), an email header, or a link tag."""


class CloudWatchDimensionConfiguration(Shape):
    """One CloudWatch dimension of the metrics made from events, with the source of its value.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDimensionConfiguration.html
    """

    dimension_name: Annotated[
        str,
        Documented(
            "at most 255 characters from A-Z, a-z, 0-9, _, - and, in the names of SES's own tags, :",
            source=API + "API_CloudWatchDimensionConfiguration.html",
            maximum=255,
            pattern=r"[A-Za-z0-9_:-]*",
        ),
    ]
    """Name of the dimension and of the tag or header, `campaign`: up to 255 of A-Z, a-z, 0-9, _ and -; SES's own have
    `:`."""

    dimension_value_source: DimensionValueSource | str
    """Where the value is taken from."""

    default_dimension_value: Annotated[
        str,
        Documented(
            "at most 255 characters from A-Z, a-z, 0-9, _, -, @ and .",
            source=API + "API_CloudWatchDimensionConfiguration.html",
            maximum=255,
            pattern=r"[A-Za-z0-9_@.-]*",
        ),
    ]
    """Value for mail without one: up to 255 characters of A-Z, a-z, 0-9, _, -, @ and `.`."""


class CloudWatchDestination(Shape):
    """CloudWatch, which counts events by dimension and bills them as custom metrics.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDestination.html
    """

    dimension_configurations: Annotated[
        Sequence[CloudWatchDimensionConfiguration], Documented("at most 10 dimensions", source=QUOTAS, maximum=10)
    ]
    """Dimensions of the metrics, at most 10."""


class SnsDestination(Shape):
    """An SNS topic, which receives each event as a message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SnsDestination.html
    """

    topic_arn: AmazonResourceName
    """ARN of the topic; its policy must allow SES to publish."""


class EventBridgeDestination(Shape):
    """An EventBridge event bus, whose rules route the events.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventBridgeDestination.html
    """

    event_bus_arn: AmazonResourceName
    """ARN of the bus, `arn:aws:events:<region>:<account>:event-bus/default`; SES accepts no other bus."""


class PinpointDestination(Sparse):
    """A project of Amazon Pinpoint, whose dashboards show the events.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PinpointDestination.html
    """

    application_arn: AmazonResourceName | None = None
    """ARN of the project. None: not set."""


class EventDestinationDefinition(Sparse):
    """The events that are published for a set's mail, and one destination for them.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestinationDefinition.html
    """

    enabled: bool
    """Whether events are published."""

    matching_event_types: Sequence[EventType] | None = None
    """Kinds of events to publish. None: not sent; AWS does not say what an update then keeps."""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """Firehose stream that receives them. None: another destination is given."""

    cloud_watch_destination: CloudWatchDestination | None = None
    """CloudWatch metrics that count them. None: another destination is given."""

    sns_destination: SnsDestination | None = None
    """SNS topic that receives them. None: another destination is given."""

    event_bridge_destination: EventBridgeDestination | None = None
    """Event bus that receives them. None: another destination is given."""

    pinpoint_destination: PinpointDestination | None = None
    """Pinpoint project that shows them. None: another destination is given."""


class CreateConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set_event_destination`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose events to publish; it can have up to 10 destinations."""

    event_destination_name: EventDestinationName
    """Name by which to change or delete it; unique within the set."""

    event_destination: EventDestinationDefinition
    """Kinds of events and their destination; nothing is published unless `enabled` is True."""


class CreateConfigurationSetEventDestinationResponse(Response):
    """Response of `configuration_sets.create_configuration_set_event_destination`."""


CREATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="CreateConfigurationSetEventDestination",
    request=CreateConfigurationSetEventDestinationRequest,
    response=CreateConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)


class DeleteConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.delete_configuration_set`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to delete; sends that name it fail from then on."""


class DeleteConfigurationSetResponse(Response):
    """Response of `configuration_sets.delete_configuration_set`."""


DELETE_CONFIGURATION_SET = Operation(
    name="DeleteConfigurationSet",
    request=DeleteConfigurationSetRequest,
    response=DeleteConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class DeleteConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.delete_configuration_set_event_destination`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set that has the destination."""

    event_destination_name: InPath[EventDestinationName]
    """The destination to delete; the topic, stream or bus itself stays."""


class DeleteConfigurationSetEventDestinationResponse(Response):
    """Response of `configuration_sets.delete_configuration_set_event_destination`."""


DELETE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="DeleteConfigurationSetEventDestination",
    request=DeleteConfigurationSetEventDestinationRequest,
    response=DeleteConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)


class GetConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to look up: 1 to 64 characters of A-Z, a-z, 0-9, _ and -."""


class GetConfigurationSetResponse(Response):
    """Response of `configuration_sets.get_configuration_set`."""

    configuration_set_name: str | None = None
    """The requested name. None: not returned."""

    tracking_options: TrackingOptions | None = None
    """Your own domain for tracking opens and clicks. None: never set."""

    delivery_options: DeliveryOptions | None = None
    """TLS, IP pool and duration of delivery attempts. None: not returned."""

    reputation_options: ReputationOptions | None = None
    """The set's own bounce and complaint rates. None: not returned."""

    sending_options: SendingOptions | None = None
    """Whether mail can be sent with the set. None: not returned."""

    tags: list[Tag] = []
    """Tags of the set. Empty: no tags."""

    suppression_options: SuppressionOptions | None = None
    """How suppression lists apply. None: never set, so the tenant's or account's settings apply."""

    vdm_options: VdmOptions | None = None
    """Virtual Deliverability Manager settings. None: never set, so the account's settings apply."""

    archiving_options: ArchivingOptions | None = None
    """Mail Manager archive for copies of all mail. None: never set."""

    message_security_options: MessageSecurityOptions | None = None
    """S/MIME signature. None: never set."""


GET_CONFIGURATION_SET = Operation(
    name="GetConfigurationSet",
    request=GetConfigurationSetRequest,
    response=GetConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class EventDestination(Shape):
    """The events that are published for a set's mail, and one destination for them, as stored under a name.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestination.html
    """

    name: str
    """Name by which to change or delete it; unique within the set."""

    enabled: bool | None = None
    """Whether events are published. None: not returned."""

    matching_event_types: list[EventType | str]
    """Kinds of events that are published."""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """Firehose stream that receives them. None: another destination is given."""

    cloud_watch_destination: CloudWatchDestination | None = None
    """CloudWatch metrics that count them. None: another destination is given."""

    sns_destination: SnsDestination | None = None
    """SNS topic that receives them. None: another destination is given."""

    event_bridge_destination: EventBridgeDestination | None = None
    """Event bus that receives them. None: another destination is given."""

    pinpoint_destination: PinpointDestination | None = None
    """Pinpoint project that shows them. None: another destination is given."""


class GetConfigurationSetEventDestinationsRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set_event_destinations`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose destinations to return."""


class GetConfigurationSetEventDestinationsResponse(Response):
    """Response of `configuration_sets.get_configuration_set_event_destinations`."""

    event_destinations: list[EventDestination] = []
    """All destinations of the set, at most 10. Empty: no events are published."""


GET_CONFIGURATION_SET_EVENT_DESTINATIONS = Operation(
    name="GetConfigurationSetEventDestinations",
    request=GetConfigurationSetEventDestinationsRequest,
    response=GetConfigurationSetEventDestinationsResponse,
    repeat=Repeat.SAFE,
)


ConfigurationSetFilterKey = Literal["CONFIGURATION_SET_NAME_CONTAINS"]
"""Filter of `list_configuration_sets`: a part of the name."""


class ListConfigurationSetsRequest(Request):
    """Arguments of `configuration_sets.list_configuration_sets`."""

    filter: Mapping[ConfigurationSetFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """Part of the wanted names, `{"CONFIGURATION_SET_NAME_CONTAINS": "news"}`. None: all."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Maximum number of names per page: at least 1; SES has rejected more than 1000. None: SES decides."""


class ListConfigurationSetsResponse(Response):
    """Response of `configuration_sets.list_configuration_sets`."""

    configuration_sets: list[str] = []
    """Names of this page's sets."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_CONFIGURATION_SETS = PagedOperation(
    name="ListConfigurationSets",
    request=ListConfigurationSetsRequest,
    response=ListConfigurationSetsResponse,
    repeat=Repeat.SAFE,
    items="configuration_sets",
    item=str,
)


class PutConfigurationSetArchivingOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_archiving_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose archive to replace."""

    archive_arn: ArchiveArn | None
    """Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None: no more copies."""


class PutConfigurationSetArchivingOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_archiving_options`."""


PUT_CONFIGURATION_SET_ARCHIVING_OPTIONS = Operation(
    name="PutConfigurationSetArchivingOptions",
    request=PutConfigurationSetArchivingOptionsRequest,
    response=PutConfigurationSetArchivingOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetDeliveryOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_delivery_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose delivery settings to replace."""

    tls_policy: TlsPolicy | None
    """Whether delivery requires TLS. None: `OPTIONAL`."""

    sending_pool_name: str | None
    """Dedicated IP pool to send from. None: SES chooses the IPs."""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None
    """Seconds after which SES stops trying to deliver an email: 300 to 50,400 (14 hours). None: SES's own limit."""

    shared_pool_delivery_mode: SharedPoolDeliveryMode | None = None
    """Whether shared IPs of other regions may deliver; `ACCOUNT`: the account's setting. None: stays as it is."""


class PutConfigurationSetDeliveryOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_delivery_options`."""


PUT_CONFIGURATION_SET_DELIVERY_OPTIONS = Operation(
    name="PutConfigurationSetDeliveryOptions",
    request=PutConfigurationSetDeliveryOptionsRequest,
    response=PutConfigurationSetDeliveryOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetReputationOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_reputation_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to change."""

    reputation_metrics_enabled: bool
    """Whether the set's own rates go to CloudWatch. Required: SES would take its absence as False."""


class PutConfigurationSetReputationOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_reputation_options`."""


PUT_CONFIGURATION_SET_REPUTATION_OPTIONS = Operation(
    name="PutConfigurationSetReputationOptions",
    request=PutConfigurationSetReputationOptionsRequest,
    response=PutConfigurationSetReputationOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetSendingOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_sending_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to pause or to resume."""

    sending_enabled: bool
    """False pauses all sending with the set. Required: SES would take its absence as False."""


class PutConfigurationSetSendingOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_sending_options`."""


PUT_CONFIGURATION_SET_SENDING_OPTIONS = Operation(
    name="PutConfigurationSetSendingOptions",
    request=PutConfigurationSetSendingOptionsRequest,
    response=PutConfigurationSetSendingOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetSuppressionOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_suppression_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose settings to replace."""

    suppression_scope: SuppressionListScope | None
    """Which list applies, the sending tenant's or the account's. None: the tenant's or account's setting."""

    suppressed_reasons: Sequence[SuppressionListReason] | None
    """Reasons for which SES suppresses mail and adds addresses; empty: none. None: the tenant's or account's
    setting."""

    validation_options: SuppressionValidationOptions | None
    """Checks of recipients before sending. None: the account's setting."""


class PutConfigurationSetSuppressionOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_suppression_options`."""


PUT_CONFIGURATION_SET_SUPPRESSION_OPTIONS = Operation(
    name="PutConfigurationSetSuppressionOptions",
    request=PutConfigurationSetSuppressionOptionsRequest,
    response=PutConfigurationSetSuppressionOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetTrackingOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_tracking_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose tracking to replace."""

    custom_redirect_domain: str | None
    """Your own domain for pixel and links: verified, with a DNS record for SES's tracker. None: an Amazon domain."""

    https_policy: HttpsPolicy | None
    """Whether the trackers must use HTTPS. None: same as `OPTIONAL`."""


class PutConfigurationSetTrackingOptionsResponse(Response):
    """Response of `configuration_sets.put_configuration_set_tracking_options`."""


PUT_CONFIGURATION_SET_TRACKING_OPTIONS = Operation(
    name="PutConfigurationSetTrackingOptions",
    request=PutConfigurationSetTrackingOptionsRequest,
    response=PutConfigurationSetTrackingOptionsResponse,
    repeat=Repeat.SAFE,
)


class UpdateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.update_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """The set to change: 1 to 64 characters of A-Z, a-z, 0-9, _ and -."""

    message_security_options: MessageSecurityOptions | None = None
    """Whether messages get an S/MIME signature. None: stays as it is."""


class UpdateConfigurationSetResponse(Response):
    """Response of `configuration_sets.update_configuration_set`."""


UPDATE_CONFIGURATION_SET = Operation(
    name="UpdateConfigurationSet",
    request=UpdateConfigurationSetRequest,
    response=UpdateConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class UpdateConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.update_configuration_set_event_destination`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set that has the destination."""

    event_destination_name: InPath[EventDestinationName]
    """The destination to change; the name itself cannot be changed."""

    event_destination: EventDestinationDefinition
    """The new kinds of events and destination; nothing is published unless `enabled` is True."""


class UpdateConfigurationSetEventDestinationResponse(Response):
    """Response of `configuration_sets.update_configuration_set_event_destination`."""


UPDATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="UpdateConfigurationSetEventDestination",
    request=UpdateConfigurationSetEventDestinationRequest,
    response=UpdateConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)
