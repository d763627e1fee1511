"""The Deliverability dashboard: inbox placement tests, campaigns as mailbox providers saw them, blocklists."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sesv2kit.models.common import API, EmailAddress, EmailContent, Tag, TagList
from sesv2kit.operation import Operation, PagedOperation, Repeat
from sesv2kit.shapes import Documented, InPath, Request, Response, Shape, Timestamp

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
"""Whether a test still runs or has ended."""


class CreateDeliverabilityTestReportRequest(Request):
    """Arguments of `deliverability.create_deliverability_test_report`."""

    report_name: str | None = None
    """Your name for the test, to know its report by; use each once. None: no name."""

    from_email_address: EmailAddress
    """Sender of the test mails, of a verified identity."""

    content: EmailContent
    """The mail to try, as it would go to customers."""

    tags: TagList | None = None
    """Labels for the test, at most 50. None: no tags."""


class CreateDeliverabilityTestReportResponse(Response):
    """Answer of `deliverability.create_deliverability_test_report`."""

    report_id: str
    """What `get_deliverability_test_report` takes."""

    deliverability_test_status: DeliverabilityTestStatus
    """Whether the test still runs; it takes about a day."""


CREATE_DELIVERABILITY_TEST_REPORT = Operation(
    name="CreateDeliverabilityTestReport",
    request=CreateDeliverabilityTestReportRequest,
    response=CreateDeliverabilityTestReportResponse,
    repeat=Repeat.UNSAFE,
    if_unknown="deliverability.list_deliverability_test_reports, newest first",
)


class BlacklistEntry(Shape):
    """One listing of a dedicated IP address on a blocklist.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BlacklistEntry.html
    """

    rbl_name: str | None = None
    """Which blocklist, by its name. None: not stated."""

    listing_time: Timestamp | None = None
    """When the address got on it. None: not stated."""

    description: str | None = None
    """What its maintainer says about the listing. None: nothing."""


class GetBlacklistReportsRequest(Request):
    """Arguments of `deliverability.get_blacklist_reports`."""

    blacklist_item_names: Annotated[Sequence[str], Field(min_length=1)]
    """IP addresses to look up; only dedicated ones of the account are accepted."""


class GetBlacklistReportsResponse(Response):
    """Answer of `deliverability.get_blacklist_reports`."""

    blacklist_report: dict[str, list[BlacklistEntry]]
    """By IP address: its listings."""


GET_BLACKLIST_REPORTS = Operation(
    name="GetBlacklistReports",
    request=GetBlacklistReportsRequest,
    response=GetBlacklistReportsResponse,
    repeat=Repeat.SAFE,
)


DeliverabilityDashboardAccountStatus = Literal["ACTIVE", "PENDING_EXPIRATION", "DISABLED"] | str
"""State of the subscription; `PENDING_EXPIRATION`: it was cancelled and runs out with the month."""


class InboxPlacementTrackingOption(Shape):
    """For which mailbox providers a domain's inbox placement is measured.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_InboxPlacementTrackingOption.html
    """

    global_: bool | None = None
    """Whether it is measured for the domain at all (`Global` on the wire). None: not set."""

    tracked_isps: Sequence[str] | None = None
    """The mailbox providers, such as `Gmail`. None: not set."""


class DomainDeliverabilityTrackingOption(Shape):
    """One sending domain's part in the dashboard.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainDeliverabilityTrackingOption.html
    """

    domain: str | None = None
    """A verified domain of the account, `example.com`. None: not set."""

    subscription_start_date: Timestamp | None = None
    """When the domain joined; SES sets it. None: not set."""

    inbox_placement_tracking_option: InboxPlacementTrackingOption | None = None
    """Whether, and where, inbox placement is measured. None: not set."""


class GetDeliverabilityDashboardOptionsRequest(Request):
    """Arguments of `deliverability.get_deliverability_dashboard_options`."""


class GetDeliverabilityDashboardOptionsResponse(Response):
    """Answer of `deliverability.get_deliverability_dashboard_options`."""

    dashboard_enabled: bool
    """Whether the account has the dashboard, which costs a monthly fee."""

    subscription_expiry_date: Timestamp | None = None
    """When a cancelled subscription runs out, at the end of a month. None: no end is set."""

    account_status: DeliverabilityDashboardAccountStatus | None = None
    """State of the subscription. None: not stated."""

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
    """What to read its results by. None: not stated."""

    report_name: str | None = None
    """The name given when it was started. None: none was."""

    subject: str | None = None
    """Subject line of the test mails. None: not stated."""

    from_email_address: str | None = None
    """Sender of the test mails. None: not stated."""

    create_date: Timestamp | None = None
    """When the test was started. None: not stated."""

    deliverability_test_status: DeliverabilityTestStatus | None = None
    """Whether it still runs; results come when it has ended. None: not stated."""


class PlacementStatistics(Shape):
    """Where test mails ended up, in per cent.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PlacementStatistics.html
    """

    inbox_percentage: float | None = None
    """Share that reached an inbox, 0 to 100. None: not stated."""

    spam_percentage: float | None = None
    """Share that reached a spam folder, 0 to 100. None: not stated."""

    missing_percentage: float | None = None
    """Share that was never seen to arrive, 0 to 100. None: not stated."""

    spf_percentage: float | None = None
    """Share that passed SPF, 0 to 100. None: not stated."""

    dkim_percentage: float | None = None
    """Share that passed DKIM, 0 to 100. None: not stated."""


class IspPlacement(Shape):
    """Where the test mails to one mailbox provider ended up.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_IspPlacement.html
    """

    isp_name: str | None = None
    """The provider, such as `Gmail`. None: not stated."""

    placement_statistics: PlacementStatistics | None = None
    """Its shares of inbox, spam and missing. None: not stated."""


class GetDeliverabilityTestReportRequest(Request):
    """Arguments of `deliverability.get_deliverability_test_report`."""

    report_id: InPath[Annotated[str, Field(min_length=1)]]
    """Which test, by the id that its creation answered."""


class GetDeliverabilityTestReportResponse(Response):
    """Answer of `deliverability.get_deliverability_test_report`."""

    deliverability_test_report: DeliverabilityTestReport
    """The test itself: name, sender, state."""

    overall_placement: PlacementStatistics
    """Where the mails ended up, all providers together."""

    isp_placements: list[IspPlacement]
    """The same for each provider."""

    message: str | None = None
    """The mail that was tried. None: not stated."""

    tags: list[Tag] = []
    """Labels of the test; empty when it has none."""


GET_DELIVERABILITY_TEST_REPORT = Operation(
    name="GetDeliverabilityTestReport",
    request=GetDeliverabilityTestReportRequest,
    response=GetDeliverabilityTestReportResponse,
    repeat=Repeat.SAFE,
)


class DomainDeliverabilityCampaign(Shape):
    """A campaign (many mails alike), as mailbox providers and readers met it.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainDeliverabilityCampaign.html
    """

    campaign_id: str | None = None
    """Made by SES, which tells campaigns apart by itself. None: not stated."""

    image_url: str | None = None
    """Address of a picture of the mail. None: there is none."""

    subject: str | None = None
    """Subject line of the mails. None: not stated."""

    from_address: str | None = None
    """Sender of the mails. None: not stated."""

    sending_ips: list[str] = []
    """IP addresses the mails left from."""

    first_seen_date_time: Timestamp | None = None
    """When the first of the mails reached an inbox. None: not stated."""

    last_seen_date_time: Timestamp | None = None
    """When the latest of the mails reached an inbox. None: not stated."""

    inbox_count: int | None = None
    """How many reached an inbox. None: not stated."""

    spam_count: int | None = None
    """How many reached a spam folder. None: not stated."""

    read_rate: float | None = None
    """Per cent opened, as far as images tell. None: not stated."""

    delete_rate: float | None = None
    """Per cent deleted unopened, as far as images tell. None: not stated."""

    read_delete_rate: float | None = None
    """Per cent opened, then deleted, as far as images tell. None: not stated."""

    projected_volume: int | None = None
    """Estimate of how many recipients it had. None: not stated."""

    esps: list[str] = []
    """Mailbox providers that handled the mails."""


class GetDomainDeliverabilityCampaignRequest(Request):
    """Arguments of `deliverability.get_domain_deliverability_campaign`."""

    campaign_id: InPath[Annotated[str, Field(min_length=1)]]
    """Which campaign, by the id that `list_domain_deliverability_campaigns` shows."""


class GetDomainDeliverabilityCampaignResponse(Response):
    """Answer of `deliverability.get_domain_deliverability_campaign`."""

    domain_deliverability_campaign: DomainDeliverabilityCampaign
    """The campaign, with its counts and rates."""


GET_DOMAIN_DELIVERABILITY_CAMPAIGN = Operation(
    name="GetDomainDeliverabilityCampaign",
    request=GetDomainDeliverabilityCampaignRequest,
    response=GetDomainDeliverabilityCampaignResponse,
    repeat=Repeat.SAFE,
)


class VolumeStatistics(Shape):
    """How much of a domain's mail reached inboxes and spam folders.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VolumeStatistics.html
    """

    inbox_raw_count: int | None = None
    """Mails counted in inboxes. None: not stated."""

    spam_raw_count: int | None = None
    """Mails counted in spam folders. None: not stated."""

    projected_inbox: int | None = None
    """Estimate for inboxes; AWS calls it a percentage. None: not stated."""

    projected_spam: int | None = None
    """Estimate for spam folders; AWS calls it a percentage. None: not stated."""


class DomainIspPlacement(Shape):
    """How one mailbox provider treated a domain's mail.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DomainIspPlacement.html
    """

    isp_name: str | None = None
    """The provider, such as `Gmail`. None: not stated."""

    inbox_raw_count: int | None = None
    """Mails counted in its inboxes. None: not stated."""

    spam_raw_count: int | None = None
    """Mails counted in its spam folders. None: not stated."""

    inbox_percentage: float | None = None
    """Share in its inboxes, 0 to 100. None: not stated."""

    spam_percentage: float | None = None
    """Share in its spam folders, 0 to 100. None: not stated."""


class OverallVolume(Shape):
    """A domain's mail over the whole interval.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_OverallVolume.html
    """

    volume_statistics: VolumeStatistics | None = None
    """Counts of inbox and spam. None: not stated."""

    read_rate_percent: float | None = None
    """Per cent that recipients opened, 0 to 100. None: not stated."""

    domain_isp_placements: list[DomainIspPlacement] = []
    """The same by mailbox provider."""


class DailyVolume(Shape):
    """A domain's mail on one day.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DailyVolume.html
    """

    start_date: Timestamp | None = None
    """Which day. None: not stated."""

    volume_statistics: VolumeStatistics | None = None
    """Counts of inbox and spam on it. None: not stated."""

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
    """Answer of `deliverability.get_domain_statistics_report`."""

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
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: _PageSize | None = None
    """Tests a page, 0 to 1000. None: SES decides."""


class ListDeliverabilityTestReportsResponse(Response):
    """Answer of `deliverability.list_deliverability_test_reports`."""

    deliverability_test_reports: list[DeliverabilityTestReport]
    """The tests of this page, running ones too; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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
    """Where to go on: the token of an earlier page, asked for with the same arguments. None: at the start."""

    page_size: _PageSize | None = None
    """Campaigns a page, 0 to 1000. None: SES decides."""

    @model_validator(mode="after")
    def _within_30_days(self) -> Self:
        _CAMPAIGN_DAYS.check((self.end_date - self.start_date) / timedelta(days=1))
        return self


class ListDomainDeliverabilityCampaignsResponse(Response):
    """Answer of `deliverability.list_domain_deliverability_campaigns`."""

    domain_deliverability_campaigns: list[DomainDeliverabilityCampaign]
    """The campaigns of this page; it may be empty though more pages follow."""

    next_token: str | None = None
    """Token of the page after this one. None: this was the last."""


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
    """Verified domains to have in the dashboard. None: none are named."""


class PutDeliverabilityDashboardOptionResponse(Response):
    """Answer of `deliverability.put_deliverability_dashboard_option`."""


PUT_DELIVERABILITY_DASHBOARD_OPTION = Operation(
    name="PutDeliverabilityDashboardOption",
    request=PutDeliverabilityDashboardOptionRequest,
    response=PutDeliverabilityDashboardOptionResponse,
    repeat=Repeat.SAFE,
)
