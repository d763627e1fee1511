"""Reputation entities: tenants, their statuses of both sides, and policies."""

from datetime import timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal, simple

POLICY = "arn:aws:ses:us-east-1:aws:reputation-policy/"


@pytest.fixture
def arn(ses: Any) -> str:
    """The ARN of the tenant acme."""
    created: str = ses.create_tenant(TenantName="acme")["TenantArn"]
    return created


def entity(arn: str) -> dict[str, str]:
    return {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": arn}


def get(ses: Any, arn: str) -> Any:
    return ses.get_reputation_entity(**entity(arn))["ReputationEntity"]


def say(ses: Any, arn: str, status: str) -> None:
    ses.update_reputation_entity_customer_managed_status(**entity(arn), SendingStatus=status)


def put_under(ses: Any, arn: str, policy: str) -> None:
    ses.update_reputation_entity_policy(**entity(arn), ReputationEntityPolicy=POLICY + policy)


def listed(ses: Any, **filters: str) -> list[str]:
    found = (page["ReputationEntities"] for page in pages(ses.list_reputation_entities, Filter=filters, PageSize=1))
    return [each["ReputationEntityReference"].split("/")[1] for page in found for each in page]


def test_a_new_tenant(ses: Any, arn: str) -> None:
    created = ses.get_tenant(TenantName="acme")["Tenant"]["CreatedTimestamp"]
    assert get(ses, arn) == {
        **entity(arn),
        "ReputationManagementPolicy": f"{POLICY}standard",
        "CustomerManagedStatus": {"Status": "ENABLED", "LastUpdatedTimestamp": created},
        "AwsSesManagedStatus": {"Status": "ENABLED", "LastUpdatedTimestamp": created},
        "SendingStatusAggregate": "ENABLED",
    }


def test_the_owner_s_word(backend: Backend, ses: Any, arn: str) -> None:
    created = ses.get_tenant(TenantName="acme")["Tenant"]["CreatedTimestamp"]
    backend.clock.advance(60)
    say(ses, arn, "DISABLED")
    found = get(ses, arn)
    assert found["CustomerManagedStatus"]["Status"] == found["SendingStatusAggregate"] == "DISABLED"
    assert found["CustomerManagedStatus"]["LastUpdatedTimestamp"] - created == timedelta(seconds=60)
    assert found["AwsSesManagedStatus"] == {"Status": "ENABLED", "LastUpdatedTimestamp": created}
    assert ses.get_tenant(TenantName="acme")["Tenant"]["SendingStatus"] == "DISABLED"


@pytest.mark.parametrize(
    ("owner", "ses_says", "together"),
    [
        ("ENABLED", "DISABLED", "DISABLED"),
        ("REINSTATED", "DISABLED", "DISABLED"),
        ("DISABLED", "REINSTATED", "DISABLED"),
        ("REINSTATED", "ENABLED", "REINSTATED"),
        ("ENABLED", "ENABLED", "ENABLED"),
    ],
)
def test_either_side_can_disable(
    backend: Backend, ses: Any, arn: str, owner: Any, ses_says: Any, together: str
) -> None:
    say(ses, arn, owner)
    backend.set_sending_status("acme", ses_says)
    found = get(ses, arn)
    assert found["CustomerManagedStatus"]["Status"] == owner
    assert found["AwsSesManagedStatus"]["Status"] == ses_says
    assert found["SendingStatusAggregate"] == together
    assert listed(ses, SENDING_STATUS=together) == ["acme"]


def test_sends_follow_the_status(backend: Backend, ses: Any, sender: str, arn: str) -> None:
    ses.create_configuration_set(ConfigurationSetName="main")
    for resource in ("identity/example.com", "configuration-set/main"):
        ses.create_tenant_resource_association(TenantName="acme", ResourceArn=backend.arn(resource))
    mail = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": ["a@x.com"]},
        "Content": simple(),
        "ConfigurationSetName": "main",
        "TenantName": "acme",
    }
    say(ses, arn, "DISABLED")
    assert refusal(ses.send_email, **mail)[1] == "SendingPausedException"
    say(ses, arn, "REINSTATED")
    ses.send_email(**mail)


@pytest.mark.parametrize(
    ("policy", "impact", "status"),
    [
        ("standard", "HIGH", "DISABLED"),
        ("standard", "LOW", "ENABLED"),
        ("strict", "LOW", "DISABLED"),
        ("strict", "HIGH", "DISABLED"),
        ("none", "HIGH", "ENABLED"),
    ],
)
def test_a_policy_answers_findings(backend: Backend, ses: Any, arn: str, policy: str, impact: Any, status: str) -> None:
    put_under(ses, arn, policy)
    backend.add_recommendation("BOUNCE", arn, impact=impact)
    found = get(ses, arn)
    assert found["ReputationManagementPolicy"] == POLICY + policy
    assert found["ReputationImpact"] == impact
    assert found["SendingStatusAggregate"] == found["CustomerManagedStatus"]["Status"] == status
    assert ("BOUNCE" in found["CustomerManagedStatus"].get("Cause", "")) == (status == "DISABLED")


def test_reinstating_holds_until_the_next_finding(backend: Backend, ses: Any, arn: str) -> None:
    backend.add_recommendation("BOUNCE", arn, impact="HIGH")
    say(ses, arn, "REINSTATED")
    found = get(ses, arn)
    assert (found["SendingStatusAggregate"], found["ReputationImpact"]) == ("REINSTATED", "HIGH")
    assert "Cause" not in found["CustomerManagedStatus"]
    backend.add_recommendation("COMPLAINT", arn, impact="LOW")
    backend.add_recommendation("COMPLAINT", arn, impact="HIGH", status="FIXED")
    assert get(ses, arn)["SendingStatusAggregate"] == "REINSTATED"
    backend.add_recommendation("COMPLAINT", arn, impact="HIGH")
    assert get(ses, arn)["SendingStatusAggregate"] == "DISABLED"


def test_the_impact_is_the_gravest_open_one(backend: Backend, ses: Any, arn: str) -> None:
    backend.add_recommendation("BOUNCE", arn, impact="HIGH", status="FIXED")
    backend.add_recommendation("BOUNCE", backend.arn("identity/x.com"), impact="HIGH")
    assert "ReputationImpact" not in get(ses, arn)
    backend.add_recommendation("BOUNCE", arn, impact="LOW")
    assert get(ses, arn)["ReputationImpact"] == "LOW"
    backend.add_recommendation("BOUNCE", arn, impact="HIGH")
    assert get(ses, arn)["ReputationImpact"] == "HIGH"


def test_listing(backend: Backend, ses: Any, arn: str) -> None:
    others = [ses.create_tenant(TenantName=name)["TenantArn"] for name in ("beta", "acme-two")]
    backend.add_recommendation("BOUNCE", others[0], impact="HIGH")
    assert listed(ses) == ["acme", "acme-two", "beta"]
    assert listed(ses, ENTITY_TYPE="RESOURCE") == ["acme", "acme-two", "beta"]
    assert listed(ses, REPUTATION_IMPACT="HIGH") == ["beta"]
    assert listed(ses, REPUTATION_IMPACT="LOW") == []
    assert listed(ses, SENDING_STATUS="ENABLED") == ["acme", "acme-two"]
    assert listed(ses, ENTITY_REFERENCE_PREFIX=arn.rpartition("/")[0] + "/") == ["acme"]
    assert listed(ses, ENTITY_REFERENCE_PREFIX="arn:aws:ses:us-east-1:123456789012:tenant/acme") == ["acme", "acme-two"]
    assert listed(ses, ENTITY_REFERENCE_PREFIX=arn[:30], SENDING_STATUS="DISABLED") == ["beta"]
    assert ses.list_reputation_entities()["ReputationEntities"][0] == get(ses, arn)
    ses.delete_tenant(TenantName="acme")
    assert listed(ses) == ["acme-two", "beta"]


@pytest.mark.parametrize(
    "members",
    [
        {"Filter": {"ENTITY_TYPE": "TENANT"}},
        {"Filter": {"REPUTATION_IMPACT": "NONE"}},
        {"Filter": {"SENDING_STATUS": "ASLEEP"}},
        {"Filter": {"COLOUR": "red"}},
        {"Filter": {"ENTITY_REFERENCE_PREFIX": ""}},
        {"PageSize": 0},
        {"PageSize": 101},
        {"NextToken": "x"},
    ],
)
def test_invalid_lists(ses: Any, members: Any) -> None:
    assert refusal(ses.list_reputation_entities, **members)[:2] == (400, "BadRequestException")


def test_an_unknown_entity(ses: Any, arn: str) -> None:
    unknown = f"{arn[:-4]}beef"
    text = f"Reputation entity <{unknown}> does not exist."
    assert refusal(get, ses, unknown) == (404, "NotFoundException", text)
    assert refusal(say, ses, unknown, "ENABLED") == (400, "BadRequestException", text)
    assert refusal(put_under, ses, unknown, "none") == (400, "BadRequestException", text)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("acme", "is not a tenant"),
        ("arn:aws:ses:us-east-1:123456789012:identity/x.com", "is not a tenant"),
        ("arn:aws:ses:eu-west-1:123456789012:tenant/acme/tn-1", "is not in region us-east-1"),
        ("arn:aws:ses:us-east-1:999999999999:tenant/acme/tn-1", "does not belong to account 123456789012"),
    ],
)
def test_an_invalid_reference(ses: Any, reference: str, words: str) -> None:
    for found in (
        refusal(get, ses, reference),
        refusal(say, ses, reference, "ENABLED"),
        refusal(put_under, ses, reference, "none"),
    ):
        assert found[:2] == (400, "BadRequestException")
        assert words in found[2]


def test_invalid_values(ses: Any, arn: str) -> None:
    assert "'sendingStatus' failed" in refusal(say, ses, arn, "ASLEEP")[2]
    for policy in (f"{POLICY}lax", "standard", POLICY.replace("us-east-1", "eu-west-1") + "strict"):
        found = refusal(ses.update_reputation_entity_policy, **entity(arn), ReputationEntityPolicy=policy)
        assert found == (400, "BadRequestException", f"Invalid reputation policy <{policy}>.")
    wrong_type = {**entity(arn), "ReputationEntityType": "TENANT"}
    assert "'reputationEntityType' failed" in refusal(ses.get_reputation_entity, **wrong_type)[2]
    assert get(ses, arn)["ReputationManagementPolicy"] == f"{POLICY}standard"
