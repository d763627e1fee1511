"""?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from sesv2kit.models.common import *
from sesv2kit.operation import Operation, PagedOperation, RateLimit, Repeat
from sesv2kit.shapes import Documented, Request, Response, Shape, Timestamp


class AssociateEmailIdentityCertificateRequest(Request):
    """Arguments of `identities.associate_email_identity_certificate`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    from_address: EmailAddress | None = None
    """?"""

    certificate_arn: Annotated[str, Field(min_length=20, max_length=2048, pattern=r'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:[\\w+=/,.@-]*:[0-9]+:certificate/[\\w+=,.@-]+')]
    """?"""


class AssociateEmailIdentityCertificateResponse(Response):
    """Answer of `identities.associate_email_identity_certificate`."""


ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="AssociateEmailIdentityCertificate",
    request=AssociateEmailIdentityCertificateRequest,
    response=AssociateEmailIdentityCertificateResponse,
    repeat=Repeat.?,
)


DkimSigningKeyLength = Literal["RSA_1024_BIT", "RSA_2048_BIT"]
"""?"""

DkimSigningAttributesOrigin = Literal["AWS_SES", "EXTERNAL", "AWS_SES_AF_SOUTH_1", "AWS_SES_EU_NORTH_1", "AWS_SES_AP_SOUTH_1", "AWS_SES_EU_WEST_3", "AWS_SES_EU_WEST_2", "AWS_SES_EU_SOUTH_1", "AWS_SES_EU_WEST_1", "AWS_SES_AP_NORTHEAST_3", "AWS_SES_AP_NORTHEAST_2", "AWS_SES_ME_SOUTH_1", "AWS_SES_AP_NORTHEAST_1", "AWS_SES_IL_CENTRAL_1", "AWS_SES_SA_EAST_1", "AWS_SES_CA_CENTRAL_1", "AWS_SES_AP_SOUTHEAST_1", "AWS_SES_AP_SOUTHEAST_2", "AWS_SES_AP_SOUTHEAST_3", "AWS_SES_EU_CENTRAL_1", "AWS_SES_US_EAST_1", "AWS_SES_US_EAST_2", "AWS_SES_US_WEST_1", "AWS_SES_US_WEST_2", "AWS_SES_ME_CENTRAL_1", "AWS_SES_AP_SOUTH_2", "AWS_SES_EU_CENTRAL_2", "AWS_SES_AP_SOUTHEAST_5", "AWS_SES_CA_WEST_1", "AWS_SES_US_GOV_EAST_1", "AWS_SES_US_GOV_WEST_1"]
"""?"""

class DkimSigningAttributes(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
    """

    domain_signing_selector: Annotated[str, Field(min_length=1, max_length=63, pattern=r'^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9]))$')] | None = None
    """?"""

    domain_signing_private_key: Annotated[str, Field(min_length=1, max_length=20480, pattern=r'^[a-zA-Z0-9+\\/]+={0,2}$')] | None = Field(default=None, repr=False)
    """?"""

    next_signing_key_length: DkimSigningKeyLength | None = None
    """?"""

    domain_signing_attributes_origin: DkimSigningAttributesOrigin | None = None
    """?"""


IdentityType = Literal["EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN"] | str
"""?"""

DkimStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""?"""

class DkimAttributes(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
    """

    signing_enabled: bool | None = None
    """?"""

    status: DkimStatus | None = None
    """?"""

    tokens: list[str] = []
    """?"""

    signing_hosted_zone: str | None = None
    """?"""

    signing_attributes_origin: DkimSigningAttributesOrigin | None = None
    """?"""

    next_signing_key_length: DkimSigningKeyLength | None = None
    """?"""

    current_signing_key_length: DkimSigningKeyLength | None = None
    """?"""

    last_key_generation_timestamp: Timestamp | None = None
    """?"""


class CreateEmailIdentityRequest(Request):
    """Arguments of `identities.create_email_identity`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    tags: Sequence[Tag] | None = None
    """?"""

    dkim_signing_attributes: DkimSigningAttributes | None = None
    """?"""

    configuration_set_name: ConfigurationSetName | None = None
    """?"""


class CreateEmailIdentityResponse(Response):
    """Answer of `identities.create_email_identity`."""

    identity_type: IdentityType | None = None
    """?"""

    verified_for_sending_status: bool | None = None
    """?"""

    dkim_attributes: DkimAttributes | None = None
    """?"""


CREATE_EMAIL_IDENTITY = Operation(
    name="CreateEmailIdentity",
    request=CreateEmailIdentityRequest,
    response=CreateEmailIdentityResponse,
    repeat=Repeat.?,
)


class CreateEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.create_email_identity_policy`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    policy_name: Annotated[str, Field(min_length=1, max_length=64)]
    """?"""

    policy: Annotated[str, Field(min_length=1)]
    """?"""


class CreateEmailIdentityPolicyResponse(Response):
    """Answer of `identities.create_email_identity_policy`."""


CREATE_EMAIL_IDENTITY_POLICY = Operation(
    name="CreateEmailIdentityPolicy",
    request=CreateEmailIdentityPolicyRequest,
    response=CreateEmailIdentityPolicyResponse,
    repeat=Repeat.?,
    rates=?,
)


class DeleteEmailIdentityRequest(Request):
    """Arguments of `identities.delete_email_identity`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""


class DeleteEmailIdentityResponse(Response):
    """Answer of `identities.delete_email_identity`."""


DELETE_EMAIL_IDENTITY = Operation(
    name="DeleteEmailIdentity",
    request=DeleteEmailIdentityRequest,
    response=DeleteEmailIdentityResponse,
    repeat=Repeat.?,
)


class DeleteEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.delete_email_identity_policy`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    policy_name: Annotated[str, Field(min_length=1, max_length=64)]
    """?"""


class DeleteEmailIdentityPolicyResponse(Response):
    """Answer of `identities.delete_email_identity_policy`."""


DELETE_EMAIL_IDENTITY_POLICY = Operation(
    name="DeleteEmailIdentityPolicy",
    request=DeleteEmailIdentityPolicyRequest,
    response=DeleteEmailIdentityPolicyResponse,
    repeat=Repeat.?,
    rates=?,
)


class DisassociateEmailIdentityCertificateRequest(Request):
    """Arguments of `identities.disassociate_email_identity_certificate`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    from_address: EmailAddress | None = None
    """?"""


class DisassociateEmailIdentityCertificateResponse(Response):
    """Answer of `identities.disassociate_email_identity_certificate`."""


DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE = Operation(
    name="DisassociateEmailIdentityCertificate",
    request=DisassociateEmailIdentityCertificateRequest,
    response=DisassociateEmailIdentityCertificateResponse,
    repeat=Repeat.?,
)


MailFromDomainStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE"] | str
"""?"""

BehaviorOnMxFailure = Literal["USE_DEFAULT_VALUE", "REJECT_MESSAGE"]
"""?"""

class MailFromAttributes(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html
    """

    mail_from_domain: str
    """?"""

    mail_from_domain_status: MailFromDomainStatus
    """?"""

    behavior_on_mx_failure: BehaviorOnMxFailure
    """?"""


VerificationStatus = Literal["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"] | str
"""?"""

VerificationError = Literal["SERVICE_ERROR", "DNS_SERVER_ERROR", "HOST_NOT_FOUND", "TYPE_NOT_FOUND", "INVALID_VALUE", "REPLICATION_ACCESS_DENIED", "REPLICATION_PRIMARY_NOT_FOUND", "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED", "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED", "REPLICATION_PRIMARY_INVALID_REGION"] | str
"""?"""

class SOARecord(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SOARecord.html
    """

    primary_name_server: str | None = None
    """?"""

    admin_email: str | None = None
    """?"""

    serial_number: int | None = None
    """?"""


class VerificationInfo(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html
    """

    last_checked_timestamp: Timestamp | None = None
    """?"""

    last_success_timestamp: Timestamp | None = None
    """?"""

    error_type: VerificationError | None = None
    """?"""

    soa_record: SOARecord | None = None
    """?"""


class GetEmailIdentityRequest(Request):
    """Arguments of `identities.get_email_identity`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""


class GetEmailIdentityResponse(Response):
    """Answer of `identities.get_email_identity`."""

    identity_type: IdentityType | None = None
    """?"""

    feedback_forwarding_status: bool | None = None
    """?"""

    verified_for_sending_status: bool | None = None
    """?"""

    dkim_attributes: DkimAttributes | None = None
    """?"""

    mail_from_attributes: MailFromAttributes | None = None
    """?"""

    policies: dict[str, str] = {}
    """?"""

    tags: list[Tag] = []
    """?"""

    configuration_set_name: str | None = None
    """?"""

    verification_status: VerificationStatus | None = None
    """?"""

    verification_info: VerificationInfo | None = None
    """?"""


GET_EMAIL_IDENTITY = Operation(
    name="GetEmailIdentity",
    request=GetEmailIdentityRequest,
    response=GetEmailIdentityResponse,
    repeat=Repeat.SAFE,
)


class GetEmailIdentityPoliciesRequest(Request):
    """Arguments of `identities.get_email_identity_policies`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""


class GetEmailIdentityPoliciesResponse(Response):
    """Answer of `identities.get_email_identity_policies`."""

    policies: dict[str, str] = {}
    """?"""


GET_EMAIL_IDENTITY_POLICIES = Operation(
    name="GetEmailIdentityPolicies",
    request=GetEmailIdentityPoliciesRequest,
    response=GetEmailIdentityPoliciesResponse,
    repeat=Repeat.SAFE,
    rates=?,
)


IdentityFilterKey = Literal["IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS"]
"""?"""

class IdentityInfo(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityInfo.html
    """

    identity_type: IdentityType | None = None
    """?"""

    identity_name: str | None = None
    """?"""

    sending_enabled: bool | None = None
    """?"""

    verification_status: VerificationStatus | None = None
    """?"""


class ListEmailIdentitiesRequest(Request):
    """Arguments of `identities.list_email_identities`."""

    filter: Mapping[IdentityFilterKey, Annotated[str, Field(min_length=1)]] | None = None
    """?"""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListEmailIdentitiesResponse(Response):
    """Answer of `identities.list_email_identities`."""

    email_identities: list[IdentityInfo] = []
    """?"""

    next_token: str | None = None
    """?"""


LIST_EMAIL_IDENTITIES = PagedOperation(
    name="ListEmailIdentities",
    request=ListEmailIdentitiesRequest,
    response=ListEmailIdentitiesResponse,
    repeat=Repeat.SAFE,
    items="email_identities",
    item=IdentityInfo,
)


IdentityCertificateStatus = Literal["PROVISIONING", "INACTIVE", "DEPROVISIONING", "ACTIVE", "FAILED"] | str
"""?"""

class IdentityCertificate(Shape):
    """?

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IdentityCertificate.html
    """

    from_address: str | None = None
    """?"""

    status: IdentityCertificateStatus | None = None
    """?"""

    certificate_arn: str | None = None
    """?"""

    certificate_expiry_time: Timestamp | None = None
    """?"""


class ListEmailIdentityCertificatesRequest(Request):
    """Arguments of `identities.list_email_identity_certificates`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    next_token: str | None = None
    """?"""

    page_size: PageSize | None = None
    """?"""


class ListEmailIdentityCertificatesResponse(Response):
    """Answer of `identities.list_email_identity_certificates`."""

    certificates: list[IdentityCertificate] = []
    """?"""

    next_token: str | None = None
    """?"""


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

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    configuration_set_name: ConfigurationSetName | None = None
    """?"""


class PutEmailIdentityConfigurationSetAttributesResponse(Response):
    """Answer of `identities.put_email_identity_configuration_set_attributes`."""


PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES = Operation(
    name="PutEmailIdentityConfigurationSetAttributes",
    request=PutEmailIdentityConfigurationSetAttributesRequest,
    response=PutEmailIdentityConfigurationSetAttributesResponse,
    repeat=Repeat.?,
)


class PutEmailIdentityDkimAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_dkim_attributes`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    signing_enabled: bool | None = None
    """?"""


class PutEmailIdentityDkimAttributesResponse(Response):
    """Answer of `identities.put_email_identity_dkim_attributes`."""


PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES = Operation(
    name="PutEmailIdentityDkimAttributes",
    request=PutEmailIdentityDkimAttributesRequest,
    response=PutEmailIdentityDkimAttributesResponse,
    repeat=Repeat.?,
)


class PutEmailIdentityDkimSigningAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_dkim_signing_attributes`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    signing_attributes_origin: DkimSigningAttributesOrigin
    """?"""

    signing_attributes: DkimSigningAttributes | None = None
    """?"""


class PutEmailIdentityDkimSigningAttributesResponse(Response):
    """Answer of `identities.put_email_identity_dkim_signing_attributes`."""

    dkim_status: DkimStatus | None = None
    """?"""

    dkim_tokens: list[str] = []
    """?"""

    signing_hosted_zone: str | None = None
    """?"""


PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES = Operation(
    name="PutEmailIdentityDkimSigningAttributes",
    request=PutEmailIdentityDkimSigningAttributesRequest,
    response=PutEmailIdentityDkimSigningAttributesResponse,
    repeat=Repeat.?,
)


class PutEmailIdentityFeedbackAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_feedback_attributes`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    email_forwarding_enabled: bool | None = None
    """?"""


class PutEmailIdentityFeedbackAttributesResponse(Response):
    """Answer of `identities.put_email_identity_feedback_attributes`."""


PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES = Operation(
    name="PutEmailIdentityFeedbackAttributes",
    request=PutEmailIdentityFeedbackAttributesRequest,
    response=PutEmailIdentityFeedbackAttributesResponse,
    repeat=Repeat.?,
)


class PutEmailIdentityMailFromAttributesRequest(Request):
    """Arguments of `identities.put_email_identity_mail_from_attributes`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    mail_from_domain: str | None = None
    """?"""

    behavior_on_mx_failure: BehaviorOnMxFailure | None = None
    """?"""


class PutEmailIdentityMailFromAttributesResponse(Response):
    """Answer of `identities.put_email_identity_mail_from_attributes`."""


PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES = Operation(
    name="PutEmailIdentityMailFromAttributes",
    request=PutEmailIdentityMailFromAttributesRequest,
    response=PutEmailIdentityMailFromAttributesResponse,
    repeat=Repeat.?,
)


class UpdateEmailIdentityPolicyRequest(Request):
    """Arguments of `identities.update_email_identity_policy`."""

    email_identity: Annotated[str, Field(min_length=1)]
    """?"""

    policy_name: Annotated[str, Field(min_length=1, max_length=64)]
    """?"""

    policy: Annotated[str, Field(min_length=1)]
    """?"""


class UpdateEmailIdentityPolicyResponse(Response):
    """Answer of `identities.update_email_identity_policy`."""


UPDATE_EMAIL_IDENTITY_POLICY = Operation(
    name="UpdateEmailIdentityPolicy",
    request=UpdateEmailIdentityPolicyRequest,
    response=UpdateEmailIdentityPolicyResponse,
    repeat=Repeat.?,
    rates=?,
)


