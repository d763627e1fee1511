"""Every method of `client.account`: its request, and its response or error."""

from typing import Any

import pytest

from sesv2kit.errors import BadRequestError, ConflictError, RequestInvalidError, ServiceError
from sesv2kit.models.account import SuppressionValidationAttributes
from sesv2kit.models.common import SuppressionConditionThreshold, SuppressionConfidenceThreshold
from tests.needs import needs
from tests.services.conftest import Stubbed, refused

DETAILS: dict[str, Any] = {"mail_type": "TRANSACTIONAL", "website_url": "https://example.com"}
DETAILS_ON_WIRE = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com"}

VALIDATION = SuppressionValidationAttributes(
    condition_threshold=SuppressionConditionThreshold(
        condition_threshold_enabled="ENABLED",
        overall_confidence_threshold=SuppressionConfidenceThreshold(confidence_verdict_threshold="HIGH"),
    )
)
VALIDATION_ON_WIRE = {
    "ConditionThreshold": {
        "ConditionThresholdEnabled": "ENABLED",
        "OverallConfidenceThreshold": {"ConfidenceVerdictThreshold": "HIGH"},
    }
}
SUPPRESSION: dict[str, Any] = {"suppressed_reasons": [], "validation_attributes": None}

CALLS: list[Any] = [
    ("put_account_dedicated_ip_warmup_attributes", {"auto_warmup_enabled": False}, {"AutoWarmupEnabled": False}),
    pytest.param(
        "put_account_delivery_attributes",
        {"shared_pool_delivery_mode": "REGIONAL"},
        {"SharedPoolDeliveryMode": "REGIONAL"},
        marks=needs("PutAccountDeliveryAttributes"),
    ),
    (
        "put_account_details",
        {
            **DETAILS,
            "contact_language": "JA",
            "use_case_description": "Receipts to people who bought something.",
            "additional_contact_email_addresses": ["ops@example.com", "legal@example.com"],
            "production_access_enabled": True,
        },
        {
            **DETAILS_ON_WIRE,
            "ContactLanguage": "JA",
            "UseCaseDescription": "Receipts to people who bought something.",
            "AdditionalContactEmailAddresses": ["ops@example.com", "legal@example.com"],
            "ProductionAccessEnabled": True,
        },
    ),
    ("put_account_details", DETAILS, DETAILS_ON_WIRE),
    ("put_account_pricing_attributes", {"plan": "ESSENTIALS"}, {"Plan": "ESSENTIALS"}),
    ("put_account_sending_attributes", {"sending_enabled": False}, {"SendingEnabled": False}),
    (
        "put_account_suppression_attributes",
        {"suppressed_reasons": ["COMPLAINT", "BOUNCE"], "validation_attributes": VALIDATION},
        {"SuppressedReasons": ["COMPLAINT", "BOUNCE"], "ValidationAttributes": VALIDATION_ON_WIRE},
    ),
    ("put_account_suppression_attributes", SUPPRESSION, {"SuppressedReasons": []}),
]


@pytest.mark.parametrize(("method", "arguments", "wire"), CALLS)
def test_a_put_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.account, method, arguments, wire)


def test_get_account_reads_everything(stubbed: Stubbed) -> None:
    stubbed.expect(
        "get_account",
        {},
        {
            "DedicatedIpAutoWarmupEnabled": True,
            "EnforcementStatus": "PROBATION",
            "ProductionAccessEnabled": False,
            "SendQuota": {"Max24HourSend": -1.0, "MaxSendRate": 14.0, "SentLast24Hours": 3.0},
            "SendingEnabled": True,
            "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE"], "ValidationAttributes": VALIDATION_ON_WIRE},
            "Details": {
                **DETAILS_ON_WIRE,
                "ContactLanguage": "EN",
                "UseCaseDescription": "Receipts.",
                "AdditionalContactEmailAddresses": ["ops@example.com"],
                "ReviewDetails": {"Status": "PENDING", "CaseId": "1234567890"},
            },
            "VdmAttributes": {
                "VdmEnabled": "ENABLED",
                "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
                "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
            },
            "PricingAttributes": {"CurrentPlan": "NONE", "NextPlan": "PRO"},
        },
    )
    answer = stubbed.client.account.get_account()
    quota, suppression, details = answer.send_quota, answer.suppression_attributes, answer.details
    vdm, pricing = answer.vdm_attributes, answer.pricing_attributes
    assert quota is not None
    assert suppression is not None
    assert details is not None
    assert details.review_details is not None
    assert vdm is not None
    assert vdm.dashboard_attributes is not None
    assert vdm.guardian_attributes is not None
    assert pricing is not None
    assert (answer.dedicated_ip_auto_warmup_enabled, answer.enforcement_status) == (True, "PROBATION")
    assert (answer.production_access_enabled, answer.sending_enabled) == (False, True)
    assert (quota.max24_hour_send, quota.max_send_rate, quota.sent_last24_hours) == (-1, 14, 3)
    assert (suppression.suppressed_reasons, suppression.validation_attributes) == (["BOUNCE"], VALIDATION)
    assert (details.mail_type, details.website_url) == ("TRANSACTIONAL", "https://example.com")
    assert (details.contact_language, details.use_case_description) == ("EN", "Receipts.")
    assert details.additional_contact_email_addresses == ["ops@example.com"]
    assert (details.review_details.status, details.review_details.case_id) == ("PENDING", "1234567890")
    assert vdm.vdm_enabled == vdm.dashboard_attributes.engagement_metrics == "ENABLED"
    assert vdm.guardian_attributes.optimized_shared_delivery == "DISABLED"
    assert (pricing.current_plan, pricing.next_plan) == ("NONE", "PRO")
    assert "Receipts" not in repr(answer)
    assert "example.com" not in repr(answer)


@needs("GetAccountResponse.DeliveryAttributes")
@pytest.mark.parametrize("mode", ["GLOBAL", "REGIONAL", "LUNAR"])
def test_get_account_reads_the_delivery_attributes(stubbed: Stubbed, mode: str) -> None:
    stubbed.expect("get_account", {}, {"DeliveryAttributes": {"SharedPoolDeliveryMode": mode}})
    delivery = stubbed.client.account.get_account().delivery_attributes
    assert delivery is not None
    assert delivery.shared_pool_delivery_mode == mode


def test_get_account_of_a_fresh_account(stubbed: Stubbed) -> None:
    stubbed.expect("get_account", {}, {"SuppressionAttributes": {}, "SendQuota": {"MaxSendRate": 1.0}})
    answer = stubbed.client.account.get_account()
    assert [answer.details, answer.vdm_attributes, answer.pricing_attributes, answer.sending_enabled] == [None] * 4
    assert answer.delivery_attributes is None
    assert answer.suppression_attributes is not None
    assert answer.suppression_attributes.suppressed_reasons == []
    assert answer.send_quota is not None
    assert answer.send_quota.max24_hour_send is None


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("get_account", {}, "BadRequestException", 400, BadRequestError),
        (
            "put_account_dedicated_ip_warmup_attributes",
            {"auto_warmup_enabled": True},
            "BadRequestException",
            400,
            BadRequestError,
        ),
        pytest.param(
            "put_account_delivery_attributes",
            {"shared_pool_delivery_mode": "GLOBAL"},
            "BadRequestException",
            400,
            BadRequestError,
            marks=needs("PutAccountDeliveryAttributes"),
        ),
        ("put_account_details", DETAILS, "ConflictException", 409, ConflictError),
        ("put_account_pricing_attributes", {"plan": "PRO"}, "ConflictException", 409, ConflictError),
        ("put_account_sending_attributes", {"sending_enabled": True}, "BadRequestException", 400, BadRequestError),
        ("put_account_suppression_attributes", SUPPRESSION, "BadRequestException", 400, BadRequestError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.account, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("put_account_dedicated_ip_warmup_attributes", {"auto_warmup_enabled": "perhaps"}, "auto_warmup_enabled"),
        (
            "put_account_delivery_attributes",
            {"shared_pool_delivery_mode": "ACCOUNT"},  # which is for configuration sets
            "shared_pool_delivery_mode",
        ),
        ("put_account_details", DETAILS | {"mail_type": "SPAM"}, "mail_type"),
        ("put_account_details", DETAILS | {"website_url": ""}, "website_url"),
        ("put_account_details", DETAILS | {"website_url": "https://" + "x" * 993}, "website_url"),
        ("put_account_details", DETAILS | {"contact_language": "DE"}, "contact_language"),
        ("put_account_details", DETAILS | {"use_case_description": "x" * 5001}, "use_case_description"),
        ("put_account_pricing_attributes", {"plan": "BASIC"}, "plan"),
        ("put_account_sending_attributes", {"sending_enabled": "perhaps"}, "sending_enabled"),
        ("put_account_suppression_attributes", {**SUPPRESSION, "suppressed_reasons": ["SPAM"]}, "suppressed_reasons.0"),
        (
            "put_account_suppression_attributes",
            {**SUPPRESSION, "validation_attributes": {}},
            "validation_attributes.condition_threshold",
        ),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.account, method), **arguments) == [argument]


@pytest.mark.parametrize(
    "addresses",
    [[], ["a@b.example"] * 5, ["a@b.c"], ["x" * 245 + "@b.example"], ["ops.example.com"]],
    ids=["none", "five", "short", "long", "no @"],
)
def test_additional_contacts_are_one_to_four_addresses(stubbed: Stubbed, addresses: list[str]) -> None:
    with pytest.raises(RequestInvalidError, match=r"additional_contact_email_addresses"):
        stubbed.client.account.put_account_details(
            mail_type="MARKETING", website_url="https://example.com", additional_contact_email_addresses=addresses
        )
