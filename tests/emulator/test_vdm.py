"""The Virtual Deliverability Manager's account switch and recommendations."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal

OFF = (404, "NotFoundException", "To use this feature you must enable Virtual Deliverability Manager")


def test_it_is_off_at_first(ses: Any) -> None:
    assert refusal(ses.list_recommendations) == OFF
    assert refusal(ses.list_recommendations, Filter={"STATUS": "ODD"}) == OFF


def test_its_settings_exist_only_while_it_is_on(ses: Any) -> None:
    given = {
        "VdmEnabled": "ENABLED",
        "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
        "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
    }
    ses.put_account_vdm_attributes(VdmAttributes=given)
    assert ses.get_account()["VdmAttributes"] == given
    assert ses.list_recommendations()["Recommendations"] == []
    ses.put_account_vdm_attributes(VdmAttributes={**given, "VdmEnabled": "DISABLED"})
    assert ses.get_account()["VdmAttributes"] == {"VdmEnabled": "DISABLED"}
    assert refusal(ses.list_recommendations) == OFF


@pytest.mark.parametrize("seeded", [True, False])
def test_its_parts_are_shown_as_soon_as_it_is_on(backend: Backend, ses: Any, seeded: bool) -> None:
    if seeded:
        backend.enable_vdm()
    else:
        ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    assert ses.get_account()["VdmAttributes"] == {
        "VdmEnabled": "ENABLED",
        "DashboardAttributes": {"EngagementMetrics": "DISABLED"},
        "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
    }


def test_invalid_attributes(ses: Any) -> None:
    assert refusal(ses.put_account_vdm_attributes, VdmAttributes={}) == (
        400,
        "BadRequestException",
        "1 validation error detected: Value at 'vdmAttributes.vdmEnabled' failed to satisfy constraint: "
        "Member must not be null",
    )


@pytest.fixture
def arns(backend: Backend) -> list[str]:
    backend.enable_vdm()
    arns = [backend.arn(f"identity/{name}.example") for name in "abc"]
    backend.add_recommendation("DKIM", arns[0], impact="HIGH", description="Sign your mail.")
    backend.add_recommendation("DMARC", arns[1], status="FIXED")
    backend.clock.advance(timedelta(days=1))
    backend.add_recommendation("DKIM", arns[2], status="FIXED", impact="HIGH")
    return arns


def listed(ses: Any, **members: Any) -> list[str]:
    found = [entry for page in pages(ses.list_recommendations, **members) for entry in page["Recommendations"]]
    return [entry["ResourceArn"] for entry in found]


def test_recommendations_are_listed_oldest_first(backend: Backend, ses: Any, arns: list[str]) -> None:
    assert listed(ses) == listed(ses, PageSize=1) == arns
    first = ses.list_recommendations(PageSize=1)["Recommendations"][0]
    created = first.pop("CreatedTimestamp")
    assert first.pop("LastUpdatedTimestamp") == created
    assert abs(backend.clock.now() - created - timedelta(days=1)) < timedelta(milliseconds=1)
    assert first == {
        "ResourceArn": arns[0],
        "Type": "DKIM",
        "Description": "Sign your mail.",
        "Status": "OPEN",
        "Impact": "HIGH",
    }


def test_the_dates_of_a_recommendation_can_be_given(backend: Backend, ses: Any) -> None:
    backend.enable_vdm()
    now = backend.clock.now().replace(microsecond=0)
    backend.add_recommendation("SPF", "arn", created=now - timedelta(days=9))
    backend.add_recommendation("SPF", "arn", created=now - timedelta(days=9), last_updated=now)
    first, second = ses.list_recommendations()["Recommendations"]
    assert first["CreatedTimestamp"] == first["LastUpdatedTimestamp"] == now - timedelta(days=9)
    assert second["LastUpdatedTimestamp"] == now


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"STATUS": "FIXED"}, [1, 2]),
        ({"IMPACT": "HIGH"}, [0, 2]),
        ({"TYPE": "DMARC"}, [1]),
        ({"STATUS": "FIXED", "IMPACT": "HIGH"}, [2]),
        ({"STATUS": "OPEN", "TYPE": "DKIM"}, [0]),
        ({"TYPE": "SPF"}, []),
    ],
)
def test_filters(ses: Any, arns: list[str], filters: Any, expected: list[int]) -> None:
    assert listed(ses, Filter=filters, PageSize=1) == [arns[number] for number in expected]


def test_the_filter_by_resource(ses: Any, arns: list[str]) -> None:
    assert listed(ses, Filter={"RESOURCE_ARN": arns[1]}) == [arns[1]]


@pytest.mark.parametrize(
    "filters",
    [
        {"TYPE": "DKIM", "IMPACT": "HIGH"},
        {"RESOURCE_ARN": "a", "STATUS": "OPEN"},
        {"STATUS": "ODD"},
        {"TYPE": "MOOD"},
        {"IMPACT": "NONE"},
        {},
        {"STATUS": "OPEN", "TYPE": "DKIM", "IMPACT": "LOW"},
        {"COLOUR": "red"},
        {"STATUS": ""},
    ],
)
def test_filters_that_are_refused(ses: Any, arns: list[str], filters: Any) -> None:
    assert refusal(ses.list_recommendations, Filter=filters)[:2] == (400, "BadRequestException")
