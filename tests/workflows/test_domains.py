"""Domains: identities as wanted, their DNS records, what is in DNS, and their verification on the virtual clock."""

import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import dns.resolver
import dns.zone
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import PrivateFormat, load_der_public_key

from sesv2kit import ClientConfig, DnsRecords, RetryPolicy, SESv2
from sesv2kit._workflows.dns_records import Facts, records_of
from sesv2kit._workflows.waiting import LAG
from sesv2kit.domains import DnsRecord
from sesv2kit.errors import (
    BadRequestError,
    ConfigurationError,
    NotFoundError,
    RequestInvalidError,
    WaitFailedError,
    WaitTimeoutError,
)
from sesv2kit.models import Tag, TrackingOptions
from sesv2kit.models.identities import DkimSigningAttributes
from sesv2kit.testing import Backend
from tests.aio import blocking
from tests.every import every
from tests.keys import base64_of, pem_of, rsa_key
from tests.workflows.name_server import NameServer, name_server

DOMAIN = "shop.example"
BOUNCE = "bounce.shop.example"
QUICK = ClientConfig(retry=RetryPolicy(initial_wait=0))


@pytest.fixture(params=blocking.BOTH)
def ses(request: pytest.FixtureRequest, ses_backend: Backend) -> Iterator[Any]:
    with request.param("us-east-1", config=QUICK) as client:
        yield client


@pytest.fixture
def server() -> Iterator[NameServer]:
    with name_server() as one:
        yield one


def changed(backend: Backend) -> list[str]:
    """The requests that change something."""
    return [one for one in backend.requests if not one.startswith("Get")]


def lines(plan: Any) -> list[str]:
    return str(plan).splitlines()


def own_key(selector: str = "s1", bits: int = 1024) -> DkimSigningAttributes:
    return DkimSigningAttributes(
        domain_signing_selector=selector, domain_signing_private_key=pem_of(rsa_key(bits), PrivateFormat.PKCS8)
    )


def length(bits: int) -> DkimSigningAttributes:
    return DkimSigningAttributes.model_validate({"next_signing_key_length": f"RSA_{bits}_BIT"})


# Identities as wanted.


def test_a_domain_is_created_once_and_then_left_alone(ses: Any, ses_backend: Backend) -> None:
    ses.configuration_sets.create_configuration_set(configuration_set_name="shop")
    ses_backend.requests.clear()
    wanted: Any = {
        "email_identity": DOMAIN,
        "mail_from_domain": BOUNCE,
        "configuration_set_name": "shop",
        "tags": [Tag(key="team", value="mail")],
    }
    assert lines(ses.identities.plan_ensure(**wanted)) == [
        f"create   identity: {DOMAIN}",
        f"update   mail from: {BOUNCE}",
    ]
    assert changed(ses_backend) == []
    results = [ses.identities.ensure(**wanted) for _ in range(2)]
    assert [str(one) for one in results] == [f"{one.plan}\n\n{one.dns_records}" for one in results]
    made = [one.plan for one in results]
    assert lines(made[0]) == [f"create   identity: {DOMAIN}", f"update   mail from: {BOUNCE}"]
    assert (made[1].is_empty, str(made[1]), made[1].other_tags) == (True, "no changes", ())
    assert changed(ses_backend) == ["CreateEmailIdentity", "PutEmailIdentityMailFromAttributes"]
    found = ses.identities.get_email_identity(email_identity=DOMAIN)
    assert (found.configuration_set_name, found.mail_from_attributes.mail_from_domain) == ("shop", BOUNCE)
    assert found.mail_from_attributes.behavior_on_mx_failure == "USE_DEFAULT_VALUE"


def test_only_what_differs_is_changed(ses: Any, ses_backend: Backend) -> None:
    ses.configuration_sets.create_configuration_set(configuration_set_name="shop")
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE, behavior_on_mx_failure="REJECT_MESSAGE")
    ses_backend.requests.clear()
    wanted: Any = {
        "email_identity": DOMAIN,
        "mail_from_domain": "return.shop.example",
        "configuration_set_name": "shop",
        "dkim_signing_attributes": length(1024),
        "tags": [Tag(key="team", value="mail")],
    }
    plan = ses.identities.plan_ensure(**wanted)
    assert ses.identities.ensure(**wanted).plan == plan
    assert lines(plan) == [
        "update   dkim: keys of SES, RSA_1024_BIT",
        "update   mail from: return.shop.example",
        "update   configuration set: shop",
    ]
    assert plan.other_tags == ("team",)
    assert len(changed(ses_backend)) == 3
    found = ses.identities.get_email_identity(email_identity=DOMAIN)
    assert found.mail_from_attributes.behavior_on_mx_failure == "REJECT_MESSAGE"  # it was not told to change that
    assert found.dkim_attributes.next_signing_key_length == "RSA_1024_BIT"


def test_the_behavior_alone_is_changed(ses: Any) -> None:
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    wanted: Any = {"mail_from_domain": BOUNCE.upper(), "behavior_on_mx_failure": "REJECT_MESSAGE"}
    assert len(ses.identities.ensure(email_identity=DOMAIN, **wanted).plan.changes) == 1
    assert ses.identities.ensure(email_identity=DOMAIN, **wanted).plan.is_empty


def test_a_domain_of_other_letters_is_in_punycode_everywhere(ses: Any) -> None:
    records = ses.identities.ensure(
        email_identity="bücher.example", mail_from_domain="bounce.xn--bcher-kva.example"
    ).dns_records
    assert all(one.name.endswith("xn--bcher-kva.example") for one in records.records)


def test_an_address_is_created(ses: Any) -> None:
    result = ses.identities.ensure(email_identity="ann@shop.example", mail_from_domain=BOUNCE)
    assert [one.purpose for one in result.dns_records.records] == ["mail_from", "spf", "dmarc"]
    assert ses.identities.ensure(email_identity="ann@shop.example").plan.is_empty


def test_a_lost_response_is_our_creation(ses: Any, ses_backend: Backend) -> None:
    lost = ses_backend.faults.add("disconnect", "CreateEmailIdentity")
    result = ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    assert lines(result.plan)[0] == f"create   identity: {DOMAIN}"
    assert (lost.fired, ses_backend.requests.count("CreateEmailIdentity")) == (1, 2)
    assert sum(one.purpose == "dkim" for one in result.dns_records.records) == 3


def test_an_identity_that_somebody_else_created_meanwhile_is_not_ours(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "CreateEmailIdentity", seconds=5)
    ses.identities.create_email_identity(email_identity=DOMAIN)
    plan = ses.identities.ensure(
        email_identity=DOMAIN, mail_from_domain=BOUNCE, tags=[Tag(key="team", value="mail")]
    ).plan
    assert [one.setting for one in plan.changes] == ["mail_from"]
    assert plan.other_tags == ("team",)


@pytest.mark.parametrize("lost", [False, True])
def test_a_new_identity_may_be_seen_late(ses: Any, ses_backend: Backend, lost: bool) -> None:
    if lost:
        ses_backend.faults.add("disconnect", "CreateEmailIdentity")
    ses_backend.faults.add("lag", "CreateEmailIdentity", seconds=10)
    before = ses_backend.clock.monotonic()
    result = ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    assert lines(result.plan) == [f"create   identity: {DOMAIN}", f"update   mail from: {BOUNCE}"]
    assert 10 <= ses_backend.clock.monotonic() - before < 20
    assert len(result.dns_records.records) == 6


def test_an_identity_that_is_never_seen_is_not_waited_for_without_end(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "CreateEmailIdentity", seconds=3600)
    before = ses_backend.clock.monotonic()
    with pytest.raises(NotFoundError):
        ses.identities.ensure(email_identity=DOMAIN)
    assert ses_backend.clock.monotonic() - before == LAG


def test_a_change_that_is_seen_late_is_made_again(ses: Any, ses_backend: Backend) -> None:
    wanted: Any = {"email_identity": DOMAIN, "mail_from_domain": BOUNCE, "dkim_signing_attributes": length(1024)}
    ses.identities.create_email_identity(email_identity=DOMAIN)
    ses_backend.faults.add("lag", "PutEmailIdentityDkimSigningAttributes", seconds=10)
    first = ses.identities.ensure(**wanted)
    second = ses.identities.ensure(**wanted)  # SES refuses to set a length again
    assert second.dns_records == first.dns_records
    assert ses.identities.ensure(**wanted).plan.is_empty


def test_a_lost_response_to_a_change_of_the_length(ses: Any, ses_backend: Backend) -> None:
    ses.identities.create_email_identity(email_identity=DOMAIN)
    lost = ses_backend.faults.add("disconnect", "PutEmailIdentityDkimSigningAttributes")
    result = ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=length(1024))
    assert lost.fired == 1
    assert result.dns_records == ses.identities.dns_records(email_identity=DOMAIN)


def test_a_second_change_of_the_length_within_a_day_is_refused(ses: Any, ses_backend: Backend) -> None:
    ses.identities.create_email_identity(email_identity=DOMAIN)
    ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=length(1024))
    with pytest.raises(BadRequestError, match="once a day"):
        ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=length(2048))
    ses_backend.clock.advance(timedelta(days=1))
    ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=length(2048))


def test_a_key_of_ones_own(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN)
    plans = [
        str(ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=own_key(selector)).plan)
        for selector in ("s1", "s1", "s2")
    ]
    assert plans == [
        "update   dkim: your own key, selector s1",
        "no changes",
        "update   dkim: your own key, selector s2",
    ]
    found = ses.identities.get_email_identity(email_identity=DOMAIN).dkim_attributes
    assert (found.signing_attributes_origin, found.tokens) == ("EXTERNAL", ["s2"])


def test_back_to_keys_of_ses(ses: Any) -> None:
    ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=own_key())
    result = ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=length(2048))
    assert [one.type for one in result.dns_records.records if one.purpose == "dkim"] == ["CNAME"] * 3


def test_keys_of_another_region_are_for_new_identities(ses: Any, ses_backend: Backend) -> None:
    copied = DkimSigningAttributes(domain_signing_attributes_origin="AWS_SES_EU_SOUTH_1")
    ses.identities.create_email_identity(email_identity="old.example")
    with pytest.raises(ConfigurationError, match="only do this when it creates an identity"):
        ses.identities.ensure(
            email_identity="old.example", dkim_signing_attributes=copied, mail_from_domain="b.old.example"
        )
    assert changed(ses_backend) == ["CreateEmailIdentity"]
    assert not ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=copied).plan.is_empty
    assert ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=copied).plan.is_empty


def test_what_ses_has_given_up_is_started_again(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    ses_backend.set_mail_from_status(DOMAIN, "FAILED")
    ses_backend.clock.advance(timedelta(hours=73))
    for wanted in ({}, {"dkim_signing_attributes": length(2048)}):
        plan = ses.identities.plan_ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE, **wanted)
        assert lines(plan) == ["restart  dkim", f"restart  mail from: {BOUNCE}"]
    assert ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE, **wanted).plan == plan
    assert ses.identities.get_email_identity(email_identity=DOMAIN).dkim_attributes.status == "PENDING"


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"mail_from_domain": "shop.example"}, "mail_from_domain"),
        ({"mail_from_domain": "bounce.other.example"}, "mail_from_domain"),
        ({"mail_from_domain": "bounceshop.example"}, "mail_from_domain"),
        ({"mail_from_domain": "a b.shop.example"}, "mail_from_domain"),
        ({"mail_from_domain": "..shop.example"}, "mail_from_domain"),
        ({"mail_from_domain": ".shop.example"}, "mail_from_domain"),
        ({"mail_from_domain": "bounce.shop.example\n"}, "mail_from_domain"),
        ({"behavior_on_mx_failure": "REJECT_MESSAGE"}, "behavior_on_mx_failure"),
        ({"email_identity": "ann@shop.example", "dkim_signing_attributes": length(1024)}, "dkim_signing_attributes"),
        (
            {"dkim_signing_attributes": DkimSigningAttributes(domain_signing_selector="s1")},
            "dkim_signing_attributes",
        ),
        (
            {"dkim_signing_attributes": own_key().model_copy(update={"next_signing_key_length": "RSA_1024_BIT"})},
            "dkim_signing_attributes",
        ),
        (
            {"dkim_signing_attributes": DkimSigningAttributes(domain_signing_attributes_origin="EXTERNAL")},
            "dkim_signing_attributes.domain_signing_attributes_origin",
        ),
        (
            {"dkim_signing_attributes": {"domain_signing_selector": "-"}},
            "dkim_signing_attributes.domain_signing_selector",
        ),
        ({"configuration_set_name": "a b"}, "configuration_set_name"),
        ({"email_identity": ""}, "email_identity"),
        ({"email_identity": "https://shop.example"}, "email_identity"),
        ({"email_identity": "shop.example/"}, "email_identity"),
        ({"email_identity": "shop example"}, "email_identity"),
        ({"tags": [{"key": ""}]}, "tags.0.key"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(
    ses: Any, ses_backend: Backend, arguments: Any, argument: str
) -> None:
    for method in (ses.identities.plan_ensure, ses.identities.ensure):
        with pytest.raises(RequestInvalidError) as caught:
            method(**{"email_identity": DOMAIN, **arguments})
        assert argument in [one.argument for one in caught.value.problems]
    assert ses_backend.requests == []


# DNS records.


def test_the_records_of_a_domain(ses: Any, ses_backend: Backend) -> None:
    records = ses.identities.ensure(email_identity="Shop.Example", mail_from_domain=BOUNCE).dns_records
    assert records == ses.identities.dns_records(email_identity="Shop.Example")
    tokens = ses.identities.get_email_identity(email_identity=DOMAIN).dkim_attributes.tokens
    assert [(one.purpose, one.name, one.type, one.value) for one in records.records] == [
        *(("dkim", f"{token}._domainkey.{DOMAIN}", "CNAME", f"{token}.dkim.amazonses.com") for token in tokens),
        ("mail_from", BOUNCE, "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
        ("spf", BOUNCE, "TXT", "v=spf1 include:amazonses.com ~all"),
        ("dmarc", f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none;"),
    ]
    assert [one.purpose for one in records.records if not one.is_required] == ["dmarc"]


@pytest.mark.parametrize(
    ("region", "zone"),
    [("eu-west-1", "dkim.amazonses.com"), ("eu-south-1", "dkim.eu-south-1.amazonses.com")],
)
def test_the_records_of_a_region(ses_backend: Backend, region: str, zone: str) -> None:
    with SESv2(region, config=QUICK) as ses:
        records = ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE).dns_records.records
    assert {one.value.partition(".")[2] for one in records if one.purpose == "dkim" and one.value} == {zone}
    assert [one.value for one in records if one.type == "MX"] == [f"10 feedback-smtp.{region}.amazonses.com"]


def test_what_decides_the_records_does_not_show_the_key() -> None:
    assert "secret" not in repr(Facts(email_identity=DOMAIN, private_key="secret"))


def test_keys_of_another_region_are_in_its_zone(ses: Any) -> None:
    copied = DkimSigningAttributes(domain_signing_attributes_origin="AWS_SES_EU_SOUTH_1")
    records = ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=copied).dns_records.records
    assert records[0].value.endswith(".dkim.eu-south-1.amazonses.com")


@pytest.mark.parametrize(
    ("zone", "origin", "region", "expected"),
    [
        ("dkim.new.example", "AWS_SES", "eu-south-1", "dkim.new.example"),
        (None, "AWS_SES", "eu-south-1", "dkim.eu-south-1.amazonses.com"),
        (None, "AWS_SES", "eu-west-1", "dkim.amazonses.com"),
        (None, None, "eu-west-1", "dkim.amazonses.com"),
        (None, "AWS_SES_EU_SOUTH_1", "eu-west-1", "dkim.eu-south-1.amazonses.com"),
        (None, "AWS_SES_EU_WEST_1", "eu-south-1", "dkim.amazonses.com"),
    ],
)
def test_the_zone_that_ses_names_counts_and_else_that_of_the_region(
    zone: str | None, origin: str | None, region: str, expected: str
) -> None:
    facts = Facts(email_identity=DOMAIN, dkim_origin=origin, dkim_tokens=("t1",), dkim_zone=zone)
    assert records_of(facts, region).records[0].value == f"t1.{expected}"


@pytest.mark.parametrize(
    ("policy", "value"),
    [(None, "r.us-east-1.awstrack.me"), ("OPTIONAL", "r.us-east-1.awstrack.me"), ("REQUIRE", None)],
)
def test_the_tracking_domain_of_the_default_configuration_set(
    ses: Any, ses_backend: Backend, policy: Any, value: str | None
) -> None:
    ses_backend.verify_identity(DOMAIN)
    ses.configuration_sets.create_configuration_set(
        configuration_set_name="shop",
        tracking_options=TrackingOptions(custom_redirect_domain="click.shop.example", https_policy=policy),
    )
    record = ses.identities.ensure(email_identity=DOMAIN, configuration_set_name="shop").dns_records.records[-1]
    assert (record.purpose, record.name, record.type, record.value) == (
        "tracking",
        "click.shop.example",
        "CNAME",
        value,
    )
    assert ("your CDN in front of r.us-east-1.awstrack.me" in record.note) == (value is None)
    ses.configuration_sets.delete_configuration_set(configuration_set_name="shop")
    assert ses.identities.dns_records(email_identity=DOMAIN).records[-1].purpose == "dmarc"


@pytest.mark.parametrize("bits", [1024, 2048])
@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("text", [pem_of, base64_of])
def test_the_public_key_of_any_form_of_a_private_key(ses: Any, bits: int, form: PrivateFormat, text: Any) -> None:
    key = rsa_key(bits)
    own = DkimSigningAttributes(domain_signing_selector="s1", domain_signing_private_key=text(key, form))
    for records in (
        ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=own).dns_records,
        ses.identities.dns_records(email_identity=DOMAIN, dkim_signing_attributes=own),
    ):
        record = records.records[0]
        assert (record.name, record.type) == (f"s1._domainkey.{DOMAIN}", "TXT")
        public = load_der_public_key(b64decode(record.value.removeprefix("p=")))
        assert isinstance(public, RSAPublicKey)
        assert public.public_numbers() == key.public_key().public_numbers()


def test_an_own_key_that_was_not_given(ses: Any) -> None:
    ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=own_key())
    for given in (None, own_key("other")):
        records = ses.identities.dns_records(email_identity=DOMAIN, dkim_signing_attributes=given)
        assert records.records[0].value is None
        assert records.to_zone_file().startswith(f"; s1._domainkey.{DOMAIN}. 300 IN TXT: p= and the public key")
        assert "(p= and the public key" in str(records)
        with pytest.raises(ValueError, match="is not known"):
            records.to_route53()


SAMPLE = DnsRecords(
    DOMAIN,
    (
        DnsRecord("dkim", f"s1._domainkey.{DOMAIN}", "TXT", "p=" + "A" * 300),
        DnsRecord("dkim", f"t1._domainkey.{DOMAIN}", "CNAME", "t1.dkim.amazonses.com"),
        DnsRecord("mail_from", BOUNCE, "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
        DnsRecord("spf", BOUNCE, "TXT", "v=spf1 include:amazonses.com ~all"),
        DnsRecord("dmarc", f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none;", "a suggestion"),
    ),
)


def test_a_zone_file_is_one_for_dnspython() -> None:
    text = SAMPLE.to_zone_file(ttl=60)
    zone: Any = dns.zone.from_text(text, DOMAIN, relativize=False, check_origin=False)
    read = {
        (name.to_text(omit_final_dot=True), data.rdtype.name): data.to_text().partition(" IN ")[2]
        for name, node in zone.items()
        for data in node
    }
    assert len(read) == 5
    assert read[BOUNCE, "MX"] == "MX 10 feedback-smtp.us-east-1.amazonses.com."
    assert read[f"_dmarc.{DOMAIN}", "TXT"] == 'TXT "v=DMARC1; p=none;"'
    assert read[f"s1._domainkey.{DOMAIN}", "TXT"] == 'TXT "p=' + "A" * 253 + '" "' + "A" * 47 + '"'
    assert text.splitlines()[1] == f"t1._domainkey.{DOMAIN}. 60 IN CNAME t1.dkim.amazonses.com."


def test_route_53_takes_the_changes(ses_backend: Backend) -> None:
    import boto3

    route53: Any = boto3.client("route53", "us-east-1")
    zone = route53.create_hosted_zone(Name=DOMAIN, CallerReference="1")["HostedZone"]["Id"]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=SAMPLE.to_route53())
    there = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    named = {(one["Name"], one["Type"]): [each["Value"] for each in one["ResourceRecords"]] for one in there}
    assert named[f"{BOUNCE}.", "TXT"] == ['"v=spf1 include:amazonses.com ~all"']
    assert named[f"{BOUNCE}.", "MX"] == ["10 feedback-smtp.us-east-1.amazonses.com."]
    assert (f"_dmarc.{DOMAIN}.", "TXT") not in named
    batch = SAMPLE.to_route53(action="CREATE", ttl=60, with_suggestions=True)["Changes"]
    assert {one["Action"] for one in batch} == {"CREATE"}
    assert batch[-1]["ResourceRecordSet"]["ResourceRecords"] == [{"Value": '"v=DMARC1; p=none;"'}]
    assert batch[-1]["ResourceRecordSet"]["TTL"] == 60


def test_what_dns_providers_would_refuse_is_refused_here() -> None:
    cases: list[tuple[str, Callable[[Any], object], list[Any]]] = [
        (
            "action must be UPSERT, CREATE or DELETE",
            lambda it: SAMPLE.to_route53(action=it),
            ["upsert", "REPLACE", None],
        ),
        ("ttl must be a whole number", lambda it: SAMPLE.to_route53(ttl=it), [-1, 2**31, "300", 1.5, True, None]),
        ("ttl must be a whole number", lambda it: SAMPLE.to_zone_file(ttl=it), [-1, 2**31, "300", 1.5, True, None]),
    ]

    def check(case: tuple[str, Callable[[Any], object], Any]) -> None:
        message, make, value = case
        with pytest.raises(ValueError, match=message):
            make(value)

    every(
        ((f"{message}: {value!r}", (message, make, value)) for message, make, values in cases for value in values),
        check,
    )
    assert " 0 IN CNAME" in SAMPLE.to_zone_file(ttl=0)


def test_values_of_one_name_are_one_record_set() -> None:
    twice = DnsRecords(DOMAIN, (SAMPLE.records[3], DnsRecord("spf", BOUNCE, "TXT", "other")))
    (change,) = twice.to_route53()["Changes"]
    assert len(change["ResourceRecordSet"]["ResourceRecords"]) == 2


def test_the_table() -> None:
    table = str(DnsRecords(DOMAIN, SAMPLE.records[1:3])).splitlines()
    assert table == [
        "purpose    type   name                        value",
        "dkim       CNAME  t1._domainkey.shop.example  t1.dkim.amazonses.com",
        "mail_from  MX     bounce.shop.example         10 feedback-smtp.us-east-1.amazonses.com",
    ]


# What is in DNS.


def published(records: DnsRecords) -> dict[tuple[str, str], list[str]]:
    zone: dict[tuple[str, str], list[str]] = {}
    for one in records.records:
        value = f'"{one.value}"' if one.type == "TXT" else f"{one.value}."
        zone.setdefault((one.name, one.type), []).append(value)
    return zone


@pytest.fixture
def domain(ses: Any, server: NameServer) -> DnsRecords:
    records: DnsRecords = ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE).dns_records
    server.zone = published(records)
    return records


def statuses(check: Any) -> dict[str, str]:
    return {one.record.purpose: one.status for one in check.results if one.status != "ok"}


def message_of(check: Any, purpose: str) -> str:
    (one,) = (one for one in check.problems if one.record.purpose == purpose)
    text: str = one.message
    return text


def test_all_records_are_there(ses: Any, server: NameServer, domain: DnsRecords) -> None:
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert (check.is_ok, check.problems, len(check.results)) == (True, (), 6)
    assert str(check).splitlines()[3] == f"ok  MX     {BOUNCE}"
    assert {name for name, _ in server.asked} == {one.name for one in domain.records}


def test_nothing_is_there(ses: Any, server: NameServer, domain: DnsRecords) -> None:
    server.zone = {}
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert not check.is_ok
    assert {one.status for one in check.results} == {"missing"}
    assert message_of(check, "mail_from") == "publish MX 10 feedback-smtp.us-east-1.amazonses.com"


@pytest.mark.parametrize(
    ("name", "kind", "values", "purpose", "status"),
    [
        (BOUNCE, "MX", ["20 FEEDBACK-SMTP.us-east-1.amazonses.com."], "mail_from", None),
        (BOUNCE, "MX", ["10 feedback-smtp.eu-west-1.amazonses.com."], "mail_from", "wrong"),
        (
            BOUNCE,
            "MX",
            ["10 feedback-smtp.us-east-1.amazonses.com.", "20 mail.shop.example."],
            "mail_from",
            "wrong",
        ),
        (BOUNCE, "MX", [], "mail_from", "missing"),
        (BOUNCE, "TXT", ['"V=SPF1 ip4:192.0.2.1 include:amazonses.com" " -all"', '"site=1"'], "spf", None),
        (BOUNCE, "TXT", ['"v=spf1 include:amazonses.com.example ~all"'], "spf", "wrong"),
        (BOUNCE, "TXT", ['"v=spf1 -include:amazonses.com ~all"'], "spf", "wrong"),
        (BOUNCE, "TXT", ['"v=spf1 -all"'], "spf", "wrong"),
        (BOUNCE, "TXT", ['"v=spf1 include:amazonses.com ~all"', '"v=spf1 -all"'], "spf", "wrong"),
        (BOUNCE, "TXT", ['"v=spf10 include:amazonses.com"'], "spf", "missing"),
        (f"_dmarc.{DOMAIN}", "TXT", ['"v=DMARC1;p=reject"'], "dmarc", None),
        (f"_dmarc.{DOMAIN}", "TXT", ['"v=DMARC1;p=reject"', '"v=DMARC1;p=none"'], "dmarc", "wrong"),
    ],
)
def test_a_record(
    ses: Any,
    server: NameServer,
    domain: DnsRecords,
    name: str,
    kind: str,
    values: list[str],
    purpose: str,
    status: str | None,
) -> None:
    server.zone[name, kind] = values
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert statuses(check) == ({} if status is None else {purpose: status})
    assert check.is_ok == (status is None or purpose == "dmarc")
    assert all(one.message for one in check.problems)


def test_a_cname_that_leads_elsewhere(ses: Any, server: NameServer, domain: DnsRecords) -> None:
    server.zone[domain.records[1].name, "CNAME"] = ["elsewhere.example."]
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert [one.status for one in check.results[:3]] == ["ok", "wrong", "ok"]
    assert check.results[1].found == ("elsewhere.example",)
    assert check.results[1].message == f"it must be {domain.records[1].value}"


def test_a_name_to_which_the_domain_was_added_twice(ses: Any, server: NameServer, domain: DnsRecords) -> None:
    first = domain.records[0].name
    server.zone[f"{first}.{DOMAIN}", "CNAME"] = server.zone.pop((first, "CNAME"))
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert check.results[0].status == "missing"
    assert check.results[0].message.startswith(f"it is at {first}.{DOMAIN}: ")


def test_the_policy_of_a_domain_above_counts(ses: Any, server: NameServer) -> None:
    ses.identities.ensure(email_identity="news.mail.shop.example")
    server.zone[f"_dmarc.{DOMAIN}", "TXT"] = ['"v=DMARC1; p=reject"']
    check = ses.identities.check_dns(email_identity="news.mail.shop.example", resolver=server.resolver)
    assert (check.results[-1].status, check.results[-1].found) == ("ok", ("v=DMARC1; p=reject",))
    assert ("_dmarc.example", "TXT") not in server.asked


def test_a_failing_name_server_says_nothing(ses: Any, server: NameServer, domain: DnsRecords) -> None:
    server.fails.add(BOUNCE)
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert statuses(check) == {"mail_from": "unknown", "spf": "unknown"}
    assert (check.is_ok, "NoNameservers" in message_of(check, "spf")) == (False, True)


def test_the_record_of_an_own_key(ses: Any, server: NameServer) -> None:
    key = own_key(bits=2048)
    records = ses.identities.ensure(email_identity=DOMAIN, dkim_signing_attributes=key).dns_records
    value: str = records.records[0].value
    cut = f'"v=DKIM1; k=rsa; {value[:200]}" "{value[200:]}"'
    for values, with_key, without in (
        ([cut], "ok", "ok"),
        (['"p=QUJD"'], "wrong", "ok"),
        (['"v=DKIM1; p="'], "wrong", "wrong"),
        (['"site=1"'], "missing", "missing"),
    ):
        server.zone[records.records[0].name, "TXT"] = values
        for given, expected in ((key, with_key), (None, without)):
            check = ses.identities.check_dns(
                email_identity=DOMAIN, dkim_signing_attributes=given, resolver=server.resolver
            )
            assert check.results[0].status == expected, (values, expected)


def test_a_tracker_behind_a_cdn_has_any_target(ses: Any, ses_backend: Backend, server: NameServer) -> None:
    ses_backend.verify_identity(DOMAIN)
    ses.configuration_sets.create_configuration_set(
        configuration_set_name="shop",
        tracking_options=TrackingOptions(custom_redirect_domain="click.shop.example", https_policy="REQUIRE"),
    )
    ses.identities.ensure(email_identity=DOMAIN, configuration_set_name="shop")
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert message_of(check, "tracking") == "there is no such record"
    server.zone["click.shop.example", "CNAME"] = ["d111.cdn.example."]
    check = ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert "tracking" not in statuses(check)


def test_an_identity_that_does_not_exist_is_not_looked_up(ses: Any, server: NameServer) -> None:
    with pytest.raises(NotFoundError):
        ses.identities.check_dns(email_identity=DOMAIN, resolver=server.resolver)
    assert server.asked == []


@pytest.mark.parametrize("arguments", [{"resolver": "127.0.0.1"}, {"email_identity": "", "resolver": None}])
def test_a_check_of_bad_arguments_is_refused_before_anything_is_sent(
    ses: Any, ses_backend: Backend, arguments: Any
) -> None:
    with pytest.raises(RequestInvalidError, match="|".join(arguments)):
        ses.identities.check_dns(**{"email_identity": DOMAIN, **arguments})
    assert ses_backend.requests == []


def test_the_system_s_resolver_is_asked_by_default(
    ses: Any, server: NameServer, domain: DnsRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = server.resolver
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: one)
    assert ses.identities.check_dns(email_identity=DOMAIN).is_ok


def test_a_system_without_name_server(ses: Any, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", fail)
    with pytest.raises(ConfigurationError, match="no name server is configured"):
        ses.identities.check_dns(email_identity=DOMAIN)
    assert ses_backend.requests == []


def test_without_dnspython_the_extra_is_named(ses: Any, ses_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dns.resolver", None)
    with pytest.raises(ConfigurationError, match=r'pip install "sesv2kit\[dns\]"'):
        ses.identities.check_dns(email_identity=DOMAIN)
    assert ses_backend.requests == []


# Verification.


def test_a_domain_is_verified_in_the_end(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    ses_backend.verify_identity(DOMAIN, after=timedelta(minutes=5))
    ses_backend.set_mail_from_status(DOMAIN, "SUCCESS", after=timedelta(minutes=20))
    before = ses_backend.clock.monotonic()
    found = ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=3600)
    assert (found.verified_for_sending_status, found.mail_from_attributes.mail_from_domain_status) == (True, "SUCCESS")
    assert 20 * 60 <= ses_backend.clock.monotonic() - before <= 21 * 60


def test_an_address_needs_no_dns_record(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity="ann@shop.example")
    ses_backend.verify_identity("ann@shop.example", after=30)
    ses.identities.wait_until_verified(email_identity="ann@shop.example", timeout=60)


def test_it_says_what_it_still_waits_for(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    ses_backend.verify_identity(DOMAIN)
    ses_backend.set_mail_from_status(DOMAIN, "TEMPORARY_FAILURE")
    with pytest.raises(
        WaitTimeoutError, match="verification is SUCCESS, DKIM is SUCCESS, MAIL FROM is TEMPORARY_FAILURE"
    ):
        ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=100)


def test_ses_gives_up_after_72_hours(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN)
    before = ses_backend.clock.monotonic()
    ses_backend.clock.advance(timedelta(hours=71))  # one look a minute is all that would happen
    with pytest.raises(WaitFailedError, match=r"verification is FAILED, DKIM is FAILED \(HOST_NOT_FOUND\)") as caught:
        ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=None)
    assert 0 <= ses_backend.clock.monotonic() - before - 72 * 3600 <= 60
    assert DOMAIN not in str(caught.value)


def test_a_search_that_was_started_again_is_waited_for(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN)
    ses_backend.clock.advance(timedelta(hours=73))
    assert lines(ses.identities.ensure(email_identity=DOMAIN).plan) == ["restart  dkim"]
    ses_backend.verify_identity(DOMAIN, after=60)
    ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=120)


def test_a_mail_from_domain_that_failed(ses: Any, ses_backend: Backend) -> None:
    ses.identities.ensure(email_identity=DOMAIN, mail_from_domain=BOUNCE)
    ses_backend.verify_identity(DOMAIN)
    ses_backend.set_mail_from_status(DOMAIN, "FAILED")
    with pytest.raises(WaitFailedError, match="MAIL FROM is FAILED"):
        ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=None)


def test_a_new_identity_is_waited_for_although_it_is_seen_late(ses: Any, ses_backend: Backend) -> None:
    ses_backend.faults.add("lag", "CreateEmailIdentity", seconds=20)
    ses.identities.create_email_identity(email_identity=DOMAIN)
    ses_backend.verify_identity(DOMAIN)
    ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=60)


def test_an_invalid_timeout_is_refused_before_anything_is_sent(ses: Any, ses_backend: Backend) -> None:
    with pytest.raises(RequestInvalidError, match="timeout"):
        ses.identities.wait_until_verified(email_identity=DOMAIN, timeout=-1)
    assert ses_backend.requests == []
