"""Each of the 116 operations, by boto3 and by sesv2kit, in process and over HTTP: carried out, refused, invalid."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from sesv2kit import ClientConfig, SESv2, catalog
from sesv2kit.errors import RequestInvalidError, ServiceError
from sesv2kit.paging import PageIterator
from sesv2kit.testing import Backend, mock_sesv2, serve

from .conftest import SESSION, make_client
from .helpers import check_answer, simple

Json = dict[str, Any]

ARN = "arn:aws:ses:us-east-1:123456789012:"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0123-abcd"
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 8, tzinfo=UTC)
FROM = "ann@example.com"
CONTENT = {"Subject": "Hello {{name}}", "Text": "Hi"}
DESTINATION = {"MatchingEventTypes": ["SEND"], "EventBridgeDestination": {"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"}}
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
RAW = {"Raw": {"Data": b"From: ann@example.com\r\nTo: bob@example.org\r\nSubject: Hello\r\n\r\nHi\r\n"}}

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
    "mail": lambda backend, ses: ses.send_email(
        FromEmailAddress=FROM, Destination={"ToAddresses": ["bob@example.org"]}, Content=simple()
    ),
    "dashboard": lambda backend, ses: ses.put_deliverability_dashboard_option(
        DashboardEnabled=True, SubscribedDomains=[{"Domain": "example.com"}]
    ),
    "report": lambda backend, ses: ses.create_deliverability_test_report(FromEmailAddress=FROM, Content=simple()),
    "campaign": lambda backend, ses: {"CampaignId": backend.add_campaign(FROM, "Spring")},
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
"""How to make what must exist before. In a row, `$JobId` stands for the JobId that one of these answered."""

CALLER = "all its input is in the path, where any text is a name; clients refuse to leave it out"
NO_INPUT = "it has no input"
ACCOUNT = "it concerns the account, which is always there"
LIST = "it lists what the account has; nothing is named"
REPEATABLE = "what is there already is replaced"


class No(NamedTuple):
    """A refusal: the arguments that differ from the happy path's, the error's code, and what exists before."""

    changes: Json
    code: str = "NotFound"
    given: str | None = None
    """None: the same as for the happy path."""


class ByService(NamedTuple):
    """Invalid by a rule that sesv2kit leaves to the service."""

    changes: Json


class Row(NamedTuple):
    """An operation: its happy path, and its refusals or the reason why there is none."""

    name: str
    given: str
    happy: Json
    missing: No | str
    """Something the request names is not there, or is there already."""
    invalid: Json | No | ByService | str


def ghost(member: str, value: str = "ghost") -> No:
    return No({member: value})


def taken(member: str, value: str) -> No:
    return No({member: value}, "AlreadyExists")


SET, BUS, IDENTITY, EVE = (
    {"ConfigurationSetName": "main"},
    {"EventDestinationName": "bus"},
    {"EmailIdentity": "example.com"},
    {"EmailIdentity": "eve@example.org"},
)
NO_SET, NO_IDENTITY, NO_TENANT = ghost("ConfigurationSetName"), ghost("EmailIdentity", "example.net"), ghost("TenantName")
WELCOME, CONFIRM, NO_TEMPLATE = {"TemplateName": "welcome"}, {"TemplateName": "confirm"}, ghost("TemplateName")
ACME, READERS, NO_LIST = {"TenantName": "acme"}, {"ContactListName": "readers"}, ghost("ContactListName")
BOB = {"EmailAddress": "bob@example.org"}
NO_BOB = ghost("EmailAddress", "nobody@example.org")
FAST, NO_POOL, IP, NO_IP = {"PoolName": "fast"}, ghost("PoolName"), {"Ip": "192.0.2.1"}, ghost("Ip", "192.0.2.9")
RESOURCE, NO_RESOURCE = {"ResourceArn": f"{ARN}configuration-set/main"}, ghost("ResourceArn", f"{ARN}configuration-set/ghost")
BAD_ARN = ByService({"ResourceArn": "arn:aws:s3:::bucket"})
ENTITY = {"ReputationEntityType": "RESOURCE", "ReputationEntityReference": "$TenantArn"}
NO_ENTITY = f"{ARN}tenant/ghost/tn-0"
PERIOD, BACKWARDS = {"StartDate": START, "EndDate": END}, ByService({"StartDate": END, "EndDate": START})
NO_PAGE = {"PageSize": 0}
NO_JOB = ghost("JobId")
NOT_BOOLEAN = "SerializationException"

TABLE = [
    Row(
        "AssociateEmailIdentityCertificate",
        "address",
        {**EVE, "CertificateArn": CERTIFICATE},
        No({}, "AlreadyExists", "address certificate"),
        {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:something/else"},
    ),
    Row(
        "BatchGetMetricData",
        "vdm",
        {"Queries": [{"Id": "sends", "Namespace": "VDM", "Metric": "SEND", **PERIOD}]},
        No({}, given=""),
        {"Queries": [{"Id": "", "Namespace": "VDM", "Metric": "SEND", **PERIOD}]},
    ),
    Row("CancelExportJob", "vdm export", {"JobId": "$JobId"}, NO_JOB, CALLER),
    Row(
        "CreateConfigurationSet",
        "set",
        {"ConfigurationSetName": "other", "Tags": TAGS, "SuppressionOptions": {"SuppressedReasons": ["BOUNCE"]}},
        taken("ConfigurationSetName", "main"),
        {"DeliveryOptions": {"MaxDeliverySeconds": 1}},
    ),
    Row(
        "CreateConfigurationSetEventDestination",
        "set destination",
        {**SET, "EventDestinationName": "other", "EventDestination": DESTINATION},
        taken("EventDestinationName", "bus"),
        ByService({"EventDestination": {"MatchingEventTypes": ["SEND"]}}),
    ),
    Row(
        "CreateContact",
        "list contact",
        {**READERS, "EmailAddress": "carol@example.org"},
        taken("EmailAddress", "bob@example.org"),
        ByService({"EmailAddress": "nobody"}),
    ),
    Row(
        "CreateContactList",
        "",
        {**READERS, "Description": "Ours"},
        No({}, "LimitExceeded", "list"),
        {"Topics": [{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "MAYBE"}]},
    ),
    Row(
        "CreateCustomVerificationEmailTemplate",
        "identity confirmation",
        {"TemplateName": "other", **CONFIRMATION},
        taken("TemplateName", "confirm"),
        {"TemplateName": ""},
    ),
    Row("CreateDedicatedIpPool", "pool", {"PoolName": "other"}, taken("PoolName", "fast"), {"ScalingMode": "ELASTIC"}),
    Row(
        "CreateDeliverabilityTestReport",
        "identity dashboard",
        {"FromEmailAddress": FROM, "Content": simple(), "ReportName": "First"},
        No({}, given="identity"),
        ByService({"Content": {}}),
    ),
    Row("CreateEmailIdentity", "identity", {"EmailIdentity": "example.net"}, taken("EmailIdentity", "example.com"), ByService({"EmailIdentity": "no domain"})),
    Row(
        "CreateEmailIdentityPolicy",
        "identity policy",
        {**IDENTITY, "PolicyName": "other", "Policy": "{}"},
        taken("PolicyName", "mine"),
        {"Policy": ""},
    ),
    Row("CreateEmailTemplate", "template", {"TemplateName": "other", "TemplateContent": CONTENT}, taken("TemplateName", "welcome"), {"TemplateName": ""}),
    Row(
        "CreateExportJob",
        "vdm",
        {"ExportDataSource": {"MetricsDataSource": METRICS}, "ExportDestination": {"DataFormat": "CSV"}},
        No({}, given=""),
        {"ExportDestination": {"DataFormat": "XML"}},
    ),
    Row(
        "CreateImportJob",
        "list",
        {
            "ImportDestination": {"ContactListDestination": {**READERS, "ContactListImportAction": "PUT"}},
            "ImportDataSource": {"S3Url": "s3://bucket/file", "DataFormat": "CSV"},
        },
        No({}, "BadRequest", ""),  # a 404 is not modelled
        {"ImportDataSource": {"S3Url": "https://example.com/file", "DataFormat": "CSV"}},
    ),
    Row(
        "CreateMultiRegionEndpoint",
        "endpoint",
        {"EndpointName": "other", "Details": {"RoutesDetails": [{"Region": "eu-west-1"}]}},
        taken("EndpointName", "both"),
        {"EndpointName": "a b"},
    ),
    Row("CreateTenant", "tenant", {"TenantName": "other", "Tags": TAGS}, taken("TenantName", "acme"), {"TenantName": ""}),
    Row(
        "CreateTenantResourceAssociation",
        "set tenant",
        {**ACME, **RESOURCE},
        No({}, "AlreadyExists", "set tenant association"),
        BAD_ARN,
    ),
    Row("DeleteConfigurationSet", "set", SET, NO_SET, CALLER),
    Row("DeleteConfigurationSetEventDestination", "set destination", {**SET, **BUS}, ghost("EventDestinationName"), CALLER),
    Row("DeleteContact", "list contact", {**READERS, **BOB}, NO_BOB, CALLER),
    Row("DeleteContactList", "list", READERS, NO_LIST, CALLER),
    Row("DeleteCustomVerificationEmailTemplate", "identity confirmation", CONFIRM, NO_TEMPLATE, CALLER),
    Row("DeleteDedicatedIpPool", "pool", FAST, NO_POOL, CALLER),
    Row("DeleteEmailIdentity", "identity", IDENTITY, NO_IDENTITY, CALLER),
    Row("DeleteEmailIdentityPolicy", "identity policy", {**IDENTITY, "PolicyName": "mine"}, NO_IDENTITY, {"PolicyName": "x" * 65}),
    Row("DeleteEmailTemplate", "template", WELCOME, NO_TEMPLATE, CALLER),
    Row("DeleteMultiRegionEndpoint", "endpoint", {"EndpointName": "both"}, ghost("EndpointName"), {"EndpointName": "a b"}),
    Row("DeleteSuppressedDestination", "suppressed", BOB, NO_BOB, {"TenantName": ""}),
    Row("DeleteTenant", "tenant", ACME, NO_TENANT, {"TenantName": ""}),
    Row("DeleteTenantResourceAssociation", "set tenant association", {**ACME, **RESOURCE}, NO_TENANT, {"ResourceArn": ""}),
    Row("DisassociateEmailIdentityCertificate", "address certificate", EVE, NO_IDENTITY, ByService({"FromAddress": "bob@example.org"})),
    Row("GetAccount", "", {}, ACCOUNT, NO_INPUT),
    Row(
        "GetBlacklistReports",
        "identity dashboard ip",
        {"BlacklistItemNames": ["192.0.2.1"]},
        No({"BlacklistItemNames": ["192.0.2.9"]}),
        CALLER,
    ),
    Row("GetConfigurationSet", "set", SET, NO_SET, CALLER),
    Row("GetConfigurationSetEventDestinations", "set destination", SET, NO_SET, CALLER),
    Row("GetContact", "list contact", {**READERS, **BOB}, NO_BOB, CALLER),
    Row("GetContactList", "list", READERS, NO_LIST, CALLER),
    Row("GetCustomVerificationEmailTemplate", "identity confirmation", CONFIRM, NO_TEMPLATE, CALLER),
    Row("GetDedicatedIp", "ip", IP, NO_IP, CALLER),
    Row("GetDedicatedIpPool", "pool", FAST, NO_POOL, CALLER),
    Row("GetDedicatedIps", "pool ip", FAST, NO_POOL, NO_PAGE),
    Row("GetDeliverabilityDashboardOptions", "identity dashboard", {}, ACCOUNT, NO_INPUT),
    Row("GetDeliverabilityTestReport", "identity dashboard report", {"ReportId": "$ReportId"}, ghost("ReportId"), CALLER),
    Row("GetDomainDeliverabilityCampaign", "identity dashboard campaign", {"CampaignId": "$CampaignId"}, ghost("CampaignId"), CALLER),
    Row("GetDomainStatisticsReport", "identity dashboard", {"Domain": "example.com", **PERIOD}, ghost("Domain", "example.net"), BACKWARDS),
    Row("GetEmailAddressInsights", "", BOB, "any address can be asked about", ByService({"EmailAddress": " "})),
    Row("GetEmailIdentity", "identity policy", IDENTITY, NO_IDENTITY, CALLER),
    Row("GetEmailIdentityPolicies", "identity policy", IDENTITY, NO_IDENTITY, CALLER),
    Row("GetEmailTemplate", "template", WELCOME, NO_TEMPLATE, CALLER),
    Row("GetExportJob", "vdm export", {"JobId": "$JobId"}, NO_JOB, CALLER),
    Row("GetImportJob", "import", {"JobId": "$JobId"}, NO_JOB, CALLER),
    Row("GetMessageInsights", "vdm identity mail", {"MessageId": "$MessageId"}, ghost("MessageId"), CALLER),
    Row("GetMultiRegionEndpoint", "endpoint", {"EndpointName": "both"}, ghost("EndpointName"), {"EndpointName": "a b"}),
    Row("GetReputationEntity", "tenant", ENTITY, ghost("ReputationEntityReference", NO_ENTITY), {"ReputationEntityType": "PERSON"}),
    Row("GetSuppressedDestination", "suppressed", BOB, NO_BOB, {"TenantName": ""}),
    Row("GetTenant", "tenant", ACME, NO_TENANT, {"TenantName": ""}),
    Row("ListConfigurationSets", "set", {}, LIST, NO_PAGE),
    Row("ListContactLists", "list", {}, LIST, NO_PAGE),
    Row("ListContacts", "list contact", READERS, NO_LIST, {"Filter": {"FilteredStatus": "MAYBE"}}),
    Row("ListCustomVerificationEmailTemplates", "identity confirmation", {}, LIST, NO_PAGE),
    Row("ListDedicatedIpPools", "pool", {}, LIST, NO_PAGE),
    Row("ListDeliverabilityTestReports", "identity dashboard report", {}, No({}, given=""), NO_PAGE),
    Row(
        "ListDomainDeliverabilityCampaigns",
        "identity dashboard campaign",
        {"SubscribedDomain": "example.com", **PERIOD},
        ghost("SubscribedDomain", "example.net"),
        BACKWARDS,
    ),
    Row("ListEmailIdentities", "identity", {}, LIST, NO_PAGE),
    Row("ListEmailIdentityCertificates", "address certificate", EVE, NO_IDENTITY, NO_PAGE),
    Row("ListEmailTemplates", "template", {}, LIST, NO_PAGE),
    Row("ListExportJobs", "vdm export", {}, LIST, {"JobStatus": "LOST"}),
    Row("ListImportJobs", "import", {}, LIST, {"ImportDestinationType": "MOON"}),
    Row("ListMultiRegionEndpoints", "endpoint", {}, LIST, NO_PAGE),
    Row("ListRecommendations", "vdm", {}, No({}, given=""), {"Filter": {"COLOUR": "RED"}}),
    Row("ListReputationEntities", "tenant", {}, LIST, {"Filter": {"COLOUR": "RED"}}),
    Row("ListResourceTenants", "set tenant association", RESOURCE, NO_RESOURCE, BAD_ARN),
    Row("ListSuppressedDestinations", "suppressed", {}, NO_TENANT, {"TenantName": ""}),
    Row("ListTagsForResource", "set", RESOURCE, NO_RESOURCE, BAD_ARN),
    Row("ListTenantResources", "set tenant association", ACME, NO_TENANT, {"Filter": {"COLOUR": "RED"}}),
    Row("ListTenants", "tenant", {}, LIST, {"Filter": {"COLOUR": "RED"}}),
    Row("PutAccountDedicatedIpWarmupAttributes", "", {"AutoWarmupEnabled": True}, ACCOUNT, No({"AutoWarmupEnabled": "yes"}, "Serialization")),
    Row("PutAccountDetails", "", {"MailType": "MARKETING", "WebsiteURL": "https://example.com"}, ACCOUNT, {"MailType": "SPAM"}),
    Row("PutAccountPricingAttributes", "", {"Plan": "ESSENTIALS"}, ACCOUNT, {"Plan": "LUXURY"}),
    Row("PutAccountSendingAttributes", "", {"SendingEnabled": False}, ACCOUNT, No({"SendingEnabled": "yes"}, "Serialization")),
    Row("PutAccountSuppressionAttributes", "", {"SuppressedReasons": ["BOUNCE"]}, ACCOUNT, {"SuppressedReasons": ["BOREDOM"]}),
    Row("PutAccountVdmAttributes", "", {"VdmAttributes": {"VdmEnabled": "ENABLED"}}, ACCOUNT, {"VdmAttributes": {"VdmEnabled": "YES"}}),
    Row(
        "PutConfigurationSetArchivingOptions",
        "set",
        {**SET, "ArchiveArn": f"{ARN}mailmanager-archive/a-abcdefghijklmnopqrstuvwx"},
        NO_SET,
        {"ArchiveArn": f"{ARN}mailmanager-archive/b"},
    ),
    Row("PutConfigurationSetDeliveryOptions", "set pool", {**SET, "SendingPoolName": "fast"}, ghost("SendingPoolName"), {"TlsPolicy": "NEVER"}),
    Row("PutConfigurationSetReputationOptions", "set", {**SET, "ReputationMetricsEnabled": True}, NO_SET, No({"ReputationMetricsEnabled": "yes"}, "Serialization")),
    Row("PutConfigurationSetSendingOptions", "set", {**SET, "SendingEnabled": True}, NO_SET, No({"SendingEnabled": "yes"}, "Serialization")),
    Row("PutConfigurationSetSuppressionOptions", "set", {**SET, "SuppressedReasons": ["BOUNCE"]}, NO_SET, {"SuppressedReasons": ["BOREDOM"]}),
    Row("PutConfigurationSetTrackingOptions", "set identity", {**SET, "CustomRedirectDomain": "example.com"}, NO_SET, {"HttpsPolicy": "NEVER"}),
    Row(
        "PutConfigurationSetVdmOptions",
        "set",
        {**SET, "VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}},
        NO_SET,
        {"VdmOptions": {"DashboardOptions": {"EngagementMetrics": "YES"}}},
    ),
    Row("PutDedicatedIpInPool", "pool ip", {**IP, "DestinationPoolName": "fast"}, NO_IP, No({"DestinationPoolName": 7}, "Serialization")),
    Row("PutDedicatedIpPoolScalingAttributes", "pool", {**FAST, "ScalingMode": "MANAGED"}, NO_POOL, {"ScalingMode": "ELASTIC"}),
    Row("PutDedicatedIpWarmupAttributes", "ip", {**IP, "WarmupPercentage": 50}, NO_IP, {"WarmupPercentage": 101}),
    Row(
        "PutDeliverabilityDashboardOption",
        "identity",
        {"DashboardEnabled": True, "SubscribedDomains": [{"Domain": "example.com"}]},
        No({"SubscribedDomains": [{"Domain": "example.net"}]}),
        No({"DashboardEnabled": "yes"}, "Serialization"),
    ),
    Row("PutEmailIdentityConfigurationSetAttributes", "identity set", {**IDENTITY, **SET}, NO_SET, No({"ConfigurationSetName": 7}, "Serialization")),
    Row("PutEmailIdentityDkimAttributes", "identity", {**IDENTITY, "SigningEnabled": True}, NO_IDENTITY, No({"SigningEnabled": "yes"}, "Serialization")),
    Row("PutEmailIdentityDkimSigningAttributes", "identity", {**IDENTITY, "SigningAttributesOrigin": "AWS_SES"}, NO_IDENTITY, ByService({"SigningAttributesOrigin": "EXTERNAL"})),
    Row("PutEmailIdentityFeedbackAttributes", "identity", {**IDENTITY, "EmailForwardingEnabled": True}, NO_IDENTITY, No({"EmailForwardingEnabled": "yes"}, "Serialization")),
    Row("PutEmailIdentityMailFromAttributes", "identity", {**IDENTITY, "MailFromDomain": "bounce.example.com"}, NO_IDENTITY, ByService({"MailFromDomain": "example.net"})),
    Row("PutSuppressedDestination", "", {**BOB, "Reason": "BOUNCE"}, NO_TENANT, {"Reason": "BOREDOM"}),
    Row("PutTenantSuppressionAttributes", "tenant", {**ACME, "SuppressionScope": "TENANT", "SuppressedReasons": ["BOUNCE"]}, NO_TENANT, {"SuppressionScope": "WORLD"}),
    Row(
        "SendBulkEmail",
        "identity template",
        {
            "FromEmailAddress": FROM,
            "DefaultContent": {"Template": {**WELCOME, "TemplateData": '{"name": "you"}'}},
            "BulkEmailEntries": [{"Destination": {"ToAddresses": ["bob@example.org"]}}],
        },
        No({"DefaultContent": {"Template": {"TemplateName": "ghost", "TemplateData": "{}"}}}),
        {"BulkEmailEntries": []},
    ),
    Row("SendCustomVerificationEmail", "identity confirmation", {"EmailAddress": "bob@example.org", **CONFIRM}, NO_TEMPLATE, {"TemplateName": ""}),
    Row(
        "SendEmail",
        "identity template",
        {"FromEmailAddress": FROM, "Destination": {"ToAddresses": ["bob@example.org"]}, "Content": simple()},
        No({"Content": {"Template": {"TemplateName": "ghost", "TemplateData": "{}"}}}),
        {"Content": {"Template": {"TemplateName": "", "TemplateData": "{}"}}},
    ),
    Row("TagResource", "set", {**RESOURCE, "Tags": TAGS}, NO_RESOURCE, BAD_ARN),
    Row("TestRenderEmailTemplate", "template", {**WELCOME, "TemplateData": '{"name": "Bob"}'}, NO_TEMPLATE, ByService({"TemplateData": "{}"})),
    Row("UntagResource", "set", {**RESOURCE, "TagKeys": ["plan"]}, NO_RESOURCE, BAD_ARN),
    Row("UpdateConfigurationSet", "set", {**SET, "MessageSecurityOptions": {"SigningScheme": {"DefaultScheme": {}}}}, NO_SET, ByService({"MessageSecurityOptions": {"SigningScheme": {}}})),
    Row(
        "UpdateConfigurationSetEventDestination",
        "set destination",
        {**SET, **BUS, "EventDestination": {**DESTINATION, "Enabled": True}},
        ghost("EventDestinationName"),
        ByService({"EventDestination": {"MatchingEventTypes": ["SEND"]}}),
    ),
    Row("UpdateContact", "list contact", {**READERS, **BOB, "UnsubscribeAll": True}, NO_BOB, No({"UnsubscribeAll": "yes"}, "Serialization")),
    Row(
        "UpdateContactList",
        "list",
        {**READERS, "Topics": [{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "OPT_IN"}]},
        NO_LIST,
        {"Topics": [{"TopicName": "news", "DisplayName": "News", "DefaultSubscriptionStatus": "MAYBE"}]},
    ),
    Row("UpdateCustomVerificationEmailTemplate", "identity confirmation", {**CONFIRM, **CONFIRMATION}, NO_TEMPLATE, No({"TemplateSubject": 7}, "Serialization")),
    Row("UpdateEmailIdentityPolicy", "identity policy", {**IDENTITY, "PolicyName": "mine", "Policy": "{}"}, NO_IDENTITY, {"Policy": ""}),
    Row("UpdateEmailTemplate", "template", {**WELCOME, "TemplateContent": CONTENT}, NO_TEMPLATE, No({"TemplateContent": "Hi"}, "Serialization")),
    Row(
        "UpdateReputationEntityCustomerManagedStatus",
        "tenant",
        {**ENTITY, "SendingStatus": "DISABLED"},
        No({"ReputationEntityReference": NO_ENTITY}, "BadRequest"),  # a 404 is not modelled
        {"SendingStatus": "TIRED"},
    ),
    Row(
        "UpdateReputationEntityPolicy",
        "tenant",
        {**ENTITY, "ReputationEntityPolicy": "arn:aws:ses:us-east-1:aws:reputation-policy/strict"},
        No({"ReputationEntityReference": NO_ENTITY}, "BadRequest"),  # a 404 is not modelled
        {"ReputationEntityPolicy": ""},
    ),
]
