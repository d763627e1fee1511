"""Email identities."""

from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal


def identity(ses: Any, name: str) -> Any:
    answer = ses.get_email_identity(EmailIdentity=name)
    del answer["ResponseMetadata"]
    return answer


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
    assert dkim["CurrentSigningKeyLength"] == "RSA_1024_BIT"
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
    for operation in ("get_email_identity", "delete_email_identity"):
        assert refusal(getattr(ses, operation), EmailIdentity="ghost.com") == (
            404,
            "NotFoundException",
            "Email identity ghost.com does not exist.",
        )


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
    assert names(Filter={"IDENTITY_TYPE": "DOMAIN"}) == ["a.com", "b.com"]
    assert names(Filter={"VERIFICATION_STATUS": "PENDING", "IDENTITY_TYPE": "DOMAIN"}) == ["b.com"]
    assert ses.list_email_identities()["EmailIdentities"][0] == {
        "IdentityType": "DOMAIN",
        "IdentityName": "a.com",
        "SendingEnabled": True,
        "VerificationStatus": "SUCCESS",
    }


@pytest.mark.parametrize("filters", [{"IDENTITY_TYPE": "CAR"}, {"VERIFICATION_STATUS": "MAYBE"}, {"COLOUR": "red"}])
def test_an_invalid_filter(ses: Any, filters: Any) -> None:
    assert refusal(ses.list_email_identities, Filter=filters)[:2] == (400, "BadRequestException")
