"""The Deliverability dashboard."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sesv2kit.models.common import EmailContent, Tag
from sesv2kit.models.deliverability import (
    CREATE_DELIVERABILITY_TEST_REPORT,
    GET_BLACKLIST_REPORTS,
    GET_DELIVERABILITY_DASHBOARD_OPTIONS,
    GET_DELIVERABILITY_TEST_REPORT,
    GET_DOMAIN_DELIVERABILITY_CAMPAIGN,
    GET_DOMAIN_STATISTICS_REPORT,
    LIST_DELIVERABILITY_TEST_REPORTS,
    LIST_DOMAIN_DELIVERABILITY_CAMPAIGNS,
    PUT_DELIVERABILITY_DASHBOARD_OPTION,
    CreateDeliverabilityTestReportResponse,
    DeliverabilityTestReport,
    DomainDeliverabilityCampaign,
    DomainDeliverabilityTrackingOption,
    GetBlacklistReportsResponse,
    GetDeliverabilityDashboardOptionsResponse,
    GetDeliverabilityTestReportResponse,
    GetDomainDeliverabilityCampaignResponse,
    GetDomainStatisticsReportResponse,
    ListDeliverabilityTestReportsResponse,
    ListDomainDeliverabilityCampaignsResponse,
    PutDeliverabilityDashboardOptionResponse,
)
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service

if TYPE_CHECKING:
    from sesv2kit.journal import Journal


class Deliverability(Service):
    """The Deliverability dashboard: inbox placement tests, campaigns, domain statistics and blocklist reports.

    It is a subscription with its own monthly fee, separate from the Virtual Deliverability Manager.
    """

    def create_deliverability_test_report(
        self,
        *,
        from_email_address: str,
        content: EmailContent,
        report_name: str | None = None,
        tags: Sequence[Tag] | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | None" = None,
        wait: float | None = None,
    ) -> CreateDeliverabilityTestReportResponse:
        """Start an inbox placement test of an email.

        SES sends it to test mailboxes at many providers. After about 24 hours, `get_deliverability_test_report` shows
        whether it arrived in inboxes or in spam folders.

        Args:
            from_email_address: Sender of the test emails, of a verified identity.
            content: The email to test, as customers would receive it.
            report_name: Your name for the test and its report; use each name once. None: no name.
            tags: Tags for the test, at most 50. None: no tags.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The id of the test, and its status.

        Raises:
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused.
            MessageRejectedError: The sender is not verified, or the content was rejected.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The template does not exist.
            LimitExceededError: The account has reached a limit of SES.
            ConcurrentModificationError: Another request is changing the same resource; try again later.
            OutcomeUnknownError: The test may or may not have been started; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateDeliverabilityTestReport.html
        """
        return self._call_once(
            CREATE_DELIVERABILITY_TEST_REPORT,
            idempotency_key,
            journal,
            wait,
            from_email_address=from_email_address,
            content=content,
            report_name=report_name,
            tags=tags,
        )

    def get_blacklist_reports(
        self,
        *,
        blacklist_item_names: Sequence[str],
    ) -> GetBlacklistReportsResponse:
        """Look up the blocklists that list dedicated IP addresses.

        Args:
            blacklist_item_names: IP addresses to look up; only dedicated ones of the account are accepted.

        Returns:
            The listings by IP address.

        Raises:
            NotFoundError: An address is not one of the account's dedicated ones.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetBlacklistReports.html
        """
        return self._call(GET_BLACKLIST_REPORTS, blacklist_item_names=blacklist_item_names)

    def get_deliverability_dashboard_options(self) -> GetDeliverabilityDashboardOptionsResponse:
        """Look up whether the account has the dashboard, and which domains are in it.

        Returns:
            The subscription and its domains.

        Raises:
            LimitExceededError: The account has reached a limit of SES.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDeliverabilityDashboardOptions.html
        """
        return self._call(GET_DELIVERABILITY_DASHBOARD_OPTIONS)

    def get_deliverability_test_report(
        self,
        *,
        report_id: str,
    ) -> GetDeliverabilityTestReportResponse:
        """Read the result of an inbox placement test.

        Args:
            report_id: Id of the test, as `create_deliverability_test_report` returned it.

        Returns:
            Where the emails arrived, overall and by provider; a running test has no figures yet.

        Raises:
            NotFoundError: There is no such test.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDeliverabilityTestReport.html
        """
        return self._call(GET_DELIVERABILITY_TEST_REPORT, report_id=report_id)

    def get_domain_deliverability_campaign(
        self,
        *,
        campaign_id: str,
    ) -> GetDomainDeliverabilityCampaignResponse:
        """Look up a campaign: how its emails were placed, opened and deleted.

        Args:
            campaign_id: Id of the campaign, as `list_domain_deliverability_campaigns` returns it.

        Returns:
            The campaign.

        Raises:
            NotFoundError: There is no such campaign.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDomainDeliverabilityCampaign.html
        """
        return self._call(GET_DOMAIN_DELIVERABILITY_CAMPAIGN, campaign_id=campaign_id)

    def get_domain_statistics_report(
        self,
        *,
        domain: str,
        start_date: datetime,
        end_date: datetime,
    ) -> GetDomainStatisticsReportResponse:
        """Read how many of a domain's emails reached inboxes, by day and provider.

        Args:
            domain: A domain of the account that is in the dashboard, `example.com`.
            start_date: First day of the report.
            end_date: Last day of the report, at most 30 days after `start_date`.

        Returns:
            Figures for the interval as a whole and for each day.

        Raises:
            NotFoundError: The domain is not in the dashboard.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetDomainStatisticsReport.html
        """
        return self._call(GET_DOMAIN_STATISTICS_REPORT, domain=domain, start_date=start_date, end_date=end_date)

    def list_deliverability_test_reports(
        self,
        *,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[DeliverabilityTestReport, ListDeliverabilityTestReportsResponse]:
        """List the inbox placement tests of the region, running ones too.

        Args:
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Tests per page, 0 to 1000. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The tests, without results. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: AWS does not say when; perhaps if the account has no dashboard.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDeliverabilityTestReports.html
        """
        return self._paginate(LIST_DELIVERABILITY_TEST_REPORTS, limit, next_token=next_token, page_size=page_size)

    def list_domain_deliverability_campaigns(
        self,
        *,
        start_date: datetime,
        end_date: datetime,
        subscribed_domain: str,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[DomainDeliverabilityCampaign, ListDomainDeliverabilityCampaignsResponse]:
        """List the campaigns that a domain sent in an interval.

        Args:
            start_date: First day of the interval.
            end_date: Last day of the interval, at most 30 days after `start_date`.
            subscribed_domain: The sending domain, `example.com`; it must be in the dashboard.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Campaigns per page, 0 to 1000. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The campaigns, each with its counts and rates. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The domain is not in the dashboard.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListDomainDeliverabilityCampaigns.html
        """
        return self._paginate(
            LIST_DOMAIN_DELIVERABILITY_CAMPAIGNS,
            limit,
            start_date=start_date,
            end_date=end_date,
            subscribed_domain=subscribed_domain,
            next_token=next_token,
            page_size=page_size,
        )

    def put_deliverability_dashboard_option(
        self,
        *,
        dashboard_enabled: bool,
        subscribed_domains: Sequence[DomainDeliverabilityTrackingOption] | None = None,
    ) -> PutDeliverabilityDashboardOptionResponse:
        """Subscribe to the dashboard or cancel it, and choose its domains. A subscription is billed by the month.

        A cancelled one lasts until the end of the month.

        Args:
            dashboard_enabled: True subscribes the account, for a monthly fee; False cancels.
            subscribed_domains: Verified domains to include in the dashboard. None: no domains are named.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: AWS does not say when; perhaps if there is such a subscription already.
            NotFoundError: A domain is not a verified identity of the account.
            LimitExceededError: The account has reached a limit of SES.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutDeliverabilityDashboardOption.html
        """
        return self._call(
            PUT_DELIVERABILITY_DASHBOARD_OPTION,
            dashboard_enabled=dashboard_enabled,
            subscribed_domains=subscribed_domains,
        )
