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
    """What was called."""

    code: str | None
    """AWS's error code. None: the response has none."""

    message: str
    """The service's message."""

    status: int | None
    """HTTP status. None: the response came out of a dict that has none, as from botocore's Stubber."""

    request_id: str | None = None
    """AWS's id of the request. None: the response has none."""

    attempts: int = 1
    """How often the request was tried."""

    region: str
    """The region that was asked."""

    endpoint: str
    """The host that was asked."""

    retry_after: float | None = None
    """Seconds that the service asks to wait. None: it does not ask."""

    clock_ahead: float | None = None
    """By how many seconds this machine's clock is ahead of the service's. None: not known."""

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
    """One known cause of error responses, and how to tell that it is this one."""

    error: type[ServiceError]
    """The class of the error, or one above it."""

    hint: str
    """What to say about it; a format of the details that `hint_for` fills in."""

    words: str = ""
    """A regular expression found in the service's message, whatever its case. Empty: any message."""

    codes: frozenset[str] = frozenset()
    """AWS's error codes. Empty: any."""

    needs_vdm: bool = False
    """Only of operations that need the Virtual Deliverability Manager."""

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
        "associate each of `missing_arns` with the tenant: tenants.create_tenant_resource_association(). A "
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
        "temporary credentials have run out: sign in again, or give a session that refreshes them",
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
        "the request was signed for another region than {endpoint} is in: region_name and endpoint_url do not fit",
        words="scoped to a valid region|scoped to correct",
        codes=_SIGNATURE,
    ),
    Cause(
        AuthenticationError,
        "the secret access key does not belong to the access key, or a proxy changed the request on its way",
        codes=_SIGNATURE,
    ),
    Cause(
        AuthenticationError,
        "AWS does not know this access key in {region}: it is deleted or inactive, of another partition, temporary "
        "without its session token, or the region is not enabled for the account",
        codes=frozenset({"InvalidClientTokenId", "UnrecognizedClientException"}),
    ),
    Cause(
        MessageRejectedError,
        "identities are verified region by region, this was asked in {region}. The sender always needs one; "
        "recipients only while the account is in the sandbox: account.get_account().production_access_enabled tells, "
        "account.put_account_details() asks for production access",
        words="not verified",
    ),
    Cause(
        MailFromDomainNotVerifiedError,
        "publish the MX record of the custom MAIL FROM domain, or let SES send without it: "
        'identities.put_email_identity_mail_from_attributes(behavior_on_mx_failure="USE_DEFAULT_VALUE")',
    ),
    Cause(
        BadRequestError,
        "identities are verified region by region, this was asked in {region}: identities.get_email_identity() tells",
        words="not verified",
    ),
    Cause(
        BadRequestError,
        "the account is in the sandbox of {region}, which does not allow this: account.put_account_details() asks for "
        "production access",
        words=r"(in|from|of|out of|leave) the (\w+ )?sandbox|sandbox (mode|account|status)|production access",
    ),
    Cause(
        SendingPausedError,
        "configuration_sets.put_configuration_set_sending_options(sending_enabled=True) switches it on again, unless "
        "AWS paused it",
        words="configuration set",
    ),
    Cause(
        SendingPausedError,
        "reputation.update_reputation_entity_customer_managed_status() switches the tenant on again, unless AWS "
        "paused it",
        words="tenant",
    ),
    Cause(
        SendingPausedError,
        "account.put_account_sending_attributes(sending_enabled=True) switches it on again, unless AWS paused it: "
        "account.get_account().enforcement_status tells",
    ),
    Cause(AccountSuspendedError, "only AWS can undo this: answer the case it opened in the Support Center"),
    Cause(
        DailyQuotaExceededError,
        "the quota is for any 24 hours, so it frees up bit by bit: account.get_account().send_quota tells how much is "
        "used, Service Quotas raises it",
    ),
    Cause(
        SendRateExceededError,
        "all senders of the account in {region} share its rate: ClientConfig(limiter=...) paces them together, "
        "ClientConfig(send_rate=...) gives this one its part",
    ),
    Cause(
        ApiRateExceededError,
        "all callers of the account in {region} share the limit: ClientConfig(limiter=...) paces them together, "
        "ClientConfig(rates={{...}}) gives this one its part",
    ),
    Cause(
        NotFoundError,
        "{operation} needs the Virtual Deliverability Manager of {region}, which is billed and off by default: "
        "account.get_account().vdm_attributes tells, vdm.put_account_vdm_attributes() switches it on. Where it is on, "
        "{region} has no such resource",
        needs_vdm=True,
    ),
    Cause(NotFoundError, _NO_ADDRESS, method=_ONE_ADDRESS, words="suppression list"),
    Cause(NotFoundError, _NO_ADDRESS, method=_ONE_ADDRESS, without="TenantName"),
    Cause(NotFoundError, _NO_TENANT, method=_ONE_ADDRESS, words=r"\btenant\b(?!@)"),
    Cause(NotFoundError, f"either {_NO_TENANT}; or {_NO_ADDRESS}", method=_ONE_ADDRESS),
    Cause(NotFoundError, "SES keeps its resources region by region, this was asked in {region}"),
    Cause(
        BadRequestError,
        "tenants.list_resource_tenants() lists the tenants that use it, "
        "tenants.delete_tenant_resource_association() removes it from one",
        words="tenant associations",
    ),
    Cause(
        BadRequestError,
        "SES keeps its resources region by region, this was asked in {region}",
        words="do(es not|esn't) exist",
    ),
    Cause(
        BadRequestError,
        "{endpoint} does not know this operation: is it SES?",
        codes=frozenset({"UnknownOperationException"}),
    ),
    Cause(
        BadRequestError,
        "a message may have 40 MB as it is transferred, where base64 makes attachments a third larger",
        codes=frozenset({"RequestEntityTooLarge", "RequestEntityTooLargeException"}),
    ),
)
"""The first that explains a response gives the hint."""


def hint_for(refusal: Refusal) -> str | None:
    """What the cause of an error response may be, and what to do about it. None: no cause is known."""
    status = refusal.status or 0
    if refusal.code is None and status < 500:  # not from SES, whose errors have a code
        whose = f"is {refusal.endpoint} SES, and is there a proxy before it?"
        if 300 <= status < 400:
            return f"this is a redirect, which SES never sends: {whose}"
        return f"the response has no error code, unlike those of SES: {whose}"
    if refusal.after_unknown and issubclass(refusal.error_class, AlreadyExistsError | NotFoundError):
        return "an earlier attempt of this call, whose response was lost, may have done it already"
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
            "the clock is right now, but the request arrived minutes after it was signed: did this machine sleep, or "
            "has its clock been set since?"
        )
    return f"this machine's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the service's"


_NO_POLICY = re.compile(r"because no (?P<policy>[\w-]+(?: [\w-]+){0,2}?) allows")


def _denial(refusal: Refusal) -> dict[str, str]:
    """The details of an IAM refusal: the action, the kind of policy that lacks it, and why it is no other one."""
    action = denied(refusal.message)[0] or "the action"
    lacking = _NO_POLICY.search(refusal.message)
    name = refusal.operation.name
    expected = f"ses:{name}"
    return {
        "action": action,
        "policy": lacking["policy"] if lacking else "IAM policy",
        "why_that_action": "" if action == expected else f": {name} needs it here, beyond {expected}",
    }
