"""Results of the `plan_changes` methods: changes to print first, and to apply then."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

__all__ = ["ChangeOutcome", "ChangeResult", "Changes", "Plan", "PlanResult"]


def __dir__() -> list[str]:
    return __all__


ChangeT = TypeVar("ChangeT")
ChangeT_co = TypeVar("ChangeT_co", covariant=True)

ChangeOutcome: TypeAlias = Literal["accepted", "refused", "unknown", "not_tried"]
"""The outcome of a change.

- `accepted`: SES made it.
- `refused`: it was not made. SES or a check before the request refused it.
- `unknown`: it may or may not have been made. There was no usable response after all attempts.
- `not_tried`: it was not made, but may be valid. SES could not be reached, was still throttling after all attempts, or
  an earlier error stopped `apply`.
"""


@dataclass(frozen=True, slots=True)
class ChangeResult(Generic[ChangeT_co]):
    """The result of one change."""

    change: ChangeT_co
    """The change."""

    outcome: ChangeOutcome
    """Its outcome."""

    error: Exception | None = None
    """Why it is not accepted. None: it is accepted, or an error of another change stopped `apply`."""

    def __str__(self) -> str:
        """The outcome, the change, and the kind of error."""
        return f"{self.outcome:<9}  {self.change}" + (f": {type(self.error).__name__}" if self.error else "")


@dataclass(frozen=True, slots=True)
class PlanResult(Generic[ChangeT_co]):
    """The result of a plan."""

    results: tuple[ChangeResult[ChangeT_co], ...]
    """One for each change, in the order of the plan."""

    error: Exception | None = None
    """The error that stopped `apply`, such as missing permissions; the changes after it were not tried. None: all were
    tried."""

    @property
    def accepted(self) -> tuple[ChangeT_co, ...]:
        """The changes that were made."""
        return tuple(one.change for one in self.results if one.outcome == "accepted")

    @property
    def failed(self) -> tuple[ChangeResult[ChangeT_co], ...]:
        """The changes that were not made, or may not have been made."""
        return tuple(one for one in self.results if one.outcome != "accepted")

    def raise_for_failures(self) -> None:
        """Raise the error that stopped `apply`, or else the first error of a change.

        Raises:
            Exception: A change is not accepted.
        """
        for error in (self.error, *(one.error for one in self.failed)):
            if error is not None:
                raise error

    def __str__(self) -> str:
        """A line for each change."""
        return "\n".join(map(str, self.results)) or "no changes"


@dataclass(frozen=True, slots=True)
class Changes(Generic[ChangeT]):
    """Base class of `Plan` and `AsyncPlan`. Two plans are equal if their changes are."""

    changes: tuple[ChangeT, ...]
    """The changes, in the order in which they are made."""

    _make: Callable[[ChangeT], Coroutine[Any, Any, None]] = field(repr=False, compare=False)
    _max_concurrency: int = field(default=1, repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not self.changes

    def __str__(self) -> str:
        """A line for each change."""
        return "\n".join(map(str, self.changes)) or "no changes"


@dataclass(frozen=True, slots=True)
class Plan(Changes[ChangeT]):
    """Changes that are not made yet. They can be printed; `apply` makes them."""

    def apply(self, *, progress: Callable[[ChangeResult[ChangeT]], object] | None = None) -> PlanResult[ChangeT]:
        """Make the changes.

        A change that fails does not stop the others, unless its error applies to them too: no connection, no
        credentials, no permission. Planning and applying again is safe: only remaining differences are changed.

        Args:
            progress: Called with the result of each change. None: it is not called.

        Returns:
            The result of each change. Errors of requests are not raised: they are in the results.
        """
        from sesv2kit._workflows.plans import Application
        from sesv2kit.many import ManyRun

        application = Application(self.changes, self._make, self._max_concurrency, progress)
        run = ManyRun(self.changes, application.each, self._max_concurrency)
        try:
            for result in run:
                application.note(result)
        finally:  # also after an interruption, so that `progress` gets every change that was made
            application.note_rest(run)
        return application.result()
