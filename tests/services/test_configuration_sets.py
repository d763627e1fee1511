"""Every method of `client.configuration_sets`: its request, and its response or error."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    ServiceError,
)
from sesv2kit.models.common import (
    DashboardOptions,
    GuardianOptions,
    SuppressionConditionThreshold,
    SuppressionConfidenceThreshold,
    Tag,
    VdmOptions,
)
from sesv2kit.models.configuration_sets import (
    ArchivingOptions,
    CloudWatchDestination,
    CloudWatchDimensionConfiguration,
    DefaultSigningScheme,
    DeliveryOptions,
    EventBridgeDestination,
    EventDestination,
    EventDestinationDefinition,
    KinesisFirehoseDestination,
    MessageSecurityOptions,
    PinpointDestination,
    ReputationOptions,
    SendingOptions,
    SigningScheme,
    SmimeSigningScheme,
    SnsDestination,
    SuppressionOptions,
    SuppressionValidationOptions,
    TrackingOptions,
)
from tests.needs import needs
from tests.services.conftest import Stubbed, refused

ARCHIVE = "arn:aws:ses:us-east-1:123456789012:mailmanager-archive/a-" + "0" * 24
ROLE = "arn:aws:iam::123456789012:role/ses"
STREAM = "arn:aws:firehose:us-east-1:123456789012:deliverystream/mail"
TOPIC = "arn:aws:sns:us-east-1:123456789012:mail"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
PROJECT = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

NAMED = {"configuration_set_name": "news"}
NAMED_ON_WIRE = {"ConfigurationSetName": "news"}

TRACKING = TrackingOptions(custom_redirect_domain="click.example.com", https_policy="REQUIRE_OPEN_ONLY")
DELIVERY = DeliveryOptions(tls_policy="REQUIRE", sending_pool_name="fast", max_delivery_seconds=300)
CHECKS = SuppressionValidationOptions(
    condition_threshold=SuppressionConditionThreshold(
        condition_threshold_enabled="ENABLED",
        overall_confidence_threshold=SuppressionConfidenceThreshold(confidence_verdict_threshold="HIGH"),
    )
)
SMIME = MessageSecurityOptions(
    signing_scheme=SigningScheme(smime_scheme=SmimeSigningScheme(signature_format="DETACHED"))
)
UNSIGNED = MessageSecurityOptions(signing_scheme=SigningScheme(default_scheme=DefaultSigningScheme()))
OPTIONS: dict[str, Any] = {
    "tracking_options": TRACKING,
    "delivery_options": DELIVERY,
    "reputation_options": ReputationOptions(reputation_metrics_enabled=True, last_fresh_start=NOON),
    "sending_options": SendingOptions(sending_enabled=False),
    "tags": [Tag(key="team", value="crm")],
    "suppression_options": SuppressionOptions(
        suppressed_reasons=["COMPLAINT"], suppression_scope="TENANT", validation_options=CHECKS
    ),
    "vdm_options": VdmOptions(
        dashboard_options=DashboardOptions(engagement_metrics="ENABLED"),
        guardian_options=GuardianOptions(optimized_shared_delivery="DISABLED"),
    ),
    "archiving_options": ArchivingOptions(archive_arn=ARCHIVE),
    "message_security_options": SMIME,
}

TRACKING_ON_WIRE = {"CustomRedirectDomain": "click.example.com", "HttpsPolicy": "REQUIRE_OPEN_ONLY"}
DELIVERY_ON_WIRE = {"TlsPolicy": "REQUIRE", "SendingPoolName": "fast", "MaxDeliverySeconds": 300}
CHECKS_ON_WIRE = {
    "ConditionThreshold": {
        "ConditionThresholdEnabled": "ENABLED",
        "OverallConfidenceThreshold": {"ConfidenceVerdictThreshold": "HIGH"},
    }
}
SMIME_ON_WIRE = {"SigningScheme": {"SmimeScheme": {"SignatureFormat": "DETACHED"}}}
OPTIONS_ON_WIRE = {
    "TrackingOptions": TRACKING_ON_WIRE,
    "DeliveryOptions": DELIVERY_ON_WIRE,
    "ReputationOptions": {"ReputationMetricsEnabled": True, "LastFreshStart": NOON},
    "SendingOptions": {"SendingEnabled": False},
    "Tags": [{"Key": "team", "Value": "crm"}],
    "SuppressionOptions": {
        "SuppressedReasons": ["COMPLAINT"],
        "SuppressionScope": "TENANT",
        "ValidationOptions": CHECKS_ON_WIRE,
    },
    "VdmOptions": {
        "DashboardOptions": {"EngagementMetrics": "ENABLED"},
        "GuardianOptions": {"OptimizedSharedDelivery": "DISABLED"},
    },
    "ArchivingOptions": {"ArchiveArn": ARCHIVE},
    "MessageSecurityOptions": SMIME_ON_WIRE,
}

DIMENSION = CloudWatchDimensionConfiguration(
    dimension_name="ses:configuration-set", dimension_value_source="MESSAGE_TAG", default_dimension_value="a.b@c"
)
DESTINATIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"kinesis_firehose_destination": KinesisFirehoseDestination(iam_role_arn=ROLE, delivery_stream_arn=STREAM)},
        {"KinesisFirehoseDestination": {"IamRoleArn": ROLE, "DeliveryStreamArn": STREAM}},
    ),
    (
        {"cloud_watch_destination": CloudWatchDestination(dimension_configurations=[DIMENSION])},
        {
            "CloudWatchDestination": {
                "DimensionConfigurations": [
                    {
                        "DimensionName": "ses:configuration-set",
                        "DimensionValueSource": "MESSAGE_TAG",
                        "DefaultDimensionValue": "a.b@c",
                    }
                ]
            }
        },
    ),
    ({"sns_destination": SnsDestination(topic_arn=TOPIC)}, {"SnsDestination": {"TopicArn": TOPIC}}),
    (
        {"event_bridge_destination": EventBridgeDestination(event_bus_arn=BUS)},
        {"EventBridgeDestination": {"EventBusArn": BUS}},
    ),
    (
        {"pinpoint_destination": PinpointDestination(application_arn=PROJECT)},
        {"PinpointDestination": {"ApplicationArn": PROJECT}},
    ),
]
DESTINATION = {**NAMED, "event_destination_name": "clicks"}
DESTINATION_ON_WIRE = {**NAMED_ON_WIRE, "EventDestinationName": "clicks"}
DEFINED = {**DESTINATION, "event_destination": EventDestinationDefinition(enabled=True)}


@pytest.mark.parametrize(
    ("options", "wire"),
    [
        (OPTIONS, OPTIONS_ON_WIRE),
        ({}, {}),
        ({"message_security_options": UNSIGNED}, {"MessageSecurityOptions": {"SigningScheme": {"DefaultScheme": {}}}}),
    ],
)
def test_create(stubbed: Stubbed, options: dict[str, Any], wire: dict[str, Any]) -> None:
    stubbed.expect("create_configuration_set", {**NAMED_ON_WIRE, **wire})
    answer = stubbed.client.configuration_sets.create_configuration_set(configuration_set_name="news", **options)
    assert answer.metadata.attempts == 1


def test_get(stubbed: Stubbed) -> None:
    stubbed.expect("get_configuration_set", NAMED_ON_WIRE, {**NAMED_ON_WIRE, **OPTIONS_ON_WIRE})
    found = stubbed.client.configuration_sets.get_configuration_set(configuration_set_name="news")
    assert found.configuration_set_name == "news"
    assert {name: getattr(found, name) for name in OPTIONS} == OPTIONS


def test_get_a_set_without_options(stubbed: Stubbed) -> None:
    stubbed.expect("get_configuration_set", NAMED_ON_WIRE, NAMED_ON_WIRE)
    found = stubbed.client.configuration_sets.get_configuration_set(configuration_set_name="news")
    assert found.model_dump(exclude_none=True) == {"configuration_set_name": "news", "tags": []}


@needs("DeliveryOptions.SharedPoolDeliveryMode")
def test_create_and_get_with_a_shared_pool_delivery_mode(stubbed: Stubbed) -> None:
    on_wire = {**NAMED_ON_WIRE, "DeliveryOptions": {"SharedPoolDeliveryMode": "REGIONAL"}}
    options = DeliveryOptions(shared_pool_delivery_mode="REGIONAL")
    stubbed.expect("create_configuration_set", on_wire)
    stubbed.expect("get_configuration_set", NAMED_ON_WIRE, on_wire)
    stubbed.client.configuration_sets.create_configuration_set(configuration_set_name="news", delivery_options=options)
    found = stubbed.client.configuration_sets.get_configuration_set(configuration_set_name="news")
    assert found.delivery_options == options


@pytest.mark.parametrize(("target", "target_on_wire"), DESTINATIONS)
@pytest.mark.parametrize("verb", ["create", "update"])
def test_define_an_event_destination(
    stubbed: Stubbed, verb: str, target: dict[str, Any], target_on_wire: dict[str, Any]
) -> None:
    method = f"{verb}_configuration_set_event_destination"
    definition = {"Enabled": True, "MatchingEventTypes": ["CLICK", "OPEN"], **target_on_wire}
    stubbed.expect(method, {**DESTINATION_ON_WIRE, "EventDestination": definition})
    answer = getattr(stubbed.client.configuration_sets, method)(
        **DESTINATION,
        event_destination=EventDestinationDefinition(enabled=True, matching_event_types=["CLICK", "OPEN"], **target),
    )
    assert answer.metadata.attempts == 1


def test_get_event_destinations(stubbed: Stubbed) -> None:
    definition = {"Name": "clicks", "Enabled": False, "MatchingEventTypes": ["CLICK"]}
    on_wire = [{**definition, **target_on_wire} for _, target_on_wire in DESTINATIONS]
    stubbed.expect("get_configuration_set_event_destinations", NAMED_ON_WIRE, {"EventDestinations": on_wire})
    found = stubbed.client.configuration_sets.get_configuration_set_event_destinations(configuration_set_name="news")
    assert found.event_destinations == [
        EventDestination(name="clicks", enabled=False, matching_event_types=["CLICK"], **target)
        for target, _ in DESTINATIONS
    ]


def test_get_no_event_destinations(stubbed: Stubbed) -> None:
    stubbed.expect("get_configuration_set_event_destinations", NAMED_ON_WIRE)
    found = stubbed.client.configuration_sets.get_configuration_set_event_destinations(configuration_set_name="news")
    assert found.event_destinations == []


def test_list(stubbed: Stubbed) -> None:
    wanted = {"Filter": {"CONFIGURATION_SET_NAME_CONTAINS": "new"}, "PageSize": 2}
    first = {"ConfigurationSets": ["news", "newer"], "NextToken": "there"}
    stubbed.expect("list_configuration_sets", {**wanted, "NextToken": "here"}, first)
    stubbed.expect("list_configuration_sets", {**wanted, "NextToken": "there"}, {"ConfigurationSets": ["newest"]})
    names = stubbed.client.configuration_sets.list_configuration_sets(
        filter={"CONFIGURATION_SET_NAME_CONTAINS": "new"}, next_token="here", page_size=2
    )
    assert list(names) == ["news", "newer", "newest"]


def test_list_stops_at_its_limit_without_another_call(stubbed: Stubbed) -> None:
    stubbed.expect("list_configuration_sets", {}, {"ConfigurationSets": ["a", "b"], "NextToken": "more"})
    assert list(stubbed.client.configuration_sets.list_configuration_sets(limit=2)) == ["a", "b"]


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        ("delete_configuration_set", {}, {}),
        (
            "delete_configuration_set_event_destination",
            {"event_destination_name": "clicks"},
            {"EventDestinationName": "clicks"},
        ),
        ("put_configuration_set_archiving_options", {"archive_arn": ARCHIVE}, {"ArchiveArn": ARCHIVE}),
        ("put_configuration_set_archiving_options", {}, {}),
        (
            "put_configuration_set_delivery_options",
            {"tls_policy": "REQUIRE", "sending_pool_name": "fast", "max_delivery_seconds": 50400},
            {"TlsPolicy": "REQUIRE", "SendingPoolName": "fast", "MaxDeliverySeconds": 50400},
        ),
        ("put_configuration_set_delivery_options", {}, {}),
        pytest.param(
            "put_configuration_set_delivery_options",
            {"shared_pool_delivery_mode": "ACCOUNT"},
            {"SharedPoolDeliveryMode": "ACCOUNT"},
            marks=needs("PutConfigurationSetDeliveryOptionsRequest.SharedPoolDeliveryMode"),
        ),
        (
            "put_configuration_set_reputation_options",
            {"reputation_metrics_enabled": False},
            {"ReputationMetricsEnabled": False},
        ),
        ("put_configuration_set_reputation_options", {}, {}),
        ("put_configuration_set_sending_options", {"sending_enabled": False}, {"SendingEnabled": False}),
        ("put_configuration_set_sending_options", {}, {}),
        (
            "put_configuration_set_suppression_options",
            {"suppression_scope": "ACCOUNT", "suppressed_reasons": ["BOUNCE"], "validation_options": CHECKS},
            {"SuppressionScope": "ACCOUNT", "SuppressedReasons": ["BOUNCE"], "ValidationOptions": CHECKS_ON_WIRE},
        ),
        ("put_configuration_set_suppression_options", {"suppressed_reasons": []}, {"SuppressedReasons": []}),
        ("put_configuration_set_suppression_options", {}, {}),
        (
            "put_configuration_set_tracking_options",
            {"custom_redirect_domain": "click.example.com", "https_policy": "REQUIRE_OPEN_ONLY"},
            TRACKING_ON_WIRE,
        ),
        ("put_configuration_set_tracking_options", {}, {}),
        (
            "update_configuration_set",
            {"message_security_options": SMIME},
            {"MessageSecurityOptions": SMIME_ON_WIRE},
        ),
        ("update_configuration_set", {}, {}),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.configuration_sets, method, {**NAMED, **arguments}, {**NAMED_ON_WIRE, **wire})


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_configuration_set", NAMED, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_configuration_set", NAMED, "LimitExceededException", 400, LimitExceededError),
        ("create_configuration_set_event_destination", DEFINED, "AlreadyExistsException", 400, AlreadyExistsError),
        ("delete_configuration_set", NAMED, "NotFoundException", 404, NotFoundError),
        ("delete_configuration_set_event_destination", DESTINATION, "NotFoundException", 404, NotFoundError),
        ("get_configuration_set", NAMED, "NotFoundException", 404, NotFoundError),
        ("get_configuration_set_event_destinations", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_configuration_sets", {}, "BadRequestException", 400, BadRequestError),
        ("put_configuration_set_archiving_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("put_configuration_set_delivery_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("put_configuration_set_reputation_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("put_configuration_set_sending_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("put_configuration_set_suppression_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("put_configuration_set_tracking_options", NAMED, "NotFoundException", 404, NotFoundError),
        ("update_configuration_set", NAMED, "NotFoundException", 404, NotFoundError),
        ("update_configuration_set_event_destination", DEFINED, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.configuration_sets, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_configuration_set", {"configuration_set_name": ""}, "configuration_set_name"),
        ("create_configuration_set", {"configuration_set_name": "a" * 65}, "configuration_set_name"),
        ("create_configuration_set", {"configuration_set_name": "a b"}, "configuration_set_name"),
        ("create_configuration_set", {**NAMED, "tags": [Tag(key=str(n), value="") for n in range(51)]}, "tags"),
        (
            "create_configuration_set",
            {**NAMED, "delivery_options": {"max_delivery_seconds": 299}},
            "delivery_options.max_delivery_seconds",
        ),
        (
            "create_configuration_set",
            {**NAMED, "delivery_options": {"sending_pool_name": ""}},
            "delivery_options.sending_pool_name",
        ),
        (
            "create_configuration_set",
            {**NAMED, "archiving_options": {"archive_arn": "arn:aws:ses:us-east-1:1:archive/a"}},
            "archiving_options.archive_arn",
        ),
        (
            "create_configuration_set",
            {**NAMED, "tracking_options": {"https_policy": "REQUIRE"}},
            "tracking_options.custom_redirect_domain",
        ),
        (
            "create_configuration_set_event_destination",
            {**DEFINED, "event_destination_name": ""},
            "event_destination_name",
        ),
        (
            "create_configuration_set_event_destination",
            {**DESTINATION, "event_destination": {"matching_event_types": ["SENT"]}},
            "event_destination.matching_event_types.0",
        ),
        (
            "create_configuration_set_event_destination",
            {**DESTINATION, "event_destination": {"sns_destination": {"topic_arn": ""}}},
            "event_destination.sns_destination.topic_arn",
        ),
        ("delete_configuration_set", {"configuration_set_name": ""}, "configuration_set_name"),
        (
            "delete_configuration_set_event_destination",
            {**NAMED, "event_destination_name": ""},
            "event_destination_name",
        ),
        ("get_configuration_set", {"configuration_set_name": ""}, "configuration_set_name"),
        ("get_configuration_set_event_destinations", {"configuration_set_name": "a/b"}, "configuration_set_name"),
        ("list_configuration_sets", {"page_size": 0}, "page_size"),
        ("list_configuration_sets", {"filter": {"NAME": "a"}}, "filter.NAME"),
        (
            "list_configuration_sets",
            {"filter": {"CONFIGURATION_SET_NAME_CONTAINS": ""}},
            "filter.CONFIGURATION_SET_NAME_CONTAINS",
        ),
        ("put_configuration_set_archiving_options", {**NAMED, "archive_arn": "a" * 20}, "archive_arn"),
        ("put_configuration_set_delivery_options", {**NAMED, "max_delivery_seconds": 50401}, "max_delivery_seconds"),
        ("put_configuration_set_delivery_options", {**NAMED, "tls_policy": "Require"}, "tls_policy"),
        (
            "put_configuration_set_delivery_options",
            {**NAMED, "shared_pool_delivery_mode": "LUNAR"},
            "shared_pool_delivery_mode",
        ),
        (
            "create_configuration_set",
            {**NAMED, "delivery_options": {"shared_pool_delivery_mode": "LUNAR"}},
            "delivery_options.shared_pool_delivery_mode",
        ),
        ("put_configuration_set_reputation_options", {"configuration_set_name": ""}, "configuration_set_name"),
        ("put_configuration_set_sending_options", {**NAMED, "sending_enabled": "perhaps"}, "sending_enabled"),
        (
            "put_configuration_set_suppression_options",
            {**NAMED, "suppressed_reasons": ["SPAM"]},
            "suppressed_reasons.0",
        ),
        ("put_configuration_set_suppression_options", {**NAMED, "suppression_scope": "SET"}, "suppression_scope"),
        ("put_configuration_set_tracking_options", {**NAMED, "https_policy": "NEVER"}, "https_policy"),
        (
            "update_configuration_set",
            {**NAMED, "message_security_options": {"signing_scheme": {}}},
            "message_security_options.signing_scheme",
        ),
        (
            "update_configuration_set_event_destination",
            {**DEFINED, "event_destination_name": ""},
            "event_destination_name",
        ),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.configuration_sets, method), **arguments) == [argument]


@pytest.mark.parametrize(
    "members",
    [
        {"dimension_name": "a" * 255},
        {"dimension_name": "Az09_-"},
        {"default_dimension_value": "Az09_-@."},
        {"default_dimension_value": "a" * 255},
    ],
)
def test_a_dimension_within_its_limits(members: dict[str, Any]) -> None:
    assert CloudWatchDimensionConfiguration(**{**DIMENSION.model_dump(), **members}) != DIMENSION


@pytest.mark.parametrize(
    "members",
    [
        {"dimension_name": "a" * 256},
        {"dimension_name": "a.b"},
        {"default_dimension_value": "a" * 256},
        {"default_dimension_value": "a:b"},
        {"dimension_value_source": "TAG"},
    ],
)
def test_a_dimension_beyond_its_limits(members: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(members))):
        CloudWatchDimensionConfiguration(**{**DIMENSION.model_dump(), **members})


def test_metrics_have_10_dimensions_at_most() -> None:
    assert len(CloudWatchDestination(dimension_configurations=[DIMENSION] * 10).dimension_configurations) == 10
    with pytest.raises(ValidationError, match="at most 10 dimensions"):
        CloudWatchDestination(dimension_configurations=[DIMENSION] * 11)


def test_one_signing_scheme_excludes_the_other() -> None:
    with pytest.raises(ValidationError, match="exactly one of default_scheme and smime_scheme"):
        SigningScheme(default_scheme=DefaultSigningScheme(), smime_scheme=SmimeSigningScheme())
