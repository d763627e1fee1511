"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


HttpsPolicy = Literal["REQUIRE", "REQUIRE_OPEN_ONLY", "OPTIONAL"]
"""?"""

class TrackingOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TrackingOptions.html
    """

    custom_redirect_domain: str
    """?"""

    https_policy: HttpsPolicy | None = None
    """?"""


TlsPolicy = Literal["REQUIRE", "OPTIONAL"]
"""?"""

class DeliveryOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliveryOptions.html
    """

    tls_policy: TlsPolicy | None = None
    """?"""

    sending_pool_name: str | None = None
    """?"""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = None
    """?"""


class ReputationOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ReputationOptions.html
    """

    reputation_metrics_enabled: bool | None = None
    """?"""

    last_fresh_start: Timestamp | None = None
    """?"""


class SendingOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendingOptions.html
    """

    sending_enabled: bool | None = None
    """?"""


class SuppressionValidationOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionValidationOptions.html
    """

    condition_threshold: SuppressionConditionThreshold
    """?"""


class SuppressionOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SuppressionOptions.html
    """

    suppressed_reasons: Sequence[SuppressionListReason] | None = None
    """?"""

    suppression_scope: SuppressionListScope | None = None
    """?"""

    validation_options: SuppressionValidationOptions | None = None
    """?"""


class ArchivingOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ArchivingOptions.html
    """

    archive_arn: Annotated[str, Field(min_length=20, max_length=1011, pattern=r'arn:(aws|aws-[a-z-]+):ses:[a-z]{2,4}-[a-z-]+-[0-9]:[0-9]{1,20}:mailmanager-archive/a-[a-z0-9]{24,62}')] | None = None
    """?"""


class DefaultSigningScheme(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DefaultSigningScheme.html
    """


SignatureFormat = Literal["DETACHED"]
"""?"""

class SmimeSigningScheme(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SmimeSigningScheme.html
    """

    signature_format: SignatureFormat | None = None
    """?"""


class SigningScheme(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SigningScheme.html
    """

    default_scheme: DefaultSigningScheme | None = None
    """?"""

    smime_scheme: SmimeSigningScheme | None = None
    """?"""


class MessageSecurityOptions(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageSecurityOptions.html
    """

    signing_scheme: SigningScheme | None = None
    """?"""


class CreateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    tracking_options: TrackingOptions | None = None
    """?"""

    delivery_options: DeliveryOptions | None = None
    """?"""

    reputation_options: ReputationOptions | None = None
    """?"""

    sending_options: SendingOptions | None = None
    """?"""

    tags: Sequence[Tag] | None = None
    """?"""

    suppression_options: SuppressionOptions | None = None
    """?"""

    vdm_options: VdmOptions | None = None
    """?"""

    archiving_options: ArchivingOptions | None = None
    """?"""

    message_security_options: MessageSecurityOptions | None = None
    """?"""


class CreateConfigurationSetResponse(Response):
    """Answer of `configuration_sets.create_configuration_set`."""


CREATE_CONFIGURATION_SET = Operation(
    name="CreateConfigurationSet",
    request=CreateConfigurationSetRequest,
    response=CreateConfigurationSetResponse,
    repeat=Repeat.?,
)


class KinesisFirehoseDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_KinesisFirehoseDestination.html
    """

    iam_role_arn: AmazonResourceName
    """?"""

    delivery_stream_arn: AmazonResourceName
    """?"""


DimensionValueSource = Literal["MESSAGE_TAG", "EMAIL_HEADER", "LINK_TAG"]
"""?"""

class CloudWatchDimensionConfiguration(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDimensionConfiguration.html
    """

    dimension_name: str
    """?"""

    dimension_value_source: DimensionValueSource
    """?"""

    default_dimension_value: str
    """?"""


class CloudWatchDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CloudWatchDestination.html
    """

    dimension_configurations: Sequence[CloudWatchDimensionConfiguration]
    """?"""


class SnsDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SnsDestination.html
    """

    topic_arn: AmazonResourceName
    """?"""


class EventBridgeDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventBridgeDestination.html
    """

    event_bus_arn: AmazonResourceName
    """?"""


class PinpointDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PinpointDestination.html
    """

    application_arn: AmazonResourceName | None = None
    """?"""


class EventDestinationDefinition(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestinationDefinition.html
    """

    enabled: bool | None = None
    """?"""

    matching_event_types: Sequence[EventType] | None = None
    """?"""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """?"""

    cloud_watch_destination: CloudWatchDestination | None = None
    """?"""

    sns_destination: SnsDestination | None = None
    """?"""

    event_bridge_destination: EventBridgeDestination | None = None
    """?"""

    pinpoint_destination: PinpointDestination | None = None
    """?"""


class CreateConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.create_configuration_set_event_destination`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    event_destination_name: str
    """?"""

    event_destination: EventDestinationDefinition
    """?"""


class CreateConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.create_configuration_set_event_destination`."""


CREATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="CreateConfigurationSetEventDestination",
    request=CreateConfigurationSetEventDestinationRequest,
    response=CreateConfigurationSetEventDestinationResponse,
    repeat=Repeat.?,
)


class DeleteConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.delete_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """?"""


class DeleteConfigurationSetResponse(Response):
    """Answer of `configuration_sets.delete_configuration_set`."""


DELETE_CONFIGURATION_SET = Operation(
    name="DeleteConfigurationSet",
    request=DeleteConfigurationSetRequest,
    response=DeleteConfigurationSetResponse,
    repeat=Repeat.?,
)


class DeleteConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.delete_configuration_set_event_destination`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    event_destination_name: str
    """?"""


class DeleteConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.delete_configuration_set_event_destination`."""


DELETE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="DeleteConfigurationSetEventDestination",
    request=DeleteConfigurationSetEventDestinationRequest,
    response=DeleteConfigurationSetEventDestinationResponse,
    repeat=Repeat.?,
)


class GetConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """?"""


class GetConfigurationSetResponse(Response):
    """Answer of `configuration_sets.get_configuration_set`."""

    configuration_set_name: str | None = None
    """?"""

    tracking_options: TrackingOptions | None = None
    """?"""

    delivery_options: DeliveryOptions | None = None
    """?"""

    reputation_options: ReputationOptions | None = None
    """?"""

    sending_options: SendingOptions | None = None
    """?"""

    tags: list[Tag] = []
    """?"""

    suppression_options: SuppressionOptions | None = None
    """?"""

    vdm_options: VdmOptions | None = None
    """?"""

    archiving_options: ArchivingOptions | None = None
    """?"""

    message_security_options: MessageSecurityOptions | None = None
    """?"""


GET_CONFIGURATION_SET = Operation(
    name="GetConfigurationSet",
    request=GetConfigurationSetRequest,
    response=GetConfigurationSetResponse,
    repeat=Repeat.SAFE,
)


class EventDestination(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestination.html
    """

    name: str
    """?"""

    enabled: bool | None = None
    """?"""

    matching_event_types: list[EventType]
    """?"""

    kinesis_firehose_destination: KinesisFirehoseDestination | None = None
    """?"""

    cloud_watch_destination: CloudWatchDestination | None = None
    """?"""

    sns_destination: SnsDestination | None = None
    """?"""

    event_bridge_destination: EventBridgeDestination | None = None
    """?"""

    pinpoint_destination: PinpointDestination | None = None
    """?"""


class GetConfigurationSetEventDestinationsRequest(Request):
    """Arguments of `configuration_sets.get_configuration_set_event_destinations`."""

    configuration_set_name: ConfigurationSetName
    """?"""


class GetConfigurationSetEventDestinationsResponse(Response):
    """Answer of `configuration_sets.get_configuration_set_event_destinations`."""

    event_destinations: list[EventDestination] = []
    """?"""


GET_CONFIGURATION_SET_EVENT_DESTINATIONS = Operation(
    name="GetConfigurationSetEventDestinations",
    request=GetConfigurationSetEventDestinationsRequest,
    response=GetConfigurationSetEventDestinationsResponse,
    repeat=Repeat.SAFE,
)


ConfigurationSetFilterKey = Literal["CONFIGURATION_SET_NAME_CONTAINS"]
"""?"""

class ListConfigurationSetsRequest(Request):
    """Arguments of `configuration_sets.list_configuration_sets`."""

    filter: Mapping[ConfigurationSetFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """?"""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListConfigurationSetsResponse(Response):
    """Answer of `configuration_sets.list_configuration_sets`."""

    configuration_sets: list[str] = []
    """?"""

    next_token: str | None = None
    """?"""


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

    configuration_set_name: ConfigurationSetName
    """?"""

    archive_arn: Annotated[str, Field(min_length=20, max_length=1011, pattern=r'arn:(aws|aws-[a-z-]+):ses:[a-z]{2,4}-[a-z-]+-[0-9]:[0-9]{1,20}:mailmanager-archive/a-[a-z0-9]{24,62}')] | None = None
    """?"""


class PutConfigurationSetArchivingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_archiving_options`."""


PUT_CONFIGURATION_SET_ARCHIVING_OPTIONS = Operation(
    name="PutConfigurationSetArchivingOptions",
    request=PutConfigurationSetArchivingOptionsRequest,
    response=PutConfigurationSetArchivingOptionsResponse,
    repeat=Repeat.?,
)


class PutConfigurationSetDeliveryOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_delivery_options`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    tls_policy: TlsPolicy | None = None
    """?"""

    sending_pool_name: str | None = None
    """?"""

    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = None
    """?"""


class PutConfigurationSetDeliveryOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_delivery_options`."""


PUT_CONFIGURATION_SET_DELIVERY_OPTIONS = Operation(
    name="PutConfigurationSetDeliveryOptions",
    request=PutConfigurationSetDeliveryOptionsRequest,
    response=PutConfigurationSetDeliveryOptionsResponse,
    repeat=Repeat.?,
)


class PutConfigurationSetReputationOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_reputation_options`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    reputation_metrics_enabled: bool | None = None
    """?"""


class PutConfigurationSetReputationOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_reputation_options`."""


PUT_CONFIGURATION_SET_REPUTATION_OPTIONS = Operation(
    name="PutConfigurationSetReputationOptions",
    request=PutConfigurationSetReputationOptionsRequest,
    response=PutConfigurationSetReputationOptionsResponse,
    repeat=Repeat.?,
)


class PutConfigurationSetSendingOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_sending_options`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    sending_enabled: bool | None = None
    """?"""


class PutConfigurationSetSendingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_sending_options`."""


PUT_CONFIGURATION_SET_SENDING_OPTIONS = Operation(
    name="PutConfigurationSetSendingOptions",
    request=PutConfigurationSetSendingOptionsRequest,
    response=PutConfigurationSetSendingOptionsResponse,
    repeat=Repeat.?,
)


class PutConfigurationSetSuppressionOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_suppression_options`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    suppression_scope: SuppressionListScope | None = None
    """?"""

    suppressed_reasons: Sequence[SuppressionListReason] | None = None
    """?"""

    validation_options: SuppressionValidationOptions | None = None
    """?"""


class PutConfigurationSetSuppressionOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_suppression_options`."""


PUT_CONFIGURATION_SET_SUPPRESSION_OPTIONS = Operation(
    name="PutConfigurationSetSuppressionOptions",
    request=PutConfigurationSetSuppressionOptionsRequest,
    response=PutConfigurationSetSuppressionOptionsResponse,
    repeat=Repeat.?,
)


class PutConfigurationSetTrackingOptionsRequest(Request):
    """Arguments of `configuration_sets.put_configuration_set_tracking_options`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    custom_redirect_domain: str | None = None
    """?"""

    https_policy: HttpsPolicy | None = None
    """?"""


class PutConfigurationSetTrackingOptionsResponse(Response):
    """Answer of `configuration_sets.put_configuration_set_tracking_options`."""


PUT_CONFIGURATION_SET_TRACKING_OPTIONS = Operation(
    name="PutConfigurationSetTrackingOptions",
    request=PutConfigurationSetTrackingOptionsRequest,
    response=PutConfigurationSetTrackingOptionsResponse,
    repeat=Repeat.?,
)


class UpdateConfigurationSetRequest(Request):
    """Arguments of `configuration_sets.update_configuration_set`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    message_security_options: MessageSecurityOptions | None = None
    """?"""


class UpdateConfigurationSetResponse(Response):
    """Answer of `configuration_sets.update_configuration_set`."""


UPDATE_CONFIGURATION_SET = Operation(
    name="UpdateConfigurationSet",
    request=UpdateConfigurationSetRequest,
    response=UpdateConfigurationSetResponse,
    repeat=Repeat.?,
)


class UpdateConfigurationSetEventDestinationRequest(Request):
    """Arguments of `configuration_sets.update_configuration_set_event_destination`."""

    configuration_set_name: ConfigurationSetName
    """?"""

    event_destination_name: str
    """?"""

    event_destination: EventDestinationDefinition
    """?"""


class UpdateConfigurationSetEventDestinationResponse(Response):
    """Answer of `configuration_sets.update_configuration_set_event_destination`."""


UPDATE_CONFIGURATION_SET_EVENT_DESTINATION = Operation(
    name="UpdateConfigurationSetEventDestination",
    request=UpdateConfigurationSetEventDestinationRequest,
    response=UpdateConfigurationSetEventDestinationResponse,
    repeat=Repeat.?,
)


