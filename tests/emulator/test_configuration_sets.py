"""Configuration sets."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit import SESv2
from sesv2kit.models import DeliveryOptions
from sesv2kit.testing import Backend, VirtualClock, mock_sesv2, serve
from sesv2kit.testing.engine import Engine
from sesv2kit.testing.operations import OPERATIONS
from sesv2kit.testing.protocol.assumptions import (
    ARN_PARTITION,
    EMPTY_SUPPRESSION_OPTIONS,
    EVENT_BUS_ACCOUNT,
    EVENT_DESTINATION_ONE_KIND,
    HTTPS_POLICY_ALONE,
    SENDING_POOL_400,
)
from sesv2kit.testing.protocol.errors import Refused
from tests.needs import needs

from .conftest import SESSION, make_client
from .helpers import pages, refusal, simple, values_of

ARN = "arn:aws:{}:us-east-1:123456789012:{}"
ARCHIVE = ARN.format("ses", "mailmanager-archive/a-" + "0" * 24)
SNS: Any = {"MatchingEventTypes": ["SEND"], "SnsDestination": {"TopicArn": ARN.format("sns", "events")}}


def options(ses: Any, name: str = "main") -> Any:
    answer = ses.get_configuration_set(ConfigurationSetName=name)
    del answer["ResponseMetadata"]
    return answer


def test_a_new_one_shows_only_what_always_exists(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    assert options(ses) == {
        "ConfigurationSetName": "main",
        "DeliveryOptions": {"TlsPolicy": "OPTIONAL"},
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": True},
        "Tags": [],
    }


def test_options_given_at_creation(ses: Any, sender: str) -> None:
    ses.create_dedicated_ip_pool(PoolName="fast")
    given = {
        "TrackingOptions": {"CustomRedirectDomain": "click.example.com", "HttpsPolicy": "REQUIRE"},
        "DeliveryOptions": {"TlsPolicy": "REQUIRE", "SendingPoolName": "fast", "MaxDeliverySeconds": 300},
        "ReputationOptions": {"ReputationMetricsEnabled": True, "LastFreshStart": datetime(2026, 1, 1, tzinfo=UTC)},
        "SendingOptions": {"SendingEnabled": False},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"},
        "VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}},
        "ArchivingOptions": {"ArchiveArn": ARCHIVE},
        "MessageSecurityOptions": {"SigningScheme": {"SmimeScheme": {"SignatureFormat": "DETACHED"}}},
        "Tags": [{"Key": "k", "Value": "v"}],
    }
    ses.create_configuration_set(ConfigurationSetName="main", **given)
    assert options(ses) == {"ConfigurationSetName": "main", **given}


def test_an_option_without_its_boolean_is_false(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main", SendingOptions={})
    assert options(ses)["SendingOptions"] == {"SendingEnabled": False}


def test_a_duplicate_and_an_invalid_name(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    assert refusal(ses.create_configuration_set, ConfigurationSetName="main") == (
        400,
        "AlreadyExistsException",
        "Configuration set <main> already exists.",
    )
    for name in ("a b", "a" * 65):
        status, code, message = refusal(ses.create_configuration_set, ConfigurationSetName=name)
        assert (status, code) == (400, "BadRequestException")
        assert message.startswith(f"Invalid configuration set name <{name}>")


def test_invalid_tags(ses: Any) -> None:
    tags = [{"Key": "aws:k", "Value": "v"}]
    assert "reserved prefix" in refusal(ses.create_configuration_set, ConfigurationSetName="main", Tags=tags)[2]


def test_a_page_has_50_unless_another_size_up_to_1000_is_asked_for(ses: Any) -> None:
    for number in range(51):
        ses.create_configuration_set(ConfigurationSetName=f"s{number}")
    assert len(ses.list_configuration_sets()["ConfigurationSets"]) == 50
    assert len(ses.list_configuration_sets(PageSize=1000)["ConfigurationSets"]) == 51
    assert "less than or equal to 1000" in refusal(ses.list_configuration_sets, PageSize=1001)[2]


@pytest.mark.parametrize(
    "operation",
    [
        "get_configuration_set",
        "delete_configuration_set",
        "get_configuration_set_event_destinations",
        "put_configuration_set_archiving_options",
        "put_configuration_set_delivery_options",
        "put_configuration_set_reputation_options",
        "put_configuration_set_sending_options",
        "put_configuration_set_suppression_options",
        "put_configuration_set_tracking_options",
        "put_configuration_set_vdm_options",
        "update_configuration_set",
    ],
)
def test_an_unknown_one(ses: Any, operation: str) -> None:
    assert refusal(getattr(ses, operation), ConfigurationSetName="ghost") == (
        404,
        "NotFoundException",
        "Configuration set <ghost> does not exist.",
    )


def test_delete(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.delete_configuration_set(ConfigurationSetName="main")
    assert refusal(ses.get_configuration_set, ConfigurationSetName="main")[0] == 404


def test_the_list_and_its_filter(ses: Any) -> None:
    for name in ("news", "alerts", "newsletter"):
        ses.create_configuration_set(ConfigurationSetName=name)

    def names(**members: Any) -> list[str]:
        return [name for page in pages(ses.list_configuration_sets, **members) for name in page["ConfigurationSets"]]

    assert names() == names(PageSize=1) == ["alerts", "news", "newsletter"]
    assert names(Filter={"CONFIGURATION_SET_NAME_CONTAINS": "news"}) == ["news", "newsletter"]
    assert names(Filter={"CONFIGURATION_SET_NAME_CONTAINS": "NEWS"}) == ["news", "newsletter"]
    assert refusal(ses.list_configuration_sets, Filter={"COLOUR": "red"})[:2] == (400, "BadRequestException")


def test_sending_options(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.put_configuration_set_sending_options(ConfigurationSetName="main")
    assert options(ses)["SendingOptions"] == {"SendingEnabled": False}
    ses.put_configuration_set_sending_options(ConfigurationSetName="main", SendingEnabled=True)
    assert options(ses)["SendingOptions"] == {"SendingEnabled": True}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, {"SuppressedReasons": []}),
        ({"SuppressedReasons": []}, {"SuppressedReasons": []}),
        ({"SuppressedReasons": ["COMPLAINT"]}, {"SuppressedReasons": ["COMPLAINT"]}),
        ({"SuppressionScope": "TENANT"}, {"SuppressionScope": "TENANT"}),
    ],
)
def test_suppression_options(ses: Any, given: Any, kept: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.put_configuration_set_suppression_options(ConfigurationSetName="main", **given)
    assert options(ses)["SuppressionOptions"] == kept
    if given:
        ses.create_configuration_set(ConfigurationSetName="other", SuppressionOptions=given)
        assert options(ses, "other")["SuppressionOptions"] == kept


def test_empty_options_of_a_new_set_mean_what_they_mean_on_aws(backend: Backend, ses: Any) -> None:
    create = ses.create_configuration_set
    create(ConfigurationSetName="main", SendingOptions={}, ReputationOptions={}, DeliveryOptions={}, VdmOptions={})
    assert options(ses)["SendingOptions"] == {"SendingEnabled": False}
    assert options(ses)["ReputationOptions"] == {"ReputationMetricsEnabled": False}
    message = EMPTY_SUPPRESSION_OPTIONS.note
    given: Any = {"ConfigurationSetName": "other", "SuppressionOptions": {}}
    assert refusal(create, **given) == (500, "InternalFailure", message)
    backend.assume = {"empty_suppression_options": False}
    create(**given)
    assert options(ses, "other")["SuppressionOptions"] == {"SuppressedReasons": []}


def test_vdm_options_are_set_and_unset(backend: Backend, ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    given = {"GuardianOptions": {"OptimizedSharedDelivery": "DISABLED"}}
    ses.put_configuration_set_vdm_options(ConfigurationSetName="main", VdmOptions=given)
    assert options(ses)["VdmOptions"] == given
    ses.put_configuration_set_vdm_options(ConfigurationSetName="main")
    assert "VdmOptions" not in options(ses)
    bad = {"DashboardOptions": {"EngagementMetrics": "MAYBE"}}
    assert (
        "'vdmOptions.dashboardOptions.engagementMetrics'"
        in refusal(ses.put_configuration_set_vdm_options, ConfigurationSetName="main", VdmOptions=bad)[2]
    )


def test_an_account_has_at_most_10_000() -> None:
    state = Engine(VirtualClock()).state("111122223333", "eu-west-1")
    for number in range(10_000):
        OPERATIONS["create_configuration_set"](state, {"ConfigurationSetName": f"s{number}"})
    with pytest.raises(Refused, match="no more than 10000 configuration sets") as caught:
        OPERATIONS["create_configuration_set"](state, {"ConfigurationSetName": "last"})
    assert caught.value.code == "LimitExceededException"


def test_archiving_options_are_set_and_unset(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.put_configuration_set_archiving_options(ConfigurationSetName="main", ArchiveArn=ARCHIVE)
    assert options(ses)["ArchivingOptions"] == {"ArchiveArn": ARCHIVE}
    ses.put_configuration_set_archiving_options(ConfigurationSetName="main")
    assert "ArchivingOptions" not in options(ses)
    message = refusal(ses.put_configuration_set_archiving_options, ConfigurationSetName="main", ArchiveArn="a" * 30)[2]
    assert "Value at 'archiveArn' failed to satisfy constraint: Member must satisfy regular expression" in message


class TestDeliveryOptions:
    def test_they_are_replaced_whole(self, ses: Any) -> None:
        ses.create_dedicated_ip_pool(PoolName="fast")
        ses.create_configuration_set(ConfigurationSetName="main")
        given: Any = {"TlsPolicy": "REQUIRE", "SendingPoolName": "fast", "MaxDeliverySeconds": 50400}
        ses.put_configuration_set_delivery_options(ConfigurationSetName="main", **given)
        assert options(ses)["DeliveryOptions"] == given
        ses.put_configuration_set_delivery_options(ConfigurationSetName="main")
        assert options(ses)["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL"}

    @needs("PutConfigurationSetDeliveryOptionsRequest.SharedPoolDeliveryMode")
    def test_the_mode_of_the_shared_pool_stays_where_it_is_not_given(self, ses: Any) -> None:
        created: Any = {"TlsPolicy": "REQUIRE", "SharedPoolDeliveryMode": "REGIONAL"}
        ses.create_configuration_set(ConfigurationSetName="main", DeliveryOptions=created)
        assert options(ses)["DeliveryOptions"] == created
        ses.put_configuration_set_delivery_options(ConfigurationSetName="main", MaxDeliverySeconds=300)
        assert options(ses)["DeliveryOptions"] == {
            "TlsPolicy": "OPTIONAL",
            "MaxDeliverySeconds": 300,
            "SharedPoolDeliveryMode": "REGIONAL",
        }
        ses.put_configuration_set_delivery_options(ConfigurationSetName="main", SharedPoolDeliveryMode="ACCOUNT")
        assert options(ses)["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL", "SharedPoolDeliveryMode": "ACCOUNT"}
        assert (
            "enum value set: [GLOBAL, REGIONAL, ACCOUNT]"
            in refusal(
                ses.put_configuration_set_delivery_options, ConfigurationSetName="main", SharedPoolDeliveryMode="LUNAR"
            )[2]
        )

    @needs("PutConfigurationSetDeliveryOptionsRequest.SharedPoolDeliveryMode")
    @pytest.mark.parametrize("carrier", [mock_sesv2, serve], ids=["inprocess", "http"])
    def test_the_mode_of_the_shared_pool_is_seen_by_each_client(self, carrier: Any) -> None:
        with carrier() as local:
            endpoint_url = getattr(local, "endpoint_url", None)
            ses = make_client(endpoint_url=endpoint_url)
            with SESv2("us-east-1", session=SESSION, endpoint_url=endpoint_url) as client:
                sets = client.configuration_sets
                regional = DeliveryOptions(shared_pool_delivery_mode="REGIONAL")
                sets.create_configuration_set(configuration_set_name="main", delivery_options=regional)
                assert options(ses)["DeliveryOptions"]["SharedPoolDeliveryMode"] == "REGIONAL"
                ses.put_configuration_set_delivery_options(ConfigurationSetName="main", SharedPoolDeliveryMode="GLOBAL")
                found = sets.get_configuration_set(configuration_set_name="main").delivery_options
                assert found is not None
                assert found.shared_pool_delivery_mode == "GLOBAL"
                sets.put_configuration_set_delivery_options(
                    configuration_set_name="main", shared_pool_delivery_mode="ACCOUNT"
                )
                assert options(ses)["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL", "SharedPoolDeliveryMode": "ACCOUNT"}

    @pytest.mark.parametrize("pool", ["ses-shared-pool", "ses-default-dedicated-pool"])
    def test_ses_has_two_pools_of_its_own(self, ses: Any, pool: str) -> None:
        ses.create_configuration_set(ConfigurationSetName="main", DeliveryOptions={"SendingPoolName": pool})
        assert options(ses)["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL", "SendingPoolName": pool}

    @pytest.mark.parametrize(
        ("pool", "text"),
        [("ghost", "SendingPool <ghost> doesn't exist"), ("", "sendingPoolName can't be blank.")],
    )
    def test_another_pool_must_exist(self, backend: Backend, ses: Any, pool: str, text: str) -> None:
        absent = (400, "BadRequestException", f"{text} {SENDING_POOL_400.note}")
        given: Any = {"SendingPoolName": pool}
        create, put = ses.create_configuration_set, ses.put_configuration_set_delivery_options
        assert refusal(create, ConfigurationSetName="main", DeliveryOptions=given) == absent
        ses.create_configuration_set(ConfigurationSetName="main")
        assert refusal(put, ConfigurationSetName="main", **given) == absent
        backend.assume = {"sending_pool_400": False}
        absent = (404, "NotFoundException", f"Dedicated IP pool <{pool}> does not exist.")
        assert refusal(put, ConfigurationSetName="main", **given) == absent

    @pytest.mark.parametrize(("seconds", "bound"), [(299, "greater"), (50401, "less")])
    def test_the_time_for_delivery_is_between_five_minutes_and_fourteen_hours(
        self, ses: Any, seconds: int, bound: str
    ) -> None:
        given: Any = {"MaxDeliverySeconds": seconds}
        message = refusal(ses.create_configuration_set, ConfigurationSetName="main", DeliveryOptions=given)[2]
        assert f"Member must have value {bound} than or equal to" in message

    def test_invalid_options(self, ses: Any) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        given: Any = {"TlsPolicy": "MAYBE", "MaxDeliverySeconds": 299}
        assert refusal(ses.put_configuration_set_delivery_options, ConfigurationSetName="main", **given) == (
            400,
            "BadRequestException",
            "2 validation errors detected: "
            "Value at 'tlsPolicy' failed to satisfy constraint: Member must satisfy enum value set: "
            f"{values_of('TlsPolicy')}; "
            "Value at 'maxDeliverySeconds' failed to satisfy constraint: "
            "Member must have value greater than or equal to 300",
        )

    def test_a_set_whose_pool_is_gone_cannot_send(self, ses: Any, sender: str) -> None:
        ses.create_dedicated_ip_pool(PoolName="fast")
        ses.create_configuration_set(ConfigurationSetName="main", DeliveryOptions={"SendingPoolName": "fast"})
        ses.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
        mail: Any = {
            "FromEmailAddress": sender,
            "Destination": {"ToAddresses": ["bo@x.com"]},
            "Content": simple(),
            "ConfigurationSetName": "main",
        }
        ses.send_email(**mail)
        ses.delete_dedicated_ip_pool(PoolName="fast")
        text = "The dedicated IP pool of the configuration set does not exist."
        assert refusal(ses.send_email, **mail) == (400, "BadRequestException", text)
        (result,) = ses.send_bulk_email(
            FromEmailAddress=sender,
            ConfigurationSetName="main",
            DefaultContent={"Template": {"TemplateName": "t", "TemplateData": "{}"}},
            BulkEmailEntries=[{"Destination": {"ToAddresses": ["bo@x.com"]}}],
        )["BulkEmailEntryResults"]
        assert result == {"Status": "INVALID_SENDING_POOL_NAME", "Error": text}


def test_reputation_metrics_begin_afresh_when_sending_is_turned_on_again(backend: Backend, ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.put_configuration_set_reputation_options(ConfigurationSetName="main", ReputationMetricsEnabled=True)
    ses.put_configuration_set_sending_options(ConfigurationSetName="main", SendingEnabled=True)
    assert options(ses)["ReputationOptions"] == {"ReputationMetricsEnabled": True}
    ses.put_configuration_set_sending_options(ConfigurationSetName="main", SendingEnabled=False)
    assert options(ses)["ReputationOptions"] == {"ReputationMetricsEnabled": True}
    ses.put_configuration_set_sending_options(ConfigurationSetName="main", SendingEnabled=True)
    fresh_start = options(ses)["ReputationOptions"]["LastFreshStart"]
    assert abs(fresh_start - backend.clock.now()) < timedelta(milliseconds=1)
    ses.put_configuration_set_reputation_options(ConfigurationSetName="main")
    assert options(ses)["ReputationOptions"] == {"ReputationMetricsEnabled": False, "LastFreshStart": fresh_start}


class TestTrackingOptions:
    def test_they_are_set_and_unset(self, ses: Any, sender: str) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        given: Any = {"CustomRedirectDomain": "Example.com", "HttpsPolicy": "REQUIRE_OPEN_ONLY"}
        ses.put_configuration_set_tracking_options(ConfigurationSetName="main", **given)
        assert options(ses)["TrackingOptions"] == given
        ses.put_configuration_set_tracking_options(ConfigurationSetName="main")
        assert "TrackingOptions" not in options(ses)

    @pytest.mark.parametrize("domain", ["other.com", "pending.com", "notexample.com", "me@example.com"])
    def test_the_domain_must_be_verified(self, ses: Any, sender: str, domain: str) -> None:
        ses.create_email_identity(EmailIdentity="pending.com")
        given: Any = {"CustomRedirectDomain": domain}
        unverified = (400, "BadRequestException", f"Domain <{domain}> is not verified under this account.")
        create, put = ses.create_configuration_set, ses.put_configuration_set_tracking_options
        assert refusal(create, ConfigurationSetName="main", TrackingOptions=given) == unverified
        ses.create_configuration_set(ConfigurationSetName="main")
        assert refusal(put, ConfigurationSetName="main", **given) == unverified

    def test_a_policy_needs_a_domain(self, backend: Backend, ses: Any) -> None:
        put = ses.put_configuration_set_tracking_options
        message = f"CustomRedirectDomain must be specified. {HTTPS_POLICY_ALONE.note}"
        expected = (400, "BadRequestException", message)
        assert refusal(put, ConfigurationSetName="ghost", HttpsPolicy="REQUIRE") == expected
        ses.create_configuration_set(ConfigurationSetName="main")
        assert refusal(put, ConfigurationSetName="main", HttpsPolicy="REQUIRE") == expected
        backend.assume = {"https_policy_alone": False}
        put(ConfigurationSetName="main", HttpsPolicy="REQUIRE")
        backend.assume = True
        assert refusal(put, ConfigurationSetName="main", CustomRedirectDomain="")[:2] == (400, "BadRequestException")
        assert "enum value set" in refusal(put, ConfigurationSetName="main", HttpsPolicy="NEVER")[2]


class TestMessageSecurity:
    def test_an_update_leaves_what_it_does_not_name(self, ses: Any) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")
        ses.update_configuration_set(ConfigurationSetName="main", MessageSecurityOptions={})
        assert "MessageSecurityOptions" not in options(ses)
        given: Any = {"SigningScheme": {"SmimeScheme": {"SignatureFormat": "DETACHED"}}}
        ses.update_configuration_set(ConfigurationSetName="main", MessageSecurityOptions=given)
        ses.update_configuration_set(ConfigurationSetName="main")
        ses.update_configuration_set(ConfigurationSetName="main", MessageSecurityOptions={})
        assert options(ses)["MessageSecurityOptions"] == given
        given = {"SigningScheme": {"DefaultScheme": {}}}
        ses.update_configuration_set(ConfigurationSetName="main", MessageSecurityOptions=given)
        assert options(ses)["MessageSecurityOptions"] == given

    @pytest.mark.parametrize("scheme", [{}, {"DefaultScheme": {}, "SmimeScheme": {}}])
    def test_a_scheme_is_one_of_two(self, ses: Any, scheme: Any) -> None:
        given: Any = {"SigningScheme": scheme}
        expected = (
            400,
            "BadRequestException",
            "SigningScheme must have exactly one of DefaultScheme and SmimeScheme.",
        )
        create, update = ses.create_configuration_set, ses.update_configuration_set
        assert refusal(create, ConfigurationSetName="main", MessageSecurityOptions=given) == expected
        ses.create_configuration_set(ConfigurationSetName="main")
        assert refusal(update, ConfigurationSetName="main", MessageSecurityOptions=given) == expected


FIREHOSE: Any = {
    "IamRoleArn": "arn:aws:iam::123456789012:role/events",
    "DeliveryStreamArn": ARN.format("firehose", "deliverystream/events"),
}
DIMENSION = {"DimensionName": "ses:from-domain", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "no-n"}
DESTINATIONS: Any = {
    "KinesisFirehoseDestination": FIREHOSE,
    "CloudWatchDestination": {"DimensionConfigurations": [DIMENSION] * 10},
    "SnsDestination": {"TopicArn": ARN.format("sns", "events.fifo")},
    "EventBridgeDestination": {"EventBusArn": ARN.format("events", "event-bus/default")},
    "PinpointDestination": {"ApplicationArn": ARN.format("mobiletargeting", "apps/0a1b")},
}


class TestEventDestinations:
    @pytest.fixture(autouse=True)
    def configuration_set(self, ses: Any) -> None:
        ses.create_configuration_set(ConfigurationSetName="main")

    def create(self, ses: Any, name: str = "events", definition: Any = SNS, **members: Any) -> None:
        ses.create_configuration_set_event_destination(
            **{"ConfigurationSetName": "main", "EventDestinationName": name, "EventDestination": definition, **members}
        )

    def update(self, ses: Any, definition: Any = SNS, **members: Any) -> None:
        ses.update_configuration_set_event_destination(
            **{
                "ConfigurationSetName": "main",
                "EventDestinationName": "events",
                "EventDestination": definition,
                **members,
            }
        )

    def listed(self, ses: Any) -> Any:
        return ses.get_configuration_set_event_destinations(ConfigurationSetName="main")["EventDestinations"]

    def test_there_are_none_at_first(self, ses: Any) -> None:
        assert self.listed(ses) == []

    @pytest.mark.parametrize("kind", DESTINATIONS)
    def test_every_kind(self, ses: Any, kind: str) -> None:
        definition = {"Enabled": True, "MatchingEventTypes": ["BOUNCE", "SEND"], kind: DESTINATIONS[kind]}
        self.create(ses, definition=definition)
        assert self.listed(ses) == [{"Name": "events", **definition}]

    def test_they_keep_their_order_and_go_with_their_set(self, ses: Any) -> None:
        for name in ("zeta", "alpha", "mid"):
            self.create(ses, name)
        ses.delete_configuration_set_event_destination(ConfigurationSetName="main", EventDestinationName="alpha")
        assert [found["Name"] for found in self.listed(ses)] == ["zeta", "mid"]
        ses.delete_configuration_set(ConfigurationSetName="main")
        ses.create_configuration_set(ConfigurationSetName="main")
        assert self.listed(ses) == []

    def test_an_update_replaces_everything(self, ses: Any) -> None:
        self.create(ses, definition={"Enabled": True, **SNS})
        changed = {"MatchingEventTypes": ["CLICK"], "KinesisFirehoseDestination": FIREHOSE}
        self.update(ses, changed)
        assert self.listed(ses) == [{"Name": "events", "Enabled": False, **changed}]

    def test_a_duplicate_and_the_limit(self, ses: Any) -> None:
        self.create(ses, "events-0")
        assert refusal(self.create, ses, "events-0") == (
            400,
            "AlreadyExistsException",
            "Event destination <events-0> already exists in configuration set <main>.",
        )
        for number in range(1, 10):
            self.create(ses, f"events-{number}")
        assert refusal(self.create, ses, "one-more") == (
            400,
            "LimitExceededException",
            "There can be no more than 10 event destinations of one configuration set.",
        )

    def test_an_unknown_one(self, ses: Any) -> None:
        delete = ses.delete_configuration_set_event_destination
        expected = (
            404,
            "NotFoundException",
            "Event destination <events> does not exist in configuration set <main>.",
        )
        assert refusal(delete, ConfigurationSetName="main", EventDestinationName="events") == expected
        assert refusal(self.update, ses) == expected

    def test_an_unknown_set(self, ses: Any) -> None:
        absent = (404, "NotFoundException", "Configuration set <ghost> does not exist.")
        assert refusal(self.create, ses, ConfigurationSetName="ghost") == absent
        assert refusal(self.update, ses, ConfigurationSetName="ghost") == absent
        delete = ses.delete_configuration_set_event_destination
        assert refusal(delete, ConfigurationSetName="ghost", EventDestinationName="events") == absent

    @pytest.mark.parametrize(
        ("definition", "words"),
        [
            ({"SnsDestination": SNS["SnsDestination"]}, "at least one event type"),
            ({**SNS, "MatchingEventTypes": []}, "at least one event type"),
            ({"MatchingEventTypes": ["SEND"]}, "exactly one of"),
            ({**SNS, "KinesisFirehoseDestination": FIREHOSE}, "exactly one of"),
            ({**SNS, "MatchingEventTypes": ["SNEEZE"]}, "Member must satisfy enum value set: [SEND, REJECT"),
            ({**SNS, "SnsDestination": {}}, "snsDestination.topicArn' failed to satisfy constraint"),
            ({**SNS, "SnsDestination": {"TopicArn": "events"}}, "Invalid TopicArn <events>."),
            ({**SNS, "SnsDestination": {"TopicArn": ARN.format("sqs", "events")}}, "Invalid TopicArn"),
        ],
    )
    def test_an_invalid_definition(self, ses: Any, definition: Any, words: str) -> None:
        for write in (self.create, self.update):
            status, code, message = refusal(write, ses, definition=definition)
            assert (status, code) == (400, "BadRequestException")
            assert words in message
        assert self.listed(ses) == []

    @pytest.mark.parametrize(
        ("kind", "destination", "words"),
        [
            (
                "EventBridgeDestination",
                {"EventBusArn": ARN.format("events", "event-bus/mine")},
                "Invalid EventBusArn",
            ),
            ("KinesisFirehoseDestination", {**FIREHOSE, "IamRoleArn": "role"}, "Invalid IamRoleArn <role>."),
            ("CloudWatchDestination", {"DimensionConfigurations": [DIMENSION] * 11}, "at most 10 dimensions"),
            (
                "CloudWatchDestination",
                {"DimensionConfigurations": [{**DIMENSION, "DimensionName": "a b"}]},
                "Invalid dimension name <a b>.",
            ),
            (
                "CloudWatchDestination",
                {"DimensionConfigurations": [{**DIMENSION, "DefaultDimensionValue": ""}]},
                "Invalid default dimension value <>.",
            ),
        ],
    )
    def test_an_invalid_destination(self, ses: Any, kind: str, destination: Any, words: str) -> None:
        definition = {"MatchingEventTypes": ["SEND"], kind: destination}
        status, code, message = refusal(self.create, ses, definition=definition)
        assert (status, code) == (400, "BadRequestException")
        assert words in message

    @pytest.mark.parametrize(
        "bus",
        [
            "arn:aws:events:us-east-1:999999999999:event-bus/default",
            "arn:aws:events:eu-west-1:123456789012:event-bus/default",
        ],
    )
    def test_the_event_bus_is_the_account_s_own(self, backend: Backend, ses: Any, bus: str) -> None:
        definition = {"MatchingEventTypes": ["SEND"], "EventBridgeDestination": {"EventBusArn": bus}}
        status, code, message = refusal(self.create, ses, definition=definition)
        assert (status, code) == (400, "BadRequestException")
        assert message.endswith(EVENT_BUS_ACCOUNT.note)
        backend.assume = {"event_bus_account": False}
        self.create(ses, definition=definition)

    def test_the_partition_of_an_arn_is_the_region_s(self, backend: Backend, ses: Any) -> None:
        topic = SNS["SnsDestination"]["TopicArn"].replace("arn:aws:", "arn:aws-cn:")
        definition = {**SNS, "SnsDestination": {"TopicArn": topic}}
        message = refusal(self.create, ses, definition=definition)[2]
        assert message == f"Resource <{topic}> is not in partition aws. {ARN_PARTITION.note}"
        backend.assume = {"arn_partition": False}
        self.create(ses, definition=definition)

    def test_without_the_assumption_a_destination_has_several_kinds_or_none(self, backend: Backend, ses: Any) -> None:
        several = {**SNS, "KinesisFirehoseDestination": FIREHOSE}
        assert refusal(self.create, ses, definition=several)[2].endswith(EVENT_DESTINATION_ONE_KIND.note)
        backend.assume = {"event_destination_one_kind": False}
        self.create(ses, definition=several)
        self.create(ses, "other", {"MatchingEventTypes": ["SEND"]})
        assert self.listed(ses)[0] == {"Name": "events", "Enabled": False, **several}

    def test_an_invalid_name(self, ses: Any) -> None:
        assert refusal(self.create, ses, "a b")[2].startswith("Invalid event destination name <a b>")
