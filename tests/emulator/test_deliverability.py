"""The Deliverability dashboard: its subscription, inbox placement tests, campaigns, blocklists."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sesv2kit.testing import Backend

from .helpers import pages, refusal, simple

NOON = datetime(2030, 5, 15, 12, tzinfo=UTC)
NEXT_MONTH = datetime(2030, 6, 1, tzinfo=UTC)
OFF = (404, "NotFoundException", "The Deliverability dashboard is not enabled for account 123456789012.")


@pytest.fixture(autouse=True)
def _noon(backend: Backend) -> None:
    backend.clock.advance(NOON - backend.clock.now())


@pytest.fixture
def dashboard(backend: Backend, ses: Any, sender: str) -> Any:
    """A client whose account has the dashboard, with example.com in it."""
    subscribe(ses, "example.com")
    return ses


def subscribe(ses: Any, *domains: str) -> None:
    given = [{"Domain": domain} for domain in domains]
    ses.put_deliverability_dashboard_option(DashboardEnabled=True, SubscribedDomains=given)


def options(ses: Any) -> Any:
    found = ses.get_deliverability_dashboard_options()
    del found["ResponseMetadata"]
    return found


def subscribed(ses: Any) -> tuple[list[str], list[str]]:
    """The active domains and those that are being removed."""
    found = options(ses)
    active, leaving = (found[f"{kind}SubscribedDomains"] for kind in ("Active", "PendingExpiration"))
    return [each["Domain"] for each in active], [each["Domain"] for each in leaving]


def start_test(ses: Any, name: str = "first", **members: Any) -> str:
    given = {"FromEmailAddress": "ann@example.com", "Content": simple("Hello", "How are you?"), "ReportName": name}
    report: str = ses.create_deliverability_test_report(**{**given, **members})["ReportId"]
    return report


class TestSubscription:
    def test_there_is_none_at_first(self, ses: Any) -> None:
        assert options(ses) == {
            "DashboardEnabled": False,
            "AccountStatus": "DISABLED",
            "ActiveSubscribedDomains": [],
            "PendingExpirationSubscribedDomains": [],
        }

    def test_subscribing(self, ses: Any, sender: str) -> None:
        tracking = {"Global": True, "TrackedIsps": ["Gmail"]}
        domain = {"Domain": "example.com", "InboxPlacementTrackingOption": tracking}
        ses.put_deliverability_dashboard_option(DashboardEnabled=True, SubscribedDomains=[domain])
        found = options(ses)
        assert (found["DashboardEnabled"], found["AccountStatus"]) == (True, "ACTIVE")
        (active,) = found["ActiveSubscribedDomains"]
        assert active.pop("SubscriptionStartDate").astimezone(UTC) == NOON
        assert active == domain
        assert "SubscriptionExpiryDate" not in found

    def test_domains_leave_with_the_month(self, backend: Backend, ses: Any) -> None:
        for name in ("a.com", "b.com"):
            backend.verify_identity(name)
        subscribe(ses, "a.com")
        backend.clock.advance(60)
        subscribe(ses, "b.com")
        assert subscribed(ses) == (["b.com"], ["a.com"])
        subscribe(ses, "b.com", "a.com")
        assert subscribed(ses) == (["b.com", "a.com"], [])
        starts = [each["SubscriptionStartDate"] for each in options(ses)["ActiveSubscribedDomains"]]
        assert starts[0] - starts[1] == timedelta(seconds=60)
        subscribe(ses)
        assert subscribed(ses) == ([], ["b.com", "a.com"])
        backend.clock.advance(NEXT_MONTH - backend.clock.now())
        assert subscribed(ses) == ([], [])
        assert options(ses)["AccountStatus"] == "ACTIVE"

    def test_cancelling(self, backend: Backend, dashboard: Any) -> None:
        report = start_test(dashboard)
        dashboard.put_deliverability_dashboard_option(DashboardEnabled=False)
        found = options(dashboard)
        assert (found["DashboardEnabled"], found["AccountStatus"]) == (False, "PENDING_EXPIRATION")
        assert found["SubscriptionExpiryDate"].astimezone(UTC) == NEXT_MONTH
        assert subscribed(dashboard) == ([], ["example.com"])
        dashboard.get_deliverability_test_report(ReportId=report)
        dashboard.get_domain_statistics_report(Domain="example.com", StartDate=NOON, EndDate=NOON)
        backend.clock.advance(NEXT_MONTH - backend.clock.now())
        found = options(dashboard)
        assert found["AccountStatus"] == "DISABLED"
        assert "SubscriptionExpiryDate" not in found
        assert refusal(dashboard.get_deliverability_test_report, ReportId=report) == OFF

    def test_cancelling_nothing(self, ses: Any) -> None:
        ses.put_deliverability_dashboard_option(DashboardEnabled=False)
        assert options(ses)["AccountStatus"] == "DISABLED"

    def test_a_change_of_mind(self, dashboard: Any) -> None:
        dashboard.put_deliverability_dashboard_option(DashboardEnabled=False)
        subscribe(dashboard, "example.com")
        assert options(dashboard)["AccountStatus"] == "ACTIVE"
        assert "SubscriptionExpiryDate" not in options(dashboard)
        assert subscribed(dashboard) == (["example.com"], [])

    def test_domains_must_be_verified_identities(self, backend: Backend, ses: Any) -> None:
        backend.verify_identity("ann@x.com")
        ses.create_email_identity(EmailIdentity="pending.com")
        for name in ("ghost.com", "ann@x.com", "pending.com"):
            text = f"Domain <{name}> is not a verified identity."
            assert refusal(subscribe, ses, name) == (404, "NotFoundException", text)

    def test_invalid_options(self, ses: Any, sender: str) -> None:
        assert "only once" in refusal(subscribe, ses, "example.com", "Example.com")[2]
        assert "'dashboardEnabled' failed" in refusal(ses.put_deliverability_dashboard_option)[2]
        assert options(ses)["DashboardEnabled"] is False

    @pytest.mark.parametrize(
        ("operation", "members"),
        [
            ("create_deliverability_test_report", {"FromEmailAddress": "ann@example.com", "Content": simple()}),
            ("get_blacklist_reports", {"BlacklistItemNames": ["192.0.2.1"]}),
            ("get_deliverability_test_report", {"ReportId": "r"}),
            ("get_domain_deliverability_campaign", {"CampaignId": "c"}),
            ("get_domain_statistics_report", {"Domain": "example.com", "StartDate": NOON, "EndDate": NOON}),
            ("list_deliverability_test_reports", {}),
            (
                "list_domain_deliverability_campaigns",
                {"SubscribedDomain": "example.com", "StartDate": NOON, "EndDate": NOON},
            ),
        ],
    )
    def test_all_else_needs_it(self, ses: Any, sender: str, operation: str, members: Any) -> None:
        assert refusal(getattr(ses, operation), **members) == OFF


class TestInboxPlacementTests:
    def test_progress_and_results(self, backend: Backend, dashboard: Any) -> None:
        tags = [{"Key": "k", "Value": "v"}]
        report = start_test(dashboard, Tags=tags)
        backend.add_placement(report, "Yahoo", inbox=50, spam=30, missing=20, dkim=90)
        backend.add_placement(report, "Gmail", inbox=100)
        found = dashboard.get_deliverability_test_report(ReportId=report)
        summary = found["DeliverabilityTestReport"]
        assert summary.pop("CreateDate").astimezone(UTC) == NOON
        assert summary == {
            "ReportId": report,
            "ReportName": "first",
            "Subject": "Hello",
            "FromEmailAddress": "ann@example.com",
            "DeliverabilityTestStatus": "IN_PROGRESS",
        }
        assert (found["OverallPlacement"], found["IspPlacements"], found["Tags"]) == ({}, [], tags)
        assert "How are you?" in found["Message"]
        backend.clock.advance(timedelta(hours=24))
        found = dashboard.get_deliverability_test_report(ReportId=report)
        assert found["DeliverabilityTestReport"]["DeliverabilityTestStatus"] == "COMPLETED"
        names = ("InboxPercentage", "SpamPercentage", "MissingPercentage", "SpfPercentage", "DkimPercentage")
        assert found["IspPlacements"] == [
            {"IspName": "Gmail", "PlacementStatistics": dict(zip(names, (100, 0, 0, 100, 100), strict=True))},
            {"IspName": "Yahoo", "PlacementStatistics": dict(zip(names, (50, 30, 20, 100, 90), strict=True))},
        ]
        assert found["OverallPlacement"] == dict(zip(names, (75, 15, 10, 100, 95), strict=True))

    def test_a_test_without_results(self, backend: Backend, dashboard: Any) -> None:
        report = start_test(dashboard)
        backend.clock.advance(timedelta(hours=24))
        found = dashboard.get_deliverability_test_report(ReportId=report)
        assert (found["OverallPlacement"], found["IspPlacements"]) == ({}, [])

    def test_its_mails_are_not_the_outbox_s(self, backend: Backend, dashboard: Any) -> None:
        assert (
            dashboard.create_deliverability_test_report(FromEmailAddress="ann@example.com", Content=simple())[
                "DeliverabilityTestStatus"
            ]
            == "IN_PROGRESS"
        )
        assert backend.outbox == []

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ({"Raw": {"Data": b"From: ann@example.com\r\nSubject: Raw\r\n\r\nbody"}}, "body"),
            ({"Template": {"TemplateName": "stored", "TemplateData": '{"x": "X"}'}}, "text X"),
        ],
    )
    def test_other_content(self, dashboard: Any, content: Any, words: str) -> None:
        dashboard.create_email_template(TemplateName="stored", TemplateContent={"Subject": "s", "Text": "text {{x}}"})
        found = dashboard.get_deliverability_test_report(ReportId=start_test(dashboard, Content=content))
        assert words in found["Message"]

    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            ({"FromEmailAddress": "ann@other.com"}, (400, "MessageRejected")),
            ({"FromEmailAddress": "ann"}, (400, "BadRequestException")),
            ({"FromEmailAddress": None}, (400, "BadRequestException")),
            ({"Content": {}}, (400, "BadRequestException")),
            ({"Content": {"Template": {"TemplateName": "ghost"}}}, (404, "NotFoundException")),
            ({"Content": {"Template": {"TemplateContent": {"Subject": "{{#if}}"}}}}, (400, "BadRequestException")),
            ({"Tags": [{"Key": "", "Value": ""}]}, (400, "BadRequestException")),
        ],
    )
    def test_invalid_tests(self, dashboard: Any, members: Any, expected: tuple[int, str]) -> None:
        assert refusal(start_test, dashboard, **members)[:2] == expected
        assert dashboard.list_deliverability_test_reports()["DeliverabilityTestReports"] == []

    def test_paused_sending(self, backend: Backend, dashboard: Any) -> None:
        backend.account.sending_enabled = False
        assert refusal(start_test, dashboard)[1] == "SendingPausedException"

    def test_listing(self, dashboard: Any) -> None:
        reports = [start_test(dashboard, name) for name in ("b", "a", "c")]
        found = [
            report
            for page in pages(dashboard.list_deliverability_test_reports, PageSize=1)
            for report in page["DeliverabilityTestReports"]
        ]
        assert [report["ReportId"] for report in found] == reports
        assert [report["ReportName"] for report in found] == ["b", "a", "c"]
        for members in ({"PageSize": 1001}, {"NextToken": "x"}):
            answer = refusal(dashboard.list_deliverability_test_reports, **members)
            assert answer[:2] == (400, "BadRequestException")

    def test_an_unknown_report(self, dashboard: Any) -> None:
        text = "Deliverability test report ghost does not exist."
        assert refusal(dashboard.get_deliverability_test_report, ReportId="ghost") == (404, "NotFoundException", text)

    def test_tags(self, backend: Backend, dashboard: Any) -> None:
        report = start_test(dashboard)
        arn = backend.arn(f"deliverability-test-report/{report}")
        dashboard.tag_resource(ResourceArn=arn, Tags=[{"Key": "k", "Value": "v"}])
        found = dashboard.get_deliverability_test_report(ReportId=report)
        assert found["Tags"] == [{"Key": "k", "Value": "v"}]


class TestStatistics:
    def report(self, ses: Any, start: datetime = NOON, end: datetime = NOON, domain: str = "example.com") -> Any:
        return ses.get_domain_statistics_report(Domain=domain, StartDate=start, EndDate=end)

    def test_counts(self, backend: Backend, dashboard: Any) -> None:
        backend.add_placed_mail("example.com", "Gmail", inbox=6, spam=2, read=3)
        backend.add_placed_mail("example.com", "Yahoo", inbox=1, spam=1, day=NOON.date() - timedelta(days=1))
        backend.add_placed_mail("example.com", "Gmail", inbox=100, day=NOON + timedelta(days=1))
        backend.add_placed_mail("other.com", "Gmail", inbox=100)
        found = self.report(dashboard, NOON - timedelta(days=2))
        gmail, yahoo = (
            {"IspName": "Gmail", "InboxRawCount": 6, "SpamRawCount": 2, "InboxPercentage": 75, "SpamPercentage": 25},
            {"IspName": "Yahoo", "InboxRawCount": 1, "SpamRawCount": 1, "InboxPercentage": 50, "SpamPercentage": 50},
        )
        assert found["OverallVolume"] == {
            "VolumeStatistics": {"InboxRawCount": 7, "SpamRawCount": 3, "ProjectedInbox": 70, "ProjectedSpam": 30},
            "ReadRatePercent": 30,
            "DomainIspPlacements": [gmail, yahoo],
        }
        assert [each["StartDate"].astimezone(UTC).day for each in found["DailyVolumes"]] == [13, 14, 15]
        assert [each["DomainIspPlacements"] for each in found["DailyVolumes"]] == [[], [yahoo], [gmail]]
        counts = [each["VolumeStatistics"]["InboxRawCount"] for each in found["DailyVolumes"]]
        assert counts == [0, 1, 6]

    def test_without_any(self, dashboard: Any) -> None:
        nothing = {"InboxRawCount": 0, "SpamRawCount": 0, "ProjectedInbox": 0, "ProjectedSpam": 0}
        found = self.report(dashboard)
        assert found["OverallVolume"]["VolumeStatistics"] == nothing
        assert found["OverallVolume"]["ReadRatePercent"] == 0

    def test_a_domain_that_is_not_subscribed(self, dashboard: Any) -> None:
        text = "Domain other.com is not subscribed to the Deliverability dashboard."
        assert refusal(self.report, dashboard, domain="other.com") == (404, "NotFoundException", text)

    def test_invalid_intervals(self, dashboard: Any) -> None:
        self.report(dashboard, NOON - timedelta(days=30))
        assert "30 days" in refusal(self.report, dashboard, NOON - timedelta(days=31))[2]
        assert "must not be after" in refusal(self.report, dashboard, NOON + timedelta(days=1))[2]
        found = refusal(dashboard.get_domain_statistics_report, Domain="example.com")
        assert found[:2] == (400, "BadRequestException")


class TestCampaigns:
    def listed(self, ses: Any, start: datetime = NOON, end: datetime = NOON, domain: str = "example.com") -> list[str]:
        given = {"SubscribedDomain": domain, "StartDate": start, "EndDate": end, "PageSize": 1}
        found = (
            page["DomainDeliverabilityCampaigns"] for page in pages(ses.list_domain_deliverability_campaigns, **given)
        )
        return [each["Subject"] for page in found for each in page]

    def test_get(self, backend: Backend, dashboard: Any) -> None:
        figures = {"InboxCount": 90, "SpamCount": 10, "ReadRate": 12.5, "Esps": ["Gmail"], "SendingIps": ["192.0.2.1"]}
        campaign = backend.add_campaign("ann@example.com", "Spring", last_seen=NOON, figures=figures)
        found = dashboard.get_domain_deliverability_campaign(CampaignId=campaign)["DomainDeliverabilityCampaign"]
        assert found["FirstSeenDateTime"] == found["LastSeenDateTime"] == NOON
        del found["FirstSeenDateTime"], found["LastSeenDateTime"]
        assert found == {
            "CampaignId": campaign,
            "Subject": "Spring",
            "FromAddress": "ann@example.com",
            **figures,
        }

    def test_listing(self, backend: Backend, dashboard: Any) -> None:
        day = timedelta(days=1)
        backend.add_campaign("ann@example.com", "now")
        backend.add_campaign("ann@example.com", "long", first_seen=NOON - 9 * day, last_seen=NOON + 9 * day)
        backend.add_campaign("ann@example.com", "before", first_seen=NOON - 2 * day)
        backend.add_campaign("ann@example.com", "after", first_seen=NOON + 2 * day)
        backend.add_campaign("ann@other.com", "theirs")
        assert self.listed(dashboard) == ["now", "long"]
        assert self.listed(dashboard, NOON - 2 * day, NOON + 2 * day) == ["now", "long", "before", "after"]
        assert self.listed(dashboard, NOON + 10 * day, NOON + 11 * day) == []

    def test_unknown_ones(self, dashboard: Any) -> None:
        text = "Campaign ghost does not exist."
        found = refusal(dashboard.get_domain_deliverability_campaign, CampaignId="ghost")
        assert found == (404, "NotFoundException", text)
        assert refusal(self.listed, dashboard, domain="other.com")[:2] == (404, "NotFoundException")

    def test_invalid_intervals(self, dashboard: Any) -> None:
        assert "30 days" in refusal(self.listed, dashboard, NOON - timedelta(days=31))[2]
        assert "must not be after" in refusal(self.listed, dashboard, NOON + timedelta(days=1))[2]


class TestBlocklists:
    def test_reports(self, backend: Backend, dashboard: Any) -> None:
        for ip in ("192.0.2.1", "192.0.2.2"):
            backend.add_dedicated_ip(ip)
        backend.add_blocklisting("192.0.2.1", "Example RBL", description="Seen in a trap.")
        backend.add_blocklisting("192.0.2.1", "Other RBL", listed=NOON - timedelta(days=1))
        found = dashboard.get_blacklist_reports(BlacklistItemNames=["192.0.2.1", "192.0.2.2"])["BlacklistReport"]
        assert found == {
            "192.0.2.1": [
                {"RblName": "Example RBL", "ListingTime": NOON, "Description": "Seen in a trap."},
                {"RblName": "Other RBL", "ListingTime": NOON - timedelta(days=1)},
            ],
            "192.0.2.2": [],
        }

    def test_addresses_of_others(self, dashboard: Any) -> None:
        found = refusal(dashboard.get_blacklist_reports, BlacklistItemNames=["192.0.2.9"])
        assert found == (404, "NotFoundException", "Dedicated IP address 192.0.2.9 does not exist.")

    def test_no_address(self, dashboard: Any) -> None:
        found = refusal(dashboard.get_blacklist_reports)
        assert found[:2] == (400, "BadRequestException")
        assert "'blacklistItemNames' failed" in found[2]
