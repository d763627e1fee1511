"""Every method of `client.identities`: its request, and its response or error."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import SecretStr, ValidationError

from sesv2kit.errors import (
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    NotFoundError,
    RequestInvalidError,
    ServiceError,
)
from sesv2kit.models.common import Tag
from sesv2kit.models.identities import (
    CREATE_EMAIL_IDENTITY,
    CreateEmailIdentityRequest,
    DkimAttributes,
    DkimSigningAttributes,
    GetEmailIdentityResponse,
    IdentityCertificate,
    IdentityInfo,
    MailFromAttributes,
    SOARecord,
    VerificationInfo,
)
from tests.keys import base64_of, pem_of, rsa_key
from tests.services.conftest import Stubbed, refused

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-90ab-cdef-1234-567890abcdef"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
KEY = base64_of(rsa_key())

NAMED = {"email_identity": "example.com"}
NAMED_ON_WIRE = {"EmailIdentity": "example.com"}
NO_MAIL_FROM: dict[str, Any] = {**NAMED, "mail_from_domain": None, "behavior_on_mx_failure": None}

STATEMENTS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ses:SendEmail"}]}
POLICY = json.dumps(STATEMENTS)
PACKED_POLICY = json.dumps(STATEMENTS, separators=(",", ":"))
POLICED = {**NAMED, "policy_name": "Partner_1-a"}
POLICED_ON_WIRE = {**NAMED_ON_WIRE, "PolicyName": "Partner_1-a"}

DKIM = DkimAttributes(
    signing_enabled=True,
    status="PENDING",
    tokens=["one", "two", "three"],
    signing_hosted_zone="dkim.amazonses.com",
    signing_attributes_origin="AWS_SES",
    next_signing_key_length="RSA_2048_BIT",
    current_signing_key_length="RSA_1024_BIT",
    last_key_generation_timestamp=NOON,
)
DKIM_ON_WIRE = {
    "SigningEnabled": True,
    "Status": "PENDING",
    "Tokens": ["one", "two", "three"],
    "SigningHostedZone": "dkim.amazonses.com",
    "SigningAttributesOrigin": "AWS_SES",
    "NextSigningKeyLength": "RSA_2048_BIT",
    "CurrentSigningKeyLength": "RSA_1024_BIT",
    "LastKeyGenerationTimestamp": NOON,
}
OWN_KEYS = DkimSigningAttributes(domain_signing_selector="s-1", domain_signing_private_key=KEY)
OWN_KEYS_ON_WIRE = {"DomainSigningSelector": "s-1", "DomainSigningPrivateKey": KEY}


def test_create(stubbed: Stubbed) -> None:
    stubbed.expect(
        "create_email_identity",
        {
            **NAMED_ON_WIRE,
            "Tags": [{"Key": "team", "Value": "crm"}],
            "DkimSigningAttributes": {
                "NextSigningKeyLength": "RSA_2048_BIT",
                "DomainSigningAttributesOrigin": "AWS_SES_EU_WEST_1",
            },
            "ConfigurationSetName": "news",
        },
        {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": False, "DkimAttributes": DKIM_ON_WIRE},
    )
    made = stubbed.client.identities.create_email_identity(
        email_identity="example.com",
        tags=[Tag(key="team", value="crm")],
        dkim_signing_attributes=DkimSigningAttributes(
            next_signing_key_length="RSA_2048_BIT", domain_signing_attributes_origin="AWS_SES_EU_WEST_1"
        ),
        configuration_set_name="news",
    )
    assert (made.identity_type, made.verified_for_sending_status, made.dkim_attributes) == ("DOMAIN", False, DKIM)


def test_create_with_a_name_only(stubbed: Stubbed) -> None:
    stubbed.expect("create_email_identity", {"EmailIdentity": "a@example.com"}, {"IdentityType": "EMAIL_ADDRESS"})
    made = stubbed.client.identities.create_email_identity(email_identity="a@example.com")
    assert made.model_dump(exclude_none=True) == {"identity_type": "EMAIL_ADDRESS"}


def test_get(stubbed: Stubbed) -> None:
    stubbed.expect(
        "get_email_identity",
        NAMED_ON_WIRE,
        {
            "IdentityType": "DOMAIN",
            "FeedbackForwardingStatus": True,
            "VerifiedForSendingStatus": False,
            "DkimAttributes": DKIM_ON_WIRE,
            "MailFromAttributes": {
                "MailFromDomain": "bounce.example.com",
                "MailFromDomainStatus": "SUCCESS",
                "BehaviorOnMxFailure": "REJECT_MESSAGE",
            },
            "Policies": {"Partner_1-a": POLICY},
            "Tags": [{"Key": "team", "Value": "crm"}],
            "ConfigurationSetName": "news",
            "VerificationStatus": "FAILED",
            "VerificationInfo": {
                "LastCheckedTimestamp": NOON,
                "LastSuccessTimestamp": NOON,
                "ErrorType": "HOST_NOT_FOUND",
                "SOARecord": {
                    "PrimaryNameServer": "ns1.example.net",
                    "AdminEmail": "dns.example.net",
                    "SerialNumber": 7,
                },
            },
        },
    )
    found = stubbed.client.identities.get_email_identity(email_identity="example.com")
    assert (found.identity_type, found.feedback_forwarding_status) == ("DOMAIN", True)
    assert (found.verified_for_sending_status, found.verification_status) == (False, "FAILED")
    assert found.dkim_attributes == DKIM
    assert found.mail_from_attributes == MailFromAttributes(
        mail_from_domain="bounce.example.com",
        mail_from_domain_status="SUCCESS",
        behavior_on_mx_failure="REJECT_MESSAGE",
    )
    assert (found.policies, found.tags) == ({"Partner_1-a": POLICY}, [Tag(key="team", value="crm")])
    assert found.configuration_set_name == "news"
    assert found.verification_info == VerificationInfo(
        last_checked_timestamp=NOON,
        last_success_timestamp=NOON,
        error_type="HOST_NOT_FOUND",
        soa_record=SOARecord(primary_name_server="ns1.example.net", admin_email="dns.example.net", serial_number=7),
    )


def test_get_a_bare_identity(stubbed: Stubbed) -> None:
    stubbed.expect("get_email_identity", NAMED_ON_WIRE, {"DkimAttributes": {}})
    found = stubbed.client.identities.get_email_identity(email_identity="example.com")
    assert found.model_dump(exclude_none=True) == {"dkim_attributes": {"tokens": []}, "policies": {}, "tags": []}


def test_an_identity_without_a_mail_from_domain_is_read_in_full() -> None:
    found, unread = GetEmailIdentityResponse.from_body(
        b'{"MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}}'  # as recorded from SES
    )
    assert found.mail_from_attributes == MailFromAttributes(behavior_on_mx_failure="USE_DEFAULT_VALUE")
    assert unread == ()


def test_get_policies(stubbed: Stubbed) -> None:
    stubbed.expect("get_email_identity_policies", NAMED_ON_WIRE, {"Policies": {"Partner_1-a": POLICY}})
    stubbed.expect("get_email_identity_policies", NAMED_ON_WIRE)
    identities = stubbed.client.identities
    assert identities.get_email_identity_policies(email_identity="example.com").policies == {"Partner_1-a": POLICY}
    assert identities.get_email_identity_policies(email_identity="example.com").policies == {}


def test_list_identities(stubbed: Stubbed) -> None:
    narrowed = {"IDENTITY_NAME_CONTAINS": "a", "IDENTITY_TYPE": "DOMAIN", "VERIFICATION_STATUS": "SUCCESS"}
    wanted = {"Filter": narrowed, "PageSize": 1000}
    entry = {
        "IdentityType": "DOMAIN",
        "IdentityName": "example.com",
        "SendingEnabled": True,
        "VerificationStatus": "SUCCESS",
    }
    first = {"EmailIdentities": [entry], "NextToken": "there"}
    stubbed.expect("list_email_identities", {**wanted, "NextToken": "here"}, first)
    stubbed.expect("list_email_identities", {**wanted, "NextToken": "there"}, {"EmailIdentities": [{}]})
    identities = stubbed.client.identities.list_email_identities(
        filter={"IDENTITY_NAME_CONTAINS": "a", "IDENTITY_TYPE": "DOMAIN", "VERIFICATION_STATUS": "SUCCESS"},
        next_token="here",
        page_size=1000,
    )
    domain = IdentityInfo(
        identity_type="DOMAIN", identity_name="example.com", sending_enabled=True, verification_status="SUCCESS"
    )
    assert list(identities) == [domain, IdentityInfo()]


def test_list_certificates(stubbed: Stubbed) -> None:
    wanted = {**NAMED_ON_WIRE, "PageSize": 1}
    entry = {
        "FromAddress": "a@example.com",
        "Status": "ACTIVE",
        "CertificateArn": CERTIFICATE,
        "CertificateExpiryTime": NOON,
    }
    first = {"Certificates": [entry], "NextToken": "there"}
    stubbed.expect("list_email_identity_certificates", {**wanted, "NextToken": "here"}, first)
    stubbed.expect("list_email_identity_certificates", {**wanted, "NextToken": "there"}, {"Certificates": [{}]})
    certificates = stubbed.client.identities.list_email_identity_certificates(
        email_identity="example.com", next_token="here", page_size=1
    )
    active = IdentityCertificate(
        from_address="a@example.com", status="ACTIVE", certificate_arn=CERTIFICATE, certificate_expiry_time=NOON
    )
    assert list(certificates) == [active, IdentityCertificate()]


@pytest.mark.parametrize(
    ("method", "arguments", "wire", "member"),
    [
        ("list_email_identities", {}, {}, "EmailIdentities"),
        ("list_email_identity_certificates", NAMED, NAMED_ON_WIRE, "Certificates"),
    ],
)
def test_a_list_stops_at_its_limit_without_another_call(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any], member: str
) -> None:
    stubbed.expect(method, wire, {member: [{}, {}], "NextToken": "more"})
    assert len(list(getattr(stubbed.client.identities, method)(**arguments, limit=2))) == 2


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        (
            "associate_email_identity_certificate",
            {**NAMED, "from_address": "a@example.com", "certificate_arn": CERTIFICATE},
            {**NAMED_ON_WIRE, "FromAddress": "a@example.com", "CertificateArn": CERTIFICATE},
        ),
        (
            "associate_email_identity_certificate",
            {"email_identity": "a@example.com", "certificate_arn": CERTIFICATE},
            {"EmailIdentity": "a@example.com", "CertificateArn": CERTIFICATE},
        ),
        ("create_email_identity_policy", {**POLICED, "policy": POLICY}, {**POLICED_ON_WIRE, "Policy": POLICY}),
        (
            "create_email_identity_policy",
            {**POLICED, "policy": STATEMENTS},
            {**POLICED_ON_WIRE, "Policy": PACKED_POLICY},
        ),
        ("delete_email_identity", NAMED, NAMED_ON_WIRE),
        ("delete_email_identity_policy", POLICED, POLICED_ON_WIRE),
        (
            "disassociate_email_identity_certificate",
            {**NAMED, "from_address": "a@example.com"},
            {**NAMED_ON_WIRE, "FromAddress": "a@example.com"},
        ),
        ("disassociate_email_identity_certificate", NAMED, NAMED_ON_WIRE),
        (
            "put_email_identity_configuration_set_attributes",
            {**NAMED, "configuration_set_name": "news"},
            {**NAMED_ON_WIRE, "ConfigurationSetName": "news"},
        ),
        ("put_email_identity_configuration_set_attributes", {**NAMED, "configuration_set_name": None}, NAMED_ON_WIRE),
        (
            "put_email_identity_dkim_attributes",
            {**NAMED, "signing_enabled": False},
            {**NAMED_ON_WIRE, "SigningEnabled": False},
        ),
        (
            "put_email_identity_feedback_attributes",
            {**NAMED, "email_forwarding_enabled": False},
            {**NAMED_ON_WIRE, "EmailForwardingEnabled": False},
        ),
        (
            "put_email_identity_mail_from_attributes",
            {**NAMED, "mail_from_domain": "bounce.example.com", "behavior_on_mx_failure": "REJECT_MESSAGE"},
            {**NAMED_ON_WIRE, "MailFromDomain": "bounce.example.com", "BehaviorOnMxFailure": "REJECT_MESSAGE"},
        ),
        ("put_email_identity_mail_from_attributes", NO_MAIL_FROM, NAMED_ON_WIRE),
        ("update_email_identity_policy", {**POLICED, "policy": POLICY}, {**POLICED_ON_WIRE, "Policy": POLICY}),
        (
            "update_email_identity_policy",
            {**POLICED, "policy": STATEMENTS},
            {**POLICED_ON_WIRE, "Policy": PACKED_POLICY},
        ),
    ],
)
def test_a_change_sends_its_arguments_and_answers_empty(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any]
) -> None:
    stubbed.check_change(stubbed.client.identities, method, arguments, wire)


@pytest.mark.parametrize("key", [KEY, SecretStr(KEY)], ids=["text", "secret"])
def test_a_private_key_is_sent_in_clear(stubbed: Stubbed, key: SecretStr | str) -> None:
    stubbed.expect(
        "put_email_identity_dkim_signing_attributes",
        {**NAMED_ON_WIRE, "SigningAttributesOrigin": "EXTERNAL", "SigningAttributes": OWN_KEYS_ON_WIRE},
        {"DkimStatus": "PENDING", "DkimTokens": ["s-1"], "SigningHostedZone": "dkim.amazonses.com"},
    )
    stubbed.expect("create_email_identity", {**NAMED_ON_WIRE, "DkimSigningAttributes": OWN_KEYS_ON_WIRE})
    own_keys = DkimSigningAttributes(domain_signing_selector="s-1", domain_signing_private_key=key)
    changed = stubbed.client.identities.put_email_identity_dkim_signing_attributes(
        email_identity="example.com", signing_attributes_origin="EXTERNAL", signing_attributes=own_keys
    )
    assert (changed.dkim_status, changed.dkim_tokens) == ("PENDING", ["s-1"])
    assert changed.signing_hosted_zone == "dkim.amazonses.com"
    stubbed.client.identities.create_email_identity(email_identity="example.com", dkim_signing_attributes=own_keys)


def test_keys_made_by_ses_need_no_attributes(stubbed: Stubbed) -> None:
    stubbed.expect(
        "put_email_identity_dkim_signing_attributes", {**NAMED_ON_WIRE, "SigningAttributesOrigin": "AWS_SES"}
    )
    changed = stubbed.client.identities.put_email_identity_dkim_signing_attributes(
        email_identity="example.com", signing_attributes_origin="AWS_SES"
    )
    assert changed.model_dump(exclude_none=True) == {"dkim_tokens": []}


@pytest.mark.parametrize(
    "own_keys",
    [
        OWN_KEYS,
        DkimSigningAttributes.model_validate(OWN_KEYS_ON_WIRE),
        DkimSigningAttributes.model_validate_json(json.dumps(OWN_KEYS_ON_WIRE)),
        OWN_KEYS.model_copy(deep=True),
    ],
    ids=["built", "mapping", "JSON", "copy"],
)
def test_a_private_key_shows_nowhere_but_on_the_wire(own_keys: DkimSigningAttributes) -> None:
    request = CreateEmailIdentityRequest(email_identity="example.com", dkim_signing_attributes=own_keys)
    shown = [repr(request), str(request), str(own_keys.domain_signing_private_key), str(request.model_dump())]
    shown += [request.model_dump_json(), request.model_dump_json(by_alias=True)]
    shown += [str(request.model_dump(by_alias=True)), str(own_keys.model_dump())]
    assert [text for text in shown if KEY in text] == []
    assert json.loads(request.model_dump_json())["dkim_signing_attributes"]["domain_signing_private_key"] == "*" * 10
    assert request.to_wire()["DkimSigningAttributes"] == OWN_KEYS_ON_WIRE


WRONG_KEYS: dict[str, Any] = {
    "no base64": "secret!",
    "base64 of a word": "aGVsbG8=",
    "wrong padding": "c2VjcmV0=x",
    "nothing but a PEM line": "-----BEGIN c2VjcmV0",
    "too long": "c2VjcmV0" * 2561,
    "empty": "",
    "public, PKCS#1": rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1),
    "public": rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "base64 of a public one": b64encode(
        rsa_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ),
    "with password": rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
    "elliptic": ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    ),
    "Ed25519": ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "3072 bits": lambda: pem_of(rsa_key(3072)),  # when it is needed: it takes a second
    "cut": base64_of(rsa_key())[:-40],
    "twice": base64_of(rsa_key()) * 2,
    "altered": b64encode(bytes(each ^ (place == 200) for place, each in enumerate(b64decode(KEY)))).decode(),
    "a PEM that is no text": b64encode(b"-----BEGIN \xff"),
    "two keys": pem_of(rsa_key()) * 2,
}


@pytest.mark.parametrize("key", WRONG_KEYS.values(), ids=WRONG_KEYS)
@pytest.mark.parametrize("hidden", [False, True], ids=["plain", "hidden"])
def test_a_wrong_private_key_is_refused_and_shows_in_no_error(stubbed: Stubbed, key: Any, hidden: bool) -> None:
    key = key() if callable(key) else key
    text = key.decode() if isinstance(key, bytes) else key
    given = SecretStr(text) if hidden else key
    with pytest.raises(ValidationError) as caught:
        DkimSigningAttributes(domain_signing_private_key=given)
    with pytest.raises(RequestInvalidError) as refused:
        stubbed.client.call(
            CREATE_EMAIL_IDENTITY, {**NAMED, "dkim_signing_attributes": {"domain_signing_private_key": given}}
        )
    (problem,) = refused.value.problems
    assert problem.argument == "dkim_signing_attributes.domain_signing_private_key"
    assert problem.message.startswith("must be a private RSA key of 1024 to 2048 bits")
    assert "API_DkimSigningAttributes.html" in problem.source
    shown = [str(caught.value), repr(caught.value.errors()), caught.value.json(), str(refused.value)]
    part = text[40:70] if len(text) > 70 else text[:8]  # not the first line of a PEM
    assert [one for one in shown if part and part in one] == []


FORMS = [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL]


@pytest.mark.parametrize("bits", [1024, 1536, 2048])
@pytest.mark.parametrize("form", FORMS, ids=["PKCS#8", "PKCS#1"])
def test_a_private_key_is_taken_in_any_usual_form(form: PrivateFormat, bits: int) -> None:
    pem, sent = pem_of(rsa_key(bits), form), base64_of(rsa_key(bits), form)
    forms: list[str | bytes] = [sent, sent.encode(), sent + "\n", pem, pem.encode(), pem.strip(), f"\n{pem}\n"]
    forms += [pem.replace("\n", end) for end in ("\r\n", "\\n", " ", "")]
    forms += [b64encode(pem.encode()), "\n".join(pem.split("\n")[1:-2])]
    for given in forms:
        key = DkimSigningAttributes(domain_signing_private_key=given).domain_signing_private_key
        assert isinstance(key, SecretStr)
        assert key.get_secret_value() == sent


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        (
            "associate_email_identity_certificate",
            {**NAMED, "certificate_arn": CERTIFICATE},
            "AlreadyExistsException",
            400,
            AlreadyExistsError,
        ),
        ("create_email_identity", NAMED, "AlreadyExistsException", 400, AlreadyExistsError),
        ("create_email_identity", NAMED, "LimitExceededException", 400, LimitExceededError),
        (
            "create_email_identity_policy",
            {**POLICED, "policy": POLICY},
            "LimitExceededException",
            400,
            LimitExceededError,
        ),
        ("delete_email_identity", NAMED, "NotFoundException", 404, NotFoundError),
        ("delete_email_identity_policy", POLICED, "NotFoundException", 404, NotFoundError),
        ("disassociate_email_identity_certificate", NAMED, "NotFoundException", 404, NotFoundError),
        ("get_email_identity", NAMED, "NotFoundException", 404, NotFoundError),
        ("get_email_identity_policies", NAMED, "NotFoundException", 404, NotFoundError),
        ("list_email_identities", {}, "BadRequestException", 400, BadRequestError),
        ("list_email_identity_certificates", NAMED, "NotFoundException", 404, NotFoundError),
        (
            "put_email_identity_configuration_set_attributes",
            {**NAMED, "configuration_set_name": None},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        (
            "put_email_identity_dkim_attributes",
            {**NAMED, "signing_enabled": True},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        (
            "put_email_identity_dkim_signing_attributes",
            {**NAMED, "signing_attributes_origin": "AWS_SES"},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        (
            "put_email_identity_feedback_attributes",
            {**NAMED, "email_forwarding_enabled": True},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        ("put_email_identity_mail_from_attributes", NO_MAIL_FROM, "BadRequestException", 400, BadRequestError),
        ("update_email_identity_policy", {**POLICED, "policy": POLICY}, "NotFoundException", 404, NotFoundError),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.identities, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("associate_email_identity_certificate", {**NAMED, "certificate_arn": "a" * 20}, "certificate_arn"),
        (
            "associate_email_identity_certificate",
            {**NAMED, "certificate_arn": CERTIFICATE + "a" * 2048},
            "certificate_arn",
        ),
        (
            "associate_email_identity_certificate",
            {**NAMED, "certificate_arn": CERTIFICATE, "from_address": ""},
            "from_address",
        ),
        ("create_email_identity", {"email_identity": ""}, "email_identity"),
        ("create_email_identity", {**NAMED, "configuration_set_name": "a b"}, "configuration_set_name"),
        ("create_email_identity", {**NAMED, "tags": [Tag(key=str(n), value="") for n in range(51)]}, "tags"),
        (
            "create_email_identity",
            {**NAMED, "dkim_signing_attributes": {"domain_signing_selector": "s-"}},
            "dkim_signing_attributes.domain_signing_selector",
        ),
        (
            "create_email_identity",
            {**NAMED, "dkim_signing_attributes": {"domain_signing_selector": "s" * 64}},
            "dkim_signing_attributes.domain_signing_selector",
        ),
        (
            "create_email_identity",
            {**NAMED, "dkim_signing_attributes": {"next_signing_key_length": "RSA_4096_BIT"}},
            "dkim_signing_attributes.next_signing_key_length",
        ),
        (
            "create_email_identity",
            {**NAMED, "dkim_signing_attributes": {"domain_signing_attributes_origin": "eu-west-1"}},
            "dkim_signing_attributes.domain_signing_attributes_origin",
        ),
        ("create_email_identity_policy", {**POLICED, "policy": POLICY, "policy_name": ""}, "policy_name"),
        ("create_email_identity_policy", {**POLICED, "policy": POLICY, "policy_name": "a" * 65}, "policy_name"),
        ("create_email_identity_policy", {**POLICED, "policy": POLICY, "policy_name": "a.b"}, "policy_name"),
        ("create_email_identity_policy", {**POLICED, "policy": ""}, "policy"),
        ("create_email_identity_policy", {**POLICED, "policy": "Allow"}, "policy"),
        ("create_email_identity_policy", {**POLICED, "policy": "[]"}, "policy"),
        ("create_email_identity_policy", {**POLICED, "policy": {"Statement": object()}}, "policy"),
        ("create_email_identity_policy", {**POLICED, "policy": {"Id": "a" * 4088}}, "policy"),
        ("delete_email_identity", {"email_identity": ""}, "email_identity"),
        ("delete_email_identity_policy", {**NAMED, "policy_name": "a/b"}, "policy_name"),
        ("disassociate_email_identity_certificate", {**NAMED, "from_address": ""}, "from_address"),
        ("get_email_identity", {"email_identity": ""}, "email_identity"),
        ("get_email_identity_policies", {"email_identity": ""}, "email_identity"),
        ("list_email_identities", {"page_size": -1}, "page_size"),
        ("list_email_identities", {"page_size": 1001}, "page_size"),
        ("list_email_identities", {"filter": {"IDENTITY_TYPE": ""}}, "filter.IDENTITY_TYPE"),
        ("list_email_identities", {"filter": {"TYPE": "DOMAIN"}}, "filter.TYPE"),
        ("list_email_identity_certificates", {**NAMED, "page_size": 0}, "page_size"),
        ("list_email_identity_certificates", {"email_identity": ""}, "email_identity"),
        (
            "put_email_identity_configuration_set_attributes",
            {**NAMED, "configuration_set_name": ""},
            "configuration_set_name",
        ),
        ("put_email_identity_dkim_attributes", {"email_identity": "", "signing_enabled": True}, "email_identity"),
        (
            "put_email_identity_dkim_signing_attributes",
            {**NAMED, "signing_attributes_origin": "OWN"},
            "signing_attributes_origin",
        ),
        (
            "put_email_identity_feedback_attributes",
            {"email_identity": "", "email_forwarding_enabled": True},
            "email_identity",
        ),
        (
            "put_email_identity_mail_from_attributes",
            {**NO_MAIL_FROM, "behavior_on_mx_failure": "RejectMessage"},
            "behavior_on_mx_failure",
        ),
        ("update_email_identity_policy", {**POLICED, "policy": " " * 4090 + '{"a":1}'}, "policy"),
        ("update_email_identity_policy", {**POLICED, "policy": POLICY, "email_identity": ""}, "email_identity"),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.identities, method), **arguments) == [argument]


def test_a_policy_of_4_kb_under_the_longest_name_is_sent(stubbed: Stubbed) -> None:
    policy = {"Id": "a" * (4096 - len('{"Id":""}'))}
    packed = json.dumps(policy, separators=(",", ":"))
    assert len(packed) == 4096
    stubbed.expect("create_email_identity_policy", {**NAMED_ON_WIRE, "PolicyName": "n" * 64, "Policy": packed})
    answer = stubbed.client.identities.create_email_identity_policy(
        email_identity="example.com", policy_name="n" * 64, policy=policy
    )
    assert answer.metadata.attempts == 1
