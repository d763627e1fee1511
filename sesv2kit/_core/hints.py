"""What the cause of an error may be and what to do about it: our words beside those of AWS and botocore. Pure."""

import re
from dataclasses import dataclass
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
)
from sesv2kit.operation import Operation


@dataclass(frozen=True, slots=True)
class Cause:
    """One known cause of error answers, and how to tell that it is this one."""

    error: type[ServiceError]
    """The class of the error, or one above it."""

    hint: str
    """What to tell about it; a format of the details that `hint_for` fills in."""

    words: str = ""
    """A regular expression found in the service's words, whatever their case. Empty: any words."""

    codes: frozenset[str] = frozenset()
    """AWS's error codes. Empty: any."""

    needs_vdm: bool = False
    """Only of operations that need the Virtual Deliverability Manager."""

    def explains(
        self, error: type[ServiceError], operation: Operation[Any, Any], code: str | None, message: str
    ) -> bool:
        """Whether an answer has this cause."""
        return (
            issubclass(error, self.error)
            and (not self.codes or code in self.codes)
            and (not self.needs_vdm or operation.needs_vdm)
            and re.search(self.words, message, re.IGNORECASE) is not None
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
        "a policy denies {action} expressly, which no other policy can outdo",
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
    Cause(NotFoundError, "SES keeps its resources region by region, this was asked in {region}"),
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
"""The first that explains an answer is told."""


def hint_for(
    error: type[ServiceError],
    operation: Operation[Any, Any],
    *,
    code: str | None,
    message: str,
    status: int | None,
    region: str,
    endpoint: str,
    clock_ahead: float | None,
    after_unknown: bool,
) -> str | None:
    """What the cause of an error answer may be, and what to do about it. None: no cause is known.

    Args:
        error: The class of the error.
        operation: What was called.
        code: AWS's error code. None: the answer bore none.
        message: The service's words.
        status: HTTP status.
        region: The region that was asked.
        endpoint: The host that was asked.
        clock_ahead: By how many seconds this machine's clock is ahead of the service's. None: not known.
        after_unknown: Whether an earlier attempt of the same call may have been carried out.
    """
    if after_unknown and issubclass(error, AlreadyExistsError | NotFoundError):
        return "an earlier attempt of this call, whose answer was lost, may have done it already"
    if code is None and (status or 0) < 500:
        return _of_no_code(status or 0, endpoint)
    for cause in CAUSES:
        if cause.explains(error, operation, code, message):
            return cause.hint.format(
                operation=operation.name,
                region=region,
                endpoint=endpoint,
                clock=_clock(clock_ahead),
                **_denial(operation, message),
            )
    return None


def _of_no_code(status: int, endpoint: str) -> str:
    """SES gives its errors a code: whoever answered this is probably not SES."""
    if 300 <= status < 400:
        return f"this is a redirect, which SES never sends: is {endpoint} SES, and does a proxy stand before it?"
    return f"the answer bears no error code, as those of SES do: is {endpoint} SES, and does a proxy stand before it?"


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


def _denial(operation: Operation[Any, Any], message: str) -> dict[str, str]:
    """The details of an IAM refusal: the action, the kind of policy that lacks it, and why it is no other one."""
    action = denied(message)[0] or "the action"
    lacking = _NO_POLICY.search(message)
    expected = f"ses:{operation.name}"
    return {
        "action": action,
        "policy": lacking["policy"] if lacking else "IAM policy",
        "why_that_action": "" if action == expected else f": {operation.name} needs it here, beyond {expected}",
    }
