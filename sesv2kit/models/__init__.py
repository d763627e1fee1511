"""Every request, response, structure, enum and operation: `from sesv2kit.models import Tag`.

A name loads the file it lives in, and no other. The shapes of the older Pinpoint Email API stay in
`sesv2kit.models.pinpoint_email`: some have the same names. Printed by `python -m tests.tools.index`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesv2kit.models.account import *
    from sesv2kit.models.common import *
    from sesv2kit.models.metrics import *
    from sesv2kit.models.sending import *
    from sesv2kit.models.suppression import *
    from sesv2kit.models.templates import *
    from sesv2kit.models.tenants import *
    from sesv2kit.models.vdm import *

_NAMES = {
    "account": (
        "AccountDetails ContactLanguage GET_ACCOUNT GetAccountRequest GetAccountResponse MailType "
        "PUT_ACCOUNT_DEDICATED_IP_WARMUP_ATTRIBUTES PUT_ACCOUNT_DETAILS PUT_ACCOUNT_PRICING_ATTRIBUTES "
        "PUT_ACCOUNT_SENDING_ATTRIBUTES PUT_ACCOUNT_SUPPRESSION_ATTRIBUTES PricingAttributes PricingPlan "
        "PutAccountDedicatedIpWarmupAttributesRequest PutAccountDedicatedIpWarmupAttributesResponse "
        "PutAccountDetailsRequest PutAccountDetailsResponse PutAccountPricingAttributesRequest "
        "PutAccountPricingAttributesResponse PutAccountSendingAttributesRequest PutAccountSendingAttributesResponse "
        "PutAccountSuppressionAttributesRequest PutAccountSuppressionAttributesResponse ReviewDetails ReviewStatus "
        "SendQuota SuppressionAttributes SuppressionValidationAttributes"
    ),
    "common": (
        "API AmazonResourceName Attachment AttachmentContentDisposition AttachmentContentTransferEncoding Body "
        "ConfigurationSetName ContactListName Content DashboardAttributes DashboardOptions EmailAddress "
        "EmailContent EmailTemplateContent EmailTemplateData EmailTemplateName EventType FeatureStatus "
        "GuardianAttributes GuardianOptions Message MessageHeader MessageTag MessageTagText Metric "
        "MetricDimensionName MetricNamespace PageSize QUOTAS RawMessage RecommendationImpact SendingStatus "
        "SuppressionConditionThreshold SuppressionConfidenceThreshold SuppressionConfidenceVerdictThreshold "
        "SuppressionListReason SuppressionListScope Tag TagKey TagList TagValue Template TemplateData TenantName "
        "VdmAttributes VdmOptions"
    ),
    "metrics": (
        "BATCH_GET_METRIC_DATA BatchGetMetricDataQuery BatchGetMetricDataRequest BatchGetMetricDataResponse "
        "MetricDataError MetricDataResult QueryErrorCode"
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

if not TYPE_CHECKING:  # a type checker must not see it: it would take any name for one of ours
    _HOME_OF = {name: module for module, names in _NAMES.items() for name in names.split()}

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
