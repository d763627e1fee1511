"""Email identities, the addresses and domains that send: verification, DKIM, MAIL FROM, policies, certificates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, PlainSerializer, SecretStr, SerializationInfo
from pydantic_core import CoreSchema, core_schema

from sesv2kit.models.common import API, ConfigurationSetName, EmailAddress, PageSize, Tag, TagList, json_text
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Converted, Documented, InPath, Request, Response, Shape, Timestamp
from sesv2kit.shapes.bases import broken


@dataclass(frozen=True, slots=True)
class _Secret:
    """Marks a text that is hidden before it is checked, so that no error prints it; only `to_wire` brings it out."""

    limit: str
    """The bounds in words that complete "must be ..."."""

    source: str
    """Where AWS states them: a URL."""

    min_length: int
    max_length: int
    pattern: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        hidden = handler.generate_schema(Annotated[SecretStr, PlainSerializer(self._serialize)])
        checked = core_schema.no_info_after_validator_function(self._check, hidden)
        hides = core_schema.no_info_before_validator_function(self._hide, checked)
        return core_schema.json_or_python_schema(checked, hides)

    @staticmethod
    def _hide(value: Any) -> Any:
        return SecretStr(value) if isinstance(value, str) else value

    def _check(self, secret: SecretStr) -> SecretStr:
        fits = self.min_length <= len(secret) <= self.max_length
        if not fits or not re.fullmatch(self.pattern, secret.get_secret_value()):
            raise broken(self.limit, self.source)
        return secret

    @staticmethod
    def _serialize(secret: SecretStr, info: SerializationInfo) -> SecretStr | str:
        if info.mode == "json":
            return str(secret)
        return secret.get_secret_value() if info.by_alias else secret


CertificateArn = Annotated[
    str,
    Field(
        min_length=20,
        max_length=2048,
        pattern=r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:certificate/[\w+=,.@-]+",
    ),
]
"""ARN of a certificate in ACM."""

Identity = Annotated[str, Field(min_length=1)]
"""An email address or a domain."""

Policy = Annotated[
    str | Mapping[str, Any],
    Converted(str, partial(json_text, source=API + "API_CreateEmailIdentityPolicy.html")),
    Field(min_length=1),
    Documented("at most 4 KB", source=API + "API_CreateEmailIdentityPolicy.html", maximum=4 * 1024),
]
"""A sending policy on its way to the wire, where it is JSON text of an object."""

PolicyName = Annotated[
    str,
    Field(min_length=1, max_length=64),
    Documented(
        "1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateEmailIdentityPolicy.html",
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a sending policy."""

PrivateKey = Annotated[
    SecretStr | str,
    _Secret(
        "1 to 20,480 characters of base64 without line breaks",
        source=API + "API_DkimSigningAttributes.html",
        min_length=1,
        max_length=20480,
        pattern=r"^[a-zA-Z0-9+\/]+={0,2}$",
    ),
]
"""A private DKIM key; a plain text is taken too, and hidden at once."""


class AssociateEmailIdentityCertificateRequest(Request):
    """Arguments of `identities.associate_email_identity_certificate`."""

    email_identity: Identity
    """The address or domain that sends."""

    from_address: EmailAddress | None = None
    """Sender whose mail is signed, in the domain or a subdomain. None: the identity, which must then be an address."""

    certificate_arn: CertificateArn
    """X.509 certificate in ACM, `arn:aws:acm:<region>:<account>:certificate/<id>`."""


class AssociateEmailIdentityCertificateResponse(Response):
    """Answer of `identities.associate_email_identity_certificate`."""


ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="AssociateEmailIdentityCertificate",
    request=AssociateEmailIdentityCertificateRequest,
    response=AssociateEmailIdentityCertificateResponse,
    repeat=Repeat.SAFE,
)


DkimSigningKeyLength = Literal["RSA_1024_BIT", "RSA_2048_BIT"]
"""Length of the RSA keys that SES makes."""

DkimSigningAttributesOrigin = Literal[
    "AWS_SES",
    "EXTERNAL",
    "AWS_SES_AF_SOUTH_1",
    "AWS_SES_EU_NORTH_1",
    "AWS_SES_AP_SOUTH_1",
    "AWS_SES_EU_WEST_3",
    "AWS_SES_EU_WEST_2",
    "AWS_SES_EU_SOUTH_1",
    "AWS_SES_EU_WEST_1",
    "AWS_SES_AP_NORTHEAST_3",
    "AWS_SES_AP_NORTHEAST_2",
    "AWS_SES_ME_SOUTH_1",
    "AWS_SES_AP_NORTHEAST_1",
    "AWS_SES_IL_CENTRAL_1",
    "AWS_SES_SA_EAST_1",
    "AWS_SES_CA_CENTRAL_1",
    "AWS_SES_AP_SOUTHEAST_1",
    "AWS_SES_AP_SOUTHEAST_2",
    "AWS_SES_AP_SOUTHEAST_3",
    "AWS_SES_EU_CENTRAL_1",
    "AWS_SES_US_EAST_1",
    "AWS_SES_US_EAST_2",
    "AWS_SES_US_WEST_1",
    "AWS_SES_US_WEST_2",
    "AWS_SES_ME_CENTRAL_1",
    "AWS_SES_AP_SOUTH_2",
    "AWS_SES_EU_CENTRAL_2",
    "AWS_SES_AP_SOUTHEAST_5",
    "AWS_SES_CA_WEST_1",
    "AWS_SES_US_GOV_EAST_1",
    "AWS_SES_US_GOV_WEST_1",
]
"""Whose DKIM keys: SES's, the owner's (`EXTERNAL`), or those the identity has in another region."""


class DkimSigningAttributes(Shape):
    """DKIM keys of a domain: your own pair, the length of SES's, or the region to copy them from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
    """

    domain_signing_selector: (
        Annotated[
            str,
            Field(min_length=1, max_length=63, pattern=r"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9]))$"),
        ]
        | None
    ) = None
    """Own keys: the `s1` of the DNS record `s1._domainkey.example.com`, up to 63 characters. None: not own keys."""

    domain_signing_private_key: PrivateKey | None = Field(default=None, repr=False)
    """Own keys: RSA of 1024 or 2048 bits in base64, no PEM lines or line breaks; never shown. None: not own keys."""

    next_signing_key_length: DkimSigningKeyLength | None = None
    """SES's keys: length of the next pair, which you can change once a day. None: SES decides."""

    domain_signing_attributes_origin: DkimSigningAttributesOrigin | None = None
    """Region whose keys to copy, as `AWS_SES_<REGION>`; only for `create_email_identity`. None: nothing is copied."""


IdentityType = Literal["EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN"] | str
"""An address or a domain; `MANAGED_DOMAIN` is not in use."""

DkimStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""Whether the DNS records for DKIM were found; while `PENDING`, SES goes on looking, 72 hours at most."""


class DkimAttributes(Shape):
    """DKIM of an identity: whether mail is signed, with which keys, and what belongs into DNS.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
    """

    signing_enabled: bool | None = None
    """Whether mail gets a DKIM signature. None: not stated."""

    status: DkimStatus | None = None
    """Whether SES found the DNS records. None: not stated."""

    tokens: list[str] = []
    """SES's keys: three tokens, each for `<token>._domainkey.<domain>` in DNS; own keys: the selector. Empty: none."""

    signing_hosted_zone: str | None = None
    """Zone that the CNAMEs point into, `<token>.<zone>`. None: not stated."""

    signing_attributes_origin: DkimSigningAttributesOrigin | str | None = None
    """Whose keys sign. None: not stated."""

    next_signing_key_length: DkimSigningKeyLength | str | None = None
    """SES's keys: length of the pair that comes next. None: own keys, or not stated."""

    current_signing_key_length: DkimSigningKeyLength | str | None = None
    """SES's keys: length of the pair that signs now. None: own keys, or no pair yet."""

    last_key_generation_timestamp: Timestamp | None = None
    """SES's keys: when the latest pair was made. None: own keys, or no pair yet."""


class CreateEmailIdentityRequest(Request):
    """Arguments of `identities.create_email_identity`."""

    email_identity: Identity
    """Domain, `example.com`, or single address to verify."""

    tags: TagList | None = None
    """Labels for the new identity, at most 50. None: no tags."""

    dkim_signing_attributes: DkimSigningAttributes | None = None
    """Domains only: own DKIM keys, key length or region to copy from. None: SES makes the keys."""

    configuration_set_name: ConfigurationSetName | None = None
    """Set for sends that name none. None: they go without."""


class CreateEmailIdentityResponse(Response):
    """Answer of `identities.create_email_identity`."""

    identity_type: IdentityType | None = None
    """What SES took it for. None: not stated."""

    verified_for_sending_status: bool | None = None
    """Whether it can send already. None: not stated."""

    dkim_attributes: DkimAttributes | None = None
    """Domains: the tokens to put into DNS, in `tokens`. None: not stated."""


CREATE_EMAIL_IDENTITY = Operation(
    name="CreateEmailIdentity",
    request=CreateEmailIdentityRequest,
    response=CreateEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class CreateEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.create_email_identity_policy`."""

    email_identity: InPath[Identity]
    """Verified identity of this account that others shall send as."""

    policy_name: InPath[PolicyName]
    """What to change or delete it by: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -."""

    policy: Policy
    """Who may do what, as in IAM: a mapping, or JSON text of at most 4 KB."""


class CreateEmailIdentityPolicyResponse(Response):
    """Answer of `identities.create_email_identity_policy`."""


CREATE_EMAIL_IDENTITY_POLICY = Operation(
    name="CreateEmailIdentityPolicy",
    request=CreateEmailIdentityPolicyRequest,
    response=CreateEmailIdentityPolicyResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class DeleteEmailIdentityRequest(Request):
    """Arguments of `identities.delete_email_identity`."""

    email_identity: InPath[Identity]
    """The address or domain to delete, with its policies."""


class DeleteEmailIdentityResponse(Response):
    """Answer of `identities.delete_email_identity`."""


DELETE_EMAIL_IDENTITY = Operation(
    name="DeleteEmailIdentity",
    request=DeleteEmailIdentityRequest,
    response=DeleteEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class DeleteEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.delete_email_identity_policy`."""

    email_identity: InPath[Identity]
    """Verified identity of this account that has the policy."""

    policy_name: InPath[PolicyName]
    """The policy to delete; one that does not exist is no error."""


class DeleteEmailIdentityPolicyResponse(Response):
    """Answer of `identities.delete_email_identity_policy`."""


DELETE_EMAIL_IDENTITY_POLICY = Operation(
    name="DeleteEmailIdentityPolicy",
    request=DeleteEmailIdentityPolicyRequest,
    response=DeleteEmailIdentityPolicyResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


class DisassociateEmailIdentityCertificateRequest(Request):
    """Arguments of `identities.disassociate_email_identity_certificate`."""

    email_identity: Identity
    """The address or domain that sends."""

    from_address: EmailAddress | None = None
    """Sender whose mail shall go unsigned. None: the identity, which must then be an address."""


class DisassociateEmailIdentityCertificateResponse(Response):
    """Answer of `identities.disassociate_email_identity_certificate`."""


DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="DisassociateEmailIdentityCertificate",
    request=DisassociateEmailIdentityCertificateRequest,
    response=DisassociateEmailIdentityCertificateResponse,
    repeat=Repeat.SAFE,
)


MailFromDomainStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE"] | str
"""Whether the MX record of a MAIL FROM domain was found; `FAILED`: it is missing, or no longer there."""

BehaviorOnMxFailure = Literal["USE_DEFAULT_VALUE", "REJECT_MESSAGE"]
"""Without the MX record: send with a MAIL FROM of `amazonses.com`, or refuse with `MailFromDomainNotVerifiedError`."""


class MailFromAttributes(Shape):
    """The domain that bounces go back to, in place of `amazonses.com`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html
    """

    mail_from_domain: str | None = None
    """Subdomain of the identity, `bounce.example.com`. None: none is set, so `amazonses.com`."""

    mail_from_domain_status: MailFromDomainStatus | None = None
    """Whether SES found its MX record. None: no domain is set."""

    behavior_on_mx_failure: BehaviorOnMxFailure | str
    """What happens to mail while the MX record is missing."""


VerificationStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""How far verification has come; `TEMPORARY_FAILURE`: SES could not look just now."""

VerificationError = (
    Literal[
        "SERVICE_ERROR",
        "DNS_SERVER_ERROR",
        "HOST_NOT_FOUND",
        "TYPE_NOT_FOUND",
        "INVALID_VALUE",
        "REPLICATION_ACCESS_DENIED",
        "REPLICATION_PRIMARY_NOT_FOUND",
        "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED",
        "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED",
        "REPLICATION_PRIMARY_INVALID_REGION",
    ]
    | str
)
"""Why verification failed: what is wrong in DNS, or, from `REPLICATION_` on, with the keys of the other region."""


class SOARecord(Shape):
    """The domain's start of authority, by which its DNS provider can be told.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SOARecord.html
    """

    primary_name_server: str | None = None
    """Name server that holds the zone, `ns1.example.net`. None: not stated."""

    admin_email: str | None = None
    """Mailbox of the zone's keeper. None: not stated."""

    serial_number: int | None = None
    """Version of the zone. None: not stated."""


class VerificationInfo(Shape):
    """The latest attempts to verify an identity, and why the last one failed.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html
    """

    last_checked_timestamp: Timestamp | None = None
    """When SES last looked. None: not yet."""

    last_success_timestamp: Timestamp | None = None
    """When it last found everything in place. None: never."""

    error_type: VerificationError | None = None
    """What was wrong. None: nothing."""

    soa_record: SOARecord | None = None
    """Start of authority, as SES saw it. None: not looked up."""


class GetEmailIdentityRequest(Request):
    """Arguments of `identities.get_email_identity`."""

    email_identity: InPath[Identity]
    """The address or domain to look up."""


class GetEmailIdentityResponse(Response):
    """Answer of `identities.get_email_identity`."""

    identity_type: IdentityType | None = None
    """Address or domain. None: not stated."""

    feedback_forwarding_status: bool | None = None
    """Whether bounces and complaints come by mail to the `Return-Path`. None: not stated."""

    verified_for_sending_status: bool | None = None
    """Whether it can send. None: not stated."""

    dkim_attributes: DkimAttributes | None = None
    """Signing, keys and their DNS records. None: not stated."""

    mail_from_attributes: MailFromAttributes | None = None
    """Own MAIL FROM domain, and what if it fails. None: not stated."""

    policies: dict[str, str] = {}
    """Sending policies by name, as JSON text. Empty: nobody else may send as it."""

    tags: list[Tag] = []
    """Labels of the identity. Empty: it has none."""

    configuration_set_name: str | None = None
    """Set for sends that name none. None: they go without."""

    verification_status: VerificationStatus | None = None
    """How far verification has come. None: not stated."""

    verification_info: VerificationInfo | None = None
    """When it was tried, and what was wrong. None: not stated."""


GET_EMAIL_IDENTITY = Operation(
    name="GetEmailIdentity",
    request=GetEmailIdentityRequest,
    response=GetEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class GetEmailIdentityPoliciesRequest(Request):
    """Arguments of `identities.get_email_identity_policies`."""

    email_identity: InPath[Identity]
    """Verified identity of this account whose policies to show."""


class GetEmailIdentityPoliciesResponse(Response):
    """Answer of `identities.get_email_identity_policies`."""

    policies: dict[str, str] = {}
    """Up to 20 policies by name, as JSON text. Empty: nobody else may send as the identity."""


GET_EMAIL_IDENTITY_POLICIES = Operation(
    name="GetEmailIdentityPolicies",
    request=GetEmailIdentityPoliciesRequest,
    response=GetEmailIdentityPoliciesResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


IdentityFilterKey = Literal["IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS"]
"""What `list_email_identities` can be narrowed by: a part of the name, an `IdentityType`, a `VerificationStatus`."""


class IdentityInfo(Shape):
    """An identity in brief, as lists show it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityInfo.html
    """

    identity_type: IdentityType | None = None
    """Address or domain. None: not stated."""

    identity_name: str | None = None
    """The address or domain itself. None: not stated."""

    sending_enabled: bool | None = None
    """Whether it can send. None: not stated."""

    verification_status: VerificationStatus | None = None
    """How far verification has come. None: not stated."""


class ListEmailIdentitiesRequest(Request):
    """Arguments of `identities.list_email_identities`."""

    filter: Mapping[IdentityFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """Which ones, `{"IDENTITY_TYPE": "DOMAIN"}` or `{"VERIFICATION_STATUS": "FAILED"}`. None: all."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""

    page_size: (
        Annotated[int, Documented("0 to 1000", source=API + "API_ListEmailIdentities.html", minimum=0, maximum=1000)]
        | None
    ) = None
    """Items a page may hold: 0 to 1000, though 0 has been refused. None: SES decides."""


class ListEmailIdentitiesResponse(Response):
    """Answer of `identities.list_email_identities`."""

    email_identities: list[IdentityInfo] = []
    """This page's identities, verified or not."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_EMAIL_IDENTITIES = PagedOperation(
    name="ListEmailIdentities",
    request=ListEmailIdentitiesRequest,
    response=ListEmailIdentitiesResponse,
    repeat=Repeat.SAFE,
    items="email_identities",
    item=IdentityInfo,
)


IdentityCertificateStatus = Literal["PROVISIONING", "INACTIVE", "DEPROVISIONING", "ACTIVE", "FAILED"] | str
"""Whether a certificate signs: only an `ACTIVE` one does; an expired one is `FAILED`."""


class IdentityCertificate(Shape):
    """The S/MIME certificate of one sender address.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityCertificate.html
    """

    from_address: str | None = None
    """Sender whose mail it signs. None: not stated."""

    status: IdentityCertificateStatus | None = None
    """Whether it signs yet, or still. None: not stated."""

    certificate_arn: str | None = None
    """The certificate in ACM. None: not stated."""

    certificate_expiry_time: Timestamp | None = None
    """When it expires. None: not stated."""


class ListEmailIdentityCertificatesRequest(Request):
    """Arguments of `identities.list_email_identity_certificates`."""

    email_identity: Identity
    """The address or domain that sends."""

    next_token: str | None = None
    """Where to go on: the `next_token` of an earlier page for the same arguments. None: at the start."""

    page_size: PageSize | None = None
    """Items a page may hold: at least 1; more than 1000 has been refused. None: SES decides."""


class ListEmailIdentityCertificatesResponse(Response):
    """Answer of `identities.list_email_identity_certificates`."""

    certificates: list[IdentityCertificate] = []
    """This page's certificates, one a sender address, whatever their status."""

    next_token: str | None = None
    """Token of the page that follows. None: this is the last."""


LIST_EMAIL_IDENTITY_CERTIFICATES = PagedOperation(
    name="ListEmailIdentityCertificates",
    request=ListEmailIdentityCertificatesRequest,
    response=ListEmailIdentityCertificatesResponse,
    repeat=Repeat.SAFE,
    items="certificates",
    item=IdentityCertificate,
)


class PutEmailIdentityConfigurationSetAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_configuration_set_attributes`."""

    email_identity: InPath[Identity]
    """The address or domain that sends."""

    configuration_set_name: ConfigurationSetName | None = None
    """Set for sends that name none. None: they go without from now on."""


class PutEmailIdentityConfigurationSetAttributesResponse(Response):
    """Answer of `identities.put_email_identity_configuration_set_attributes`."""


PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES = Operation(
    name="PutEmailIdentityConfigurationSetAttributes",
    request=PutEmailIdentityConfigurationSetAttributesRequest,
    response=PutEmailIdentityConfigurationSetAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutEmailIdentityDkimAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_dkim_attributes`."""

    email_identity: InPath[Identity]
    """The address or domain that sends."""

    signing_enabled: bool | None = None
    """Whether its mail gets a DKIM signature. None: SES takes it for False."""


class PutEmailIdentityDkimAttributesResponse(Response):
    """Answer of `identities.put_email_identity_dkim_attributes`."""


PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES = Operation(
    name="PutEmailIdentityDkimAttributes",
    request=PutEmailIdentityDkimAttributesRequest,
    response=PutEmailIdentityDkimAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutEmailIdentityDkimSigningAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_dkim_signing_attributes`."""

    email_identity: InPath[Identity]
    """The domain to sign for."""

    signing_attributes_origin: DkimSigningAttributesOrigin
    """`AWS_SES`: SES makes the keys; `EXTERNAL`: you bring them. Others only serve `create_email_identity`."""

    signing_attributes: DkimSigningAttributes | None = None
    """Own selector and private key, or length of SES's keys. None: SES's keys as they are."""


class PutEmailIdentityDkimSigningAttributesResponse(Response):
    """Answer of `identities.put_email_identity_dkim_signing_attributes`."""

    dkim_status: DkimStatus | None = None
    """Whether SES found the DNS records. None: not stated."""

    dkim_tokens: list[str] = []
    """SES's keys: three tokens, each for `<token>._domainkey.<domain>` in DNS; own keys: the selector. Empty: none."""

    signing_hosted_zone: str | None = None
    """Zone that the CNAMEs point into, `<token>.<zone>`. None: not stated."""


PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES = Operation(
    name="PutEmailIdentityDkimSigningAttributes",
    request=PutEmailIdentityDkimSigningAttributesRequest,
    response=PutEmailIdentityDkimSigningAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutEmailIdentityFeedbackAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_feedback_attributes`."""

    email_identity: InPath[Identity]
    """The address or domain that sends."""

    email_forwarding_enabled: bool | None = None
    """Whether bounces and complaints come by mail to the `Return-Path`. None: SES takes it for False."""


class PutEmailIdentityFeedbackAttributesResponse(Response):
    """Answer of `identities.put_email_identity_feedback_attributes`."""


PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES = Operation(
    name="PutEmailIdentityFeedbackAttributes",
    request=PutEmailIdentityFeedbackAttributesRequest,
    response=PutEmailIdentityFeedbackAttributesResponse,
    repeat=Repeat.SAFE,
)


class PutEmailIdentityMailFromAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_mail_from_attributes`."""

    email_identity: InPath[Identity]
    """Verified domain or address that sends."""

    mail_from_domain: str | None = None
    """Subdomain of the identity, `bounce.example.com`, that gets no mail otherwise. None: back to `amazonses.com`."""

    behavior_on_mx_failure: BehaviorOnMxFailure | None = None
    """What happens to mail while the MX record is missing. None: `USE_DEFAULT_VALUE`."""


class PutEmailIdentityMailFromAttributesResponse(Response):
    """Answer of `identities.put_email_identity_mail_from_attributes`."""


PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES = Operation(
    name="PutEmailIdentityMailFromAttributes",
    request=PutEmailIdentityMailFromAttributesRequest,
    response=PutEmailIdentityMailFromAttributesResponse,
    repeat=Repeat.SAFE,
)


class UpdateEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.update_email_identity_policy`."""

    email_identity: InPath[Identity]
    """Verified identity of this account that has the policy."""

    policy_name: InPath[PolicyName]
    """The policy to replace; one that does not exist is no error."""

    policy: Policy
    """Who may do what from now on: a mapping, or JSON text of at most 4 KB."""


class UpdateEmailIdentityPolicyResponse(Response):
    """Answer of `identities.update_email_identity_policy`."""


UPDATE_EMAIL_IDENTITY_POLICY = Operation(
    name="UpdateEmailIdentityPolicy",
    request=UpdateEmailIdentityPolicyRequest,
    response=UpdateEmailIdentityPolicyResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
