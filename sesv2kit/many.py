"""Results of methods that process many items, such as `suppression.add_many`."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias

from sesv2kit._core.driving import ItemT, ThreadDriver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesv2kit._workflows.each import Each

__all__ = ["ManyOutcome", "ManyResult", "ManyRun", "ManyStop", "ManySummary"]


def __dir__() -> list[str]:
    return __all__


ManyOutcome: TypeAlias = Literal["accepted", "not_found", "refused", "unknown", "not_tried"]
"""The outcome of an item.

- `accepted`: SES carried out the request.
- `not_found`: SES has no such item, so there was nothing to do.
- `refused`: it was not done. SES or a check before the request refused it.
- `unknown`: it may or may not have been done. There was no usable response after all attempts.
- `not_tried`: it was not done, but the item may be valid. SES could not be reached, was still throttling after all
  attempts, or the run ended first.
"""

ManyStop: TypeAlias = Literal["cancelled", "error"]
"""Why a run ended before the end of its items.

- `cancelled`: `cancel()`, the end of the `with` block, or the end of the loop over the results.
- `error`: an error that applies to every further item, such as missing permissions; it is `error` of the summary.
"""


@dataclass(frozen=True, slots=True)
class ManyResult(Generic[ItemT]):
    """The result of one item."""

    index: int
    """Position of the item in the input, from 0."""

    item: ItemT = field(repr=False)
    """The item as it was given."""

    outcome: ManyOutcome
    """Its outcome."""

    error: Exception | None = None
    """Why it is refused, unknown or not tried. None: it is none of these, or the run ended first."""


@dataclass(frozen=True, slots=True)
class ManySummary:
    """Counts of a run."""

    read: int = 0
    """Items that were read from the input."""

    accepted: int = 0
    """Items for which SES carried out the request."""

    not_found: int = 0
    """Items that do not exist in SES."""

    refused: int = 0
    """Items that were refused."""

    unknown: int = 0
    """Items for which it may or may not have been done."""

    not_tried: int = 0
    """Items that were read, but for which no request was made."""

    done: int = 0
    """Items at the start of the input that all have an outcome. A later run can begin with the item at this index."""

    stopped: ManyStop | None = None
    """Why the run ended before the end of its items. None: it did not."""

    error: Exception | None = None
    """The error that ended it. None: there was none."""

    @property
    def failed(self) -> int:
        """Items that are refused, unknown or not tried."""
        return self.refused + self.unknown + self.not_tried


class ManyRun(ThreadDriver[ItemT, tuple[int, ItemT], ManyResult[ItemT]]):
    """A run over many items. Iterate it, or call `wait()`: nothing is sent before.

    It yields a `ManyResult` for each item, in the order of the items. Items are read as they are processed. If the loop
    over the results pauses, so does the run. When the loop ends early, and at the end of a `with` block, requests in
    progress end and no further one starts.
    """

    def __init__(self, items: "Iterable[ItemT]", each: "Each[ItemT]", max_concurrency: int) -> None:
        """Made by the methods of services."""
        super().__init__(items, each, each.do, max_concurrency)
        self._each = each

    @property
    def summary(self) -> ManySummary:
        """The current counts. It may be read at any time and from any thread."""
        return self._each.summary()

    def wait(self) -> ManySummary:
        """Process all items, and return the counts."""
        self.to_end()
        return self.summary
