"""The outcomes of the entries of a call that has ended."""

from sesv2kit.bulk import BulkOutcome, StopReason
from sesv2kit.errors import (
    AccountSuspendedError,
    BadRequestError,
    DailyQuotaExceededError,
    JournalError,
    OutcomeUnknownError,
    RequestInvalidError,
    SendingPausedError,
    ServiceError,
    SESv2Error,
    TooManyRequestsError,
    TransportError,
)
from sesv2kit.models.sending import SEND_BULK_EMAIL, BulkEmailEntryResult

STOPPING: dict[str, StopReason] = {
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": "daily_quota",
    "ACCOUNT_SUSPENDED": "sending_paused",
    "ACCOUNT_SENDING_PAUSED": "sending_paused",
    "CONFIGURATION_SET_SENDING_PAUSED": "sending_paused",
}
"""Statuses of an entry that apply to every further entry too."""


LASTING: frozenset[StopReason | None] = frozenset({"sending_paused", "refused_call"})
"""Reasons to stop that waiting does not resolve: someone must change something first."""


def as_error(result: BulkEmailEntryResult) -> ServiceError:
    """Why SES did not accept an entry."""
    message = result.error or "SES returned no reason"
    return ServiceError(message, operation=SEND_BULK_EMAIL.name, code=result.status)


def judged(error: BaseException) -> tuple[BulkOutcome, StopReason | None, bool]:
    """The outcome of the entries of a call that failed, why the run stops, and whether they may be sent again."""
    if not isinstance(error, SESv2Error) or isinstance(error, OutcomeUnknownError) or error.raised_in_hook:
        return "unknown", "unknown", False
    if isinstance(error, JournalError):
        return "not_tried", "journal", False
    if isinstance(error, DailyQuotaExceededError):
        return "not_tried", "daily_quota", False
    if isinstance(error, SendingPausedError | AccountSuspendedError):
        return "not_tried", "sending_paused", False
    if isinstance(error, TooManyRequestsError):
        return "not_tried", None, True
    if isinstance(error, TransportError):
        return "not_tried", "no_connection", True
    if isinstance(error, BadRequestError | RequestInvalidError):
        return "refused", None, False
    return "refused", "refused_call", False
