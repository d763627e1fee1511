"""Email identities."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from sesv2kit.testing import Backend, VirtualClock
from sesv2kit.testing.engine import Engine
from sesv2kit.testing.operations import OPERATIONS
from sesv2kit.testing.protocol.assumptions import UNKNOWN_IDENTITY_400
from sesv2kit.testing.protocol.errors import Refused

from .conftest import make_client
from .helpers import pages, private_key, refusal, simple

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
CERTIFICATES = [f"arn:aws:acm:us-east-1:123456789012:certificate/{letter * 8}" for letter in "ab"]


def identity(ses: Any, name: str) -> Any:
    answer = ses.get_email_identity(EmailIdentity=name)
    del answer["ResponseMetadata"]
    return answer


@pytest.mark.parametrize("after", [60, timedelta(minutes=1)])
def test_it_is_verified_when_the_clock_gets_there(backend: Backend, ses: Any, after: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    ses.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain="b.example.com")
    backend.verify_identity("example.com", after=after)
    backend.set_mail_from_status("example.com", "SUCCESS", after=after)
    backend.verify_identity("never.example", after=after)
    seen = []
    for _ in range(2):
        found = identity(ses, "example.com")
        seen.append((found["VerificationStatus"], found["MailFromAttributes"]["MailFromDomainStatus"]))
        backend.clock.advance(60)
    assert seen == [("PENDING", "PENDING"), ("SUCCESS", "SUCCESS")]
    assert ses.list_email_identities()["EmailIdentities"][0]["IdentityName"] == "example.com"
    assert len(ses.list_email_identities()["EmailIdentities"]) == 1


@pytest.mark.parametrize("after", [60, timedelta(minutes=1)])
def test_what_the_code_under_test_creates_later_is_verified_too(backend: Backend, ses: Any, after: Any) -> None:
    """A test schedules this, and then calls a function that creates the identity and waits for it."""
    backend.verify_identity("example.com", after=after)
    backend.set_mail_from_status("example.com", "SUCCESS", after=after)
    backend.set_mail_from_status("never.example", "SUCCESS", after=after)
    ses.create_email_identity(EmailIdentity="example.com")
    for domain in ("old.example.com", "b.example.com"):
        ses.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain=domain)
    backend.clock.advance(60)
    found = identity(ses, "example.com")
    assert (found["VerificationStatus"], found["MailFromAttributes"]["MailFromDomainStatus"]) == ("SUCCESS", "SUCCESS")


def test_an_address_stays_pending_until_it_is_verified(backend: Backend, ses: Any) -> None:
    created = ses.create_email_identity(EmailIdentity="ann@example.com", Tags=[{"Key": "k", "Value": "v"}])
    assert (created["IdentityType"], created["VerifiedForSendingStatus"]) == ("EMAIL_ADDRESS", False)
    found = identity(ses, "ann@example.com")
    assert found == {
        "IdentityType": "EMAIL_ADDRESS",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": False,
        "DkimAttributes": {
            "SigningEnabled": False,
            "Status": "NOT_STARTED",
            "SigningAttributesOrigin": "AWS_SES",
            "NextSigningKeyLength": "RSA_1024_BIT",
        },
        "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
        "Policies": {},
        "Tags": [{"Key": "k", "Value": "v"}],
        "VerificationStatus": "PENDING",
        "VerificationInfo": {},
    }
    backend.verify_identity("ann@example.com")
    found = identity(ses, "ann@example.com")
    assert (found["VerifiedForSendingStatus"], found["VerificationStatus"]) == (True, "SUCCESS")


def test_a_domain_has_dkim_tokens(backend: Backend, ses: Any) -> None:
    dkim = ses.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]
    assert dkim["Status"] == "PENDING"
    backend.verify_identity("example.com")
    found = identity(ses, "example.com")
    assert found["DkimAttributes"] == {**dkim, "Status": "SUCCESS"}
    assert [len(token) for token in dkim["Tokens"]] == [32, 32, 32]
    assert dkim["SigningEnabled"] is True
    assert (dkim["CurrentSigningKeyLength"], dkim["NextSigningKeyLength"]) == ("RSA_2048_BIT", "RSA_2048_BIT")
    assert "LastKeyGenerationTimestamp" in dkim
    assert set(found["VerificationInfo"]) == {"LastCheckedTimestamp", "LastSuccessTimestamp"}


def test_a_domain_may_bring_its_own_key(ses: Any) -> None:
    attributes = {"DomainSigningSelector": "sel", "DomainSigningPrivateKey": "a2V5"}
    dkim = ses.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=attributes)["DkimAttributes"]
    assert (dkim["SigningAttributesOrigin"], dkim["Tokens"]) == ("EXTERNAL", ["sel"])
    message = refusal(
        ses.create_email_identity,
        EmailIdentity="b.com",
        DkimSigningAttributes={"DomainSigningPrivateKey": "not base64!"},
    )[2]
    assert "'dkimSigningAttributes.domainSigningPrivateKey' failed to satisfy constraint" in message
    assert "not base64!" not in message


def test_a_duplicate_and_an_unknown_one(ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    assert refusal(ses.create_email_identity, EmailIdentity="example.com") == (
        400,
        "AlreadyExistsException",
        "Email identity example.com already exists.",
    )


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("associate_email_identity_certificate", {"CertificateArn": CERTIFICATES[0]}),
        ("create_email_identity_policy", {"PolicyName": "p", "Policy": POLICY}),
        ("delete_email_identity", {}),
        ("delete_email_identity_policy", {"PolicyName": "p"}),
        ("disassociate_email_identity_certificate", {}),
        ("get_email_identity", {}),
        ("get_email_identity_policies", {}),
        ("list_email_identity_certificates", {}),
        ("put_email_identity_configuration_set_attributes", {}),
        ("put_email_identity_dkim_signing_attributes", {"SigningAttributesOrigin": "AWS_SES"}),
        ("update_email_identity_policy", {"PolicyName": "p", "Policy": POLICY}),
    ],
)
def test_an_unknown_one(ses: Any, operation: str, members: Any) -> None:
    assert refusal(getattr(ses, operation), EmailIdentity="ghost.com", **members) == (
        404,
        "NotFoundException",
        "Email identity ghost.com does not exist.",
    )


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("put_email_identity_dkim_attributes", "Domain ghost.com is not verified for DKIM signing."),
        ("put_email_identity_feedback_attributes", "Identity <ghost.com> does not exist."),
        ("put_email_identity_mail_from_attributes", "Identity <ghost.com> does not exist."),
    ],
)
def test_three_operations_call_an_unknown_one_a_bad_request(
    backend: Backend, ses: Any, operation: str, message: str
) -> None:
    call = getattr(ses, operation)
    status, code, text = refusal(call, EmailIdentity="ghost.com")
    assert (status, code) == (400, "BadRequestException")
    assert text == f"{message} {UNKNOWN_IDENTITY_400.note}"
    backend.assume = {"unknown_identity_400": False}
    assert refusal(call, EmailIdentity="ghost.com") == (
        404,
        "NotFoundException",
        "Email identity ghost.com does not exist.",
    )


def test_an_unknown_configuration_set_creates_nothing(ses: Any) -> None:
    call = {"EmailIdentity": "example.com", "ConfigurationSetName": "ghost"}
    assert refusal(ses.create_email_identity, **call)[:2] == (404, "NotFoundException")
    assert ses.list_email_identities()["EmailIdentities"] == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("exa mple.com", "Invalid domain name <exa mple.com>."),
        ("localhost", "Invalid domain name <localhost>."),
        ("-a.com", "Invalid domain name <-a.com>."),
        ("münchen.de", "Invalid domain name <münchen.de>."),
        (f"{'a' * 64}.com", f"Invalid domain name <{'a' * 64}.com>."),
        (f"{'abc.' * 63}de", f"Invalid domain name <{'abc.' * 63}de>."),
        ("Ann <ann@example.com>", "Invalid email address <Ann <ann@example.com>>."),
        ("ann@münchen.de", "Domain contains illegal character"),
    ],
)
def test_an_invalid_name(ses: Any, name: str, message: str) -> None:
    assert refusal(ses.create_email_identity, EmailIdentity=name) == (400, "BadRequestException", message)


def test_the_longest_domain(ses: Any) -> None:
    name = f"{'abc.' * 62}abcde"
    assert len(name) == 253
    assert ses.create_email_identity(EmailIdentity=name)["IdentityType"] == "DOMAIN"


def test_invalid_tags(ses: Any) -> None:
    tags = [{"Key": "aws:k", "Value": "v"}]
    assert "reserved prefix" in refusal(ses.create_email_identity, EmailIdentity="example.com", Tags=tags)[2]


def test_domains_have_no_case(backend: Backend, ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="Example.COM")
    ses.create_email_identity(EmailIdentity="Ann@Example.COM")
    assert refusal(ses.create_email_identity, EmailIdentity="example.com")[1] == "AlreadyExistsException"
    listed = [entry["IdentityName"] for entry in ses.list_email_identities()["EmailIdentities"]]
    assert listed == ["Ann@example.com", "example.com"]
    backend.verify_identity("eXample.com")
    assert identity(ses, "EXAMPLE.com")["VerifiedForSendingStatus"] is True
    assert refusal(ses.get_email_identity, EmailIdentity="ann@example.com")[0] == 404


@pytest.mark.parametrize(("name", "hours"), [("ann@example.com", 24), ("example.com", 72)])
def test_a_verification_that_nobody_completes_fails(backend: Backend, ses: Any, name: str, hours: int) -> None:
    ses.create_email_identity(EmailIdentity=name)
    backend.clock.advance(timedelta(hours=hours) - timedelta(seconds=1))
    assert identity(ses, name)["VerificationStatus"] == "PENDING"
    backend.clock.advance(1)
    found = identity(ses, name)
    assert found["VerificationStatus"] == "FAILED"
    assert ses.list_email_identities(Filter={"VERIFICATION_STATUS": "FAILED"})["EmailIdentities"] != []
    assert found["VerificationInfo"].get("ErrorType") == (None if "@" in name else "HOST_NOT_FOUND")
    assert found["DkimAttributes"]["Status"] == ("NOT_STARTED" if "@" in name else "FAILED")
    backend.verify_identity(name)
    assert identity(ses, name)["VerificationStatus"] == "SUCCESS"


def test_an_account_has_at_most_10_000() -> None:
    state = Engine(VirtualClock()).state("111122223333", "eu-west-1")
    for number in range(10_000):
        OPERATIONS["create_email_identity"](state, {"EmailIdentity": f"{number}.com"})
    with pytest.raises(Refused, match="no more than 10000 email identities") as caught:
        OPERATIONS["create_email_identity"](state, {"EmailIdentity": "last.com"})
    assert caught.value.code == "LimitExceededException"


def test_delete(ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    ses.delete_email_identity(EmailIdentity="example.com")
    assert refusal(ses.get_email_identity, EmailIdentity="example.com")[0] == 404


def test_a_default_configuration_set_must_exist(ses: Any) -> None:
    members = {"EmailIdentity": "example.com", "ConfigurationSetName": "main"}
    assert refusal(ses.create_email_identity, **members)[:2] == (404, "NotFoundException")
    ses.create_configuration_set(ConfigurationSetName="main")
    ses.create_email_identity(**members)
    assert identity(ses, "example.com")["ConfigurationSetName"] == "main"


def test_the_list_and_its_filters(backend: Backend, ses: Any) -> None:
    for name in ("b.com", "ann@a.com", "a.com"):
        ses.create_email_identity(EmailIdentity=name)
    backend.verify_identity("a.com")

    def names(**members: Any) -> list[str]:
        listed = [entry for page in pages(ses.list_email_identities, **members) for entry in page["EmailIdentities"]]
        return [entry["IdentityName"] for entry in listed]

    assert names() == names(PageSize=1) == ["a.com", "ann@a.com", "b.com"]
    assert names(Filter={"IDENTITY_NAME_CONTAINS": "a.c"}) == ["a.com", "ann@a.com"]
    assert names(Filter={"IDENTITY_NAME_CONTAINS": "A.C"}) == ["a.com", "ann@a.com"]
    assert names(Filter={"IDENTITY_TYPE": "DOMAIN"}) == ["a.com", "b.com"]
    assert names(Filter={"VERIFICATION_STATUS": "PENDING", "IDENTITY_TYPE": "DOMAIN"}) == ["b.com"]
    assert ses.list_email_identities()["EmailIdentities"][0] == {
        "IdentityType": "DOMAIN",
        "IdentityName": "a.com",
        "SendingEnabled": True,
        "VerificationStatus": "SUCCESS",
    }


def test_a_page_has_25_unless_another_size_up_to_1000_is_asked_for(ses: Any) -> None:
    for number in range(26):
        ses.create_email_identity(EmailIdentity=f"{number}.com")
    assert len(ses.list_email_identities()["EmailIdentities"]) == 25
    assert len(ses.list_email_identities(PageSize=1000)["EmailIdentities"]) == 26
    assert "less than or equal to 1000" in refusal(ses.list_email_identities, PageSize=1001)[2]


@pytest.mark.parametrize("filters", [{"IDENTITY_TYPE": "CAR"}, {"VERIFICATION_STATUS": "MAYBE"}, {"COLOUR": "red"}])
def test_an_invalid_filter(ses: Any, filters: Any) -> None:
    assert refusal(ses.list_email_identities, Filter=filters)[:2] == (400, "BadRequestException")


def test_the_default_configuration_set_is_set_and_unset(ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    ses.create_configuration_set(ConfigurationSetName="main")
    put = ses.put_email_identity_configuration_set_attributes
    put(EmailIdentity="example.com", ConfigurationSetName="main")
    assert identity(ses, "example.com")["ConfigurationSetName"] == "main"
    assert refusal(put, EmailIdentity="example.com", ConfigurationSetName="ghost") == (
        404,
        "NotFoundException",
        "Configuration set <ghost> does not exist.",
    )
    put(EmailIdentity="example.com")
    assert "ConfigurationSetName" not in identity(ses, "example.com")


def test_feedback_forwarding_is_on_until_it_is_turned_off(ses: Any) -> None:
    ses.create_email_identity(EmailIdentity="example.com")
    put = ses.put_email_identity_feedback_attributes
    assert identity(ses, "example.com")["FeedbackForwardingStatus"] is True
    put(EmailIdentity="example.com")
    assert identity(ses, "example.com")["FeedbackForwardingStatus"] is False
    put(EmailIdentity="example.com", EmailForwardingEnabled=True)
    assert identity(ses, "example.com")["FeedbackForwardingStatus"] is True
    assert refusal(put, EmailIdentity="example.com", EmailForwardingEnabled="yes") == (
        400,
        "SerializationException",
        "STRING_VALUE can not be converted to a Boolean",
    )


class TestMailFrom:
    def put(self, ses: Any, domain: str | None = "mail.example.com", **members: Any) -> None:
        given = {} if domain is None else {"MailFromDomain": domain}
        ses.put_email_identity_mail_from_attributes(**{"EmailIdentity": "example.com", **given, **members})

    def shown(self, ses: Any) -> Any:
        return identity(ses, "example.com")["MailFromAttributes"]

    def test_a_domain_is_pending_until_it_is_found(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        self.put(ses)
        pending = {
            "MailFromDomain": "mail.example.com",
            "MailFromDomainStatus": "PENDING",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        }
        assert self.shown(ses) == pending
        backend.set_mail_from_status("example.com", "SUCCESS")
        self.put(ses, BehaviorOnMxFailure="REJECT_MESSAGE")
        assert self.shown(ses) == {
            **pending,
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "REJECT_MESSAGE",
        }
        self.put(ses, "bounces.example.com")
        assert self.shown(ses) == {**pending, "MailFromDomain": "bounces.example.com"}
        self.put(ses, None)
        assert self.shown(ses) == {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
        with pytest.raises(ValueError, match=r"example\.com has no custom MAIL FROM domain"):
            backend.set_mail_from_status("example.com", "SUCCESS")

    @pytest.mark.parametrize("domain", ["example.com", "mail.other.com", "badexample.com"])
    def test_it_lies_below_the_identity_s_domain(self, ses: Any, domain: str) -> None:
        for name in ("example.com", "ann@example.com"):
            ses.create_email_identity(EmailIdentity=name)
            assert refusal(self.put, ses, domain, EmailIdentity=name) == (
                400,
                "BadRequestException",
                f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity <example.com>.",
            )

    def test_an_invalid_behavior(self, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")
        assert "enum value set" in refusal(self.put, ses, BehaviorOnMxFailure="PANIC")[2]

    def test_mail_waits_for_the_domain_if_the_sender_wants_so(self, backend: Backend, ses: Any, sender: str) -> None:
        mail = {"FromEmailAddress": sender, "Destination": {"ToAddresses": ["bo@x.com"]}, "Content": simple()}
        ses.create_email_template(TemplateName="t", TemplateContent={"Subject": "s", "Text": "t"})
        bulk = {
            "FromEmailAddress": sender,
            "DefaultContent": {"Template": {"TemplateName": "t", "TemplateData": "{}"}},
            "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bo@x.com"]}}],
        }
        self.put(ses)
        ses.send_email(**mail)
        self.put(ses, BehaviorOnMxFailure="REJECT_MESSAGE")
        expected = (
            400,
            "MailFromDomainNotVerifiedException",
            "MAIL FROM domain <mail.example.com> is not verified.",
        )
        assert refusal(ses.send_email, **mail) == expected
        (result,) = ses.send_bulk_email(**bulk)["BulkEmailEntryResults"]
        assert result == {"Status": "MAIL_FROM_DOMAIN_NOT_VERIFIED", "Error": expected[2]}
        backend.set_mail_from_status("example.com", "SUCCESS")
        ses.send_email(**mail)
        assert len(backend.outbox) == 2


class TestDkim:
    OWN_KEY: ClassVar[Any] = {
        "DomainSigningSelector": "sel",
        "DomainSigningPrivateKey": private_key(),
    }

    def shown(self, ses: Any, name: str = "example.com") -> Any:
        return identity(ses, name)["DkimAttributes"]

    def put(self, ses: Any, origin: str, attributes: Any = None, name: str = "example.com") -> Any:
        given = {} if attributes is None else {"SigningAttributes": attributes}
        answer = ses.put_email_identity_dkim_signing_attributes(
            EmailIdentity=name, SigningAttributesOrigin=origin, **given
        )
        del answer["ResponseMetadata"]
        return answer

    def test_tokens_are_the_same_for_the_same_domain(self, ses: Any) -> None:
        first = ses.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]["Tokens"]
        other = ses.create_email_identity(EmailIdentity="example.org")["DkimAttributes"]["Tokens"]
        ses.delete_email_identity(EmailIdentity="example.com")
        again = ses.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]["Tokens"]
        assert again == first
        assert len({*first, *other}) == 6

    @pytest.mark.parametrize(
        ("region", "zone"), [("us-east-1", "dkim.amazonses.com"), ("eu-south-1", "dkim.eu-south-1.amazonses.com")]
    )
    def test_the_zone_of_the_keys(self, backend: Backend, region: str, zone: str) -> None:
        ses = make_client(region)
        assert ses.create_email_identity(EmailIdentity="a.com")["DkimAttributes"]["SigningHostedZone"] == zone

    def test_signing_is_turned_off_and_on(self, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")
        ses.put_email_identity_dkim_attributes(EmailIdentity="example.com")
        assert self.shown(ses)["SigningEnabled"] is False
        ses.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=True)
        assert self.shown(ses)["SigningEnabled"] is True

    def test_an_address_is_signed_for_by_its_domain(self, backend: Backend, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="ann@example.com")
        own = self.shown(ses, "ann@example.com")
        on = {"EmailIdentity": "ann@example.com", "SigningEnabled": True}
        unverified = (400, "BadRequestException", "Domain example.com is not verified for DKIM signing.")
        assert refusal(ses.put_email_identity_dkim_attributes, **on) == unverified
        ses.create_email_identity(EmailIdentity="example.com")
        lengths = {"NextSigningKeyLength": own["NextSigningKeyLength"]}
        for _ in range(2):
            domain = self.shown(ses)
            del domain["CurrentSigningKeyLength"], domain["LastKeyGenerationTimestamp"]
            assert self.shown(ses, "ann@example.com") == {**domain, **lengths}
            backend.verify_identity("example.com")
        ses.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=False)
        assert self.shown(ses, "ann@example.com")["SigningEnabled"] is False
        ses.delete_email_identity(EmailIdentity="example.com")
        assert self.shown(ses, "ann@example.com") == own

    def test_signing_is_not_turned_off_for_one_address_of_a_domain(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        ses.create_email_identity(EmailIdentity="ann@example.com")
        ses.put_email_identity_dkim_attributes(EmailIdentity="ann@example.com", SigningEnabled=False)
        assert self.shown(ses, "ann@example.com")["SigningEnabled"] is True

    def test_without_the_assumption_an_address_needs_its_domain_verified(self, backend: Backend, ses: Any) -> None:
        backend.assume = {"dkim_of_covered_address": False}
        for name in ("example.com", "ann@example.com"):
            ses.create_email_identity(EmailIdentity=name)
        on = {"EmailIdentity": "ann@example.com", "SigningEnabled": True}
        unverified = (400, "BadRequestException", "Domain example.com is not verified for DKIM signing.")
        assert refusal(ses.put_email_identity_dkim_attributes, **on) == unverified
        backend.verify_identity("example.com")
        ses.put_email_identity_dkim_attributes(**on)

    def test_from_easy_dkim_to_a_key_of_one_s_own_and_back(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        easy = self.shown(ses)
        ses.put_email_identity_dkim_attributes(EmailIdentity="example.com", SigningEnabled=False)
        assert self.put(ses, "EXTERNAL", self.OWN_KEY) == {"DkimStatus": "PENDING", "DkimTokens": ["sel"]}
        assert self.shown(ses) == {
            "SigningEnabled": False,
            "Status": "PENDING",
            "Tokens": ["sel"],
            "SigningAttributesOrigin": "EXTERNAL",
        }
        assert identity(ses, "example.com")["VerifiedForSendingStatus"] is True
        backend.clock.advance(60)
        assert self.put(ses, "AWS_SES", {"NextSigningKeyLength": "RSA_1024_BIT"}) == {
            "DkimStatus": "PENDING",
            "DkimTokens": easy["Tokens"],
            "SigningHostedZone": "dkim.amazonses.com",
        }
        found = self.shown(ses)
        assert (found["CurrentSigningKeyLength"], found["NextSigningKeyLength"]) == ("RSA_1024_BIT", "RSA_1024_BIT")
        assert found["LastKeyGenerationTimestamp"] - easy["LastKeyGenerationTimestamp"] == timedelta(seconds=60)
        backend.verify_identity("example.com")
        assert self.shown(ses)["Status"] == "SUCCESS"

    def test_a_new_key_of_one_s_own_is_looked_for_again(self, backend: Backend, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=self.OWN_KEY)
        backend.verify_identity("example.com")
        assert self.shown(ses)["Status"] == "SUCCESS"
        answer = self.put(ses, "EXTERNAL", {**self.OWN_KEY, "DomainSigningSelector": "next"})
        assert answer == {"DkimStatus": "PENDING", "DkimTokens": ["next"]}

    def test_the_length_that_the_key_has_already_is_refused(self, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")
        assert refusal(self.put, ses, "AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"}) == (
            400,
            "BadRequestException",
            "The length of the signing key is RSA_2048_BIT already.",
        )
        assert self.put(ses, "AWS_SES")["DkimStatus"] == "PENDING"

    def test_another_key_length_makes_new_tokens_that_are_to_be_verified(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("example.com")
        before = self.shown(ses)
        answer = self.put(ses, "AWS_SES", {"NextSigningKeyLength": "RSA_1024_BIT"})
        assert answer["DkimStatus"] == "PENDING"
        assert not set(answer["DkimTokens"]) & set(before["Tokens"])
        found = self.shown(ses)
        assert found == {
            **before,
            "NextSigningKeyLength": "RSA_1024_BIT",
            "Status": "PENDING",
            "Tokens": found["Tokens"],
        }
        assert found["Tokens"] == answer["DkimTokens"]
        assert "only once a day" in refusal(self.put, ses, "AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"})[2]
        backend.verify_identity("example.com")
        found = self.shown(ses)
        assert (found["CurrentSigningKeyLength"], found["Status"]) == ("RSA_1024_BIT", "SUCCESS")
        backend.clock.advance(timedelta(days=1))
        again = self.put(ses, "AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"})["DkimTokens"]
        assert len({*again, *found["Tokens"], *before["Tokens"]}) == 9

    @pytest.mark.parametrize(
        "make",  # when it is needed: a long one takes a second
        [
            lambda: private_key(form="pem"),
            lambda: private_key(form="public"),
            lambda: private_key(4096),
            lambda: "aGVsbG8=",
        ],
        ids=["PEM", "public", "4096 bits", "text"],
    )
    def test_a_key_that_is_no_bare_rsa_key_never_verifies(
        self, backend: Backend, ses: Any, make: Callable[[], str]
    ) -> None:
        key = make()
        own = {"DomainSigningSelector": "sel", "DomainSigningPrivateKey": key}
        ses.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=own)
        backend.verify_identity("example.com")
        assert self.shown(ses)["Status"] == "PENDING"
        backend.clock.advance(timedelta(days=3))
        assert self.shown(ses)["Status"] == "FAILED"
        backend.assume = {"dkim_malformed_key": False}
        backend.verify_identity("example.com")
        assert self.shown(ses)["Status"] == "SUCCESS"

    def test_without_the_assumption_the_key_length_changes_a_day_later(self, backend: Backend, ses: Any) -> None:
        backend.assume = {"dkim_tokens_change": False}
        ses.create_email_identity(
            EmailIdentity="example.com", DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"}
        )
        backend.verify_identity("example.com")
        before = self.shown(ses)
        assert self.put(ses, "AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"})["DkimStatus"] == "SUCCESS"
        assert self.shown(ses) == {**before, "NextSigningKeyLength": "RSA_2048_BIT"}
        back = {"NextSigningKeyLength": "RSA_1024_BIT"}
        assert refusal(self.put, ses, "AWS_SES", back) == (
            400,
            "BadRequestException",
            "The length of the signing key can be changed only once a day.",
        )
        backend.clock.advance(timedelta(days=1))
        found = self.shown(ses)
        assert found["CurrentSigningKeyLength"] == found["NextSigningKeyLength"] == "RSA_2048_BIT"
        assert found["LastKeyGenerationTimestamp"] - before["LastKeyGenerationTimestamp"] >= timedelta(days=1)
        self.put(ses, "AWS_SES", back)
        backend.clock.advance(timedelta(days=1))
        self.put(ses, "AWS_SES", {"NextSigningKeyLength": "RSA_2048_BIT"})  # no call in between

    def test_a_failed_search_is_begun_again(self, backend: Backend, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")
        backend.clock.advance(timedelta(days=4))
        assert self.shown(ses)["Status"] == "FAILED"
        assert self.put(ses, "AWS_SES")["DkimStatus"] == "PENDING"

    def test_a_replica_has_the_tokens_of_its_parent(self, backend: Backend, ses: Any) -> None:
        here = ses.create_email_identity(EmailIdentity="example.com")["DkimAttributes"]
        there = make_client("eu-west-1")
        attributes = {"DomainSigningAttributesOrigin": "AWS_SES_US_EAST_1"}
        replica = there.create_email_identity(EmailIdentity="example.com", DkimSigningAttributes=attributes)
        assert replica["DkimAttributes"]["Tokens"] == here["Tokens"]
        assert replica["DkimAttributes"]["SigningAttributesOrigin"] == "AWS_SES_US_EAST_1"
        own = self.put(there, "AWS_SES")["DkimTokens"]
        assert own != here["Tokens"]
        assert self.put(there, "AWS_SES_US_EAST_1")["DkimTokens"] == here["Tokens"]

    @pytest.mark.parametrize(
        ("attributes", "words"),
        [
            ({"DomainSigningSelector": "sel"}, "needs its selector and the private key"),
            ({"DomainSigningPrivateKey": "a2V5"}, "needs its selector and the private key"),
            ({**OWN_KEY, "NextSigningKeyLength": "RSA_2048_BIT"}, "and nothing else"),
            ({"DomainSigningAttributesOrigin": "AWS_SES"}, "must name the region of a parent identity"),
            ({**OWN_KEY, "DomainSigningAttributesOrigin": "EXTERNAL"}, "must name the region of a parent identity"),
            ({**OWN_KEY, "DomainSigningAttributesOrigin": "AWS_SES_US_EAST_1"}, "go with the origin EXTERNAL"),
            ({"DomainSigningSelector": "-"}, "domainSigningSelector' failed to satisfy constraint"),
        ],
    )
    def test_attributes_that_cannot_be_created(self, ses: Any, attributes: Any, words: str) -> None:
        create = ses.create_email_identity
        status, code, message = refusal(create, EmailIdentity="example.com", DkimSigningAttributes=attributes)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert ses.list_email_identities()["EmailIdentities"] == []

    @pytest.mark.parametrize(
        ("origin", "attributes", "words"),
        [
            ("EXTERNAL", None, "needs its selector and the private key"),
            ("AWS_SES", OWN_KEY, "go with the origin EXTERNAL, not with AWS_SES."),
            ("AWS_SES", {"DomainSigningAttributesOrigin": "AWS_SES_US_EAST_1"}, "use SigningAttributesOrigin"),
            ("MOON", None, "Member must satisfy enum value set: [AWS_SES, EXTERNAL, "),
        ],
    )
    def test_attributes_that_cannot_be_put(self, ses: Any, origin: str, attributes: Any, words: str) -> None:
        ses.create_email_identity(EmailIdentity="example.com")
        before = self.shown(ses)
        status, code, message = refusal(self.put, ses, origin, attributes)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert self.shown(ses) == before

    def test_an_address_has_no_keys(self, ses: Any) -> None:
        expected = (
            400,
            "BadRequestException",
            "DKIM signing attributes are for domains, and <ann@example.com> is an email address.",
        )
        not_a_domain = (400, "BadRequestException", "The EmailIdentity value must be a valid domain.")
        create = ses.create_email_identity
        attributes = {"NextSigningKeyLength": "RSA_2048_BIT"}
        assert refusal(create, EmailIdentity="ann@example.com", DkimSigningAttributes=attributes) == expected
        create(EmailIdentity="ann@example.com")
        assert refusal(self.put, ses, "AWS_SES", attributes, "ann@example.com") == not_a_domain
        assert refusal(self.put, ses, "AWS_SES", attributes, "ghost@example.com") == not_a_domain


class TestPolicies:
    @pytest.fixture(autouse=True)
    def domain(self, ses: Any) -> None:
        ses.create_email_identity(EmailIdentity="example.com")

    def write(self, ses: Any, verb: str, name: str = "p", policy: str = POLICY) -> None:
        call = getattr(ses, f"{verb}_email_identity_policy")
        call(EmailIdentity="example.com", PolicyName=name, Policy=policy)

    def policies(self, ses: Any) -> Any:
        return ses.get_email_identity_policies(EmailIdentity="example.com")["Policies"]

    def test_their_life(self, ses: Any) -> None:
        assert self.policies(ses) == {}
        self.write(ses, "create")
        self.write(ses, "update", policy='{"Statement": 1}')
        self.write(ses, "update", "absent")
        expected = {"p": '{"Statement": 1}', "absent": POLICY}
        assert self.policies(ses) == identity(ses, "example.com")["Policies"] == expected
        for _ in range(2):  # the second one finds nothing, which is not an error
            ses.delete_email_identity_policy(EmailIdentity="example.com", PolicyName="absent")
        assert set(self.policies(ses)) == {"p"}

    def test_the_longest(self, ses: Any) -> None:
        policy = json.dumps({"Id": "x" * 4086})
        assert len(policy) == 4096
        self.write(ses, "create", policy=policy)

    def test_a_duplicate_and_the_limit(self, ses: Any) -> None:
        for number in range(20):
            self.write(ses, "create", f"p{number}")
        assert refusal(self.write, ses, "create", "p0") == (
            400,
            "AlreadyExistsException",
            "Policy p0 already exists for email identity example.com.",
        )
        self.write(ses, "update", "p0", "{}")
        for verb, code in (("create", "LimitExceededException"), ("update", "BadRequestException")):
            assert refusal(self.write, ses, verb, "one-more") == (
                400,
                code,
                "There can be no more than 20 policies of one email identity.",
            )

    @pytest.mark.parametrize("verb", ["create", "update"])
    @pytest.mark.parametrize(
        ("name", "policy", "words"),
        [
            ("a b", "{}", "Invalid policy name <a b>"),
            ("p" * 65, "{}", "Member must have length less than or equal to 64"),
            ("p", "", "Member must have length greater than or equal to 1"),
            ("p", "not json", "Policy p is not a JSON object."),
            ("p", "[]", "Policy p is not a JSON object."),
            ("p", json.dumps({"Id": "x" * 4087}), "Policy p is longer than 4 KB."),
        ],
    )
    def test_invalid_ones(self, ses: Any, verb: str, name: str, policy: str, words: str) -> None:
        status, code, message = refusal(self.write, ses, verb, name, policy)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert self.policies(ses) == {}


class TestCertificates:
    @pytest.fixture(autouse=True)
    def identities(self, ses: Any) -> None:
        for name in ("example.com", "bo@other.com"):
            ses.create_email_identity(EmailIdentity=name)

    def associate(self, ses: Any, address: str | None, name: str = "example.com", number: int = 0) -> None:
        given = {} if address is None else {"FromAddress": address}
        ses.associate_email_identity_certificate(EmailIdentity=name, CertificateArn=CERTIFICATES[number], **given)

    def listed(self, ses: Any, name: str = "example.com", **members: Any) -> Any:
        found = pages(ses.list_email_identity_certificates, EmailIdentity=name, **members)
        return [certificate for page in found for certificate in page["Certificates"]]

    def statuses(self, ses: Any) -> Any:
        return [found["Status"] for found in self.listed(ses)]

    def test_its_life(self, backend: Backend, ses: Any) -> None:
        assert self.statuses(ses) == []
        self.associate(ses, "ann@news.example.com")
        (found,) = self.listed(ses)
        expiry = found.pop("CertificateExpiryTime")
        assert timedelta(days=394) < expiry - backend.clock.now() < timedelta(days=396)
        assert found == {
            "FromAddress": "ann@news.example.com",
            "Status": "PROVISIONING",
            "CertificateArn": CERTIFICATES[0],
        }
        backend.clock.advance(60)
        assert self.statuses(ses) == ["ACTIVE"]
        away = {"EmailIdentity": "example.com", "FromAddress": "ann@news.example.com"}
        ses.disassociate_email_identity_certificate(**away)
        assert self.statuses(ses) == ["DEPROVISIONING"]
        backend.clock.advance(30)
        ses.disassociate_email_identity_certificate(**away)
        backend.clock.advance(30)
        assert self.statuses(ses) == []
        ses.disassociate_email_identity_certificate(**away)

    def test_one_that_has_expired(self, backend: Backend, ses: Any) -> None:
        self.associate(ses, "ann@example.com")
        backend.clock.advance(timedelta(days=395))
        assert self.statuses(ses) == ["FAILED"]

    def test_an_address_has_one(self, ses: Any) -> None:
        self.associate(ses, "ann@example.com")
        self.associate(ses, "bea@example.com")
        assert refusal(self.associate, ses, "ann@Example.com", number=1) == (
            400,
            "AlreadyExistsException",
            "Email address ann@example.com already has a certificate.",
        )
        ses.disassociate_email_identity_certificate(EmailIdentity="example.com", FromAddress="ann@example.com")
        self.associate(ses, "ann@example.com", number=1)
        found = self.listed(ses, PageSize=1)
        assert [(entry["FromAddress"], entry["CertificateArn"]) for entry in found] == [
            ("ann@example.com", CERTIFICATES[1]),
            ("bea@example.com", CERTIFICATES[0]),
        ]

    def test_an_address_needs_no_from_address(self, ses: Any) -> None:
        self.associate(ses, None, "bo@other.com")
        assert refusal(self.associate, ses, "bo@other.com", "bo@other.com")[1] == "AlreadyExistsException"
        assert [entry["FromAddress"] for entry in self.listed(ses, "bo@other.com")] == ["bo@other.com"]
        ses.disassociate_email_identity_certificate(EmailIdentity="bo@other.com")
        assert self.listed(ses, "bo@other.com")[0]["Status"] == "DEPROVISIONING"

    @pytest.mark.parametrize(
        ("name", "address", "words"),
        [
            ("example.com", None, "FromAddress is required, because <example.com> is a domain."),
            ("example.com", "ann@other.com", "does not belong to domain <example.com>."),
            ("example.com", "ann@badexample.com", "does not belong to domain <example.com>."),
            ("bo@other.com", "ann@other.com", "is not the email identity <bo@other.com>."),
        ],
    )
    def test_a_wrong_from_address(self, ses: Any, name: str, address: str | None, words: str) -> None:
        status, code, message = refusal(self.associate, ses, address, name)
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        given = {} if address is None else {"FromAddress": address}
        assert words in refusal(ses.disassociate_email_identity_certificate, EmailIdentity=name, **given)[2]

    def test_an_arn_that_is_no_certificate_s(self, ses: Any) -> None:
        status, code, message = refusal(
            ses.associate_email_identity_certificate,
            EmailIdentity="bo@other.com",
            CertificateArn="arn:aws:s3:::bucket/file.pem",
        )
        assert (status, code) == (400, "BadRequestException")
        assert "Value at 'certificateArn' failed to satisfy constraint" in message

    @pytest.mark.parametrize("size", [0, 1001])
    def test_an_invalid_page_size(self, ses: Any, size: int) -> None:
        assert (
            "pageSize" in refusal(ses.list_email_identity_certificates, EmailIdentity="example.com", PageSize=size)[2]
        )
