"""What is wrong with an account, or soon will be: `account.health`."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sesv2kit._boto.metrics import latest
from sesv2kit._core import clock
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import listed
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    BadRequestError,
    CredentialsError,
    NotFoundError,
    Problem,
    RequestInvalidError,
    SESv2Error,
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

if TYPE_CHECKING:
    from collections.abc import Mapping

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
"""Share of the quota from which it is worth a warning. Ours: AWS names none."""

BOUNCES = (0.05, 0.10)
"""Share of bounces at which AWS reviews an account, and at which it may pause its sending."""

COMPLAINTS = (0.001, 0.005)
"""Share of complaints at which AWS reviews an account, and at which it may pause its sending."""

_ORDER: Sequence[Severity] = ("critical", "warning", "info")


async def report(caller: Caller, identities: Sequence[str] | None, cloudwatch_client: Any) -> HealthReport:
    """Look everything up; see `Account.health`."""
    if isinstance(identities, str):
        message = "must be a list of identities, not text"
        raise RequestInvalidError("health", [Problem("identities", message, "sesv2kit")])
    check = _Check(caller)
    account = await caller.look_up(GET_ACCOUNT, {})
    check.findings += of_account(account)
    values = await check.rates(cloudwatch_client)
    quota = _quota(account, values.get("sends"))
    check.findings += of_quota(quota)
    check.findings += of_rates(values.get("bounces"), values.get("complaints"))
    heard = await check.configuration_sets()
    await check.identities(identities, heard)
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


class _Check:
    """What is looked up beyond the account itself. What the credentials may not read becomes a finding."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.findings: list[Finding] = []

    async def rates(self, given: Any) -> "Mapping[str, float]":
        """The rates that AWS judges by, from CloudWatch."""
        caller, instead = self._caller, "pass cloudwatch_client="

        def ask() -> "Mapping[str, float]":
            opened = nullcontext(given) if given is not None else caller.other_client("cloudwatch", instead=instead)
            with opened as client:
                return latest(client, clock.current().now())

        try:
            return await caller.blocking(ask)
        except (CredentialsError, AuthenticationError):
            raise
        except SESv2Error as error:
            self._not_known("account", "bounce and complaint rates", error, _REPUTATION)
            return {}

    async def configuration_sets(self) -> frozenset[str] | None:
        """Configuration sets that report bounces and complaints somewhere. None: not known."""
        try:
            names = await listed(self._caller, LIST_CONFIGURATION_SETS, {})
            heard = [name for name in names if await self._configuration_set(name)]
        except (AccessDeniedError, BadRequestError) as error:
            self._not_known("account", "configuration sets", error, _EVENTS)
            return None
        return frozenset(heard)

    async def _configuration_set(self, name: str) -> bool:
        arguments = {"configuration_set_name": name}
        subject = f"configuration-set/{name}"
        try:
            found = await self._caller.look_up(GET_CONFIGURATION_SET, arguments)
            destinations = await self._caller.look_up(GET_CONFIGURATION_SET_EVENT_DESTINATIONS, arguments)
        except NotFoundError:  # deleted since it was listed
            return False
        if found.sending_options is not None and found.sending_options.sending_enabled is False:
            self._add(
                "warning",
                "configuration_set_paused",
                subject,
                "its sending is paused",
                "configuration_sets.put_configuration_set_sending_options(sending_enabled=True) resumes it",
                _PAUSED,
            )
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

    async def identities(self, names: Sequence[str] | None, heard: frozenset[str] | None) -> None:
        """What is wrong with identities."""
        try:
            if names is None:
                infos = await listed(self._caller, LIST_EMAIL_IDENTITIES, {})
                names = [one.identity_name for one in infos if one.identity_name]
            for name in names:
                try:
                    found = await self._caller.look_up(GET_EMAIL_IDENTITY, {"email_identity": name})
                except NotFoundError:
                    self._add(
                        "critical",
                        "identity_not_verified",
                        f"identity/{name}",
                        "there is no such identity in this region",
                        "identities.ensure() creates it",
                        _IDENTITIES,
                    )
                else:
                    self.findings += of_identity(name, found, heard)
        except (AccessDeniedError, BadRequestError) as error:
            self._not_known("account", "identities", error, _IDENTITIES)

    async def recommendations(self) -> None:
        """What VDM's advisor found."""
        try:
            found = await listed(self._caller, LIST_RECOMMENDATIONS, {"filter": {"STATUS": "OPEN"}})
        except (AccessDeniedError, BadRequestError) as error:
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


# What follows from responses. No I/O.


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
    """What the account itself tells."""

    def finding(severity: Severity, kind: FindingKind, message: str, action: str, source: str) -> Finding:
        return Finding(severity, kind, "account", message, action, source)

    if account.sending_enabled is False:
        action = "account.put_account_sending_attributes(sending_enabled=True) resumes it, unless AWS paused it"
        yield finding("critical", "sending_paused", "sending is paused", action, _PAUSED)
    if account.enforcement_status == "SHUTDOWN":
        action = "read AWS's email to the account's owner, mend the cause and ask for a review"
        yield finding("critical", "shut_down", "AWS stopped the sending", action, _REVIEW)
    elif account.enforcement_status == "PROBATION":
        action = "read AWS's email to the account's owner and mend the cause before the review ends"
        yield finding("warning", "under_review", "AWS reviews the account", action, _REVIEW)
    if account.production_access_enabled is False:
        action = "account.put_account_details() asks for production access"
        yield finding("warning", "sandbox", "it sends to verified recipients only", action, _SANDBOX)
    reasons = () if account.suppression_attributes is None else account.suppression_attributes.suppressed_reasons
    action = "account.put_account_suppression_attributes() makes SES suppress them"
    if "BOUNCE" not in reasons:
        message = "addresses that bounce are mailed again"
        yield finding("warning", "bounces_not_suppressed", message, action, _SUPPRESSION)
    if "COMPLAINT" not in reasons:
        message = "people who complained are mailed again"
        yield finding("warning", "complaints_not_suppressed", message, action, _SUPPRESSION)
    if account.vdm_attributes is None or account.vdm_attributes.vdm_enabled != "ENABLED":
        action = "vdm.put_account_vdm_attributes() enables it, which costs money"
        yield finding("info", "vdm_disabled", "there are no recommendations without VDM", action, _VDM)


def of_quota(quota: QuotaUse) -> Iterator[Finding]:
    """Whether the quota is nearly used up."""
    if quota.used is not None and quota.used >= _QUOTA_WARNING:
        severity: Severity = "critical" if quota.used >= 1 else "warning"
        message = f"{100 * quota.used:.0f} % of the quota of 24 hours is used"
        yield Finding(severity, "quota_used", "account", message, "ask AWS for a larger quota", _QUOTAS)


def of_rates(bounces: float | None, complaints: float | None) -> Iterator[Finding]:
    """Whether AWS reviews the account at these rates."""
    kinds: Sequence[tuple[FindingKind, str, float | None, tuple[float, float]]] = (
        ("bounce_rate", "bounces", bounces, BOUNCES),
        ("complaint_rate", "complaints", complaints, COMPLAINTS),
    )
    for kind, what, rate, (review, pause) in kinds:
        if rate is not None and rate >= review:
            severity: Severity = "critical" if rate >= pause else "warning"
            then = "may pause the account" if rate >= pause else "reviews the account"
            message = f"{100 * rate:.2f} % {what}: AWS {then} from {100 * (pause if rate >= pause else review):g} % on"
            action = "mail only people who asked for it, and see which mail it was"
            yield Finding(severity, kind, "account", message, action, _REPUTATION)


def of_identity(name: str, found: GetEmailIdentityResponse, heard: frozenset[str] | None) -> Iterator[Finding]:
    """What is wrong with an identity.

    Args:
        name: Its name.
        found: What SES returned.
        heard: Configuration sets that report bounces and complaints. None: not known.
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
        message = "it may not be used for sending"
        yield finding("critical", "identity_sending_disabled", message, "see its status in the console", _IDENTITIES)
    dkim = found.dkim_attributes
    if is_domain and dkim is not None and dkim.status not in (None, "SUCCESS"):
        message = f"its mail is not signed with DKIM ({dkim.status})"
        yield finding("warning", "dkim_failing", message, "publish its CNAME records", _DKIM)
    elif is_domain and dkim is not None and dkim.signing_enabled is False:
        action = "identities.put_email_identity_dkim_attributes(signing_enabled=True)"
        yield finding("warning", "dkim_failing", "its mail is not signed with DKIM (switched off)", action, _DKIM)
    mail_from = found.mail_from_attributes
    if mail_from is not None and mail_from.mail_from_domain and mail_from.mail_from_domain_status != "SUCCESS":
        rejected = mail_from.behavior_on_mx_failure == "REJECT_MESSAGE"
        then = "its mail is refused" if rejected else "amazonses.com is used instead"
        message = f"the MX record of {mail_from.mail_from_domain} is not found: {then}"
        severity: Severity = "critical" if rejected else "warning"
        yield finding(severity, "mail_from_failing", message, "publish its MX and SPF records", _MAIL_FROM)
    own = found.configuration_set_name
    if found.feedback_forwarding_status is False and heard is not None and own not in heard:
        message = "nobody hears of its bounces: they are neither forwarded nor published by a default configuration set"
        action = "configuration_sets.ensure_event_destination(), and make that set the identity's default"
        yield finding("warning", "bounces_unnoticed", message, action, _EVENTS)
