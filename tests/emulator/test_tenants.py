"""Tenants and their resources."""

import json
import re
from typing import Any

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.protocol.assumptions import ARN_PARTITION

from .helpers import pages, refusal, values_of

ARN = "arn:aws:ses:us-east-1:123456789012:"


@pytest.fixture
def resources(ses: Any) -> dict[str, str]:
    """One resource of each kind, by its name in ARNs."""
    ses.create_email_identity(EmailIdentity="example.com")
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.create_email_template(TemplateName="welcome", TemplateContent={"Subject": "s"})
    names = {"identity": "example.com", "configuration-set": "main", "template": "welcome"}
    return {kind: f"{ARN}{kind}/{name}" for kind, name in names.items()}


def names(ses: Any, **members: Any) -> list[str]:
    return [tenant["TenantName"] for page in pages(ses.list_tenants, **members) for tenant in page["Tenants"]]


def test_create_and_get(backend: Backend, ses: Any) -> None:
    tags = [{"Key": "plan", "Value": "gold"}]
    suppression = {"SuppressedReasons": ["BOUNCE"], "SuppressionScope": "TENANT"}
    created = ses.create_tenant(TenantName="acme", Tags=tags, SuppressionAttributes=suppression)
    del created["ResponseMetadata"]
    assert re.fullmatch(r"tn-[0-9a-f]{30}", created["TenantId"])
    assert created["TenantArn"] == f"{ARN}tenant/acme/{created['TenantId']}"
    assert created["SendingStatus"] == "ENABLED"
    assert (created["Tags"], created["SuppressionAttributes"]) == (tags, suppression)
    assert ses.get_tenant(TenantName="acme")["Tenant"] == created


def test_when_the_settings_were_changed_last(backend: Backend, ses: Any) -> None:
    answers: list[Any] = []
    ses.meta.events.register("before-parse.sesv2.*", lambda response_dict, **_: answers.append(response_dict["body"]))
    ses.create_tenant(TenantName="acme")
    backend.clock.advance(60)
    ses.get_tenant(TenantName="acme")
    ses.put_tenant_suppression_attributes(TenantName="acme")
    ses.get_tenant(TenantName="acme")
    tenants = [json.loads(answer)["Tenant"] for answer in (answers[1], answers[3])]
    assert [round(each["UpdateTimestamp"] - each["CreatedTimestamp"]) for each in tenants] == [0, 60]
    assert "UpdateTimestamp" not in json.loads(answers[0])


def test_a_duplicate(ses: Any) -> None:
    ses.create_tenant(TenantName="acme")
    assert refusal(ses.create_tenant, TenantName="acme") == (
        400,
        "AlreadyExistsException",
        "Tenant with name acme already exists in account 123456789012",
    )


@pytest.mark.parametrize(
    "operation",
    [
        "get_tenant",
        "delete_tenant",
        "list_tenant_resources",
        "put_tenant_suppression_attributes",
    ],
)
def test_an_unknown_tenant(ses: Any, operation: str) -> None:
    assert refusal(getattr(ses, operation), TenantName="ghost") == (
        404,
        "NotFoundException",
        "The requested tenant <ghost> does not exist.",
    )


@pytest.mark.parametrize("operation", ["create_tenant_resource_association", "delete_tenant_resource_association"])
def test_an_unknown_tenant_of_an_association(ses: Any, resources: Any, operation: str) -> None:
    call = getattr(ses, operation)
    assert refusal(call, TenantName="ghost", ResourceArn=resources["identity"])[:2] == (404, "NotFoundException")


@pytest.mark.parametrize("name", ["a b", "é", "a.b", "a/b"])
def test_an_invalid_name(ses: Any, name: str) -> None:
    assert refusal(ses.create_tenant, TenantName=name) == (
        400,
        "BadRequestException",
        f"Invalid tenant name <{name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    )


def test_the_longest_name(ses: Any) -> None:
    ses.create_tenant(TenantName="a" * 64)
    assert refusal(ses.create_tenant, TenantName="a" * 65)[:2] == (400, "BadRequestException")


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ([{"Key": str(number), "Value": ""} for number in range(51)], "at most 50"),
        ([{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}], "only once"),
        ([{"Key": "aws:k", "Value": "1"}], "reserved prefix"),
        ([{"Key": "AWS:k", "Value": "1"}], "reserved prefix"),
        ([{"Key": "", "Value": "1"}], "1 to 128 characters"),
        ([{"Key": "k" * 129, "Value": "1"}], "1 to 128 characters"),
        ([{"Key": "k", "Value": "v" * 257}], "at most 256"),
    ],
)
def test_invalid_tags(ses: Any, tags: Any, words: str) -> None:
    status, code, message = refusal(ses.create_tenant, TenantName="acme", Tags=tags)
    assert (status, code) == (400, "BadRequestException")
    assert words in message
    assert names(ses) == []


def test_listing_is_sorted_and_without_details(ses: Any) -> None:
    for name in ("zeta", "alpha", "mid"):
        ses.create_tenant(TenantName=name, Tags=[{"Key": "k", "Value": "v"}])
    assert names(ses) == names(ses, PageSize=1) == ["alpha", "mid", "zeta"]
    assert set(ses.list_tenants()["Tenants"][0]) == {
        "TenantName",
        "TenantId",
        "TenantArn",
        "CreatedTimestamp",
        "SendingStatus",
    }


def test_listing_filters(backend: Backend, ses: Any) -> None:
    for name in ("acme-one", "acme-two", "other"):
        ses.create_tenant(TenantName=name)
    backend.set_sending_status("acme-two", "DISABLED")
    assert names(ses, Filter={"TENANT_NAME_CONTAINS": "acme"}) == ["acme-one", "acme-two"]
    assert names(ses, Filter={"TENANT_NAME_CONTAINS": "ACME"}) == ["acme-one", "acme-two"]
    assert names(ses, Filter={"SENDING_STATUS": "DISABLED"}) == ["acme-two"]
    both = {"TENANT_NAME_CONTAINS": "acme", "SENDING_STATUS": "ENABLED"}
    assert names(ses, Filter=both) == ["acme-one"]
    backend.assume = {"name_filters_ignore_case": False}
    assert names(ses, Filter={"TENANT_NAME_CONTAINS": "ACME"}) == []
    assert refusal(ses.list_tenants, Filter={"SENDING_STATUS": "ASLEEP"}) == (
        400,
        "BadRequestException",
        "Invalid sending status <ASLEEP>.",
    )
    assert "Map keys must satisfy constraint" in refusal(ses.list_tenants, Filter={"COLOUR": "red"})[2]


@pytest.mark.parametrize("given", [{"SuppressionScope": "TENANT"}, {"SuppressedReasons": ["BOUNCE"]}])
def test_scope_and_reasons_come_together(ses: Any, given: Any) -> None:
    assert refusal(ses.create_tenant, TenantName="acme", SuppressionAttributes=given)[:2] == (
        400,
        "BadRequestException",
    )
    ses.create_tenant(TenantName="acme")
    assert refusal(ses.put_tenant_suppression_attributes, TenantName="acme", **given) == (
        400,
        "BadRequestException",
        "SuppressionScope and SuppressedReasons must be given together.",
    )
    assert "SuppressionAttributes" not in ses.get_tenant(TenantName="acme")["Tenant"]


def test_a_reason_is_given_once(ses: Any) -> None:
    twice: Any = {"SuppressionScope": "TENANT", "SuppressedReasons": ["BOUNCE", "BOUNCE"]}
    expected = (400, "BadRequestException", "SuppressedReasons must not contain a reason twice.")
    assert refusal(ses.create_tenant, TenantName="acme", SuppressionAttributes=twice) == expected
    assert refusal(ses.put_tenant_suppression_attributes, TenantName="ghost", **twice) == expected


def test_suppression_attributes_are_set_and_cleared(ses: Any) -> None:
    ses.create_tenant(TenantName="acme")
    given: Any = {"SuppressionScope": "TENANT", "SuppressedReasons": []}
    ses.put_tenant_suppression_attributes(TenantName="acme", **given)
    assert ses.get_tenant(TenantName="acme")["Tenant"]["SuppressionAttributes"] == given
    ses.put_tenant_suppression_attributes(TenantName="acme")
    assert "SuppressionAttributes" not in ses.get_tenant(TenantName="acme")["Tenant"]
    message = refusal(
        ses.put_tenant_suppression_attributes, TenantName="acme", SuppressionScope="X", SuppressedReasons=["Y"]
    )[2]
    assert message.endswith(f"Member must satisfy enum value set: {values_of('SuppressionListScope')}")


def test_associations_are_listed_from_both_ends(backend: Backend, ses: Any, resources: Any) -> None:
    for name in ("second", "first"):  # listed by creation, not by name
        ses.create_tenant(TenantName=name)
        for arn in resources.values():
            ses.create_tenant_resource_association(TenantName=name, ResourceArn=arn)
    found = [
        entry
        for page in pages(ses.list_tenant_resources, TenantName="first", PageSize=2)
        for entry in page["TenantResources"]
    ]
    assert found == [
        {"ResourceType": "CONFIGURATION_SET", "ResourceArn": resources["configuration-set"]},
        {"ResourceType": "EMAIL_IDENTITY", "ResourceArn": resources["identity"]},
        {"ResourceType": "EMAIL_TEMPLATE", "ResourceArn": resources["template"]},
    ]
    listed = [
        entry
        for page in pages(ses.list_resource_tenants, ResourceArn=resources["identity"], PageSize=1)
        for entry in page["ResourceTenants"]
    ]
    assert [entry["TenantName"] for entry in listed] == ["second", "first"]
    assert listed[0]["ResourceArn"] == resources["identity"]
    assert listed[0]["TenantId"] == ses.get_tenant(TenantName="second")["Tenant"]["TenantId"]
    assert "AssociatedTimestamp" in listed[0]


@pytest.mark.parametrize("wanted", ["EMAIL_IDENTITY", "identity"])
def test_resources_are_filtered_by_type_in_either_spelling(ses: Any, resources: Any, wanted: str) -> None:
    ses.create_tenant(TenantName="acme")
    for arn in resources.values():
        ses.create_tenant_resource_association(TenantName="acme", ResourceArn=arn)
    listed = ses.list_tenant_resources(TenantName="acme", Filter={"RESOURCE_TYPE": wanted})["TenantResources"]
    assert [entry["ResourceArn"] for entry in listed] == [resources["identity"]]
    assert refusal(ses.list_tenant_resources, TenantName="acme", Filter={"RESOURCE_TYPE": "CAR"}) == (
        400,
        "BadRequestException",
        "Invalid resource type <CAR>.",
    )


def test_a_second_association_and_a_second_end_of_one(ses: Any, resources: Any) -> None:
    ses.create_tenant(TenantName="acme")
    pair = {"TenantName": "acme", "ResourceArn": resources["identity"]}
    ses.create_tenant_resource_association(**pair)
    assert refusal(ses.create_tenant_resource_association, **pair) == (
        400,
        "AlreadyExistsException",
        f"Resources {resources['identity']} has already been associated with tenant acme",
    )
    ses.delete_tenant_resource_association(**pair)
    ses.delete_tenant_resource_association(**pair)
    assert ses.list_tenant_resources(TenantName="acme")["TenantResources"] == []


@pytest.mark.parametrize(
    ("arn", "status", "words"),
    [
        ("example.com", 400, "is not an email identity"),
        ("arn:aws:s3:::box", 400, "is not an email identity"),
        (f"{ARN}contact-list/readers", 400, "is not an email identity"),
        ("arn:aws:ses:eu-west-1:123456789012:identity/example.com", 400, "is not in region us-east-1"),
        ("arn:aws:ses:us-east-1:999999999999:identity/example.com", 400, "does not belong to account 123456789012"),
        (f"{ARN}identity/ghost.com", 404, "does not exist"),
        (f"{ARN}template/ghost", 404, "does not exist"),
    ],
)
def test_a_resource_that_cannot_be_associated(ses: Any, resources: Any, arn: str, status: int, words: str) -> None:
    ses.create_tenant(TenantName="acme")
    code = "BadRequestException" if status == 400 else "NotFoundException"
    for operation, names in (
        ("create_tenant_resource_association", {"TenantName": "acme"}),
        ("delete_tenant_resource_association", {"TenantName": "acme"}),
        ("list_resource_tenants", {}),
    ):
        if (operation, status) == ("delete_tenant_resource_association", 404):
            continue  # what does not exist is not associated, and that is what was asked for
        found = refusal(getattr(ses, operation), ResourceArn=arn, **names)
        assert found[:2] == (status, code)
        assert words in found[2]


def test_an_arn_of_another_partition(backend: Backend, ses: Any, resources: Any) -> None:
    ses.create_tenant(TenantName="acme")
    foreign = resources["identity"].replace("arn:aws:", "arn:aws-cn:")
    pair = {"TenantName": "acme", "ResourceArn": foreign}
    assert refusal(ses.create_tenant_resource_association, **pair) == (
        400,
        "BadRequestException",
        f"Resource <{foreign}> is not in partition aws. {ARN_PARTITION.note}",
    )
    assert refusal(ses.list_tags_for_resource, ResourceArn=foreign)[:2] == (400, "BadRequestException")
    backend.assume = {"arn_partition": False}
    ses.create_tenant_resource_association(**pair)
    (listed,) = ses.list_tenant_resources(TenantName="acme")["TenantResources"]
    assert listed["ResourceArn"] == resources["identity"]
    assert ses.list_tags_for_resource(ResourceArn=foreign)["Tags"] == []


@pytest.mark.parametrize(
    ("kind", "operation", "member"),
    [
        ("identity", "delete_email_identity", "EmailIdentity"),
        ("configuration-set", "delete_configuration_set", "ConfigurationSetName"),
        ("template", "delete_email_template", "TemplateName"),
    ],
)
def test_an_associated_resource_is_not_deleted(
    ses: Any, resources: Any, kind: str, operation: str, member: str
) -> None:
    arn, delete = resources[kind], getattr(ses, operation)
    ses.create_tenant(TenantName="acme")
    ses.create_tenant_resource_association(TenantName="acme", ResourceArn=arn)
    assert refusal(delete, **{member: arn.partition("/")[2]}) == (
        400,
        "BadRequestException",
        f"Cannot delete {arn} because it has tenant associations. Remove all tenant associations and try again.",
    )
    ses.delete_tenant(TenantName="acme")
    delete(**{member: arn.partition("/")[2]})


def test_deleting_a_tenant_takes_its_associations_and_its_suppression_list(ses: Any, resources: Any) -> None:
    ses.create_tenant(TenantName="acme")
    ses.create_tenant_resource_association(TenantName="acme", ResourceArn=resources["identity"])
    ses.put_suppressed_destination(EmailAddress="a@x.com", Reason="BOUNCE", TenantName="acme")
    ses.delete_tenant(TenantName="acme")
    assert ses.list_resource_tenants(ResourceArn=resources["identity"])["ResourceTenants"] == []
    ses.create_tenant(TenantName="acme")
    assert ses.list_tenant_resources(TenantName="acme")["TenantResources"] == []
    assert ses.list_suppressed_destinations(TenantName="acme")["SuppressedDestinationSummaries"] == []
