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
from sesv2kit.shapes import (
    Accepts,
    Converted,
    Documented,
    InPath,
    MultiLine,
    Normalised,
    Request,
    Response,
    Shape,
    Sparse,
    Timestamp,
    addresses,
    keys,
)
from sesv2kit.shapes.bases import WIRE
from sesv2kit.shapes.facets import broken


@dataclass(frozen=True, slots=True)
class _Secret:
    """Marks a secret text. It is hidden before validation, so that no error prints it; only `to_wire` reveals it."""

    limit: str
    """The rule, in words that complete "must be ..."."""

    source: str
    """URL of the page where AWS states them."""

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
        if isinstance(value, bytes):
            value = value.decode("latin-1")  # decodes any bytes; a valid key is ASCII
        return SecretStr(value) if isinstance(value, str) else value

    def _check(self, secret: SecretStr) -> SecretStr:
        try:
            if not self.min_length <= len(secret) <= self.max_length:
                raise ValueError
            sent = keys.private_key(secret.get_secret_value())
        except ValueError:  # the exception's text or context could show the key
            sent = ""
        if not re.fullmatch(self.pattern, sent):
            raise broken(self.limit, self.source)
        return SecretStr(sent)

    @staticmethod
    def _serialize(secret: SecretStr, info: SerializationInfo) -> SecretStr | str:
        if info.mode == "json":
            return str(secret)
        return secret.get_secret_value() if info.context is WIRE else secret


CertificateArn = Annotated[
    str,
    Field(
        min_length=20,
        max_length=2048,
        pattern=r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:certificate/[\w+=,.@-]+",
    ),
]
"""ARN of a certificate in ACM."""

Identity = Annotated[
    str,
    Field(min_length=1),
    Normalised(
        addresses.IDENTITY,
        addresses.SYNTAX,
        pattern=r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|" + addresses.USUAL,
        normalise=addresses.identity,
    ),
]
"""An email address or a domain. A domain is sent in Punycode."""

Policy = Annotated[
    str | Mapping[str, Any],
    Converted(str, partial(json_text, source=API + "API_CreateEmailIdentityPolicy.html")),
    Field(min_length=1),
    Documented("at most 4 KB", source=API + "API_CreateEmailIdentityPolicy.html", maximum=4 * 1024),
    MultiLine(),
]
"""A sending policy, sent as the JSON text of an object."""

PolicyName = Annotated[
    str,
    Field(min_length=1, max_length=64),
    Documented(
        "1 to 64 characters from A-Z, a-z, 0-9, _ and -",
        source=API + "API_CreateEmailIdentityPolicy.html",
        pattern=r"[A-Za-z0-9_-]*",
    ),
]
"""Name of a sending policy."""

PrivateKey = Annotated[
    SecretStr | str | bytes,
    _Secret(
        keys.PRIVATE_KEY,
        source=API + "API_DkimSigningAttributes.html",
        min_length=1,
        max_length=20480,
        pattern=r"^[a-zA-Z0-9+\/]+={0,2}$",
    ),
]
"""A private DKIM key, sent as base64. Plain str and bytes are accepted too, and hidden at once."""


class AssociateEmailIdentityCertificateRequest(Request):
    """Arguments of `identities.associate_email_identity_certificate`."""

    email_identity: Identity
    """The address or domain that sends."""

    from_address: EmailAddress | None = None
    """Sender whose mail is signed, in the domain or a subdomain. None: the identity, which must then be an address."""

    certificate_arn: CertificateArn
    """X.509 certificate in ACM, `arn:aws:acm:<region>:<account>:certificate/<id>`."""


class AssociateEmailIdentityCertificateResponse(Response):
    """Response of `identities.associate_email_identity_certificate`."""


ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="AssociateEmailIdentityCertificate",
    request=AssociateEmailIdentityCertificateRequest,
    response=AssociateEmailIdentityCertificateResponse,
    repeat=Repeat.SAFE,
)


DkimSigningKeyLength = Literal["RSA_1024_BIT", "RSA_2048_BIT"]
"""Length of the RSA keys that SES generates."""

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
"""Origin of DKIM keys: SES, the owner (`EXTERNAL`), or the identity in another region."""


class DkimSigningAttributes(Sparse):
    """DKIM keys of a domain: your own key pair, the length of SES's keys, or the region to copy them from.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
    """

    domain_signing_selector: (
        Annotated[
            str,
            Field(min_length=1, max_length=63, pattern=r"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9]))$"),
        ]
        | None
    ) = None
    """Own keys: selector, the `s1` of the DNS record `s1._domainkey.example.com`; at most 63 characters. None: SES's
    keys."""

    domain_signing_private_key: PrivateKey | None = Field(default=None, repr=False)
    """Own keys: private RSA key of 1024 to 2048 bits, as PEM (PKCS#1 or PKCS#8) or as the base64 in it; never shown.
    None: SES's keys."""

    next_signing_key_length: DkimSigningKeyLength | None = None
    """SES's keys: length of the next key pair; it can change once per day. None: SES decides."""

    domain_signing_attributes_origin: DkimSigningAttributesOrigin | None = None
    """Region whose keys to copy, as `AWS_SES_<REGION>`; only for `create_email_identity`. None: nothing is copied."""


IdentityType = Literal["EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN"] | str
"""An address or a domain; `MANAGED_DOMAIN` is not used."""

DkimStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""Whether the DNS records for DKIM were found. `PENDING`: SES looks for them, for at most 72 hours."""


class DkimAttributes(Shape):
    """DKIM of an identity: whether mail is signed, with which keys, and the data for the DNS records.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
    """

    signing_enabled: bool | None = None
    """Whether mail gets a DKIM signature. None: not returned."""

    status: DkimStatus | None = None
    """Whether SES found the DNS records. None: not returned."""

    tokens: list[str] = []
    """SES's keys: three tokens, each for `<token>._domainkey.<domain>` in DNS. Own keys: the selector. Empty: no
    keys."""

    signing_hosted_zone: str | None = None
    """Zone for the targets of the CNAME records, `<token>.<zone>`. None: not returned."""

    signing_attributes_origin: DkimSigningAttributesOrigin | str | None = None
    """Origin of the keys. None: not returned."""

    next_signing_key_length: DkimSigningKeyLength | str | None = None
    """SES's keys: length of the next key pair. None: own keys, or not returned."""

    current_signing_key_length: DkimSigningKeyLength | str | None = None
    """SES's keys: length of the current key pair. None: own keys, or no key pair yet."""

    last_key_generation_timestamp: Timestamp | None = None
    """SES's keys: when the latest key pair was generated. None: own keys, or no key pair yet."""


class CreateEmailIdentityRequest(Request):
    """Arguments of `identities.create_email_identity`."""

    email_identity: Identity
    """Domain, `example.com`, or single address to verify."""

    tags: TagList | None = None
    """Tags for the new identity, at most 50. None: no tags."""

    dkim_signing_attributes: DkimSigningAttributes | None = None
    """Domains only: own DKIM keys, key length or region to copy from. None: SES generates the keys."""

    configuration_set_name: ConfigurationSetName | None = None
    """Configuration set for sends that name none. None: no default set."""


class CreateEmailIdentityResponse(Response):
    """Response of `identities.create_email_identity`."""

    identity_type: IdentityType | None = None
    """Address or domain, as SES recognised it. None: not returned."""

    verified_for_sending_status: bool | None = None
    """Whether it can already be used for sending. None: not returned."""

    dkim_attributes: DkimAttributes | None = None
    """Domains: `tokens` has the values for the DNS records. None: not returned."""


CREATE_EMAIL_IDENTITY = Operation(
    name="CreateEmailIdentity",
    request=CreateEmailIdentityRequest,
    response=CreateEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class CreateEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.create_email_identity_policy`."""

    email_identity: InPath[Identity]
    """Verified identity of this account that others may send as."""

    policy_name: InPath[PolicyName]
    """Name by which to change or delete it: 1 to 64 characters of A-Z, a-z, 0-9, _ and -."""

    policy: Accepts[Policy, str]
    """Policy document as in IAM: a mapping, or JSON text of at most 4 KB."""


class CreateEmailIdentityPolicyResponse(Response):
    """Response of `identities.create_email_identity_policy`."""


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
    """The address or domain to delete; its policies are deleted too."""


class DeleteEmailIdentityResponse(Response):
    """Response of `identities.delete_email_identity`."""


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
    """The policy to delete; one that does not exist is not an error."""


class DeleteEmailIdentityPolicyResponse(Response):
    """Response of `identities.delete_email_identity_policy`."""


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
    """Sender whose mail is no longer signed. None: the identity, which must then be an address."""


class DisassociateEmailIdentityCertificateResponse(Response):
    """Response of `identities.disassociate_email_identity_certificate`."""


DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="DisassociateEmailIdentityCertificate",
    request=DisassociateEmailIdentityCertificateRequest,
    response=DisassociateEmailIdentityCertificateResponse,
    repeat=Repeat.SAFE,
)


MailFromDomainStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE"] | str
"""Whether the MX record of a MAIL FROM domain was found. `FAILED`: it is missing, or was removed."""

BehaviorOnMxFailure = Literal["USE_DEFAULT_VALUE", "REJECT_MESSAGE"]
"""Without the MX record: use a MAIL FROM of `amazonses.com`, or reject sends with `MailFromDomainNotVerifiedError`."""


class MailFromAttributes(Shape):
    """The domain that bounces are returned to, in place of `amazonses.com`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html
    """

    mail_from_domain: str | None = None
    """Subdomain of the identity, `bounce.example.com`. None: not set, so `amazonses.com`."""

    mail_from_domain_status: MailFromDomainStatus | None = None
    """Whether SES found its MX record. None: no domain is set."""

    behavior_on_mx_failure: BehaviorOnMxFailure | str
    """What happens to mail while the MX record is missing."""


VerificationStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""Status of the verification. `TEMPORARY_FAILURE`: SES could not check this time."""

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
"""Why verification failed: an error in DNS or, with the prefix `REPLICATION_`, with the keys of the other region."""


class SOARecord(Shape):
    """The domain's SOA record, which shows its DNS provider.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SOARecord.html
    """

    primary_name_server: str | None = None
    """Name server that holds the zone, `ns1.example.net`. None: not returned."""

    admin_email: str | None = None
    """Email address of the zone's administrator. None: not returned."""

    serial_number: int | None = None
    """Version of the zone. None: not returned."""


class VerificationInfo(Shape):
    """The latest checks of an identity's verification, and why the last one failed.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html
    """

    last_checked_timestamp: Timestamp | None = None
    """When SES last checked. None: not yet."""

    last_success_timestamp: Timestamp | None = None
    """When a check last succeeded. None: never."""

    error_type: VerificationError | None = None
    """Why the check failed. None: it did not fail."""

    soa_record: SOARecord | None = None
    """SOA record, as SES saw it. None: not looked up."""


class GetEmailIdentityRequest(Request):
    """Arguments of `identities.get_email_identity`."""

    email_identity: InPath[Identity]
    """The address or domain to look up."""


class GetEmailIdentityResponse(Response):
    """Response of `identities.get_email_identity`."""

    identity_type: IdentityType | None = None
    """Address or domain. None: not returned."""

    feedback_forwarding_status: bool | None = None
    """Whether bounces and complaints are forwarded by email to the `Return-Path`. None: not returned."""

    verified_for_sending_status: bool | None = None
    """Whether it can be used for sending. None: not returned."""

    dkim_attributes: DkimAttributes | None = None
    """DKIM signing, keys and DNS records. None: not returned."""

    mail_from_attributes: MailFromAttributes | None = None
    """Own MAIL FROM domain, and what happens when its MX record is missing. None: not returned."""

    policies: dict[str, str] = {}
    """Sending policies by name, as JSON text. Empty: only this account may send as it."""

    tags: list[Tag] = []
    """Tags of the identity. Empty: no tags."""

    configuration_set_name: str | None = None
    """Configuration set for sends that name none. None: no default set."""

    verification_status: VerificationStatus | None = None
    """Status of the verification. None: not returned."""

    verification_info: VerificationInfo | None = None
    """When it was checked, and why it failed. None: not returned."""


GET_EMAIL_IDENTITY = Operation(
    name="GetEmailIdentity",
    request=GetEmailIdentityRequest,
    response=GetEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class GetEmailIdentityPoliciesRequest(Request):
    """Arguments of `identities.get_email_identity_policies`."""

    email_identity: InPath[Identity]
    """Verified identity of this account whose policies to return."""


class GetEmailIdentityPoliciesResponse(Response):
    """Response of `identities.get_email_identity_policies`."""

    policies: dict[str, str] = {}
    """Up to 20 policies by name, as JSON text. Empty: only this account may send as the identity."""


GET_EMAIL_IDENTITY_POLICIES = Operation(
    name="GetEmailIdentityPolicies",
    request=GetEmailIdentityPoliciesRequest,
    response=GetEmailIdentityPoliciesResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)


IdentityFilterKey = Literal["IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS"]
"""Filters of `list_email_identities`: a part of the name, an `IdentityType`, a `VerificationStatus`."""


class IdentityInfo(Shape):
    """An identity in a list, in brief.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityInfo.html
    """

    identity_type: IdentityType | None = None
    """Address or domain. None: not returned."""

    identity_name: str | None = None
    """The address or domain itself. None: not returned."""

    sending_enabled: bool | None = None
    """Whether it can be used for sending. None: not returned."""

    verification_status: VerificationStatus | None = None
    """Status of the verification. None: not returned."""


class ListEmailIdentitiesRequest(Request):
    """Arguments of `identities.list_email_identities`."""

    filter: Mapping[IdentityFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """Filter by key, `{"IDENTITY_TYPE": "DOMAIN"}` or `{"VERIFICATION_STATUS": "FAILED"}`. None: all."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: (
        Annotated[int, Documented("0 to 1000", source=API + "API_ListEmailIdentities.html", minimum=0, maximum=1000)]
        | None
    ) = None
    """Maximum number of items per page: 0 to 1000, though SES has rejected 0. None: SES decides."""


class ListEmailIdentitiesResponse(Response):
    """Response of `identities.list_email_identities`."""

    email_identities: list[IdentityInfo] = []
    """Identities of this page, verified or not."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_EMAIL_IDENTITIES = PagedOperation(
    name="ListEmailIdentities",
    request=ListEmailIdentitiesRequest,
    response=ListEmailIdentitiesResponse,
    repeat=Repeat.SAFE,
    items="email_identities",
    item=IdentityInfo,
)


IdentityCertificateStatus = Literal["PROVISIONING", "INACTIVE", "DEPROVISIONING", "ACTIVE", "FAILED"] | str
"""Status of a certificate. Only an `ACTIVE` one signs; an expired one is `FAILED`."""


class IdentityCertificate(Shape):
    """The S/MIME certificate of one sender address.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityCertificate.html
    """

    from_address: str | None = None
    """Sender whose mail it signs. None: not returned."""

    status: IdentityCertificateStatus | None = None
    """Whether it signs. None: not returned."""

    certificate_arn: str | None = None
    """The certificate in ACM. None: not returned."""

    certificate_expiry_time: Timestamp | None = None
    """When it expires. None: not returned."""


class ListEmailIdentityCertificatesRequest(Request):
    """Arguments of `identities.list_email_identity_certificates`."""

    email_identity: Identity
    """The address or domain that sends."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: PageSize | None = None
    """Maximum number of items per page: at least 1; SES has rejected more than 1000. None: SES decides."""


class ListEmailIdentityCertificatesResponse(Response):
    """Response of `identities.list_email_identity_certificates`."""

    certificates: list[IdentityCertificate] = []
    """Certificates of this page in any status, one per sender address."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


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

    configuration_set_name: ConfigurationSetName | None
    """Configuration set for sends that name none. None: no default set from now on."""


class PutEmailIdentityConfigurationSetAttributesResponse(Response):
    """Response of `identities.put_email_identity_configuration_set_attributes`."""


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

    signing_enabled: bool
    """Whether its mail gets a DKIM signature. Required: SES would take its absence as False."""


class PutEmailIdentityDkimAttributesResponse(Response):
    """Response of `identities.put_email_identity_dkim_attributes`."""


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
    """`AWS_SES`: SES generates the keys. `EXTERNAL`: you provide them. Other values are for `create_email_identity`
    only."""

    signing_attributes: DkimSigningAttributes | None = None
    """Own selector and private key, or length of SES's keys. None: SES's keys stay as they are."""


class PutEmailIdentityDkimSigningAttributesResponse(Response):
    """Response of `identities.put_email_identity_dkim_signing_attributes`."""

    dkim_status: DkimStatus | None = None
    """Whether SES found the DNS records. None: not returned."""

    dkim_tokens: list[str] = []
    """SES's keys: three tokens, each for `<token>._domainkey.<domain>` in DNS. Own keys: the selector. Empty: no
    keys."""

    signing_hosted_zone: str | None = None
    """Zone for the targets of the CNAME records, `<token>.<zone>`. None: not returned."""


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

    email_forwarding_enabled: bool
    """Whether bounces and complaints are forwarded by email to the `Return-Path`. Required: SES would take its absence
    as False."""


class PutEmailIdentityFeedbackAttributesResponse(Response):
    """Response of `identities.put_email_identity_feedback_attributes`."""


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

    mail_from_domain: str | None
    """Subdomain of the identity, `bounce.example.com`, that is not used for receiving. None: back to
    `amazonses.com`."""

    behavior_on_mx_failure: BehaviorOnMxFailure | None
    """What happens to mail while the MX record is missing. None: `USE_DEFAULT_VALUE`."""


class PutEmailIdentityMailFromAttributesResponse(Response):
    """Response of `identities.put_email_identity_mail_from_attributes`."""


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
    """The policy to replace; one that does not exist is not an error."""

    policy: Accepts[Policy, str]
    """The new policy document: a mapping, or JSON text of at most 4 KB."""


class UpdateEmailIdentityPolicyResponse(Response):
    """Response of `identities.update_email_identity_policy`."""


UPDATE_EMAIL_IDENTITY_POLICY = Operation(
    name="UpdateEmailIdentityPolicy",
    request=UpdateEmailIdentityPolicyRequest,
    response=UpdateEmailIdentityPolicyResponse,
    repeat=Repeat.SAFE,
    rates=(RateLimit(1.0),),
)
