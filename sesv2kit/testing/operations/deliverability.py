"""The Deliverability dashboard: its subscription, inbox placement tests, and figures that a test adds.

It needs a subscription. Without one, every operation except the one that subscribes returns a 404.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sesv2kit.testing.mail.addresses import key
from sesv2kit.testing.mail.message import mime_message
from sesv2kit.testing.paging import Listing
from sesv2kit.testing.protocol.errors import bad_request, not_found
from sesv2kit.testing.protocol.model import Json
from sesv2kit.testing.sending.content import read_content
from sesv2kit.testing.sending.delivery import admit
from sesv2kit.testing.state import State
from sesv2kit.testing.state.deliverability import Campaign, Placement, PlacementTest
from sesv2kit.testing.state.finding import find_placement_test

_TEST_TAKES = timedelta(hours=24)
_LONGEST = timedelta(days=30)


def create_deliverability_test_report(state: State, request: Json) -> Json:
    """Start an inbox placement test. Its emails go to test addresses of mailbox providers, not to the outbox."""
    _check_subscribed(state)
    tags, address = request.get("Tags", []), request["FromEmailAddress"]
    parts, template_name, error = read_content(state, request["Content"])
    if error:
        raise bad_request(error)
    admit(state, request, address, template_name)
    now = state.clock.now()
    message = mime_message(parts, now) if parts.mime is None else parts.mime
    test = PlacementTest(
        id=str(uuid.uuid4()),
        name=request.get("ReportName"),
        from_address=address,
        subject=parts.subject,
        message=message.decode("utf-8", "replace"),
        created=now,
        tags=tags,
    )
    state.placement_tests[f"{len(state.placement_tests):012}"] = test
    return {"ReportId": test.id, "DeliverabilityTestStatus": _status(state, test)}


def get_blacklist_reports(state: State, request: Json) -> Json:
    """The blocklists that each of the account's dedicated IP addresses is on."""
    _check_subscribed(state)
    ips: Sequence[str] = request["BlacklistItemNames"]
    for ip in ips:
        if ip not in state.dedicated_ips:
            raise not_found(f"Dedicated IP address {ip} does not exist.")
    return {
        "BlacklistReport": {
            ip: [
                {"RblName": each.list_name, "ListingTime": each.listed, "Description": each.description}
                for each in state.blocklistings
                if each.ip == ip
            ]
            for ip in ips
        }
    }


def get_deliverability_dashboard_options(state: State, request: Json) -> Json:
    """The subscription and the domains in it."""
    dashboard, now = state.dashboard, state.clock.now()
    running = dashboard.expires is not None and now < dashboard.expires
    return {
        "DashboardEnabled": dashboard.enabled,
        "SubscriptionExpiryDate": dashboard.expires if running else None,
        "AccountStatus": "ACTIVE" if dashboard.enabled else "PENDING_EXPIRATION" if running else "DISABLED",
        "ActiveSubscribedDomains": [*dashboard.domains.values()],
        "PendingExpirationSubscribedDomains": [option for option, until in dashboard.leaving.values() if now < until],
    }


def get_deliverability_test_report(state: State, request: Json) -> Json:
    """The test and, a day after its start, its results."""
    _check_subscribed(state)
    test = find_placement_test(state, request["ReportId"])
    done = _status(state, test) == "COMPLETED"
    return {
        "DeliverabilityTestReport": _test_summary(state, test),
        "OverallPlacement": _overall([*test.placements.values()]) if done else {},
        "IspPlacements": [
            {"IspName": isp, "PlacementStatistics": _percentages(placement)}
            for isp, placement in sorted(test.placements.items())
            if done
        ],
        "Message": test.message,
        "Tags": test.tags,
    }


def get_domain_deliverability_campaign(state: State, request: Json) -> Json:
    """A campaign with its figures."""
    _check_subscribed(state)
    campaign_id = request["CampaignId"]
    campaign = next((each for each in state.campaigns.values() if each.id == campaign_id), None)
    if campaign is None:
        raise not_found(f"Campaign {campaign_id} does not exist.")
    return {"DomainDeliverabilityCampaign": _campaign(campaign)}


def get_domain_statistics_report(state: State, request: Json) -> Json:
    """A domain's mail in inboxes and spam folders, in total and for each day. Both dates are inclusive."""
    domain = request["Domain"]
    start, end = _interval(request)
    _check_subscribed(state, domain)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    read, placed = _count(state, domain, days, "READ"), _count(state, domain, days, "INBOX", "SPAM")
    return {
        "OverallVolume": {
            **_volume(state, domain, days),
            "ReadRatePercent": _share(read, placed),
        },
        "DailyVolumes": [
            {"StartDate": datetime.combine(day, time(), UTC), **_volume(state, domain, [day])} for day in days
        ],
    }


def list_deliverability_test_reports(state: State, request: Json) -> Listing[PlacementTest]:
    """The tests, oldest first."""
    _check_subscribed(state)
    return Listing(
        member="DeliverabilityTestReports",
        rows=state.placement_tests,
        show=lambda test: _test_summary(state, test),
        default=1000,
        maximum=1000,
    )


def list_domain_deliverability_campaigns(state: State, request: Json) -> Listing[Campaign]:
    """A domain's campaigns in the interval, oldest first. Both dates are inclusive."""
    domain = request["SubscribedDomain"]
    start, end = _interval(request)
    _check_subscribed(state, domain)
    return Listing(
        member="DomainDeliverabilityCampaigns",
        rows=state.campaigns,
        show=_campaign,
        keep=lambda each: (
            each.from_address.rpartition("@")[2] == domain
            and _day(each.first_seen) <= end
            and _day(each.last_seen) >= start
        ),
        default=1000,
        maximum=1000,
    )


def put_deliverability_dashboard_option(state: State, request: Json) -> None:
    """Subscribe with the given domains, or cancel. Domains and subscriptions end at the end of a month."""
    options: Sequence[Json] = request.get("SubscribedDomains", [])
    names = [_verified_domain(state, option) for option in options]
    if len(set(names)) < len(names):
        raise bad_request("Each domain can be subscribed only once.")
    dashboard, now = state.dashboard, state.clock.now()
    month_end = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    chosen = dict(zip(names, options, strict=True)) if request["DashboardEnabled"] else {}
    known = {
        **{name: option for name, (option, until) in dashboard.leaving.items() if now < until},
        **dashboard.domains,
    }
    dashboard.domains = {
        name: {**option, "SubscriptionStartDate": known.get(name, {}).get("SubscriptionStartDate", now)}
        for name, option in chosen.items()
    }
    dashboard.leaving = {name: (option, month_end) for name, option in known.items() if name not in chosen}
    if request["DashboardEnabled"]:
        dashboard.enabled, dashboard.expires = True, None
    elif dashboard.enabled:
        dashboard.enabled, dashboard.expires = False, month_end


def _check_subscribed(state: State, domain: str | None = None) -> None:
    """Refuse if the dashboard, or the domain in it, has no subscription."""
    dashboard, now = state.dashboard, state.clock.now()
    if not (dashboard.enabled or (dashboard.expires and now < dashboard.expires)):
        raise not_found(f"The Deliverability dashboard is not enabled for account {state.account_id}.")
    leaving = domain in dashboard.leaving and now < dashboard.leaving[domain][1]
    if domain is not None and domain not in dashboard.domains and not leaving:
        raise not_found(f"Domain {domain} is not subscribed to the Deliverability dashboard.")


def _verified_domain(state: State, option: Json) -> str:
    name = key(option.get("Domain", ""))
    identity = state.identities.get(name)
    if identity is None or not identity.is_domain or not identity.verified:
        raise not_found(f"Domain <{name}> is not a verified identity.")
    return name


def _interval(request: Json) -> tuple[date, date]:
    start, end = request["StartDate"], request["EndDate"]
    if start > end:
        raise bad_request("The start date must not be after the end date.")
    if end - start > _LONGEST:
        raise bad_request("The interval must not be longer than 30 days.")
    return _day(start), _day(end)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _status(state: State, test: PlacementTest) -> str:
    return "COMPLETED" if state.clock.now() >= test.created + _TEST_TAKES else "IN_PROGRESS"


def _test_summary(state: State, test: PlacementTest) -> Json:
    return {
        "ReportId": test.id,
        "ReportName": test.name,
        "Subject": test.subject,
        "FromEmailAddress": test.from_address,
        "CreateDate": test.created,
        "DeliverabilityTestStatus": _status(state, test),
    }


def _percentages(placement: Placement) -> Json:
    return {
        "InboxPercentage": placement.inbox,
        "SpamPercentage": placement.spam,
        "MissingPercentage": placement.missing,
        "SpfPercentage": placement.spf,
        "DkimPercentage": placement.dkim,
    }


def _overall(placements: Sequence[Placement]) -> Json:
    """The mean of all providers; nothing if no results were added."""
    shown = [_percentages(placement) for placement in placements]
    return {name: sum(each[name] for each in shown) / len(shown) for name in (shown[0] if shown else ())}


def _campaign(campaign: Campaign) -> Json:
    return {
        "CampaignId": campaign.id,
        "Subject": campaign.subject,
        "FromAddress": campaign.from_address,
        "FirstSeenDateTime": campaign.first_seen,
        "LastSeenDateTime": campaign.last_seen,
        **campaign.figures,
    }


def _count(state: State, domain: str, days: Sequence[date], *kinds: str, isp: str | None = None) -> int:
    return sum(
        count
        for key, count in state.placed_mail.items()
        if key.domain == domain and key.day in days and key.kind in kinds and isp in (None, key.isp)
    )


def _volume(state: State, domain: str, days: Sequence[date]) -> Json:
    inbox, spam = (_count(state, domain, days, kind) for kind in ("INBOX", "SPAM"))
    isps = sorted({key.isp for key in state.placed_mail if key.domain == domain and key.day in days})
    return {
        "VolumeStatistics": {
            "InboxRawCount": inbox,
            "SpamRawCount": spam,
            # AWS documents a percentage, but the type is a whole number.
            "ProjectedInbox": round(_share(inbox, inbox + spam)),
            "ProjectedSpam": round(_share(spam, inbox + spam)),
        },
        "DomainIspPlacements": [_isp_volume(state, domain, days, isp) for isp in isps],
    }


def _isp_volume(state: State, domain: str, days: Sequence[date], isp: str) -> Json:
    inbox, spam = (_count(state, domain, days, kind, isp=isp) for kind in ("INBOX", "SPAM"))
    return {
        "IspName": isp,
        "InboxRawCount": inbox,
        "SpamRawCount": spam,
        "InboxPercentage": _share(inbox, inbox + spam),
        "SpamPercentage": _share(spam, inbox + spam),
    }


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
