"""Problems of an account, and those that are likely soon: `account.health`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from sesv2kit._boto.metrics import Figures, latest
from sesv2kit._boto.others import service_of
from sesv2kit._core import clock
from sesv2kit._core.arguments import validated
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    CredentialsError,
    NotFoundError,
    PaginationLoopError,
    Problem,
    RequestInvalidError,
    ResponseUnreadableError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
    TransportError,
)
from sesv2kit.health import Finding, FindingKind, HealthReport, QuotaUse, Severity
from sesv2kit.models.account import GET_ACCOUNT, GetAccountResponse
from sesv2kit.models.configuration_sets import (
    GET_CONFIGURATION_SET,
    GET_CONFIGURATION_SET_EVENT_DESTINATIONS,
    LIST_CONFIGURATION_SETS,
)
from sesv2kit.models.identities import GET_EMAIL_IDENTITY, LIST_EMAIL_IDENTITIES, GetEmailIdentityResponse
from sesv2kit.models.vdm import LIST_RECOMMENDATIONS
from sesv2kit.operation import Operation, RequestT, ResponseT

_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/"
_SANDBOX = _GUIDE + "request-production-access.html"
_PAUSED = _GUIDE + "monitoring-sender-reputation-pausing-account.html"
_REVIEW = _GUIDE + "faqs-enforcement.html"
_QUOTAS = _GUIDE + "manage-sending-quotas.html"
_REPUTATION = _GUIDE + "reputation-dashboard-dg.html"
_SUPPRESSION = _GUIDE + "sending-email-suppression-list.html"
_VDM = _GUIDE + "vdm.html"
_IDENTITIES = _GUIDE + "verify-addresses-and-domains.html"
_DKIM = _GUIDE + "send-email-authentication-dkim.html"
_MAIL_FROM = _GUIDE + "mail-from.html"
_EVENTS = _GUIDE + "monitor-sending-activity.html"

_QUOTA_WARNING = 0.8
"""Share of the quota above which there is a warning. It is our own value; AWS documents none."""

BOUNCES = (0.05, 0.10)
"""Bounce rate at which AWS reviews an account, and bounce rate at which it may pause its sending."""

COMPLAINTS = (0.001, 0.005)
"""Complaint rate at which AWS reviews an account, and complaint rate at which it may pause its sending."""

_ORDER: Sequence[Severity] = ("critical", "warning", "info")


async def report(caller: Caller, identities: Sequence[str] | None, cloudwatch_client: Any) -> HealthReport:
    """Make all checks; see `Account.health`."""
    names = _checked(caller, identities, cloudwatch_client)
    check = _Check(caller)
    account = await check.look_up(GET_ACCOUNT, {}, "account", _GUIDE)
    check.findings += of_account(account)
    values = await check.rates(cloudwatch_client)
    quota = _quota(account, values.get("sends"))
    check.findings += of_quota(quota)
    check.findings += of_rates(values.get("bounces"), values.get("complaints"))
    reporting = await check.configuration_sets()
    await check.identities(names, reporting)
    if account.vdm_attributes is not None and account.vdm_attributes.vdm_enabled == "ENABLED":
        await check.recommendations()
    return HealthReport(
        region_name=caller.region_name,
        checked_at=clock.current().now(),
        quota=quota,
        bounce_rate=values.get("bounces"),
        complaint_rate=values.get("complaints"),
        findings=tuple(sorted(check.findings, key=lambda one: _ORDER.index(one.severity))),
    )


def _checked(caller: Caller, identities: Any, cloudwatch_client: Any) -> list[str] | None:
    """The names of the identities without duplicates. None: all.

    Raises:
        RequestInvalidError: An argument is invalid.
    """
    problems: list[Problem] = []
    names: list[Any] | None = None
    if isinstance(identities, str):
        problems.append(Problem("identities", "must be a list of identities, not text", "sesv2kit"))
    elif hasattr(identities, "__iter__"):
        names = list(identities)
    elif identities is not None:
        problems.append(Problem("identities", "must be a list of identities", "sesv2kit"))
    for number, name in enumerate(names or ()):
        try:
            validated(GET_EMAIL_IDENTITY, {"email_identity": name})
        except RequestInvalidError as error:
            problems += [Problem(f"identities.{number}", one.message, one.source) for one in error.problems]
    if cloudwatch_client is not None:
        region_name = getattr(getattr(cloudwatch_client, "meta", None), "region_name", None)
        if service_of(cloudwatch_client) != "cloudwatch":
            problems.append(Problem("cloudwatch_client", 'must be a boto3 client for "cloudwatch"', "sesv2kit"))
        elif region_name != caller.region_name:
            message = f"must be for {caller.region_name}, not for {region_name}: each region has its own metrics"
            problems.append(Problem("cloudwatch_client", message, "sesv2kit"))
    if problems:
        raise RequestInvalidError("health", problems)
    return None if names is None else list(dict.fromkeys(names))


def _is_of_one(error: SESv2Error) -> bool:
    """Whether an error concerns only one identity or configuration set, so that the others are still checked."""
    if isinstance(error, AuthenticationError | TooManyRequestsError):
        return False
    return isinstance(error, ServiceError | ResponseUnreadableError)


class _Check:
    """The checks. Anything except the account itself that cannot be read becomes a finding."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.findings: list[Finding] = []

    async def rates(self, given: Any) -> Mapping[str, float]:
        """The bounce and complaint rates that AWS reviews, from CloudWatch."""
        caller, instead = self._caller, "pass cloudwatch_client="

        def ask() -> Figures:
            opened = nullcontext(given) if given is not None else caller.other_client("cloudwatch", instead=instead)
            with opened as client:
                return latest(client, clock.current().now())

        try:
            figures = await caller.blocking(ask)
        except (CredentialsError, AuthenticationError):
            raise
        except SESv2Error as error:
            self._not_known("account", "bounce and complaint rates", error, _REPUTATION)
            return {}
        for id, status in figures.refused.items():
            message = f"{id}: not known, CloudWatch did not carry out the query ({status})"
            action = (
                "the credentials must be allowed cloudwatch:GetMetricData" if status == "Forbidden" else "try again"
            )
            self._add("info", "not_known", "account", message, action, _REPUTATION)
        return figures.values

    async def look_up(
        self, operation: Operation[RequestT, ResponseT], arguments: Mapping[str, Any], subject: str, source: str
    ) -> ResponseT:
        """Call an operation that reads. Members of the response that could not be read become a finding."""
        found = await self._caller.look_up(operation, arguments)
        if found.metadata.unread:
            unread = ", ".join(found.metadata.unread)
            message = f"some of it is not known, because the response of {operation.name} lacks {unread}"
            self._add("info", "not_known", subject, message, "check it in the console", source)
        return found

    async def configuration_sets(self) -> frozenset[str] | None:
        """The configuration sets with an event destination for bounces and complaints, including those for which this
        is unknown. None: the configuration sets are not known."""
        reporting: set[str] = set()
        try:
            for name in await listed(self._caller, LIST_CONFIGURATION_SETS, {}):
                subject = f"configuration-set/{name}"
                try:
                    is_reported = await self._configuration_set(name, subject)
                except NotFoundError:  # deleted since it was listed
                    continue
                except SESv2Error as error:
                    if not _is_of_one(error):
                        raise
                    self._not_known(subject, "its settings", error, _EVENTS)
                    is_reported = True
                if is_reported:
                    reporting.add(name)
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "configuration sets", error, _EVENTS)
            return None
        return frozenset(reporting)

    async def _configuration_set(self, name: str, subject: str) -> bool:
        """Whether a configuration set has an event destination for bounces and complaints. True also if this is
        unknown."""
        arguments = {"configuration_set_name": name}
        found = await self.look_up(GET_CONFIGURATION_SET, arguments, subject, _EVENTS)
        if found.sending_options is not None and found.sending_options.sending_enabled is False:
            self._add(
                "warning",
                "configuration_set_paused",
                subject,
                "its sending is paused",
                "configuration_sets.put_configuration_set_sending_options(sending_enabled=True) resumes it",
                _PAUSED,
            )
        destinations = await self.look_up(GET_CONFIGURATION_SET_EVENT_DESTINATIONS, arguments, subject, _EVENTS)
        if destinations.metadata.unread:
            return True
        types = {kind for one in destinations.event_destinations if one.enabled for kind in one.matching_event_types}
        missing = [kind for kind in ("BOUNCE", "COMPLAINT") if kind not in types]
        if missing:
            self._add(
                "warning",
                "bounces_unnoticed",
                subject,
                f"no event destination gets its {' and '.join(missing)} events",
                "configuration_sets.ensure_event_destination() adds one",
                _EVENTS,
            )
        return not missing

    async def identities(self, names: Sequence[str] | None, reporting: frozenset[str] | None) -> None:
        """The findings about identities."""
        try:
            if names is None:
                infos = await listed(self._caller, LIST_EMAIL_IDENTITIES, {})
                names = [one.identity_name for one in infos if one.identity_name]
            for name in names:
                await self._identity(name, reporting)
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "identities", error, _IDENTITIES)

    async def _identity(self, name: str, reporting: frozenset[str] | None) -> None:
        subject = f"identity/{name}"
        try:
            found = await self.look_up(GET_EMAIL_IDENTITY, {"email_identity": name}, subject, _IDENTITIES)
        except NotFoundError:
            self._add(
                "critical",
                "identity_not_verified",
                subject,
                "there is no such identity in this region",
                "identities.ensure() creates it",
                _IDENTITIES,
            )
        except SESv2Error as error:
            if not _is_of_one(error):
                raise
            self._not_known(subject, "its state", error, _IDENTITIES)
        else:
            self.findings += of_identity(name, found, None if found.metadata.unread else reporting)

    async def recommendations(self) -> None:
        """The open recommendations of the VDM."""
        try:
            found = await listed(self._caller, LIST_RECOMMENDATIONS, {"filter": {"STATUS": "OPEN"}})
        except AuthenticationError:
            raise
        except (ServiceError, TransportError, PaginationLoopError) as error:
            self._not_known("account", "recommendations", error, _VDM)
            return
        for one in found:
            subject = (one.resource_arn or "account").partition(":ses:")[2].split(":", 2)[-1] or "account"
            severity: Severity = "warning" if one.impact == "HIGH" else "info"
            self._add(
                severity,
                "open_recommendation",
                subject,
                f"the advisor recommends a change: {one.type or 'not stated'} {one.description or ''}".rstrip(),
                "the page explains each code",
                _GUIDE + "vdm-advisor.html",
            )

    def _not_known(self, subject: str, what: str, error: SESv2Error, source: str) -> None:
        hint = "may not be read with these credentials" if isinstance(error, AccessDeniedError) else "cannot be read"
        self._add("info", "not_known", subject, f"{what}: not known, {hint}", " ".join(str(error).split()), source)

    def _add(self, severity: Severity, kind: FindingKind, subject: str, message: str, action: str, source: str) -> None:
        self.findings.append(Finding(severity, kind, subject, message, action, source))


# Findings from responses. No I/O.


def _quota(account: GetAccountResponse, sent_last_hour: float | None) -> QuotaUse:
    quota = account.send_quota
    most = None if quota is None else quota.max24_hour_send
    is_unlimited = most is not None and most < 0
    return QuotaUse(
        sent_last_24_hours=None if quota is None else quota.sent_last24_hours,
        max_24_hour_send=None if is_unlimited else most,
        is_unlimited=is_unlimited,
        sent_last_hour=sent_last_hour,
        max_send_rate=None if quota is None else quota.max_send_rate,
    )


def of_account(account: GetAccountResponse) -> Iterator[Finding]:
    """The findings about the account itself."""

    def finding(severity: Severity, kind: FindingKind, message: str, action: str, source: str) -> Finding:
        return Finding(severity, kind, "account", message, action, source)

    if account.sending_enabled is False:
        action = "account.put_account_sending_attributes(sending_enabled=True) resumes it, unless AWS paused it"
        yield finding("critical", "sending_paused", "sending is paused", action, _PAUSED)
    if account.enforcement_status == "SHUTDOWN":
        action = "read AWS's email to the account's owner, fix the cause and request a review"
        yield finding("critical", "shut_down", "AWS stopped the sending", action, _REVIEW)
    elif account.enforcement_status == "PROBATION":
        action = "read AWS's email to the account's owner and fix the cause before the review ends"
        yield finding("warning", "under_review", "AWS reviews the account", action, _REVIEW)
    if account.production_access_enabled is False:
        action = "account.put_account_details() requests production access"
        yield finding("warning", "sandbox", "it sends to verified recipients only", action, _SANDBOX)
    unread = {path.partition(".")[0] for path in account.metadata.unread}
    reasons: Sequence[str] = ()
    if "SuppressionAttributes" in unread:  # not known, so there is no warning
        reasons = ("BOUNCE", "COMPLAINT")
    elif account.suppression_attributes is not None:
        reasons = account.suppression_attributes.suppressed_reasons
    action = "account.put_account_suppression_attributes() makes SES suppress them"
    if "BOUNCE" not in reasons:
        message = "SES sends again to addresses that bounce"
        yield finding("warning", "bounces_not_suppressed", message, action, _SUPPRESSION)
    if "COMPLAINT" not in reasons:
        message = "SES sends again to recipients that complained"
        yield finding("warning", "complaints_not_suppressed", message, action, _SUPPRESSION)
    is_vdm_on = account.vdm_attributes is not None and account.vdm_attributes.vdm_enabled == "ENABLED"
    if not is_vdm_on and "VdmAttributes" not in unread:
        action = "vdm.put_account_vdm_attributes() enables it, which costs money"
        yield finding("info", "vdm_disabled", "there are no recommendations without VDM", action, _VDM)


def of_quota(quota: QuotaUse) -> Iterator[Finding]:
    """The finding if the quota is nearly used up."""
    if quota.used is not None and quota.used >= _QUOTA_WARNING:
        severity: Severity = "critical" if quota.used >= 1 else "warning"
        message = f"{100 * quota.used:.0f} % of the quota of 24 hours is used"
        yield Finding(severity, "quota_used", "account", message, "request a larger quota from AWS", _QUOTAS)


def of_rates(bounces: float | None, complaints: float | None) -> Iterator[Finding]:
    """The findings if AWS reviews accounts at these rates."""
    kinds: Sequence[tuple[FindingKind, str, float | None, tuple[float, float]]] = (
        ("bounce_rate", "bounces", bounces, BOUNCES),
        ("complaint_rate", "complaints", complaints, COMPLAINTS),
    )
    for kind, what, rate, (review, pause) in kinds:
        if rate is not None and rate >= review:
            severity: Severity = "critical" if rate >= pause else "warning"
            then = "may pause the account" if rate >= pause else "reviews the account"
            message = f"{100 * rate:.2f} % {what}: AWS {then} from {100 * (pause if rate >= pause else review):g} % on"
            action = "send only to recipients that asked for it, and check which emails caused it"
            yield Finding(severity, kind, "account", message, action, _REPUTATION)


def of_identity(name: str, found: GetEmailIdentityResponse, reporting: frozenset[str] | None) -> Iterator[Finding]:
    """The findings about an identity.

    Args:
        name: Its name.
        found: The response of SES.
        reporting: The configuration sets with an event destination for bounces and complaints. None: not known.
    """
    subject = f"identity/{name}"

    def finding(severity: Severity, kind: FindingKind, message: str, action: str, source: str) -> Finding:
        return Finding(severity, kind, subject, message, action, source)

    is_domain = found.identity_type != "EMAIL_ADDRESS"
    if found.verification_status not in (None, "SUCCESS"):
        how = "publish its DNS records" if is_domain else "follow the link in AWS's email"
        message = f"it is not verified ({found.verification_status})"
        yield finding("critical", "identity_not_verified", message, how, _IDENTITIES)
        return
    if found.verified_for_sending_status is False:
        message = "it cannot be used for sending"
        yield finding("critical", "identity_sending_disabled", message, "check its status in the console", _IDENTITIES)
    dkim = found.dkim_attributes
    if is_domain and dkim is not None and dkim.status not in (None, "SUCCESS"):
        message = f"its mail is not signed with DKIM ({dkim.status})"
        yield finding("warning", "dkim_failing", message, "publish its CNAME records", _DKIM)
    elif is_domain and dkim is not None and dkim.signing_enabled is False:
        action = "identities.put_email_identity_dkim_attributes(signing_enabled=True)"
        yield finding("warning", "dkim_failing", "its mail is not signed with DKIM (switched off)", action, _DKIM)
    mail_from = found.mail_from_attributes
    if (
        mail_from is not None
        and mail_from.mail_from_domain
        and mail_from.mail_from_domain_status not in (None, "SUCCESS")
    ):
        behavior = getattr(mail_from, "behavior_on_mx_failure", None)  # there is none if it could not be read
        rejected = behavior == "REJECT_MESSAGE"
        then = "SES refuses its emails" if rejected else "amazonses.com is used instead"
        then = then if behavior is not None else "the effect on its emails is not known"
        message = f"the MX record of {mail_from.mail_from_domain} is not found: {then}"
        severity: Severity = "critical" if rejected else "warning"
        yield finding(severity, "mail_from_failing", message, "publish its MX and SPF records", _MAIL_FROM)
    own = found.configuration_set_name
    if found.feedback_forwarding_status is False and reporting is not None and own not in reporting:
        message = (
            "its bounces are not reported: they are neither forwarded nor published by a default configuration set"
        )
        action = "add one with configuration_sets.ensure_event_destination(), and make that set the identity's default"
        yield finding("warning", "bounces_unnoticed", message, action, _EVENTS)
