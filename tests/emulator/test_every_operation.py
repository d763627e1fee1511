"""Each operation, by boto3 and by sesv2kit, in process and over HTTP: carried out, refused, invalid."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError, ParamValidationError
from botocore.parsers import create_parser

from sesv2kit import ClientConfig, SESv2, catalog
from sesv2kit.errors import RequestInvalidError
from sesv2kit.operation import Operation, PagedOperation
from sesv2kit.testing import Backend, mock_sesv2, serve
from tests.aio import blocking
from tests.conformance.facts import APIS
from tests.every import every
from tests.needs import lacks
from tests.tools import aws

from .conftest import SESSION, make_client
from .helpers import check_answer, simple

Json = dict[str, Any]

ARN = "arn:aws:ses:us-east-1:123456789012:"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0123-abcd"
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 8, tzinfo=UTC)
FROM = "ann@example.com"
CONTENT = {"Subject": "Hello {{name}}", "Text": "Hi"}
DESTINATION = {
    "Enabled": True,
    "MatchingEventTypes": ["SEND"],
    "EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"},
}
CONFIRMATION = {
    "FromEmailAddress": FROM,
    "TemplateSubject": "Please confirm",
    "TemplateContent": "<p>Hello</p>",
    "SuccessRedirectionURL": "https://example.com/yes",
    "FailureRedirectionURL": "https://example.com/no",
}
METRICS = {
    "Dimensions": {"ISP": ["*"]},
    "Namespace": "VDM",
    "Metrics": [{"Name": "SEND", "Aggregation": "VOLUME"}],
    "StartDate": START,
    "EndDate": END,
}
TAGS = [{"Key": "plan", "Value": "gold"}]

SEEDS: Mapping[str, Callable[[Backend, Any], Json | None]] = {
    "identity": lambda backend, ses: backend.verify_identity("example.com"),
    "address": lambda backend, ses: backend.verify_identity("eve@example.org"),
    "policy": lambda backend, ses: ses.create_email_identity_policy(
        EmailIdentity="example.com", PolicyName="mine", Policy="{}"
    ),
    "certificate": lambda backend, ses: ses.associate_email_identity_certificate(
        EmailIdentity="eve@example.org", CertificateArn=CERTIFICATE
    ),
    "set": lambda backend, ses: ses.create_configuration_set(ConfigurationSetName="main"),
    "destination": lambda backend, ses: ses.create_configuration_set_event_destination(
        ConfigurationSetName="main", EventDestinationName="bus", EventDestination=DESTINATION
    ),
    "template": lambda backend, ses: ses.create_email_template(TemplateName="welcome", TemplateContent=CONTENT),
    "confirmation": lambda backend, ses: ses.create_custom_verification_email_template(
        TemplateName="confirm", **CONFIRMATION
    ),
    "tenant": lambda backend, ses: ses.create_tenant(TenantName="acme", Tags=TAGS),
    "association": lambda backend, ses: ses.create_tenant_resource_association(
        TenantName="acme", ResourceArn=f"{ARN}configuration-set/main"
    ),
    "list": lambda backend, ses: ses.create_contact_list(ContactListName="readers"),
    "contact": lambda backend, ses: ses.create_contact(ContactListName="readers", EmailAddress="bob@example.org"),
    "suppressed": lambda backend, ses: backend.suppress("bob@example.org"),
    "pool": lambda backend, ses: ses.create_dedicated_ip_pool(PoolName="fast"),
    "ip": lambda backend, ses: backend.add_dedicated_ip("192.0.2.1"),
    "vdm": lambda backend, ses: backend.enable_vdm(),
    "recommendation": lambda backend, ses: backend.add_recommendation("DKIM", f"{ARN}identity/example.com"),
    "mail": lambda backend, ses: ses.send_email(
        FromEmailAddress=FROM, Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
    ),
    "dashboard": lambda backend, ses: ses.put_deliverability_dashboard_option(
        DashboardEnabled=True, SubscribedDomains=[{"Domain": "example.com"}]
    ),
    "report": lambda backend, ses: ses.create_deliverability_test_report(FromEmailAddress=FROM, Content=simple()),
    "campaign": lambda backend, ses: {"CampaignId": backend.add_campaign(FROM, "Spring", last_seen=START)},
    "export": lambda backend, ses: ses.create_export_job(
        ExportDataSource={"MetricsDataSource": METRICS}, ExportDestination={"DataFormat": "CSV"}
    ),
    "import": lambda backend, ses: ses.create_import_job(
        ImportDestination={"SuppressionListDestination": {"SuppressionListImportAction": "PUT"}},
        ImportDataSource={"S3Url": "s3://bucket/file", "DataFormat": "CSV"},
    ),
    "endpoint": lambda backend, ses: ses.create_multi_region_endpoint(
        EndpointName="both", Details={"RoutesDetails": [{"Region": "eu-west-1"}]}
    ),
}
"""How to create what must exist before. In a row, `$JobId` is the JobId that one of these returned."""

ACCOUNT = "it concerns the account, which is always there"
LIST = "it lists what the account has, and names nothing"
NO_INPUT = "it takes no input"

NOT_SENT = "not sent"


class No(NamedTuple):
    """An error: how the arguments differ from the successful call, and the error code that each client gets."""

    changes: Json
    boto3: str
    sesv2kit: str
    given: str | None = None
    """What exists before. None: the same as for the successful call."""


class Row(NamedTuple):
    """An operation: what exists before, its successful call, and its errors or the reason why there is none."""

    name: str
    given: str
    happy: Json
    absent: No | str
    """The named resource does not exist, or the resource to create exists already."""
    invalid: No | str


def no(code: str, given: str | None = None, **changes: Any) -> No:
    """Refused by the service."""
    return No(changes, f"{code}Exception", f"{code}Exception", given)


def ghost(**changes: Any) -> No:
    """Named, but does not exist."""
    return no("NotFound", **changes)


def taken(**changes: Any) -> No:
    """To be created, but exists already."""
    return no("AlreadyExists", **changes)


def ruled_out(**changes: Any) -> No:
    """Invalid by a rule that only the service checks."""
    return no("BadRequest", **changes)


def bad(**changes: Any) -> No:
    """Invalid by a rule that sesv2kit checks."""
    return No(changes, "BadRequestException", NOT_SENT)


def mistyped(member: str, value: Any = 7) -> No:
    """Of a wrong type, if the model has no other rule."""
    return No({member: value}, "SerializationException", NOT_SENT)


def unnamed(member: str) -> No:
    """Left out: all input is in the URL, where any text is a valid name. Without it there is no URL, and clients
    refuse."""
    return No({member: None}, NOT_SENT, NOT_SENT)


SET, NO_SET = {"ConfigurationSetName": "main"}, ghost(ConfigurationSetName="ghost")
BUS, NO_BUS = {"EventDestinationName": "bus"}, ghost(EventDestinationName="ghost")
IDENTITY, NO_IDENTITY = {"EmailIdentity": "example.com"}, ghost(EmailIdentity="example.net")
UNKNOWN_IDENTITY = no("BadRequest", EmailIdentity="example.net")  # unlike the 404 of the model
EVE = {"EmailIdentity": "eve@example.org"}
WELCOME, CONFIRM, NO_TEMPLATE = {"TemplateName": "welcome"}, {"TemplateName": "confirm"}, ghost(TemplateName="ghost")
ACME, NO_TENANT = {"TenantName": "acme"}, ghost(TenantName="ghost")
READERS, NO_LIST = {"ContactListName": "readers"}, ghost(ContactListName="ghost")
BOB, NO_BOB = {"EmailAddress": "bob@example.org"}, ghost(EmailAddress="nobody@example.org")
FAST, NO_POOL = {"PoolName": "fast"}, ghost(PoolName="ghost")
IP, NO_IP = {"Ip": "192.0.2.1"}, ghost(Ip="192.0.2.9")
ENDPOINT, NO_ENDPOINT = {"EndpointName": "both"}, ghost(EndpointName="ghost")
JOB, NO_JOB = {"JobId": "$JobId"}, ghost(JobId="ghost")
MAIN = f"{ARN}configuration-set/main"
RESOURCE, NO_RESOURCE = {"ResourceArn": MAIN}, ghost(ResourceArn=f"{ARN}configuration-set/ghost")
BAD_ARN = ruled_out(ResourceArn="arn:aws:s3:::bucket")
ENTITY = {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": "$TenantArn"}
NO_ENTITY = f"{ARN}tenant/ghost/tn-0"
PERIOD, BACKWARDS = {"StartDate": START, "EndDate": END}, ruled_out(StartDate=END, EndDate=START)
NO_PAGE = bad(PageSize=0)

# fmt: off
TABLE = [
    Row("AssociateEmailIdentityCertificate", "address", {**EVE, "CertificateArn": CERTIFICATE},
        no("AlreadyExists", "address certificate"),
        bad(CertificateArn="arn:aws:acm:us-east-1:123456789012:something/else")),
    Row("BatchGetMetricData", "vdm", {"Queries": [{"Id": "sends", "Namespace": "VDM", "Metric": "SEND", **PERIOD}]},
        no("NotFound", ""), bad(Queries=[{"Id": "", "Namespace": "VDM", "Metric": "SEND", **PERIOD}])),
    Row("CancelExportJob", "vdm export", JOB, NO_JOB, unnamed("JobId")),
    Row("CreateConfigurationSet", "set",
        {"ConfigurationSetName": "other", "Tags": TAGS, "SuppressionOptions": {"SuppressedReasons": ["BOUNCE"]}},
        taken(ConfigurationSetName="main"), bad(DeliveryOptions={"MaxDeliverySeconds": 1})),
    Row("CreateConfigurationSetEventDestination", "set destination",
        {**SET, "EventDestinationName": "other", "EventDestination": DESTINATION},
        taken(EventDestinationName="bus"),
        ruled_out(EventDestination={"Enabled": True, "MatchingEventTypes": ["SEND"]})),
    Row("CreateContact", "list contact", {**READERS, "EmailAddress": "carol@example.org"},
        taken(EmailAddress="bob@example.org"), bad(EmailAddress="nobody")),
    Row("CreateContactList", "", {**READERS, "Description": "Ours"},
        no("LimitExceeded", "list"),
        bad(Topics=[{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "MAYBE"}])),
    Row("CreateCustomVerificationEmailTemplate", "identity confirmation", {"TemplateName": "other", **CONFIRMATION},
        taken(TemplateName="confirm"), bad(TemplateName="")),
    Row("CreateDedicatedIpPool", "pool", {"PoolName": "other"}, taken(PoolName="fast"), bad(ScalingMode="ELASTIC")),
    Row("CreateDeliverabilityTestReport", "identity dashboard",
        {"FromEmailAddress": FROM, "Content": simple(), "ReportName": "First"},
        no("NotFound", "identity"), bad(Content={})),
    Row("CreateEmailIdentity", "identity", {"EmailIdentity": "example.net"},
        taken(EmailIdentity="example.com"), ruled_out(EmailIdentity="no domain")),
    Row("CreateEmailIdentityPolicy", "identity policy", {**IDENTITY, "PolicyName": "other", "Policy": "{}"},
        taken(PolicyName="mine"), bad(Policy="")),
    Row("CreateEmailTemplate", "template", {"TemplateName": "other", "TemplateContent": CONTENT},
        taken(TemplateName="welcome"), bad(TemplateName="")),
    Row("CreateExportJob", "vdm",
        {"ExportDataSource": {"MetricsDataSource": METRICS}, "ExportDestination": {"DataFormat": "CSV"}},
        no("NotFound", ""), bad(ExportDestination={"DataFormat": "XML"})),
    Row("CreateImportJob", "list",
        {"ImportDestination": {"ContactListDestination": {**READERS, "ContactListImportAction": "PUT"}},
         "ImportDataSource": {"S3Url": "s3://bucket/file", "DataFormat": "CSV"}},
        no("BadRequest", ""),  # the model has no 404
        bad(ImportDataSource={"S3Url": "https://example.com/file", "DataFormat": "CSV"})),
    Row("CreateMultiRegionEndpoint", "endpoint",
        {"EndpointName": "other", "Details": {"RoutesDetails": [{"Region": "eu-west-1"}]}},
        taken(EndpointName="both"), bad(EndpointName="a b")),
    Row("CreateTenant", "tenant", {"TenantName": "other", "Tags": TAGS}, taken(TenantName="acme"), bad(TenantName="")),
    Row("CreateTenantResourceAssociation", "set tenant", {**ACME, **RESOURCE},
        no("AlreadyExists", "set tenant association"), BAD_ARN),
    Row("DeleteConfigurationSet", "set", SET, NO_SET, unnamed("ConfigurationSetName")),
    Row("DeleteConfigurationSetEventDestination", "set destination", {**SET, **BUS},
        NO_BUS, unnamed("EventDestinationName")),
    Row("DeleteContact", "list contact", {**READERS, **BOB}, NO_BOB, unnamed("EmailAddress")),
    Row("DeleteContactList", "list", READERS, NO_LIST, unnamed("ContactListName")),
    Row("DeleteCustomVerificationEmailTemplate", "identity confirmation", CONFIRM,
        NO_TEMPLATE, unnamed("TemplateName")),
    Row("DeleteDedicatedIpPool", "pool", FAST, NO_POOL, unnamed("PoolName")),
    Row("DeleteEmailIdentity", "identity", IDENTITY, NO_IDENTITY, unnamed("EmailIdentity")),
    Row("DeleteEmailIdentityPolicy", "identity policy", {**IDENTITY, "PolicyName": "mine"},
        NO_IDENTITY, bad(PolicyName="x" * 65)),
    Row("DeleteEmailTemplate", "template", WELCOME, NO_TEMPLATE, unnamed("TemplateName")),
    Row("DeleteMultiRegionEndpoint", "endpoint", ENDPOINT, NO_ENDPOINT, bad(EndpointName="a b")),
    Row("DeleteSuppressedDestination", "suppressed", BOB, NO_BOB, bad(TenantName="")),
    Row("DeleteTenant", "tenant", ACME, NO_TENANT, bad(TenantName="")),
    Row("DeleteTenantResourceAssociation", "set tenant association", {**ACME, **RESOURCE},
        NO_TENANT, bad(ResourceArn="")),
    Row("DisassociateEmailIdentityCertificate", "address certificate", EVE,
        NO_IDENTITY, ruled_out(FromAddress="bob@example.org")),
    Row("GetAccount", "", {}, ACCOUNT, NO_INPUT),
    Row("GetBlacklistReports", "identity dashboard ip", {"BlacklistItemNames": ["192.0.2.1"]},
        ghost(BlacklistItemNames=["192.0.2.9"]), unnamed("BlacklistItemNames")),
    Row("GetConfigurationSet", "set", SET, NO_SET, unnamed("ConfigurationSetName")),
    Row("GetConfigurationSetEventDestinations", "set destination", SET, NO_SET, unnamed("ConfigurationSetName")),
    Row("GetContact", "list contact", {**READERS, **BOB}, NO_BOB, unnamed("EmailAddress")),
    Row("GetContactList", "list", READERS, NO_LIST, unnamed("ContactListName")),
    Row("GetCustomVerificationEmailTemplate", "identity confirmation", CONFIRM, NO_TEMPLATE, unnamed("TemplateName")),
    Row("GetDedicatedIp", "ip", IP, NO_IP, unnamed("Ip")),
    Row("GetDedicatedIpPool", "pool", FAST, NO_POOL, unnamed("PoolName")),
    Row("GetDedicatedIps", "ip", {}, NO_POOL, NO_PAGE),
    Row("GetDeliverabilityDashboardOptions", "identity dashboard", {}, ACCOUNT, NO_INPUT),
    Row("GetDeliverabilityTestReport", "identity dashboard report", {"ReportId": "$ReportId"},
        ghost(ReportId="ghost"), unnamed("ReportId")),
    Row("GetDomainDeliverabilityCampaign", "identity dashboard campaign", {"CampaignId": "$CampaignId"},
        ghost(CampaignId="ghost"), unnamed("CampaignId")),
    Row("GetDomainStatisticsReport", "identity dashboard", {"Domain": "example.com", **PERIOD},
        ghost(Domain="example.net"), BACKWARDS),
    Row("GetEmailAddressInsights", "", BOB, "any address can be asked about", ruled_out(EmailAddress=" ")),
    Row("GetEmailIdentity", "identity policy", IDENTITY, NO_IDENTITY, unnamed("EmailIdentity")),
    Row("GetEmailIdentityPolicies", "identity policy", IDENTITY, NO_IDENTITY, unnamed("EmailIdentity")),
    Row("GetEmailTemplate", "template", WELCOME, NO_TEMPLATE, unnamed("TemplateName")),
    Row("GetExportJob", "vdm export", JOB, NO_JOB, unnamed("JobId")),
    Row("GetImportJob", "import", JOB, NO_JOB, unnamed("JobId")),
    Row("GetMessageInsights", "vdm identity mail", {"MessageId": "$MessageId"},
        ghost(MessageId="ghost"), unnamed("MessageId")),
    Row("GetMultiRegionEndpoint", "endpoint", ENDPOINT, NO_ENDPOINT, bad(EndpointName="a b")),
    Row("GetReputationEntity", "tenant", ENTITY,
        ghost(ReputationEntityReference=NO_ENTITY), bad(ReputationEntityType="PERSON")),
    Row("GetSuppressedDestination", "suppressed", BOB, NO_BOB, bad(TenantName="")),
    Row("GetTenant", "tenant", ACME, NO_TENANT, bad(TenantName="")),
    Row("ListConfigurationSets", "set", {}, LIST, NO_PAGE),
    Row("ListContactLists", "list", {}, LIST, NO_PAGE),
    Row("ListContacts", "list contact", READERS, NO_LIST, bad(Filter={"FilteredStatus": "MAYBE"})),
    Row("ListCustomVerificationEmailTemplates", "identity confirmation", {}, LIST, NO_PAGE),
    Row("ListDedicatedIpPools", "pool", {}, LIST, NO_PAGE),
    Row("ListDeliverabilityTestReports", "identity dashboard report", {}, no("NotFound", ""), bad(PageSize=1001)),
    Row("ListDomainDeliverabilityCampaigns", "identity dashboard campaign",
        {"SubscribedDomain": "example.com", **PERIOD},
        ghost(SubscribedDomain="example.net"), BACKWARDS),
    Row("ListEmailIdentities", "identity", {}, LIST, bad(PageSize=1001)),
    Row("ListEmailIdentityCertificates", "address certificate", EVE, NO_IDENTITY, NO_PAGE),
    Row("ListEmailTemplates", "template", {}, LIST, NO_PAGE),
    Row("ListExportJobs", "vdm export", {}, LIST, bad(JobStatus="LOST")),
    Row("ListImportJobs", "import", {}, LIST, bad(ImportDestinationType="MOON")),
    Row("ListMultiRegionEndpoints", "endpoint", {}, LIST, NO_PAGE),
    Row("ListRecommendations", "vdm recommendation", {}, no("NotFound", ""), bad(Filter={"COLOUR": "RED"})),
    Row("ListReputationEntities", "tenant", {}, LIST, bad(Filter={"COLOUR": "RED"})),
    Row("ListResourceTenants", "set tenant association", RESOURCE, NO_RESOURCE, BAD_ARN),
    Row("ListSuppressedDestinations", "suppressed", {}, NO_TENANT, bad(TenantName="")),
    Row("ListTagsForResource", "set", RESOURCE, NO_RESOURCE, BAD_ARN),
    Row("ListTenantResources", "set tenant association", ACME, NO_TENANT, bad(Filter={"COLOUR": "RED"})),
    Row("ListTenants", "tenant", {}, LIST, bad(Filter={"COLOUR": "RED"})),
    Row("PutAccountDedicatedIpWarmupAttributes", "", {"AutoWarmupEnabled": True},
        ACCOUNT, mistyped("AutoWarmupEnabled")),
    Row("PutAccountDeliveryAttributes", "", {"SharedPoolDeliveryMode": "REGIONAL"},
        ACCOUNT, bad(SharedPoolDeliveryMode="ACCOUNT")),
    Row("PutAccountDetails", "", {"MailType": "MARKETING", "WebsiteURL": "https://example.com"},
        ACCOUNT, bad(MailType="SPAM")),
    Row("PutAccountPricingAttributes", "", {"Plan": "ESSENTIALS"}, ACCOUNT, bad(Plan="LUXURY")),
    Row("PutAccountSendingAttributes", "", {"SendingEnabled": False}, ACCOUNT, mistyped("SendingEnabled")),
    Row("PutAccountSuppressionAttributes", "", {"SuppressedReasons": ["BOUNCE"]},
        ACCOUNT, bad(SuppressedReasons=["BOREDOM"])),
    Row("PutAccountVdmAttributes", "", {"VdmAttributes": {"VdmEnabled": "ENABLED"}},
        ACCOUNT, bad(VdmAttributes={"VdmEnabled": "YES"})),
    Row("PutConfigurationSetArchivingOptions", "set",
        {**SET, "ArchiveArn": f"{ARN}mailmanager-archive/a-abcdefghijklmnopqrstuvwx"},
        NO_SET, bad(ArchiveArn=f"{ARN}mailmanager-archive/b")),
    Row("PutConfigurationSetDeliveryOptions", "set pool", {**SET, "SendingPoolName": "fast"},
        no("BadRequest", SendingPoolName="ghost"), bad(TlsPolicy="NEVER")),  # unlike the model's 404
    Row("PutConfigurationSetReputationOptions", "set", {**SET, "ReputationMetricsEnabled": True},
        NO_SET, mistyped("ReputationMetricsEnabled")),
    Row("PutConfigurationSetSendingOptions", "set", {**SET, "SendingEnabled": True},
        NO_SET, mistyped("SendingEnabled")),
    Row("PutConfigurationSetSuppressionOptions", "set", {**SET, "SuppressedReasons": ["BOUNCE"]},
        NO_SET, bad(SuppressedReasons=["BOREDOM"])),
    Row("PutConfigurationSetTrackingOptions", "set identity", {**SET, "CustomRedirectDomain": "example.com"},
        NO_SET, bad(HttpsPolicy="NEVER")),
    Row("PutConfigurationSetVdmOptions", "set",
        {**SET, "VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}},
        NO_SET, bad(VdmOptions={"DashboardOptions": {"EngagementMetrics": "YES"}})),
    Row("PutDedicatedIpInPool", "pool ip", {**IP, "DestinationPoolName": "fast"},
        NO_IP, mistyped("DestinationPoolName")),
    Row("PutDedicatedIpPoolScalingAttributes", "pool", {**FAST, "ScalingMode": "MANAGED"},
        NO_POOL, bad(ScalingMode="ELASTIC")),
    Row("PutDedicatedIpWarmupAttributes", "ip", {**IP, "WarmupPercentage": 50}, NO_IP, bad(WarmupPercentage=101)),
    Row("PutDeliverabilityDashboardOption", "identity",
        {"DashboardEnabled": True, "SubscribedDomains": [{"Domain": "example.com"}]},
        ghost(SubscribedDomains=[{"Domain": "example.net"}]), mistyped("DashboardEnabled")),
    Row("PutEmailIdentityConfigurationSetAttributes", "identity set", {**IDENTITY, **SET},
        NO_SET, mistyped("ConfigurationSetName")),
    Row("PutEmailIdentityDkimAttributes", "identity", {**IDENTITY, "SigningEnabled": True},
        UNKNOWN_IDENTITY, mistyped("SigningEnabled")),
    Row("PutEmailIdentityDkimSigningAttributes", "identity", {**IDENTITY, "SigningAttributesOrigin": "AWS_SES"},
        NO_IDENTITY, ruled_out(SigningAttributesOrigin="EXTERNAL")),
    Row("PutEmailIdentityFeedbackAttributes", "identity", {**IDENTITY, "EmailForwardingEnabled": True},
        UNKNOWN_IDENTITY, mistyped("EmailForwardingEnabled")),
    Row("PutEmailIdentityMailFromAttributes", "identity", {**IDENTITY, "MailFromDomain": "bounce.example.com"},
        UNKNOWN_IDENTITY, ruled_out(MailFromDomain="example.net")),
    Row("PutSuppressedDestination", "", {**BOB, "Reason": "BOUNCE"}, NO_TENANT, bad(Reason="BOREDOM")),
    Row("PutTenantSuppressionAttributes", "tenant",
        {**ACME, "SuppressionScope": "TENANT", "SuppressedReasons": ["BOUNCE"]},
        NO_TENANT, bad(SuppressionScope="WORLD")),
    Row("SendBulkEmail", "identity template",
        {"FromEmailAddress": FROM, "DefaultContent": {"Template": {**WELCOME, "TemplateData": '{"name": "you"}'}},
         "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bob@example.org"]}}]},
        ghost(DefaultContent={"Template": {"TemplateName": "ghost", "TemplateData": "{}"}}),
        bad(BulkEmailEntries=[])),
    Row("SendCustomVerificationEmail", "identity confirmation", {"EmailAddress": "bob@example.org", **CONFIRM},
        NO_TEMPLATE, bad(TemplateName="")),
    Row("SendEmail", "identity template",
        {"FromEmailAddress": FROM, "Destination": {"ToAddresses": ["bob@example.org"]}, "Content": simple()},
        ghost(Content={"Template": {"TemplateName": "ghost", "TemplateData": "{}"}}),
        bad(Content={"Template": {"TemplateName": "", "TemplateData": "{}"}})),
    Row("TagResource", "set", {**RESOURCE, "Tags": TAGS}, NO_RESOURCE, BAD_ARN),
    Row("TestRenderEmailTemplate", "template", {**WELCOME, "TemplateData": '{"name": "Bob"}'},
        NO_TEMPLATE, ruled_out(TemplateData="{}")),
    Row("UntagResource", "set", {**RESOURCE, "TagKeys": ["plan"]}, NO_RESOURCE, BAD_ARN),
    Row("UpdateConfigurationSet", "set", {**SET, "MessageSecurityOptions": {"SigningScheme": {"DefaultScheme": {}}}},
        NO_SET, bad(MessageSecurityOptions={"SigningScheme": {}})),
    Row("UpdateConfigurationSetEventDestination", "set destination",
        {**SET, **BUS, "EventDestination": DESTINATION},
        NO_BUS, ruled_out(EventDestination={"Enabled": True, "MatchingEventTypes": ["SEND"]})),
    Row("UpdateContact", "list contact", {**READERS, **BOB, "TopicPreferences": [], "UnsubscribeAll": True},
        NO_BOB, mistyped("UnsubscribeAll")),
    Row("UpdateContactList", "list",
        {**READERS, "Topics": [{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "OPT_IN"}]},
        NO_LIST, bad(Topics=[{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "MAYBE"}])),
    Row("UpdateCustomVerificationEmailTemplate", "identity confirmation", {**CONFIRM, **CONFIRMATION},
        NO_TEMPLATE, mistyped("TemplateSubject")),
    Row("UpdateEmailIdentityPolicy", "identity policy", {**IDENTITY, "PolicyName": "mine", "Policy": "{}"},
        NO_IDENTITY, bad(Policy="")),
    Row("UpdateEmailTemplate", "template", {**WELCOME, "TemplateContent": CONTENT},
        NO_TEMPLATE, mistyped("TemplateContent", {"Subject": 7})),
    Row("UpdateReputationEntityCustomerManagedStatus", "tenant", {**ENTITY, "SendingStatus": "DISABLED"},
        no("BadRequest", ReputationEntityReference=NO_ENTITY), bad(SendingStatus="TIRED")),  # the model has no 404
    Row("UpdateReputationEntityPolicy", "tenant",
        {**ENTITY, "ReputationEntityPolicy": "arn:aws:ses:us-east-1:aws:reputation-policy/strict"},
        no("BadRequest", ReputationEntityReference=NO_ENTITY), bad(ReputationEntityPolicy="")),  # the model has no 404
]
# fmt: on

OPERATIONS = catalog.operations()
PARSER: Any = create_parser("rest-json")


@dataclass(frozen=True)
class Carrier:
    """A connection to the local SES, with its clients. Their responses are checked against the model."""

    backend: Backend
    endpoint_url: str | None = None

    @cached_property
    def boto3(self) -> Any:
        """A client that leaves all checks of its input to the service."""
        return make_client(endpoint_url=self.endpoint_url)

    @cached_property
    def strict_boto3(self) -> Any:
        """A client that checks its input, as clients do by default."""
        return SESSION.client("sesv2", region_name="us-east-1", endpoint_url=self.endpoint_url)

    @cached_property
    def sesv2kit(self) -> SESv2:
        return self._checked(SESv2)

    @cached_property
    def async_sesv2kit(self) -> SESv2:
        """An AsyncSESv2 with the interface of SESv2."""
        return self._checked(blocking.client)

    def _checked(self, make: Callable[..., SESv2]) -> SESv2:
        client = make("us-east-1", session=SESSION, endpoint_url=self.endpoint_url, config=ClientConfig(pacing=False))
        client.boto3_client.meta.events.register("after-call.sesv2", check_body)
        return client


def check_body(model: Any, http_response: Any, **_: Any) -> None:
    """`check_answer` for sesv2kit, which parses responses itself."""
    answer = {"status_code": http_response.status_code, "headers": http_response.headers, "body": http_response.content}
    check_answer(PARSER.parse(answer, model.output_shape), model, http_response)


def by_boto3(carrier: Carrier, operation: Operation[Any, Any], arguments: Json) -> None:
    client = carrier.strict_boto3 if None in arguments.values() else carrier.boto3
    getattr(client, operation.method)(**arguments)


def by_sesv2kit(carrier: Carrier, operation: Operation[Any, Any], arguments: Json) -> None:
    by_client(carrier.sesv2kit, operation, arguments)


def by_async_sesv2kit(carrier: Carrier, operation: Operation[Any, Any], arguments: Json) -> None:
    by_client(carrier.async_sesv2kit, operation, arguments)


def by_client(client: SESv2, operation: Operation[Any, Any], arguments: Json) -> None:
    service = getattr(client, operation.request.__module__.rpartition(".")[2])
    names = {field.validation_alias: name for name, field in operation.request.model_fields.items()}
    request = operation.request.__name__
    unset = {member: None for member in names if member and aws.REQUIRED_HERE.get(f"{request}.{member}")}
    given = {names[member]: value for member, value in (unset | arguments).items()}
    answer = getattr(service, operation.method)(**given)
    if isinstance(operation, PagedOperation):
        assert [*answer], "the list is empty"
    else:
        assert isinstance(answer, operation.response)


CLIENTS = {"boto3": by_boto3, "sesv2kit": by_sesv2kit, "async sesv2kit": by_async_sesv2kit}

WAYS = [*(("inprocess", client) for client in CLIENTS), ("http", "boto3"), ("http", "sesv2kit")]
"""By carrier and client. A client need not be tried with each carrier: neither knows of the other."""


@pytest.fixture(scope="module")
def carrier(request: pytest.FixtureRequest) -> Iterator[Carrier]:
    if request.param == "http":
        with serve() as server:
            yield Carrier(server.backend, server.endpoint_url)
    else:
        with mock_sesv2("us-east-1") as backend:
            yield Carrier(backend)


class Case(NamedTuple):
    """A call."""

    name: str
    """Its operation."""
    given: str
    """What exists before."""
    arguments: Json
    codes: Mapping[str, str]
    """The code that each client gets. A client that is not in it succeeds."""


def cases() -> Iterator[tuple[str, Case]]:
    """The cases of every row, with their names."""
    for row in TABLE:
        yield f"{row.name}-happy", Case(row.name, row.given, row.happy, {})
        for path in ("absent", "invalid"):
            refusal: No | str = getattr(row, path)
            if isinstance(refusal, No):
                given = row.given if refusal.given is None else refusal.given
                codes = {"boto3": refusal.boto3, **dict.fromkeys(["sesv2kit", "async sesv2kit"], refusal.sesv2kit)}
                arguments = row.happy | refusal.changes
                yield f"{row.name}-{path}", Case(row.name, given, arguments, codes)


def answered(value: Any, answers: Json) -> Any:
    """`value` with its placeholders replaced by responses of earlier operations."""
    if isinstance(value, dict):
        return {name: answered(item, answers) for name, item in value.items()}
    return answers[value[1:]] if isinstance(value, str) and value.startswith("$") else value


@pytest.mark.parametrize(("carrier", "client"), WAYS, indirect=["carrier"], scope="module")
def test_every_operation(client: str, carrier: Carrier) -> None:
    every((one for one in cases() if not lacks(one[1].name)), partial(check, client, carrier))


def check(client: str, carrier: Carrier, case: Case) -> None:
    backend, answers = carrier.backend, dict[str, Any]()
    backend.reset()
    for seed in case.given.split():
        answers |= SEEDS[seed](backend, carrier.boto3) or {}
    backend.requests.clear()
    code: str | None = None
    try:
        CLIENTS[client](carrier, OPERATIONS[case.name], answered(case.arguments, answers))
    except (ParamValidationError, RequestInvalidError):
        code = NOT_SENT
    except ClientError as error:  # sesv2kit's own error is one too
        response: Any = error.response
        code = response["Error"]["Code"]
        assert response["ResponseMetadata"]["HTTPStatusCode"] == (404 if code == "NotFoundException" else 400)
    assert code == case.codes.get(client)
    assert backend.requests == ([] if code == NOT_SENT else [case.name])


def test_the_table_has_every_operation_once() -> None:
    assert [row.name for row in TABLE] == list(OPERATIONS)


def test_only_codes_that_the_model_has_are_expected() -> None:
    (api,) = (api for api in APIS if api.service == aws.SESV2)
    for name, case in cases():
        known = api.operations[case.name].errors
        assert case.codes.get("boto3") in {None, NOT_SENT, "SerializationException", *known}, name
