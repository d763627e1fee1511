"""Findings about an account's health from responses. No I/O."""

from collections.abc import Iterator, Sequence

from sesv2kit.health import Finding, FindingKind, QuotaUse, Severity
from sesv2kit.models.account import GetAccountResponse
from sesv2kit.models.identities import GetEmailIdentityResponse

GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/"
"""URL of the SES developer guide."""
_SANDBOX = GUIDE + "request-production-access.html"
PAUSED = GUIDE + "monitoring-sender-reputation-pausing-account.html"
"""Page about pausing sending."""
_REVIEW = GUIDE + "faqs-enforcement.html"
_QUOTAS = GUIDE + "manage-sending-quotas.html"
REPUTATION = GUIDE + "reputation-dashboard-dg.html"
"""Page about bounce and complaint rates."""
_SUPPRESSION = GUIDE + "sending-email-suppression-list.html"
VDM = GUIDE + "vdm.html"
"""Page about the Virtual Deliverability Manager."""
IDENTITIES = GUIDE + "verify-addresses-and-domains.html"
"""Page about identities."""
_DKIM = GUIDE + "send-email-authentication-dkim.html"
_MAIL_FROM = GUIDE + "mail-from.html"
EVENTS = GUIDE + "monitor-sending-activity.html"
"""Page about event publishing."""

_QUOTA_WARNING = 0.8
"""Share of the quota above which there is a warning. It is our own value; AWS documents none."""

BOUNCES = (0.05, 0.10)
"""Bounce rate at which AWS reviews an account, and bounce rate at which it may pause its sending."""

COMPLAINTS = (0.001, 0.005)
"""Complaint rate at which AWS reviews an account, and complaint rate at which it may pause its sending."""


def quota_of(account: GetAccountResponse, sent_last_hour: float | None) -> QuotaUse:
    """The used part of the sending quota."""
    quota = account.send_quota
    most = None if quota is None else quota.max24_hour_send
    is_unlimited = most is not None and most < 0
    return QuotaUse(
        sent_last24_hours=None if quota is None else quota.sent_last24_hours,
        max24_hour_send=None if is_unlimited else most,
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
        yield finding("critical", "sending_paused", "sending is paused", action, PAUSED)
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
        yield finding("info", "vdm_disabled", "there are no recommendations without VDM", action, VDM)


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
            yield Finding(severity, kind, "account", message, action, REPUTATION)


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
        yield finding("critical", "identity_not_verified", message, how, IDENTITIES)
        return
    if found.verified_for_sending_status is False:
        message = "it cannot be used for sending"
        yield finding("critical", "identity_sending_disabled", message, "check its status in the console", IDENTITIES)
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
        yield finding("warning", "bounces_unnoticed", message, action, EVENTS)
