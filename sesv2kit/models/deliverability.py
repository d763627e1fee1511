"""The Deliverability dashboard: inbox placement tests, campaigns, domain statistics and blocklists."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sesv2kit.models.common import API, EmailContent, Mailbox, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Sparse, Timestamp

_PageSize = Annotated[
    int, Documented("0 to 1000", source=API + "API_ListDeliverabilityTestReports.html", minimum=0, maximum=1000)
]

_STATISTICS_DAYS = Documented(
    "at most 30 days from start_date to end_date", source=API + "API_GetDomainStatisticsReport.html", maximum=30
)
_CAMPAIGN_DAYS = Documented(
    "at most 30 days from start_date to end_date", source=API + "API_ListDomainDeliverabilityCampaigns.html", maximum=30
)

DeliverabilityTestStatus = Literal["IN_PROGRESS", "COMPLETED"] | str
"""Whether a test is running or complete."""


class CreateDeliverabilityTestReportRequest(Request):
    """Arguments of `deliverability.create_deliverability_test_report`."""

    report_name: str | None = None
    """Your name for the test and its report; use each name once. None: no name."""

    from_email_address: Mailbox
    """Sender of the test emails, of a verified identity."""

    content: EmailContent
    """The email to test, as customers would receive it."""

    tags: TagList | None = None
    """Tags for the test, at most 50. None: no tags."""


class CreateDeliverabilityTestReportResponse(Response):
    """Response of `deliverability.create_deliverability_test_report`."""

    report_id: str
    """Id for `get_deliverability_test_report`."""

    deliverability_test_status: DeliverabilityTestStatus
    """Whether the test still runs; it takes about a day."""


CREATE_DELIVERABILITY_TEST_REPORT = Operation(
    name="CreateDeliverabilityTestReport",
    request=CreateDeliverabilityTestReportRequest,
    response=CreateDeliverabilityTestReportResponse,
    repeat=Repeat.UNSAFE,
    proof="report_id",
    where_to_look="deliverability.list_deliverability_test_reports, newest first",
)


class BlacklistEntry(Shape):
    """A listing of a dedicated IP address on a blocklist.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BlacklistEntry.html
    """

    rbl_name: str | None = None
    """Name of the blocklist. None: not returned."""

    listing_time: Timestamp | None = None
    """When the address was listed. None: not returned."""

    description: str | None = None
    """The blocklist's description of the listing. None: no description."""


class GetBlacklistReportsRequest(Request):
    """Arguments of `deliverability.get_blacklist_reports`."""

    blacklist_item_names: Annotated[Sequence[str], Field(min_length=1)]
    """IP addresses to look up; only dedicated ones of the account are accepted."""


class GetBlacklistReportsResponse(Response):
    """Response of `deliverability.get_blacklist_reports`."""

    blacklist_report: dict[str, list[BlacklistEntry]]
    """Listings by IP address."""


GET_BLACKLIST_REPORTS = Operation(
    name="GetBlacklistReports",
    request=GetBlacklistReportsRequest,
    response=GetBlacklistReportsResponse,
    repeat=Repeat.SAFE,
)


DeliverabilityDashboardAccountStatus = Literal["ACTIVE", "PENDING_EXPIRATION", "DISABLED"] | str
"""Status of the subscription. `PENDING_EXPIRATION`: it was cancelled and ends with the month."""


class InboxPlacementTrackingOption(Sparse):
    """For which mailbox providers a domain's inbox placement is measured.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InboxPlacementTrackingOption.html
    """

    global_: bool | None = None
    """Whether it is measured for the domain (`Global` in AWS's model). None: not set."""

    tracked_isps: Sequence[str] | None = None
    """The mailbox providers, such as `Gmail`. None: not set."""


class DomainDeliverabilityTrackingOption(Sparse):
    """Settings of one sending domain in the dashboard.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainDeliverabilityTrackingOption.html
    """

    domain: str | None = None
    """A verified domain of the account, `example.com`. None: not set."""

    subscription_start_date: Timestamp | None = None
    """When the domain was subscribed; SES sets it. None: not set."""

    inbox_placement_tracking_option: InboxPlacementTrackingOption | None = None
    """Whether, and where, inbox placement is measured. None: not set."""


class GetDeliverabilityDashboardOptionsRequest(Request):
    """Arguments of `deliverability.get_deliverability_dashboard_options`."""


class GetDeliverabilityDashboardOptionsResponse(Response):
    """Response of `deliverability.get_deliverability_dashboard_options`."""

    dashboard_enabled: bool
    """Whether the account has the dashboard, which costs a monthly fee."""

    subscription_expiry_date: Timestamp | None = None
    """When a cancelled subscription ends, at the end of a month. None: it was not cancelled."""

    account_status: DeliverabilityDashboardAccountStatus | None = None
    """Status of the subscription. None: not returned."""

    active_subscribed_domains: list[DomainDeliverabilityTrackingOption] = []
    """Domains that stay in the dashboard."""

    pending_expiration_subscribed_domains: list[DomainDeliverabilityTrackingOption] = []
    """Domains that leave it at the end of the month."""


GET_DELIVERABILITY_DASHBOARD_OPTIONS = Operation(
    name="GetDeliverabilityDashboardOptions",
    request=GetDeliverabilityDashboardOptionsRequest,
    response=GetDeliverabilityDashboardOptionsResponse,
    repeat=Repeat.SAFE,
)


class DeliverabilityTestReport(Shape):
    """An inbox placement test, without its results.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeliverabilityTestReport.html
    """

    report_id: str | None = None
    """Id by which to read its results. None: not returned."""

    report_name: str | None = None
    """The name given when it was started. None: no name."""

    subject: str | None = None
    """Subject line of the test emails. None: not returned."""

    from_email_address: str | None = None
    """Sender of the test emails. None: not returned."""

    create_date: Timestamp | None = None
    """When the test was started. None: not returned."""

    deliverability_test_status: DeliverabilityTestStatus | None = None
    """Whether it is running; results are available when it is complete. None: not returned."""


class PlacementStatistics(Shape):
    """Where test emails arrived, in percent.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PlacementStatistics.html
    """

    inbox_percentage: float | None = None
    """Share that reached an inbox, 0 to 100. None: not returned."""

    spam_percentage: float | None = None
    """Share that reached a spam folder, 0 to 100. None: not returned."""

    missing_percentage: float | None = None
    """Share that did not arrive, 0 to 100. None: not returned."""

    spf_percentage: float | None = None
    """Share that passed SPF, 0 to 100. None: not returned."""

    dkim_percentage: float | None = None
    """Share that passed DKIM, 0 to 100. None: not returned."""


class IspPlacement(Shape):
    """Where the test emails to one mailbox provider arrived.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IspPlacement.html
    """

    isp_name: str | None = None
    """The provider, such as `Gmail`. None: not returned."""

    placement_statistics: PlacementStatistics | None = None
    """Its shares of inbox, spam and missing. None: not returned."""


class GetDeliverabilityTestReportRequest(Request):
    """Arguments of `deliverability.get_deliverability_test_report`."""

    report_id: InPath[Annotated[str, Field(min_length=1)]]
    """Id of the test, as `create_deliverability_test_report` returned it."""


class GetDeliverabilityTestReportResponse(Response):
    """Response of `deliverability.get_deliverability_test_report`."""

    deliverability_test_report: DeliverabilityTestReport
    """The test itself: name, sender, status."""

    overall_placement: PlacementStatistics
    """Where the emails arrived, all providers together."""

    isp_placements: list[IspPlacement]
    """The same for each provider."""

    message: str | None = None
    """The email that was tested. None: not returned."""

    tags: list[Tag] = []
    """Tags of the test. Empty: no tags."""


GET_DELIVERABILITY_TEST_REPORT = Operation(
    name="GetDeliverabilityTestReport",
    request=GetDeliverabilityTestReportRequest,
    response=GetDeliverabilityTestReportResponse,
    repeat=Repeat.SAFE,
)


class DomainDeliverabilityCampaign(Shape):
    """A campaign (many similar emails): how providers placed it and recipients read it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainDeliverabilityCampaign.html
    """

    campaign_id: str | None = None
    """Id generated by SES, which detects campaigns by itself. None: not returned."""

    image_url: str | None = None
    """URL of a picture of the email. None: no picture."""

    subject: str | None = None
    """Subject line of the emails. None: not returned."""

    from_address: str | None = None
    """Sender of the emails. None: not returned."""

    sending_ips: list[str] = []
    """IP addresses that sent the emails."""

    first_seen_date_time: Timestamp | None = None
    """When the first of the emails reached an inbox. None: not returned."""

    last_seen_date_time: Timestamp | None = None
    """When the latest of the emails reached an inbox. None: not returned."""

    inbox_count: int | None = None
    """Number of emails that reached an inbox. None: not returned."""

    spam_count: int | None = None
    """Number of emails that reached a spam folder. None: not returned."""

    read_rate: float | None = None
    """Percent opened, as far as image loads show. None: not returned."""

    delete_rate: float | None = None
    """Percent deleted unopened, as far as image loads show. None: not returned."""

    read_delete_rate: float | None = None
    """Percent opened, then deleted, as far as image loads show. None: not returned."""

    projected_volume: int | None = None
    """Estimated number of recipients. None: not returned."""

    esps: list[str] = []
    """Mailbox providers that handled the emails."""


class GetDomainDeliverabilityCampaignRequest(Request):
    """Arguments of `deliverability.get_domain_deliverability_campaign`."""

    campaign_id: InPath[Annotated[str, Field(min_length=1)]]
    """Id of the campaign, as `list_domain_deliverability_campaigns` returns it."""


class GetDomainDeliverabilityCampaignResponse(Response):
    """Response of `deliverability.get_domain_deliverability_campaign`."""

    domain_deliverability_campaign: DomainDeliverabilityCampaign
    """The campaign, with its counts and rates."""


GET_DOMAIN_DELIVERABILITY_CAMPAIGN = Operation(
    name="GetDomainDeliverabilityCampaign",
    request=GetDomainDeliverabilityCampaignRequest,
    response=GetDomainDeliverabilityCampaignResponse,
    repeat=Repeat.SAFE,
)


class VolumeStatistics(Shape):
    """How many of a domain's emails reached inboxes and spam folders.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VolumeStatistics.html
    """

    inbox_raw_count: int | None = None
    """Emails counted in inboxes. None: not returned."""

    spam_raw_count: int | None = None
    """Emails counted in spam folders. None: not returned."""

    projected_inbox: int | None = None
    """Estimate for inboxes; AWS calls it a percentage. None: not returned."""

    projected_spam: int | None = None
    """Estimate for spam folders; AWS calls it a percentage. None: not returned."""


class DomainIspPlacement(Shape):
    """How one mailbox provider treated a domain's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainIspPlacement.html
    """

    isp_name: str | None = None
    """The provider, such as `Gmail`. None: not returned."""

    inbox_raw_count: int | None = None
    """Emails counted in its inboxes. None: not returned."""

    spam_raw_count: int | None = None
    """Emails counted in its spam folders. None: not returned."""

    inbox_percentage: float | None = None
    """Share in its inboxes, 0 to 100. None: not returned."""

    spam_percentage: float | None = None
    """Share in its spam folders, 0 to 100. None: not returned."""


class OverallVolume(Shape):
    """A domain's mail over the whole interval.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_OverallVolume.html
    """

    volume_statistics: VolumeStatistics | None = None
    """Counts of inbox and spam. None: not returned."""

    read_rate_percent: float | None = None
    """Percent that recipients opened, 0 to 100. None: not returned."""

    domain_isp_placements: list[DomainIspPlacement] = []
    """The same by mailbox provider."""


class DailyVolume(Shape):
    """A domain's mail on one day.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DailyVolume.html
    """

    start_date: Timestamp | None = None
    """The day. None: not returned."""

    volume_statistics: VolumeStatistics | None = None
    """Counts of inbox and spam on that day. None: not returned."""

    domain_isp_placements: list[DomainIspPlacement] = []
    """The same by mailbox provider."""


class GetDomainStatisticsReportRequest(Request):
    """Arguments of `deliverability.get_domain_statistics_report`."""

    domain: InPath[Annotated[str, Field(min_length=1)]]
    """A domain of the account that is in the dashboard, `example.com`."""

    start_date: Timestamp
    """First day of the report."""

    end_date: Timestamp
    """Last day of the report, at most 30 days after `start_date`."""

    @model_validator(mode="after")
    def _within_30_days(self) -> Self:
        _STATISTICS_DAYS.check((self.end_date - self.start_date) / timedelta(days=1))
        return self


class GetDomainStatisticsReportResponse(Response):
    """Response of `deliverability.get_domain_statistics_report`."""

    overall_volume: OverallVolume
    """The interval as a whole."""

    daily_volumes: list[DailyVolume]
    """The interval day by day."""


GET_DOMAIN_STATISTICS_REPORT = Operation(
    name="GetDomainStatisticsReport",
    request=GetDomainStatisticsReportRequest,
    response=GetDomainStatisticsReportResponse,
    repeat=Repeat.SAFE,
)


class ListDeliverabilityTestReportsRequest(Request):
    """Arguments of `deliverability.list_deliverability_test_reports`."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: _PageSize | None = None
    """Tests per page, 0 to 1000. None: SES decides."""


class ListDeliverabilityTestReportsResponse(Response):
    """Response of `deliverability.list_deliverability_test_reports`."""

    deliverability_test_reports: list[DeliverabilityTestReport]
    """Tests of this page, running ones too. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_DELIVERABILITY_TEST_REPORTS = PagedOperation(
    name="ListDeliverabilityTestReports",
    request=ListDeliverabilityTestReportsRequest,
    response=ListDeliverabilityTestReportsResponse,
    repeat=Repeat.SAFE,
    items="deliverability_test_reports",
    item=DeliverabilityTestReport,
)


class ListDomainDeliverabilityCampaignsRequest(Request):
    """Arguments of `deliverability.list_domain_deliverability_campaigns`."""

    start_date: Timestamp
    """First day of the interval."""

    end_date: Timestamp
    """Last day of the interval, at most 30 days after `start_date`."""

    subscribed_domain: InPath[Annotated[str, Field(min_length=1)]]
    """The sending domain, `example.com`; it must be in the dashboard."""

    next_token: str | None = None
    """`next_token` of an earlier page of the same list, to continue from there. None: the first page."""

    page_size: _PageSize | None = None
    """Campaigns per page, 0 to 1000. None: SES decides."""

    @model_validator(mode="after")
    def _within_30_days(self) -> Self:
        _CAMPAIGN_DAYS.check((self.end_date - self.start_date) / timedelta(days=1))
        return self


class ListDomainDeliverabilityCampaignsResponse(Response):
    """Response of `deliverability.list_domain_deliverability_campaigns`."""

    domain_deliverability_campaigns: list[DomainDeliverabilityCampaign]
    """Campaigns of this page. It may be empty although more pages follow."""

    next_token: str | None = None
    """Token of the next page. None: this is the last page."""


LIST_DOMAIN_DELIVERABILITY_CAMPAIGNS = PagedOperation(
    name="ListDomainDeliverabilityCampaigns",
    request=ListDomainDeliverabilityCampaignsRequest,
    response=ListDomainDeliverabilityCampaignsResponse,
    repeat=Repeat.SAFE,
    items="domain_deliverability_campaigns",
    item=DomainDeliverabilityCampaign,
)


class PutDeliverabilityDashboardOptionRequest(Request):
    """Arguments of `deliverability.put_deliverability_dashboard_option`."""

    dashboard_enabled: bool
    """True subscribes the account, for a monthly fee; False cancels."""

    subscribed_domains: Sequence[DomainDeliverabilityTrackingOption] | None = None
    """Verified domains to include in the dashboard. None: no domains are named."""


class PutDeliverabilityDashboardOptionResponse(Response):
    """Response of `deliverability.put_deliverability_dashboard_option`."""


PUT_DELIVERABILITY_DASHBOARD_OPTION = Operation(
    name="PutDeliverabilityDashboardOption",
    request=PutDeliverabilityDashboardOptionRequest,
    response=PutDeliverabilityDashboardOptionResponse,
    repeat=Repeat.SAFE,
)
