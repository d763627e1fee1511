"""The account's operations."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sesv2kit import SESv2
from sesv2kit.testing import Backend, mock_sesv2, serve
from tests.needs import needs

from .conftest import SESSION, make_client
from .helpers import refusal, simple, values_of


def account(ses: Any) -> Any:
    """The response of GetAccount without the delivery attributes, which not every supported botocore knows."""
    answer = ses.get_account()
    del answer["ResponseMetadata"]
    answer.pop("DeliveryAttributes", None)
    return answer


def test_a_fresh_account_is_out_of_the_sandbox_and_omits_what_was_never_set(ses: Any) -> None:
    assert account(ses) == {
        "DedicatedIpAutoWarmupEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
        "SendingEnabled": True,
        "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }


def test_the_sandbox_has_its_own_quota(backend: Backend, ses: Any) -> None:
    backend.account.production_access = False
    found = account(ses)
    assert found["ProductionAccessEnabled"] is False
    assert (found["SendQuota"]["Max24HourSend"], found["SendQuota"]["MaxSendRate"]) == (200.0, 1.0)


def test_quotas_and_status_can_be_arranged(backend: Backend, ses: Any) -> None:
    backend.account.max24_hour_send, backend.account.max_send_rate = -1, 500
    backend.account.enforcement_status = "PROBATION"
    found = account(ses)
    assert found["SendQuota"] == {"Max24HourSend": -1.0, "MaxSendRate": 500.0, "SentLast24Hours": 0.0}
    assert found["EnforcementStatus"] == "PROBATION"


def test_sent_last_24_hours_counts_recipients_in_a_rolling_window(backend: Backend, ses: Any, sender: str) -> None:
    def send(*to: str) -> Any:
        ses.send_email(FromEmailAddress=sender, Destination={"ToAddresses": list(to)}, Content=simple())
        return account(ses)["SendQuota"]["SentLast24Hours"]

    assert send("a@x.com", "b@x.com") == 2
    backend.clock.advance(23 * 3600)
    assert send("c@x.com") == 3
    backend.clock.advance(3600)
    assert account(ses)["SendQuota"]["SentLast24Hours"] == 1


def test_booleans_are_set_and_an_absent_one_means_false(ses: Any) -> None:
    ses.put_account_sending_attributes(SendingEnabled=True)
    ses.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=True)
    assert account(ses)["SendingEnabled"] is account(ses)["DedicatedIpAutoWarmupEnabled"] is True
    ses.put_account_sending_attributes()
    ses.put_account_dedicated_ip_warmup_attributes()
    assert account(ses)["SendingEnabled"] is account(ses)["DedicatedIpAutoWarmupEnabled"] is False


def test_suppression_attributes(ses: Any) -> None:
    validation = {
        "ConditionThreshold": {
            "ConditionThresholdEnabled": "ENABLED",
            "OverallConfidenceThreshold": {"ConfidenceVerdictThreshold": "HIGH"},
        }
    }
    ses.put_account_suppression_attributes(SuppressedReasons=["BOUNCE"], ValidationAttributes=validation)
    assert account(ses)["SuppressionAttributes"] == {
        "SuppressedReasons": ["BOUNCE"],
        "ValidationAttributes": validation,
    }
    ses.put_account_suppression_attributes()
    assert account(ses)["SuppressionAttributes"]["SuppressedReasons"] == []
    assert refusal(ses.put_account_suppression_attributes, SuppressedReasons=["BOUNCE", "SPITE"]) == (
        400,
        "BadRequestException",
        "1 validation error detected: Value at 'suppressedReasons' failed to satisfy constraint: Member must satisfy "
        f"constraint: [Member must satisfy enum value set: {values_of('SuppressionListReason')}]",
    )


@needs("PutAccountDeliveryAttributes")
@pytest.mark.parametrize("carrier", [mock_sesv2, serve], ids=["inprocess", "http"])
def test_delivery_attributes_are_kept_for_the_account_in_one_region(carrier: Any) -> None:
    with carrier() as local:
        endpoint_url = getattr(local, "endpoint_url", None)
        ses, elsewhere = (make_client(region, endpoint_url=endpoint_url) for region in ("us-east-1", "eu-west-1"))
        with SESv2("us-east-1", session=SESSION, endpoint_url=endpoint_url) as client:

            def modes() -> list[Any]:
                ours = client.account.get_account().delivery_attributes
                theirs = [one.get_account()["DeliveryAttributes"] for one in (ses, elsewhere)]
                return [ours and ours.shared_pool_delivery_mode, *(one["SharedPoolDeliveryMode"] for one in theirs)]

            assert modes() == ["GLOBAL", "GLOBAL", "GLOBAL"]
            client.account.put_account_delivery_attributes(shared_pool_delivery_mode="REGIONAL")
            assert modes() == ["REGIONAL", "REGIONAL", "GLOBAL"]
            ses.put_account_delivery_attributes(SharedPoolDeliveryMode="GLOBAL")
            assert modes() == ["GLOBAL", "GLOBAL", "GLOBAL"]
            ses.put_account_delivery_attributes(SharedPoolDeliveryMode="REGIONAL")
            (getattr(local, "backend", local)).reset()
            assert modes() == ["GLOBAL", "GLOBAL", "GLOBAL"]


@needs("PutAccountDeliveryAttributes")
def test_a_delivery_mode_that_an_account_cannot_have(backend: Backend, ses: Any) -> None:
    backend.account.shared_pool_delivery_mode = "REGIONAL"
    assert refusal(ses.put_account_delivery_attributes, SharedPoolDeliveryMode="ACCOUNT") == (
        400,
        "BadRequestException",
        "1 validation error detected: Value at 'sharedPoolDeliveryMode' failed to satisfy constraint: "
        "Member must satisfy enum value set: [GLOBAL, REGIONAL]",
    )
    assert "Member must not be null" in refusal(ses.put_account_delivery_attributes)[2]
    assert ses.get_account()["DeliveryAttributes"] == {"SharedPoolDeliveryMode": "REGIONAL"}


DETAILS = {
    "MailType": "TRANSACTIONAL",
    "WebsiteURL": "https://example.com",
    "ContactLanguage": "EN",
    "UseCaseDescription": "Receipts.",
    "AdditionalContactEmailAddresses": ["ops@example.com"],
}


def test_details_of_a_production_account(ses: Any) -> None:
    ses.put_account_details(**DETAILS, ProductionAccessEnabled=True)
    found = account(ses)["Details"]
    assert found.pop("ReviewDetails")["Status"] == "GRANTED"
    assert found == DETAILS
    ses.put_account_details(MailType="MARKETING", WebsiteURL="https://example.org")
    assert account(ses)["Details"]["MailType"] == "MARKETING"
    assert "ContactLanguage" not in account(ses)["Details"]


def test_asking_for_production_access_opens_a_review_and_a_second_request_conflicts(backend: Backend, ses: Any) -> None:
    backend.account.production_access = False
    ses.put_account_details(**DETAILS)
    assert "ReviewDetails" not in account(ses)["Details"]
    ses.put_account_details(**DETAILS, ProductionAccessEnabled=True)
    assert account(ses)["Details"]["ReviewDetails"]["Status"] == "PENDING"
    assert refusal(ses.put_account_details, **DETAILS)[:2] == (409, "ConflictException")
    backend.account.production_access = True
    assert account(ses)["Details"]["ReviewDetails"]["Status"] == "GRANTED"
    ses.put_account_details(**DETAILS)


def test_invalid_details(ses: Any) -> None:
    status, code, message = refusal(
        ses.put_account_details, MailType="SPAM", WebsiteURL="", UseCaseDescription="x" * 5001
    )
    assert (status, code) == (400, "BadRequestException")
    assert message.startswith("3 validation errors detected: ")
    assert "Value at 'mailType' failed to satisfy constraint: Member must satisfy enum value set:" in message
    assert "Value at 'websiteURL' failed to satisfy constraint: Member must have length greater than" in message
    assert "Value at 'useCaseDescription' failed to satisfy constraint: Member must have length less than" in message


def test_a_pricing_plan_begins_with_the_next_month(backend: Backend, ses: Any) -> None:
    def plans() -> Any:
        return account(ses)["PricingAttributes"]

    december = datetime(backend.clock.now().year + 1, 12, 15, tzinfo=UTC)
    backend.clock.advance(december - backend.clock.now())
    ses.put_account_pricing_attributes(Plan="PRO")
    assert plans() == {"CurrentPlan": "NONE", "NextPlan": "PRO"}
    backend.clock.advance(17 * 86_400)
    assert plans() == {"CurrentPlan": "PRO"}
    ses.put_account_pricing_attributes(Plan="ESSENTIALS")
    assert plans() == {"CurrentPlan": "PRO", "NextPlan": "ESSENTIALS"}
    ses.put_account_pricing_attributes(Plan="PRO")
    assert plans() == {"CurrentPlan": "PRO"}
    assert f"enum value set: {values_of('PricingPlan')}" in refusal(ses.put_account_pricing_attributes, Plan="GOLD")[2]


def test_a_misspelt_setting_is_an_error(ses_backend: Backend) -> None:
    settings: Any = ses_backend.account
    with pytest.raises(AttributeError, match="production_acces"):
        settings.production_acces = False
