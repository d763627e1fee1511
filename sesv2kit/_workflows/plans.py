"""The application of a plan: which change comes next, and what became of each."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, Generic

from sesv2kit._core.retry import Failure, failure_of
from sesv2kit.errors import (
    AccessDeniedError,
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    OutcomeUnknownError,
    RequestInvalidError,
    ServiceError,
    SESv2Error,
    TenantNotAssociatedError,
)
from sesv2kit.plans import ChangeOutcome, ChangeResult, ChangeT, PlanResult


def judged(error: Exception) -> tuple[ChangeOutcome, bool]:
    """The outcome of a change whose request raised `error`, and whether the error would meet all others, too."""
    match error:
        case TenantNotAssociatedError():
            return "refused", False
        case AccessDeniedError() | AuthenticationError():
            return "refused", True
        case ConfigurationError() | ConnectError():
            return "not_tried", True
        case OutcomeUnknownError():
            return "unknown", False
        case RequestInvalidError():
            return "refused", False
        case SESv2Error():
            pass
        case _:  # a defect: nothing is known
            return "unknown", True
    match failure_of(error):
        case Failure.REFUSED:
            return "not_tried", False
        case Failure.FINAL | Failure.CONTENDED if isinstance(error, ServiceError):
            return "refused", False
        case _:
            return "unknown", False


class Application(Generic[ChangeT]):
    """Goes through the changes of a plan, and notes what became of each."""

    def __init__(self, changes: Sequence[ChangeT]) -> None:
        self._changes = changes
        self._results: list[ChangeResult[ChangeT]] = []
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[ChangeT]:
        """The changes to make."""
        for change in self._changes:
            if self._error is not None:
                return
            yield change

    async def made(
        self, change: ChangeT, make: Callable[[ChangeT], Coroutine[Any, Any, None]]
    ) -> ChangeResult[ChangeT]:
        """Make a change, and note what became of it."""
        try:
            await make(change)
        except Exception as error:
            outcome, ends = judged(error)
            result = ChangeResult(change, outcome, error)
            if ends:
                self._error = error
        else:
            result = ChangeResult(change, "accepted")
        self._results.append(result)
        return result

    def result(self) -> PlanResult[ChangeT]:
        """What became of all changes; those that were not tried included."""
        left = self._changes[len(self._results) :]
        return PlanResult((*self._results, *(ChangeResult(one, "not_tried") for one in left)), self._error)
