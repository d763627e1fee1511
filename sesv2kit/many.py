"""What methods return that do the same with many items, such as `suppression.add_many`."""

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
"""What became of an item.

- `accepted`: SES did what was asked.
- `not_found`: SES has no such item, so there was nothing to do.
- `refused`: it was not done. SES or a check before the request refused it.
- `unknown`: it may or may not have been done: no usable response came, although the request was repeated.
- `not_tried`: it was not done, and nothing is known to be wrong with it: SES could not be reached, was still throttling
  after all attempts, or the run ended first.
"""

ManyStop: TypeAlias = Literal["cancelled", "error"]
"""Why a run ended before its items did.

- `cancelled`: `cancel()`, the end of the `with` block, or the end of the loop over the results.
- `error`: an error that every further item would meet, such as missing permissions; `error` of the summary has it.
"""


@dataclass(frozen=True, slots=True)
class ManyResult(Generic[ItemT]):
    """What became of one item."""

    index: int
    """Position of the item in the input, from 0."""

    item: ItemT = field(repr=False)
    """The item as it was given."""

    outcome: ManyOutcome
    """What became of it."""

    error: Exception | None = None
    """Why it is refused, unknown or not tried. None: it is neither, or the run ended first."""


@dataclass(frozen=True, slots=True)
class ManySummary:
    """Counts of a run."""

    read: int = 0
    """Items that were read from the input."""

    accepted: int = 0
    """Items for which SES did what was asked."""

    not_found: int = 0
    """Items that SES does not have."""

    refused: int = 0
    """Items that were refused."""

    unknown: int = 0
    """Items for which it may or may not have been done."""

    not_tried: int = 0
    """Items that were read and with which nothing was done."""

    done: int = 0
    """Items at the start of the input that all have an outcome. A later run can begin with the item at this index."""

    stopped: ManyStop | None = None
    """Why the run ended before its items did. None: it did not."""

    error: Exception | None = None
    """The error that ended it. None: there was none."""

    @property
    def failed(self) -> int:
        """Items that are refused, unknown or not tried."""
        return self.refused + self.unknown + self.not_tried


class ManyRun(ThreadDriver[ItemT, tuple[int, ItemT], ManyResult[ItemT]]):
    """The same done with many items. Iterate it, or call `wait()`: nothing is sent before.

    It yields a `ManyResult` for each item, in the order of the items. Items are read as they are worked on. If the loop
    over the results pauses, so does the run. When the loop ends early, and at the end of a `with` block, requests in
    progress end and no further one begins.
    """

    def __init__(self, items: "Iterable[ItemT]", each: "Each[ItemT]", max_concurrency: int) -> None:
        """Made by the methods of services."""
        super().__init__(items, each, each.do, max_concurrency)
        self._each = each

    @property
    def summary(self) -> ManySummary:
        """Counts up to now. It may be read at any time and from any thread."""
        return self._each.summary()

    def wait(self) -> ManySummary:
        """Work on all items, and return the counts."""
        self.to_end()
        return self.summary
