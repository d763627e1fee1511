"""Configuration sets: rules for the mail that is sent with them, and where its events go."""

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
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

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
"""Which trackers use HTTPS: all, only the pixel for opens, or none; links keep their own scheme otherwise."""


class TrackingOptions(Shape):
    """Under which domain, and how safely, opens and clicks of a set's mail are tracked.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TrackingOptions.html
    """

    custom_redirect_domain: str
    """Your own domain for pixel and links, `click.example.com`: verified, and pointed at SES's tracker by DNS."""

    https_policy: HttpsPolicy | str | None = None
    """Whether the trackers must use HTTPS. None: as with `OPTIONAL`."""


TlsPolicy = Literal["REQUIRE", "OPTIONAL"]
"""`REQUIRE`: no delivery without TLS; `OPTIONAL`: in plain text where the receiving server has no TLS."""


SharedPoolDeliveryMode = Literal["GLOBAL", "REGIONAL", "ACCOUNT"]
"""Whose shared IPs deliver a set's mail: those of any region, of this region only, or as the account has it set."""


class DeliveryOptions(Shape):
    """How mail of a set leaves SES: encrypted or not, from which IPs, and for how long it is tried.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryOptions.html
    """

    tls_policy: TlsPolicy | str | None = None
    """Whether delivery needs TLS. None: it does not (`OPTIONAL`)."""

    sending_pool_name: PoolName | None = None
    """Dedicated IP pool to send from. None: SES chooses the IPs."""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = None
    """Seconds after which SES gives up on a mail: 300 to 50,400 (14 hours). None: SES's own limit."""

    shared_pool_delivery_mode: SharedPoolDeliveryMode | str | None = None
    """Whether shared IPs of other regions may deliver (`GLOBAL`) or not (`REGIONAL`). None: as with `ACCOUNT`."""


class ReputationOptions(Shape):
    """Whether bounces and complaints of a set are counted on their own, and since when.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationOptions.html
    """

    reputation_metrics_enabled: bool | None = None
    """Whether rates go to CloudWatch for this set alone. None: SES takes it for False; in answers: not stated."""

    last_fresh_start: Timestamp | None = None
    """Since when the counters run; SES sets it when it resets them. None: they were never reset."""


class SendingOptions(Shape):
    """The switch for all mail of a set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendingOptions.html
    """

    sending_enabled: bool | None = None
    """Whether mail may go out with the set. None: SES takes it for False; in answers: not stated."""


class SuppressionValidationOptions(Shape):
    """Checks of recipients before sending, for one configuration set.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionValidationOptions.html
    """

    condition_threshold: SuppressionConditionThreshold
    """Whether addresses are checked (Auto Validation), and which of them pass."""


class SuppressionOptions(Shape):
    """How suppression lists apply to mail of a set, in place of what the tenant or the account says.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionOptions.html
    """

    suppressed_reasons: Sequence[SuppressionListReason | str] | None = None
    """Which entries stop mail, and what makes new ones; empty: none do. None: as the tenant or the account has it."""

    suppression_scope: SuppressionListScope | str | None = None
    """Whose list counts, the sending tenant's or the account's. None: as the tenant or the account has it."""

    validation_options: SuppressionValidationOptions | None = None
    """Checks of recipients. None: as the account has it."""


class ArchivingOptions(Shape):
    """Where copies of a set's mail are kept.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ArchivingOptions.html
    """

    archive_arn: ArchiveArn | None = None
    """Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None: nothing is kept."""


class DefaultSigningScheme(Shape):
    """No S/MIME signature. It has no settings; DKIM is not touched.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DefaultSigningScheme.html
    """


SignatureFormat = Literal["DETACHED"]
"""Form of an S/MIME signature: `DETACHED`, a part of its own that mail programs without S/MIME can ignore."""


class SmimeSigningScheme(Shape):
    """An S/MIME signature on mail of every identity that has an active certificate (`identities` associates them).

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SmimeSigningScheme.html
    """

    signature_format: SignatureFormat | str | None = None
    """Form of the signature. None: `DETACHED`, the only one."""


class SigningScheme(Shape):
    """Whether messages get an S/MIME signature: exactly one of two members says so.

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


class MessageSecurityOptions(Shape):
    """What protects the messages themselves, as opposed to their delivery.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageSecurityOptions.html
    """

    signing_scheme: SigningScheme | None = None
    """S/MIME signature or none. None: not set, so no signature."""


class CreateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """What sends will call it by, for good: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""

    tracking_options: TrackingOptions | None = None
    """Own domain for tracking opens and clicks. None: one of Amazon's."""

    delivery_options: DeliveryOptions | None = None
    """TLS, IP pool and how long delivery is tried. None: SES's defaults."""

    reputation_options: ReputationOptions | None = None
    """Counting of bounces and complaints for this set alone. None: SES's default."""

    sending_options: SendingOptions | None = None
    """Whether mail may go out with the set. None: it may."""

    tags: TagList | None = None
    """Labels for the new set, at most 50. None: no tags."""

    suppression_options: SuppressionOptions | None = None
    """How suppression lists apply. None: as the tenant or the account has it."""

    vdm_options: VdmOptions | None = None
    """Virtual Deliverability Manager settings. None: the account's."""

    archiving_options: ArchivingOptions | None = None
    """Mail Manager archive for copies of all mail. None: nothing is kept."""

    message_security_options: MessageSecurityOptions | None = None
    """S/MIME signature. None: no signature."""


class CreateConfigurationSetResponse(Response):
    """Answer of `configuration_sets.create_configuration_set`."""


CREATE_CONFIGURATION_SET = Operation(
    name="CreateConfigurationSet",
    request=CreateConfigurationSetRequest,
    response=CreateConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class KinesisFirehoseDestination(Shape):
    """A Firehose stream, which carries events on to S3, Redshift and others.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_KinesisFirehoseDestination.html
    """

    iam_role_arn: AmazonResourceName
    """Role that SES assumes to write; its trust policy names `ses.amazonaws.com`."""

    delivery_stream_arn: AmazonResourceName
    """ARN of the stream that gets one record an event."""


DimensionValueSource = Literal["MESSAGE_TAG", "EMAIL_HEADER", "LINK_TAG"]
"""Where a value is looked up: a message tag (of the send or SES's own), a header of the mail, or a tag of a link."""


class CloudWatchDimensionConfiguration(Shape):
    """One dimension of the metrics that events become in CloudWatch, with where its value is found.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDimensionConfiguration.html
    """

    dimension_name: Annotated[
        str,
        Documented(
            "at most 255 characters out of A-Z, a-z, 0-9, _, - and, in the names of SES's own tags, :",
            source=API + "API_CloudWatchDimensionConfiguration.html",
            maximum=255,
            pattern=r"[A-Za-z0-9_:-]*",
        ),
    ]
    """Name, also of the tag or header, `campaign`: up to 255 of A-Z, a-z, 0-9, _ and -; `:` in SES's own tags."""

    dimension_value_source: DimensionValueSource | str
    """Kind of place the value is taken from."""

    default_dimension_value: Annotated[
        str,
        Documented(
            "at most 255 characters out of A-Z, a-z, 0-9, _, -, @ and .",
            source=API + "API_CloudWatchDimensionConfiguration.html",
            maximum=255,
            pattern=r"[A-Za-z0-9_@.-]*",
        ),
    ]
    """Value for mail that brings none: up to 255 characters out of A-Z, a-z, 0-9, _, -, @ and `.`."""


class CloudWatchDestination(Shape):
    """Metrics in CloudWatch, which counts events by dimension; it bills them as custom metrics.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDestination.html
    """

    dimension_configurations: Annotated[
        Sequence[CloudWatchDimensionConfiguration], Documented("at most 10 dimensions", source=QUOTAS, maximum=10)
    ]
    """What the metrics are split by: up to 10 dimensions."""


class SnsDestination(Shape):
    """An SNS topic, which gets each event as a message.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SnsDestination.html
    """

    topic_arn: AmazonResourceName
    """ARN of the topic; its policy must let SES publish."""


class EventBridgeDestination(Shape):
    """An event bus, on which rules choose where events go.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventBridgeDestination.html
    """

    event_bus_arn: AmazonResourceName
    """ARN of the bus, `arn:aws:events:<region>:<account>:event-bus/default`; SES takes no other bus."""


class PinpointDestination(Shape):
    """A project of Amazon Pinpoint, whose dashboards show the events.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PinpointDestination.html
    """

    application_arn: AmazonResourceName | None = None
    """ARN of the project. None: not set."""


class EventDestinationDefinition(Shape):
    """Which events of a set's mail go where; one destination of one kind.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestinationDefinition.html
    """

    enabled: bool | None = None
    """Whether events are passed on. None: SES takes it for False, so they are not."""

    matching_event_types: Sequence[EventType] | None = None
    """The events that are passed on. None: left out; AWS does not say what an update then keeps."""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """Firehose stream that gets them. None: it is of another kind."""

    cloud_watch_destination: CloudWatchDestination | None = None
    """CloudWatch metrics that count them. None: it is of another kind."""

    sns_destination: SnsDestination | None = None
    """SNS topic that gets them. None: it is of another kind."""

    event_bridge_destination: EventBridgeDestination | None = None
    """Event bus that gets them. None: it is of another kind."""

    pinpoint_destination: PinpointDestination | None = None
    """Pinpoint project that shows them. None: it is of another kind."""


class CreateConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set_event_destination`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose mail's events are wanted; it holds up to 10 destinations."""

    event_destination_name: EventDestinationName
    """What to change or delete it by; unique within the set."""

    event_destination: EventDestinationDefinition
    """Which events, and where to; nothing flows unless `enabled` is True."""


class CreateConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.create_configuration_set_event_destination`."""


CREATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="CreateConfigurationSetEventDestination",
    request=CreateConfigurationSetEventDestinationRequest,
    response=CreateConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)


class DeleteConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.delete_configuration_set`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to delete; sends that still name it fail from then on."""


class DeleteConfigurationSetResponse(Response):
    """Answer of `configuration_sets.delete_configuration_set`."""


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
    """The destination to delete; what it points to stays."""


class DeleteConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.delete_configuration_set_event_destination`."""


DELETE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="DeleteConfigurationSetEventDestination",
    request=DeleteConfigurationSetEventDestinationRequest,
    response=DeleteConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)


class GetConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set to look up: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""


class GetConfigurationSetResponse(Response):
    """Answer of `configuration_sets.get_configuration_set`."""

    configuration_set_name: str | None = None
    """The name that was asked for. None: not stated."""

    tracking_options: TrackingOptions | None = None
    """Own domain for tracking opens and clicks. None: never set."""

    delivery_options: DeliveryOptions | None = None
    """TLS, IP pool and how long delivery is tried. None: not stated."""

    reputation_options: ReputationOptions | None = None
    """Counting of bounces and complaints for this set alone. None: not stated."""

    sending_options: SendingOptions | None = None
    """Whether mail may go out with the set. None: not stated."""

    tags: list[Tag] = []
    """Labels of the set. Empty: it has none."""

    suppression_options: SuppressionOptions | None = None
    """How suppression lists apply. None: never set, so as the tenant or the account has it."""

    vdm_options: VdmOptions | None = None
    """Virtual Deliverability Manager settings. None: never set, so the account's."""

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
    """Which events of a set's mail go where, as stored under a name; one destination of one kind.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestination.html
    """

    name: str
    """What to change or delete it by; unique within the set."""

    enabled: bool | None = None
    """Whether events are passed on. None: not stated."""

    matching_event_types: list[EventType | str]
    """The events that are passed on."""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """Firehose stream that gets them. None: it is of another kind."""

    cloud_watch_destination: CloudWatchDestination | None = None
    """CloudWatch metrics that count them. None: it is of another kind."""

    sns_destination: SnsDestination | None = None
    """SNS topic that gets them. None: it is of another kind."""

    event_bridge_destination: EventBridgeDestination | None = None
    """Event bus that gets them. None: it is of another kind."""

    pinpoint_destination: PinpointDestination | None = None
    """Pinpoint project that shows them. None: it is of another kind."""


class GetConfigurationSetEventDestinationsRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set_event_destinations`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose destinations to show."""


class GetConfigurationSetEventDestinationsResponse(Response):
    """Answer of `configuration_sets.get_configuration_set_event_destinations`."""

    event_destinations: list[EventDestination] = []
    """All destinations of the set, 10 at most. Empty: its events go nowhere."""


GET_CONFIGURATION_SET_EVENT_DESTINATIONS = Operation(
    name="GetConfigurationSetEventDestinations",
    request=GetConfigurationSetEventDestinationsRequest,
    response=GetConfigurationSetEventDestinationsResponse,
    repeat=Repeat.SAFE,
)


ConfigurationSetFilterKey = Literal["CONFIGURATION_SET_NAME_CONTAINS"]
"""What `list_configuration_sets` can be narrowed by: a part of the name."""


class ListConfigurationSetsRequest(Request):
    """Arguments of `configuration_sets.list_configuration_sets`."""

    filter: Mapping[ConfigurationSetFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """Part of the names wanted, `{"CONFIGURATION_SET_NAME_CONTAINS": "news"}`. None: all."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Names a page may hold: at least 1; more than 1000 has been refused. None: SES decides."""


class ListConfigurationSetsResponse(Response):
    """Answer of `configuration_sets.list_configuration_sets`."""

    configuration_sets: list[str] = []
    """Names of this page's sets."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


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

    archive_arn: ArchiveArn | None = None
    """Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None: stop keeping copies."""


class PutConfigurationSetArchivingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_archiving_options`."""


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

    tls_policy: TlsPolicy | None = None
    """Whether delivery needs TLS. None: it does not (`OPTIONAL`)."""

    sending_pool_name: str | None = None
    """Dedicated IP pool to send from. None: SES chooses the IPs."""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = None
    """Seconds after which SES gives up on a mail: 300 to 50,400 (14 hours). None: SES's own limit."""

    shared_pool_delivery_mode: SharedPoolDeliveryMode | None = None
    """Whether shared IPs of other regions may deliver; `ACCOUNT`: as the account has it set. None: stays as it is."""


class PutConfigurationSetDeliveryOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_delivery_options`."""


PUT_CONFIGURATION_SET_DELIVERY_OPTIONS = Operation(
    name="PutConfigurationSetDeliveryOptions",
    request=PutConfigurationSetDeliveryOptionsRequest,
    response=PutConfigurationSetDeliveryOptionsResponse,
    repeat=Repeat.SAFE,
)


class PutConfigurationSetReputationOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_reputation_options`."""

    configuration_set_name: InPath[ConfigurationSetName]
    """The set whose counting to switch."""

    reputation_metrics_enabled: bool | None = None
    """Whether rates go to CloudWatch for this set alone. None: SES takes it for False."""


class PutConfigurationSetReputationOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_reputation_options`."""


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

    sending_enabled: bool | None = None
    """False pauses all mail of the set. None: pauses too, for SES takes it for False."""


class PutConfigurationSetSendingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_sending_options`."""


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

    suppression_scope: SuppressionListScope | None = None
    """Whose list counts, the sending tenant's or the account's. None: as the tenant or the account has it."""

    suppressed_reasons: Sequence[SuppressionListReason] | None = None
    """Which entries stop mail, and what makes new ones; empty: none do. None: as the tenant or the account has it."""

    validation_options: SuppressionValidationOptions | None = None
    """Checks of recipients. None: as the account has it."""


class PutConfigurationSetSuppressionOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_suppression_options`."""


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

    custom_redirect_domain: str | None = None
    """Your own domain for pixel and links, verified and pointed at SES's tracker. None: one of Amazon's."""

    https_policy: HttpsPolicy | None = None
    """Whether the trackers must use HTTPS. None: as with `OPTIONAL`."""


class PutConfigurationSetTrackingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_tracking_options`."""


PUT_CONFIGURATION_SET_TRACKING_OPTIONS = Operation(
    name="PutConfigurationSetTrackingOptions",
    request=PutConfigurationSetTrackingOptionsRequest,
    response=PutConfigurationSetTrackingOptionsResponse,
    repeat=Repeat.SAFE,
)


class UpdateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.update_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """The set to change: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""

    message_security_options: MessageSecurityOptions | None = None
    """S/MIME signature or none. None: stays as it is."""


class UpdateConfigurationSetResponse(Response):
    """Answer of `configuration_sets.update_configuration_set`."""


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
    """Which events, and where to, from now on; nothing flows unless `enabled` is True."""


class UpdateConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.update_configuration_set_event_destination`."""


UPDATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="UpdateConfigurationSetEventDestination",
    request=UpdateConfigurationSetEventDestinationRequest,
    response=UpdateConfigurationSetEventDestinationResponse,
    repeat=Repeat.SAFE,
)
