"""Every error of the SDK. All are `SESv2Error`; those for error responses are botocore's `ClientError` too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sesv2kit._core.deprecated import warn

if TYPE_CHECKING:
    from sesv2kit.operation import Operation, RequestT
    from sesv2kit.shapes import Request, Response
    from sesv2kit.shapes.untyped import UntypedRequest, UntypedResponse

    class _ClientError(Exception):
        """botocore's ClientError, as type checkers see it.

        botocore has no types. Without stubs for it, type checkers accept any attribute of a class that derives from one
        of its own.
        """

        MSG_TEMPLATE: str
        operation_name: str
        response: Any  # the TypedDict of the stubs: mypy needs the same type in both classes

        def __init__(self, error_response: Any, operation_name: str) -> None: ...

else:
    from botocore.exceptions import ClientError as _ClientError

__all__ = [
    "AccessDeniedError",
    "AccountSuspendedError",
    "AlreadyExistsError",
    "ApiRateExceededError",
    "AuthenticationError",
    "BadRequestError",
    "CallTimeoutError",
    "CertificateUnavailableError",
    "ConcurrentModificationError",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "CredentialsError",
    "DailyQuotaExceededError",
    "EventParseError",
    "EventVerificationError",
    "InternalServiceError",
    "InvalidNextTokenError",
    "JournalError",
    "KeyInProgressError",
    "KeyReusedError",
    "LimitExceededError",
    "MailFromDomainNotVerifiedError",
    "MemberUnreadError",
    "MessageRejectedError",
    "NoResponseError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationLoopError",
    "PreflightError",
    "Problem",
    "RequestInvalidError",
    "ResponseUnreadableError",
    "SESv2Error",
    "SendRateExceededError",
    "SendingPausedError",
    "ServiceError",
    "SubscriptionConfirmationError",
    "TemplateInvalidError",
    "TenantNotAssociatedError",
    "TooManyRequestsError",
    "TransportError",
    "UntrustedEventError",
    "WaitError",
    "WaitFailedError",
    "WaitTimeoutError",
]


def __dir__() -> list[str]:
    return __all__


def _restore(cls: type["SESv2Error"], args: tuple[Any, ...], state: dict[str, Any]) -> "SESv2Error":
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class SESv2Error(Exception):
    """Base class of all errors: `except SESv2Error` catches every error of the SDK."""

    raised_in_hook: bool = False
    """Whether a hook on the boto3 client, or code that a hook called, raised it. In this case it says nothing about the
    call in which it was raised, and that call is not repeated."""

    def __str__(self) -> str:
        # A lone surrogate, such as in a name that was passed in, cannot be printed.
        return super().__str__().encode(errors="backslashreplace").decode()

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructors take more than `args`, so pickle's default would fail.
        return _restore, (type(self), self.args, self.__dict__)


class ConfigurationError(SESv2Error):
    """The client cannot work as configured: region, credentials, profile, endpoint or a missing dependency."""


class CredentialsError(ConfigurationError):
    """No usable credentials, so nothing was sent. `__cause__` is the provider's error, unless it may contain a secret.

    Not repeated, because botocore's providers retry transient failures.
    """

    def __init__(self, message: str, *, provider: str | None = None) -> None:
        self.provider = provider
        """botocore's name of the provider that failed, `assume-role` or `sso`. None: no provider has any credentials,
        or those that were found cannot be used."""
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a request."""

    argument: str
    """Path of the argument, `tags.0.key` for a nested one. Empty: the combination of arguments."""

    message: str
    """The problem, with the limit. It never contains the value, except for an exception of your `entry=`: its type and
    text."""

    source: str
    """Source of the rule: a URL, or a page of sesv2kit's documentation."""


class RequestInvalidError(SESv2Error, ValueError):
    """The arguments break a rule of the API. Nothing was sent."""

    def __init__(self, operation: str, problems: Sequence[Problem]) -> None:
        self.operation = operation
        """Wire name of the operation."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        """All problems, not only the first."""
        lines = [f"  {p.argument or '(arguments)'}: {p.message} (source: {p.source})" for p in self.problems]
        super().__init__("\n".join([f"{operation} was not sent, its arguments are invalid:", *lines]))


class PreflightError(SESv2Error):
    """`sending.send(check=True)` or the `preflight` of a bulk run found that a send would fail. Nothing was sent."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        """All problems, not only the first."""
        lines = [f"  {p.argument}: {p.message} (source: {p.source})" for p in self.problems]
        super().__init__("\n".join(["Nothing was sent:", *lines]))


class TemplateInvalidError(SESv2Error, ValueError):
    """A template cannot be rendered with any data: it is not valid Handlebars, or uses something that SES does not
    have."""

    def __init__(self, reason: str, *, part: str, line: int) -> None:
        self.reason = reason
        """The problem."""
        self.part = part
        """The part of the template: `subject`, `text` or `html`."""
        self.line = line
        """Number of the line in that part, from 1."""
        super().__init__(f"the template's {part} cannot be rendered: line {line}: {reason}")


class MemberUnreadError(SESv2Error, AttributeError):
    """A member that the service always returns was missing from a response or an event, or could not be read.

    Raised when that member is read, because its type has no None. It is also an AttributeError: the instance has no
    such attribute. So `hasattr` is False, `getattr` returns its default, and copying, comparing, printing and dumping
    omit the member. `metadata.unread` of the response, or `unread` of the event, lists it.
    """

    def __init__(self, structure: str, member: str) -> None:
        self.structure = structure
        """AWS's name of the structure, `SuppressedDestination`."""
        self.member = member
        """Our name of the member, `last_update_time`."""
        super().__init__(
            f"{structure}.{member} was missing or could not be read: see metadata.unread of a response, "
            "or unread of an event"
        )


class EventParseError(SESv2Error, ValueError):
    """A payload is neither an event of SES nor an envelope with events. The text contains nothing of the payload."""

    def __init__(self, forms: Sequence[str], reason: str, *, line: int | None = None) -> None:
        self.forms: tuple[str, ...] = tuple(forms)
        """The detected forms of the payload, outermost first: `("SQS record", "SNS message", "text")`."""
        self.reason = reason
        """Why the innermost of these cannot be read."""
        self.line = line
        """Its line in the file, from 1. None: it does not come from a file."""
        place = "" if line is None else f"Line {line}: "
        super().__init__(
            f"{place}Not an event of SES. It looks like: {' > '.join(forms)}. This cannot be read: {reason}"
        )


class EventVerificationError(SESv2Error):
    """A message of SNS did not pass a check, so anyone may have sent it. The text contains nothing of the message."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        """The failed check, as text that continues "the message"."""
        super().__init__(f"The message of SNS is not verified: {reason}")


class UntrustedEventError(SESv2Error, ValueError):
    """An unverified event was passed to a method that acts on events. Nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            "an event came without a verified message of SNS, so anyone may have sent it: verify the message "
            "with events.sns.verify, or pass trusted=True if IAM protects its source (SQS, Lambda, EventBridge)"
        )


class CertificateUnavailableError(EventVerificationError):
    """The certificate of SNS could not be fetched. The message may be genuine: respond with HTTP 5xx, and SNS sends it
    again."""


class SubscriptionConfirmationError(SESv2Error):
    """A subscription to a topic was not confirmed."""


class WaitError(SESv2Error):
    """The state that a `wait_until_...` method waited for was not reached. Its text contains no names of the user's
    resources."""

    def __init__(self, message: str, *, response: "Response | UntypedResponse | None", waited: float) -> None:
        self.response = response
        """The last response, with the details, such as the `GetImportJobResponse`. None: the resource was never
        found."""
        self.waited = waited
        """Seconds that passed."""
        super().__init__(message)


class WaitFailedError(WaitError):
    """The state cannot be reached any more: the job has failed or was cancelled, or SES has stopped trying."""


class WaitTimeoutError(WaitError, TimeoutError):
    """The state was not reached within `timeout`, but may be reached later."""


class PaginationLoopError(SESv2Error):
    """The service returned a page token for the second time: the list would never end."""


class TransportError(SESv2Error):
    """An attempt got no usable response."""

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        attempts: int = 1,
        status: int | None = None,
        request_id: str | None = None,
        body: bytes = b"",
        response: "Response | UntypedResponse | None" = None,
    ) -> None:
        self.operation = operation
        """Wire name of the operation."""
        self.attempts = attempts
        """Number of attempts."""
        self.response = response
        """The last response, if it could be read and does not prove that the request was carried out; for a bulk send,
        it has the results that were returned. None: there was no such response."""
        self.status = status
        """HTTP status of the last response. None: there was none."""
        self.request_id = request_id
        """AWS's id of the last request. None: not known."""
        self.body = body
        """The last response's body, as far as it was read."""
        super().__init__(message)


class ConnectError(TransportError):
    """No connection, so nothing was sent: name not resolved, refused, connect timeout, TLS handshake."""


class NoResponseError(TransportError):
    """The request may have been sent, and no response came: read timeout, connection lost.

    Raised for operations that are safe to repeat; for others it is the cause of an `OutcomeUnknownError`.
    """


class ResponseUnreadableError(TransportError):
    """The service reported success with a body that is not a JSON object, or is that of an error.

    Raised for operations that are safe to repeat. For others it is the cause of an `OutcomeUnknownError`; then the body
    may also be an object that does not prove that the request was carried out.
    """


class CallTimeoutError(TransportError, TimeoutError):
    """The call's `timeout` was too short for an attempt, and nothing was sent.

    Rate limiting would delay it beyond that, or the account's sending rate could not be read in time.
    """


class OutcomeUnknownError(TransportError):
    """A request that must not be repeated may or may not have been carried out. `__cause__` says what happened.

    Before sending it again, check whether it took effect: sending again may deliver the email twice.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        request: "Request | UntypedRequest",
        sent_at: datetime,
        where_to_look: str,
        extra: Mapping[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        self.request = request
        """What was sent. `request_of` gives it the type of an operation's requests."""
        self.extra = extra
        """Further members that were sent with the request, in AWS's names. None: there were none."""
        self.sent_at = sent_at
        """When the last attempt started, in UTC."""
        self.where_to_look = where_to_look
        """Where to check whether it was carried out."""
        text = f"{operation} of {sent_at:%Y-%m-%d %H:%M:%S} UTC may or may not have been carried out: {message}"
        super().__init__(f"{text}. To find out, look at {where_to_look}", operation=operation, **facts)

    def request_of(self, operation: "Operation[RequestT, Any]") -> "RequestT | None":
        """The request, with the type of an operation's requests. None: it belongs to another operation.

        Args:
            operation: The declaration of the operation, such as `SEND_EMAIL` of `sesv2kit.models`.
        """
        return self.request if isinstance(self.request, operation.request) else None

    @property
    def if_unknown(self) -> str:
        """Former name of `where_to_look`."""
        warn(".if_unknown", ".where_to_look")
        return self.where_to_look


class JournalError(SESv2Error):
    """The journal of idempotency keys cannot be used, or does not allow the requested change.

    When a call raises it, nothing was sent.
    """


class KeyInProgressError(SESv2Error):
    """Another call has claimed this idempotency key and may still send. This call sent nothing."""

    def __init__(self, message: str, *, lease_left: float) -> None:
        self.lease_left = lease_left
        """Seconds until the other call's claim ends. After that, its outcome is unknown."""
        super().__init__(message)


class KeyReusedError(SESv2Error, ValueError):
    """This idempotency key was used with another operation or other arguments. Nothing was sent."""

    def __init__(self, message: str, *, operation: str) -> None:
        self.operation = operation
        """Wire name of the operation that the key belongs to."""
        super().__init__(message)


class ServiceError(SESv2Error, _ClientError):
    """The service returned an error. Subclasses are named after AWS's codes."""

    replayed: bool = False
    """Whether it repeats the error of an earlier call with the same idempotency key. The journal does not store the
    service's message, so `message` does not contain it."""

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        code: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        attempts: int = 1,
        region: str | None = None,
        endpoint: str | None = None,
        hint: str | None = None,
        after_unknown: bool = False,
        retry_after: float | None = None,
        response: Mapping[str, Any] | None = None,
    ) -> None:
        self.operation = operation
        """Wire name of the operation."""
        self.code = code
        """AWS's error code. None: the response has none, and the class follows from the HTTP status."""
        self.message = message
        """The service's message."""
        self.status = status
        """HTTP status."""
        self.request_id = request_id
        """AWS's id of the request, which AWS support asks for."""
        self.attempts = attempts
        """Number of attempts."""
        self.region = region
        """The region that the request was sent to. None: not known."""
        self.endpoint = endpoint
        """The host that the request was sent to, `email.eu-west-1.amazonaws.com`. None: not known."""
        self.hint = hint
        """A hint at the cause, and what to do about it. None: no cause is known."""
        self.after_unknown = after_unknown
        """Whether an earlier attempt of this call may have been carried out: in this case an AlreadyExistsError may
        mean a resource that this call itself created."""
        self.retry_after = retry_after
        """Seconds to wait by the Retry-After header, which SES rarely sends. None: there was none."""
        # botocore's own attributes, for code written against ClientError.
        _ClientError.__init__(self, dict(response or {}), operation)
        place = f"{region or 'an unknown region'}" + (f" at {endpoint}" if endpoint else "")
        what = code or ("an error without a code" if status is None else f"HTTP {status}")
        text = f"{operation} failed in {place}: {what}" + (f": {message}" if message else " (without a message)")
        if request_id:
            text += f" (request id {request_id})"
        if hint:
            text += f"\nHint: {hint}"
        Exception.__init__(self, text)


class AccountSuspendedError(ServiceError):
    """AWS suspended the account's sending permanently."""


class AlreadyExistsError(ServiceError):
    """A resource with this name exists."""


class BadRequestError(ServiceError):
    """The service rejected the request as invalid."""


class ConcurrentModificationError(ServiceError):
    """Another request is changing the same resource."""


class ConflictError(ServiceError):
    """The resource is in a state that forbids the operation."""


class InternalServiceError(ServiceError):
    """The service failed (HTTP 5xx). It is not known whether the request took effect."""


class InvalidNextTokenError(ServiceError):
    """The page token was not returned for these arguments in this region, or it has expired."""


class LimitExceededError(ServiceError):
    """The account has reached its limit of these resources, or another limit of SES."""


class MailFromDomainNotVerifiedError(ServiceError):
    """The custom MAIL FROM domain has no valid MX record, and the identity is set to reject emails in that case."""


class MessageRejectedError(ServiceError):
    """SES will not send this message: an identity is not verified, the content is malformed or forbidden."""


class NotFoundError(ServiceError):
    """The resource does not exist in this region."""


class SendingPausedError(ServiceError):
    """Sending is paused for the account or the configuration set."""


class TooManyRequestsError(ServiceError):
    """Throttled: the request was refused unprocessed.

    The quota attributes are those of the last GetAccount, which is called at the first send and once per hour. None:
    not known.
    """

    max_send_rate: float | None = None
    """Recipients per second that the account may send to."""

    max24_hour_send: float | None = None
    """Recipients in any 24 hours that the account may send to; -1: no limit."""

    sent_last24_hours: float | None = None
    """Recipients that it had sent to in the 24 hours before."""

    @property
    def max_24_hour_send(self) -> float | None:
        """Former name of `max24_hour_send`."""
        warn(".max_24_hour_send", ".max24_hour_send")
        return self.max24_hour_send

    @property
    def sent_last_24_hours(self) -> float | None:
        """Former name of `sent_last24_hours`."""
        warn(".sent_last_24_hours", ".sent_last24_hours")
        return self.sent_last24_hours


class ApiRateExceededError(TooManyRequestsError):
    """The operation was called more often than the service allows."""


class SendRateExceededError(TooManyRequestsError):
    """More recipients per second than the account's MaxSendRate."""


class DailyQuotaExceededError(TooManyRequestsError):
    """More recipients in 24 hours than the account's Max24HourSend. Not repeated, because the quota becomes free only
    over hours."""


_NOT_AUTHORIZED = re.compile(
    r"not authorized to perform:? [`']?(?P<action>[\w-]+:\w+)[`']?(?: on resource:? [`']?(?P<resource>[^\s`']+))?"
)
"""Matches IAM's texts and SES's own, which have quotes instead of IAM's colons."""

_TENANT_RESOURCE = re.compile(r"\barn:[\w-]+:ses:[\w-]*:\d*:(?:identity|configuration-set|template)/[^\s,;\]\"'`>]+")


def denied(message: str) -> tuple[str | None, str | None]:
    """The IAM action and the resource in an error message. None: there are none."""
    found = _NOT_AUTHORIZED.search(message)
    return (found["action"], found["resource"]) if found else (None, None)


class AccessDeniedError(ServiceError):
    """The credentials are valid but lack a permission, or a tenant lacks a resource."""

    @property
    def action(self) -> str | None:
        """The IAM action that was denied, `ses:SendEmail`. None: the service named none."""
        return denied(self.message)[0]

    @property
    def resource(self) -> str | None:
        """The ARN of the resource for which it was denied, or `*`. None: the service named none."""
        return denied(self.message)[1]


class TenantNotAssociatedError(AccessDeniedError):
    """An email for a tenant uses an identity, configuration set or template that the tenant is not associated with."""

    @property
    def missing_arns(self) -> tuple[str, ...]:
        """The ARNs of the resources that must be associated, in the order of the service's message."""
        return _unassociated(self.message)


def _unassociated(message: str) -> tuple[str, ...]:
    """The resources that a tenant lacks, from an error message. Empty: the message is about something else."""
    if "associated" not in message or "associated with another" in message or denied(message)[0]:
        return ()
    return tuple(found.rstrip(".") for found in _TENANT_RESOURCE.findall(message))


class AuthenticationError(ServiceError):
    """The service does not accept the credentials or the signature."""

    credentials_renewed: bool = False
    """Whether the client has looked up its credentials again, so that another attempt may follow."""


_CODES: Mapping[str, type[ServiceError]] = {
    "AccountSuspendedException": AccountSuspendedError,
    "AlreadyExistsException": AlreadyExistsError,
    "BadRequestException": BadRequestError,
    "ConcurrentModificationException": ConcurrentModificationError,
    "ConflictException": ConflictError,
    "InternalServiceErrorException": InternalServiceError,
    "InvalidNextTokenException": InvalidNextTokenError,
    "LimitExceededException": LimitExceededError,
    "MailFromDomainNotVerifiedException": MailFromDomainNotVerifiedError,
    "MessageRejected": MessageRejectedError,
    "NotFoundException": NotFoundError,
    "SendingPausedException": SendingPausedError,
    "TooManyRequestsException": TooManyRequestsError,
    # Not in the model, but returned by the checks of a request before SES processes it. Codes with the same meaning as
    # their status (ValidationException 400, RequestEntityTooLarge 413, InternalFailure 500 ...) need no line.
    "AccessDenied": AccessDeniedError,
    "AccessDeniedException": AccessDeniedError,
    "ExpiredToken": AuthenticationError,
    "ExpiredTokenException": AuthenticationError,
    "IncompleteSignature": AuthenticationError,
    "InvalidClientTokenId": AuthenticationError,
    "InvalidSignatureException": AuthenticationError,
    "MissingAuthenticationToken": AuthenticationError,
    "MissingAuthenticationTokenException": AuthenticationError,
    "NotAuthorized": AccessDeniedError,
    "RequestExpired": AuthenticationError,
    "RequestInTheFuture": AuthenticationError,
    "RequestTimeTooSkewed": AuthenticationError,
    "SignatureDoesNotMatch": AuthenticationError,
    "Throttling": TooManyRequestsError,
    "ThrottlingException": TooManyRequestsError,
    "UnknownOperationException": BadRequestError,  # returned with status 404, although no resource is missing
    "UnrecognizedClientException": AuthenticationError,
}

_STATUSES: Mapping[int, type[ServiceError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: AccessDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: BadRequestError,
    429: TooManyRequestsError,
}


def error_class(code: str | None, status: int | None, message: str, *, sends: bool) -> type[ServiceError]:
    """The class for an error response: by its code, or else by its HTTP status.

    With HTTP 5xx the status decides, unless AWS's model has the code with that status. SES sends its other codes with
    4xx: on a 5xx they contradict the status, and do not prove that nothing was carried out.

    Args:
        code: AWS's error code. None: the response has none.
        status: HTTP status.
        message: The service's message, which distinguishes the throttles.
        sends: Whether the operation sends email. In this case, a throttle without details means the sending rate.
    """
    cls = _CODES.get(code or "")
    if (status or 0) >= 500 and cls is not ConcurrentModificationError:
        cls = InternalServiceError
    elif cls is None:
        cls = _STATUSES.get(status or 0, ServiceError)
    if cls is AccessDeniedError and _unassociated(message):
        return TenantNotAssociatedError
    if cls is not TooManyRequestsError:
        return cls
    text = message.lower()
    if "daily" in text and "quota" in text:
        return DailyQuotaExceededError
    if "sending rate" in text or "send rate" in text:
        return SendRateExceededError
    return SendRateExceededError if sends and "rate exceeded" not in text else ApiRateExceededError
