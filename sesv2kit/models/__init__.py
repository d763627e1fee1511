"""Every request, response, structure, enum and operation: `from sesv2kit.models import Tag`.

A name loads only the module that defines it. The shapes of the older Pinpoint Email API stay in
`sesv2kit.models.pinpoint_email`: some have the same names. Printed by `python -m tests.tools.index`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesv2kit.models.account import *
    from sesv2kit.models.common import *
    from sesv2kit.models.configuration_sets import *
    from sesv2kit.models.contacts import *
    from sesv2kit.models.custom_verification import *
    from sesv2kit.models.dedicated_ips import *
    from sesv2kit.models.deliverability import *
    from sesv2kit.models.identities import *
    from sesv2kit.models.insights import *
    from sesv2kit.models.jobs import *
    from sesv2kit.models.metrics import *
    from sesv2kit.models.multi_region import *
    from sesv2kit.models.reputation import *
    from sesv2kit.models.sending import *
    from sesv2kit.models.suppression import *
    from sesv2kit.models.tags import *
    from sesv2kit.models.templates import *
    from sesv2kit.models.tenants import *
    from sesv2kit.models.vdm import *

_NAMES = {
    "account": (
        "AccountDetails AccountSharedPoolDeliveryMode ContactLanguage DeliveryAttributes GET_ACCOUNT "
        "GetAccountRequest GetAccountResponse MailType PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES "
        "PUT_ACCOUNT_DELIVERY_ATTRIBUTES PUT_ACCOUNT_DETAILS PUT_ACCOUNT_PRICING_ATTRIBUTES "
        "PUT_ACCOUNT_SENDING_ATTRIBUTES PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES PricingAttributes PricingPlan "
        "PutAccountDedicatedIpWarmupAttributesRequest PutAccountDedicatedIpWarmupAttributesResponse "
        "PutAccountDeliveryAttributesRequest PutAccountDeliveryAttributesResponse PutAccountDetailsRequest "
        "PutAccountDetailsResponse PutAccountPricingAttributesRequest PutAccountPricingAttributesResponse "
        "PutAccountSendingAttributesRequest PutAccountSendingAttributesResponse "
        "PutAccountSuppressionAttributesRequest PutAccountSuppressionAttributesResponse ReviewDetails ReviewStatus "
        "SendQuota SuppressionAttributes SuppressionValidationAttributes"
    ),
    "common": (
        "API AmazonResourceName Attachment AttachmentContentDisposition AttachmentContentTransferEncoding Body "
        "ConfigurationSetName ContactListName Content DashboardAttributes DashboardOptions EmailAddress "
        "EmailContent EmailTemplateContent EmailTemplateData EmailTemplateName EventType FeatureStatus "
        "GuardianAttributes GuardianOptions Mailbox Message MessageHeader MessageTag MessageTagText Metric "
        "MetricDimensionName MetricNamespace PageSize PoolName QUOTAS RawMessage RecommendationImpact SendingStatus "
        "SuppressionConditionThreshold SuppressionConfidenceThreshold SuppressionConfidenceVerdictThreshold "
        "SuppressionListReason SuppressionListScope Tag TagKey TagList TagValue Template TemplateData TenantName "
        "VdmAttributes VdmOptions"
    ),
    "configuration_sets": (
        "ArchiveArn ArchivingOptions CREATE_CONFIGURATION_SET CREATE_CONFIGURATION_SET_EVENT_DESTINATION "
        "CloudWatchDestination CloudWatchDimensionConfiguration ConfigurationSetFilterKey "
        "CreateConfigurationSetEventDestinationRequest CreateConfigurationSetEventDestinationResponse "
        "CreateConfigurationSetRequest CreateConfigurationSetResponse DELETE_CONFIGURATION_SET "
        "DELETE_CONFIGURATION_SET_EVENT_DESTINATION DefaultSigningScheme "
        "DeleteConfigurationSetEventDestinationRequest DeleteConfigurationSetEventDestinationResponse "
        "DeleteConfigurationSetRequest DeleteConfigurationSetResponse DeliveryOptions DimensionValueSource "
        "EventBridgeDestination EventDestination EventDestinationDefinition EventDestinationName "
        "GET_CONFIGURATION_SET GET_CONFIGURATION_SET_EVENT_DESTINATIONS GetConfigurationSetEventDestinationsRequest "
        "GetConfigurationSetEventDestinationsResponse GetConfigurationSetRequest GetConfigurationSetResponse "
        "HttpsPolicy KinesisFirehoseDestination LIST_CONFIGURATION_SETS ListConfigurationSetsRequest "
        "ListConfigurationSetsResponse MessageSecurityOptions PUT_CONFIGURATION_SET_ARCHIVING_OPTIONS "
        "PUT_CONFIGURATION_SET_DELIVERY_OPTIONS PUT_CONFIGURATION_SET_REPUTATION_OPTIONS "
        "PUT_CONFIGURATION_SET_SENDING_OPTIONS PUT_CONFIGURATION_SET_SUPPRESSION_OPTIONS "
        "PUT_CONFIGURATION_SET_TRACKING_OPTIONS PinpointDestination PutConfigurationSetArchivingOptionsRequest "
        "PutConfigurationSetArchivingOptionsResponse PutConfigurationSetDeliveryOptionsRequest "
        "PutConfigurationSetDeliveryOptionsResponse PutConfigurationSetReputationOptionsRequest "
        "PutConfigurationSetReputationOptionsResponse PutConfigurationSetSendingOptionsRequest "
        "PutConfigurationSetSendingOptionsResponse PutConfigurationSetSuppressionOptionsRequest "
        "PutConfigurationSetSuppressionOptionsResponse PutConfigurationSetTrackingOptionsRequest "
        "PutConfigurationSetTrackingOptionsResponse ReputationOptions SendingOptions SharedPoolDeliveryMode "
        "SignatureFormat SigningScheme SmimeSigningScheme SnsDestination SuppressionOptions "
        "SuppressionValidationOptions TlsPolicy TrackingOptions UPDATE_CONFIGURATION_SET "
        "UPDATE_CONFIGURATION_SET_EVENT_DESTINATION UpdateConfigurationSetEventDestinationRequest "
        "UpdateConfigurationSetEventDestinationResponse UpdateConfigurationSetRequest "
        "UpdateConfigurationSetResponse"
    ),
    "contacts": (
        "AttributesData CREATE_CONTACT CREATE_CONTACT_LIST Contact ContactList CreateContactListRequest "
        "CreateContactListResponse CreateContactRequest CreateContactResponse DELETE_CONTACT DELETE_CONTACT_LIST "
        "DeleteContactListRequest DeleteContactListResponse DeleteContactRequest DeleteContactResponse GET_CONTACT "
        "GET_CONTACT_LIST GetContactListRequest GetContactListResponse GetContactRequest GetContactResponse "
        "LIST_CONTACTS LIST_CONTACT_LISTS ListContactListsRequest ListContactListsResponse ListContactsFilter "
        "ListContactsRequest ListContactsResponse SubscriptionStatus Topic TopicFilter TopicPreference Topics "
        "UPDATE_CONTACT UPDATE_CONTACT_LIST UpdateContactListRequest UpdateContactListResponse UpdateContactRequest "
        "UpdateContactResponse"
    ),
    "custom_verification": (
        "CREATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE CreateCustomVerificationEmailTemplateRequest "
        "CreateCustomVerificationEmailTemplateResponse CustomVerificationEmailTemplateMetadata "
        "DELETE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE DeleteCustomVerificationEmailTemplateRequest "
        "DeleteCustomVerificationEmailTemplateResponse GET_CUSTOM_VERIFICATION_EMAIL_TEMPLATE "
        "GetCustomVerificationEmailTemplateRequest GetCustomVerificationEmailTemplateResponse "
        "LIST_CUSTOM_VERIFICATION_EMAIL_TEMPLATES ListCustomVerificationEmailTemplatesRequest "
        "ListCustomVerificationEmailTemplatesResponse SEND_CUSTOM_VERIFICATION_EMAIL "
        "SendCustomVerificationEmailRequest SendCustomVerificationEmailResponse "
        "UPDATE_CUSTOM_VERIFICATION_EMAIL_TEMPLATE UpdateCustomVerificationEmailTemplateRequest "
        "UpdateCustomVerificationEmailTemplateResponse"
    ),
    "dedicated_ips": (
        "CREATE_DEDICATED_IP_POOL CreateDedicatedIpPoolRequest CreateDedicatedIpPoolResponse "
        "DELETE_DEDICATED_IP_POOL DedicatedIp DedicatedIpPool DeleteDedicatedIpPoolRequest "
        "DeleteDedicatedIpPoolResponse GET_DEDICATED_IP GET_DEDICATED_IPS GET_DEDICATED_IP_POOL "
        "GetDedicatedIpPoolRequest GetDedicatedIpPoolResponse GetDedicatedIpRequest GetDedicatedIpResponse "
        "GetDedicatedIpsRequest GetDedicatedIpsResponse Ip LIST_DEDICATED_IP_POOLS ListDedicatedIpPoolsRequest "
        "ListDedicatedIpPoolsResponse PUT_DEDICATED_IP_IN_POOL PUT_DEDICATED_IP_POOL_SCALING_ATTRIBUTES "
        "PUT_DEDICATED_IP_WARMUP_ATTRIBUTES PutDedicatedIpInPoolRequest PutDedicatedIpInPoolResponse "
        "PutDedicatedIpPoolScalingAttributesRequest PutDedicatedIpPoolScalingAttributesResponse "
        "PutDedicatedIpWarmupAttributesRequest PutDedicatedIpWarmupAttributesResponse ScalingMode WarmupStatus"
    ),
    "deliverability": (
        "BlacklistEntry CREATE_DELIVERABILITY_TEST_REPORT CreateDeliverabilityTestReportRequest "
        "CreateDeliverabilityTestReportResponse DailyVolume DeliverabilityDashboardAccountStatus "
        "DeliverabilityTestReport DeliverabilityTestStatus DomainDeliverabilityCampaign "
        "DomainDeliverabilityTrackingOption DomainIspPlacement GET_BLACKLIST_REPORTS "
        "GET_DELIVERABILITY_DASHBOARD_OPTIONS GET_DELIVERABILITY_TEST_REPORT GET_DOMAIN_DELIVERABILITY_CAMPAIGN "
        "GET_DOMAIN_STATISTICS_REPORT GetBlacklistReportsRequest GetBlacklistReportsResponse "
        "GetDeliverabilityDashboardOptionsRequest GetDeliverabilityDashboardOptionsResponse "
        "GetDeliverabilityTestReportRequest GetDeliverabilityTestReportResponse "
        "GetDomainDeliverabilityCampaignRequest GetDomainDeliverabilityCampaignResponse "
        "GetDomainStatisticsReportRequest GetDomainStatisticsReportResponse InboxPlacementTrackingOption "
        "IspPlacement LIST_DELIVERABILITY_TEST_REPORTS LIST_DOMAIN_DELIVERABILITY_CAMPAIGNS "
        "ListDeliverabilityTestReportsRequest ListDeliverabilityTestReportsResponse "
        "ListDomainDeliverabilityCampaignsRequest ListDomainDeliverabilityCampaignsResponse OverallVolume "
        "PUT_DELIVERABILITY_DASHBOARD_OPTION PlacementStatistics PutDeliverabilityDashboardOptionRequest "
        "PutDeliverabilityDashboardOptionResponse VolumeStatistics"
    ),
    "identities": (
        "ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE AssociateEmailIdentityCertificateRequest "
        "AssociateEmailIdentityCertificateResponse BehaviorOnMxFailure CREATE_EMAIL_IDENTITY "
        "CREATE_EMAIL_IDENTITY_POLICY CertificateArn CreateEmailIdentityPolicyRequest "
        "CreateEmailIdentityPolicyResponse CreateEmailIdentityRequest CreateEmailIdentityResponse "
        "DELETE_EMAIL_IDENTITY DELETE_EMAIL_IDENTITY_POLICY DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE "
        "DeleteEmailIdentityPolicyRequest DeleteEmailIdentityPolicyResponse DeleteEmailIdentityRequest "
        "DeleteEmailIdentityResponse DisassociateEmailIdentityCertificateRequest "
        "DisassociateEmailIdentityCertificateResponse DkimAttributes DkimSigningAttributes "
        "DkimSigningAttributesOrigin DkimSigningKeyLength DkimStatus GET_EMAIL_IDENTITY GET_EMAIL_IDENTITY_POLICIES "
        "GetEmailIdentityPoliciesRequest GetEmailIdentityPoliciesResponse GetEmailIdentityRequest "
        "GetEmailIdentityResponse Identity IdentityCertificate IdentityCertificateStatus IdentityFilterKey "
        "IdentityInfo IdentityType LIST_EMAIL_IDENTITIES LIST_EMAIL_IDENTITY_CERTIFICATES "
        "ListEmailIdentitiesRequest ListEmailIdentitiesResponse ListEmailIdentityCertificatesRequest "
        "ListEmailIdentityCertificatesResponse MailFromAttributes MailFromDomainStatus "
        "PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES "
        "PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES "
        "PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES Policy PolicyName PrivateKey "
        "PutEmailIdentityConfigurationSetAttributesRequest PutEmailIdentityConfigurationSetAttributesResponse "
        "PutEmailIdentityDkimAttributesRequest PutEmailIdentityDkimAttributesResponse "
        "PutEmailIdentityDkimSigningAttributesRequest PutEmailIdentityDkimSigningAttributesResponse "
        "PutEmailIdentityFeedbackAttributesRequest PutEmailIdentityFeedbackAttributesResponse "
        "PutEmailIdentityMailFromAttributesRequest PutEmailIdentityMailFromAttributesResponse SOARecord "
        "UPDATE_EMAIL_IDENTITY_POLICY UpdateEmailIdentityPolicyRequest UpdateEmailIdentityPolicyResponse "
        "VerificationError VerificationInfo VerificationStatus"
    ),
    "insights": (
        "Bounce BounceType Complaint EmailAddressInsightsConfidenceVerdict EmailAddressInsightsMailboxEvaluations "
        "EmailAddressInsightsVerdict EmailInsights EventDetails GET_EMAIL_ADDRESS_INSIGHTS GET_MESSAGE_INSIGHTS "
        "GetEmailAddressInsightsRequest GetEmailAddressInsightsResponse GetMessageInsightsRequest "
        "GetMessageInsightsResponse InsightsEvent MailboxValidation"
    ),
    "jobs": (
        "CANCEL_EXPORT_JOB CREATE_EXPORT_JOB CREATE_IMPORT_JOB CancelExportJobRequest CancelExportJobResponse "
        "ContactListDestination ContactListImportAction CreateExportJobRequest CreateExportJobResponse "
        "CreateImportJobRequest CreateImportJobResponse DataFormat DeliveryEventType EngagementEventType "
        "ExportDataSource ExportDestination ExportJobSummary ExportMetric ExportSourceType ExportStatistics "
        "FailureInfo GET_EXPORT_JOB GET_IMPORT_JOB GetExportJobRequest GetExportJobResponse GetImportJobRequest "
        "GetImportJobResponse ImportDataSource ImportDestination ImportDestinationType ImportJobSummary JobStatus "
        "LIST_EXPORT_JOBS LIST_IMPORT_JOBS ListExportJobsRequest ListExportJobsResponse ListImportJobsRequest "
        "ListImportJobsResponse MessageInsightsDataSource MessageInsightsFilters MetricAggregation "
        "MetricsDataSource SuppressionListDestination SuppressionListImportAction"
    ),
    "metrics": (
        "BATCH_GET_METRIC_DATA BatchGetMetricDataQuery BatchGetMetricDataRequest BatchGetMetricDataResponse "
        "MetricDataError MetricDataResult QueryErrorCode"
    ),
    "multi_region": (
        "CREATE_MULTI_REGION_ENDPOINT CreateMultiRegionEndpointRequest CreateMultiRegionEndpointResponse "
        "DELETE_MULTI_REGION_ENDPOINT DeleteMultiRegionEndpointRequest DeleteMultiRegionEndpointResponse Details "
        "EndpointName GET_MULTI_REGION_ENDPOINT GetMultiRegionEndpointRequest GetMultiRegionEndpointResponse "
        "LIST_MULTI_REGION_ENDPOINTS ListMultiRegionEndpointsRequest ListMultiRegionEndpointsResponse "
        "MultiRegionEndpoint Route RouteDetails Status"
    ),
    "reputation": (
        "GET_REPUTATION_ENTITY GetReputationEntityRequest GetReputationEntityResponse LIST_REPUTATION_ENTITIES "
        "ListReputationEntitiesRequest ListReputationEntitiesResponse ReputationEntity ReputationEntityFilterKey "
        "ReputationEntityType StatusRecord UPDATE_REPUTATION_ENTITY_CUSTOMER_MANAGED_STATUS "
        "UPDATE_REPUTATION_ENTITY_POLICY UpdateReputationEntityCustomerManagedStatusRequest "
        "UpdateReputationEntityCustomerManagedStatusResponse UpdateReputationEntityPolicyRequest "
        "UpdateReputationEntityPolicyResponse"
    ),
    "sending": (
        "BulkEmailContent BulkEmailEntry BulkEmailEntryResult BulkEmailStatus ConfigurationOverrides Destination "
        "ListManagementOptions Recipients ReplacementEmailContent ReplacementTemplate SEND_BULK_EMAIL SEND_EMAIL "
        "SendBulkEmailRequest SendBulkEmailResponse SendEmailRequest SendEmailResponse "
        "TrackingConfigurationOverrides"
    ),
    "suppression": (
        "DELETE_SUPPRESSED_DESTINATION DeleteSuppressedDestinationRequest DeleteSuppressedDestinationResponse "
        "GET_SUPPRESSED_DESTINATION GetSuppressedDestinationRequest GetSuppressedDestinationResponse "
        "LIST_SUPPRESSED_DESTINATIONS ListSuppressedDestinationsRequest ListSuppressedDestinationsResponse "
        "PUT_SUPPRESSED_DESTINATION PutSuppressedDestinationRequest PutSuppressedDestinationResponse "
        "SuppressedDestination SuppressedDestinationAttributes SuppressedDestinationSummary"
    ),
    "tags": (
        "LIST_TAGS_FOR_RESOURCE ListTagsForResourceRequest ListTagsForResourceResponse TAG_RESOURCE "
        "TagResourceRequest TagResourceResponse UNTAG_RESOURCE UntagResourceRequest UntagResourceResponse"
    ),
    "templates": (
        "CREATE_EMAIL_TEMPLATE CreateEmailTemplateRequest CreateEmailTemplateResponse DELETE_EMAIL_TEMPLATE "
        "DeleteEmailTemplateRequest DeleteEmailTemplateResponse EmailTemplateMetadata GET_EMAIL_TEMPLATE "
        "GetEmailTemplateRequest GetEmailTemplateResponse LIST_EMAIL_TEMPLATES ListEmailTemplatesRequest "
        "ListEmailTemplatesResponse TEST_RENDER_EMAIL_TEMPLATE TestRenderEmailTemplateRequest "
        "TestRenderEmailTemplateResponse UPDATE_EMAIL_TEMPLATE UpdateEmailTemplateRequest "
        "UpdateEmailTemplateResponse"
    ),
    "tenants": (
        "CREATE_TENANT CREATE_TENANT_RESOURCE_ASSOCIATION CreateTenantRequest "
        "CreateTenantResourceAssociationRequest CreateTenantResourceAssociationResponse CreateTenantResponse "
        "DELETE_TENANT DELETE_TENANT_RESOURCE_ASSOCIATION DeleteTenantRequest "
        "DeleteTenantResourceAssociationRequest DeleteTenantResourceAssociationResponse DeleteTenantResponse "
        "GET_TENANT GetTenantRequest GetTenantResponse LIST_RESOURCE_TENANTS LIST_TENANTS LIST_TENANT_RESOURCES "
        "ListResourceTenantsRequest ListResourceTenantsResponse ListTenantResourcesFilterKey "
        "ListTenantResourcesRequest ListTenantResourcesResponse ListTenantsFilterKey ListTenantsRequest "
        "ListTenantsResponse PUT_TENANT_SUPPRESSION_ATTRIBUTES PutTenantSuppressionAttributesRequest "
        "PutTenantSuppressionAttributesResponse ResourceTenantMetadata ResourceType Tenant TenantInfo "
        "TenantResource TenantSuppressionAttributes"
    ),
    "vdm": (
        "LIST_RECOMMENDATIONS ListRecommendationsFilterKey ListRecommendationsRequest ListRecommendationsResponse "
        "PUT_ACCOUNT_VDM_ATTRIBUTES PUT_CONFIGURATION_SET_VDM_OPTIONS PutAccountVdmAttributesRequest "
        "PutAccountVdmAttributesResponse PutConfigurationSetVdmOptionsRequest PutConfigurationSetVdmOptionsResponse "
        "Recommendation RecommendationStatus RecommendationType"
    ),
}

if not TYPE_CHECKING:  # hidden from type checkers, which would accept any name
    _HOME_OF = dict(sorted((name, module) for module, names in _NAMES.items() for name in names.split()))
    __all__ = list(_HOME_OF)

    def __getattr__(name):
        home = _HOME_OF.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *_HOME_OF})
