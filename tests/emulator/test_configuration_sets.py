"""Configuration sets."""

from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal


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


def test_options_given_at_creation(ses: Any) -> None:
    given = {
        "TrackingOptions": {"CustomRedirectDomain": "click.example.com"},
        "DeliveryOptions": {"TlsPolicy": "REQUIRE", "MaxDeliverySeconds": 300},
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SendingOptions": {"SendingEnabled": False},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"},
        "VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}},
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


@pytest.mark.parametrize(
    "operation",
    [
        "get_configuration_set",
        "delete_configuration_set",
        "put_configuration_set_sending_options",
        "put_configuration_set_suppression_options",
        "put_configuration_set_vdm_options",
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
