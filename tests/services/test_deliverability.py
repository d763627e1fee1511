"""client.deliverability: requests, responses, and arguments that are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit.errors import (
    AccountSuspendedError,
    AlreadyExistsError,
    BadRequestError,
    LimitExceededError,
    MessageRejectedError,
    NotFoundError,
    OutcomeUnknownError,
    RequestInvalidError,
    ServiceError,
)
from sesv2kit.models.common import Body, Content, EmailContent, Message, Tag
from sesv2kit.models.deliverability import (
    BlacklistEntry,
    DailyVolume,
    DeliverabilityTestReport,
    DomainDeliverabilityCampaign,
    DomainDeliverabilityTrackingOption,
    DomainIspPlacement,
    GetDeliverabilityDashboardOptionsResponse,
    InboxPlacementTrackingOption,
    IspPlacement,
    OverallVolume,
    PlacementStatistics,
    VolumeStatistics,
)
from tests.services.conftest import Stubbed, refused

START = datetime(2026, 5, 1, tzinfo=UTC)
END = START + timedelta(days=30)
DATES = {"start_date": START, "end_date": END}
WIRE_DATES = {"StartDate": START, "EndDate": END}
TOO_LONG = {"start_date": START, "end_date": END + timedelta(seconds=1)}

TEST: dict[str, Any] = {
    "from_email_address": "shop@example.com",
    "content": EmailContent(simple=Message(subject=Content(data="Hello"), body=Body(text=Content(data="Dear Ann")))),
}
WIRE_TEST = {
    "FromEmailAddress": "shop@example.com",
    "Content": {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Dear Ann"}}}},
}
STARTED = {"ReportId": "r-1", "DeliverabilityTestStatus": "IN_PROGRESS"}

REPORT = DeliverabilityTestReport(
    report_id="r-1",
    report_name="spring",
    subject="Hello",
    from_email_address="shop@example.com",
    create_date=START,
    deliverability_test_status="COMPLETED",
)
WIRE_REPORT = {
    "ReportId": "r-1",
    "ReportName": "spring",
    "Subject": "Hello",
    "FromEmailAddress": "shop@example.com",
    "CreateDate": START,
    "DeliverabilityTestStatus": "COMPLETED",
}
RUNNING = DeliverabilityTestReport(report_id="r-1", deliverability_test_status="IN_PROGRESS")
PLACEMENT = PlacementStatistics(
    inbox_percentage=80.5, spam_percentage=15, missing_percentage=4.5, spf_percentage=100, dkim_percentage=99.5
)
WIRE_PLACEMENT = {
    "InboxPercentage": 80.5,
    "SpamPercentage": 15.0,
    "MissingPercentage": 4.5,
    "SpfPercentage": 100.0,
    "DkimPercentage": 99.5,
}

CAMPAIGN = DomainDeliverabilityCampaign(
    campaign_id="c-1",
    image_url="https://example.com/mail.png",
    subject="Hello",
    from_address="shop@example.com",
    sending_ips=["192.0.2.1"],
    first_seen_date_time=START,
    last_seen_date_time=END,
    inbox_count=90,
    spam_count=10,
    read_rate=0.5,
    delete_rate=0.25,
    read_delete_rate=0.125,
    projected_volume=1000,
    esps=["Gmail"],
)
WIRE_CAMPAIGN = {
    "CampaignId": "c-1",
    "ImageUrl": "https://example.com/mail.png",
    "Subject": "Hello",
    "FromAddress": "shop@example.com",
    "SendingIps": ["192.0.2.1"],
    "FirstSeenDateTime": START,
    "LastSeenDateTime": END,
    "InboxCount": 90,
    "SpamCount": 10,
    "ReadRate": 0.5,
    "DeleteRate": 0.25,
    "ReadDeleteRate": 0.125,
    "ProjectedVolume": 1000,
    "Esps": ["Gmail"],
}

DOMAIN = DomainDeliverabilityTrackingOption(
    domain="example.com",
    subscription_start_date=START,
    inbox_placement_tracking_option=InboxPlacementTrackingOption(global_=True, tracked_isps=["Gmail", "Yahoo"]),
)
WIRE_DOMAIN = {
    "Domain": "example.com",
    "SubscriptionStartDate": START,
    "InboxPlacementTrackingOption": {"Global": True, "TrackedIsps": ["Gmail", "Yahoo"]},
}

VOLUME = VolumeStatistics(inbox_raw_count=90, spam_raw_count=10, projected_inbox=91, projected_spam=9)
WIRE_VOLUME = {"InboxRawCount": 90, "SpamRawCount": 10, "ProjectedInbox": 91, "ProjectedSpam": 9}
ISP = DomainIspPlacement(
    isp_name="Gmail", inbox_raw_count=45, spam_raw_count=5, inbox_percentage=90.0, spam_percentage=10.0
)
WIRE_ISP = {
    "IspName": "Gmail",
    "InboxRawCount": 45,
    "SpamRawCount": 5,
    "InboxPercentage": 90.0,
    "SpamPercentage": 10.0,
}

CAMPAIGNS = {**DATES, "subscribed_domain": "example.com"}
WIRE_CAMPAIGNS = {**WIRE_DATES, "SubscribedDomain": "example.com"}


@pytest.mark.parametrize(
    ("arguments", "wire"),
    [
        (
            {**TEST, "report_name": "spring", "tags": [Tag(key="team", value="crm")]},
            {**WIRE_TEST, "ReportName": "spring", "Tags": [{"Key": "team", "Value": "crm"}]},
        ),
        (TEST, WIRE_TEST),
    ],
)
def test_create_deliverability_test_report(stubbed: Stubbed, arguments: dict[str, Any], wire: dict[str, Any]) -> None:
    stubbed.expect("create_deliverability_test_report", wire, STARTED)
    made = stubbed.client.deliverability.create_deliverability_test_report(**arguments)
    assert (made.report_id, made.deliverability_test_status) == ("r-1", "IN_PROGRESS")


def test_a_test_that_may_have_started_is_not_started_again(stubbed: Stubbed) -> None:
    stubbed.expect_error("create_deliverability_test_report", "InternalFailure", 500)
    with pytest.raises(OutcomeUnknownError) as caught:
        stubbed.client.deliverability.create_deliverability_test_report(**TEST)
    assert (caught.value.attempts, caught.value.status) == (1, 500)


def test_get_blacklist_reports(stubbed: Stubbed) -> None:
    entry = {"RblName": "zen.example.org", "ListingTime": START, "Description": "spam seen"}
    stubbed.expect(
        "get_blacklist_reports",
        {"BlacklistItemNames": ["192.0.2.1", "192.0.2.2"]},
        {"BlacklistReport": {"192.0.2.1": [entry, {}], "192.0.2.2": []}},
    )
    report = stubbed.client.deliverability.get_blacklist_reports(blacklist_item_names=["192.0.2.1", "192.0.2.2"])
    listed = BlacklistEntry(rbl_name="zen.example.org", listing_time=START, description="spam seen")
    assert report.blacklist_report == {"192.0.2.1": [listed, BlacklistEntry()], "192.0.2.2": []}


def test_get_deliverability_dashboard_options(stubbed: Stubbed) -> None:
    answer = {
        "DashboardEnabled": True,
        "SubscriptionExpiryDate": END,
        "AccountStatus": "PENDING_EXPIRATION",
        "ActiveSubscribedDomains": [WIRE_DOMAIN],
        "PendingExpirationSubscribedDomains": [{"Domain": "example.org"}],
    }
    stubbed.expect("get_deliverability_dashboard_options", {}, answer)
    stubbed.expect("get_deliverability_dashboard_options", {}, {"DashboardEnabled": False})
    get = stubbed.client.deliverability.get_deliverability_dashboard_options
    assert get() == GetDeliverabilityDashboardOptionsResponse(
        dashboard_enabled=True,
        subscription_expiry_date=END,
        account_status="PENDING_EXPIRATION",
        active_subscribed_domains=[DOMAIN],
        pending_expiration_subscribed_domains=[DomainDeliverabilityTrackingOption(domain="example.org")],
    )
    assert get() == GetDeliverabilityDashboardOptionsResponse(dashboard_enabled=False)


def test_get_deliverability_test_report(stubbed: Stubbed) -> None:
    answer = {
        "DeliverabilityTestReport": WIRE_REPORT,
        "OverallPlacement": WIRE_PLACEMENT,
        "IspPlacements": [{"IspName": "Gmail", "PlacementStatistics": WIRE_PLACEMENT}],
        "Message": "Subject: Hello",
        "Tags": [{"Key": "team", "Value": "crm"}],
    }
    stubbed.expect("get_deliverability_test_report", {"ReportId": "r-1"}, answer)
    found = stubbed.client.deliverability.get_deliverability_test_report(report_id="r-1")
    assert (found.deliverability_test_report, found.overall_placement) == (REPORT, PLACEMENT)
    assert found.isp_placements == [IspPlacement(isp_name="Gmail", placement_statistics=PLACEMENT)]
    assert (found.message, found.tags) == ("Subject: Hello", [Tag(key="team", value="crm")])


def test_get_the_report_of_a_running_test(stubbed: Stubbed) -> None:
    answer: dict[str, Any] = {"DeliverabilityTestReport": STARTED, "OverallPlacement": {}, "IspPlacements": []}
    stubbed.expect("get_deliverability_test_report", {"ReportId": "r-1"}, answer)
    found = stubbed.client.deliverability.get_deliverability_test_report(report_id="r-1")
    assert found.deliverability_test_report == RUNNING
    assert (found.overall_placement, found.isp_placements) == (PlacementStatistics(), [])
    assert (found.message, found.tags) == (None, [])


def test_get_domain_deliverability_campaign(stubbed: Stubbed) -> None:
    params = {"CampaignId": "c-1"}
    stubbed.expect("get_domain_deliverability_campaign", params, {"DomainDeliverabilityCampaign": WIRE_CAMPAIGN})
    stubbed.expect("get_domain_deliverability_campaign", params, {"DomainDeliverabilityCampaign": {}})
    get = stubbed.client.deliverability.get_domain_deliverability_campaign
    assert get(campaign_id="c-1").domain_deliverability_campaign == CAMPAIGN
    assert get(campaign_id="c-1").domain_deliverability_campaign == DomainDeliverabilityCampaign()


def test_get_domain_statistics_report(stubbed: Stubbed) -> None:
    answer = {
        "OverallVolume": {
            "VolumeStatistics": WIRE_VOLUME,
            "ReadRatePercent": 12.5,
            "DomainIspPlacements": [WIRE_ISP],
        },
        "DailyVolumes": [
            {"StartDate": START, "VolumeStatistics": WIRE_VOLUME, "DomainIspPlacements": [WIRE_ISP]},
            {},
        ],
    }
    stubbed.expect("get_domain_statistics_report", {"Domain": "example.com", **WIRE_DATES}, answer)
    found = stubbed.client.deliverability.get_domain_statistics_report(
        domain="example.com", start_date=START, end_date=END
    )
    assert found.overall_volume == OverallVolume(
        volume_statistics=VOLUME, read_rate_percent=12.5, domain_isp_placements=[ISP]
    )
    assert found.daily_volumes == [
        DailyVolume(start_date=START, volume_statistics=VOLUME, domain_isp_placements=[ISP]),
        DailyVolume(),
    ]


def test_list_deliverability_test_reports(stubbed: Stubbed) -> None:
    page = {"DeliverabilityTestReports": [WIRE_REPORT], "NextToken": "t2"}
    stubbed.expect("list_deliverability_test_reports", {"NextToken": "t1", "PageSize": 1000}, page)
    last = {"DeliverabilityTestReports": [STARTED]}
    stubbed.expect("list_deliverability_test_reports", {"NextToken": "t2", "PageSize": 1000}, last)
    reports = stubbed.client.deliverability.list_deliverability_test_reports(next_token="t1", page_size=1000)
    assert list(reports) == [REPORT, RUNNING]


def test_list_domain_deliverability_campaigns(stubbed: Stubbed) -> None:
    wanted = {**WIRE_CAMPAIGNS, "PageSize": 0}
    page = {"DomainDeliverabilityCampaigns": [WIRE_CAMPAIGN], "NextToken": "t2"}
    stubbed.expect("list_domain_deliverability_campaigns", {**wanted, "NextToken": "t1"}, page)
    last = {"DomainDeliverabilityCampaigns": [{"CampaignId": "c-2"}]}
    stubbed.expect("list_domain_deliverability_campaigns", {**wanted, "NextToken": "t2"}, last)
    campaigns = stubbed.client.deliverability.list_domain_deliverability_campaigns(
        start_date=START, end_date=END, subscribed_domain="example.com", next_token="t1", page_size=0
    )
    assert list(campaigns) == [CAMPAIGN, DomainDeliverabilityCampaign(campaign_id="c-2")]


@pytest.mark.parametrize(
    ("method", "arguments", "wire", "member"),
    [
        ("list_deliverability_test_reports", {}, {}, "DeliverabilityTestReports"),
        ("list_domain_deliverability_campaigns", CAMPAIGNS, WIRE_CAMPAIGNS, "DomainDeliverabilityCampaigns"),
    ],
)
def test_a_list_stops_at_its_limit_without_another_call(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], wire: dict[str, Any], member: str
) -> None:
    stubbed.expect(method, wire, {member: [{}, {}], "NextToken": "more"})
    assert len(list(getattr(stubbed.client.deliverability, method)(**arguments, limit=1))) == 1


@pytest.mark.parametrize(
    ("arguments", "wire"),
    [
        (
            {"dashboard_enabled": True, "subscribed_domains": [DOMAIN]},
            {"DashboardEnabled": True, "SubscribedDomains": [WIRE_DOMAIN]},
        ),
        (
            {"dashboard_enabled": False, "subscribed_domains": []},
            {"DashboardEnabled": False, "SubscribedDomains": []},
        ),
    ],
)
def test_put_deliverability_dashboard_option(stubbed: Stubbed, arguments: dict[str, Any], wire: dict[str, Any]) -> None:
    stubbed.expect("put_deliverability_dashboard_option", wire)
    answer = stubbed.client.deliverability.put_deliverability_dashboard_option(**arguments)
    assert (answer.model_dump(), answer.metadata.attempts) == ({}, 1)


@pytest.mark.parametrize(
    ("method", "arguments", "code", "status", "expected"),
    [
        ("create_deliverability_test_report", TEST, "MessageRejected", 400, MessageRejectedError),
        ("create_deliverability_test_report", TEST, "AccountSuspendedException", 400, AccountSuspendedError),
        (
            "get_blacklist_reports",
            {"blacklist_item_names": ["192.0.2.1"]},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        ("get_deliverability_dashboard_options", {}, "LimitExceededException", 400, LimitExceededError),
        ("get_deliverability_test_report", {"report_id": "r"}, "NotFoundException", 404, NotFoundError),
        ("get_domain_deliverability_campaign", {"campaign_id": "c"}, "NotFoundException", 404, NotFoundError),
        (
            "get_domain_statistics_report",
            {**DATES, "domain": "example.com"},
            "NotFoundException",
            404,
            NotFoundError,
        ),
        ("list_deliverability_test_reports", {}, "BadRequestException", 400, BadRequestError),
        ("list_domain_deliverability_campaigns", CAMPAIGNS, "NotFoundException", 404, NotFoundError),
        (
            "put_deliverability_dashboard_option",
            {"dashboard_enabled": True, "subscribed_domains": []},
            "AlreadyExistsException",
            400,
            AlreadyExistsError,
        ),
    ],
)
def test_an_error_becomes_its_class(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], code: str, status: int, expected: type[ServiceError]
) -> None:
    stubbed.check_error(stubbed.client.deliverability, method, arguments, code, status, expected)


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        ("create_deliverability_test_report", {**TEST, "from_email_address": ""}, "from_email_address"),
        ("create_deliverability_test_report", {**TEST, "content": {}}, "content"),
        (
            "create_deliverability_test_report",
            {**TEST, "tags": [{"key": str(n), "value": ""} for n in range(51)]},
            "tags",
        ),
        ("get_blacklist_reports", {"blacklist_item_names": "192.0.2.1"}, "blacklist_item_names"),
        ("get_deliverability_test_report", {"report_id": ""}, "report_id"),
        ("get_domain_deliverability_campaign", {"campaign_id": ""}, "campaign_id"),
        ("get_domain_statistics_report", {**DATES, "domain": ""}, "domain"),
        ("get_domain_statistics_report", {**TOO_LONG, "domain": "example.com"}, ""),
        ("list_deliverability_test_reports", {"page_size": -1}, "page_size"),
        ("list_deliverability_test_reports", {"page_size": 1001}, "page_size"),
        ("list_domain_deliverability_campaigns", {**CAMPAIGNS, "subscribed_domain": ""}, "subscribed_domain"),
        ("list_domain_deliverability_campaigns", {**CAMPAIGNS, "page_size": 1001}, "page_size"),
        ("list_domain_deliverability_campaigns", {**CAMPAIGNS, **TOO_LONG}, ""),
        (
            "put_deliverability_dashboard_option",
            {"dashboard_enabled": True, "subscribed_domains": [{"domains": "example.com"}]},
            "subscribed_domains.0.domains",
        ),
        (
            "put_deliverability_dashboard_option",
            {"dashboard_enabled": None, "subscribed_domains": []},
            "dashboard_enabled",
        ),
    ],
)
def test_invalid_arguments_are_not_sent(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], argument: str
) -> None:
    assert refused(getattr(stubbed.client.deliverability, method), **arguments) == [argument]


@pytest.mark.parametrize(
    ("method", "arguments", "page"),
    [
        (
            "get_domain_statistics_report",
            {**TOO_LONG, "domain": "example.com"},
            "API_GetDomainStatisticsReport.html",
        ),
        (
            "list_domain_deliverability_campaigns",
            {**CAMPAIGNS, **TOO_LONG},
            "API_ListDomainDeliverabilityCampaigns.html",
        ),
    ],
)
def test_a_longer_interval_is_refused_by_what_aws_states(
    stubbed: Stubbed, method: str, arguments: dict[str, Any], page: str
) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        getattr(stubbed.client.deliverability, method)(**arguments)
    (problem,) = caught.value.problems
    assert problem.message == "must be at most 30 days from start_date to end_date"
    assert problem.source.rpartition("/")[2] == page
