"""The tables of IAM actions on the pages of workflows are those of the requests that the workflows send."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import dns.resolver
import pytest

from sesv2kit import SESv2
from sesv2kit.errors import NotFoundError
from sesv2kit.models import EmailTemplateContent, Tag, TenantSuppressionAttributes, Topic, TrackingOptions
from sesv2kit.models.identities import DkimSigningAttributes
from sesv2kit.testing import Backend
from tests.every import every

DOCS = Path(__file__).parents[2] / "docs"
TENANT: dict[str, Any] = {
    "tenant_name": "acme",
    "resources": ["identity/shop.example", "configuration-set/shop", "template/news"],
}
OWN = TenantSuppressionAttributes(suppression_scope="TENANT", suppressed_reasons=["BOUNCE"])
SHORT = DkimSigningAttributes(next_signing_key_length="RSA_1024_BIT")
PEOPLE: dict[str, Any] = {"contact_list_name": "people"}


@pytest.fixture
def ses(ses_backend: Backend) -> Iterator[SESv2]:
    with SESv2("us-east-1") as client:
        ses_backend.verify_identity("shop.example")
        tracking = TrackingOptions(custom_redirect_domain="click.shop.example")
        client.configuration_sets.create_configuration_set(configuration_set_name="shop", tracking_options=tracking)
        news = EmailTemplateContent(subject="News", text="News")
        client.templates.create_email_template(template_name="news", template_content=news)
        topic = Topic(topic_name="news", display_name="News", default_subscription_status="OPT_IN")
        client.contacts.create_contact_list(**PEOPLE, topics=[topic])
        client.tenants.create_tenant(tenant_name="first")
        yield client


class Nothing:
    """DNS without any record."""

    def resolve(self, qname: str, rdtype: str) -> Any:
        raise dns.resolver.NXDOMAIN


def documented(page: str) -> dict[str, set[str]]:
    """For each method, the operations of SES that it needs."""
    rows = re.findall(r"^\| (`\w+\.\w+`.*?) \| (.*) \|$", page.partition("## Permissions")[2], re.MULTILINE)
    return {
        method: set(re.findall(r"`ses:(\w+)`", actions))
        for methods, actions in rows
        for method in re.findall(r"`([\w.]+)`", methods)
    }


def cases(ses: SESv2, backend: Backend) -> dict[str, list[Callable[[], Any]]]:
    """For each method, calls that send all requests that it may send. They build on one another."""
    identity: dict[str, Any] = {"email_identity": "new.example", "mail_from_domain": "b.new.example"}
    tagged: dict[str, Any] = {"suppression_attributes": OWN, "tags": [Tag(key="plan", value="gold")]}
    bob: dict[str, Any] = {**PEOPLE, "email_address": "bob@mail.example"}
    s3 = boto3.client("s3", "us-east-1")
    s3.create_bucket(Bucket="box")
    domain: dict[str, Any] = {"email_identity": "new.example"}
    return {
        "identities.plan_ensure": [lambda: ses.identities.plan_ensure(**identity)],
        "identities.ensure": [
            lambda: ses.identities.ensure(**identity, tags=[Tag(key="plan", value="gold")]),
            lambda: ses.identities.ensure(**domain, dkim_signing_attributes=SHORT, configuration_set_name="shop"),
        ],
        "identities.dns_records": [lambda: ses.identities.dns_records(**domain)],
        "identities.check_dns": [lambda: ses.identities.check_dns(**domain, resolver=Nothing())],
        "identities.wait_until_verified": [
            lambda: backend.verify_identity("new.example"),
            lambda: backend.set_mail_from_status("new.example", "SUCCESS"),
            lambda: ses.identities.wait_until_verified(**domain, timeout=0),
        ],
        "tenants.plan_ensure": [lambda: ses.tenants.plan_ensure(tenant_name="first")],
        "tenants.ensure": [
            lambda: ses.tenants.ensure(**TENANT),
            lambda: ses.tenants.ensure(**TENANT, **tagged),
        ],
        "tenants.preflight": [
            lambda: ses.tenants.preflight(
                tenant_name="acme",
                from_email_address="news@shop.example",
                configuration_set_name="shop",
                template_name="news",
            ),
        ],
        "tenants.plan_offboard": [
            lambda: ses.tenants.plan_offboard(tenant_name="acme", delete_resources=TENANT["resources"])
        ],
        "tenants.offboard": [lambda: ses.tenants.offboard(tenant_name="acme", delete_resources=TENANT["resources"])],
        "contacts.patch": [
            lambda: ses.contacts.patch(**bob, topics={"news": "OPT_OUT"}, create=True),
            lambda: ses.contacts.patch(**bob, topics={"news": "OPT_IN"}),
        ],
        "contacts.unsubscribe": [
            lambda: ses.contacts.unsubscribe(**PEOPLE, email_address="cem@mail.example"),
            lambda: ses.contacts.unsubscribe(**bob),
        ],
        "contacts.import_many": [
            lambda: ses.contacts.import_many(
                **PEOPLE, contacts=["eve@mail.example"], s3_url="s3://box/people", s3_client=s3
            )
        ],
        "contacts.export": [lambda: ses.contacts.export(**PEOPLE, file=io.StringIO())],
        "jobs.wait_until_complete": [
            lambda: ses.jobs.wait_until_complete(import_job_id="none", timeout=0),
            lambda: ses.jobs.wait_until_complete(export_job_id="none", timeout=0),
        ],
        "multi_region.wait_until_ready": [lambda: ses.multi_region.wait_until_ready(endpoint_name="none", timeout=0)],
    }


def test_the_permissions_of_each_method_are_those_of_its_requests(ses: SESv2, ses_backend: Backend) -> None:
    pages = ("domains", "tenants", "contacts")
    told = {
        method: needed for page in pages for method, needed in documented((DOCS / f"{page}.md").read_text()).items()
    }
    calls = cases(ses, ses_backend)
    assert told.keys() == calls.keys()

    def check(method: str) -> None:
        sent = set[str]()
        for call in calls[method]:
            ses_backend.requests.clear()
            with suppress(NotFoundError):  # some look for what is not there
                call()
            sent.update(ses_backend.requests)
        assert sent == told[method]

    every(((method, method) for method in calls), check)
