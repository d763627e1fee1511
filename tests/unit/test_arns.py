"""ARNs of SES: builders and parsers agree, with botocore on partitions, and with the local SES."""

import re
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest

from sesv2kit import SESv2, arns
from sesv2kit.testing import Backend
from tests.every import every

PLACE = {"region_name": "eu-west-1", "account_id": "123456789012"}
BUILT: dict[str, str] = {
    arns.identity("shop.example", **PLACE): "identity/shop.example",
    arns.identity("a/b+c@shop.example", **PLACE): "identity/a/b+c@shop.example",
    arns.configuration_set("shop", **PLACE): "configuration-set/shop",
    arns.template("welcome", **PLACE): "template/welcome",
    arns.tenant("acme", "tn-1f", **PLACE): "tenant/acme/tn-1f",
    arns.contact_list("people", **PLACE): "contact-list/people",
    arns.custom_verification_email_template("v", **PLACE): "custom-verification-email-template/v",
    arns.dedicated_ip_pool("pool", **PLACE): "dedicated-ip-pool/pool",
    arns.multi_region_endpoint("pair", **PLACE): "multi-region-endpoint/pair",
    arns.deliverability_test_report("r1", **PLACE): "deliverability-test-report/r1",
    arns.import_job("j1", **PLACE): "import-job/j1",
    arns.export_job("j2", **PLACE): "export-job/j2",
    arns.mailmanager_archive("a-1", **PLACE): "mailmanager-archive/a-1",
}


def test_builders() -> None:
    for arn, resource in BUILT.items():
        assert arn == f"arn:aws:ses:eu-west-1:123456789012:{resource}"
    assert arns.reputation_policy("standard", region_name="eu-west-1") == (
        "arn:aws:ses:eu-west-1:aws:reputation-policy/standard"
    )


def test_what_was_built_is_read() -> None:
    for arn, resource in {**BUILT, arns.reputation_policy("strict", region_name="us-east-1"): None}.items():
        read = arns.parse(arn)
        assert str(read) == arn
        assert resource in (None, read.resource)


def test_the_parts_of_a_tenant() -> None:
    arn = arns.parse("arn:aws-us-gov:ses:us-gov-west-1:123456789012:tenant/acme/tn-1f")
    assert (arn.partition, arn.region_name, arn.account_id) == ("aws-us-gov", "us-gov-west-1", "123456789012")
    assert (arn.resource_type, arn.name, arn.unique_id) == ("tenant", "acme", "tn-1f")
    assert arns.parse("arn:aws:ses:eu-west-1:123456789012:identity/a/b@shop.example").unique_id is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "identity/shop.example",
        "arn:aws:sns:eu-west-1:123456789012:identity/shop.example",
        "arn:aws:ses:eu-west-1:123:identity/shop.example",
        "arn:aws:ses::123456789012:identity/shop.example",
        "arn:aws:ses:eu-west-1:123456789012:identity/",
        "arn:aws:ses:eu-west-1:123456789012:shop.example",
        "arn:aws:ses:eu-west-1:123456789012:identity/shop.example\n",
    ],
)
def test_what_is_no_arn_of_ses(text: str) -> None:
    with pytest.raises(ValueError, match="must be an ARN of SES") as caught:
        arns.parse(text)
    assert "shop" not in str(caught.value)


@pytest.mark.parametrize(
    ("build", "wrong"),
    [
        (lambda: arns.identity("", **PLACE), "must not be empty"),
        (lambda: arns.identity("shop\n.example", **PLACE), "control characters"),
        (lambda: arns.template("t", region_name="EU-WEST-1", account_id="123456789012"), "region_name"),
        (lambda: arns.template("t", region_name="", account_id="123456789012"), "region_name"),
        (lambda: arns.template("t", region_name="eu-west-1", account_id="12"), "account_id"),
        (lambda: arns.template("t", region_name="eu-west-1", account_id="aws"), "account_id"),
        (lambda: arns.tenant("", "tn-1", **PLACE), "must not be empty"),
        (lambda: arns.tenant("acme", "", **PLACE), "tenant_id"),
    ],
)
def test_what_cannot_be_part_of_an_arn(build: Callable[[], str], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        build()


def test_partitions_are_those_of_botocore() -> None:
    loader: Any = botocore.session.Session().get_component("data_loader")
    for partition in loader.load_data("partitions")["partitions"]:
        for region in partition["regions"]:
            if re.fullmatch(partition["regionRegex"], region):  # "aws-global" is none
                assert arns.partition(region) == partition["id"], region


def test_ses_knows_them(sesv2: SESv2, ses_backend: Backend) -> None:
    place = {"region_name": "us-east-1", "account_id": sesv2.account.get_account_id()}
    ses_backend.verify_identity("shop.example")
    sesv2.configuration_sets.create_configuration_set(configuration_set_name="shop")
    sesv2.contacts.create_contact_list(contact_list_name="people")
    sesv2.tenants.create_tenant(tenant_name="acme")
    tenant = sesv2.tenants.get_tenant(tenant_name="acme").tenant
    assert tenant is not None
    assert tenant.tenant_arn == arns.tenant("acme", str(tenant.tenant_id), **place)
    for arn in (
        arns.identity("shop.example", **place),
        arns.configuration_set("shop", **place),
        arns.contact_list("people", **place),
        str(tenant.tenant_arn),
    ):
        assert sesv2.tags.list_tags_for_resource(resource_arn=arn).tags == []


def test_what_is_no_text_is_refused_by_its_name() -> None:
    """An account number that was read from YAML is a number, for example."""
    wrong: Any = 123456789012
    cases: list[tuple[str, Callable[[], object]]] = [
        (
            "account_id must be 12 digits, as text",
            lambda: arns.template("t", region_name="eu-west-1", account_id=wrong),
        ),
        ("region_name must be", lambda: arns.template("t", region_name=wrong, account_id="123456789012")),
        ("the name for an ARN of type template must be text", lambda: arns.template(wrong, **PLACE)),
        ("tenant_id must be text", lambda: arns.tenant("acme", wrong, **PLACE)),
        ("region_name must be", lambda: arns.partition(wrong)),
        ("arn must be an ARN of SES", lambda: arns.parse(wrong)),
    ]

    def check(case: tuple[str, Callable[[], object]]) -> None:
        message, build = case
        with pytest.raises(ValueError, match=message):
            build()

    every(((case[0], case) for case in cases), check)
