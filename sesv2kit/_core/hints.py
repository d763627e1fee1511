"""The service's error responses: the error that each becomes, and a hint at its cause and what to do about it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sesv2kit.errors import (
    AccessDeniedError,
    AccountSuspendedError,
    AlreadyExistsError,
    ApiRateExceededError,
    AuthenticationError,
    BadRequestError,
    DailyQuotaExceededError,
    MailFromDomainNotVerifiedError,
    MessageRejectedError,
    NotFoundError,
    SendingPausedError,
    SendRateExceededError,
    ServiceError,
    TenantNotAssociatedError,
    denied,
    error_class,
)
from sesv2kit.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error response of the service, and what is known of the call that got it."""

    operation: Operation[Any, Any]
    """The operation that was called."""

    code: str | None
    """AWS's error code. None: the response has none."""

    message: str
    """The service's message."""

    status: int | None
    """HTTP status. None: the response has none, such as one of botocore's Stubber."""

    request_id: str | None = None
    """AWS's id of the request. None: the response has none."""

    attempts: int = 1
    """Number of attempts."""

    region: str
    """The region that the request was sent to."""

    endpoint: str
    """The host that the request was sent to."""

    retry_after: float | None = None
    """Seconds to wait by the Retry-After header. None: there is no such header."""

    clock_ahead: float | None = None
    """Seconds by which this machine's clock is ahead of the service's. None: not known."""

    after_unknown: bool = False
    """Whether an earlier attempt of the same call may have been carried out."""

    request: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What was sent, in AWS's names."""

    response: Mapping[str, Any] | None = None
    """The response as botocore parsed it. None: there is none, as in a test."""

    @property
    def error_class(self) -> type[ServiceError]:
        """The class of the error."""
        return error_class(self.code, self.status, self.message, sends=self.operation.sends)

    def error(self) -> ServiceError:
        """The error to raise, with its hint."""
        facts: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        facts.update(operation=self.operation.name, hint=hint_for(self))
        del facts["clock_ahead"], facts["request"]
        return self.error_class(**facts)


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause of error responses, and how to recognise it."""

    error: type[ServiceError]
    """The class of the error, or one above it."""

    hint: str
    """The advice: a format string that `hint_for` fills in."""

    words: str = ""
    """A regular expression to find in the service's message, ignoring case. Empty: any message."""

    codes: frozenset[str] = frozenset()
    """AWS's error codes. Empty: any."""

    needs_vdm: bool = False
    """Whether it applies only to operations that need the Virtual Deliverability Manager."""

    method: str = ""
    """A regular expression found in the operation's method name. Empty: any operation."""

    without: str = ""
    """Only if the request lacks this member. Empty: whatever it has."""

    def explains(self, refusal: Refusal) -> bool:
        """Whether a response has this cause."""
        return (
            issubclass(refusal.error_class, self.error)
            and (not self.codes or refusal.code in self.codes)
            and (not self.needs_vdm or refusal.operation.needs_vdm)
            and (not self.method or re.search(self.method, refusal.operation.method) is not None)
            and (not self.without or self.without not in refusal.request)
            and re.search(self.words, refusal.message, re.IGNORECASE) is not None
        )


_ONE_ADDRESS = r"^(get|delete)_suppressed_destination$"
_NO_TENANT = "the tenant does not exist in {region}: tenants.list_tenants() lists them"
_NO_ADDRESS = (
    "the account and each tenant have a suppression list of their own, region by region: this address is not on the "
    "one that was asked in {region}. The part before @ is case-sensitive. SES's own global list cannot be read or "
    "changed: a bounce's bounceSubType is Suppressed if the address is on that one, and OnAccountSuppressionList if it "
    "is on the account's"
)

_SIGNATURE = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch"})

CAUSES = (
    Cause(
        TenantNotAssociatedError,
        "tenants.ensure(tenant_name=..., resources=error.missing_arns) associates them with the tenant. A "
        "configuration set counts even if it is only the identity's default",
    ),
    Cause(
        AccessDeniedError,
        "a policy denies {action} explicitly, and no other policy can override that",
        words="explicit deny",
    ),
    Cause(
        AccessDeniedError, "allow {action} in the caller's {policy}{why_that_action}", words="not authorized to perform"
    ),
    Cause(
        AuthenticationError,
        "temporary credentials have expired: sign in again, or pass a session that refreshes them",
        codes=frozenset({"ExpiredToken", "ExpiredTokenException"}),
    ),
    Cause(
        AuthenticationError,
        "{clock}",
        codes=frozenset({"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"}),
    ),
    Cause(AuthenticationError, "{clock}", words="signature (has )?expired|not yet current", codes=_SIGNATURE),
    Cause(
        AuthenticationError,
        "the request was signed for another region than that of {endpoint}: region_name and endpoint_url do not match",
        words="scoped to a valid region|scoped to correct",
        codes=_SIGNATURE,
    ),
    Cause(
        AuthenticationError,
        "the secret access key does not belong to the access key, or a proxy changed the request",
        codes=_SIGNATURE,
    ),
    Cause(
        AuthenticationError,
        "AWS does not know this access key in {region}: it was deleted or deactivated, belongs to another partition, "
        "is temporary and lacks its session token, or the region is not enabled for the account",
        codes=frozenset({"InvalidClientTokenId", "UnrecognizedClientException"}),
    ),
    Cause(
        MessageRejectedError,
        "identities are verified per region; this request was sent to {region}. Verify the sender with "
        "identities.create_email_identity(). While the account is in the sandbox, recipients must be verified, too: "
        "see account.get_account().production_access_enabled, and request production access with "
        "account.put_account_details()",
        words="not verified",
    ),
    Cause(
        MailFromDomainNotVerifiedError,
        "publish the MX record of the custom MAIL FROM domain, or let SES send without it: "
        'identities.put_email_identity_mail_from_attributes(behavior_on_mx_failure="USE_DEFAULT_VALUE")',
    ),
    Cause(
        BadRequestError,
        "identities are verified per region; this request was sent to {region}: see identities.get_email_identity()",
        words="not verified",
    ),
    Cause(
        BadRequestError,
        "the account is in the sandbox of {region}, which does not allow this: request production access with "
        "account.put_account_details()",
        words=r"(in|from|of|out of|leave) the (\w+ )?sandbox|sandbox (mode|account|status)|production access",
    ),
    Cause(
        SendingPausedError,
        "unless AWS paused it, enable sending with "
        "configuration_sets.put_configuration_set_sending_options(sending_enabled=True)",
        words="configuration set",
    ),
    Cause(
        SendingPausedError,
        "unless AWS paused it, enable the tenant with reputation.update_reputation_entity_customer_managed_status()",
        words="tenant",
    ),
    Cause(
        SendingPausedError,
        "unless AWS paused it, which account.get_account().enforcement_status shows, enable sending with "
        "account.put_account_sending_attributes(sending_enabled=True)",
    ),
    Cause(AccountSuspendedError, "only AWS can undo this: reply to its case in the Support Center"),
    Cause(
        DailyQuotaExceededError,
        "the quota is for any 24 hours, so it becomes free gradually: account.get_account().send_quota shows how much "
        "is used. Request a higher one in Service Quotas",
    ),
    Cause(
        SendRateExceededError,
        "all senders of the account in {region} share its rate: ClientConfig(limiter=...) paces them together, "
        "ClientConfig(send_rate=...) limits this client to its share",
    ),
    Cause(
        ApiRateExceededError,
        "all callers of the account in {region} share the limit: ClientConfig(limiter=...) paces them together, "
        "ClientConfig(rates={{...}}) limits this client to its share",
    ),
    Cause(
        NotFoundError,
        "{operation} needs the Virtual Deliverability Manager in {region}, which is billed and off by default: see "
        "account.get_account().vdm_attributes, and enable it with vdm.put_account_vdm_attributes(). If it is enabled, "
        "{region} has no such resource",
        needs_vdm=True,
    ),
    Cause(NotFoundError, _NO_ADDRESS, method=_ONE_ADDRESS, words="suppression list"),
    Cause(NotFoundError, _NO_ADDRESS, method=_ONE_ADDRESS, without="TenantName"),
    Cause(NotFoundError, _NO_TENANT, method=_ONE_ADDRESS, words=r"\btenant\b(?!@)"),
    Cause(NotFoundError, f"either {_NO_TENANT}; or {_NO_ADDRESS}", method=_ONE_ADDRESS),
    Cause(NotFoundError, "SES resources exist in one region; this request was sent to {region}"),
    Cause(
        BadRequestError,
        "tenants.list_resource_tenants() lists the tenants that use it, "
        "tenants.delete_tenant_resource_association() removes it from one",
        words="tenant associations",
    ),
    Cause(
        BadRequestError,
        "SES resources exist in one region; this request was sent to {region}",
        words="do(es not|esn't) exist",
    ),
    Cause(
        BadRequestError,
        "{endpoint} does not know this operation: is it SES?",
        codes=frozenset({"UnknownOperationException"}),
    ),
    Cause(
        BadRequestError,
        "a message may have 40 MB as it is transferred: base64 makes attachments a third larger",
        codes=frozenset({"RequestEntityTooLarge", "RequestEntityTooLargeException"}),
    ),
)
"""Tried in order: the first match gives the hint."""


def hint_for(refusal: Refusal) -> str | None:
    """What the cause of an error response may be, and what to do about it. None: no cause is known."""
    status = refusal.status or 0
    if refusal.code is None and status < 500:  # not from SES, whose errors have a code
        whose = f"is {refusal.endpoint} SES, and is there a proxy in front of it?"
        if 300 <= status < 400:
            return f"this is a redirect, which SES never sends: {whose}"
        return f"the response has no error code, unlike those of SES: {whose}"
    if refusal.after_unknown and issubclass(refusal.error_class, AlreadyExistsError | NotFoundError):
        return "an earlier attempt of this call, whose response was lost, may already have done it"
    for cause in CAUSES:
        if cause.explains(refusal):
            return cause.hint.format(
                operation=refusal.operation.name,
                region=refusal.region,
                endpoint=refusal.endpoint,
                clock=_clock(refusal.clock_ahead),
                **_denial(refusal),
            )
    return None


def _clock(ahead: float | None) -> str:
    if ahead is None:
        return "this machine's clock is more than five minutes off"
    if abs(ahead) < 60:
        return (
            "the clock is right now, but the request arrived minutes after it was signed: was this machine suspended, "
            "or its clock set since?"
        )
    return f"this machine's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the service's"


_NO_POLICY = re.compile(r"because no (?P<policy>[\w-]+(?: [\w-]+){0,2}?) allows")


def _denial(refusal: Refusal) -> dict[str, str]:
    """The details of an IAM refusal: the action, the kind of policy that lacks it, and why it is not the operation's
    own action."""
    action = denied(refusal.message)[0] or "the action"
    lacking = _NO_POLICY.search(refusal.message)
    name = refusal.operation.name
    expected = f"ses:{name}"
    return {
        "action": action,
        "policy": lacking["policy"] if lacking else "IAM policy",
        "why_that_action": "" if action == expected else f": this call of {name} needs it in addition to {expected}",
    }
