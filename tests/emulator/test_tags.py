"""Tags of every resource that can have them."""

from typing import Any

import pytest

from .helpers import refusal, simple

ARN = "arn:aws:ses:us-east-1:123456789012:"
TAGS = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]

CREATIONS: dict[str, tuple[str, Any]] = {
    "configuration-set/x": ("create_configuration_set", {"ConfigurationSetName": "x"}),
    "contact-list/x": ("create_contact_list", {"ContactListName": "x"}),
    "custom-verification-email-template/x": (
        "create_custom_verification_email_template",
        {
            "TemplateName": "x",
            "FromEmailAddress": "ann@example.com",
            "TemplateSubject": "s",
            "TemplateContent": "c",
            "SuccessRedirectionURL": "https://example.com/1",
            "FailureRedirectionURL": "https://example.com/2",
        },
    ),
    "dedicated-ip-pool/x": ("create_dedicated_ip_pool", {"PoolName": "x"}),
    "identity/x.com": ("create_email_identity", {"EmailIdentity": "x.com"}),
    "identity/x@y.com": ("create_email_identity", {"EmailIdentity": "x@y.com"}),
    "multi-region-endpoint/x": (
        "create_multi_region_endpoint",
        {"EndpointName": "x", "Details": {"RoutesDetails": [{"Region": "eu-west-1"}]}},
    ),
    "template/x": ("create_email_template", {"TemplateName": "x", "TemplateContent": {"Subject": "s"}}),
}
"""How to create a resource, by the end of its ARN."""

ABSENT = {
    "configuration-set/x": "Configuration set <x> does not exist.",
    "contact-list/x": "List with name: x doesn't exist.",
    "custom-verification-email-template/x": "Custom verification email template x does not exist.",
    "dedicated-ip-pool/x": "Dedicated IP pool <x> does not exist.",
    "identity/x.com": "Email identity x.com does not exist.",
    "deliverability-test-report/x": "Deliverability test report x does not exist.",
    "multi-region-endpoint/x": "Multi-region endpoint <x> does not exist.",
    "template/x": "Template x does not exist.",
    "tenant/x/tn-1": "No Tenant present with name: xwith tenantId: tn-1",
    "tenant/x": "No Tenant present with name: xwith tenantId: ",
}


def tags(ses: Any, arn: str) -> Any:
    return ses.list_tags_for_resource(ResourceArn=arn)["Tags"]


def live(ses: Any, arn: str) -> None:
    """Read, change and remove the tags of a resource that was created with TAGS."""
    assert tags(ses, arn) == TAGS
    ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "c", "Value": "3"}, {"Key": "a", "Value": "2"}])
    assert tags(ses, arn) == [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}, {"Key": "c", "Value": "3"}]
    ses.untag_resource(ResourceArn=arn, TagKeys=["a", "c", "ghost"])
    assert tags(ses, arn) == [{"Key": "b", "Value": ""}]


@pytest.mark.parametrize("path", CREATIONS)
def test_tags_of_a_resource(ses: Any, sender: str, path: str) -> None:
    operation, members = CREATIONS[path]
    getattr(ses, operation)(**members, Tags=TAGS)
    live(ses, f"{ARN}{path}")


def test_tags_of_a_deliverability_test_report(ses: Any, sender: str) -> None:
    ses.put_deliverability_dashboard_option(DashboardEnabled=True)
    report = ses.create_deliverability_test_report(FromEmailAddress=sender, Content=simple(), Tags=TAGS)
    live(ses, f"{ARN}deliverability-test-report/{report['ReportId']}")


def test_a_tenant_s_tags_go_by_its_id_alone(ses: Any) -> None:
    tenant = ses.create_tenant(TenantName="acme", Tags=TAGS)
    live(ses, tenant["TenantArn"])
    assert tags(ses, f"{ARN}tenant/whatever/{tenant['TenantId']}") == [{"Key": "b", "Value": ""}]
    assert ses.get_tenant(TenantName="acme")["Tenant"]["Tags"] == [{"Key": "b", "Value": ""}]


def test_the_resource_s_own_operations_show_the_tags(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="x")
    ses.tag_resource(ResourceArn=f"{ARN}configuration-set/x", Tags=TAGS)
    assert ses.get_configuration_set(ConfigurationSetName="x")["Tags"] == TAGS


def test_tags_go_with_their_resource(ses: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="x", Tags=TAGS)
    ses.delete_configuration_set(ConfigurationSetName="x")
    ses.create_configuration_set(ConfigurationSetName="x")
    assert tags(ses, f"{ARN}configuration-set/x") == []


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("list_tags_for_resource", {}),
        ("tag_resource", {"Tags": TAGS}),
        ("untag_resource", {"TagKeys": ["a"]}),
    ],
)
class TestResources:
    @pytest.mark.parametrize("path", ABSENT)
    def test_that_do_not_exist(self, ses: Any, operation: str, members: Any, path: str) -> None:
        assert refusal(getattr(ses, operation), ResourceArn=f"{ARN}{path}", **members) == (
            404,
            "NotFoundException",
            ABSENT[path],
        )

    @pytest.mark.parametrize(
        ("arn", "words"),
        [
            ("arn:aws:ses:eu-west-1:123456789012:identity/x.com", "is not in region us-east-1."),
            ("arn:aws:ses:us-east-1:999999999999:identity/x.com", "does not belong to account 123456789012."),
            ("x.com", "is not a resource of SES that can have tags."),
            ("arn:aws:s3:::x", "is not a resource of SES that can have tags."),
            (f"{ARN}import-job/x", "is not a resource of SES that can have tags."),
            (f"{ARN}identity/", "is not a resource of SES that can have tags."),
        ],
    )
    def test_that_are_not_here(self, ses: Any, operation: str, members: Any, arn: str, words: str) -> None:
        ses.create_email_identity(EmailIdentity="x.com")
        assert refusal(getattr(ses, operation), ResourceArn=arn, **members) == (
            400,
            "BadRequestException",
            f"Resource <{arn}> {words}",
        )


class TestInvalidInput:
    @pytest.fixture
    def arn(self, ses: Any) -> str:
        ses.create_email_identity(EmailIdentity="x.com", Tags=TAGS)
        return f"{ARN}identity/x.com"

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ([{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}], "only once"),
            ([{"Key": "aws:k", "Value": "1"}], "reserved prefix"),
            ([{"Key": "k"}], "Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null"),
            ([{"Key": str(number), "Value": ""} for number in range(49)], "at most 50 tags, not 51."),
            (None, "Value at 'tags' failed to satisfy constraint: Member must not be null"),
        ],
    )
    def test_tags(self, ses: Any, arn: str, given: Any, words: str) -> None:
        status, code, message = refusal(ses.tag_resource, ResourceArn=arn, Tags=given)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert tags(ses, arn) == TAGS

    def test_fifty_tags_in_all(self, ses: Any, arn: str) -> None:
        ses.tag_resource(ResourceArn=arn, Tags=[{"Key": str(number), "Value": ""} for number in range(48)])
        assert len(tags(ses, arn)) == 50

    def test_no_keys_at_all(self, ses: Any, arn: str) -> None:
        assert refusal(ses.untag_resource, ResourceArn=arn, TagKeys=[]) == (400, "ValidationException", "")

    def test_an_empty_arn(self, ses: Any) -> None:
        status, code, message = refusal(ses.list_tags_for_resource, ResourceArn="")
        assert (status, code) == (400, "BadRequestException")
        assert "'resourceArn'" in message
